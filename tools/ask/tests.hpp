// The scenarios and invariants of a workspace, run as `quid test` is asked to.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/answers/scenarios.hpp"
#include "core/answers/shown_to_matter.hpp"
#include "tools/ask/workspace.hpp"

namespace quid::tools {

// An invariant where it was run: on what is recorded, or in a scenario.
struct InvariantIn {
  const Scenario* scenario;  // none: what is recorded
  InvariantRun run;
};

struct TestRun {
  std::vector<ScenarioRun> scenarios;  // in order of the text; of the files asked about
  struct OfInvariant {
    const Invariant* invariant;
    std::vector<InvariantIn> broken;  // where it does not hold, or is not decided
    Verdict verdict = Verdict::holds;
  };
  std::vector<OfInvariant> invariants;
  std::optional<std::vector<ConditionShown>> conditions;  // where they were asked for

  Verdict verdict() const;
  std::size_t count(Verdict verdict) const;  // of scenarios and invariants
};

enum class Coverage : std::uint8_t { left_out, measured };
TestRun run_tests(const Workspace& workspace, Coverage coverage);

}  // namespace quid::tools
