// Whether a treatment says the same in two texts: what it says, spelled out for comparing.
#pragma once

#include <string>
#include <vector>

#include "core/model/model.hpp"

namespace quid {

// Two treatments say the same, each in its own model, exactly where `shape` and `amounts` are equal. Names stand
// for themselves: what a group or a product of that name covers is another comparison.
struct Likeness {
  enum class Amount : std::uint8_t { rate, limit };
  std::string shape;  // all but the amounts
  std::vector<std::pair<Amount, Decimal>> amounts;

  friend bool operator==(const Likeness&, const Likeness&) = default;
};
Likeness likeness(const Model& model, const Treatment& treatment);

}  // namespace quid
