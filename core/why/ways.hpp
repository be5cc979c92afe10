// What could be done about a state: for every day from one on, the condition on acts under which it would hold then.
//
// Sound in one direction: whatever acts bring the state about, they fulfil the condition. The other direction needs a
// replay, for an act may also do harm elsewhere. Where nothing is to be done, and only there, the condition is `always`.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "core/states/evaluate.hpp"
#include "core/why/least_sets.hpp"

namespace quid {

// A leaf of the condition: an act, or a bracket that has to be closed.
struct Lever {
  Entry act;
  Span bracket;  // of a file where it is a bracket
  // What asks for it: the clause, and the article of the provision that the clause stands in.
  Span place;
  std::string_view cite;

  bool is_bracket() const { return bracket.file.valid(); }
};

struct Ways {
  Conditions conditions;
  Conditions::Node root = Conditions::never;  // to hold on some day
  std::vector<Lever> levers;                  // by leaf
};

// Of a model, with the graph and the days of at least the goal and all that it rests on.
struct Situation {
  const Model& model;
  const Index& index;
  const Graph& graph;
  const Evaluation& evaluation;
  std::span<const Entry> done;  // entries of the model that stand for acts already
};

// What entries of the day `on` could do for the goal. With a party, only what is its act alone; brackets all the same.
Ways ways_to(const Situation& situation, const StateKey& goal, Date on, PartyId by);

}  // namespace quid
