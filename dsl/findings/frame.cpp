// Drawing the marked lines of a file.
//
// The idea in one sentence: turn each line of the text into columns of the terminal, and place every mark by
// columns and never by bytes.
//
//   1. Lines that carry a mark are shown. Of several lines between two of them only a `:` is.
//   2. A line that does not fit is cut around its marks, the finding's own before the others.
//   3. Marks on one line: `^` under the finding's own place, `-` under the others. The last one has its label
//      beside it; the others hang theirs below, a line each, from the right to the left.
//   4. A place that runs over several lines has a rail at the left, from its first line to its last.
#include "dsl/findings/frame.hpp"

#include <algorithm>

namespace quid::dsl {

namespace {

class Frame {
 public:
  Frame(const Sources& sources, std::vector<Mark> marks, const FrameStyle& style)
      : sources_(sources), file_(marks[0].span.file), marks_(std::move(marks)), style_(style) {
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
  int room() const { return std::max(24, style_.width - style_.gutter - 3 - rails_width()); }
  Paint paint_of(const Mark& mark) const { return mark.primary ? style_.primary : Paint::secondary; }

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
    const int pad = style_.gutter - static_cast<int>(head.size());
    std::string line = head == ":" ? spaces(style_.gutter + 1) + ":" : std::string(head) + spaces(pad) + " |";
    line = painted(line, Paint::gutter, style_.colour);
    std::string body = rails.text(style_.colour);
    const std::string rest = text.text(style_.colour);
    if (!rest.empty()) body += spaces(rails_width() - columns_of(rails.text(false))) + rest;
    if (!body.empty()) line += " " + body;
    text_ += line + "\n";
  }

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
           columns_between(text, window.begin + (left ? 1 : 0), window.end - (right ? 1 : 0)) +
           (right ? std::string(ellipsis) : "");
  }

  void draw_line(std::uint32_t line) {
    line_ = line;
    const std::string text = drawn_line(sources_.line_text(file_, line));
    const int width = columns_of(text);
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
    text_ += painted(spaces(style_.gutter) + " |", Paint::gutter, style_.colour);
    if (!body.empty()) text_ += " " + body;
    text_ += "\n";
  }

  // A mark within the window.
  struct Placed {
    const Mark* mark;
    int begin;
    int end;
  };

  void draw_short_marks(const std::vector<const Mark*>& here, Window window) {
    const int shown = window.end - window.begin;
    std::vector<Placed> marks;
    for (const Mark* mark : here) {
      if (mark->is_long()) continue;
      const int begin = std::clamp(mark->begin - window.begin, 0, shown - 1);
      marks.push_back({mark, begin, std::clamp(mark->end - window.begin, begin + 1, shown)});
    }
    if (marks.empty()) return;
    std::stable_sort(marks.begin(), marks.end(), [](const Placed& a, const Placed& b) {
      return std::pair(a.begin, a.end) < std::pair(b.begin, b.end);
    });
    // The finding's own mark is drawn last, over the others.
    Row under;
    for (const bool primary : {false, true}) {
      for (const Placed& each : marks) {
        if (each.mark->primary != primary) continue;
        const std::string line(static_cast<std::size_t>(each.end - each.begin), primary ? '^' : '-');
        under.write(each.begin, line, paint_of(*each.mark));
      }
    }
    const bool several = marks.size() > 1;
    marks.erase(std::remove_if(marks.begin(), marks.end(),
                               [](const Placed& each) { return each.mark->text.empty(); }),
                marks.end());
    // The label farthest to the right stands beside its mark, where there is room.
    if (!marks.empty() && marks.back().end >= under.width()) {
      const Placed& last = marks.back();
      if (last.end + 1 + columns_of(last.mark->text) <= room()) {
        under.write(last.end + 1, last.mark->text, paint_of(*last.mark));
        marks.pop_back();
      }
    }
    add("", open_rails(line_), under);
    if (several && !marks.empty()) add("", open_rails(line_), stems(marks));
    hang_labels(std::move(marks));
  }

  Row stems(const std::vector<Placed>& marks) const {
    Row row;
    for (const Placed& each : marks) row.write(each.begin, "|", paint_of(*each.mark));
    return row;
  }

  // Each label below its mark, beside the stems of those that are still to come.
  void hang_labels(std::vector<Placed> marks) {
    while (!marks.empty()) {
      const Placed last = marks.back();
      marks.pop_back();
      // A label that does not fit from its mark to the edge begins farther to the left.
      const int width = columns_of(last.mark->text);
      const int left = marks.empty() ? 0 : marks.back().begin + 2;
      int column = last.begin;
      if (column + width > room()) column = std::min(column, std::max(left, room() - width));
      for (const std::string& part : wrapped(last.mark->text, std::max(20, room() - column))) {
        Row row = stems(marks);
        row.write(column, part, paint_of(*last.mark));
        add("", open_rails(line_), row);
      }
    }
  }

  const Sources& sources_;
  FileId file_;
  std::vector<Mark> marks_;
  const FrameStyle& style_;
  int rails_ = 0;
  std::uint32_t line_ = 0;
  std::string text_;
};

}  // namespace

Mark mark_of(const Sources& sources, Span span, std::string_view text, bool primary) {
  Mark mark;
  mark.span = span;
  mark.text = squeezed(Shown(text).text());
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

std::string draw_frame(const Sources& sources, std::vector<Mark> marks, const FrameStyle& style) {
  return Frame(sources, std::move(marks), style).draw();
}

}  // namespace quid::dsl
