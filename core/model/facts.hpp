// The facts and units that the language itself knows: core/model/facts.def as types.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace quid {

enum class BuiltInUnit : std::uint8_t {
#define QUID_UNIT(name, ...) name,
#include "core/model/facts.def"
};

struct BuiltInUnitInfo {
  std::string_view name;
  std::string_view dimension;
  std::int64_t factor;  // how many of the first unit of its dimension it is worth
};
// In the order of the enumeration; units of one dimension stand side by side.
std::span<const BuiltInUnitInfo> built_in_units();

enum class Fact : std::uint8_t {
#define QUID_FACT(name, ...) name,
#include "core/model/facts.def"
};
inline constexpr std::size_t fact_count = 0
#define QUID_FACT(...) +1
#include "core/model/facts.def"
    ;

// The name under which tests ask for it.
constexpr std::string_view to_string(Fact fact) {
  constexpr std::string_view names[] = {
#define QUID_FACT(name, text, unit) text,
#include "core/model/facts.def"
  };
  return names[static_cast<std::size_t>(fact)];
}
// None for a fact that only a text knows.
std::optional<Fact> find_fact(std::string_view name);
// In what the language measures it.
std::optional<BuiltInUnit> unit_of(Fact fact);

}  // namespace quid
