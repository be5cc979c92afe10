// Looks names up for `resolve` and `lower`, and words the findings about those that are missing, of the wrong
// kind, or private.
#pragma once

#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "dsl/findings/diagnostic.hpp"
#include "dsl/findings/wording.hpp"
#include "dsl/names/symbols.hpp"
#include "dsl/tree/ast.hpp"

namespace quid::dsl {

// A reference taken apart: `first`, `first.second`, either with `[index]`. The views lie in the file's text.
struct RefText {
  std::string_view first;
  std::string_view second;  // empty without a dot
  std::string_view index;   // empty without brackets
};
RefText ref_text(std::string_view text);

// A string without its quotes.
std::string_view string_text(std::string_view leaf);

// `a, b or c`, each in backticks; at most eight, the number of the others after them.
std::string listed(std::span<const std::string_view> names, std::string_view conjunction = "or");

// The finding of a look-up that failed is reported, and the result not valid, unless the name stands in text
// that was skipped after a mistake: then its declaration may have been lost there, and the mistake is enough.
class Naming {
 public:
  Naming(std::span<const ast::File> files, const Symbols& symbols, Diagnostics& diagnostics)
      : files_(files), symbols_(symbols), diagnostics_(diagnostics) {}

  // Whose private text is being read: what is private to others must not be named in it. Not valid: public.
  PartyId private_to;

  void report(Diagnostic finding);
  // Until the end, a finding at the place and of the kind of one reported since is not repeated.
  void begin_repeats() { repeats_from_ = diagnostics_.size(); }
  void end_repeats() { repeats_from_ = no_repeats; }

  Span span(const ast::File& file, std::string_view part) const;

  PartyId party(const ast::File& file, ast::NodeId name);
  Who party_or_group(const ast::File& file, ast::NodeId name);
  Who anybody(const ast::File& file, std::string_view name);
  GroupId group(const ast::File& file, ast::NodeId name);
  EntityId entity(const ast::File& file, ast::NodeId name);
  UnitId unit(const ast::File& file, ast::NodeId name);
  Goods goods(const ast::File& file, ast::NodeId name);
  const MetricName* metric(const ast::File& file, std::string_view name);
  // An agreement, a measure, an authority, a proposal; NameTable::none where there is none.
  std::uint32_t deal(const ast::File& file, std::string_view name);
  // A provision by its own name in `deal`.
  std::optional<ProvisionName> provision(const ast::File& file, std::uint32_t deal, std::string_view name);

  // Reports public text that names something private.
  void check_private(const Declared& declared, Span place, std::string_view name);
  void check_private(ProvisionId provision, Span place, std::string_view name);

  // `name` is nothing of what is wanted here: of another kind, or unknown.
  void unknown(DiagnosticKind kind, std::string message, Span place, std::string_view name,
               const std::vector<std::string_view>& candidates);
  void wrong_kind(Span place, std::string_view name, std::string_view wanted);

  // What the name is, of all kinds: "a product", with the place of the declaration. Empty if nothing.
  struct Meaning {
    std::string what;
    Span place;
    explicit operator bool() const { return !what.empty(); }
  };
  Meaning meaning(std::string_view name) const;
  Span place(const Declared& declared) const;
  std::string_view name_of(const Declared& declared) const;
  // `us-uk.cars`, `us-india.gpu-cap[IN]`.
  std::string name_of(ProvisionId provision) const;

  // Deals of a kind for suggestions; all kinds where none is said.
  std::vector<std::string_view> deal_names(std::initializer_list<DealKind> kinds) const;
  std::vector<std::string_view> provision_names(std::uint32_t deal) const;
  std::vector<std::string_view> who_names(bool parties, bool groups, bool entities) const;
  std::vector<std::string_view> unit_names() const;

  // Whether the text that is read here may name it: it is public, or private to the same party.
  bool may_name(const Declared& declared) const {
    return !declared.private_to.valid() || declared.private_to == private_to;
  }

  // Whether the name stands in text that was skipped after a mistake, elsewhere than at `place`.
  bool is_lost(std::string_view name, Span place);

 private:
  static constexpr std::size_t no_repeats = static_cast<std::size_t>(-1);

  std::span<const ast::File> files_;
  const Symbols& symbols_;
  Diagnostics& diagnostics_;
  std::size_t repeats_from_ = no_repeats;
  bool looked_for_broken_ = false;
  std::vector<Span> broken_;
  std::size_t spelling_budget_ = 20'000'000;  // names compared before suggestions are given up
};

std::string_view to_string(DealKind kind);

}  // namespace quid::dsl
