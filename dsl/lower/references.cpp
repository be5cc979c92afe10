// What references name, from where they stand: subjects, sets and their members, metrics, lists of parties.
#include <algorithm>

#include "dsl/findings/wording.hpp"
#include "dsl/lower/context.hpp"

namespace quid::dsl {

// -- subjects

Lowering::Target Lowering::deal_target(std::uint32_t number) {
  const Deal& found = symbols_.deals[number];
  switch (found.kind) {
    case DealKind::agreement: return {Subject::of(AgreementId(found.index)), nullptr};
    case DealKind::measure: return {Subject::of(found.own), nullptr};
    case DealKind::authority: return {Subject::of(AuthorityId(found.index)), nullptr};
    case DealKind::proposal: return {Subject::of(ProposalId(found.index)), nullptr};
    case DealKind::invariant: break;
  }
  return {};
}

// A name without a dot: of a provision of the block that it stands in, else of a deal.
Lowering::Target Lowering::own_target(std::string_view name, Span place, DiagnosticKind misfit) {
  const std::uint32_t number = symbols_.find_deal(name);
  if (number != NameTable::none && symbols_.deals[number].kind != DealKind::invariant) {
    naming_.check_private(symbols_.deals[number].at, place, name);
    return deal_target(number);
  }
  if (const Naming::Meaning found = naming_.meaning(name)) {
    Diagnostic finding{misfit, quoted(name) + " is " + found.what, place, {}, {}, {}, {}};
    finding.message += misfit == DiagnosticKind::unfit_state
                           ? ", and that cannot be in any state"
                           : ", not an agreement, a provision, a measure, an authority or a proposal";
    if (found.place.file.valid()) finding.related.push_back({found.place, "declared here"});
    naming_.report(std::move(finding));
    return {};
  }
  std::vector<std::string_view> candidates =
      naming_.deal_names({DealKind::agreement, DealKind::measure, DealKind::authority, DealKind::proposal});
  if (deal_ != NameTable::none) {
    const std::vector<std::string_view> own = naming_.provision_names(deal_);
    candidates.insert(candidates.begin(), own.begin(), own.end());
  }
  // The name may be that of a provision elsewhere.
  constexpr std::size_t most_deals = 100'000;
  for (std::uint32_t i = 0; i < symbols_.deals.size() && i < most_deals; ++i) {
    const Deal& other = symbols_.deals[i];
    if (!symbols_.find_provision(i, name)) continue;
    const std::optional<ProvisionName> found = symbols_.find_provision(i, name);
    const PartyId owner =
        found->provisions.empty() ? other.at.private_to : symbols_.private_to(found->provisions[0]);
    if (owner.valid() && owner != naming_.private_to) continue;
    const std::string meant = std::string(other.name) + "." + std::string(name);
    if (naming_.is_lost(name, place)) return {};
    naming_.report({DiagnosticKind::unknown_name,
                    "nothing is called " + quoted(name) + " here",
                    place,
                    {},
                    {},
                    {},
                    {{"did you mean `" + meant + "`?", {{place, meant}}}}});
    return {};
  }
  naming_.unknown(DiagnosticKind::unknown_name, "nothing is called " + quoted(name) + " here", place, name,
                  candidates);
  return {};
}

Lowering::Target Lowering::target(NodeId node, DiagnosticKind misfit) {
  if (const ProvisionId found = prefetch_.find(file(), node); found.valid())
    return {Subject::of(found), nullptr};
  const RefText ref = ref_text(text(node));
  std::optional<ProvisionName> found;
  if (!ref.second.empty()) {
    const std::uint32_t number = naming_.deal(file(), ref.first);
    if (number == NameTable::none) return {};
    const DealKind deal_kind = symbols_.deals[number].kind;
    if (deal_kind != DealKind::agreement && deal_kind != DealKind::measure) {
      naming_.wrong_kind(naming_.span(file(), ref.first), ref.first, "an agreement or a measure");
      return {};
    }
    found = naming_.provision(file(), number, ref.second);
    if (!found) return {};
  } else {
    if (deal_ != NameTable::none) found = symbols_.find_provision(deal_, ref.first);
    if (!found) {
      if (ref.first == "each") {
        report(DiagnosticKind::wrong_kind, span(node), "`each` is a party here, and no provision");
        return {};
      }
      const Target target = own_target(ref.first, naming_.span(file(), ref.first), misfit);
      if (target.subject.valid() && !ref.index.empty()) {
        report(DiagnosticKind::unknown_name, naming_.span(file(), ref.index),
               quoted(ref.first) + " has no members");
      }
      return target;
    }
    if (!symbols_.private_provisions.empty() && !found->provisions.empty()) {
      naming_.check_private(found->provisions[0], span(node), ref.first);
    }
  }
  if (!found->is_set()) {
    if (!ref.index.empty()) {
      report(DiagnosticKind::unknown_name, naming_.span(file(), ref.index),
             quoted(ref.second.empty() ? ref.first : ref.second) + " is one provision and has no members");
    }
    return {Subject::of(found->provisions[0]), nullptr};
  }
  const ProvisionSet& set = symbols_.sets[found->set];
  if (ref.index.empty()) return {{}, &set};
  const ProvisionId id = member(set, ref.index);
  return {id.valid() ? Subject::of(id) : Subject{}, nullptr};
}

ProvisionId Lowering::member(const ProvisionSet& set, std::string_view index) {
  if (!set.group.valid()) return {};
  const Who who = each_or_who(index);
  if (!who.valid()) return {};
  const ProvisionId found = symbols_.member(set, who);
  if (found.valid()) return found;
  const Group& group = symbols_.groups[set.group.index()];
  const Span place = naming_.span(file(), index);
  std::string name(index);
  if (index == "each") {
    name = who.kind == WhoKind::party ? symbols_.parties[who.index].code : symbols_.entities[who.index].name;
  }
  naming_.report(
      {DiagnosticKind::unknown_name,
       quoted(set.name) + " has no member " + quoted(name),
       place,
       quoted(name) + " is never in " + quoted(group.name),
       {{naming_.place(symbols_.groups_at[set.group.index()]), "the members are those of this group"}},
       {},
       {}});
  return {};
}

Who Lowering::each_or_who(std::string_view name) {
  if (name != "each") return naming_.anybody(file(), name);
  if (!member_.valid()) {
    report(DiagnosticKind::unknown_name, naming_.span(file(), name), "`each` is nobody here", {},
           {"it is the member of a group in a provision made `to each` of them"});
  }
  return member_;
}

Subject Lowering::subject(NodeId ref, DiagnosticKind misfit) {
  const Target found = target(ref, misfit);
  if (found.set != nullptr) missing_index(*found.set, ref);
  return found.subject;
}

void Lowering::missing_index(const ProvisionSet& set, NodeId ref) {
  if (!set.group.valid()) return;
  const Group& group = symbols_.groups[set.group.index()];
  std::vector<std::string> names;
  for (const auto& each : group.parties) {
    names.push_back(std::string(text(ref)) + "[" + std::string(symbols_.parties[each.who.index()].code) +
                    "]");
  }
  for (const auto& each : group.entities) {
    names.push_back(std::string(text(ref)) + "[" + std::string(symbols_.entities[each.who.index()].name) +
                    "]");
  }
  const std::vector<std::string_view> views(names.begin(), names.end());
  Diagnostic finding{DiagnosticKind::missing_index,
                     quoted(text(ref)) + " is one provision for each of " + quoted(group.name) +
                         ", and this does not say which",
                     span(ref),
                     {},
                     {},
                     {},
                     {}};
  if (!views.empty()) finding.notes.push_back("its members are " + listed(views, "and"));
  if (member_.valid() && symbols_.member(set, member_).valid()) {
    const std::string meant = std::string(text(ref)) + "[each]";
    finding.help.push_back({"did you mean `" + meant + "`?", {{span(ref), meant}}});
  }
  naming_.report(std::move(finding));
}

ProvisionKind Lowering::kind_of(Subject subject) const {
  return subject.kind == SubjectKind::provision ? symbols_.provision_kinds[subject.index]
                                                : ProvisionKind::concession;
}

std::string Lowering::describe(Subject subject) const {
  return with_article(subject.kind == SubjectKind::provision ? to_string(kind_of(subject))
                                                             : to_string(subject.kind));
}

void Lowering::wrong_subject(NodeId ref, Subject subject, std::string_view wanted) {
  report(DiagnosticKind::wrong_kind, span(ref),
         quoted(text(ref)) + " is " + describe(subject) + ", not " + std::string(wanted));
}

AgreementId Lowering::agreement_of(Subject subject) const {
  if (subject.kind == SubjectKind::agreement) return subject.agreement();
  if (subject.kind == SubjectKind::provision) {
    const Deal& found = symbols_.deals[symbols_.deal_of(subject.provision())];
    if (found.kind == DealKind::agreement) return AgreementId(found.index);
  }
  if (subject.kind == SubjectKind::proposal) {
    const std::uint32_t amended = symbols_.amended[subject.index];
    if (amended != NameTable::none && symbols_.deals[amended].kind == DealKind::agreement) {
      return AgreementId(symbols_.deals[amended].index);
    }
  }
  return {};
}

// -- metrics

MetricId Lowering::metric(NodeId node) {
  const RefText ref = ref_text(text(node));
  if (!ref.second.empty()) {
    report(DiagnosticKind::wrong_kind, span(node), quoted(text(node)) + " is no metric",
           "a metric has no dot in its name");
    return {};
  }
  const MetricName* found = naming_.metric(file(), ref.first);
  if (found == nullptr) return {};
  if (ref.index.empty()) {
    if (found->plain.valid() || found->members.empty()) return found->plain;
    std::vector<std::string> names;
    for (const auto& [party, id] : found->members) {
      names.push_back(std::string(ref.first) + "[" + std::string(symbols_.parties[party.index()].code) + "]");
    }
    const std::vector<std::string_view> views(names.begin(), names.end());
    report(DiagnosticKind::missing_index, span(node),
           quoted(ref.first) + " is observed for each party by itself, and this does not say for which", {},
           {"there is " + listed(views, "and")});
    return {};
  }
  const Who who = each_or_who(ref.index);
  if (!who.valid()) return {};
  const auto at = std::lower_bound(found->members.begin(), found->members.end(),
                                   std::pair(PartyId(who.index), MetricId(0)));
  if (who.kind == WhoKind::party && at != found->members.end() && at->first == who.party()) return at->second;
  report(DiagnosticKind::unknown_name, naming_.span(file(), ref.index),
         quoted(ref.first) + " has no member " + quoted(ref.index), {},
         found->plain.valid() ? std::vector<std::string>{"it is one metric, without members"}
                              : std::vector<std::string>{});
  return {};
}

// -- lists of parties

void Lowering::want_party_to(AgreementId id, PartyId party, Span place) {
  const Agreement& agreement = model_[id];
  if (agreement.parties.empty()) return;
  if (std::find(agreement.parties.begin(), agreement.parties.end(), party) != agreement.parties.end()) return;
  std::vector<std::string_view> codes;
  for (PartyId each : agreement.parties) codes.push_back(symbols_.parties[each.index()].code);
  const Declared& at = symbols_.deals[symbols_.agreements[id.index()]].at;
  const ast::File& declaring = files_[at.file.index()];
  const NodeId listed_at = child_of_kind(declaring, at.node, Kind::parties);
  // Where the list has a party that nobody knows, that one may be meant.
  for (NodeId name : ast::children(declaring, listed_at)) {
    if (std::find(codes.begin(), codes.end(), declaring.text_of(name)) == codes.end()) return;
  }
  naming_.report({DiagnosticKind::party_outside_deal,
                  quoted(symbols_.parties[party.index()].code) + " is no party to " + quoted(agreement.name),
                  place,
                  {},
                  {{declaring.span_of(listed_at), "its parties are " + listed(codes, "and")}},
                  {},
                  {}});
}

IdRange<PartyListId> Lowering::parties(NodeId list) {
  const auto first = static_cast<std::uint32_t>(model_.party_lists.size());
  for (NodeId name : children(list)) {
    if (kind(name) != Kind::name || file()[name].has_error) continue;
    const PartyId party = naming_.party(file(), name);
    if (party.valid()) model_.party_lists.push_back(party);
  }
  return {first, static_cast<std::uint32_t>(model_.party_lists.size()) - first};
}

Lowering::Receivers Lowering::receivers(NodeId list, bool spreads_groups) {
  const std::size_t first = model_.party_lists.size();
  const std::size_t first_group = model_.group_lists.size();
  const auto add = [&](PartyId party) {
    const auto begin = model_.party_lists.begin() + static_cast<std::ptrdiff_t>(first);
    if (std::find(begin, model_.party_lists.end(), party) == model_.party_lists.end()) {
      model_.party_lists.push_back(party);
    }
  };
  for (NodeId name : children(list)) {
    if (kind(name) != Kind::name || file()[name].has_error) continue;
    const Who who = naming_.party_or_group(file(), name);
    if (!who.valid()) continue;
    if (who.kind == WhoKind::party) {
      add(who.party());
      continue;
    }
    const Group& group = symbols_.groups[who.index];
    if (group.parties.empty() && !group.entities.empty()) {
      report(DiagnosticKind::wrong_kind, span(name),
             quoted(group.name) + " is a group of entities, not of parties", {},
             {"`to each " + std::string(group.name) + "` or a test of the consignee says what is meant"});
      continue;
    }
    model_.group_lists.push_back(who.group());
    for (std::size_t i = 0; spreads_groups && i < group.parties.size(); ++i) add(group.parties[i].who);
  }
  return {{static_cast<std::uint32_t>(first), static_cast<std::uint32_t>(model_.party_lists.size() - first)},
          {static_cast<std::uint32_t>(first_group),
           static_cast<std::uint32_t>(model_.group_lists.size() - first_group)}};
}

}  // namespace quid::dsl
