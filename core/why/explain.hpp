// Why a state holds on a day, or why not: the tree of reasons, as data and as words.
#pragma once

#include <string>
#include <vector>

#include "core/states/world.hpp"

namespace quid {

// One step of the reason. A step holds on the day asked about or it does not; a step under `minus` counts the
// other way round. Leaves are entries, dates, and the plain text; everything else has children.
struct Reason {
  enum class Kind : std::uint8_t {
    state,       // a state of a thing: `state` says which
    clause,      // from, through, once, while, unless, until
    logic,       // all of, any of, at least N of, not
    duration,    // for, within
    date,        // a date, or a moment worked out
    entry,       // something recorded: `entry` says which
    missing,     // something that would have to be recorded: `state` says which
    metric,      // a comparison with the last observation
    membership,  // a party in a group
    text,        // brackets left open, a version not adopted, by its text
    repeated,    // shown above, or part of the cycle that is being explained
  };
  Kind kind = Kind::text;
  bool holds = false;
  bool minus = false;
  std::string text;       // in words, for people: `us-uk in force`, `from 30 Jun 2025`
  DaySet days;            // on which the step holds
  Span place;             // the clause, or the entry
  std::string_view cite;  // of the provision, where it has one
  StateKey state;
  EntryId entry;
  std::vector<Reason> children;

  // A step fails where it does not hold, and under `minus` where it does.
  bool fails() const { return minus == holds; }
};

// `depth` bounds how far states are followed into the states they rest on; what lies beyond has no children.
Reason explain(const World& world, const StateKey& state, Date on, int depth = 32);

// The same of a state that does not hold, with only the steps that fail, and only so much wording as
// `missing_of` reads.
Reason explain_failing(const World& world, const StateKey& state, Date on, int depth = 32);

}  // namespace quid
