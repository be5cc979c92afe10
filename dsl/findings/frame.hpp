// The lines of one file that a finding marks, with the marks under them.
#pragma once

#include <string>
#include <vector>

#include "dsl/source/source.hpp"
#include "dsl/source/terminal.hpp"

namespace quid::dsl {

// A label on the lines of one file. Columns are those of the terminal, from 0.
struct Mark {
  Span span;
  std::string text;
  bool primary = false;
  std::uint32_t first_line = 0;
  std::uint32_t last_line = 0;
  int begin = 0;  // on the first line
  int end = 0;    // on the last line; past the end
  int rail = -1;  // of a mark over several lines

  bool is_long() const { return first_line != last_line; }
};
Mark mark_of(const Sources& sources, Span span, std::string_view text, bool primary);

struct FrameStyle {
  int gutter = 1;  // columns of the line numbers
  int width = 96;
  Paint primary = Paint::error;
  bool colour = false;
};
// All marks are of one file, and there is at least one.
std::string draw_frame(const Sources& sources, std::vector<Mark> marks, const FrameStyle& style);

}  // namespace quid::dsl
