// Characters that a reader does not see, or that make a line read differently than it is (Trojan Source, CVE-2021-42574).
//
// The idea in one sentence: walk the characters of those lines alone that hold a byte beyond plain ASCII, and ask
// the table of `Shown`.
//
// An error, and none that a comment could allow: who reviews a deal agrees to what is seen, and a comment is
// text of the same hand.
#include <fmt/format.h>

#include <algorithm>

#include "dsl/check/rules.hpp"
#include "dsl/source/shown.hpp"

namespace quid::dsl {

namespace {

// A file of rubbish is told about at length enough.
constexpr std::size_t most_lines = 1000;

bool is_plain(std::string_view line) {
  bool plain = true;
  for (const char c : line) plain = plain && ((c >= 0x20 && c < 0x7F) || c == '\t');
  return plain;
}

std::string code_of(char32_t point) {
  return fmt::format("U+{:04X}", static_cast<std::uint32_t>(point));
}

std::string_view what_it_does(Unshown why) {
  switch (why) {
    case Unshown::control: return "commands a terminal, and no reader sees it";
    case Unshown::direction: return "turns the direction of writing: the line reads differently than it is";
    case Unshown::separator: return "ends a line for some programs, and for others not";
    case Unshown::no_character: return "is no character";
    case Unshown::invisible:
    case Unshown::none: break;
  }
  return "takes no room: no reader sees it";
}

// The characters in a row that are not seen, from `begin` on.
struct Run {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  std::vector<char32_t> points;
};

// Zero bytes and what is no UTF-8 are the findings of `not-text`.
std::vector<Run> runs_in(std::string_view line, std::uint32_t offset) {
  std::vector<Run> runs;
  if (offset == 0 && line.starts_with("\xEF\xBB\xBF")) {
    line.remove_prefix(3);
    offset = 3;
  }
  for (std::uint32_t at = 0; at < line.size();) {
    const CodePoint point = next_code_point(line.substr(at));
    const auto next = at + static_cast<std::uint32_t>(point.bytes);
    const bool hidden =
        point.valid && point.value != 0 && point.value != '\t' && unshown(point.value) != Unshown::none;
    if (hidden && (runs.empty() || runs.back().end != offset + at)) runs.push_back({offset + at, 0, {}});
    if (hidden) {
      runs.back().end = offset + next;
      runs.back().points.push_back(point.value);
    }
    at = next;
  }
  return runs;
}

// U+202E, U+2066 and 3 more.
std::string codes_of(const Run& run) {
  constexpr std::size_t most = 4;
  std::string text;
  for (std::size_t i = 0; i < std::min(most, run.points.size()); ++i) {
    text += (i == 0 ? "" : " ") + code_of(run.points[i]);
  }
  if (run.points.size() > most) text += fmt::format(" and {} more", run.points.size() - most);
  return text;
}

Diagnostic finding_of(FileId file, const std::vector<Run>& runs) {
  const Run& first = runs.front();
  Diagnostic finding{.kind = DiagnosticKind::hidden_character,
                     .message = fmt::format("`{}` {}", code_of(first.points.front()),
                                            what_it_does(unshown(first.points.front()))),
                     .place = {file, first.begin, first.end},
                     .label = codes_of(first)};
  Help help{fmt::format("take {} out", runs.size() == 1 && first.points.size() == 1 ? "it" : "them"), {}};
  for (const Run& run : runs) {
    help.edits.push_back({{file, run.begin, run.end}, {}});
    if (&run != &first) finding.related.push_back({{file, run.begin, run.end}, codes_of(run)});
  }
  finding.help.push_back(std::move(help));
  return finding;
}

}  // namespace

void check_hidden_character(const Sources& sources, Diagnostics& found) {
  for (std::size_t i = 0; i < sources.size(); ++i) {
    const FileId file(i);
    const std::string_view text = sources.text(file);
    std::size_t lines = 0;
    for (std::size_t begin = 0; begin < text.size() && lines < most_lines;) {
      const std::size_t end = std::min(text.find('\n', begin), text.size());
      std::string_view line = text.substr(begin, end - begin);
      if (end < text.size() && line.ends_with('\r')) line.remove_suffix(1);
      if (!is_plain(line)) {
        const std::vector<Run> runs = runs_in(line, static_cast<std::uint32_t>(begin));
        if (!runs.empty()) found.push_back(finding_of(file, runs));
        if (!runs.empty()) ++lines;
      }
      begin = end + 1;
    }
  }
}

}  // namespace quid::dsl
