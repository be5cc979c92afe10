#include "core/answers/bearing.hpp"

#include <array>

namespace quid {

std::string_view to_string(Direction direction) {
  static constexpr std::array<std::string_view, 4> words = {"looser", "tighter", "shifted", "undecided"};
  return words[static_cast<std::size_t>(direction)];
}

Bearing bearing_of(const Model& model, const Treatment& treatment, ProvisionKind kind) {
  if (treatment.is_export) return kind == ProvisionKind::allowance ? Bearing::frees : Bearing::burdens;
  if (treatment.bands.empty()) return Bearing::neither;
  switch (model[treatment.bands[0]].tariff) {
    case TariffWord::base: return Bearing::neither;
    case TariffWord::add:
    case TariffWord::add_of:
    case TariffWord::add_to:
    case TariffWord::prohibit: return Bearing::burdens;
    // What a concession sets is lower; what a measure sets may be either.
    case TariffWord::set: return kind == ProvisionKind::concession ? Bearing::frees : Bearing::neither;
    case TariffWord::cap:
    case TariffWord::limit:
    case TariffWord::cut:
    case TariffWord::exempt: return Bearing::frees;
  }
  return Bearing::neither;
}

namespace {

Bearing bearing_of(ProvisionKind kind) {
  switch (kind) {
    case ProvisionKind::concession:
    case ProvisionKind::allowance:
    case ProvisionKind::option: return Bearing::frees;
    case ProvisionKind::control:
    case ProvisionKind::undertaking:
    case ProvisionKind::commitment:
    case ProvisionKind::target: return Bearing::burdens;
    case ProvisionKind::milestone:
    case ProvisionKind::measure: break;
  }
  return Bearing::neither;
}

}  // namespace

Bearing bearing_of(const Model& model, ProvisionId id) {
  const Provision& provision = model[id];
  std::optional<Bearing> all;
  for (TermsId terms : provision.terms) {
    for (TreatmentId treatment : model[terms].treatments) {
      const Bearing one = bearing_of(model, model[treatment], provision.kind);
      if (one == Bearing::neither) continue;
      if (all && *all != one) return Bearing::neither;
      all = one;
    }
  }
  return all.value_or(bearing_of(provision.kind));
}

std::optional<Direction> joined(std::optional<Direction> a, std::optional<Direction> b) {
  if (!a || !b) return a ? a : b;
  if (a == Direction::undecided || b == Direction::undecided) return Direction::undecided;
  return a == b ? a : Direction::shifted;
}

std::optional<Direction> by_days(Bearing bearing, const DaySet& before, const DaySet& after) {
  const bool more = !(after - before).empty();
  const bool fewer = !(before - after).empty();
  if (bearing == Bearing::neither || (!more && !fewer)) return std::nullopt;
  if (more && fewer) return Direction::shifted;
  return more == (bearing == Bearing::frees) ? Direction::looser : Direction::tighter;
}

// Of two texts that differ in nothing but amounts: a lower rate is looser, and so is more room under what frees.
Direction by_text(Bearing bearing, const Likeness& before, const Likeness& after) {
  if (before.shape != after.shape || before.amounts.size() != after.amounts.size())
    return Direction::undecided;
  std::optional<Direction> result;
  for (std::size_t i = 0; i < before.amounts.size(); ++i) {
    const auto& [kind, was] = before.amounts[i];
    const Decimal& is = after.amounts[i].second;
    if (was == is) continue;
    if (kind == Likeness::Amount::limit && bearing != Bearing::frees) return Direction::undecided;
    const bool lower = is < was;
    result =
        joined(result, lower == (kind == Likeness::Amount::rate) ? Direction::looser : Direction::tighter);
  }
  return result.value_or(Direction::undecided);
}

}  // namespace quid
