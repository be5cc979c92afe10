// What falls due.
//
// The idea in one sentence: every promise, review and last day of the text becomes a row for each party that
// has to act, with the day that its moment names, and `done` read off the days of `performed` or `reached`.
//
// A duty that returns each year is one row: the next time, and the last time too where it was missed. With a
// last day to draw, every time up to it. A promise is overdue only where it binds: in effect on its day, or
// now.
#include "core/answers/timeline.hpp"

#include <algorithm>
#include <tuple>

#include "core/model/treatment_words.hpp"
#include "core/model/words.hpp"
#include "core/states/meaning.hpp"

namespace quid {

namespace {

class Collector {
 public:
  Collector(const World& world, Date on, const TimelineOptions& options)
      : world_(world), model_(world.model), on_(on), options_(options) {}

  void agreement(AgreementId id) {
    rows_of(Subject::of(id));
    moments_of(id);
    for (ProvisionId provision : model_[id].provisions) this->provision(provision);
  }

  void measure(MeasureId id) {
    provision(model_[id].provision);
    for (ProvisionId inner : model_[id].provisions) provision(inner);
  }

  void provision(ProvisionId id) {
    const Subject subject = Subject::of(id);
    rows_of(subject);
    const Terms* terms = current_terms(id);
    if (terms == nullptr) return;
    const ProvisionKind kind = model_[id].kind;
    if (terms->promise.valid()) {
      promise(id, model_[terms->promise]);
    } else if (kind == ProvisionKind::undertaking || kind == ProvisionKind::commitment) {
      promise(id, Promise{});
    }
    if (terms->through.valid()) last_day(id, terms->through);
  }

  void rows_of(Subject subject) {
    for (std::size_t i = 0; i < state_count; ++i) {
      const StateKey key{subject, static_cast<State>(i), {}};
      if (!has_state(model_, key)) continue;
      DaySet days = world_.days(key);
      const bool main = key.state == State::in_effect || key.state == State::in_force;
      const bool usual = key.state == State::standing && days.is_all();
      if (usual || (days.empty() && !main)) continue;
      result_.rows.push_back({key, std::move(days)});
    }
  }

  Timeline take() {
    std::stable_sort(result_.due.begin(), result_.due.end(), [&](const Due& a, const Due& b) {
      return std::tuple(!a.date, a.date.value_or(Date::max_value())) <
             std::tuple(!b.date, b.date.value_or(Date::max_value()));
    });
    return std::move(result_);
  }

 private:
  const Terms* current_terms(ProvisionId id) const {
    if (model_[id].terms.empty()) return nullptr;
    return &model_[terms_on(world_, id, on_)];
  }

  DaySet state(Subject subject, State which, PartyId by = {}) const {
    const StateKey key{subject, which, by};
    return has_state(model_, key) ? world_.days(key) : DaySet::none();
  }

  void promise(ProvisionId id, const Promise& promise) {
    const Subject subject = Subject::of(id);
    std::vector<PartyId> actors(givers(model_, id).begin(), givers(model_, id).end());
    const bool target = model_[id].kind == ProvisionKind::target;
    if (target || actors.empty()) actors.assign(1, actors.size() == 1 ? actors[0] : PartyId{});
    for (PartyId actor : actors) {
      Due due;
      due.subject = subject;
      due.actor = actor;
      due.place = model_[id].place;
      const State end = target ? State::reached : State::performed;
      const bool by_party = actors.size() > 1 && names_a_party(end);
      const DaySet done = state(subject, end, by_party ? actor : PartyId{});
      due.what = what_is_promised(id, promise);
      const MomentId moment = promise.by.valid() ? promise.by : promise.due;
      if (moment.valid()) {
        due.place = model_[moment].place;
        due.date = day_of(world_, moment);
        if (!due.date) due.what += ", " + words(model_, moment);
        add_promise(due, done);
      } else if (promise.due_each.empty()) {
        if (in_effect(subject, on_)) add_promise(due, done);
      }
      for (Yearly day : promise.due_each) yearly(due, day, done);
    }
  }

  std::string what_is_promised(ProvisionId id, const Promise& promise) const {
    std::string what;
    if (promise.amount.valid()) {
      Promise bare = promise;
      bare.by = bare.due = {};
      bare.due_each.clear();
      what = words(model_, bare);
    }
    const std::string_view title = model_[id].title;
    if (title.empty()) return what.empty() ? std::string(to_string(model_[id].kind)) : what;
    return what.empty() ? std::string(title) : std::string(title) + ": " + what;
  }

  bool in_effect(Subject subject, Date day) const { return state(subject, State::in_effect).contains(day); }

  void add_promise(Due due, const DaySet& done) {
    const Subject subject = due.subject;
    due.done = done.contains(on_) || (due.date && done.contains(*due.date));
    const bool binds = due.date && (in_effect(subject, *due.date) || in_effect(subject, on_));
    if (due.date && *due.date < on_ && !due.done && binds) due.overdue_days = on_ - *due.date;
    keep(std::move(due));
  }

  void yearly(const Due& pattern, Yearly day, const DaySet& done) {
    const Date last = options_.through.value_or(Date::max_value());
    Date at = next_yearly(day, options_.from.value_or(on_));
    const Date before = next_yearly(day, subtract(at, {1, Duration::Unit::years}) - 1);
    if (!options_.from && before < on_ && in_effect(pattern.subject, before) && !done.contains(before)) {
      Due missed = pattern;
      missed.date = before;
      add_promise(missed, done);
    }
    while (at.bounded() && at <= last) {
      Due due = pattern;
      due.date = at;
      due.what += " (" + words(day) + ")";
      add_promise(std::move(due), done);
      if (!options_.through) break;
      at = next_yearly(day, at + 1);
    }
  }

  void moments_of(AgreementId id) {
    const Agreement& agreement = model_[id];
    const Subject subject = Subject::of(id);
    const DaySet in_force = state(subject, State::in_force);
    Due due;
    due.subject = subject;
    due.place = agreement.name_place;
    due.kind = Due::Kind::review;
    due.what = "review";
    if (agreement.review.valid()) {
      due.place = model_[agreement.review].place;
      due.date = day_of(world_, agreement.review);
      if (due.date) keep(due);
    }
    for (Yearly day : agreement.review_each) {
      if (in_force.contains(on_)) yearly_review(due, day);
    }
    for (std::size_t i = 0; i < agreement.terms.size(); ++i) {
      const AgreementTerms& terms = world_.index.terms(id)[i];
      if (!terms.expires.valid() || !in_force.contains(on_)) continue;
      if (!world_.index.text_days(id, i).contains(on_)) continue;
      due.kind = Due::Kind::expiry;
      due.what = "expires";
      due.place = terms.expires_place;
      due.date = day_of(world_, terms.expires);
      if (due.date && *due.date >= on_) keep(due);
    }
  }

  void yearly_review(Due due, Yearly day) {
    Date at = next_yearly(day, options_.from.value_or(on_));
    const Date last = options_.through.value_or(Date::max_value());
    while (at.bounded() && at <= last) {
      due.date = at;
      keep(due);
      if (!options_.through) break;
      at = next_yearly(day, at + 1);
    }
  }

  void last_day(ProvisionId id, MomentId moment) {
    const Subject subject = Subject::of(id);
    std::optional<Date> day = day_of(world_, moment);
    if (!day || *day < on_ || !in_effect(subject, *day)) return;
    Due due;
    due.kind = Due::Kind::last_day;
    due.subject = subject;
    due.date = day;
    due.what = model_[id].title.empty() ? "last day" : std::string(model_[id].title) + ": last day";
    due.place = model_[moment].place;
    keep(std::move(due));
  }

  void keep(Due due) {
    if (due.date && options_.from && *due.date < *options_.from) return;
    if (due.date && options_.through && *due.date > *options_.through) return;
    result_.due.push_back(std::move(due));
  }

  const World& world_;
  const Model& model_;
  Date on_;
  const TimelineOptions& options_;
  Timeline result_;
};

}  // namespace

std::optional<Date> day_of(const World& world, MomentId id) {
  const Model& model = world.model;
  const Moment& moment = model[id];
  if (moment.form == Moment::Form::date) return moment.date;
  // A `holds` condition, or the `all_of` of several parties.
  DaySet days = DaySet::all();
  const Condition& root = model[moment.first_of];
  if (root.kind == Condition::Kind::holds) {
    days = world.days(root.state_key());
  } else {
    for (std::uint32_t at = moment.first_of.value + 1; at < root.next; at = model.conditions[at].next) {
      const Condition& part = model.conditions[at];
      if (part.kind == Condition::Kind::holds) days &= world.days(part.state_key());
    }
  }
  return day_of(moment, days);
}

TermsId terms_on(const World& world, ProvisionId provision, Date on) {
  const IdRange<TermsId> all = world.model[provision].terms;
  for (TermsId terms : all) {
    if (world.index.text_days(terms).contains(on)) return terms;
  }
  return all[0];
}

Date next_yearly(Yearly day, Date from) {
  for (int year = from.year();; ++year) {
    const bool no_such_day =
        day.month == 2 && day.day == 29 && make_date(year, 3, 1) - 1 == make_date(year, 2, 28);
    const Date date = make_date(year, day.month, no_such_day ? 28 : day.day);
    if (date >= from) return date;
  }
}

Timeline timeline(const World& world, Date on, const TimelineOptions& options) {
  const Model& model = world.model;
  Collector collector(world, on, options);
  for (Subject subject : options.subjects) {
    switch (subject.kind) {
      case SubjectKind::agreement: collector.agreement(subject.agreement()); break;
      case SubjectKind::provision:
        if (model[subject.provision()].as_measure.valid()) {
          collector.measure(model[subject.provision()].as_measure);
        } else {
          collector.provision(subject.provision());
        }
        break;
      case SubjectKind::authority:
      case SubjectKind::proposal: collector.rows_of(subject); break;
    }
  }
  if (options.subjects.empty()) {
    for (std::size_t i = 0; i < model.agreements.size(); ++i) collector.agreement(AgreementId(i));
    for (std::size_t i = 0; i < model.measures.size(); ++i) collector.measure(MeasureId(i));
    for (std::size_t i = 0; i < model.authorities.size(); ++i) collector.rows_of(Subject::of(AuthorityId(i)));
    for (std::size_t i = 0; i < model.proposals.size(); ++i) collector.rows_of(Subject::of(ProposalId(i)));
  }
  return collector.take();
}

}  // namespace quid
