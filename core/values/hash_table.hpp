// The one hash table: found by key, never walked, so that no order of output can come from a hash.
//
// It is Boost's open addressing. Against three tables of our own (linear probing, at most half full, names
// asked for ahead), the user time of `check`, `days --all` and `grants --status active` is 0.96 to 1.00 at
// 100,000 and at 1,000,000 provisions with the same peak of memory (`tools/bench/run 100000 1000000`), and
// that of questions about duties 0.64 to 0.74, while making a schedule costs 1.01 to 1.04 (`build/release/bench/duties`).
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <utility>

#include "core/values/table.hpp"

namespace quid {

// `Hash` need not spread its bits well: Boost mixes them again.
template <typename Key, typename Value, typename Hash>
class HashTable {
 public:
  void reserve(std::size_t keys) { entries_.reserve(keys); }
  // Null where absent; good until the next `insert`.
  const Value* find(const Key& key) const {
    const auto found = entries_.find(key);
    return found == entries_.end() ? nullptr : &found->second;
  }
  // What stands under the key now, and whether it is this value: one that stood there stays.
  std::pair<Value&, bool> insert(const Key& key, const Value& value) {
    const auto [at, is_new] = entries_.emplace(key, value);
    return {at->second, is_new};
  }

 private:
  boost::unordered_flat_map<Key, Value, Hash, std::equal_to<Key>,
                            HugePageAllocator<std::pair<const Key, Value>>>
      entries_;
};

// Several words as one.
constexpr std::uint64_t mixed(std::uint64_t word) {
  word = (word ^ word >> 32U) * 0x9E3779B97F4A7C15U;
  return word ^ word >> 29U;
}
template <typename... More>
constexpr std::uint64_t mixed(std::uint64_t word, std::uint64_t next, More... more) {
  return mixed(next ^ mixed(word), more...);
}

}  // namespace quid
