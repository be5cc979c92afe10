// The classes of ASCII characters that the language is made of, whatever the locale.
#pragma once

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

}  // namespace quid
