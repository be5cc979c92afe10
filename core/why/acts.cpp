#include "core/why/acts.hpp"

#include <algorithm>

#include "core/goods/quota.hpp"
#include "core/model/quantity.hpp"
#include "core/states/meaning.hpp"

namespace quid {

namespace {

// The verb that begins a state.
std::optional<Verb> verb_of(State state) {
  for (std::size_t i = 0; i < verb_count; ++i) {
    const Verb verb = static_cast<Verb>(i);
    if (state_begun_by(verb) == state) return verb;
  }
  return std::nullopt;
}

bool may(const Model& model, Subject subject, Verb verb) {
  return takes_verb(subject.kind, kind_of(model, subject), verb);
}

Entry dated(Date on) {
  Entry entry;
  entry.date = entry.acts_from = entry.recorded = on;
  return entry;
}

class Listing {
 public:
  Listing(const Model& model, Date on) : model_(model), on_(on) {}

  void add(Subject subject, Verb verb, PartyId by = {}) { add(subject, verb, by, on_); }
  void add(Subject subject, Verb verb, PartyId by, Date from) {
    if (may(model_, subject, verb)) list_.push_back({{event(model_, subject, verb, by, on_)}, from});
  }
  // By each of those who could, one of whom is enough.
  void add_by_any(Subject subject, Verb verb) {
    const std::vector<PartyId> actors = actors_of(model_, subject);
    if (actors.size() <= 1) return add(subject, verb);
    for (PartyId party : actors) add(subject, verb, party);
  }
  void add_notices(AgreementId agreement, Date from) {
    for (PartyId party : model_[agreement].parties) add(Subject::of(agreement), Verb::notice, party, from);
  }
  std::vector<Means> take() { return std::move(list_); }

 private:
  const Model& model_;
  Date on_;
  std::vector<Means> list_;
};

// Who has yet to perform a promise of several.
std::vector<PartyId> yet_to_perform(const Model& model, const Index& index, Subject promise, Date on) {
  std::vector<PartyId> parties;
  for (PartyId giver : givers(model, promise.provision())) {
    const DaySet done = alternating(
        model, index, promise,
        [&](const Entry& entry) {
          return entry.verb == Verb::performed && (!entry.by.valid() || entry.by == giver);
        },
        [](const Entry& entry) { return entry.verb == Verb::breached || entry.verb == Verb::withdrawn; });
    if (!done.contains(on)) parties.push_back(giver);
  }
  return parties;
}

}  // namespace

Entry event(const Model& model, Subject subject, Verb verb, PartyId by, Date on) {
  Entry entry = dated(on);
  entry.verb = verb;
  entry.subject = subject;
  // What only one party can do needs no name.
  const std::vector<PartyId> actors = actors_of(model, subject);
  if (names_a_party(verb) && !(actors.size() == 1 && actors.front() == by)) entry.by = by;
  return entry;
}

std::vector<Means> beginnings(const Model& model, const Index& index, const StateKey& key, Date on) {
  Listing list(model, on);
  const Subject subject = key.subject;
  switch (key.state) {
    case State::in_effect:
    case State::provisionally_applied:
    case State::expired:
    case State::exhausted: break;
    case State::standing: list.add(subject, Verb::restored); break;
    case State::terminated: {
      list.add(subject, Verb::terminated);
      const Agreement& agreement = model[subject.agreement()];
      if (agreement.notice_term) list.add_notices(subject.agreement(), quid::add(on, *agreement.notice_term));
      break;
    }
    case State::notice_given: list.add_notices(subject.agreement(), on); break;
    case State::performed: {
      if (key.by.valid()) {
        list.add(subject, Verb::performed, key.by);
        break;
      }
      const std::vector<PartyId> missing = yet_to_perform(model, index, subject, on);
      if (missing.size() <= 1) {
        list.add(subject, Verb::performed, missing.empty() ? PartyId{} : missing.front());
        break;
      }
      Means each{{}, on};
      for (PartyId party : missing) each.acts.push_back(event(model, subject, Verb::performed, party, on));
      return {std::move(each)};
    }
    case State::invoked:
    case State::tabled:
      key.by.valid() ? list.add(subject, *verb_of(key.state), key.by)
                     : list.add_by_any(subject, *verb_of(key.state));
      break;
    default:
      if (const std::optional<Verb> verb = verb_of(key.state)) list.add(subject, *verb, key.by);
      break;
  }
  return list.take();
}

std::vector<Means> endings(const Model& model, const Index& index, const StateKey& key, Date on) {
  Listing list(model, on);
  const Subject subject = key.subject;
  switch (key.state) {
    case State::suspended: list.add(subject, Verb::resumed); break;
    case State::breached:
      list.add_by_any(subject, Verb::performed);
      list.add(subject, Verb::withdrawn);
      break;
    case State::performed: list.add(subject, Verb::breached); break;
    case State::invoked: list.add(subject, Verb::released); break;
    case State::standing:
      list.add(subject, Verb::struck_down);
      list.add(subject, Verb::lapsed);
      break;
    case State::struck_down:
    case State::lapsed: list.add(subject, Verb::restored); break;
    case State::notice_given:
    case State::terminated:
      // A notice can be withdrawn while its term runs.
      if (notice_days(model, index, subject.agreement()).contains(on)) {
        for (PartyId party : model[subject.agreement()].parties)
          list.add(subject, Verb::notice_withdrawn, party);
      }
      if (key.state == State::terminated) list.add(subject, Verb::in_force);
      break;
    default: break;
  }
  return list.take();
}

std::vector<Means> endings_as_a_whole(const Model& model, const StateKey& key, Date on) {
  Listing list(model, on);
  const Subject subject = key.subject;
  const auto end_agreement = [&](AgreementId agreement) {
    list.add(Subject::of(agreement), Verb::terminated);
    if (const std::optional<Duration>& term = model[agreement].notice_term)
      list.add_notices(agreement, quid::add(on, *term));
  };
  if (key.state == State::in_force || key.state == State::provisionally_applied) {
    end_agreement(subject.agreement());
  } else if (key.state == State::in_effect) {
    const Provision& provision = model[subject.provision()];
    for (const Verb verb : {Verb::suspended, Verb::withdrawn, Verb::rescinded}) list.add(subject, verb);
    if (provision.agreement.valid()) {
      list.add(Subject::of(provision.agreement), Verb::suspended);
      // What is applied provisionally ends with the agreement, and is no state of its own here.
      end_agreement(provision.agreement);
    }
  } else if (key.state == State::performed) {
    list.add(subject, Verb::withdrawn);
  }
  return list.take();
}

std::vector<Means> deliveries(const Model& model, const Index& index, ProvisionId promise, Date on) {
  std::vector<Means> list;
  for (TermsId terms : model[promise].terms) {
    if (!model[terms].promise.valid()) continue;
    const Promise& said = model[model[terms].promise];
    if (!said.amount.valid() || said.metric.valid()) continue;
    const Quantity& amount = model[said.amount];
    Decimal left = amount.amount;
    for (EntryId id : index.entries(Subject::of(promise))) {
      const Entry& step = model[id];
      if (step.kind != Entry::Kind::progress || step.acts_from > on) continue;
      // What cannot be said exactly in the unit of the promise is delivered again.
      if (const auto more = in_unit(model, step.quantity, amount.unit)) left -= more->amount;
    }
    if (left <= Decimal()) continue;
    Entry entry = dated(on);
    entry.kind = Entry::Kind::progress;
    entry.subject = Subject::of(promise);
    entry.quantity = {left, amount.unit};
    list.push_back({{entry}, on});
  }
  return list;
}

std::vector<Means> uses(const Model& model, const Index& index, ProvisionId provision, Date on) {
  std::optional<Quantity> most;
  QuantityId said;  // the limit as written
  bool is_export = false;
  for (const QuotaRow& row : quota_rows(model, index, provision, on)) {
    const bool is_first = row.band == model[row.treatment].bands[0];
    if (!is_first || row.holder.valid() || on >= row.period.end || row.left <= Decimal()) continue;
    if (most && most->amount >= row.left) continue;
    most = Quantity{row.left, row.unit};
    said = model[model[row.band].limit].amount;
    is_export = model[row.treatment].is_export;
  }
  if (!most) return {};
  if (said.valid()) {
    const std::optional<InUnit> written = in_unit(model, *most, model[said].unit);
    if (written && written->exact) most = Quantity{written->amount, model[said].unit};
  }
  Entry entry = dated(on);
  entry.kind = is_export ? Entry::Kind::ship : Entry::Kind::enter;
  entry.subject = Subject::of(provision);
  entry.quantity = *most;
  const std::span<const PartyId> by = givers(model, provision);
  PartyId giver = by.empty() ? PartyId(std::size_t{0}) : by.front();
  PartyId taker;
  if (!model[provision].to.empty()) taker = model[model[provision].to[0]];
  if (!taker.valid() && model[provision].agreement.valid()) {
    for (PartyId party : model[model[provision].agreement].parties) {
      if (party != giver) taker = party;
    }
  }
  if (!taker.valid()) taker = giver.index() == 0 ? PartyId(std::size_t{1}) : PartyId(std::size_t{0});
  entry.from = is_export ? giver : taker;
  entry.to = is_export ? taker : giver;
  return {{{entry}, on}};
}

std::vector<Entry> observations(const Model& model, MetricId metric, Date on) {
  const UnitId unit = model[metric].unit;
  std::vector<Decimal> bars;
  const auto add_bar = [&](QuantityId bar) {
    const auto amount = in_unit(model, model[bar], unit);
    if (amount && amount->exact) bars.push_back(amount->amount);
  };
  for (const Condition& condition : model.conditions) {
    if (condition.kind == Condition::Kind::compare && condition.metric() == metric)
      add_bar(condition.quantity());
  }
  for (const Promise& promise : model.promises) {
    if (promise.metric == metric && promise.amount.valid()) add_bar(promise.amount);
  }
  std::sort(bars.begin(), bars.end());
  bars.erase(std::unique(bars.begin(), bars.end()), bars.end());
  if (bars.empty()) return {};
  std::vector<Decimal> values = bars;
  const Decimal one(1);
  const Decimal half = one.times_power_of_ten(-1) * Decimal(5);
  const auto between = [&](const Decimal& low, const Decimal& high) {
    values.push_back(low + one < high ? low + one : (low + high) * half);
  };
  if (bars.front() > Decimal())
    values.push_back(bars.front() > one ? bars.front() - one : bars.front() * half);
  for (std::size_t i = 1; i < bars.size(); ++i) between(bars[i - 1], bars[i]);
  values.push_back(bars.back() + one);
  std::vector<Entry> list;
  for (const Decimal& value : values) {
    Entry entry = dated(on);
    entry.kind = Entry::Kind::observe;
    entry.metric = metric;
    entry.quantity = {value, unit};
    list.push_back(entry);
  }
  return list;
}

std::vector<PartyId> actors_of(const Model& model, Subject subject) {
  if (!subject.valid()) return {};
  if (subject.kind == SubjectKind::proposal) return actors_of(model, model[subject.proposal()].amends);
  if (subject.kind == SubjectKind::agreement) return model[subject.agreement()].parties;
  if (subject.kind != SubjectKind::provision) return {};
  const std::span<const PartyId> by = givers(model, subject.provision());
  return {by.begin(), by.end()};
}

std::vector<PartyId> actors_of(const Model& model, const Entry& act) {
  if (act.by.valid()) return {act.by};
  const bool is_deed = act.kind == Entry::Kind::event || act.kind == Entry::Kind::progress;
  return is_deed ? actors_of(model, act.subject) : std::vector<PartyId>();
}

bool is_setback(const Entry& act) {
  if (act.kind != Entry::Kind::event) return false;
  switch (act.verb) {
    case Verb::suspended:
    case Verb::notice:
    case Verb::terminated:
    case Verb::breached:
    case Verb::withdrawn:
    case Verb::rescinded:
    case Verb::struck_down:
    case Verb::struck_down_from_the_start:
    case Verb::lapsed: return true;
    default: return false;
  }
}

}  // namespace quid
