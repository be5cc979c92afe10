// Proposals, what moves together, and of which only the first is charged.
#include <unordered_map>

#include "dsl/lower/deals.hpp"
#include "dsl/lower/phases.hpp"
#include "dsl/lower/provisions.hpp"
#include "dsl/lower/references.hpp"
#include "dsl/lower/values.hpp"

namespace quid::dsl::lowering {

namespace {

bool may_set(Context& context, NodeId set);
void set_terms(Context& context, NodeId property, ProposalId proposal);

// What a part of a proposal is about, so that two parts about the same are found: a provision's name, or the
// word of a property. Empty where there may be several.
std::string_view subject_of_change(const Context& context, NodeId node) {
  switch (context.kind(node)) {
    case Kind::amends: return "amends";
    case Kind::by: return "by";
    case Kind::note: return "note";
    case Kind::replace:
    case Kind::remove: {
      const NodeId name = context.child(node, Kind::name);
      return present(name) ? context.text(name) : std::string_view();
    }
    case Kind::set: {
      const NodeId property = context.first_child(node);
      if (!present(property)) return {};
      if (context.kind(property) == Kind::expires) return "set expires";
      if (context.kind(property) == Kind::provisional_from) return "set provisional from";
      const bool in_force =
          context.kind(property) == Kind::in_force_once || context.kind(property) == Kind::in_force_on;
      return in_force ? std::string_view("set in force") : std::string_view();
    }
    default: return {};
  }
}

void lower_proposal(Context& context, std::size_t index) {
  const Deal& declared = context.symbols.deals[context.symbols.proposals[index]];
  const ProposalId id(index);
  context.enter_file(context.files[declared.at.file.index()]);
  context.naming.private_to = declared.at.private_to;
  context.current_deal = context.symbols.amended[index];
  Proposal proposal;
  proposal.name = declared.name;
  proposal.private_to = declared.at.private_to;
  proposal.place = context.span(declared.at.node);
  proposal.name_place = context.naming.place(declared.at);
  if (context.current_deal != NameTable::none)
    proposal.amends = target_of_deal(context, context.current_deal).subject;
  bool amends = false;
  std::unordered_map<std::string_view, NodeId> said;  // a provision or property, and what is done to it
  for (NodeId each : context.children(declared.at.node)) {
    if (context.kind(each) == Kind::broken || context.file()[each].has_error) continue;
    if (const std::string_view about = subject_of_change(context, each); !about.empty()) {
      const auto [first, fresh] = said.try_emplace(about, each);
      if (!fresh) {
        context.naming.report({DiagnosticKind::duplicate_property,
                               "one proposal says two things about `" + std::string(about) + "`",
                               context.span(each),
                               "said again here",
                               {{context.span(first->second), "said here first"}},
                               {},
                               {}});
        continue;
      }
    }
    switch (context.kind(each)) {
      case Kind::string:
        if (proposal.title.empty()) proposal.title = string_text(context.text(each));
        break;
      case Kind::amends: amends = true; break;
      case Kind::by: proposal.by = lower_parties(context, each); break;
      case Kind::note:
        if (const NodeId words = context.child(each, Kind::string); present(words)) {
          proposal.note = string_text(context.text(words));
        }
        break;
      case Kind::remove: {
        const NodeId name = context.child(each, Kind::name);
        if (!present(name) || context.current_deal == NameTable::none) break;
        if (const auto found =
                context.naming.provision(context.file(), context.current_deal, context.text(name))) {
          for (ProvisionId removed : found->provisions) proposal.removes.push_back(removed);
        }
        break;
      }
      case Kind::set:
        if (may_set(context, each)) {
          set_terms(context, context.first_child(each), id);
          proposal.sets_agreement_terms = true;
        }
        break;
      default: break;
    }
  }
  if (!amends && !context.file()[declared.at.node].has_error) {
    context.missing_part(declared.at,
                         "the proposal `" + std::string(declared.name) + "` does not say what it amends");
  }
  proposal.sources = lower_sources(context, declared.at.node);
  context.model.proposals[index] = std::move(proposal);
  context.current_deal = NameTable::none;
}

// The properties that have versions. The others say how the deal is negotiated, not what holds when.
bool may_set(Context& context, NodeId set) {
  const NodeId property = context.first_child(set);
  if (context.current_deal == NameTable::none || !present(property)) return false;
  if (context.deal().kind != DealKind::agreement) {
    context.report(DiagnosticKind::misplaced_property, context.span(set),
                   "`set` changes an agreement's own terms, and this proposal amends a measure", {},
                   {"`replace`, `add` and `remove` change what stands in a measure"});
    return false;
  }
  switch (context.kind(property)) {
    case Kind::in_force_once:
    case Kind::in_force_on:
    case Kind::provisional_from:
    case Kind::expires: return true;
    default:
      context.report(DiagnosticKind::misplaced_property, context.span(property), "a proposal cannot set this",
                     {}, {"it can set `in force`, `provisional from` and `expires`"});
      return false;
  }
}

// All that one proposal sets stands together, and nothing else does: what it is set in, the days of adoption
// decide. One whose bracket stays open is as if it were not set.
void set_terms(Context& context, NodeId property, ProposalId proposal) {
  Agreement agreement = context.model.agreements[context.deal().index];
  if (agreement.terms.empty()) return;
  if (agreement.terms.back().from_proposal != proposal) {
    agreement.terms.emplace_back();
    agreement.terms.back().from_proposal = proposal;
  }
  AgreementTerms terms = agreement.terms.back();
  context.own_terms = true;
  lower_agreement_property(context, property, agreement, terms);
  context.own_terms = false;
  if (context.open.empty()) agreement.terms.back() = terms;
  context.open.clear();
  context.model.agreements[context.deal().index] = std::move(agreement);
}

void lower_simultaneous(Context& context, const Declared& at) {
  context.enter_file(context.files[at.file.index()]);
  context.naming.private_to = at.private_to;
  Simultaneous together;
  together.place = context.span(at.node);
  for (NodeId ref : context.children(at.node)) {
    if (context.kind(ref) != Kind::ref) continue;
    const Target named = find_target(context, ref);
    const SubjectKind what = named.subject.kind;
    // What names nothing keeps its place: who counts the members knows that one is not told.
    together.members.emplace_back();
    together.places.push_back(context.span(ref));
    if (named.set != nullptr) {
      missing_index(context, *named.set, ref);
    } else if (!named.subject.valid() || what == SubjectKind::provision || what == SubjectKind::agreement) {
      together.members.back() = named.subject;
    } else {
      wrong_subject(context, ref, named.subject, "a provision, a measure or an agreement");
    }
  }
  context.model.simultaneous.push_back(std::move(together));
}

}  // namespace

void lower_changes(Context& context) {
  std::vector<std::vector<ProvisionId>> replaced(context.symbols.proposals.size());
  std::vector<std::vector<ProvisionId>> added(context.symbols.proposals.size());
  for (const Replacement& each : context.symbols.replacements) {
    // Of a set, every member.
    const ProvisionSet* set = context.symbols.set_of(each.first);
    std::vector<ProvisionId>& list = replaced[each.proposal.index()];
    if (set == nullptr) list.push_back(each.first);
    for (std::size_t i = 0; set != nullptr && i < set->provisions.size(); ++i)
      list.push_back(set->provisions[i]);
  }
  for (const Addition& each : context.symbols.additions) {
    for (ProvisionId id : each.provisions.provisions) added[each.proposal.index()].push_back(id);
  }
  for (std::size_t i = 0; i < context.symbols.proposals.size(); ++i) {
    lower_proposal(context, i);
    context.model.proposals[i].replaces = std::move(replaced[i]);
    context.model.proposals[i].adds = std::move(added[i]);
  }
  for (const Declared& at : context.symbols.simultaneous) lower_simultaneous(context, at);
  lower_firsts(context);
}

}  // namespace quid::dsl::lowering
