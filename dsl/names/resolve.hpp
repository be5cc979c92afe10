// From trees to names: every declaration of a workspace collected, numbered and put where look-ups find it.
#pragma once

#include <span>

#include "dsl/findings/diagnostic.hpp"
#include "dsl/names/symbols.hpp"
#include "dsl/tree/ast.hpp"

namespace quid::dsl {

// `outlines` are those of the files, in their order. Findings: duplicate names, members of groups and blocs
// that are nobody, definitions that contain themselves, and what a proposal changes that is not there. A
// second declaration of a name is numbered like any other; the name stays with the first.
Symbols resolve(std::span<const ast::File> files, std::span<const Outline> outlines,
                Diagnostics& diagnostics);

}  // namespace quid::dsl
