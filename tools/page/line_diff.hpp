// What differs between two texts, line by line, as a person reads it.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace quid::tools {

struct DiffLine {
  enum class Kind : std::uint8_t { same, removed, added, skipped };
  Kind kind;
  std::size_t line;  // 1-based: of the new text, for removed lines of the old one
  std::string_view text;
};

// The changes with up to `context` lines around each; `skipped` stands for what is left out between them. The
// views look into the two texts.
std::vector<DiffLine> line_diff(std::string_view before, std::string_view after, std::size_t context = 2);

}  // namespace quid::tools
