// The properties of a provision or a measure.
#include "dsl/lower/provisions.hpp"

#include <algorithm>

#include "dsl/findings/wording.hpp"
#include "dsl/lower/conditions.hpp"
#include "dsl/lower/references.hpp"
#include "dsl/lower/treatments.hpp"
#include "dsl/lower/values.hpp"
#include "dsl/tree/properties.hpp"

namespace quid::dsl::lowering {

namespace {

void lower_by(Context& context, NodeId node, Properties& found);
void lower_clause(Context& context, NodeId node, Clause::Kind clause_kind);
void lower_deliver(Context& context, NodeId node, Promise& promise);
void lower_reaches(Context& context, NodeId node, Promise& promise);
void lower_under(Context& context, NodeId ref, Measure& measure);
void lower_implements(Context& context, NodeId ref, Measure& measure);
void lower_yields_to(Context& context, NodeId ref, Measure& measure);

void lower_property(Context& context, NodeId node, Properties& found) {
  const auto string_of = [&](NodeId property) {
    const NodeId words = context.child(property, Kind::string);
    return present(words) ? string_text(context.text(words)) : std::string_view();
  };
  const NodeId value = context.first_child(node);
  switch (context.kind(node)) {
    case Kind::string:
      if (found.provision.title.empty()) found.provision.title = string_text(context.text(node));
      return;
    case Kind::by: return lower_by(context, node, found);
    case Kind::to: {
      const Receivers list = lower_receivers(context, node, Groups::spread);
      found.provision.to = list.parties;
      found.provision.to_groups = list.groups;
      found.has_to = true;
      return;
    }
    case Kind::to_each:
    case Kind::to_all: found.has_to = true; return;
    case Kind::cite: found.provision.cite = string_of(node); return;
    case Kind::text: found.provision.text = string_of(node); return;
    case Kind::note: found.provision.note = string_of(node); return;
    case Kind::strength:
      if (present(value)) {
        found.terms.strength = context.chosen(
            value, [&](NodeId word) { return static_cast<Strength>(context.file()[word].detail); });
      }
      return;
    case Kind::from:
      if (present(value)) found.terms.from = lower_moment(context, value);
      return;
    case Kind::through:
      if (present(value)) found.terms.through = lower_moment(context, value);
      return;
    case Kind::once: return lower_clause(context, node, Clause::Kind::once);
    case Kind::while_: return lower_clause(context, node, Clause::Kind::while_);
    case Kind::unless: return lower_clause(context, node, Clause::Kind::unless);
    case Kind::until: return lower_clause(context, node, Clause::Kind::until);
    case Kind::tariff:
    case Kind::export_: return lower_treatment(context, node);
    case Kind::deliver:
      found.has_promise = found.has_bar = true;
      return lower_deliver(context, node, found.promise);
    case Kind::reaches:
      found.has_promise = found.has_bar = true;
      return lower_reaches(context, node, found.promise);
    case Kind::due:
      found.has_promise = true;
      if (present(value)) found.promise.due = lower_moment(context, value);
      return;
    case Kind::due_each:
      found.has_promise = true;
      found.promise.due_each = lower_yearly(context, node);
      return;
    case Kind::counts_toward:
      if (present(value)) found.provision.counts_toward = provision_of(find_subject(context, value));
      return;
    case Kind::under:
      if (present(value)) lower_under(context, value, found.measure);
      return;
    case Kind::implements:
      if (present(value)) lower_implements(context, value, found.measure);
      return;
    case Kind::applies_where: return;  // read before
    case Kind::yields_to:
      if (present(value)) lower_yields_to(context, value, found.measure);
      return;
    default: return;
  }
}

void lower_by(Context& context, NodeId node, Properties& found) {
  found.has_by = true;
  found.provision.by = lower_parties(context, node);
  if (context.deal().kind != DealKind::agreement) return;
  const std::vector<PartyId>& allowed = context.model.agreements[context.deal().index].parties;
  for (PartyListId each : found.provision.by) {
    if (std::find(allowed.begin(), allowed.end(), context.model[each]) != allowed.end()) continue;
    for (NodeId name : context.children(node)) {
      const bool is_it = context.kind(name) == Kind::name &&
                         context.symbols.find_party(context.text(name)) == context.model[each];
      if (is_it)
        want_party_to(context, AgreementId(context.deal().index), context.model[each], context.span(name));
    }
  }
}

void lower_clause(Context& context, NodeId node, Clause::Kind clause_kind) {
  const NodeId value = context.first_child(node);
  if (!present(value)) return;
  if (clause_kind == Clause::Kind::until && context.kind(value) == Kind::date) {
    const std::optional<Date> day = date_of(context.naming, context.file(), value);
    if (!day) return;
    Span keyword = context.span(node);
    keyword.end = keyword.begin + 5;
    context.naming.report(
        {DiagnosticKind::until_a_date,
         "`until` with a date does not say whether that day is still in",
         context.span(node),
         "the first day out, or the last day in?",
         {},
         {},
         {{"if that day is the last day in: `through " + to_string(*day) + "`", {{keyword, "through"}}},
          {"if it is the first day out: `through " + to_string(*day + -1) + "`",
           {{context.span(node), "through " + to_string(*day + -1)}}}}});
    return;
  }
  const ConditionId id = lower_condition(context, value);
  if (!id.valid()) return;
  context.model.clauses.push_back({clause_kind, id, context.span(node)});
}

void lower_deliver(Context& context, NodeId node, Promise& promise) {
  bool first = true;
  for (NodeId each : context.children(node)) {
    if (context.kind(each) == Kind::broken) continue;
    if (first) {
      promise.amount = lower_quantity(context, each);
      first = false;
    } else if (context.kind(each) == Kind::goods) {
      promise.goods = lower_goods(context, each);
    } else {
      promise.by = lower_moment(context, each);
    }
  }
}

void lower_reaches(Context& context, NodeId node, Promise& promise) {
  promise.comparison = static_cast<Comparison>(context.file()[node].detail);
  std::size_t position = 0;
  for (NodeId each : context.children(node)) {
    if (context.kind(each) == Kind::broken) continue;
    if (position == 0 && context.kind(each) == Kind::ref) {
      promise.metric = find_metric(context, each);
    } else if (position == 1) {
      promise.amount = lower_quantity(context, each);
      if (promise.amount.valid() && promise.metric.valid()) {
        want_unit(context, each, context.model[promise.amount].unit, context.model[promise.metric].unit,
                  "the metric", context.model[promise.metric].place);
      }
    } else if (position == 2) {
      promise.by = lower_moment(context, each);
    }
    ++position;
  }
}

void lower_under(Context& context, NodeId ref, Measure& measure) {
  const Subject subject = find_target(context, ref).subject;
  if (!subject.valid()) return;
  if (subject.kind == SubjectKind::authority) {
    measure.under.push_back(subject.authority());
  } else {
    wrong_subject(context, ref, subject, "an authority");
  }
}

void lower_implements(Context& context, NodeId ref, Measure& measure) {
  const Target named = find_target(context, ref);
  const auto add = [&](ProvisionId id) {
    if (has_state(SubjectKind::provision, context.symbols.provision_kinds[id.index()], State::performed)) {
      measure.implements.push_back(id);
    } else {
      wrong_subject(context, ref, Subject::of(id), "a promise that can be performed");
    }
  };
  // A measure may carry out a whole set at once.
  if (named.set != nullptr) {
    if (!context.may_make(named.set->provisions.size(), context.span(ref))) return;
    for (ProvisionId id : named.set->provisions) add(id);
  } else if (named.subject.valid() && named.subject.kind == SubjectKind::provision) {
    add(named.subject.provision());
  } else if (named.subject.valid()) {
    wrong_subject(context, ref, named.subject, "a provision");
  }
}

// The measures that stand on each authority.
std::vector<std::vector<MeasureId>> by_authority(const Model& model) {
  std::vector<std::vector<MeasureId>> list(model.authorities.size());
  for (std::size_t i = 0; i < model.measures.size(); ++i) {
    for (AuthorityId authority : model.measures[i].under) list[authority.index()].emplace_back(i);
  }
  return list;
}

void lower_first_of(Context& context, const Declared& at,
                    const std::vector<std::vector<MeasureId>>& on_authority) {
  context.enter_file(context.files[at.file.index()]);
  context.naming.private_to = at.private_to;
  std::vector<Subject> before;
  for (NodeId ref : context.children(at.node)) {
    if (context.kind(ref) != Kind::ref) continue;
    const Subject member = find_subject(context, ref);
    if (!member.valid()) continue;
    std::vector<MeasureId> measures;
    if (member.kind == SubjectKind::authority) {
      measures = on_authority[member.authority().index()];
    } else if (kind_of(context, member) == ProvisionKind::measure && member.kind == SubjectKind::provision) {
      measures.push_back(context.model[member.provision()].as_measure);
    } else {
      wrong_subject(context, ref, member, "a measure or an authority");
      continue;
    }
    if (!context.may_make(before.size() * measures.size(), context.span(ref))) return;
    for (MeasureId id : measures) {
      std::vector<Subject>& yields_to = context.model.measures[id.index()].yields_to;
      yields_to.insert(yields_to.end(), before.begin(), before.end());
    }
    before.push_back(member);
  }
}

void lower_yields_to(Context& context, NodeId ref, Measure& measure) {
  const Subject subject = find_subject(context, ref);
  if (!subject.valid()) return;
  if (subject.kind == SubjectKind::provision || subject.kind == SubjectKind::authority) {
    measure.yields_to.push_back(subject);
  } else {
    wrong_subject(context, ref, subject, "a measure or an authority");
  }
}

void check_bar(Context& context, Span place, const std::string& what, ProvisionKind provision_kind,
               const Properties& found) {
  if (found.has_bar) return;
  if (provision_kind == ProvisionKind::commitment) {
    context.report(DiagnosticKind::missing_part, place, what + " does not say what is to be delivered", {},
                   {"`deliver 500 bn USD by 2030-12-31` does"});
  }
  if (provision_kind == ProvisionKind::target) {
    context.report(DiagnosticKind::missing_part, place, what + " does not say what is to be reached", {},
                   {"`reaches trade >= 500 bn USD by 2030-12-31` does"});
  }
}

}  // namespace

// Before all else that the measure says, for each of its treatments needs it.
void lower_applies_where(Context& context, NodeId measure) {
  bool is_said = false;
  context.for_each_property(measure, [&](NodeId each) {
    if (context.kind(each) != Kind::applies_where || is_said) return;
    is_said = true;
    if (const NodeId test = context.first_child(each); present(test))
      context.applies = lower_test(context, test);
  });
}

Properties lower_properties(Context& context, NodeId node) {
  Properties found;
  if (context.in_deal(DealKind::measure) && node == context.deal().at.node &&
      context.file().id == context.deal().at.file)
    lower_applies_where(context, node);
  found.terms.place = context.span(node);
  found.damaged = context.file()[node].has_error;
  found.terms.clauses.first = static_cast<std::uint32_t>(context.model.clauses.size());
  found.terms.treatments.first = static_cast<std::uint32_t>(context.model.treatments.size());
  std::array<std::pair<Kind, NodeId>, 16> said{};
  std::size_t said_count = 0;
  context.for_each_property(node, [&](NodeId each) {
    if (context.kind(each) == Kind::broken || context.file()[each].has_error) {
      found.damaged = true;
      return;
    }
    if (is_said_once(context.kind(each))) {
      Kind same = context.kind(each);
      if (same == Kind::to_each || same == Kind::to_all) same = Kind::to;
      const auto end = said.begin() + static_cast<std::ptrdiff_t>(said_count);
      const auto first = std::find_if(said.begin(), end, [&](const auto& one) { return one.first == same; });
      if (first != end) {
        context.said_twice(each, first->second);
        return;
      }
      if (said_count < said.size()) said[said_count++] = {same, each};
    }
    lower_property(context, each, found);
  });
  found.terms.clauses.count =
      static_cast<std::uint32_t>(context.model.clauses.size()) - found.terms.clauses.first;
  found.terms.treatments.count =
      static_cast<std::uint32_t>(context.model.treatments.size()) - found.terms.treatments.first;
  if (found.has_promise) {
    found.terms.promise = PromiseId(context.model.promises.size());
    context.model.promises.push_back(found.promise);
  }
  found.provision.sources = lower_sources(context, node);
  found.terms.open = open_places(context);
  return found;
}

void check_properties(Context& context, NodeId node, NodeId name, ProvisionKind provision_kind,
                      const Properties& found) {
  if (found.damaged) return;
  const Span place = present(name) ? context.span(name) : context.span(node);
  const auto what = [&] {
    const std::string noun = "the " + std::string(to_string(provision_kind));
    return present(name) ? noun + " " + quoted(context.text(name)) : noun;
  };
  const bool in_measure = context.deal().kind == DealKind::measure;
  // What is reached, or merely happens, need not be anybody's.
  const bool needs_giver =
      provision_kind != ProvisionKind::milestone && provision_kind != ProvisionKind::target;
  if (!found.has_by && !in_measure && needs_giver) {
    context.naming.report({DiagnosticKind::missing_giver,
                           what() + " does not say who gives",
                           place,
                           {},
                           {},
                           {},
                           {{"write `by` and the party", {}}}});
  }
  const bool needs_bar =
      provision_kind == ProvisionKind::commitment || provision_kind == ProvisionKind::target;
  if (needs_bar) check_bar(context, place, what(), provision_kind, found);
}

// A replacement is another text of the same provision: of the same kind, between the same parties.
void check_replacement(Context& context, NodeId node, ProvisionId replaced, const Properties& found) {
  if (found.damaged) return;
  const Provision& provision = context.model.provisions[replaced.index()];
  check_bar(context, context.span(context.child(node, Kind::name)),
            "the new text of " + quoted(provision.name), provision.kind, found);
  const auto sorted = [&](IdRange<PartyListId> list) {
    std::vector<PartyId> parties;
    for (PartyListId id : list) parties.push_back(context.model[id]);
    std::sort(parties.begin(), parties.end());
    return parties;
  };
  const auto same = [&](IdRange<PartyListId> one, IdRange<PartyListId> other) {
    return sorted(one) == sorted(other);
  };
  const auto want_same = [&](Kind which, bool is_same) {
    const NodeId said = context.child(node, which);
    if (is_same || !present(said)) return;
    context.naming.report({DiagnosticKind::misplaced_property,
                           "a replacement cannot change " +
                               std::string(which == Kind::by ? "who gives" : "who gets") + " under " +
                               quoted(provision.name),
                           context.span(said),
                           {},
                           {{provision.name_place, "what is replaced"}},
                           {"`remove` it, and `add` a provision under another name"},
                           {}});
  };
  want_same(Kind::by, same(found.provision.by, provision.by));
  want_same(Kind::to, same(found.provision.to, provision.to));
  want_same(Kind::to_all, provision.to.empty());
}

// Without `to`, a provision of an agreement is for the other parties; what all of them give, each owes the
// others.
void default_receivers(Context& context, Properties& found) {
  if (found.has_to || context.deal().kind != DealKind::agreement) return;
  const Agreement& agreement = context.model.agreements[context.deal().index];
  const auto first = static_cast<std::uint32_t>(context.model.party_lists.size());
  const IdRange<PartyListId> by = found.provision.by;
  for (PartyId party : agreement.parties) {
    bool gives = false;
    for (PartyListId each : by) gives = gives || context.model[each] == party;
    if (!gives) context.model.party_lists.push_back(party);
  }
  if (context.model.party_lists.size() == first) {
    context.model.party_lists.insert(context.model.party_lists.end(), agreement.parties.begin(),
                                     agreement.parties.end());
  }
  found.provision.to = {first, static_cast<std::uint32_t>(context.model.party_lists.size()) - first};
}

void lower_firsts(Context& context) {
  if (context.symbols.firsts.empty()) return;
  const std::vector<std::vector<MeasureId>> on_authority = by_authority(context.model);
  for (const Declared& at : context.symbols.firsts) lower_first_of(context, at, on_authority);
}

}  // namespace quid::dsl::lowering
