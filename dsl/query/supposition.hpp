// What somebody supposes, as texts: acts that nobody has recorded, brackets settled, entries undone.
//
// What is supposed is text like any other, and so it is read by the same parser, has the same findings, and
// means what it would mean once it is recorded.
#pragma once

#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "core/answers/difference.hpp"
#include "dsl/query/query.hpp"
#include "dsl/workspace/workspace.hpp"

namespace quid::dsl {

struct Supposition {
  std::vector<std::string> acts;  // as a person words them
  // A bracket, or all in a thing, and what is agreed there: `us-uk.steel` or `FILE:LINE` or `FILE:LINE:COLUMN`,
  // and a party whose text it is to be, or the text itself.
  std::vector<std::pair<std::string, std::string>> settled;
  std::vector<std::string> undone;  // what was recorded, as if it had not been: `ieepa struck down`
};

struct SupposedTexts {
  Texts texts;                       // the whole workspace
  std::string file;                  // the one that holds the acts; after all others
  std::vector<std::string> entries;  // the acts in full, one a line of that file
  std::vector<std::string> changes;  // what else is supposed, in words
};

// Acts without a day happen on `on`. The workspace has to be sound.
std::variant<SupposedTexts, QueryMistake> supposed_texts(const Workspace& workspace,
                                                         const Supposition& supposition, Date on);

// `us-uk signed`, with or without a day and the word `event`, as an entry; `trade-us-in=500 bn USD` observes.
std::variant<std::string, QueryMistake> entry_of_words(const Symbols& symbols, const Model& model,
                                                       std::string_view words, Date on);

// A scenario that assumes the entries beside what is recorded, and expects of each state that changes that it does:
// on the first day as it is then, on the day before as it is now. In canonical layout; empty where nothing changes
// of which a text could speak. `party` is the reading, empty for the agreed one.
std::string scenario_text(const std::string& title, const std::vector<std::string>& entries,
                          const std::string& party, const World& supposed,
                          const std::vector<StateChange>& changes);

// The entries of each act, in the order in which the acts stand, in the workspace of the supposed texts.
std::vector<std::vector<EntryId>> acts_of(const Workspace& supposed, const SupposedTexts& texts);

}  // namespace quid::dsl
