// Whatever the deals say: every answer can say why, and every "no" can say why not.
#include <rapidcheck/catch.h>
#include <algorithm>
#include <catch2/catch.hpp>
#include <optional>
#include <set>

#include "core/why/missing.hpp"
#include "tests/compiled.hpp"
#include "tests/random_workspace.hpp"

namespace quid::tests {
namespace {

using Kind = Reason::Kind;

std::string outline(const Reason& reason, int indent = 0) {
  static constexpr std::string_view kinds[] = {"state",      "clause", "logic",   "duration",
                                               "date",       "entry",  "missing", "metric",
                                               "membership", "text",   "repeated"};
  std::string text(static_cast<std::size_t>(indent) * 2, ' ');
  text.append(reason.holds ? "+ " : "- ").append(kinds[static_cast<std::size_t>(reason.kind)]);
  text.append(reason.minus ? " (minus) " : " ").append(reason.text).append("\n");
  for (const Reason& child : reason.children) text += outline(child, indent + 1);
  return text;
}

// The first step that breaks what every step has to keep; empty if none.
std::string broken_step(const Reason& reason, Date on) {
  if (reason.days.contains(on) != reason.holds) return "its days do not bear out `" + reason.text + "`";
  if (reason.text.empty()) return "a step without words";
  if (reason.kind == Kind::entry && !reason.entry.valid()) return "an entry that is none: " + reason.text;
  if (reason.kind == Kind::missing && !reason.state.subject.valid())
    return "a missing nothing: " + reason.text;
  if (reason.kind == Kind::missing && reason.holds) return "missing, and yet it holds: " + reason.text;
  const bool ends = reason.children.empty();
  const bool may_end = reason.kind == Kind::entry || reason.kind == Kind::date || reason.kind == Kind::text ||
                       reason.kind == Kind::missing || reason.kind == Kind::metric ||
                       reason.kind == Kind::membership || reason.kind == Kind::repeated;
  // By its text alone: a measure that says nothing of its days, and what a text that is open would be reached
  // by.
  const bool by_text = reason.days.is_all() || (reason.days.empty() && reason.state.state == State::reached);
  if (ends && !may_end && !by_text) return "it ends in a step that rests on something: " + reason.text;
  for (const Reason& child : reason.children) {
    const std::string broken = broken_step(child, on);
    if (!broken.empty()) return broken;
  }
  return {};
}

// Whether some leaf bears the answer: for "why" one that holds, for "why not" one that does not, each the
// other way round under a minus, which every step carries itself.
bool is_borne_out(const Reason& reason, bool wanted, Date on) {
  const bool here = reason.minus ? !wanted : wanted;
  // `once` and `until` rest on the first day of what they name: that it has held is enough.
  const std::optional<Date> first = reason.days.first_day();
  if (here && !reason.holds && first && *first <= on) return true;
  // A date, and how long something has held, decide by themselves, whatever they are worked out from.
  const bool decides = reason.children.empty() || reason.kind == Kind::date || reason.kind == Kind::duration;
  if (decides) return reason.holds == here;
  for (const Reason& child : reason.children) {
    if (is_borne_out(child, wanted, on)) return true;
  }
  return false;
}

// The deepest steps that fail.
using Leaves = std::set<std::pair<Kind, StateKey>>;
void add_failing(const Reason& reason, Leaves& leaves) {
  if (!reason.fails()) return;
  bool deeper = false;
  for (const Reason& child : reason.children) {
    deeper = deeper || child.fails();
    add_failing(child, leaves);
  }
  if (!deeper && reason.kind != Kind::repeated) leaves.emplace(reason.kind, reason.state);
}

// Whether the lean tree knows of all that fails in the whole one. A membership that has ended stands bare in
// the whole one even under a `once`, which holds for good.
bool is_complete(const Reason& lean, const Reason& whole) {
  Leaves known;
  Leaves wanted;
  add_failing(lean, known);
  add_failing(whole, wanted);
  std::erase_if(wanted, [](const auto& leaf) { return leaf.first == Kind::membership; });
  return std::includes(known.begin(), known.end(), wanted.begin(), wanted.end());
}

// The days around each change, which is where mistakes are.
std::set<Date> telling_days(const DaySet& days) {
  std::set<Date> all = {make_date(2025, 1, 1), make_date(2025, 7, 1), make_date(2026, 3, 1)};
  for (const Interval& interval : days.intervals()) {
    for (const Date end : {interval.begin, interval.end}) {
      if (!end.bounded()) continue;
      all.insert(end);
      all.insert(end - 1);
    }
  }
  return all;
}

}  // namespace

TEST_CASE("every state says why it holds on a day, or why not") {
  long explained = 0;
  WorkspaceStyle style;
  style.brackets = true;
  const std::string failure =
      failure_of("explanations", 1500, rc::detail::toProperty([&] {
                   const RandomWorkspace workspace = *any_workspace(style);
                   const Compiled compiled(workspace.text());
                   // Entries that contradict one another are explained all the same.
                   for (const dsl::Diagnostic& finding : compiled.findings()) {
                     const bool entries = finding.kind == dsl::DiagnosticKind::contradictory_entry;
                     if (finding.severity() == dsl::Severity::error && !entries) RC_DISCARD("refused");
                   }
                   for (const StateKey& state : all_states(compiled.model())) {
                     const DaySet days = compiled.world().days(state);
                     for (const Date on : telling_days(days)) {
                       const Reason reason = explain(compiled.world(), state, on);
                       ++explained;
                       std::string broken = broken_step(reason, on);
                       if (reason.holds != days.contains(on)) broken = "it says otherwise than evaluation";
                       if (broken.empty() && !is_borne_out(reason, reason.holds, on))
                         broken = "no leaf bears it out";
                       if (broken.empty() && !reason.holds &&
                           !is_complete(explain_failing(compiled.world(), state, on), reason))
                         broken = "less is missing where only that is asked";
                       if (!broken.empty()) {
                         RC_FAIL(name_of(compiled.model(), state) + " on " + to_string(on) + ": " + broken +
                                 "\n" + outline(reason));
                       }
                     }
                   }
                 }));
  INFO(failure);
  CHECK(failure.empty());
  WARN(explained << " explanations");
}

TEST_CASE("what is missing is named, though a step that holds shows it too") {
  const Compiled compiled(R"(agreement a {
  parties US, GB
  in force once signed

  concession x { by US }
  concession y { by US }
  concession z { by US while x performed or y in effect }
  concession p { by US while z in effect and (x performed or y in effect) and x performed }
}
2025-01-01 event a signed
)");
  REQUIRE_FALSE(compiled.has_errors());
  for (const StateKey& state : all_states(compiled.model())) {
    if (name_of(compiled.model(), state) != "a.p in effect") continue;
    const std::vector<Missing> missing = missing_of(compiled.world(), state, make_date(2025, 7, 1));
    REQUIRE(missing.size() == 1);
    CHECK(missing[0].text == "a.x performed");
    return;
  }
  FAIL("there is no such state");
}

}  // namespace quid::tests
