// quid export: may these goods go there, under which rule, and how many more.
#include <fmt/format.h>

#include <array>

#include "core/goods/coverage.hpp"
#include "core/model/quantity.hpp"
#include "core/model/treatment_words.hpp"
#include "core/model/words.hpp"
#include "tools/ask/question.hpp"
#include "tools/ask/shipment.hpp"
#include "tools/commands/command.hpp"
#include "tools/page/json.hpp"

namespace quid::tools {

namespace {

constexpr std::array flags = {
    Flag{"from", "PARTY", "whose export rules; those of everybody if unsaid"},
    Flag{"to", "PARTY", "where the goods go"},
    Flag{"consignee", "NAME", "the entity they go to"},
    Flag{"quantity", "QTY", "how much, where the goods are no chips: 50 t"},
    Flag{"fact", "NAME=VALUE", "a fact that rules ask about; may be given several times"},
};

using Question = Asked<ExportAnswer>;

bool begins_with_number(const std::string& words) {
  const std::size_t space = words.find(' ');
  if (space == std::string::npos || words.empty() || words[0] < '0' || words[0] > '9') return false;
  return true;
}

// `3_000 H100`, or goods.
void read_goods(Workspace& workspace, const std::string& words, Shipment& shipment) {
  if (!begins_with_number(words)) {
    shipment.goods = asked_goods(workspace, words);
    return;
  }
  shipment.quantity = asked_quantity(workspace, {}, words);
  const Model& model = workspace.world().model;
  const UnitId unit = shipment.quantity->unit;
  if (!unit.valid() || !model[unit].chip.valid())
    throw Failure(fmt::format(
        "`{}` says how much and not of what: name a chip, or the goods with `--quantity`", words));
  shipment.goods.chip = model[unit].chip;
}

// A whole sentence without its full stop, whether one or many.
std::string sentence(ExportWord word, const std::string& what) {
  switch (word) {
    case ExportWord::allow: return what + " may go";
    case ExportWord::notify: return what + " may go, on notice,";
    case ExportWord::license_presumed_approved: return "A licence, presumed approved, is needed for " + what;
    case ExportWord::license: return "A licence is needed for " + what;
    case ExportWord::license_presumed_denied: return "A licence, presumed denied, is needed for " + what;
    case ExportWord::deny: return "The export of " + what + " is denied";
    case ExportWord::prohibit: return "The export of " + what + " is prohibited";
  }
  return {};
}

bool is_yes(ExportWord word) {
  return word <= ExportWord::notify;
}

std::string outcome(const Question& of, const ExportCase& one) {
  if (!one.decided()) return fmt::format("needs `{}`", fmt::join(one.lacks, "` and `"));
  std::string text(to_string(one.word));
  if (one.headroom) {
    text += fmt::format(", room for {}{}", one.headroom_varies ? "at least " : "",
                        headroom_words(of.schedule, *one.headroom, of.unit()));
  }
  return text;
}

std::string because(const Question& of, const ExportCase& one, const ExportStep& step) {
  if (step.outcome == Outcome::not_lowest)
    return step.is_allowance ? "another allowance is freer" : "another control is stricter";
  if (step.outcome == Outcome::no_effect) return "no freer than what is allowed without it";
  if (step.outcome == Outcome::full && of.shipment.quantity && step.headroom) {
    const Headroom headroom{step.rule, *step.headroom};
    return fmt::format("the whole quantity does not fit: {} left",
                       headroom_words(of.schedule, headroom, of.unit()));
  }
  if (step.outcome != Outcome::applied)
    return outcome_words(of.schedule, of.request.on, step.rule, step.outcome, {});
  if (!step.is_allowance) return one.word == step.word ? "the strictest control" : "the floor";
  return step.headroom ? "the freest allowance with room" : "the freest allowance";
}

void add_rules(const Question& of, const ExportCase& one, Answer& answer) {
  Table applied;
  applied.columns = {{"RULE"},
                     {"WORD", true},
                     {"BECAUSE", true},
                     {"CONDITION", false, false, true},
                     {"", false, false, true, true}};
  Table others = applied;
  others.title = "Considered, and not applied";
  for (const ExportStep& step : one.steps) {
    const Treatment& treatment = of.schedule.treatment(step.rule);
    Table& table = step.outcome == Outcome::applied ? applied : others;
    const bool says_test = treatment.where.valid() && step.outcome != Outcome::other_case;
    table.rows.push_back({{name_of(of.model, of.schedule[step.rule].provision)},
                          {std::string(to_string(step.word))},
                          {because(of, one, step)},
                          {says_test ? "where " + test_words(of.model, treatment.where) : "", Tone::dim},
                          {place_words(of.workspace, of.schedule, step.rule), Tone::dim}});
  }
  if (!applied.rows.empty()) answer.blocks.emplace_back(std::move(applied));
  if (!others.rows.empty()) answer.blocks.emplace_back(std::move(others));
}

std::string what_words(const Question& of) {
  std::string text = of.shipment.quantity ? words(of.model, *of.shipment.quantity)
                                          : goods_words(of.model, of.shipment.goods);
  if (of.shipment.quantity && !of.shipment.goods.chip.valid())
    text += " of " + goods_words(of.model, of.shipment.goods);
  if (of.shipment.from.valid()) text += " from " + party_words(of.model, of.shipment.from);
  text += " to " + party_words(of.model, of.shipment.to);
  if (of.shipment.consignee.valid()) text += fmt::format(" for {}", of.model[of.shipment.consignee].name);
  return text;
}

Answer say(const Question& of) {
  Answer answer;
  const ExportCase& last = of.answer.cases.back();
  const std::string on = words(of.request.on);
  if (of.answer.depends()) {
    answer.verdict = "IT DEPENDS";
    answer.tone = Tone::open;
    answer.sentence =
        fmt::format("Whether {} may go on {} turns on {}.", what_words(of), on, listed(of.answer.depends_on));
    answer.blocks.emplace_back(
        either_way_table(of.answer.cases, "ANSWER", [&](const ExportCase& one) { return outcome(of, one); }));
    if (of.answer.cut_short)
      answer.blocks.emplace_back(
          Paragraph{"There are more ways than are shown: give some of the facts.", Tone::open});
    answer.blocks.emplace_back(Paragraph{"The rules where " + facts_words(last.facts) + ":", Tone::plain});
    const std::string& fact = of.answer.depends_on.front();
    answer.next.push_back(fact == to_string(Fact::consignee)
                              ? "quid export … --consignee NAME"
                              : fmt::format("quid export … --fact {}=…", fact));
  } else {
    answer.verdict = is_yes(last.word) ? "YES" : "NO";
    answer.tone = is_yes(last.word) ? Tone::good : Tone::bad;
    answer.sentence = fmt::format("{} on {}.", sentence(last.word, what_words(of)), on);
    if (!last.is_controlled) answer.sentence += " No control that is written here speaks of them.";
    Labelled headroom;
    if (last.headroom)
      headroom.lines.push_back(
          {"Room left",
           (last.headroom_varies ? "at least " : "") + headroom_words(of.schedule, *last.headroom, of.unit()),
           place_words(of.workspace, of.schedule, last.headroom->rule)});
    if (last.fits) {
      headroom.lines.push_back(
          {"Would fit",
           headroom_words(of.schedule, *last.fits, of.unit()) +
               fmt::format(" under {}", name_of(of.model, of.schedule[last.fits->rule].provision)),
           place_words(of.workspace, of.schedule, last.fits->rule)});
    }
    if (!headroom.lines.empty()) answer.blocks.emplace_back(std::move(headroom));
  }
  add_rules(of, last, answer);
  if (!of.answer.presumed.empty())
    answer.blocks.emplace_back(
        Paragraph{fmt::format("presumed: {}", presumed_words(of.answer.presumed)), Tone::dim});
  if (answer.next.empty()) {
    for (const ExportStep& step : last.steps) {
      if (step.outcome != Outcome::applied && step.outcome != Outcome::not_in_effect) continue;
      answer.next.push_back(
          fmt::format("quid {} {} --on {}", step.outcome == Outcome::applied ? "why" : "why-not",
                      name_of(of.model, of.schedule[step.rule].provision), to_string(of.request.on)));
      break;
    }
  }
  answer.scope = of.workspace.scope_words();
  if (!of.shipment.from.valid()) {
    std::string rules = "export rules of nobody: none speaks of this";
    if (!of.answer.givers.empty()) {
      rules = "export rules of ";
      for (std::size_t i = 0; i < of.answer.givers.size(); ++i)
        rules += (i == 0 ? "" : ", ") + std::string(of.model[of.answer.givers[i]].code);
    }
    answer.scope.push_back(std::move(rules));
  }
  return answer;
}

void room_json(Json& json, const Question& of, const std::optional<Headroom>& headroom) {
  if (!headroom) {
    json.null();
    return;
  }
  json.open_object(Json::Layout::inline_);
  const Quantity left = headroom_as_written(of.schedule, *headroom);
  const std::optional<InUnit> asked = in_unit(of.model, headroom->left, of.unit());
  json.key("rule").value(name_of(of.model, of.schedule[headroom->rule].provision));
  json.key("amount").value(left.amount);
  json.key("unit").value(of.model[left.unit].name);
  if (asked) {
    json.key("in_unit").value(of.model, Quantity{asked->amount, of.unit()});
    json.key("exact").value(asked->exact);
  }
  json.close();
}

void answer_json(Json& json, const Question& of) {
  const ExportCase& last = of.answer.cases.back();
  const bool depends = of.answer.depends();
  json.key("goods").value(goods_words(of.model, of.shipment.goods));
  json.key("answer").value(depends ? std::string_view("depends") : to_string(last.word));
  json.key("floor").value(to_string(last.floor));
  json.key("room");
  room_json(json, of, depends ? std::nullopt : last.headroom);
  json.key("room_varies").value(!depends && last.headroom_varies);
  json.key("fits");
  room_json(json, of, depends ? std::nullopt : last.fits);
  json.key("givers").open_array(Json::Layout::inline_);
  for (PartyId giver : of.answer.givers) json.value(of.model[giver].code);
  json.close();
  json.key("rules").open_array();
  for (const ExportStep& step : last.steps) {
    json.open_object();
    json.key("rule").value(name_of(of.model, of.schedule[step.rule].provision));
    json.key("word").value(to_string(step.word));
    json.key("applied").value(step.outcome == Outcome::applied);
    json.key("because").value(because(of, last, step));
    json.key("place").place(of.workspace.sources(), place_of(of.schedule, step.rule));
    json.close();
  }
  json.close();
  either_way_json(json, of.answer, [&](const ExportCase& one) {
    json.key("answer");
    one.decided() ? json.value(to_string(one.word)) : json.null();
  });
}

int run_export(const Request& request, Output& out) {
  if (!request.has("to")) throw Failure("`quid export` wants `--to PARTY`", "quid export --help");
  Workspace workspace(request);
  const World& world = workspace.world();
  Shipment shipment;
  shipment.on = request.on;
  read_goods(workspace, request.all_words(), shipment);
  shipment.to = asked_party(world.model, "to", request.value("to"));
  if (request.has("from")) shipment.from = asked_party(world.model, "from", request.value("from"));
  if (request.has("quantity") && shipment.quantity) throw Failure("the quantity is given twice");
  add_flags(workspace, request, shipment);
  const Question asked(request, workspace, std::move(shipment), answer_export);
  const int exit = asked.answer.depends()                   ? Exit::depends
                   : is_yes(asked.answer.cases.back().word) ? Exit::yes
                                                            : Exit::no;
  return publish(
      request, say(asked), &workspace, [&](Json& json) { answer_json(json, asked); }, exit, out);
}

}  // namespace

const CommandInfo export_command = {
    .name = "export",
    .words = "GOODS|QUANTITY --to PARTY",
    .answers = "may it go there, under which rule, and how many more",
    .help =
        "QUANTITY names a chip, as 3_000 H100; GOODS is a chip, a product, an ECCN or an HS code.\n"
        "Exit code 0 where it may go, on notice or without; 1 where it needs a licence or may not go; 4 "
        "where\n"
        "that depends on a fact that was not given.\n",
    .examples =
        "  quid export \"3_000 H100\" --from US --to IN\n"
        "  quid export \"10_000 GB300\" --to AE --consignee g42 --on 2026-01-15\n",
    .least_words = 1,
    .most_words = 4,
    .flags = flags,
    .run = run_export,
};

}  // namespace quid::tools
