// Laying a text out changes neither its tree nor its comments.
#include <cstddef>
#include <cstdint>

#include "tests/fuzz/demand.hpp"
#include "tests/layout.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  quid::tests::demand(quid::tests::trouble_with_meaning({reinterpret_cast<const char*>(data), size}));
  return 0;
}
