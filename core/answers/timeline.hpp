// States over time and what falls due: the rows of a timeline, and the days by which somebody has to act.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/states/world.hpp"

namespace quid {

struct TimelineRow {
  StateKey key;
  DaySet days;  // never cut
};

// Something that falls due, or ends. One for each party that has to act.
struct Due {
  enum class Kind : std::uint8_t {
    promise,   // due, due each, deliver by, reaches by
    review,    // an agreement's review
    expiry,    // an agreement's last day
    last_day,  // a provision's last day
  };
  Kind kind = Kind::promise;
  Subject subject;
  PartyId actor;             // invalid: all parties together, or nobody
  std::optional<Date> date;  // none: no date is set, or what it counts from has not happened
  std::string what;          // in words: `deliver 500 bn USD`
  bool done = false;
  int overdue_days = 0;  // of what is not done and binds its giver
  Span place;
};

// What to draw. No subjects: everything. An agreement or a measure stands for its provisions too.
struct TimelineOptions {
  std::vector<Subject> subjects;
  std::optional<Date> from;     // of what falls due: not before
  std::optional<Date> through;  // not after; also how far yearly duties are followed, else once
};

// Rows: agreements in order of the text, each with its provisions, then measures, authorities, proposals; of
// each thing every state that has a day, and `in effect` and `in force` always. Due: dated ones by date, then
// those without.
struct Timeline {
  std::vector<TimelineRow> rows;
  std::vector<Due> due;
};
Timeline timeline(const World& world, Date on, const TimelineOptions& options);

// The day that a moment names; none while what it counts from has no day.
std::optional<Date> day_of(const World& world, MomentId moment);
// The terms that are a provision's text on a day: the last adopted by then, else the first.
TermsId terms_on(const World& world, ProvisionId provision, Date on);
// The first day of this month and day on or after `from`; 29 February becomes 28 where there is none.
Date next_yearly(Yearly day, Date from);

}  // namespace quid
