#include "core/answers/scenarios.hpp"

#include <algorithm>

#include "core/model/entries.hpp"
#include "core/why/explain.hpp"

namespace quid {

Verdict ScenarioRun::verdict() const {
  Verdict worst = Verdict::holds;
  for (const Examined& each : expectations) {
    if (each.verdict == Verdict::fails) return Verdict::fails;
    if (each.verdict == Verdict::undecided) worst = Verdict::undecided;
  }
  return worst;
}

ScenarioRun run(const Model& model, const Scenario& scenario) {
  const History history = scenario.with_history ? History::kept : History::left_out;
  ScenarioRun result{
      &scenario, std::make_unique<World>(with_entries(model, scenario.assumed, history)), {}, {}};
  result.schedule = std::make_unique<Schedule>(*result.world);
  result.expectations.reserve(scenario.expectations.size());
  for (const Expectation& each : scenario.expectations)
    result.expectations.push_back(examine(*result.schedule, each.claim, each.on));
  return result;
}

Verdict InvariantRun::verdict() const {
  if (!broken.fails.empty()) return Verdict::fails;
  return broken.undecided.empty() ? Verdict::holds : Verdict::undecided;
}

InvariantRun run(const Schedule& schedule, const Invariant& invariant) {
  const World& world = schedule.world();
  Claim claim = invariant.implied ? *invariant.implied : invariant.claim;
  if (invariant.kind == Invariant::Kind::never) claim.denied = !claim.denied;
  InvariantRun result;
  // Where a bracket leaves open what implies it, what does not hold may not have to.
  const ConditionId premise = invariant.implied ? invariant.claim.condition : ConditionId{};
  const DaySet within = premise.valid() ? explain(world, premise, Date{0}).days : DaySet::all();
  result.broken = broken_days(schedule, claim, within);
  if (invariant.implied && !premise.valid()) {
    result.broken.undecided |= result.broken.fails;
    result.broken.fails = DaySet::none();
  }
  const DaySet& days = result.broken.fails.empty() ? result.broken.undecided : result.broken.fails;
  if (days.empty()) return result;
  // The first day that is a day.
  const Interval first = days.intervals().front();
  result.first = first.begin.bounded() ? first.begin : first.end.bounded() ? first.end - 1 : Date{0};
  result.found = examine(schedule, claim, *result.first);
  return result;
}

}  // namespace quid
