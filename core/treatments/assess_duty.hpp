// The duty on one piece: no quantity is split, and every fact that matters has to be known.
#pragma once

#include <optional>
#include <vector>

#include "core/treatments/duty.hpp"
#include "core/treatments/headroom.hpp"

namespace quid {

// A rule that covers the case.
struct DutyMatch {
  RuleId rule;
  BandId band;  // in use
  RuleMatch how;
  Date begin;                            // of the present spell
  std::optional<BandHeadroom> headroom;  // where there is a limit
  Outcome outcome = Outcome::applied;
  RuleId by;
  DutyRate rate;
  DutyRate so_far;
};

struct DutyAssessment {
  std::vector<DutyMatch> matches;
  std::vector<DutyMatch> others;  // considered, and not in effect or of another case; only for `every_rule`
  bool base_known = false;
  bool prohibited = false;
  DutyRate total;
  DutyRate rate;
  const DutyMatch* preference = nullptr;  // among the matches, where the rate comes from a `set`
};

enum class Detail : std::uint8_t { rate_alone, every_rule };

// Of the candidates, after what the parts before this one have used; or the first fact on which it may turn.
Known<DutyAssessment> assess_duty(const Schedule& schedule, const std::vector<RuleId>& candidates,
                                  const Shipment& shipment, const std::vector<Offset>& offsets,
                                  Detail detail);

}  // namespace quid
