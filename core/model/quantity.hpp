// Quantities in a common measure: units convert inside their dimension, and chips into computing power.
#pragma once

#include <optional>

#include "core/model/model.hpp"

namespace quid {

// The amount in the base unit of `dimension`; none where the unit does not convert there. A chip converts to
// TPP by its catalogue value, and to `units` as one piece. Exact.
std::optional<Decimal> in_dimension(const Model& model, const Quantity& quantity, DimensionId dimension);

// Both in the dimension of `b`. None where they have no common dimension.
std::optional<std::strong_ordering> compare(const Model& model, const Quantity& a, const Quantity& b);

// A quantity in another unit: exact, or the largest number of whole pieces (six places, where the unit is no
// piece) below. None where the one does not convert into the other.
struct InUnit {
  Decimal amount;
  bool exact = true;
};
std::optional<InUnit> in_unit(const Model& model, const Quantity& amount, UnitId unit);

}  // namespace quid
