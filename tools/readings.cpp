#include "tools/readings.hpp"

#include <algorithm>

namespace quid::tools {

namespace {

bool has_open(const Model& model) {
  return std::any_of(model.terms.begin(), model.terms.end(),
                     [](const Terms& terms) { return !terms.open.empty(); });
}

// The open brackets of all provisions that the state rests on.
void collect_brackets(const World& world, const StateKey& key, std::vector<Span>& brackets) {
  const Graph& graph = world.graph;
  const StateId start = graph.find(key);
  if (!start.valid()) return;
  std::vector<bool> seen(graph.size(), false);
  std::vector<StateId> stack{start};
  seen[start.index()] = true;
  while (!stack.empty()) {
    const StateId state = stack.back();
    stack.pop_back();
    const Subject subject = graph.key(state).subject;
    if (subject.kind == SubjectKind::provision) {
      for (TermsId terms : world.model[subject.provision()].terms) {
        for (PlaceId place : world.model[terms].open) brackets.push_back(world.model[place]);
      }
    }
    if (subject.kind == SubjectKind::agreement) {
      for (PlaceId place : world.model[subject.agreement()].open) brackets.push_back(world.model[place]);
    }
    for (const Dependency& dependency : graph.dependencies(state)) {
      if (seen[dependency.on.index()]) continue;
      seen[dependency.on.index()] = true;
      stack.push_back(dependency.on);
    }
  }
}

}  // namespace

AllReadings::AllReadings(const Workspace& workspace) {
  std::vector<std::string> names = workspace.readings();
  if (names.empty()) names.emplace_back("agreed");
  for (const std::string& name : names) compilations_.push_back(workspace.compile_as(name));
  for (const Compilation& compilation : compilations_) {
    const World& world = *compilation.world;
    worlds_.push_back(&world);
    if (!has_open(world.model)) continue;
    Model model = world.model;
    for (Terms& terms : model.terms) terms.open = {};
    settled_.push_back(std::make_unique<World>(std::move(model)));
    worlds_.push_back(settled_.back().get());
  }
}

Readings AllReadings::of(const StateKey& key) const {
  Readings result;
  result.always = DaySet::all();
  DaySet ever;
  for (const World* world : worlds_) {
    const DaySet days = world->days(key);
    result.always &= days;
    ever |= days;
    collect_brackets(*world, key, result.brackets);
  }
  result.never = ~ever;
  result.depends = ever - result.always;
  const auto order = [](const Span& a, const Span& b) {
    return std::tuple(a.file, a.begin, a.end) < std::tuple(b.file, b.begin, b.end);
  };
  std::sort(result.brackets.begin(), result.brackets.end(), order);
  result.brackets.erase(std::unique(result.brackets.begin(), result.brackets.end()), result.brackets.end());
  if (result.depends.empty()) result.brackets.clear();
  return result;
}

}  // namespace quid::tools
