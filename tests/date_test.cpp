// Dates, durations and periods.
#include "core/values/date.hpp"

#include <catch2/catch.hpp>

#include <rapidcheck/catch.h>  // after Catch2

#include <type_traits>
#include <vector>

#include "core/values/period.hpp"
#include "tests/printing.hpp"

namespace quid {
namespace {

using Unit = Duration::Unit;

static_assert(std::is_trivially_copyable_v<Date> && sizeof(Date) == 4);
static_assert(Date::min_value() + 1'000 == Date::min_value());
static_assert(Date::max_value() - 1'000 == Date::max_value());
static_assert(Date{} + INT32_MAX == Date::max_value());
static_assert(Date{} - INT32_MIN == Date::max_value());
static_assert(Date{} + INT32_MIN == Date::min_value());
static_assert(Date{10} - Date{3} == 7);

Date date(const char* text) {
  const std::optional<Date> parsed = parse_date(text);
  REQUIRE(parsed);
  return *parsed;
}

// Every unit, and counts from a day to some decades.
const std::vector<Duration>& durations() {
  static const std::vector<Duration> all{
      {0, Unit::days},   {1, Unit::days},   {90, Unit::days},   {2, Unit::weeks},   {1, Unit::months},
      {2, Unit::months}, {6, Unit::months}, {11, Unit::months}, {13, Unit::months}, {120, Unit::months},
      {1, Unit::years},  {4, Unit::years},  {25, Unit::years}};
  return all;
}

TEST_CASE("dates are read and written as ISO 8601", "[date]") {
  CHECK(parse_date("1970-01-01") == Date{0});
  CHECK(parse_date("2025-05-08") == make_date(2025, 5, 8));
  CHECK(parse_date("2024-02-29") == make_date(2024, 2, 29));
  CHECK(parse_date("1900-01-01") == make_date(1900, 1, 1));
  CHECK(parse_date("2199-12-31") == make_date(2199, 12, 31));
  CHECK(to_string(make_date(2025, 5, 8)) == "2025-05-08");
  CHECK(to_string(make_date(987, 12, 1)) == "0987-12-01");
  CHECK(to_string(Date::min_value()) == "-infinity");
  CHECK(to_string(Date::max_value()) == "infinity");

  const Date day = date("2025-06-30");
  CHECK(day.year() == 2025);
  CHECK(day.month() == 6);
  CHECK(day.day() == 30);
}

TEST_CASE("text that is no date is refused", "[date]") {
  const char* const text = GENERATE(
      "", "2025", "2025-5-08", "2025-05-8", "2025-05-081", " 2025-05-08", "2025-05-08 ", "2025/05/08",
      "20250508", "2025-05x08", "2025-00-01", "2025-13-01", "2025-01-00", "2025-01-32", "2025-04-31",
      "2025-02-29", "1900-02-29", "1899-12-31", "2200-01-01", "+025-05-08", "2025--5-08", "2025-05--8");
  CAPTURE(text);
  CHECK_FALSE(parse_date(text));
}

TEST_CASE("every date that can be written survives writing and reading", "[date]") {
  for (Date day = make_date(1900, 1, 1); day < make_date(2200, 1, 1); day = day + 1) {
    if (parse_date(to_string(day)) != day || make_date(day.year(), day.month(), day.day()) != day) {
      FAIL("not for " << day);
    }
  }
}

TEST_CASE("a day that does not exist becomes the last of the month", "[date]") {
  CHECK(add(date("2025-01-31"), {1, Unit::months}) == date("2025-02-28"));
  CHECK(add(date("2024-01-31"), {1, Unit::months}) == date("2024-02-29"));
  CHECK(add(date("2024-02-29"), {1, Unit::years}) == date("2025-02-28"));
  CHECK(add(date("2024-02-29"), {4, Unit::years}) == date("2028-02-29"));
  CHECK(add(date("2025-11-30"), {3, Unit::months}) == date("2026-02-28"));
  CHECK(add(date("2025-02-28"), {1, Unit::months}) == date("2025-03-28"));
  CHECK(subtract(date("2025-03-31"), {1, Unit::months}) == date("2025-02-28"));
  CHECK(subtract(date("2025-01-31"), {2, Unit::months}) == date("2024-11-30"));
  CHECK(subtract(date("2025-12-15"), {12, Unit::months}) == date("2024-12-15"));
  CHECK(add(date("2025-05-08"), {90, Unit::days}) == date("2025-08-06"));
  CHECK(add(date("2025-05-08"), {2, Unit::weeks}) == date("2025-05-22"));
  CHECK(add(date("2025-05-08"), {-1, Unit::months}) == subtract(date("2025-05-08"), {1, Unit::months}));
}

TEST_CASE("adding and subtracting a duration never goes back as the date goes on", "[date]") {
  for (const Duration duration : durations()) {
    for (Date day = make_date(2019, 12, 1); day < make_date(2029, 2, 1); day = day + 1) {
      const bool monotone = add(day, duration) <= add(day + 1, duration) &&
                            subtract(day, duration) <= subtract(day + 1, duration);
      const bool directed = duration.count == 0 ? add(day, duration) == day && subtract(day, duration) == day
                                                : add(day, duration) > day && subtract(day, duration) < day;
      if (!monotone || !directed) FAIL("not for " << day << " and " << duration);
    }
  }
}

TEST_CASE("arithmetic stops at the unbounded ends", "[date]") {
  rc::prop("for any count, unit and place", [] {
    const Date day{*rc::gen::resize(rc::kNominalSize,
                                    rc::gen::inRange(Date::min_value().days, Date::max_value().days + 1))};
    const Duration duration{*rc::gen::arbitrary<std::int32_t>(),
                            *rc::gen::element(Unit::days, Unit::weeks, Unit::months, Unit::years)};
    for (const Date moved : {add(day, duration), subtract(day, duration), day + duration.count,
                             first_of_month(day), first_of_next_month(day)}) {
      RC_ASSERT(Date::min_value() <= moved && moved <= Date::max_value());
      RC_ASSERT(day.bounded() || moved == day);
    }
  });
  for (const Duration duration : durations()) {
    CHECK(add(Date::min_value(), duration) == Date::min_value());
    CHECK(add(Date::max_value(), duration) == Date::max_value());
    CHECK(subtract(Date::min_value(), duration) == Date::min_value());
    CHECK(subtract(Date::max_value(), duration) == Date::max_value());
  }
  const Date last{Date::max_value().days - 1};
  const Date first{Date::min_value().days + 1};
  CHECK(add(last, {INT32_MAX, Unit::years}) == Date::max_value());
  CHECK(subtract(last, {INT32_MIN, Unit::years}) == Date::max_value());
  CHECK(subtract(first, {INT32_MAX, Unit::months}) == Date::min_value());
  CHECK(subtract(first, {INT32_MAX, Unit::weeks}) == Date::min_value());
  CHECK(first_of_month(first) == Date::min_value());
  CHECK(first_of_next_month(last) == Date::max_value());
}

TEST_CASE("months begin on their first", "[date]") {
  CHECK(first_of_month(date("2025-05-08")) == date("2025-05-01"));
  CHECK(first_of_month(date("2025-05-01")) == date("2025-05-01"));
  CHECK(first_of_next_month(date("2025-05-01")) == date("2025-06-01"));
  CHECK(first_of_next_month(date("2025-12-31")) == date("2026-01-01"));
}

TEST_CASE("durations are written with their number", "[date]") {
  CHECK(to_string(Duration{90, Unit::days}) == "90 days");
  CHECK(to_string(Duration{1, Unit::weeks}) == "1 week");
  CHECK(to_string(Duration{6, Unit::months}) == "6 months");
  CHECK(to_string(Duration{1, Unit::years}) == "1 year");
}

Period days(const char* begin, const char* end) {
  return {date(begin), date(end)};
}

TEST_CASE("periods are read", "[period]") {
  CHECK(parse_period("2025") == days("2025-01-01", "2026-01-01"));
  CHECK(parse_period("2025-Q1") == days("2025-01-01", "2025-04-01"));
  CHECK(parse_period("2025-Q3") == days("2025-07-01", "2025-10-01"));
  CHECK(parse_period("2025-Q4") == days("2025-10-01", "2026-01-01"));
  CHECK(parse_period("2025-07") == days("2025-07-01", "2025-08-01"));
  CHECK(parse_period("2024-02") == days("2024-02-01", "2024-03-01"));
  CHECK(parse_period("2025-12") == days("2025-12-01", "2026-01-01"));
  CHECK(parse_period("2025..2027") == days("2025-01-01", "2028-01-01"));
  CHECK(parse_period("2025-Q1..2025-Q3") == days("2025-01-01", "2025-10-01"));
  CHECK(parse_period("2025-Q4..2026-Q1") == days("2025-10-01", "2026-04-01"));
  CHECK(parse_period("2025-07..2025-09") == days("2025-07-01", "2025-10-01"));
  CHECK(parse_period("2025..2025") == parse_period("2025"));
  CHECK(parse_period("2199") == Period{make_date(2199, 1, 1), make_date(2200, 1, 1)});
}

TEST_CASE("text that is no period is refused", "[period]") {
  const char* const text =
      GENERATE("", "25", "20255", "2025-", "2025-Q", "2025-Q0", "2025-Q5", "2025-q1", "2025-Q11", "2025-00",
               "2025-13", "2025-7", "2025-05-08", "2025-1Q", "2025/Q1", "1899", "2200", "2025..", "..2025",
               "2025...2027", "2025..2026..2027", "2027..2025", "2025-Q3..2025-Q1", "2025..2026-Q1",
               "2025-01..2025-Q2", "2025 .. 2027", " 2025");
  CAPTURE(text);
  CHECK_FALSE(parse_period(text));
}

TEST_CASE("every day is in one year, quarter and month", "[period]") {
  CHECK(period_of_year(date("2025-05-08")) == parse_period("2025"));
  CHECK(period_of_quarter(date("2025-05-08")) == parse_period("2025-Q2"));
  CHECK(period_of_month(date("2025-05-08")) == parse_period("2025-05"));
  for (Date day = make_date(2023, 12, 1); day < make_date(2025, 2, 1); day = day + 1) {
    const Period year = period_of_year(day);
    const Period quarter = period_of_quarter(day);
    const Period month = period_of_month(day);
    const bool nested = month.contains(day) && quarter.begin <= month.begin && month.end <= quarter.end &&
                        year.begin <= quarter.begin && quarter.end <= year.end;
    const bool sized = month.length() >= 28 && month.length() <= 31 && quarter.length() >= 90 &&
                       quarter.length() <= 92 && (year.length() == 365 || year.length() == 366);
    if (!nested || !sized) FAIL("not for " << day);
  }
  for (const Date end : {Date::min_value(), Date::max_value()}) {
    CHECK(period_of_year(end).length() == 0);
    CHECK(period_of_quarter(end).length() == 0);
    CHECK(period_of_month(end).length() == 0);
  }
}

}  // namespace
}  // namespace quid
