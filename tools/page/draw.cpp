// Drawing.
//
// The idea in one sentence: every block knows its three faces, and all that depends on the width of the
// terminal happens here.
//
// Widths are counted in columns of the terminal (utf8proc), on text from which control characters are gone:
// the texts come from files that others wrote. Cells that may wrap give way until the line fits; where even
// that is not enough, a table becomes a list of `label: value`, which a small screen and a screen reader read
// best.
#include <algorithm>
#include <numeric>

#include "tools/outside/parallel.hpp"
#include "tools/page/answer.hpp"

namespace quid::tools {

namespace {

constexpr int gap = 2;
constexpr int narrowest_table = 60;
constexpr int narrowest_cell = 12;

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
  return text;
}

// Signs of our own, for faces that are to do without them.
std::string spelled(std::string text, Face face) {
  text = printable(text);
  if (face == Face::human) return text;
  text = replaced(std::move(text), "→", face == Face::plain ? "->" : "to");
  return replaced(std::move(text), " · ", ", ");
}

std::string in_tone(std::string_view text, Tone tone, bool colour) {
  if (!colour || tone == Tone::plain || text.empty()) return std::string(text);
  static constexpr std::string_view codes[] = {"", "\x1b[1m", "\x1b[32m", "\x1b[31m", "\x1b[33m", "\x1b[2m"};
  return std::string(codes[static_cast<std::size_t>(tone)]) + std::string(text) + "\x1b[0m";
}

std::string padded(std::string_view text, int width, bool right = false) {
  const std::string space(static_cast<std::size_t>(std::max(0, width - width_of(text))), ' ');
  return right ? space + std::string(text) : std::string(text) + space;
}

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return c < 0x80 ? std::tolower(c) : c; });
  return text;
}

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    lines.emplace_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return lines;
}

std::string without_colour(const std::string& text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\x1b') {
      i = std::min(text.find('m', i), text.size());
    } else {
      result += text[i];
    }
  }
  return result;
}

void trim_right(std::string& line) {
  line.erase(line.find_last_not_of(' ') + 1);
}

class Painter {
 public:
  explicit Painter(Look look) : look_(look) {}

  std::string begin(const Answer& answer) {
    headline(answer);
    return std::move(out_);
  }
  std::string block(const Block& block) {
    if (look_.face != Face::plain) out_ += '\n';
    std::visit([&](const auto& each) { draw(each); }, block);
    return std::move(out_);
  }
  // Records without their heads: what `part` makes follows what went before.
  std::string more_records(const std::vector<std::vector<Cell>>& rows) {
    for (const auto& cells : rows) record(cells);
    return std::move(out_);
  }
  std::string end(const Answer& answer) {
    if (look_.face == Face::human && (!answer.blocks.empty())) out_ += '\n';
    footer(answer);
    return std::move(out_);
  }

 private:
  bool human() const { return look_.face == Face::human; }
  std::string say(const std::string& text) const { return spelled(text, look_.face); }
  std::string tint(std::string_view text, Tone tone) const { return in_tone(text, tone, look_.colour); }
  std::string spaces(int count) const {
    return std::string(static_cast<std::size_t>(std::max(0, count)), ' ');
  }

  void line(std::string text) {
    trim_right(text);
    out_ += text;
    out_ += '\n';
  }

  // Text over several lines; from the second on under `indent`.
  void paragraph(const std::string& text, int indent, Tone tone = Tone::plain) {
    if (!human()) return line(text);
    bool first = true;
    for (const std::string& each : wrapped(text, look_.width - indent)) {
      line((first ? "" : spaces(indent)) + tint(each, tone));
      first = false;
    }
  }

  void headline(const Answer& answer) {
    const std::string sentence = say(answer.sentence);
    if (answer.verdict.empty()) return paragraph(sentence, 0, Tone::strong);
    const std::string whole = answer.verdict + ". " + sentence;
    if (!human()) return line(whole);
    std::vector<std::string> lines = wrapped(whole, look_.width);
    lines.front() = tint(answer.verdict, answer.tone) + lines.front().substr(answer.verdict.size());
    for (std::string& each : lines) line(std::move(each));
  }

  void footer(const Answer& answer) {
    if (!answer.scope.empty()) {
      std::string text;
      for (const std::string& part : answer.scope) text += (text.empty() ? "" : " · ") + part;
      paragraph(say(text), 0, Tone::dim);
    }
    for (std::size_t i = 0; i < answer.next.size(); ++i) {
      line((i == 0 ? "next: " : "      ") + printable(answer.next[i]));
    }
  }

  void draw(const Paragraph& block) { paragraph(say(block.text), 0, block.tone); }

  void draw(const Drawing& block) {
    if (look_.face == Face::narrated) return;
    for (const std::string& each : human() ? block.lines : block.ascii) line(each);
  }

  void draw(const Labelled& block) {
    if (!block.title.empty()) paragraph(say(block.title), 0, Tone::strong);
    int label_width = 0;
    for (const Labelled::Line& each : block.lines) label_width = std::max(label_width, width_of(each.label));
    std::string last;
    for (const Labelled::Line& each : block.lines) {
      const std::string text = say(each.text);
      // What hangs under a label on the page carries it where there is no page.
      const std::string label = say(each.label.empty() && !human() ? last : each.label);
      last = label;
      if (!human()) {
        line(label + ": " + text + (each.place.empty() ? "" : " (" + each.place + ")"));
        continue;
      }
      const int indent = label_width + gap;
      const Tone tone = each.tone == Tone::plain ? Tone::strong : each.tone;
      with_place(tint(label, tone) + spaces(indent - width_of(label)), indent, text, each.place);
    }
  }

  // `head` takes `indent` columns; the text goes on under itself, and the place stands at the end of its last
  // line, or alone on the next.
  void with_place(const std::string& head, int indent, const std::string& text, const std::string& place,
                  Tone tone = Tone::plain) {
    std::vector<std::string> lines = wrapped(text, look_.width - indent);
    for (std::size_t i = 0; i < lines.size(); ++i) {
      if (place.empty()) lines[i] = tint(lines[i], tone);
      const std::string begin = i == 0 ? head : spaces(indent);
      const int room = look_.width - indent - width_of(lines[i]) - width_of(place);
      if (i + 1 < lines.size() || place.empty()) {
        line(begin + lines[i]);
      } else if (room >= gap) {
        line(begin + lines[i] + spaces(room) + tint(place, Tone::dim));
      } else {
        line(begin + lines[i]);
        line(spaces(std::max(indent, look_.width - width_of(place))) + tint(place, Tone::dim));
      }
    }
  }

  // -- trees

  void draw(const Tree& block) {
    if (look_.face == Face::narrated) return narrate(block.root, 0);
    place_width_ = 0;
    measure(block.root);
    branch(block.root, "", "");
  }

  void measure(const Branch& node) {
    place_width_ = std::max(place_width_, width_of(node.place));
    for (const Branch& child : node.children) measure(child);
  }

  void narrate(const Branch& node, int level) {
    std::string text = level == 0 ? "" : "Level " + std::to_string(level) + ". ";
    if (!node.word.empty()) text += node.word + ", ";
    text += say(node.text) + ".";
    if (!node.place.empty()) text += " " + node.place + ".";
    line(text);
    for (const Branch& child : node.children) narrate(child, level + 1);
  }

  // `prefix` is drawn before the first line of the node, `below` before all that hangs under it.
  void branch(const Branch& node, const std::string& prefix, const std::string& below) {
    const std::string word = node.word.empty() ? "" : padded(node.word, 3) + "  ";
    const int used = width_of(prefix) + width_of(word);
    const std::string text = say(node.text);
    if (!human()) {
      line(prefix + word + text + (node.place.empty() ? "" : "  (" + node.place + ")"));
    } else {
      const bool beside = look_.width - place_width_ - gap - used >= 24;
      const int room = look_.width - used - (beside && !node.place.empty() ? width_of(node.place) + gap : 0);
      const std::vector<std::string> lines = wrapped(text, std::max(room, narrowest_cell));
      const bool last_child = node.children.empty();
      const std::string hanging =
          below + (last_child ? "" : "│") +
          spaces(width_of(prefix) - width_of(below) + width_of(word) - (last_child ? 0 : 1));
      for (std::size_t i = 0; i < lines.size(); ++i) {
        std::string head = i == 0 ? prefix + tint(word, node.tone) : hanging;
        if (i > 0 || node.place.empty() || !beside) {
          line(head + (i == 0 && node.word.empty() ? tint(lines[i], Tone::strong) : lines[i]));
          continue;
        }
        const int end = used + width_of(lines[i]);
        const int at = look_.width - width_of(node.place);
        line(head + (node.word.empty() ? tint(lines[i], Tone::strong) : lines[i]) + spaces(at - end) +
             tint(node.place, Tone::dim));
      }
      if (!beside && !node.place.empty()) line(hanging + tint(node.place, Tone::dim));
    }
    for (std::size_t i = 0; i < node.children.size(); ++i) {
      const bool last = i + 1 == node.children.size();
      const std::string tee = human() ? (last ? "└── " : "├── ") : (last ? "`-- " : "|-- ");
      const std::string rail = last ? "    " : human() ? "│   " : "|   ";
      branch(node.children[i], below + tee, below + rail);
    }
  }

  // -- tables

  void draw(const Table& table) {
    if (look_.face == Face::plain) return records(table);
    if (table.parts > 0) return draw(with_all_rows(table));
    std::vector<int> widths(table.columns.size());
    for (std::size_t i = 0; i < widths.size(); ++i) {
      if (table.columns[i].below) continue;
      widths[i] = width_of(table.columns[i].head);
      for (const auto& row : table.rows) {
        if (i < row.size()) widths[i] = std::max(widths[i], width_of(say(row[i].text)));
      }
    }
    const bool fits = human() && look_.width >= narrowest_table && shrink(table, widths);
    title(table);
    if (!fits) return list(table);
    std::string heads;
    for (std::size_t i = 0; i < widths.size(); ++i) {
      if (table.columns[i].below) continue;
      heads += spaces(gap) + padded(table.columns[i].head, widths[i], table.columns[i].right);
    }
    trim_right(heads);
    if (heads.find_first_not_of(' ') != std::string::npos) line(tint(heads, Tone::dim));
    for (const auto& row : table.rows) this->row(table, row, widths);
  }

  // Widths depend on every row.
  static Table with_all_rows(const Table& table) {
    Table whole = table;
    whole.parts = 0;
    for (std::size_t i = 0; i < table.parts; ++i) {
      for (auto& row : table.part(i)) whole.rows.push_back(std::move(row));
    }
    return whole;
  }

  void title(const Table& table) {
    if (table.title.empty()) return;
    const std::string text = say(table.title);
    if (!human()) return line(text + (table.place.empty() ? "" : " (" + table.place + ")"));
    const int used = width_of(text) + width_of(table.place);
    if (table.place.empty() || used + gap > look_.width) {
      paragraph(text, 2, Tone::strong);
      if (!table.place.empty()) line(spaces(2) + tint(table.place, Tone::dim));
    } else {
      line(tint(text, Tone::strong) + spaces(look_.width - used) + tint(table.place, Tone::dim));
    }
  }

  // Takes width from the widest cells that may wrap until a line fits. False where that is not enough.
  bool shrink(const Table& table, std::vector<int>& widths) const {
    int total = std::accumulate(widths.begin(), widths.end(), gap * static_cast<int>(widths.size()));
    for (const Column& column : table.columns) total -= column.below ? gap : 0;
    while (total > look_.width) {
      std::size_t widest = widths.size();
      for (std::size_t i = 0; i < widths.size(); ++i) {
        if (!table.columns[i].wraps || widths[i] <= narrowest_cell) continue;
        if (widest == widths.size() || widths[i] > widths[widest]) widest = i;
      }
      if (widest == widths.size()) return false;
      --widths[widest];
      --total;
    }
    return true;
  }

  void row(const Table& table, const std::vector<Cell>& cells, const std::vector<int>& widths) {
    std::vector<std::vector<std::string>> lines(cells.size());
    std::size_t height = 1;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      if (table.columns[i].below) continue;
      for (const std::string& line : lines_of(say(cells[i].text))) {
        for (std::string& each : wrapped(line, widths[i])) lines[i].push_back(std::move(each));
      }
      height = std::max(height, lines[i].size());
    }
    for (std::size_t at = 0; at < height; ++at) {
      std::string text;
      for (std::size_t i = 0; i < cells.size(); ++i) {
        if (table.columns[i].below) continue;
        const std::string& piece = at < lines[i].size() ? lines[i][at] : empty_;
        const std::string filled = padded(piece, widths[i], table.columns[i].right);
        const std::size_t begin = table.columns[i].right ? filled.size() - piece.size() : 0;
        text += spaces(gap) + filled.substr(0, begin) + tint(piece, cells[i].tone) +
                filled.substr(begin + piece.size());
      }
      line(std::move(text));
    }
    below(table, cells, widths);
  }

  // The last cells of a row, on lines of their own that begin under its second column. A cell with the head
  // of a place stands at the end of the line before it where there is room.
  void below(const Table& table, const std::vector<Cell>& cells, const std::vector<int>& widths) {
    const int indent = gap + widths[0] + gap;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      if (!table.columns[i].below || cells[i].text.empty()) continue;
      const std::string label =
          table.columns[i].head.empty() ? "" : lower(table.columns[i].head) + spaces(gap);
      if (i + 1 < cells.size() && table.columns[i + 1].is_place) {
        with_place(spaces(indent) + label, indent + width_of(label), say(cells[i].text), cells[i + 1].text);
        ++i;
      } else if (table.columns[i].is_place) {
        end_with_place(cells[i].text);
      } else {
        for (const std::string& each : lines_of(cells[i].text)) {
          with_place(spaces(indent) + tint(label, Tone::dim), indent + width_of(label) + gap, say(each), "",
                     cells[i].tone);
        }
      }
    }
  }

  void end_with_place(const std::string& place) {
    const std::size_t begin = out_.rfind('\n', out_.size() - 2) + 1;
    const std::string last = out_.substr(begin, out_.size() - begin - 1);
    const int room = look_.width - width_of(without_colour(last)) - width_of(place);
    if (room >= gap) {
      out_.resize(out_.size() - 1);
      line(spaces(room) + tint(place, Tone::dim));
    } else {
      line(spaces(std::max(gap, look_.width - width_of(place))) + tint(place, Tone::dim));
    }
  }

  std::string full(const Cell& cell) const {
    const std::string text = say(cell.full.empty() ? cell.text : cell.full);
    return replaced(text, "\n", look_.face == Face::plain ? "; " : ". ");
  }

  // One record a line, cells between tabs; the title would break that and is in the rows' own names.
  void records(const Table& table) {
    std::string heads;
    for (const Column& column : table.columns) heads += (heads.empty() ? "" : "\t") + column.head;
    if (heads.find_first_not_of('\t') != std::string::npos) line(heads);
    for (const auto& cells : table.rows) record(cells);
  }

  void record(const std::vector<Cell>& cells) {
    std::string text;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      if (i > 0) text += '\t';
      const std::string cell = replaced(full(cells[i]), "\t", " ");
      text += cell.empty() ? "-" : cell;
    }
    line(std::move(text));
  }

  void list(const Table& table) {
    std::size_t number = 0;
    for (const auto& cells : table.rows) {
      ++number;
      if (look_.face == Face::narrated) {
        line("Item " + std::to_string(number) + " of " + std::to_string(table.rows.size()) + ".");
      } else if (number > 1) {
        out_ += '\n';
      }
      for (std::size_t i = 0; i < cells.size(); ++i) {
        const std::string cell = full(cells[i]);
        if (cell.empty()) continue;
        const std::string head = lower(table.columns[i].head);
        const std::string label = head.empty() ? "" : sentence_case(head) + ": ";
        if (human()) {
          out_ += spaces(gap);
          paragraph(label + cell, gap + 2, cells[i].tone);
        } else {
          line(label + cell + (cell.ends_with('.') ? "" : "."));
        }
      }
    }
  }

  Look look_;
  std::string out_;
  std::string empty_;
  int place_width_ = 0;
};

// A block, or of a table whose parts are records one of these.
struct Piece {
  const Block* block;
  const Table* table = nullptr;
  std::size_t part = 0;
};

std::vector<Piece> pieces_of(const Answer& answer, Face face) {
  std::vector<Piece> pieces;
  for (const Block& block : answer.blocks) {
    pieces.push_back({&block});
    const Table* table = std::get_if<Table>(&block);
    if (table == nullptr || face != Face::plain) continue;
    for (std::size_t i = 0; i < table->parts; ++i) pieces.push_back({&block, table, i});
  }
  return pieces;
}

}  // namespace

void draw(const Answer& answer, Look look, Output& out) {
  const std::vector<Piece> pieces = pieces_of(answer, look.face);
  out << Painter(look).begin(answer);
  in_parallel(
      pieces.size(),
      [&](std::size_t i) {
        const Piece& piece = pieces[i];
        return piece.table == nullptr ? Painter(look).block(*piece.block)
                                      : Painter(look).more_records(piece.table->part(piece.part));
      },
      [&](const std::string& text) { out << text; });
  out << Painter(look).end(answer);
}

}  // namespace quid::tools
