#include "core/states/world.hpp"

#include <utility>

namespace quid {

World::World(Model model_)
    : model(std::move(model_)),
      index(make_index(model)),
      graph(build(model, index)),
      evaluation(evaluate(model, index, graph)) {}

DaySet World::days(const StateKey& state) const {
  return days_of(model, index, graph, evaluation, state);
}

DaySet World::days_over(ProvisionId provision) const {
  return quid::days_over(model, index, graph, evaluation, provision);
}

}  // namespace quid
