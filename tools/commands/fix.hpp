// Fixes that findings offer, applied where they provably change no grant.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "tools/commands/reports.hpp"

namespace quid::tools {

struct Fixed {
  std::size_t findings = 0;        // mended
  std::size_t offered = 0;         // with a fix that would change what the text says: left to the writer
  std::vector<std::string> files;  // written
};

// A fix is applied where the tree of the file stays as it is: then nothing but comments has changed, and with
// them what is allowed. Files are written as a whole or not at all. Throws OutputError.
Fixed apply_fixes(const Workspace& workspace, std::span<const Finding> findings);

}  // namespace quid::tools
