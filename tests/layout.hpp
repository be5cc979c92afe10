// What laying a text out has to leave as it was, for the tests and for the fuzz targets.
#pragma once

#include <string>
#include <string_view>

namespace quid::tests {

// What is broken in the tree of a text or in the places of its findings, in words; empty where nothing is.
std::string trouble_with_parse(std::string_view text);

// The two look at texts without findings of the parser, and say nothing about others.
// Whether laying out what was laid out gives it again.
std::string trouble_with_idempotence(std::string_view text);
// Whether the tree stays the same, places aside, and every comment stands once, in order, and before the same
// word as before.
std::string trouble_with_meaning(std::string_view text);

}  // namespace quid::tests
