// Vectors for what there may be millions of.
//
// A fresh page of memory costs more than filling it does, and a large workspace touches hundreds of thousands
// of them. A table asks the system for its big blocks in huge pages: one fault for 2 MB instead of 512.
#pragma once

#include <sys/mman.h>

#include <cstddef>
#include <cstdlib>
#include <new>
#include <vector>

namespace quid {

template <typename T>
struct HugePageAllocator {
  using value_type = T;

  HugePageAllocator() = default;
  template <typename U>
  HugePageAllocator(const HugePageAllocator<U>&) {}

  T* allocate(std::size_t count) {
    constexpr std::size_t huge_page = std::size_t{1} << 21U;
    const std::size_t bytes = count * sizeof(T);
    if (bytes < 2 * huge_page) return static_cast<T*>(::operator new(bytes, std::align_val_t(alignof(T))));
    const std::size_t rounded = (bytes + huge_page - 1) / huge_page * huge_page;
    void* block = ::operator new(rounded, std::align_val_t(huge_page));
    madvise(block, rounded, MADV_HUGEPAGE);  // a hint: refused, the block is as good as any other
    return static_cast<T*>(block);
  }
  void deallocate(T* block, std::size_t count) {
    constexpr std::size_t huge_page = std::size_t{1} << 21U;
    const bool huge = count * sizeof(T) >= 2 * huge_page;
    ::operator delete(block, std::align_val_t(huge ? huge_page : alignof(T)));
  }

  template <typename U>
  friend bool operator==(const HugePageAllocator&, const HugePageAllocator<U>&) {
    return true;
  }
};

template <typename T>
using Table = std::vector<T, HugePageAllocator<T>>;

}  // namespace quid
