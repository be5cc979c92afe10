// A world in which more is recorded than its text says, asked about few states: only what they rest on is worked out.
#pragma once

#include <span>
#include <utility>
#include <vector>

#include "core/states/world.hpp"

namespace quid {

// States and all that they rest on, worked out by themselves.
struct Cone {
  Graph graph;
  Evaluation evaluation;

  Cone(const Model& model, const Index& index, std::span<const StateKey> states);
  // Of a state of the cone.
  const DaySet& days(const StateKey& state) const { return evaluation[graph.find(state)]; }
};

// What an entry is about has to be in the model: nothing is added to it but entries and observations.
class Supposition {
 public:
  // Copies the model, once.
  explicit Supposition(const World& world);
  Supposition(const Supposition&) = delete;
  Supposition& operator=(const Supposition&) = delete;

  // Records these in place of what was supposed before, each behind all that is recorded of its day.
  void suppose(std::span<const Entry> entries);

  const Model& model() const { return model_; }
  const Index& index() const { return index_; }
  DaySet days(const StateKey& state) const;

 private:
  void observe(MetricId metric, const Observation& observation);

  Model model_;
  std::size_t recorded_;  // entries of the text
  std::vector<std::pair<MetricId, std::vector<Observation>>> observed_;  // as the text has them, where more was added
  Index index_;
};

}  // namespace quid
