// Findings for people: drawn under the lines of the text, in one line, or spoken.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "dsl/findings/diagnostic.hpp"
#include "dsl/source/source.hpp"

namespace quid::dsl {

struct RenderStyle {
  bool colour = false;    // ANSI; says nothing that the words do not
  bool narrated = false;  // sentences without drawing characters, for speech, braille and mail
  bool one_line = false;  // FILE:LINE:COLUMN: SEVERITY[NAME] MESSAGE (CODE)
  int width = 96;         // columns of the terminal; lines of the text are cut around their marks
  // Spoken findings say which one of how many they are, where `count` is not 0.
  std::size_t number = 0;
  std::size_t count = 0;
};

// Every line ends in '\n'. `shown_as` is the severity where the stage of the negotiation raises it above the
// finding's own. Characters that would command the terminal are shown as �.
std::string render(const Sources& sources, const Diagnostic& diagnostic, const RenderStyle& style,
                   std::optional<Severity> shown_as = {});

// What identifies a finding when lines have moved: sixteen hexadecimal digits made of the rule, the text that
// is marked, and the names in the message. White space and wording have no part in it. Two findings with the
// same text in the same thing have the same fingerprint.
std::string fingerprint(const Sources& sources, const Diagnostic& diagnostic);

// The same of anything that has parts: sixteen hexadecimal digits.
std::string fingerprint(std::span<const std::string_view> parts);

struct Totals {
  std::size_t errors = 0;
  std::size_t warnings = 0;
  std::size_t notes = 0;
  std::size_t files = 0;
  std::size_t provisions = 0;
  std::size_t unreadable = 0;  // files
};
// `1 error, 2 warnings · 3 files, 40 provisions`; `ok · …` where there is no finding and everything was read,
// `2 files not read · …` where not.
std::string summary_line(const Totals& totals);

}  // namespace quid::dsl
