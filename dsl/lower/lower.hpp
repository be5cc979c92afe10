// From trees and names to the Model: what the deals say, under one reading of the brackets.
#pragma once

#include <span>

#include "core/model/model.hpp"
#include "dsl/findings/diagnostic.hpp"
#include "dsl/lower/options.hpp"
#include "dsl/names/symbols.hpp"
#include "dsl/tree/ast.hpp"

namespace quid::dsl {

// A Model is always made. What a mistake makes meaningless is made harmless: a condition whose reference
// names nothing holds on no day, a clause or property whose text was lost is as if it were not written, a
// name that is nobody's is left out of its list.
//
// Findings are those of every alternative of every bracket, whatever the reading.
Model lower(std::span<const ast::File> files, const Symbols& symbols, const LowerOptions& options,
            Diagnostics& diagnostics);

}  // namespace quid::dsl
