#include "core/answers/order.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

#include "core/model/entries.hpp"

namespace quid {

namespace {

using Order = std::vector<std::size_t>;

// All of them up to so many acts: 23 others for four.
constexpr std::size_t most_acts_in_every_order = 4;

std::vector<Order> orders_to_try(std::size_t acts) {
  Order first(acts);
  std::iota(first.begin(), first.end(), std::size_t{0});
  std::vector<Order> orders;
  if (acts <= most_acts_in_every_order) {
    for (Order order = first; std::next_permutation(order.begin(), order.end());) orders.push_back(order);
    return orders;
  }
  for (std::size_t i = 0; i + 1 < acts; ++i) {
    orders.push_back(first);
    std::swap(orders.back()[i], orders.back()[i + 1]);
  }
  orders.emplace_back(first.rbegin(), first.rend());
  return orders;
}

// An act keeps its own distance between its date, the day from which it acts and the day it was recorded.
Entry moved(Entry entry, int by) {
  entry.date = entry.date + by;
  entry.acts_from = entry.acts_from + by;
  entry.recorded = entry.recorded + by;
  return entry;
}

}  // namespace

OrderOfActs order_of_acts(const World& world, const std::vector<std::vector<EntryId>>& acts) {
  const Model& model = world.model;
  OrderOfActs result;
  std::vector<bool> is_act(model.entries.size());
  Date last = Date::min_value();
  for (const std::vector<EntryId>& act : acts) {
    for (EntryId id : act) {
      is_act[id.index()] = true;
      last = std::max({last, model[id].acts_from, model[id].date});
    }
  }
  Table<Entry> kept;
  for (std::size_t i = 0; i < model.entries.size(); ++i) {
    if (!is_act[i]) kept.push_back(model.entries[i]);
  }
  // By their own days: the slots that they take turns in.
  Order slots(acts.size());
  std::iota(slots.begin(), slots.end(), std::size_t{0});
  const auto day_of = [&](std::size_t act) { return model[acts[act].front()].date; };
  std::stable_sort(slots.begin(), slots.end(),
                   [&](std::size_t a, std::size_t b) { return day_of(a) < day_of(b); });
  const std::vector<Order> orders = orders_to_try(acts.size());
  result.every_order_tried = acts.size() <= most_acts_in_every_order;
  for (const Order& order : orders) {
    Table<Entry> entries = kept;
    Order as_acts;
    for (std::size_t i = 0; i < order.size(); ++i) {
      const std::size_t act = slots[order[i]];
      as_acts.push_back(act);
      for (EntryId id : acts[act]) entries.push_back(moved(model[id], day_of(slots[i]) - day_of(act)));
    }
    Model other = model;
    for (const Entry& entry : entries) last = std::max({last, entry.acts_from, entry.date});
    set_entries(other, std::move(entries));
    const World turned(std::move(other));
    std::vector<StateChange> changes = state_changes(world, turned);
    std::erase_if(changes, [&](const StateChange& change) {
      return ((change.begins() | change.ends()) & DaySet::from(last)).empty();
    });
    ++result.tried;
    if (!changes.empty()) result.others.push_back({std::move(as_acts), std::move(changes)});
  }
  return result;
}

}  // namespace quid
