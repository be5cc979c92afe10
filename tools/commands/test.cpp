// quid test: whether the scenarios and invariants hold, and which conditions they show to matter.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

#include "core/goods/coverage.hpp"
#include "core/model/words.hpp"
#include "tools/ask/question.hpp"
#include "tools/ask/shipment.hpp"
#include "tools/ask/tests.hpp"
#include "tools/commands/command.hpp"
#include "tools/page/escapes.hpp"
#include "tools/page/json.hpp"

namespace quid::tools {

namespace {

constexpr std::array flags = {
    Flag{"coverage", "", "which conditions the scenarios show to matter, and which none decides"},
    Flag{"all", "", "those that hold too"},
};
constexpr std::array formats = {Format::junit};

std::string_view word_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::holds: return "ok";
    case Verdict::fails: return "fail";
    case Verdict::undecided: return "open";
  }
  return {};
}
std::string_view json_word(Verdict verdict) {
  return verdict == Verdict::holds ? "holds" : verdict == Verdict::fails ? "fails" : "undecided";
}
Tone tone_of(Verdict verdict) {
  return verdict == Verdict::holds ? Tone::good : verdict == Verdict::fails ? Tone::bad : Tone::open;
}

// The text of a place on one line.
std::string text_of(const dsl::Sources& sources, Span place) {
  std::string text;
  for (char each : sources.text(place)) {
    const bool blank = each == ' ' || each == '\n' || each == '\t' || each == '\r';
    if (!blank) {
      text += each;
    } else if (!text.empty() && text.back() != ' ') {
      text += ' ';
    }
  }
  return text;
}

// -- what came out instead

std::string goods_name(const Model& model, const NamedGoods& goods) {
  const bool unnamed =
      goods.code.empty() && goods.eccn.empty() && !goods.product.valid() && !goods.chip.valid();
  return unnamed ? "other goods" : goods_words(model, goods);
}

std::string outcome_of(const Model& model, const DutyAnswer& answer) {
  if (answer.depends()) return fmt::format("it depends on {}", fmt::join(answer.depends_on, ", "));
  const DutyCase& only = answer.cases.back();
  return only.prohibited ? "prohibited" : rate_words(model, only.rate);
}
std::string outcome_of(const Model&, const ExportAnswer& answer) {
  if (answer.depends()) return fmt::format("it depends on {}", fmt::join(answer.depends_on, ", "));
  return std::string(to_string(answer.cases.back().word));
}

std::string got_words(const Model& model, const Counterexample& one) {
  const Shipment& asked = one.shipment;
  const std::string outcome =
      std::visit([&](const auto& answer) { return outcome_of(model, answer); }, one.answer);
  std::string what = asked.quantity && asked.goods.chip.valid() ? words(model, *asked.quantity)
                                                                : goods_name(model, asked.goods);
  if (asked.from.valid()) what += fmt::format(" from {}", model[asked.from].code);
  const bool is_export = std::holds_alternative<ExportAnswer>(one.answer);
  if (asked.to.valid()) what += fmt::format(" {} {}", is_export ? "to" : "into", model[asked.to].code);
  return fmt::format("{}: {}", what, outcome);
}

std::string got_words(const Model& model, const Examined& found, bool denied, Date on) {
  if (found.reason) {
    const std::string spell = spell_words(found.reason->days, on);
    return denied || found.reason->holds ? fmt::format("it holds{}", spell) : "it does not hold";
  }
  if (found.against.empty()) return "a bracket leaves it open";
  std::vector<std::string> got;
  for (const Counterexample& each : found.against) {
    if (got.size() == 3) break;
    got.push_back(got_words(model, each));
  }
  if (found.against.size() > got.size())
    got.push_back(fmt::format("{} more", found.against.size() - got.size()));
  return fmt::format("{}", fmt::join(got, "; "));
}

// Why it is so: the reason of a condition, without a word for its root.
void add_why(const Workspace& workspace, const Model& model, const Examined& found, Date on, Answer& answer) {
  if (!found.reason || found.reason->children.empty()) return;
  Branch root = branch_of(workspace, model, *found.reason, on);
  answer.blocks.emplace_back(Tree{std::move(root)});
}

// -- people

void add_failure(const Workspace& workspace, const ScenarioRun& run, Answer& answer) {
  const dsl::Sources& sources = workspace.sources();
  Labelled head;
  head.lines.push_back({std::string(word_of(run.verdict())), std::string(run.scenario->title),
                        place_words(sources, run.scenario->title_place), tone_of(run.verdict())});
  answer.blocks.emplace_back(std::move(head));
  for (std::size_t i = 0; i < run.expectations.size(); ++i) {
    const Examined& found = run.expectations[i];
    if (found.verdict == Verdict::holds) continue;
    const Expectation& each = run.scenario->expectations[i];
    Labelled block;
    block.lines.push_back({"  " + to_string(each.on), text_of(sources, each.claim.place),
                           place_words(sources, each.claim.place)});
    block.lines.push_back({"  got", got_words(run.world->model, found, each.claim.denied, each.on)});
    answer.blocks.emplace_back(std::move(block));
    add_why(workspace, run.world->model, found, each.on, answer);
  }
}

void add_failure(const Workspace& workspace, const TestRun::OfInvariant& of, Answer& answer) {
  const dsl::Sources& sources = workspace.sources();
  const Model& model = workspace.world().model;
  Labelled block;
  const Invariant& invariant = *of.invariant;
  block.lines.push_back({std::string(word_of(of.verdict)),
                         invariant.title.empty() ? std::string(invariant.name)
                                                 : fmt::format("{} ({})", invariant.title, invariant.name),
                         place_words(sources, invariant.name_place), tone_of(of.verdict)});
  for (const InvariantIn& each : of.broken) {
    const DaySet& days = each.run.broken.fails.empty() ? each.run.broken.undecided : each.run.broken.fails;
    const std::string where =
        each.scenario == nullptr ? "what is recorded" : fmt::format("\"{}\"", each.scenario->title);
    block.lines.push_back(
        {"  in", where, each.scenario == nullptr ? "" : place_words(sources, each.scenario->title_place)});
    std::string got = "not " + days_words(days);
    if (each.run.found && !each.run.found->against.empty())
      got += ": " + got_words(model, *each.run.found, false, *each.run.first);
    block.lines.push_back({"  got", got});
  }
  answer.blocks.emplace_back(std::move(block));
}

void add_passed(const Workspace& workspace, const TestRun& run, Answer& answer) {
  Labelled block;
  const dsl::Sources& sources = workspace.sources();
  for (const ScenarioRun& each : run.scenarios) {
    if (each.verdict() == Verdict::holds)
      block.lines.push_back(
          {"ok", std::string(each.scenario->title), place_words(sources, each.scenario->title_place)});
  }
  for (const TestRun::OfInvariant& each : run.invariants) {
    if (each.verdict == Verdict::holds)
      block.lines.push_back(
          {"ok", std::string(each.invariant->title.empty() ? each.invariant->name : each.invariant->title),
           place_words(sources, each.invariant->name_place)});
  }
  if (!block.lines.empty()) answer.blocks.emplace_back(std::move(block));
}

// -- coverage

constexpr std::size_t most_listed = 12;

void add_coverage(const Workspace& workspace, const Request& request, const TestRun& run, Answer& answer) {
  if (!run.conditions) return;
  const std::vector<ConditionShown>& all = *run.conditions;
  const auto shown =
      std::count_if(all.begin(), all.end(), [](const ConditionShown& each) { return each.shown; });
  const Model& model = workspace.world().model;
  Labelled block;
  block.title = fmt::format("Conditions shown to matter: {} of {}", shown, all.size());
  std::size_t listed_ = 0;
  for (const ConditionShown& each : all) {
    if (each.shown) continue;
    if (listed_ == most_listed && !request.has("all")) break;
    ++listed_;
    block.lines.push_back(
        {block.lines.empty() ? "not decided" : "",
         fmt::format("{} needs {}", name_of(model, each.owner), words(model, each.condition)),
         place_words(workspace.sources(), each.place)});
  }
  const std::size_t left = all.size() - static_cast<std::size_t>(shown) - listed_;
  if (left > 0) block.lines.push_back({"", fmt::format("and {} more: --all lists them", left)});
  answer.blocks.emplace_back(std::move(block));
}

Answer say(const Request& request, const Workspace& workspace, const TestRun& run) {
  Answer answer;
  const Verdict verdict = run.verdict();
  const std::string all = fmt::format("{} and {}", counted(run.scenarios.size(), "scenario"),
                                      counted(run.invariants.size(), "invariant"));
  answer.tone = tone_of(verdict);
  if (run.scenarios.empty() && run.invariants.empty()) {
    answer.sentence = "There is no scenario and no invariant here.";
    answer.next.push_back("quid what-if --help");
  } else if (verdict == Verdict::holds) {
    answer.verdict = "YES";
    answer.sentence = fmt::format("{} hold.", all);
  } else {
    answer.verdict = verdict == Verdict::fails ? "NO" : "IT DEPENDS";
    std::vector<std::string> parts;
    if (const std::size_t fails = run.count(Verdict::fails); fails > 0)
      parts.push_back(fmt::format("{} {} not hold", fails, fails == 1 ? "does" : "do"));
    if (const std::size_t open = run.count(Verdict::undecided); open > 0)
      parts.push_back(fmt::format("{} {} not decided", open, open == 1 ? "is" : "are"));
    answer.sentence = fmt::format("Of {}, {}.", all, in_a_row(parts));
  }
  for (const ScenarioRun& each : run.scenarios) {
    if (each.verdict() != Verdict::holds) add_failure(workspace, each, answer);
  }
  for (const TestRun::OfInvariant& each : run.invariants) {
    if (each.verdict != Verdict::holds) add_failure(workspace, each, answer);
  }
  if (request.has("all")) add_passed(workspace, run, answer);
  add_coverage(workspace, request, run, answer);
  return answer;
}

// -- JSON

void against_json(Json& json, const Model& model, const Examined& found) {
  json.key("against").open_array();
  for (const Counterexample& each : found.against) json.value(got_words(model, each));
  json.close();
}

void scenario_json(Json& json, const dsl::Sources& sources, const ScenarioRun& run) {
  json.open_object();
  json.key("name").value(run.scenario->title);
  json.key("passed").value(run.verdict() == Verdict::holds);
  json.key("verdict").value(json_word(run.verdict()));
  json.key("place").place(sources, run.scenario->title_place);
  json.key("expectations").open_array();
  for (std::size_t i = 0; i < run.expectations.size(); ++i) {
    const Expectation& each = run.scenario->expectations[i];
    const Examined& found = run.expectations[i];
    json.open_object();
    json.key("on").value(each.on);
    json.key("text").value(text_of(sources, each.claim.place));
    json.key("verdict").value(json_word(found.verdict));
    json.key("days");
    found.reason ? json.value(found.reason->days) : json.null();
    against_json(json, run.world->model, found);
    json.key("place").place(sources, each.claim.place);
    json.close();
  }
  json.close();
  json.close();
}

void invariant_json(Json& json, const Workspace& workspace, const TestRun::OfInvariant& of) {
  const dsl::Sources& sources = workspace.sources();
  json.open_object();
  json.key("name").value(of.invariant->name);
  json.key("title").value(of.invariant->title);
  json.key("verdict").value(json_word(of.verdict));
  json.key("place").place(sources, of.invariant->name_place);
  json.key("broken").open_array();
  for (const InvariantIn& each : of.broken) {
    json.open_object();
    json.key("scenario");
    each.scenario == nullptr ? json.null() : json.value(each.scenario->title);
    json.key("fails").value(each.run.broken.fails);
    json.key("undecided").value(each.run.broken.undecided);
    if (each.run.found) against_json(json, workspace.world().model, *each.run.found);
    json.close();
  }
  json.close();
  json.close();
}

void coverage_json(Json& json, const Workspace& workspace, const TestRun& run) {
  json.key("coverage");
  if (!run.conditions) {
    json.null();
    return;
  }
  json.open_array();
  for (const ConditionShown& each : *run.conditions) {
    json.open_object();
    json.key("id").value(name_of(workspace.world().model, each.owner));
    json.key("condition").value(words(workspace.world().model, each.condition));
    json.key("shown").value(each.shown);
    json.key("place").place(workspace.sources(), each.place);
    json.close();
  }
  json.close();
}

void report_json(const Request& request, const Workspace& workspace, const TestRun& run, Output& out) {
  Json json(out);
  json.open_object();
  json.key("quid").value(1);
  json.key("command").value(request.command->name);
  workspace.scope_json(json);
  json.key("passed").value(run.count(Verdict::holds));
  json.key("failed").value(run.count(Verdict::fails));
  json.key("undecided").value(run.count(Verdict::undecided));
  json.key("scenarios").open_array();
  for (const ScenarioRun& each : run.scenarios) scenario_json(json, workspace.sources(), each);
  json.close();
  json.key("invariants").open_array();
  for (const TestRun::OfInvariant& each : run.invariants) invariant_json(json, workspace, each);
  json.close();
  coverage_json(json, workspace, run);
  json.close();
}

// -- JUnit

struct Case {
  std::string name;
  Span place;
  Verdict verdict;
  std::string message;
};

std::vector<Case> cases_of(const Workspace& workspace, const TestRun& run) {
  const dsl::Sources& sources = workspace.sources();
  std::vector<Case> cases;
  for (const ScenarioRun& each : run.scenarios) {
    Case one{std::string(each.scenario->title), each.scenario->title_place, each.verdict(), {}};
    for (std::size_t i = 0; i < each.expectations.size(); ++i) {
      const Examined& found = each.expectations[i];
      if (found.verdict == Verdict::holds) continue;
      const Expectation& expected = each.scenario->expectations[i];
      one.message += fmt::format("{}{}: {}; got: {}", one.message.empty() ? "" : ". ", to_string(expected.on),
                                 text_of(sources, expected.claim.place),
                                 got_words(each.world->model, found, expected.claim.denied, expected.on));
    }
    cases.push_back(std::move(one));
  }
  for (const TestRun::OfInvariant& each : run.invariants) {
    Case one{std::string(each.invariant->name), each.invariant->name_place, each.verdict, {}};
    for (const InvariantIn& in : each.broken) {
      const DaySet& days = in.run.broken.fails.empty() ? in.run.broken.undecided : in.run.broken.fails;
      one.message +=
          fmt::format("{}in {}: not {}", one.message.empty() ? "" : ". ",
                      in.scenario == nullptr ? "what is recorded" : in.scenario->title, days_words(days));
    }
    cases.push_back(std::move(one));
  }
  return cases;
}

// One that is not decided has not passed.
void report_junit(const Workspace& workspace, const TestRun& run, Output& out) {
  const std::vector<Case> cases = cases_of(workspace, run);
  const auto failures = std::count_if(cases.begin(), cases.end(),
                                      [](const Case& each) { return each.verdict != Verdict::holds; });
  const std::string counts = fmt::format("tests=\"{}\" failures=\"{}\"", cases.size(), failures);
  out.raw("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")
      .raw(fmt::format("<testsuites name=\"quid\" {0}>\n  <testsuite name=\"quid test\" {0}>\n", counts));
  for (const Case& each : cases) {
    const std::string file = xml_escaped(workspace.sources().name(each.place.file));
    const auto line = workspace.sources().position(each.place.file, each.place.begin).line;
    out.raw(fmt::format("    <testcase classname=\"{0}\" name=\"{1}\" file=\"{0}\" line=\"{2}\"", file,
                        xml_escaped(each.name), line));
    if (each.verdict == Verdict::holds) {
      out.raw("/>\n");
    } else {
      out.raw(
          fmt::format(">\n      <failure message=\"{}\"/>\n    </testcase>\n", xml_escaped(each.message)));
    }
  }
  out.raw("  </testsuite>\n</testsuites>\n");
}

int run_test(const Request& request, Output& out) {
  if (request.reading == "all")
    throw Failure("`--reading all`: a scenario says for itself how it reads the brackets");
  const Workspace workspace(request, request.words);
  const TestRun run = exactly([&] {
    return run_tests(workspace, request.has("coverage") ? Coverage::measured : Coverage::left_out);
  });
  Answer answer = say(request, workspace, run);
  answer.scope = workspace.scope_words();
  to_each(request, out, [&](const FormatChoice& choice, Output& to) {
    switch (choice.format) {
      case Format::json: return report_json(request, workspace, run, to);
      case Format::junit: return report_junit(workspace, run, to);
      default: return draw(answer, look(request, choice), to);
    }
  });
  switch (run.verdict()) {
    case Verdict::holds: return Exit::yes;
    case Verdict::fails: return Exit::no;
    case Verdict::undecided: return Exit::depends;
  }
  return Exit::yes;
}

}  // namespace

const CommandInfo test_command = {
    .name = "test",
    .words = "[PATH…]",
    .answers = "whether the scenarios and invariants of the text hold",
    .help =
        "An invariant is looked at on every day of what is recorded and of every scenario. Paths narrow "
        "which\n"
        "scenarios and invariants are run. A condition is shown to matter where two scenarios differ in it "
        "alone\n"
        "and what they look at turns with it. Exit code 1 where anything fails, 4 where something is not "
        "decided.\n",
    .examples =
        "  quid test\n"
        "  quid test --coverage\n"
        "  quid test --format human --format junit=tests.xml\n",
    .most_words = 100000,
    .flags = flags,
    .more_formats = formats,
    .run = run_test,
};

}  // namespace quid::tools
