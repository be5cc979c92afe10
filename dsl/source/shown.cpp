// The idea in one sentence: one table of code points says what is not shown as it is, and everybody asks it.
//
// Joiners of Persian and Indic scripts (U+200C, U+200D) are in the table too: between Latin letters they make
// two names that look alike. Selectors of a variant (U+FE0F and its like) are not: they belong to the character
// before them.
#include "dsl/source/shown.hpp"

#include <utf8proc.h>

#include <algorithm>
#include <array>

namespace quid::dsl {

namespace {

struct Range {
  char32_t first;
  char32_t last;
  Unshown why;
};

constexpr std::array table = {
    Range{0x0000, 0x001F, Unshown::control},
    Range{0x007F, 0x009F, Unshown::control},
    Range{0x00AD, 0x00AD, Unshown::invisible},  // soft hyphen
    Range{0x034F, 0x034F, Unshown::invisible},  // grapheme joiner
    Range{0x061C, 0x061C, Unshown::direction},
    Range{0x115F, 0x1160, Unshown::invisible},  // Hangul fillers
    Range{0x17B4, 0x17B5, Unshown::invisible},
    Range{0x180E, 0x180E, Unshown::invisible},
    Range{0x200B, 0x200D, Unshown::invisible},  // zero width
    Range{0x200E, 0x200F, Unshown::direction},
    Range{0x2028, 0x2029, Unshown::separator},
    Range{0x202A, 0x202E, Unshown::direction},
    Range{0x2060, 0x2065, Unshown::invisible},
    Range{0x2066, 0x2069, Unshown::direction},
    Range{0x206A, 0x206F, Unshown::invisible},
    Range{0x3164, 0x3164, Unshown::invisible},
    Range{0xFDD0, 0xFDEF, Unshown::no_character},
    Range{0xFEFF, 0xFEFF, Unshown::invisible},  // zero width, or a byte order mark
    Range{0xFFA0, 0xFFA0, Unshown::invisible},
    Range{0xFFF0, 0xFFFB, Unshown::invisible},  // marks of annotations
    Range{0x1BCA0, 0x1BCA3, Unshown::invisible},
    Range{0x1D173, 0x1D17A, Unshown::invisible},
    Range{0xE0000, 0xE007F, Unshown::invisible},  // tag letters
};
static_assert(std::is_sorted(table.begin(), table.end(),
                             [](const Range& a, const Range& b) { return a.last < b.first; }));

constexpr bool is_plain(char c) {
  return c >= 0x20 && c < 0x7F;
}

bool is_space(char32_t point) {
  return point <= ' ' || utf8proc_category(static_cast<utf8proc_int32_t>(point)) == UTF8PROC_CATEGORY_ZS;
}

// The length of an escape sequence of ours that begins the text, as `ESC [ 1 m`; 0 where none does.
std::size_t colour_length(std::string_view text) {
  return text.starts_with("\x1b[") ? std::min(text.find('m'), text.size() - 1) + 1 : 0;
}

// Where the line that begins at `at` has its first sign that is no space and no colour.
std::size_t first_sign(std::string_view page, std::size_t at) {
  while (at < page.size() && page[at] != '\n') {
    if (const std::size_t colour = colour_length(page.substr(at))) {
      at += colour;
      continue;
    }
    const CodePoint point = next_code_point(page.substr(at));
    if (!point.valid || !is_space(point.value)) return at;
    at += point.bytes;
  }
  return at;
}

}  // namespace

Unshown unshown(char32_t point) {
  if (point >= 0x20 && point < 0x7F) return Unshown::none;
  if ((point & 0xFFFEU) == 0xFFFEU) return Unshown::no_character;
  const auto found = std::lower_bound(table.begin(), table.end(), point,
                                      [](const Range& range, char32_t each) { return range.last < each; });
  return found != table.end() && found->first <= point ? found->why : Unshown::none;
}

CodePoint next_code_point(std::string_view text) {
  utf8proc_int32_t point = 0;
  const utf8proc_ssize_t bytes = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                                  static_cast<utf8proc_ssize_t>(text.size()), &point);
  if (bytes <= 0) return {};
  return {static_cast<char32_t>(point), static_cast<std::size_t>(bytes), true};
}

Shown::Shown(std::string_view text) {
  if (std::all_of(text.begin(), text.end(), is_plain)) {
    text_ = text;
    return;
  }
  text_.reserve(text.size());
  while (!text.empty()) {
    const std::size_t line_end = text.starts_with("\r\n") ? 2 : text[0] == '\n' || text[0] == '\t' ? 1 : 0;
    if (line_end != 0) {
      text_ += ' ';
      text.remove_prefix(line_end);
      continue;
    }
    const CodePoint point = next_code_point(text);
    const bool as_is = point.valid && unshown(point.value) == Unshown::none;
    text_ += as_is ? text.substr(0, point.bytes) : replacement;
    text.remove_prefix(point.bytes);
  }
}

Shown Shown::spaces(int count) {
  Shown result;
  result.text_.assign(static_cast<std::size_t>(std::max(0, count)), ' ');
  return result;
}

int Shown::width() const {
  return columns_of(text_);
}

Shown Shown::without_first(std::size_t bytes) const {
  Shown result;
  result.text_ = text_.substr(bytes);
  return result;
}

std::vector<Shown> Shown::wrapped(int width) const {
  std::vector<Shown> lines;
  for (std::string& line : dsl::wrapped(text_, width)) lines.emplace_back().text_ = std::move(line);
  return lines;
}

int columns_of(std::string_view text) {
  int width = 0;
  while (!text.empty()) {
    if (is_plain(text.front())) {
      ++width;
      text.remove_prefix(1);
      continue;
    }
    const CodePoint point = next_code_point(text);
    const bool as_is = point.valid && unshown(point.value) == Unshown::none;
    width += as_is ? utf8proc_charwidth(static_cast<utf8proc_int32_t>(point.value)) : 1;
    text.remove_prefix(point.bytes);
  }
  return width;
}

std::vector<std::string> wrapped(std::string_view text, int width) {
  std::vector<std::string> lines;
  std::string line;
  int used = 0;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    const std::string_view word = text.substr(0, end);
    text.remove_prefix(std::min(text.size(), end + 1));
    const int word_width = columns_of(word);
    if (!line.empty() && used + 1 + word_width > width) {
      lines.push_back(std::move(line));
      line.clear();
      used = 0;
    }
    if (!line.empty()) {
      line += ' ';
      ++used;
    }
    line += word;
    used += word_width;
  }
  lines.push_back(std::move(line));
  return lines;
}

std::string guarded(std::string page) {
  if (page.find("::") == std::string::npos && page.find("##[") == std::string::npos) return page;
  std::string result;
  bool line_begins = true;
  for (std::size_t at = 0; at < page.size(); ++at) {
    if (line_begins) {
      line_begins = false;
      const std::size_t first = first_sign(page, at);
      if (page.compare(first, 2, "::") == 0 && page.compare(first, 4, "::: ") != 0) {
        result.append(page, at, first - at).append(replacement);
        at = first;
        continue;
      }
    }
    if (page.compare(at, 3, "##[") == 0) {
      result += replacement;
      continue;
    }
    line_begins = page[at] == '\n';
    result += page[at];
  }
  return result;
}

}  // namespace quid::dsl
