// Whether a treatment says the same in two texts: what it says, spelled out for comparing.
#pragma once

#include <algorithm>
#include <string>
#include <tuple>
#include <utility>
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

// Pairs those of two lists that say the same, first with first, and calls `alike(one, other)` for each pair. An element
// has what it `says` and whether it is `paired`.
template <typename Each, typename Alike>
void pair_alike(std::vector<Each>& left, std::vector<Each>& right, Alike alike) {
  const auto key = [](const Each* each) { return std::tie(each->says.shape, each->says.amounts); };
  const auto in_order = [&](std::vector<Each>& list) {
    std::vector<Each*> order;
    for (Each& each : list) order.push_back(&each);
    std::stable_sort(order.begin(), order.end(),
                     [&](const Each* a, const Each* b) { return key(a) < key(b); });
    return order;
  };
  const std::vector<Each*> a = in_order(left);
  const std::vector<Each*> b = in_order(right);
  for (std::size_t i = 0, j = 0; i < a.size() && j < b.size();) {
    const bool is_less = key(a[i]) < key(b[j]);
    const bool is_more = key(b[j]) < key(a[i]);
    if (!is_less && !is_more) {
      a[i]->paired = b[j]->paired = true;
      alike(*a[i], *b[j]);
    }
    if (!is_more) ++i;
    if (!is_less) ++j;
  }
}

}  // namespace quid
