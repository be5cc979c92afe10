// Every deal at a glance: where it stands, since when, what comes next and whose move that is.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/answers/status.hpp"

namespace quid {

// What has to happen next. No actors: nobody in particular, or time alone.
struct Step {
  enum class Kind : std::uint8_t {
    begin_talks,
    conclude,
    sign,
    ratify,
    notify,
    bring_into_force,
    enters_into_force,
    resume,
    other,  // what is promised, or what the deal waits for
  };
  Kind kind = Kind::other;
  std::string what;          // other: in words
  std::size_t brackets = 0;  // to be settled first
  std::vector<PartyId> actors;
  std::optional<Date> date;
  int overdue_days = 0;
  Span place;
};
// `Meet the requirements (us-uk.supply-chain)`, `sign`, `settle 3 brackets and conclude`.
std::string words(const Step& step);

struct DealStatus {
  AgreementId agreement;
  AgreementState state;
  // The four dates that trackers mix up, and the first one of all; those after `on` are left out.
  std::optional<Date> launched;
  std::optional<Date> concluded;  // announced as agreed
  std::optional<Date> signed_by_all;
  std::optional<Date> in_force;
  std::optional<Date> applied;  // the first day on which a duty or an export rule of it was in effect
  std::size_t provisions = 0;
  std::size_t in_effect = 0;      // of its provisions, on the day
  std::size_t open_brackets = 0;  // in this reading
  std::optional<Step> next;       // none where the deal is over, or nothing is left to do
};

// One for each agreement, in order of the text.
std::vector<DealStatus> deals(const World& world, Date on);

}  // namespace quid
