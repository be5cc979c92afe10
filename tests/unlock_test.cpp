// What it would take, held to the evaluator: on random workspaces every way is recorded in the text and has to do, no
// part of it may, and no act or pair of acts that does may be left out.
//
// Nothing of the search is shared: the universe of acts is spelled out here, and a way is appended to the text as the
// lines that the answer gives, and taken through all phases.
//
//   RC_PARAMS="max_success=2000 seed=1" build/dev/tests/quid_tests "unlock*"   looks longer.
#include "core/why/unlock.hpp"

#include <rapidcheck/catch.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <set>

#include "core/model/words.hpp"
#include "core/states/meaning.hpp"
#include "core/why/acts.hpp"
#include "core/why/least_sets.hpp"
#include "tests/compiled.hpp"
#include "tests/dice.hpp"
#include "tests/random_workspace.hpp"

namespace quid::tests {
namespace {

// -- least sets against trying all

struct RandomConditions {
  Conditions conditions;
  Conditions::Node root;
};

RandomConditions any_conditions(Dice& dice, std::size_t leaves) {
  RandomConditions random;
  std::vector<Conditions::Node> nodes;
  for (Conditions::Leaf leaf = 0; leaf < leaves; ++leaf) nodes.push_back(random.conditions.leaf(leaf));
  const int count = dice.from_to(3, 14);
  for (int i = 0; i < count; ++i) {
    std::vector<Conditions::Node> of;
    const int width = dice.from_to(2, 4);
    for (int j = 0; j < width; ++j) of.push_back(dice.one_of(nodes));
    const std::size_t number = static_cast<std::size_t>(dice.from_to(1, width));
    nodes.push_back(dice.percent(70) ? random.conditions.at_least(dice.percent(50) ? 1 : of.size(), of)
                                     : random.conditions.at_least(number, of));
  }
  random.root = nodes.back();
  return random;
}

bool is_true(const Conditions& conditions, Conditions::Node node, std::uint32_t chosen) {
  if (conditions.is_leaf(node)) return ((chosen >> conditions.leaf_of(node)) & 1U) != 0;
  std::size_t count = 0;
  for (const Conditions::Node child : conditions.of(node))
    count += is_true(conditions, child, chosen) ? 1U : 0U;
  return count >= conditions.number(node);
}

LeastSets::Leaves members(std::uint32_t set) {
  LeastSets::Leaves leaves;
  for (Conditions::Leaf leaf = 0; leaf < 32; ++leaf) {
    if (((set >> leaf) & 1U) != 0) leaves.push_back(leaf);
  }
  return leaves;
}

}  // namespace

TEST_CASE("least sets are all that there are, lightest first") {
  long sets = 0;
  for (std::uint64_t seed = 0; seed < 3000; ++seed) {
    Dice dice(seed);
    const std::size_t leaves = static_cast<std::size_t>(dice.from_to(3, 9));
    const RandomConditions random = any_conditions(dice, leaves);
    std::vector<LeastSets::Weight> weights;
    for (std::size_t i = 0; i < leaves; ++i)
      weights.push_back(1000 + static_cast<LeastSets::Weight>(dice.below(2)));
    const auto weight = [&](const LeastSets::Leaves& set) {
      LeastSets::Weight sum = 0;
      for (const Conditions::Leaf leaf : set) sum += weights[leaf];
      return sum;
    };
    std::set<LeastSets::Leaves> expected;
    for (std::uint32_t set = 0; set < (1U << leaves); ++set) {
      if (!is_true(random.conditions, random.root, set)) continue;
      bool is_least = true;
      for (std::uint32_t leaf = 0; leaf < leaves; ++leaf) {
        const bool in = ((set >> leaf) & 1U) != 0;
        if (in && is_true(random.conditions, random.root, set & ~(1U << leaf))) is_least = false;
      }
      if (is_least) expected.insert(members(set));
    }
    std::set<LeastSets::Leaves> found;
    LeastSets search(random.conditions, random.root, weights);
    LeastSets::Weight last = 0;
    while (const std::optional<LeastSets::Leaves> set = search.next()) {
      REQUIRE(found.insert(*set).second);
      REQUIRE(weight(*set) >= last);
      last = weight(*set);
    }
    INFO("seed " << seed);
    REQUIRE(found == expected);
    sets += static_cast<long>(found.size());
  }
  CHECK(sets > 5000);
}

TEST_CASE("many alternatives that have nothing to do with one another are not tried together") {
  Conditions conditions;
  std::vector<Conditions::Node> all;
  for (Conditions::Leaf i = 0; i < 60; ++i)
    all.push_back(conditions.any({conditions.leaf(2 * i), conditions.leaf(2 * i + 1)}));
  LeastSets search(conditions, conditions.all(std::move(all)), std::vector<LeastSets::Weight>(120, 1000));
  for (int i = 0; i < 10; ++i) {
    const std::optional<LeastSets::Leaves> set = search.next();
    REQUIRE(set);
    CHECK(set->size() == 60);
  }
}

namespace {

// -- the universe of acts

// By each party that could, where the verb may name one and more than one could.
void add_acts(const Model& model, Subject subject, Verb verb, Date on, std::vector<Entry>& acts) {
  const std::vector<PartyId> actors = actors_of(model, subject);
  if (names_a_party(verb) && actors.size() > 1) {
    for (const PartyId party : actors) acts.push_back(event(model, subject, verb, party, on));
  } else {
    acts.push_back(event(model, subject, verb, {}, on));
  }
}

// An agreement is put in force by an entry only where its text leaves that to one, or where it has been and is over.
bool is_out_of_turn(const World& world, Subject subject, Verb verb, Date on) {
  if (verb != Verb::in_force) return false;
  for (const AgreementTerms& terms : world.index.terms(subject.agreement())) {
    if (!terms.in_force_once.valid() && !terms.in_force_on.valid()) return false;
  }
  const DaySet before = world.days({subject, State::in_force, {}}) & DaySet::until(on);
  return before.empty() && !world.days({subject, State::terminated, {}}).contains(on);
}

std::vector<Entry> universe(const World& world, Date on) {
  const Model& model = world.model;
  std::set<Subject> subjects;
  for (const StateKey& key : all_states(model)) subjects.insert(key.subject);
  std::vector<Entry> acts;
  for (const Subject subject : subjects) {
    for (std::size_t i = 0; i < verb_count; ++i) {
      const Verb verb = static_cast<Verb>(i);
      // What only says that more is to come, and what reaches back, is no act of the day.
      if (verb == Verb::round || verb == Verb::struck_down_from_the_start) continue;
      if (!takes_verb(subject.kind, kind_of(model, subject), verb)) continue;
      // A measure of which nothing is recorded is enacted by its text: words about its enactment would undo that.
      const bool is_about_enactment =
          verb == Verb::announced || verb == Verb::proposed || verb == Verb::enacted;
      if (is_about_enactment && kind_of(model, subject) == ProvisionKind::measure &&
          !(verb == Verb::enacted && has_enactment_events(model, world.index, subject.provision())))
        continue;
      if (!is_out_of_turn(world, subject, verb, on)) add_acts(model, subject, verb, on, acts);
    }
  }
  for (std::size_t i = 0; i < model.metrics.size(); ++i) {
    for (const Entry& act : observations(model, MetricId(i), on)) acts.push_back(act);
  }
  return acts;
}

// -- a way and its acts, one by one

std::vector<Entry> one_by_one(const Model& model, const Way& way) {
  std::vector<Entry> acts;
  for (const Act& act : way.acts) {
    const bool is_joint =
        act.entry.kind == Entry::Kind::event && names_a_party(act.entry.verb) && act.actors.size() > 1;
    if (!is_joint) {
      acts.push_back(act.entry);
      continue;
    }
    for (const PartyId party : act.actors)
      acts.push_back(event(model, act.entry.subject, act.entry.verb, party, act.entry.date));
  }
  return acts;
}

std::string lines(const Model& model, const std::vector<Entry>& acts) {
  std::string text;
  for (const Entry& act : acts) text += written(model, act) + "\n";
  return text;
}

// The figures of observations aside.
std::set<std::string> names(const Model& model, const std::vector<Entry>& acts) {
  std::set<std::string> set;
  for (const Entry& act : acts)
    set.insert(act.kind == Entry::Kind::observe ? "observe " + std::to_string(act.metric.value)
                                                : written(model, act));
  return set;
}

struct Tally {
  long goals = 0;
  long ways = 0;
  long parts = 0;
  long pairs = 0;
  long several = 0;
  long never = 0;
};

class Judge {
 public:
  Judge(const std::string& text, const Compiled& compiled, const StateKey& goal, Date on, Tally& tally)
      : text_(text),
        model_(compiled.model()),
        world_(compiled.world()),
        goal_(goal),
        on_(on),
        supposed_(compiled.world()),
        tally_(tally) {}

  // Empty where all is well.
  std::string mistake() {
    result_ = unlock(world_, {.goal = goal_, .on = on_, .most = 40});
    if (result_.holds || result_.comes) return {};
    ++tally_.goals;
    tally_.never += result_.ways.empty() ? 1 : 0;
    for (const Way& way : result_.ways) {
      if (std::string wrong = mistake_in(way); !wrong.empty()) return wrong;
    }
    return left_out();
  }

 private:
  bool holds(const std::vector<Entry>& acts) {
    supposed_.suppose(acts);
    return !(supposed_.days(goal_) & DaySet::from(on_)).empty();
  }

  std::string mistake_in(const Way& way) {
    ++tally_.ways;
    tally_.several += way.acts.size() > 1 ? 1 : 0;
    std::vector<Entry> joint;
    for (const Act& act : way.acts) joint.push_back(act.entry);
    const std::string said = lines(model_, joint);
    const Compiled after(text_ + said);
    const DaySet days = after.world().days(goal_);
    if (days != way.days)
      return "the text with these has other days than said:\n" + said + after.findings_in_words();
    if ((days & DaySet::from(on_)).first_day() != way.earliest)
      return "another day is the earliest with\n" + said;
    const std::vector<Entry> acts = one_by_one(model_, way);
    for (std::uint32_t part = 0; acts.size() < 12 && part + 1 < (1U << acts.size()); ++part) {
      std::vector<Entry> some;
      for (std::size_t i = 0; i < acts.size(); ++i) {
        if (((part >> i) & 1U) != 0) some.push_back(acts[i]);
      }
      ++tally_.parts;
      if (holds(some)) return "a part is enough of\n" + said + "it is\n" + lines(model_, some);
    }
    return {};
  }

  // What one or two acts do has to be among the ways, unless more are known that are as small.
  std::string left_out() {
    const bool is_cut = result_.has_more || result_.gave_up;
    std::vector<std::set<std::string>> said;
    std::size_t largest = 0;
    for (const Way& way : result_.ways) {
      const std::vector<Entry> acts = one_by_one(model_, way);
      said.push_back(names(model_, acts));
      largest = std::max(largest, acts.size());
    }
    const auto is_said = [&](const std::vector<Entry>& acts) {
      const std::set<std::string> wanted = names(model_, acts);
      return std::any_of(said.begin(), said.end(), [&](const auto& each) {
        return std::includes(wanted.begin(), wanted.end(), each.begin(), each.end());
      });
    };
    const std::vector<Entry> acts = universe(world_, on_);
    for (const Entry& act : acts) {
      if (is_cut && largest <= 1) break;
      if (holds({act}) && !is_said({act})) return "left out:\n" + lines(model_, {act});
    }
    if (acts.size() > 90 || (is_cut && largest <= 2)) return {};
    for (const Entry& a : acts) {
      for (const Entry& b : acts) {
        if (&a == &b) continue;
        ++tally_.pairs;
        if (holds({a, b}) && !is_said({a, b})) return "left out:\n" + lines(model_, {a, b});
      }
    }
    return {};
  }

  const std::string& text_;
  const Model& model_;
  const World& world_;
  StateKey goal_;
  Date on_;
  Supposition supposed_;
  Tally& tally_;
  Unlock result_;
};

}  // namespace

TEST_CASE("what is supposed counts as what is written") {
  WorkspaceStyle style;
  style.provisions = 8;
  const std::string failure = failure_of("suppositions", 60, rc::detail::toProperty([&] {
                                           const RandomWorkspace workspace = *any_workspace(style);
                                           const std::uint64_t seed = *rc::gen::arbitrary<std::uint32_t>();
                                           const std::string text = workspace.text();
                                           const Compiled compiled(text);
                                           if (compiled.has_errors()) RC_DISCARD("refused");
                                           Dice dice(seed);
                                           const Date on = make_date(2026, 3, 1);
                                           const std::vector<Entry> acts = universe(compiled.world(), on);
                                           Supposition supposed(compiled.world());
                                           for (int turn = 0; turn < 6 && !acts.empty(); ++turn) {
                                             std::vector<Entry> some;
                                             for (int i = dice.from_to(1, 3); i > 0; --i)
                                               some.push_back(dice.one_of(acts));
                                             supposed.suppose(some);
                                             const std::string said = lines(compiled.model(), some);
                                             const Compiled after(text + said);
                                             std::size_t changed = 0;
                                             const Graph& graph = compiled.world().graph;
                                             const std::vector<ChangedDays> changes = supposed.changes();
                                             for (std::size_t i = 0; i < graph.size(); ++i) {
                                               const StateKey key = graph.key(StateId(i));
                                               const DaySet days = after.world().days(key);
                                               if (supposed.days(key) != days)
                                                 RC_FAIL(name_of(compiled.model(), key) + " with\n" + said);
                                               changed += days != compiled.world().days(key) ? 1U : 0U;
                                             }
                                             RC_ASSERT(changes.size() == changed);
                                           }
                                         }));
  INFO(failure);
  CHECK(failure.empty());
}

TEST_CASE("unlock: every way does, no part of it does, and none of one or two acts is left out") {
  Tally tally;
  WorkspaceStyle style;
  style.provisions = 7;
  const std::string failure = failure_of(
      "unlock", 60, rc::detail::toProperty([&] {
        const RandomWorkspace workspace = *any_workspace(style);
        const std::string text = workspace.text();
        const Compiled compiled(text);
        if (compiled.has_errors()) RC_DISCARD("refused");
        std::size_t count = 0;
        for (const StateKey& goal : all_states(compiled.model())) {
          if (goal.state != State::in_effect && goal.state != State::in_force && goal.state != State::reached)
            continue;
          if (++count > 6) break;
          for (const Date on : {make_date(2025, 7, 1), make_date(2026, 3, 1)}) {
            Judge judge(text, compiled, goal, on, tally);
            const std::string wrong = judge.mistake();
            if (!wrong.empty())
              RC_FAIL(name_of(compiled.model(), goal) + " on " + to_string(on) + ": " + wrong);
          }
        }
      }));
  INFO(failure);
  CHECK(failure.empty());
  WARN(tally.goals << " goals, " << tally.ways << " ways, " << tally.several << " of several acts, "
                   << tally.parts << " parts, " << tally.pairs << " pairs, " << tally.never
                   << " that nothing brings about");
}

}  // namespace quid::tests
