// A question asked of every reading of the brackets: always, never, or it depends, and on which brackets.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/evaluate.hpp"
#include "tools/workspace.hpp"

namespace quid::tools {

struct Readings {
  DaySet always;
  DaySet never;
  DaySet depends;
  std::vector<Span> brackets;  // open in some reading, and the state rests on them
};

// Each party's reading, and beside it the same with what it leaves open taken as settled: an empty bracket
// could be filled either way. A workspace without brackets has one reading.
class AllReadings {
 public:
  explicit AllReadings(const Workspace& workspace);
  Readings of(const StateKey& key) const;

 private:
  std::vector<Compilation> compilations_;
  std::vector<std::unique_ptr<World>> settled_;
  std::vector<const World*> worlds_;
};

}  // namespace quid::tools
