// The days of every state: section 6 of the reference, carried out.
#pragma once

#include <span>
#include <utility>
#include <vector>

#include "core/model/model.hpp"
#include "core/states/graph.hpp"

namespace quid {

struct Evaluation {
  Table<DaySet> days;  // by StateId
  const DaySet& operator[](StateId state) const { return days[state.index()]; }
};

// Whether the component has a meaning: none where a minus edge or a waiting time lies inside.
bool has_meaning(const Graph& graph, ComponentId component);

// Which states move together, by the `simultaneous` declarations of a model.
class Together {
 public:
  explicit Together(const Model& model);
  // Of the states of a ring those that belong to members of one `simultaneous`, where it has at least two of them in
  // the ring.
  std::vector<StateId> in_ring(const Graph& graph, std::span<const StateId> ring) const;

 private:
  std::vector<std::pair<Subject, std::size_t>>
      members_;  // sorted: a subject and the `simultaneous` that lists it
};

// Components with a minus edge inside have no meaning: `check` refuses them, and here all their states are
// empty.
Evaluation evaluate(const Model& model, const Index& index, const Graph& graph);
// The same of a graph of some states: the others have the days that they have in `rest`.
struct World;
Evaluation evaluate(const Model& model, const Index& index, const Graph& graph, const World& rest);

// The days of any state, also of one that is no vertex of the graph.
DaySet days_of(const Model& model, const Index& index, const Graph& graph, const Evaluation& evaluation,
               const StateKey& state);

// The days on which a provision's time is over: whatever is recorded then, it waits for nothing any more.
DaySet days_over(const Model& model, const Index& index, const Graph& graph, const Evaluation& evaluation,
                 ProvisionId provision);

}  // namespace quid
