// The rings of the unlock graph that a drafter has to hear of: states that depend on their own absence, rings
// with a waiting time inside, and promises of which each waits for the other.
#pragma once

#include <vector>

#include "core/evaluate.hpp"

namespace quid {

// One step round a cycle: `state` depends on the state of the next step, the last one on that of the first.
struct CycleStep {
  StateId state;
  Dependency dependency;
  // Not said by the text: to be performed, a promise has to be in effect.
  bool by_promise = false;
};
using Cycle = std::vector<CycleStep>;

// For each component of the graph with a minus edge inside, the shortest cycle through one; its first step is
// that edge.
std::vector<Cycle> contradictions(const Graph& graph);

// The same for waiting times (`for`, `within`, a moment with an offset); components with a minus edge are
// left out.
std::vector<Cycle> timed_cycles(const Graph& graph);

// States of which none can start, because each needs another one first.
struct Deadlock {
  Cycle ring;             // the shortest; begins at the earliest place of the text
  std::size_t alike = 0;  // further rings at the very same places: of other members of a set
  // The acts that would start it against the order that the text asks for: `performed` before the promise is
  // in effect, `in force` by an entry in place of the rule. Each one alone is enough, unless `together`.
  // Empty: no event that the deals leave open starts it.
  std::vector<StateKey> ways_out;
  bool together = false;
};
std::vector<Deadlock> deadlocks(const World& world);

// A member of `Model::simultaneous[declaration]` that is in no ring with another member of it.
struct LonelyMember {
  std::size_t declaration;
  std::size_t member;
};
std::vector<LonelyMember> lonely_members(const World& world);

}  // namespace quid
