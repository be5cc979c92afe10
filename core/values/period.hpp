// Calendar periods: the years, quarters and months over which quotas and cumulative tables run.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "core/values/date.hpp"

namespace quid {

// The days from `begin` up to, but not including, `end`.
struct Period {
  Date begin;
  Date end;

  constexpr bool contains(Date date) const { return begin <= date && date < end; }
  // How many days it has. Of two periods that contain a day, the one with fewer is the narrower.
  constexpr std::int32_t length() const { return end - begin; }

  friend constexpr bool operator==(Period, Period) = default;
};

// A year `2025`, a quarter `2025-Q3`, a month `2025-07`, or a range of one of these, both ends included:
// `2025..2027`, `2025-Q1..2025-Q3`, `2025-07..2025-09`. Years as in `parse_date`. A range that mixes kinds
// or runs backwards is not a period, and neither is a single day.
std::optional<Period> parse_period(std::string_view text);

// The calendar year, quarter or month that contains a date; empty at an unbounded one.
Period period_of_year(Date date);
Period period_of_quarter(Date date);
Period period_of_month(Date date);

}  // namespace quid
