// Findings for people.
//
// The words of a finding are worded where it is found; nothing here adds to them. All that depends on columns
// is in `frame` and `source/terminal`.
#include "dsl/findings/render.hpp"

#include <algorithm>
#include <string_view>
#include <vector>

#include "dsl/findings/frame.hpp"
#include "dsl/source/terminal.hpp"

namespace quid::dsl {

namespace {

std::string shown(std::string_view text) {
  return Shown(text).text();
}

// The text of a finding flows: it keeps no white space of the lines that it quotes.
std::string flowing(std::string_view text) {
  return squeezed(shown(text));
}

Paint paint_of(Severity severity) {
  switch (severity) {
    case Severity::error: return Paint::error;
    case Severity::warning: return Paint::warning;
    case Severity::note: return Paint::note;
  }
  return Paint::none;
}

// -- the whole

// All labels with a place, those of the finding's own file first, then by file.
std::vector<std::vector<Mark>> marks_by_file(const Sources& sources, const Diagnostic& diagnostic) {
  std::vector<Mark> marks;
  if (diagnostic.place.file.valid())
    marks.push_back(mark_of(sources, diagnostic.place, diagnostic.label, true));
  for (const Label& label : diagnostic.related) {
    if (label.span.file.valid()) marks.push_back(mark_of(sources, label.span, label.text, false));
  }
  std::vector<std::vector<Mark>> files;
  for (Mark& mark : marks) {
    auto at = std::find_if(files.begin(), files.end(), [&](const std::vector<Mark>& each) {
      return each[0].span.file == mark.span.file;
    });
    if (at == files.end()) at = files.emplace(files.end());
    at->push_back(std::move(mark));
  }
  return files;
}

std::string place_words(const Sources& sources, Span span) {
  const Position at = sources.position(span.file, span.begin);
  return shown(sources.name(span.file)) + ":" + std::to_string(at.line) + ":" + std::to_string(at.column);
}

std::string hanging(std::string_view head, Paint paint, const std::string& text, int indent,
                    const RenderStyle& style) {
  const int room = std::max(30, style.width - indent - static_cast<int>(head.size()));
  std::string result;
  for (const std::string& line : wrapped(flowing(text), room)) {
    result += spaces(indent) +
              (result.empty() ? painted(head, paint, style.colour) : spaces(static_cast<int>(head.size()))) +
              line + "\n";
  }
  return result;
}

std::string header(const Diagnostic& diagnostic, Severity severity, const RenderStyle& style) {
  const DiagnosticInfo& rule = info(diagnostic.kind);
  const std::string head = std::string(to_string(severity)) + "[" + std::string(rule.name) + "]";
  const int code = static_cast<int>(rule.code.size());
  const int room = std::max(30, style.width - code - 2);
  std::vector<std::string> lines = wrapped(head + ": " + flowing(diagnostic.message), room);
  std::string text;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    std::string line = lines[i];
    if (i > 0) line = "  " + line;
    const int gap = style.width - code - columns_of(line);
    if (i == 0) {
      line = painted(head, paint_of(severity), style.colour) +
             painted(std::string_view(line).substr(head.size()), Paint::strong, style.colour) +
             spaces(std::max(2, gap)) + std::string(rule.code);
    } else {
      line = painted(line, Paint::strong, style.colour);
    }
    text += line + "\n";
  }
  return text;
}

std::string drawing(const Sources& sources, const Diagnostic& diagnostic, Severity severity,
                    const RenderStyle& style) {
  std::string text = header(diagnostic, severity, style);
  std::vector<std::vector<Mark>> files = marks_by_file(sources, diagnostic);
  std::uint32_t last_line = 1;
  for (const std::vector<Mark>& marks : files) {
    for (const Mark& mark : marks) last_line = std::max(last_line, mark.last_line);
  }
  const int gutter = static_cast<int>(std::to_string(last_line).size());
  const std::string bar = painted(spaces(gutter) + " |", Paint::gutter, style.colour) + "\n";
  for (std::size_t i = 0; i < files.size(); ++i) {
    const Span place = files[i][0].span;
    text += painted(spaces(gutter) + (i == 0 ? "-->" : ":::"), Paint::gutter, style.colour) + " " +
            place_words(sources, place) + "\n" + bar;
    text += draw_frame(sources, std::move(files[i]), {gutter, style.width, paint_of(severity), style.colour});
    const bool more = i + 1 < files.size() || !diagnostic.notes.empty() || !diagnostic.help.empty();
    if (more) text += bar;
  }
  for (const std::string& note : diagnostic.notes) {
    text += hanging("= note: ", Paint::strong, note, gutter + 1, style);
  }
  for (const Help& help : diagnostic.help) {
    text += hanging("= help: ", Paint::help, help.text, gutter + 1, style);
  }
  return text;
}

// -- spoken

std::string sentence(std::string_view text) {
  std::string result = shown(text);
  if (!result.empty() && result[0] >= 'a' && result[0] <= 'z') {
    result[0] = static_cast<char>(result[0] - 'a' + 'A');
  }
  if (!result.empty() && result.find_last_of(".?!") != result.size() - 1) result += '.';
  return result;
}

std::string trimmed(std::string_view line) {
  const std::size_t begin = line.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return std::string(line.substr(begin, line.find_last_not_of(" \t") - begin + 1));
}

std::string spoken_place(const Sources& sources, Span span) {
  const Position begin = sources.position(span.file, span.begin);
  const Position end = sources.position(span.file, span.end);
  std::string text = "File " + shown(sources.name(span.file));
  if (begin.line != end.line) {
    text += ", lines " + std::to_string(begin.line) + " to " + std::to_string(end.line) + ", begins";
  } else if (end.column <= begin.column + 1) {
    text += ", line " + std::to_string(begin.line) + ", column " + std::to_string(begin.column) + ", reads";
  } else {
    text += ", line " + std::to_string(begin.line) + ", columns " + std::to_string(begin.column) + " to " +
            std::to_string(end.column - 1) + ", reads";
  }
  return text + ": " + shown(trimmed(sources.line_text(span.file, begin.line)));
}

std::string narration(const Sources& sources, const Diagnostic& diagnostic, Severity severity,
                      const RenderStyle& style) {
  const DiagnosticInfo& rule = info(diagnostic.kind);
  const std::string number = std::to_string(style.number);
  std::string text;
  if (style.count != 0) text = "Finding " + number + " of " + std::to_string(style.count) + ". ";
  text += sentence(to_string(severity));
  text.pop_back();
  text.append(", ").append(rule.name).append(", code ").append(rule.code).append(".\n");
  text += sentence(diagnostic.message) + "\n";
  if (diagnostic.place.file.valid()) {
    text += spoken_place(sources, diagnostic.place) + "\n";
    if (!diagnostic.label.empty()) text += "There: " + sentence(diagnostic.label) + "\n";
  }
  for (const Label& label : diagnostic.related) {
    if (!label.span.file.valid()) continue;
    text += "Related. " + spoken_place(sources, label.span) + "\n";
    if (!label.text.empty()) text += "There: " + sentence(label.text) + "\n";
  }
  for (const std::string& note : diagnostic.notes) text += "Note: " + sentence(note) + "\n";
  for (const Help& help : diagnostic.help) text += "Help: " + sentence(help.text) + "\n";
  if (style.count != 0) text += "End of finding " + number + ".\n";
  return text;
}

std::string one_line(const Sources& sources, const Diagnostic& diagnostic, Severity severity) {
  const DiagnosticInfo& rule = info(diagnostic.kind);
  std::string text;
  if (diagnostic.place.file.valid()) text = place_words(sources, diagnostic.place) + ": ";
  text.append(to_string(severity)).append("[").append(rule.name).append("] ");
  text.append(shown(diagnostic.message)).append(" (").append(rule.code).append(")\n");
  return text;
}

}  // namespace

std::string render(const Sources& sources, const Diagnostic& diagnostic, const RenderStyle& style,
                   std::optional<Severity> shown_as) {
  const Severity severity = shown_as.value_or(diagnostic.severity());
  if (style.one_line) return guarded(one_line(sources, diagnostic, severity));
  if (style.narrated) return guarded(narration(sources, diagnostic, severity, style));
  return guarded(drawing(sources, diagnostic, severity, style));
}

std::string summary_line(const Totals& totals) {
  std::string text;
  const auto add = [&](std::size_t count, std::string_view word) {
    if (count == 0) return;
    if (!text.empty()) text += ", ";
    text += std::to_string(count) + " " + std::string(word) + (count == 1 ? "" : "s");
  };
  add(totals.errors, "error");
  add(totals.warnings, "warning");
  add(totals.notes, "note");
  add(totals.unreadable, "file");
  if (totals.unreadable > 0) text += " not read";
  if (text.empty()) text = "ok";
  const auto plural = [](std::size_t count, std::string_view word) {
    return std::to_string(count) + " " + std::string(word) + (count == 1 ? "" : "s");
  };
  return text + " \xC2\xB7 " + plural(totals.files, "file") + ", " + plural(totals.provisions, "provision");
}

}  // namespace quid::dsl
