// Quantities, rates, sources, and what measures fit which.
#include <algorithm>
#include <functional>
#include <stdexcept>

#include "dsl/lower/context.hpp"
#include "dsl/names/countries.hpp"

namespace quid::dsl {

// Numbers are kept exactly, so there is a bound beyond which sums of quantities, shares of them and their
// worth in other units would not be. No deal comes near.
bool Lowering::want_countable(NodeId node, const std::optional<Decimal>& number) {
  static const Decimal bound = Decimal(1).times_power_of_ten(18);
  constexpr int most_places = 12;
  if (number && *number < bound && number->places() <= most_places) return true;
  report(DiagnosticKind::number_out_of_range, span(node),
         "`" + std::string(text(node)) + "` is beyond what can be counted exactly", {},
         {"a quantity lies below 10^18, with at most 12 digits after the point, also in the base unit"});
  return false;
}

std::optional<Decimal> Lowering::product(const Decimal& a, const Decimal& b) {
  try {
    return a * b;
  } catch (const std::overflow_error&) {
    return std::nullopt;
  }
}

std::optional<Quantity> Lowering::amount(NodeId node) {
  std::optional<Quantity> read = plain_amount(node);
  if (!read) return read;
  bool countable = want_countable(node, read->amount);
  if (countable && read->unit.valid()) {
    // Also in the units that it may be counted in later.
    const Unit& unit = model_[read->unit];
    if (unit.factor != Decimal(1)) countable = want_countable(node, product(read->amount, unit.factor));
    const bool has_power =
        unit.chip.valid() && unit.chip.index() < model_.chips.size() && model_[unit.chip].tpp.has_value();
    if (has_power)
      countable = countable && want_countable(node, product(read->amount, *model_[unit.chip].tpp));
  }
  if (!countable) read.reset();
  return read;
}

std::optional<Quantity> Lowering::plain_amount(NodeId node) {
  if (kind(node) == Kind::percent) {
    const std::optional<Decimal> number = percent_of(naming_, file(), node);
    if (!number) return std::nullopt;
    return Quantity{*number, model_.percent_unit};
  }
  if (kind(node) == Kind::number) {
    const std::optional<Decimal> number = number_of(naming_, file(), node);
    if (!number) return std::nullopt;
    return Quantity{*number, {}};
  }
  if (kind(node) != Kind::quantity || file()[node].has_error) return std::nullopt;
  const NodeId number_node = child(node, Kind::number);
  const NodeId unit_node = child(node, Kind::name);
  if (!present(number_node) || !present(unit_node)) return std::nullopt;
  const std::optional<Decimal> number = number_of(naming_, file(), number_node);
  const UnitId unit = naming_.unit(file(), unit_node);
  if (!number || !unit.valid()) return std::nullopt;
  return Quantity{*number, unit};
}

// Deals repeat few quantities often: `0%`, `10%`. One that was written in the same letters before is the
// same.
QuantityId Lowering::quantity(NodeId node) {
  return chosen(node, [&](NodeId value) {
    const std::string_view words = text(value);
    const bool may_repeat = words.size() <= RecentQuantity::most && !symbols_.has_private;
    RecentQuantity* recent = nullptr;
    if (may_repeat) {
      std::array<char, RecentQuantity::most> letters{};
      std::copy(words.begin(), words.end(), letters.begin());
      const std::size_t hash = std::hash<std::string_view>()({letters.data(), letters.size()});
      recent = &recent_quantities_[hash % recent_quantities_.size()];
      if (recent->id.valid() && recent->letters == letters) return recent->id;
      recent->letters = letters;
      recent->id = {};
    }
    const std::optional<Quantity> read = amount(value);
    if (!read) return QuantityId{};
    const QuantityId id(model_.quantities.size());
    model_.quantities.push_back(*read);
    if (recent != nullptr) recent->id = id;
    return id;
  });
}

bool Lowering::fits(UnitId unit, DimensionId dimension) const {
  const Unit& from = model_[unit];
  if (from.dimension == dimension) return true;
  if (!from.chip.valid()) return false;
  const UnitId base = model_[dimension].base;
  return base == Model::tpp_unit || base == Model::piece_unit;
}

bool Lowering::fits(UnitId unit, UnitId measure) const {
  return fits(unit, model_[measure].dimension);
}

void Lowering::want_unit(NodeId node, UnitId unit, UnitId measure, std::string_view what, Span what_place) {
  if (!unit.valid() || !measure.valid() || fits(unit, measure)) return;
  Diagnostic finding{
      DiagnosticKind::dimension_mismatch,
      "`" + std::string(text(node)) + "` cannot be counted in `" + std::string(model_[measure].name) + "`",
      span(node),
      std::string(what) + " is counted in `" + std::string(model_[measure].name) + "`",
      {},
      {},
      {}};
  if (what_place.file.valid()) {
    finding.label.clear();
    finding.related.push_back(
        {what_place, std::string(what) + " is counted in `" + std::string(model_[measure].name) + "`"});
  }
  naming_.report(std::move(finding));
}

// Rates are added up, staged in steps and taken of shares: all of it stays exact within these bounds.
bool Lowering::want_rate(NodeId node, const Decimal& number, int power_of_ten, std::string_view bound) {
  constexpr int most_places = 6;
  if (number < Decimal(1).times_power_of_ten(power_of_ten) && number.places() <= most_places) return true;
  report(DiagnosticKind::number_out_of_range, span(node),
         "`" + std::string(text(node)) + "` is no rate that can be charged exactly", {},
         {std::string(bound)});
  return false;
}

QuantityId Lowering::percentage(NodeId node) {
  return chosen(node, [&](NodeId value) {
    const QuantityId percent = quantity(value);
    const bool fits = !percent.valid() || want_rate(value, model_[percent].amount, 6,
                                                    "a rate lies below 1,000,000%, with at most six digits "
                                                    "after the point");
    return fits ? percent : QuantityId{};
  });
}

// The parts of a rate are percentages, which must be one, and specific duties.
Rate Lowering::rate(NodeId node) {
  Rate rate;
  NodeId first_percent;
  rate.specific.first = static_cast<std::uint32_t>(model_.specific_duties.size());
  for (NodeId part : children(node)) {
    if (kind(part) == Kind::broken) continue;
    const QuantityId percent = chosen(part, [&](NodeId value) {
      if (kind(value) == Kind::specific) specific_duty(value);
      return kind(value) == Kind::percent ? percentage(value) : QuantityId{};
    });
    if (kind(part) != Kind::percent && !percent.valid()) continue;
    if (present(first_percent)) said_twice(part, first_percent);
    first_percent = part;
    rate.percent = percent;
  }
  rate.specific.count = static_cast<std::uint32_t>(model_.specific_duties.size()) - rate.specific.first;
  return rate;
}

void Lowering::specific_duty(NodeId node) {
  const NodeId money = first_child(node);
  if (!present(money)) return;
  const NodeId per{file()[money].next};
  if (per.value >= file()[node].next) return;
  const std::optional<Quantity> money_amount = amount(money);
  const std::optional<Quantity> per_amount = amount(per);
  if (!money_amount || !per_amount) return;
  if (!is_currency(model_[money_amount->unit].name)) {
    report(DiagnosticKind::dimension_mismatch, span(money), "`" + std::string(text(money)) + "` is no money",
           "a specific duty is an amount of a currency");
    return;
  }
  constexpr std::string_view bound =
      "the amounts of a specific duty lie below 10^12, with at most six digits after the point";
  if (!want_rate(money, money_amount->amount, 12, bound)) return;
  if (!want_rate(per, per_amount->amount, 12, bound)) return;
  model_.specific_duties.push_back({*money_amount, *per_amount});
}

std::string_view Lowering::digits(std::string_view code) {
  if (code.find('.') == std::string_view::npos) return code;
  constexpr std::size_t block = std::size_t{1} << 16U;
  if (digits_left_ < code.size()) {
    auto fresh = std::make_shared_for_overwrite<char[]>(block);
    digits_ = fresh.get();
    digits_left_ = block;
    model_.digits.push_back(std::move(fresh));
  }
  char* end = digits_;
  for (char c : code) {
    if (c != '.') *end++ = c;
  }
  const std::string_view result(digits_, static_cast<std::size_t>(end - digits_));
  digits_left_ -= result.size();
  digits_ = end;
  return result;
}

Reference Lowering::reference(NodeId source) const {
  Reference reference;
  reference.place = span(source);
  bool first = true;
  for (NodeId each : children(source)) {
    if (kind(each) != Kind::string) continue;
    (first ? reference.label : reference.address) = string_text(text(each));
    first = false;
  }
  return reference;
}

IdRange<ReferenceId> Lowering::sources(NodeId parent) {
  const auto first = static_cast<std::uint32_t>(model_.references.size());
  for_each_property(parent, [&](NodeId each) {
    if (kind(each) == Kind::source && !file()[each].has_error) model_.references.push_back(reference(each));
  });
  return {first, static_cast<std::uint32_t>(model_.references.size()) - first};
}

std::vector<Yearly> Lowering::yearly(NodeId parent) {
  std::vector<Yearly> days;
  for (NodeId each : children(parent)) {
    if (kind(each) != Kind::month_day) continue;
    if (const std::optional<Yearly> day = yearly_of(naming_, file(), each)) days.push_back(*day);
  }
  return days;
}

IdRange<PlaceId> Lowering::open_places() {
  const auto first = static_cast<std::uint32_t>(model_.places.size());
  if (open_.empty()) return {0, 0};
  model_.places.insert(model_.places.end(), open_.begin(), open_.end());
  const auto count = static_cast<std::uint32_t>(open_.size());
  open_.clear();
  return {first, count};
}

}  // namespace quid::dsl
