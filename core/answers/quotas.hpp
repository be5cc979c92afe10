// The quotas worth showing on a day, period by period.
#pragma once

#include <vector>

#include "core/goods/quota.hpp"
#include "core/states/world.hpp"

namespace quid {

struct Quotas {
  std::vector<QuotaRow> rows;  // by provision, in order of the text
  std::size_t quotas = 0;      // provisions among them
  std::size_t full = 0;        // periods that run on the day and are used up
  std::size_t left_out = 0;  // provisions with a quota of which nothing is used, and which are not in effect
};

// Of an agreement with its provisions, of a measure with those in it, or of one provision: all that have begun.
Quotas quotas_of(const World& world, Subject subject, Date on);
// Of everything: those in effect, and those of which some is used.
Quotas quotas_worth_showing(const World& world, Date on);

// Whether the period of a row has ended by the day.
bool is_over(const QuotaRow& row, Date on);

}  // namespace quid
