// The workspace as meaning: every deal, provision and entry, resolved, under one reading of the brackets.
// Long, because a treaty is read on one page.
//
// `lower` makes a Model from trees; `core` takes it from there and never sees text again. A Model is a value,
// immutable once made. Things live in vectors and name each other by id; all `string_view`s look into the
// source texts (or into literals) and live as long as they do. Only the digits of goods codes that are
// written with dots are the Model's own; copies share them.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/model/facts.hpp"
#include "core/model/vocabulary.hpp"
#include "core/values/date.hpp"
#include "core/values/day_set.hpp"
#include "core/values/decimal.hpp"
#include "core/values/id.hpp"
#include "core/values/period.hpp"
#include "core/values/span.hpp"
#include "core/values/table.hpp"

namespace quid {

using PartyId = Id<struct PartyTag>;
using GroupId = Id<struct GroupTag>;
using EntityId = Id<struct EntityTag>;
using DimensionId = Id<struct DimensionTag>;
using UnitId = Id<struct UnitTag>;
using ProductId = Id<struct ProductTag>;
using ChipId = Id<struct ChipTag>;
using MetricId = Id<struct MetricTag>;
using AuthorityId = Id<struct AuthorityTag>;
using AgreementId = Id<struct AgreementTag>;
using ProvisionId = Id<struct ProvisionTag>;
using TermsId = Id<struct TermsTag>;
using ProposalId = Id<struct ProposalTag>;
using ConditionId = Id<struct ConditionTag>;
using MomentId = Id<struct MomentTag>;
using ClauseId = Id<struct ClauseTag>;
using TreatmentId = Id<struct TreatmentTag>;
using EntryId = Id<struct EntryTag>;
using MeasureId = Id<struct MeasureTag>;
using ReferenceId = Id<struct ReferenceTag>;
using PartyListId = Id<struct PartyListTag>;  // an element of Model::party_lists
using PlaceId = Id<struct PlaceTag>;          // an element of Model::places
using GroupListId = Id<struct GroupListTag>;  // an element of Model::group_lists

// A thing that can be in a state; `index` counts in the vector of its kind.
struct Subject {
  SubjectKind kind = SubjectKind::provision;
  std::uint32_t index = Id<void>::none_value;

  static Subject of(AgreementId id) { return {SubjectKind::agreement, id.value}; }
  static Subject of(ProvisionId id) { return {SubjectKind::provision, id.value}; }
  static Subject of(AuthorityId id) { return {SubjectKind::authority, id.value}; }
  static Subject of(ProposalId id) { return {SubjectKind::proposal, id.value}; }
  bool valid() const { return index != Id<void>::none_value; }
  AgreementId agreement() const { return AgreementId(index); }
  ProvisionId provision() const { return ProvisionId(index); }
  AuthorityId authority() const { return AuthorityId(index); }
  ProposalId proposal() const { return ProposalId(index); }

  friend auto operator<=>(const Subject&, const Subject&) = default;
};

// One state of one thing, `by` one party where the words name one.
struct StateKey {
  Subject subject;
  State state = State::in_effect;
  PartyId by;

  friend auto operator<=>(const StateKey&, const StateKey&) = default;
};

// A cited source: `source "label" at "address"`.
struct Reference {
  std::string_view label;
  std::string_view address;  // empty where unsaid
  Span place;
};

struct Quantity {
  Decimal amount;
  UnitId unit;
};

// -- who

// `code` is what texts write: `IN`, `EU`, `EFTA`. Every ISO country is here, whether used or not; parties are
// sorted by code.
struct Party {
  std::string_view code;
  std::string_view title;
  std::vector<PartyId> members;  // of the EU or a declared bloc; empty for a country
  Span place;                    // invalid file for built-in parties
};

// Membership is resolved: nested groups, blocs and complements are spread out. A bloc that the text lists is
// a member itself, beside its members. Sorted by party, and by entity.
struct Group {
  template <typename IdType>
  struct Member {
    IdType who;
    DaySet days;
  };
  std::string_view name;
  std::string_view title;
  std::vector<Member<PartyId>> parties;
  std::vector<Member<EntityId>> entities;
  Span place;
};

struct Entity {
  std::string_view name;
  std::string_view title;
  PartyId located;       // invalid where unsaid
  PartyId headquarters;  // invalid where unsaid
  EntityId parent;       // invalid where unsaid
  Span place;
};

// -- what

// `factor` converts to the dimension's base unit. A chip is a unit too: one piece, worth its TPP where TPP is
// asked.
struct Unit {
  std::string_view name;
  DimensionId dimension;
  Decimal factor;
  ChipId chip;  // valid where the unit is a chip's name
  Span place;
};
// The units of the language come first, in their order.
constexpr UnitId unit_of(BuiltInUnit unit) {
  return UnitId(static_cast<std::size_t>(unit));
}
struct Dimension {
  std::string_view name;  // "mass", "vehicles", "TPP", "US dollars"
  UnitId base;
};

// A test in `where`, as a tree in preorder like Condition: the children of `i` begin at `i + 1`.
struct Test {
  enum class Kind : std::uint8_t {
    all_of,
    any_of,
    at_least,
    negation,
    is_text,
    is_entity,
    is_none,
    in_group,
    compare,
    after,
    before
  };
  Kind kind;
  Comparison comparison = Comparison::at_least;
  std::uint32_t next = 0;
  std::uint32_t count = 0;  // at_least
  std::string_view fact;    // the fact's or property's name
  std::string_view text;    // is_text
  EntityId entity;
  GroupId group;
  Quantity quantity;  // compare; an invalid unit is a plain number, `percent_unit` a share
  Date date{};
  Span place;
};
using TestId = Id<struct TestTag>;

// What is said of a fact, in every sense in which it can be read: `96%` is a share and a text, `g42` an entity
// and a text, `2025-08-01` a day and a text.
struct FactValue {
  std::string text;
  std::optional<Quantity> quantity;  // a number has no unit, a share the unit `%`
  std::optional<Date> date;
  EntityId entity;
  PartyId party;
  bool none = false;   // `none`: it has nothing of the kind
  bool other = false;  // none of the things that any test names
};

// What a fact is where nobody gives it; each fact is presumed once.
struct Presumption {
  std::string_view fact;
  FactValue value;
  std::string words;  // as a text writes the value: `"no"`, `40%`
  Span fact_place;
  Span value_place;
};

struct GoodsItem {
  enum class Kind : std::uint8_t { all, hs, eccn, product, chip, chips_where };
  Kind kind;
  bool excepted = false;
  std::string_view code;  // digits without dots for hs; as written for eccn
  ProductId product;
  ChipId chip;
  TestId test;  // invalid: all chips
  Span place;
};
using GoodsItemId = Id<struct GoodsItemTag>;

struct Product {
  std::string_view name;
  std::string_view title;
  IdRange<GoodsItemId> goods;
  Span place;
};

struct Chip {
  std::string_view name;
  std::string_view title;
  std::optional<Decimal> tpp;
  std::optional<Decimal> bandwidth;  // GB/s
  std::optional<Decimal> density;
  std::string_view eccn;  // "none" where the text says so, empty where unsaid
  std::vector<std::string_view> hs;
  Span place;
};

struct Observation {
  Date date;
  Date recorded;
  Quantity value;
  EntryId entry;
};

// An indexed metric has one Metric a member. Observations lie in order of date, then of entry.
struct Metric {
  std::string_view name;
  std::string_view title;
  PartyId index;
  UnitId unit;
  std::vector<Observation> observations;
  Span place;
};

// -- conditions and moments

using QuantityId = Id<struct QuantityTag>;

// A tree in preorder: the children of condition `i` begin at `i + 1`, each child's `next` is its following
// sibling. The root's `next` ends the whole tree. Small, for there are millions: `first` and `second` mean
// what the accessor of the kind says.
struct Condition {
  enum class Kind : std::uint8_t {
    all_of,
    any_of,
    at_least,       // number() of the children
    negation,       // one child
    held_for,       // one child, duration()
    within_after,   // one child, duration()
    holds,          // state_key()
    compare,        // metric() comparison quantity()
    member,         // party() is in group()
    member_entity,  // entity() is in group()
    after,          // strictly after date()
    before,         // strictly before date()
  };
  Kind kind = Kind::all_of;
  State state = State::in_effect;                     // holds
  SubjectKind subject_kind = SubjectKind::provision;  // holds
  union {
    Comparison comparison = Comparison::at_least;  // compare
    Duration::Unit duration_unit;                  // held_for, within_after
  };
  std::uint32_t next = 0;
  std::uint32_t first = 0;
  std::uint32_t second = 0;
  Span place;

  Subject subject() const { return {subject_kind, first}; }
  PartyId by() const { return second_as<PartyId>(); }
  StateKey state_key() const { return {subject(), state, by()}; }
  std::uint32_t number() const { return first; }
  Duration duration() const { return {static_cast<std::int32_t>(first), duration_unit}; }
  MetricId metric() const { return first_as<MetricId>(); }
  QuantityId quantity() const { return second_as<QuantityId>(); }
  PartyId party() const { return first_as<PartyId>(); }
  EntityId entity() const { return first_as<EntityId>(); }
  GroupId group() const { return second_as<GroupId>(); }
  Date date() const { return Date{static_cast<std::int32_t>(first)}; }

 private:
  template <typename IdType>
  IdType first_as() const {
    IdType id;
    id.value = first;
    return id;
  }
  template <typename IdType>
  IdType second_as() const {
    IdType id;
    id.value = second;
    return id;
  }
};

// A day that the text fixes or that follows from the first day of a state.
struct Moment {
  enum class Form : std::uint8_t { date, first_day, offset, month_of, month_after };
  Form form;
  Date date{};           // date
  Duration duration{};   // offset
  ConditionId first_of;  // the others: a `holds` condition, or the `all_of` of several parties
  Span place;
};

struct Clause {
  enum class Kind : std::uint8_t { once, while_, unless, until };
  Kind kind;
  ConditionId condition;
  Span place;  // the whole clause
};

// -- treatments (their meaning is in duty and export)

using BandId = Id<struct BandTag>;
using LimitId = Id<struct LimitTag>;
using SpecificDutyId = Id<struct SpecificDutyTag>;
using PromiseId = Id<struct PromiseTag>;

struct SpecificDuty {  // 48 USD per 100 kg
  Quantity money;
  Quantity per;
};
// `P%`, specific duties, or both added up. `percent` is invalid where the rate has no ad valorem part.
struct Rate {
  QuantityId percent;
  IdRange<SpecificDutyId> specific;
};
struct Limit {
  QuantityId amount;             // invalid for a quota of unknown size and for a share
  std::optional<Decimal> share;  // of `metric`: 50% is 0.5, 2.5 x is 2.5
  MetricId metric;
  Basis basis = Basis::in_all;
  Account account = Account::everybody;
  Period window{};  // per_window
  struct Exception {
    Quantity amount;
    Period period;
  };
  std::vector<Exception> exceptions;
  std::vector<std::pair<Period, Period>> carrying;  // from the first into the second, as written for one year
  Span place;
};
struct Band {
  TariffWord tariff = TariffWord::base;
  ExportWord export_word = ExportWord::allow;
  std::uint16_t steps = 0;  // cut
  LimitId limit;            // invalid: for all the rest
  Rate rate;
  Subject target;            // limit, exempt: a provision or an authority
  std::string_view of_fact;  // add P% of FACT
  Span place;
};
struct Treatment {
  bool is_export = false;
  IdRange<GoodsItemId> goods;
  // As written; where neither parties nor groups stand, those of the provision.
  IdRange<PartyListId> from;
  IdRange<PartyListId> to;
  IdRange<GroupListId> from_groups;
  IdRange<GroupListId> to_groups;
  IdRange<BandId> bands;
  TestId where;  // invalid where unsaid
  Span place;
};

struct Yearly {  // each 1 February
  unsigned month;
  unsigned day;
};

// What a commitment, a target or an undertaking promises, and by when.
struct Promise {
  QuantityId amount;           // deliver, or the bar of `reaches`; invalid where neither is said
  IdRange<GoodsItemId> goods;  // deliver ... of
  MetricId metric;             // reaches; invalid for deliver
  Comparison comparison = Comparison::at_least;
  MomentId by;  // invalid where unsaid, and so below
  MomentId due;
  std::vector<Yearly> due_each;
};

// What the texts claim to hold whole: on these goods, on these days, no rule of these parties is left out.
struct Completeness {
  bool is_export = false;
  IdRange<PartyListId> by;
  IdRange<GoodsItemId> goods;
  // Where the goods are from, or where they go; where neither stands, anywhere.
  IdRange<PartyListId> others;
  IdRange<GroupListId> other_groups;
  DaySet days;
  IdRange<ReferenceId> sources;
  Grade grade = Grade::unsaid;
  std::string_view note;
  PartyId private_to;
  Span place;
};
using CompletenessId = Id<struct CompletenessTag>;

// -- deals

// What a provision says under one text: the original, or what an adopted proposal put in its place.
struct Terms {
  ProposalId from_proposal;  // invalid: the text as first written
  MomentId from;             // invalid where unsaid, and so below
  MomentId through;
  IdRange<ClauseId> clauses;
  IdRange<TreatmentId> treatments;
  IdRange<PlaceId> open;  // brackets that this reading leaves open: not in effect while any
  PromiseId promise;
  Strength strength = Strength::shall;
  Span place;
};

struct Provision {
  ProvisionKind kind = ProvisionKind::concession;
  std::string_view name;   // without the agreement: `cars`
  std::string_view title;  // empty where unsaid
  AgreementId agreement;   // where it stands: one of these two, or neither for a measure
  ProvisionId measure;
  PartyId member;  // the member of a `to each` set, or ...
  EntityId member_entity;
  GroupId member_of;  // ... of which group: in effect only on the days of membership
  IdRange<PartyListId> by;
  IdRange<PartyListId>
      to;  // empty: everybody (a measure's default, or `to all`); members of groups among them
  IdRange<GroupListId> to_groups;  // the groups as written
  IdRange<TermsId> terms;  // the first is the original; it is missing where a proposal added the provision
  IdRange<ReferenceId> sources;
  std::string_view cite;
  std::string_view text;
  std::string_view note;
  PartyId private_to;    // invalid: public
  MeasureId as_measure;  // valid for measures
  ProvisionId counts_toward;
  Span place;  // the whole provision
  Span name_place;
};

// What a measure says beyond a provision.
struct Measure {
  ProvisionId provision;
  IdRange<ProvisionId> provisions;  // those inside
  std::vector<AuthorityId> under;
  std::vector<ProvisionId> implements;
  std::vector<Subject> yields_to;

  // All that it says of other things: `visit(word, Subject, Link)`.
  enum class Link : std::uint8_t { narrows, says };  // the more of them, the less it applies; or no less
  template <typename Visit>
  void each_link(Visit visit) const {
    for (AuthorityId law : under) visit("under", Subject::of(law), Link::narrows);
    for (ProvisionId promise : implements) visit("implements", Subject::of(promise), Link::says);
    for (Subject other : yields_to) visit("yields to", other, Link::narrows);
  }
};

struct Authority {
  std::string_view name;
  std::string_view title;
  IdRange<ReferenceId> sources;
  std::string_view note;
  Span place;
};

// What an agreement says of its own life under one text. A property whose bracket is open is absent.
struct AgreementTerms {
  ProposalId from_proposal;
  ConditionId in_force_once;  // invalid where unsaid
  MomentId in_force_on;
  MomentId provisional_from;
  MomentId expires;
  Span in_force_place, provisional_place, expires_place;
};

struct Agreement {
  std::string_view name;
  std::string_view title;
  std::vector<PartyId> parties;  // as written
  Stage stage = Stage::draft;
  bool operative = false;               // a framework: says `operative` where treaties say `in force`
  std::vector<AgreementTerms> terms;    // the first is the original
  std::optional<Duration> notice_term;  // terminates N days after notice
  MomentId review;
  std::vector<Yearly> review_each;
  IdRange<ProvisionId> provisions;
  IdRange<ReferenceId> sources;
  std::string_view note;
  IdRange<PlaceId> open;  // brackets in its own properties
  PartyId private_to;
  Span place;
  Span name_place;
};

struct Proposal {
  std::string_view name;
  std::string_view title;
  Subject amends;
  std::vector<ProvisionId> replaces;  // given new terms
  std::vector<ProvisionId> adds;
  std::vector<ProvisionId> removes;
  bool sets_agreement_terms = false;
  IdRange<PartyListId> by;
  IdRange<ReferenceId> sources;
  std::string_view note;
  PartyId private_to;
  Span place;
  Span name_place;
};

struct Simultaneous {
  std::vector<Subject> members;
  std::vector<Span> places;
  Span place;
};

// -- what has happened

struct Entry {
  enum class Kind : std::uint8_t { event, statement, observe, ship, enter, progress };
  Kind kind = Kind::event;
  Verb verb = Verb::launched;    // event
  Stance position = Stance::on;  // statement
  Grade grade = Grade::unsaid;
  Date date{};       // as written
  Date acts_from{};  // `effective`, else `date`
  Date recorded{};   // `recorded`, else `date`
  Subject subject;   // event, progress, statement (may be invalid); ship, enter: the provision used
  PartyId by;        // event: one party an entry; an entry by several is lowered as several
  MetricId metric;   // observe
  Quantity quantity;
  PartyId from, to;  // ship, enter
  EntityId consignee;
  IdRange<GoodsItemId> goods;
  std::string_view speaker;  // statement: who
  std::string_view words;    // statement: what; round: its name
  IdRange<ReferenceId> sources;
  std::string_view note;
  PartyId private_to;
  Span place;
};

// -- scenarios and invariants

// What is claimed of a day: a condition, or what comes out for goods. Of several parties and goods, it is claimed
// of each.
struct Claim {
  enum class Kind : std::uint8_t { condition, tariff, export_ };
  Kind kind = Kind::condition;
  bool denied = false;    // `not` before a claim about goods
  ConditionId condition;  // not valid where it stays open, and so below
  IdRange<GoodsItemId> goods;
  std::optional<Quantity> quantity;  // export: in place of goods where its unit is a chip
  std::vector<PartyId> from;
  std::vector<PartyId> to;  // tariff: whom it enters
  GroupId to_each;          // export: whoever is a member on the day
  std::vector<std::pair<std::string_view, FactValue>> facts;
  Rate rate;                      // tariff
  std::vector<ExportWord> words;  // export: any of these
  Span place;
};

struct Expectation {
  Date on;
  Claim claim;
};

// What is to hold where these have happened.
struct Scenario {
  std::string_view title;
  bool with_history = false;  // beside what is recorded
  PartyId reading;            // not valid: the agreed one
  std::vector<Entry> assumed;
  std::vector<Expectation> expectations;
  PartyId private_to;
  Span place;
  Span title_place;
};

// What is to hold on every day.
struct Invariant {
  enum class Kind : std::uint8_t { always, never };
  std::string_view name;
  std::string_view title;
  Kind kind = Kind::always;
  Claim claim;
  std::optional<Claim> implied;  // always: the claim implies it
  PartyId private_to;
  Span place;
  Span name_place;
};

// The whole. Entries are sorted by `date`, then by file and place.
struct Model {
  std::vector<Party> parties;
  std::vector<Group> groups;
  std::vector<Entity> entities;
  std::vector<Dimension> dimensions;
  std::vector<Unit> units;
  std::vector<Product> products;
  std::vector<Chip> chips;
  std::vector<Metric> metrics;
  std::vector<Authority> authorities;
  std::vector<Agreement> agreements;
  Table<Provision> provisions;
  std::vector<Measure> measures;  // in order of the text
  Table<Terms> terms;
  std::vector<Proposal> proposals;
  std::vector<Simultaneous> simultaneous;
  Table<Condition> conditions;
  Table<Moment> moments;
  Table<Clause> clauses;
  Table<Promise> promises;
  Table<Treatment> treatments;
  Table<Band> bands;
  Table<Limit> limits;
  std::vector<SpecificDuty> specific_duties;
  Table<GoodsItem> goods;
  std::vector<Test> tests;
  std::vector<Presumption> presumptions;   // in order of the text
  std::vector<Completeness> completeness;  // in order of the text
  Table<Quantity> quantities;
  Table<Reference> references;
  Table<PartyId> party_lists;
  std::vector<GroupId> group_lists;
  std::vector<Span> places;
  Table<Entry> entries;
  std::vector<Scenario> scenarios;    // in order of the text
  std::vector<Invariant> invariants;  // in order of the text

  static constexpr UnitId percent_unit = unit_of(BuiltInUnit::percent);  // the unit of `10%`
  static constexpr UnitId piece_unit = unit_of(BuiltInUnit::piece);
  static constexpr UnitId tpp_unit = unit_of(BuiltInUnit::tpp);
  static constexpr UnitId bandwidth_unit = unit_of(BuiltInUnit::bandwidth);

  std::vector<std::shared_ptr<const char[]>> digits;  // what codes look into that are written with dots

  const Party& operator[](PartyId id) const { return parties[id.index()]; }
  const Group& operator[](GroupId id) const { return groups[id.index()]; }
  const Entity& operator[](EntityId id) const { return entities[id.index()]; }
  const Unit& operator[](UnitId id) const { return units[id.index()]; }
  const Dimension& operator[](DimensionId id) const { return dimensions[id.index()]; }
  const Product& operator[](ProductId id) const { return products[id.index()]; }
  const Chip& operator[](ChipId id) const { return chips[id.index()]; }
  const Metric& operator[](MetricId id) const { return metrics[id.index()]; }
  const Authority& operator[](AuthorityId id) const { return authorities[id.index()]; }
  const Agreement& operator[](AgreementId id) const { return agreements[id.index()]; }
  const Provision& operator[](ProvisionId id) const { return provisions[id.index()]; }
  const Terms& operator[](TermsId id) const { return terms[id.index()]; }
  const Proposal& operator[](ProposalId id) const { return proposals[id.index()]; }
  const Condition& operator[](ConditionId id) const { return conditions[id.index()]; }
  const Moment& operator[](MomentId id) const { return moments[id.index()]; }
  const Clause& operator[](ClauseId id) const { return clauses[id.index()]; }
  const Measure& operator[](MeasureId id) const { return measures[id.index()]; }
  const Promise& operator[](PromiseId id) const { return promises[id.index()]; }
  const Quantity& operator[](QuantityId id) const { return quantities[id.index()]; }
  const Band& operator[](BandId id) const { return bands[id.index()]; }
  const Limit& operator[](LimitId id) const { return limits[id.index()]; }
  const SpecificDuty& operator[](SpecificDutyId id) const { return specific_duties[id.index()]; }
  const Treatment& operator[](TreatmentId id) const { return treatments[id.index()]; }
  const GoodsItem& operator[](GoodsItemId id) const { return goods[id.index()]; }
  const Test& operator[](TestId id) const { return tests[id.index()]; }
  const Completeness& operator[](CompletenessId id) const { return completeness[id.index()]; }
  const Entry& operator[](EntryId id) const { return entries[id.index()]; }
  const Reference& operator[](ReferenceId id) const { return references[id.index()]; }
  PartyId operator[](PartyListId id) const { return party_lists[id.index()]; }
  GroupId operator[](GroupListId id) const { return group_lists[id.index()]; }
  Span operator[](PlaceId id) const { return places[id.index()]; }
};

// `us-uk`, `us-uk.cars`, `us-india.gpu-cap[IN]`: the name that every text and answer uses.
std::string name_of(const Model& model, Subject subject);
std::string name_of(const Model& model, ProvisionId provision);
// `us-uk.cars in effect`, `us-uk signed by US`.
std::string name_of(const Model& model, const StateKey& state);
std::string_view title_of(const Model& model, Subject subject);
Span place_of(const Model& model, Subject subject);
// The provision's kind, for `has_state` and `takes_verb`; `concession` where the subject is no provision.
ProvisionKind kind_of(const Model& model, Subject subject);
bool has_state(const Model& model, const StateKey& state);

// Who gives under a provision: its own `by`, else its measure's.
std::span<const PartyId> givers(const Model& model, ProvisionId provision);

}  // namespace quid
