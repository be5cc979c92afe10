#include "tools/ask/request.hpp"

#include <fmt/core.h>

#include <array>

namespace quid::tools {

std::string Request::value(std::string_view flag) const {
  auto found = flags.find(flag);
  return found == flags.end() || found->second.empty() ? std::string() : found->second.back();
}

std::optional<Date> Request::date(std::string_view flag) const {
  if (!has(flag)) return std::nullopt;
  const std::string text = value(flag);
  if (const std::optional<Date> date = parse_date(text)) return date;
  throw Failure(fmt::format("`--{} {}`: not a day; write it like 2025-06-30", flag, text));
}

std::string Request::all_words() const {
  std::string text;
  for (const std::string& word : words) text.append(text.empty() ? "" : " ").append(word);
  return text;
}

std::string_view to_string(Format format) {
  static constexpr std::array<std::string_view, 11> names = {
      "human", "plain", "json", "narrated", "short", "jsonl", "sarif", "github", "gitlab", "junit", "ics"};
  return names[static_cast<std::size_t>(format)];
}

}  // namespace quid::tools
