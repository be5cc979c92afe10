// Private text, taken out of a file.
#pragma once

#include <string>
#include <string_view>

#include "dsl/tree/ast.hpp"

namespace quid::dsl {

// The text of a file as one party may see it, byte for byte what it would be had the others' private text
// never been written: with it go the comments that were written for its sake, and the blank lines that parted
// it (docs/language.md, 15). The file has no mistake in it: of broken text nobody can tell what is private.
std::string redact(const ast::File& file, std::string_view party);

}  // namespace quid::dsl
