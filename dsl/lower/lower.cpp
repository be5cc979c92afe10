// Lowering.
//
// The idea in one sentence: everything already has its number, so each text is walked once, in any order of
// files, and writes what it says into the tables of the Model.
//
// Order: definitions (parties to metrics, and the heads of the deals), deals with their provisions in the
// order of their numbers, proposals, entries, and at last scenarios and invariants, whose results are taken
// back. A bracket lowers the alternative that the reading takes; the others are lowered too, for their
// findings, and taken back. Costs: a few table appends for each property and one look-up for each reference;
// no memory is asked for in between.
#include "dsl/lower/lower.hpp"

#include "dsl/lower/context.hpp"

namespace quid::dsl {

namespace {

// Room for what a provision says, so that tables hardly ever move. Generous: room that is not used is never
// touched, and costs nothing.
void reserve(Model& model, std::size_t provisions, std::size_t nodes) {
  model.provisions.reserve(provisions);
  model.terms.reserve(provisions * 2);
  model.clauses.reserve(provisions * 3);
  model.conditions.reserve(nodes / 3);
  model.moments.reserve(provisions * 3);
  model.treatments.reserve(provisions * 3);
  model.goods.reserve(provisions * 3);
  model.bands.reserve(provisions * 3);
  model.limits.reserve(provisions * 2);
  model.party_lists.reserve(provisions * 4);
}

}  // namespace

Model lower(std::span<const ast::File> files, const Symbols& symbols, const LowerOptions& options,
            Diagnostics& diagnostics) {
  Model model;
  std::size_t nodes = 0;
  for (const ast::File& file : files) nodes += file.nodes.size();
  reserve(model, symbols.provision_kinds.size(), nodes);
  Lowering lowering(files, symbols, options, model, diagnostics);
  lowering.define();
  lowering.lower_deals();
  lowering.lower_changes();
  lowering.lower_entries();
  lowering.lower_tests();
  return model;
}

void Lowering::enter_file(const ast::File& file) {
  file_ = &file;
  deal_ = NameTable::none;
  own_terms_ = false;
  member_ = {};
  in_definition_ = false;
  naming_.private_to = {};
  open_.clear();
}

ast::NodeId Lowering::first_child(NodeId node) const {
  for (NodeId each : children(node)) {
    if (kind(each) == Kind::broken || file()[each].has_error) return NodeId{};
    return each;
  }
  return NodeId{};
}

Lowering::Mark Lowering::mark() const {
  return {model_.conditions.size(),
          model_.moments.size(),
          model_.clauses.size(),
          model_.promises.size(),
          model_.treatments.size(),
          model_.bands.size(),
          model_.limits.size(),
          model_.specific_duties.size(),
          model_.goods.size(),
          model_.tests.size(),
          model_.quantities.size(),
          model_.references.size(),
          model_.party_lists.size(),
          model_.group_lists.size(),
          model_.places.size(),
          model_.entries.size(),
          open_.size()};
}

void Lowering::take_back(const Mark& mark) {
  if (mark.quantities < model_.quantities.size()) recent_quantities_.fill({});
  const auto cut = [](auto& table, std::size_t size) {
    table.erase(table.begin() + static_cast<std::ptrdiff_t>(size), table.end());
  };
  cut(model_.conditions, mark.conditions);
  cut(model_.moments, mark.moments);
  cut(model_.clauses, mark.clauses);
  cut(model_.promises, mark.promises);
  cut(model_.treatments, mark.treatments);
  cut(model_.bands, mark.bands);
  cut(model_.limits, mark.limits);
  cut(model_.specific_duties, mark.specific_duties);
  cut(model_.goods, mark.goods);
  cut(model_.tests, mark.tests);
  cut(model_.quantities, mark.quantities);
  cut(model_.references, mark.references);
  cut(model_.party_lists, mark.party_lists);
  cut(model_.group_lists, mark.group_lists);
  cut(model_.places, mark.places);
  cut(model_.entries, mark.entries);
  cut(open_, mark.open);
}

// -- findings of all kinds

void Lowering::report(DiagnosticKind kind, Span place, std::string message, std::string label,
                      std::vector<std::string> notes) {
  naming_.report({kind, std::move(message), place, std::move(label), {}, std::move(notes), {}});
}

void Lowering::said_twice(NodeId again, NodeId first) {
  const std::string_view all = text(again);
  std::size_t word = 0;
  while (word < all.size() && all[word] >= 'a' && all[word] <= 'z') ++word;
  naming_.report({DiagnosticKind::duplicate_property,
                  "`" + std::string(all.substr(0, word)) + "` stands twice where once is all",
                  span(again),
                  "said again here",
                  {{span(first), "said here first"}},
                  {},
                  {}});
}

void Lowering::missing_part(const Declared& at, std::string message) {
  report(DiagnosticKind::missing_part, naming_.place(at), std::move(message));
}

// -- brackets

bool Lowering::refuse_bracket(NodeId bracket) {
  if (!in_definition_) return false;
  report(DiagnosticKind::bracket_in_definition, span(bracket), "a definition cannot hold a bracket",
         "everything that names this would be open too");
  return true;
}

ast::NodeId Lowering::value_in(const ast::File& file, NodeId alternative) {
  for (NodeId each : ast::children(file, alternative)) {
    const Kind kind = file[each].kind;
    if (kind != Kind::private_mark && kind != Kind::label) return each;
  }
  return NodeId{};
}

PartyId Lowering::owner_of_alternative(NodeId alternative) {
  const NodeId mark = child(alternative, Kind::private_mark);
  const NodeId name = present(mark) ? child(mark, Kind::name) : mark;
  return present(name) ? symbols_.find_party(text(name)) : PartyId{};
}

// A party's own public text first, then what it keeps to itself, then the text that nobody's name stands at.
ast::NodeId Lowering::choose(NodeId bracket) {
  NodeId own;
  NodeId own_private;
  NodeId unattributed;
  const bool in_agreement = deal_ != NameTable::none && deal().kind == DealKind::agreement;
  for (NodeId alternative : children(bracket)) {
    if (kind(alternative) != Kind::alternative) continue;
    const NodeId mark = child(alternative, Kind::private_mark);
    bool is_own = false;
    if (present(mark) && present(child(mark, Kind::name))) {
      is_own = naming_.party(file(), child(mark, Kind::name)) == options_.reading;
    }
    const NodeId label = child(alternative, Kind::label);
    bool labelled = false;
    if (present(label)) {
      for (NodeId name : children(label)) {
        if (kind(name) != Kind::name) continue;
        labelled = true;
        // A private alternative without a label has that of its owner, at the same place: looked at already.
        const bool same = present(mark) && file()[name].begin == file()[child(mark, Kind::name)].begin;
        const PartyId party = same ? symbols_.find_party(text(name)) : naming_.party(file(), name);
        if (!party.valid()) continue;
        if (in_agreement) want_party_to(AgreementId(deal().index), party, span(name));
        is_own = is_own || party == options_.reading;
      }
    }
    if (!options_.reading.valid()) continue;
    NodeId& slot = is_own ? (present(mark) ? own_private : own) : unattributed;
    if ((is_own || (!labelled && !present(mark))) && !present(slot)) slot = alternative;
  }
  const NodeId taken = present(own) ? own : present(own_private) ? own_private : unattributed;
  return present(taken) && present(value_in(file(), taken)) ? taken : NodeId{};
}

}  // namespace quid::dsl
