// What has happened to a deal: every entry about it, and how the measures that bear on it came and went.
#pragma once

#include <string>
#include <vector>

#include "core/states/world.hpp"

namespace quid {

struct HistoryLine {
  Date date;
  Subject subject;      // what it is about
  EntryId entry;        // what was recorded, or ...
  bool begins = false;  // ... a measure that from this day on is, or no longer is, in effect
  std::string what;     // in words
  Span place;
};

// Up to the end of the day, by date; on one day what was recorded comes first. Of an agreement with its
// provisions, and of a measure with those in it. Measures bear on an agreement where they carry out a promise
// of it, where it limits or exempts from them, and where a treatment of one of its parties names another of
// them.
std::vector<HistoryLine> history(const World& world, const std::vector<Subject>& subjects, Date on);

}  // namespace quid
