// The order of definitions that rest on one another: groups on groups, units on units, products on products.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "core/values/span.hpp"

namespace quid::dsl {

// A definition's text names another one of its kind.
struct DefinitionUse {
  std::uint32_t what;
  Span place;
};

// All numbers below `count`, each after those that it uses, else in their own order. A definition that
// contains itself is told once for each use that closes a ring: `circular` gets the uses on the ring in
// order, the closing one last, which names the definition that the ring began with. In the result the closing
// use is not heeded: what it names comes later. Walks on a stack of its own, however long the chain.
std::vector<std::uint32_t> in_order_of_use(
    std::uint32_t count, const std::function<std::vector<DefinitionUse>(std::uint32_t)>& uses,
    const std::function<void(std::span<const DefinitionUse>)>& circular);

}  // namespace quid::dsl
