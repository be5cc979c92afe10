// Out of a tree of reasons: what would have to come about for a state to hold, whose move that is, and what
// would end a state that does.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/why/explain.hpp"

namespace quid {

struct Missing {
  std::string text;           // in words: `us-uk.supply-chain performed`
  std::string so_far;         // what is recorded and is not enough, or stands in the way; empty where nothing
  std::optional<Date> comes;  // what is recorded for a later day, and for which
  StateKey state;             // valid subject where the thing is a state
  std::vector<PartyId> actors;  // empty where nobody in particular can bring it about
  Reason::Kind kind = Reason::Kind::missing;
  Span place;  // the clause that asks for it
  std::string_view cite;
};

// Of a state that does not hold: the deepest reasons that fail on the day, in the order of the text, each
// once. Alternatives of which one is enough are one.
std::vector<Missing> missing_of(const World& world, const StateKey& state, Date on);

// The steps that could stop holding, worded to follow "it stops if". `actors` are left empty.
std::vector<Missing> ends_of(const World& world, const Reason& reason);

// `is in effect`, `is no longer in force`, `is not signed by the US`: how a sentence about the thing goes on.
// `has_held` goes on with since when.
enum class Holding : std::uint8_t { holds, has_held, holds_not, no_longer };
std::string state_words(const Model& model, const StateKey& key, Holding holding);

}  // namespace quid
