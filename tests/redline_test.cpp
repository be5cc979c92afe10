// What a later draft grants that an earlier did not: clause by clause, and never in a direction that the evaluator
// does not bear out.
#include "core/answers/redline.hpp"

#include <catch2/catch.hpp>

#include "tests/compiled.hpp"
#include "tests/random_workspace.hpp"

namespace quid::tests {
namespace {

std::vector<RedlineItem> items_between(const Compiled& before, const Compiled& after) {
  return redline(before.model(), after.model(), Counterparts(before.model(), after.model()));
}

// `MOD tighter d.cars window: from 1 Jan 2026 | from 1 Feb 2026`, a line each.
std::string between(std::string_view before, std::string_view after) {
  const Compiled was{std::string(before)};
  const Compiled is{std::string(after)};
  REQUIRE_FALSE(was.has_errors());
  REQUIRE_FALSE(is.has_errors());
  std::string lines;
  for (const RedlineItem& item : items_between(was, is)) {
    const std::string name =
        item.after.valid() ? name_of(is.model(), item.after) : name_of(was.model(), item.before);
    lines.append(to_string(item.code)).append(" ");
    lines.append(item.direction ? to_string(*item.direction) : "open").append(" ").append(name).append(" ");
    lines.append(to_string(item.aspect)).append(": ").append(item.was).append(" | ").append(item.is) += '\n';
  }
  return lines;
}

std::string deal(std::string_view properties) {
  return "agreement d {\n  parties US, IN\n  in force 2026-01-01\n  undertaking law { by IN }\n"
         "  undertaking tax { by IN }\n  concession cars { by US  " +
         std::string(properties) + " }\n}\n";
}

std::string in_cars(std::string_view before, std::string_view after) {
  return between(deal(before), deal(after));
}

}  // namespace

TEST_CASE("redline: the same text, whatever its layout, differs in nothing") {
  CHECK(in_cars("tariff on hs 8703: set 10%", "note \"x\"  tariff on hs 8703: set 10%").empty());
}

TEST_CASE("redline: rates, limits and rules") {
  CHECK(in_cars("tariff on hs 8703: set 10%", "tariff on hs 8703: set 7.5%") ==
        "MOD looser d.cars rule: HS 8703: 10% | HS 8703: 7.5%\n");
  CHECK(in_cars("tariff on hs 8703: set 5% up to 100 t per year, then base",
                "tariff on hs 8703: set 5% up to 90 t per year, then base") ==
        "MOD tighter d.cars rule: HS 8703: 5% up to 100 t a year, then ordinary rate | "
        "HS 8703: 5% up to 90 t a year, then ordinary rate\n");
  CHECK(in_cars("tariff on hs 8703: set 5%", "tariff on hs 8704: set 5%") ==
        "MOD undecided d.cars rule: HS 8703: 5% | HS 8704: 5%\n");
  CHECK(in_cars("tariff on hs 8703: set 5%", "tariff on hs 8703: set 5%  tariff on hs 8704: set 5%") ==
        "ADD looser d.cars rule:  | HS 8704: 5%\n");
}

TEST_CASE("redline: a clause more narrows, and what a control narrows is freer") {
  CHECK(in_cars("tariff on hs 8703: set 5%", "tariff on hs 8703: set 5%  once law performed") ==
        "ADD tighter d.cars condition:  | once d.law performed\n");
  CHECK(in_cars("tariff on hs 8703: set 5%  once law performed",
                "tariff on hs 8703: set 5%  once law performed and tax performed") ==
        "MOD tighter d.cars condition: once d.law performed | once d.law performed and d.tax performed\n");
  CHECK(in_cars("tariff on hs 8703: set 5%  once law performed",
                "tariff on hs 8703: set 5%  once law performed or tax performed") ==
        "MOD looser d.cars condition: once d.law performed | once d.law performed or d.tax performed\n");
  CHECK(in_cars("tariff on hs 8703: set 5%  unless law breached",
                "tariff on hs 8703: set 5%  unless law breached or tax breached") ==
        "MOD tighter d.cars condition: unless d.law breached | unless d.law breached or d.tax breached\n");
  CHECK(in_cars("tariff on hs 8703: set 5%  once law performed",
                "tariff on hs 8703: set 5%  once tax performed") ==
        "MOD undecided d.cars condition: once d.law performed | once d.tax performed\n");
  const std::string control = "measure m { by US  export of hs 8542: prohibit  from ";
  CHECK(between(control + "2026-01-01 }", control + "2026-02-01 }") ==
        "MOD looser m window: from 1 Jan 2026 | from 1 Feb 2026\n");
}

TEST_CASE("redline: first and last days, parties, promises, whole provisions") {
  CHECK(in_cars("tariff on hs 8703: set 5%  through 2030-12-31",
                "tariff on hs 8703: set 5%  through 2028-12-31") ==
        "MOD tighter d.cars window: through 31 Dec 2030 | through 31 Dec 2028\n");
  CHECK(in_cars("tariff on hs 8703: set 5%  through 2030-12-31", "tariff on hs 8703: set 5%") ==
        "SUP looser d.cars window: through 31 Dec 2030 | \n");
  const std::string buys = "agreement d {\n  parties US, IN\n  commitment buys { by IN  deliver ";
  CHECK(between(buys + "5 bn USD by 2030-01-01 } }", buys + "6 bn USD by 2030-01-01 } }") ==
        "MOD tighter d.buys promise: 5 bn USD by 1 Jan 2030 | 6 bn USD by 1 Jan 2030\n");
  CHECK(between("agreement d {\n  parties US, IN\n}\n", buys + "5 bn USD by 2030-01-01 } }") ==
        "ADD tighter d.buys provision:  | commitment: 5 bn USD by 1 Jan 2030\n");
}

TEST_CASE("redline: an open bracket decides nothing") {
  CHECK(in_cars("tariff on hs 8703: set 5%", "tariff on hs 8703: set [US: 5% | IN: 3%]") ==
        "MOD open d.cars bracket: agreed text | an open bracket\n");
}

TEST_CASE("redline: of one clause that differs, the days bear out the direction") {
  int compared = 0;
  const std::string failure =
      failure_of("redline", 300, rc::detail::toProperty([&] {
                   const RandomWorkspace whole = *any_workspace(WorkspaceStyle{});
                   const Compiled was(whole.text());
                   if (was.has_errors()) RC_DISCARD("refused");
                   for (const RandomWorkspace& less : whole.smaller()) {
                     const Compiled is(less.text());
                     if (is.has_errors()) continue;
                     for (const bool backwards : {false, true}) {
                       const Compiled& before = backwards ? is : was;
                       const Compiled& after = backwards ? was : is;
                       const std::vector<RedlineItem> items = items_between(before, after);
                       if (items.size() != 1 || before.model().entries.size() != after.model().entries.size())
                         continue;
                       const RedlineItem& item = items[0];
                       const bool is_when = item.aspect == RedlineItem::Aspect::condition ||
                                            item.aspect == RedlineItem::Aspect::window;
                       if (!is_when || !item.before.valid() || !item.after.valid()) continue;
                       if (!item.direction || *item.direction == Direction::undecided) continue;
                       const Bearing bearing = bearing_of(after.model(), item.after.provision());
                       const DaySet old_days = before.world().days({item.before, State::in_effect, {}});
                       const DaySet new_days = after.world().days({item.after, State::in_effect, {}});
                       const bool no_fewer = (old_days - new_days).empty();
                       const bool no_more = (new_days - old_days).empty();
                       ++compared;
                       if (*item.direction == wider(bearing)) RC_ASSERT(no_fewer);
                       if (*item.direction == narrower(bearing)) RC_ASSERT(no_more);
                     }
                   }
                 }));
  INFO(failure);
  CHECK(failure.empty());
  CHECK(compared > 100);
}

}  // namespace quid::tests
