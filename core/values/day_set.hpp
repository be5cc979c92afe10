// A set of calendar days: what every condition, state and provision evaluates to.
//
// A deal's condition is not true or false, it holds on some days. Evaluation computes that set once, for
// all time; "as of 1 July" is then a look-up, a timeline is the set drawn, a diff compares two sets.
//
// What it is. A sorted list of half-open intervals of days. The first may begin at `Date::min_value()`
// (the set reaches back without bound) and the last may end at `Date::max_value()` (it never stops).
//
// Invariant. Every interval is non-empty, and each begins strictly after the end of the one before:
// intervals neither overlap nor touch. Hence a set of days has exactly one representation, equality is
// comparison of the lists, and all the ends in a row strictly increase. That row is the other way to see
// a set, and the one the algorithms use: membership is false at the beginning of time and flips at each.
//
// Where it lives. Sixteen bytes. Most sets in a deal are empty, everything, or one interval ("from its
// entry into force on"), so none or one interval is kept inside the object; two or more are one array on
// the heap that the object alone owns. Copying copies the array, moving takes it, nothing is shared or
// counted, and the moved-from set is empty.
//
// What it costs, with n and m intervals in the operands:
//     empty, is_all, first_day, from_first                O(1), never allocates
//     contains, spell, next_change                        O(log n), never allocates
//     & | - ~ and their in-place forms                    O(n + m); with at most one interval on either
//                                                         side inline, allocating only if two come out
//     held_for, within_after                              O(n)
//     at_least                                            O(N log N), N the intervals of all the sets
//     of                                                  O(n log n)
// An in-place form reuses the array it has when the result fits. Results are built in a buffer on the
// stack, so that an operation allocates at most once unless its operands have dozens of intervals.
//
// Questions about a day (`contains`, `spell`, `next_change`) take a bounded date. They are defined at the
// unbounded ends too: min_value() stands for the days before all others, and max_value(), being past
// every day, is in no set.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/values/date.hpp"

namespace quid {

// The days from `begin` up to, but not including, `end`. Unbounded before if `begin` is
// `Date::min_value()`, after if `end` is `Date::max_value()`.
struct Interval {
  Date begin;
  Date end;

  friend constexpr bool operator==(Interval, Interval) = default;
};

class DaySet {
 public:
  DaySet() noexcept : one_{} {}
  DaySet(const DaySet& other) : one_{} {
    if (other.small()) {
      one_ = other.one_;
      count_ = other.count_;
    } else {
      copy_many(other);
    }
  }
  DaySet(DaySet&& other) noexcept : one_{} { take(other); }
  DaySet& operator=(const DaySet& other) {
    if (small() && other.small()) {
      one_ = other.one_;
      count_ = other.count_;
    } else if (this != &other) {
      copy_many(other);
    }
    return *this;
  }
  DaySet& operator=(DaySet&& other) noexcept {
    if (this != &other) {
      release();
      take(other);
    }
    return *this;
  }
  ~DaySet() { release(); }

  // No day at all; also what a default-made set is.
  static DaySet none() noexcept { return {}; }
  static DaySet all() noexcept { return between(Date::min_value(), Date::max_value()); }
  // `first` and every day after it.
  static DaySet from(Date first) noexcept { return between(first, Date::max_value()); }
  // Every day before `end`.
  static DaySet until(Date end) noexcept { return between(Date::min_value(), end); }
  // From `begin` up to, but not including, `end`; none if that is empty or backwards.
  static DaySet between(Date begin, Date end) noexcept {
    DaySet result;
    result.set_interval(begin, end);
    return result;
  }
  static DaySet one_day(Date day) noexcept { return between(day, day + 1); }
  // The union of intervals in any order; they may be empty, overlap, touch or repeat.
  static DaySet of(std::vector<Interval> intervals);
  // The days on which at least `k` of the sets hold: every day for k = 0, none for more than there are.
  static DaySet at_least(std::size_t k, std::span<const DaySet> sets);

  // Valid until the set is changed, moved or destroyed.
  std::span<const Interval> intervals() const noexcept { return {small() ? &one_ : many_, count_}; }

  bool empty() const noexcept { return count_ == 0; }
  bool is_all() const noexcept {
    return count_ == 1 && one_.begin == Date::min_value() && one_.end == Date::max_value();
  }
  bool contains(Date day) const noexcept {
    return small() ? count_ == 1 && one_.begin <= day && day < one_.end : contains_many(day);
  }

  // The earliest day, `Date::min_value()` if there is no earliest, nothing if the set is empty.
  std::optional<Date> first_day() const noexcept {
    if (empty()) return std::nullopt;
    return intervals().front().begin;
  }
  // The whole interval that `day` lies in: since when, and up to when, it holds.
  std::optional<Interval> spell(Date day) const noexcept;
  // The first day after `day` that is in the set while its eve is not, or the other way round; nothing if
  // there is no further change.
  std::optional<Date> next_change(Date day) const noexcept;

  DaySet& operator&=(const DaySet& other) {
    if (!small() || !other.small()) return intersect_many(*this, other);
    if (count_ == 0) return *this;
    if (other.count_ == 0) {
      count_ = 0;
      return *this;
    }
    set_interval(std::max(one_.begin, other.one_.begin), std::min(one_.end, other.one_.end));
    return *this;
  }

  DaySet& operator|=(const DaySet& other) {
    if (other.count_ == 0) return *this;
    if (count_ == 0) return *this = other;
    // Intervals that touch are joined too.
    if (!small() || !other.small() || other.one_.end < one_.begin || one_.end < other.one_.begin) {
      return unite_many(*this, other);
    }
    one_ = {std::min(one_.begin, other.one_.begin), std::max(one_.end, other.one_.end)};
    return *this;
  }

  DaySet& operator-=(const DaySet& other) {
    if (count_ == 0 || other.count_ == 0) return *this;
    if (!small() || !other.small()) return subtract_many(*this, other);
    const Date left_end = std::min(one_.end, other.one_.begin);
    const Date right_begin = std::max(one_.begin, other.one_.end);
    if (one_.begin < left_end && right_begin < one_.end) return subtract_many(*this, other);
    if (one_.begin < left_end) {
      one_.end = left_end;
    } else {
      set_interval(right_begin, one_.end);
    }
    return *this;
  }

  friend DaySet operator&(const DaySet& a, const DaySet& b) {
    DaySet result;
    if (a.small() && b.small()) {
      result = a;
      result &= b;
    } else {
      result.intersect_many(a, b);
    }
    return result;
  }
  friend DaySet operator|(const DaySet& a, const DaySet& b) {
    DaySet result;
    if (a.small() && b.small()) {
      result = a;
      result |= b;
    } else {
      result.unite_many(a, b);
    }
    return result;
  }
  friend DaySet operator-(const DaySet& a, const DaySet& b) {
    DaySet result;
    if (a.small() && b.small()) {
      result = a;
      result -= b;
    } else {
      result.subtract_many(a, b);
    }
    return result;
  }
  friend DaySet operator~(const DaySet& a) { return all() - a; }

  friend bool operator==(const DaySet& a, const DaySet& b) noexcept {
    if (a.count_ != b.count_) return false;
    if (a.small()) return a.count_ == 0 || a.one_ == b.one_;
    return std::equal(a.many_, a.many_ + a.count_, b.many_);
  }

  // C*: from the first day of the set on, and ever after. Everything if there is no earliest day.
  DaySet from_first() const noexcept { return empty() ? none() : from(intervals().front().begin); }

  // `C for 90 days`: from the day on with which the duration is over that began with the first day of a spell,
  // itself counted. A month is over on the eve of the day that has its number, or on the last of a month that has
  // no such day. A duration that is not positive asks for nothing more than the day itself.
  DaySet held_for(Duration duration) const;

  // `within 30 days after C`: the days of the set, and of each the days through that day plus the duration. A
  // duration that is not positive leaves only the day itself.
  DaySet within_after(Duration duration) const;

 private:
  class Ends;

  bool small() const noexcept { return count_ <= 1; }
  // Requires a small set.
  void set_interval(Date begin, Date end) noexcept {
    one_ = {begin, end};
    count_ = begin < end ? 1 : 0;
  }
  void take(DaySet& other) noexcept {
    if (other.small()) {
      one_ = other.one_;
    } else {
      many_ = other.many_;
      other.one_ = {};
    }
    count_ = other.count_;
    capacity_ = other.capacity_;
    other.count_ = other.capacity_ = 0;
  }
  void release() noexcept {
    if (!small()) delete[] many_;
  }

  void copy_many(const DaySet& other);
  void resize(std::size_t count);
  void assign(const Ends& ends);
  bool contains_many(Date day) const noexcept;

  // Each becomes what the operation makes of `a` and `b`, either of which may be this set itself.
  template <typename Rule>
  DaySet& combine(const DaySet& a, const DaySet& b, Rule rule);
  DaySet& intersect_many(const DaySet& a, const DaySet& b);
  DaySet& unite_many(const DaySet& a, const DaySet& b);
  DaySet& subtract_many(const DaySet& a, const DaySet& b);

  // `count_` alone says which one is live: `one_` (meaningful only if it is 1) or, from 2 on, `many_`.
  union {
    Interval one_;
    Interval* many_;
  };
  std::uint32_t count_ = 0;
  std::uint32_t capacity_ = 0;  // of the array; 0 without one
};

static_assert(sizeof(DaySet) == 16);

// `none`, `all`, or the intervals: `[2025-05-08, 2025-07-01) [2025-09-01, infinity)`. For tests and traces.
std::string to_string(const DaySet& set);

}  // namespace quid
