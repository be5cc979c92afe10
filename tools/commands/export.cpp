// quid export: may these goods go there, under which rule, and how many more.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <memory>
#include <vector>

#include "core/goods/coverage.hpp"
#include "core/model/quantity.hpp"
#include "core/model/treatment_words.hpp"
#include "core/model/words.hpp"
#include "tools/ask/question.hpp"
#include "tools/ask/shipment.hpp"
#include "tools/ask/sources.hpp"
#include "tools/commands/command.hpp"
#include "tools/page/json.hpp"

namespace quid::tools {

namespace {

constexpr std::array flags = {
    Flag{"from", "PARTY", "whose export rules; if unsaid one answer for each whose rules speak of it"},
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

// What one party's rules say, and what those of the destination say of the entry.
struct Side {
  Question leave;
  Asked<DutyAnswer> enter;

  Side(const Request& request, const Workspace& workspace, const Shipment& shipment)
      : leave(request, workspace, shipment, answer_export),
        enter(request, workspace, shipment,
              [](const Schedule& schedule, const Shipment& one) { return DutyDesk(schedule).answer(one); }) {}

  const ExportCase& last() const { return leave.answer.cases.back(); }
};
using Sides = std::vector<std::unique_ptr<Side>>;

// From the best to the worst that can be said.
enum class May : std::uint8_t { go, not_known, depends, not_go };

// A no stands whatever else there may be; a yes stands only where nothing is left out.
May verdict_of(const Side& side) {
  const EntryBan ban = entry_ban(side.enter.answer);
  if (ban == EntryBan::every) return May::not_go;
  if (side.leave.answer.depends()) return May::depends;
  if (!lets_go(side.last().word)) return May::not_go;
  if (ban == EntryBan::some) return May::depends;
  return side.last().covered.whole ? May::go : May::not_known;
}

std::string_view verdict_words(May may) {
  switch (may) {
    case May::go: return "YES";
    case May::not_known: return "NOT KNOWN";
    case May::depends: return "IT DEPENDS";
    case May::not_go: return "NO";
  }
  return {};
}

std::string unclaimed_words(const Question& of) {
  if (!of.shipment.from.valid()) return "no export rule of anybody here is about them";
  return fmt::format("these texts do not claim to hold all export rules of {} on them",
                     party_words(of.model, of.shipment.from));
}

std::string sentence_of(const Side& side) {
  const Question& of = side.leave;
  const ExportCase& last = side.last();
  const std::string what = what_words(of);
  const std::string on = words(of.request.on);
  const EntryBan ban = entry_ban(side.enter.answer);
  const std::string destination = party_words(of.model, of.shipment.to);
  if (ban == EntryBan::every && !of.answer.depends() && lets_go(last.word))
    return fmt::format("{} on {}, but {} does not let them in.", sentence(last.word, what), on, destination);
  if (ban == EntryBan::every)
    return fmt::format("{} does not let in {} on {}.", sentence_case(destination), what, on);
  if (of.answer.depends())
    return fmt::format("Whether {} may go on {} turns on {}.", what, on, in_a_row(of.answer.depends_on));
  if (ban == EntryBan::some)
    return fmt::format("{} on {}; whether {} lets them in turns on {}.", sentence(last.word, what), on,
                       destination, in_a_row(side.enter.answer.depends_on));
  const bool speaks = std::any_of(last.steps.begin(), last.steps.end(),
                                  [](const ExportStep& step) { return step.outcome == Outcome::applied; });
  if (lets_go(last.word) && !last.covered.whole) {
    return speaks ? fmt::format("By what stands here {} on {}; {}.", sentence(last.word, what), on,
                                unclaimed_words(of))
                  : fmt::format("Nothing here speaks of {} on {}: {}.", what, on, unclaimed_words(of));
  }
  if (!last.is_controlled && !lets_go(last.word) && !speaks)
    return fmt::format(
        "{} may not go on {}: no allowance here takes them, and no control says what else may.", what, on);
  return fmt::format("{} on {}.{}", sentence(last.word, what), on,
                     last.is_controlled ? "" : " No control that is written here speaks of them.");
}

void add_room(const Side& side, Answer& answer) {
  const Question& of = side.leave;
  const ExportCase& last = side.last();
  if (of.answer.depends()) return;
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

// The rules of the destination that keep the goods out, whatever the export rules say.
void add_entry(const Side& side, Answer& answer) {
  const Asked<DutyAnswer>& of = side.enter;
  Table table;
  table.title = fmt::format("Entry into {}", party_words(of.model, of.shipment.to));
  table.columns = {
      {"RULE"}, {"WORD", true}, {"CONDITION", false, false, true}, {"", false, false, true, true}};
  for (const RuleId rule : entry_bans(of.schedule, of.answer)) {
    const Treatment& treatment = of.schedule.treatment(rule);
    table.rows.push_back(
        {{name_of(of.model, of.schedule[rule].provision)},
         {"prohibit"},
         {treatment.where.valid() ? "where " + test_words(of.model, treatment.where) : "", Tone::dim},
         {place_words(of.workspace, of.schedule, rule), Tone::dim}});
  }
  if (!table.rows.empty()) answer.blocks.emplace_back(std::move(table));
}

void add_side(const Side& side, Answer& answer) {
  const Question& of = side.leave;
  const ExportCase& last = side.last();
  if (of.answer.depends()) {
    answer.blocks.emplace_back(
        either_way_table(of.answer.cases, "ANSWER", [&](const ExportCase& one) { return outcome(of, one); }));
    if (of.answer.cut_short)
      answer.blocks.emplace_back(
          Paragraph{"There are more ways than are shown: give some of the facts.", Tone::open});
    if (!last.covered.whole)
      answer.blocks.emplace_back(Paragraph{sentence_case(unclaimed_words(of)) + ".", Tone::open});
    answer.blocks.emplace_back(Paragraph{"The rules where " + facts_words(last.facts) + ":", Tone::plain});
  }
  add_room(side, answer);
  add_rules(of, last, answer);
  add_entry(side, answer);
  if (!of.answer.presumed.empty())
    answer.blocks.emplace_back(
        Paragraph{fmt::format("presumed: {}", presumed_words(of.answer.presumed)), Tone::dim});
  add_claims(of.workspace, of.model, last.covered, answer);
}

std::string next_of(const Side& side) {
  const Question& of = side.leave;
  if (of.answer.depends()) {
    const std::string& fact = of.answer.depends_on.front();
    return fact == to_string(Fact::consignee) ? "quid export … --consignee NAME"
                                              : fmt::format("quid export … --fact {}=…", fact);
  }
  for (const ExportStep& step : side.last().steps) {
    if (step.outcome != Outcome::applied && step.outcome != Outcome::not_in_effect) continue;
    return fmt::format("quid {} {} --on {}", step.outcome == Outcome::applied ? "why" : "why-not",
                       name_of(of.model, of.schedule[step.rule].provision), to_string(of.request.on));
  }
  return {};
}

const Side& worst_of(const Sides& sides) {
  return **std::max_element(sides.begin(), sides.end(),
                            [](const auto& a, const auto& b) { return verdict_of(*a) < verdict_of(*b); });
}

Tone tone_of(May may) {
  return may == May::go ? Tone::good : may == May::not_go ? Tone::bad : Tone::open;
}

bool givers_agree(const Sides& sides) {
  return std::all_of(sides.begin(), sides.end(),
                     [&](const auto& side) { return verdict_of(*side) == verdict_of(*sides.front()); });
}

// Nobody said who exports: where that decides, it depends.
May verdict_of(const Sides& sides) {
  return givers_agree(sides) ? verdict_of(*sides.front()) : May::depends;
}

// `from Malaysia NO, from the US IT DEPENDS`.
std::string givers_words(const Sides& sides) {
  std::vector<std::string> words_;
  for (const std::unique_ptr<Side>& side : sides)
    words_.push_back(fmt::format("from {} {}", party_words(side->leave.model, side->leave.shipment.from),
                                 verdict_words(verdict_of(*side))));
  const Question& of = sides.front()->leave;
  return fmt::format("On {} it turns on who exports: {}.", words(of.request.on), in_a_row(words_));
}

Answer say(const Sides& sides) {
  Answer answer;
  const Side& worst = worst_of(sides);
  const May may_go = verdict_of(sides);
  answer.verdict = verdict_words(may_go);
  answer.tone = tone_of(may_go);
  answer.sentence = givers_agree(sides) ? sentence_of(worst) : givers_words(sides);
  for (const std::unique_ptr<Side>& side : sides) {
    if (sides.size() > 1) {
      const May may = verdict_of(*side);
      answer.blocks.emplace_back(Paragraph{
          fmt::format("By the rules of {}: {}. {}", party_words(side->leave.model, side->leave.shipment.from),
                      verdict_words(may), sentence_of(*side)),
          tone_of(may)});
    }
    add_side(*side, answer);
  }
  if (std::string next = next_of(worst); !next.empty()) answer.next.push_back(std::move(next));
  answer.scope = worst.leave.workspace.scope_words();
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

void entry_json(Json& json, const Asked<DutyAnswer>& of) {
  const EntryBan ban = entry_ban(of.answer);
  json.key("entry").open_object();
  json.key("prohibited");
  ban == EntryBan::some ? json.null() : json.value(ban == EntryBan::every);
  json.key("rules").open_array();
  for (const RuleId rule : entry_bans(of.schedule, of.answer)) {
    json.open_object();
    json.key("rule").value(name_of(of.model, of.schedule[rule].provision));
    json.key("place").place(of.workspace.sources(), place_of(of.schedule, rule));
    json.close();
  }
  json.close();
  json.close();
}

// `unknown`: the texts let the goods go, and do not claim to be all.
std::string_view answer_words(const ExportCase& one) {
  return lets_go(one.word) && !one.covered.whole ? std::string_view("unknown") : to_string(one.word);
}

void side_json(Json& json, const Side& side) {
  const Question& of = side.leave;
  const ExportCase& last = side.last();
  const bool depends = of.answer.depends();
  json.key("from");
  of.shipment.from.valid() ? json.value(of.model[of.shipment.from].code) : json.null();
  json.key("answer").value(depends ? std::string_view("depends") : answer_words(last));
  json.key("by_the_texts").value(depends ? std::string_view("depends") : to_string(last.word));
  covered_json(json, of.workspace, of.model, last.covered);
  json.key("floor").value(to_string(last.floor));
  json.key("room");
  room_json(json, of, depends ? std::nullopt : last.headroom);
  json.key("room_varies").value(!depends && last.headroom_varies);
  json.key("fits");
  room_json(json, of, depends ? std::nullopt : last.fits);
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
  entry_json(json, side.enter);
  either_way_json(json, of.answer, [&](const ExportCase& one) {
    json.key("answer");
    one.decided() ? json.value(answer_words(one)) : json.null();
  });
}

void answer_json(Json& json, const Sides& sides) {
  const Question& of = sides.front()->leave;
  json.key("goods").value(goods_words(of.model, of.shipment.goods));
  if (of.request.has("from")) return side_json(json, *sides.front());
  json.key("answers").open_array();
  for (const std::unique_ptr<Side>& side : sides) {
    json.open_object();
    side_json(json, *side);
    json.close();
  }
  json.close();
}

// One for the party that was named, else one for each whose rules speak of the goods: rules of different states
// never mix.
Sides sides_of(const Request& request, Workspace& workspace, Shipment shipment) {
  Sides sides;
  const auto add = [&] { sides.push_back(std::make_unique<Side>(request, workspace, shipment)); };
  if (!shipment.from.valid()) {
    for (PartyId giver : export_givers(Schedule(workspace.world()), shipment)) {
      shipment.from = giver;
      add();
    }
  }
  if (sides.empty()) add();
  return sides;
}

int exit_of(May may) {
  return may == May::go ? Exit::yes : may == May::not_go ? Exit::no : Exit::depends;
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
  const Sides sides = sides_of(request, workspace, std::move(shipment));
  return publish(
      request, say(sides), &workspace, [&](Json& json) { answer_json(json, sides); },
      exit_of(verdict_of(sides)), out);
}

}  // namespace

const CommandInfo export_command = {
    .name = "export",
    .words = "GOODS|QUANTITY --to PARTY",
    .answers = "may it go there, under which rule, and how many more",
    .help =
        "QUANTITY names a chip, as 3_000 H100; GOODS is a chip, a product, an ECCN or an HS code.\n"
        "Without --from there is one answer for each party whose rules speak of the goods, and the exit code "
        "is "
        "that\n"
        "of the worst. A ban on the entry of the goods stands beside what the export rules say.\n"
        "Exit code 0 where it may go, on notice or without; 1 where it needs a licence or may not go; 4 "
        "where\n"
        "that depends on a fact that was not given, or where the texts do not claim to hold all rules.\n",
    .examples =
        "  quid export \"3_000 H100\" --from US --to IN\n"
        "  quid export \"10_000 GB300\" --to AE --consignee g42 --on 2026-01-15\n",
    .least_words = 1,
    .most_words = 4,
    .flags = flags,
    .run = run_export,
};

}  // namespace quid::tools
