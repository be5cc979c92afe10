// May it go there: the export treatment of a shipment, with every rule that was considered.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/treatments/outcome.hpp"
#include "core/treatments/schedule.hpp"

namespace quid {

// One rule in one answer.
struct ExportStep {
  RuleId rule;
  BandId band;  // into which the quantity fits, else the last
  bool is_allowance = false;
  ExportWord word = ExportWord::allow;
  Outcome outcome = Outcome::applied;
  std::optional<Quantity> headroom;  // left in the band before this shipment, in the base unit of its limit
  DaySet days;
};

// The answer for one way in which the facts that were not given may turn out.
struct ExportCase {
  std::vector<std::pair<std::string, std::string>> facts;
  bool decided = true;
  std::string lacks;
  ExportWord word = ExportWord::allow;   // the answer
  ExportWord floor = ExportWord::allow;  // what the controls say
  bool is_controlled = false;            // whether any control speaks of the goods
  std::optional<Headroom> headroom;      // of the band that the answer comes from; none: no limit
  bool headroom_varies = false;  // with facts that the answer does not turn on: then `room` is the least
  std::optional<Headroom>
      fits;  // where the quantity is too large for a freer allowance: what would fit there
  std::vector<ExportStep> steps;
};

// Whether two cases come to the same answer; the room may differ.
bool same_outcome(const ExportCase& a, const ExportCase& b);

struct ExportAnswer {
  std::vector<ExportCase> cases;
  std::vector<std::string> depends_on;  // sorted
  bool cut_short = false;
  std::vector<PartyId> givers;  // whose rules were considered, where the question named nobody
  bool depends() const { return !depends_on.empty(); }
};

// The floor is the strictest control in effect: of an allowance the word of its provision's kind, of
// everything else a control. The answer is the freer of the floor and the freest allowance in effect that the
// whole quantity fits into; nothing beats a prohibition.
ExportAnswer answer_export(const Schedule& schedule, const Shipment& shipment);

}  // namespace quid
