// How people write what the text writes in its own way: countries, days, numbers, units, signs and words of the trade.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace quid::dsl {

// The code of the country that people call so: `UK`, `USA`, `S. Korea`, `United States`. Empty where none is.
std::string_view country_called(std::string_view words);
// The longest such name that the text begins with, in whole words on one line. Empty where it begins with none.
std::string_view country_name_at(std::string_view text);

// The unit that people call so: `tonnes` is `t`. Empty where none is.
std::string_view unit_called(std::string_view word);

// What the text begins with, how much of it, and how it is written here: one way, or two where both can be meant. None
// where the text begins with nothing of the kind, or with what is written so.
struct Rewriting {
  std::size_t size = 0;
  std::vector<std::string> ways;
};
// `31 December 2031`, `December 31, 2031`, `2026/12/01`, `12/01/2026`
std::optional<Rewriting> day_at(std::string_view text);
// `50,000`, `20 000`, `5.000.000`, `$5 bn`, `5 billion`, `5 percent`
std::optional<Rewriting> number_at(std::string_view text);

// A character that a word processor sets for one of the keyboard.
struct SetCharacter {
  std::string_view character;
  std::string_view plain;  // what the keyboard has
  std::string_view name;
};
// That with which the text begins; none where it begins with no such.
const SetCharacter* set_character_at(std::string_view text);

// Where people's words stand: see customary.def.
enum class Place { top, inside, happened, rated, anywhere };
struct Custom {
  std::string_view words;
  Place place;
  std::string_view help;
  std::string_view rewrite;
};
// The rows of the longest phrase that the text begins with there, and how much of the text that is.
struct Customs {
  std::size_t size = 0;
  std::span<const Custom> rows;
};
Customs customs_at(std::string_view text, Place place);

}  // namespace quid::dsl
