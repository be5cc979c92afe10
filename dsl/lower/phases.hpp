// The phases of `lower`, each in the file of its name, in the order in which they run.
#pragma once

#include "dsl/lower/context.hpp"

namespace quid::dsl::lowering {

void lower_definitions(Context& context);   // who, what, and the heads of the deals
void lower_completeness(Context& context);  // what the texts claim to hold whole
void lower_deals(Context& context);         // agreements, measures and their provisions
void lower_changes(Context& context);       // proposals, what moves together, what goes first
void lower_entries(Context& context);
void lower_tests(Context& context);  // scenarios and invariants

}  // namespace quid::dsl::lowering
