// The idea in one sentence: the entries are put behind those of one copy of the model and into its index, and the graph
// is built from the states that are asked about instead of from all that there are.
#include "core/states/suppose.hpp"

#include <algorithm>

namespace quid {

Cone::Cone(const Model& model, const Index& index, std::span<const StateKey> states)
    : graph(build(model, index, states)), evaluation(evaluate(model, index, graph)) {}

Supposition::Supposition(const World& world)
    : model_(world.model), recorded_(model_.entries.size()), index_(make_index(model_)) {}

void Supposition::suppose(std::span<const Entry> entries) {
  for (auto& [metric, observations] : observed_) model_.metrics[metric.index()].observations = observations;
  observed_.clear();
  model_.entries.resize(recorded_);
  std::vector<EntryId> added;
  for (const Entry& entry : entries) {
    added.emplace_back(model_.entries.size());
    model_.entries.push_back(entry);
    if (entry.kind == Entry::Kind::observe)
      observe(entry.metric, {entry.date, entry.recorded, entry.quantity, added.back()});
  }
  index_.add(added);
}

void Supposition::observe(MetricId metric, const Observation& observation) {
  std::vector<Observation>& observations = model_.metrics[metric.index()].observations;
  if (std::none_of(observed_.begin(), observed_.end(), [&](const auto& each) { return each.first == metric; }))
    observed_.emplace_back(metric, observations);
  const auto at = std::upper_bound(observations.begin(), observations.end(), observation.date,
                                   [](Date day, const Observation& each) { return day < each.date; });
  observations.insert(at, observation);
}

DaySet Supposition::days(const StateKey& state) const {
  return Cone(model_, index_, std::span(&state, 1)).days(state);
}

}  // namespace quid
