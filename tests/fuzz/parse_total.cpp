// Any bytes at all give a tree that is in order, and findings that lie inside the text.
#include <cstddef>
#include <cstdint>

#include "tests/fuzz/demand.hpp"
#include "tests/layout.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  quid::tests::demand(quid::tests::trouble_with_parse({reinterpret_cast<const char*>(data), size}));
  return 0;
}
