// Deadlock. Long, because its four steps share one view of who waits for whom.
//
// The idea in one sentence: suppose that everything happens that can, and look for rings among the states
// that even then cannot start.
//
// Two things differ from evaluation. A promise's `performed` also waits for the promise's own `in effect`:
// nobody performs before being bound to. And only plus edges count: what waits for an absence can have it.
//   1. States that have days already are left out, for they have started on recorded history; so are those of
//      rings that have no meaning. Where no ring is left, and that is the usual case, this one walk is all.
//   2. What is possible: for the states in rings and all that they wait for, the least sets of the meaning
//      (core/meaning.hpp once more) over yes and no, where every entry that may be recorded is, every bracket
//      closes, every metric moves as one wishes, and every negation comes true. A ring through at least two
//      members of a `simultaneous` begins with yes and keeps what it can, as in evaluation.
//   3. Among the states that are not possible, each hangs on another such state. The rings among them are the
//      deadlocks; what merely hangs on a ring is not reported.
//      First those that do not start even by acts out of turn: a promise performed early, an agreement put in
//      force by an entry ahead of its rule. They never start.
//   4. For each of the other rings: which of these acts starts it? Each is tried alone, then all together.
//
// Costs: linear in the graph, but for step 4, which follows what each act would start.
//
// A way out that the text itself gives (`once b in effect or after 2027-01-01`) makes the ring possible in
// step 2, so it is no deadlock. Rings that only a proposal not adopted would make are not looked for.
#include "core/states/deadlock.hpp"

#include <algorithm>
#include <deque>
#include <optional>
#include <span>
#include <tuple>
#include <utility>

#include "core/states/components.hpp"
#include "core/states/meaning.hpp"

namespace quid {

namespace {

bool is_performed(const StateKey& key) {
  return key.state == State::performed && key.subject.kind == SubjectKind::provision;
}
StateKey in_effect_of(const StateKey& key) {
  return {key.subject, State::in_effect, {}};
}

// The algebra of yes and no, as seen by somebody who hopes for the best: whether a state can hold on some
// day. Under a minus sign the best is that what stands there does not hold, so a set is then "holds on every
// day, whatever happens"; which little does.
class Hope {
 public:
  using Set = bool;

  Hope(const Graph& graph, const std::vector<bool>& possible) : graph_(graph), possible_(possible) {}

  // Whose meaning is being asked; a provision that only a proposal adds is taken as added.
  bool added_by_proposal = false;

  Set none() { return false; }
  Set all() { return true; }
  template <typename Days>
  Set fixed(const Ground& fact, Days&& days) {
    if (fact.kind == Ground::Kind::text) {
      return minus_ ? days().is_all() : added_by_proposal || !days().empty();
    }
    if (minus_ || fact.kind == Ground::Kind::unsaid) return false;
    return fact.kind != Ground::Kind::entries || !is_performed(fact.state) ||
           is_possible(in_effect_of(fact.state));
  }
  Set state(const StateKey& key, Span) { return !minus_ && is_possible(key); }
  template <typename Make>
  void meet(Set& set, Part, Span, Make&& make) {
    set = set && make();
  }
  template <typename Make>
  void join(Set& set, Part, Span, Make&& make) {
    set = set || make();
  }
  template <typename Make>
  void remove(Set& set, Part, Span place, Make&& make) {
    set = set && negate(place, make);
  }
  template <typename Make>
  Set negate(Span, Make&& make) {
    minus_ = !minus_;
    const bool set = make();
    minus_ = !minus_;
    return !set;
  }
  template <typename Make>
  Set since(Make&& make) {
    return make();
  }
  template <typename Make>
  Set held_for(Duration, Span, Make&& make) {
    return make();
  }
  template <typename Make>
  Set within_after(Duration, Span, Make&& make) {
    return make();
  }
  template <typename Make>
  Set from_moment(const Moment& moment, Make&& make) {
    return moment.form == Moment::Form::date ? !minus_ : make();
  }
  template <typename Make>
  Set through_moment(const Moment&, Date, Make&&) {
    return !minus_;
  }
  template <typename Make>
  Set at_least(std::size_t number, Span, std::size_t count, Make&& make) {
    std::size_t held = 0;
    for (std::size_t i = 0; i < count; ++i) held += make(i) ? 1U : 0U;
    return held >= number;
  }
  Set condition(Condition::Kind, Span, Set set) { return set; }

 private:
  bool is_possible(const StateKey& key) const {
    const StateId id = graph_.find(key);
    return !id.valid() || possible_[id.index()];
  }

  bool minus_ = false;
  const Graph& graph_;
  const std::vector<bool>& possible_;
};

// The graph that deadlocks are looked for in: plus edges, and from `performed` to the promise's own `in
// effect`.
template <typename Visit>
void each_wait(const Model& model, const Graph& graph, StateId state, Visit visit) {
  for (const Dependency& dependency : graph.dependencies(state)) {
    if (!dependency.minus) visit(CycleStep{state, dependency, false});
  }
  const StateKey key = graph.key(state);
  if (!is_performed(key)) return;
  const StateId bound = graph.find(in_effect_of(key));
  Dependency dependency;
  dependency.on = bound;
  dependency.place = model[key.subject.provision()].name_place;
  visit(CycleStep{state, dependency, true});
}

// Whether anything waits for itself in the end, states `left_out` aside: a walk in depth that meets a state
// it is still under way with.
bool has_ring(const Graph& graph, const std::vector<bool>& left_out) {
  enum class Walk : std::uint8_t { fresh, under_way, done };
  std::vector<Walk> walk(graph.size(), Walk::fresh);
  std::vector<std::pair<StateId, std::uint32_t>> path;  // with the number of the next edge
  for (std::size_t i = 0; i < graph.size(); ++i) {
    if (walk[i] != Walk::fresh || left_out[i]) continue;
    walk[i] = Walk::under_way;
    path.emplace_back(StateId(i), 0);
    while (!path.empty()) {
      const StateId state = path.back().first;
      const std::span<const Dependency> edges = graph.dependencies(state);
      const std::uint32_t next = path.back().second++;
      StateId on;
      if (next < edges.size()) {
        if (!edges[next].minus) on = edges[next].on;
      } else if (next == edges.size() && is_performed(graph.key(state))) {
        on = graph.find(in_effect_of(graph.key(state)));
      } else {
        walk[state.index()] = Walk::done;
        path.pop_back();
      }
      if (!on.valid() || walk[on.index()] == Walk::done || left_out[on.index()]) continue;
      if (walk[on.index()] == Walk::under_way) return true;
      walk[on.index()] = Walk::under_way;
      path.emplace_back(on, 0);
    }
  }
  return false;
}

// Who waits for whom, states `left_out` aside, as strongly connected components. A component waits only for
// lower ones.
class Waits {
 public:
  Waits(const World& world, const std::vector<bool>& left_out) {
    EdgeList list;
    list.vertex_count = world.graph.size();
    for (std::size_t i = 0; i < list.vertex_count; ++i) {
      if (left_out[i]) continue;
      each_wait(world.model, world.graph, StateId(i), [&](const CycleStep& step) {
        if (left_out[step.dependency.on.index()]) return;
        list.edges.emplace_back(static_cast<std::uint32_t>(i), step.dependency.on.value);
        if (step.dependency.on == step.state) loops_.push_back(step.state);
      });
    }
    components_ = strong_components(list);
  }

  std::uint32_t component(StateId state) const { return components_.of[state.index()]; }

  std::vector<StateId> states_in_rings() const {
    std::vector<std::uint32_t> sizes(components_.count, 0);
    for (std::uint32_t component : components_.of) ++sizes[component];
    for (StateId state : loops_) ++sizes[component(state)];
    std::vector<StateId> states;
    for (std::size_t i = 0; i < components_.of.size(); ++i) {
      if (sizes[components_.of[i]] > 1) states.push_back(StateId(i));
    }
    return states;
  }

 private:
  Components components_;
  std::vector<StateId> loops_;
};

// Subjects that `simultaneous` declarations name, with the declaration and the member.
struct Membership {
  Subject subject;
  std::size_t declaration;
  std::size_t member;
};
std::vector<Membership> memberships(const Model& model) {
  std::vector<Membership> list;
  for (std::size_t i = 0; i < model.simultaneous.size(); ++i) {
    const std::vector<Subject>& members = model.simultaneous[i].members;
    for (std::size_t j = 0; j < members.size(); ++j) {
      if (members[j].valid()) list.push_back({members[j], i, j});
    }
  }
  std::stable_sort(list.begin(), list.end(),
                   [](const Membership& a, const Membership& b) { return a.subject < b.subject; });
  return list;
}

// The states of members, with the ring that each is in.
struct Presence {
  std::size_t declaration;
  std::uint32_t component;
  std::size_t member;
  StateId state;
};
std::vector<Presence> presences(const Model& model, const Graph& graph, const Waits& waits) {
  const std::vector<Membership> members = memberships(model);
  std::vector<Presence> list;
  if (members.empty()) return list;
  for (std::size_t i = 0; i < graph.size(); ++i) {
    const StateId state(i);
    const Subject subject = graph.key(state).subject;
    auto at = std::lower_bound(members.begin(), members.end(), subject,
                               [](const Membership& each, Subject wanted) { return each.subject < wanted; });
    for (; at != members.end() && at->subject == subject; ++at) {
      list.push_back({at->declaration, waits.component(state), at->member, state});
    }
  }
  std::sort(list.begin(), list.end(), [](const Presence& a, const Presence& b) {
    return std::tie(a.declaration, a.component, a.member, a.state) <
           std::tie(b.declaration, b.component, b.member, b.state);
  });
  return list;
}

// Calls `act` for each run of states of one declaration's members in one ring, where the ring has at least
// two members of the declaration.
template <typename Act>
void each_shared_ring(const std::vector<Presence>& list, Act act) {
  for (std::size_t begin = 0, end = 0; begin < list.size(); begin = end) {
    bool two = false;
    while (end < list.size() && list[end].declaration == list[begin].declaration &&
           list[end].component == list[begin].component) {
      two = two || list[end].member != list[begin].member;
      ++end;
    }
    if (two) act(std::span(list).subspan(begin, end - begin));
  }
}

// The states of components with a minus edge or a waiting time inside. `check` refuses them, and nothing more
// is to be said of them.
std::vector<bool> without_meaning(const Graph& graph) {
  std::vector<bool> components(graph.component_count(), false);
  for (std::size_t i = 0; i < graph.size(); ++i) {
    const ComponentId component = graph.component(StateId(i));
    for (const Dependency& dependency : graph.dependencies(StateId(i))) {
      if ((dependency.minus || dependency.timed) && graph.component(dependency.on) == component) {
        components[component.index()] = true;
      }
    }
  }
  std::vector<bool> states(graph.size());
  for (std::size_t i = 0; i < graph.size(); ++i) states[i] = components[graph.component(StateId(i)).index()];
  return states;
}

class Deadlocks {
 public:
  // `given` are the states of which nothing is to be found out.
  Deadlocks(const World& world, std::vector<bool> given)
      : world_(world),
        model_(world.model),
        graph_(world.graph),
        given_(std::move(given)),
        waits_(world, given_) {}

  std::vector<Deadlock> find() && {
    suppose();
    std::vector<StateId> stuck;
    for (StateId state : relevant_) {
      if (!possible_[state.index()]) stuck.push_back(state);
    }
    std::sort(stuck.begin(), stuck.end());

    // What does not start even when every promise is performed and every deal put in force out of turn.
    const std::vector<StateId> started = start(acts_among(stuck));
    std::vector<StateId> never;
    std::vector<StateId> out_of_turn;
    for (StateId state : stuck) (possible_[state.index()] ? out_of_turn : never).push_back(state);
    undo(started);

    std::vector<Deadlock> found;
    for (const std::vector<StateId>& ring : rings_among(never))
      found.push_back({shortest(ring), 0, {}, false});
    // Each ring is looked at with those that it waits for already opened.
    for (const std::vector<StateId>& ring : rings_among(out_of_turn)) {
      Deadlock deadlock{shortest(ring), 0, {}, false};
      if (has_started(deadlock.ring)) continue;
      find_ways_out(ring, deadlock);
      start(acts_among(ring));
      found.push_back(std::move(deadlock));
    }
    return merged(std::move(found));
  }

 private:
  // -- step 2

  void suppose() {
    choose_relevant();
    std::vector<StateId> together;
    each_shared_ring(presences(model_, graph_, waits_), [&](std::span<const Presence> ring) {
      for (const Presence& each : ring) together.push_back(each.state);
    });
    std::vector<bool> kept(together.size(), true);
    for (bool changed = true; changed;) {
      possible_ = given_;
      for (std::size_t i = 0; i < together.size(); ++i) {
        if (kept[i]) possible_[together[i].index()] = true;
      }
      find_least();
      changed = false;
      for (std::size_t i = 0; i < together.size(); ++i) {
        if (!kept[i] || given_[together[i].index()] || may_start(together[i])) continue;
        kept[i] = false;
        changed = true;
      }
    }
  }

  // The states in rings and all that these wait for, each after what it waits for, rings aside.
  void choose_relevant() {
    std::vector<bool> chosen = given_;
    const auto choose = [&](StateId state) {
      if (chosen[state.index()]) return;
      chosen[state.index()] = true;
      relevant_.push_back(state);
    };
    for (StateId state : waits_.states_in_rings()) choose(state);
    for (std::size_t i = 0; i < relevant_.size(); ++i) {
      each_wait(model_, graph_, relevant_[i], [&](const CycleStep& step) { choose(step.dependency.on); });
    }
    std::sort(relevant_.begin(), relevant_.end(), [&](StateId a, StateId b) {
      return std::pair(waits_.component(a), a) < std::pair(waits_.component(b), b);
    });
  }

  bool may_start(StateId state) {
    const StateKey key = graph_.key(state);
    Hope hope(graph_, possible_);
    if (key.subject.kind == SubjectKind::provision) {
      const Provision& provision = model_[key.subject.provision()];
      hope.added_by_proposal = !provision.terms.empty() && model_[provision.terms[0]].from_proposal.valid();
    }
    return Meaning<Hope>(model_, world_.index, hope).of(key);
  }

  // One pass in order settles everything outside the rings; inside, whatever becomes possible wakes what
  // waits for it.
  void find_least() {
    for (StateId state : relevant_) {
      if (!possible_[state.index()] && may_start(state)) possible_[state.index()] = true;
    }
    dependents_.clear();
    std::deque<StateId> waiting;
    for (StateId state : relevant_) {
      if (possible_[state.index()]) continue;
      waiting.push_back(state);
      each_wait(model_, graph_, state, [&](const CycleStep& step) {
        if (!possible_[step.dependency.on.index()]) dependents_.emplace_back(step.dependency.on, step.state);
      });
    }
    std::sort(dependents_.begin(), dependents_.end());
    std::vector<StateId> started;
    spread(std::move(waiting), started);
  }

  void spread(std::deque<StateId> waiting, std::vector<StateId>& started) {
    while (!waiting.empty()) {
      const StateId state = waiting.front();
      waiting.pop_front();
      if (possible_[state.index()] || !may_start(state)) continue;
      possible_[state.index()] = true;
      started.push_back(state);
      wake(state, waiting);
    }
  }

  void wake(StateId state, std::deque<StateId>& waiting) const {
    for (auto at = std::lower_bound(dependents_.begin(), dependents_.end(), std::pair{state, StateId(0)});
         at != dependents_.end() && at->first == state; ++at) {
      waiting.push_back(at->second);
    }
  }

  // -- step 3

  // In the order in which they wait for one another. `states` are sorted.
  std::vector<std::vector<StateId>> rings_among(const std::vector<StateId>& states) const {
    EdgeList list;
    list.vertex_count = states.size();
    std::vector<bool> loops(states.size(), false);
    for (std::size_t i = 0; i < states.size(); ++i) {
      each_wait(model_, graph_, states[i], [&](const CycleStep& step) {
        const auto on = std::lower_bound(states.begin(), states.end(), step.dependency.on);
        if (on == states.end() || *on != step.dependency.on) return;
        list.edges.emplace_back(static_cast<std::uint32_t>(i),
                                static_cast<std::uint32_t>(on - states.begin()));
        if (*on == states[i]) loops[i] = true;
      });
    }
    const Components components = strong_components(list);
    std::vector<std::vector<StateId>> rings(components.count);
    std::vector<bool> is_ring(components.count, false);
    for (std::size_t i = 0; i < states.size(); ++i) {
      std::vector<StateId>& ring = rings[components.of[i]];
      is_ring[components.of[i]] = !ring.empty() || loops[i];
      ring.push_back(states[i]);
    }
    std::vector<std::vector<StateId>> result;
    for (std::size_t i = 0; i < rings.size(); ++i) {
      if (is_ring[i]) result.push_back(std::move(rings[i]));
    }
    return result;
  }

  Cycle shortest(const std::vector<StateId>& ring) {
    const auto inside = [&](StateId state, auto visit) {
      each_wait(model_, graph_, state, [&](const CycleStep& step) {
        if (std::binary_search(ring.begin(), ring.end(), step.dependency.on)) visit(step);
      });
    };
    if (!paths_) paths_.emplace(graph_.size());
    Cycle best;
    for (std::size_t i = 0; i < std::min(ring.size(), most_starts); ++i) {
      inside(ring[i], [&](const CycleStep& step) {
        const std::size_t bound = best.empty() ? graph_.size() + 2 : best.size();
        if (auto cycle = paths_->closing(step, bound, inside)) best = std::move(*cycle);
      });
    }
    // A promise's own step is not written anywhere: begin with one that is.
    auto first = best.end();
    for (auto at = best.begin(); at != best.end(); ++at) {
      if (at->by_promise) continue;
      if (first == best.end() || stands_before(at->dependency.place, first->dependency.place)) first = at;
    }
    if (first != best.end()) std::rotate(best.begin(), first, best.end());
    return best;
  }

  // -- step 4

  std::vector<StateId> acts_among(const std::vector<StateId>& states) const {
    std::vector<StateId> acts;
    for (StateId state : states) {
      const StateKey key = graph_.key(state);
      if (is_performed(key) || key.state == State::in_force) acts.push_back(state);
    }
    return acts;
  }

  void find_ways_out(const std::vector<StateId>& ring, Deadlock& deadlock) {
    if (try_acts(acts_among(ring), deadlock)) return;
    // Only an act beyond the ring opens it: something that will never be in effect has to be performed.
    std::vector<StateId> behind = ring;
    std::vector<bool> seen(graph_.size(), false);
    for (StateId state : behind) seen[state.index()] = true;
    for (std::size_t i = 0; i < behind.size(); ++i) {
      each_wait(model_, graph_, behind[i], [&](const CycleStep& step) {
        const std::size_t on = step.dependency.on.index();
        if (seen[on] || possible_[on]) return;
        seen[on] = true;
        behind.push_back(step.dependency.on);
      });
    }
    try_acts(acts_among(behind), deadlock);
  }

  bool try_acts(std::vector<StateId> acts, Deadlock& deadlock) {
    // In the order in which the ring names them.
    const auto rank = [&](StateId act) {
      const auto at = std::find_if(deadlock.ring.begin(), deadlock.ring.end(), [&](const CycleStep& step) {
        return graph_.key(step.state).subject == graph_.key(act).subject;
      });
      return std::pair(at - deadlock.ring.begin(), act);
    };
    std::sort(acts.begin(), acts.end(), [&](StateId a, StateId b) { return rank(a) < rank(b); });
    for (StateId act : acts) {
      if (would_start(deadlock.ring, {act})) deadlock.ways_out.push_back(graph_.key(act));
    }
    if (!deadlock.ways_out.empty()) return true;
    if (acts.size() < 2 || !would_start(deadlock.ring, acts)) return false;
    deadlock.together = true;
    for (StateId act : acts) deadlock.ways_out.push_back(graph_.key(act));
    return true;
  }

  bool has_started(const Cycle& ring) const {
    return std::all_of(ring.begin(), ring.end(),
                       [&](const CycleStep& step) { return possible_[step.state.index()]; });
  }
  bool would_start(const Cycle& ring, const std::vector<StateId>& acts) {
    const std::vector<StateId> started = start(acts);
    const bool starts = has_started(ring);
    undo(started);
    return starts;
  }
  // The acts happen; gives all that becomes possible with them.
  std::vector<StateId> start(const std::vector<StateId>& acts) {
    std::vector<StateId> started;
    std::deque<StateId> waiting;
    for (StateId act : acts) {
      if (possible_[act.index()]) continue;
      possible_[act.index()] = true;
      started.push_back(act);
      wake(act, waiting);
    }
    spread(std::move(waiting), started);
    return started;
  }
  void undo(const std::vector<StateId>& started) {
    for (StateId state : started) possible_[state.index()] = false;
  }

  // Rings of several members of a set stand at the same places of the text: one is shown.
  static std::vector<Deadlock> merged(std::vector<Deadlock> found) {
    std::stable_sort(found.begin(), found.end(), [](const Deadlock& a, const Deadlock& b) {
      return stands_before(a.ring[0].dependency.place, b.ring[0].dependency.place);
    });
    std::vector<Deadlock> result;
    for (Deadlock& each : found) {
      auto same = result.rbegin();
      while (same != result.rend() && !stand_alike(*same, each)) {
        const bool begins_elsewhere = same->ring[0].dependency.place != each.ring[0].dependency.place;
        same = begins_elsewhere ? result.rend() : std::next(same);
      }
      if (same == result.rend()) {
        result.push_back(std::move(each));
      } else {
        ++same->alike;
      }
    }
    return result;
  }

  static bool stand_alike(const Deadlock& a, const Deadlock& b) {
    return std::equal(a.ring.begin(), a.ring.end(), b.ring.begin(), b.ring.end(),
                      [](const CycleStep& one, const CycleStep& other) {
                        return one.dependency.place == other.dependency.place;
                      });
  }

  const World& world_;
  const Model& model_;
  const Graph& graph_;
  std::vector<bool> given_;
  Waits waits_;
  std::vector<StateId> relevant_;
  std::optional<Paths> paths_;
  std::vector<bool> possible_;
  std::vector<std::pair<StateId, StateId>>
      dependents_;  // sorted: a state that is not possible, who waits for it
};

}  // namespace

std::vector<Deadlock> deadlocks(const World& world) {
  std::vector<bool> given = without_meaning(world.graph);
  for (std::size_t i = 0; i < given.size(); ++i) given[i] = given[i] || !world.evaluation[StateId(i)].empty();
  if (!has_ring(world.graph, given)) return {};
  return Deadlocks(world, std::move(given)).find();
}

std::vector<LonelyMember> lonely_members(const World& world) {
  const Model& model = world.model;
  if (model.simultaneous.empty()) return {};
  std::vector<std::vector<bool>> shares(model.simultaneous.size());
  for (std::size_t i = 0; i < shares.size(); ++i) shares[i].resize(model.simultaneous[i].members.size());
  each_shared_ring(presences(model, world.graph, Waits(world, std::vector<bool>(world.graph.size(), false))),
                   [&](std::span<const Presence> ring) {
                     for (const Presence& each : ring) shares[each.declaration][each.member] = true;
                   });
  std::vector<LonelyMember> lonely;
  for (std::size_t i = 0; i < shares.size(); ++i) {
    for (std::size_t j = 0; j < shares[i].size(); ++j) {
      if (!shares[i][j] && model.simultaneous[i].members[j].valid()) lonely.push_back({i, j});
    }
  }
  return lonely;
}

}  // namespace quid
