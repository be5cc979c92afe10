// Drawing a finding.
//
// The idea in one sentence: turn each line of the text into cells of the terminal, and place every mark by
// cells and never by bytes.
//
//   1. The labels are sorted by file (that of the finding first) and line. Lines that carry a mark are shown;
//   of
//      several lines between two of them only a `:` is.
//   2. A line becomes a row of cells: tabs become spaces, wide characters two columns, combining characters
//   none
//      of their own, characters that command a terminal a �. A line that does not fit is cut around its
//      marks.
//   3. Marks on one line: `^` under the finding's own place, `-` under the others. The last one has its label
//      beside it; the others hang theirs below, one line each, from the right to the left.
//   4. A place that runs over several lines has a rail at the left, from its first line to its last.
//
// The words of a finding are worded where it is found; nothing here adds to them.
#include "dsl/render.hpp"

#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

namespace quid {

namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";
constexpr std::string_view ellipsis = "\xE2\x80\xA6";
constexpr int tab_width = 4;

// -- characters

struct Glyph {
  std::size_t bytes;
  int width;  // columns; 0 joins the one before
  bool safe;
};

// Controls, and the marks that turn the direction of what follows, can make a line look like another.
bool commands_the_terminal(utf8proc_int32_t point) {
  return point < 0x20 || (point >= 0x7F && point < 0xA0) || (point >= 0x202A && point <= 0x202E) ||
         (point >= 0x2066 && point <= 0x2069) || point == 0x200E || point == 0x200F || point == 0x061C ||
         point == 0x2028 || point == 0x2029;
}

Glyph next_glyph(std::string_view text) {
  utf8proc_int32_t point = 0;
  const utf8proc_ssize_t bytes = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                                  static_cast<utf8proc_ssize_t>(text.size()), &point);
  if (bytes <= 0) return {1, 1, false};
  if (commands_the_terminal(point)) return {static_cast<std::size_t>(bytes), 1, false};
  return {static_cast<std::size_t>(bytes), utf8proc_charwidth(point), true};
}

std::string safe(std::string_view text) {
  std::string result;
  while (!text.empty()) {
    const Glyph glyph = next_glyph(text);
    result += glyph.safe                           ? text.substr(0, glyph.bytes)
              : text[0] == '\n' || text[0] == '\t' ? " "
                                                   : replacement;
    text.remove_prefix(glyph.bytes);
  }
  return result;
}

int width_of(std::string_view text) {
  int width = 0;
  while (!text.empty()) {
    const Glyph glyph = next_glyph(text);
    width += glyph.width;
    text.remove_prefix(glyph.bytes);
  }
  return width;
}

std::string spaces(int count) {
  return std::string(static_cast<std::size_t>(std::max(0, count)), ' ');
}

// Words broken at spaces; a word that is longer than the line stands alone.
std::vector<std::string> wrapped(std::string_view text, int width) {
  std::vector<std::string> lines(1);
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    const std::string_view word = text.substr(0, end);
    text.remove_prefix(std::min(text.size(), end + 1));
    if (word.empty()) continue;
    if (!lines.back().empty() && width_of(lines.back()) + 1 + width_of(word) > width) lines.emplace_back();
    if (!lines.back().empty()) lines.back() += ' ';
    lines.back() += word;
  }
  return lines;
}

// -- colour

enum class Paint { none, error, warning, note, secondary, gutter, help, strong };

std::string painted(std::string_view text, Paint paint, bool colour) {
  if (!colour || paint == Paint::none || text.empty()) return std::string(text);
  static constexpr std::array<std::string_view, 8> codes = {
      "", "\x1b[1;31m", "\x1b[1;33m", "\x1b[1;36m", "\x1b[1;34m", "\x1b[1;34m", "\x1b[1;32m", "\x1b[1m"};
  return std::string(codes[static_cast<std::size_t>(paint)]) + std::string(text) + "\x1b[0m";
}

Paint paint_of(Severity severity) {
  switch (severity) {
    case Severity::error: return Paint::error;
    case Severity::warning: return Paint::warning;
    case Severity::note: return Paint::note;
  }
  return Paint::none;
}

// A row of the terminal that is written to at columns. Later writing covers earlier.
class Row {
 public:
  void write(int column, std::string_view text, Paint paint) {
    while (!text.empty()) {
      const Glyph glyph = next_glyph(text);
      const std::string_view bytes = text.substr(0, glyph.bytes);
      text.remove_prefix(glyph.bytes);
      if (glyph.width == 0) {
        if (column > 0 && static_cast<std::size_t>(column) <= cells_.size()) {
          cells_[static_cast<std::size_t>(column) - 1].text += bytes;
        }
        continue;
      }
      const auto at = static_cast<std::size_t>(column);
      if (cells_.size() < at + static_cast<std::size_t>(glyph.width)) {
        cells_.resize(at + static_cast<std::size_t>(glyph.width), {" ", Paint::none});
      }
      cells_[at] = {std::string(bytes), paint};
      for (int i = 1; i < glyph.width; ++i) cells_[at + static_cast<std::size_t>(i)] = {"", paint};
      column += glyph.width;
    }
  }
  int width() const { return static_cast<int>(cells_.size()); }
  bool is_free(int column, int count) const {
    for (int i = column; i < column + count && i < width(); ++i) {
      if (cells_[static_cast<std::size_t>(i)].text != " ") return false;
    }
    return true;
  }
  std::string text(bool colour) const {
    std::size_t end = cells_.size();
    while (end > 0 && cells_[end - 1].text == " ") --end;
    std::string result;
    for (std::size_t begin = 0, i = 0; begin < end; begin = i) {
      std::string run;
      for (i = begin; i < end && cells_[i].paint == cells_[begin].paint; ++i) run += cells_[i].text;
      result += painted(run, cells_[begin].paint, colour);
    }
    return result;
  }

 private:
  struct Cell {
    std::string text;
    Paint paint;
  };
  std::vector<Cell> cells_;
};

// -- what is marked

// A label on the lines of one file. Columns are those of the terminal, from 0.
struct Mark {
  Span span;
  std::string text;
  bool primary = false;
  std::uint32_t first_line = 0;
  std::uint32_t last_line = 0;
  int begin = 0;  // on the first line
  int end = 0;    // on the last line; past the end
  int rail = -1;  // of a mark over several lines

  bool is_long() const { return first_line != last_line; }
};

// The column of the terminal at which a byte of a line is drawn.
int column_of(std::string_view line, std::size_t byte) {
  int column = 0;
  for (std::size_t at = 0; at < byte && at < line.size();) {
    if (line[at] == '\t') {
      column += tab_width - column % tab_width;
      ++at;
      continue;
    }
    const Glyph glyph = next_glyph(line.substr(at));
    column += glyph.width;
    at += glyph.bytes;
  }
  return column;
}

std::string drawn(std::string_view line) {
  std::string result;
  int column = 0;
  for (std::size_t at = 0; at < line.size();) {
    if (line[at] == '\t') {
      const int step = tab_width - column % tab_width;
      result += spaces(step);
      column += step;
      ++at;
      continue;
    }
    const Glyph glyph = next_glyph(line.substr(at));
    result += glyph.safe ? line.substr(at, glyph.bytes) : replacement;
    column += glyph.width;
    at += glyph.bytes;
  }
  return result;
}

// The part of a drawn line in the columns [begin, end); a wide character that is cut becomes a space.
std::string columns(std::string_view text, int begin, int end) {
  std::string result;
  int column = 0;
  while (!text.empty()) {
    const Glyph glyph = next_glyph(text);
    const bool inside = column >= begin && column + glyph.width <= end;
    if (inside) {
      result += text.substr(0, glyph.bytes);
    } else if (glyph.width == 2 && column < end && column + 2 > begin) {
      result += ' ';
    }
    column += glyph.width;
    text.remove_prefix(glyph.bytes);
  }
  return result;
}

Mark mark_of(const Sources& sources, Span span, std::string text, bool primary) {
  Mark mark;
  mark.span = span;
  mark.text = safe(text);
  mark.primary = primary;
  const Position begin = sources.position(span.file, span.begin);
  Position end = sources.position(span.file, span.end);
  // A place that ends with its line does not reach into the next one.
  if (end.line > begin.line && end.column == 1) {
    const std::string_view before = sources.line_text(span.file, end.line - 1);
    end.line -= 1;
    span.end = sources.line_begin(span.file, end.line) + static_cast<std::uint32_t>(before.size());
  }
  mark.first_line = begin.line;
  mark.last_line = end.line;
  mark.begin = column_of(sources.line_text(span.file, begin.line),
                         span.begin - sources.line_begin(span.file, begin.line));
  mark.end =
      column_of(sources.line_text(span.file, end.line), span.end - sources.line_begin(span.file, end.line));
  if (mark.first_line == mark.last_line) mark.end = std::max(mark.end, mark.begin + 1);
  return mark;
}

// -- the frame of one file

class Frame {
 public:
  Frame(const Sources& sources, FileId file, std::vector<Mark> marks, int gutter, Paint primary,
        const RenderStyle& style)
      : sources_(sources),
        file_(file),
        marks_(std::move(marks)),
        gutter_(gutter),
        primary_(primary),
        style_(style) {
    std::stable_sort(marks_.begin(), marks_.end(), [](const Mark& a, const Mark& b) {
      return std::pair(a.first_line, a.begin) < std::pair(b.first_line, b.begin);
    });
    set_rails();
  }

  std::string draw() {
    std::vector<std::uint32_t> lines;
    for (const Mark& mark : marks_) {
      lines.push_back(mark.first_line);
      lines.push_back(mark.last_line);
    }
    std::sort(lines.begin(), lines.end());
    lines.erase(std::unique(lines.begin(), lines.end()), lines.end());
    for (std::size_t i = 0; i < lines.size(); ++i) {
      if (i > 0 && lines[i] == lines[i - 1] + 2) draw_line(lines[i] - 1);
      if (i > 0 && lines[i] > lines[i - 1] + 2) add(":", open_rails(lines[i] - 1), Row{});
      draw_line(lines[i]);
    }
    return std::move(text_);
  }

 private:
  // A mark over several lines takes the first rail that is free on all of them.
  void set_rails() {
    for (Mark& mark : marks_) {
      if (!mark.is_long()) continue;
      mark.rail = 0;
      for (bool taken = true; taken;) {
        taken = false;
        for (const Mark& other : marks_) {
          if (&other == &mark || other.rail != mark.rail) continue;
          if (other.first_line > mark.last_line || mark.first_line > other.last_line) continue;
          taken = true;
        }
        if (taken) ++mark.rail;
      }
      rails_ = std::max(rails_, mark.rail + 1);
    }
  }

  int rails_width() const { return rails_ == 0 ? 0 : 2 * rails_; }
  int room() const { return std::max(24, style_.width - gutter_ - 3 - rails_width()); }
  Paint paint_of(const Mark& mark) const { return mark.primary ? primary_ : Paint::secondary; }

  // The rails beside a line below the text of `line`.
  Row open_rails(std::uint32_t line) const {
    Row row;
    for (const Mark& mark : marks_) {
      if (mark.is_long() && mark.first_line <= line && line < mark.last_line) {
        row.write(2 * mark.rail, "|", paint_of(mark));
      }
    }
    return row;
  }

  // One line of the frame; `text` begins after the rails.
  void add(std::string_view head, const Row& rails, const Row& text) {
    const int pad = gutter_ - static_cast<int>(head.size());
    std::string line = head == ":" ? spaces(gutter_ + 1) + ":" : std::string(head) + spaces(pad) + " |";
    line = painted(line, Paint::gutter, style_.colour);
    Row whole = rails;
    if (rails_ > 0 && whole.width() < rails_width()) whole.write(rails_width() - 1, " ", Paint::none);
    std::string body = whole.text(style_.colour);
    const std::string rest = text.text(style_.colour);
    if (!rest.empty()) body += spaces(rails_width() - visible(whole)) + rest;
    if (!body.empty()) line += " " + body;
    text_ += line + "\n";
  }
  static int visible(const Row& row) { return width_of(row.text(false)); }

  struct Window {
    int begin = 0;
    int end = 0;
  };

  // The columns of a line that are shown: all, or as many as fit around the finding's own mark.
  Window window_of(int width, const std::vector<const Mark*>& here) const {
    if (width <= room()) return {0, std::max(width, room())};
    int begin = 0;
    int end = 0;
    bool any = false;
    const auto include = [&](const Mark& mark, std::uint32_t line) {
      const int from = mark.first_line == line ? mark.begin : 0;
      const int to = mark.is_long() ? (mark.last_line == line ? mark.end : mark.begin + 1) : mark.end;
      const int low = any ? std::min(begin, from) : from;
      const int high = any ? std::max(end, to) : to;
      if (any && high - low > room() - 2) return;
      begin = low;
      end = high;
      any = true;
    };
    for (const Mark* mark : here) {
      if (mark->primary) include(*mark, line_);
    }
    for (const Mark* mark : here) {
      if (!mark->primary) include(*mark, line_);
    }
    // What is left goes to both sides, a little more to what comes before.
    const int spare = std::max(0, room() - (end - begin));
    int from = std::max(0, begin - spare * 3 / 5);
    from = std::min(from, width - room());
    return {from, from + room()};
  }

  std::string cut(const std::string& text, int width, Window window) const {
    if (window.begin == 0 && width <= window.end) return text;
    const bool left = window.begin > 0;
    const bool right = window.end < width;
    return (left ? std::string(ellipsis) : "") +
           columns(text, window.begin + (left ? 1 : 0), window.end - (right ? 1 : 0)) +
           (right ? std::string(ellipsis) : "");
  }

  void draw_line(std::uint32_t line) {
    line_ = line;
    const std::string text = drawn(sources_.line_text(file_, line));
    const int width = width_of(text);
    std::vector<const Mark*> here;
    for (const Mark& mark : marks_) {
      if (mark.first_line == line || mark.last_line == line) here.push_back(&mark);
    }
    const Window window = window_of(width, here);

    Row rails;
    for (const Mark& mark : marks_) {
      if (!mark.is_long() || line < mark.first_line || line > mark.last_line) continue;
      const bool begins_here = mark.first_line == line;
      if (begins_here && !begins_line(text, mark.begin)) continue;
      rails.write(2 * mark.rail, begins_here ? "/" : "|", paint_of(mark));
    }
    Row row;
    row.write(0, cut(text, width, window), Paint::none);
    add(std::to_string(line), rails, row);
    for (const Mark* mark : here) {
      if (mark->is_long() && mark->first_line == line && !begins_line(text, mark->begin))
        draw_start(*mark, window);
    }
    draw_short_marks(here, window);
    for (const Mark* mark : here) {
      if (mark->is_long() && mark->last_line == line) draw_end(*mark, window);
    }
  }

  static bool begins_line(std::string_view text, int column) {
    return text.find_first_not_of(' ') == static_cast<std::size_t>(column);
  }

  // `  ____^` under a first line, `|____^ label` under a last one.
  void draw_start(const Mark& mark, Window window) {
    const Row rails = rails_without(mark, line_ - 1);
    add_corner(rails, mark, mark.begin - window.begin, false);
  }
  void draw_end(const Mark& mark, Window window) {
    Row rails = rails_without(mark, line_);
    rails.write(2 * mark.rail, "|", paint_of(mark));
    add_corner(rails, mark, mark.end - 1 - window.begin, true);
  }
  Row rails_without(const Mark& mark, std::uint32_t line) const {
    Row row;
    for (const Mark& other : marks_) {
      if (&other == &mark || !other.is_long()) continue;
      if (other.first_line <= line && line < other.last_line) row.write(2 * other.rail, "|", paint_of(other));
    }
    return row;
  }
  void add_corner(const Row& rails, const Mark& mark, int column, bool with_label) {
    const int corner = rails_width() + std::clamp(column, 0, room() - 1);
    Row row = rails;
    const int from = 2 * mark.rail + 1;
    for (int at = from; at < corner; ++at) {
      if (row.is_free(at, 1)) row.write(at, "_", paint_of(mark));
    }
    row.write(corner, mark.primary ? "^" : "-", paint_of(mark));
    std::vector<std::string> lines;
    if (with_label && !mark.text.empty())
      lines = wrapped(mark.text, std::max(20, room() + rails_width() - corner - 2));
    if (!lines.empty()) row.write(corner + 2, lines[0], paint_of(mark));
    add_plain(row);
    for (std::size_t i = 1; i < lines.size(); ++i) {
      Row next = rails;
      next.write(corner + 2, lines[i], paint_of(mark));
      add_plain(next);
    }
  }
  void add_plain(const Row& row) {
    const std::string body = row.text(style_.colour);
    text_ += painted(spaces(gutter_) + " |", Paint::gutter, style_.colour);
    if (!body.empty()) text_ += " " + body;
    text_ += "\n";
  }

  void draw_short_marks(const std::vector<const Mark*>& here, Window window) {
    std::vector<const Mark*> marks;
    for (const Mark* mark : here) {
      if (!mark->is_long()) marks.push_back(mark);
    }
    if (marks.empty()) return;
    const auto begin_of = [&](const Mark* mark) {
      return std::clamp(mark->begin - window.begin, 0, window.end - window.begin - 1);
    };
    const auto end_of = [&](const Mark* mark) {
      return std::clamp(mark->end - window.begin, begin_of(mark) + 1, window.end - window.begin);
    };
    // The finding's own mark is drawn last, over the others; the label farthest to the right stands beside
    // its mark.
    std::stable_sort(marks.begin(), marks.end(), [&](const Mark* a, const Mark* b) {
      return std::pair(begin_of(a), end_of(a)) < std::pair(begin_of(b), end_of(b));
    });
    Row under;
    for (const bool primary : {false, true}) {
      for (const Mark* mark : marks) {
        if (mark->primary != primary) continue;
        const std::string line(static_cast<std::size_t>(end_of(mark) - begin_of(mark)), primary ? '^' : '-');
        under.write(begin_of(mark), line, paint_of(*mark));
      }
    }
    std::vector<const Mark*> hanging;
    for (const Mark* mark : marks) {
      if (!mark->text.empty()) hanging.push_back(mark);
    }
    const Row rails = open_rails(line_);
    if (!hanging.empty() && end_of(hanging.back()) >= under.width()) {
      const Mark* last = hanging.back();
      const int column = end_of(last) + 1;
      if (column + width_of(last->text) <= room()) {
        under.write(column, last->text, paint_of(*last));
        hanging.pop_back();
      }
    }
    add("", rails, under);
    for (bool first = true; !hanging.empty(); first = false) {
      const Mark* mark = hanging.back();
      const auto stems = [&](std::size_t count) {
        Row row;
        for (std::size_t i = 0; i < count; ++i) row.write(begin_of(hanging[i]), "|", paint_of(*hanging[i]));
        return row;
      };
      if (first && marks.size() > 1) add("", rails, stems(hanging.size()));
      hanging.pop_back();
      // A label that does not fit from its mark to the edge begins farther to the left.
      int column = begin_of(mark);
      const int left = hanging.empty() ? 0 : begin_of(hanging.back()) + 2;
      if (column + width_of(mark->text) > room()) column = std::max(left, room() - width_of(mark->text));
      column = std::min(column, begin_of(mark));
      for (const std::string& part : wrapped(mark->text, std::max(20, room() - column))) {
        Row row = stems(hanging.size());
        row.write(column, part, paint_of(*mark));
        add("", rails, row);
      }
    }
  }

  const Sources& sources_;
  FileId file_;
  std::vector<Mark> marks_;
  int gutter_;
  Paint primary_;
  const RenderStyle& style_;
  int rails_ = 0;
  std::uint32_t line_ = 0;
  std::string text_;
};

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
  return safe(sources.name(span.file)) + ":" + std::to_string(at.line) + ":" + std::to_string(at.column);
}

std::string hanging(std::string_view head, Paint paint, const std::string& text, int indent,
                    const RenderStyle& style) {
  const int room = std::max(30, style.width - indent - static_cast<int>(head.size()));
  std::string result;
  for (const std::string& line : wrapped(safe(text), room)) {
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
  std::vector<std::string> lines = wrapped(head + ": " + safe(diagnostic.message), room);
  std::string text;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    std::string line = lines[i];
    if (i > 0) line = "  " + line;
    const int gap = style.width - code - width_of(line);
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
    text += Frame(sources, place.file, std::move(files[i]), gutter, paint_of(severity), style).draw();
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
  std::string result = safe(text);
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
  std::string text = "File " + safe(sources.name(span.file));
  if (begin.line != end.line) {
    text += ", lines " + std::to_string(begin.line) + " to " + std::to_string(end.line) + ", begins";
  } else if (end.column <= begin.column + 1) {
    text += ", line " + std::to_string(begin.line) + ", column " + std::to_string(begin.column) + ", reads";
  } else {
    text += ", line " + std::to_string(begin.line) + ", columns " + std::to_string(begin.column) + " to " +
            std::to_string(end.column - 1) + ", reads";
  }
  return text + ": " + safe(trimmed(sources.line_text(span.file, begin.line)));
}

std::string narration(const Sources& sources, const Diagnostic& diagnostic, Severity severity) {
  const DiagnosticInfo& rule = info(diagnostic.kind);
  std::string text = sentence(to_string(severity));
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
  return text;
}

std::string one_line(const Sources& sources, const Diagnostic& diagnostic, Severity severity) {
  const DiagnosticInfo& rule = info(diagnostic.kind);
  std::string text;
  if (diagnostic.place.file.valid()) text = place_words(sources, diagnostic.place) + ": ";
  text.append(to_string(severity)).append("[").append(rule.name).append("] ");
  text.append(safe(diagnostic.message)).append(" (").append(rule.code).append(")\n");
  return text;
}

}  // namespace

std::string render(const Sources& sources, const Diagnostic& diagnostic, const RenderStyle& style,
                   std::optional<Severity> shown_as) {
  const Severity severity = shown_as.value_or(diagnostic.severity());
  if (style.one_line) return one_line(sources, diagnostic, severity);
  if (style.narrated) return narration(sources, diagnostic, severity);
  return drawing(sources, diagnostic, severity, style);
}

namespace {

// FNV-1a; a fingerprint is no secret.
class Hash {
 public:
  void add(std::string_view text) {
    for (const char c : text) {
      value_ ^= static_cast<unsigned char>(c);
      value_ *= 0x100000001B3U;
    }
    value_ ^= 0xFFU;
    value_ *= 0x100000001B3U;
  }
  std::string digits() const {
    static constexpr std::string_view hex = "0123456789abcdef";
    std::string text;
    for (int shift = 60; shift >= 0; shift -= 4) text += hex[(value_ >> static_cast<unsigned>(shift)) & 15U];
    return text;
  }

 private:
  std::uint64_t value_ = 0xCBF29CE484222325U;
};

// One space for any white space, comments gone.
std::string normalised(std::string_view text) {
  std::string result;
  bool comment = false;
  bool string = false;
  for (const char c : text) {
    if (c == '\n') comment = false;
    if (c == '"' && !comment) string = !string;
    if (c == '#' && !string) comment = true;
    if (comment) continue;
    const bool space = c == ' ' || c == '\t' || c == '\n' || c == '\r';
    if (!space) {
      result += c;
    } else if (!result.empty() && result.back() != ' ') {
      result += ' ';
    }
  }
  if (!result.empty() && result.back() == ' ') result.pop_back();
  return result;
}

}  // namespace

std::string fingerprint(const Sources& sources, const Diagnostic& diagnostic) {
  Hash hash;
  hash.add(info(diagnostic.kind).code);
  if (diagnostic.place.file.valid()) hash.add(normalised(sources.text(diagnostic.place)));
  std::string_view rest = diagnostic.message;
  while (true) {
    const std::size_t begin = rest.find('`');
    const std::size_t end = begin == std::string_view::npos ? begin : rest.find('`', begin + 1);
    if (end == std::string_view::npos) break;
    hash.add(rest.substr(begin + 1, end - begin - 1));
    rest.remove_prefix(end + 1);
  }
  return hash.digits();
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
  if (text.empty()) text = "ok";
  const auto plural = [](std::size_t count, std::string_view word) {
    return std::to_string(count) + " " + std::string(word) + (count == 1 ? "" : "s");
  };
  return text + " \xC2\xB7 " + plural(totals.files, "file") + ", " + plural(totals.provisions, "provision");
}

}  // namespace quid
