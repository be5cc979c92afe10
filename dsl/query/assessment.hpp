// A duty or an export in one reading of the brackets, or in all of them.
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "core/treatments/cases.hpp"
#include "core/treatments/completeness.hpp"
#include "core/treatments/schedule.hpp"
#include "dsl/query/readings.hpp"

namespace quid::dsl {

// An answer under every reading: the first one's, and where another reading comes to something else, the fact
// `reading` before the others of each case. The steps of all but the first reading are gone.
template <typename Answer, typename Ask>
Answer under_all_readings(const std::vector<AllReadings::Named>& readings, const Schedule& first, Ask ask) {
  struct Read {
    std::string words;
    Answer answer;
  };
  std::vector<Read> branches;
  std::vector<PresumedFact> presumed;  // in any reading
  for (const AllReadings::Named& each : readings) {
    const bool is_first = branches.empty();
    Answer found = is_first ? ask(first) : ask(Schedule(*each.world));
    presumed.insert(presumed.end(), found.presumed.begin(), found.presumed.end());
    const auto equal = std::find_if(branches.begin(), branches.end(), [&](const Read& branch) {
      return std::equal(
          branch.answer.cases.begin(), branch.answer.cases.end(), found.cases.begin(), found.cases.end(),
          [&](const auto& a, const auto& b) { return a.facts == b.facts && same_outcome(a, b); });
    });
    if (equal != branches.end()) {
      equal->words += " or " + each.words;
      for (std::size_t i = 0; i < found.cases.size(); ++i)
        keep_common(equal->answer.cases[i].covered, found.cases[i].covered);
      continue;
    }
    for (std::size_t i = 0; i < found.cases.size() && !is_first; ++i) {
      found.cases[i].steps.clear();
      found.cases[i].headroom.reset();
    }
    branches.push_back({each.words, std::move(found)});
  }
  std::sort(presumed.begin(), presumed.end());
  presumed.erase(std::unique(presumed.begin(), presumed.end()), presumed.end());
  if (branches.size() == 1) {
    branches[0].answer.presumed = std::move(presumed);
    return std::move(branches[0].answer);
  }
  // The first one's cases come last, for theirs are the steps that are shown.
  std::rotate(branches.begin(), branches.begin() + 1, branches.end());
  Answer all = std::move(branches.back().answer);
  std::decay_t<decltype(all.cases)> cases;
  all.depends_on.emplace_back("reading");
  for (Read& branch : branches) {
    const bool is_last = &branch == &branches.back();
    if (!is_last) {
      all.depends_on.insert(all.depends_on.end(), branch.answer.depends_on.begin(),
                            branch.answer.depends_on.end());
    }
    for (auto& one : is_last ? all.cases : branch.answer.cases) {
      one.facts.insert(one.facts.begin(), {"reading", branch.words});
      cases.push_back(std::move(one));
    }
  }
  for (const Read& branch : branches) all.cut_short |= branch.answer.cut_short;
  all.cases = std::move(cases);
  all.presumed = std::move(presumed);
  std::sort(all.depends_on.begin(), all.depends_on.end());
  all.depends_on.erase(std::unique(all.depends_on.begin(), all.depends_on.end()), all.depends_on.end());
  return all;
}

enum class InReadings : std::uint8_t { own, all };

// What `ask(schedule)` answers in the workspace's own reading, or in all of them. The workspace must outlive
// it, and be sound. Throws std::overflow_error where the numbers are too large to be exact.
template <typename Answer>
class Assessment {
 public:
  template <typename Ask>
  Assessment(const Workspace& workspace, InReadings in, Ask ask)
      : all_(in == InReadings::all ? std::make_optional<AllReadings>(workspace) : std::nullopt),
        readings_(all_ ? all_->all() : std::vector<AllReadings::Named>{{{}, &workspace.world()}}),
        schedule_(*readings_[0].world),
        answer_(under_all_readings<Answer>(readings_, schedule_, ask)) {}

  // The rules whose steps the last case of the answer shows.
  const Schedule& schedule() const { return schedule_; }
  const Answer& answer() const { return answer_; }

 private:
  std::optional<AllReadings> all_;
  std::vector<AllReadings::Named> readings_;
  Schedule schedule_;
  Answer answer_;
};

}  // namespace quid::dsl
