// Evaluation.
//
// The idea in one sentence: take the components of the graph in order, so that everything a state rests on is
// known when its turn comes, and ask its meaning once.
//
// Inside a ring of plus edges nothing comes first. There the states take the least sets that agree with one
// another: all start empty, and a state is asked again whenever one that it rests on has grown. Sets only
// grow, and their ends come from a finite stock (dates of the text, and no moment with an offset lies inside
// a ring), so this ends.
//
// `simultaneous { a, b }` turns the question round for its members: they take the greatest sets. All start
// with every day, the rest of the ring takes its least sets under that supposition, and the members shrink
// until nothing changes.
//
// A ring with a minus edge, or with a waiting time inside, has no meaning; its states stay empty and `check`
// refuses the workspace.
#include "core/states/evaluate.hpp"

#include <deque>

#include "core/states/meaning.hpp"
#include "core/states/world.hpp"

namespace quid {

namespace {

// The algebra of sets of days.
class Evaluator {
 public:
  using Set = DaySet;

  // States that are no vertices of the graph have the days of `rest`; none without it.
  Evaluator(const Graph& graph, const Table<DaySet>& days, const World* rest)
      : graph_(graph), days_(days), rest_(rest) {}

  Set none() { return DaySet::none(); }
  Set all() { return DaySet::all(); }
  template <typename Days>
  Set fixed(const Ground&, Days&& days) {
    return days();
  }
  Set state(const StateKey& key, Span) {
    StateId id = graph_.find(key);
    if (id.valid()) return days_[id.index()];
    return rest_ != nullptr ? rest_->days(key) : DaySet::none();
  }
  template <typename Make>
  void meet(Set& set, Part, Span, Make&& make) {
    if (!set.empty()) set &= make();
  }
  template <typename Make>
  void join(Set& set, Part, Span, Make&& make) {
    set |= make();
  }
  template <typename Make>
  void remove(Set& set, Part, Span, Make&& make) {
    if (!set.empty()) set -= make();
  }
  template <typename Make>
  Set negate(Span, Make&& make) {
    return ~make();
  }
  template <typename Make>
  Set since(Make&& make) {
    return make().from_first();
  }
  template <typename Make>
  Set held_for(Duration duration, Span, Make&& make) {
    return make().held_for(duration);
  }
  template <typename Make>
  Set within_after(Duration duration, Span, Make&& make) {
    return make().within_after(duration);
  }
  template <typename Make>
  Set from_moment(const Moment& moment, Make&& make) {
    if (moment.form == Moment::Form::date) return DaySet::from(moment.date);
    std::optional<Date> day = day_of(moment, make());
    return day ? DaySet::from(*day) : DaySet::none();
  }
  template <typename Make>
  Set through_moment(const Moment& moment, Date unless_before, Make&& make) {
    std::optional<Date> day = moment.form == Moment::Form::date ? moment.date : day_of(moment, make());
    return day && *day >= unless_before ? DaySet::until(*day + 1) : DaySet::all();
  }
  template <typename Make>
  Set at_least(std::size_t number, Span, std::size_t count, Make&& make) {
    std::vector<DaySet> sets;
    for (std::size_t i = 0; i < count; ++i) sets.push_back(make(i));
    return DaySet::at_least(number, sets);
  }
  Set condition(Condition::Kind, Span, Set set) { return set; }

 private:
  const Graph& graph_;
  const Table<DaySet>& days_;
  const World* rest_;
};

class Evaluating {
 public:
  Evaluating(const Model& model, const Index& index, const Graph& graph, const World* rest)
      : graph_(graph),
        days_(graph.size()),
        algebra_(graph, days_, rest),
        meaning_(model, index, algebra_),
        together_(model) {}

  Table<DaySet> run() && {
    for (std::size_t i = 0; i < graph_.component_count(); ++i) {
      const ComponentId component(i);
      std::span<const StateId> states = graph_.members(component);
      if (!graph_.is_cyclic(component)) {
        days_[states[0].index()] = meaning_.of(graph_.key(states[0]));
      } else if (!has_meaning(graph_, component)) {
        continue;
      } else if (std::vector<StateId> together = together_.in_ring(graph_, states); together.empty()) {
        find_least(component, states);
      } else {
        find_greatest(component, states, together);
      }
    }
    return std::move(days_);
  }

 private:
  // Least sets of the ring, given the days of the states that are `fixed` (marked in fixed_).
  void find_least(ComponentId component, std::span<const StateId> states) {
    std::deque<StateId> waiting(states.begin(), states.end());
    in_queue_.resize(graph_.size());
    for (StateId state : states) in_queue_[state.index()] = true;
    std::vector<std::pair<StateId, StateId>> dependents;  // (on, who)
    for (StateId state : states) {
      for (const Dependency& dependency : graph_.dependencies(state)) {
        if (graph_.component(dependency.on) == component) dependents.emplace_back(dependency.on, state);
      }
    }
    std::sort(dependents.begin(), dependents.end());
    while (!waiting.empty()) {
      StateId state = waiting.front();
      waiting.pop_front();
      in_queue_[state.index()] = false;
      if (is_fixed(state)) continue;
      DaySet now = meaning_.of(graph_.key(state));
      if (now == days_[state.index()]) continue;
      days_[state.index()] = std::move(now);
      for (auto at = std::lower_bound(dependents.begin(), dependents.end(), std::pair{state, StateId(0)});
           at != dependents.end() && at->first == state; ++at) {
        if (in_queue_[at->second.index()]) continue;
        in_queue_[at->second.index()] = true;
        waiting.push_back(at->second);
      }
    }
  }

  void find_greatest(ComponentId component, std::span<const StateId> states,
                     const std::vector<StateId>& together) {
    fixed_ = together;
    for (StateId state : together) days_[state.index()] = DaySet::all();
    for (bool changed = true; changed;) {
      for (StateId state : states) {
        if (!is_fixed(state)) days_[state.index()] = DaySet::none();
      }
      find_least(component, states);
      changed = false;
      for (StateId state : together) {
        DaySet now = meaning_.of(graph_.key(state));
        if (now == days_[state.index()]) continue;
        days_[state.index()] = std::move(now);
        changed = true;
      }
    }
    fixed_.clear();
  }

  bool is_fixed(StateId state) const {
    return std::find(fixed_.begin(), fixed_.end(), state) != fixed_.end();
  }

  const Graph& graph_;
  Table<DaySet> days_;
  Evaluator algebra_;
  Meaning<Evaluator> meaning_;
  Together together_;
  std::vector<StateId> fixed_;
  std::vector<bool> in_queue_;
};

}  // namespace

bool has_meaning(const Graph& graph, ComponentId component) {
  for (StateId state : graph.members(component)) {
    for (const Dependency& dependency : graph.dependencies(state)) {
      if (graph.component(dependency.on) == component && (dependency.minus || dependency.timed)) return false;
    }
  }
  return true;
}

Together::Together(const Model& model) {
  for (std::size_t i = 0; i < model.simultaneous.size(); ++i) {
    for (Subject member : model.simultaneous[i].members) members_.emplace_back(member, i);
  }
  std::sort(members_.begin(), members_.end());
}

std::vector<StateId> Together::in_ring(const Graph& graph, std::span<const StateId> ring) const {
  if (members_.empty()) return {};
  std::vector<std::pair<std::size_t, Subject>> present;
  auto for_each_group = [&](StateId state, auto act) {
    const Subject subject = graph.key(state).subject;
    auto at = std::lower_bound(members_.begin(), members_.end(), std::pair{subject, std::size_t{0}});
    for (; at != members_.end() && at->first == subject; ++at) act(at->second, subject);
  };
  for (StateId state : ring) {
    for_each_group(state, [&](std::size_t group, Subject subject) { present.emplace_back(group, subject); });
  }
  std::sort(present.begin(), present.end());
  present.erase(std::unique(present.begin(), present.end()), present.end());
  std::vector<StateId> together;
  for (StateId state : ring) {
    bool shares = false;
    for_each_group(state, [&](std::size_t group, Subject) {
      auto in_group = std::count_if(present.begin(), present.end(),
                                    [&](const auto& each) { return each.first == group; });
      shares = shares || in_group >= 2;
    });
    if (shares) together.push_back(state);
  }
  return together;
}

Evaluation evaluate(const Model& model, const Index& index, const Graph& graph) {
  return {Evaluating(model, index, graph, nullptr).run()};
}

Evaluation evaluate(const Model& model, const Index& index, const Graph& graph, const World& rest) {
  return {Evaluating(model, index, graph, &rest).run()};
}

DaySet days_of(const Model& model, const Index& index, const Graph& graph, const Evaluation& evaluation,
               const StateKey& state) {
  const StateId id = graph.find(state);
  if (id.valid()) return evaluation[id];
  Evaluator algebra(graph, evaluation.days, nullptr);
  return Meaning<Evaluator>(model, index, algebra).of(state);
}

DaySet days_over(const Model& model, const Index& index, const Graph& graph, const Evaluation& evaluation,
                 ProvisionId provision) {
  Evaluator algebra(graph, evaluation.days, nullptr);
  return Meaning<Evaluator>(model, index, algebra).over(provision);
}

}  // namespace quid
