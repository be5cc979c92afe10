// What references name, from where they stand: subjects, sets and their members, metrics, lists of parties.
#include "dsl/lower/references.hpp"

#include <algorithm>

#include "dsl/findings/wording.hpp"

namespace quid::dsl::lowering {

namespace {

// A name without a dot: of a provision of the block that it stands in, else of a deal.
Target find_own_target(Context& context, std::string_view name, Span place, DiagnosticKind misfit) {
  const std::uint32_t number = context.symbols.find_deal(name);
  if (number != NameTable::none && context.symbols.deals[number].kind != DealKind::invariant) {
    context.naming.check_private(context.symbols.deals[number].at, place, name);
    return target_of_deal(context, number);
  }
  if (const Naming::Meaning found = context.naming.meaning(name)) {
    Diagnostic finding{misfit, quoted(name) + " is " + found.what, place, {}, {}, {}, {}};
    finding.message += misfit == DiagnosticKind::unfit_state
                           ? ", and that cannot be in any state"
                           : ", not an agreement, a provision, a measure, an authority or a proposal";
    if (found.place.file.valid()) finding.related.push_back({found.place, "declared here"});
    context.naming.report(std::move(finding));
    return {};
  }
  std::vector<std::string_view> candidates = context.naming.deal_names(
      {DealKind::agreement, DealKind::measure, DealKind::authority, DealKind::proposal});
  if (context.current_deal != NameTable::none) {
    const std::vector<std::string_view> own = context.naming.provision_names(context.current_deal);
    candidates.insert(candidates.begin(), own.begin(), own.end());
  }
  // The name may be that of a provision elsewhere.
  constexpr std::size_t most_deals = 100'000;
  for (std::uint32_t i = 0; i < context.symbols.deals.size() && i < most_deals; ++i) {
    const Deal& other = context.symbols.deals[i];
    if (!context.symbols.find_provision(i, name)) continue;
    const std::optional<ProvisionName> found = context.symbols.find_provision(i, name);
    const PartyId owner =
        found->provisions.empty() ? other.at.private_to : context.symbols.private_to(found->provisions[0]);
    if (owner.valid() && owner != context.naming.private_to) continue;
    const std::string meant = std::string(other.name) + "." + std::string(name);
    if (context.naming.is_lost(name, place)) return {};
    context.naming.report({DiagnosticKind::unknown_name,
                           "nothing is called " + quoted(name) + " here",
                           place,
                           {},
                           {},
                           {},
                           {{"did you mean `" + meant + "`?", {{place, meant}}}}});
    return {};
  }
  context.naming.unknown(DiagnosticKind::unknown_name, "nothing is called " + quoted(name) + " here", place,
                         name, candidates);
  return {};
}

ProvisionId find_member(Context& context, const ProvisionSet& set, std::string_view index) {
  if (!set.group.valid()) return {};
  const Who who = find_who(context, index);
  if (!who.valid()) return {};
  const ProvisionId found = context.symbols.member(set, who);
  if (found.valid()) return found;
  const Group& group = context.symbols.groups[set.group.index()];
  const Span place = context.naming.span(context.file(), index);
  std::string name(index);
  if (index == "each") {
    name = who.kind == WhoKind::party ? context.symbols.parties[who.index].code
                                      : context.symbols.entities[who.index].name;
  }
  context.naming.report({DiagnosticKind::unknown_name,
                         quoted(set.name) + " has no member " + quoted(name),
                         place,
                         quoted(name) + " is never in " + quoted(group.name),
                         {{context.naming.place(context.symbols.groups_at[set.group.index()]),
                           "the members are those of this group"}},
                         {},
                         {}});
  return {};
}

Target find(Context& context, NodeId node, DiagnosticKind misfit);

}  // namespace

Target find_target(Context& context, NodeId ref, DiagnosticKind misfit) {
  const Target found = find(context, ref, misfit);
  found.set == nullptr ? context.note_reference(found.subject) : context.note_reference(*found.set);
  return found;
}

Target target_of_deal(const Context& context, std::uint32_t number) {
  const Deal& found = context.symbols.deals[number];
  switch (found.kind) {
    case DealKind::agreement: return {Subject::of(AgreementId(found.index)), nullptr};
    case DealKind::measure: return {Subject::of(found.own), nullptr};
    case DealKind::authority: return {Subject::of(AuthorityId(found.index)), nullptr};
    case DealKind::proposal: return {Subject::of(ProposalId(found.index)), nullptr};
    case DealKind::invariant: break;
  }
  return {};
}

namespace {

Target find(Context& context, NodeId node, DiagnosticKind misfit) {
  if (const ProvisionId found = context.prefetch.find(context.file(), node); found.valid())
    return {Subject::of(found), nullptr};
  const RefText ref = ref_text(context.text(node));
  std::optional<ProvisionName> found;
  if (!ref.second.empty()) {
    const std::uint32_t number = context.naming.deal(context.file(), ref.first);
    if (number == NameTable::none) return {};
    const DealKind deal_kind = context.symbols.deals[number].kind;
    if (deal_kind != DealKind::agreement && deal_kind != DealKind::measure) {
      context.naming.wrong_kind(context.naming.span(context.file(), ref.first), ref.first,
                                "an agreement or a measure");
      return {};
    }
    found = context.naming.provision(context.file(), number, ref.second);
    if (!found) return {};
  } else {
    if (context.current_deal != NameTable::none)
      found = context.symbols.find_provision(context.current_deal, ref.first);
    if (!found) {
      if (ref.first == "each") {
        context.report(DiagnosticKind::wrong_kind, context.span(node),
                       "`each` is a party here, and no provision");
        return {};
      }
      const Target target =
          find_own_target(context, ref.first, context.naming.span(context.file(), ref.first), misfit);
      if (target.subject.valid() && !ref.index.empty()) {
        context.report(DiagnosticKind::unknown_name, context.naming.span(context.file(), ref.index),
                       quoted(ref.first) + " has no members");
      }
      return target;
    }
    if (!context.symbols.private_provisions.empty() && !found->provisions.empty()) {
      context.naming.check_private(found->provisions[0], context.span(node), ref.first);
    }
  }
  if (!found->is_set()) {
    if (!ref.index.empty()) {
      context.report(
          DiagnosticKind::unknown_name, context.naming.span(context.file(), ref.index),
          quoted(ref.second.empty() ? ref.first : ref.second) + " is one provision and has no members");
    }
    return {Subject::of(found->provisions[0]), nullptr};
  }
  const ProvisionSet& set = context.symbols.sets[found->set];
  if (ref.index.empty()) return {{}, &set};
  const ProvisionId id = find_member(context, set, ref.index);
  return {id.valid() ? Subject::of(id) : Subject{}, nullptr};
}

}  // namespace

Who find_who(Context& context, std::string_view name) {
  if (name != "each") return context.naming.anybody(context.file(), name);
  if (!context.member.valid()) {
    context.report(DiagnosticKind::unknown_name, context.naming.span(context.file(), name),
                   "`each` is nobody here", {},
                   {"it is the member of a group in a provision made `to each` of them"});
  }
  return context.member;
}

Subject find_subject(Context& context, NodeId ref, DiagnosticKind misfit) {
  const Target found = find_target(context, ref, misfit);
  if (found.set != nullptr) missing_index(context, *found.set, ref);
  return found.subject;
}

void missing_index(Context& context, const ProvisionSet& set, NodeId ref) {
  if (!set.group.valid()) return;
  const Group& group = context.symbols.groups[set.group.index()];
  std::vector<std::string> names;
  for (const auto& each : group.parties) {
    names.push_back(std::string(context.text(ref)) + "[" +
                    std::string(context.symbols.parties[each.who.index()].code) + "]");
  }
  for (const auto& each : group.entities) {
    names.push_back(std::string(context.text(ref)) + "[" +
                    std::string(context.symbols.entities[each.who.index()].name) + "]");
  }
  const std::vector<std::string_view> views(names.begin(), names.end());
  Diagnostic finding{DiagnosticKind::missing_index,
                     quoted(context.text(ref)) + " is one provision for each of " + quoted(group.name) +
                         ", and this does not say which",
                     context.span(ref),
                     {},
                     {},
                     {},
                     {}};
  if (!views.empty()) finding.notes.push_back("its members are " + listed(views, "and"));
  if (context.member.valid() && context.symbols.member(set, context.member).valid()) {
    const std::string meant = std::string(context.text(ref)) + "[each]";
    finding.help.push_back({"did you mean `" + meant + "`?", {{context.span(ref), meant}}});
  }
  context.naming.report(std::move(finding));
}

ProvisionKind kind_of(const Context& context, Subject subject) {
  return subject.kind == SubjectKind::provision ? context.symbols.provision_kinds[subject.index]
                                                : ProvisionKind::concession;
}

std::string describe(const Context& context, Subject subject) {
  return with_article(subject.kind == SubjectKind::provision ? to_string(kind_of(context, subject))
                                                             : to_string(subject.kind));
}

void wrong_subject(Context& context, NodeId ref, Subject subject, std::string_view wanted) {
  context.report(
      DiagnosticKind::wrong_kind, context.span(ref),
      quoted(context.text(ref)) + " is " + describe(context, subject) + ", not " + std::string(wanted));
}

AgreementId agreement_of(const Context& context, Subject subject) {
  if (subject.kind == SubjectKind::agreement) return subject.agreement();
  if (subject.kind == SubjectKind::provision) {
    const Deal& found = context.symbols.deals[context.symbols.deal_of(subject.provision())];
    if (found.kind == DealKind::agreement) return AgreementId(found.index);
  }
  if (subject.kind == SubjectKind::proposal) {
    const std::uint32_t amended = context.symbols.amended[subject.index];
    if (amended != NameTable::none && context.symbols.deals[amended].kind == DealKind::agreement) {
      return AgreementId(context.symbols.deals[amended].index);
    }
  }
  return {};
}

MetricId find_metric(Context& context, NodeId node) {
  const RefText ref = ref_text(context.text(node));
  if (!ref.second.empty()) {
    context.report(DiagnosticKind::wrong_kind, context.span(node),
                   quoted(context.text(node)) + " is no metric", "a metric has no dot in its name");
    return {};
  }
  const MetricName* found = context.naming.metric(context.file(), ref.first);
  if (found == nullptr) return {};
  if (ref.index.empty()) {
    if (found->plain.valid() || found->members.empty()) return found->plain;
    std::vector<std::string> names;
    for (const auto& [party, id] : found->members) {
      names.push_back(std::string(ref.first) + "[" +
                      std::string(context.symbols.parties[party.index()].code) + "]");
    }
    const std::vector<std::string_view> views(names.begin(), names.end());
    context.report(
        DiagnosticKind::missing_index, context.span(node),
        quoted(ref.first) + " is observed for each party by itself, and this does not say for which", {},
        {"there is " + listed(views, "and")});
    return {};
  }
  const Who who = find_who(context, ref.index);
  if (!who.valid()) return {};
  const auto at = std::lower_bound(found->members.begin(), found->members.end(),
                                   std::pair(PartyId(who.index), MetricId(0)));
  if (who.kind == WhoKind::party && at != found->members.end() && at->first == who.party()) return at->second;
  context.report(DiagnosticKind::unknown_name, context.naming.span(context.file(), ref.index),
                 quoted(ref.first) + " has no member " + quoted(ref.index), {},
                 found->plain.valid() ? std::vector<std::string>{"it is one metric, without members"}
                                      : std::vector<std::string>{});
  return {};
}

void add_bearers(Context& context, NodeId node, State state, Diagnostic& finding) {
  if (!context.in_deal(DealKind::agreement) && !context.in_deal(DealKind::measure)) return;
  std::vector<std::string> meant;
  for (const ProvisionId id : context.deal().provisions) {
    const Declared declared = context.symbols.declared(id);
    const ast::File& file = context.files[declared.file.index()];
    const NodeId name = ast::child_of_kind(file, declared.node, Kind::name);
    const auto kind = static_cast<ProvisionKind>(file[declared.node].detail);
    if (name.value == 0 || context.symbols.private_to(id).valid() || context.symbols.set_of(id) != nullptr)
      continue;
    if (!has_state(SubjectKind::provision, kind, state)) continue;
    meant.push_back(std::string(file.text_of(name)) + " " + std::string(context.text(node)));
  }
  constexpr std::size_t most = 3;
  for (std::size_t i = 0; i < meant.size() && meant.size() <= most; ++i)
    finding.help.push_back({"of " + quoted(meant[i].substr(0, meant[i].find(' '))) + ": " + quoted(meant[i]),
                            {{context.span(node), meant[i]}}});
}

void want_party_to(Context& context, AgreementId id, PartyId party, Span place) {
  const Agreement& agreement = context.model[id];
  if (agreement.parties.empty()) return;
  if (std::find(agreement.parties.begin(), agreement.parties.end(), party) != agreement.parties.end()) return;
  std::vector<std::string_view> codes;
  for (PartyId each : agreement.parties) codes.push_back(context.symbols.parties[each.index()].code);
  const Declared& at = context.symbols.deals[context.symbols.agreements[id.index()]].at;
  const ast::File& declaring = context.files[at.file.index()];
  const NodeId listed_at = child_of_kind(declaring, at.node, Kind::parties);
  // Where the list has a party that nobody knows, that one may be meant.
  for (NodeId name : ast::children(declaring, listed_at)) {
    if (std::find(codes.begin(), codes.end(), declaring.text_of(name)) == codes.end()) return;
  }
  const Span list = declaring.span_of(listed_at);
  std::string all;
  for (const std::string_view code : codes) all.append(code).append(", ");
  const std::string code(context.symbols.parties[party.index()].code);
  Help help{"or the list of parties lacks it: " + quoted(all + code),
            {{{list.file, list.end, list.end}, ", " + code}}};
  context.naming.report(
      {DiagnosticKind::party_outside_deal,
       quoted(context.symbols.parties[party.index()].code) + " is no party to " + quoted(agreement.name),
       place,
       {},
       {{declaring.span_of(listed_at), "its parties are " + listed(codes, "and")}},
       {},
       {std::move(help)}});
}

IdRange<PartyListId> lower_parties(Context& context, NodeId list) {
  const auto first = static_cast<std::uint32_t>(context.model.party_lists.size());
  for (NodeId name : context.children(list)) {
    if (context.kind(name) != Kind::name || context.file()[name].has_error) continue;
    const PartyId party = context.naming.party(context.file(), name);
    if (party.valid()) context.model.party_lists.push_back(party);
  }
  return {first, static_cast<std::uint32_t>(context.model.party_lists.size()) - first};
}

Receivers lower_receivers(Context& context, NodeId list, Groups groups) {
  const std::size_t first = context.model.party_lists.size();
  const std::size_t first_group = context.model.group_lists.size();
  const auto add = [&](PartyId party) {
    const auto begin = context.model.party_lists.begin() + static_cast<std::ptrdiff_t>(first);
    if (std::find(begin, context.model.party_lists.end(), party) == context.model.party_lists.end()) {
      context.model.party_lists.push_back(party);
    }
  };
  for (NodeId name : context.children(list)) {
    if (context.kind(name) != Kind::name || context.file()[name].has_error) continue;
    const Who who = context.naming.party_or_group(context.file(), name);
    if (!who.valid()) continue;
    if (who.kind == WhoKind::party) {
      add(who.party());
      continue;
    }
    const Group& group = context.symbols.groups[who.index];
    if (group.parties.empty() && !group.entities.empty()) {
      context.report(
          DiagnosticKind::wrong_kind, context.span(name),
          quoted(group.name) + " is a group of entities, not of parties", {},
          {"`to each " + std::string(group.name) + "` or a test of the consignee says what is meant"});
      continue;
    }
    context.model.group_lists.push_back(who.group());
    for (std::size_t i = 0; groups == Groups::spread && i < group.parties.size(); ++i)
      add(group.parties[i].who);
  }
  return {{static_cast<std::uint32_t>(first),
           static_cast<std::uint32_t>(context.model.party_lists.size() - first)},
          {static_cast<std::uint32_t>(first_group),
           static_cast<std::uint32_t>(context.model.group_lists.size() - first_group)}};
}

}  // namespace quid::dsl::lowering
