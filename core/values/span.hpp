// A place in the text of a workspace: a file and a half-open range of bytes.
#pragma once

#include <cstdint>

#include "core/values/id.hpp"

namespace quid {

// Byte offsets, `begin <= end`. Facts know the span they came from and nothing else about text;
// `Source` turns a span into lines and columns.
struct Span {
  FileId file;
  std::uint32_t begin = 0;
  std::uint32_t end = 0;

  friend bool operator==(const Span&, const Span&) = default;
};

}  // namespace quid
