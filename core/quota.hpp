// How much of a quota is used, and on which days it is full.
#pragma once

#include "core/index.hpp"
#include "core/model.hpp"

namespace quid {

// The days on which every limited first band of the provision's treatments is full: use counted from the
// entries that name the provision, those of the day included, those while suspended too. None where no first
// band has a limit. A limit per consignee or per parent is never full for everybody.
DaySet exhausted_days(const Model& model, const Index& index, ProvisionId provision);

}  // namespace quid
