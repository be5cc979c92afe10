// All phases in a row: texts in, model and findings out.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/evaluate.hpp"
#include "dsl/ast.hpp"
#include "dsl/diagnostic.hpp"
#include "dsl/source.hpp"
#include "dsl/symbols.hpp"

namespace quid {

// How brackets are read. Empty: `agreed`, which takes no side. Otherwise the code of a party.
struct Reading {
  std::string party;
  bool is_agreed() const { return party.empty(); }
};

struct CompileOptions {
  Reading reading;
  std::optional<Date> known;  // only facts recorded by then
  unsigned threads = 2;       // 1: nothing is done side by side
};

// The trees of a workspace: what does not depend on the reading.
struct Syntax {
  std::vector<ast::File> files;   // by FileId
  std::vector<Outline> outlines;  // beside them: what resolving needs of each
  Diagnostics diagnostics;        // in order of file and place
};
Syntax parse_all(const Sources& sources, unsigned threads);

// The text of a file as one party may see it, byte for byte what it would be had the others' private text
// never been written: with an item go the comments directly above it and behind it, and the blank lines that
// parted it; text with a mistake in it goes where it holds the word `private`.
std::string redact(const ast::File& file, std::string_view party);

// What names mean and what the deals say. Findings of resolve and lower.
struct Compilation {
  Symbols symbols;
  std::unique_ptr<World> world;
  Diagnostics diagnostics;
};
// `sources` and `syntax` must outlive the result.
Compilation compile(const Sources& sources, const Syntax& syntax, const CompileOptions& options);

// Every check of the language that is not made on the way, and suppressions applied: the findings that `quid
// check` shows, in order of file and place. `today` decides whether a suppression has expired.
Diagnostics check(const Sources& sources, const Syntax& syntax, const Compilation& compilation, Date today);

}  // namespace quid
