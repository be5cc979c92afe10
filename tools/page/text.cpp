// Text as a terminal shows it: what it may contain, how wide it is, where it breaks.
#include <utf8proc.h>

#include <algorithm>

#include "tools/page/answer.hpp"

namespace quid::tools {

std::string printable(std::string_view text) {
  const auto is_plain = [](char c) { return c >= 0x20 && c < 0x7F; };
  if (std::all_of(text.begin(), text.end(), is_plain)) return std::string(text);
  std::string result;
  result.reserve(text.size());
  while (!text.empty()) {
    const auto first = static_cast<unsigned char>(text.front());
    if (first < 0x80) {
      if ((first >= 0x20 && first != 0x7F) || first == '\n') {
        result += text.front();
      } else {
        result += first == '\t' ? " " : "\xEF\xBF\xBD";
      }
      text.remove_prefix(1);
      continue;
    }
    utf8proc_int32_t point = -1;
    const auto length = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                         static_cast<utf8proc_ssize_t>(text.size()), &point);
    // No control character, and none that turns the direction of what follows.
    const bool control =
        point < 0xA0 || (point >= 0x202A && point <= 0x202E) || (point >= 0x2066 && point <= 0x2069);
    if (length <= 0 || control) {
      result += "\xEF\xBF\xBD";
      text.remove_prefix(length <= 0 ? 1 : static_cast<std::size_t>(length));
    } else {
      result += text.substr(0, static_cast<std::size_t>(length));
      text.remove_prefix(static_cast<std::size_t>(length));
    }
  }
  return result;
}

int width_of(std::string_view text) {
  int width = 0;
  while (!text.empty()) {
    if (static_cast<unsigned char>(text.front()) < 0x80) {
      ++width;
      text.remove_prefix(1);
      continue;
    }
    utf8proc_int32_t point = -1;
    const auto length = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                         static_cast<utf8proc_ssize_t>(text.size()), &point);
    width += length <= 0 ? 1 : utf8proc_charwidth(point);
    text.remove_prefix(length <= 0 ? 1 : static_cast<std::size_t>(length));
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
    const int word_width = width_of(word);
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

}  // namespace quid::tools
