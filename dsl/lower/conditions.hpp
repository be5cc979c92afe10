// Conditions, moments and tests.
#pragma once

#include "dsl/lower/context.hpp"

namespace quid::dsl::lowering {

// The condition or a bracket; not valid where it stays open.
ConditionId lower_condition(Context& context, NodeId node);
MomentId lower_moment(Context& context, NodeId node);
TestId lower_test(Context& context, NodeId node);
// The same, and what the measure around it applies to, if it says so.
TestId lower_test_with_measure(Context& context, NodeId node);

}  // namespace quid::dsl::lowering
