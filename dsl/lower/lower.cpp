// Lowering.
//
// The idea in one sentence: everything already has its number, so each text is walked once, in any order of
// files, and writes what it says into the tables of the Model.
//
// Order: definitions (parties to metrics, and the heads of the deals), what is claimed to be complete, deals with
// their provisions in the order of their numbers, proposals, entries, and at last scenarios and invariants. A
// bracket lowers the alternative that the reading takes; the others are lowered too, for their
// findings, and taken back. Costs: a few table appends for each property and one look-up for each reference;
// no memory is asked for in between.
#include "dsl/lower/lower.hpp"

#include "dsl/lower/phases.hpp"

namespace quid::dsl {

namespace {

// Room for what a provision says, so that tables hardly ever move. Generous: room that is not used is never
// touched, and costs nothing.
void reserve(Model& model, std::size_t provisions, std::size_t nodes) {
  model.provisions.reserve(provisions);
  model.terms.reserve(provisions * 2);
  model.clauses.reserve(provisions * 3);
  model.conditions.reserve(nodes / 3);
  model.moments.reserve(provisions * 3);
  model.treatments.reserve(provisions * 3);
  model.goods.reserve(provisions * 3);
  model.bands.reserve(provisions * 3);
  model.limits.reserve(provisions * 2);
  model.party_lists.reserve(provisions * 4);
}

}  // namespace

Model lower(std::span<const ast::File> files, const Symbols& symbols, const LowerOptions& options,
            Diagnostics& diagnostics) {
  Model model;
  std::size_t nodes = 0;
  for (const ast::File& file : files) nodes += file.nodes.size();
  reserve(model, symbols.provision_kinds.size(), nodes);
  lowering::Context context(files, symbols, options, model, diagnostics);
  lowering::lower_definitions(context);
  lowering::lower_completeness(context);
  lowering::lower_deals(context);
  lowering::lower_changes(context);
  lowering::lower_entries(context);
  lowering::lower_tests(context);
  return model;
}

}  // namespace quid::dsl
