// The phases that goldens run, one function and one line of the table each: tests/golden/<phase>/*.quid.
#include "tests/golden.hpp"

#include <array>

namespace quid::tests {
namespace {

constexpr std::array<GoldenPhase, 0> phases = {};

}  // namespace

std::span<const GoldenPhase> golden_phases() {
  return phases;
}

}  // namespace quid::tests
