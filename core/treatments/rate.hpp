// What is charged on one good: a share of its value, and amounts per quantity.
#pragma once

#include <vector>

#include "core/model/model.hpp"
#include "core/values/ratio.hpp"

namespace quid {

// `48 USD per 100 kg`; of a staged cut also a fraction.
struct SpecificRate {
  Ratio amount;
  UnitId currency;
  Quantity per;

  friend bool operator==(const SpecificRate& a, const SpecificRate& b);
};

// A share of the customs value in percent, and amounts per quantity beside it.
struct DutyRate {
  Ratio percent;
  std::vector<SpecificRate> specific;

  bool is_zero() const { return percent.is_zero() && specific.empty(); }
  DutyRate& operator+=(const DutyRate& other);
  friend bool operator==(const DutyRate&, const DutyRate&) = default;
};

// The rate as the text has it.
DutyRate written_rate(const Model& model, const Rate& rate);

}  // namespace quid
