// What has happened: entries.
#pragma once

#include "dsl/lower/context.hpp"

namespace quid::dsl::lowering {

void lower_entry(Context& context, NodeId node);

}  // namespace quid::dsl::lowering
