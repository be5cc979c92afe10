// Provisions that the dates of the text leave no day.
//
// The idea in one sentence: collect everything that bounds a provision by a written date, as the set of days
// that it leaves at the most, and see whether two or more of these sets have no day in common.
//
// What is no date is given the benefit of the doubt: a state, a metric or a membership may hold on every day
// and on none. Of each condition two sets are worked out, the days on which it may hold and those on which it
// holds for certain; a negation swaps them. So what is reported is certain from the text alone, and cannot be
// mended by any entry, but for a deal revived after its day of expiry: such an entry silences the finding.
#include <algorithm>
#include <optional>

#include "core/model/words.hpp"
#include "dsl/check/rules.hpp"

namespace quid::dsl {

namespace {

struct Bounds {
  DaySet may = DaySet::all();
  DaySet must = DaySet::none();
};

class DateBounds {
 public:
  explicit DateBounds(const Model& model) : model_(model) {}

  Bounds of(ConditionId id) const {
    const Condition& condition = model_[id];
    using Kind = Condition::Kind;
    switch (condition.kind) {
      case Kind::all_of:
      case Kind::any_of:
      case Kind::at_least: return of_several(id);
      case Kind::negation: {
        const Bounds inner = of(ConditionId(id.index() + 1));
        return {~inner.must, ~inner.may};
      }
      case Kind::held_for: {
        const Bounds inner = of(ConditionId(id.index() + 1));
        return {inner.may.held_for(condition.duration()), inner.must.held_for(condition.duration())};
      }
      case Kind::within_after: {
        const Bounds inner = of(ConditionId(id.index() + 1));
        return {inner.may.within_after(condition.duration()), inner.must.within_after(condition.duration())};
      }
      case Kind::after: return exactly(DaySet::from(condition.date() + 1));
      case Kind::before: return exactly(DaySet::until(condition.date()));
      case Kind::holds:
      case Kind::compare:
      case Kind::member:
      case Kind::member_entity: return {};
    }
    return {};
  }

 private:
  static Bounds exactly(const DaySet& days) { return {days, days}; }

  Bounds of_several(ConditionId id) const {
    std::vector<DaySet> may;
    std::vector<DaySet> must;
    for (std::uint32_t at = id.value + 1; at < model_[id].next; at = model_.conditions[at].next) {
      Bounds inner = of(ConditionId(at));
      may.push_back(std::move(inner.may));
      must.push_back(std::move(inner.must));
    }
    // What names nothing is lowered as a list without members.
    if (may.empty()) return {};
    const Condition::Kind kind = model_[id].kind;
    const std::size_t number = kind == Condition::Kind::all_of   ? may.size()
                               : kind == Condition::Kind::any_of ? 1
                                                                 : model_[id].number();
    return {DaySet::at_least(number, may), DaySet::at_least(number, must)};
  }

  const Model& model_;
};

// Something that bounds a provision by a date. Millions are looked at and few are worded, so words come last.
struct Limitation {
  enum class Form { starts, ends, once, until, other, expires };
  DaySet days;
  Span place;
  Form form;
  Subject whose;  // the provision, or the measure or the deal around it
};
using LimitationList = std::vector<Limitation>;

void add(LimitationList& list, DaySet days, Span place, Limitation::Form form, Subject whose) {
  if (!days.is_all()) list.push_back({std::move(days), place, form, whose});
}

void add_terms(const Model& model, const Terms& terms, Subject whose, LimitationList& list) {
  using Form = Limitation::Form;
  if (terms.from.valid() && model[terms.from].form == Moment::Form::date) {
    add(list, DaySet::from(model[terms.from].date), model[terms.from].place, Form::starts, whose);
  }
  if (terms.through.valid() && model[terms.through].form == Moment::Form::date) {
    add(list, DaySet::until(model[terms.through].date + 1), model[terms.through].place, Form::ends, whose);
  }
  const DateBounds bounds(model);
  for (const ClauseId id : terms.clauses) {
    const Clause& clause = model[id];
    const Bounds days = bounds.of(clause.condition);
    switch (clause.kind) {
      case Clause::Kind::once: add(list, days.may.from_first(), clause.place, Form::once, whose); break;
      case Clause::Kind::while_: add(list, days.may, clause.place, Form::other, whose); break;
      case Clause::Kind::unless: add(list, ~days.must, clause.place, Form::other, whose); break;
      case Clause::Kind::until: add(list, ~days.must.from_first(), clause.place, Form::until, whose); break;
    }
  }
}

// A deal that a proposal could give another day of expiry is bounded by the latest of them all.
void add_expiry(const Model& model, AgreementId id, LimitationList& list) {
  const std::optional<WrittenEnd> end = written_expiry(model, id);
  if (end) add(list, DaySet::until(end->last + 1), end->place, Limitation::Form::expires, Subject::of(id));
}

// All that bounds one text of a provision, what stands around it included.
void add_limitations(const Model& model, ProvisionId id, TermsId terms, LimitationList& list) {
  const Provision& provision = model[id];
  add_terms(model, model[terms], Subject::of(id), list);
  if (provision.agreement.valid()) add_expiry(model, provision.agreement, list);
  if (provision.measure.valid() && model[provision.measure].terms.size() == 1) {
    add_terms(model, model[model[provision.measure].terms[0]], Subject::of(provision.measure), list);
  }
}

// "it starts on 1 Jan 2026", "`deal` expires on 31 Dec 2025".
std::string words_of(const Model& model, const Limitation& limitation, Subject it) {
  const std::string who = limitation.whose == it ? "it" : quoted(model, limitation.whose);
  const DaySet& days = limitation.days;
  if (days.empty()) return who + " holds on no day";
  const Date first = days.intervals().front().begin;
  const Date end = days.intervals().back().end;
  switch (limitation.form) {
    case Limitation::Form::starts: return who + " starts on " + words(first);
    case Limitation::Form::ends: return who + " ends on " + words(end - 1);
    case Limitation::Form::expires: return who + " expires on " + words(end - 1);
    case Limitation::Form::once: return who + " starts on " + words(first) + " at the earliest";
    case Limitation::Form::until: return who + " ends on " + words(end - 1) + " at the latest";
    case Limitation::Form::other: break;
  }
  std::vector<std::string> spells;
  for (const Interval& spell : days.intervals()) {
    if (!spell.begin.bounded()) {
      spells.push_back("up to " + words(spell.end - 1));
    } else if (!spell.end.bounded()) {
      spells.push_back("from " + words(spell.begin) + " on");
    } else if (spell.end == spell.begin + 1) {
      spells.push_back("on " + words(spell.begin));
    } else {
      spells.push_back("from " + words(spell.begin) + " to " + words(spell.end - 1));
    }
  }
  return who + " holds only " + a_few(spells);
}

DaySet days_left(const LimitationList& list) {
  DaySet days = DaySet::all();
  for (const Limitation& each : list) days &= each.days;
  return days;
}

bool leave_no_day(const LimitationList& list) {
  return days_left(list).empty();
}

// The fewest limitations that leave no day: one, or two, or all that are left when none can be spared.
LimitationList conflict_among(LimitationList list) {
  for (const Limitation& each : list) {
    if (each.days.empty()) return {each};
  }
  for (std::size_t i = 0; i < list.size(); ++i) {
    for (std::size_t j = i + 1; j < list.size(); ++j) {
      if ((list[i].days & list[j].days).empty()) return {list[i], list[j]};
    }
  }
  for (std::size_t i = list.size(); i-- > 0;) {
    LimitationList fewer = list;
    fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(i));
    if (leave_no_day(fewer)) list = std::move(fewer);
  }
  return list;
}

// "`deal.cars` starts on 1 Jan 2027, after `deal` expires on 31 Dec 2026".
std::string conflict_words(const Model& model, Subject it, const LimitationList& conflict) {
  const std::string who = quoted(model, it);
  const auto of_it = [&](const Limitation& limitation) {
    return who + words_of(model, limitation, it).substr(std::string_view("it").size());
  };
  if (conflict.size() == 2 && !conflict[0].days.empty() && !conflict[1].days.empty()) {
    const bool in_order =
        conflict[0].days.intervals().back().end <= conflict[1].days.intervals().front().begin;
    const Limitation& ending = conflict[in_order ? 0 : 1];
    const Limitation& starting = conflict[in_order ? 1 : 0];
    if (ending.days.intervals().back().end <= starting.days.intervals().front().begin) {
      if (ending.whose == it) return of_it(ending) + ", before " + words_of(model, starting, it);
      if (starting.whose == it) return of_it(starting) + ", after " + words_of(model, ending, it);
    }
  }
  return "the dates of " + who + " leave no day";
}

// The finding stands at the last limitation in the provision's own text.
Diagnostic finding(const Model& model, Subject it, const LimitationList& conflict) {
  std::size_t primary = 0;
  for (std::size_t i = 0; i < conflict.size(); ++i) {
    const auto rank = [&](const Limitation& each) { return std::pair(each.whose == it, each.place.begin); };
    if (rank(conflict[i]) > rank(conflict[primary])) primary = i;
  }
  const auto label = [&](const Limitation& limitation) {
    return words_of(model, limitation, {});  // of nobody: all are named
  };
  Diagnostic result{DiagnosticKind::never_in_effect,
                    conflict_words(model, it, conflict) + ": it is never in effect", conflict[primary].place,
                    label(conflict[primary])};
  for (std::size_t i = 0; i < conflict.size(); ++i) {
    if (i != primary) result.related.push_back({conflict[i].place, label(conflict[i])});
  }
  return result;
}

// A deal whose own dates leave it no day: nothing more is said of its provisions.
std::vector<bool> agreements_without_days(const Checked& checked, Diagnostics& found) {
  const Model& model = checked.model;
  std::vector<bool> without(model.agreements.size(), false);
  for (std::size_t i = 0; i < model.agreements.size(); ++i) {
    const Agreement& agreement = model.agreements[i];
    const AgreementId id(i);
    if (!checked.world.days({Subject::of(id), State::in_force, {}}).empty()) continue;
    for (const AgreementTerms& terms : checked.world.index.terms(id)) {
      if (!terms.expires.valid() || model[terms.expires].form != Moment::Form::date) continue;
      if (terms.provisional_from.valid()) continue;
      const Date last = model[terms.expires].date;
      std::optional<Date> first;
      Span place;
      if (terms.in_force_on.valid() && model[terms.in_force_on].form == Moment::Form::date) {
        first = model[terms.in_force_on].date;
        place = model[terms.in_force_on].place;
      } else if (terms.in_force_once.valid()) {
        const DaySet days = DateBounds(model).of(terms.in_force_once).may;
        if (!days.empty() && days.intervals().front().begin.bounded()) first = days.intervals().front().begin;
        place = model[terms.in_force_once].place;
      }
      if (!first || *first <= last) continue;
      without[i] = true;
      const std::string who = quoted(model, Subject::of(id));
      const std::string enters = agreement.operative ? "becomes operative" : "enters into force";
      found.push_back({DiagnosticKind::never_in_effect,
                       who + " expires on " + words(last) + ", before it " + enters + " on " + words(*first),
                       model[terms.expires].place,
                       "the last day is " + words(last),
                       {{place, "the first day is " + words(*first)}},
                       {"nothing in it is ever in effect"}});
    }
  }
  return without;
}

}  // namespace

std::optional<WrittenEnd> written_expiry(const Model& model, AgreementId id) {
  Date last = Date::min_value();
  for (const AgreementTerms& terms : model[id].terms) {
    if (!terms.expires.valid() && terms.from_proposal.valid()) continue;  // sets something else
    if (!terms.expires.valid() || model[terms.expires].form != Moment::Form::date) return std::nullopt;
    last = std::max(last, model[terms.expires].date);
  }
  if (!last.bounded()) return std::nullopt;
  return WrittenEnd{last, model[model[id].terms[0].expires].place};
}

DaySet possible_days(const Checked& checked, ProvisionId provision, TermsId terms) {
  const Model& model = checked.model;
  LimitationList list;
  add_limitations(model, provision, terms, list);
  DaySet days = days_left(list);
  const AgreementId deal = model[provision].agreement;
  if (!deal.valid() || model[deal].terms.size() != 1) return days;
  const AgreementTerms& life = model[deal].terms[0];
  if (!life.in_force_on.valid() || model[life.in_force_on].form != Moment::Form::date) return days;
  if (life.provisional_from.valid()) return days;
  // An event may bring it into force before the day that is written.
  const DaySet in_force = checked.world.days({Subject::of(deal), State::in_force, {}});
  days &=
      DaySet::from(std::min(model[life.in_force_on].date, in_force.first_day().value_or(Date::max_value())));
  return days;
}

void check_never_in_effect(const Checked& checked, Diagnostics& found) {
  const Model& model = checked.model;
  const std::vector<bool> dead_agreements = agreements_without_days(checked, found);
  std::vector<bool> dead_measures(model.provisions.size(), false);
  LimitationList list;

  const auto look_at = [&](ProvisionId id) {
    const Provision& provision = model[id];
    if (provision.terms.size() == 1 && !checked.world.evaluation[StateId(id.index())].empty()) return;
    if (provision.agreement.valid() && dead_agreements[provision.agreement.index()]) return;
    if (provision.measure.valid() && dead_measures[provision.measure.index()]) return;
    for (const TermsId terms : provision.terms) {
      list.clear();
      add_limitations(model, id, terms, list);
      if (!leave_no_day(list)) continue;
      if (provision.as_measure.valid()) dead_measures[id.index()] = true;
      found.push_back(finding(model, Subject::of(id), conflict_among(list)));
    }
  };
  for (const Measure& measure : model.measures) look_at(measure.provision);
  for (std::size_t i = 0; i < model.provisions.size(); ++i) {
    if (!model.provisions[i].as_measure.valid()) look_at(ProvisionId(i));
  }
}

}  // namespace quid::dsl
