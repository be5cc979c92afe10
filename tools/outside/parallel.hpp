// Pieces of one answer made on several threads, and taken in their order.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <thread>
#include <vector>

namespace quid::tools {

// `make(i)` for each of `count` pieces, on two threads; `take(piece)` on the calling one, in order. Only some
// pieces are made ahead, so that an answer of any size is never held as a whole.
template <typename Make, typename Take>
void in_parallel(std::size_t count, Make make, Take take) {
  constexpr std::size_t threads = 2;
  constexpr std::size_t ahead = 32;
  std::vector<decltype(make(std::size_t{}))> pieces;
  for (std::size_t begin = 0; begin < count; begin += ahead) {
    const std::size_t end = std::min(count, begin + ahead);
    pieces.clear();
    pieces.resize(end - begin);
    std::atomic<std::size_t> next = begin;
    const auto work = [&] {
      for (std::size_t i = next++; i < end; i = next++) pieces[i - begin] = make(i);
    };
    {
      std::vector<std::jthread> others;
      for (std::size_t i = 1; i < std::min(threads, end - begin); ++i) others.emplace_back(work);
      work();
    }
    for (auto& piece : pieces) take(std::move(piece));
  }
}

}  // namespace quid::tools
