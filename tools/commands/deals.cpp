// quid deals: every deal with its stage, what comes next and whose move it is.
#include "core/answers/deals.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "core/model/words.hpp"
#include "tools/ask/question.hpp"
#include "tools/commands/command.hpp"
#include "tools/page/json.hpp"

namespace quid::tools {

namespace {

Tone tone_of(DealStage stage) {
  switch (stage) {
    case DealStage::in_force:
    case DealStage::operative:
    case DealStage::provisionally_applied: return Tone::good;
    case DealStage::suspended: return Tone::bad;
    case DealStage::expired:
    case DealStage::terminated: return Tone::dim;
    case DealStage::draft:
    case DealStage::under_negotiation:
    case DealStage::concluded:
    case DealStage::signed_:
    case DealStage::ratified: return Tone::open;
  }
  return Tone::open;
}

bool is_over(DealStage stage) {
  return stage == DealStage::expired || stage == DealStage::terminated;
}

// The title, the days of the stages behind it, and what is still open.
std::string about(const Model& model, const DealStatus& deal) {
  const Agreement& agreement = model[deal.agreement];
  std::string text =
      agreement.title.empty() ? parties_words(model, agreement.parties) : std::string(agreement.title);
  const auto add = [&](std::string_view what, std::optional<Date> day) {
    if (day && day->bounded() && day != deal.state.since) text += fmt::format(" · {} {}", what, words(*day));
  };
  add("talks from", deal.launched);
  add("concluded", deal.concluded);
  add("signed", deal.signed_by_all);
  add(agreement.operative ? "operative" : "in force", deal.in_force);
  if (deal.applied) text += fmt::format(" · applied from {}", words(*deal.applied));
  const bool said = deal.next && deal.next->brackets > 0;
  if (deal.open_brackets > 0 && !said)
    text += fmt::format(" · {} open", counted(deal.open_brackets, "bracket"));
  return text;
}

std::string whose_move(const Model& model, const DealStatus& deal) {
  return deal.next && !deal.next->actors.empty() ? parties_words(model, deal.next->actors) : "-";
}

Cell deadline(const DealStatus& deal) {
  if (!deal.next || !deal.next->date) return {"-"};
  Cell cell{words(*deal.next->date)};
  if (deal.next->overdue_days > 0) {
    cell.tone = Tone::bad;
    cell.more = {counted(static_cast<std::size_t>(deal.next->overdue_days), "day") + " late"};
  }
  return cell;
}

std::string next_words(const DealStatus& deal) {
  if (deal.next) return words(*deal.next);
  return is_over(deal.state.stage) ? "nothing: it is over" : "nothing is due";
}

// `7 in force, 8 signed and 1 expired`: in the order in which a deal lives.
std::string totals(const std::vector<DealStatus>& deals) {
  std::vector<std::string> parts;
  for (DealStage stage :
       {DealStage::in_force, DealStage::operative, DealStage::provisionally_applied, DealStage::suspended,
        DealStage::ratified, DealStage::signed_, DealStage::concluded, DealStage::under_negotiation,
        DealStage::draft, DealStage::terminated, DealStage::expired}) {
    const auto count = std::count_if(deals.begin(), deals.end(),
                                     [&](const DealStatus& deal) { return deal.state.stage == stage; });
    if (count > 0) parts.push_back(fmt::format("{} {}", count, to_string(stage)));
  }
  return in_a_row(parts);
}

void deal_json(Json& json, const dsl::Sources& sources, const Model& model, const DealStatus& deal) {
  const Agreement& agreement = model[deal.agreement];
  json.open_object();
  json.key("id").value(agreement.name);
  json.key("title").value(agreement.title);
  json.key("parties").open_array(Json::Layout::inline_);
  for (PartyId party : agreement.parties) json.value(model[party].code);
  json.close();
  json.key("stage").value(to_string(agreement.stage));
  json.key("state").value(to_string(deal.state.stage));
  json.key("since").value(deal.state.since);
  json.key("launched").value(deal.launched);
  json.key("concluded").value(deal.concluded);
  json.key("signed").value(deal.signed_by_all);
  json.key("in_force").value(deal.in_force);
  json.key("applied").value(deal.applied);
  json.key("provisions").value(deal.provisions);
  json.key("in_effect").value(deal.in_effect);
  json.key("open_brackets").value(deal.open_brackets);
  json.key("next");
  if (deal.next) {
    json.open_object();
    json.key("what").value(words(*deal.next));
    json.key("actors").open_array(Json::Layout::inline_);
    for (PartyId party : deal.next->actors) json.value(model[party].code);
    json.close();
    json.key("date").value(deal.next->date);
    json.key("overdue_days").value(deal.next->overdue_days);
    json.key("place").place(sources, deal.next->place);
    json.close();
  } else {
    json.null();
  }
  json.key("place").place(sources, agreement.name_place);
  json.close();
}

int run_deals(const Request& request, Output& out) {
  Workspace workspace(request);
  const World& world = workspace.world();
  const Model& model = world.model;
  const std::vector<DealStatus> all = deals(world, request.on);

  Answer answer;
  Table table;
  table.columns = {{"DEAL", true},
                   {"STAGE", true},
                   {"SINCE"},
                   {"WHOSE MOVE", true},
                   {"DEADLINE", true},
                   {"", false, false, true},
                   {"NEXT", false, false, true},
                   {"WHERE", false, false, true, true}};
  for (const DealStatus& deal : all) {
    const Agreement& agreement = model[deal.agreement];
    table.rows.push_back(
        {{std::string(agreement.name), Tone::strong},
         {std::string(to_string(deal.state.stage)), tone_of(deal.state.stage)},
         {deal.state.since ? words(*deal.state.since) : "-"},
         {whose_move(model, deal)},
         deadline(deal),
         {about(model, deal)},
         {next_words(deal)},
         {place_words(workspace.sources(), deal.next ? deal.next->place : agreement.name_place), Tone::dim}});
  }
  answer.sentence =
      all.empty() ? "No deals are written down here."
                  : fmt::format("{} on {}: {}.", counted(all.size(), "deal"), words(request.on), totals(all));
  if (!all.empty()) answer.blocks.emplace_back(std::move(table));
  answer.scope = workspace.scope_words();
  answer.next.push_back(all.empty() ? "quid check"
                                    : fmt::format("quid grants {}", model[all.front().agreement].name));
  return publish(
      request, answer, &workspace,
      [&](Json& json) {
        json.key("agreements").open_array();
        for (const DealStatus& deal : all) deal_json(json, workspace.sources(), model, deal);
        json.close();
      },
      all.empty() ? Exit::no : Exit::yes, out);
}

}  // namespace

const CommandInfo deals_command = {
    .name = "deals",
    .words = "",
    .answers = "every deal: where it stands, what is next, whose move it is",
    .help =
        "SINCE is the day on which the stage was reached. `applied from` is the first day on which a duty or "
        "an\n"
        "export rule of the deal was in effect: it may be later than the day of entry into force.\n",
    .examples =
        "  quid deals\n"
        "  quid deals --on 2026-02-01 --format json\n",
    .run = run_deals,
};

}  // namespace quid::tools
