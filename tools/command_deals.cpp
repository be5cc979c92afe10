// quid deals: every deal with its stage, what comes next and whose move it is.
#include "core/deals.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <map>

#include "core/words.hpp"
#include "tools/asking.hpp"
#include "tools/json.hpp"

namespace quid::tools {

namespace {

std::string day_or_dash(std::optional<Date> date) {
  return date && date->bounded() ? words(*date) : "-";
}

Tone tone_of(const std::string& state) {
  if (state == "in force" || state == "operative" || state == "provisionally applied") return Tone::good;
  if (state == "suspended") return Tone::bad;
  if (state == "terminated" || state == "expired") return Tone::dim;
  return Tone::open;
}

std::string next_words(const Model& model, const DealStatus& deal) {
  if (!deal.next) return "nothing is left to do";
  const Step& step = *deal.next;
  std::string text;
  if (!step.actors.empty()) text = parties_words(model, step.actors) + ": ";
  text += step.text;
  if (step.date) text += ", by " + words(*step.date);
  if (deal.open_brackets > 0 && step.text.find("bracket") == std::string::npos) {
    text += fmt::format(" · {} open", counted(deal.open_brackets, "bracket"));
  }
  if (step.overdue_days > 0)
    text += fmt::format(" ({} late)", counted(static_cast<std::size_t>(step.overdue_days), "day"));
  return text;
}

void deal_json(Json& json, const Sources& sources, const Model& model, const DealStatus& deal) {
  const Agreement& agreement = model[deal.agreement];
  json.open_object();
  json.key("id").value(agreement.name);
  json.key("title").value(agreement.title);
  json.key("parties").open_array(Json::Layout::inline_);
  for (PartyId party : agreement.parties) json.value(model[party].code);
  json.close();
  json.key("stage").value(to_string(agreement.stage));
  json.key("state").value(deal.state);
  json.key("launched").value(deal.launched);
  json.key("announced").value(deal.concluded);
  json.key("signed").value(deal.signed_by_all);
  json.key("in_force").value(deal.in_force);
  json.key("applied").value(deal.applied);
  json.key("provisions").value(deal.provisions);
  json.key("in_effect").value(deal.in_effect);
  json.key("open_brackets").value(deal.open_brackets);
  json.key("next");
  if (deal.next) {
    json.open_object();
    json.key("what").value(deal.next->text);
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
                   {"STATE", true},
                   {"TEXT"},
                   {"ANNOUNCED"},
                   {"SIGNED"},
                   {"IN FORCE"},
                   {"APPLIED"},
                   {"NEXT", false, false, true},
                   {"WHERE", false, false, true, true}};
  std::map<std::string, std::size_t> states;
  for (const DealStatus& deal : all) {
    ++states[deal.state];
    const Agreement& agreement = model[deal.agreement];
    table.rows.push_back(
        {{std::string(agreement.name), Tone::strong},
         {deal.state, tone_of(deal.state)},
         {std::string(to_string(agreement.stage))},
         {day_or_dash(deal.concluded ? deal.concluded : deal.launched)},
         {day_or_dash(deal.signed_by_all)},
         {day_or_dash(deal.in_force)},
         {day_or_dash(deal.applied)},
         {next_words(model, deal)},
         {place_words(workspace.sources(), deal.next ? deal.next->place : agreement.name_place), Tone::dim}});
  }
  std::vector<std::string> parts;
  for (const auto& [state, count] : states) parts.push_back(fmt::format("{} {}", count, state));
  answer.sentence = all.empty() ? "No deals are written down here."
                                : fmt::format("{} on {}: {}.", counted(all.size(), "deal"), words(request.on),
                                              listed(parts));
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
    .help = "ANNOUNCED is the day on which a deal was concluded, else the day on which talks began.\n",
    .examples =
        "  quid deals\n"
        "  quid deals --on 2026-02-01 --format json\n",
    .run = run_deals,
};

}  // namespace quid::tools
