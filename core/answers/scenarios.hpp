// Scenarios and invariants, run: what was expected, and what came out.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "core/answers/claims.hpp"

namespace quid {

struct ScenarioRun {
  const Scenario* scenario;
  std::unique_ptr<World> world;
  std::unique_ptr<Schedule> schedule;
  std::vector<Examined> expectations;  // in the order of the scenario's

  Verdict verdict() const;  // fails where any fails
};
// The scenario has to be one of the model's, read as the scenario reads it; the model must outlive the result.
ScenarioRun run(const Model& model, const Scenario& scenario);

struct InvariantRun {
  BrokenDays broken;
  std::optional<Date> first;      // a day on which it does not hold
  std::optional<Examined> found;  // ... and what holds then instead

  Verdict verdict() const;
};
// On every day of a world.
InvariantRun run(const Schedule& schedule, const Invariant& invariant);

}  // namespace quid
