#include "core/room.hpp"

#include <algorithm>

#include "core/quantity.hpp"

namespace quid {

namespace {

using Kind = BandRoom::Kind;

Decimal used_beside(const Model& model, const Case& at_hand, ProvisionId provision, DimensionId dimension,
                    const std::vector<Offset>& offsets) {
  const auto at = std::find_if(offsets.begin(), offsets.end(),
                               [&](const Offset& each) { return each.provision == provision; });
  if (at == offsets.end() || !at_hand.quantity) return {};
  return in_dimension(model, {at->used, at_hand.quantity->unit}, dimension).value_or(Decimal());
}

BandRoom own_room(const Schedule& schedule, const Case& at_hand, RuleId rule, BandId band,
                  const std::vector<Offset>& offsets) {
  const Model& model = schedule.world().model;
  if (!model[band].limit.valid()) return {};
  const RunningQuantity& quantity = schedule[schedule[rule].quantity];
  EntityId holder;
  if (quantity.account() != Account::everybody) {
    if (!at_hand.consignee.valid() && at_hand.find("consignee") == nullptr)
      return {Kind::lacks_consignee, {}, {}};
    holder = quantity.holder(at_hand.consignee);
  }
  const std::optional<Decimal> limit = quantity.limit(band, at_hand.on, holder);
  if (!limit) return {Kind::size_unknown, {}, {}};
  const Decimal used = quantity.used_by(at_hand.on, at_hand.consignee) +
                       used_beside(model, at_hand, schedule[rule].provision, quantity.dimension(), offsets);
  return {Kind::limited, used < *limit ? *limit - used : Decimal(), quantity.dimension()};
}

BandId last_limited(const Model& model, TreatmentId treatment) {
  BandId last;
  for (BandId band : model[treatment].bands) {
    if (model[band].limit.valid()) last = band;
  }
  return last;
}

// The room of one quota in the measure of another. Where the two have none in common, the goods tell: so many
// of them fit.
Decimal measured_as(const Model& model, const Case& at_hand, const BandRoom& room, DimensionId dimension) {
  if (room.dimension == dimension || !at_hand.quantity) return room.left;
  const std::optional<Decimal> count = fitting(model, room, at_hand.quantity->unit);
  if (!count) return room.left;
  return in_dimension(model, {*count, at_hand.quantity->unit}, dimension).value_or(room.left);
}

}  // namespace

BandRoom room_in(const Schedule& schedule, const Case& at_hand, RuleId rule, BandId band,
                 const std::vector<Offset>& offsets) {
  const Model& model = schedule.world().model;
  BandRoom room = own_room(schedule, at_hand, rule, band, offsets);
  if (!model[schedule[rule].provision].counts_toward.valid()) return room;
  for (RuleId other : schedule.shared(rule)) {
    if (room.kind != Kind::unlimited && room.kind != Kind::limited) return room;
    if (!schedule[other].days.contains(at_hand.on)) continue;
    const BandRoom there =
        own_room(schedule, at_hand, other, last_limited(model, schedule[other].treatment), offsets);
    if (room.kind == Kind::unlimited || there.kind != Kind::limited) {
      room = there;
    } else {
      room.left = std::min(room.left, measured_as(model, at_hand, there, room.dimension));
    }
  }
  return room;
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

std::optional<Decimal> fitting(const Model& model, const BandRoom& room, UnitId unit) {
  if (!room.dimension.valid()) return std::nullopt;
  const std::optional<InUnit> fits = in_unit(model, {room.left, model[room.dimension].base}, unit);
  if (!fits) return std::nullopt;
  return fits->amount;
}

}  // namespace quid
