// Goods, and how they are treated.
#pragma once

#include "dsl/lower/context.hpp"

namespace quid::dsl::lowering {

IdRange<GoodsItemId> lower_goods(Context& context, NodeId node);
void lower_treatment(Context& context, NodeId node);
// In what the limit counts; not valid where it does not say.
UnitId unit_of(const Context& context, const Limit& limit);

}  // namespace quid::dsl::lowering
