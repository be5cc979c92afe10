// Every rule in a row, then the comments that allow findings, then order.
#include "dsl/check/check.hpp"

#include <algorithm>
#include <tuple>

#include "dsl/check/rules.hpp"
#include "dsl/check/suppress.hpp"

namespace quid::dsl {

namespace {

auto rank(const Diagnostic& finding) {
  return std::tuple(finding.place.file, finding.place.begin, finding.place.end, finding.kind);
}

void sort(Diagnostics& findings) {
  std::stable_sort(findings.begin(), findings.end(),
                   [](const Diagnostic& a, const Diagnostic& b) { return rank(a) < rank(b); });
}

// What says that something is absent is right only where the whole text is understood: it may stand on the line that is
// broken.
void drop_what_errors_feed(const Diagnostics& findings, Diagnostics& found) {
  const auto is_error = [](const Diagnostic& finding) { return finding.severity() == Severity::error; };
  if (std::none_of(findings.begin(), findings.end(), is_error) &&
      std::none_of(found.begin(), found.end(), is_error))
    return;
  std::erase_if(found, [](const Diagnostic& finding) {
    return finding.kind == DiagnosticKind::use_out_of_effect ||
           finding.kind == DiagnosticKind::idle_allowance;
  });
}

// The members of a set share their text, and each has its findings: one of them is shown.
Diagnostics merged_members(Diagnostics findings) {
  sort(findings);
  Diagnostics result;
  std::size_t alike = 0;
  const auto finish = [&] {
    if (alike > 0) {
      result.back().notes.push_back("the same holds for " + std::to_string(alike) +
                                    (alike == 1 ? " other member of the set" : " other members of the set"));
    }
    alike = 0;
  };
  for (Diagnostic& finding : findings) {
    if (!result.empty() && rank(result.back()) == rank(finding)) {
      if (result.back().message != finding.message) ++alike;
      continue;
    }
    finish();
    result.push_back(std::move(finding));
  }
  finish();
  return result;
}

}  // namespace

Diagnostics check(const Sources& sources, const Syntax& syntax, const Compilation& compilation, Date today,
                  Judged judged) {
  Diagnostics findings = syntax.diagnostics;
  findings.insert(findings.end(), compilation.diagnostics.begin(), compilation.diagnostics.end());
  check_hidden_character(sources, findings);
  if (compilation.world) {
    const World& world = *compilation.world;
    const Checked checked{sources, syntax, compilation.symbols, compilation.diagnostics, world, world.model};
    Diagnostics found;
    for (const auto rule :
         {check_contradicts_itself, check_timed_cycle, check_circular_unlock, check_lonely_simultaneous,
          check_never_in_effect, check_contradictory_entry, check_rival_adoptions, check_open_bracket,
          check_band_order, check_rival_rates, check_idle_exemption, check_unreachable_band,
          check_unusable_quota, check_uses, check_idle_allowance, check_idle_presumption,
          check_outlives_its_deal, check_ends_without_successor}) {
      rule(checked, found);
    }
    drop_what_errors_feed(findings, found);
    for (Diagnostic& finding : merged_members(std::move(found))) findings.push_back(std::move(finding));
    if (judged == Judged::every_reading) check_every_reading(sources, syntax, compilation, findings);
  }
  findings = apply_suppressions(sources, syntax, std::move(findings), today);
  sort(findings);
  findings.erase(std::unique(findings.begin(), findings.end(),
                             [](const Diagnostic& a, const Diagnostic& b) {
                               return rank(a) == rank(b) && a.message == b.message;
                             }),
                 findings.end());
  return findings;
}

}  // namespace quid::dsl
