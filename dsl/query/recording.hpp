// What somebody wants to record, as entries in full, and what of it is there already.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/values/date.hpp"
#include "dsl/findings/diagnostic.hpp"
#include "dsl/query/query.hpp"
#include "dsl/source/source.hpp"

namespace quid::dsl {

// An entry on one line: words with one space between, strings as they are, no comments.
struct EntryLine {
  std::string text;
  Date day;                 // as written
  Date known;               // `recorded`, else its own day
  bool says_known = false;  // it has a `recorded`
  std::string private_to;   // a party's code, or empty
  std::uint32_t line = 1;   // where it begins in the text that it was read from
};

// The entries of a text, in its order. A mistake where the text holds anything else or a string of several lines;
// what is wrong with its syntax is in `findings`, and then the result is not whole.
enum class Beside : std::uint8_t { nothing, anything };  // what may stand in the text beside entries
std::variant<std::vector<EntryLine>, QueryMistake> entries_of(const Sources& sources, FileId file,
                                                              Diagnostics& findings,
                                                              Beside beside = Beside::nothing);

// The same of texts that may hold anything; strings of several lines are no line and are left out.
std::multiset<std::string, std::less<>> entry_lines_in(const Texts& texts);

// A string literal of the language; nothing where the text has a line break or cannot be quoted.
std::optional<std::string> quoted_string(std::string_view text);

}  // namespace quid::dsl
