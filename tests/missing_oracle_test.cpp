// Holds what is said to be missing to the evaluator: on random workspaces, what one least choice of it asks for is
// recorded on the day, and the state has to hold; of any proper part it must not.
//
// Nothing of the search for what is missing is shared: the acts are appended to the text as entries, and the new text
// is taken through all phases.
//
//   RC_PARAMS="max_success=5000 seed=1" build/dev/tests/quid_tests "what is missing*"   looks longer.
#include <rapidcheck/catch.h>
#include <algorithm>
#include <catch2/catch.hpp>
#include <optional>
#include <set>

#include "core/model/words.hpp"
#include "core/why/missing.hpp"
#include "core/why/reason_words.hpp"
#include "tests/compiled.hpp"
#include "tests/random_workspace.hpp"

namespace quid::tests {
namespace {

constexpr std::size_t most_choices = 24;
constexpr int most_depth = 6;

// Acts as lines of the text, and choices of them that are enough; none where something is asked for that no entry
// brings about.
using Acts = std::set<std::string>;
using Choices = std::vector<Acts>;

// An event by nobody in particular acts for each party.
void leave_out_covered(Acts& acts) {
  std::erase_if(acts, [&](const std::string& act) {
    const std::size_t by = act.find(" by ");
    return by != std::string::npos && acts.contains(act.substr(0, by));
  });
}

// Whether the acts do all that the others do.
bool do_all_of(const Acts& acts, const Acts& others) {
  return std::all_of(others.begin(), others.end(), [&](const std::string& act) {
    return acts.contains(act) || acts.contains(act.substr(0, act.find(" by ")));
  });
}

Choices least(Choices choices) {
  Choices kept;
  for (Acts& each : choices) leave_out_covered(each);
  std::sort(choices.begin(), choices.end(),
            [](const Acts& a, const Acts& b) { return std::pair(a.size(), a) < std::pair(b.size(), b); });
  for (Acts& each : choices) {
    const bool is_more =
        std::any_of(kept.begin(), kept.end(), [&](const Acts& less) { return do_all_of(each, less); });
    if (!is_more && kept.size() < most_choices) kept.push_back(std::move(each));
  }
  return kept;
}

Choices both(const Choices& a, const Choices& b) {
  Choices result;
  for (const Acts& one : a) {
    for (const Acts& other : b) {
      Acts acts = one;
      acts.insert(other.begin(), other.end());
      result.push_back(std::move(acts));
    }
  }
  return least(std::move(result));
}

// The verb that undoes a state.
std::optional<std::string> undone(State state) {
  switch (state) {
    case State::suspended: return "resumed";
    case State::notice_given: return "notice withdrawn";
    case State::breached: return "performed";
    case State::performed: return "breached";
    case State::standing: return "struck down";
    case State::struck_down:
    case State::lapsed: return "restored";
    case State::invoked: return "released";
    case State::in_force:
    case State::provisionally_applied: return "terminated";
    default: return std::nullopt;
  }
}

std::optional<std::string> brought_about(State state) {
  switch (state) {
    case State::standing: return "restored";
    case State::exhausted:
    case State::expired:
    case State::in_effect:
    case State::provisionally_applied: return std::nullopt;
    default: return std::string(to_string(state));
  }
}

class Recorder {
 public:
  Recorder(const World& world, Date on) : world_(world), model_(world.model), on_(on) {}

  // A text that would have to be replaced is said, and by what is not searched for.
  mutable bool is_unclear = false;

  Choices all(const std::vector<Missing>& list, int depth) const {
    Choices choices = {{}};
    for (const Missing& each : list) choices = both(choices, of(each, depth));
    return choices;
  }

 private:
  Choices of(const Missing& missing, int depth) const {
    switch (missing.kind) {
      case Missing::Kind::one: return of_one(missing, depth);
      case Missing::Kind::all: return all(missing.of, depth);
      case Missing::Kind::any: return some(missing, 1, 0, depth);
      case Missing::Kind::at_least: return some(missing, missing.number, 0, depth);
    }
    return {};
  }

  // Ways to have `number` of those from `at` on.
  Choices some(const Missing& missing, std::size_t number, std::size_t at, int depth) const {
    if (number == 0) return {{}};
    if (missing.of.size() - at < number) return {};
    Choices with = both(of(missing.of[at], depth), some(missing, number - 1, at + 1, depth));
    Choices without = some(missing, number, at + 1, depth);
    with.insert(with.end(), without.begin(), without.end());
    return least(std::move(with));
  }

  Choices of_one(const Missing& missing, int depth) const {
    const Reason& reason = missing.reason;
    if (reason.as<TextCounts>() != nullptr && reason.minus) is_unclear = true;
    if (missing.is_final || missing.needs_time) return {};
    const StateKey* key = missing.state();
    const bool is_state = reason.as<Shown>() != nullptr || reason.as<OfState>() != nullptr;
    if (is_state && !reason.minus) {
      if (depth == 0) return {};
      return all(missing_of(world_, *key, on_), depth - 1);
    }
    if (key == nullptr || !key->subject.valid()) return {};
    std::optional<std::string> verb = reason.minus ? undone(key->state) : brought_about(key->state);
    if (reason.minus && key->state == State::in_effect) {
      const ProvisionKind kind = model_[key->subject.provision()].kind;
      verb = takes_verb(SubjectKind::provision, kind, Verb::rescinded) ? "rescinded" : "withdrawn";
    }
    if (!verb) return {};
    std::string line = to_string(on_) + " event " + name_of(model_, key->subject) + " " + *verb;
    if (key->by.valid() && !reason.minus) line += " by " + std::string(model_[key->by].code);
    return {{line}};
  }

  const World& world_;
  const Model& model_;
  Date on_;
};

struct Tally {
  long states = 0;
  long replayed = 0;
  long parts = 0;
  long alternatives = 0;
  long clashes = 0;
};

std::string with(const std::string& text, const Acts& acts) {
  std::string all = text;
  for (const std::string& act : acts) all += act + "\n";
  return all;
}

// What was recorded can stand in the way of something else that the state rests on: `unless x performed`.
bool breaks_something_else(const std::vector<Missing>& list, const World& world, Date on, int depth) {
  return std::any_of(list.begin(), list.end(), [&](const Missing& each) {
    if (each.kind != Missing::Kind::one) return breaks_something_else(each.of, world, on, depth);
    if (const Recorded* recorded = each.reason.as<Recorded>()) return world.model[recorded->entry].date == on;
    // An `until` that the acts have set off.
    if (each.reason.as<OfPart>() != nullptr && each.is_final) return each.reason.days.contains(on - 1);
    if (const TextCounts* text = each.reason.as<TextCounts>())
      return text->kind == TextCounts::Kind::replaced;
    const bool is_state = each.reason.as<Shown>() != nullptr || each.reason.as<OfState>() != nullptr;
    if (is_state && !each.reason.minus && depth > 0)
      return breaks_something_else(missing_of(world, *each.state(), on), world, on, depth - 1);
    return each.reason.minus;
  });
}

// Whether something else in the list does more than it is asked for: an adoption, which changes more of the text, or
// another act about the same thing, such as a suspension that also ends what should not be in effect.
bool does_more(const Acts& acts, const std::string& but) {
  const auto subject = [](const std::string& act) {
    const std::size_t begin = act.find(" event ") + 7;
    return act.substr(begin, act.find(' ', begin) - begin);
  };
  return std::any_of(acts.begin(), acts.end(), [&](const std::string& act) {
    return act.ends_with(" adopted") || act.ends_with(" suspended") ||
           (act != but && subject(act) == subject(but));
  });
}

// A sentence about what does not hold; empty where all does.
std::string mistake(const std::string& text, const Compiled& compiled, const StateKey& state, Date on,
                    Tally& tally) {
  const std::string name = name_of(compiled.model(), state);
  const std::vector<Missing> missing = missing_of(compiled.world(), state, on);
  if (missing.empty()) return name + ": nothing is missing, and it does not hold";
  const Recorder recorder(compiled.world(), on);
  const Choices choices = recorder.all(missing, most_depth);
  if (recorder.is_unclear) return {};
  ++tally.states;
  tally.alternatives += choices.size() > 1 ? 1 : 0;
  const auto holds = [&](const Acts& acts, bool& clashes) {
    const Compiled after(with(text, acts));
    if (after.world().days(state).contains(on)) return true;
    clashes = breaks_something_else(missing_of(after.world(), state, on), after.world(), on, most_depth);
    return false;
  };
  for (const Acts& acts : choices) {
    if (acts.empty()) return name + ": nothing would have to be recorded, and it does not hold";
    bool clashes = false;
    std::string list;
    for (const std::string& act : acts) list += "\n  " + act;
    if (!holds(acts, clashes)) {
      if (!clashes) return name + " does not hold once this is recorded:" + list;
      ++tally.clashes;
      continue;
    }
    ++tally.replayed;
    for (const std::string& act : acts) {
      if (does_more(acts, act)) continue;
      Acts part = acts;
      part.erase(act);
      ++tally.parts;
      if (!part.empty() && holds(part, clashes)) return name + " holds without `" + act + "` of:" + list;
    }
  }
  return {};
}

}  // namespace

TEST_CASE("what is missing, once recorded, makes the state hold, and no part of it does") {
  Tally tally;
  WorkspaceStyle style;
  style.provisions = 8;
  const std::string failure =
      failure_of("what is missing", 150, rc::detail::toProperty([&] {
                   const RandomWorkspace workspace = *any_workspace(style);
                   const std::string text = workspace.text();
                   const Compiled compiled(text);
                   if (compiled.has_errors()) RC_DISCARD("refused");
                   // What moves together is not brought about step by step.
                   if (text.find("simultaneous") != std::string::npos) RC_DISCARD("moves together");
                   for (const StateKey& state : all_states(compiled.model())) {
                     const DaySet days = compiled.world().days(state);
                     for (const Date on : {make_date(2025, 7, 1), make_date(2026, 3, 1)}) {
                       if (days.contains(on)) continue;
                       const std::string wrong = mistake(text, compiled, state, on, tally);
                       if (!wrong.empty()) {
                         std::string said;
                         for (const Missing& each : missing_of(compiled.world(), state, on))
                           said += "\n  missing: " + words(compiled.model(), each);
                         RC_FAIL("on " + to_string(on) + " " + wrong + said);
                       }
                     }
                   }
                 }));
  INFO(failure);
  CHECK(failure.empty());
  WARN(tally.states << " states, " << tally.replayed << " choices replayed, " << tally.parts << " parts, "
                    << tally.alternatives << " with alternatives, " << tally.clashes
                    << " that break something else");
  // A run that looks at little proves little.
  CHECK(tally.replayed > 1000);
  CHECK(tally.alternatives > 100);
  CHECK(tally.clashes * 10 < tally.replayed);
}

}  // namespace quid::tests
