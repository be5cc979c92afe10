#include "dsl/findings/wording.hpp"

#include <fmt/format.h>

namespace quid::dsl {

std::string quoted(std::string_view text) {
  return fmt::format("`{}`", text);
}

std::string with_article(std::string_view noun) {
  const bool vowel = !noun.empty() && std::string_view("aeiou").find(noun.front()) != std::string_view::npos;
  return fmt::format("{} {}", vowel && !noun.starts_with("unit") ? "an" : "a", noun);
}

}  // namespace quid::dsl
