// Entries put into a model: those that were recorded, and those that somebody only assumes.
#pragma once

#include <span>

#include "core/model/model.hpp"

namespace quid {

// Puts them in their order, by date and else as they come, and what is observed into the metrics.
void set_entries(Model& model, Table<Entry> entries);

enum class History : std::uint8_t { kept, left_out };
// The same text in a world in which these have happened, in place of what is recorded or beside it; on one
// day what is assumed comes after what is recorded. The entries name things of this very model.
Model with_entries(const Model& model, std::span<const Entry> assumed, History history);

}  // namespace quid
