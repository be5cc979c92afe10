// Where a provision stands on a day, in one word, with since when, until when and what is missing.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/why/missing.hpp"

namespace quid {

// The first that fits, in this order.
enum class Status : std::uint8_t {
  open,       // a bracket is open in this reading
  ended,      // it will not be in effect again as things stand, and was, or its time is over
  draft,      // its agreement is not in force, its measure not enacted
  suspended,  // it or its agreement is suspended
  waiting,    // the day on which it starts is known and has not come
  blocked,    // a condition fails
  depends,    // what decides it is not in the text or the entries
  exhausted,  // in effect, but its quota is used up
  active,     // in effect
};
std::string_view to_string(Status status);

struct ProvisionStatus {
  Status status = Status::blocked;
  std::optional<Interval> spell;  // while in effect: the present spell, ends may be unbounded
  std::optional<Date> starts;     // waiting: from when
  std::optional<Date> ended;      // ended: the first day on which it no longer was
  bool retroactive = false;       // enacted after its first day
  bool lacks = false;             // draft, suspended, blocked: something would have to come about
};

ProvisionStatus status_of(const World& world, ProvisionId provision, Date on);
// What would have to come about, where the status lacks something. Asked apart: it costs more than the rest.
std::vector<Missing> missing_of(const World& world, ProvisionId provision, const ProvisionStatus& status,
                                Date on);

// Where an agreement stands. A framework is operative where a treaty is in force.
enum class DealStage : std::uint8_t {
  draft,
  under_negotiation,
  concluded,
  signed_,
  ratified,
  provisionally_applied,
  operative,
  in_force,
  suspended,
  expired,
  terminated,
};
std::string_view to_string(DealStage stage);

// And since when: no day for a draft.
struct AgreementState {
  DealStage stage = DealStage::draft;
  std::optional<Date> since;
};
AgreementState agreement_state(const World& world, AgreementId agreement, Date on);

}  // namespace quid
