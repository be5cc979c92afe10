// Of the oracle of treatments: whom and what a rule speaks of, and whether its test holds.
#include <algorithm>

#include "tests/treatment_oracle.hpp"

namespace quid::tests {

namespace {

// How specifically goods are named; above zero, they are.
constexpr int chip_rank = 1000;
constexpr int product_rank = 900;
constexpr int chips_where_rank = 800;
constexpr int eccn_rank = 700;
constexpr int hs_rank = 10;  // and a digit each
constexpr int all_rank = 1;
constexpr int no_match = 0;
constexpr int unknown = -1;

bool starts(std::string_view text, std::string_view with) {
  return text.substr(0, with.size()) == with;
}

// A code against the code of an item; codes are prefixes.
int by_prefix(std::string_view asked, std::string_view item, int rank) {
  if (starts(asked, item)) return rank;
  return starts(item, asked) ? unknown : no_match;
}
int by_eccn(std::string_view asked, std::string_view item) {
  if (asked.empty()) return unknown;
  if (asked == "none") return no_match;
  if (asked == item || starts(asked, std::string(item) + ".")) return eccn_rank;
  return starts(item, std::string(asked) + ".") ? unknown : no_match;
}

bool compares(std::strong_ordering order, Comparison comparison) {
  switch (comparison) {
    case Comparison::at_least: return order >= 0;
    case Comparison::at_most: return order <= 0;
    case Comparison::above: return order > 0;
    case Comparison::below: return order < 0;
  }
  return false;
}

}  // namespace

// -- who

bool TreatmentOracle::stands_for(PartyId bloc, PartyId who) const {
  for (PartyId member : model_[bloc].members) {
    if (member == who || stands_for(member, who)) return true;
  }
  return false;
}

bool TreatmentOracle::in_group(GroupId group, PartyId who, Date on) const {
  for (const auto& member : model_[group].parties) {
    if (member.days.contains(on) && (member.who == who || stands_for(member.who, who))) return true;
  }
  return false;
}

bool TreatmentOracle::in_group(GroupId group, EntityId who, Date on) const {
  for (const auto& member : model_[group].entities) {
    if (member.who == who && member.days.contains(on)) return true;
  }
  const PartyId seat = model_[who].headquarters;
  return seat.valid() && in_group(group, seat, on);
}

TreatmentOracle::Naming TreatmentOracle::names(IdRange<PartyListId> parties, IdRange<GroupListId> groups,
                                               PartyId who, Date on) const {
  Naming best = Naming::nobody;
  for (PartyListId each : parties) {
    if (model_[each] == who) best = Naming::itself;
    if (best == Naming::nobody && stands_for(model_[each], who)) best = Naming::group;
  }
  for (GroupListId each : groups) {
    if (best == Naming::nobody && in_group(model_[each], who, on)) best = Naming::group;
  }
  return best;
}

// The model lists the members of groups after `to` beside the parties; what a group ever holds is there
// through the group.
TreatmentOracle::Naming TreatmentOracle::names_receiver(ProvisionId id, PartyId who, Date on) const {
  const Provision& provision = model_[id];
  if (provision.to.empty()) return Naming::anybody;
  Naming best = names({}, provision.to_groups, who, on);
  for (PartyListId each : provision.to) {
    const PartyId party = model_[each];
    bool through_group = false;
    for (GroupListId group : provision.to_groups) {
      for (const auto& member : model_[model_[group]].parties) through_group |= member.who == party;
    }
    if (through_group) continue;
    if (party == who) best = Naming::itself;
    if (best == Naming::nobody && stands_for(party, who)) best = Naming::group;
  }
  return best;
}

// Nobody in particular is asked of all.
bool TreatmentOracle::gives(ProvisionId provision, PartyId who) const {
  if (!who.valid()) return true;
  const std::span<const PartyId> all = givers(model_, provision);
  return std::any_of(all.begin(), all.end(),
                     [&](PartyId giver) { return giver == who || stands_for(giver, who); });
}

EntityId TreatmentOracle::topmost(EntityId entity) const {
  while (entity.valid() && model_[entity].parent.valid()) entity = model_[entity].parent;
  return entity;
}

// -- what

std::optional<int> TreatmentOracle::item_rank(const Shipment& shipment, const GoodsItem& item) const {
  using Kind = GoodsItem::Kind;
  const NamedGoods& asked = shipment.goods;
  const bool by_code = !asked.code.empty();
  if (item.kind == Kind::all) return all_rank;
  if (item.kind == Kind::product) {
    if (asked.product == item.product) return product_rank;
    const std::optional<int> rank = goods_rank(shipment, model_[item.product].goods);
    return rank && *rank > 0 ? product_rank : rank;
  }
  if (asked.product.valid()) return unknown;
  if (item.kind == Kind::hs) {
    const int rank = hs_rank + static_cast<int>(item.code.size());
    if (by_code) {
      const int found = by_prefix(asked.code, item.code, rank);
      return found == unknown && asked.rest ? no_match : found;
    }
    if (!asked.chip.valid() || model_[asked.chip].hs.size() != 1) return unknown;
    return by_prefix(model_[asked.chip].hs[0], item.code, rank);
  }
  if (item.kind == Kind::eccn) {
    const std::optional<Value> given = value_of(shipment, "eccn");
    return by_eccn(given ? std::string_view(given->text) : std::string_view(asked.eccn), item.code);
  }
  const int rank = item.kind == Kind::chip ? chip_rank : chips_where_rank;
  // Goods that a question gives by code may be each chip that stands under it.
  int found = no_match;
  for (std::size_t i = 0; i < model_.chips.size(); ++i) {
    const ChipId chip(i);
    if (asked.chip.valid() ? asked.chip != chip : !may_be(asked, chip)) continue;
    if (item.kind == Kind::chip && item.chip != chip) continue;
    Shipment as_chip = shipment;
    as_chip.goods = {};
    as_chip.goods.chip = chip;
    const bool all = item.kind == Kind::chip || !item.test.valid();
    const std::optional<bool> passes = all ? true : holds(as_chip, item.test.index());
    if (passes && !*passes) continue;
    found = passes && asked.chip.valid() ? rank : unknown;
  }
  return found;
}

bool TreatmentOracle::is_in(ProductId product, std::string_view code, Date on) const {
  Shipment shipment;
  shipment.on = on;
  for (char each : code) {
    if (each != '.') shipment.goods.code += each;
  }
  const std::optional<int> rank = goods_rank(shipment, model_[product].goods);
  return rank && *rank > 0;
}

bool TreatmentOracle::may_be(const NamedGoods& asked, ChipId chip) const {
  if (asked.code.empty()) return true;
  if (asked.rest) return false;
  const auto& codes = model_[chip].hs;
  return std::any_of(codes.begin(), codes.end(), [&](std::string_view code) {
    return starts(code, asked.code) || starts(asked.code, code);
  });
}

// None where nothing can be said.
std::optional<int> TreatmentOracle::goods_rank(const Shipment& shipment, IdRange<GoodsItemId> goods) const {
  int best = no_match;
  bool is_unknown = false;
  bool may_be_out = false;
  for (GoodsItemId id : goods) {
    const GoodsItem& item = model_[id];
    const std::optional<int> found = item_rank(shipment, item);
    const bool open = !found || *found == unknown;
    if (item.excepted && !open && *found > 0) return no_match;
    if (item.excepted) may_be_out |= open;
    if (!item.excepted && open) is_unknown = true;
    if (!item.excepted && !open) best = std::max(best, *found);
  }
  if (best == no_match && !is_unknown) return no_match;
  if (is_unknown || may_be_out) return std::nullopt;
  return best;
}

std::optional<TreatmentOracle::Value> TreatmentOracle::value_of(const Shipment& shipment,
                                                                std::string_view fact) const {
  Value value;
  for (const GivenFact& given : shipment.facts) {
    if (given.name != fact) continue;
    value = {given.value.quantity, given.value.date, given.value.entity, given.value.party,
             given.value.text,     given.value.none, given.value.other};
    return value;
  }
  if (fact == "entered") {
    value.date = shipment.on;
    return value;
  }
  if (fact == "quantity" && shipment.quantity) {
    value.quantity = shipment.quantity;
    return value;
  }
  if (shipment.consignee.valid()) {
    const Entity& entity = model_[shipment.consignee];
    if (fact == "consignee") value.entity = shipment.consignee;
    if (fact == "location") value.party = entity.located;
    if (fact == "headquarters") value.party = entity.headquarters;
    if (fact == "parent") value.entity = entity.parent;
    if (fact == "parent" && !entity.parent.valid()) value.none = true;
    if (fact == "ultimate-parent") value.entity = topmost(shipment.consignee);
    if (value.entity.valid() || value.party.valid() || value.none) return value;
  }
  if (shipment.goods.chip.valid()) {
    const Chip& chip = model_[shipment.goods.chip];
    std::optional<Decimal> number;
    if (fact == "tpp") number = chip.tpp;
    if (fact == "bandwidth") number = chip.bandwidth;
    if (fact == "density") number = chip.density;
    if (number) value.quantity = Quantity{*number, {}};
    if (fact == "eccn") value.text = chip.eccn;
    if (fact == "eccn" && chip.eccn == "none") value.none = true;
    if (number || !value.text.empty()) return value;
  }
  for (const Presumption& presumed : model_.presumptions) {
    if (presumed.fact != fact) continue;
    const FactValue& said = presumed.value;
    return Value{said.quantity, said.date, said.entity, said.party, said.text, said.none, said.other};
  }
  return std::nullopt;
}

std::optional<bool> TreatmentOracle::statement_holds(const Shipment& shipment, const Test& test) const {
  using Kind = Test::Kind;
  const std::optional<Value> value = value_of(shipment, test.fact);
  if (!value) return std::nullopt;
  switch (test.kind) {
    case Kind::is_text: return value->text == test.text;
    case Kind::is_entity: return value->entity == test.entity;
    case Kind::is_none: return value->none;
    case Kind::in_group:
      if (value->entity.valid()) return in_group(test.group, value->entity, shipment.on);
      if (value->party.valid()) return in_group(test.group, value->party, shipment.on);
      return false;
    case Kind::after: return value->date ? std::optional(*value->date > test.date) : std::nullopt;
    case Kind::before: return value->date ? std::optional(*value->date < test.date) : std::nullopt;
    case Kind::compare: {
      if (!value->quantity) return std::nullopt;
      const Quantity& bar = test.quantity;
      // A number without a unit is a property of a chip; of a quantity it says too little.
      const bool is_property = !value->quantity->unit.valid() && test.fact != "quantity";
      if (is_property || !bar.unit.valid() || bar.unit == model_.percent_unit) {
        return compares(value->quantity->amount <=> bar.amount, test.comparison);
      }
      const DimensionId dimension = model_[bar.unit].dimension;
      const std::optional<Decimal> given = in_base(*value->quantity, dimension);
      if (!given) return std::nullopt;
      return compares(*given <=> *in_base(bar, dimension), test.comparison);
    }
    default: return std::nullopt;
  }
}

std::optional<bool> TreatmentOracle::holds(const Shipment& shipment, std::size_t at) const {
  using Kind = Test::Kind;
  const Test& test = model_.tests[at];
  const bool is_list = test.kind == Kind::all_of || test.kind == Kind::any_of ||
                       test.kind == Kind::at_least || test.kind == Kind::negation;
  if (!is_list) return statement_holds(shipment, test);
  std::uint32_t yes = 0;
  std::uint32_t open = 0;
  std::uint32_t all = 0;
  for (std::size_t child = at + 1; child < test.next; child = model_.tests[child].next) {
    const std::optional<bool> each = holds(shipment, child);
    ++all;
    if (!each) ++open;
    if (each && *each) ++yes;
  }
  if (test.kind == Kind::negation) return open == 1 ? std::nullopt : std::optional(yes == 0);
  const std::uint32_t wanted = test.kind == Kind::all_of ? all : test.kind == Kind::any_of ? 1 : test.count;
  if (yes >= wanted) return true;
  if (yes + open < wanted) return false;
  return std::nullopt;
}

}  // namespace quid::tests
