// Suppressions: `# allow circular-unlock until 2026-12-31: side letter pending`, on the line of a finding or
// on the line above.
#pragma once

#include "dsl/names/syntax.hpp"

namespace quid::dsl {

// Takes the findings away that a comment allows, and adds those about the comments themselves: one that
// allows nothing, that has expired, that gives no reason. Errors cannot be allowed.
//
// A comment names rules by name or by code, several with commas between them. It speaks for every place that
// a finding labels, not only for its own: a ring can be allowed at any of its lines.
Diagnostics apply_suppressions(const Sources& sources, const Syntax& syntax, Diagnostics findings,
                               Date today);

}  // namespace quid::dsl
