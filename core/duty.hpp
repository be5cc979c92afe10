// The duty on goods: what a party charges at entry, step by step, with every rule that was considered.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/ratio.hpp"
#include "core/schedule.hpp"

namespace quid {

// `48 USD per 100 kg`; of a staged cut also a fraction.
struct SpecificRate {
  Ratio amount;
  UnitId currency;
  Quantity per;

  friend bool operator==(const SpecificRate& a, const SpecificRate& b);
};

// A share of the customs value in percent, and amounts per quantity beside it.
struct DutyRate {
  Ratio percent;
  std::vector<SpecificRate> specific;

  bool is_zero() const { return percent.is_zero() && specific.empty(); }
  DutyRate& operator+=(const DutyRate& other);
  friend bool operator==(const DutyRate&, const DutyRate&) = default;
};

// What a rule came to in one answer.
enum class Outcome : std::uint8_t {
  applied,
  not_in_effect,  // on the day
  other_case,     // its test does not hold here
  less_specific,  // `by` says more exactly what it is about
  exempted,       // `by` takes it away
  yielded,        // its measure yields to that of `by`
  not_lowest,     // another rate is lower
  no_effect,      // nothing that it changes is charged
  full,           // its quota is used up, and no band takes the rest
  size_unknown,   // the size of its quota is not known
};

struct DutyStep {
  RuleId rule;
  BandId band;  // the band in use; the first where none is
  Outcome outcome = Outcome::applied;
  RuleId by;
  DutyRate rate;    // what it adds, sets or bounds: of a staged cut the step that has been reached
  DutyRate so_far;  // base, then base and additions, after this step; of what did not apply nothing
  DaySet days;      // of the rule, in effect
};

// One part of a quantity that no quota takes whole, as customs splits it.
struct DutyPart {
  Quantity quantity;  // in the unit of the question
  DutyRate rate;
  bool prohibited = false;
};

struct Room {
  RuleId rule;
  Quantity left;  // in the base unit of the band's limit
};

// What the duty is for one way in which the facts that were not given may turn out.
struct DutyCase {
  std::vector<std::pair<std::string, std::string>> facts;  // name and words, in the order of asking
  bool decided = true;  // else a fact is lacking that has no end of values; `lacks` names it
  std::string lacks;
  bool prohibited = false;
  bool base_known = false;
  DutyRate rate;  // of the first unit
  std::vector<DutyPart> parts;
  std::vector<DutyStep> steps;
  std::optional<Room> room;  // of the quota that the rate comes from
  bool room_varies = false;  // with facts that the rate does not turn on: then `room` is the least
};

// Whether two cases come to the same duty.
bool same_outcome(const DutyCase& a, const DutyCase& b);

struct DutyAnswer {
  std::vector<DutyCase> cases;          // one where it does not depend
  std::vector<std::string> depends_on;  // sorted
  bool cut_short = false;               // there are more ways than are shown
  bool depends() const { return !depends_on.empty(); }
};

// Answers questions about duties; keeps its working memory from one to the next. The schedule must outlive
// it.
class DutyDesk {
 public:
  explicit DutyDesk(const Schedule& schedule) : schedule_(schedule) {}

  // Rates that overflow exact decimals throw std::overflow_error.
  DutyAnswer answer(const Case& at_hand);
  // Only the rate of the first unit, without reasons. None where it depends on a fact; a prohibition is none
  // too.
  std::optional<DutyRate> rate(const Case& at_hand);

 private:
  const Schedule& schedule_;
  std::vector<RuleId> candidates_;
};

}  // namespace quid
