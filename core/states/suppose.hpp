// A world in which more is recorded than its text says, asked about few states: only what they rest on is worked out,
// and only where it changes.
#pragma once

#include <span>
#include <utility>
#include <vector>

#include "core/states/world.hpp"

namespace quid {

// A state whose days are others than they were.
struct ChangedDays {
  StateKey state;
  DaySet before;
  DaySet after;
};

// What an entry is about has to be in the model: nothing is added to it but entries and observations.
class Supposition {
 public:
  // Copies the model, once. The world must outlive it.
  explicit Supposition(const World& world);
  Supposition(const Supposition&) = delete;
  Supposition& operator=(const Supposition&) = delete;

  // Records these in place of what was supposed before, each behind all that is recorded of its day.
  void suppose(std::span<const Entry> entries);

  const Model& model() const { return model_; }
  const Index& index() const { return index_; }
  DaySet days(const StateKey& state) const;
  // Every state of the world's graph whose days are others, in the order of the graph.
  std::vector<ChangedDays> changes() const;

 private:
  void observe(MetricId metric, const Observation& observation);
  void touch(const Entry& entry);
  void touch(Subject subject);
  void touch_all();
  void spread();
  void list_dependents();
  bool may_change(const StateKey& state) const;

  const World& world_;
  Model model_;
  std::size_t recorded_;  // entries of the text
  std::vector<std::pair<MetricId, std::vector<Observation>>>
      observed_;  // as the text has them, where more was added
  Index index_;

  // Who depends on each state: by state, in compressed sparse rows.
  std::vector<std::uint32_t> begins_;
  std::vector<StateId> dependents_;
  std::vector<bool> touched_;  // by state: it may change
  std::vector<StateId> touched_list_;
};

}  // namespace quid
