// Sets of days, compared with a row of flags, one a day.
#include "core/values/day_set.hpp"

#include <catch2/catch.hpp>

#include <rapidcheck/catch.h>  // after Catch2

#include <functional>
#include <ostream>
#include <utility>
#include <vector>

#include "tests/printing.hpp"

namespace quid {
namespace {

using Unit = Duration::Unit;

// The window in which sets change: two Februaries, one of them long.
const Date window_begin = make_date(2023, 12, 20);
constexpr std::int32_t window_days = 460;
// How far around the window results are compared: beyond the longest duration used.
constexpr std::int32_t margin = 900;

Date day_of_window(std::int32_t i) {
  return window_begin + i;
}

// Membership day by day, and one flag for all the days before and after.
struct Model {
  bool before = false;
  std::vector<bool> days = std::vector<bool>(window_days, false);
  bool after = false;

  bool at(Date date) const {
    const std::int32_t i = date - window_begin;
    if (i < 0) return before;
    if (i >= window_days) return after;
    return days[static_cast<std::size_t>(i)];
  }
};

std::ostream& operator<<(std::ostream& out, const Model& model) {
  out << (model.before ? "...|" : "   |");
  for (const bool holds : model.days) out << (holds ? '#' : '.');
  return out << (model.after ? "|..." : "|   ");
}

DaySet set_of(const Model& model) {
  std::vector<Interval> intervals;
  if (model.before) intervals.push_back({Date::min_value(), window_begin});
  for (std::int32_t i = 0; i < window_days; ++i) {
    if (model.at(day_of_window(i))) intervals.push_back({day_of_window(i), day_of_window(i + 1)});
  }
  if (model.after) intervals.push_back({day_of_window(window_days), Date::max_value()});
  return DaySet::of(std::move(intervals));
}

// A row of runs, from none to a hundred, at full size from the first round. Many ends are near month ends,
// where months are unequal.
rc::Gen<Model> any_model() {
  const auto near_month_end = rc::gen::map(
      rc::gen::pair(rc::gen::inRange(0, 14), rc::gen::inRange(-3, 4)), [](std::pair<int, int> at) {
        const Date first = add(make_date(2024, 1, 1), {at.first, Unit::months});
        return first + at.second - window_begin;
      });
  const auto flip = rc::gen::oneOf(rc::gen::inRange(0, window_days), near_month_end);
  const auto count = rc::gen::weightedOneOf<std::size_t>({{4, rc::gen::inRange<std::size_t>(0, 4)},
                                                          {2, rc::gen::inRange<std::size_t>(0, 20)},
                                                          {1, rc::gen::inRange<std::size_t>(0, 220)}});
  const auto models = rc::gen::mapcat(count, [flip](std::size_t flips) {
    return rc::gen::map(
        rc::gen::pair(rc::gen::arbitrary<bool>(), rc::gen::container<std::vector<int>>(flips, flip)),
        [](const std::pair<bool, std::vector<int>>& drawn) {
          Model model;
          model.before = drawn.first;
          std::vector<int> at(window_days + 1, 0);
          for (const int i : drawn.second) ++at[static_cast<std::size_t>(i)];
          bool holds = drawn.first;
          for (std::size_t i = 0; i < model.days.size(); ++i) {
            if (at[i] % 2 == 1) holds = !holds;
            model.days[i] = holds;
          }
          model.after = holds;
          return model;
        });
  });
  return rc::gen::resize(rc::kNominalSize, models);
}

rc::Gen<Duration> any_duration() {
  return rc::gen::resize(rc::kNominalSize, rc::gen::oneOf(rc::gen::map(rc::gen::inRange(1, 120),
                                                                       [](int n) {
                                                                         return Duration{n, Unit::days};
                                                                       }),
                                                          rc::gen::map(rc::gen::inRange(1, 20),
                                                                       [](int n) {
                                                                         return Duration{n, Unit::weeks};
                                                                       }),
                                                          rc::gen::map(rc::gen::inRange(1, 19),
                                                                       [](int n) {
                                                                         return Duration{n, Unit::months};
                                                                       }),
                                                          rc::gen::just(Duration{1, Unit::years})));
}

bool normalised(const DaySet& set) {
  const std::span<const Interval> intervals = set.intervals();
  for (std::size_t i = 0; i < intervals.size(); ++i) {
    if (intervals[i].begin >= intervals[i].end) return false;
    if (intervals[i].begin < Date::min_value() || Date::max_value() < intervals[i].end) return false;
    if (i > 0 && intervals[i - 1].end >= intervals[i].begin) return false;
  }
  return true;
}

bool inside_the_object(const DaySet& set) {
  const auto* const object = reinterpret_cast<const char*>(&set);
  const auto* const data = reinterpret_cast<const char*>(set.intervals().data());
  const std::less<> before;
  return !before(data, object) && before(data, object + sizeof set);
}

// Fails unless the set is in normal form, lives where it should, and holds on the days that `holds` says.
template <typename Holds>
void check_days(const DaySet& set, Holds holds) {
  RC_ASSERT(normalised(set));
  RC_ASSERT(inside_the_object(set) == (set.intervals().size() <= 1));
  for (std::int32_t i = -margin; i < window_days + margin; ++i) {
    const Date day = day_of_window(i);
    if (set.contains(day) != holds(day)) RC_FAIL("wrong on " + to_string(day) + ": " + to_string(set));
  }
  // Nothing changes outside what was compared.
  for (const Interval& interval : set.intervals()) {
    RC_ASSERT(!interval.begin.bounded() || interval.begin > day_of_window(-margin));
    RC_ASSERT(!interval.end.bounded() || interval.end < day_of_window(window_days + margin));
  }
}

const Date d1 = make_date(2025, 1, 31);
const Date d2 = make_date(2025, 3, 1);
const Date d3 = make_date(2025, 7, 15);
const Date d4 = make_date(2026, 1, 1);

TEST_CASE("the simple sets", "[day_set]") {
  CHECK(DaySet().empty());
  CHECK(DaySet::none().empty());
  CHECK_FALSE(DaySet::none().is_all());
  CHECK(DaySet::all().is_all());
  CHECK_FALSE(DaySet::from(d1).is_all());

  CHECK_FALSE(DaySet::from(d1).contains(d1 - 1));
  CHECK(DaySet::from(d1).contains(d1));
  CHECK(DaySet::until(d1).contains(d1 - 1));
  CHECK_FALSE(DaySet::until(d1).contains(d1));
  CHECK(DaySet::between(d1, d2).contains(d1));
  CHECK_FALSE(DaySet::between(d1, d2).contains(d2));
  CHECK(DaySet::one_day(d1) == DaySet::between(d1, d1 + 1));

  CHECK(DaySet::between(d1, d1).empty());
  CHECK(DaySet::between(d2, d1).empty());
  CHECK(DaySet::from(Date::max_value()).empty());
  CHECK(DaySet::from(Date::min_value()).is_all());
  CHECK(DaySet::until(Date::min_value()).empty());
  CHECK(DaySet::until(Date::max_value()).is_all());
  CHECK(DaySet::one_day(Date::min_value()).empty());
  CHECK(DaySet::one_day(Date::max_value()).empty());
}

TEST_CASE("the unbounded ends are days before all and after all", "[day_set]") {
  CHECK(DaySet::all().contains(Date::min_value()));
  CHECK_FALSE(DaySet::from(d1).contains(Date::min_value()));
  CHECK_FALSE(DaySet::all().contains(Date::max_value()));
  CHECK(DaySet::from(d1).next_change(Date::min_value()) == d1);
  CHECK(DaySet::until(d1).next_change(Date::min_value()) == d1);
  CHECK_FALSE(DaySet::all().next_change(Date::min_value()));
  CHECK_FALSE(DaySet::all().spell(Date::max_value()));
  CHECK(DaySet::all().spell(Date::min_value()) == Interval{Date::min_value(), Date::max_value()});
}

TEST_CASE("a set is built from intervals in any order", "[day_set]") {
  CHECK(DaySet::of({}).empty());
  CHECK(DaySet::of({{d2, d1}, {d3, d3}}).empty());
  CHECK(DaySet::of({{d2, d3}, {d1, d2}}) == DaySet::between(d1, d3));
  CHECK(DaySet::of({{d1, d4}, {d2, d3}}) == DaySet::between(d1, d4));
  CHECK(DaySet::of({{d3, d4}, {d1, d2}, {d1, d2}}).intervals().size() == 2);
  CHECK(DaySet::of({{Date::min_value(), d2}, {d1, Date::max_value()}}).is_all());
  CHECK(to_string(DaySet::of({{d3, Date::max_value()}, {d1, d2}})) ==
        "[2025-01-31, 2025-03-01) [2025-07-15, infinity)");
  CHECK(to_string(DaySet::none()) == "none");
  CHECK(to_string(DaySet::all()) == "all");
}

TEST_CASE("copies are apart, moves leave nothing behind", "[day_set]") {
  const DaySet one = DaySet::between(d1, d2);
  const DaySet two = DaySet::of({{d1, d2}, {d3, d4}});
  const DaySet three = ~two;
  REQUIRE(three.intervals().size() == 3);

  for (const DaySet& from : {DaySet::none(), one, two, three}) {
    for (const DaySet& to : {DaySet::none(), one, two, three}) {
      DaySet copy = to;
      copy = from;
      CHECK(copy == from);
      copy |= DaySet::all();
      CHECK(copy.is_all());
      copy = from;

      DaySet moved = to;
      moved = std::move(copy);
      CHECK(moved == from);
      CHECK(copy.empty());  // NOLINT: what is promised of a moved-from set
      DaySet made(std::move(moved));
      CHECK(made == from);
      CHECK(moved.empty());  // NOLINT
      moved = to;
      CHECK(moved == to);

      std::swap(made, moved);
      CHECK(made == to);
      CHECK(moved == from);
    }
    DaySet self = from;
    DaySet& alias = self;
    self = alias;
    CHECK(self == from);
    self = std::move(alias);
    CHECK(self == from);
    self &= alias;
    CHECK(self == from);
    self |= alias;
    CHECK(self == from);
    self -= alias;
    CHECK(self.empty());
  }
}

TEST_CASE("sets answer for any day", "[day_set]") {
  rc::prop("contains, spell, next_change, first_day and from_first", [] {
    const Model model = *any_model();
    const DaySet set = set_of(model);
    check_days(set, [&](Date day) { return model.at(day); });
    RC_ASSERT(set.is_all() == (~set).empty());

    for (std::int32_t i = -2; i < window_days + 2; ++i) {
      const Date day = day_of_window(i);
      std::optional<Date> change;
      for (Date next = day + 1; next <= day_of_window(window_days); next = next + 1) {
        if (model.at(next) != model.at(next - 1)) {
          change = next;
          break;
        }
      }
      RC_ASSERT(set.next_change(day) == change);

      const std::optional<Interval> spell = set.spell(day);
      RC_ASSERT(spell.has_value() == model.at(day));
      if (spell) {
        RC_ASSERT(spell->begin <= day && day < spell->end);
        RC_ASSERT(spell->end == change.value_or(Date::max_value()));
        RC_ASSERT(!spell->begin.bounded() || !model.at(spell->begin - 1));
      }
    }

    std::optional<Date> first;
    for (std::int32_t i = 0; i <= window_days && !first; ++i) {
      if (model.at(day_of_window(i))) first = day_of_window(i);
    }
    if (model.before) first = Date::min_value();
    RC_ASSERT(set.first_day() == first);
    check_days(set.from_first(), [&](Date day) { return first && *first <= day; });
  });
}

TEST_CASE("operations are those of the days", "[day_set]") {
  rc::prop("& | - ~ ==", [] {
    const Model a = *any_model();
    const Model b = *any_model();
    const DaySet x = set_of(a);
    const DaySet y = set_of(b);
    check_days(x & y, [&](Date day) { return a.at(day) && b.at(day); });
    check_days(x | y, [&](Date day) { return a.at(day) || b.at(day); });
    check_days(x - y, [&](Date day) { return a.at(day) && !b.at(day); });
    check_days(~x, [&](Date day) { return !a.at(day); });

    DaySet in_place = x;
    in_place &= y;
    RC_ASSERT(in_place == (x & y));
    in_place = x;
    in_place |= y;
    RC_ASSERT(in_place == (x | y));
    in_place = x;
    in_place -= y;
    RC_ASSERT(in_place == (x - y));
    // A long chain on one object, growing and shrinking the array it holds.
    in_place |= ~x;
    in_place &= y;
    in_place |= x;
    in_place -= y;
    RC_ASSERT(in_place == x - y);

    RC_ASSERT((x == y) == (a.before == b.before && a.days == b.days));
    RC_ASSERT(~~x == x);
    RC_ASSERT(~(x & y) == (~x | ~y));
    RC_ASSERT((x & y) == (y & x));
    RC_ASSERT(((x - y) | (x & y)) == x);
  });
}

TEST_CASE("intervals that touch become one", "[day_set]") {
  const DaySet left = DaySet::between(d1, d2);
  const DaySet right = DaySet::between(d2, d3);
  CHECK((left | right) == DaySet::between(d1, d3));
  CHECK((right | left) == DaySet::between(d1, d3));
  CHECK((left & right).empty());
  CHECK((DaySet::until(d1) | DaySet::from(d1)).is_all());
  CHECK((left | DaySet::between(d2 + 1, d3)).intervals().size() == 2);
  CHECK((DaySet::all() - DaySet::one_day(d1)).intervals().size() == 2);
  CHECK(DaySet::all() - DaySet::until(d1) == DaySet::from(d1));
  CHECK(DaySet::all() - DaySet::from(d1) == DaySet::until(d1));
}

TEST_CASE("at least k of several sets", "[day_set]") {
  rc::prop("counts them day by day", [] {
    const auto count = *rc::gen::element<std::size_t>(0, 1, 2, 3, 4, 5);
    const auto models = *rc::gen::container<std::vector<Model>>(count, any_model());
    std::vector<DaySet> sets;
    for (const Model& model : models) sets.push_back(set_of(model));
    for (std::size_t k = 0; k <= models.size() + 1; ++k) {
      check_days(DaySet::at_least(k, sets), [&](Date day) {
        std::size_t holding = 0;
        for (const Model& model : models) {
          if (model.at(day)) ++holding;
        }
        return holding >= k;
      });
    }
  });
  CHECK(DaySet::at_least(0, {}).is_all());
  CHECK(DaySet::at_least(1, {}).empty());
}

// The last day of a stretch that begins with `begin`: the eve of the day of the same number, else the month's last.
Date last_of(Date begin, Duration duration) {
  const Date same = add(begin, duration);
  const bool of_months = duration.unit == Unit::months || duration.unit == Unit::years;
  return of_months && to_string(same).substr(8) != to_string(begin).substr(8) ? same : same - 1;
}

// Some day since which it holds, and since which the duration is over.
template <typename Holds>
bool held(Holds holds, Date day, Duration duration) {
  for (Date at = day; at.bounded() && holds(at); at = at - 1) {
    if (last_of(at, duration) <= day) return true;
    if (day - at > 4000) return true;
  }
  return duration.count <= 0 && holds(day);
}

// Some day that is not longer ago than the duration.
template <typename Holds>
bool within(Holds holds, Date day, Duration duration) {
  for (Date at = day; add(at, duration) >= day && day - at < 4000; at = at - 1) {
    if (holds(at)) return true;
  }
  return false;
}

TEST_CASE("held for a duration, within a duration after", "[day_set]") {
  rc::prop("looks at every day of the stretch", [] {
    const Model model = *any_model();
    const Duration duration = *any_duration();
    const DaySet set = set_of(model);
    const auto holds = [&](Date day) { return model.at(day); };
    check_days(set.held_for(duration), [&](Date day) { return held(holds, day, duration); });
    check_days(set.within_after(duration), [&](Date day) { return within(holds, day, duration); });
  });
}

TEST_CASE("a stretch from every day of two years", "[day_set]") {
  const Duration duration =
      GENERATE(Duration{1, Unit::days}, Duration{1, Unit::weeks}, Duration{1, Unit::months},
               Duration{2, Unit::months}, Duration{6, Unit::months}, Duration{1, Unit::years});
  for (Date begin = make_date(2023, 12, 25); begin < make_date(2025, 4, 5); begin = begin + 1) {
    const DaySet from = DaySet::from(begin).held_for(duration);
    const DaySet after = DaySet::one_day(begin).within_after(duration);
    for (std::int32_t i = 0; i < 400; ++i) {
      const Date day = begin + i;
      const bool is_held = day >= last_of(begin, duration);
      const bool is_within = day <= add(begin, duration);
      if (from.contains(day) != is_held || after.contains(day) != is_within) FAIL(begin << " to " << day);
    }
  }
}

TEST_CASE("stretches at month ends and without bounds", "[day_set]") {
  // A month is over with its last day, however long it is; and where the next has no 31st, with the last of that.
  const Duration month{1, Unit::months};
  const auto held_from = [&](unsigned month_of, unsigned day) {
    return *DaySet::from(make_date(2025, month_of, day)).held_for(month).first_day();
  };
  CHECK(held_from(1, 1) == make_date(2025, 1, 31));
  CHECK(held_from(2, 1) == make_date(2025, 2, 28));
  CHECK(held_from(3, 1) == make_date(2025, 3, 31));
  CHECK(held_from(1, 28) == make_date(2025, 2, 27));
  CHECK(held_from(1, 29) == make_date(2025, 2, 28));
  CHECK(held_from(1, 31) == make_date(2025, 2, 28));
  CHECK(held_from(3, 31) == make_date(2025, 4, 30));
  const auto soon_after = [&](unsigned month_of, unsigned day) {
    return DaySet::one_day(make_date(2025, month_of, day)).within_after(month).intervals().back().end - 1;
  };
  CHECK(soon_after(1, 31) == make_date(2025, 2, 28));
  CHECK(soon_after(2, 28) == make_date(2025, 3, 28));
  CHECK(soon_after(1, 28) == make_date(2025, 2, 28));
  CHECK(DaySet::one_day(d1).within_after({30, Unit::days}) == DaySet::between(d1, d1 + 31));
  CHECK(DaySet::between(d1, d1 + 30).held_for({30, Unit::days}) == DaySet::one_day(d1 + 29));
  CHECK(DaySet::between(d1, d1 + 29).held_for({30, Unit::days}).empty());

  const Duration year{1, Unit::years};
  CHECK(DaySet::none().held_for(year).empty());
  CHECK(DaySet::none().within_after(year).empty());
  CHECK(DaySet::all().held_for(year).is_all());
  CHECK(DaySet::all().within_after(year).is_all());
  CHECK(DaySet::until(d1).held_for(year) == DaySet::until(d1));
  CHECK(DaySet::from(d1).within_after(year) == DaySet::from(d1));

  const DaySet two = DaySet::of({{d1, d2}, {d3, d4}});
  for (const std::int32_t count : {0, -1}) {
    CHECK(two.held_for({count, Unit::days}) == two);
    CHECK(two.within_after({count, Unit::months}) == two);
  }
  CHECK(two.held_for({INT32_MAX, Unit::years}).empty());
  CHECK(two.within_after({INT32_MAX, Unit::years}) == DaySet::from(d1));
  CHECK(two.within_after({INT32_MAX, Unit::days}) == DaySet::from(d1));
}

TEST_CASE("near the ends of time, stretches stay inside the set", "[day_set]") {
  const Date first{Date::min_value().days + 1};
  const Date last{Date::max_value().days - 1};
  for (const Unit unit : {Unit::days, Unit::weeks, Unit::months, Unit::years}) {
    const Duration duration{2, unit};
    const DaySet ends = DaySet::of({{first, first + 5}, {last - 5, last}});
    const DaySet held = ends.held_for(duration);
    const DaySet within = ends.within_after(duration);
    CHECK(normalised(held));
    CHECK(normalised(within));
    CHECK((held - ends).empty());
    CHECK((ends - within).empty());
  }
}

}  // namespace
}  // namespace quid
