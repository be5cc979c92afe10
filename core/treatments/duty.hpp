// The duty on goods: what a party charges at entry, step by step, with every rule that was considered.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/treatments/cases.hpp"
#include "core/treatments/completeness.hpp"
#include "core/treatments/outcome.hpp"
#include "core/treatments/rate.hpp"
#include "core/treatments/schedule.hpp"

namespace quid {

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
  DutyRate rate;      // none where it may not enter
  bool prohibited = false;
};

struct DutyResult {
  bool prohibited = false;  // then there is no rate
  bool base_known = false;
  DutyRate rate;  // of the first unit
  std::vector<DutyPart> parts;
  std::vector<DutyStep> steps;
  std::optional<Headroom> headroom;  // of the quota that the rate comes from
  bool headroom_varies = false;      // with facts that the rate does not turn on: then it is the least
  Covered covered;                   // else the rate is what these texts come to, and more may be charged
};
bool same_result(const DutyResult& a, const DutyResult& b);

// What is charged, in short.
struct Charge {
  bool prohibited = false;  // then there is no rate
  bool base_known = false;  // else the rate is that of the additional duties alone
  DutyRate rate;

  friend bool operator==(const Charge&, const Charge&) = default;
};

using DutyCase = Case<DutyResult>;
using DutyAnswer = Cases<DutyResult>;

// Whether the goods may not enter: in no case, in some, in every one.
enum class EntryBan : std::uint8_t { none, some, every };
EntryBan entry_ban(const DutyAnswer& answer);
// The rules that keep them out, in the cases in which anything does.
std::vector<RuleId> entry_bans(const Schedule& schedule, const DutyAnswer& answer);

// Answers questions about duties; keeps its working memory from one to the next. The schedule must outlive
// it.
class DutyDesk {
 public:
  explicit DutyDesk(const Schedule& schedule) : schedule_(schedule) {}

  // Rates that overflow exact decimals throw std::overflow_error.
  DutyAnswer answer(const Shipment& shipment);
  // Only the rate of the first unit, without reasons. None where it depends on a fact; a prohibition is none
  // too.
  std::optional<DutyRate> rate(const Shipment& shipment);
  // What is charged on the first unit, if what is given and presumed decides it; else one fact that it may turn
  // on. Quick: no fact is followed further.
  Known<Charge> charge(const Shipment& shipment);

 private:
  const Schedule& schedule_;
  std::vector<RuleId> candidates_;
};

}  // namespace quid
