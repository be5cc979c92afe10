#include "dsl/compile.hpp"

#include <algorithm>
#include <atomic>
#include <thread>

#include "dsl/lower.hpp"
#include "dsl/parse.hpp"
#include "dsl/resolve.hpp"

namespace quid {

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

Compilation compile(const Sources&, const Syntax& syntax, const CompileOptions& options) {
  Compilation compilation;
  compilation.symbols = resolve(syntax.files, syntax.outlines, compilation.diagnostics);
  LowerOptions lower_options;
  lower_options.known = options.known;
  lower_options.threads = options.threads;
  if (!options.reading.is_agreed())
    lower_options.reading = compilation.symbols.find_party(options.reading.party);
  Model model = lower(syntax.files, compilation.symbols, lower_options, compilation.diagnostics);
  compilation.world = std::make_unique<World>(std::move(model));
  return compilation;
}

}  // namespace quid
