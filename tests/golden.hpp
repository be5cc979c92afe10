// Golden files: a text and the output that one phase is expected to give for it, together in one file.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// A golden is tests/golden/<phase>/<name>.quid. It is Quid text; its instructions are Quid comments at the
// start of a line:
//
//   #--- args --on 2025-07-01     words for the phase, "two words" in quotes; may repeat
//   #--- file uk.quid             what follows is the virtual file uk.quid; only comments before the first
//   #--- expect                   what follows is the expected output, each line after `# ` (`#` where empty)
//
// Without any `#--- file` the text is one file under the golden's own name, and starts at its first line,
// `args` included, so that lines and columns in the output are those of the golden. A name starts with `bad_`
// if and only if the phase finds an error.
//
// `QUID_REWRITE=1 build/dev/tests/quid_tests "[golden]"` writes what the phases give into the goldens, for
// `git diff` to show; `QUID_GOLDEN=part/of/path` runs only those that contain it.
namespace quid::tests {

struct GoldenText {
  std::string name;
  std::string text;
};

struct GoldenCase {
  std::string name;               // "unknown_name", from the file's name
  std::vector<std::string> args;  // in the order written, split at spaces outside of "…"
  std::vector<GoldenText> files;  // at least one
  std::string expected;           // every line ended by '\n', unless the last is `\ no newline at end`
  std::size_t expect_offset =
      0;  // where the line `#--- expect` starts in the golden; its size if there is none
  std::vector<std::string> flaws;  // what is wrong with the golden itself
};

// What a phase gives: its output, and whether it found an error.
struct GoldenOutput {
  std::string text;
  bool error = false;
};

// Phases are listed in tests/golden_phases.cpp; the name is that of the folder.
struct GoldenPhase {
  std::string_view name;
  GoldenOutput (*run)(const GoldenCase&);
};
std::span<const GoldenPhase> golden_phases();

// `file_name` is the golden's own, "bad_unknown_name.quid".
GoldenCase split_golden(std::string_view file_name, std::string_view text);

// The golden with `output` as its expectation; the rest of `text` stays as it is, byte for byte.
std::string with_expectation(std::string_view text, const GoldenCase& golden, std::string_view output);

// The lines that differ, with a few around them: "- expected", "+ given". Empty if there are none.
std::string line_difference(std::string_view expected, std::string_view given);

// Runs one golden; returns what is wrong with it in words for a person, empty if nothing. Where `rewrite`,
// writes the new expectation into the file first.
std::string run_golden(const std::filesystem::path& file, const GoldenPhase& phase, bool rewrite);

}  // namespace quid::tests
