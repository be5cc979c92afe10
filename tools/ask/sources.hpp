// Where an answer can be checked: sources, grades, notes and claims of completeness, for people and for programs.
#pragma once

#include <string>
#include <string_view>

#include "core/treatments/completeness.hpp"
#include "tools/ask/workspace.hpp"
#include "tools/page/answer.hpp"
#include "tools/page/json.hpp"

namespace quid::tools {

// `HTS chapter 99`, `Reuters, 8 May 2025, press`: the titles, and the grade where that is below official. Empty
// without either.
std::string source_words(const Model& model, IdRange<ReferenceId> sources, Grade grade = Grade::unsaid);
// The keys `source` (of the first: title and url), `grade` and `note`, each null where the text has none.
void source_json(Json& json, const Model& model, IdRange<ReferenceId> sources, Grade grade,
                 std::string_view note);

// What the texts claim to hold whole, a line for each claim, with its note below. Nothing where they claim nothing.
void add_claims(const Workspace& workspace, const Model& model, const Covered& covered, Answer& answer);
// The keys `covered` and `complete`.
void covered_json(Json& json, const Workspace& workspace, const Model& model, const Covered& covered);

}  // namespace quid::tools
