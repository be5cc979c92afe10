#include "tools/page/escapes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "core/values/ascii.hpp"
#include "dsl/source/shown.hpp"

namespace quid::tools {

namespace {

// `%3A` for each byte that `keep` does not want.
template <typename Keep>
std::string percent_encoded(std::string_view text, Keep keep) {
  std::string result;
  for (const char c : text) {
    if (keep(c)) {
      result += c;
    } else {
      fmt::format_to(std::back_inserter(result), "%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return result;
}

// Code points beyond the first plane are two escapes.
void append_json_escape(std::string& out, char32_t point) {
  const auto append = [&](char32_t unit) {
    fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned>(unit));
  };
  if (point < 0x10000) return append(point);
  append(0xD800 + ((point - 0x10000) >> 10U));
  append(0xDC00 + ((point - 0x10000) & 0x3FFU));
}

bool is_number(std::string_view text) {
  if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
  if (text.ends_with('%')) text.remove_suffix(1);
  return !text.empty() && is_digit(text.front()) &&
         text.find_first_not_of("0123456789._") == std::string_view::npos;
}

// A spreadsheet takes the wide signs of East Asian keyboards for the narrow ones.
bool runs_in_a_spreadsheet(std::string_view text) {
  static constexpr std::string_view signs[] = {"=", "+", "-", "@", "＝", "＋", "－", "＠"};
  return !is_number(text) && std::any_of(std::begin(signs), std::end(signs),
                                         [&](std::string_view sign) { return text.starts_with(sign); });
}

}  // namespace

std::string json_escaped(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const char first = text.front();
    std::size_t length = 1;
    switch (first) {
      case '"': out += "\\\""; break;
      case '\\': out += "\\\\"; break;
      case '\n': out += "\\n"; break;
      case '\t': out += "\\t"; break;
      case '\r': out += "\\r"; break;
      case '#':
        if (text.starts_with("##[")) {
          append_json_escape(out, U'#');
        } else {
          out += first;
        }
        break;
      default: {
        if (first >= 0x20 && first < 0x7F) {
          out += first;
          break;
        }
        const dsl::CodePoint point = dsl::next_code_point(text);
        length = point.bytes;
        if (!point.valid) {
          out += dsl::replacement;
        } else if (dsl::unshown(point.value) != dsl::Unshown::none) {
          append_json_escape(out, point.value);
        } else {
          out += text.substr(0, length);
        }
      }
    }
    text.remove_prefix(length);
  }
  return out;
}

std::string xml_escaped(std::string_view text) {
  std::string result;
  for (const char c : dsl::Shown(text).text()) {
    switch (c) {
      case '&': result += "&amp;"; break;
      case '<': result += "&lt;"; break;
      case '>': result += "&gt;"; break;
      case '"': result += "&quot;"; break;
      case '#': result += "&#35;"; break;  // `##[`
      default: result += c;
    }
  }
  return result;
}

std::string uri_escaped(std::string_view path) {
  return percent_encoded(path, [](char c) {
    return is_digit(c) || is_letter(c) || std::string_view("/._-~").find(c) != std::string_view::npos;
  });
}

// What GitHub's runner reads back: https://github.com/actions/runner, ActionCommand.cs.
std::string github_message(std::string_view text) {
  return percent_encoded(dsl::Shown(text).text(), [](char c) { return c != '%'; });
}

std::string github_property(std::string_view text) {
  return percent_encoded(dsl::Shown(text).text(), [](char c) { return c != '%' && c != ':' && c != ','; });
}

// CommonMark: every sign of ASCII that is no letter and no digit may stand behind a backslash. Those that can
// begin markup in the middle of a line do.
std::string markdown_escaped(std::string_view text) {
  static constexpr std::string_view markup = "\\`*_[]<>|~&@$";
  std::string result;
  for (const char c : dsl::Shown(text).text()) {
    if (markup.find(c) != std::string_view::npos) result += '\\';
    result += c;
  }
  return result;
}

std::string calendar_text(std::string_view text) {
  std::string result;
  for (const char c : dsl::guarded(dsl::Shown(text).text())) {
    if (c == '\\' || c == ',' || c == ';') result += '\\';
    result += c;
  }
  return result;
}

std::string csv_cell(std::string_view text) {
  std::string cell = dsl::Shown(text).text();
  if (cell.find("##[") != std::string::npos) cell = dsl::guarded(std::move(cell));
  const bool runs = runs_in_a_spreadsheet(cell);
  const bool begins_a_command = dsl::guarded(cell) != cell;
  if (!runs && !begins_a_command && cell.find_first_of(",\"") == std::string::npos) return cell;
  std::string result = runs ? "\"'" : "\"";
  for (const char c : cell) {
    if (c == '"') result += '"';
    result += c;
  }
  return result + '"';
}

std::string shell_word(std::string_view text) {
  const bool plain = !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return is_digit(c) || is_letter(c) || std::string_view("_./:@%+,-=").find(c) != std::string_view::npos ||
           static_cast<unsigned char>(c) >= 0x80;
  });
  if (plain) return std::string(text);
  std::string result = "'";
  for (const char c : text) {
    if (c == '\'') {
      result += "'\\''";
    } else {
      result += c;
    }
  }
  return result + "'";
}

}  // namespace quid::tools
