// Random workspaces full of duties, export rules and quotas, and the words of questions to ask about them.
#pragma once

#include <rapidcheck.h>

#include <string>
#include <vector>

#include "tests/dice.hpp"
#include "tests/random_workspace.hpp"

namespace quid::tests {

// Whether what the language can say once is said once, or on each line that it is about.
enum class Spelling : std::uint8_t { as_written, spelled_out };
// The same seed gives the same workspace, and one that means the same in either spelling.
RandomWorkspace make_treatments(std::uint64_t seed, Spelling spelling = Spelling::as_written);
// Shrinks by leaving out pieces.
rc::Gen<RandomWorkspace> any_treatments();

// As a person would type it. Every fact that any rule asks about has a value, also what the text presumes.
struct RandomQuestion {
  bool is_export = false;
  std::string on;
  std::string goods;
  std::string from;  // may be empty, for an export
  std::string to;
  std::string consignee;
  std::string quantity;  // may be empty
  std::string value;     // in dollars
  std::vector<std::pair<std::string, std::string>> facts;

  std::string in_words() const;
};
// Rules that each turn on a fact of their own, beside some that turn on none.
std::string make_many_facts(Dice& dice, int facts);
std::string many_fact(int number);
// About the days on which something in the text changes, and those beside them.
RandomQuestion make_question(Dice& dice, const std::string& text);

// Values that tell apart all that the tests of the random rules ask about a fact.
std::vector<std::string> values_of(const std::string& fact);
// Codes that tell apart all that the rules name under a code.
std::vector<std::string> codes_under(const std::string& goods);
// ... and that tell apart all that they name.
std::vector<std::string> all_codes();

}  // namespace quid::tests
