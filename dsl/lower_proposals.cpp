// Proposals, and what moves together.
#include <algorithm>

#include "dsl/lowering.hpp"

namespace quid {

void Lowering::lower_changes() {
  for (std::size_t i = 0; i < symbols_.proposals.size(); ++i) lower_proposal(i);
  for (const Declared& at : symbols_.simultaneous) lower_simultaneous(at);
}

void Lowering::lower_proposal(std::size_t index) {
  const Deal& declared = symbols_.deals[symbols_.proposals[index]];
  const ProposalId id(index);
  enter_file(files_[declared.at.file.index()]);
  naming_.private_to = declared.at.private_to;
  deal_ = symbols_.amended[index];
  Proposal proposal;
  proposal.name = declared.name;
  proposal.private_to = declared.at.private_to;
  proposal.place = span(declared.at.node);
  proposal.name_place = naming_.place(declared.at);
  if (deal_ != NameTable::none) proposal.amends = deal_target(deal_).subject;
  bool amends = false;
  for (NodeId each : children(declared.at.node)) {
    if (kind(each) == Kind::broken || file()[each].has_error) continue;
    switch (kind(each)) {
      case Kind::string:
        if (proposal.title.empty()) proposal.title = string_text(text(each));
        break;
      case Kind::amends: amends = true; break;
      case Kind::by: proposal.by = parties(each); break;
      case Kind::note:
        if (const NodeId words = child(each, Kind::string); present(words)) {
          proposal.note = string_text(text(words));
        }
        break;
      case Kind::remove: {
        const NodeId name = child(each, Kind::name);
        if (!present(name) || deal_ == NameTable::none) break;
        if (const auto found = naming_.provision(file(), deal_, text(name))) {
          for (ProvisionId removed : found->provisions) proposal.removes.push_back(removed);
        }
        break;
      }
      case Kind::set:
        if (deal_ != NameTable::none) {
          if (deal().kind == DealKind::agreement) {
            set_terms(each, id);
            proposal.sets_agreement_terms = true;
          } else {
            report(DiagnosticKind::wrong_kind, span(each),
                   "`set` changes an agreement's own terms, and this amends a measure");
          }
        }
        break;
      default: break;
    }
  }
  if (!amends && !file()[declared.at.node].has_error) {
    missing_part(declared.at,
                 "the proposal `" + std::string(declared.name) + "` does not say what it amends");
  }
  for (const Replacement& replacement : symbols_.replacements) {
    if (replacement.proposal != id) continue;
    // Of a set, every member.
    const ProvisionSet* set = symbols_.set_of(replacement.first);
    if (set == nullptr) {
      proposal.replaces.push_back(replacement.first);
    } else {
      for (ProvisionId member : set->provisions) proposal.replaces.push_back(member);
    }
  }
  for (const Addition& addition : symbols_.additions) {
    if (addition.proposal != id) continue;
    for (ProvisionId added : addition.provisions.provisions) proposal.adds.push_back(added);
  }
  proposal.sources = sources(declared.at.node);
  model_.proposals[index] = std::move(proposal);
  deal_ = NameTable::none;
}

// All that one proposal sets makes one text: the original with these properties in place of its own.
void Lowering::set_terms(NodeId set, ProposalId proposal) {
  const NodeId property = first_child(set);
  if (!present(property)) return;
  Agreement agreement = model_.agreements[deal().index];
  if (agreement.terms.empty()) return;
  if (agreement.terms.back().from_proposal != proposal) {
    agreement.terms.push_back(agreement.terms.front());
    agreement.terms.back().from_proposal = proposal;
  }
  AgreementTerms terms = agreement.terms.back();
  if (kind(property) == Kind::in_force_once) terms.in_force_on = {};
  if (kind(property) == Kind::in_force_on) terms.in_force_once = {};
  own_terms_ = true;
  agreement_property(property, agreement, terms);
  own_terms_ = false;
  open_.clear();
  agreement.terms.back() = terms;
  model_.agreements[deal().index] = std::move(agreement);
}

void Lowering::lower_simultaneous(const Declared& at) {
  enter_file(files_[at.file.index()]);
  naming_.private_to = at.private_to;
  Simultaneous together;
  together.place = span(at.node);
  for (NodeId ref : children(at.node)) {
    if (kind(ref) != Kind::ref) continue;
    const Target named = target(ref);
    if (named.set != nullptr) {
      missing_index(*named.set, ref);
      continue;
    }
    if (!named.subject.valid()) continue;
    if (named.subject.kind != SubjectKind::provision && named.subject.kind != SubjectKind::agreement) {
      wrong_subject(ref, named.subject, "a provision, a measure or an agreement");
      continue;
    }
    together.members.push_back(named.subject);
    together.places.push_back(span(ref));
  }
  model_.simultaneous.push_back(std::move(together));
}

}  // namespace quid
