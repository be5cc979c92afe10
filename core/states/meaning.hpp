// The meaning of every state, written once: section 6 of the reference as functions over an algebra.
//
// The idea in one sentence: what `in effect` or `performed` means is said here as unions, intersections and
// differences of named parts, and what a "set" is, is left to the algebra (algebra.hpp) that it is asked of.
// So the graph, the days and the explanation cannot drift apart.
//
// Long, because one law is one text.
#pragma once

#include <algorithm>
#include <initializer_list>
#include <vector>

#include "core/goods/quota.hpp"
#include "core/model/index.hpp"
#include "core/model/model.hpp"
#include "core/states/algebra.hpp"

namespace quid {

// -- the sets of days that entries alone decide

inline bool is_event(const Entry& entry, Verb verb) {
  return entry.kind == Entry::Kind::event && entry.verb == verb;
}

// The events of a subject with these verbs, in the order in which they act.
template <typename Keep>
std::vector<const Entry*> acting_events(const Model& model, const Index& index, Subject subject, Keep keep) {
  std::vector<const Entry*> found;
  for (EntryId id : index.entries(subject)) {
    const Entry& entry = model[id];
    if (entry.kind == Entry::Kind::event && keep(entry)) found.push_back(&entry);
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const Entry* a, const Entry* b) { return a->acts_from < b->acts_from; });
  return found;
}

// From the first event of a kind on, by `by` or by nobody in particular; by anybody where `by` is invalid.
template <typename Starts>
DaySet from_first_event(const Model& model, const Index& index, Subject subject, Starts starts) {
  std::optional<Date> first;
  for (EntryId id : index.entries(subject)) {
    const Entry& entry = model[id];
    if (entry.kind != Entry::Kind::event || !starts(entry)) continue;
    first = first ? std::min(*first, entry.acts_from) : entry.acts_from;
  }
  return first ? DaySet::from(*first) : DaySet::none();
}

// From each start up to the next end, and so on. Of a start and an end on one day, the later entry counts.
template <typename Starts, typename Ends>
DaySet alternating(const Model& model, const Index& index, Subject subject, Starts starts, Ends ends) {
  if (index.entries(subject).empty()) return DaySet::none();
  std::vector<Interval> spells;
  std::optional<Date> open;
  for (const Entry* entry :
       acting_events(model, index, subject, [&](const Entry& each) { return starts(each) || ends(each); })) {
    if (starts(*entry)) {
      if (!open) open = entry->acts_from;
    } else if (open) {
      spells.push_back({*open, entry->acts_from});
      open.reset();
    }
  }
  if (open) spells.push_back({*open, Date::max_value()});
  return DaySet::of(std::move(spells));
}

// The days from which on an agreement is at an end: `terminated` events, and notices whose term ran out.
std::vector<Date> termination_days(const Model& model, const Index& index, AgreementId agreement);
// The days of notice: from each notice up to its withdrawal.
DaySet notice_days(const Model& model, const Index& index, AgreementId agreement);
// The days of one metric comparison: between observations the last one counts.
DaySet comparison_days(const Model& model, MetricId metric, Comparison comparison, const Quantity& bar);
// From the first of these days on which the progress entries so far add up to the promised amount, and ever after.
DaySet delivered_days(const Model& model, const Index& index, ProvisionId provision, const Promise& promise,
                      const DaySet& asked_for);
DaySet not_standing_days(const Model& model, const Index& index, AuthorityId authority);
DaySet membership_days(const Group& group, PartyId party);
DaySet membership_days(const Group& group, EntityId entity);
// The day that a moment with a state names, given the days of that state; none while the state has no day.
std::optional<Date> day_of(const Moment& moment, const DaySet& days);
// Whether any event says that the measure was announced, proposed or enacted: then only `enacted` enacts it.
bool has_enactment_events(const Model& model, const Index& index, ProvisionId provision);

// -- the meaning

template <Algebra A>
class Meaning {
 public:
  using Set = typename A::Set;

  Meaning(const Model& model, const Index& index, A& algebra) : model_(model), index_(index), a_(algebra) {}

  Set of(const StateKey& key) {
    const Subject subject = key.subject;
    switch (key.state) {
      case State::in_effect: return in_effect(subject.provision());
      case State::in_force: return in_force(subject.agreement());
      case State::provisionally_applied: return provisionally_applied(subject.agreement());
      case State::expired: return expired(subject.agreement());
      case State::terminated: return by_entries(key, [&] { return terminated_days(subject.agreement()); });
      case State::notice_given:
        return by_entries(key, [&] { return notice_days(model_, index_, subject.agreement()); });
      case State::signed_: return by_parties(key, Verb::signed_, model_[subject.agreement()].parties);
      case State::ratified: return by_parties(key, Verb::ratified, model_[subject.agreement()].parties);
      case State::notified: return by_parties(key, Verb::notified, model_[subject.agreement()].parties);
      case State::launched: return from_event(key, Verb::launched);
      case State::concluded: return from_event(key, Verb::concluded);
      case State::suspended: return by_entries(key, [&] { return suspended_days(subject); });
      case State::announced: return from_event(key, Verb::announced);
      case State::proposed: return from_event(key, Verb::proposed);
      case State::enacted: return enacted(key);
      case State::performed: return performed(key);
      case State::breached:
        return by_entries(key, [&] {
          return alternating(model_, index_, subject, is(Verb::breached), [](const Entry& entry) {
            return entry.verb == Verb::performed || entry.verb == Verb::withdrawn;
          });
        });
      case State::withdrawn: return from_event(key, Verb::withdrawn);
      case State::rescinded: return from_event(key, Verb::rescinded);
      case State::invoked:
        return by_entries(key, [&] {
          return alternating(
              model_, index_, subject,
              [&](const Entry& entry) { return entry.verb == Verb::invoked && acts_for(entry, key.by); },
              is(Verb::released));
        });
      case State::reached: return reached(key);
      case State::exhausted:
        return a_.fixed(Ground{Ground::Kind::quota, key, {}, model_[subject.provision()].place},
                        [&] { return exhausted_days(model_, index_, subject.provision()); });
      case State::standing: return standing(key);
      case State::struck_down:
        return by_entries(key, [&] {
          return down_days(subject, [](const Entry& entry) {
            return entry.verb == Verb::struck_down || entry.verb == Verb::struck_down_from_the_start;
          });
        });
      case State::lapsed: return by_entries(key, [&] { return down_days(subject, is(Verb::lapsed)); });
      case State::tabled:
        return by_entries(key, [&] {
          return from_first_event(model_, index_, subject, [&](const Entry& entry) {
            return entry.verb == Verb::tabled && acts_for(entry, key.by);
          });
        });
      case State::adopted: return from_event(key, Verb::adopted);
    }
    return a_.none();
  }

  // The days on which a provision's time is over: it is withdrawn or rescinded, its agreement or its measure is
  // at an end, its last day has passed, its `until` has come about, or its text was taken out. What is only
  // suspended, or waits for something, is not.
  Set over(ProvisionId id) {
    const Provision& provision = model_[id];
    const Subject subject = Subject::of(id);
    Set set = a_.none();
    const auto add = [&](const StateKey& key) {
      if (has_state(model_, key)) a_.join(set, Part::end, provision.name_place, [&] { return of(key); });
    };
    add({subject, State::withdrawn, {}});
    add({subject, State::rescinded, {}});
    if (provision.agreement.valid()) {
      add({Subject::of(provision.agreement), State::terminated, {}});
      add({Subject::of(provision.agreement), State::expired, {}});
    }
    if (provision.measure.valid()) {
      a_.join(set, Part::measure, model_[provision.measure].name_place,
              [&] { return over(provision.measure); });
    }
    for (TermsId terms : provision.terms) {
      a_.join(set, Part::version, model_[terms].place, [&] { return over_under(terms); });
    }
    if (!provision.terms.empty()) {
      a_.join(set, Part::version, provision.name_place, [&] {
        return a_.fixed(text_of({}, provision.name_place), [&] { return days_without_text(provision); });
      });
    }
    return set;
  }

  // The days of a condition of the text.
  Set condition(ConditionId id) {
    const Condition& condition = model_[id];
    using Kind = Condition::Kind;
    switch (condition.kind) {
      case Kind::all_of: {
        Set set = a_.all();
        for (std::uint32_t at = id.value + 1; at < condition.next; at = model_.conditions[at].next) {
          const ConditionId child(at);
          a_.meet(set, Part::operand, model_[child].place, [&] { return this->condition(child); });
        }
        return a_.condition(Kind::all_of, condition.place, std::move(set));
      }
      case Kind::any_of: {
        Set set = a_.none();
        for (std::uint32_t at = id.value + 1; at < condition.next; at = model_.conditions[at].next) {
          const ConditionId child(at);
          a_.join(set, Part::operand, model_[child].place, [&] { return this->condition(child); });
        }
        return a_.condition(Kind::any_of, condition.place, std::move(set));
      }
      case Kind::at_least: {
        std::vector<ConditionId> list = children(id);
        return a_.at_least(condition.number(), condition.place, list.size(),
                           [&](std::size_t i) { return this->condition(list[i]); });
      }
      case Kind::negation:
        return a_.negate(condition.place, [&] { return this->condition(first_child(id)); });
      case Kind::held_for:
        return a_.held_for(condition.duration(), condition.place,
                           [&] { return this->condition(first_child(id)); });
      case Kind::within_after:
        return a_.within_after(condition.duration(), condition.place,
                               [&] { return this->condition(first_child(id)); });
      case Kind::holds: return holds(condition);
      case Kind::compare:
        return a_.fixed(Ground{Ground::Kind::metric, {}, id, condition.place}, [&] {
          return comparison_days(model_, condition.metric(), condition.comparison,
                                 model_[condition.quantity()]);
        });
      case Kind::member:
        return a_.fixed(Ground{Ground::Kind::membership, {}, id, condition.place},
                        [&] { return membership_days(model_[condition.group()], condition.party()); });
      case Kind::member_entity:
        return a_.fixed(Ground{Ground::Kind::membership, {}, id, condition.place},
                        [&] { return membership_days(model_[condition.group()], condition.entity()); });
      case Kind::after:
        return a_.fixed(Ground{Ground::Kind::text, {}, id, condition.place},
                        [&] { return DaySet::from(condition.date() + 1); });
      case Kind::before:
        return a_.fixed(Ground{Ground::Kind::text, {}, id, condition.place},
                        [&] { return DaySet::until(condition.date()); });
    }
    return a_.none();
  }

 private:
  // -- provisions

  // (its agreement in force or provisionally applied, and not suspended; its measure in effect) and window
  // and every once* and every while, less every unless, every until*, its suspensions, and all from its
  // withdrawal on.
  Set in_effect(ProvisionId id) {
    const Provision& provision = model_[id];
    if (provision.terms.size() == 1) return in_effect_under(id, provision.terms[0]);
    Set set = a_.none();
    for (TermsId terms : provision.terms) {
      a_.join(set, Part::version, model_[terms].place, [&] { return in_effect_under(id, terms); });
    }
    return set;
  }

  Set in_effect_under(ProvisionId id, TermsId terms_id) {
    const Provision& provision = model_[id];
    const Terms& terms = model_[terms_id];
    const Subject subject = Subject::of(id);
    Set set = a_.all();
    if (!terms.open.empty()) {
      a_.meet(set, Part::version, terms.place, [&] {
        return a_.fixed(Ground{Ground::Kind::open, {}, {}, model_[terms.open[0]]},
                        [&] { return DaySet::none(); });
      });
    }
    const DaySet& text_days = index_.text_days(terms_id);
    if (!text_days.is_all()) {
      a_.meet(set, Part::version, terms.place,
              [&] { return a_.fixed(text_of(terms.from_proposal, terms.place), [&] { return text_days; }); });
    }
    if (provision.agreement.valid()) meet_agreement(set, provision.agreement);
    if (provision.measure.valid()) {
      a_.meet(set, Part::measure, model_[provision.measure].name_place, [&] {
        return a_.state({Subject::of(provision.measure), State::in_effect, {}}, provision.name_place);
      });
    }
    if (provision.as_measure.valid()) meet_enactment(set, id, terms);
    if (provision.member_of.valid()) {
      a_.meet(set, Part::membership, provision.place, [&] {
        const Group& group = model_[provision.member_of];
        return a_.fixed(Ground{Ground::Kind::membership, {subject, State::in_effect, {}}, {}, group.place},
                        [&] {
                          return provision.member.valid() ? membership_days(group, provision.member)
                                                          : membership_days(group, provision.member_entity);
                        });
      });
    }
    if (terms.from.valid()) {
      a_.meet(set, Part::from, model_[terms.from].place, [&] { return from(terms.from); });
    }
    if (terms.through.valid()) {
      a_.meet(set, Part::through, model_[terms.through].place, [&] { return through(terms.through); });
    }
    for (ClauseId clause_id : terms.clauses) {
      const Clause& clause = model_[clause_id];
      auto days = [&] { return condition(clause.condition); };
      switch (clause.kind) {
        case Clause::Kind::once:
          a_.meet(set, Part::once, clause.place, [&] { return a_.since(days); });
          break;
        case Clause::Kind::while_: a_.meet(set, Part::while_, clause.place, days); break;
        case Clause::Kind::unless: a_.remove(set, Part::unless, clause.place, days); break;
        case Clause::Kind::until:
          a_.remove(set, Part::until, clause.place, [&] { return a_.since(days); });
          break;
      }
    }
    if (index_.entries(subject).empty()) return set;
    DaySet suspended = suspended_days(subject);
    if (!suspended.empty()) {
      a_.remove(set, Part::suspension, provision.name_place, [&] {
        return by_entries({subject, State::suspended, {}}, [&] { return suspended; });
      });
    }
    DaySet ended = from_first_event(model_, index_, subject, [](const Entry& entry) {
      return entry.verb == Verb::withdrawn || entry.verb == Verb::rescinded;
    });
    if (!ended.empty()) {
      State end = provision.kind == ProvisionKind::measure || provision.kind == ProvisionKind::allowance ||
                          provision.kind == ProvisionKind::control
                      ? State::rescinded
                      : State::withdrawn;
      a_.remove(set, Part::end, provision.name_place, [&] {
        return by_entries({subject, end, {}}, [&] { return ended; });
      });
    }
    return set;
  }

  // While these are its terms: past their last day, or past their `until`.
  Set over_under(TermsId id) {
    const Terms& terms = model_[id];
    Set set = a_.none();
    if (terms.through.valid()) {
      const Span place = model_[terms.through].place;
      a_.join(set, Part::through, place,
              [&] { return a_.negate(place, [&] { return through(terms.through); }); });
    }
    for (ClauseId clause_id : terms.clauses) {
      const Clause& clause = model_[clause_id];
      if (clause.kind != Clause::Kind::until) continue;
      a_.join(set, Part::until, clause.place,
              [&] { return a_.since([&] { return condition(clause.condition); }); });
    }
    a_.meet(set, Part::version, terms.place, [&] {
      return a_.fixed(text_of(terms.from_proposal, terms.place), [&] { return index_.text_days(id); });
    });
    return set;
  }

  // After all of its texts.
  DaySet days_without_text(const Provision& provision) const {
    DaySet texts;
    for (TermsId terms : provision.terms) texts |= index_.text_days(terms);
    return texts.from_first() - texts;
  }

  void meet_agreement(Set& set, AgreementId id) {
    const Agreement& agreement = model_[id];
    auto in_force_state = [&] {
      return a_.state({Subject::of(id), State::in_force, {}}, agreement.name_place);
    };
    bool provisional =
        std::any_of(agreement.terms.begin(), agreement.terms.end(),
                    [](const AgreementTerms& terms) { return terms.provisional_from.valid(); });
    if (provisional) {
      a_.meet(set, Part::agreement, agreement.name_place, [&] {
        Set either = a_.none();
        a_.join(either, Part::agreement, agreement.name_place, in_force_state);
        a_.join(either, Part::provisional, agreement.name_place, [&] { return provisional_application(id); });
        return a_.condition(Condition::Kind::any_of, agreement.name_place, std::move(either));
      });
    } else {
      a_.meet(set, Part::agreement, agreement.name_place, in_force_state);
    }
    DaySet suspended = suspended_days(Subject::of(id));
    if (!suspended.empty()) {
      a_.remove(set, Part::suspension, agreement.name_place, [&] {
        return by_entries({Subject::of(id), State::suspended, {}}, [&] { return suspended; });
      });
    }
  }

  // Enacted, its authority standing. `from` decides the first day, also one before the event: so where the
  // text has a `from`, an `enacted` event opens all days and leaves the choice to it.
  void meet_enactment(Set& set, ProvisionId id, const Terms& terms) {
    const Subject subject = Subject::of(id);
    if (has_enactment_events(model_, index_, id)) {
      DaySet enacted_by_event = from_first_event(model_, index_, subject, is(Verb::enacted));
      DaySet days = terms.from.valid() && !enacted_by_event.empty() ? DaySet::all() : enacted_by_event;
      a_.meet(set, Part::enactment, model_[id].name_place, [&] {
        return by_entries({subject, State::enacted, {}}, [&] { return days; });
      });
    }
    for (AuthorityId authority : model_[model_[id].as_measure].under) {
      a_.meet(set, Part::authority, model_[id].name_place, [&] {
        return a_.state({Subject::of(authority), State::standing, {}}, model_[id].name_place);
      });
    }
  }

  // From its event up to the next breach or withdrawal, and so on; with the days of every measure that
  // implements it, and, of a commitment, from the day on which it reaches the amount that the text of the day
  // asks for. Never again after a withdrawal.
  Set performed(const StateKey& key) {
    const ProvisionId id = key.subject.provision();
    const Provision& provision = model_[id];
    Set set = a_.none();
    a_.join(set, Part::event, provision.name_place,
            [&] { return by_entries(key, [&] { return performed_by_event(key); }); });
    for (ProvisionId measure : index_.implementers(id)) {
      a_.join(set, Part::implements, model_[measure].name_place, [&] {
        return a_.state({Subject::of(measure), State::in_effect, {}}, model_[measure].name_place);
      });
    }
    if (provision.kind == ProvisionKind::commitment && !provision.terms.empty()) {
      for (TermsId terms : provision.terms) {
        if (!model_[terms].promise.valid()) continue;
        const Promise& promise = model_[model_[terms].promise];
        if (!promise.amount.valid() || promise.metric.valid()) continue;
        a_.join(set, Part::progress, model_[terms].place, [&] {
          return by_entries(
              key, [&] { return delivered_days(model_, index_, id, promise, index_.text_days(terms)); });
        });
      }
    }
    DaySet withdrawn = from_first_event(model_, index_, key.subject, is(Verb::withdrawn));
    if (!withdrawn.empty()) {
      a_.remove(set, Part::end, provision.name_place, [&] {
        return by_entries({key.subject, State::withdrawn, {}}, [&] { return withdrawn; });
      });
    }
    return set;
  }

  DaySet performed_by_event(const StateKey& key) {
    if (index_.entries(key.subject).empty()) return DaySet::none();
    auto ends = [](const Entry& entry) {
      return entry.verb == Verb::breached || entry.verb == Verb::withdrawn;
    };
    auto performed_days = [&](auto counts) {
      return alternating(
          model_, index_, key.subject,
          [&](const Entry& entry) { return entry.verb == Verb::performed && counts(entry); }, ends);
    };
    if (key.by.valid()) return performed_days([&](const Entry& entry) { return acts_for(entry, key.by); });
    std::span<const PartyId> givers_ = givers(model_, key.subject.provision());
    if (givers_.size() <= 1) return performed_days([](const Entry&) { return true; });
    DaySet together = performed_days([](const Entry& entry) { return !entry.by.valid(); });
    DaySet each = DaySet::all();
    for (PartyId giver : givers_) {
      each &= performed_days([&](const Entry& entry) { return acts_for(entry, giver); });
    }
    return together |= each;
  }

  // A milestone from its event on, or from the first day of its `once`; a target from the first observation
  // that satisfies it.
  Set reached(const StateKey& key) {
    const Provision& provision = model_[key.subject.provision()];
    Set set = a_.none();
    if (provision.kind == ProvisionKind::milestone) {
      a_.join(set, Part::event, provision.name_place, [&] {
        return by_entries(key,
                          [&] { return from_first_event(model_, index_, key.subject, is(Verb::reached)); });
      });
    }
    for (TermsId terms_id : provision.terms) {
      const Terms& terms = model_[terms_id];
      if (!terms.open.empty()) continue;
      if (provision.kind == ProvisionKind::target) {
        if (!terms.promise.valid()) continue;
        const Promise& promise = model_[terms.promise];
        if (!promise.metric.valid() || !promise.amount.valid()) continue;
        a_.join(set, Part::progress, terms.place, [&] {
          return a_.since([&] {
            return a_.fixed(Ground{Ground::Kind::metric, key, {}, terms.place}, [&] {
              return comparison_days(model_, promise.metric, promise.comparison, model_[promise.amount]) &
                     index_.text_days(terms_id);
            });
          });
        });
        continue;
      }
      bool any = false;
      for (ClauseId clause : terms.clauses) any = any || model_[clause].kind == Clause::Kind::once;
      if (!any) continue;
      a_.join(set, Part::once, terms.place, [&] {
        return a_.since([&] {
          Set all =
              a_.fixed(text_of(terms.from_proposal, terms.place), [&] { return index_.text_days(terms_id); });
          for (ClauseId clause : terms.clauses) {
            if (model_[clause].kind != Clause::Kind::once) continue;
            a_.meet(all, Part::once, model_[clause].place,
                    [&] { return condition(model_[clause].condition); });
          }
          return all;
        });
      });
    }
    return set;
  }

  Set enacted(const StateKey& key) {
    const ProvisionId id = key.subject.provision();
    if (model_[id].kind == ProvisionKind::measure && !has_enactment_events(model_, index_, id)) {
      return a_.fixed(Ground{Ground::Kind::text, key, {}, model_[id].name_place},
                      [&] { return DaySet::all(); });
    }
    return from_event(key, Verb::enacted);
  }

  // -- agreements

  // From the first day on which the rule holds, or from an event's day, up to termination or the end of the
  // day of expiry. A new event revives; the rule does not.
  Set in_force(AgreementId id) {
    const Agreement& agreement = model_[id];
    if (agreement.terms.size() == 1) return in_force_under(id, 0, true);
    Set set = a_.none();
    for (std::size_t i = 0; i < agreement.terms.size(); ++i) {
      a_.join(set, Part::version, agreement.name_place, [&] {
        Set days = in_force_under(id, i, true);
        a_.meet(days, Part::version, agreement.name_place, [&] {
          return a_.fixed(text_of(agreement.terms[i].from_proposal, agreement.name_place),
                          [&] { return index_.text_days(id, i); });
        });
        return days;
      });
    }
    return set;
  }

  // Without `to_expiry`, the life as if it never expired: what `expires 5 years after in force` counts from.
  Set in_force_under(AgreementId id, std::size_t which, bool to_expiry) {
    const Agreement& agreement = model_[id];
    const AgreementTerms& terms = index_.terms(id)[which];
    const Subject subject = Subject::of(id);
    const StateKey key{subject, State::in_force, {}};
    const bool expires = to_expiry && terms.expires.valid();
    std::vector<Date> terminations = termination_days(model_, index_, id);
    Set set = a_.none();
    if (terms.in_force_once.valid() || terms.in_force_on.valid()) {
      a_.join(set, Part::rule, terms.in_force_place, [&] {
        Set life = terms.in_force_once.valid() ? a_.since([&] { return condition(terms.in_force_once); })
                                               : from(terms.in_force_on);
        if (!terminations.empty()) {
          a_.remove(life, Part::end, agreement.name_place, [&] {
            return by_entries({subject, State::terminated, {}},
                              [&] { return DaySet::from(terminations.front()); });
          });
        }
        if (expires) {
          a_.meet(life, Part::expiry, terms.expires_place,
                  [&] { return through_expiry(id, which, Date::min_value()); });
        }
        return life;
      });
    }
    bool any_event = false;
    for (const Entry* entry : acting_events(model_, index_, subject, is(Verb::in_force))) {
      any_event = true;
      auto end = std::upper_bound(terminations.begin(), terminations.end(), entry->acts_from);
      DaySet spell = DaySet::between(entry->acts_from, end == terminations.end() ? Date::max_value() : *end);
      a_.join(set, Part::event, entry->place, [&] {
        Set life = by_entries(key, [&] { return spell; });
        if (expires) {
          a_.meet(life, Part::expiry, terms.expires_place,
                  [&] { return through_expiry(id, which, entry->acts_from); });
        }
        return life;
      });
    }
    if (!any_event && !terms.in_force_once.valid() && !terms.in_force_on.valid()) {
      a_.join(set, Part::event, agreement.name_place,
              [&] { return by_entries(key, [&] { return DaySet::none(); }); });
    }
    return set;
  }

  Set through_expiry(AgreementId id, std::size_t which, Date unless_before) {
    const Moment& moment = model_[index_.terms(id)[which].expires];
    return a_.through_moment(moment, unless_before, [&] {
      // `expires 5 years after in force` counts from the entry into force, which no expiry undoes.
      const Condition& condition = model_[moment.first_of];
      bool own = condition.kind == Condition::Kind::holds && condition.subject() == Subject::of(id) &&
                 condition.state == State::in_force;
      return own ? in_force_under(id, which, false) : this->condition(moment.first_of);
    });
  }

  // From its moment up to termination or expiry; entry into force takes nothing away here.
  Set provisional_application(AgreementId id) {
    const Agreement& agreement = model_[id];
    bool any = false;
    for (const AgreementTerms& terms : agreement.terms) any = any || terms.provisional_from.valid();
    if (!any) return unsaid(agreement.name_place);
    Set set = a_.none();
    for (std::size_t i = 0; i < agreement.terms.size(); ++i) {
      const AgreementTerms& terms = index_.terms(id)[i];
      if (!terms.provisional_from.valid()) continue;
      a_.join(set, Part::provisional, terms.provisional_place, [&] {
        Set days = from(terms.provisional_from);
        if (agreement.terms.size() > 1) {
          a_.meet(days, Part::version, agreement.name_place, [&] {
            return a_.fixed(text_of(terms.from_proposal, agreement.name_place),
                            [&] { return index_.text_days(id, i); });
          });
        }
        std::vector<Date> terminations = termination_days(model_, index_, id);
        if (!terminations.empty()) {
          a_.remove(days, Part::end, agreement.name_place, [&] {
            return by_entries({Subject::of(id), State::terminated, {}},
                              [&] { return DaySet::from(terminations.front()); });
          });
        }
        if (terms.expires.valid()) {
          a_.meet(days, Part::expiry, terms.expires_place,
                  [&] { return through_expiry(id, i, Date::min_value()); });
        }
        return days;
      });
    }
    return set;
  }

  // As people ask for it: provisional application ends when the agreement enters into force.
  Set provisionally_applied(AgreementId id) {
    Set set = provisional_application(id);
    bool any = false;
    for (const AgreementTerms& terms : model_[id].terms) any = any || terms.provisional_from.valid();
    if (!any) return set;
    a_.remove(set, Part::agreement, model_[id].name_place, [&] {
      return a_.since([&] {
        return a_.state({Subject::of(id), State::in_force, {}}, model_[id].name_place);
      });
    });
    return set;
  }

  Set expired(AgreementId id) {
    const Agreement& agreement = model_[id];
    bool any = false;
    for (const AgreementTerms& terms : agreement.terms) any = any || terms.expires.valid();
    if (!any) return unsaid(agreement.name_place);
    Set set = a_.none();
    for (std::size_t i = 0; i < agreement.terms.size(); ++i) {
      const AgreementTerms& terms = index_.terms(id)[i];
      if (!terms.expires.valid()) continue;
      a_.join(set, Part::expiry, terms.expires_place, [&] {
        Set after = a_.negate(terms.expires_place, [&] { return through_expiry(id, i, Date::min_value()); });
        if (agreement.terms.size() > 1) {
          a_.meet(after, Part::version, agreement.name_place, [&] {
            return a_.fixed(text_of(terms.from_proposal, agreement.name_place),
                            [&] { return index_.text_days(id, i); });
          });
        }
        return after;
      });
    }
    a_.remove(set, Part::agreement, agreement.name_place, [&] {
      return a_.state({Subject::of(id), State::in_force, {}}, agreement.name_place);
    });
    return set;
  }

  DaySet terminated_days(AgreementId id) {
    std::vector<Interval> spells;
    auto revivals = acting_events(model_, index_, Subject::of(id), is(Verb::in_force));
    for (Date day : termination_days(model_, index_, id)) {
      Date end = Date::max_value();
      for (const Entry* revival : revivals) {
        if (revival->acts_from >= day) {
          end = revival->acts_from;
          break;
        }
      }
      spells.push_back({day, end});
    }
    return DaySet::of(std::move(spells));
  }

  // `signed by P` from its event on; `signed` by all the parties, or from a bare event, which signs for each.
  Set by_parties(const StateKey& key, Verb verb, std::span<const PartyId> parties) {
    auto by = [&](PartyId party) {
      return from_first_event(model_, index_, key.subject, [&](const Entry& entry) {
        return entry.verb == verb && acts_for(entry, party);
      });
    };
    if (key.by.valid() || parties.empty()) return by_entries(key, [&] { return by(key.by); });
    Set set = a_.all();
    for (PartyId party : parties) {
      a_.meet(set, Part::each_party, model_[key.subject.agreement()].name_place, [&] {
        return by_entries({key.subject, key.state, party}, [&] { return by(party); });
      });
    }
    return a_.condition(Condition::Kind::all_of, model_[key.subject.agreement()].name_place, std::move(set));
  }

  // -- authorities

  Set standing(const StateKey& key) {
    return by_entries(key, [&] { return ~not_standing_days(model_, index_, key.subject.authority()); });
  }

  template <typename Downs>
  DaySet down_days(Subject subject, Downs downs) {
    std::vector<Interval> spells;
    auto events = acting_events(model_, index_, subject, [&](const Entry& entry) {
      return downs(entry) || entry.verb == Verb::restored;
    });
    for (std::size_t i = 0; i < events.size(); ++i) {
      if (events[i]->verb == Verb::restored) continue;
      Date begin =
          events[i]->verb == Verb::struck_down_from_the_start ? Date::min_value() : events[i]->acts_from;
      Date end = Date::max_value();
      for (std::size_t j = i + 1; j < events.size(); ++j) {
        if (events[j]->verb == Verb::restored) {
          end = events[j]->acts_from;
          break;
        }
      }
      spells.push_back({begin, end});
    }
    return DaySet::of(std::move(spells));
  }

  // -- shared

  // The days of one text among several: of a proposal from its adoption on.
  static Ground text_of(ProposalId proposal, Span place) {
    Ground ground{Ground::Kind::text, {}, {}, place};
    if (proposal.valid()) ground.state = {Subject::of(proposal), State::adopted, {}};
    return ground;
  }
  Set unsaid(Span place) {
    return a_.fixed(Ground{Ground::Kind::unsaid, {}, {}, place}, [] { return DaySet::none(); });
  }

  Set holds(const Condition& condition) { return a_.state(condition.state_key(), condition.place); }

  Set from(MomentId id) {
    const Moment& moment = model_[id];
    return a_.from_moment(moment, [&] { return condition(moment.first_of); });
  }
  Set through(MomentId id) {
    const Moment& moment = model_[id];
    return a_.through_moment(moment, Date::min_value(), [&] { return condition(moment.first_of); });
  }

  template <typename Days>
  Set by_entries(const StateKey& key, Days&& days) {
    return a_.fixed(Ground{Ground::Kind::entries, key, {}, {}}, days);
  }
  Set from_event(const StateKey& key, Verb verb) {
    return by_entries(key, [&] { return from_first_event(model_, index_, key.subject, is(verb)); });
  }
  DaySet suspended_days(Subject subject) {
    return alternating(model_, index_, subject, is(Verb::suspended), is(Verb::resumed));
  }

  static auto is(Verb verb) {
    return [verb](const Entry& entry) { return entry.verb == verb; };
  }
  // An event by nobody in particular acts for each party.
  static bool acts_for(const Entry& entry, PartyId party) {
    return !party.valid() || !entry.by.valid() || entry.by == party;
  }

  static ConditionId first_child(ConditionId id) { return ConditionId(id.index() + 1); }
  std::vector<ConditionId> children(ConditionId id) const {
    std::vector<ConditionId> list;
    for (std::uint32_t at = id.value + 1; at < model_[id].next; at = model_.conditions[at].next) {
      list.push_back(ConditionId(at));
    }
    return list;
  }

  const Model& model_;
  const Index& index_;
  A& a_;
};

}  // namespace quid
