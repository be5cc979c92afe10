// Canonical layout.
//
// The idea in one sentence: the author's line breaks stay, and everything else about white space follows from
// the tree: how deep a line lies, where its values align, and what stands between two words.
//
// The text is read as lines of words. A word is a string, a comment, or a run of characters without white
// space; the words themselves are never changed, so the tree cannot change. Then, in this order:
//   spaces       one between words, none before `,` `:` `)` `]`, two between properties and tails of one line
//   depth        two columns for each open brace; a line that continues what the line above began, two more
//   alignment    within a block, the values of the short properties that begin a line stand in one column
//   blank lines  at most one in a row, none at the beginning or the end of a block or of the file
// Costs one walk over the tree and one over the text. Rejected: breaking lines anew, which loses the groups
// that a drafter makes on purpose, and reads worse in a redline.
#include "dsl/tree/format.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

#include "core/values/ascii.hpp"
#include "dsl/tree/properties.hpp"

namespace quid::dsl {

namespace {

constexpr std::size_t longest_aligned = 9;  // `bandwidth`; longer words stand out of the column

// What the tree says about a byte at which something begins.
enum class Start : std::uint8_t {
  nothing,
  line,      // something that may begin a line at the depth of its block
  property,  // the same, and its value aligns with those of its neighbours
  tail,      // the end of an entry: source, grade and the like
};

struct Mark {
  std::uint32_t begin;
  Start start;
  std::uint32_t block;  // the node whose properties align with one another
};

struct Word {
  std::string_view text;
  std::uint32_t begin = 0;
  Start start = Start::nothing;
  std::uint32_t block = 0;
  bool is_comment = false;
  bool was_glued = false;  // no white space before it
};

struct Line {
  std::vector<Word> words;
  int blank_lines_before = 0;
};

bool is_block(ast::Kind kind) {
  using K = ast::Kind;
  switch (kind) {
    case K::file:
    case K::party:
    case K::group:
    case K::entity:
    case K::product:
    case K::chip:
    case K::metric:
    case K::authority:
    case K::agreement:
    case K::measure:
    case K::provision:
    case K::proposal:
    case K::replace:
    case K::simultaneous:
    case K::first_of:
    case K::scenario:
    case K::on:
    case K::invariant: return true;
    default: return false;
  }
}

bool is_tail(ast::Kind kind) {
  using K = ast::Kind;
  return kind == K::effective || kind == K::recorded || kind == K::source || kind == K::grade ||
         kind == K::note;
}

bool is_head(ast::Kind kind) {
  using K = ast::Kind;
  return kind == K::name || kind == K::string || kind == K::private_mark || kind == K::open_mark ||
         kind == K::reading || kind == K::date || kind == K::ref;
}

// Begins a line but has no value that could align.
bool stands_alone(ast::Kind kind) {
  using K = ast::Kind;
  switch (kind) {
    case K::member:
    case K::all_except:
    case K::expect:
    case K::assume:
    case K::goods:
    case K::add:
    case K::remove:
    case K::set:
    case K::amends: return true;
    default: return layout_of(kind) == Layout::alone || is_block(kind) || ast::is_entry(kind);
  }
}

// Where lines, properties and tails begin, in order of the text.
std::vector<Mark> marks_of(const ast::File& file) {
  std::vector<Mark> marks;
  std::vector<std::uint32_t> parents;
  for (std::uint32_t i = 0; i < file.nodes.size(); ++i) {
    while (!parents.empty() && file.nodes[parents.back()].next <= i) parents.pop_back();
    const ast::Node& node = file.nodes[i];
    if (!parents.empty()) {
      const std::uint32_t parent = parents.back();
      const ast::Kind parent_kind = file.nodes[parent].kind;
      Start start = Start::nothing;
      if ((ast::is_entry(parent_kind) || parent_kind == ast::Kind::complete) && is_tail(node.kind)) {
        start = Start::tail;
      } else if (parent_kind == ast::Kind::simultaneous || parent_kind == ast::Kind::first_of) {
        start = Start::line;
      } else if (is_block(parent_kind) && !is_head(node.kind)) {
        const bool in_force = node.kind == ast::Kind::in_force_once || node.kind == ast::Kind::in_force_on;
        const bool written_in = in_force && node.detail == 0;  // `in force` is two words, `operative` is one
        const bool aligns = parent_kind != ast::Kind::file && !stands_alone(node.kind) && !written_in;
        start = aligns ? Start::property : Start::line;
      }
      if (start != Start::nothing) marks.push_back({node.begin, start, parent});
    }
    parents.push_back(i);
  }
  std::stable_sort(marks.begin(), marks.end(),
                   [](const Mark& a, const Mark& b) { return a.begin < b.begin; });
  return marks;
}

// Punctuation that is a word of its own wherever it stands.
bool is_single(char c) {
  return c == '{' || c == '}' || c == ',' || c == ':' || c == '(' || c == ')' || c == '[' || c == ']' ||
         c == '|';
}

class Reader {
 public:
  explicit Reader(const ast::File& file) : text_(file.text), marks_(marks_of(file)) {
    if (text_.substr(0, 3) == "\xEF\xBB\xBF") at_ = 3;
  }

  std::vector<Line> lines() {
    std::vector<Line> lines;
    Line line;
    int line_ends = 1;
    bool glued = false;
    while (at_ < text_.size()) {
      if (is_blank(text_[at_])) {
        if (text_[at_] == '\n') ++line_ends;
        glued = false;
        ++at_;
        continue;
      }
      if (line_ends > 0) {
        if (!line.words.empty()) lines.push_back(std::move(line));
        line = Line{};
        line.blank_lines_before = lines.empty() ? 0 : std::max(0, line_ends - 1);
        line_ends = 0;
      }
      Word word = next_word();
      word.was_glued = glued;
      glued = true;
      line.words.push_back(word);
    }
    if (!line.words.empty()) lines.push_back(std::move(line));
    return lines;
  }

 private:
  Word next_word() {
    Word word;
    word.begin = static_cast<std::uint32_t>(at_);
    while (next_mark_ < marks_.size() && marks_[next_mark_].begin < word.begin) ++next_mark_;
    if (next_mark_ < marks_.size() && marks_[next_mark_].begin == word.begin) {
      word.start = marks_[next_mark_].start;
      word.block = marks_[next_mark_].block;
    }
    std::size_t end = at_ + 1;
    if (text_[at_] == '#') {
      word.is_comment = true;
      end = std::min(text_.find('\n', at_), text_.size());
      while (end > at_ && is_blank(text_[end - 1])) --end;
    } else if (text_[at_] == '"') {
      const bool is_long = text_.substr(at_, 3) == "\"\"\"";
      const std::size_t closing = is_long ? text_.find("\"\"\"", at_ + 3) : text_.find('"', at_ + 1);
      end = closing == std::string_view::npos ? text_.size() : closing + (is_long ? 3 : 1);
    } else if (!is_single(text_[at_])) {
      while (end < text_.size() && !is_blank(text_[end]) && !is_single(text_[end]) && text_[end] != '"' &&
             text_[end] != '#') {
        ++end;
      }
    }
    word.text = text_.substr(at_, end - at_);
    at_ = end;
    return word;
  }

  std::string_view text_;
  std::vector<Mark> marks_;
  std::size_t at_ = 0;
  std::size_t next_mark_ = 0;
};

bool is(const Word& word, std::string_view text) {
  return word.text == text;
}

// How many spaces stand between two words of one line.
std::size_t gap(const Word& before, const Word& after, bool in_brackets) {
  if (after.is_comment) return 2;
  if (is(after, ",") || is(after, ")")) return 0;
  if (is(after, ":")) return 0;
  if (is(before, "(")) return 0;
  if (is(before, "[")) return 0;
  if (is(after, "]")) return 0;
  // An index is glued to its name, and a bracket is not: as it was written.
  if (is(after, "[")) {
    return after.was_glued && !is(before, ",") && !is(before, ":") && !is(before, "|") ? 0 : 1;
  }
  if (is(before, "]")) return after.start == Start::nothing ? 1 : 2;
  if (after.start == Start::tail) return 2;
  const bool begins = after.start != Start::nothing && !in_brackets;
  if (begins && !is(before, "{") && !is(before, "}") && !is(before, ",")) return 2;
  if (after.was_glued && !is_single(before.text[0]) && !is_single(after.text[0]) && before.text[0] != '"' &&
      after.text[0] != '"') {
    return 0;
  }
  return 1;
}

// The aligned value's column in each block: one past its longest short keyword that begins a line.
std::vector<std::size_t> columns(const std::vector<Line>& lines, std::size_t nodes) {
  std::vector<std::size_t> column(nodes, 0);
  for (const Line& line : lines) {
    const Word& first = line.words.front();
    if (first.start != Start::property || line.words.size() < 2 || first.text.size() > longest_aligned)
      continue;
    column[first.block] = std::max(column[first.block], first.text.size());
  }
  return column;
}

void write(const Line& line, std::size_t indent, std::size_t column, std::string& out) {
  out.append(indent, ' ');
  int brackets = 0;
  for (std::size_t i = 0; i < line.words.size(); ++i) {
    const Word& word = line.words[i];
    if (i > 0) {
      std::size_t spaces = gap(line.words[i - 1], word, brackets > 0);
      const Word& first = line.words.front();
      if (i == 1 && column > 0 && first.text.size() <= longest_aligned && !word.is_comment) {
        spaces = std::max(spaces, column - first.text.size() + 1);
      }
      out.append(spaces, ' ');
    }
    if (is(word, "[") || is(word, "(")) ++brackets;
    if (is(word, "]") || is(word, ")")) --brackets;
    out += word.text;
  }
  out += '\n';
}

}  // namespace

std::string format(const ast::File& file) {
  const std::vector<Line> lines = Reader(file).lines();
  const std::vector<std::size_t> column_of = columns(lines, file.nodes.size());
  std::string out;
  out.reserve(file.text.size() + file.text.size() / 16);
  std::size_t depth = 0;
  bool after_open = true;  // at the beginning of the file or of a block
  bool continues = false;  // the line above ended inside something
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const Line& line = lines[i];
    const Word& first = line.words.front();
    const bool closes = is(first, "}");
    if (line.blank_lines_before > 0 && !after_open && !closes) out += '\n';
    const std::size_t shallow = depth > 0 && closes ? depth - 1 : depth;
    const bool begins = first.start == Start::line || first.start == Start::property;
    // A comment between two lines of one property goes with them.
    const bool inside = !begins && !closes && !first.is_comment && continues;
    const std::size_t column = first.start == Start::property ? column_of[first.block] : 0;
    write(line, shallow * 2 + (inside || first.start == Start::tail ? 2 : 0), column, out);
    for (const Word& word : line.words) {
      if (is(word, "{")) ++depth;
      if (is(word, "}") && depth > 0) --depth;
    }
    const Word* last = &line.words.back();
    if (last->is_comment && line.words.size() > 1) last = &line.words[line.words.size() - 2];
    after_open = is(*last, "{");
    if (!last->is_comment) continues = !after_open && !is(*last, "}");
  }
  return out;
}

}  // namespace quid::dsl
