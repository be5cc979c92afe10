// The shipped agreements, compiled once for all the tests, and the files of answers that are pinned.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "dsl/lower/compile.hpp"

namespace quid::tests {

struct Deals {
  dsl::Sources sources;
  dsl::Syntax syntax;
  dsl::Compilation compilation;
  std::map<std::string, Subject> by_name;

  Deals();
  const World& world() const { return *compilation.world; }
};
const Deals& deals();

// One answer a line, its fields between bars; lines that begin with `#` are remarks.
struct PinLine {
  int number;
  std::string words;                // the whole line, after its number in the file
  std::vector<std::string> fields;  // without the white space around them
};
std::vector<PinLine> pin_lines(const std::string& file);

}  // namespace quid::tests
