// Why there is a second evaluator, and why it is so slow.
//
// The real evaluator works on sets of days as intervals, orders states by strongly connected components,
// numbers them cleverly and computes nothing twice. Each of these can be wrong in ways that no example shows.
// So section 11 of the reference is written down here once more, by another hand, in the most pedestrian way
// there is: a state is a row of yes and no, one a day; a sentence that says "on the days on which" is a loop
// over the days; a state that rests on others is computed from their rows. Nothing is shared with the real
// evaluator but the model and the calendar, and this file was written without looking at it. Where the two
// disagree, the text of the reference decides.
//
//   1. The window. All days that the workspace names, and around them room for all its durations together.
//      One more day on either side stands for everything before and after. A row is then finite and says it
//      all.
//   2. The states. Every state that every thing can be in, whether anything asks about it or not.
//   3. The graph. Each state is computed once with all rows empty, only to note what it reads, and under
//      which sign. Two states lie in one ring if each can be reached from the other: depth-first search from
//      each.
//   4. The rows. A state outside a ring is computed once. A ring starts from empty rows and is computed over
//      and over until nothing changes. What moves together starts from full rows and is taken back as long as
//      the rest, recomputed from empty rows each time, does not bear it out.
//
// Costs are quadratic in the states and in the days here and there; a workspace of some dozen provisions
// takes milliseconds, and no more is asked of it.
#include "tests/oracle.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace quid::tests {

namespace {

template <typename Range, typename Value>
bool contains(const Range& range, const Value& value) {
  return std::find(range.begin(), range.end(), value) != range.end();
}

void keep(Days& days, const Days& other) {
  for (std::size_t d = 0; d < days.size(); ++d) days[d] = days[d] && other[d];
}
void join(Days& days, const Days& other) {
  for (std::size_t d = 0; d < days.size(); ++d) days[d] = days[d] || other[d];
}
void drop(Days& days, const Days& other) {
  for (std::size_t d = 0; d < days.size(); ++d) days[d] = days[d] && !other[d];
}

// More days than the duration ever has.
int at_most(Duration duration) {
  switch (duration.unit) {
    case Duration::Unit::days: return duration.count;
    case Duration::Unit::weeks: return duration.count * 7;
    case Duration::Unit::months: return duration.count * 31;
    case Duration::Unit::years: return duration.count * 366;
  }
  return 0;
}

// Within one dimension, and chips into TPP; none where the two do not convert.
std::optional<Decimal> converted(const Model& model, const Quantity& quantity, DimensionId dimension) {
  const Unit& unit = model[quantity.unit];
  if (unit.dimension == dimension) return quantity.amount * unit.factor;
  if (unit.chip.valid() && model[dimension].name == "TPP" && model[unit.chip].tpp) {
    return quantity.amount * *model[unit.chip].tpp;
  }
  return std::nullopt;
}

// Whether a duration that begins with a day, itself counted, is over with another: a month is on the eve of the
// same day of the next, or with the last day of a month that has no such day.
bool is_over(Date begin, Duration duration, Date day) {
  if (duration.unit == Duration::Unit::days) return day - begin + 1 >= duration.count;
  if (duration.unit == Duration::Unit::weeks) return day - begin + 1 >= duration.count * 7;
  const std::string number = to_string(begin).substr(8);
  const Date same = add(begin, duration);
  return to_string(same).substr(8) == number ? day + 1 >= same : day >= same;
}

bool satisfies(const Decimal& value, Comparison comparison, const Decimal& bar) {
  switch (comparison) {
    case Comparison::at_least: return value >= bar;
    case Comparison::at_most: return value <= bar;
    case Comparison::above: return value > bar;
    case Comparison::below: return value < bar;
  }
  return false;
}

}  // namespace

Oracle::Oracle(const Model& model, std::optional<Date> known) : model_(model), known_(known) {
  for (const Entry& entry : model.entries) {
    if (!known_ || entry.recorded <= *known_) facts_.push_back(&entry);
  }
  std::stable_sort(facts_.begin(), facts_.end(),
                   [](const Entry* a, const Entry* b) { return a->acts_from < b->acts_from; });
  choose_window();
  adopted_.resize(model.proposals.size());
  for (const Entry* entry : facts_) {
    if (entry->kind != Entry::Kind::event || entry->verb != Verb::adopted) continue;
    const ProposalId proposal = entry->subject.proposal();
    if (contains(adoptions_, proposal)) continue;
    adoptions_.push_back(proposal);
    adopted_[proposal.index()] = day_of(entry->acts_from);
  }
  find_states();
  solve();
}

DaySet Oracle::days(const StateKey& state) const {
  const Days& days = values_[numbers_.at({state})];
  std::vector<Interval> intervals;
  for (std::size_t d = 0; d < size_; ++d) {
    if (!days[d]) continue;
    intervals.push_back(
        {d == 0 ? Date::min_value() : date(d), d == size_ - 1 ? Date::max_value() : date(d + 1)});
  }
  return DaySet::of(std::move(intervals));
}

// -- the window

void Oracle::choose_window() {
  std::vector<Date> dates = {make_date(2025, 1, 1)};
  int room = 40;
  for (const Entry& entry : model_.entries) {
    dates.push_back(entry.acts_from);
    if (entry.kind == Entry::Kind::ship || entry.kind == Entry::Kind::enter) {
      dates.push_back(period_of_year(entry.acts_from).begin);
      dates.push_back(period_of_year(entry.acts_from).end);
    }
  }
  for (const Condition& condition : model_.conditions) {
    using Kind = Condition::Kind;
    if (condition.kind == Kind::after || condition.kind == Kind::before) dates.push_back(condition.date());
    if (condition.kind == Kind::held_for || condition.kind == Kind::within_after) {
      room += at_most(condition.duration()) + 4;
    }
  }
  for (const Moment& moment : model_.moments) {
    if (moment.form == Moment::Form::date) dates.push_back(moment.date);
    if (moment.form == Moment::Form::offset) room += at_most(moment.duration) + 4;
    if (moment.form == Moment::Form::month_of || moment.form == Moment::Form::month_after) room += 32;
  }
  for (const Agreement& agreement : model_.agreements) {
    if (agreement.notice_term) room += at_most(*agreement.notice_term) + 4;
  }
  const auto bounds = [&](const DaySet& days) {
    for (Interval interval : days.intervals()) {
      dates.push_back(interval.begin);
      dates.push_back(interval.end);
    }
  };
  for (const Group& group : model_.groups) {
    for (const auto& member : group.parties) bounds(member.days);
    for (const auto& member : group.entities) bounds(member.days);
  }
  for (const Limit& limit : model_.limits) {
    for (const Limit::Exception& exception : limit.exceptions) {
      dates.push_back(exception.period.begin);
      dates.push_back(exception.period.end);
    }
    if (limit.basis == Basis::per_window) {
      dates.push_back(limit.window.begin);
      dates.push_back(limit.window.end);
    }
  }
  std::erase_if(dates, [](Date each) { return !each.bounded(); });
  const auto [earliest, latest] = std::minmax_element(dates.begin(), dates.end());
  first_ = *earliest - room;
  size_ = static_cast<std::size_t>(*latest - *earliest + 2 * room) + 3;
  if (size_ > 100'000) throw std::length_error("the workspace names days too far apart for the oracle");
}

std::size_t Oracle::day_of(Date day) const {
  if (day < first_) return 0;
  return std::min(size_ - 1, static_cast<std::size_t>(day - first_) + 1);
}

Days Oracle::from(std::size_t day) const {
  Days days = never();
  for (std::size_t d = day; d < size_; ++d) days[d] = 1;
  return days;
}

// No day closes nothing; one that always was closes everything.
Days Oracle::through(const Day& day) const {
  if (!day) return always();
  Days days = never();
  if (*day == 0) return days;
  for (std::size_t d = 0; d <= *day; ++d) days[d] = 1;
  return days;
}

Oracle::Day Oracle::first(const Days& days) const {
  for (std::size_t d = 0; d < size_; ++d) {
    if (days[d]) return d;
  }
  return std::nullopt;
}

// -- the graph

void Oracle::find_states() {
  const auto each_state = [&](Subject subject, ProvisionKind kind, const std::vector<PartyId>& parties) {
    for (std::size_t i = 0; i < state_count; ++i) {
      const State state = static_cast<State>(i);
      if (!has_state(subject.kind, kind, state)) continue;
      add({subject, state, {}});
      if (!names_a_party(state)) continue;
      for (PartyId party : parties) add({subject, state, party});
    }
  };
  std::vector<PartyId> all_parties;
  for (const Agreement& agreement : model_.agreements) {
    for (PartyId party : agreement.parties) {
      if (!contains(all_parties, party)) all_parties.push_back(party);
    }
  }
  for (std::size_t i = 0; i < model_.agreements.size(); ++i) {
    const Subject subject = Subject::of(AgreementId(i));
    each_state(subject, {}, model_.agreements[i].parties);
    add({subject, State::in_force, {}}, Aspect::never_expiring);
    add({subject, State::provisionally_applied, {}}, Aspect::applied);
  }
  for (std::size_t i = 0; i < model_.provisions.size(); ++i) {
    each_state(Subject::of(ProvisionId(i)), model_.provisions[i].kind, all_parties);
  }
  for (std::size_t i = 0; i < model_.authorities.size(); ++i) each_state(Subject::of(AuthorityId(i)), {}, {});
  for (std::size_t i = 0; i < model_.proposals.size(); ++i) {
    each_state(Subject::of(ProposalId(i)), {}, all_parties);
  }
}

void Oracle::add(const StateKey& key, Aspect aspect) {
  if (!numbers_.emplace(Node{key, aspect}, nodes_.size()).second) return;
  nodes_.push_back({key, aspect});
  if (aspect == Aspect::state) states_.push_back(key);
}

Days Oracle::read(const StateKey& key, Aspect aspect) {
  const auto found = numbers_.find({key, aspect});
  if (found == numbers_.end()) {
    // A party that is none to the deal: it never did anything.
    return never();
  }
  if (recording_) reads_[computing_].push_back({found->second, minus_, timed_});
  return values_[found->second];
}

void Oracle::solve() {
  const std::size_t count = nodes_.size();
  values_.assign(count, never());
  reads_.resize(count);
  recording_ = true;
  for (computing_ = 0; computing_ < count; ++computing_) compute(nodes_[computing_]);
  recording_ = false;

  std::vector<std::vector<char>> reaches(count, std::vector<char>(count));
  for (std::size_t node = 0; node < count; ++node) {
    std::vector<std::size_t> ahead = {node};
    while (!ahead.empty()) {
      const std::size_t at = ahead.back();
      ahead.pop_back();
      for (const Read& each : reads_[at]) {
        if (reaches[node][each.node]) continue;
        reaches[node][each.node] = 1;
        ahead.push_back(each.node);
      }
    }
  }

  std::vector<char> solved(count);
  std::size_t left = count;
  while (left > 0) {
    for (std::size_t node = 0; node < count; ++node) {
      if (solved[node]) continue;
      bool ready = true;
      std::vector<std::size_t> ring;
      for (std::size_t other = 0; other < count; ++other) {
        const bool together = reaches[node][other] && reaches[other][node];
        if (together) ring.push_back(other);
        if (reaches[node][other] && !together && !solved[other]) ready = false;
      }
      if (!ready) continue;
      if (ring.empty()) {
        values_[node] = compute(nodes_[node]);
        ring.push_back(node);
      } else {
        solve_ring(ring, reaches);
      }
      for (std::size_t each : ring) solved[each] = 1;
      left -= ring.size();
    }
  }
}

void Oracle::solve_ring(const std::vector<std::size_t>& ring, const std::vector<std::vector<char>>& reaches) {
  ++rings_;
  for (std::size_t node : ring) {
    for (const Read& each : reads_[node]) {
      if (!reaches[each.node][node]) continue;
      if (each.minus) contradicts_itself_ = true;
      if (each.timed) timed_cycle_ = true;
    }
  }
  if (contradicts_itself_ || timed_cycle_) return;

  const std::vector<char> greatest = moving_together(ring);
  const bool any_greatest = contains(greatest, 1);
  if (any_greatest) ++greatest_rings_;
  for (std::size_t i = 0; i < ring.size(); ++i) values_[ring[i]] = greatest[i] ? always() : never();
  while (true) {
    for (bool changed = true; changed;) {
      changed = false;
      for (std::size_t i = 0; i < ring.size(); ++i) {
        if (greatest[i]) continue;
        Days days = compute(nodes_[ring[i]]);
        if (days == values_[ring[i]]) continue;
        values_[ring[i]] = std::move(days);
        changed = true;
      }
    }
    bool borne_out = true;
    std::vector<Days> taken_back;
    for (std::size_t i = 0; i < ring.size(); ++i) {
      taken_back.push_back(greatest[i] ? compute(nodes_[ring[i]]) : never());
      if (greatest[i] && taken_back[i] != values_[ring[i]]) borne_out = false;
    }
    if (borne_out) return;
    for (std::size_t i = 0; i < ring.size(); ++i) values_[ring[i]] = taken_back[i];
  }
}

// Which states of a ring belong to at least two members of one `simultaneous`.
std::vector<char> Oracle::moving_together(const std::vector<std::size_t>& ring) const {
  std::vector<char> greatest(ring.size());
  for (const Simultaneous& simultaneous : model_.simultaneous) {
    std::set<Subject> in_ring;
    for (std::size_t node : ring) {
      const Subject subject = nodes_[node].key.subject;
      if (contains(simultaneous.members, subject)) in_ring.insert(subject);
    }
    if (in_ring.size() < 2) continue;
    for (std::size_t i = 0; i < ring.size(); ++i) {
      if (in_ring.contains(nodes_[ring[i]].key.subject)) greatest[i] = 1;
    }
  }
  return greatest;
}

// -- meaning

Days Oracle::compute(const Node& node) {
  const StateKey& key = node.key;
  switch (key.subject.kind) {
    case SubjectKind::agreement:
      return agreement_state(key.subject.agreement(), key.state, key.by, node.aspect);
    case SubjectKind::provision: return provision_state(key.subject.provision(), key.state, key.by);
    case SubjectKind::authority: return authority_state(key.subject.authority(), key.state);
    case SubjectKind::proposal: return proposal_state(key.subject.proposal(), key.state, key.by);
  }
  return never();
}

Days Oracle::agreement_state(AgreementId agreement, State state, PartyId by, Aspect aspect) {
  const Subject subject = Subject::of(agreement);
  switch (state) {
    case State::launched: return since_first(subject, Verb::launched);
    case State::concluded: return since_first(subject, Verb::concluded);
    case State::signed_: return acceded(agreement, Verb::signed_, by);
    case State::ratified: return acceded(agreement, Verb::ratified, by);
    case State::notified: return acceded(agreement, Verb::notified, by);
    case State::in_force: return in_force(agreement, aspect == Aspect::state);
    case State::suspended: return between(subject, {Verb::suspended}, {Verb::resumed});
    case State::notice_given: return notice(agreement);
    case State::expired: return expired(agreement);
    case State::terminated: {
      Days days = never();
      const std::vector<const Entry*> happened = events(subject);
      for (std::size_t end : terminations(agreement)) {
        for (std::size_t d = end; d < size_; ++d) {
          const bool revived = std::any_of(happened.begin(), happened.end(), [&](const Entry* event) {
            const std::size_t day = day_of(event->acts_from);
            return event->verb == Verb::in_force && end <= day && day <= d;
          });
          if (!revived) days[d] = 1;
        }
      }
      return days;
    }
    case State::provisionally_applied: {
      Days days = provisionally_applied(agreement);
      const std::vector<AgreementTerms>& terms = model_[agreement].terms;
      const bool provisional = std::any_of(terms.begin(), terms.end(), [](const AgreementTerms& text) {
        return text.provisional_from.valid();
      });
      if (aspect == Aspect::applied || !provisional) return days;
      minus_ = !minus_;
      drop(days, from_first(read({subject, State::in_force, {}})));
      minus_ = !minus_;
      return days;
    }
    default: throw std::logic_error("no such state of an agreement");
  }
}

Days Oracle::provision_state(ProvisionId provision, State state, PartyId by) {
  const Subject subject = Subject::of(provision);
  switch (state) {
    case State::in_effect: return in_effect(provision);
    case State::announced: return since_first(subject, Verb::announced);
    case State::proposed: return since_first(subject, Verb::proposed);
    case State::withdrawn: return since_first(subject, Verb::withdrawn);
    case State::rescinded: return since_first(subject, Verb::rescinded);
    case State::suspended: return between(subject, {Verb::suspended}, {Verb::resumed});
    case State::breached: return between(subject, {Verb::breached}, {Verb::performed, Verb::withdrawn});
    case State::invoked: return between(subject, {Verb::invoked}, {Verb::released}, by);
    case State::performed: return performed(provision, by);
    case State::reached: return reached(provision);
    case State::exhausted: return exhausted(provision);
    case State::enacted:
      if (model_[provision].as_measure.valid() &&
          !has_event(subject, {Verb::announced, Verb::proposed, Verb::enacted})) {
        return always();
      }
      return since_first(subject, Verb::enacted);
    default: throw std::logic_error("no such state of a provision");
  }
}

Days Oracle::authority_state(AuthorityId authority, State state) const {
  const Subject subject = Subject::of(authority);
  Days struck_down = never();
  Days lapsed = never();
  for (const Entry* event : events(subject)) {
    const std::size_t day = day_of(event->acts_from);
    if (event->verb == Verb::struck_down) join(struck_down, from(day));
    if (event->verb == Verb::struck_down_from_the_start) struck_down = always();
    if (event->verb == Verb::lapsed) join(lapsed, from(day));
    if (event->verb == Verb::restored) {
      drop(struck_down, from(day));
      drop(lapsed, from(day));
    }
  }
  if (state == State::struck_down) return struck_down;
  if (state == State::lapsed) return lapsed;
  Days standing = always();
  drop(standing, struck_down);
  drop(standing, lapsed);
  return standing;
}

Days Oracle::proposal_state(ProposalId proposal, State state, PartyId by) const {
  const Subject subject = Subject::of(proposal);
  switch (state) {
    case State::tabled: return since_first(subject, Verb::tabled, by);
    case State::adopted: return since_first(subject, Verb::adopted);
    case State::withdrawn: return since_first(subject, Verb::withdrawn);
    default: throw std::logic_error("no such state of a proposal");
  }
}

// `signed`, and the two like it: by each of the parties; what nobody in particular did, each did.
Days Oracle::acceded(AgreementId agreement, Verb verb, PartyId by) const {
  if (by.valid()) return since_first(Subject::of(agreement), verb, by);
  Days days = always();
  for (PartyId party : model_[agreement].parties)
    keep(days, since_first(Subject::of(agreement), verb, party));
  return days;
}

Days Oracle::in_force(AgreementId agreement, bool expires) {
  std::vector<Days> by_text;
  for (const AgreementTerms& terms : texts_of(agreement)) {
    Day by_rule;
    if (terms.in_force_once.valid()) by_rule = first(condition(terms.in_force_once));
    if (terms.in_force_on.valid()) by_rule = moment(terms.in_force_on);
    Day last_day;
    if (expires && terms.expires.valid()) last_day = moment(terms.expires, agreement);
    by_text.push_back(in_force(agreement, by_rule, last_day));
  }
  Days days = never();
  for (std::size_t d = 0; d < size_; ++d) days[d] = by_text[number_of_text(agreement, d)][d];
  return days;
}

Days Oracle::in_force(AgreementId agreement, const Day& by_rule, const Day& last_day) const {
  const std::set<std::size_t> ends = terminations(agreement);
  const Days before_expiry = through(last_day);
  Days days = never();
  if (by_rule) {
    for (std::size_t d = *by_rule; d < size_ && (ends.empty() || d < *ends.begin()); ++d) {
      days[d] = before_expiry[d];
    }
  }
  for (const Entry* event : events(Subject::of(agreement))) {
    if (event->verb != Verb::in_force) continue;
    const std::size_t start = day_of(event->acts_from);
    const auto end = ends.upper_bound(start);
    const bool after_expiry = !before_expiry[start];
    for (std::size_t d = start; d < size_ && (end == ends.end() || d < *end); ++d) {
      if (before_expiry[d] || after_expiry) days[d] = 1;
    }
  }
  return days;
}

Days Oracle::provisionally_applied(AgreementId agreement) {
  const std::set<std::size_t> ends = terminations(agreement);
  std::vector<Days> by_text;
  for (const AgreementTerms& terms : texts_of(agreement)) {
    Days days = terms.provisional_from.valid() ? from(moment(terms.provisional_from)) : never();
    if (!ends.empty()) drop(days, from(*ends.begin()));
    if (terms.expires.valid()) keep(days, through(moment(terms.expires, agreement)));
    by_text.push_back(std::move(days));
  }
  Days days = never();
  for (std::size_t d = 0; d < size_; ++d) days[d] = by_text[number_of_text(agreement, d)][d];
  return days;
}

Days Oracle::expired(AgreementId agreement) {
  bool expires = false;
  std::vector<Days> before_expiry;
  for (const AgreementTerms& terms : texts_of(agreement)) {
    before_expiry.push_back(terms.expires.valid() ? through(moment(terms.expires, agreement)) : always());
    expires = expires || terms.expires.valid();
  }
  if (!expires) return never();
  minus_ = !minus_;
  const Days in_force = read({Subject::of(agreement), State::in_force, {}});
  minus_ = !minus_;
  Days days = never();
  for (std::size_t d = 0; d < size_; ++d) {
    days[d] = !before_expiry[number_of_text(agreement, d)][d] && !in_force[d];
  }
  return days;
}

namespace {

struct Notice {
  PartyId by;
  Date given;
  std::optional<Date> withdrawn;
};

std::vector<Notice> notices(const std::vector<const Entry*>& events) {
  std::vector<Notice> all;
  for (const Entry* event : events) {
    if (event->verb == Verb::notice) all.push_back({event->by, event->acts_from, std::nullopt});
    if (event->verb != Verb::notice_withdrawn) continue;
    for (Notice& notice : all) {
      const bool meant = !notice.by.valid() || !event->by.valid() || notice.by == event->by;
      if (!meant || notice.withdrawn) continue;
      notice.withdrawn = event->acts_from;
      break;
    }
  }
  return all;
}

}  // namespace

Days Oracle::notice(AgreementId agreement) const {
  Days days = never();
  for (const Notice& notice : notices(events(Subject::of(agreement)))) {
    for (std::size_t d = day_of(notice.given); d < size_; ++d) {
      if (!notice.withdrawn || d < day_of(*notice.withdrawn)) days[d] = 1;
    }
  }
  return days;
}

// The first days on which it is no more in force.
std::set<std::size_t> Oracle::terminations(AgreementId agreement) const {
  std::set<std::size_t> ends;
  for (const Entry* event : events(Subject::of(agreement))) {
    if (event->verb == Verb::terminated) ends.insert(day_of(event->acts_from));
  }
  const std::optional<Duration> term = model_[agreement].notice_term;
  if (!term) return ends;
  for (const Notice& notice : notices(events(Subject::of(agreement)))) {
    const Date end = quid::add(notice.given, *term);
    if (!notice.withdrawn || *notice.withdrawn >= end) ends.insert(day_of(end));
  }
  return ends;
}

Days Oracle::in_effect(ProvisionId id) {
  const Provision& provision = model_[id];
  const Subject subject = Subject::of(id);
  Days days = always();
  if (provision.agreement.valid()) {
    const Subject deal = Subject::of(provision.agreement);
    days = read({deal, State::in_force, {}});
    join(days, read({deal, State::provisionally_applied, {}}, Aspect::applied));
    drop(days, between(deal, {Verb::suspended}, {Verb::resumed}));
  }
  if (provision.measure.valid()) days = read({Subject::of(provision.measure), State::in_effect, {}});
  if (provision.as_measure.valid()) {
    for (AuthorityId authority : model_[provision.as_measure].under) {
      keep(days, read({Subject::of(authority), State::standing, {}}));
    }
  }

  std::map<const Terms*, Days> by_text;
  for (TermsId each : provision.terms) {
    const Terms& terms = model_[each];
    Days text = terms.open.empty() ? always() : never();
    if (provision.as_measure.valid()) keep(text, enacted(id, terms));
    if (terms.from.valid()) keep(text, from(moment(terms.from)));
    minus_ = !minus_;
    if (terms.through.valid()) keep(text, through(moment(terms.through)));
    minus_ = !minus_;
    keep(text, clauses(terms));
    by_text.emplace(&terms, std::move(text));
  }
  for (std::size_t d = 0; d < size_; ++d) {
    const Terms* terms = text_of(id, d);
    days[d] = days[d] && terms != nullptr && by_text.at(terms)[d];
  }

  drop(days, between(subject, {Verb::suspended}, {Verb::resumed}));
  drop(days, since_first(subject, Verb::withdrawn));
  drop(days, since_first(subject, Verb::rescinded));
  if (provision.member_of.valid()) {
    const Group& group = model_[provision.member_of];
    Days member = never();
    for (std::size_t d = 0; d < size_; ++d) {
      for (const auto& each : group.parties) {
        if (each.who == provision.member && each.days.contains(date(d))) member[d] = 1;
      }
      for (const auto& each : group.entities) {
        if (each.who == provision.member_entity && each.days.contains(date(d))) member[d] = 1;
      }
    }
    keep(days, member);
  }
  return days;
}

Days Oracle::clauses(const Terms& terms) {
  Days days = always();
  for (ClauseId each : terms.clauses) {
    const Clause& clause = model_[each];
    const bool minus = clause.kind == Clause::Kind::unless || clause.kind == Clause::Kind::until;
    if (minus) minus_ = !minus_;
    const Days holds = condition(clause.condition);
    if (minus) minus_ = !minus_;
    switch (clause.kind) {
      case Clause::Kind::once: keep(days, from_first(holds)); break;
      case Clause::Kind::while_: keep(days, holds); break;
      case Clause::Kind::unless: drop(days, holds); break;
      case Clause::Kind::until: drop(days, from_first(holds)); break;
    }
  }
  return days;
}

// The days that a measure's acts leave it: all where nothing is recorded of them; where it is enacted and
// says its first day, that day decides.
Days Oracle::enacted(ProvisionId measure, const Terms& terms) const {
  const Subject subject = Subject::of(measure);
  if (!has_event(subject, {Verb::announced, Verb::proposed, Verb::enacted})) return always();
  if (has_event(subject, {Verb::enacted}) && terms.from.valid()) return always();
  return since_first(subject, Verb::enacted);
}

Days Oracle::performed(ProvisionId provision, PartyId by) {
  Days days = performed_by(provision, by);
  for (const Measure& measure : model_.measures) {
    if (!contains(measure.implements, provision)) continue;
    join(days, read({Subject::of(measure.provision), State::in_effect, {}}));
  }
  join(days, delivered(provision));
  drop(days, since_first(Subject::of(provision), Verb::withdrawn));
  return days;
}

// As the events have it: where several give, each has to perform.
Days Oracle::performed_by(ProvisionId provision, PartyId by) const {
  const Subject subject = Subject::of(provision);
  const auto spells = [&](PartyId party) {
    return between(subject, {Verb::performed}, {Verb::breached, Verb::withdrawn}, party);
  };
  if (by.valid()) return spells(by);
  std::vector<PartyId> givers;
  for (PartyListId each : model_[provision].by) givers.push_back(model_[each]);
  if (givers.empty() && model_[provision].measure.valid()) {
    for (PartyListId each : model_[model_[provision].measure].by) givers.push_back(model_[each]);
  }
  if (givers.size() < 2) return spells({});
  Days days = always();
  for (PartyId giver : givers) keep(days, spells(giver));
  return days;
}

// From the first day on which what was done so far reaches the amount that the text of the day asks for: a
// commitment stays performed once its amount is reached.
Days Oracle::delivered(ProvisionId provision) const {
  const Subject subject = Subject::of(provision);
  Days days = never();
  for (std::size_t d = 0; d < size_; ++d) {
    const Terms* terms = text_of(provision, d);
    if (terms == nullptr || !terms->promise.valid()) continue;
    const Promise& promise = model_[terms->promise];
    if (promise.metric.valid() || !promise.amount.valid()) continue;
    const Quantity amount = model_[promise.amount];
    const DimensionId dimension = model_[amount.unit].dimension;
    Decimal done;
    for (const Entry* entry : facts_) {
      const bool counts = entry->kind == Entry::Kind::progress && entry->subject == subject;
      if (!counts || day_of(entry->acts_from) > d) continue;
      done += converted(model_, entry->quantity, dimension).value_or(Decimal());
    }
    days[d] = done >= *converted(model_, amount, dimension);
  }
  return from_first(days);
}

Days Oracle::reached(ProvisionId provision) {
  Days days = since_first(Subject::of(provision), Verb::reached);
  std::map<const Terms*, Days> by_text;
  for (TermsId each : model_[provision].terms) {
    const Terms& terms = model_[each];
    Days text = never();
    if (model_[provision].kind == ProvisionKind::milestone) {
      bool says_when = false;
      text = always();
      for (ClauseId clause : terms.clauses) {
        if (model_[clause].kind != Clause::Kind::once) continue;
        says_when = true;
        keep(text, condition(model_[clause].condition));
      }
      if (!says_when) text = never();
    } else if (terms.promise.valid() && model_[terms.promise].metric.valid() &&
               model_[terms.promise].amount.valid()) {
      const Promise& promise = model_[terms.promise];
      text = last_observation(promise.metric, promise.comparison, model_[promise.amount]);
    }
    by_text.emplace(&terms, std::move(text));
  }
  Days holds = never();
  for (std::size_t d = 0; d < size_; ++d) {
    const Terms* terms = text_of(provision, d);
    holds[d] = terms != nullptr && by_text.at(terms)[d];
  }
  join(days, from_first(holds));
  return days;
}

Days Oracle::exhausted(ProvisionId provision) const {
  Days days = never();
  for (std::size_t d = 0; d < size_; ++d) {
    const Terms* terms = text_of(provision, d);
    if (terms == nullptr) continue;
    bool any = false;
    bool all = true;
    for (TreatmentId each : terms->treatments) {
      const Treatment& treatment = model_[each];
      if (treatment.bands.empty() || !model_[treatment.bands[0]].limit.valid()) continue;
      any = true;
      if (!is_full(provision, model_[model_[treatment.bands[0]].limit], d)) all = false;
    }
    days[d] = any && all;
  }
  return days;
}

bool Oracle::is_full(ProvisionId provision, const Limit& limit, std::size_t d) const {
  if (limit.account != Account::everybody) return false;
  const Date day = date(d);
  if (limit.basis == Basis::per_window && !limit.window.contains(day)) return false;

  // What counts toward it: uses under the provision itself, and under those that count toward it.
  const auto counts = [&](Subject used) {
    if (used.kind != SubjectKind::provision) return false;
    ProvisionId at = used.provision();
    for (std::size_t steps = 0; at.valid() && steps <= model_.provisions.size(); ++steps) {
      if (at == provision) return true;
      at = model_[at].counts_toward;
    }
    return false;
  };
  const auto used = [&](DimensionId dimension, Date begin, Date end) {
    Decimal sum;
    for (const Entry* entry : facts_) {
      const bool is_use = entry->kind == Entry::Kind::ship || entry->kind == Entry::Kind::enter;
      if (!is_use || !counts(entry->subject) || entry->acts_from < begin || entry->acts_from >= end) continue;
      sum += converted(model_, entry->quantity, dimension).value_or(Decimal());
    }
    return sum;
  };
  // The limit of a day: that of the narrowest exception that contains it, else the general one.
  const auto limit_on = [&](Date on) -> std::optional<Quantity> {
    const Limit::Exception* narrowest = nullptr;
    for (const Limit::Exception& exception : limit.exceptions) {
      if (!exception.period.contains(on)) continue;
      if (narrowest == nullptr || exception.period.length() < narrowest->period.length())
        narrowest = &exception;
    }
    if (narrowest != nullptr) return narrowest->amount;
    if (limit.amount.valid()) return model_[limit.amount];
    if (!limit.share) return std::nullopt;
    const Entry* last = nullptr;
    for (const Entry* entry : facts_) {
      if (entry->kind == Entry::Kind::observe && entry->metric == limit.metric && entry->acts_from <= on)
        last = entry;
    }
    if (last == nullptr) return std::nullopt;
    return Quantity{last->quantity.amount * *limit.share, last->quantity.unit};
  };
  const std::optional<Quantity> bound = limit_on(day);
  if (!bound) return false;
  const DimensionId dimension = model_[bound->unit].dimension;
  Decimal room = *converted(model_, *bound, dimension);

  Period period{Date::min_value(), Date::max_value()};
  switch (limit.basis) {
    case Basis::per_year: period = period_of_year(day); break;
    case Basis::per_quarter: period = period_of_quarter(day); break;
    case Basis::per_month: period = period_of_month(day); break;
    case Basis::per_window: period = limit.window; break;
    case Basis::in_all: break;
  }
  // `carrying Q1 to Q3`: what the earlier quarter of the same year left of its own limit. The quarters are
  // written for one year and hold in each.
  for (const auto& [source, target] : limit.carrying) {
    if (target.begin.month() != period.begin.month()) continue;
    const Date begin = make_date(period.begin.year(), source.begin.month(), 1);
    const Period earlier = period_of_quarter(begin);
    const std::optional<Quantity> own = limit_on(earlier.end - 1);
    if (!own) continue;
    const Decimal left =
        *converted(model_, *own, dimension) - used(dimension, earlier.begin, std::min(earlier.end, day + 1));
    if (left > Decimal()) room += left;
  }
  return used(dimension, period.begin, std::min(period.end, day + 1)) >= room;
}

// -- conditions and moments

Days Oracle::condition(ConditionId id) {
  const Condition& at = model_[id];
  const auto children = [&] {
    std::vector<Days> all;
    for (std::uint32_t child = id.value + 1; child < at.next; child = model_.conditions[child].next) {
      all.push_back(condition(ConditionId(child)));
    }
    return all;
  };
  using Kind = Condition::Kind;
  Days days = never();
  switch (at.kind) {
    case Kind::all_of:
      days = always();
      for (const Days& child : children()) keep(days, child);
      return days;
    case Kind::any_of:
      for (const Days& child : children()) join(days, child);
      return days;
    case Kind::at_least: {
      const std::vector<Days> all = children();
      for (std::size_t d = 0; d < size_; ++d) {
        std::uint32_t holding = 0;
        for (const Days& child : all) holding += child[d] ? 1U : 0U;
        days[d] = holding >= at.number();
      }
      return days;
    }
    case Kind::negation: {
      minus_ = !minus_;
      const Days child = condition(ConditionId(id.index() + 1));
      minus_ = !minus_;
      for (std::size_t d = 0; d < size_; ++d) days[d] = !child[d];
      return days;
    }
    case Kind::held_for: {
      const bool outer = std::exchange(timed_, true);
      const Days child = condition(ConditionId(id.index() + 1));
      timed_ = outer;
      // Held through the day, since one from which on the duration is over.
      for (std::size_t d = 0; d < size_; ++d) {
        for (std::size_t e = d + 1; e-- > 0 && child[e];) {
          if (e == 0 || is_over(date(e), at.duration(), date(d))) days[d] = 1;
        }
      }
      return days;
    }
    case Kind::within_after: {
      const bool outer = std::exchange(timed_, true);
      const Days child = condition(ConditionId(id.index() + 1));
      timed_ = outer;
      for (std::size_t d = 0; d < size_; ++d) {
        for (std::size_t e = d + 1; e-- > 0;)
          days[d] = days[d] || (child[e] && date(d) <= quid::add(date(e), at.duration()));
      }
      return days;
    }
    case Kind::holds: return read(at.state_key());
    case Kind::compare: return last_observation(at.metric(), at.comparison, model_[at.quantity()]);
    case Kind::member:
      for (std::size_t d = 0; d < size_; ++d) {
        for (const auto& member : model_[at.group()].parties) {
          if (member.who == at.party() && member.days.contains(date(d))) days[d] = 1;
        }
      }
      return days;
    case Kind::member_entity:
      for (std::size_t d = 0; d < size_; ++d) {
        for (const auto& member : model_[at.group()].entities) {
          if (member.who == at.entity() && member.days.contains(date(d))) days[d] = 1;
        }
      }
      return days;
    case Kind::after:
      for (std::size_t d = 0; d < size_; ++d) days[d] = date(d) > at.date();
      return days;
    case Kind::before:
      for (std::size_t d = 0; d < size_; ++d) days[d] = date(d) < at.date();
      return days;
  }
  return days;
}

Days Oracle::last_observation(MetricId metric, Comparison comparison, const Quantity& bar) const {
  const DimensionId dimension = model_[bar.unit].dimension;
  Days days = never();
  for (std::size_t d = 0; d < size_; ++d) {
    const Entry* last = nullptr;
    for (const Entry* entry : facts_) {
      if (entry->kind != Entry::Kind::observe || entry->metric != metric || day_of(entry->acts_from) > d)
        continue;
      last = entry;
    }
    if (last == nullptr) continue;
    const std::optional<Decimal> value = converted(model_, last->quantity, dimension);
    days[d] = value && satisfies(*value, comparison, *converted(model_, bar, dimension));
  }
  return days;
}

// An expiry that counts from the deal's own entry into force counts as if the deal never expired.
Oracle::Day Oracle::moment(MomentId id, AgreementId own_expiry) {
  const Moment& at = model_[id];
  if (at.form == Moment::Form::date) return day_of(at.date);
  const bool outer_minus = minus_;
  const bool outer_timed = timed_;
  if (own_expiry.valid()) minus_ = !minus_;
  if (at.form != Moment::Form::first_day) timed_ = true;
  const StateKey in_force{Subject::of(own_expiry), State::in_force, {}};
  const Condition& counted_from = model_[at.first_of];
  const bool own = own_expiry.valid() && counted_from.kind == Condition::Kind::holds &&
                   counted_from.state_key() == in_force;
  const Day first_day = first(own ? read(in_force, Aspect::never_expiring) : condition(at.first_of));
  minus_ = outer_minus;
  timed_ = outer_timed;
  if (!first_day || *first_day == 0) return first_day;
  const Date day = date(*first_day);
  switch (at.form) {
    case Moment::Form::offset: return day_of(quid::add(day, at.duration));
    case Moment::Form::month_of: return day_of(make_date(day.year(), day.month(), 1));
    case Moment::Form::month_after:
      return day_of(day.month() == 12 ? make_date(day.year() + 1, 1, 1)
                                      : make_date(day.year(), day.month() + 1, 1));
    default: return first_day;
  }
}

// -- texts and facts

// What a provision says on a day: what the last proposal adopted by then makes of it. Nothing where one has
// removed it, or not yet added it.
const Terms* Oracle::text_of(ProvisionId provision, std::size_t day) const {
  const Terms* text = nullptr;
  for (TermsId each : model_[provision].terms) {
    if (!model_[each].from_proposal.valid()) text = &model_[each];
  }
  for (const ProposalId proposal : adoptions_) {
    if (*adopted_[proposal.index()] > day) break;
    if (contains(model_[proposal].removes, provision)) text = nullptr;
    for (TermsId each : model_[provision].terms) {
      if (model_[each].from_proposal == proposal) text = &model_[each];
    }
  }
  return text;
}

// The text as it was signed, then the text after each adoption that sets something in it; last, what each of
// the others would make of it, for nothing on the table may contradict itself.
std::vector<AgreementTerms> Oracle::texts_of(AgreementId agreement) const {
  std::vector<AgreementTerms> texts = {model_[agreement].terms[0]};
  const auto amend = [&](AgreementTerms text, const AgreementTerms& set) {
    if (set.in_force_once.valid()) text.in_force_once = set.in_force_once, text.in_force_on = {};
    if (set.in_force_on.valid()) text.in_force_on = set.in_force_on, text.in_force_once = {};
    if (set.provisional_from.valid()) text.provisional_from = set.provisional_from;
    if (set.expires.valid()) text.expires = set.expires;
    texts.push_back(text);
  };
  for (const ProposalId proposal : adoptions_) {
    for (const AgreementTerms& set : model_[agreement].terms) {
      if (set.from_proposal == proposal) amend(texts.back(), set);
    }
  }
  const AgreementTerms last = texts.back();
  for (const AgreementTerms& set : model_[agreement].terms) {
    if (set.from_proposal.valid() && !contains(adoptions_, set.from_proposal)) amend(last, set);
  }
  return texts;
}

std::size_t Oracle::number_of_text(AgreementId agreement, std::size_t day) const {
  std::size_t number = 0;
  for (const ProposalId proposal : adoptions_) {
    if (*adopted_[proposal.index()] > day) break;
    for (const AgreementTerms& set : model_[agreement].terms) {
      if (set.from_proposal == proposal) ++number;
    }
  }
  return number;
}

// In the order in which they act.
std::vector<const Entry*> Oracle::events(Subject subject) const {
  std::vector<const Entry*> all;
  for (const Entry* entry : facts_) {
    if (entry->kind == Entry::Kind::event && entry->subject == subject) all.push_back(entry);
  }
  return all;
}

Days Oracle::since_first(Subject subject, Verb verb, PartyId by) const {
  for (const Entry* event : events(subject)) {
    const bool meant = !by.valid() || !event->by.valid() || event->by == by;
    if (event->verb == verb && meant) return from(day_of(event->acts_from));
  }
  return never();
}

// From each event that begins it up to the next that ends it; of those on one day the last counts. With `by`,
// only the beginnings by that party and by nobody in particular.
Days Oracle::between(Subject subject, std::initializer_list<Verb> begin, std::initializer_list<Verb> end,
                     PartyId by) const {
  const std::vector<const Entry*> happened = events(subject);
  Days days = never();
  for (std::size_t d = 0; d < size_; ++d) {
    bool holds = false;
    for (const Entry* event : happened) {
      if (day_of(event->acts_from) > d) break;
      const bool meant = !by.valid() || !event->by.valid() || event->by == by;
      if (contains(begin, event->verb) && meant) holds = true;
      if (contains(end, event->verb)) holds = false;
    }
    days[d] = holds;
  }
  return days;
}

bool Oracle::has_event(Subject subject, std::initializer_list<Verb> verbs) const {
  for (const Entry* event : events(subject)) {
    if (contains(verbs, event->verb)) return true;
  }
  return false;
}

}  // namespace quid::tests
