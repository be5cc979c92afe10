#include "core/treatments/rate.hpp"

#include <algorithm>

namespace quid {

bool operator==(const SpecificRate& a, const SpecificRate& b) {
  return a.amount == b.amount && a.currency == b.currency && a.per.amount == b.per.amount &&
         a.per.unit == b.per.unit;
}

DutyRate& DutyRate::operator+=(const DutyRate& other) {
  percent += other.percent;
  specific.insert(specific.end(), other.specific.begin(), other.specific.end());
  return *this;
}

}  // namespace quid
