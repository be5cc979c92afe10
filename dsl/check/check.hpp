// All that is wrong with a workspace, or worth a look.
#pragma once

#include "dsl/lower/compile.hpp"

namespace quid::dsl {

// Where mistakes are looked for: in the reading that was compiled, or, where that is the agreed one, in every
// reading that the text can have.
enum class Judged : std::uint8_t { this_reading, every_reading };

// Every check of the language that is not made on the way, and suppressions applied: the findings that `quid
// check` shows, in order of file and place. `today` decides whether a suppression has expired.
Diagnostics check(const Sources& sources, const Syntax& syntax, const Compilation& compilation, Date today,
                  Judged judged = Judged::this_reading);

}  // namespace quid::dsl
