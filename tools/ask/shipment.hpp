// The case that a person asks about, read from words and flags; and the words of answers about duties,
// exports and quotas.
#pragma once

#include <algorithm>
#include <stdexcept>
#include <string>
#include <vector>

#include "core/treatments/duty.hpp"
#include "core/treatments/export.hpp"
#include "dsl/query/query.hpp"
#include "dsl/query/readings.hpp"
#include "tools/ask/workspace.hpp"
#include "tools/page/answer.hpp"
#include "tools/page/json.hpp"

namespace quid::tools {

// All of these throw Failure, worded for a person, where a word or a flag says nothing.
NamedGoods asked_goods(Workspace& workspace, const std::string& words);
Quantity asked_quantity(Workspace& workspace, std::string_view flag, const std::string& text);
// `name=value`; `consignee` and the quantities go where the case has a place for them.
void add_fact(Workspace& workspace, Shipment& shipment, const std::string& name, const std::string& value);
// `--fact`, `--consignee`, `--loaded`, `--quantity` and `--value`, each where the command has the flag.
void add_flags(Workspace& workspace, const Request& request, Shipment& shipment);

// `27.5%`, `6 2/3%`, `2.5% + 48 USD per 100 kg`.
std::string rate_words(const Model& model, const DutyRate& rate);
// `10%`, `20/3%`: exact, for scripts.
std::string rate_text(const Model& model, const DutyRate& rate);
// `melted-share >= 95%, usmca "yes"`.
std::string facts_words(const std::vector<std::pair<std::string, std::string>>& facts);

// Why a rule came to nothing in this case: `ended 23 Jul 2026`, `exempt by x`. `by` is the rule that decided.
std::string outcome_words(const Schedule& schedule, Date on, RuleId rule, Outcome outcome, RuleId by);

// In the unit in which the limit is written, else in the base unit of its dimension.
Quantity headroom_as_written(const Schedule& schedule, const Headroom& headroom);
// `12,500 vehicles`; with `unit` also as that: `60,000,000 TPP, or 3,789 H100`.
std::string headroom_words(const Schedule& schedule, const Headroom& headroom, UnitId unit);

// The line of a rule's text, and the article it cites.
Span place_of(const Schedule& schedule, RuleId rule);
std::string place_words(const Workspace& workspace, const Schedule& schedule, RuleId rule);

// An answer under every reading: the first one's, and where another reading comes to something else, the fact
// `reading` before the others of each case. The steps of all but the first reading are gone.
template <typename Answer, typename Ask>
Answer under_all_readings(const std::vector<dsl::AllReadings::Named>& readings, const Schedule& first,
                          Ask ask) {
  struct Read {
    std::string words;
    Answer answer;
  };
  std::vector<Read> branches;
  for (const dsl::AllReadings::Named& each : readings) {
    const bool is_first = branches.empty();
    Answer found = is_first ? ask(first) : ask(Schedule(*each.world));
    const auto equal = std::find_if(branches.begin(), branches.end(), [&](const Read& branch) {
      return std::equal(
          branch.answer.cases.begin(), branch.answer.cases.end(), found.cases.begin(), found.cases.end(),
          [&](const auto& a, const auto& b) { return a.facts == b.facts && same_outcome(a, b); });
    });
    if (equal != branches.end()) {
      equal->words += " or " + each.words;
      continue;
    }
    for (std::size_t i = 0; i < found.cases.size() && !is_first; ++i) {
      found.cases[i].steps.clear();
      found.cases[i].headroom.reset();
    }
    branches.push_back({each.words, std::move(found)});
  }
  if (branches.size() == 1) return std::move(branches[0].answer);
  // The first one's cases come last, for theirs are the steps that are shown.
  std::rotate(branches.begin(), branches.begin() + 1, branches.end());
  Answer all = std::move(branches.back().answer);
  std::decay_t<decltype(all.cases)> cases;
  all.depends_on.emplace_back("reading");
  for (Read& branch : branches) {
    const bool is_last = &branch == &branches.back();
    if (!is_last) {
      all.depends_on.insert(all.depends_on.end(), branch.answer.depends_on.begin(),
                            branch.answer.depends_on.end());
    }
    for (auto& one : is_last ? all.cases : branch.answer.cases) {
      one.facts.insert(one.facts.begin(), {"reading", branch.words});
      cases.push_back(std::move(one));
    }
  }
  for (const Read& branch : branches) all.cut_short |= branch.answer.cut_short;
  all.cases = std::move(cases);
  std::sort(all.depends_on.begin(), all.depends_on.end());
  all.depends_on.erase(std::unique(all.depends_on.begin(), all.depends_on.end()), all.depends_on.end());
  return all;
}

// What `work` gives; a Failure where its numbers are too large.
template <typename Work>
auto exactly(Work work) {
  try {
    return work();
  } catch (const std::overflow_error&) {
    throw Failure("the numbers of this question are too large to be worked out exactly");
  }
}

// A case that was asked about, with the answer in the reading of the request, or in all of them.
template <typename Answer>
struct Asked {
  const Request& request;
  Workspace& workspace;
  Shipment shipment;
  std::optional<dsl::AllReadings> all;
  std::vector<dsl::AllReadings::Named> readings;  // the first is the one whose steps are shown
  Schedule schedule;
  const Model& model;
  Answer answer;

  template <typename Ask>
  Asked(const Request& request_, Workspace& workspace_, Shipment shipment_, Ask ask)
      : request(request_),
        workspace(workspace_),
        shipment(std::move(shipment_)),
        all(request.reading == "all" ? std::make_optional<dsl::AllReadings>(workspace.texts())
                                     : std::nullopt),
        readings(all ? all->all() : std::vector<dsl::AllReadings::Named>{{{}, &workspace.world()}}),
        schedule(*readings[0].world),
        model(schedule.world().model),
        answer(exactly([&] {
          return under_all_readings<Answer>(readings, schedule,
                                            [&](const Schedule& under) { return ask(under, shipment); });
        })) {}

  UnitId unit() const { return shipment.quantity ? shipment.quantity->unit : UnitId(); }
};

// `depends_on` and `either_way`; `outcome` writes the keys of one answer behind its `facts`.
template <typename Answer, typename Write>
void either_way_json(Json& json, const Answer& answer, Write outcome) {
  json.key("depends_on").open_array(Json::Layout::inline_);
  for (const std::string& fact : answer.depends_on) json.value(fact);
  json.close();
  json.key("cut_short").value(answer.cut_short);
  json.key("either_way").open_array();
  for (std::size_t i = 0; i < answer.cases.size() && answer.depends(); ++i) {
    json.open_object(Json::Layout::inline_);
    json.key("facts").open_object(Json::Layout::inline_);
    for (const auto& [name, value] : answer.cases[i].facts) json.key(name).value(value);
    json.close();
    outcome(answer.cases[i]);
    json.close();
  }
  json.close();
}

// How a case turns out either way, for people; `outcome` words one answer.
template <typename AnswerCase, typename Words>
Table either_way_table(const std::vector<AnswerCase>& cases, std::string head, Words outcome) {
  Table table;
  table.title = "Either way";
  table.columns = {{"WHERE", true}, {std::move(head)}};
  for (const AnswerCase& one : cases)
    table.rows.push_back({{facts_words(one.facts)}, {outcome(one), Tone::strong}});
  return table;
}

}  // namespace quid::tools
