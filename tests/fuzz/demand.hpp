// How a fuzz target fails: loudly, and so that the fuzzer keeps the input.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <string>

namespace quid::tests {

inline void demand(const std::string& trouble) {
  if (trouble.empty()) return;
  std::fprintf(stderr, "%s\n", trouble.c_str());
  std::abort();
}

}  // namespace quid::tests
