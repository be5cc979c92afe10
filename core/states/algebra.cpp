#include "core/states/algebra.hpp"

#include <array>

namespace quid {

std::string_view to_string(Part part) {
  static constexpr std::array<std::string_view, 22> names = {
#define QUID_PART(name) #name,
      QUID_PARTS(QUID_PART)
#undef QUID_PART
  };
  std::string_view name = names[static_cast<std::size_t>(part)];
  if (name.ends_with('_')) name.remove_suffix(1);  // `while_` is a word of C++
  return name;
}

}  // namespace quid
