// How the model is made: under which reading, and with which facts.
#pragma once

#include <optional>

#include "core/model/model.hpp"

namespace quid::dsl {

struct LowerOptions {
  PartyId reading;            // whose texts the brackets take; not valid: agreed, every bracket stays open
  std::optional<Date> known;  // entries recorded later are left out
  unsigned threads = 1;
};

}  // namespace quid::dsl
