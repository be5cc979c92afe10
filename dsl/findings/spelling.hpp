// Which of some names a misspelt one was meant to be.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace quid::dsl {

// The candidate nearest in spelling to `wrong`, if any is near enough to be meant.
std::optional<std::string_view> nearest(std::string_view wrong, std::span<const std::string_view> candidates);

// `; did you mean `x`?` where one is near, else nothing.
std::string did_you_mean(std::string_view wrong, std::span<const std::string_view> candidates);

}  // namespace quid::dsl
