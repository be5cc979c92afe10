#include "dsl/source/terminal.hpp"

#include <utf8proc.h>

#include <algorithm>
#include <array>

namespace quid::dsl {

namespace {

constexpr int tab_width = 4;

struct Glyph {
  std::size_t bytes;
  int width;  // columns; 0 joins the one before
  bool safe;
};

Glyph next_glyph(std::string_view text) {
  const CodePoint point = next_code_point(text);
  if (!point.valid || unshown(point.value) != Unshown::none) return {point.bytes, 1, false};
  return {point.bytes, utf8proc_charwidth(static_cast<utf8proc_int32_t>(point.value)), true};
}

}  // namespace

std::string spaces(int count) {
  return Shown::spaces(count).text();
}

std::string squeezed(std::string text) {
  const auto both_spaces = [](char a, char b) { return a == ' ' && b == ' '; };
  text.erase(std::unique(text.begin(), text.end(), both_spaces), text.end());
  return text;
}

int column_of(std::string_view line, std::size_t byte) {
  int column = 0;
  for (std::size_t at = 0; at < byte && at < line.size();) {
    if (line[at] == '\t') {
      column += tab_width - column % tab_width;
      ++at;
      continue;
    }
    const Glyph glyph = next_glyph(line.substr(at));
    column += glyph.width;
    at += glyph.bytes;
  }
  return column;
}

std::string drawn_line(std::string_view line) {
  std::string result;
  int column = 0;
  for (std::size_t at = 0; at < line.size();) {
    if (line[at] == '\t') {
      const int step = tab_width - column % tab_width;
      result += spaces(step);
      column += step;
      ++at;
      continue;
    }
    const Glyph glyph = next_glyph(line.substr(at));
    result += glyph.safe ? line.substr(at, glyph.bytes) : replacement;
    column += glyph.width;
    at += glyph.bytes;
  }
  return result;
}

std::string columns_between(std::string_view text, int begin, int end) {
  std::string result;
  int column = 0;
  while (!text.empty()) {
    const Glyph glyph = next_glyph(text);
    const bool inside = column >= begin && column + glyph.width <= end;
    if (inside) {
      result += text.substr(0, glyph.bytes);
    } else if (glyph.width == 2 && column < end && column + 2 > begin) {
      result += ' ';
    }
    column += glyph.width;
    text.remove_prefix(glyph.bytes);
  }
  return result;
}

std::string painted(std::string_view text, Paint paint, bool colour) {
  if (!colour || paint == Paint::none || text.empty()) return std::string(text);
  static constexpr std::array<std::string_view, 8> codes = {
      "", "\x1b[1;31m", "\x1b[1;33m", "\x1b[1;36m", "\x1b[1;34m", "\x1b[1;34m", "\x1b[1;32m", "\x1b[1m"};
  return std::string(codes[static_cast<std::size_t>(paint)]) + std::string(text) + "\x1b[0m";
}

void Row::write(int column, std::string_view text, Paint paint) {
  while (!text.empty()) {
    const Glyph glyph = next_glyph(text);
    const std::string_view bytes = text.substr(0, glyph.bytes);
    text.remove_prefix(glyph.bytes);
    if (glyph.width == 0) {
      if (column > 0 && static_cast<std::size_t>(column) <= cells_.size()) {
        cells_[static_cast<std::size_t>(column) - 1].text += bytes;
      }
      continue;
    }
    const auto at = static_cast<std::size_t>(column);
    if (cells_.size() < at + static_cast<std::size_t>(glyph.width)) {
      cells_.resize(at + static_cast<std::size_t>(glyph.width), {" ", Paint::none});
    }
    cells_[at] = {std::string(bytes), paint};
    for (int i = 1; i < glyph.width; ++i) cells_[at + static_cast<std::size_t>(i)] = {"", paint};
    column += glyph.width;
  }
}

bool Row::is_free(int column, int count) const {
  for (int i = column; i < column + count && i < width(); ++i) {
    if (cells_[static_cast<std::size_t>(i)].text != " ") return false;
  }
  return true;
}

std::string Row::text(bool colour) const {
  std::size_t end = cells_.size();
  while (end > 0 && cells_[end - 1].text == " ") --end;
  std::string result;
  for (std::size_t begin = 0, i = 0; begin < end; begin = i) {
    std::string run;
    for (i = begin; i < end && cells_[i].paint == cells_[begin].paint; ++i) run += cells_[i].text;
    result += painted(run, cells_[begin].paint, colour);
  }
  return result;
}

}  // namespace quid::dsl
