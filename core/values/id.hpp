// Typed indices: an id names one element of one vector and cannot be mixed up with another kind.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <limits>

namespace quid {

// `Tag` is any type, used only to keep the kinds of id apart. A default-made id is `none`.
template <typename Tag>
struct Id {
  static constexpr std::uint32_t none_value = std::numeric_limits<std::uint32_t>::max();

  std::uint32_t value = none_value;

  constexpr Id() = default;
  constexpr explicit Id(std::size_t index) : value(static_cast<std::uint32_t>(index)) {}

  constexpr bool valid() const { return value != none_value; }
  constexpr std::size_t index() const { return value; }

  friend constexpr auto operator<=>(Id, Id) = default;
};

using FileId = Id<struct FileTag>;

// A run of consecutive elements of a vector: `first <= id < first + count`.
template <typename IdType>
struct IdRange {
  std::uint32_t first = 0;
  std::uint32_t count = 0;

  struct Iterator {
    std::uint32_t at;
    IdType operator*() const { return IdType(at); }
    Iterator& operator++() {
      ++at;
      return *this;
    }
    friend bool operator==(Iterator, Iterator) = default;
  };
  Iterator begin() const { return {first}; }
  Iterator end() const { return {first + count}; }
  bool empty() const { return count == 0; }
  std::size_t size() const { return count; }
  IdType operator[](std::size_t i) const { return IdType(first + i); }
};

}  // namespace quid
