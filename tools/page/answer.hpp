// What a command says, before it is drawn: one sentence, the evidence, the scope, what to do next.
//
// Every text in it is as it came, from files and arguments too: drawing takes out what may not be shown, and
// makes a line of each. So a line break in a text is never one on the page.
//
// Every command builds one Answer for people and writes its JSON from the same data. `draw` gives it three
// faces: `human` for a terminal, `plain` in ASCII drawing with one record a line, `narrated` for speech and
// braille.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/model/model.hpp"
#include "dsl/source/source.hpp"
#include "tools/outside/terminal.hpp"

namespace quid::tools {

// Repeats in colour what the words say; colour alone never says anything.
enum class Tone : std::uint8_t { plain, strong, good, bad, open, dim };

// `full` is what stands alone, where `text` leans on what is around it: `:12` beside a heading with the file.
// `more` are further lines of the cell.
struct Cell {
  std::string text;
  Tone tone = Tone::plain;
  std::string full = {};
  std::vector<std::string> more = {};
};
struct Column {
  std::string head;
  bool wraps = false;     // gives way where the line is too narrow
  bool right = false;     // numbers
  bool below = false;     // drawn under the row, on lines of its own
  bool is_place = false;  // of those below: at the end of the line before it where there is room
};
struct Table {
  std::string title;  // above the heads, with `place` at the end of the line; both may be empty
  std::string place;
  std::vector<Column> columns;
  std::vector<std::vector<Cell>> rows;
  // More rows, which are made when they are drawn: `part(i)` for each of `parts`, from any thread. So a table
  // of any length takes no memory to speak of.
  std::size_t parts = 0;
  std::function<std::vector<std::vector<Cell>>(std::size_t)> part = {};
};

// `word` is the mark in words: yes, no. The root of a tree has none.
struct Branch {
  std::string word;
  Tone tone = Tone::plain;
  std::string text;
  std::string place;
  std::vector<Branch> children;
};
struct Tree {
  Branch root;
};

// `In force   us-uk since 8 May 2025`
struct Labelled {
  struct Line {
    std::string label;
    std::string text;
    std::string place = {};
    Tone tone = Tone::plain;
  };
  std::vector<Line> lines;
  std::string title = {};
};

struct Paragraph {
  std::string text;
  Tone tone = Tone::plain;
};

// Lines that are drawn already, such as a chart; nothing of them is spoken.
struct Drawing {
  std::vector<std::string> lines;
  std::vector<std::string> ascii;
};

using Block = std::variant<Table, Tree, Labelled, Paragraph, Drawing>;

struct Answer {
  std::string verdict;  // YES, NO, NOT YET, IT DEPENDS; empty where nothing is decided
  Tone tone = Tone::strong;
  std::string sentence;  // stands alone
  std::vector<Block> blocks;
  std::vector<std::string> scope;
  std::vector<std::string> next;  // commands to run
};

enum class Face : std::uint8_t { human, plain, narrated };

struct Look {
  Face face = Face::human;
  bool colour = false;
  int width = 96;
};

// Block by block, as it is drawn. What `part` captures has to live until then.
void draw(const Answer& answer, Look look, Output& out);

// -- words that several commands share

// `agreements.quid:12`, empty where the thing is built in.
std::string place_words(const dsl::Sources& sources, Span place);
// `1(c)(i), deal.quid:12`.
std::string place_words(const dsl::Sources& sources, Span place, std::string_view cite);
// `:12`
std::string line_words(const dsl::Sources& sources, Span place);
// `1 bracket`, `3 brackets`; a plural of its own may be given.
std::string counted(std::size_t count, std::string_view one, std::string_view many = {});
// `the US and India`; `nobody in particular` without any.
std::string parties_words(const Model& model, const std::vector<PartyId>& parties);
// Upper case at the beginning of a sentence.
std::string sentence_case(std::string text);
// `UK cars at 10% (us-uk.cars)`, or the name alone.
std::string titled(const Model& model, Subject subject);
// `from 30 Jun 2025 on`, `30 Jun to 1 Jul 2025`, `never`, `always`.
std::string days_words(const DaySet& days);

}  // namespace quid::tools
