// A Model as text, by the names of the text: what the goldens of `lower` show.
#pragma once

#include <string>

#include "core/model/model.hpp"

namespace quid::tests {

// A line for each thing that the texts declare, in order of the tables, and below it, moved in, what it says; the
// entries last. What is built in stays unsaid.
std::string dump(const Model& model);

}  // namespace quid::tests
