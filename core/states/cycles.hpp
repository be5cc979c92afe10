// Cycles of the unlock graph, and the shortest of them: what a drafter can be shown.
#pragma once

#include <optional>
#include <utility>
#include <vector>

#include "core/states/graph.hpp"

namespace quid {

// One step round a cycle: `state` depends on the state of the next step, the last one on that of the first.
struct CycleStep {
  StateId state;
  Dependency dependency;
  // Not said by the text: to be performed, a promise has to be in effect.
  bool by_promise = false;
};
using Cycle = std::vector<CycleStep>;

// For each component of the graph with a minus edge inside, the shortest cycle through one; its first step is
// that edge.
std::vector<Cycle> contradictions(const Graph& graph);

// The same for waiting times (`for`, `within`, a moment with an offset); components with a minus edge are
// left out.
std::vector<Cycle> timed_cycles(const Graph& graph);

// Whether one place stands before another in the text of the workspace.
inline bool stands_before(Span a, Span b) {
  return std::pair(a.file, a.begin) < std::pair(b.file, b.begin);
}

// How many cycles are looked for from different starts before the shortest of them is taken.
inline constexpr std::size_t most_starts = 256;

// Breadth first, and only as far as a cycle can still be shorter than one that is known.
class Paths {
 public:
  explicit Paths(std::size_t states) : reached_by_(states) {}

  // The step `first`, and then a shortest way back from where it leads; `each_edge(state, visit)` gives the
  // steps from a state. Nothing if that takes `shorter_than` steps or more, or there is no way.
  template <typename EachEdge>
  std::optional<Cycle> closing(const CycleStep& first, std::size_t shorter_than, EachEdge each_edge) {
    const StateId begin = first.dependency.on;
    if (begin == first.state) return shorter_than > 1 ? std::optional(Cycle{first}) : std::nullopt;
    std::vector<std::pair<StateId, std::size_t>> seen{{begin, 1}};  // with the steps that lead there
    bool closed = false;
    for (std::size_t i = 0; i < seen.size() && !closed && seen[i].second + 1 < shorter_than; ++i) {
      const std::size_t steps = seen[i].second + 1;
      each_edge(seen[i].first, [&](const CycleStep& step) {
        const StateId on = step.dependency.on;
        if (closed || on == begin || reached_by_[on.index()].state.valid()) return;
        reached_by_[on.index()] = step;
        seen.emplace_back(on, steps);
        closed = on == first.state;
      });
    }
    std::optional<Cycle> found;
    if (closed) found = unwound(first);
    for (const auto& each : seen) reached_by_[each.first.index()] = {};
    return found;
  }

 private:
  Cycle unwound(const CycleStep& first) const {
    Cycle back;
    for (StateId at = first.state; at != first.dependency.on; at = back.back().state) {
      back.push_back(reached_by_[at.index()]);
    }
    Cycle cycle{first};
    cycle.insert(cycle.end(), back.rbegin(), back.rend());
    return cycle;
  }

  std::vector<CycleStep> reached_by_;  // the step that first led to a state; not valid where none did
};

}  // namespace quid
