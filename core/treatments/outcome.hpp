// What a tariff or export rule came to in an answer, and what it leaves.
#pragma once

#include <string_view>

#include "core/treatments/schedule.hpp"

namespace quid {

// What a rule came to in one answer.
enum class Outcome : std::uint8_t {
#define QUID_OUTCOME(name, words) name,
#include "core/treatments/outcomes.def"
#undef QUID_OUTCOME
};

// `{}` in them is the rule that decided. Empty where more than that has to be known to word it, and for a
// rule that was applied.
constexpr std::string_view words_of(Outcome outcome) {
  constexpr std::string_view words_of_all[] = {
#define QUID_OUTCOME(name, words) words,
#include "core/treatments/outcomes.def"
#undef QUID_OUTCOME
  };
  return words_of_all[static_cast<std::size_t>(outcome)];
}

struct Headroom {
  RuleId rule;
  Quantity left;  // in the base unit of the band's limit
};

}  // namespace quid
