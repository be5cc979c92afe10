// The texts of a workspace as trees: what does not depend on how brackets are read.
#pragma once

#include <vector>

#include "dsl/findings/diagnostic.hpp"
#include "dsl/names/symbols.hpp"
#include "dsl/source/source.hpp"
#include "dsl/tree/ast.hpp"

namespace quid::dsl {

struct Syntax {
  std::vector<ast::File> files;   // by FileId
  std::vector<Outline> outlines;  // beside them: what resolving needs of each
  Diagnostics diagnostics;        // in order of file and place
};
Syntax parse_all(const Sources& sources, unsigned threads);

}  // namespace quid::dsl
