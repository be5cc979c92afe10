#include "tools/ask/tests.hpp"

#include <algorithm>
#include <map>

namespace quid::tools {

namespace {

bool is_asked(const Workspace& workspace, Span place) {
  return workspace.files().files[place.file.index()].asked;
}

Verdict worse(Verdict a, Verdict b) {
  if (a == Verdict::fails || b == Verdict::fails) return Verdict::fails;
  return a == Verdict::undecided ? a : b;
}

// The model as the scenario reads it.
const Model& model_for(const Workspace& workspace, const Scenario& scenario) {
  const Model& model = workspace.world().model;
  if (!scenario.reading.valid()) return model;
  return workspace.texts().compilation({std::string(model[scenario.reading].code)}).world->model;
}

void add_invariant(TestRun::OfInvariant& of, const Scenario* scenario, InvariantRun run) {
  const Verdict verdict = run.verdict();
  of.verdict = worse(of.verdict, verdict);
  if (verdict != Verdict::holds) of.broken.push_back({scenario, std::move(run)});
}

// Of parts that were looked at under several readings, whether any of them shows it.
void join(std::vector<ConditionShown>& all, const std::vector<ConditionShown>& more) {
  for (const ConditionShown& each : more) {
    const auto at = std::find_if(all.begin(), all.end(), [&](const ConditionShown& one) {
      return one.place.file == each.place.file && one.place.begin == each.place.begin &&
             one.place.end == each.place.end;
    });
    if (at == all.end()) {
      all.push_back(each);
    } else {
      at->shown = at->shown || each.shown;
    }
  }
}

}  // namespace

Verdict TestRun::verdict() const {
  Verdict worst = Verdict::holds;
  for (const ScenarioRun& each : scenarios) worst = worse(worst, each.verdict());
  for (const OfInvariant& each : invariants) worst = worse(worst, each.verdict);
  return worst;
}

std::size_t TestRun::count(Verdict wanted) const {
  const auto of_scenarios = std::count_if(scenarios.begin(), scenarios.end(),
                                          [&](const ScenarioRun& each) { return each.verdict() == wanted; });
  const auto of_invariants = std::count_if(invariants.begin(), invariants.end(),
                                           [&](const OfInvariant& each) { return each.verdict == wanted; });
  return static_cast<std::size_t>(of_scenarios + of_invariants);
}

TestRun run_tests(const Workspace& workspace, Coverage coverage) {
  const World& world = workspace.world();
  TestRun result;
  for (const Invariant& invariant : world.model.invariants) {
    if (is_asked(workspace, invariant.place)) result.invariants.push_back({&invariant, {}, Verdict::holds});
  }
  const Schedule schedule(world);
  for (TestRun::OfInvariant& each : result.invariants)
    add_invariant(each, nullptr, run(schedule, *each.invariant));
  std::map<const Model*, ShownToMatter> shown;
  for (std::size_t i = 0; i < world.model.scenarios.size(); ++i) {
    const Model& model = model_for(workspace, world.model.scenarios[i]);
    const Scenario& scenario = model.scenarios[i];
    const bool asked = is_asked(workspace, scenario.place);
    if (!asked && result.invariants.empty()) continue;
    ScenarioRun one = run(model, scenario);
    for (TestRun::OfInvariant& each : result.invariants) {
      const auto number = static_cast<std::size_t>(each.invariant - world.model.invariants.data());
      add_invariant(each, &scenario, run(*one.schedule, model.invariants[number]));
    }
    if (!asked) continue;
    if (coverage == Coverage::measured) shown.try_emplace(&model, model).first->second.add(one);
    result.scenarios.push_back(std::move(one));
  }
  if (coverage == Coverage::measured) {
    shown.try_emplace(&world.model, world.model);
    result.conditions = std::move(shown.at(&world.model)).take();
    for (auto& [model, each] : shown) {
      if (model != &world.model) join(*result.conditions, std::move(each).take());
    }
  }
  return result;
}

}  // namespace quid::tools
