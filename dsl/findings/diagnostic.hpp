// What a phase has to say about the text: findings as data, worded where they are found, drawn elsewhere.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/values/span.hpp"

namespace quid::dsl {

enum class Severity : std::uint8_t { note, warning, error };

enum class DiagnosticKind : std::uint8_t {
#define QUID_DIAGNOSTIC(code, name, severity, title) name,
#include "dsl/findings/diagnostics.def"
#undef QUID_DIAGNOSTIC
};

// One line of the registry. `name` is written with hyphens, as people type it: `circular-unlock`.
struct DiagnosticInfo {
  std::string_view code;
  std::string_view name;
  Severity severity;
  std::string_view title;
};
const DiagnosticInfo& info(DiagnosticKind kind);
std::span<const DiagnosticInfo> all_diagnostics();
// By code (`Q202`) or by name (`circular-unlock`).
std::optional<DiagnosticKind> find_diagnostic(std::string_view code_or_name);

std::string_view to_string(Severity severity);

// A place with what is to be said of it. A label must make sense without the message.
struct Label {
  Span span;
  std::string text;
};

// Replaces the text of `span` by `text`.
struct Edit {
  Span span;
  std::string text;
};

struct Help {
  std::string text;
  std::vector<Edit> edits;
};

// The message stands alone: lower case, no full stop, what was observed, user text in backticks. `place` is
// the narrowest wrong range; `label` says what is wrong there (may be empty). `related` are all the other
// places involved, in other files too. `notes` explain; `help` comes last and only where it is certain.
struct Diagnostic {
  DiagnosticKind kind;
  std::string message;
  Span place;
  std::string label = {};
  std::vector<Label> related = {};
  std::vector<std::string> notes = {};
  std::vector<Help> help = {};

  Severity severity() const { return info(kind).severity; }
};

using Diagnostics = std::vector<Diagnostic>;

}  // namespace quid::dsl
