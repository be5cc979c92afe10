// What the sources of `lower` share: the texts, the tables that are filled, and where the walk stands. What a
// node of the tree says is read by a free function in the file of its kind. Nobody else includes this.
#pragma once

#include <array>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "dsl/lower/options.hpp"
#include "dsl/names/definitions.hpp"
#include "dsl/names/literals.hpp"
#include "dsl/names/naming.hpp"
#include "dsl/names/prefetch.hpp"

namespace quid::dsl::lowering {

using ast::Kind;
using ast::NodeId;

inline bool present(NodeId node) {
  return node.value != 0;
}

struct Context {
  Context(std::span<const ast::File> files_, const Symbols& symbols_, const LowerOptions& options_,
          Model& model_, Diagnostics& diagnostics)
      : files(files_),
        symbols(symbols_),
        options(options_),
        model(model_),
        naming(files_, symbols_, diagnostics),
        prefetch(files_, symbols_, options_.threads) {}

  // -- the nodes of the file that is read

  const ast::File& file() const { return *current_file; }
  Kind kind(NodeId node) const { return file()[node].kind; }
  std::string_view text(NodeId node) const { return file().text_of(node); }
  Span span(NodeId node) const { return file().span_of(node); }
  ast::Children children(NodeId node) const { return {file(), node}; }
  NodeId child(NodeId node, Kind wanted) const { return child_of_kind(file(), node, wanted); }
  // The first child that is not damaged; node 0 where there is none.
  NodeId first_child(NodeId node) const;
  const Deal& deal() const { return symbols.deals[current_deal]; }
  bool in_deal(DealKind kind) const { return current_deal != NameTable::none && deal().kind == kind; }
  // The properties of a provision, or what stands in the block of a deal beside its provisions.
  template <typename Act>
  void for_each_property(NodeId node, Act act) const {
    const bool is_deal =
        current_deal != NameTable::none && node == deal().at.node && file().id == deal().at.file;
    if (is_deal) {
      for (NodeId each : deal().properties) act(each);
    } else {
      for (NodeId each : children(node)) act(each);
    }
  }
  // At the top of a file, in nobody's block.
  void enter_file(const ast::File& file);

  // -- readings

  // Whose texts the brackets take where the walk stands.
  PartyId reading() const {
    return current_deal < options.reading_of_deal.size() ? options.reading_of_deal[current_deal]
                                                         : options.reading;
  }
  void note_reader(PartyId party, NodeId text) const;
  void note_reference(Subject subject) const;
  void note_reference(const ProvisionSet& set) const;

  // -- findings

  void report(DiagnosticKind kind, Span place, std::string message, std::string label = {},
              std::vector<std::string> notes = {});
  void said_twice(NodeId again, NodeId first);
  void missing_part(const Declared& at, std::string message);
  // Counts what whole sets are made to say; a short text must not fill the memory.
  bool may_make(std::size_t members, Span place);

  // -- taking back what was lowered only for its findings

  // The tables that the reading of a node adds to.
  auto growing() {
    return std::tie(model.conditions, model.moments, model.clauses, model.promises, model.treatments,
                    model.bands, model.limits, model.specific_duties, model.goods, model.tests,
                    model.quantities, model.references, model.party_lists, model.group_lists, model.places,
                    model.entries, open);
  }
  // How many rows each of them had.
  struct Mark {
    std::array<std::size_t, 17> sizes;
  };
  Mark mark();
  void take_back(const Mark& mark);

  // -- brackets

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
      const PartyId outer = naming.private_to;
      const PartyId owner = owner_of_alternative(alternative);
      if (owner.valid()) naming.private_to = owner;
      if (alternative == taken) {
        result = chosen(value, lower);
      } else {
        const Mark before = mark();
        (void)chosen(value, lower);
        take_back(before);
      }
      naming.private_to = outer;
    }
    if (!present(taken)) open.push_back(span(node));
    return result;
  }

  // A quantity as it was written, and what became of it.
  struct RecentQuantity {
    static constexpr std::size_t most = 16;
    std::array<char, most> letters{};
    QuantityId id;
  };

  std::span<const ast::File> files;
  const Symbols& symbols;
  const LowerOptions& options;
  Model& model;
  Naming naming;
  Prefetch prefetch;

  const ast::File* current_file = nullptr;
  std::uint32_t current_deal = NameTable::none;  // in whose block a bare name may be a provision
  TestId applies;                                // what all that its measure says is subject to; or not valid
  bool own_terms = false;                        // of the agreement itself: a bare state is the agreement's
  Who member;                                    // what `each` is
  bool in_definition = false;                    // where no bracket may stand
  bool assuming = false;                         // an entry of a scenario, which nobody had to know of
  std::vector<Span> open;                        // brackets that stayed open in the text under way
  std::size_t members_made = 0;
  std::size_t set_cursor = 0;  // the next set, in the order of the provisions
  std::array<RecentQuantity, 256> recent_quantities{};
  char* digits = nullptr;  // room for codes without their dots
  std::size_t digits_left = 0;
};

}  // namespace quid::dsl::lowering
