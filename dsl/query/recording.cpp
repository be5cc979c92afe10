#include "dsl/query/recording.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "core/values/ascii.hpp"
#include "dsl/tree/parse.hpp"

namespace quid::dsl {

namespace {

// The end of the string that begins at `at`, behind its quotes.
std::size_t end_of_string(std::string_view text, std::size_t at) {
  const std::string_view quotes = text.substr(at).starts_with("\"\"\"") ? "\"\"\"" : "\"";
  const std::size_t end = text.find(quotes, at + quotes.size());
  return end == std::string_view::npos ? text.size() : end + quotes.size();
}

std::optional<std::string> one_line(std::string_view text) {
  std::string line;
  bool parted = false;
  for (std::size_t at = 0; at < text.size();) {
    if (is_blank(text[at])) {
      parted = true;
      ++at;
      continue;
    }
    if (text[at] == '#') {
      at = std::min(text.find('\n', at), text.size());
      continue;
    }
    if (parted && !line.empty()) line.push_back(' ');
    parted = false;
    const std::size_t end = text[at] == '"' ? end_of_string(text, at) : at + 1;
    line.append(text.substr(at, end - at));
    at = end;
  }
  if (line.find_first_of("\n\r") != std::string::npos) return std::nullopt;
  return line;
}

Date date_in(const ast::File& file, ast::NodeId node) {
  const ast::NodeId date = child_of_kind(file, node, ast::Kind::date);
  return date.value == 0 ? Date{} : parse_date(file.text_of(date)).value_or(Date{});
}

EntryLine entry_line(const ast::File& file, ast::NodeId node, std::string text) {
  EntryLine entry;
  entry.text = std::move(text);
  entry.day = entry.known = date_in(file, node);
  if (const ast::NodeId recorded = child_of_kind(file, node, ast::Kind::recorded); recorded.value != 0) {
    entry.known = date_in(file, recorded);
    entry.says_known = true;
  }
  if (const ast::NodeId mark = child_of_kind(file, node, ast::Kind::private_mark); mark.value != 0)
    entry.private_to = file.text_of(child_of_kind(file, mark, ast::Kind::name));
  return entry;
}

}  // namespace

std::variant<std::vector<EntryLine>, QueryMistake> entries_of(const Sources& sources, FileId id,
                                                              Diagnostics& findings, Beside beside) {
  const ast::File file = parse(sources, id, findings);
  std::vector<EntryLine> entries;
  for (ast::NodeId item : ast::children(file, ast::NodeId{})) {
    if (!ast::is_entry(file[item].kind)) {
      if (beside == Beside::anything || file[item].has_error) continue;
      const Position at = sources.position(id, file[item].begin);
      return QueryMistake{fmt::format("line {} is no entry", at.line),
                          "only what has happened is recorded; rules and deals stand in files"};
    }
    std::optional<std::string> line = one_line(file.text_of(item));
    if (!line) {
      if (beside == Beside::anything) continue;
      return QueryMistake{fmt::format("the entry at line {} has a string of several lines",
                                      sources.position(id, file[item].begin).line),
                          "write it on one line, or keep the entry in a file"};
    }
    entries.push_back(entry_line(file, item, std::move(*line)));
    entries.back().line = sources.position(id, file[item].begin).line;
  }
  return entries;
}

std::multiset<std::string, std::less<>> entry_lines_in(const Texts& texts) {
  std::multiset<std::string, std::less<>> lines;
  for (const Text& text : texts) {
    Sources sources;
    const FileId file = sources.add(text);
    Diagnostics findings;
    auto entries = entries_of(sources, file, findings, Beside::anything);
    for (EntryLine& each : std::get<std::vector<EntryLine>>(entries)) lines.insert(std::move(each.text));
  }
  return lines;
}

std::optional<std::string> quoted_string(std::string_view text) {
  if (text.find_first_of("\n\r") != std::string_view::npos) return std::nullopt;
  if (text.find('"') == std::string_view::npos) return fmt::format("\"{}\"", text);
  if (text.find("\"\"\"") != std::string_view::npos || text.ends_with('"')) return std::nullopt;
  return fmt::format("\"\"\"{}\"\"\"", text);
}

}  // namespace quid::dsl
