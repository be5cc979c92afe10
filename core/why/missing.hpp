// Out of a reason why not: what would have to come about for a state to hold, and whose move that is; and out of a
// reason why: what would end it.
#pragma once

#include <optional>
#include <vector>

#include "core/states/world.hpp"
#include "core/why/reason.hpp"

namespace quid {

// One thing that would have to come about: a step that fails, or several of which all or some are needed.
struct Missing {
  enum class Kind : std::uint8_t { one, all, any, at_least };
  Kind kind = Kind::one;
  std::uint32_t number = 0;      // at_least
  std::vector<Missing> of = {};  // all, any, at_least: two or more

  // Of one:
  Reason reason;              // the step that fails; below it only what its words need
  std::optional<Date> comes;  // what is recorded for a later day, and for which
  bool is_final = false;      // no entry can change it
  bool needs_time = false;    // ... and then a term has to run
  Span place;                 // the clause that asks for it
  std::string_view cite;

  // Who can bring it about: the parties of all its parts; empty where nobody in particular can.
  std::vector<PartyId> actors;

  // The state that it is about, where it is one and about a state.
  const StateKey* state() const { return kind == Kind::one ? reason.state() : nullptr; }
};

// Whether its time is over: an `until` has come about, or the last day has passed. Then it waits for nothing.
bool is_over(const Missing& missing);

// Of a state that does not hold: all that is missing, in the order of the text, each thing once. Alternatives of
// which one is enough are one thing. A state that is needed twice is said where it comes up first; where it is an
// alternative elsewhere, it stands there as the state that it is.
//
// Recording one least choice of these, each on the day asked about, makes the state hold, unless it breaks something
// else that the state rests on; recording any proper part does not, unless an act does more than it is asked for here:
// an adoption, or a suspension that also ends what should not be in effect. What moves together (`simultaneous`) is
// said step by step all the same. tests/missing_oracle_test.cpp holds it to that.
std::vector<Missing> missing_of(const World& world, const StateKey& state, Date on);

// Of a state that holds: what could end it, each by itself. One with `all` ends it only where all come about. Of one,
// `comes` is the last day where that is known, `place` the step's own, and nobody is named.
std::vector<Missing> ends_of(const Reason& reason);

}  // namespace quid
