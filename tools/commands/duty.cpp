// quid duty: the duty on goods, step by step, with every rule that was considered.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/goods/coverage.hpp"
#include "core/model/words.hpp"
#include "tools/ask/question.hpp"
#include "tools/ask/shipment.hpp"
#include "tools/ask/sources.hpp"
#include "tools/commands/command.hpp"
#include "tools/commands/duty_batch.hpp"
#include "tools/page/json.hpp"

namespace quid::tools {

namespace {

constexpr std::array flags = {
    Flag{"from", "PARTY", "where the goods are from"},
    Flag{"into", "PARTY", "whom they enter"},
    Flag{"quantity", "QTY", "how much enters; split over the quotas as customs does"},
    Flag{"value", "MONEY", "the customs value, which a duty per quantity is compared by"},
    Flag{"fact", "NAME=VALUE", "a fact that rules ask about; may be given several times"},
    Flag{"loaded", "DATE", "when the goods were loaded"},
    Flag{"consignee", "NAME", "the entity they go to"},
    Flag{"batch", "FILE", "a CSV file of questions, `-` for standard input; a CSV of answers comes out"},
};

constexpr std::string_view effect_words(TariffWord word) {
  switch (word) {
    case TariffWord::base: return "base";
    case TariffWord::add:
    case TariffWord::add_of:
    case TariffWord::add_to: return "add";
    case TariffWord::cap: return "cap";
    case TariffWord::set: return "set";
    case TariffWord::limit: return "limit";
    case TariffWord::cut: return "cut";
    case TariffWord::exempt: return "exempt";
    case TariffWord::prohibit: return "prohibit";
  }
  return {};
}

using Question = Asked<DutyAnswer>;

std::string outcome(const Model& model, const DutyCase& one) {
  if (!one.decided()) return fmt::format("needs `{}`", fmt::join(one.lacks, "` and `"));
  if (one.prohibited) return "prohibited";
  if (one.parts.size() < 2) return rate_words(model, one.rate);
  std::string text;
  for (const DutyPart& part : one.parts) {
    text += fmt::format("{}{} at {}", text.empty() ? "" : ", ", words(model, part.quantity),
                        part.prohibited ? "no rate: prohibited" : rate_words(model, part.rate));
  }
  return text;
}

std::string because(const Question& of, const DutyStep& step) {
  const Band& band = of.model[step.band];
  const Provision& owner = of.model[of.schedule[step.rule].family];
  if (step.outcome != Outcome::applied)
    return outcome_words(of.schedule, of.request.on, step.rule, step.outcome, step.by);
  switch (band.tariff) {
    case TariffWord::add:
    case TariffWord::add_of:
    case TariffWord::add_to: {
      std::string text;
      if (owner.as_measure.valid()) {
        for (AuthorityId authority : of.model[owner.as_measure].under)
          text += fmt::format("{}{}", text.empty() ? "under " : ", ", of.model[authority].name);
      }
      if (band.tariff == TariffWord::add_of)
        text += fmt::format("{}of the {}", text.empty() ? "" : ", ", band.of_fact);
      if (band.tariff == TariffWord::add_to) {
        text += fmt::format("{}up to {} in all", text.empty() ? "" : ", ",
                            words(of.model, of.model[band.rate.percent]));
      }
      return text;
    }
    case TariffWord::base: return "the ordinary rate";
    case TariffWord::cut: return fmt::format("staged cut, {} steps in all", band.steps);
    case TariffWord::exempt:
    case TariffWord::limit:
      return step.by.valid() ? name_of(of.model, of.schedule[step.by].provision) : std::string();
    case TariffWord::cap: return "at most this in all";
    case TariffWord::set: return band.limit.valid() ? "within its quota" : "lower than the total";
    case TariffWord::prohibit: return "may not enter";
  }
  return {};
}

void add_steps(const Question& of, const DutyCase& one, Answer& answer) {
  Table applied;
  applied.columns = {{"STEP"},
                     {"RULE"},
                     {"RATE", false, true},
                     {"SO FAR", false, true},
                     {"BECAUSE", true},
                     {"", false, false, true, true}};
  Table others;
  others.title = "Considered, and not applied";
  others.columns = {
      {"STEP"}, {"RULE"}, {"RATE", false, true}, {"BECAUSE", true}, {"", false, false, true, true}};
  for (const DutyStep& step : one.steps) {
    const Band& band = of.model[step.band];
    const bool has_rate = band.rate.percent.valid() || !band.rate.specific.empty();
    const Cell word{std::string(effect_words(band.tariff))};
    const Cell rule{name_of(of.model, of.schedule[step.rule].provision)};
    const Cell rate{has_rate ? rate_words(of.model, step.rate) : ""};
    const Cell place{place_words(of.workspace, of.schedule, step.rule), Tone::dim};
    if (step.outcome == Outcome::applied) {
      const bool counts = band.tariff != TariffWord::exempt && band.tariff != TariffWord::limit;
      applied.rows.push_back(
          {word,
           rule,
           rate,
           {counts && !one.prohibited ? rate_words(of.model, step.so_far) : "", Tone::strong},
           {because(of, step)},
           place});
    } else {
      others.rows.push_back({word, rule, rate, {because(of, step)}, place});
    }
  }
  if (!applied.rows.empty()) answer.blocks.emplace_back(std::move(applied));
  if (!one.base_known && (of.answer.depends() || one.headroom) && one.decided() && !one.prohibited)
    answer.blocks.emplace_back(Paragraph{
        "No rule here gives the ordinary rate of these goods: what is shown counts from 0%.", Tone::open});
  if (!others.rows.empty()) answer.blocks.emplace_back(std::move(others));
}

// Whether an addition counts up to a total that has the base in it.
bool is_all_in(const Question& of, const DutyCase& one) {
  return std::any_of(one.steps.begin(), one.steps.end(), [&](const DutyStep& step) {
    return step.outcome == Outcome::applied && of.model[step.band].tariff == TariffWord::add_to;
  });
}

// A figure that may not be all; what may not enter is not charged.
bool is_uncovered(const DutyCase& one) {
  return one.decided() && !one.prohibited && !one.covered.whole;
}

bool has_applied(const DutyCase& one) {
  return std::any_of(one.steps.begin(), one.steps.end(),
                     [](const DutyStep& step) { return step.outcome == Outcome::applied; });
}

// What the texts come to where they do not claim to hold all duties on the goods.
void say_uncovered(const Question& of, const DutyCase& one, const std::string& what, Answer& answer) {
  answer.verdict = "NOT KNOWN";
  answer.tone = Tone::open;
  const std::string claim = fmt::format("these texts do not claim to hold all that {} charges on them",
                                        party_words(of.model, of.shipment.to));
  if (!has_applied(one)) {
    answer.sentence = fmt::format("Nothing here speaks of {}: {}.", what, claim);
    return;
  }
  const bool beside_base = !one.base_known && !is_all_in(of, one) && one.headroom == std::nullopt;
  answer.sentence = fmt::format("By what stands here {} pays {}{}; {}.", what, outcome(of.model, one),
                                beside_base ? " beside the ordinary rate" : "", claim);
}

void say_rate(const Question& of, const DutyCase& one, const std::string& what, Answer& answer) {
  if (!one.covered.whole) return say_uncovered(of, one, what, answer);
  answer.verdict = rate_words(of.model, one.rate);
  answer.tone = Tone::good;
  answer.sentence = what + ".";
  if (one.parts.size() > 1) {
    answer.sentence = fmt::format("{}: {}.", what, outcome(of.model, one));
  } else if (one.headroom) {
    answer.sentence = fmt::format("{}; {}{} left at this rate.", what, one.headroom_varies ? "at least " : "",
                                  headroom_words(of.schedule, *one.headroom, {}));
  } else if (!one.base_known && is_all_in(of, one)) {
    answer.sentence = what + "; no rule here gives the ordinary rate, which is part of it.";
  } else if (!one.base_known) {
    if (one.rate.is_zero()) answer.verdict = "Nothing";
    answer.verdict += " beside the ordinary rate";
    answer.sentence = what + "; what the ordinary rate is, no rule here says.";
  }
}

Answer say(const Question& of) {
  Answer answer;
  const DutyCase& last = of.answer.cases.back();
  const std::string what = fmt::format("{} from {} into {} on {}", goods_words(of.model, of.shipment.goods),
                                       party_words(of.model, of.shipment.from),
                                       party_words(of.model, of.shipment.to), words(of.request.on));
  if (of.answer.depends()) {
    answer.verdict = "IT DEPENDS";
    answer.tone = Tone::open;
    answer.sentence = fmt::format("The duty on {} turns on {}.", what, in_a_row(of.answer.depends_on));
    answer.blocks.emplace_back(either_way_table(of.answer.cases, "DUTY",
                                                [&](const DutyCase& one) { return outcome(of.model, one); }));
    if (std::any_of(of.answer.cases.begin(), of.answer.cases.end(), is_uncovered))
      answer.blocks.emplace_back(Paragraph{
          fmt::format("These texts do not claim to hold all that {} charges on these goods: more may be due.",
                      party_words(of.model, of.shipment.to)),
          Tone::open});
    if (of.answer.cut_short)
      answer.blocks.emplace_back(
          Paragraph{"There are more ways than are shown: give some of the facts.", Tone::open});
    const std::string& fact = of.answer.depends_on.front();
    answer.next.push_back(fact == to_string(Fact::goods) ? "ask about a longer HS code"
                          : find_fact(fact) && std::ranges::find(flags, fact, &Flag::name) != flags.end()
                              ? fmt::format("quid duty … --{} …", fact)
                              : fmt::format("quid duty … --fact {}=…", fact));
  } else if (last.prohibited) {
    answer.verdict = "PROHIBITED";
    answer.tone = Tone::bad;
    answer.sentence = what + " may not enter.";
  } else {
    say_rate(of, last, what, answer);
  }
  if (of.answer.depends()) {
    answer.blocks.emplace_back(Paragraph{"The steps where " + facts_words(last.facts) + ":", Tone::plain});
  }
  add_steps(of, last, answer);
  if (!of.answer.presumed.empty())
    answer.blocks.emplace_back(
        Paragraph{fmt::format("presumed: {}", presumed_words(of.answer.presumed)), Tone::dim});
  add_claims(of.workspace, of.model, last.covered, answer);
  if (answer.next.empty()) {
    for (const DutyStep& step : last.steps) {
      if (step.outcome != Outcome::applied) continue;
      answer.next.push_back(fmt::format("quid why {} --on {}",
                                        name_of(of.model, of.schedule[step.rule].provision),
                                        to_string(of.request.on)));
    }
    if (answer.next.size() > 1) answer.next.erase(answer.next.begin(), answer.next.end() - 1);
  }
  answer.scope = of.workspace.scope_words();
  return answer;
}

void specific_json(Json& json, const Model& model, const DutyRate& rate) {
  json.key("specific").open_array();
  for (const SpecificRate& each : rate.specific) {
    json.open_object(Json::Layout::inline_);
    json.key("amount").value(each.amount.to_string());
    json.key("unit").value(model[each.currency].name);
    json.key("per").value(model, each.per);
    json.close();
  }
  json.close();
}

// `rate`, `specific` and `parts`; nothing in them without a case.
void figures_json(Json& json, const Model& model, const DutyCase* one) {
  json.key("rate");
  one != nullptr ? json.value(one->rate.percent.to_string()) : json.null();
  specific_json(json, model, one != nullptr ? one->rate : DutyRate());
  json.key("parts").open_array();
  if (one != nullptr) {
    for (const DutyPart& part : one->parts) {
      json.open_object(Json::Layout::inline_);
      json.key("quantity").value(model, part.quantity);
      json.key("rate");
      part.prohibited ? json.null() : json.value(part.rate.percent.to_string());
      specific_json(json, model, part.rate);
      json.close();
    }
  }
  json.close();
}

// The figures where they are known to be all, else the same in `by_the_texts`.
void rate_json(Json& json, const Model& model, const DutyCase* one) {
  const bool is_whole = one != nullptr && !is_uncovered(*one);
  figures_json(json, model, is_whole ? one : nullptr);
  json.key("by_the_texts");
  if (one == nullptr || is_whole) {
    json.null();
  } else {
    json.open_object();
    figures_json(json, model, one);
    json.close();
  }
}

void answer_json(Json& json, const Question& of) {
  const DutyCase& last = of.answer.cases.back();
  const bool depends = of.answer.depends();
  json.key("goods").value(goods_words(of.model, of.shipment.goods));
  json.key("from").value(of.model[of.shipment.from].code);
  json.key("into").value(of.model[of.shipment.to].code);
  json.key("prohibited").value(!depends && last.prohibited);
  json.key("base_known").value(last.base_known);
  rate_json(json, of.model, depends || last.prohibited ? nullptr : &last);
  covered_json(json, of.workspace, of.model, last.covered);
  json.key("steps").open_array();
  for (const DutyStep& step : last.steps) {
    json.open_object();
    json.key("rule").value(name_of(of.model, of.schedule[step.rule].provision));
    json.key("effect").value(effect_words(of.model[step.band].tariff));
    json.key("rate").value(step.rate.percent.to_string());
    json.key("applied").value(step.outcome == Outcome::applied);
    json.key("because").value(because(of, step));
    json.key("place").place(of.workspace.sources(), place_of(of.schedule, step.rule));
    json.close();
  }
  json.close();
  json.key("room");
  last.headroom && !depends ? json.value(of.model, headroom_as_written(of.schedule, *last.headroom))
                            : json.null();
  json.key("room_varies").value(!depends && last.headroom_varies);
  either_way_json(json, of.answer, [&](const DutyCase& one) {
    const bool has_rate = one.decided() && !one.prohibited;
    json.key("rate");
    has_rate&& one.covered.whole ? json.value(one.rate.percent.to_string()) : json.null();
    json.key("by_the_texts");
    has_rate && !one.covered.whole ? json.value(one.rate.percent.to_string()) : json.null();
    json.key("prohibited").value(one.prohibited);
  });
}

int run_duty(const Request& request, Output& out) {
  if (request.has("batch")) return run_duty_batch(request, out);
  if (request.words.empty()) throw Failure("`quid duty` wants GOODS", "quid duty --help");
  for (const char* flag : {"from", "into"}) {
    if (!request.has(flag))
      throw Failure(fmt::format("`quid duty` wants `--{} PARTY`", flag), "quid duty --help");
  }
  Workspace workspace(request);
  const World& world = workspace.world();
  Shipment shipment;
  shipment.on = request.on;
  shipment.goods = asked_goods(workspace, request.all_words());
  shipment.from = asked_party(world.model, "from", request.value("from"));
  shipment.to = asked_party(world.model, "into", request.value("into"));
  add_flags(workspace, request, shipment);
  const Question asked(
      request, workspace, std::move(shipment),
      [](const Schedule& schedule, const Shipment& one) { return DutyDesk(schedule).answer(one); });
  const int exit = asked.answer.depends()                    ? Exit::depends
                   : asked.answer.cases.back().prohibited    ? Exit::no
                   : is_uncovered(asked.answer.cases.back()) ? Exit::depends
                                                             : Exit::yes;
  return publish(
      request, say(asked), &workspace, [&](Json& json) { answer_json(json, asked); }, exit, out);
}

}  // namespace

const CommandInfo duty_command = {
    .name = "duty",
    .words = "GOODS --from PARTY --into PARTY",
    .answers = "the duty on goods, step by step, and why",
    .help =
        "GOODS is an HS code, a product or a chip.\n"
        "Exit code 4 where the duty depends on a fact that was not given, or where the texts do not claim to "
        "hold\n"
        "all duties on the goods; 1 where the goods may not enter.\n"
        "With --batch each line of a CSV file is a question: columns goods, from, into, on, quantity, "
        "value,\n"
        "consignee, loaded, and any fact by its name; rate, by_the_texts, prohibited, depends_on and "
        "presumed are "
        "added\n"
        "to each line. The rate is left out where the texts do not claim to hold all duties.\n"
        "Its exit code is 2 where a line has an error, else 0, whether or not answers depend.\n",
    .examples =
        "  quid duty 8703.23 --from GB --into US --on 2025-07-15\n"
        "  quid duty steel --from GB --into US --fact melted-share=96%\n"
        "  quid duty --batch questions.csv > answers.csv\n",
    .least_words = 0,
    .most_words = 4,
    .flags = flags,
    .run = run_duty,
};

}  // namespace quid::tools
