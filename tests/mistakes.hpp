// Mistakes that people make: what is found has to be the one finding, at the one place, with the words that lead on.
#pragma once

#include <string>

#include "tests/golden.hpp"

namespace quid::tests {

// A golden of tests/golden/mistake says after `#--- args` what a person has to be told of its text: the names of the
// findings in one word, "unknown-party" (none where there is to be nothing); the text that one of them marks; and
// words that it has to contain, in its message, its label, its notes or its help.
struct Judged {
  std::string findings;  // drawn, and what is left of them once the first fix is made
  bool has_error = false;
  // 2 where all of that is so, and the fix leaves less to be mended; 1 where a finding of that name marks the text; 0
  // where none does.
  int score = 0;
};
Judged judge(const GoldenCase& golden);

}  // namespace quid::tests
