#include "dsl/diagnostic.hpp"

#include <algorithm>
#include <array>
#include <cctype>

namespace quid {

namespace {

struct Registry {
  std::vector<std::string> names;
  std::vector<DiagnosticInfo> infos;

  Registry() {
    static constexpr std::array raw = {
#define QUID_DIAGNOSTIC(code, name, severity, title) DiagnosticInfo{code, #name, Severity::severity, title},
#include "dsl/diagnostics.def"
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

// Optimal string alignment: insertions, deletions, replacements and swaps of neighbours each cost one.
std::size_t spelling_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1);
  std::vector<std::size_t> last(b.size() + 1);
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      auto lower = [](char c) { return std::tolower(static_cast<unsigned char>(c)); };
      std::size_t replaced = last[j - 1] + (lower(a[i - 1]) == lower(b[j - 1]) ? 0 : 1);
      row[j] = std::min({replaced, last[j] + 1, row[j - 1] + 1});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        row[j] = std::min(row[j], before[j - 2] + 1);
    }
    std::swap(before, last);
    std::swap(last, row);
  }
  return last[b.size()];
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

std::optional<std::string_view> nearest(std::string_view wrong,
                                        std::span<const std::string_view> candidates) {
  std::size_t best = std::max<std::size_t>(1, wrong.size() / 3) + 1;
  std::optional<std::string_view> found;
  for (std::string_view candidate : candidates) {
    std::size_t longer = std::max(candidate.size(), wrong.size());
    std::size_t shorter = std::min(candidate.size(), wrong.size());
    if (longer - shorter >= best) continue;
    std::size_t distance = spelling_distance(wrong, candidate);
    if (distance < best) {
      best = distance;
      found = candidate;
    }
  }
  return found;
}

}  // namespace quid
