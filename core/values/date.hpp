// Calendar days, and the durations that deals count from them.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace quid {

// A day of the proleptic Gregorian calendar, without time of day or time zone.
//
// Two values are not days: `min_value()` is "unbounded before" (earlier than every day) and `max_value()`
// "unbounded after". They lie some 27 000 years from today. Arithmetic never moves an unbounded date, and
// a result beyond either of them saturates there.
struct Date {
  std::int32_t days = 0;  // since 1970-01-01

  static constexpr Date min_value() { return Date{-10'000'000}; }
  static constexpr Date max_value() { return Date{10'000'000}; }

  // Whether this is a day at all, rather than one of the two unbounded ends.
  constexpr bool bounded() const { return days > min_value().days && days < max_value().days; }

  // The parts of a bounded date. Each is a calendar conversion.
  int year() const;
  unsigned month() const;  // 1 to 12
  unsigned day() const;    // 1 to 31

  friend constexpr auto operator<=>(Date, Date) = default;
};

// An amount of calendar time as a deal writes it: `90 days`, `6 months`. Durations in different units have
// no order among themselves: how long a month is depends on where it begins.
struct Duration {
  enum class Unit : std::uint8_t { days, weeks, months, years };

  std::int32_t count = 0;
  Unit unit = Unit::days;

  friend constexpr bool operator==(Duration, Duration) = default;
};

// The years that can be written in a deal; everything else is a slip of the pen.
inline constexpr int first_written_year = 1900;
inline constexpr int last_written_year = 2199;

// Exactly `YYYY-MM-DD`, a day that exists, in a year that can be written. Nothing else, no white space.
std::optional<Date> parse_date(std::string_view text);

// The day must exist (an assertion).
Date make_date(int year, unsigned month, unsigned day);

// ISO 8601, `2025-05-08`. The unbounded ends are `-infinity` and `infinity`.
std::string to_string(Date date);

// `90 days`, `1 year`.
std::string to_string(Duration duration);

constexpr Date operator+(Date date, std::int32_t days) {
  if (!date.bounded()) return date;
  const std::int64_t sum = std::int64_t{date.days} + days;
  if (sum <= Date::min_value().days) return Date::min_value();
  if (sum >= Date::max_value().days) return Date::max_value();
  return Date{static_cast<std::int32_t>(sum)};
}

constexpr Date operator-(Date date, std::int32_t days) {
  // The most negative count has no opposite, but saturates like its neighbour.
  return date + (days == INT32_MIN ? INT32_MAX : -days);
}

// How many days from `b` to `a`. Both must be bounded for the number to mean anything.
constexpr std::int32_t operator-(Date a, Date b) {
  return a.days - b.days;
}

// Calendar arithmetic: a day that does not exist becomes the last of its month, so that 31 January plus
// one month is the last of February. For a given duration both never decrease as the date grows, which is
// what lets DaySet move whole intervals by their ends. They are not each other's inverse.
Date add(Date date, Duration duration);
Date subtract(Date date, Duration duration);

Date first_of_month(Date date);
// The first of the month after the one that `date` lies in, also when `date` is itself a first.
Date first_of_next_month(Date date);

}  // namespace quid
