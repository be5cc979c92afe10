// What a tariff or export rule came to in an answer, and what it leaves.
#pragma once

#include "core/treatments/schedule.hpp"

namespace quid {

// What a rule came to in one answer.
enum class Outcome : std::uint8_t {
  applied,
  not_in_effect,  // on the day
  other_case,     // its test does not hold here
  less_specific,  // `by` says more exactly what it is about
  exempted,       // `by` takes it away
  yielded,        // its measure yields to that of `by`
  not_lowest,     // another rate is lower
  no_effect,      // nothing that it changes is charged
  full,           // its quota is used up, and no band takes the rest
  size_unknown,   // the size of its quota is not known
  immaterial,     // it turns on a fact that was not given, and the answer does not turn on it
};

struct Headroom {
  RuleId rule;
  Quantity left;  // in the base unit of the band's limit
};

}  // namespace quid
