// All that is wrong with a workspace, or worth a look.
#pragma once

#include "dsl/lower/compile.hpp"

namespace quid::dsl {

// Every check of the language that is not made on the way, and suppressions applied: the findings that `quid
// check` shows, in order of file and place. `today` decides whether a suppression has expired.
Diagnostics check(const Sources& sources, const Syntax& syntax, const Compilation& compilation, Date today);

}  // namespace quid::dsl
