// From the trees of a workspace to what they mean: names resolved, the model lowered, every state evaluated.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "core/states/world.hpp"
#include "dsl/names/syntax.hpp"

namespace quid::dsl {

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

// What names mean and what the deals say. Findings of resolve and lower.
struct Compilation {
  Symbols symbols;
  std::unique_ptr<World> world;
  Diagnostics diagnostics;
};
// `syntax` and its texts must outlive the result.
Compilation compile(const Syntax& syntax, const CompileOptions& options);

}  // namespace quid::dsl
