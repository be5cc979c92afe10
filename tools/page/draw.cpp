// Drawing. Long, because every block has its three faces side by side.
//
// The idea in one sentence: every block knows its three faces, and all that depends on the width of the
// terminal happens here.
//
// Widths are counted in columns of the terminal, on text that may be shown. What an answer says is taken through
// `say`, or `Shown`, when it is drawn, and a line is made of nothing else: `Drawn` has no other way in for a text.
// Cells that may wrap give way until the line fits; where even that is not enough, a table becomes a list of
// `label: value`, which a small screen and a screen reader read best.
#include <algorithm>
#include <numeric>

#include "dsl/source/shown.hpp"
#include "tools/outside/parallel.hpp"
#include "tools/page/answer.hpp"

namespace quid::tools {

namespace {

using dsl::Shown;

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
  if (face == Face::human) return text;
  text = replaced(std::move(text), "→", face == Face::plain ? "->" : "to");
  return replaced(std::move(text), " · ", ", ");
}

// A piece of a line: text that may be shown, words of our own, and colours of ours around them.
class Drawn {
 public:
  Drawn() = default;
  Drawn(const Shown& text) : bytes_(text.text()), width_(text.width()) {}
  Drawn(const char* own) : bytes_(own), width_(dsl::columns_of(own)) {}
  Drawn(const Shown& text, Tone tone, bool colour) : Drawn(text) {
    static constexpr std::string_view codes[] = {"",         "\x1b[1m",  "\x1b[32m",
                                                 "\x1b[31m", "\x1b[33m", "\x1b[2m"};
    if (!colour || tone == Tone::plain || text.empty()) return;
    bytes_ = std::string(codes[static_cast<std::size_t>(tone)]) + bytes_ + "\x1b[0m";
  }

  const std::string& bytes() const { return bytes_; }
  int width() const { return width_; }
  friend Drawn operator+(Drawn a, const Drawn& b) {
    a.bytes_ += b.bytes_;
    a.width_ += b.width_;
    return a;
  }

 private:
  std::string bytes_;
  int width_ = 0;
};

Shown padded(const Shown& text, int width, bool right = false) {
  const Shown space = Shown::spaces(width - text.width());
  return right ? space + text : text + space;
}

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return c < 0x80 ? std::tolower(c) : c; });
  return text;
}

// The lines of a cell.
std::vector<std::string> lines_of(const Cell& cell) {
  std::vector<std::string> lines{cell.text};
  lines.insert(lines.end(), cell.more.begin(), cell.more.end());
  return lines;
}

bool is_blank(const std::string& heads) {
  return heads.find_first_not_of(" \t") == std::string::npos;
}

class Painter {
 public:
  explicit Painter(Look look) : look_(look) {}

  std::string begin(const Answer& answer) {
    headline(answer);
    return finished();
  }
  std::string block(const Block& block) {
    if (look_.face != Face::plain) out_ += '\n';
    std::visit([&](const auto& each) { draw(each); }, block);
    return finished();
  }
  // Records without their heads: what `part` makes follows what went before.
  std::string more_records(const std::vector<std::vector<Cell>>& rows) {
    for (const auto& cells : rows) record(cells);
    return finished();
  }
  std::string end(const Answer& answer) {
    if (look_.face == Face::human && (!answer.blocks.empty())) out_ += '\n';
    footer(answer);
    return finished();
  }

 private:
  bool human() const { return look_.face == Face::human; }
  Shown say(const std::string& text) const { return spelled(text, look_.face); }
  Drawn tint(const Shown& text, Tone tone) const { return {text, tone, look_.colour}; }
  static Shown spaces(int count) { return Shown::spaces(count); }
  std::string finished() { return dsl::guarded(std::move(out_)); }

  void line(const Drawn& text) {
    out_ += text.bytes();
    const std::size_t end = out_.find_last_not_of(' ') + 1;
    last_width_ = text.width() - static_cast<int>(out_.size() - end);
    out_.resize(end);
    out_ += '\n';
  }

  // Text over several lines; from the second on under `indent`.
  void paragraph(const Shown& text, int indent, Tone tone = Tone::plain) {
    if (!human()) return line(text);
    bool first = true;
    for (const Shown& each : text.wrapped(look_.width - indent)) {
      line((first ? Shown() : spaces(indent)) + tint(each, tone));
      first = false;
    }
  }

  void headline(const Answer& answer) {
    const Shown sentence = say(answer.sentence);
    if (answer.verdict.empty()) return paragraph(sentence, 0, Tone::strong);
    const Shown verdict = answer.verdict;
    const Shown whole = verdict + ". " + sentence;
    if (!human()) return line(whole);
    bool first = true;
    for (const Shown& each : whole.wrapped(look_.width)) {
      line(first ? tint(verdict, answer.tone) + each.without_first(verdict.text().size()) : each);
      first = false;
    }
  }

  void footer(const Answer& answer) {
    if (!answer.scope.empty()) {
      std::string text;
      for (const std::string& part : answer.scope) text += (text.empty() ? "" : " · ") + part;
      paragraph(say(text), 0, Tone::dim);
    }
    for (std::size_t i = 0; i < answer.next.size(); ++i) {
      line((i == 0 ? "next: " : "      ") + Shown(answer.next[i]));
    }
  }

  void draw(const Paragraph& block) { paragraph(say(block.text), 0, block.tone); }

  void draw(const Drawing& block) {
    if (look_.face == Face::narrated) return;
    for (const std::string& each : human() ? block.lines : block.ascii) line(Shown(each));
  }

  void draw(const Labelled& block) {
    if (!block.title.empty()) paragraph(say(block.title), 0, Tone::strong);
    int label_width = 0;
    for (const Labelled::Line& each : block.lines)
      label_width = std::max(label_width, say(each.label).width());
    std::string last;
    for (const Labelled::Line& each : block.lines) {
      // What hangs under a label on the page carries it where there is no page.
      const std::string& given = each.label.empty() && !human() ? last : each.label;
      const Shown label = say(given);
      last = given;
      if (!human()) {
        line(label + ": " + say(each.text) + in_brackets(" ", each.place));
        continue;
      }
      const int indent = label_width + gap;
      const Tone tone = each.tone == Tone::plain ? Tone::strong : each.tone;
      with_place(tint(label, tone) + spaces(indent - label.width()), indent, say(each.text), each.place);
    }
  }

  // ` (deal.quid:12)` after the gap; nothing where there is no place.
  static Shown in_brackets(const char* before, const std::string& place) {
    return place.empty() ? Shown() : before + ("(" + Shown(place) + ")");
  }

  // `head` takes `indent` columns; the text goes on under itself, and the place stands at the end of its last
  // line, or alone on the next.
  void with_place(const Drawn& head, int indent, const Shown& text, const Shown& place,
                  Tone tone = Tone::plain) {
    const std::vector<Shown> lines = text.wrapped(look_.width - indent);
    for (std::size_t i = 0; i < lines.size(); ++i) {
      const Drawn begin = i == 0 ? head : spaces(indent);
      const Drawn end = place.empty() ? tint(lines[i], tone) : lines[i];
      const int room = look_.width - indent - lines[i].width() - place.width();
      if (i + 1 < lines.size() || place.empty()) {
        line(begin + end);
      } else if (room >= gap) {
        line(begin + end + spaces(room) + tint(place, Tone::dim));
      } else {
        line(begin + end);
        line(spaces(std::max(indent, look_.width - place.width())) + tint(place, Tone::dim));
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
    place_width_ = std::max(place_width_, Shown(node.place).width());
    for (const Branch& child : node.children) measure(child);
  }

  void narrate(const Branch& node, int level) {
    Shown text = level == 0 ? "" : "Level " + std::to_string(level) + ". ";
    if (!node.word.empty()) text += node.word + ", ";
    text += say(node.text) + ".";
    if (!node.place.empty()) text += " " + node.place + ".";
    line(text);
    for (const Branch& child : node.children) narrate(child, level + 1);
  }

  // `prefix` is drawn before the first line of the node, `below` before all that hangs under it.
  void branch(const Branch& node, const Shown& prefix, const Shown& below) {
    const Shown word = node.word.empty() ? Shown() : padded(node.word, 3) + "  ";
    if (human()) {
      branch_lines(node, prefix, below, word);
    } else {
      line(prefix + word + say(node.text) + in_brackets("  ", node.place));
    }
    for (std::size_t i = 0; i < node.children.size(); ++i) {
      const bool last = i + 1 == node.children.size();
      const char* tee = human() ? (last ? "└── " : "├── ") : (last ? "`-- " : "|-- ");
      const char* rail = last ? "    " : human() ? "│   " : "|   ";
      branch(node.children[i], below + tee, below + rail);
    }
  }

  // The place stands in a column of its own where that leaves the text room, else on a line of its own.
  void branch_lines(const Branch& node, const Shown& prefix, const Shown& below, const Shown& word) {
    const Shown place = node.place;
    const int used = prefix.width() + word.width();
    const bool beside = look_.width - place_width_ - gap - used >= 24;
    const int room = look_.width - used - (beside && !place.empty() ? place.width() + gap : 0);
    const bool last_child = node.children.empty();
    const Shown hanging = below + (last_child ? "" : "│") +
                          spaces(prefix.width() - below.width() + word.width() - (last_child ? 0 : 1));
    bool first = true;
    for (const Shown& each : say(node.text).wrapped(std::max(room, narrowest_cell))) {
      const Drawn head = first ? prefix + tint(word, node.tone) : hanging;
      const Drawn text = tint(each, first && node.word.empty() ? Tone::strong : Tone::plain);
      if (first && beside && !place.empty()) {
        line(head + text + spaces(look_.width - place.width() - used - each.width()) +
             tint(place, Tone::dim));
      } else {
        line(head + text);
      }
      first = false;
    }
    if (!beside && !place.empty()) line(hanging + tint(place, Tone::dim));
  }

  // -- tables

  void draw(const Table& table) {
    if (look_.face == Face::plain) return records(table);
    if (table.parts > 0) return draw(with_all_rows(table));
    std::vector<int> widths(table.columns.size());
    for (std::size_t i = 0; i < widths.size(); ++i) {
      if (table.columns[i].below) continue;
      widths[i] = dsl::columns_of(table.columns[i].head);
      for (const auto& row : table.rows) {
        if (i >= row.size()) continue;
        for (const std::string& line : lines_of(row[i])) widths[i] = std::max(widths[i], say(line).width());
      }
    }
    const bool fits = human() && look_.width >= narrowest_table && shrink(table, widths);
    title(table);
    if (!fits) return list(table);
    Shown heads;
    bool any = false;
    for (std::size_t i = 0; i < widths.size(); ++i) {
      if (table.columns[i].below) continue;
      heads += spaces(gap) + padded(table.columns[i].head, widths[i], table.columns[i].right);
      any = any || !is_blank(table.columns[i].head);
    }
    if (any) line(tint(trimmed_right(heads.text()), Tone::dim));
    for (const auto& row : table.rows) this->row(table, row, widths);
  }

  static Shown trimmed_right(std::string text) {
    text.erase(text.find_last_not_of(' ') + 1);
    return text;
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
    const Shown text = say(table.title);
    const Shown place = table.place;
    if (!human()) return line(text + in_brackets(" ", table.place));
    const int used = text.width() + place.width();
    if (place.empty() || used + gap > look_.width) {
      paragraph(text, 2, Tone::strong);
      if (!place.empty()) line(spaces(2) + tint(place, Tone::dim));
    } else {
      line(tint(text, Tone::strong) + spaces(look_.width - used) + tint(place, Tone::dim));
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
    std::vector<std::vector<Shown>> lines(cells.size());
    std::size_t height = 1;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      if (table.columns[i].below) continue;
      for (const std::string& line : lines_of(cells[i])) {
        for (Shown& each : say(line).wrapped(widths[i])) lines[i].push_back(std::move(each));
      }
      height = std::max(height, lines[i].size());
    }
    for (std::size_t at = 0; at < height; ++at) {
      Drawn text;
      for (std::size_t i = 0; i < cells.size(); ++i) {
        if (table.columns[i].below) continue;
        const Shown piece = at < lines[i].size() ? lines[i][at] : Shown();
        const Shown space = spaces(widths[i] - piece.width());
        const Drawn cell = tint(piece, cells[i].tone);
        text = text + spaces(gap) + (table.columns[i].right ? space + cell : cell + space);
      }
      line(text);
    }
    below(table, cells, widths);
  }

  // The last cells of a row, on lines of their own that begin under its second column. A cell with the head
  // of a place stands at the end of the line before it where there is room.
  void below(const Table& table, const std::vector<Cell>& cells, const std::vector<int>& widths) {
    const int indent = gap + widths[0] + gap;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      if (!table.columns[i].below || cells[i].text.empty()) continue;
      const Shown label =
          table.columns[i].head.empty() ? Shown() : lower(table.columns[i].head) + spaces(gap);
      if (i + 1 < cells.size() && table.columns[i + 1].is_place) {
        with_place(spaces(indent) + label, indent + label.width(), say(cells[i].text), cells[i + 1].text);
        ++i;
      } else if (table.columns[i].is_place) {
        end_with_place(cells[i].text);
      } else {
        for (const std::string& each : lines_of(cells[i])) {
          with_place(spaces(indent) + tint(label, Tone::dim), indent + label.width() + gap, say(each), "",
                     cells[i].tone);
        }
      }
    }
  }

  void end_with_place(const Shown& place) {
    const int room = look_.width - last_width_ - place.width();
    if (room >= gap) {
      out_.resize(out_.size() - 1);
      line(spaces(room) + tint(place, Tone::dim));
    } else {
      line(spaces(std::max(gap, look_.width - place.width())) + tint(place, Tone::dim));
    }
  }

  // All lines of a cell in one.
  Shown full(const Cell& cell) const {
    if (!cell.full.empty()) return say(cell.full);
    Shown text = say(cell.text);
    for (const std::string& line : cell.more) text += (look_.face == Face::plain ? "; " : ". ") + say(line);
    return text;
  }

  // One record a line, cells between tabs; the title would break that and is in the rows' own names.
  void records(const Table& table) {
    Drawn heads;
    bool any = false;
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
      heads = heads + (i == 0 ? "" : "\t") + Shown(table.columns[i].head);
      any = any || !is_blank(table.columns[i].head);
    }
    if (any) line(heads);
    for (const auto& cells : table.rows) record(cells);
  }

  void record(const std::vector<Cell>& cells) {
    Drawn text;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const Shown cell = full(cells[i]);
      text = text + (i == 0 ? "" : "\t") + (cell.empty() ? Shown("-") : cell);
    }
    line(text);
  }

  void list(const Table& table) {
    std::size_t number = 0;
    for (const auto& cells : table.rows) {
      ++number;
      if (look_.face == Face::narrated) {
        line(Shown("Item " + std::to_string(number) + " of " + std::to_string(table.rows.size()) + "."));
      } else if (number > 1) {
        out_ += '\n';
      }
      for (std::size_t i = 0; i < cells.size(); ++i) {
        const Shown cell = full(cells[i]);
        if (cell.empty()) continue;
        const std::string head = lower(table.columns[i].head);
        const Shown label = head.empty() ? "" : sentence_case(head) + ": ";
        if (human()) {
          out_ += std::string(gap, ' ');
          paragraph(label + cell, gap + 2, cells[i].tone);
        } else {
          line(label + cell + (cell.text().ends_with('.') ? "" : "."));
        }
      }
    }
  }

  Look look_;
  std::string out_;
  int last_width_ = 0;
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
  out.raw(Painter(look).begin(answer));
  in_parallel(
      pieces.size(),
      [&](std::size_t i) {
        const Piece& piece = pieces[i];
        return piece.table == nullptr ? Painter(look).block(*piece.block)
                                      : Painter(look).more_records(piece.table->part(piece.part));
      },
      [&](const std::string& text) { out.raw(text); });
  out.raw(Painter(look).end(answer));
}

}  // namespace quid::tools
