// Many questions about duties at once: CSV in, CSV out.
#pragma once

#include "tools/commands/command.hpp"

namespace quid::tools {

// Reads the file of `--batch` line by line; RFC 4180, with a heading. `goods`, `from` and `into` are needed,
// as columns or as flags for all lines; `on`, `quantity`, `value`, `consignee`, `loaded` and facts are
// columns of their names, an empty cell says nothing. Every line comes out again with `rate` (empty where
// there is none), `prohibited`, `depends_on`, `presumed` and `error` behind it. Exit code 0, or 2 where a line could not
// be answered: the others are.
int run_duty_batch(const Request& request, Output& out);

}  // namespace quid::tools
