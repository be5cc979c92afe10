// What it would take: every smallest set of acts that would bring a state about.
//
// The acts of a set happen on the day asked about, in the order in which they stand. Each set is replayed by the
// evaluator before it is given, and no part of it is enough.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "core/states/suppose.hpp"
#include "core/why/missing.hpp"

namespace quid {

// What each of the parties to something does is one act of all of them, and one entry.
struct Act {
  Entry entry;
  std::vector<PartyId> actors;  // all of them; empty where it is no party's
  Span place;                   // the clause that asks for it
  std::string_view cite;
};

struct Way {
  std::vector<Act> acts;
  DaySet days;    // of the state, once the acts are done
  Date earliest;  // the first of them from the day asked about on
  // What else comes into effect or force by them, or goes out of it, from the day asked about on.
  std::vector<ChangedDays> also;
  std::size_t setbacks = 0;  // acts that take something back or break it
};

// Brackets that would have to be closed, with how many acts beside them at least: what comes then, only the text that is
// agreed can say.
struct Unagreed {
  std::vector<Span> brackets;
  std::size_t acts = 0;
};

// Why there is no way: what is missing or in the way for good, and since when.
struct ClosedDoor {
  Missing missing;
  std::optional<Date> since;
};

struct Unlock {
  DaySet days;                // as things stand
  bool holds = false;         // on the day
  std::optional<Date> comes;  // by itself, where it does not hold yet
  std::vector<Way> ways;      // the fewest acts first; of as many, the fewest setbacks, then the earliest
  bool has_more = false;      // there are more than were asked for
  bool gave_up = false;       // the search was cut off: there may be more
  std::vector<Unagreed> unagreed;
  std::vector<ClosedDoor> doors;     // where there is neither a way nor a bracket to close
  std::vector<PartyId> involved;     // whose deals and promises it rests on
  std::vector<PartyId> cannot_help;  // of these, those of whom no act is part of any way
};

struct UnlockQuestion {
  StateKey goal;
  Date on;
  std::size_t most = 3;
  PartyId by = {};  // what this party can do alone
};

Unlock unlock(const World& world, const UnlockQuestion& question);

}  // namespace quid
