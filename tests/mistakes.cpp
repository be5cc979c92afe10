#include "tests/mistakes.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "dsl/check/check.hpp"
#include "dsl/findings/render.hpp"
#include "dsl/lower/compile.hpp"

namespace quid::tests {

namespace {

constexpr Date today{20'600};  // 2026-05-27

struct Found {
  dsl::Sources sources;
  dsl::Diagnostics findings;

  explicit Found(const std::vector<GoldenText>& texts) {
    for (const GoldenText& each : texts) sources.add(each.name, each.text);
    const dsl::Syntax syntax = parse_all(sources, 1);
    findings = dsl::check(sources, syntax, compile(syntax, {}), today);
  }
  std::string_view marked(const dsl::Diagnostic& finding) const {
    return sources.text(finding.place.file)
        .substr(finding.place.begin, finding.place.end - finding.place.begin);
  }
};

const dsl::Help* first_fix(const dsl::Diagnostics& findings) {
  for (const dsl::Diagnostic& finding : findings) {
    for (const dsl::Help& help : finding.help) {
      if (!help.edits.empty()) return &help;
    }
  }
  return nullptr;
}

std::vector<GoldenText> with_edits(std::vector<GoldenText> texts, std::vector<dsl::Edit> edits) {
  std::ranges::sort(edits, std::ranges::greater{}, [](const dsl::Edit& edit) { return edit.span.begin; });
  for (const dsl::Edit& edit : edits)
    texts[edit.span.file.index()].text.replace(edit.span.begin, edit.span.end - edit.span.begin, edit.text);
  return texts;
}

std::string said_by(const dsl::Diagnostic& finding) {
  std::string said = fmt::format("{}\n{}\n", finding.message, finding.label);
  for (const dsl::Label& each : finding.related) said += each.text + "\n";
  for (const std::string& each : finding.notes) said += each + "\n";
  for (const dsl::Help& each : finding.help) said += each.text + "\n";
  return said;
}

}  // namespace

Judged judge(const GoldenCase& golden) {
  const Found found(golden.files);
  Judged judged;
  std::string names;
  for (const dsl::Diagnostic& finding : found.findings) {
    judged.findings += render(found.sources, finding, dsl::RenderStyle{}) + "\n";
    judged.has_error = judged.has_error || finding.severity() == dsl::Severity::error;
    names += fmt::format("{}{}", names.empty() ? "" : " ", info(finding.kind).name);
  }
  if (found.findings.empty()) judged.findings = "ok\n";
  bool mends = true;
  if (const dsl::Help* fix = first_fix(found.findings)) {
    const Found after(with_edits(golden.files, fix->edits));
    judged.findings += fmt::format(
        "after the fix: {}\n", after.findings.empty() ? "ok" : fmt::format("{} left", after.findings.size()));
    mends = after.findings.size() < found.findings.size();
  }

  if (golden.args.size() < 2) return judged;
  if (golden.args[0] == "none") {
    judged.score = found.findings.empty() ? 2 : 0;
    return judged;
  }
  const auto there = std::ranges::find_if(found.findings, [&](const dsl::Diagnostic& finding) {
    return golden.args[0].find(info(finding.kind).name) != std::string::npos &&
           found.marked(finding) == golden.args[1];
  });
  if (there == found.findings.end()) return judged;
  const std::string said = said_by(*there);
  const bool leads_on =
      std::all_of(golden.args.begin() + 2, golden.args.end(),
                  [&](const std::string& words) { return said.find(words) != std::string::npos; });
  judged.score = names == golden.args[0] && leads_on && mends ? 2 : 1;
  return judged;
}

}  // namespace quid::tests
