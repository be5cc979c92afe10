// Text on its way to a person. Titles, notes and sources come from files that others wrote, and so do the names
// of the files; arguments come from whoever called. What a terminal would obey, what turns the text around and
// what nobody sees is taken out here and nowhere else.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace quid::dsl {

// Why a code point is not shown as it is. The one table of them is in shown.cpp; the formats for programs and
// the finding `hidden-character` ask it too.
enum class Unshown : std::uint8_t {
  none,          // it is shown
  control,       // commands a terminal: C0, DEL, C1
  direction,     // turns the direction of what follows: the marks of UAX 9
  separator,     // ends a line for some programs only: U+2028, U+2029
  invisible,     // takes no room: zero width, soft hyphen, tag letters, fillers
  no_character,  // never a character: U+FFFE and its like
};
Unshown unshown(char32_t point);

struct CodePoint {
  char32_t value = 0;
  std::size_t bytes = 1;
  bool valid = false;  // false: the first byte begins no UTF-8 sequence
};
// The first of a text that is not empty.
CodePoint next_code_point(std::string_view text);

inline constexpr std::string_view replacement = "\xEF\xBF\xBD";  // U+FFFD

// One line that may go to a person. A line break or a tab in the text is a space here; whatever else is not
// shown is U+FFFD, a sign for each code point or wrong byte. Every text becomes one by conversion, so that
// what takes a `Shown` cannot be given a text as it came.
class Shown {
 public:
  Shown() = default;
  Shown(std::string_view text);
  Shown(const std::string& text) : Shown(std::string_view(text)) {}
  Shown(const char* text) : Shown(std::string_view(text)) {}
  static Shown spaces(int count);

  const std::string& text() const& { return text_; }
  std::string text() && { return std::move(text_); }
  bool empty() const { return text_.empty(); }
  int width() const;  // columns of a terminal
  Shown& operator+=(const Shown& more) {
    text_ += more.text_;
    return *this;
  }
  friend Shown operator+(Shown a, const Shown& b) { return std::move(a += b); }
  // Without its first bytes, which are whole characters.
  Shown without_first(std::size_t bytes) const;

  // Cut into lines of at most `width` columns at spaces, of which one is left; a longer word has a line of its own.
  std::vector<Shown> wrapped(int width) const;

 private:
  std::string text_;
};

// In columns: a wide character has two, a combining one none.
int columns_of(std::string_view text);
// The same cut for text of our own.
std::vector<std::string> wrapped(std::string_view text, int width);

// A whole page on its way to a person, colours and all. Runners of jobs read the log line by line: a line that
// begins with `::`, or has `##[` in it, is a command to them. There the first of the signs becomes U+FFFD.
// `::: `, before the name of another file in a finding, is no command.
std::string guarded(std::string page);

}  // namespace quid::dsl
