// Tree to canonical text.
#pragma once

#include <string>

#include "dsl/tree/ast.hpp"

namespace quid::dsl {

// The file in canonical layout, every comment kept. Formatting the result gives the result; parsing it gives
// the same tree. Precondition: the file parsed without errors.
std::string format(const ast::File& file);

}  // namespace quid::dsl
