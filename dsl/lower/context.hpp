// The work of `lower`, shared by its sources; nobody else includes this.
#pragma once

#include <array>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "dsl/lower/options.hpp"
#include "dsl/names/definitions.hpp"
#include "dsl/names/literals.hpp"
#include "dsl/names/naming.hpp"
#include "dsl/names/prefetch.hpp"

namespace quid::dsl {

class Lowering {
 public:
  Lowering(std::span<const ast::File> files, const Symbols& symbols, const LowerOptions& options,
           Model& model, Diagnostics& diagnostics)
      : files_(files),
        symbols_(symbols),
        options_(options),
        model_(model),
        naming_(files, symbols, diagnostics),
        prefetch_(files, symbols, options.threads) {}

  // In this order.
  void define();         // lower_definitions.cpp: who, what, and the heads of the deals
  void lower_deals();    // lower_deals.cpp: agreements, measures and their provisions
  void lower_changes();  // lower_proposals.cpp: proposals, and what moves together
  void lower_entries();  // lower_entries.cpp
  void lower_tests();    // lower_tests.cpp: scenarios and invariants, for their findings

 private:
  using Kind = ast::Kind;
  using NodeId = ast::NodeId;

  // -- where we are

  const ast::File& file() const { return *file_; }
  Kind kind(NodeId node) const { return file()[node].kind; }
  std::string_view text(NodeId node) const { return file().text_of(node); }
  Span span(NodeId node) const { return file().span_of(node); }
  ast::Children children(NodeId node) const { return {file(), node}; }
  NodeId child(NodeId node, Kind wanted) const { return child_of_kind(file(), node, wanted); }
  static bool present(NodeId node) { return node.value != 0; }
  const Deal& deal() const { return symbols_.deals[deal_]; }
  // The properties of a provision, or what stands in the block of a deal beside its provisions.
  template <typename Act>
  void for_each_property(NodeId node, Act act) const {
    const bool is_deal = deal_ != NameTable::none && node == deal().at.node && file().id == deal().at.file;
    if (is_deal) {
      for (NodeId each : deal().properties) act(each);
    } else {
      for (NodeId each : children(node)) act(each);
    }
  }
  // The first child that is not damaged; node 0 where there is none.
  NodeId first_child(NodeId node) const;
  // At the top of a file, in nobody's block.
  void enter_file(const ast::File& file);

  // -- findings (lower_references.cpp)

  void report(DiagnosticKind kind, Span place, std::string message, std::string label = {},
              std::vector<std::string> notes = {});
  void said_twice(NodeId again, NodeId first);
  void missing_part(const Declared& at, std::string message);

  // -- brackets (lower_references.cpp)

  // Sizes of the tables, to take back what was lowered only for its findings.
  struct Mark {
    std::size_t conditions, moments, clauses, promises, treatments, bands, limits, specific_duties, goods,
        tests, quantities, references, party_lists, group_lists, places, entries, open;
  };
  Mark mark() const;
  void take_back(const Mark& mark);
  // The alternative that the reading takes, or node 0 where the bracket stays open. Checks the labels.
  NodeId choose(NodeId bracket);
  static NodeId value_in(const ast::File& file, NodeId alternative);
  bool refuse_bracket(NodeId bracket);
  PartyId owner_of_alternative(NodeId alternative);

  // What `lower` makes of the node, or, of a bracket, of the alternative that the reading takes; nothing
  // where it stays open. The other alternatives are lowered for their findings.
  template <typename Lower>
  auto chosen(NodeId node, Lower lower) -> decltype(lower(node)) {
    if (kind(node) != Kind::bracket) return lower(node);
    decltype(lower(node)) result{};
    if (refuse_bracket(node)) return result;
    const NodeId taken = choose(node);
    for (NodeId alternative : children(node)) {
      if (kind(alternative) != Kind::alternative) continue;
      const NodeId value = value_in(file(), alternative);
      if (!present(value)) continue;
      const PartyId outer = naming_.private_to;
      const PartyId owner = owner_of_alternative(alternative);
      if (owner.valid()) naming_.private_to = owner;
      if (alternative == taken) {
        result = chosen(value, lower);
      } else {
        const Mark before = mark();
        (void)chosen(value, lower);
        take_back(before);
      }
      naming_.private_to = outer;
    }
    if (!present(taken)) open_.push_back(span(node));
    return result;
  }

  // -- references (lower_references.cpp)

  // What a reference names: a subject, or a whole set of provisions.
  struct Target {
    Subject subject;  // not valid: nothing, or the set
    const ProvisionSet* set = nullptr;
  };
  Target target(NodeId ref, DiagnosticKind misfit = DiagnosticKind::wrong_kind);
  Target own_target(std::string_view name, Span place, DiagnosticKind misfit);
  Target deal_target(std::uint32_t deal);
  ProvisionId member(const ProvisionSet& set, std::string_view index);
  // A subject alone: a set is a finding that offers its members.
  Subject subject(NodeId ref, DiagnosticKind misfit = DiagnosticKind::wrong_kind);
  void missing_index(const ProvisionSet& set, NodeId ref);
  // `cars` or a whole set in the scope of the deal, as proposals name them.
  ProvisionId provision_of(Subject subject) const {
    return subject.valid() && subject.kind == SubjectKind::provision ? subject.provision() : ProvisionId{};
  }
  ProvisionKind kind_of(Subject subject) const;
  std::string describe(Subject subject) const;  // "an agreement", "a concession"
  void wrong_subject(NodeId ref, Subject subject, std::string_view wanted);
  MetricId metric(NodeId ref);
  Who each_or_who(std::string_view name);

  // The parties of a list; groups are spread out where they are allowed.
  IdRange<PartyListId> parties(NodeId list);
  struct Receivers {
    IdRange<PartyListId> parties;
    IdRange<GroupListId> groups;
  };
  // The members of groups stand among the parties too where `spreads_groups`.
  Receivers receivers(NodeId list, bool spreads_groups);
  // Reports a party that is no party to the agreement; `place` is the party's name.
  void want_party_to(AgreementId agreement, PartyId party, Span place);
  // The agreement that a subject is or stands in; not valid in a measure.
  AgreementId agreement_of(Subject subject) const;

  // -- values (lower_values.cpp)

  std::optional<Quantity> amount(NodeId node);        // a quantity or a percentage, no bracket
  std::optional<Quantity> plain_amount(NodeId node);  // the same, however large
  bool want_countable(NodeId node, const std::optional<Decimal>& number);     // none: it did not fit
  static std::optional<Decimal> product(const Decimal& a, const Decimal& b);  // none where it does not fit
  QuantityId quantity(NodeId node);                                           // the same or a bracket
  bool fits(UnitId unit, UnitId measure) const;
  bool fits(UnitId unit, DimensionId dimension) const;
  // Reports a quantity that cannot be converted into `measure`; `what` says what is measured in it.
  void want_unit(NodeId node, UnitId unit, UnitId measure, std::string_view what, Span what_place = {});
  bool want_rate(NodeId node, const Decimal& number, int power_of_ten, std::string_view bound);
  QuantityId percentage(NodeId node);  // a rate, or a bracket
  Rate rate(NodeId node);
  void specific_duty(NodeId node);
  std::string_view digits(std::string_view code);
  IdRange<ReferenceId> sources(NodeId parent);
  Reference reference(NodeId source) const;
  std::vector<Yearly> yearly(NodeId parent);
  IdRange<PlaceId> open_places();

  // -- conditions, moments, tests (lower_conditions.cpp)

  ConditionId condition(NodeId node);  // the condition or a bracket; not valid where it stays open
  void emit_condition(NodeId node);
  void emit_children(NodeId node);
  std::size_t begin_condition(Condition::Kind kind, Span place);
  void end_condition(std::size_t at);
  void emit_never(Span place);
  void emit_holds(NodeId node);
  void emit_compare(NodeId node);
  void emit_belongs(NodeId node);
  bool is_misspelt_state(NodeId group);
  void emit_timed(NodeId node);
  void emit_at_least(NodeId node);
  std::uint32_t want_enough(NodeId node, NodeId number, std::uint32_t wanted);
  void emit_date(NodeId node);
  Subject subject_of_state(NodeId node, State state);
  bool want_state(Subject subject, State state, Span place);
  MomentId moment(NodeId node);
  MomentId plain_moment(NodeId node);
  TestId test(NodeId node);
  void emit_test(NodeId node);
  void emit_fact(NodeId node, std::size_t at);
  void want_fact_unit(NodeId node, std::string_view fact, const Quantity& quantity);
  Span state_place(NodeId node) const;

  // -- goods and treatments (lower_treatments.cpp)

  IdRange<GoodsItemId> goods(NodeId node);
  void emit_goods(NodeId part, bool excepted);
  void treatment(NodeId node);
  void band(NodeId node);
  void tariff_word(NodeId node, Band& band);
  LimitId limit(NodeId node, NodeId carrying);
  void carrying(NodeId node, Limit& limit);
  void share(NodeId node, Limit& limit);
  void want_share(NodeId node, std::optional<Decimal>& share);
  void want_one_dimension(IdRange<BandId> bands);
  UnitId unit_of(const Limit& limit) const;

  // -- definitions (lower_definitions.cpp)

  void define_units();
  void define_unit(UnitId unit);
  void define_products();
  void find_rings_of_products();
  void tell_ring(std::span<const DefinitionUse> ring, std::string_view name, std::string_view what);
  void define_chips();
  void define_metrics();
  void define_authorities();
  void define_heads();

  // -- deals (lower_deals.cpp, lower_provisions.cpp)

  // What the walk over the properties of one text finds.
  struct Properties {
    Terms terms;
    Provision provision;  // by, to, cite and the like
    Promise promise;
    bool has_by = false;
    bool has_to = false;
    bool has_promise = false;
    bool has_bar = false;  // deliver, reaches
    bool damaged = false;
    std::vector<AuthorityId> under;
    std::vector<ProvisionId> implements;
    std::vector<Subject> yields_to;
  };
  void lower_agreement(std::uint32_t deal);
  void lower_measure(std::uint32_t deal);
  void agreement_property(NodeId node, Agreement& agreement, AgreementTerms& terms);
  void finish_agreement(Agreement& agreement);
  void provisions_of_deal();
  void additions_of_deal();
  void provisions(const Outline::Provision& text, ProvisionName numbered, ProposalId added_by);
  void provision(const Outline::Provision& text_at, ProvisionId id, ProposalId added_by);
  void replacements_of(ProvisionId first);
  NodeId mark_of(NodeId node, Kind wanted) const;
  Properties properties(NodeId node);
  void property(NodeId node, Properties& found);
  void by(NodeId node, Properties& found);
  void clause(NodeId node, Clause::Kind kind);
  void deliver(NodeId node, Promise& promise);
  void reaches(NodeId node, Promise& promise);
  void open_mark(NodeId node);
  void check_properties(NodeId node, NodeId name, ProvisionKind kind, const Properties& found);
  void check_bar(Span place, const std::string& what, ProvisionKind kind, const Properties& found);
  void check_replacement(NodeId node, ProvisionId replaced, const Properties& found);
  void default_receivers(Properties& found);
  void measure_property(NodeId node, Properties& found);

  // -- changes, entries, tests

  void lower_proposal(std::size_t index);
  std::string_view subject_of_change(NodeId node) const;
  void set_terms(NodeId property, ProposalId proposal);
  bool may_set(NodeId set);
  void lower_simultaneous(const Declared& at);
  void entry(NodeId node);
  void entry_tail(NodeId node, Entry& entry);
  void event(NodeId node, Entry entry);
  void statement(NodeId node, Entry entry);
  void observation(NodeId node, Entry entry);
  void progress(NodeId node, Entry entry);
  void use(NodeId node, Entry entry);
  void want_use(ProvisionId provision, NodeId node, const Quantity& quantity);
  bool want_verb(Subject subject, Verb verb, Span place);
  // Counts what whole sets are made to say; a short text must not fill the memory.
  bool may_make(std::size_t members, Span place);
  void add_entry(const Entry& entry);
  void sort_entries();
  void scenario(NodeId node);
  void claim(NodeId node);
  void with_fact(NodeId node);
  void invariant(NodeId node);

  // A quantity as it was written, and what became of it.
  struct RecentQuantity {
    static constexpr std::size_t most = 16;
    std::array<char, most> letters{};
    QuantityId id;
  };

  std::span<const ast::File> files_;
  const Symbols& symbols_;
  const LowerOptions& options_;
  Model& model_;
  Naming naming_;
  Prefetch prefetch_;

  const ast::File* file_ = nullptr;
  std::uint32_t deal_ = NameTable::none;  // in whose block a bare name may be a provision
  bool own_terms_ = false;                // of the agreement itself: a bare state is the agreement's
  Who member_;                            // what `each` is
  bool in_definition_ = false;            // where no bracket may stand
  std::vector<Span> open_;                // brackets that stayed open in the text under way
  std::size_t members_made_ = 0;
  std::size_t set_cursor_ = 0;  // the next set, in the order of the provisions
  std::array<RecentQuantity, 256> recent_quantities_{};
  char* digits_ = nullptr;  // room for codes without their dots
  std::size_t digits_left_ = 0;
};

}  // namespace quid::dsl
