// The texts of a workspace as a revision in git has them, read from the repository's objects: nothing is checked out,
// and no program is run.
#pragma once

#include <optional>
#include <string>

#include "dsl/source/source.hpp"

namespace quid::tools {

// `folder` is the workspace's, absolute. A revision is whatever git understands: `HEAD~1`, a branch, a tag, a date; with
// `:path` behind it one file or folder of it, from the root of the repository. None where there is no repository, or no
// such revision. Links and what git keeps elsewhere (submodules) are not followed; a folder with a quid.toml of its
// own is another workspace, and hidden folders are left out. Throws Unreadable.
std::optional<dsl::Texts> read_revision(const std::string& folder, const std::string& revision);

}  // namespace quid::tools
