// The days of every state: section 6 of the reference, carried out.
#pragma once

#include <vector>

#include "core/model/model.hpp"
#include "core/states/graph.hpp"

namespace quid {

struct Evaluation {
  Table<DaySet> days;  // by StateId
  const DaySet& operator[](StateId state) const { return days[state.index()]; }
};

// Components with a minus edge inside have no meaning: `check` refuses them, and here all their states are
// empty.
Evaluation evaluate(const Model& model, const Index& index, const Graph& graph);

// The days of any state, also of one that is no vertex of the graph.
DaySet days_of(const Model& model, const Index& index, const Graph& graph, const Evaluation& evaluation,
               const StateKey& state);

}  // namespace quid
