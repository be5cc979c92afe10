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

DutyRate written_rate(const Model& model, const Rate& rate) {
  DutyRate result;
  if (rate.percent.valid()) result.percent = model[rate.percent].amount;
  for (SpecificDutyId id : rate.specific)
    result.specific.push_back({model[id].money.amount, model[id].money.unit, model[id].per});
  return result;
}

}  // namespace quid
