#include "core/model/entries.hpp"

#include <algorithm>
#include <utility>

namespace quid {

void set_entries(Model& model, Table<Entry> entries) {
  std::stable_sort(entries.begin(), entries.end(),
                   [](const Entry& a, const Entry& b) { return a.date < b.date; });
  model.entries = std::move(entries);
  for (Metric& metric : model.metrics) metric.observations.clear();
  for (std::size_t i = 0; i < model.entries.size(); ++i) {
    const Entry& entry = model.entries[i];
    if (entry.kind != Entry::Kind::observe || !entry.metric.valid()) continue;
    model.metrics[entry.metric.index()].observations.push_back(
        {entry.acts_from, entry.recorded, entry.quantity, EntryId(i)});
  }
  for (Metric& metric : model.metrics) {
    std::stable_sort(metric.observations.begin(), metric.observations.end(),
                     [](const Observation& a, const Observation& b) { return a.date < b.date; });
  }
}

Model with_entries(const Model& model, std::span<const Entry> assumed, History history) {
  Model changed = model;
  Table<Entry> entries;
  if (history == History::kept) entries = std::move(changed.entries);
  entries.insert(entries.end(), assumed.begin(), assumed.end());
  set_entries(changed, std::move(entries));
  return changed;
}

}  // namespace quid
