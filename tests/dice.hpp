// Random numbers that are the same for the same seed, on every machine.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <vector>

namespace quid::tests {

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_(seed) {}

  int below(int bound) {
    state_ += 0x9E3779B97F4A7C15U;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EBU;
    return static_cast<int>((z ^ (z >> 31U)) % static_cast<std::uint64_t>(bound));
  }
  int from_to(int first, int last) { return first + below(last - first + 1); }
  bool percent(int chance) { return below(100) < chance; }
  template <typename T>
  const T& one_of(const std::vector<T>& all) {
    return all[static_cast<std::size_t>(below(static_cast<int>(all.size())))];
  }
  std::string word(std::initializer_list<const char*> words) {
    return *(words.begin() + below(static_cast<int>(words.size())));
  }

 private:
  std::uint64_t state_;
};

}  // namespace quid::tests
