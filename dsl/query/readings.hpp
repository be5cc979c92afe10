// A question asked of every reading of the brackets: always, never, or it depends, and on which brackets.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "dsl/workspace/workspace.hpp"

namespace quid::dsl {

struct Readings {
  DaySet always;
  DaySet never;
  DaySet depends;
  std::vector<Span> brackets;  // the state rests on them; none where it does not depend
};

// The readings that count are those of the parties to the deals whose brackets the state rests on, and of
// whom these brackets name: what somebody else would read there settles nothing. Beside each reading stands
// the same with what it leaves open taken as settled: an empty bracket could be filled either way.
class AllReadings {
 public:
  // The workspace must outlive it, and be sound.
  explicit AllReadings(const Workspace& workspace);
  Readings of(const StateKey& key) const;

  // Every reading that may differ, with words for it: `as IN reads it`.
  struct Named {
    std::string words;
    const World* world;
  };
  std::vector<Named> all() const;

 private:
  struct One {
    std::string party;
    const World* world;
    std::unique_ptr<World> settled;  // none where nothing is left open
  };
  void add(const Workspace& workspace, const std::string& party);
  const One& reading_of(std::string_view party) const;
  std::set<Subject> rests_on(const StateKey& key) const;
  void collect_brackets(Subject subject, std::vector<Span>& brackets,
                        std::set<std::string_view>& parties) const;

  const World& agreed_;  // here every bracket is open
  bool has_brackets_ = false;
  std::vector<One> ones_;                                    // the last reads for all whom no bracket names
  std::map<std::string, std::size_t, std::less<>> numbers_;  // of those whom some bracket names
  std::vector<std::pair<Span, std::vector<std::string>>> named_;  // whose texts stand in a bracket
};

}  // namespace quid::dsl
