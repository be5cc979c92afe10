// Whether two texts say the same: what lets a program rewrite a file.
#pragma once

#include "dsl/tree/ast.hpp"

namespace quid::tools {

// The same nodes, and the same words in the leaves; white space and comments aside.
bool same_tree(const ast::File& a, const ast::File& b);
// The same comments in the same order, white space aside.
bool same_comments(const ast::File& a, const ast::File& b);

}  // namespace quid::tools
