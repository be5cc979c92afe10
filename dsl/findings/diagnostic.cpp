#include "dsl/findings/diagnostic.hpp"

#include <algorithm>
#include <array>

namespace quid::dsl {

namespace {

struct Registry {
  std::vector<std::string> names;
  std::vector<DiagnosticInfo> infos;

  Registry() {
    static constexpr std::array raw = {
#define QUID_DIAGNOSTIC(code, name, severity, title) DiagnosticInfo{code, #name, Severity::severity, title},
#include "dsl/findings/diagnostics.def"
#undef QUID_DIAGNOSTIC
    };
    names.reserve(raw.size());
    for (DiagnosticInfo each : raw) {
      names.emplace_back(each.name);
      std::replace(names.back().begin(), names.back().end(), '_', '-');
      each.name = names.back();
      infos.push_back(each);
    }
  }
};

const Registry& registry() {
  static const Registry instance;
  return instance;
}

}  // namespace

const DiagnosticInfo& info(DiagnosticKind kind) {
  return registry().infos[static_cast<std::size_t>(kind)];
}

std::span<const DiagnosticInfo> all_diagnostics() {
  return registry().infos;
}

std::optional<DiagnosticKind> find_diagnostic(std::string_view code_or_name) {
  const std::vector<DiagnosticInfo>& infos = registry().infos;
  for (std::size_t i = 0; i < infos.size(); ++i) {
    if (infos[i].code == code_or_name || infos[i].name == code_or_name) return static_cast<DiagnosticKind>(i);
  }
  return std::nullopt;
}

std::string_view to_string(Severity severity) {
  static constexpr std::array<std::string_view, 3> words = {"note", "warning", "error"};
  return words[static_cast<std::size_t>(severity)];
}

}  // namespace quid::dsl
