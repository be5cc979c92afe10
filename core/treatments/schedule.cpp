// The schedule.
//
// The idea in one sentence: a rule is written once under each (party that it binds, party that it is about,
// HS code that it names), in one hash table, and a question looks under every prefix of its code.
//
// A rule also stands, marked `below`, under the prefixes of its codes: a question that is coarser than a rule
// has to learn of it. Rules about more than a few parties stand once under "anybody" and are tested, so that
// groups do not multiply the table. Questions that are neither a code nor a chip look through all rules of
// the giver.
#include "core/treatments/schedule.hpp"

#include <algorithm>

#include "core/goods/coverage.hpp"

namespace quid {

namespace {

constexpr std::size_t most_named_parties = 8;

// Digits and how many: 0 is all goods.
constexpr std::uint64_t chips_mark = std::uint64_t{1} << 60;
constexpr std::uint64_t below_mark = std::uint64_t{1} << 61;
constexpr std::uint64_t export_mark = std::uint64_t{1} << 62;
constexpr std::size_t most_digits = 12;

std::uint64_t code_key(std::string_view digits) {
  std::uint64_t value = 0;
  for (char c : digits.substr(0, most_digits)) value = value * 10 + static_cast<std::uint64_t>(c - '0');
  return value | static_cast<std::uint64_t>(std::min(digits.size(), most_digits)) << 48;
}

}  // namespace

Schedule::Schedule(const World& world) : world_(world), by_giver_(world.model.parties.size()) {
  const Model& model = world.model;
  for (std::size_t i = 0; i < model.provisions.size(); ++i) {
    for (TermsId terms : model.provisions[i].terms) {
      // What nobody has adopted is no rule yet.
      if (world.index.text_days(terms).empty()) continue;
      for (TreatmentId treatment : model[terms].treatments) add_rule(ProvisionId(i), terms, treatment);
    }
  }
  std::vector<Line> lines;
  for (std::size_t i = 0; i < rules_.size(); ++i) {
    add_lines(RuleId(i), lines);
    for (PartyId giver : givers_of(rules_[i])) by_giver_[giver.index()].push_back(RuleId(i));
  }
  index_lines(lines);
  add_claims();
}

void Schedule::add_claims() {
  const Model& model = world_.model;
  if (!model.completeness.empty()) claims_.resize(model.parties.size());
  for (std::size_t i = 0; i < model.completeness.size(); ++i) {
    for (PartyId giver : possible_parties(model, {model.completeness[i].by, {}}))
      claims_[giver.index()].push_back(CompletenessId(i));
  }
}

std::span<const CompletenessId> Schedule::claims_of(PartyId party) const {
  if (claims_.empty()) return {};
  return claims_[party.index()];
}

void Schedule::add_rule(ProvisionId provision, TermsId terms, TreatmentId treatment) {
  const Model& model = world_.model;
  const Provision& owner = model[provision];
  Rule rule;
  rule.treatment = treatment;
  rule.provision = provision;
  rule.family = owner.measure.valid() ? owner.measure : provision;
  rule.days = world_.days({Subject::of(provision), State::in_effect, {}});
  rule.days &= world_.index.text_days(terms);
  RunningQuantity quantity(model, world_.index, provision, treatment);
  if (quantity.limited()) {
    rule.quantity = RunningQuantityId(quantities_.size());
    quantities_.push_back(std::move(quantity));
  }
  rules_.push_back(std::move(rule));
}

// With the members of blocs.
std::vector<PartyId> Schedule::givers_of(const Rule& rule) const {
  const Model& model = world_.model;
  const Treatment& treatment = model[rule.treatment];
  const Whom exporters{treatment.from, treatment.from_groups};
  return treatment.is_export && !exporters.is_everybody() ? possible_parties(model, exporters)
                                                          : possible_givers(model, rule.provision);
}

void Schedule::add_lines(RuleId id, std::vector<Line>& lines) const {
  const Model& model = world_.model;
  const Rule& rule = rules_[id.index()];
  const Treatment& treatment = model[rule.treatment];
  const bool is_export = treatment.is_export;
  std::vector<PartyId> others = possible_parties(model, others_of(model, rule.provision, treatment));
  if (others.size() > most_named_parties || others.empty()) others.assign(1, PartyId());

  std::vector<std::uint64_t> codes;
  const Anchors anchors = anchors_of(model, treatment.goods);
  if (anchors.all) codes.push_back(0);
  if (anchors.chips) codes.push_back(chips_mark);
  for (std::string_view code : anchors.codes) {
    codes.push_back(code_key(code));
    for (std::size_t size = 2; size < code.size(); size += 2)
      codes.push_back(code_key(code.substr(0, size)) | below_mark);
  }
  std::sort(codes.begin(), codes.end());
  codes.erase(std::unique(codes.begin(), codes.end()), codes.end());
  for (PartyId giver : givers_of(rule)) {
    for (PartyId other : others) {
      for (std::uint64_t code : codes)
        lines.emplace_back(Key{giver.value, other.value, code | (is_export ? export_mark : 0)}, id);
    }
  }
}

void Schedule::index_lines(std::vector<Line>& lines) {
  std::sort(lines.begin(), lines.end());
  lines_.reserve(lines.size());
  for (std::size_t i = 0; i < lines.size();) {
    const Key key = lines[i].first;
    IdRange<LineId> same{static_cast<std::uint32_t>(i), 0};
    for (; i < lines.size() && lines[i].first == key; ++i) lines_.push_back(lines[i].second);
    same.count = static_cast<std::uint32_t>(i) - same.first;
    lines_of_.insert(key, same);
  }
}

std::span<const RuleId> Schedule::lines(const Key& key) const {
  const IdRange<LineId>* const same = lines_of_.find(key);
  if (same == nullptr) return {};
  return std::span(lines_).subspan(same->first, same->count);
}

void Schedule::find(const Shipment& shipment, bool is_export, PartyId giver, PartyId other,
                    std::vector<RuleId>& found) const {
  const NamedGoods& goods = shipment.goods;
  const std::uint64_t mark = is_export ? export_mark : 0;
  const auto look = [&](std::uint64_t code) {
    for (PartyId who : {other, PartyId()}) {
      const std::span<const RuleId> list = lines({giver.value, who.value, code | mark});
      found.insert(found.end(), list.begin(), list.end());
    }
  };
  const auto look_code = [&](std::string_view code) {
    for (std::size_t size = 2; size <= code.size(); size += 2) look(code_key(code.substr(0, size)));
    look(code_key(code) | below_mark);
  };
  if (goods.product.valid() || !goods.eccn.empty()) {
    for (RuleId id : by_giver_[giver.index()]) {
      if (treatment(id).is_export == is_export) found.push_back(id);
    }
    return;
  }
  look(0);
  look(chips_mark);
  if (goods.chip.valid()) {
    for (std::string_view code : world_.model[goods.chip].hs) look_code(code);
  } else {
    look_code(goods.code);
  }
}

namespace {

void once(std::vector<RuleId>& found) {
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
}

}  // namespace

void Schedule::find_tariffs(const Shipment& shipment, std::vector<RuleId>& found) const {
  found.clear();
  find(shipment, false, shipment.to, shipment.from, found);
  once(found);
}

void Schedule::find_exports(const Shipment& shipment, std::vector<RuleId>& found) const {
  found.clear();
  for (std::size_t i = 0; i < by_giver_.size(); ++i) {
    const PartyId giver(i);
    if (shipment.from.valid() ? giver == shipment.from : !by_giver_[i].empty())
      find(shipment, true, giver, shipment.to, found);
  }
  once(found);
}

RuleMatch Schedule::match(RuleId id, const Shipment& shipment) const {
  const Model& model = world_.model;
  const Rule& rule = rules_[id.index()];
  const Treatment& treatment = model[rule.treatment];
  RuleMatch result;
  result.party = match_party(model, others_of(model, rule.provision, treatment),
                             treatment.is_export ? shipment.to : shipment.from, shipment.on);
  if (result.party == PartyMatch::none) return result;
  // Whose export rule it is can be dated too.
  if (treatment.is_export && !treatment.from_groups.empty() && shipment.from.valid() &&
      match_party(model, {treatment.from, treatment.from_groups}, shipment.from, shipment.on) ==
          PartyMatch::none)
    return result;
  const GoodsMatch goods = match_goods(model, shipment, treatment.goods);
  result.rank = goods.rank;
  if (is_no(goods.truth)) return result;
  result.truth = both(goods.truth, case_fits(rule, shipment));
  result.other_case = is_no(result.truth);
  return result;
}

Truth Schedule::case_fits(const Rule& rule, const Shipment& shipment) const {
  const Model& model = world_.model;
  const Treatment& treatment = model[rule.treatment];
  const EntityId member = model[rule.provision].member_entity;
  if (!member.valid() && !treatment.where.valid()) return true;
  Truth is_theirs = true;
  if (member.valid()) {
    const FactValue* said = shipment.find(to_string(Fact::consignee));
    if (shipment.consignee.valid()) {
      is_theirs = shipment.consignee == member;
    } else if (said != nullptr) {
      is_theirs = said->entity == member;
    } else {
      is_theirs = Lacks{to_string(Fact::consignee)};
    }
  }
  return treatment.where.valid() ? both(is_theirs, test_holds(model, shipment, treatment.where)) : is_theirs;
}

bool Schedule::is_of(RuleId id, Subject target) const {
  const Rule& rule = rules_[id.index()];
  const Model& model = world_.model;
  if (target.kind == SubjectKind::provision)
    return rule.provision.value == target.index || rule.family.value == target.index;
  if (target.kind != SubjectKind::authority) return false;
  const MeasureId measure = model[rule.family].as_measure;
  if (!measure.valid()) return false;
  const std::vector<AuthorityId>& under = model[measure].under;
  return std::find(under.begin(), under.end(), target.authority()) != under.end();
}

std::vector<RuleId> Schedule::shared(RuleId id) const {
  std::vector<RuleId> list;
  std::vector<ProvisionId> seen = {rules_[id.index()].provision};
  for (;;) {
    const ProvisionId toward = world_.model[seen.back()].counts_toward;
    if (!toward.valid() || std::find(seen.begin(), seen.end(), toward) != seen.end()) return list;
    seen.push_back(toward);
    // The rules of one provision stand together, and provisions in order.
    auto at = std::lower_bound(rules_.begin(), rules_.end(), toward,
                               [](const Rule& rule, ProvisionId which) { return rule.provision < which; });
    for (; at != rules_.end() && at->provision == toward; ++at) {
      if (at->quantity.valid()) list.emplace_back(at - rules_.begin());
    }
  }
}

}  // namespace quid
