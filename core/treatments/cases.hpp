// Answers that may turn on facts that were not given: what comes out in each way in which they can turn out.
#pragma once

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace quid {

// The result of one way. Where a fact is lacking that has no end of values, or whose ways were not followed,
// the result says nothing.
template <class Result>
struct Case : Result {
  std::vector<std::pair<std::string, std::string>> facts;  // name and words, in the order of asking
  std::vector<std::string> lacks;

  bool decided() const { return lacks.empty(); }
};

// Whether two ways come to the same, however much room they leave.
template <class Result>
bool same_outcome(const Case<Result>& a, const Case<Result>& b) {
  return a.lacks == b.lacks && (!a.decided() || same_result(a, b));
}

// A fact that nobody gave, and its value in the words of the text that presumes it.
struct PresumedFact {
  std::string fact;
  std::string words;

  friend auto operator<=>(const PresumedFact&, const PresumedFact&) = default;
};

template <class Result>
struct Cases {
  std::vector<Case<Result>> cases;      // one where it does not depend
  std::vector<std::string> depends_on;  // sorted
  // There are more ways than were followed: of `depends_on` some may change nothing, none is left out.
  bool cut_short = false;
  // The presumptions that the answer rests on: without any, it would depend on these facts. Sorted.
  std::vector<PresumedFact> presumed;

  bool depends() const { return !depends_on.empty(); }
};

}  // namespace quid
