// The properties of a provision or a measure.
#include <algorithm>

#include "dsl/findings/wording.hpp"
#include "dsl/lower/context.hpp"
#include "dsl/tree/properties.hpp"

namespace quid::dsl {

Lowering::Properties Lowering::properties(NodeId node) {
  Properties found;
  found.terms.place = span(node);
  found.damaged = file()[node].has_error;
  found.terms.clauses.first = static_cast<std::uint32_t>(model_.clauses.size());
  found.terms.treatments.first = static_cast<std::uint32_t>(model_.treatments.size());
  std::array<std::pair<Kind, NodeId>, 16> said{};
  std::size_t said_count = 0;
  for_each_property(node, [&](NodeId each) {
    if (kind(each) == Kind::broken || file()[each].has_error) {
      found.damaged = true;
      return;
    }
    if (is_said_once(kind(each))) {
      Kind same = kind(each);
      if (same == Kind::to_each || same == Kind::to_all) same = Kind::to;
      const auto end = said.begin() + static_cast<std::ptrdiff_t>(said_count);
      const auto first = std::find_if(said.begin(), end, [&](const auto& one) { return one.first == same; });
      if (first != end) {
        said_twice(each, first->second);
        return;
      }
      if (said_count < said.size()) said[said_count++] = {same, each};
    }
    property(each, found);
  });
  found.terms.clauses.count = static_cast<std::uint32_t>(model_.clauses.size()) - found.terms.clauses.first;
  found.terms.treatments.count =
      static_cast<std::uint32_t>(model_.treatments.size()) - found.terms.treatments.first;
  if (found.has_promise) {
    found.terms.promise = PromiseId(model_.promises.size());
    model_.promises.push_back(found.promise);
  }
  found.provision.sources = sources(node);
  found.terms.open = open_places();
  return found;
}

void Lowering::property(NodeId node, Properties& found) {
  const auto string_of = [&](NodeId property) {
    const NodeId words = child(property, Kind::string);
    return present(words) ? string_text(text(words)) : std::string_view();
  };
  const NodeId value = first_child(node);
  switch (kind(node)) {
    case Kind::string:
      if (found.provision.title.empty()) found.provision.title = string_text(text(node));
      return;
    case Kind::by: return by(node, found);
    case Kind::to: {
      const Receivers list = receivers(node, true);
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
        found.terms.strength =
            chosen(value, [&](NodeId word) { return static_cast<Strength>(file()[word].detail); });
      }
      return;
    case Kind::from:
      if (present(value)) found.terms.from = moment(value);
      return;
    case Kind::through:
      if (present(value)) found.terms.through = moment(value);
      return;
    case Kind::once: return clause(node, Clause::Kind::once);
    case Kind::while_: return clause(node, Clause::Kind::while_);
    case Kind::unless: return clause(node, Clause::Kind::unless);
    case Kind::until: return clause(node, Clause::Kind::until);
    case Kind::tariff:
    case Kind::export_: return treatment(node);
    case Kind::deliver: found.has_promise = found.has_bar = true; return deliver(node, found.promise);
    case Kind::reaches: found.has_promise = found.has_bar = true; return reaches(node, found.promise);
    case Kind::due:
      found.has_promise = true;
      if (present(value)) found.promise.due = moment(value);
      return;
    case Kind::due_each:
      found.has_promise = true;
      found.promise.due_each = yearly(node);
      return;
    case Kind::counts_toward:
      if (present(value)) found.provision.counts_toward = provision_of(subject(value));
      return;
    case Kind::under:
    case Kind::implements:
    case Kind::yields_to: return measure_property(node, found);
    default: return;
  }
}

void Lowering::by(NodeId node, Properties& found) {
  found.has_by = true;
  found.provision.by = parties(node);
  if (deal().kind != DealKind::agreement) return;
  const std::vector<PartyId>& allowed = model_.agreements[deal().index].parties;
  for (PartyListId each : found.provision.by) {
    if (std::find(allowed.begin(), allowed.end(), model_[each]) != allowed.end()) continue;
    for (NodeId name : children(node)) {
      const bool is_it = kind(name) == Kind::name && symbols_.find_party(text(name)) == model_[each];
      if (is_it) want_party_to(AgreementId(deal().index), model_[each], span(name));
    }
  }
}

void Lowering::clause(NodeId node, Clause::Kind clause_kind) {
  const NodeId value = first_child(node);
  if (!present(value)) return;
  if (clause_kind == Clause::Kind::until && kind(value) == Kind::date) {
    const std::optional<Date> day = date_of(naming_, file(), value);
    if (!day) return;
    Span keyword = span(node);
    keyword.end = keyword.begin + 5;
    naming_.report({DiagnosticKind::until_a_date,
                    "`until` with a date does not say whether that day is still in",
                    span(node),
                    "the first day out, or the last day in?",
                    {},
                    {},
                    {{"the last day in: `through " + to_string(*day + -1) + "`",
                      {{span(node), "through " + to_string(*day + -1)}}},
                     {"if " + to_string(*day) + " is the last day in: `through " + to_string(*day) + "`",
                      {{keyword, "through"}}}}});
    return;
  }
  const ConditionId id = condition(value);
  if (!id.valid()) return;
  model_.clauses.push_back({clause_kind, id, span(node)});
}

void Lowering::deliver(NodeId node, Promise& promise) {
  bool first = true;
  for (NodeId each : children(node)) {
    if (kind(each) == Kind::broken) continue;
    if (first) {
      promise.amount = quantity(each);
      first = false;
    } else if (kind(each) == Kind::goods) {
      promise.goods = goods(each);
    } else {
      promise.by = moment(each);
    }
  }
}

void Lowering::reaches(NodeId node, Promise& promise) {
  promise.comparison = static_cast<Comparison>(file()[node].detail);
  std::size_t position = 0;
  for (NodeId each : children(node)) {
    if (kind(each) == Kind::broken) continue;
    if (position == 0 && kind(each) == Kind::ref) {
      promise.metric = metric(each);
    } else if (position == 1) {
      promise.amount = quantity(each);
      if (promise.amount.valid() && promise.metric.valid()) {
        want_unit(each, model_[promise.amount].unit, model_[promise.metric].unit, "the metric",
                  model_[promise.metric].place);
      }
    } else if (position == 2) {
      promise.by = moment(each);
    }
    ++position;
  }
}

void Lowering::measure_property(NodeId node, Properties& found) {
  const NodeId ref = child(node, Kind::ref);
  if (!present(ref)) return;
  const Target named = target(ref);
  if (kind(node) == Kind::under) {
    if (!named.subject.valid()) return;
    if (named.subject.kind == SubjectKind::authority) {
      found.under.push_back(named.subject.authority());
    } else {
      wrong_subject(ref, named.subject, "an authority");
    }
    return;
  }
  if (kind(node) == Kind::implements) {
    const auto add = [&](ProvisionId id) {
      if (has_state(SubjectKind::provision, symbols_.provision_kinds[id.index()], State::performed)) {
        found.implements.push_back(id);
      } else {
        wrong_subject(ref, Subject::of(id), "a promise that can be performed");
      }
    };
    // A measure may carry out a whole set at once.
    if (named.set != nullptr) {
      if (!may_make(named.set->provisions.size(), span(ref))) return;
      for (ProvisionId id : named.set->provisions) add(id);
    } else if (named.subject.valid() && named.subject.kind == SubjectKind::provision) {
      add(named.subject.provision());
    } else if (named.subject.valid()) {
      wrong_subject(ref, named.subject, "a provision");
    }
    return;
  }
  if (named.set != nullptr) {
    missing_index(*named.set, ref);
  } else if (named.subject.valid()) {
    if (named.subject.kind == SubjectKind::provision || named.subject.kind == SubjectKind::authority) {
      found.yields_to.push_back(named.subject);
    } else {
      wrong_subject(ref, named.subject, "a measure or an authority");
    }
  }
}

void Lowering::check_properties(NodeId node, NodeId name, ProvisionKind provision_kind,
                                const Properties& found) {
  if (found.damaged) return;
  const Span place = present(name) ? span(name) : span(node);
  const auto what = [&] {
    const std::string noun = "the " + std::string(to_string(provision_kind));
    return present(name) ? noun + " " + quoted(text(name)) : noun;
  };
  const bool in_measure = deal().kind == DealKind::measure;
  // What is reached, or merely happens, need not be anybody's.
  const bool needs_giver =
      provision_kind != ProvisionKind::milestone && provision_kind != ProvisionKind::target;
  if (!found.has_by && !in_measure && needs_giver) {
    naming_.report({DiagnosticKind::missing_giver,
                    what() + " does not say who gives",
                    place,
                    {},
                    {},
                    {},
                    {{"write `by` and the party", {}}}});
  }
  const bool needs_bar =
      provision_kind == ProvisionKind::commitment || provision_kind == ProvisionKind::target;
  if (needs_bar) check_bar(place, what(), provision_kind, found);
}

void Lowering::check_bar(Span place, const std::string& what, ProvisionKind provision_kind,
                         const Properties& found) {
  if (found.has_bar) return;
  if (provision_kind == ProvisionKind::commitment) {
    report(DiagnosticKind::missing_part, place, what + " does not say what is to be delivered", {},
           {"`deliver 500 bn USD by 2030-12-31` does"});
  }
  if (provision_kind == ProvisionKind::target) {
    report(DiagnosticKind::missing_part, place, what + " does not say what is to be reached", {},
           {"`reaches trade >= 500 bn USD by 2030-12-31` does"});
  }
}

// A replacement is another text of the same provision: of the same kind, between the same parties.
void Lowering::check_replacement(NodeId node, ProvisionId replaced, const Properties& found) {
  if (found.damaged) return;
  const Provision& provision = model_.provisions[replaced.index()];
  check_bar(span(child(node, Kind::name)), "the new text of " + quoted(provision.name), provision.kind,
            found);
  const auto sorted = [&](IdRange<PartyListId> list) {
    std::vector<PartyId> parties;
    for (PartyListId id : list) parties.push_back(model_[id]);
    std::sort(parties.begin(), parties.end());
    return parties;
  };
  const auto same = [&](IdRange<PartyListId> one, IdRange<PartyListId> other) {
    return sorted(one) == sorted(other);
  };
  const auto want_same = [&](Kind which, bool is_same) {
    const NodeId said = child(node, which);
    if (is_same || !present(said)) return;
    naming_.report({DiagnosticKind::misplaced_property,
                    "a replacement cannot change " +
                        std::string(which == Kind::by ? "who gives" : "who gets") + " under " +
                        quoted(provision.name),
                    span(said),
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
void Lowering::default_receivers(Properties& found) {
  if (found.has_to || deal().kind != DealKind::agreement) return;
  const Agreement& agreement = model_.agreements[deal().index];
  const auto first = static_cast<std::uint32_t>(model_.party_lists.size());
  const IdRange<PartyListId> by = found.provision.by;
  for (PartyId party : agreement.parties) {
    bool gives = false;
    for (PartyListId each : by) gives = gives || model_[each] == party;
    if (!gives) model_.party_lists.push_back(party);
  }
  if (model_.party_lists.size() == first) {
    model_.party_lists.insert(model_.party_lists.end(), agreement.parties.begin(), agreement.parties.end());
  }
  found.provision.to = {first, static_cast<std::uint32_t>(model_.party_lists.size()) - first};
}

}  // namespace quid::dsl
