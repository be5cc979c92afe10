// Text to tree: the only entry to the grammar.
#pragma once

#include "dsl/findings/diagnostic.hpp"
#include "dsl/source/source.hpp"
#include "dsl/tree/ast.hpp"

namespace quid::dsl {

// Always returns a usable tree. Each mistake adds one finding and leaves `has_error` or `broken` in the tree
// where it stood; the rest of the file is as if the mistake were not there. Safe to call for different files
// from different threads.
ast::File parse(const Sources& sources, FileId file, Diagnostics& diagnostics);

}  // namespace quid::dsl
