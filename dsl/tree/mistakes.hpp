// The findings of the parser, in words: what did not fit, where, and what was meant.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/model/vocabulary.hpp"
#include "dsl/findings/diagnostic.hpp"
#include "dsl/tree/ast.hpp"
#include "dsl/words/customary.hpp"

namespace quid::dsl {

// What would have fitted.
struct Expectation {
  std::string phrase;                   // "a date", "`up`"
  std::vector<std::string_view> words;  // the words of the language among it, for "did you mean"
  bool is_name = false;                 // whether a name would have fitted
  Place place = Place::anywhere;        // what people write there
};

// The block in which a mistake stands. `brace` is where it was opened.
struct Block {
  ast::Kind kind = ast::Kind::file;
  ProvisionKind provision = ProvisionKind::concession;  // where `kind` is provision
  std::uint32_t head = 0;
  std::uint32_t brace = 0;
};

// Where the parser stood when something did not fit: all that a finding needs to know of it.
struct Situation {
  std::uint32_t at = 0;          // the text that does not fit begins here
  std::uint32_t last_token = 0;  // the text before it ends here
  std::uint32_t clause = 0;      // the property, declaration or entry being read began here
  std::uint32_t before = 0;      // and the one before it here
  Block block;
  bool in_definition = false;  // of a group, product, chip or unit
  bool in_entry = false;
};

// The first byte that is no text: not UTF-8, or zero.
std::optional<std::size_t> find_bad_byte(std::string_view text);

// Thrown when a file has so many mistakes that no more are told.
struct TooManyMistakes {};

// Each function adds one finding. Positions are offsets into `text`, which must outlive this.
class Mistakes {
 public:
  static constexpr std::size_t limit = 1000;

  Mistakes(FileId file, std::string_view text, Diagnostics& diagnostics);

  // Bytes that are no text. Other findings on a line with such a byte are not told: it is their cause.
  void not_text(std::uint32_t at, std::uint32_t end);
  void file_too_large(std::size_t allowed);

  void expected(const Expectation& expectation, const Situation& situation);
  // Where a block or file goes on with something that begins nothing there. `starts` are the words that
  // would.
  void begins_nothing(const std::vector<std::string_view>& starts, const Situation& situation);
  void misplaced(std::uint32_t begin, std::uint32_t end, const Block& block);
  // A name of several words.
  void name_of_words(std::uint32_t begin, std::uint32_t end);
  void no_name(std::uint32_t begin, std::uint32_t end, const Situation& situation);
  // The string that begins at `at` is read up to `end`.
  void unclosed_string(std::uint32_t at, std::uint32_t end);
  void unclosed_blocks(std::uint32_t at, const std::vector<Block>& blocks);
  void nested_too_deep(std::uint32_t at, unsigned allowed);
  void nested_bracket(std::uint32_t at);
  void mixed_and_or(Span place, std::string and_first, std::string or_first);
  void two_readings(Span place, std::string_view word, std::string one, std::string other);

  // The end of what a person would call the word at `at`: a name, a number with its unit sign, a sign.
  std::uint32_t end_of_found(std::uint32_t at) const;
  // The text of a range on one line, without comments.
  std::string words(std::uint32_t begin, std::uint32_t end) const;

 private:
  Diagnostic& add(DiagnosticKind kind, std::string message, std::uint32_t begin, std::uint32_t end);
  void finish();
  std::string quoted(std::uint32_t begin, std::uint32_t end) const;
  std::string found(std::uint32_t at) const;
  std::uint32_t begin_of_token(std::uint32_t end) const;
  bool same_line(std::uint32_t begin, std::uint32_t end) const;
  bool glued(const Situation& situation);
  // What people write where the text has its own way, told with that way.
  bool customary(const Situation& situation);
  bool set_character(const Situation& situation);
  bool as_people_write(const Situation& situation);
  bool country_in_words(const Situation& situation);
  bool list_without_commas(const Situation& situation);
  bool quotes_in_quotes(const Situation& situation);
  bool is_beside(std::uint32_t at, std::uint32_t before) const;
  void rewrite(Span place, const std::vector<std::string>& ways);
  // The customs of what did not fit, which may have begun with the word before it, and where they begin.
  std::pair<Customs, std::uint32_t> customs_of(const Situation& situation, Place place) const;
  void add_customs(Diagnostic& finding, const Customs& customs, std::uint32_t at);
  bool told_with_customs(const Situation& situation, Place place);
  bool begins_promise(std::uint32_t at, std::uint32_t& end) const;
  void add_what_fits(Diagnostic& finding, const Block& block);
  bool without_its_words(const Expectation& expectation, const Situation& situation);
  std::uint32_t end_of_line(std::uint32_t at) const;
  bool names_reserved(std::string_view found) const;
  void did_you_mean(Diagnostic& finding, std::uint32_t at, const std::vector<std::string_view>& words);
  void add_examples(Diagnostic& finding, std::uint32_t clause);

  FileId file_;
  std::string_view text_;
  Diagnostics& diagnostics_;
  Diagnostic unused_;  // what a finding that is not told is written to
  std::vector<std::string_view>
      reserved_names_;  // words of the language that a declaration took for its name
  std::size_t count_ = 0;
  std::uint32_t first_bad_ = no_bad;
  static constexpr std::uint32_t no_bad = 0xFFFFFFFFU;
};

}  // namespace quid::dsl
