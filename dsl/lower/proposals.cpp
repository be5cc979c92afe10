// Proposals, and what moves together.
#include <unordered_map>

#include "dsl/lower/context.hpp"

namespace quid::dsl {

void Lowering::lower_changes() {
  std::vector<std::vector<ProvisionId>> replaced(symbols_.proposals.size());
  std::vector<std::vector<ProvisionId>> added(symbols_.proposals.size());
  for (const Replacement& each : symbols_.replacements) {
    // Of a set, every member.
    const ProvisionSet* set = symbols_.set_of(each.first);
    std::vector<ProvisionId>& list = replaced[each.proposal.index()];
    if (set == nullptr) list.push_back(each.first);
    for (std::size_t i = 0; set != nullptr && i < set->provisions.size(); ++i)
      list.push_back(set->provisions[i]);
  }
  for (const Addition& each : symbols_.additions) {
    for (ProvisionId id : each.provisions.provisions) added[each.proposal.index()].push_back(id);
  }
  for (std::size_t i = 0; i < symbols_.proposals.size(); ++i) {
    lower_proposal(i);
    model_.proposals[i].replaces = std::move(replaced[i]);
    model_.proposals[i].adds = std::move(added[i]);
  }
  for (const Declared& at : symbols_.simultaneous) lower_simultaneous(at);
}

// What a part of a proposal is about, so that two parts about the same are found: a provision's name, or the
// word of a property. Empty where there may be several.
std::string_view Lowering::subject_of_change(NodeId node) const {
  switch (kind(node)) {
    case Kind::amends: return "amends";
    case Kind::by: return "by";
    case Kind::note: return "note";
    case Kind::replace:
    case Kind::remove: {
      const NodeId name = child(node, Kind::name);
      return present(name) ? text(name) : std::string_view();
    }
    case Kind::set: {
      const NodeId property = first_child(node);
      if (!present(property)) return {};
      if (kind(property) == Kind::expires) return "set expires";
      if (kind(property) == Kind::provisional_from) return "set provisional from";
      const bool in_force = kind(property) == Kind::in_force_once || kind(property) == Kind::in_force_on;
      return in_force ? std::string_view("set in force") : std::string_view();
    }
    default: return {};
  }
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
  std::unordered_map<std::string_view, NodeId> said;  // a provision or property, and what is done to it
  for (NodeId each : children(declared.at.node)) {
    if (kind(each) == Kind::broken || file()[each].has_error) continue;
    if (const std::string_view about = subject_of_change(each); !about.empty()) {
      const auto [first, fresh] = said.try_emplace(about, each);
      if (!fresh) {
        naming_.report({DiagnosticKind::duplicate_property,
                        "one proposal says two things about `" + std::string(about) + "`",
                        span(each),
                        "said again here",
                        {{span(first->second), "said here first"}},
                        {},
                        {}});
        continue;
      }
    }
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
        if (may_set(each)) {
          set_terms(first_child(each), id);
          proposal.sets_agreement_terms = true;
        }
        break;
      default: break;
    }
  }
  if (!amends && !file()[declared.at.node].has_error) {
    missing_part(declared.at,
                 "the proposal `" + std::string(declared.name) + "` does not say what it amends");
  }
  proposal.sources = sources(declared.at.node);
  model_.proposals[index] = std::move(proposal);
  deal_ = NameTable::none;
}

// The properties that have versions. The others say how the deal is negotiated, not what holds when.
bool Lowering::may_set(NodeId set) {
  const NodeId property = first_child(set);
  if (deal_ == NameTable::none || !present(property)) return false;
  if (deal().kind != DealKind::agreement) {
    report(DiagnosticKind::misplaced_property, span(set),
           "`set` changes an agreement's own terms, and this proposal amends a measure", {},
           {"`replace`, `add` and `remove` change what stands in a measure"});
    return false;
  }
  switch (kind(property)) {
    case Kind::in_force_once:
    case Kind::in_force_on:
    case Kind::provisional_from:
    case Kind::expires: return true;
    default:
      report(DiagnosticKind::misplaced_property, span(property), "a proposal cannot set this", {},
             {"it can set `in force`, `provisional from` and `expires`"});
      return false;
  }
}

// All that one proposal sets stands together, and nothing else does: what it is set in, the days of adoption
// decide. One whose bracket stays open is as if it were not set.
void Lowering::set_terms(NodeId property, ProposalId proposal) {
  Agreement agreement = model_.agreements[deal().index];
  if (agreement.terms.empty()) return;
  if (agreement.terms.back().from_proposal != proposal) {
    agreement.terms.emplace_back();
    agreement.terms.back().from_proposal = proposal;
  }
  AgreementTerms terms = agreement.terms.back();
  own_terms_ = true;
  agreement_property(property, agreement, terms);
  own_terms_ = false;
  if (open_.empty()) agreement.terms.back() = terms;
  open_.clear();
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
    const SubjectKind what = named.subject.kind;
    // What names nothing keeps its place: who counts the members knows that one is not told.
    together.members.emplace_back();
    together.places.push_back(span(ref));
    if (named.set != nullptr) {
      missing_index(*named.set, ref);
    } else if (!named.subject.valid() || what == SubjectKind::provision || what == SubjectKind::agreement) {
      together.members.back() = named.subject;
    } else {
      wrong_subject(ref, named.subject, "a provision, a measure or an agreement");
    }
  }
  model_.simultaneous.push_back(std::move(together));
}

}  // namespace quid::dsl
