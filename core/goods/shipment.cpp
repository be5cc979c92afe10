// Tests in `where`, with three values.
//
// The idea in one sentence: a test is decided as soon as the facts at hand decide it, whatever the others may
// turn out to be, and a test that is not decided names the first fact that could help. A fact that was not
// given can turn out in endlessly many ways, but tests tell only a few apart: `fact_cells` tries every value
// that any of them names, the values between, and one that none of them names, and keeps one of each sort.
#include "core/goods/shipment.hpp"

#include <algorithm>

#include "core/model/quantity.hpp"
#include "core/model/words.hpp"

namespace quid {

namespace {

bool fits(Comparison comparison, std::strong_ordering order) {
  switch (comparison) {
    case Comparison::at_least: return order >= 0;
    case Comparison::at_most: return order <= 0;
    case Comparison::above: return order > 0;
    case Comparison::below: return order < 0;
  }
  return false;
}

FactValue of_party(const Model& model, PartyId party) {
  FactValue value;
  value.party = party;
  value.text = model[party].code;
  return value;
}

FactValue of_entity(const Model& model, EntityId entity) {
  FactValue value;
  value.entity = entity;
  value.text = model[entity].name;
  return value;
}

FactValue of_number(const Decimal& amount, UnitId unit) {
  FactValue value;
  value.quantity = Quantity{amount, unit};
  value.text = amount.to_string();
  return value;
}

FactValue of_day(Date day) {
  FactValue value;
  value.date = day;
  value.text = to_string(day);
  return value;
}

FactValue nothing() {
  FactValue value;
  value.none = true;
  value.text = "none";
  return value;
}

// A company counts as a member of a group of countries where its headquarters does. None where that is not
// known.
std::optional<bool> entity_in(const Model& model, GroupId group, EntityId entity, Date on) {
  if (is_member(model, group, entity, on)) return true;
  if (model[group].parties.empty()) return false;
  const PartyId headquarters = model[entity].headquarters;
  if (!headquarters.valid()) return std::nullopt;
  return is_member(model, group, headquarters, on);
}

// None where a value of this sort says nothing about the test.
std::optional<bool> value_passes(const Model& model, const FactValue& value, const Test& test, Date on) {
  switch (test.kind) {
    case Test::Kind::is_text: return !value.other && value.text == test.text;
    case Test::Kind::is_entity: return value.entity == test.entity;
    case Test::Kind::is_none: return value.none;
    case Test::Kind::in_group:
      if (value.none || value.other) return false;
      if (value.entity.valid()) return entity_in(model, test.group, value.entity, on);
      if (value.party.valid()) return is_member(model, test.group, value.party, on);
      return std::nullopt;
    case Test::Kind::compare: {
      if (!value.quantity) return std::nullopt;
      const std::optional<std::strong_ordering> order = compare(model, *value.quantity, test.quantity);
      if (!order) return std::nullopt;
      return fits(test.comparison, *order);
    }
    case Test::Kind::after:
      if (!value.date) return std::nullopt;
      return *value.date > test.date;
    case Test::Kind::before:
      if (!value.date) return std::nullopt;
      return *value.date < test.date;
    default: return std::nullopt;
  }
}

class Testing {
 public:
  Testing(const Model& model, const Shipment& shipment, ChipId chip)
      : model_(model), shipment_(shipment), chip_(chip) {}

  Truth operator()(TestId id) const {
    const Test& test = model_[id];
    switch (test.kind) {
      case Test::Kind::all_of: return count(id, children(id));
      case Test::Kind::any_of: return count(id, 1);
      case Test::Kind::at_least: return count(id, test.count);
      case Test::Kind::negation: return negated((*this)(TestId(id.index() + 1)));
      default: return leaf(test);
    }
  }

 private:
  std::uint32_t children(TestId id) const {
    std::uint32_t number = 0;
    for (std::uint32_t at = id.value + 1; at < model_[id].next; at = model_.tests[at].next) ++number;
    return number;
  }

  // Whether at least `wanted` of the children hold.
  Truth count(TestId id, std::uint32_t wanted) const {
    std::uint32_t held = 0;
    std::uint32_t open = 0;
    std::optional<Lacks> first;
    for (std::uint32_t at = id.value + 1; at < model_[id].next; at = model_.tests[at].next) {
      const Truth child = (*this)(TestId(at));
      if (is_yes(child)) ++held;
      if (!is_open(child)) continue;
      if (open == 0) first = child.lacks();
      ++open;
    }
    if (held < wanted && held + open >= wanted) return *first;
    return held >= wanted;
  }

  Truth leaf(const Test& test) const {
    const std::optional<FactValue> made = known(test.fact);
    const FactValue* value = made ? &*made : shipment_.find(test.fact);
    if (value == nullptr) return Lacks{test.fact};
    const std::optional<bool> result = value_passes(model_, *value, test, shipment_.on);
    return result ? Truth(*result) : Lacks{test.fact};
  }

  // What the case gives by itself, unless a fact of that name was given.
  std::optional<FactValue> known(std::string_view name) const {
    if (shipment_.find(name) != nullptr) return std::nullopt;
    const std::optional<Fact> fact = find_fact(name);
    if (!fact) return std::nullopt;
    switch (*fact) {
      case Fact::goods:
      case Fact::loaded: return std::nullopt;
      case Fact::entered: return of_day(shipment_.on);
      case Fact::quantity: return of_amount(shipment_.quantity);
      case Fact::value: return of_amount(shipment_.value);
      case Fact::consignee:
        if (!shipment_.consignee.valid()) return std::nullopt;
        return of_entity(model_, shipment_.consignee);
      case Fact::location:
      case Fact::headquarters:
      case Fact::parent:
      case Fact::ultimate_parent: return shipment_.consignee.valid() ? of_consignee(*fact) : std::nullopt;
      case Fact::tpp:
      case Fact::bandwidth:
      case Fact::density:
      case Fact::eccn: return chip_.valid() ? of_chip(*fact) : std::nullopt;
    }
    return std::nullopt;
  }

  static std::optional<FactValue> of_amount(const std::optional<Quantity>& amount) {
    if (!amount) return std::nullopt;
    return of_number(amount->amount, amount->unit);
  }

  std::optional<FactValue> of_consignee(Fact fact) const {
    const Entity& entity = model_[shipment_.consignee];
    if (fact == Fact::location && entity.located.valid()) return of_party(model_, entity.located);
    if (fact == Fact::headquarters && entity.headquarters.valid())
      return of_party(model_, entity.headquarters);
    if (fact == Fact::parent) return entity.parent.valid() ? of_entity(model_, entity.parent) : nothing();
    if (fact == Fact::ultimate_parent) return of_entity(model_, ultimate_parent(model_, shipment_.consignee));
    return std::nullopt;
  }

  std::optional<FactValue> of_chip(Fact fact) const {
    const Chip& chip = model_[chip_];
    const auto number = [](const std::optional<Decimal>& amount, UnitId unit) -> std::optional<FactValue> {
      if (!amount) return std::nullopt;
      return of_number(*amount, unit);
    };
    if (fact == Fact::tpp) return number(chip.tpp, Model::tpp_unit);
    if (fact == Fact::bandwidth) return number(chip.bandwidth, Model::bandwidth_unit);
    if (fact == Fact::density) return number(chip.density, {});
    if (fact == Fact::eccn && !chip.eccn.empty()) {
      if (chip.eccn == "none") return nothing();
      FactValue value;
      value.text = chip.eccn;
      return value;
    }
    return std::nullopt;
  }

  const Model& model_;
  const Shipment& shipment_;
  ChipId chip_;
};

// The days that decide a test, one way and the other.
struct DecidedDays {
  DaySet yes;
  DaySet no;
};

DecidedDays decided_days(const Model& model, TestId id) {
  const Test& test = model[id];
  std::vector<DaySet> yes;
  std::vector<DaySet> no;
  const auto of_children = [&](auto wanted) {
    for (std::uint32_t at = id.value + 1; at < test.next; at = model.tests[at].next) {
      DecidedDays child = decided_days(model, TestId(at));
      yes.push_back(std::move(child.yes));
      no.push_back(std::move(child.no));
    }
    const std::size_t needed = std::min<std::size_t>(wanted(yes.size()), yes.size() + 1);
    return DecidedDays{DaySet::at_least(needed, yes), DaySet::at_least(yes.size() + 1 - needed, no)};
  };
  switch (test.kind) {
    case Test::Kind::all_of: return of_children([](std::size_t count) { return count; });
    case Test::Kind::any_of: return of_children([](std::size_t) { return std::size_t{1}; });
    case Test::Kind::at_least: return of_children([&](std::size_t) { return std::size_t{test.count}; });
    case Test::Kind::negation: {
      DecidedDays inner = decided_days(model, TestId(id.index() + 1));
      std::swap(inner.yes, inner.no);
      return inner;
    }
    default: break;
  }
  if (test.fact != to_string(Fact::entered)) return {};
  DecidedDays result;
  if (test.kind == Test::Kind::after) result.yes = DaySet::from(test.date + 1);
  if (test.kind == Test::Kind::before) result.yes = DaySet::until(test.date);
  if (test.kind == Test::Kind::after || test.kind == Test::Kind::before) result.no = ~result.yes;
  return result;
}

bool is_leaf(const Test& test) {
  return test.kind != Test::Kind::all_of && test.kind != Test::Kind::any_of &&
         test.kind != Test::Kind::at_least && test.kind != Test::Kind::negation;
}

// The leaves of these tests that ask about the fact.
std::vector<const Test*> leaves_about(const Model& model, std::string_view fact,
                                      const std::vector<TestId>& tests) {
  std::vector<const Test*> leaves;
  for (TestId root : tests) {
    for (std::size_t at = root.index(); at < model[root].next; ++at) {
      const Test& test = model.tests[at];
      if (is_leaf(test) && test.fact == fact) leaves.push_back(&test);
    }
  }
  return leaves;
}

// Values and their words, in the order in which a person would name them.
class Candidates {
 public:
  Candidates(const Model& model, Date on, const std::vector<const Test*>& leaves, bool is_share,
             const std::vector<EntityId>& told_apart)
      : model_(model), on_(on), told_apart_(told_apart) {
    if (is_share) {
      list.push_back({{of_number(Decimal(0), model.percent_unit), "0%"}});
      list.push_back({{of_number(Decimal(100), model.percent_unit), "100%"}});
    }
    for (const Test* leaf : leaves) named(*leaf);
    for (const Test* leaf : leaves) {
      if (leaf->kind == Test::Kind::in_group) members(*leaf);
    }
    numbers(leaves);
    dates(leaves);
    FactValue other;
    other.other = true;
    other.text = "otherwise";
    const bool named_only = std::any_of(leaves.begin(), leaves.end(), [](const Test* leaf) {
      return leaf->kind == Test::Kind::is_text || leaf->kind == Test::Kind::is_entity ||
             leaf->kind == Test::Kind::is_none || leaf->kind == Test::Kind::in_group;
    });
    if (named_only) list.push_back({{std::move(other), "otherwise"}});
  }

  struct Candidate {
    FactCell cell;
    std::string joined = {};  // what the sort before it is called where this value belongs to it
  };
  std::vector<Candidate> list;

 private:
  void named(const Test& test) {
    if (test.kind == Test::Kind::is_text) {
      FactValue value;
      value.text = test.text;
      for (std::size_t i = 0; i < model_.parties.size(); ++i) {
        if (model_.parties[i].code == test.text) value.party = PartyId(i);
      }
      list.push_back({{std::move(value), std::string(test.text)}});
    } else if (test.kind == Test::Kind::is_entity) {
      list.push_back({{of_entity(model_, test.entity), std::string(model_[test.entity].name)}});
    } else if (test.kind == Test::Kind::is_none) {
      list.push_back({{nothing(), "none"}});
    }
  }

  void members(const Test& test) {
    const Group& group = model_[test.group];
    const std::string in = "in " + std::string(group.name);
    for (const auto& member : group.parties) {
      if (member.days.contains(on_)) list.push_back({{of_party(model_, member.who), in}});
    }
    for (const auto& member : group.entities) {
      if (std::find(told_apart_.begin(), told_apart_.end(), member.who) != told_apart_.end()) continue;
      if (member.days.contains(on_)) list.push_back({{of_entity(model_, member.who), in}});
    }
  }

  // At each bar, and on both sides of it.
  void numbers(const std::vector<const Test*>& leaves) {
    static const Decimal half = *parse_decimal("0.5");
    std::vector<const Test*> bars;
    for (const Test* leaf : leaves) {
      if (leaf->kind == Test::Kind::compare) bars.push_back(leaf);
    }
    std::stable_sort(bars.begin(), bars.end(), [&](const Test* a, const Test* b) {
      const std::optional<std::strong_ordering> order = compare(model_, a->quantity, b->quantity);
      return order && *order < 0;
    });
    for (std::size_t i = 0; i < bars.size(); ++i) {
      const Quantity& bar = bars[i]->quantity;
      const std::string at = words(model_, bar);
      const bool last = i + 1 == bars.size() || bars[i + 1]->quantity.unit != bar.unit;
      if (i == 0) list.push_back({{of_number(bar.amount - Decimal(1), bar.unit), "below " + at}});
      list.push_back({{of_number(bar.amount, bar.unit), "exactly " + at}, at + " or less"});
      const Decimal above =
          last ? bar.amount + Decimal(1) : (bar.amount + bars[i + 1]->quantity.amount) * half;
      const std::string up_to = last ? " or more" : " to below " + words(model_, bars[i + 1]->quantity);
      list.push_back({{of_number(above, bar.unit), "above " + at}, at + up_to});
    }
  }

  void dates(const std::vector<const Test*>& leaves) {
    std::vector<Date> days;
    for (const Test* leaf : leaves) {
      if (leaf->kind == Test::Kind::after || leaf->kind == Test::Kind::before) days.push_back(leaf->date);
    }
    std::sort(days.begin(), days.end());
    for (Date day : days) {
      const std::string at = to_string(day);
      list.push_back({{of_day(day - 1), "before " + at}});
      list.push_back({{of_day(day), "on " + at}, "through " + at});
      list.push_back({{of_day(day + 1), "after " + at}, "from " + at + " on"});
    }
  }

  const Model& model_;
  Date on_;
  const std::vector<EntityId>& told_apart_;
};

}  // namespace

const FactValue* Shipment::find(std::string_view name) const {
  for (const GivenFact& fact : facts) {
    if (fact.name == name) return &fact.value;
  }
  return nullptr;
}

Truth test_holds(const Model& model, const Shipment& shipment, TestId test) {
  return Testing(model, shipment, shipment.goods.chip)(test);
}

void add_lacking(const Model& model, const Shipment& shipment, TestId test,
                 std::vector<std::string_view>& facts) {
  const Testing testing(model, shipment, shipment.goods.chip);
  for (std::size_t at = test.index(); at < model[test].next; ++at) {
    if (!is_leaf(model.tests[at])) continue;
    const Truth holds = testing(TestId(at));
    if (is_open(holds)) facts.push_back(holds.lacks().fact);
  }
}

bool can_decide(const Model& model, const FactValue& value, const Test& test) {
  switch (test.kind) {
    case Test::Kind::compare: return value.quantity && compare(model, *value.quantity, test.quantity);
    case Test::Kind::after:
    case Test::Kind::before: return value.date.has_value();
    case Test::Kind::in_group: return value.party.valid() || value.entity.valid() || value.none;
    default: return true;
  }
}

DaySet possible_days(const Model& model, TestId test) {
  return ~decided_days(model, test).no;
}

Truth chip_passes(const Model& model, const Shipment& shipment, ChipId chip, TestId test) {
  return Testing(model, shipment, chip)(test);
}

EntityId ultimate_parent(const Model& model, EntityId entity) {
  // Rings of parents are refused by `check`; the count keeps the walk finite all the same.
  for (std::size_t i = 0; i < model.entities.size() && model[entity].parent.valid(); ++i)
    entity = model[entity].parent;
  return entity;
}

bool is_member(const Model& model, GroupId id, PartyId party, Date on) {
  const auto& list = model[id].parties;
  const auto at = std::lower_bound(list.begin(), list.end(), party,
                                   [](const auto& member, PartyId who) { return member.who < who; });
  return at != list.end() && at->who == party && at->days.contains(on);
}

bool is_member(const Model& model, GroupId id, EntityId entity, Date on) {
  const auto& list = model[id].entities;
  const auto at = std::lower_bound(list.begin(), list.end(), entity,
                                   [](const auto& member, EntityId who) { return member.who < who; });
  return at != list.end() && at->who == entity && at->days.contains(on);
}

std::vector<FactCell> fact_cells(const Model& model, Date on, std::string_view fact,
                                 const std::vector<TestId>& tests, bool is_share,
                                 const std::vector<EntityId>& told_apart) {
  const std::vector<const Test*> leaves = leaves_about(model, fact, tests);
  std::vector<FactCell> cells;
  std::vector<std::vector<bool>> seen;
  for (Candidates::Candidate& candidate : Candidates(model, on, leaves, is_share, told_apart).list) {
    std::vector<bool> outcome;
    bool undecided = false;
    for (const Test* leaf : leaves) {
      const std::optional<bool> passes = value_passes(model, candidate.cell.value, *leaf, on);
      undecided |= !passes;
      outcome.push_back(passes.value_or(false));
    }
    if (undecided) continue;
    if (is_share) {
      // A rate tells apart what tests treat alike: each share stands for itself.
      const std::optional<Quantity>& share = candidate.cell.value.quantity;
      if (!share || share->amount.is_negative() || Decimal(100) < share->amount) continue;
      candidate.cell.words = words(model, *share);
      const bool is_there = std::any_of(cells.begin(), cells.end(), [&](const FactCell& cell) {
        return cell.words == candidate.cell.words;
      });
      if (!is_there) cells.push_back(std::move(candidate.cell));
      continue;
    }
    const auto same = std::find(seen.begin(), seen.end(), outcome);
    if (same != seen.end()) {
      if (!candidate.joined.empty())
        cells[static_cast<std::size_t>(same - seen.begin())].words = candidate.joined;
      continue;
    }
    seen.push_back(std::move(outcome));
    cells.push_back(std::move(candidate.cell));
  }
  return cells;
}

}  // namespace quid
