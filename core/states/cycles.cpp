#include "core/states/cycles.hpp"

#include <algorithm>

namespace quid {

namespace {

// One cycle for each component that has an edge for which `marked` holds, through such an edge.
template <typename Marked>
std::vector<Cycle> cycles_through(const Graph& graph, Marked marked) {
  std::vector<CycleStep> edges;
  for (std::size_t i = 0; i < graph.size(); ++i) {
    const StateId state(i);
    for (const Dependency& dependency : graph.dependencies(state)) {
      if (marked(dependency) && graph.component(dependency.on) == graph.component(state)) {
        edges.push_back({state, dependency, false});
      }
    }
  }
  if (edges.empty()) return {};
  std::stable_sort(edges.begin(), edges.end(), [&](const CycleStep& a, const CycleStep& b) {
    const ComponentId of_a = graph.component(a.state);
    const ComponentId of_b = graph.component(b.state);
    return of_a != of_b ? of_a < of_b : stands_before(a.dependency.place, b.dependency.place);
  });

  const auto inside = [&graph](StateId state, auto visit) {
    for (const Dependency& dependency : graph.dependencies(state)) {
      if (graph.component(dependency.on) == graph.component(state))
        visit(CycleStep{state, dependency, false});
    }
  };
  Paths paths(graph.size());
  std::vector<Cycle> cycles;
  for (std::size_t begin = 0, end = 0; begin < edges.size(); begin = end) {
    Cycle shortest;
    const ComponentId component = graph.component(edges[begin].state);
    for (; end < edges.size() && graph.component(edges[end].state) == component; ++end) {
      if (end - begin >= most_starts) continue;
      const std::size_t bound = shortest.empty() ? graph.size() + 2 : shortest.size();
      if (auto cycle = paths.closing(edges[end], bound, inside)) shortest = std::move(*cycle);
    }
    if (!shortest.empty()) cycles.push_back(std::move(shortest));
  }
  return cycles;
}

}  // namespace

std::vector<Cycle> contradictions(const Graph& graph) {
  return cycles_through(graph, [](const Dependency& dependency) { return dependency.minus; });
}

std::vector<Cycle> timed_cycles(const Graph& graph) {
  std::vector<Cycle> cycles =
      cycles_through(graph, [](const Dependency& dependency) { return dependency.timed; });
  if (cycles.empty()) return cycles;
  std::vector<ComponentId> contradicting;
  for (const Cycle& cycle : contradictions(graph)) contradicting.push_back(graph.component(cycle[0].state));
  cycles.erase(std::remove_if(cycles.begin(), cycles.end(),
                              [&](const Cycle& cycle) {
                                return std::find(contradicting.begin(), contradicting.end(),
                                                 graph.component(cycle[0].state)) != contradicting.end();
                              }),
               cycles.end());
  return cycles;
}

}  // namespace quid
