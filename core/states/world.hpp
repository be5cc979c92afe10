// A workspace worked out: the model with all that is computed from it, as every answer needs it.
#pragma once

#include "core/states/evaluate.hpp"

namespace quid {

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
  // On which the provision's time is over.
  DaySet days_over(ProvisionId provision) const;
};

}  // namespace quid
