// What every declared name of a workspace means, under any reading of the brackets.
//
// `resolve` fills a Symbols, `lower` and everything that looks names up reads it. Names live in scopes: deals
// (agreements, measures, authorities, proposals, invariants) share one; parties, groups and entities another;
// units, goods (products and chips) and metrics have one each; and each agreement and each measure has one
// for its provisions. All views look into the source texts or into literals.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "core/model/model.hpp"
#include "core/values/hash_table.hpp"
#include "dsl/tree/ast.hpp"

namespace quid::dsl {

// -- names

// A scope is a number: one of these, or `provisions_of(deal)`.
enum class Scope : std::uint32_t { deals, who, units, goods, metrics, facts };

constexpr Scope provisions_of(std::uint32_t deal) {
  return static_cast<Scope>(16 + deal);
}

// From a scope and a name to a number below 2^32 - 1. A name of up to eight bytes is its own key, so that
// finding one looks at nothing but the table.
class NameTable {
 public:
  static constexpr std::uint32_t none = 0xFFFFFFFFU;

  // The name's bytes, or the hash of a name of more than eight with the highest bit set.
  using Key = std::uint64_t;
  static Key key_of(std::string_view name);

  void reserve(std::size_t names) { places_.reserve(names); }
  // `none` where the name was free and is taken now, otherwise the value that it has and keeps.
  std::uint32_t insert(Scope scope, Key key, std::string_view name, std::uint32_t value);
  std::uint32_t insert(Scope scope, std::string_view name, std::uint32_t value) {
    return insert(scope, key_of(name), name, value);
  }
  // `none` where absent.
  std::uint32_t find(Scope scope, Key key, std::string_view name) const;
  std::uint32_t find(Scope scope, std::string_view name) const { return find(scope, key_of(name), name); }

 private:
  // In halves, so that it takes twelve bytes and not sixteen.
  struct Place {
    Scope scope;
    std::uint32_t low;
    std::uint32_t high;

    Place(Scope in, Key key)
        : scope(in), low(static_cast<std::uint32_t>(key)), high(static_cast<std::uint32_t>(key >> 32U)) {}
    friend bool operator==(const Place&, const Place&) = default;
  };
  struct PlaceHash {
    std::size_t operator()(const Place& place) const {
      return mixed(std::uint64_t{place.high} << 32U | place.low, static_cast<std::uint64_t>(place.scope));
    }
  };
  // One in a list of those that share a scope and a hash.
  struct LongName {
    std::string_view name;
    std::uint32_t value;
    std::uint32_t next;  // or none
  };

  HashTable<Place, std::uint32_t, PlaceHash> places_;  // values; of longer names the first in long_names_
  std::vector<LongName> long_names_;
};

// -- declarations

// Where something is declared. `name` is node 0 where the text lost it.
struct Declared {
  FileId file;
  ast::NodeId node;
  ast::NodeId name;
  PartyId private_to;  // invalid: public
};

// What the parse threads note of a tree, so that names can be collected without walking it again.
struct Outline {
  struct Provision {
    NameTable::Key key = 0;
    ast::NodeId node;
    ast::NodeId name;              // node 0 where the text lost it
    ast::NodeId each;              // the group of `to each`, or node 0
    std::uint32_t name_begin = 0;  // of the name's text
    std::uint32_t name_size = 0;
    ProvisionKind kind = ProvisionKind::concession;
    bool is_private = false;
  };
  struct Deal {
    ast::NodeId node;
    std::uint32_t first_provision = 0;
    std::uint32_t provision_count = 0;
    std::uint32_t first_property = 0;
    std::uint32_t property_count = 0;
  };
  std::vector<ast::NodeId> declarations;  // at the top of the file, in order; entries are left out
  std::vector<Deal> deals;                // of them the agreements and measures
  Table<Provision> provisions;
  std::vector<ast::NodeId> properties;  // what else stands in the deals, broken text too
};
Outline outline(const ast::File& file);
Outline::Provision outline_provision(const ast::File& file, ast::NodeId provision);

enum class DealKind : std::uint8_t { agreement, measure, authority, proposal, invariant };

// What a name in the scope `deals` stands for. Provisions added by proposals come last in `provisions`. The
// spans look into the Outline.
struct Deal {
  DealKind kind = DealKind::agreement;
  std::uint32_t index = 0;  // in the Model's vector of its kind; for a measure that of Model::measures
  std::string_view name;    // empty where the text lost it
  Declared at;
  ProvisionId own;                                         // a measure's
  IdRange<ProvisionId> provisions;                         // an agreement's or a measure's
  std::span<const ast::NodeId> properties;                 // what stands in its block, ...
  std::span<const Outline::Provision> provisions_as_text;  // ... and the provisions in it
};

// How many provisions, metrics and entries a workspace may make out of sets: a short text must not ask for
// more than fits into memory.
inline constexpr std::size_t most_members = 4'000'000;

// The provisions that one `to each GROUP` makes: of the group's parties, then of its entities, in the order
// in which the group lists them.
struct ProvisionSet {
  IdRange<ProvisionId> provisions;
  GroupId group;
  std::uint32_t deal = NameTable::none;
  std::string_view name;
};

// What a name in a deal's scope stands for: one provision, or a set.
struct ProvisionName {
  IdRange<ProvisionId> provisions;  // one, unless `set`
  std::uint32_t set = NameTable::none;

  bool is_set() const { return set != NameTable::none; }
};

// The text that a proposal puts in place of a provision's.
struct Replacement {
  ProvisionId first;  // the provision, or the first of its set
  ProposalId proposal;
  FileId file;
  ast::NodeId node;  // `replace`, or the `provision` that another proposal adds under the same name
};

// The text by which a proposal adds a provision or a set.
struct Addition {
  std::uint32_t deal = NameTable::none;
  ProvisionName provisions;
  ProposalId proposal;
  FileId file;
  ast::NodeId node;  // the `provision`
};

// A metric, or the members of an indexed one. Members are sorted by their index.
struct MetricName {
  std::string_view name;
  std::uint32_t declaration = 0;  // the first one, in metrics_at
  std::vector<std::pair<PartyId, MetricId>> members;
  MetricId plain;  // without index
};

enum class WhoKind : std::uint8_t { party, group, entity };
struct Who {
  WhoKind kind = WhoKind::party;
  std::uint32_t index = NameTable::none;

  bool valid() const { return index != NameTable::none; }
  PartyId party() const { return PartyId(index); }
  GroupId group() const { return GroupId(index); }
  EntityId entity() const { return EntityId(index); }
};

struct Goods {
  ProductId product;
  ChipId chip;

  bool valid() const { return product.valid() || chip.valid(); }
};

// -- the whole

struct Symbols {
  NameTable names;

  // As in the Model; groups are spread out.
  std::vector<Party> parties;
  std::vector<Group> groups;
  std::vector<Entity> entities;
  std::vector<bool> is_bloc;  // by PartyId

  // By the ids of the Model; `parties_at` has an invalid file for built-in parties.
  std::vector<Declared> parties_at, groups_at, entities_at, products_at, chips_at;
  std::vector<Declared> units_at;  // without the built-in ones: those have the ids below `first_unit`
  std::uint32_t first_unit = 0;
  std::vector<std::string_view> unit_names;  // by UnitId: built in, declared, chips
  std::vector<Declared> metrics_at;          // one a declaration, in order of the text
  std::vector<MetricName> metrics;
  std::vector<std::pair<std::uint32_t, PartyId>> metric_members;  // by MetricId: declaration and index

  std::vector<Deal> deals;  // in order of the text
  std::vector<std::uint32_t> agreements, measures, authorities, proposals, invariants;  // their deals
  std::vector<Declared> simultaneous, firsts, presumptions, completeness, scenarios;

  // By ProvisionId.
  Table<ProvisionKind> provision_kinds;
  Table<ast::NodeId> provision_nodes;
  std::vector<ProvisionSet> sets;                                   // ordered by their first provision
  std::vector<std::pair<ProvisionId, PartyId>> private_provisions;  // in public deals; ordered
  std::vector<Replacement> replacements;                            // ordered by provision, then proposal
  std::vector<Addition> additions;                                  // in order of their provisions
  std::vector<std::uint32_t> amended;                               // by ProposalId: the deal, or none
  bool has_private = false;                                         // whether anything declared is private

  // -- look-ups; what is absent is invalid, or NameTable::none

  std::uint32_t find_deal(std::string_view name) const { return names.find(Scope::deals, name); }
  std::optional<ProvisionName> find_provision(std::uint32_t deal, std::string_view name) const;
  Who find_who(std::string_view name) const;
  PartyId find_party(std::string_view code) const;
  UnitId find_unit(std::string_view name) const;
  Goods find_goods(std::string_view name) const;
  const MetricName* find_metric(std::string_view name) const;

  // The deal in which a provision stands, or whose own a measure's is.
  std::uint32_t deal_of(ProvisionId provision) const;
  // Where a provision is written: the file and the node, of a measure the measure's.
  Declared declared(ProvisionId provision) const;
  PartyId private_to(ProvisionId provision) const;
  // The set that a provision is a member of.
  const ProvisionSet* set_of(ProvisionId provision) const;
  // The member of a set for a party or an entity; not valid where it is no member.
  ProvisionId member(const ProvisionSet& set, Who who) const;
};

// Decodes what the scopes hold; for those that fill them.
constexpr std::uint32_t packed(WhoKind kind, std::size_t index) {
  return static_cast<std::uint32_t>(index) | static_cast<std::uint32_t>(kind) << 30U;
}
inline constexpr std::uint32_t set_bit = 0x80000000U;   // in a deal's scope: an index into `sets`
inline constexpr std::uint32_t chip_bit = 0x80000000U;  // in the scope of goods: a chip

}  // namespace quid::dsl
