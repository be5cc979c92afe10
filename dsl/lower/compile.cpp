#include "dsl/lower/compile.hpp"

#include <utility>

#include "dsl/lower/lower.hpp"
#include "dsl/names/resolve.hpp"

namespace quid::dsl {

Compilation compile(const Syntax& syntax, const CompileOptions& options) {
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

}  // namespace quid::dsl
