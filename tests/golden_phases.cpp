// The phases that goldens run, one function and one line of the table each: tests/golden/<phase>/*.quid.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "dsl/check/check.hpp"
#include "dsl/findings/render.hpp"
#include "dsl/lower/compile.hpp"
#include "dsl/tree/format.hpp"
#include "tests/compiled.hpp"
#include "tests/golden.hpp"
#include "tests/mistakes.hpp"
#include "tests/model_dump.hpp"
#include "tests/running.hpp"

namespace quid::tests {
namespace {

// The day on which goldens are checked: it decides whether a suppression has expired.
constexpr Date today{20'600};  // 2026-05-27

dsl::Sources sources_of(const GoldenCase& golden) {
  dsl::Sources sources;
  for (const GoldenText& file : golden.files) sources.add(file.name, file.text);
  return sources;
}

GoldenOutput findings_of(const dsl::Sources& sources, const dsl::Diagnostics& findings) {
  GoldenOutput output;
  for (const dsl::Diagnostic& finding : findings) {
    if (!output.text.empty()) output.text += "\n";
    output.text += render(sources, finding, dsl::RenderStyle{});
    if (!output.text.ends_with('\n')) output.text += "\n";
    output.error = output.error || finding.severity() == dsl::Severity::error;
  }
  if (findings.empty()) output.text = "ok\n";
  return output;
}

// Every mistake on a line of its own, at its place: how well reading is taken up again. Where there is none,
// the trees.
GoldenOutput run_parse(const GoldenCase& golden) {
  const dsl::Sources sources = sources_of(golden);
  const dsl::Syntax syntax = parse_all(sources, 1);
  GoldenOutput output;
  for (const dsl::Diagnostic& finding : dsl::check(sources, syntax, compile(syntax, {}), today)) {
    const dsl::Position at = sources.position(finding.place.file, finding.place.begin);
    output.text += std::to_string(at.line) + ":" + std::to_string(at.column) + " " +
                   std::string(info(finding.kind).name) + ": " + finding.message + "\n";
    output.error = output.error || finding.severity() == dsl::Severity::error;
  }
  if (output.error) return output;
  for (const ast::File& file : syntax.files) output.text += ast::dump(file);
  return output;
}

GoldenOutput run_format(const GoldenCase& golden) {
  const dsl::Sources sources = sources_of(golden);
  const dsl::Syntax syntax = parse_all(sources, 1);
  if (!syntax.diagnostics.empty()) return findings_of(sources, syntax.diagnostics);
  GoldenOutput output;
  for (const ast::File& file : syntax.files) output.text += dsl::format(file);
  return output;
}

GoldenOutput run_check(const GoldenCase& golden) {
  const dsl::Sources sources = sources_of(golden);
  const dsl::Syntax syntax = parse_all(sources, 1);
  const dsl::Compilation compilation = compile(syntax, {});
  return findings_of(sources, dsl::check(sources, syntax, compilation, today, dsl::Judged::every_reading));
}

// A mistake that people make, and how well it is told.
GoldenOutput run_mistake(const GoldenCase& golden) {
  const Judged judged = judge(golden);
  return {fmt::format("{}score {}\n", judged.findings, judged.score), judged.has_error};
}

dsl::CompileOptions options_of(const GoldenCase& golden) {
  dsl::CompileOptions options;
  for (std::size_t i = 0; i + 1 < golden.args.size(); i += 2) {
    if (golden.args[i] == "--reading") options.reading.party = golden.args[i + 1];
    if (golden.args[i] == "--known") options.known = parse_date(golden.args[i + 1]);
  }
  return options;
}

// What the phases up to the model find, and the model.
GoldenOutput run_lower(const GoldenCase& golden) {
  const dsl::Sources sources = sources_of(golden);
  const dsl::Syntax syntax = parse_all(sources, 1);
  const dsl::Compilation compilation = compile(syntax, options_of(golden));
  dsl::Diagnostics found = syntax.diagnostics;
  found.insert(found.end(), compilation.diagnostics.begin(), compilation.diagnostics.end());
  GoldenOutput output;
  if (!found.empty()) output = findings_of(sources, found);
  if (!output.error) output.text += dump(compilation.world->model);
  return output;
}

// Every state that anything can be in, except those that never hold.
GoldenOutput run_days(const GoldenCase& golden) {
  const dsl::Sources sources = sources_of(golden);
  const dsl::Syntax syntax = parse_all(sources, 1);
  dsl::CompileOptions options = options_of(golden);
  const dsl::Compilation compilation = compile(syntax, options);
  options.known.reset();
  GoldenOutput output = findings_of(sources, dsl::check(sources, syntax, compile(syntax, options), today));
  if (output.error) return output;
  output.text.clear();
  const World& world = *compilation.world;
  for (const StateKey& key : all_states(world.model)) {
    const DaySet days = world.days(key);
    if (!days.empty()) output.text += name_of(world.model, key) + ": " + in_words(days) + "\n";
  }
  return output;
}

// A command on the files as a workspace, from the command line to the page. Only what cannot be answered is an error.
template <const char* const& command>
GoldenOutput run_command(const GoldenCase& golden) {
  const Folder folder;
  for (const GoldenText& file : golden.files) folder.write(file.name, file.text);
  std::vector<std::string> arguments{command};
  arguments.insert(arguments.end(), golden.args.begin(), golden.args.end());
  const Ran ran = run_in(folder, std::move(arguments));
  return {ran.out + ran.errors, ran.exit == 2};
}
constexpr const char* why = "why";
constexpr const char* unlock = "unlock";
constexpr const char* duty = "duty";
constexpr const char* export_ = "export";
constexpr const char* quota = "quota";
constexpr const char* test = "test";
constexpr const char* grants = "grants";
constexpr const char* what_if = "what-if";

constexpr std::array phases = {
    GoldenPhase{"parse", run_parse},
    GoldenPhase{"format", run_format},
    GoldenPhase{"check", run_check},
    GoldenPhase{"mistake", run_mistake},
    GoldenPhase{"lower", run_lower},
    GoldenPhase{"days", run_days},
    GoldenPhase{"why", run_command<why>},
    GoldenPhase{"unlock", run_command<unlock>},
    GoldenPhase{"duty", run_command<duty>},
    GoldenPhase{"export", run_command<export_>},
    GoldenPhase{"quota", run_command<quota>},
    GoldenPhase{"test", run_command<test>},
    GoldenPhase{"grants", run_command<grants>},
    GoldenPhase{"what_if", run_command<what_if>},
};

}  // namespace

std::span<const GoldenPhase> golden_phases() {
  return phases;
}

}  // namespace quid::tests
