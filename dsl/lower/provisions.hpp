// The properties of a provision or a measure.
#pragma once

#include "dsl/lower/context.hpp"

namespace quid::dsl::lowering {

// What the walk over the properties of one text finds.
struct Properties {
  Terms terms;
  Provision provision;  // by, to, cite and the like
  Promise promise;
  Measure measure;  // under, implements, yields to
  bool has_by = false;
  bool has_to = false;
  bool has_promise = false;
  bool has_bar = false;  // deliver, reaches
  bool damaged = false;
};
Properties lower_properties(Context& context, NodeId node);
void check_properties(Context& context, NodeId node, NodeId name, ProvisionKind provision_kind,
                      const Properties& found);
void check_replacement(Context& context, NodeId node, ProvisionId replaced, const Properties& found);
void default_receivers(Context& context, Properties& found);

// `first of { A, B }`: each measure yields to what stands before it; those of one authority do not yield to one
// another. Once all measures are read.
void lower_firsts(Context& context);

}  // namespace quid::dsl::lowering
