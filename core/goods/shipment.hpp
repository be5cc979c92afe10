// The case at hand: what is known of one shipment or entry, and what the tests in `where` make of it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/model/model.hpp"
#include "core/values/known.hpp"

namespace quid {

struct GivenFact {
  std::string name;
  FactValue value;
};

// Which goods: exactly one of the four.
struct NamedGoods {
  std::string code;  // HS digits without dots
  std::string eccn;
  ProductId product;
  ChipId chip;
  bool rest = false;  // of `code`: goods that no longer code below it, which a rule names, covers
  // Of a part of a product: what each of the products takes away in which it stands. Missing is what all of
  // them take away.
  std::vector<std::vector<GoodsItemId>> without;
};

struct Shipment {
  Date on;
  NamedGoods goods;
  PartyId from;
  PartyId to;  // the importer, or the destination
  EntityId consignee;
  std::optional<Quantity> quantity;
  std::optional<Quantity> value;  // customs value, in money
  std::vector<GivenFact> facts;

  const FactValue* find(std::string_view name) const;
};

// A test that cannot be decided names the first fact that it lacks. Facts that the case gives are read there;
// `entered` is the day, `quantity` and `consignee` stand in the case; a consignee gives its
// `location`, `headquarters`, `parent` and `ultimate-parent`, a chip its `tpp`, `bandwidth`, `density` and
// `eccn`.
Truth test_holds(const Model& model, const Shipment& shipment, TestId test);

// The facts that the case lacks and that any part of the test asks about.
void add_lacking(const Model& model, const Shipment& shipment, TestId test,
                 std::vector<std::string_view>& facts);

// Whether a value of this sort can decide the test, which is no list of tests.
bool can_decide(const Model& model, const FactValue& value, const Test& test);

// The days on which the test may hold: all but those on which `entered`, the day itself, decides against it.
DaySet possible_days(const Model& model, TestId test);

// The properties of a chip alone; what the catalogue leaves out is lacking.
Truth chip_passes(const Model& model, const Shipment& shipment, ChipId chip, TestId test);

// An entity without a parent is its own ultimate parent.
EntityId ultimate_parent(const Model& model, EntityId entity);

// One way in which a fact that was not given can turn out: a value that stands for all that the tests treat
// alike, and words for it: `96%`, `>= 95%`, `in tier-1`, `"yes"`, `otherwise`.
struct FactCell {
  FactValue value;
  std::string words;
};
// All ways in which a fact can bear on these tests, and on rates that are a share of it.
// Entities that are told apart by other means stand for nobody else.
std::vector<FactCell> fact_cells(const Model& model, Date on, std::string_view fact,
                                 const std::vector<TestId>& tests, bool is_share,
                                 const std::vector<EntityId>& told_apart = {});

// Whether a group has the party or the entity on the day. A bloc's members count where the group lists the
// bloc.
bool is_member(const Model& model, GroupId group, PartyId party, Date on);
bool is_member(const Model& model, GroupId group, EntityId entity, Date on);

}  // namespace quid
