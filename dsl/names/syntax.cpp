#include "dsl/names/syntax.hpp"

#include <atomic>
#include <thread>
#include <utility>

#include "dsl/tree/parse.hpp"

namespace quid::dsl {

Syntax parse_all(const Sources& sources, unsigned threads) {
  const std::size_t count = sources.size();
  Syntax syntax;
  syntax.files.resize(count);
  syntax.outlines.resize(count);
  std::vector<Diagnostics> found(count);
  std::atomic<std::size_t> next = 0;
  const auto work = [&] {
    for (std::size_t i = next++; i < count; i = next++) {
      syntax.files[i] = parse(sources, FileId(i), found[i]);
      syntax.outlines[i] = outline(syntax.files[i]);
    }
  };
  {
    std::vector<std::jthread> others;
    for (unsigned i = 1; i < threads && i < count; ++i) others.emplace_back(work);
    work();
  }
  for (Diagnostics& each : found) {
    std::move(each.begin(), each.end(), std::back_inserter(syntax.diagnostics));
  }
  return syntax;
}

}  // namespace quid::dsl
