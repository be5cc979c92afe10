// What comes next for a deal.
//
// The idea in one sentence: before entry into force the next step is read off the life of the agreement and
// the reasons why it is not in force, and afterwards off what is promised and not done.
//
// After entry into force: first what is overdue, then promises that other states wait for, then what has a
// date, then the rest.
#include "core/answers/deals.hpp"

#include <algorithm>
#include <tuple>

#include "core/answers/timeline.hpp"
#include "core/why/reason_words.hpp"

namespace quid {

namespace {

// By state, whether another state depends on it: the promises that something waits for.
std::vector<bool> awaited_states(const Graph& graph) {
  std::vector<bool> awaited(graph.size(), false);
  for (std::size_t i = 0; i < graph.size(); ++i) {
    for (const Dependency& dependency : graph.dependencies(StateId(i))) {
      if (dependency.on.index() != i) awaited[dependency.on.index()] = true;
    }
  }
  return awaited;
}

class Deals {
 public:
  Deals(const World& world, Date on)
      : world_(world), model_(world.model), on_(on), awaited_(awaited_states(world.graph)) {}

  DealStatus status(AgreementId id) const {
    const Agreement& agreement = model_[id];
    DealStatus deal;
    deal.agreement = id;
    deal.state = agreement_state(world_, id, on_);
    deal.launched = first_day(id, State::launched);
    deal.concluded = first_day(id, State::concluded);
    deal.signed_by_all = first_day(id, State::signed_);
    deal.in_force = first_day(id, State::in_force);
    deal.provisions = agreement.provisions.size();
    deal.open_brackets = agreement.open.size();
    for (ProvisionId provision : agreement.provisions) {
      const DaySet days = world_.days({Subject::of(provision), State::in_effect, {}});
      if (days.contains(on_)) ++deal.in_effect;
      bool has_treatment = false;
      for (TermsId terms : model_[provision].terms) {
        deal.open_brackets += model_[terms].open.size();
        has_treatment = has_treatment || !model_[terms].treatments.empty();
      }
      const std::optional<Date> first = days.first_day();
      if (!has_treatment || !first || *first > on_) continue;
      deal.applied = deal.applied ? std::min(*deal.applied, *first) : *first;
    }
    deal.next = next(id, deal);
    return deal;
  }

 private:
  DaySet days(AgreementId id, State state, PartyId by = {}) const {
    return world_.days({Subject::of(id), state, by});
  }
  bool holds(AgreementId id, State state, PartyId by = {}) const { return days(id, state, by).contains(on_); }
  std::optional<Date> first_day(AgreementId id, State state) const {
    const std::optional<Date> first = days(id, state).first_day();
    return first && *first <= on_ ? first : std::nullopt;
  }

  std::optional<Step> next(AgreementId id, const DealStatus& deal) const {
    const Agreement& agreement = model_[id];
    Step step;
    step.place = agreement.name_place;
    if (holds(id, State::terminated) || holds(id, State::expired)) return std::nullopt;
    if (holds(id, State::suspended)) {
      step.kind = Step::Kind::resume;
      step.actors = agreement.parties;
      return step;
    }
    if (holds(id, State::in_force)) return next_duty(id);
    if (deal.signed_by_all) return entry_into_force(id, step);
    if (deal.launched && !deal.concluded) {
      step.kind = Step::Kind::conclude;
      step.actors = agreement.parties;
    } else {
      step = entry_into_force(id, step);
    }
    // Nothing is signed with brackets in it.
    if (step.kind == Step::Kind::sign || step.kind == Step::Kind::conclude)
      step.brackets = deal.open_brackets;
    return step;
  }

  Step entry_into_force(AgreementId id, Step step) const {
    const DaySet coming = days(id, State::in_force) & DaySet::from(on_);
    if (!coming.empty()) {
      step.kind = Step::Kind::enters_into_force;
      step.date = coming.first_day();
      return step;
    }
    const std::vector<Missing> missing = missing_of(world_, {Subject::of(id), State::in_force, {}}, on_);
    if (!missing.empty() && !says_in_force(missing.front(), id)) {
      const Missing& first = missing.front();
      step.kind = own_act(id, first);
      if (step.kind == Step::Kind::other) step.what = words(model_, first);
      step.place = first.place;
      step.actors = first.actors;
      // The same act of others is part of the step.
      for (const Missing& other : missing) {
        if (is_same_act(first, other)) step.actors.push_back(other.state()->by);
      }
      return step;
    }
    for (PartyId party : model_[id].parties) {
      if (!holds(id, State::signed_, party)) step.actors.push_back(party);
    }
    step.kind = step.actors.empty() ? Step::Kind::bring_into_force : Step::Kind::sign;
    if (step.actors.empty()) step.actors = model_[id].parties;
    return step;
  }

  static bool says_in_force(const Missing& missing, AgreementId id) {
    const StateKey* key = missing.state();
    return key != nullptr && *key == StateKey{Subject::of(id), State::in_force, {}};
  }
  static bool is_same_act(const Missing& a, const Missing& b) {
    const StateKey* one = a.state();
    const StateKey* other = b.state();
    return one != nullptr && other != nullptr && one->subject == other->subject &&
           one->state == other->state && other->by.valid() && other->by != one->by;
  }

  // What the parties of a deal do for it to get on.
  static Step::Kind own_act(AgreementId id, const Missing& missing) {
    const StateKey* key = missing.state();
    if (key == nullptr || key->subject != Subject::of(id)) return Step::Kind::other;
    switch (key->state) {
      case State::launched: return Step::Kind::begin_talks;
      case State::concluded: return Step::Kind::conclude;
      case State::signed_: return Step::Kind::sign;
      case State::ratified: return Step::Kind::ratify;
      case State::notified: return Step::Kind::notify;
      default: return Step::Kind::other;
    }
  }

  // Of what is promised and not done.
  std::optional<Step> next_duty(AgreementId id) const {
    TimelineOptions options;
    options.subjects.push_back(Subject::of(id));
    const Timeline all = timeline(world_, on_, options);
    const Due* best = nullptr;
    for (const Due& due : all.due) {
      if (due.done || (due.date && *due.date < on_ && due.overdue_days == 0)) continue;
      if (best == nullptr || rank(due) < rank(*best)) best = &due;
    }
    if (best == nullptr) return undone_undertaking(id);
    if (!best->date) {
      std::optional<Step> awaited = undone_undertaking(id);
      if (awaited) return awaited;
    }
    Step step;
    step.what = best->what;
    if (best->subject != Subject::of(id)) {
      step.what += " (" + name_of(model_, best->subject) + ")";
    } else if (best->kind == Due::Kind::review) {
      step.actors = model_[id].parties;
    }
    for (const Due& due : all.due) {
      if (due.subject == best->subject && due.date == best->date && !due.done && due.actor.valid()) {
        step.actors.push_back(due.actor);
      }
    }
    step.date = best->date;
    step.overdue_days = best->overdue_days;
    step.place = best->place;
    return step;
  }

  std::tuple<int, Date> rank(const Due& due) const {
    const Date date = due.date.value_or(Date::max_value());
    if (due.overdue_days > 0) return {0, date};
    if (is_awaited(due.subject)) return {1, date};
    return {due.date ? 2 : 3, date};
  }

  bool is_awaited(Subject subject) const {
    for (State state : {State::performed, State::reached}) {
      const StateKey key{subject, state, {}};
      if (!has_state(model_, key)) continue;
      const StateId vertex = world_.graph.find(key);
      if (vertex.valid() && awaited_[vertex.index()]) return true;
    }
    return false;
  }

  // Without a date: first what others wait for, then any promise in effect and not kept.
  std::optional<Step> undone_undertaking(AgreementId id) const {
    std::optional<Step> found;
    for (ProvisionId provision : model_[id].provisions) {
      const Provision& each = model_[provision];
      const Subject subject = Subject::of(provision);
      const bool milestone = each.kind == ProvisionKind::milestone;
      const StateKey done{subject, milestone ? State::reached : State::performed, {}};
      if (!has_state(model_, done) || world_.days(done).contains(on_)) continue;
      if (!world_.days({subject, State::in_effect, {}}).contains(on_)) continue;
      const bool awaited = is_awaited(subject);
      if (!awaited && (found || each.kind != ProvisionKind::undertaking)) continue;
      Step step;
      step.what = each.title.empty() ? name_of(model_, done)
                                     : std::string(each.title) + " (" + name_of(model_, subject) + ")";
      auto by = givers(model_, provision);
      step.actors.assign(by.begin(), by.end());
      step.place = each.name_place;
      if (awaited) return step;
      found = std::move(step);
    }
    return found;
  }

  const World& world_;
  const Model& model_;
  Date on_;
  std::vector<bool> awaited_;
};

}  // namespace

std::string words(const Step& step) {
  std::string text;
  if (step.brackets > 0) {
    text =
        "settle " + std::to_string(step.brackets) + (step.brackets == 1 ? " bracket" : " brackets") + " and ";
  }
  switch (step.kind) {
    case Step::Kind::begin_talks: return text + "begin the talks";
    case Step::Kind::conclude: return text + "conclude";
    case Step::Kind::sign: return text + "sign";
    case Step::Kind::ratify: return text + "ratify";
    case Step::Kind::notify: return text + "notify each other";
    case Step::Kind::bring_into_force: return text + "bring it into force";
    case Step::Kind::enters_into_force: return text + "enters into force";
    case Step::Kind::resume: return text + "resume";
    case Step::Kind::other: return text + step.what;
  }
  return text;
}

std::vector<DealStatus> deals(const World& world, Date on) {
  const Deals all(world, on);
  std::vector<DealStatus> result;
  result.reserve(world.model.agreements.size());
  for (std::size_t i = 0; i < world.model.agreements.size(); ++i) {
    result.push_back(all.status(AgreementId(i)));
  }
  return result;
}

}  // namespace quid
