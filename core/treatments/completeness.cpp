// Whether the texts claim to hold all rules on the goods of a case.
//
// The idea in one sentence: a claim is looked at like a rule (party, other party, day, goods), and goods that no
// single claim holds are taken apart as far as the claims tell them apart, and each part asked about.
//
// Costs one look at each claim of the party, and for goods that are taken apart as many for each part.
#include "core/treatments/completeness.hpp"

#include <algorithm>

#include "core/goods/coverage.hpp"

namespace quid {

namespace {

class Covering {
 public:
  Covering(const Schedule& schedule, const Shipment& shipment, Flow flow) : model_(schedule.world().model) {
    const PartyId party = flow == Flow::entry ? shipment.to : shipment.from;
    const PartyId other = flow == Flow::entry ? shipment.from : shipment.to;
    for (CompletenessId id : schedule.claims_of(party)) {
      const Completeness& claim = model_[id];
      if (claim.is_export != (flow == Flow::exit) || !claim.days.contains(shipment.on)) continue;
      if (match_party(model_, {claim.others, claim.other_groups}, other, shipment.on) == PartyMatch::none)
        continue;
      claims_.push_back(id);
      goods_.push_back(claim.goods);
    }
  }

  Covered of(const Shipment& shipment) {
    if (claims_.empty()) return {};
    // What is left of a code once the rules have told goods apart may be told apart by the claims.
    Shipment whole = shipment;
    whole.goods.rest = false;
    Covered found;
    found.whole = holds(whole, found.claims);
    if (!found.whole) return {};
    std::sort(found.claims.begin(), found.claims.end());
    found.claims.erase(std::unique(found.claims.begin(), found.claims.end()), found.claims.end());
    return found;
  }

 private:
  bool holds(const Shipment& shipment, std::vector<CompletenessId>& by) const {
    for (std::size_t i = 0; i < claims_.size(); ++i) {
      if (!is_yes(match_goods(model_, shipment, goods_[i]).truth)) continue;
      by.push_back(claims_[i]);
      return true;
    }
    // Goods that are the rest of others, and single chips, are no longer taken apart.
    if (shipment.goods.rest || shipment.goods.chip.valid()) return false;
    const std::vector<GoodsCell> parts = goods_cells(model_, shipment, goods_);
    return !parts.empty() && std::all_of(parts.begin(), parts.end(), [&](const GoodsCell& part) {
      Shipment one = shipment;
      one.goods = part.goods;
      return holds(one, by);
    });
  }

  const Model& model_;
  std::vector<CompletenessId> claims_;
  std::vector<IdRange<GoodsItemId>> goods_;
};

}  // namespace

Covered covered(const Schedule& schedule, const Shipment& shipment, Flow flow) {
  return Covering(schedule, shipment, flow).of(shipment);
}

void keep_common(Covered& into, const Covered& other) {
  if (!into.whole || !other.whole) {
    into = {};
    return;
  }
  into.claims.insert(into.claims.end(), other.claims.begin(), other.claims.end());
  std::sort(into.claims.begin(), into.claims.end());
  into.claims.erase(std::unique(into.claims.begin(), into.claims.end()), into.claims.end());
}

}  // namespace quid
