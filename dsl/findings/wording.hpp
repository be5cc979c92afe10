// Words that the findings of all phases share.
#pragma once

#include <string>
#include <string_view>

namespace quid::dsl {

// The user's own words, in backticks.
std::string quoted(std::string_view text);
// `a deal`, `an agreement`, `a unit`.
std::string with_article(std::string_view noun);

}  // namespace quid::dsl
