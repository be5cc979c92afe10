// How Catch2 and RapidCheck print the values of core/, in one place so that every test prints them alike.
#pragma once

#include <ostream>

#include "core/values/date.hpp"
#include "core/values/day_set.hpp"
#include "core/values/decimal.hpp"
#include "core/values/period.hpp"

namespace quid {

inline std::ostream& operator<<(std::ostream& out, Date date) {
  return out << to_string(date);
}
inline std::ostream& operator<<(std::ostream& out, Duration duration) {
  return out << to_string(duration);
}
inline std::ostream& operator<<(std::ostream& out, Period period) {
  return out << '[' << period.begin << ", " << period.end << ')';
}
inline std::ostream& operator<<(std::ostream& out, Interval interval) {
  return out << '[' << interval.begin << ", " << interval.end << ')';
}
inline std::ostream& operator<<(std::ostream& out, const DaySet& set) {
  return out << to_string(set);
}
inline std::ostream& operator<<(std::ostream& out, const Decimal& number) {
  return out << number.to_string();
}

}  // namespace quid
