// Deadlock: promises, provisions and deals of which each waits for the other.
#pragma once

#include <vector>

#include "core/states/cycles.hpp"
#include "core/states/world.hpp"

namespace quid {

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
