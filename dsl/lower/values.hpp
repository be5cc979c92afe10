// Quantities, rates, sources, and what measures fit which.
#pragma once

#include "dsl/lower/context.hpp"

namespace quid::dsl::lowering {

// A quantity or a percentage, no bracket.
std::optional<Quantity> lower_amount(Context& context, NodeId node);
// The same, however large.
std::optional<Quantity> lower_plain_amount(Context& context, NodeId node);
// The same or a bracket.
QuantityId lower_quantity(Context& context, NodeId node);
// A rate in percent, or a bracket.
QuantityId lower_percentage(Context& context, NodeId node);
Rate lower_rate(Context& context, NodeId node);

// None where the product does not fit.
std::optional<Decimal> product(const Decimal& a, const Decimal& b);
bool fits(const Context& context, UnitId unit, UnitId measure);
// Reports a quantity that cannot be converted into `measure`; `what` says what is measured in it.
void want_unit(Context& context, NodeId node, UnitId unit, UnitId measure, std::string_view what,
               Span what_place = {});

// A code without its dots.
std::string_view digits_of(Context& context, std::string_view code);
IdRange<ReferenceId> lower_sources(Context& context, NodeId parent);
std::vector<Yearly> lower_yearly(Context& context, NodeId parent);
// The brackets that stayed open in the text under way, which ends with this.
IdRange<PlaceId> open_places(Context& context);

}  // namespace quid::dsl::lowering
