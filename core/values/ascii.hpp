// The classes of ASCII characters that the language is made of, whatever the locale.
#pragma once

#include <string_view>

namespace quid {

constexpr bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
constexpr bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
// Inside a name.
constexpr bool is_name_char(char c) {
  return is_letter(c) || is_digit(c) || c == '-';
}
constexpr bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

// May stand at the begin of a text, before its first line.
inline constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

constexpr bool begins_line(std::string_view text, std::size_t at) {
  return at == 0 || text[at - 1] == '\n' ||
         (at == byte_order_mark.size() && text.starts_with(byte_order_mark));
}

}  // namespace quid
