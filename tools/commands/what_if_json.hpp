// The answer of `quid what-if` for other programs.
#pragma once

#include "tools/ask/what_if.hpp"
#include "tools/page/json.hpp"

namespace quid::tools {

// The keys after `scope`; the moves are those of the parties asked about.
void what_if_json(Json& json, const WhatIf& of, const std::vector<DutyMove>& duties,
                  const std::vector<ExportMove>& exports);

}  // namespace quid::tools
