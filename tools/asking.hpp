// What a person typed after a command, and the words of the answers about states that several commands share.
#pragma once

#include <string>
#include <vector>

#include "core/evaluate.hpp"
#include "core/explain.hpp"
#include "tools/answer.hpp"
#include "tools/workspace.hpp"

namespace quid::tools {

// `us-uk signed by US`; without a state, the main one of the thing: in effect, in force, standing, adopted.
// Throws Failure with the nearest name where there is none.
StateKey asked_state(Workspace& workspace, const std::string& words);
Subject asked_subject(Workspace& workspace, const std::string& word);
// A party's code as `--by` and `--to` give it.
PartyId asked_party(const Model& model, std::string_view flag, const std::string& code);

State main_state(SubjectKind kind);

// `is in effect`, `is not signed by the US`.
std::string state_phrase(const Model& model, const StateKey& key, bool holds);
// ` since 30 Jun 2025`, ` since 1 Jul 2025 and through 4 Aug 2026`; nothing where it has always held.
std::string spell_words(const DaySet& days, Date on);

// The tree of reasons for people. What does not bear on the outcome is one line, without what lies below it.
Branch branch_of(const Workspace& workspace, const Model& model, const Reason& reason, Date on);

// What would have to come about, deepest first, each once; with whose move it is.
struct Want {
  std::string text;
  std::vector<PartyId> actors;
  StateKey state;  // valid subject where the thing is a state
  Span place;
  std::string_view cite;
};
std::vector<Want> wants_of(const World& world, const Reason& reason);

// What would end a state that holds: the clauses that could stop holding.
std::vector<Want> ends_of(const World& world, const Reason& reason);

}  // namespace quid::tools
