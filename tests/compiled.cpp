#include "tests/compiled.hpp"

#include <algorithm>

namespace quid::tests {

Compiled::Compiled(std::string text, const dsl::CompileOptions& options, dsl::Judged judged) {
  sources_.add("workspace.quid", std::move(text));
  syntax_ = parse_all(sources_, 1);
  compilation_ = compile(syntax_, options);
  // Suppressions do not matter here, and so no more does the day.
  findings_ = dsl::check(sources_, syntax_, compilation_, make_date(2026, 1, 1), judged);
}

bool Compiled::has_errors() const {
  return std::any_of(findings_.begin(), findings_.end(), [](const dsl::Diagnostic& finding) {
    return finding.severity() == dsl::Severity::error;
  });
}

bool Compiled::has(dsl::DiagnosticKind kind) const {
  return std::any_of(findings_.begin(), findings_.end(),
                     [&](const dsl::Diagnostic& finding) { return finding.kind == kind; });
}

std::string Compiled::findings_in_words() const {
  std::string text;
  for (const dsl::Diagnostic& finding : findings_) {
    const dsl::Position at = sources_.position(finding.place.file, finding.place.begin);
    text += std::to_string(at.line) + ":" + std::to_string(at.column) + " ";
    text.append(to_string(finding.severity())).append("[").append(info(finding.kind).name).append("] ");
    text += finding.message + "\n";
  }
  return text;
}

std::string Compiled::days(std::string_view state) const {
  if (has_errors()) return findings_in_words();
  for (const StateKey& key : all_states(model())) {
    if (name_of(model(), key) == state) return in_words(world().days(key));
  }
  return "no such state";
}

std::vector<StateKey> all_states(const Model& model) {
  std::vector<PartyId> parties;
  for (const Agreement& agreement : model.agreements) {
    parties.insert(parties.end(), agreement.parties.begin(), agreement.parties.end());
  }
  std::sort(parties.begin(), parties.end());
  parties.erase(std::unique(parties.begin(), parties.end()), parties.end());

  std::vector<StateKey> states;
  for (StateKey key : every_state(model)) {
    states.push_back(key);
    if (!names_a_party(key.state)) continue;
    const bool deal = key.subject.kind == SubjectKind::agreement;
    for (const PartyId party : deal ? model[key.subject.agreement()].parties : parties) {
      key.by = party;
      states.push_back(key);
    }
  }
  return states;
}

std::string in_words(const DaySet& days) {
  if (days.empty()) return "never";
  if (days.is_all()) return "always";
  std::string text;
  for (const Interval& spell : days.intervals()) {
    if (!text.empty()) text += ", ";
    if (spell.begin.bounded()) text += to_string(spell.begin) + " ";
    text += "..";
    if (spell.end.bounded()) text += " " + to_string(spell.end - 1);
  }
  return text;
}

}  // namespace quid::tests
