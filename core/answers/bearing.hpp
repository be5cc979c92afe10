// Whether what a provision says frees or burdens, and so which of two texts is the looser one.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "core/model/likeness.hpp"
#include "core/model/model.hpp"
#include "core/values/day_set.hpp"

namespace quid {

// Who may do more of what a rule is about. Never a sum: what is freer on some days and stricter on others is
// shifted.
enum class Direction : std::uint8_t {
  looser,     // whatever was allowed still is, or costs no more, and something is freer
  tighter,    // the reverse
  shifted,    // some of each
  undecided,  // the texts differ in a way of which this comparison does not say which is freer
};
std::string_view to_string(Direction direction);

// What more of it does: more days, more room, fewer conditions.
enum class Bearing : std::uint8_t {
  frees,    // a concession, an allowance, an option: its holder may do more
  burdens,  // a control, an added duty, a promise: somebody may do less, or must do more
  neither,  // an ordinary rate; a milestone
};
Bearing bearing_of(const Model& model, const Treatment& treatment, ProvisionKind kind);
// Of the whole provision: of its treatments, where these agree, else of its kind.
Bearing bearing_of(const Model& model, ProvisionId provision);

constexpr Direction wider(Bearing bearing) {
  return bearing == Bearing::frees     ? Direction::looser
         : bearing == Bearing::burdens ? Direction::tighter
                                       : Direction::undecided;
}
constexpr Direction narrower(Bearing bearing) {
  return bearing == Bearing::frees     ? Direction::tighter
         : bearing == Bearing::burdens ? Direction::looser
                                       : Direction::undecided;
}

// Of two changes at once; none is no change.
std::optional<Direction> joined(std::optional<Direction> a, std::optional<Direction> b);
// Of the same rule on other days; none where the days are the same, or it neither frees nor burdens.
std::optional<Direction> by_days(Bearing bearing, const DaySet& before, const DaySet& after);
// Of two texts that differ in nothing but amounts: a lower rate is looser, and so is more room under what frees.
Direction by_text(Bearing bearing, const Likeness& before, const Likeness& after);

}  // namespace quid
