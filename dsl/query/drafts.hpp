// Where the texts of two drafts differ: each declaration, provision and entry, by its name.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/values/span.hpp"
#include "dsl/workspace/workspace.hpp"

namespace quid::dsl {

struct TextChange {
  enum class Of : std::uint8_t {
    deal,        // an agreement, a measure or a proposal, its provisions aside
    provision,   // `us-uk.cars`
    definition,  // what other text rests on: a product, a group, a metric, a presumption
    record,      // an entry; one that says something else is one less and one more
    test,        // a scenario, an invariant
  };
  Of of = Of::deal;
  std::string name;            // `us-uk.cars`, `product steel`; of an entry its words
  std::optional<Span> before;  // one of the two may be missing
  std::optional<Span> after;
  bool wording = false;  // nothing but titles, notes, sources, comments and layout differ
};

// In order of the later text; what only the earlier one has comes last.
std::vector<TextChange> text_changes(const Workspace& before, const Workspace& after);

}  // namespace quid::dsl
