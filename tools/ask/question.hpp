// What a person typed after a command, and the words of the answers about states that several commands share.
#pragma once

#include <string>
#include <vector>

#include "core/states/world.hpp"
#include "core/why/reason_words.hpp"
#include "tools/ask/workspace.hpp"
#include "tools/page/answer.hpp"

namespace quid::tools {

// `us-uk signed by US`; without a state, the main one of the thing: in effect, in force, standing, adopted.
// Throws Failure with the nearest name where there is none.
StateKey asked_state(Workspace& workspace, const std::string& words);
Subject asked_subject(Workspace& workspace, const std::string& word);
// A party's code as `--by` and `--to` give it.
PartyId asked_party(const Model& model, std::string_view flag, const std::string& code);

// ` since 30 Jun 2025`, ` since 1 Jul 2025 and through 4 Aug 2026`; nothing where it has always held.
std::string spell_words(const DaySet& days, Date on);

// The tree of reasons for people. What does not bear on the outcome is one line, without what lies below it.
Branch branch_of(const Workspace& workspace, const Model& model, const Reason& reason, Date on);

}  // namespace quid::tools
