#include "core/treatments/unknowns.hpp"

#include <algorithm>

#include "core/goods/coverage.hpp"

namespace quid {

namespace {

// What of the rules can tell the ways apart.
class Distinctions {
 public:
  Distinctions(const Schedule& schedule, std::string_view fact)
      : schedule_(schedule), model_(schedule.world().model), fact_(fact) {}

  void add(RuleId id) {
    const Rule& rule = schedule_[id];
    const Treatment& treatment = model_[rule.treatment];
    goods.push_back(treatment.goods);
    if (treatment.where.valid()) tests.push_back(treatment.where);
    for (BandId band : treatment.bands) is_share |= model_[band].of_fact == fact_;
    if (const EntityId member = model_[rule.provision].member_entity; member.valid()) add_member(member);
    add_holders(rule);
    for (RuleId other : schedule_.shared(id)) add_holders(schedule_[other]);
    add_goods(treatment.goods);
  }

  std::vector<TestId> tests;
  std::vector<IdRange<GoodsItemId>> goods;
  std::vector<std::string_view> eccns;
  std::vector<EntityId> members;
  bool is_share = false;

 private:
  template <typename Value>
  static bool contains(const std::vector<Value>& list, const Value& value) {
    return std::find(list.begin(), list.end(), value) != list.end();
  }

  void add_goods(IdRange<GoodsItemId> range) {
    for (GoodsItemId id : range) {
      const GoodsItem& item = model_[id];
      if (item.kind == GoodsItem::Kind::product && item.product.valid())
        add_goods(model_[item.product].goods);
      if (item.kind == GoodsItem::Kind::chips_where && item.test.valid() && !contains(tests, item.test))
        tests.push_back(item.test);
      if (item.kind == GoodsItem::Kind::eccn && !contains(eccns, item.code)) eccns.push_back(item.code);
    }
  }

  // Whoever has used any of a limit of its own has less room than others.
  void add_holders(const Rule& rule) {
    if (!rule.quantity.valid()) return;
    const RunningQuantity& quantity = schedule_[rule.quantity];
    if (quantity.account() == Account::everybody) return;
    for (EntityId holder : quantity.holders()) {
      if (holder.valid()) add_member(holder);
    }
  }

  void add_member(EntityId entity) {
    if (!contains(members, entity)) members.push_back(entity);
  }

  const Schedule& schedule_;
  const Model& model_;
  std::string_view fact_;
};

Alternative with_fact(const Shipment& shipment, std::string_view fact, FactCell cell) {
  Alternative result{shipment, std::move(cell.words)};
  // One that stands for a whole group says nothing of where the others have their headquarters.
  const bool is_named = cell.value.entity.valid() && result.words == cell.value.text;
  if (fact == to_string(Fact::consignee) && is_named) {
    result.shipment.consignee = cell.value.entity;
  } else {
    // Also a quantity: it stands for all that the tests treat alike, and is no amount to reckon with.
    result.shipment.facts.push_back({std::string(fact), std::move(cell.value)});
  }
  return result;
}

}  // namespace

std::vector<Alternative> alternatives(const Schedule& schedule, const Shipment& shipment, Lacks lacking,
                                      const std::vector<RuleId>& rules) {
  const std::string_view lacks = lacking.fact;
  const bool is_given = lacks == to_string(Fact::quantity) ? shipment.quantity.has_value()
                        : lacks == to_string(Fact::value)  ? shipment.value.has_value()
                                                           : false;
  if (is_given || shipment.find(lacks) != nullptr) return {};
  const Model& model = schedule.world().model;
  Distinctions found(schedule, lacks);
  for (RuleId id : rules) {
    if (schedule[id].days.contains(shipment.on)) found.add(id);
  }
  std::vector<Alternative> list;
  if (lacks == to_string(Fact::goods)) {
    for (GoodsCell& cell : goods_cells(model, shipment, found.goods)) {
      Alternative one{shipment, std::move(cell.words)};
      one.shipment.goods = std::move(cell.goods);
      list.push_back(std::move(one));
    }
    return list;
  }
  std::vector<FactCell> cells =
      fact_cells(model, shipment.on, lacks, found.tests, found.is_share,
                 lacks == to_string(Fact::consignee) ? found.members : std::vector<EntityId>());
  if (lacks == to_string(Fact::eccn)) {
    for (std::string_view code : found.eccns) {
      FactCell cell{{}, std::string(code)};
      cell.value.text = code;
      cells.insert(cells.begin(), std::move(cell));
    }
    FactCell none{{}, "none"};
    none.value.none = true;
    none.value.text = "none";
    if (std::none_of(cells.begin(), cells.end(), [](const FactCell& cell) { return cell.value.none; }))
      cells.push_back(std::move(none));
  }
  if (lacks == to_string(Fact::consignee)) {
    std::erase_if(cells, [](const FactCell& cell) { return cell.value.other; });
    for (EntityId member : found.members) {
      if (std::any_of(cells.begin(), cells.end(),
                      [&](const FactCell& cell) { return cell.value.entity == member; }))
        continue;
      FactCell cell{{}, std::string(model[member].name)};
      cell.value.entity = member;
      cell.value.text = model[member].name;
      cells.push_back(std::move(cell));
    }
    FactCell other{{}, "otherwise"};
    other.value.other = true;
    other.value.text = "otherwise";
    cells.push_back(std::move(other));
  }
  list.reserve(cells.size());
  for (FactCell& cell : cells) list.push_back(with_fact(shipment, lacks, std::move(cell)));
  return list;
}

std::vector<std::string> facts_asked_for(const Schedule& schedule, const Shipment& shipment, Lacks first,
                                         const std::vector<RuleId>& rules) {
  const Model& model = schedule.world().model;
  std::vector<std::string_view> facts = {first.fact};
  for (RuleId id : rules) {
    const Rule& rule = schedule[id];
    const Treatment& treatment = model[rule.treatment];
    const RuleMatch match = schedule.match(id, shipment);
    if (!rule.days.contains(shipment.on) || is_no(match.truth)) continue;
    if (is_open(match.truth)) facts.push_back(match.truth.lacks().fact);
    if (treatment.where.valid()) add_lacking(model, shipment, treatment.where, facts);
    for (BandId band : treatment.bands) {
      const std::string_view share = model[band].of_fact;
      if (!share.empty() && shipment.find(share) == nullptr) facts.push_back(share);
    }
    const bool has_holders = rule.quantity.valid() && schedule[rule.quantity].account() != Account::everybody;
    if (has_holders && !shipment.consignee.valid() && shipment.find(to_string(Fact::consignee)) == nullptr)
      facts.emplace_back(to_string(Fact::consignee));
  }
  std::sort(facts.begin(), facts.end());
  facts.erase(std::unique(facts.begin(), facts.end()), facts.end());
  return {facts.begin(), facts.end()};
}

Shipment with_presumptions(const Model& model, const Shipment& shipment) {
  Shipment whole = shipment;
  for (const Presumption& each : model.presumptions) {
    if (whole.find(each.fact) == nullptr) whole.facts.push_back({std::string(each.fact), each.value});
  }
  return whole;
}

std::vector<PresumedFact> presumed_of(const Model& model, const Shipment& shipment,
                                      const std::vector<std::string>& facts) {
  std::vector<PresumedFact> list;
  for (const std::string& fact : facts) {
    const auto at = std::find_if(model.presumptions.begin(), model.presumptions.end(),
                                 [&](const Presumption& each) { return each.fact == fact; });
    if (at != model.presumptions.end() && shipment.find(fact) == nullptr) list.push_back({fact, at->words});
  }
  return list;
}

}  // namespace quid
