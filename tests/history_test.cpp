// What happened to a deal, on the shipped agreements and on a small one.
#include "core/answers/history.hpp"

#include <algorithm>
#include <catch2/catch.hpp>

#include "tests/deals.hpp"

namespace quid::tests {

namespace {

bool tells(const std::vector<HistoryLine>& lines, Date date, std::string_view what) {
  return std::any_of(lines.begin(), lines.end(), [&](const HistoryLine& line) {
    return line.date == date && line.what.find(what) != std::string::npos;
  });
}

}  // namespace

TEST_CASE("a story tells what was recorded of a deal, and how the measures on its parties came and went") {
  const std::vector<HistoryLine> lines =
      history(deals().world(), {deals().by_name.at("us-india")}, make_date(2026, 3, 31));
  CHECK(tells(lines, make_date(2025, 2, 13), "us-india launched"));
  CHECK(tells(lines, make_date(2025, 4, 29), "Howard Lutnick on us-india"));
  CHECK(tells(lines, make_date(2025, 8, 27), "russian-oil-duty in effect"));
  CHECK(tells(lines, make_date(2026, 2, 6), "russian-oil-duty rescinded"));
  CHECK(tells(lines, make_date(2026, 2, 24), "us-country-rates no longer in effect"));
  CHECK(std::is_sorted(lines.begin(), lines.end(),
                       [](const HistoryLine& a, const HistoryLine& b) { return a.date < b.date; }));
  CHECK(lines.back().date <= make_date(2026, 3, 31));
  CHECK_FALSE(tells(lines, make_date(2025, 6, 30), "eo-14309"));  // that is about British cars
}

TEST_CASE("the story of one provision is its own") {
  const std::vector<HistoryLine> lines =
      history(deals().world(), {deals().by_name.at("us-india.reciprocal-18")}, make_date(2026, 10, 6));
  REQUIRE(lines.size() == 1);
  CHECK(lines[0].what == "us-india.reciprocal-18 announced");
}

}  // namespace quid::tests
