// Claims about duties, exports and quotas, worded as in scenarios, and whether they hold.
//
//   tariff on GOODS from P into P [with FACT VALUE, ...] is RATE|prohibit
//   tariff on ... depends on FACT
//   export of GOODS|QUANTITY [from P] to P [with ...] is WORD [or WORD]; also `depends on FACT`
//   either may end `presuming FACT VALUE, ...` or `presuming nothing`: what the answer rests on that nobody gave
//   used|left|limit of REF in PERIOD is QUANTITY
//   [not] REF STATE
//
// The facts `quantity`, `value` and `consignee` go where a case has a place for them. A rate is `10%`, or
// `2.5% + 48 USD per 100 kg`; `depends on` names all facts that the answer turns on, with `and` between.
#pragma once

#include <string>

#include "core/treatments/schedule.hpp"
#include "dsl/names/symbols.hpp"

namespace quid::tests {

struct ClaimResult {
  bool holds = false;
  std::string said;  // what came out
};

// Throws std::invalid_argument where the words make no claim.
ClaimResult examine(const Schedule& schedule, const dsl::Symbols& symbols, Date on, const std::string& claim);

}  // namespace quid::tests
