// Why a state holds on a day, or why not.
#pragma once

#include "core/states/world.hpp"
#include "core/why/reason.hpp"

namespace quid {

// `depth` bounds how far states are followed into the states they rest on; what lies beyond has no children.
Reason explain(const World& world, const StateKey& state, Date on, int depth = 32);

// The same of a condition, wherever it stands; its days are in it.
Reason explain(const World& world, ConditionId condition, Date on, int depth = 32);

// The same of a state that does not hold, with only the steps that fail.
Reason explain_failing(const World& world, const StateKey& state, Date on, int depth = 32);

}  // namespace quid
