#include "core/treatments/headroom.hpp"

#include <algorithm>

#include "core/model/quantity.hpp"

namespace quid {

namespace {

using Kind = BandHeadroom::Kind;

Decimal used_beside(const Model& model, const Shipment& shipment, ProvisionId provision,
                    DimensionId dimension, const std::vector<Offset>& offsets) {
  const auto at = std::find_if(offsets.begin(), offsets.end(),
                               [&](const Offset& each) { return each.provision == provision; });
  if (at == offsets.end() || !shipment.quantity) return {};
  return in_dimension(model, {at->used, counted_quantity(model, shipment).unit}, dimension)
      .value_or(Decimal());
}

BandHeadroom own_room(const Schedule& schedule, const Shipment& shipment, RuleId rule, BandId band,
                      const std::vector<Offset>& offsets) {
  const Model& model = schedule.world().model;
  if (!model[band].limit.valid()) return {};
  const RunningQuantity& quantity = schedule[schedule[rule].quantity];
  EntityId holder;
  if (quantity.account() != Account::everybody) {
    if (!shipment.consignee.valid() && shipment.find(to_string(Fact::consignee)) == nullptr)
      return {Kind::lacks_consignee, {}, {}};
    holder = quantity.holder(shipment.consignee);
  }
  const std::optional<Decimal> limit = quantity.limit(band, shipment.on, holder);
  if (!limit) return {Kind::size_unknown, {}, {}};
  const Decimal used = quantity.used_by(shipment.on, shipment.consignee) +
                       used_beside(model, shipment, schedule[rule].provision, quantity.dimension(), offsets);
  if (used >= *limit) return {Kind::limited, {}, quantity.dimension()};
  const bool counts =
      !shipment.quantity ||
      in_dimension(model, counted_quantity(model, shipment), quantity.dimension()).has_value();
  if (!counts) return {Kind::lacks_quantity, {}, {}};
  return {Kind::limited, *limit - used, quantity.dimension()};
}

BandId last_limited(const Model& model, TreatmentId treatment) {
  BandId last;
  for (BandId band : model[treatment].bands) {
    if (model[band].limit.valid()) last = band;
  }
  return last;
}

// What is left of a quota where there is so much room in another one too. Where the two have no measure in
// common, the goods tell: so many of them fit there. With no quantity nothing does, unless no room is left.
Decimal least(const Model& model, const Shipment& shipment, const BandHeadroom& here,
              const BandHeadroom& there) {
  if (there.dimension == here.dimension) return std::min(here.left, there.left);
  if (there.left.is_zero()) return {};
  if (!shipment.quantity) return here.left;
  const Decimal count = fitting(model, there, shipment).value_or(Decimal());
  const std::optional<Decimal> left =
      in_dimension(model, {count, counted_quantity(model, shipment).unit}, here.dimension);
  return left ? std::min(here.left, *left) : here.left;
}

}  // namespace

BandHeadroom headroom_in(const Schedule& schedule, const Shipment& shipment, RuleId rule, BandId band,
                         const std::vector<Offset>& offsets) {
  const Model& model = schedule.world().model;
  BandHeadroom headroom = own_room(schedule, shipment, rule, band, offsets);
  if (!model[schedule[rule].provision].counts_toward.valid()) return headroom;
  for (RuleId other : schedule.shared(rule)) {
    const bool has_room = headroom.kind == Kind::unlimited || headroom.kind == Kind::lacks_quantity ||
                          (headroom.kind == Kind::limited && !headroom.left.is_zero());
    if (!has_room) return headroom;
    if (!schedule[other].days.contains(shipment.on)) continue;
    const BandHeadroom there =
        own_room(schedule, shipment, other, last_limited(model, schedule[other].treatment), offsets);
    if (headroom.kind == Kind::lacks_quantity) {
      // Into a full quota no quantity goes.
      if (there.kind == Kind::limited && there.left.is_zero()) headroom = there;
    } else if (headroom.kind == Kind::unlimited || there.kind != Kind::limited) {
      headroom = there;
    } else {
      headroom.left = least(model, shipment, headroom, there);
    }
  }
  return headroom;
}

void add_use(const Model& model, std::vector<ProvisionId> provisions, const Decimal& used,
             std::vector<Offset>& offsets) {
  for (std::size_t i = 0; i < provisions.size(); ++i) {
    const ProvisionId provision = provisions[i];
    const auto begin = provisions.begin();
    if (std::find(begin, begin + static_cast<std::ptrdiff_t>(i), provision) !=
        begin + static_cast<std::ptrdiff_t>(i))
      continue;
    const auto at = std::find_if(offsets.begin(), offsets.end(),
                                 [&](const Offset& each) { return each.provision == provision; });
    if (at == offsets.end()) {
      offsets.push_back({provision, used});
    } else {
      at->used += used;
    }
    if (model[provision].counts_toward.valid()) provisions.push_back(model[provision].counts_toward);
  }
}

Quantity counted_quantity(const Model& model, const Shipment& shipment) {
  Quantity amount = *shipment.quantity;
  if (shipment.goods.chip.valid() && amount.unit == Model::piece_unit) {
    for (std::size_t i = 0; i < model.units.size(); ++i) {
      if (model.units[i].chip == shipment.goods.chip) amount.unit = UnitId(i);
    }
  }
  return amount;
}

std::optional<Decimal> fitting(const Model& model, const BandHeadroom& headroom, const Shipment& shipment) {
  if (!headroom.dimension.valid()) return std::nullopt;
  const UnitId unit = counted_quantity(model, shipment).unit;
  const std::optional<InUnit> fits = in_unit(model, {headroom.left, model[headroom.dimension].base}, unit);
  if (!fits) return std::nullopt;
  return fits->amount;
}

}  // namespace quid
