// The idea: written in a row, the ends of a set's intervals strictly increase, and membership flips at
// each of them. So a set is a row of flips, and a set operation is one walk along two rows: at every end,
// note on which side of its flips each operand now is (an odd number behind us: inside), ask the
// operation's truth table, and write an end down whenever the answer changes. The number written so far
// says, by its being odd, what the last answer was. One walk serves `&`, `|` and `-`, comes out in normal
// form by itself, and needs no case for unbounded sets: the two unbounded ends are dates like others.
//
// Complement is `all - set`. The only table entry that a walk cannot see is "in neither", before the
// first end, and none of the three operations makes that true.
//
// `held_for` moves the begin of every interval and `within_after` its end: of the days of an interval the first
// has been held longest, and the last is the latest to be soon after, for adding a duration never goes back.
//
// Rejected: a shared, counted array (copies here are of one or two intervals, atomic counting costs more);
// std::vector<Interval> (24 bytes, and an allocation for the commonest sets); Boost.ICL (a tree of nodes);
// bit sets over a window (a deal has no last day).
#include "core/values/day_set.hpp"

#include <array>
#include <cassert>
#include <memory>
#include <utility>

namespace quid {

// The ends of a set under construction, in a row. Room for `limit` of them is set aside at once, on the
// stack while there are few.
class DaySet::Ends {
 public:
  explicit Ends(std::size_t limit) {
    if (limit <= few_.size()) {
      ends_ = few_.data();
    } else {
      many_ = std::make_unique_for_overwrite<std::int32_t[]>(limit);
      ends_ = many_.get();
    }
  }
  Ends(const Ends&) = delete;
  Ends& operator=(const Ends&) = delete;

  std::size_t size() const { return size_; }
  bool inside() const { return size_ % 2 == 1; }
  Date operator[](std::size_t i) const { return Date{ends_[i]}; }

  void flip(Date at) { ends_[size_++] = at.days; }
  // Intervals must come by increasing begin; those that overlap or touch are joined, empty ones dropped.
  void append(Date begin, Date end) {
    if (begin >= end) return;
    if (size_ > 0 && begin.days <= ends_[size_ - 1]) {
      ends_[size_ - 1] = std::max(ends_[size_ - 1], end.days);
    } else {
      flip(begin);
      flip(end);
    }
  }

 private:
  std::array<std::int32_t, 128> few_;  // left uninitialised on purpose
  std::unique_ptr<std::int32_t[]> many_;
  std::int32_t* ends_;
  std::size_t size_ = 0;
};

namespace {

// The i-th end in the row, past every date once they are used up.
std::int32_t end_at(std::span<const Interval> intervals, std::size_t i) {
  if (i >= 2 * intervals.size()) return INT32_MAX;
  const Interval& interval = intervals[i / 2];
  return i % 2 == 0 ? interval.begin.days : interval.end.days;
}

// The first interval that ends after `day`.
const Interval* first_ending_after(std::span<const Interval> intervals, Date day) {
  return std::upper_bound(intervals.data(), intervals.data() + intervals.size(), day,
                          [](Date d, const Interval& interval) { return d < interval.end; });
}

// The day with which a (positive) duration is over that began with `begin`, itself counted: the eve of the day
// that has its number, or, where the month has no such day, the last of the month. An unbounded begin is its own
// answer.
Date last_of_stretch(Date begin, Duration duration) {
  if (!begin.bounded()) return begin;
  return std::max(add(begin, duration) - 1, add(begin - 1, duration));
}

}  // namespace

// Leaves a set of `count` intervals whose values are still to be written, reusing the array if it can.
void DaySet::resize(std::size_t count) {
  assert(count <= UINT32_MAX);
  if (count <= 1) {
    release();
    one_ = {};
    capacity_ = 0;
  } else if (count > capacity_) {
    Interval* const fresh = new Interval[count];
    release();
    many_ = fresh;
    capacity_ = static_cast<std::uint32_t>(count);
  }
  count_ = static_cast<std::uint32_t>(count);
}

void DaySet::copy_many(const DaySet& other) {
  resize(other.count_);
  std::copy_n(other.intervals().data(), count_, small() ? &one_ : many_);
}

void DaySet::assign(const Ends& ends) {
  assert(!ends.inside());
  resize(ends.size() / 2);
  Interval* const out = small() ? &one_ : many_;
  for (std::size_t i = 0; i < count_; ++i) out[i] = {ends[2 * i], ends[2 * i + 1]};
}

template <typename Rule>
DaySet& DaySet::combine(const DaySet& a, const DaySet& b, Rule rule) {
  const std::span<const Interval> in_a = a.intervals();
  const std::span<const Interval> in_b = b.intervals();
  Ends ends(2 * (in_a.size() + in_b.size()));
  std::size_t i = 0;
  std::size_t j = 0;
  std::int32_t next_a = end_at(in_a, 0);
  std::int32_t next_b = end_at(in_b, 0);
  while (i < 2 * in_a.size() || j < 2 * in_b.size()) {
    const std::int32_t at = std::min(next_a, next_b);
    if (next_a == at) next_a = end_at(in_a, ++i);
    if (next_b == at) next_b = end_at(in_b, ++j);
    if (rule(i % 2 == 1, j % 2 == 1) != ends.inside()) ends.flip(Date{at});
  }
  assign(ends);
  return *this;
}

DaySet& DaySet::intersect_many(const DaySet& a, const DaySet& b) {
  if (a.empty() || b.is_all()) return *this = a;
  if (b.empty() || a.is_all()) return *this = b;
  return combine(a, b, [](bool in_a, bool in_b) { return in_a && in_b; });
}

DaySet& DaySet::unite_many(const DaySet& a, const DaySet& b) {
  if (a.is_all() || b.empty()) return *this = a;
  if (b.is_all() || a.empty()) return *this = b;
  return combine(a, b, [](bool in_a, bool in_b) { return in_a || in_b; });
}

DaySet& DaySet::subtract_many(const DaySet& a, const DaySet& b) {
  if (a.empty() || b.empty()) return *this = a;
  return combine(a, b, [](bool in_a, bool in_b) { return in_a && !in_b; });
}

bool DaySet::contains_many(Date day) const noexcept {
  const Interval* const found = first_ending_after(intervals(), day);
  return found != many_ + count_ && found->begin <= day;
}

std::optional<Interval> DaySet::spell(Date day) const noexcept {
  const std::span<const Interval> all = intervals();
  const Interval* const found = first_ending_after(all, day);
  if (found == all.data() + all.size() || day < found->begin) return std::nullopt;
  return *found;
}

std::optional<Date> DaySet::next_change(Date day) const noexcept {
  const std::span<const Interval> all = intervals();
  const Interval* const found = first_ending_after(all, day);
  if (found == all.data() + all.size()) return std::nullopt;
  const Date change = day < found->begin ? found->begin : found->end;
  if (!change.bounded()) return std::nullopt;
  return change;
}

DaySet DaySet::of(std::vector<Interval> intervals) {
  std::sort(intervals.begin(), intervals.end(),
            [](const Interval& a, const Interval& b) { return a.begin < b.begin; });
  Ends ends(2 * intervals.size());
  for (const Interval& interval : intervals) ends.append(interval.begin, interval.end);
  DaySet result;
  result.assign(ends);
  return result;
}

// Every end of every set, sorted, with +1 where a set begins and -1 where it stops: the running sum is how
// many of them hold.
DaySet DaySet::at_least(std::size_t k, std::span<const DaySet> sets) {
  if (k == 0) return all();
  if (k > sets.size()) return none();
  DaySet result;
  if (k == sets.size()) {
    result = sets.front();
    for (const DaySet& set : sets.subspan(1)) result &= set;
    return result;
  }

  std::vector<std::pair<Date, int>> steps;
  for (const DaySet& set : sets) {
    for (const Interval& interval : set.intervals()) {
      steps.emplace_back(interval.begin, 1);
      steps.emplace_back(interval.end, -1);
    }
  }
  std::sort(steps.begin(), steps.end());

  Ends ends(steps.size());
  std::size_t holding = 0;
  for (std::size_t i = 0; i < steps.size();) {
    const Date at = steps[i].first;
    for (; i < steps.size() && steps[i].first == at; ++i) {
      if (steps[i].second > 0) {
        ++holding;
      } else {
        --holding;
      }
    }
    if ((holding >= k) != ends.inside()) ends.flip(at);
  }
  result.assign(ends);
  return result;
}

DaySet DaySet::held_for(Duration duration) const {
  if (duration.count <= 0) return *this;
  Ends ends(2 * count_);
  for (const Interval& interval : intervals()) {
    ends.append(last_of_stretch(interval.begin, duration), interval.end);
  }
  DaySet result;
  result.assign(ends);
  return result;
}

DaySet DaySet::within_after(Duration duration) const {
  if (duration.count <= 0) return *this;
  Ends ends(2 * count_);
  for (const Interval& interval : intervals()) {
    ends.append(interval.begin, interval.end.bounded() ? add(interval.end - 1, duration) + 1 : interval.end);
  }
  DaySet result;
  result.assign(ends);
  return result;
}

std::string to_string(const DaySet& set) {
  if (set.empty()) return "none";
  if (set.is_all()) return "all";
  std::string text;
  for (const Interval& interval : set.intervals()) {
    if (!text.empty()) text += ' ';
    text += '[';
    text += to_string(interval.begin);
    text += ", ";
    text += to_string(interval.end);
    text += ')';
  }
  return text;
}

}  // namespace quid
