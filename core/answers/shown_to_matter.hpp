// Which conditions of the text the scenarios show to matter, and which none decides.
//
// A part of a condition is shown to matter where two scenarios, on days on which they expect something that rests
// on it, differ in that part alone, and the condition turns with it.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "core/answers/scenarios.hpp"

namespace quid {

struct ConditionShown {
  Subject owner;          // the provision or the agreement whose condition it is
  ConditionId condition;  // the part, in the model that was given
  Span place;
  bool shown = false;
};

class ShownToMatter {
 public:
  // The model must outlive it.
  explicit ShownToMatter(const Model& model);

  // What a scenario shows that was run on this very model.
  void add(const ScenarioRun& run);

  // Every part of every condition in order of the text, each once however many members of a set it is for.
  std::vector<ConditionShown> take() &&;

 private:
  // A condition with its parts, and what was seen of them: all parts but one, and how that one and the whole
  // came out.
  struct Watched {
    Subject owner;
    ConditionId root;
    std::vector<ConditionId> parts;
    std::set<std::pair<std::string, bool>> seen;  // of all parts, and the whole
  };

  void watch(Subject owner, ConditionId root);
  std::vector<bool> rests_on(const ScenarioRun& run, Date on) const;

  const Model& model_;
  std::vector<Watched> watched_;
};

}  // namespace quid
