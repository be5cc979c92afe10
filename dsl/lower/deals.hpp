// The terms of an agreement, as its own block and proposals set them.
#pragma once

#include "dsl/lower/context.hpp"

namespace quid::dsl::lowering {

void lower_agreement_property(Context& context, NodeId node, Agreement& agreement, AgreementTerms& terms);

}  // namespace quid::dsl::lowering
