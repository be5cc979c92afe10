#include "core/values/date.hpp"

#include <algorithm>
#include <cassert>
#include <chrono>

namespace quid {

namespace {

using std::chrono::year_month_day;

year_month_day calendar(Date date) {
  return year_month_day{std::chrono::sys_days{std::chrono::days{date.days}}};
}

Date from_calendar(year_month_day ymd) {
  const std::int64_t days = std::chrono::sys_days{ymd}.time_since_epoch().count();
  return Date{static_cast<std::int32_t>(
      std::clamp<std::int64_t>(days, Date::min_value().days, Date::max_value().days))};
}

// `months` may have either sign.
Date add_months(Date date, std::int64_t months) {
  const year_month_day from = calendar(date);
  const std::int64_t month_index =
      std::int64_t{static_cast<int>(from.year())} * 12 + static_cast<unsigned>(from.month()) - 1 + months;
  std::int64_t year = month_index / 12;
  std::int64_t month = month_index % 12;
  if (month < 0) {
    month += 12;
    --year;
  }
  // The years that std::chrono can name reach beyond the unbounded ends on either side.
  if (year < static_cast<int>(std::chrono::year::min())) return Date::min_value();
  if (year > static_cast<int>(std::chrono::year::max())) return Date::max_value();

  const std::chrono::year_month target{std::chrono::year{static_cast<int>(year)},
                                       std::chrono::month{static_cast<unsigned>(month + 1)}};
  const std::chrono::day last = (target / std::chrono::last).day();
  return from_calendar(target / std::min(from.day(), last));
}

Date move(Date date, std::int64_t count, Duration::Unit unit) {
  if (!date.bounded()) return date;
  const auto by_days = [date](std::int64_t days) {
    return date + static_cast<std::int32_t>(std::clamp<std::int64_t>(days, INT32_MIN, INT32_MAX));
  };
  switch (unit) {
    case Duration::Unit::days: return by_days(count);
    case Duration::Unit::weeks: return by_days(count * 7);
    case Duration::Unit::months: return add_months(date, count);
    case Duration::Unit::years: return add_months(date, count * 12);
  }
  assert(false);
  return date;
}

// The value of a run of decimal digits, -1 if there is anything else in it.
int digits(std::string_view text) {
  int value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return -1;
    value = value * 10 + (c - '0');
  }
  return value;
}

std::string padded(unsigned value, std::size_t width) {
  std::string text = std::to_string(value);
  if (text.size() < width) text.insert(0, width - text.size(), '0');
  return text;
}

}  // namespace

int Date::year() const {
  return static_cast<int>(calendar(*this).year());
}
unsigned Date::month() const {
  return static_cast<unsigned>(calendar(*this).month());
}
unsigned Date::day() const {
  return static_cast<unsigned>(calendar(*this).day());
}

std::optional<Date> parse_date(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const int year = digits(text.substr(0, 4));
  const int month = digits(text.substr(5, 2));
  const int day = digits(text.substr(8, 2));
  if (year < first_written_year || year > last_written_year || month < 0 || day < 0) return std::nullopt;
  const year_month_day ymd{std::chrono::year{year}, std::chrono::month{static_cast<unsigned>(month)},
                           std::chrono::day{static_cast<unsigned>(day)}};
  if (!ymd.ok()) return std::nullopt;
  return from_calendar(ymd);
}

Date make_date(int year, unsigned month, unsigned day) {
  const year_month_day ymd{std::chrono::year{year}, std::chrono::month{month}, std::chrono::day{day}};
  assert(ymd.ok());
  return from_calendar(ymd);
}

std::string to_string(Date date) {
  if (date <= Date::min_value()) return "-infinity";
  if (date >= Date::max_value()) return "infinity";
  const year_month_day ymd = calendar(date);
  const int year = static_cast<int>(ymd.year());
  std::string text = year < 0 ? "-" : "";
  text += padded(static_cast<unsigned>(year < 0 ? -year : year), 4);
  text += '-';
  text += padded(static_cast<unsigned>(ymd.month()), 2);
  text += '-';
  text += padded(static_cast<unsigned>(ymd.day()), 2);
  return text;
}

std::string to_string(Duration duration) {
  std::string text = std::to_string(duration.count);
  switch (duration.unit) {
    case Duration::Unit::days: text += " day"; break;
    case Duration::Unit::weeks: text += " week"; break;
    case Duration::Unit::months: text += " month"; break;
    case Duration::Unit::years: text += " year"; break;
  }
  if (duration.count != 1) text += 's';
  return text;
}

Date add(Date date, Duration duration) {
  return move(date, duration.count, duration.unit);
}
Date subtract(Date date, Duration duration) {
  return move(date, -std::int64_t{duration.count}, duration.unit);
}

Date first_of_month(Date date) {
  if (!date.bounded()) return date;
  const year_month_day ymd = calendar(date);
  return from_calendar(ymd.year() / ymd.month() / 1);
}

Date first_of_next_month(Date date) {
  if (!date.bounded()) return date;
  const year_month_day ymd = calendar(date);
  return from_calendar((ymd.year() / ymd.month() + std::chrono::months{1}) / 1);
}

}  // namespace quid
