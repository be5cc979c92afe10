// How the model is made: under which reading, and with which facts.
#pragma once

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "core/model/model.hpp"

namespace quid::dsl {

// What `lower` comes across in every text of every bracket, whatever the reading. A deal is its number among those
// of the Symbols; of a proposal it is the deal that it amends.
struct Bearings {
  std::vector<std::pair<std::uint32_t, std::uint32_t>> references;  // from one deal to another
  // Whose text stands in the brackets of a deal, and in which alternative.
  struct Reader {
    std::uint32_t deal = 0;
    PartyId party;
    Span text;
  };
  std::vector<Reader> readers;
};

struct LowerOptions {
  PartyId reading;  // whose texts the brackets take; not valid: agreed, every bracket stays open
  std::vector<PartyId> reading_of_deal;  // by its number, in place of `reading`; empty: that everywhere
  Bearings* bearings = nullptr;          // filled where somebody asks for them
  std::optional<Date> known;             // entries recorded later are left out
  unsigned threads = 1;
};

}  // namespace quid::dsl
