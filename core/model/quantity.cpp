#include "core/model/quantity.hpp"

namespace quid {

std::optional<Decimal> in_dimension(const Model& model, const Quantity& quantity, DimensionId dimension) {
  if (!quantity.unit.valid() || !dimension.valid()) return std::nullopt;
  const Unit& unit = model[quantity.unit];
  if (unit.dimension == dimension) return quantity.amount * unit.factor;
  if (!unit.chip.valid()) return std::nullopt;
  const UnitId base = model[dimension].base;
  if (base == Model::tpp_unit) {
    const std::optional<Decimal>& tpp = model[unit.chip].tpp;
    if (!tpp) return std::nullopt;
    return quantity.amount * *tpp;
  }
  if (base == Model::piece_unit) return quantity.amount;
  return std::nullopt;
}

std::optional<std::strong_ordering> compare(const Model& model, const Quantity& a, const Quantity& b) {
  if (!a.unit.valid() && !b.unit.valid()) return a.amount <=> b.amount;
  if (!b.unit.valid()) return std::nullopt;
  const DimensionId dimension = model[b.unit].dimension;
  std::optional<Decimal> left = in_dimension(model, a, dimension);
  std::optional<Decimal> right = in_dimension(model, b, dimension);
  if (!left || !right) return std::nullopt;
  return *left <=> *right;
}

std::optional<InUnit> in_unit(const Model& model, const Quantity& amount, UnitId unit) {
  if (!unit.valid() || !amount.unit.valid()) return std::nullopt;
  const DimensionId dimension = model[amount.unit].dimension;
  const std::optional<Decimal> total = in_dimension(model, amount, dimension);
  const std::optional<Decimal> each = in_dimension(model, {Decimal(1), unit}, dimension);
  if (!total || !each || each->is_zero()) return std::nullopt;
  const bool in_pieces = model[unit].chip.valid();
  const std::optional<Decimal> exact = divide_exact(*total, *each);
  if (exact && (!in_pieces || exact->is_integer())) return InUnit{*exact, true};
  return InUnit{divide_floor(*total, *each, in_pieces ? 0 : 6), false};
}

}  // namespace quid
