// May it go there: the export treatment of a shipment, with every rule that was considered.
#pragma once

#include <optional>
#include <vector>

#include "core/treatments/cases.hpp"
#include "core/treatments/completeness.hpp"
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

struct ExportResult {
  ExportWord word = ExportWord::allow;   // the answer
  ExportWord floor = ExportWord::allow;  // what the controls say
  bool is_controlled = false;            // whether any control speaks of the goods
  std::optional<Headroom> headroom;      // of the band that the answer comes from; none: no limit
  bool headroom_varies = false;          // with facts that the answer does not turn on: then it is the least
  std::optional<Headroom> fits;          // too much for a freer allowance: what would fit there
  std::vector<ExportStep> steps;
  Covered covered;  // else a word that lets the goods go is only what these texts come to
};
bool same_result(const ExportResult& a, const ExportResult& b);

using ExportCase = Case<ExportResult>;

using ExportAnswer = Cases<ExportResult>;

// Whether goods may go under this word, on notice or without.
constexpr bool lets_go(ExportWord word) {
  return word <= ExportWord::notify;
}

// What the rules of the party say that the goods leave. The floor is the strictest control in effect: of an
// allowance the word of its provision's kind, of everything else a control. The answer is the freer of the floor
// and the freest allowance in effect that the whole quantity fits into; nothing beats a prohibition. An allowance
// presupposes a control: where only allowances speak of the goods, the floor is `deny`.
ExportAnswer answer_export(const Schedule& schedule, const Shipment& shipment);

// The word alone, if what is given and presumed decides it; else one fact that it may turn on. Quick: no fact is
// followed further.
Known<ExportWord> export_word(const Schedule& schedule, const Shipment& shipment);

// Whose rules answer where the question names nobody: each party of which a rule in effect may speak of the goods,
// or of which the texts claim to hold all rules on them. Sorted.
std::vector<PartyId> export_givers(const Schedule& schedule, const Shipment& shipment);

}  // namespace quid
