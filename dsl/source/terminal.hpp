// Lines of a source text as a terminal shows them: in columns.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "dsl/source/shown.hpp"

namespace quid::dsl {

inline constexpr std::string_view ellipsis = "\xE2\x80\xA6";

std::string spaces(int count);
// With one space for several.
std::string squeezed(std::string text);

// A line of a source text: tabs become spaces up to the next of the stops, which are four columns apart;
// the rest is as `Shown` has it.
std::string drawn_line(std::string_view line);
// The column at which a byte of the line is drawn.
int column_of(std::string_view line, std::size_t byte);
// The part of a drawn line in the columns [begin, end); a wide character that is cut becomes a space.
std::string columns_between(std::string_view drawn, int begin, int end);

enum class Paint : std::uint8_t { none, error, warning, note, secondary, gutter, help, strong };
std::string painted(std::string_view text, Paint paint, bool colour);

// A row of the terminal that is written to at columns. Later writing covers earlier.
class Row {
 public:
  void write(int column, std::string_view text, Paint paint);
  int width() const { return static_cast<int>(cells_.size()); }
  bool is_free(int column, int count) const;
  // Without the spaces at its end.
  std::string text(bool colour) const;

 private:
  struct Cell {
    std::string text;
    Paint paint;
  };
  std::vector<Cell> cells_;
};

}  // namespace quid::dsl
