// The days of every state: section 6 of the reference, carried out.
#pragma once

#include <vector>

#include "core/graph.hpp"
#include "core/model.hpp"

namespace quid {

struct Evaluation {
  Table<DaySet> days;  // by StateId
  const DaySet& operator[](StateId state) const { return days[state.index()]; }
};

// Components with a minus edge inside have no meaning: `check` refuses them, and here all their states are
// empty.
Evaluation evaluate(const Model& model, const Index& index, const Graph& graph);

// The model with all that is computed from it, as every answer needs it.
struct World {
  Model model;
  Index index;
  Graph graph;
  Evaluation evaluation;

  explicit World(Model model_);
  World(const World&) = delete;
  World& operator=(const World&) = delete;

  // Of any state, also one that is no vertex of the graph.
  DaySet days(const StateKey& state) const;
};

}  // namespace quid
