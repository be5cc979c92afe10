#include "core/model/facts.hpp"

#include <array>

namespace quid {

std::span<const BuiltInUnitInfo> built_in_units() {
  static constexpr std::array units = {
#define QUID_UNIT(name, text, dimension, factor) BuiltInUnitInfo{text, dimension, factor},
#include "core/model/facts.def"
  };
  return units;
}

std::optional<Fact> find_fact(std::string_view name) {
  for (std::size_t i = 0; i < fact_count; ++i) {
    if (to_string(static_cast<Fact>(i)) == name) return static_cast<Fact>(i);
  }
  return std::nullopt;
}

std::optional<BuiltInUnit> unit_of(Fact fact) {
  using enum BuiltInUnit;
  constexpr std::nullopt_t no_unit = std::nullopt;
  static constexpr std::array<std::optional<BuiltInUnit>, fact_count> units = {
#define QUID_FACT(name, text, unit) unit,
#include "core/model/facts.def"
  };
  return units[static_cast<std::size_t>(fact)];
}

}  // namespace quid
