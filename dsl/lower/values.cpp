// Quantities, rates, sources, and what measures fit which.
#include "dsl/lower/values.hpp"

#include <algorithm>
#include <functional>
#include <stdexcept>

#include "dsl/words/countries.hpp"

namespace quid::dsl::lowering {

namespace {

// Numbers are kept exactly, so there is a bound beyond which sums of quantities, shares of them and their
// worth in other units would not be. No deal comes near.
bool want_countable(Context& context, NodeId node, const std::optional<Decimal>& number) {
  static const Decimal bound = Decimal(1).times_power_of_ten(18);
  constexpr int most_places = 12;
  if (number && *number < bound && number->places() <= most_places) return true;
  context.report(
      DiagnosticKind::number_out_of_range, context.span(node),
      "`" + std::string(context.text(node)) + "` is beyond what can be counted exactly", {},
      {"a quantity lies below 10^18, with at most 12 digits after the point, also in the base unit"});
  return false;
}

// Rates are added up, staged in steps and taken of shares: all of it stays exact within these bounds.
bool want_rate(Context& context, NodeId node, const Decimal& number, int power_of_ten,
               std::string_view bound) {
  constexpr int most_places = 6;
  if (number < Decimal(1).times_power_of_ten(power_of_ten) && number.places() <= most_places) return true;
  context.report(DiagnosticKind::number_out_of_range, context.span(node),
                 "`" + std::string(context.text(node)) + "` is no rate that can be charged exactly", {},
                 {std::string(bound)});
  return false;
}

void lower_specific_duty(Context& context, NodeId node) {
  const NodeId money = context.first_child(node);
  if (!present(money)) return;
  const NodeId per{context.file()[money].next};
  if (per.value >= context.file()[node].next) return;
  const std::optional<Quantity> money_amount = lower_amount(context, money);
  const std::optional<Quantity> per_amount = lower_amount(context, per);
  if (!money_amount || !per_amount) return;
  if (!is_currency(context.model[money_amount->unit].name)) {
    context.report(DiagnosticKind::dimension_mismatch, context.span(money),
                   "`" + std::string(context.text(money)) + "` is no money",
                   "a specific duty is an amount of a currency");
    return;
  }
  constexpr std::string_view bound =
      "the amounts of a specific duty lie below 10^12, with at most six digits after the point";
  if (!want_rate(context, money, money_amount->amount, 12, bound)) return;
  if (!want_rate(context, per, per_amount->amount, 12, bound)) return;
  context.model.specific_duties.push_back({*money_amount, *per_amount});
}

Reference lower_reference(const Context& context, NodeId source) {
  Reference reference;
  reference.place = context.span(source);
  bool first = true;
  for (NodeId each : context.children(source)) {
    if (context.kind(each) != Kind::string) continue;
    (first ? reference.label : reference.address) = string_text(context.text(each));
    first = false;
  }
  return reference;
}

}  // namespace

std::optional<Decimal> product(const Decimal& a, const Decimal& b) {
  try {
    return a * b;
  } catch (const std::overflow_error&) {
    return std::nullopt;
  }
}

std::optional<Quantity> lower_amount(Context& context, NodeId node) {
  std::optional<Quantity> read = lower_plain_amount(context, node);
  if (!read) return read;
  bool countable = want_countable(context, node, read->amount);
  if (countable && read->unit.valid()) {
    // Also in the units that it may be counted in later.
    const Unit& unit = context.model[read->unit];
    if (unit.factor != Decimal(1))
      countable = want_countable(context, node, product(read->amount, unit.factor));
    const bool has_power = unit.chip.valid() && unit.chip.index() < context.model.chips.size() &&
                           context.model[unit.chip].tpp.has_value();
    if (has_power)
      countable =
          countable && want_countable(context, node, product(read->amount, *context.model[unit.chip].tpp));
  }
  if (!countable) read.reset();
  return read;
}

std::optional<Quantity> lower_plain_amount(Context& context, NodeId node) {
  if (context.kind(node) == Kind::percent) {
    const std::optional<Decimal> number = percent_of(context.naming, context.file(), node);
    if (!number) return std::nullopt;
    return Quantity{*number, context.model.percent_unit};
  }
  if (context.kind(node) == Kind::number) {
    const std::optional<Decimal> number = number_of(context.naming, context.file(), node);
    if (!number) return std::nullopt;
    return Quantity{*number, {}};
  }
  if (context.kind(node) != Kind::quantity || context.file()[node].has_error) return std::nullopt;
  const NodeId number_node = context.child(node, Kind::number);
  const NodeId unit_node = context.child(node, Kind::name);
  if (!present(number_node) || !present(unit_node)) return std::nullopt;
  const std::optional<Decimal> number = number_of(context.naming, context.file(), number_node);
  const UnitId unit = context.naming.unit(context.file(), unit_node);
  if (!number || !unit.valid()) return std::nullopt;
  return Quantity{*number, unit};
}

// Deals repeat few quantities often: `0%`, `10%`. One that was written in the same letters before is the
// same.
QuantityId lower_quantity(Context& context, NodeId node) {
  return context.chosen(node, [&](NodeId value) {
    const std::string_view words = context.text(value);
    const bool may_repeat = words.size() <= Context::RecentQuantity::most && !context.symbols.has_private;
    Context::RecentQuantity* recent = nullptr;
    if (may_repeat) {
      std::array<char, Context::RecentQuantity::most> letters{};
      std::copy(words.begin(), words.end(), letters.begin());
      const std::size_t hash = std::hash<std::string_view>()({letters.data(), letters.size()});
      recent = &context.recent_quantities[hash % context.recent_quantities.size()];
      if (recent->id.valid() && recent->letters == letters) return recent->id;
      recent->letters = letters;
      recent->id = {};
    }
    const std::optional<Quantity> read = lower_amount(context, value);
    if (!read) return QuantityId{};
    const QuantityId id(context.model.quantities.size());
    context.model.quantities.push_back(*read);
    if (recent != nullptr) recent->id = id;
    return id;
  });
}

bool fits(const Context& context, UnitId unit, DimensionId dimension) {
  const Unit& from = context.model[unit];
  if (from.dimension == dimension) return true;
  if (!from.chip.valid()) return false;
  const UnitId base = context.model[dimension].base;
  return base == Model::tpp_unit || base == Model::piece_unit;
}

bool fits(const Context& context, UnitId unit, UnitId measure) {
  return fits(context, unit, context.model[measure].dimension);
}

namespace {

// Of a bracket the first alternative in that unit.
NodeId where_counted_in(const Context& context, NodeId node, UnitId unit) {
  if (context.kind(node) != Kind::bracket) return node;
  for (NodeId alternative : context.children(node)) {
    const NodeId value = Context::value_in(context.file(), alternative);
    if (present(value) && context.text(value).ends_with(context.model[unit].name)) return value;
  }
  return node;
}

}  // namespace

void want_unit(Context& context, NodeId said, UnitId unit, UnitId measure, std::string_view what,
               Span what_place) {
  if (!unit.valid() || !measure.valid() || fits(context, unit, measure)) return;
  const NodeId node = where_counted_in(context, said, unit);
  Diagnostic finding{DiagnosticKind::dimension_mismatch,
                     "`" + std::string(context.text(node)) + "` cannot be counted in `" +
                         std::string(context.model[measure].name) + "`",
                     context.span(node),
                     std::string(what) + " is counted in `" + std::string(context.model[measure].name) + "`",
                     {},
                     {},
                     {}};
  if (what_place.file.valid()) {
    finding.label.clear();
    finding.related.push_back({what_place, std::string(what) + " is counted in `" +
                                               std::string(context.model[measure].name) + "`"});
  }
  context.naming.report(std::move(finding));
}

QuantityId lower_percentage(Context& context, NodeId node) {
  return context.chosen(node, [&](NodeId value) {
    const QuantityId percent = lower_quantity(context, value);
    const bool fits = !percent.valid() || want_rate(context, value, context.model[percent].amount, 6,
                                                    "a rate lies below 1,000,000%, with at most six digits "
                                                    "after the point");
    return fits ? percent : QuantityId{};
  });
}

// The parts of a rate are percentages, which must be one, and specific duties.
Rate lower_rate(Context& context, NodeId node) {
  Rate rate;
  NodeId first_percent;
  rate.specific.first = static_cast<std::uint32_t>(context.model.specific_duties.size());
  for (NodeId part : context.children(node)) {
    if (context.kind(part) == Kind::broken) continue;
    const QuantityId percent = context.chosen(part, [&](NodeId value) {
      if (context.kind(value) == Kind::specific) lower_specific_duty(context, value);
      return context.kind(value) == Kind::percent ? lower_percentage(context, value) : QuantityId{};
    });
    if (context.kind(part) != Kind::percent && !percent.valid()) continue;
    if (present(first_percent)) context.said_twice(part, first_percent);
    first_percent = part;
    rate.percent = percent;
  }
  rate.specific.count =
      static_cast<std::uint32_t>(context.model.specific_duties.size()) - rate.specific.first;
  return rate;
}

std::string_view digits_of(Context& context, std::string_view code) {
  if (code.find('.') == std::string_view::npos) return code;
  constexpr std::size_t block = std::size_t{1} << 16U;
  if (context.digits_left < code.size()) {
    auto fresh = std::make_shared_for_overwrite<char[]>(block);
    context.digits = fresh.get();
    context.digits_left = block;
    context.model.digits.push_back(std::move(fresh));
  }
  char* end = context.digits;
  for (char c : code) {
    if (c != '.') *end++ = c;
  }
  const std::string_view result(context.digits, static_cast<std::size_t>(end - context.digits));
  context.digits_left -= result.size();
  context.digits = end;
  return result;
}

IdRange<ReferenceId> lower_sources(Context& context, NodeId parent) {
  const auto first = static_cast<std::uint32_t>(context.model.references.size());
  context.for_each_property(parent, [&](NodeId each) {
    if (context.kind(each) == Kind::source && !context.file()[each].has_error)
      context.model.references.push_back(lower_reference(context, each));
  });
  return {first, static_cast<std::uint32_t>(context.model.references.size()) - first};
}

std::vector<Yearly> lower_yearly(Context& context, NodeId parent) {
  std::vector<Yearly> days;
  for (NodeId each : context.children(parent)) {
    if (context.kind(each) != Kind::month_day) continue;
    if (const std::optional<Yearly> day = yearly_of(context.naming, context.file(), each))
      days.push_back(*day);
  }
  return days;
}

IdRange<PlaceId> open_places(Context& context) {
  const auto first = static_cast<std::uint32_t>(context.model.places.size());
  if (context.open.empty()) return {0, 0};
  context.model.places.insert(context.model.places.end(), context.open.begin(), context.open.end());
  const auto count = static_cast<std::uint32_t>(context.open.size());
  context.open.clear();
  return {first, count};
}

}  // namespace quid::dsl::lowering
