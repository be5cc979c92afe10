// The case that a person asks about, read from words and flags; and the words of answers about duties,
// exports and quotas.
#pragma once

#include <algorithm>
#include <stdexcept>
#include <string>
#include <vector>

#include "core/treatments/duty.hpp"
#include "core/treatments/export.hpp"
#include "dsl/query/assessment.hpp"
#include "dsl/query/query.hpp"
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
// `transshipped "no", us-made "no"`.
std::string presumed_words(const std::vector<PresumedFact>& presumed);
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
class Asked {
  Shipment shipment_;
  dsl::Assessment<Answer> assessment_;

 public:
  const Request& request;
  const Workspace& workspace;
  const Shipment& shipment = shipment_;
  const Schedule& schedule = assessment_.schedule();
  const Model& model = schedule.world().model;
  const Answer& answer = assessment_.answer();

  template <typename Ask>
  Asked(const Request& request_, const Workspace& workspace_, Shipment asked, Ask ask)
      : shipment_(std::move(asked)),
        assessment_(exactly([&] {
          return dsl::Assessment<Answer>(
              workspace_.texts(), request_.reading == "all" ? dsl::InReadings::all : dsl::InReadings::own,
              [&](const Schedule& under) { return ask(under, shipment_); });
        })),
        request(request_),
        workspace(workspace_) {}
  Asked(const Asked&) = delete;
  Asked& operator=(const Asked&) = delete;

  UnitId unit() const { return shipment.quantity ? shipment.quantity->unit : UnitId(); }
};

// `depends_on`, `presumed` and `either_way`; `outcome` writes the keys of one answer behind its `facts`.
template <typename Answer, typename Write>
void either_way_json(Json& json, const Answer& answer, Write outcome) {
  json.key("depends_on").open_array(Json::Layout::inline_);
  for (const std::string& fact : answer.depends_on) json.value(fact);
  json.close();
  json.key("presumed").open_object(Json::Layout::inline_);
  for (const PresumedFact& each : answer.presumed) json.key(each.fact).value(each.words);
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
