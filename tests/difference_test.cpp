// The difference between two worlds: it names what differs and nothing else, the same from both sides.
#include "core/answers/difference.hpp"

#include <catch2/catch.hpp>
#include <map>

#include "core/answers/order.hpp"
#include "tests/compiled.hpp"
#include "tests/random_workspace.hpp"

namespace quid::tests {
namespace {

// `a.law performed by IN`: the same in two texts that call it otherwise, `in force` and `operative`.
std::string plain_name(const Model& model, const StateKey& key) {
  std::string name = name_of(model, key.subject) + " " + std::string(to_string(key.state));
  if (key.by.valid()) name.append(" by ").append(model[key.by].code);
  return name;
}

// Every state that has a day in the one world or in the other, by its name.
std::map<std::string, DaySet> days_by_name(const World& world) {
  std::map<std::string, DaySet> days;
  for (const StateKey& key : all_states(world.model)) days[plain_name(world.model, key)] = world.days(key);
  return days;
}

std::map<std::string, std::pair<DaySet, DaySet>> listed_changes(const World& before, const World& after,
                                                                const std::vector<StateChange>& changes) {
  std::map<std::string, std::pair<DaySet, DaySet>> named;
  for (const StateChange& change : changes) {
    const bool gone = !change.after.subject.valid();
    const std::string name =
        gone ? plain_name(before.model, change.before) : plain_name(after.model, change.after);
    named[name] = {change.days_before, change.days_after};
  }
  return named;
}

// States that some entry or condition names, or that every thing has, are all listed; of others only that what is
// listed is so can be asked for.
void want_exact(const World& before, const World& after) {
  const auto was = days_by_name(before);
  const auto is = days_by_name(after);
  const auto changes = listed_changes(before, after, state_changes(before, after));
  const auto days_in = [](const std::map<std::string, DaySet>& days, const std::string& name) {
    const auto found = days.find(name);
    return found == days.end() ? DaySet::none() : found->second;
  };
  for (const auto& [name, days] : changes) {
    RC_ASSERT(days.first != days.second);
    if (was.contains(name)) RC_ASSERT(days_in(was, name) == days.first);
    if (is.contains(name)) RC_ASSERT(days_in(is, name) == days.second);
  }
  for (const auto* side : {&was, &is}) {
    for (const auto& [name, days] : *side) {
      const bool is_main =
          name.ends_with("in effect") || name.ends_with("in force") || name.ends_with("standing");
      if (is_main && days_in(was, name) != days_in(is, name)) RC_ASSERT(changes.contains(name));
    }
  }
}

const char* const chain = R"quid(agreement a {
  parties US, IN
  in force 2026-01-01

  undertaking law { by IN }

  concession one { by US  tariff on hs 01: set 0%  while law performed }

  concession two { by IN  tariff on hs 02: set 0% up to 10 t per year, then base  while one in effect }

  concession three { by US  tariff on hs 03: set 0%  unless two in effect }
}
)quid";

const StateChange* find(const World& after, const std::vector<StateChange>& changes, std::string_view name) {
  for (const StateChange& change : changes) {
    if (name_of(after.model, change.after) == name) return &change;
  }
  return nullptr;
}

}  // namespace

TEST_CASE("difference: of random workspaces what is listed differs, and what differs is listed") {
  WorkspaceStyle style;
  style.brackets = true;
  CHECK(failure_of("of two workspaces", 150, rc::detail::toProperty([&] {
                     const RandomWorkspace one = *any_workspace(style);
                     const RandomWorkspace other = *any_workspace(style);
                     const Compiled before(one.text());
                     const Compiled after(other.text());
                     if (before.has_errors() || after.has_errors()) return;
                     want_exact(before.world(), after.world());
                     want_exact(after.world(), before.world());
                   })) == "");
  CHECK(failure_of("with an entry less", 150, rc::detail::toProperty([&] {
                     RandomWorkspace one = *any_workspace(style);
                     const Compiled before(one.text());
                     if (one.entries.empty()) return;
                     one.entries.pop_back();
                     const Compiled after(one.text());
                     if (before.has_errors() || after.has_errors()) return;
                     want_exact(before.world(), after.world());
                   })) == "");
}

TEST_CASE("difference: a workspace does not differ from itself") {
  CHECK(failure_of("itself", 100, rc::detail::toProperty([] {
                     const RandomWorkspace one = *any_workspace({});
                     const Compiled before(one.text());
                     const Compiled after(one.text());
                     if (before.has_errors()) return;
                     RC_ASSERT(difference(before.world(), after.world(), make_date(2026, 6, 1)).empty());
                   })) == "");
}

TEST_CASE("difference: the nearest comes first, each with what it rests on") {
  const Compiled before(chain);
  const Compiled after(std::string(chain) + "2026-03-01 event a.law performed\n");
  INFO(after.findings_in_words());
  REQUIRE(!after.has_errors());
  const Difference found = difference(before.world(), after.world(), make_date(2026, 6, 1));
  const auto distance = [&](std::string_view name) {
    const StateChange* change = find(after.world(), found.states, name);
    return change == nullptr ? -1 : static_cast<int>(change->distance);
  };
  CHECK(distance("a.law performed") == 0);
  CHECK(distance("a.one in effect") == 1);
  CHECK(distance("a.two in effect") == 2);
  CHECK(distance("a.three in effect") == 3);
  const StateChange* third = find(after.world(), found.states, "a.three in effect");
  REQUIRE(third != nullptr);
  CHECK(in_words(third->ends()) == "2026-03-01 ..");
  REQUIRE(third->because.has_value());
  CHECK(name_of(after.model(), found.states[*third->because].after) == "a.two in effect");

  REQUIRE(found.rules.size() == 3);
  CHECK(found.rules[0].direction == Direction::looser);
  CHECK(found.rules[1].direction == Direction::looser);
  CHECK(found.rules[2].direction == Direction::tighter);
}

TEST_CASE("difference: drafts are matched by name, whatever their order; rates and limits have a direction") {
  const std::string head = "agreement a {\n  parties US, IN\n  in force 2026-01-01\n\n";
  const Compiled before(
      head +
      "  concession cars { by US  tariff on hs 8703: set 10% }\n"
      "  concession beef { by IN  tariff on hs 0201: set 0% up to 10 t per year, then base }\n"
      "  concession wine { by US  tariff on hs 2204: set 5% }\n"
      "  concession gone { by US  tariff on hs 01: set 0% }\n}\n");
  const Compiled after(
      "measure new { by US  tariff on hs 09: add 1% }\n\n" + head +
      "  concession wine { by US  tariff on hs 2204, 2205: set 5% }\n"
      "  concession beef { by IN  tariff on hs 0201: set 0% up to 8 t per year, then base }\n"
      "  concession cars { by US  tariff on hs 8703: set 8% }\n}\n");
  REQUIRE(!before.has_errors());
  REQUIRE(!after.has_errors());
  const Difference found = difference(before.world(), after.world(), make_date(2026, 6, 1));
  std::map<std::string, std::string> directions;
  for (const RuleChange& rule : found.rules) {
    const std::string name = rule.after.valid() ? name_of(after.model(), rule.after.provision)
                                                : name_of(before.model(), rule.before.provision);
    directions[name] = rule.direction ? to_string(*rule.direction) : "none";
  }
  CHECK(directions == std::map<std::string, std::string>{{"a.cars", "looser"},
                                                         {"a.beef", "tighter"},
                                                         {"a.wine", "undecided"},
                                                         {"a.gone", "tighter"},
                                                         {"new", "tighter"}});
  REQUIRE(found.counterparts.gone().size() == 1);
  CHECK(name_of(before.model(), found.counterparts.gone()[0]) == "a.gone");
  REQUIRE(found.counterparts.added().size() == 1);
  CHECK(name_of(after.model(), found.counterparts.added()[0]) == "new");
  REQUIRE(found.quotas.size() == 1);
  CHECK(found.quotas[0].before->limit != found.quotas[0].after->limit);
  // Only what is there on one side alone moves in its days.
  CHECK(found.states.size() == 2);
}

TEST_CASE("order of acts: it matters where one ends what the other begins") {
  const std::string text = "agreement a {\n  parties US, IN\n  in force once signed\n}\n";
  const Compiled apart(text + "2026-02-01 event a signed by US\n2026-03-01 event a signed by IN\n");
  CHECK(order_of_acts(apart.world(), {{EntryId(0)}, {EntryId(1)}}).others.empty());

  const Compiled turned(
      text + "2026-01-01 event a signed\n2026-02-01 event a suspended\n2026-03-01 event a resumed\n");
  const OrderOfActs found = order_of_acts(turned.world(), {{EntryId(1)}, {EntryId(2)}});
  CHECK(found.tried == 1);
  CHECK(found.every_order_tried);
  REQUIRE(found.others.size() == 1);
  CHECK(found.others[0].order == std::vector<std::size_t>{1, 0});
  CHECK(name_of(turned.model(), found.others[0].lasting[0].after) == "a suspended");
}

}  // namespace quid::tests
