// Ways. Long, because one algebra is one class.
//
// The idea in one sentence: the meaning once more, over sets of days that also know, for each day from the one asked
// about on, which acts would put the day into the set and which would take it out.
//
// Acts are all recorded on one day. The days before it are what they are, so a set is its days as things stand and a row
// of steps from the day on; in each step the same acts are needed. A set is narrowed, widened, shifted step by step, as
// days are. Under a minus sign the two conditions of a step change places, so nothing is ever negated.
//
// States are taken in the order of the graph, as in evaluation, and only those that matter: one that holds for good
// where it is wanted, or never where it is not, is left as it is. Inside a ring of n states n rounds are enough: each
// proof of a state passes through each other state at most once.
//
// What an entry does at its own place, and what it could do as a whole (a suspension, a termination), is added to the
// sets that entries decide; whether it helps in truth is for the replay to say.
//
// Costs: as evaluation of the states that matter, times the number of steps that their sets have.
#include "core/why/ways.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <tuple>
#include <utility>

#include "core/model/quantity.hpp"
#include "core/states/meaning.hpp"
#include "core/why/acts.hpp"

namespace quid {

namespace {

using Node = Conditions::Node;

// From its day up to that of the next step: under which acts the set has these days, and under which it has not.
struct Step {
  Date from;
  Node in;
  Node out;
};

// A leaf's place is that of what asked for it last, nearest to the goal.
struct Asked {
  Span place;
  std::string_view cite;
};

using Identity = std::tuple<int, Subject, int, PartyId, MetricId, std::string>;

class Lifted {
 public:
  struct Set {
    DaySet days;              // as things stand
    std::vector<Step> steps;  // the first from the day asked about on
  };

  Lifted(const Situation& situation, Date on, PartyId by)
      : model_(situation.model),
        index_(situation.index),
        situation_(situation),
        on_(on),
        by_(by),
        known_(situation.graph.size()) {
    for (const Entry& entry : situation.done) done_.push_back(identity(entry));
  }

  // -- the algebra

  Set none() { return {DaySet::none(), {{on_, Conditions::never, Conditions::always}}}; }
  Set all() { return {DaySet::all(), {{on_, Conditions::always, Conditions::never}}}; }
  template <typename Days>
  Set fixed(const Ground& ground, Days&& days) {
    Set set = as_it_is(days());
    const auto begins = [&](const std::vector<Means>& means) { add_means(set, means, true); };
    const auto ends = [&](const std::vector<Means>& means) { add_means(set, means, false); };
    switch (ground.kind) {
      case Ground::Kind::entries:
        if (part_ == Part::progress) {
          begins(deliveries(model_, index_, ground.state.subject.provision(), on_));
        } else {
          begins(beginnings(model_, index_, ground.state, on_));
        }
        ends(endings(model_, index_, ground.state, on_));
        break;
      case Ground::Kind::text:
        if (ground.state.subject.valid() && ground.state.state == State::adopted)
          begins(beginnings(model_, index_, ground.state, on_));
        break;
      case Ground::Kind::metric: add_observations(set, ground); break;
      case Ground::Kind::quota: begins(uses(model_, index_, ground.state.subject.provision(), on_)); break;
      case Ground::Kind::open: add_bracket(set, ground.place); break;
      case Ground::Kind::membership:
      case Ground::Kind::unsaid: break;
    }
    return set;
  }
  Set state(const StateKey& key, Span place) {
    const StateId id = situation_.graph.find(key);
    asked_[key] = {place, cite_};
    if (!id.valid()) return as_it_is(days_of(model_, index_, situation_.graph, situation_.evaluation, key));
    if (known_[id.index()].steps.empty()) return as_it_is(situation_.evaluation[id]);
    return known_[id.index()];
  }
  template <typename Make>
  void meet(Set& set, Part part, Span place, Make&& make) {
    if (is_none(set)) return;
    join_up(set, inside(part, place, make), true);
  }
  template <typename Make>
  void join(Set& set, Part part, Span place, Make&& make) {
    join_up(set, inside(part, place, make), false);
  }
  template <typename Make>
  void remove(Set& set, Part part, Span place, Make&& make) {
    if (is_none(set)) return;
    join_up(set, opposite(inside(part, place, make)), true);
  }
  template <typename Make>
  Set negate(Span, Make&& make) {
    return opposite(make());
  }
  template <typename Make>
  Set since(Make&& make) {
    Set set = make();
    if (has_come(set)) return as_it_is(set.days.from_first());
    for (std::size_t i = 1; i < set.steps.size(); ++i) {
      set.steps[i].in = conditions.any({set.steps[i].in, set.steps[i - 1].in});
      set.steps[i].out = conditions.all({set.steps[i].out, set.steps[i - 1].out});
    }
    set.days = set.days.from_first();
    return settled(std::move(set));
  }
  template <typename Make>
  Set held_for(Duration duration, Span, Make&& make) {
    if (duration.count <= 0) return make();
    const Set inner = make();
    // From each day on that a spell could begin; the last that did before the day asked about among them.
    std::vector<Onset> onsets;
    if (const std::optional<Interval> spell = inner.days.spell(on_ - 1))
      onsets.push_back({end_of_wait(spell->begin, duration), 0});
    for (std::size_t i = 0; i < inner.steps.size(); ++i)
      onsets.push_back({end_of_wait(inner.steps[i].from, duration), i});
    Set set{inner.days.held_for(duration), grid(inner, onsets)};
    for (Step& step : set.steps) {
      const std::size_t now = step_at(inner, step.from);
      std::vector<Node> in;
      std::vector<Node> out;
      for (const Onset& onset : onsets) {
        if (onset.day > step.from || onset.step > now) continue;
        in.push_back(conditions.all(slice(inner, onset.step, now, &Step::in)));
        out.push_back(conditions.any(slice(inner, onset.step, now, &Step::out)));
      }
      step.in = conditions.any(std::move(in));
      step.out = conditions.all(std::move(out));
    }
    return settled(std::move(set));
  }
  template <typename Make>
  Set within_after(Duration duration, Span, Make&& make) {
    if (duration.count <= 0) return make();
    const Set inner = make();
    const DaySet past = (inner.days & DaySet::until(on_)).within_after(duration);
    std::vector<Onset> ends;  // up to which day each step still counts
    for (std::size_t i = 0; i < inner.steps.size(); ++i)
      ends.push_back(
          {i + 1 < inner.steps.size() ? end_of_effect(inner.steps[i + 1].from, duration) : Date::max_value(),
           i});
    Set set{inner.days.within_after(duration), grid(inner, ends)};
    add_breaks(set.steps, past);
    for (Step& step : set.steps) {
      std::vector<Node> in = {past.contains(step.from) ? Conditions::always : Conditions::never};
      std::vector<Node> out = {past.contains(step.from) ? Conditions::never : Conditions::always};
      for (const Onset& end : ends) {
        if (inner.steps[end.step].from > step.from || end.day <= step.from) continue;
        in.push_back(inner.steps[end.step].in);
        out.push_back(inner.steps[end.step].out);
      }
      step.in = conditions.any(std::move(in));
      step.out = conditions.all(std::move(out));
    }
    return settled(std::move(set));
  }
  template <typename Make>
  Set from_moment(const Moment& moment, Make&& make) {
    if (moment.form == Moment::Form::date) return as_it_is(DaySet::from(moment.date));
    const Set inner = make();
    const std::optional<Date> day = day_of(moment, inner.days);
    if (has_come(inner)) return as_it_is(day ? DaySet::from(*day) : DaySet::none());
    const std::vector<Onset> onsets = moments(moment, inner);
    Set set{day ? DaySet::from(*day) : DaySet::none(), grid(inner, onsets)};
    for (Step& step : set.steps) {
      std::vector<Node> in;
      std::vector<Node> out;
      for (const Onset& onset : onsets) {
        if (onset.day > step.from) continue;
        in.push_back(inner.steps[onset.step].in);
        out.push_back(inner.steps[onset.step].out);
      }
      step.in = conditions.any(std::move(in));
      step.out = conditions.all(std::move(out));
    }
    return settled(std::move(set));
  }
  template <typename Make>
  Set through_moment(const Moment& moment, Date unless_before, Make&& make) {
    const auto days_through = [&](std::optional<Date> day) {
      return day && *day >= unless_before ? DaySet::until(*day + 1) : DaySet::all();
    };
    if (moment.form == Moment::Form::date) return as_it_is(days_through(moment.date));
    const Set inner = make();
    const DaySet days = days_through(day_of(moment, inner.days));
    if (has_come(inner)) return as_it_is(days);
    std::vector<Onset> lasts = moments(moment, inner);
    for (Onset& last : lasts) last.day = last.day + 1;
    Set set{days, grid(inner, lasts)};
    // Which step is the first that has days: then those before it have none.
    std::vector<Node> is_first;
    std::vector<Node> earlier_out;
    for (const Step& step : inner.steps) {
      earlier_out.push_back(step.in);
      is_first.push_back(conditions.all(earlier_out));
      earlier_out.back() = step.out;
    }
    const Node never_comes = conditions.all(earlier_out);
    for (Step& step : set.steps) {
      std::vector<Node> in = {never_comes};
      std::vector<Node> out;
      for (const Onset& last : lasts) {
        const bool is_over = last.day <= step.from && last.day > unless_before;
        (is_over ? out : in).push_back(is_first[last.step]);
      }
      step.in = conditions.any(std::move(in));
      step.out = conditions.any(std::move(out));
    }
    return settled(std::move(set));
  }
  template <typename Make>
  Set at_least(std::size_t number, Span, std::size_t count, Make&& make) {
    std::vector<Set> sets;
    std::vector<DaySet> days;
    for (std::size_t i = 0; i < count; ++i) {
      sets.push_back(make(i));
      days.push_back(sets.back().days);
    }
    Set result{DaySet::at_least(number, days), {{on_, 0, 0}}};
    for (const Set& set : sets) {
      for (const Step& step : set.steps) add_break(result.steps, step.from);
    }
    for (Step& step : result.steps) {
      std::vector<Node> in;
      std::vector<Node> out;
      for (const Set& set : sets) {
        const Step& here = set.steps[step_at(set, step.from)];
        in.push_back(here.in);
        out.push_back(here.out);
      }
      step.in = conditions.at_least(number, std::move(in));
      step.out = conditions.at_least(number > count ? 0 : count - number + 1, std::move(out));
    }
    return settled(std::move(result));
  }
  Set condition(Condition::Kind, Span, Set set) { return set; }

  // -- states

  // Takes the set in as that of the state, as far as it agrees with its days.
  void learn(StateId id, Set set) {
    const DaySet& days = situation_.evaluation[id];
    add_breaks(set.steps, days);
    for (Step& step : set.steps) {
      const bool holds = days.contains(step.from);
      if (holds) step.in = Conditions::always;
      if (!holds) step.out = Conditions::always;
      if (holds && step.out == Conditions::always) step.out = Conditions::never;
      if (!holds && step.in == Conditions::always) step.in = Conditions::never;
    }
    set.days = days;
    known_[id.index()] = settled(std::move(set));
  }
  void suppose(StateId id, Set set) { known_[id.index()] = std::move(set); }
  Set answer(const StateKey& key, Set set) {
    add_means(set, endings_as_a_whole(model_, key, on_), false);
    if (key.state == State::in_effect) add_other_texts(set, key.subject.provision());
    if (key.state == State::in_force && is_over(key)) add_means(set, revival(key), true);
    return set;
  }
  // Whose meaning is asked next.
  void begin(const StateKey& key) {
    key_ = key;
    part_ = Part::operand;
    place_ = place_of(model_, key.subject);
    cite_ = key.subject.kind == SubjectKind::provision ? model_[key.subject.provision()].cite
                                                       : std::string_view();
  }
  const Set& known(StateId id) const { return known_[id.index()]; }

  Conditions conditions;
  std::vector<Lever> levers;

  // The levers with the places of what asked for their states.
  void place_levers() {
    for (std::size_t i = 0; i < levers.size(); ++i) {
      const auto asked = asked_.find(of_[i]);
      if (!levers[i].is_bracket() && asked != asked_.end()) {
        levers[i].place = asked->second.place;
        levers[i].cite = asked->second.cite;
      }
    }
  }

 private:
  // A day from which on, or up to which, a step has an effect.
  struct Onset {
    Date day;
    std::size_t step;
  };

  static bool is_none(const Set& set) {
    return set.days.empty() && set.steps.size() == 1 && set.steps[0].in == Conditions::never &&
           set.steps[0].out == Conditions::always;
  }
  // Whether a day before the one asked about has decided from when a moment counts.
  bool has_come(const Set& set) const {
    const std::optional<Date> first = set.days.first_day();
    return first && *first < on_;
  }

  template <typename Make>
  Set inside(Part part, Span place, Make&& make) {
    if (is_glue(part)) return make();
    const Part around = std::exchange(part_, part);
    const Span place_around = std::exchange(place_, place);
    Set set = make();
    part_ = around;
    place_ = place_around;
    return set;
  }

  Set as_it_is(const DaySet& days) const {
    Set set{days, {}};
    const auto add = [&](Date from) {
      const bool holds = days.contains(from);
      set.steps.push_back({from, holds ? Conditions::always : Conditions::never,
                           holds ? Conditions::never : Conditions::always});
    };
    add(on_);
    for (std::optional<Date> at = days.next_change(on_); at; at = days.next_change(*at)) add(*at);
    return set;
  }

  static Set opposite(Set set) {
    set.days = ~set.days;
    for (Step& step : set.steps) std::swap(step.in, step.out);
    return set;
  }

  void join_up(Set& set, const Set& other, bool all) {
    all ? set.days &= other.days : set.days |= other.days;
    std::vector<Step> steps;
    std::size_t a = 0;
    std::size_t b = 0;
    for (Date at = on_;;) {
      const Step& left = set.steps[a];
      const Step& right = other.steps[b];
      const Node in = all ? conditions.all({left.in, right.in}) : conditions.any({left.in, right.in});
      const Node out = all ? conditions.any({left.out, right.out}) : conditions.all({left.out, right.out});
      if (steps.empty() || steps.back().in != in || steps.back().out != out) steps.push_back({at, in, out});
      const Date next_a = a + 1 < set.steps.size() ? set.steps[a + 1].from : Date::max_value();
      const Date next_b = b + 1 < other.steps.size() ? other.steps[b + 1].from : Date::max_value();
      at = std::min(next_a, next_b);
      if (at == Date::max_value()) break;
      if (next_a == at) ++a;
      if (next_b == at) ++b;
    }
    set.steps = std::move(steps);
  }

  static Set settled(Set set) {
    std::vector<Step> steps;
    for (const Step& step : set.steps) {
      if (steps.empty() || steps.back().in != step.in || steps.back().out != step.out) steps.push_back(step);
    }
    set.steps = std::move(steps);
    return set;
  }

  static std::size_t step_at(const Set& set, Date day) {
    const auto after = std::upper_bound(set.steps.begin(), set.steps.end(), day,
                                        [](Date d, const Step& step) { return d < step.from; });
    return static_cast<std::size_t>(after - set.steps.begin()) - 1;
  }
  void add_break(std::vector<Step>& steps, Date day) const {
    if (day <= on_ || day == Date::max_value()) return;
    const auto after = std::upper_bound(steps.begin(), steps.end(), day,
                                        [](Date d, const Step& step) { return d < step.from; });
    if ((after - 1)->from == day) return;
    Step step = *(after - 1);
    step.from = day;
    steps.insert(after, step);
  }
  void add_breaks(std::vector<Step>& steps, const DaySet& days) const {
    for (std::optional<Date> at = days.next_change(on_); at; at = days.next_change(*at))
      add_break(steps, *at);
  }
  std::vector<Step> grid(const Set& inner, const std::vector<Onset>& onsets) const {
    std::vector<Step> steps = inner.steps;
    for (const Onset& onset : onsets) add_break(steps, onset.day);
    return steps;
  }
  static std::vector<Node> slice(const Set& set, std::size_t from, std::size_t through, Node Step::*which) {
    std::vector<Node> nodes;
    for (std::size_t i = from; i <= through; ++i) nodes.push_back(set.steps[i].*which);
    return nodes;
  }

  // The first day on which what holds from a day on has held for so long, and up to which what held before a day still
  // counts.
  static Date end_of_wait(Date from, Duration duration) {
    return *DaySet::from(from).held_for(duration).first_day();
  }
  static Date end_of_effect(Date end, Duration duration) {
    return DaySet::until(end).within_after(duration).intervals().front().end;
  }
  // The day that a moment would name if each of the steps were the first that has days.
  std::vector<Onset> moments(const Moment& moment, const Set& inner) const {
    std::vector<Onset> list;
    for (std::size_t i = 0; i < inner.steps.size(); ++i)
      list.push_back({*day_of(moment, DaySet::from(inner.steps[i].from)), i});
    return list;
  }

  // -- levers

  static Identity identity(const Entry& entry) {
    const bool is_counted = entry.kind != Entry::Kind::event;
    return {static_cast<int>(entry.kind),
            entry.subject,
            static_cast<int>(entry.verb),
            entry.by,
            entry.metric,
            is_counted ? entry.quantity.amount.to_string() : std::string()};
  }

  void add_means(Set& set, const std::vector<Means>& list, bool into) {
    for (const Means& means : list) {
      std::vector<Node> acts;
      for (const Entry& act : means.acts) acts.push_back(node_of(act));
      const Node node = conditions.all(std::move(acts));
      if (node == Conditions::never) continue;
      add_break(set.steps, means.from);
      for (Step& step : set.steps) {
        if (step.from < means.from) continue;
        Node& condition = into ? step.in : step.out;
        condition = conditions.any({condition, node});
      }
    }
  }

  // What is done already can do no more.
  Node node_of(const Entry& act) {
    if (by_.valid() && actors_of(model_, act) != std::vector{by_}) return Conditions::never;
    Identity key = identity(act);
    if (std::find(done_.begin(), done_.end(), key) != done_.end()) return Conditions::never;
    const auto [at, is_new] = numbers_.emplace(std::move(key), static_cast<Conditions::Leaf>(levers.size()));
    if (is_new) {
      levers.push_back({act, {}, place_, cite_});
      of_.push_back(key_);
    }
    return conditions.leaf(at->second);
  }

  void add_observations(Set& set, const Ground& ground) {
    MetricId metric;
    Comparison comparison = Comparison::at_least;
    std::vector<QuantityId> bars;
    if (ground.condition.valid()) {
      const Condition& condition = model_[ground.condition];
      metric = condition.metric();
      comparison = condition.comparison;
      bars.push_back(condition.quantity());
    } else {
      for (TermsId terms : model_[ground.state.subject.provision()].terms) {
        if (!model_[terms].promise.valid()) continue;
        const Promise& promise = model_[model_[terms].promise];
        if (!promise.metric.valid() || !promise.amount.valid()) continue;
        metric = promise.metric;
        comparison = promise.comparison;
        bars.push_back(promise.amount);
      }
    }
    if (!metric.valid()) return;
    const auto [known, is_new] = observations_.try_emplace(metric);
    if (is_new) known->second = observations(model_, metric, on_);
    for (const Entry& act : known->second) {
      for (QuantityId bar : bars) {
        add_means(set, {{{act}, on_}}, satisfies(act.quantity, comparison, model_[bar]));
      }
    }
  }
  bool satisfies(const Quantity& value, Comparison comparison, const Quantity& bar) const {
    const std::optional<std::strong_ordering> order = compare(model_, value, bar);
    if (!order) return false;
    switch (comparison) {
      case Comparison::at_least: return *order >= 0;
      case Comparison::at_most: return *order <= 0;
      case Comparison::above: return *order > 0;
      case Comparison::below: return *order < 0;
    }
    return false;
  }

  void add_bracket(Set& set, Span place) {
    auto at =
        std::find_if(levers.begin(), levers.end(), [&](const Lever& each) { return each.bracket == place; });
    if (at == levers.end()) {
      levers.push_back({Entry{}, place, place, cite_});
      of_.push_back(key_);
      at = levers.end() - 1;
    }
    const Node node = conditions.leaf(static_cast<Conditions::Leaf>(at - levers.begin()));
    for (Step& step : set.steps) step.in = conditions.any({step.in, node});
  }

  // A proposal can take a provision's text away.
  void add_other_texts(Set& set, ProvisionId provision) {
    for (std::size_t i = 0; i < model_.proposals.size(); ++i) {
      const Proposal& proposal = model_.proposals[i];
      const auto names = [&](const std::vector<ProvisionId>& list) {
        return std::find(list.begin(), list.end(), provision) != list.end();
      };
      if (!names(proposal.replaces) && !names(proposal.removes)) continue;
      if (index_.adopted_on(ProposalId(i))) continue;
      add_means(set, {{{event(model_, Subject::of(ProposalId(i)), Verb::adopted, {}, on_)}, on_}}, false);
    }
  }

  // What has been in force, or was terminated before it was, comes back only by an entry.
  bool is_over(const StateKey& key) const {
    const DaySet& days = situation_.evaluation[situation_.graph.find(key)];
    if (!(days & DaySet::until(on_)).empty()) return true;
    const std::vector<Date> ends = termination_days(model_, index_, key.subject.agreement());
    return !ends.empty() && ends.front() <= on_;
  }
  std::vector<Means> revival(const StateKey& key) const {
    return {{{event(model_, key.subject, Verb::in_force, {}, on_)}, on_}};
  }

  const Model& model_;
  const Index& index_;
  const Situation& situation_;
  Date on_;
  PartyId by_;
  std::vector<Set> known_;  // by state; without steps where it is as it is
  std::vector<Identity> done_;
  std::map<Identity, Conditions::Leaf> numbers_;
  std::map<MetricId, std::vector<Entry>> observations_;
  std::map<StateKey, Asked> asked_;
  std::vector<StateKey> of_;  // whose meaning each lever came up in

  StateKey key_;
  Part part_ = Part::operand;
  Span place_;
  std::string_view cite_;
};

class Finding {
 public:
  Finding(const Situation& situation, const StateKey& goal, Date on, PartyId by)
      : graph_(situation.graph),
        evaluation_(situation.evaluation),
        on_(on),
        goal_(situation.graph.find(goal)),
        together_(situation.model),
        algebra_(situation, on, by),
        meaning_(situation.model, situation.index, algebra_) {}

  Ways find() && {
    choose();
    for (const ComponentId component : components_) {
      const std::span<const StateId> states = graph_.members(component);
      if (!graph_.is_cyclic(component)) {
        algebra_.learn(states[0], ask(states[0]));
      } else if (has_meaning(graph_, component)) {
        go_round(states);
      }
    }
    Ways ways;
    std::vector<Node> any;
    for (const Step& step : algebra_.known(goal_).steps) any.push_back(step.in);
    ways.root = algebra_.conditions.any(std::move(any));
    algebra_.place_levers();
    ways.conditions = std::move(algebra_.conditions);
    ways.levers = std::move(algebra_.levers);
    return ways;
  }

 private:
  enum Want : std::uint8_t { to_hold = 1, not_to_hold = 2 };

  Lifted::Set ask(StateId id) {
    const StateKey key = graph_.key(id);
    algebra_.begin(key);
    return algebra_.answer(key, meaning_.of(key));
  }

  // Whether a state is as it is wanted from the day on, whatever is done elsewhere.
  bool is_settled(StateId id, std::uint8_t want) const {
    const DaySet after = DaySet::from(on_);
    const DaySet& days = evaluation_[id];
    if (want == to_hold) return (after - days).empty();
    return want == not_to_hold && (days & after).empty();
  }

  // The states that matter, in the order of evaluation.
  void choose() {
    std::vector<std::uint8_t> wanted(graph_.size(), 0);
    std::vector<std::pair<StateId, std::uint8_t>> todo = {{goal_, to_hold}};
    while (!todo.empty()) {
      const auto [id, want] = todo.back();
      todo.pop_back();
      if ((wanted[id.index()] | want) == wanted[id.index()]) continue;
      wanted[id.index()] |= want;
      if (id != goal_ && is_settled(id, wanted[id.index()])) continue;
      for (const Dependency& dependency : graph_.dependencies(id)) {
        std::uint8_t below = wanted[id.index()];
        if (dependency.minus && below != 3) below = below == to_hold ? not_to_hold : to_hold;
        if (dependency.timed) below = 3;
        todo.emplace_back(dependency.on, below);
      }
    }
    std::vector<bool> is_chosen(graph_.component_count(), false);
    for (std::size_t i = 0; i < graph_.size(); ++i) {
      const StateId id(i);
      if (wanted[i] == 0 || (id != goal_ && is_settled(id, wanted[i]))) continue;
      is_chosen[graph_.component(id).index()] = true;
    }
    for (std::size_t i = 0; i < is_chosen.size(); ++i) {
      if (is_chosen[i]) components_.emplace_back(i);
    }
  }

  // The least sets of a ring; those that move together begin with all days and keep what they can.
  void go_round(std::span<const StateId> ring) {
    const std::vector<StateId> together = together_.in_ring(graph_, ring);
    const auto is_together = [&](StateId id) {
      return std::find(together.begin(), together.end(), id) != together.end();
    };
    std::vector<Lifted::Set> sets;
    for (StateId id : together) algebra_.suppose(id, algebra_.all());
    for (std::size_t round = 0; round <= together.size(); ++round) {
      for (StateId id : ring) {
        if (!is_together(id)) algebra_.suppose(id, algebra_.none());
      }
      for (std::size_t turn = together.size(); turn < ring.size(); ++turn) {
        for (StateId id : ring) {
          if (!is_together(id)) algebra_.suppose(id, ask(id));
        }
      }
      sets.clear();
      for (StateId id : together) sets.push_back(ask(id));
      for (std::size_t i = 0; i < together.size(); ++i) algebra_.suppose(together[i], sets[i]);
    }
    for (StateId id : ring) algebra_.learn(id, Lifted::Set(algebra_.known(id)));
  }

  const Graph& graph_;
  const Evaluation& evaluation_;
  Date on_;
  StateId goal_;
  Together together_;
  Lifted algebra_;
  Meaning<Lifted> meaning_;
  std::vector<ComponentId> components_;
};

}  // namespace

Ways ways_to(const Situation& situation, const StateKey& goal, Date on, PartyId by) {
  return Finding(situation, goal, on, by).find();
}

}  // namespace quid
