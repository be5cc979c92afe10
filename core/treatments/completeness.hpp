// Whether the texts claim to hold all rules on the goods of a case.
#pragma once

#include <vector>

#include "core/treatments/schedule.hpp"

namespace quid {

// Whose rules: of the party that the goods enter, or of the one that they leave.
enum class Flow : std::uint8_t { entry, exit };

struct Covered {
  bool whole = false;
  std::vector<CompletenessId> claims;  // by which it is: sorted, each once; none where it is not
};

// Goods are covered by one claim that holds all of them, or part by part. What is open is not covered.
Covered covered(const Schedule& schedule, const Shipment& shipment, Flow flow);

// What covers both: only what covers each.
void keep_common(Covered& into, const Covered& other);

}  // namespace quid
