// Whatever the deals say: every answer can say why, and every "no" can say why not.
#include <rapidcheck/catch.h>
#include <algorithm>
#include <catch2/catch.hpp>
#include <optional>
#include <set>

#include "core/states/meaning.hpp"
#include "core/why/explain.hpp"
#include "core/why/missing.hpp"
#include "core/why/reason_words.hpp"
#include "tests/compiled.hpp"
#include "tests/random_workspace.hpp"

namespace quid::tests {
namespace {

std::string outline(const Model& model, const Reason& reason, int indent = 0) {
  std::string text(static_cast<std::size_t>(indent) * 2, ' ');
  text.append(reason.holds ? "+ " : "- ").append(kind_words(reason)).append(" ");
  text.append(to_string(reason.decides)).append(reason.minus ? " (minus) " : " ");
  text.append(words(model, reason)).append("  ").append(in_words(reason.days)).append("\n");
  for (const Reason& child : reason.children) text += outline(model, child, indent + 1);
  return text;
}

// The days of the steps below, put together as the step says.
DaySet together(const Reason& reason) {
  std::vector<DaySet> sets;
  for (const Reason& child : reason.children) sets.push_back(child.days);
  switch (reason.decides) {
    case Decides::all: return DaySet::at_least(sets.size(), sets);
    case Decides::any: return DaySet::at_least(1, sets);
    case Decides::at_least: break;
  }
  return DaySet::at_least(reason.number, sets);
}

// Whether the days of a step follow from those of the steps below it.
bool follows(const Reason& reason) {
  const DaySet below = together(reason);
  if (reason.as<Negation>() != nullptr) return reason.days == ~below;
  if (reason.as<SinceThen>() != nullptr) return reason.days == below.from_first();
  if (const Lasting* lasting = reason.as<Lasting>()) {
    return reason.days == (lasting->kind == Lasting::Kind::for_ ? below.held_for(lasting->duration)
                                                                : below.within_after(lasting->duration));
  }
  if (const AtMoment* at = reason.as<AtMoment>()) return at->day == day_of(at->moment, below);
  if (const OfPart* of = reason.as<OfPart>()) {
    const DaySet since = of->is_for_good ? below.from_first() : below;
    return reason.days == (reason.children[0].minus != reason.minus ? ~since : since);
  }
  return reason.days == below;
}

// The first step that breaks what every step has to keep; empty if none.
std::string broken_step(const Model& model, const Reason& reason, Date on) {
  const std::string text = words(model, reason);
  if (reason.days.contains(on) != reason.holds) return "its days do not bear out `" + text + "`";
  if (text.empty()) return "a step without words";
  if (const Recorded* recorded = reason.as<Recorded>(); recorded != nullptr && !recorded->entry.valid())
    return "an entry that is none: " + text;
  if (reason.as<Unrecorded>() != nullptr && reason.holds) return "missing, and yet it holds: " + text;
  if (reason.children.empty()) {
    const bool rests_on_something = reason.as<OfPart>() != nullptr || reason.as<Negation>() != nullptr ||
                                    reason.as<SinceThen>() != nullptr || reason.as<Lasting>() != nullptr;
    // By its text alone: a measure that says nothing of its days, and what a text that is open would be
    // reached by.
    const bool ends = reason.as<OfState>() != nullptr || reason.as<Operands>() != nullptr;
    if (rests_on_something || (ends && !reason.days.is_all() && !reason.days.empty()))
      return "it ends in a step that rests on something: " + text;
  } else if (!follows(reason)) {
    return "its days do not follow from what is below: " + text;
  }
  for (const Reason& child : reason.children) {
    const std::string broken = broken_step(model, child, on);
    if (!broken.empty()) return broken;
  }
  return {};
}

// The deepest steps that fail.
using Leaves = std::set<std::pair<std::size_t, StateKey>>;
void add_failing(const Reason& reason, Leaves& leaves) {
  if (!reason.fails()) return;
  bool deeper = false;
  for (const Reason& child : reason.children) {
    deeper = deeper || child.fails();
    add_failing(child, leaves);
  }
  const StateKey* key = reason.state();
  if (!deeper && reason.as<Shown>() == nullptr)
    leaves.emplace(reason.step.index(), key != nullptr ? *key : StateKey{});
}

// Whether the lean tree knows of all that fails in the whole one.
bool is_complete(const Reason& lean, const Reason& whole) {
  Leaves known;
  Leaves wanted;
  add_failing(lean, known);
  add_failing(whole, wanted);
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
                       std::string broken = broken_step(compiled.model(), reason, on);
                       if (reason.holds != days.contains(on)) broken = "it says otherwise than evaluation";
                       if (broken.empty() && !reason.holds &&
                           !is_complete(explain_failing(compiled.world(), state, on), reason))
                         broken = "less is missing where only that is asked";
                       if (!broken.empty()) {
                         RC_FAIL(name_of(compiled.model(), state) + " on " + to_string(on) + ": " + broken +
                                 "\n" + outline(compiled.model(), reason));
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
    CHECK(words(compiled.model(), missing[0]) == "a.x performed");
    return;
  }
  FAIL("there is no such state");
}

}  // namespace quid::tests
