// Private text, taken out of a file.
#pragma once

#include <string>
#include <string_view>

#include "dsl/tree/ast.hpp"

namespace quid::dsl {

// The text of a file as one party may see it, byte for byte what it would be had the others' private text
// never been written: with an item go the comments directly above it and behind it, and the blank lines that
// parted it; text with a mistake in it goes where it holds the word `private`.
std::string redact(const ast::File& file, std::string_view party);

}  // namespace quid::dsl
