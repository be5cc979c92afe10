#include "dsl/lower/context.hpp"

#include "dsl/lower/references.hpp"

namespace quid::dsl::lowering {

void Context::enter_file(const ast::File& file) {
  current_file = &file;
  current_deal = NameTable::none;
  own_terms = false;
  member = {};
  in_definition = false;
  naming.private_to = {};
  open.clear();
}

NodeId Context::first_child(NodeId node) const {
  for (NodeId each : children(node)) {
    if (kind(each) == Kind::broken || file()[each].has_error) return NodeId{};
    return each;
  }
  return NodeId{};
}

Context::Mark Context::mark() {
  return std::apply([](const auto&... table) { return Mark{{table.size()...}}; }, growing());
}

void Context::take_back(const Mark& mark) {
  const std::size_t quantities = model.quantities.size();
  std::apply(
      [&](auto&... table) {
        const std::size_t* size = mark.sizes.data();
        (table.erase(table.begin() + static_cast<std::ptrdiff_t>(*size++), table.end()), ...);
      },
      growing());
  if (model.quantities.size() < quantities) recent_quantities.fill({});
}

// -- readings

void Context::note_reader(PartyId party, NodeId text) const {
  if (options.bearings == nullptr || current_deal == NameTable::none || !party.valid()) return;
  options.bearings->readers.push_back({current_deal, party, span(text)});
}

void Context::note_reference(Subject subject) const {
  if (options.bearings == nullptr || current_deal == NameTable::none || !subject.valid()) return;
  std::uint32_t deal = NameTable::none;
  switch (subject.kind) {
    case SubjectKind::agreement: deal = symbols.agreements[subject.index]; break;
    case SubjectKind::provision: deal = symbols.deal_of(subject.provision()); break;
    case SubjectKind::proposal: deal = symbols.amended[subject.index]; break;
    case SubjectKind::authority: break;  // no bracket bears on it
  }
  if (deal != NameTable::none && deal != current_deal)
    options.bearings->references.emplace_back(current_deal, deal);
}

void Context::note_reference(const ProvisionSet& set) const {
  if (!set.provisions.empty()) note_reference(Subject::of(set.provisions[0]));
}

// -- findings of all kinds

void Context::report(DiagnosticKind kind, Span place, std::string message, std::string label,
                     std::vector<std::string> notes) {
  naming.report({kind, std::move(message), place, std::move(label), {}, std::move(notes), {}});
}

void Context::said_twice(NodeId again, NodeId first) {
  const std::string_view all = text(again);
  std::size_t word = 0;
  while (word < all.size() && all[word] >= 'a' && all[word] <= 'z') ++word;
  naming.report({DiagnosticKind::duplicate_property,
                 "`" + std::string(all.substr(0, word)) + "` stands twice where once is all",
                 span(again),
                 "said again here",
                 {{span(first), "said here first"}},
                 {},
                 {}});
}

void Context::missing_part(const Declared& at, std::string message) {
  report(DiagnosticKind::missing_part, naming.place(at), std::move(message));
}

bool Context::may_make(std::size_t members, Span place) {
  members_made += members;
  if (members_made <= most_members) return true;
  members_made -= members;
  report(DiagnosticKind::number_out_of_range, place,
         "what happens to whole sets would come to more than " + std::to_string(most_members) + " facts");
  return false;
}

// -- brackets

bool Context::refuse_bracket(NodeId bracket) {
  if (!in_definition) return false;
  report(DiagnosticKind::bracket_in_definition, span(bracket), "a definition cannot hold a bracket",
         "everything that names this would be open too");
  return true;
}

NodeId Context::value_in(const ast::File& file, NodeId alternative) {
  for (NodeId each : ast::children(file, alternative)) {
    const Kind kind = file[each].kind;
    if (kind != Kind::private_mark && kind != Kind::label) return each;
  }
  return NodeId{};
}

PartyId Context::owner_of_alternative(NodeId alternative) {
  const NodeId mark = child(alternative, Kind::private_mark);
  const NodeId name = present(mark) ? child(mark, Kind::name) : mark;
  return present(name) ? symbols.find_party(text(name)) : PartyId{};
}

// A party's own public text first, then what it keeps to itself, then the text that nobody's name stands at.
NodeId Context::choose(NodeId bracket) {
  NodeId own;
  NodeId own_private;
  NodeId unattributed;
  const bool in_agreement = in_deal(DealKind::agreement);
  for (NodeId alternative : children(bracket)) {
    if (kind(alternative) != Kind::alternative) continue;
    const NodeId mark = child(alternative, Kind::private_mark);
    bool is_own = false;
    if (present(mark) && present(child(mark, Kind::name))) {
      const PartyId party = naming.party(file(), child(mark, Kind::name));
      note_reader(party, alternative);
      is_own = party == reading();
    }
    const NodeId label = child(alternative, Kind::label);
    bool labelled = false;
    if (present(label)) {
      for (NodeId name : children(label)) {
        if (kind(name) != Kind::name) continue;
        labelled = true;
        // A private alternative without a label has that of its owner, at the same place: looked at already.
        const bool same = present(mark) && file()[name].begin == file()[child(mark, Kind::name)].begin;
        const PartyId party = same ? symbols.find_party(text(name)) : naming.party(file(), name);
        if (!party.valid()) continue;
        if (in_agreement) want_party_to(*this, AgreementId(deal().index), party, span(name));
        note_reader(party, alternative);
        is_own = is_own || party == reading();
      }
    }
    if (!reading().valid()) continue;
    NodeId& slot = is_own ? (present(mark) ? own_private : own) : unattributed;
    if ((is_own || (!labelled && !present(mark))) && !present(slot)) slot = alternative;
  }
  const NodeId taken = present(own) ? own : present(own_private) ? own_private : unattributed;
  return present(taken) && present(value_in(file(), taken)) ? taken : NodeId{};
}

}  // namespace quid::dsl::lowering
