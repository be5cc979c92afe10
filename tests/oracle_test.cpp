// Compares the evaluator with the oracle on random workspaces: every state, every day.
//
//   RC_PARAMS="max_success=50000 seed=1" build/dev/tests/quid_tests "the evaluator and the oracle*"
// looks longer.
#include "tests/oracle.hpp"

#include <rapidcheck/catch.h>
#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <set>

#include "tests/compiled.hpp"
#include "tests/random_workspace.hpp"

namespace quid::tests {
namespace {

// What the runs came across, to be sure that they came across enough.
struct Coverage {
  int workspaces = 0;
  int refused = 0;  // by `check`, for something other than a ring
  int rings_refused = 0;
  int rings_of_expiry = 0;
  int contradictory_entries = 0;
  int rings = 0;
  int greatest_rings = 0;
  long states = 0;
  long changing = 0;  // states that are neither `never` nor `always`
  std::map<std::string_view, int> refusals;

  void count(const Oracle& oracle, const std::vector<StateKey>& all) {
    ++workspaces;
    rings += oracle.rings();
    greatest_rings += oracle.greatest_rings();
    states += static_cast<long>(all.size());
    for (const StateKey& state : all) {
      const DaySet days = oracle.days(state);
      if (!days.empty() && !days.is_all()) ++changing;
    }
  }
  std::string in_words() const {
    std::string text = std::to_string(workspaces) + " workspaces, " + std::to_string(states) + " states, " +
                       std::to_string(changing) + " of them neither never nor always; " +
                       std::to_string(rings) + " rings, " + std::to_string(greatest_rings) +
                       " moving together; " + std::to_string(rings_refused) + " refused for a ring, " +
                       std::to_string(rings_of_expiry) + " more once in force, " +
                       std::to_string(contradictory_entries) + " contradictory entries; " +
                       std::to_string(refused) + " for something else";
    for (const auto& [name, count] : refusals)
      text.append(", ").append(name).append(" ").append(std::to_string(count));
    return text;
  }
};

bool about_rings(const dsl::Diagnostic& finding) {
  return finding.kind == dsl::DiagnosticKind::contradicts_itself ||
         finding.kind == dsl::DiagnosticKind::timed_cycle;
}
bool has_ring_refused(const Compiled& compiled) {
  return std::any_of(compiled.findings().begin(), compiled.findings().end(), about_rings);
}

// Counts a workspace that the checker refuses, for whatever else than rings. Entries that contradict one
// another are findings too, but the reference says what follows from them all the same.
bool is_refused(const Compiled& compiled, Coverage& coverage) {
  bool refused = false;
  for (const dsl::Diagnostic& finding : compiled.findings()) {
    if (finding.severity() != dsl::Severity::error || about_rings(finding)) continue;
    if (finding.kind == dsl::DiagnosticKind::contradictory_entry) {
      ++coverage.contradictory_entries;
      continue;
    }
    if (!refused) ++coverage.refusals[info(finding.kind).name];
    refused = true;
  }
  if (refused) ++coverage.refused;
  return refused;
}

// The first day on which the two differ.
Date first_difference(const DaySet& a, const DaySet& b) {
  return *((a - b) | (b - a)).first_day();
}

std::string difference(const std::string& name, const DaySet& oracle, const DaySet& evaluator) {
  return name + " differs first on " + to_string(first_difference(oracle, evaluator)) +
         "\n  by the oracle:    " + in_words(oracle) + "\n  by the evaluator: " + in_words(evaluator);
}

// An agreement that leaves out an open `operative once` does not say `operative` any more.
std::string plain_name(const Model& model, const StateKey& state) {
  if (state.state != State::in_force) return name_of(model, state);
  return name_of(model, state.subject) + " in force";
}

std::string with_all_in_force(const RandomWorkspace& workspace) {
  std::string text = workspace.text();
  for (const RandomWorkspace::Block& block : workspace.blocks) {
    if (block.head.find("agreement") == 0) text += "2025-12-30 event " + block.name + " in force\n";
  }
  return text;
}

void compare(const Oracle& oracle, const World& world) {
  for (const StateKey& state : oracle.states()) {
    const DaySet expected = oracle.days(state);
    const DaySet given = world.days(state);
    if (expected != given) RC_FAIL(difference(name_of(world.model, state), expected, given));
  }
}

}  // namespace

TEST_CASE("the evaluator and the oracle agree on every state and day") {
  Coverage coverage;
  WorkspaceStyle style;
  style.unsound = true;
  const std::string failure =
      failure_of("evaluator and oracle", 2500, rc::detail::toProperty([&] {
                   const RandomWorkspace workspace = *any_workspace(style);
                   const Compiled compiled(workspace.text());
                   if (is_refused(compiled, coverage)) RC_DISCARD("refused: " + compiled.findings_in_words());
                   const Oracle oracle(compiled.model());
                   // A ring that the checker refuses is one that the oracle finds, and the other way round.
                   const bool refused = has_ring_refused(compiled);
                   const bool ring = oracle.contradicts_itself() || oracle.has_timed_cycle();
                   if (ring && !refused) {
                     // The ring of an expiry is seen only once something can put the deal in force.
                     const Compiled in_force(with_all_in_force(workspace));
                     if (!has_ring_refused(in_force)) RC_FAIL("the checker misses a ring");
                     ++coverage.rings_of_expiry;
                     return;
                   }
                   if (refused && !ring) {
                     RC_FAIL("the checker refuses what is sound\n" + compiled.findings_in_words());
                   }
                   if (refused) {
                     ++coverage.rings_refused;
                     return;
                   }
                   compare(oracle, compiled.world());
                   coverage.count(oracle, oracle.states());
                 }));
  UNSCOPED_INFO(coverage.in_words());
  INFO(failure);
  CHECK(failure.empty());
  CHECK(coverage.refused * 20 <= coverage.workspaces);
  CHECK(coverage.rings * 5 >= coverage.workspaces);
  WARN(coverage.in_words());
}

TEST_CASE("a reading of brackets is the text with what it takes in their place") {
  Coverage coverage;
  WorkspaceStyle style;
  style.brackets = true;
  const std::string failure = failure_of(
      "readings", 400, rc::detail::toProperty([&] {
        const RandomWorkspace workspace = *any_workspace(style);
        for (const char* party : {"", "US", "GB", "IN"}) {
          dsl::CompileOptions options;
          options.reading.party = party;
          const Compiled drafted(workspace.text(), options);
          const Compiled resolved(workspace.text_as_read_by(party));
          if (is_refused(drafted, coverage)) return;
          if (is_refused(resolved, coverage)) return;
          if (has_ring_refused(drafted) || has_ring_refused(resolved)) return;
          const Oracle oracle(resolved.model());
          std::map<std::string, DaySet> expected;
          for (const StateKey& state : oracle.states()) {
            expected[plain_name(resolved.model(), state)] = oracle.days(state);
          }
          for (const StateKey& state : all_states(drafted.model())) {
            const std::string name = plain_name(drafted.model(), state);
            const DaySet given = drafted.world().days(state);
            if (expected[name] != given) {
              RC_FAIL("read by `" + std::string(party) + "`: " + difference(name, expected[name], given) +
                      "\n" + workspace.text_as_read_by(party));
            }
          }
          coverage.count(oracle, oracle.states());
        }
      }));
  INFO(failure);
  CHECK(failure.empty());
  CHECK(coverage.refused * 10 <= coverage.workspaces);
  WARN(coverage.in_words());
}

// Where errors and rings that never start stand, and what kind of finding each is.
using Mistakes = std::set<std::pair<std::uint32_t, dsl::DiagnosticKind>>;
Mistakes mistakes_of(const dsl::Diagnostics& findings) {
  Mistakes list;
  for (const dsl::Diagnostic& each : findings) {
    if (each.severity() == dsl::Severity::error || each.kind == dsl::DiagnosticKind::circular_unlock)
      list.emplace(each.place.begin, each.kind);
  }
  return list;
}

TEST_CASE("what `check` finds is what is found in some reading of the brackets") {
  int elsewhere = 0;
  WorkspaceStyle style;
  style.brackets = true;
  style.unsound = true;
  const std::string failure = failure_of(
      "every reading", 400, rc::detail::toProperty([&] {
        const RandomWorkspace workspace = *any_workspace(style);
        const std::string text = workspace.text();
        const Compiled agreed(text);
        Mistakes expected = mistakes_of(agreed.findings());
        const std::size_t agreed_ones = expected.size();
        for (const char* party : {"US", "GB", "IN", "JP", "FR"}) {
          dsl::CompileOptions options;
          options.reading.party = party;
          for (const auto& each : mistakes_of(Compiled(text, options).findings())) expected.insert(each);
        }
        if (expected.size() > agreed_ones) ++elsewhere;
        const Compiled every(text, {}, dsl::Judged::every_reading);
        if (mistakes_of(every.findings()) != expected)
          RC_FAIL(std::to_string(expected.size()) + " expected, and found\n" + every.findings_in_words());
      }));
  INFO(failure);
  CHECK(failure.empty());
  CHECK(elsewhere > 60);
  WARN(std::to_string(elsewhere) + " with a mistake that the agreed text does not have");
}

TEST_CASE("facts recorded later than the day by which they were known do not count") {
  Coverage coverage;
  const std::string failure =
      failure_of("known", 400, rc::detail::toProperty([&] {
                   const RandomWorkspace workspace = *any_workspace({});
                   const Date known =
                       make_date(2025, 1, 1) + *rc::gen::resize(rc::kNominalSize, rc::gen::inRange(0, 400));
                   dsl::CompileOptions options;
                   options.known = known;
                   const Compiled all(workspace.text());
                   const Compiled then(workspace.text(), options);
                   if (is_refused(all, coverage)) RC_DISCARD("refused");
                   if (has_ring_refused(all)) RC_DISCARD("a ring");
                   const Oracle oracle(all.model(), known);
                   compare(oracle, then.world());
                   coverage.count(oracle, oracle.states());
                 }));
  INFO(failure);
  CHECK(failure.empty());
  WARN(coverage.in_words());
}

}  // namespace quid::tests
