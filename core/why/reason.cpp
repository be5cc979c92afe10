#include "core/why/reason.hpp"

namespace quid {

const StateKey* state_of(const ReasonStep& step) {
  return std::visit(
      [](const auto& each) -> const StateKey* {
        if constexpr (requires { each.key; }) return &each.key;
        return nullptr;
      },
      step);
}

const StateKey* Reason::state() const {
  return state_of(step);
}

}  // namespace quid
