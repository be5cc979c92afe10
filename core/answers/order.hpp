// Whether the order in which acts happen matters for what comes of them.
#pragma once

#include <vector>

#include "core/answers/difference.hpp"

namespace quid {

// One other order, and what it leads to. Acts by their numbers: `order[0]` happens on the first of the days.
struct OtherOrder {
  std::vector<std::size_t> order;
  std::vector<StateChange> lasting;  // what differs from when the last of the acts has happened on
};

struct OrderOfActs {
  bool every_order_tried = true;  // else each act was changed with the next, and all were turned round
  std::size_t tried = 0;
  std::vector<OtherOrder> others;  // those that lead elsewhere
};

// The acts, each the entries that it consists of, happened in this world; here they change their days with
// one another. Of acts on one day that is the order in which they stand.
OrderOfActs order_of_acts(const World& world, const std::vector<std::vector<EntryId>>& acts);

}  // namespace quid
