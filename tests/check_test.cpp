// The rules that need judgement: when a ring is a deadlock, which dates conflict, what a comment allows. How
// the findings read is in tests/golden/check.
#include <algorithm>
#include <catch2/catch.hpp>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "core/states/deadlock.hpp"
#include "dsl/check/check.hpp"
#include "dsl/lower/compile.hpp"

namespace quid::tests {
namespace {

// `name@line` of each finding; notes are left out.
std::vector<std::string> findings_of(const std::string& text, Date today = make_date(2026, 5, 27)) {
  dsl::Sources sources;
  sources.add("deal.quid", text);
  const dsl::Syntax syntax = parse_all(sources, 1);
  const dsl::Compilation compilation = compile(syntax, {});
  std::vector<std::string> list;
  for (const dsl::Diagnostic& finding : dsl::check(sources, syntax, compilation, today)) {
    if (finding.severity() == dsl::Severity::note) continue;
    const dsl::Position at = sources.position(finding.place.file, finding.place.begin);
    list.push_back(std::string(info(finding.kind).name) + "@" + std::to_string(at.line));
  }
  return list;
}

std::string message_of(const std::string& text) {
  dsl::Sources sources;
  sources.add("deal.quid", text);
  const dsl::Syntax syntax = parse_all(sources, 1);
  const dsl::Compilation compilation = compile(syntax, {});
  for (const dsl::Diagnostic& finding : dsl::check(sources, syntax, compilation, make_date(2026, 5, 27))) {
    if (finding.severity() != dsl::Severity::note) return finding.message;
  }
  return {};
}

using List = std::vector<std::string>;

// A deal in force with `body` in it.
std::string deal(const std::string& body, const std::string& after = {}) {
  return "agreement deal {\n  parties US, IN\n  in force 2026-01-01\n" + body + "}\n" + after;
}
const std::string a_waits_for = "  concession a { by US  tariff on hs 01: set 0%  once ";
const std::string b_waits_for = "  concession b { by IN  tariff on hs 02: set 0%  once ";

}  // namespace

TEST_CASE("a ring of two is a deadlock") {
  const std::string text = deal(a_waits_for + "b in effect }\n" + b_waits_for + "a in effect }\n");
  CHECK(findings_of(text) == List{"circular-unlock@4"});
  CHECK(message_of(text) == "`deal.a` and `deal.b` each wait for the other: neither will ever start");
}

TEST_CASE("a ring of promises starts only if one of them is performed early") {
  const std::string text = deal(a_waits_for + "b performed }\n" + b_waits_for + "a performed }\n");
  CHECK(findings_of(text) == List{"circular-unlock@4"});
  CHECK(message_of(text) ==
        "`deal.a` and `deal.b` each wait for the other: they start only if `deal.a` or `deal.b` is performed "
        "before it is in effect");
}

TEST_CASE("a promise that waits for its own performance waits for itself") {
  CHECK(message_of(deal(a_waits_for + "a performed }\n")) ==
        "`deal.a` waits for itself: it starts only if `deal.a` is performed before it is in effect");
}

TEST_CASE("a way out that the text gives is no deadlock") {
  const std::string b = b_waits_for + "a in effect }\n";
  CHECK(findings_of(deal(a_waits_for + "b in effect or after 2027-01-01 }\n" + b)) == List{});
  CHECK(findings_of(deal(a_waits_for + "b in effect or deal signed by IN }\n" + b)) == List{});
  CHECK(findings_of(deal("  option waiver { by US }\n" + a_waits_for + "b in effect or waiver invoked }\n" +
                         b)) == List{});
  CHECK(findings_of(deal("  undertaking law { by IN }\n" + a_waits_for +
                         "at least 1 of (b in effect, law performed) }\n" + b)) == List{});
  // All of them are needed: no way out.
  CHECK(findings_of(deal("  undertaking law { by IN }\n" + a_waits_for +
                         "at least 2 of (b in effect, law performed) }\n" + b)) == List{"circular-unlock@5"});
}

TEST_CASE("an alternative that is itself in the ring is no way out") {
  CHECK(findings_of(deal(a_waits_for + "b in effect or c in effect }\n" + b_waits_for + "a in effect }\n" +
                         "  concession c { by IN  tariff on hs 03: set 0%  once a in effect }\n")) ==
        List{"circular-unlock@4"});
}

TEST_CASE("what hangs on a deadlock is not reported again") {
  CHECK(findings_of(deal(a_waits_for + "b in effect }\n" + b_waits_for + "a in effect }\n" +
                         "  concession c { by IN  tariff on hs 03: set 0%  once a in effect }\n")) ==
        List{"circular-unlock@4"});
}

TEST_CASE("a ring that has started on recorded history is no deadlock") {
  const std::string body = a_waits_for + "b performed }\n" + b_waits_for + "a performed }\n";
  CHECK(findings_of(deal(body, "2026-02-01 event deal.b performed\n")) == List{});
}

TEST_CASE("members of one simultaneous may wait for one another") {
  const std::string body = a_waits_for + "b in effect }\n" + b_waits_for + "a in effect }\n";
  CHECK(findings_of(deal(body, "simultaneous { deal.a, deal.b }\n")) == List{});
  const std::string promises = a_waits_for + "b performed }\n" + b_waits_for + "a performed }\n";
  CHECK(findings_of(deal(promises, "simultaneous { deal.a, deal.b }\n")) == List{});
  // Through a third that waits with them.
  CHECK(findings_of(deal(a_waits_for + "c in effect }\n" + b_waits_for + "a in effect }\n" +
                             "  concession c { by IN  tariff on hs 03: set 0%  once b in effect }\n",
                         "simultaneous { deal.a, deal.b }\n")) == List{});
}

TEST_CASE("simultaneous does not help a ring that it does not name") {
  CHECK(findings_of(deal(a_waits_for + "b in effect }\n" + b_waits_for + "a in effect }\n" +
                             "  concession c { by IN  tariff on hs 03: set 0%  while d in effect }\n" +
                             "  concession d { by US  tariff on hs 04: set 0%  while c in effect }\n",
                         "simultaneous { deal.a, deal.b }\n")) == List{"circular-unlock@6"});
  CHECK(findings_of(deal(a_waits_for + "b in effect }\n" + b_waits_for + "a in effect }\n" +
                             "  concession c { by IN  tariff on hs 03: set 0% }\n",
                         "simultaneous { deal.a, deal.b, deal.c }\n")) == List{"lonely-simultaneous@8"});
}

TEST_CASE("deals that wait for each other can be put in force by an entry") {
  const std::string text =
      "agreement one {\n  parties US, IN\n  in force once two in force\n}\n"
      "agreement two {\n  parties US, GB\n  in force once one in force\n}\n";
  CHECK(findings_of(text) == List{"circular-unlock@3"});
  CHECK(message_of(text) ==
        "`one` and `two` each wait for the other: they start only if an entry puts `one` or `two` in force "
        "ahead of its rule");
  CHECK(findings_of(text + "2026-01-01 event one in force\n") == List{});
}

// Deals of a few concessions with random conditions, and what may happen to them. The text with all that may
// happen recorded on its first day is the best that can come of it, as long as nothing waits for an absence.
class RandomDeal {
 public:
  RandomDeal(unsigned seed, bool with_absences) : random_(seed), with_absences_(with_absences) {
    text_ = "agreement deal {\n  parties US, IN\n  in force " +
            std::string(one_in(3)   ? "once signed"
                        : one_in(2) ? "once a performed"
                                    : "2026-01-01") +
            "\n";
    for (const char name : {'a', 'b', 'c', 'd'}) {
      text_ += std::string("  concession ") + name + " { by US  tariff on hs 01: set 0%";
      for (int i = pick(3); i > 0; --i) text_ += (one_in(2) ? "  once " : "  while ") + condition(2);
      text_ += " }\n";
    }
    text_ += "}\n";
  }

  const std::string& text() const { return text_; }
  static std::string everything() {
    std::string entries = "2026-01-01 event deal signed\n2026-01-01 event deal in force\n";
    for (const char name : {'a', 'b', 'c', 'd'}) {
      entries += std::string("2026-01-01 event deal.") + name + " performed\n";
    }
    return entries;
  }
  std::string something() {
    static const std::vector<std::string> verbs = {"performed", "performed by US", "breached", "suspended"};
    std::string entries;
    for (int day = 1; day <= 9; ++day) {
      const std::string date = "2026-0" + std::to_string(day) + "-01 event deal";
      if (one_in(8)) entries += date + " signed\n";
      if (one_in(8)) entries += date + " in force\n";
      if (one_in(2)) entries += date + "." + name() + " " + verbs[static_cast<std::size_t>(pick(4))] + "\n";
    }
    return entries;
  }

 private:
  int pick(int count) { return static_cast<int>(random_() % static_cast<unsigned>(count)); }
  bool one_in(int count) { return pick(count) == 0; }
  std::string name() { return std::string(1, static_cast<char>('a' + pick(4))); }
  std::string condition(int depth) {
    if (with_absences_ && one_in(6)) return "(not " + condition(0) + ")";
    if (depth == 0 || one_in(2)) {
      switch (pick(7)) {
        case 0: return "deal signed";
        case 1:
        case 2: return name() + " performed";
        case 3: return with_absences_ ? "after 2026-04-01" : "deal in force";
        default: return name() + " in effect";
      }
    }
    const std::string one = condition(depth - 1);
    const std::string other = condition(depth - 1);
    switch (pick(3)) {
      case 0: return "all of (" + one + ", " + other + ")";
      case 1: return "any of (" + one + ", " + other + ")";
      default: return "at least 2 of (" + one + ", " + other + ", " + condition(depth - 1) + ")";
    }
  }

  std::mt19937 random_;
  bool with_absences_;
  std::string text_;
};

struct Evaluated {
  dsl::Sources sources;
  dsl::Syntax syntax;
  dsl::Compilation compilation;

  explicit Evaluated(const std::string& text) {
    sources.add("deal.quid", text);
    syntax = parse_all(sources, 1);
    compilation = compile(syntax, {});
    REQUIRE(syntax.diagnostics.empty());
    REQUIRE(compilation.diagnostics.empty());
  }
  const World& world() const { return *compilation.world; }
};

TEST_CASE("what will never start does not start, whatever happens") {
  int found = 0;
  for (unsigned seed = 0; seed < 400; ++seed) {
    RandomDeal deal(seed, true);
    const Evaluated plain(deal.text());
    for (const Deadlock& deadlock : deadlocks(plain.world())) {
      if (!deadlock.ways_out.empty()) continue;
      ++found;
      for (int history = 0; history < 8; ++history) {
        const std::string text = deal.text() + (history == 0 ? RandomDeal::everything() : deal.something());
        const Evaluated happened(text);
        for (const CycleStep& step : deadlock.ring) {
          INFO(text << name_of(plain.world().model, plain.world().graph.key(step.state)));
          CHECK(happened.world().days(plain.world().graph.key(step.state)).empty());
        }
      }
    }
  }
  CHECK(found > 50);
}

TEST_CASE("what does not start although everything happens is a deadlock") {
  int found = 0;
  for (unsigned seed = 1000; seed < 1400; ++seed) {
    const RandomDeal deal(seed, false);
    const Evaluated happened(deal.text() + RandomDeal::everything());
    const World& world = happened.world();
    bool starts = true;
    for (std::size_t i = 0; i < world.model.provisions.size(); ++i) {
      starts = starts && !world.evaluation[StateId(i)].empty();
    }
    const std::vector<Deadlock> rings = deadlocks(Evaluated(deal.text()).world());
    const bool never =
        std::any_of(rings.begin(), rings.end(), [](const Deadlock& each) { return each.ways_out.empty(); });
    INFO(deal.text());
    CHECK(starts == !never);
    found += never ? 1 : 0;
  }
  CHECK(found > 50);
}

TEST_CASE("a ring with a minus sign is an error and nothing else") {
  CHECK(findings_of(deal("  concession a { by US  tariff on hs 01: set 0%  unless b in effect }\n"
                         "  concession b { by IN  tariff on hs 02: set 0%  while a in effect }\n")) ==
        List{"contradicts-itself@4"});
  CHECK(message_of(deal("  concession a { by US  tariff on hs 01: set 0%  unless b in effect }\n"
                        "  concession b { by IN  tariff on hs 02: set 0%  unless a in effect }\n")) ==
        "`deal.a` and `deal.b` each give way to the other");
  // Twice not is plus.
  CHECK(findings_of(deal("  concession a { by US  tariff on hs 01: set 0%  unless not b in effect }\n" +
                         b_waits_for + "a in effect }\n")) == List{"circular-unlock@4"});
}

TEST_CASE("a ring of every member of a set is one finding") {
  const std::string text =
      "group region { GB, IN, JP }\n"
      "agreement pact {\n  parties US, GB, IN, JP\n  in force 2026-01-01\n"
      "  allowance chips { by US  to each region  export of hs 8542: allow  once audit[each] performed }\n"
      "  undertaking audit { by US  to each region  once chips[each] in effect }\n}\n";
  CHECK(findings_of(text) == List{"circular-unlock@5"});
}

TEST_CASE("dates that leave no day") {
  const auto with = [](const std::string& clauses) {
    return findings_of(deal("  concession a { by US  tariff on hs 01: set 0%  " + clauses + " }\n"));
  };
  const List never{"never-in-effect@4"};
  CHECK(with("from 2026-02-01  through 2026-01-31") == never);
  CHECK(with("from 2026-02-01  through 2026-02-01") == List{});
  CHECK(with("once after 2026-01-31  through 2026-01-31") == never);
  CHECK(with("once after 2026-01-30  through 2026-01-31") == List{});
  CHECK(with("while before 2026-01-01  from 2026-01-01") == never);
  CHECK(with("while after 2026-03-01 and before 2026-03-02") == never);
  CHECK(with("while after 2026-03-01 and before 2026-03-03") == List{});
  CHECK(with("unless after 2026-01-31  from 2026-02-01") == never);
  CHECK(with("until after 2026-01-31  from 2026-02-01") == never);
  CHECK(with("until deal suspended and after 2026-01-31  from 2026-02-01") == List{});
  CHECK(with("while deal signed or before 2026-01-01  from 2026-01-01") == List{});
  CHECK(with("while not after 2026-01-01  from 2026-01-02") == never);
}

TEST_CASE("a deal that expires before it begins is one finding") {
  CHECK(findings_of("agreement deal {\n  parties US, IN\n  in force 2026-01-01\n  expires 2025-12-31\n" +
                    a_waits_for + "deal signed }\n" + b_waits_for + "deal signed }\n}\n") ==
        List{"never-in-effect@4"});
  CHECK(findings_of("agreement deal {\n  parties US, IN\n  in force 2026-01-01\n  expires 2026-12-31\n" +
                    std::string("  concession a { by US  tariff on hs 01: set 0%  from 2027-01-01 }\n}\n")) ==
        List{"never-in-effect@5"});
}

TEST_CASE("a provision whose measure fell is not without days") {
  CHECK(findings_of("authority act { by US }\n"
                    "measure duty { by US  under act  from 2025-01-01  tariff on all goods: add 10% }\n"
                    "2024-01-01 event act struck down\n") == List{});
}

TEST_CASE("entries that cannot follow one another") {
  const std::string head =
      "authority act { by US }\n"
      "measure rule { by US  under act  tariff on all goods: add 10% }\n"
      "agreement deal { parties US, IN  terminates 90 days after notice  undertaking law { by IN }  "
      "option opt { by US } }\n"
      "proposal change { amends deal  remove law }\n";
  const auto with = [&](const std::string& entries) { return findings_of(head + entries); };
  const auto wrong = [](int line) { return List{"contradictory-entry@" + std::to_string(4 + line)}; };
  CHECK(with("2026-01-01 event deal suspended\n2026-02-01 event deal resumed\n") == List{});
  CHECK(with("2026-01-01 event deal resumed\n") == wrong(1));
  CHECK(with("2026-01-01 event deal suspended\n2026-02-01 event deal resumed\n2026-03-01 event deal "
             "resumed\n") == wrong(3));
  CHECK(with("2026-01-01 event deal suspended\n2026-02-01 event deal suspended\n") == wrong(2));
  CHECK(with("2026-01-01 event deal.law suspended\n2026-02-01 event deal.law resumed\n2026-03-01 event "
             "deal.law suspended\n") == List{});
  // The day from which an entry acts decides, not its place.
  CHECK(with("2026-01-01 event deal resumed effective 2026-03-01\n2026-02-01 event deal suspended\n") ==
        List{});
  CHECK(with("2026-01-01 event act restored\n") == wrong(1));
  CHECK(with("2026-01-01 event act lapsed\n2026-02-01 event act restored\n") == List{});
  CHECK(with("2026-01-01 event deal.opt released\n") == wrong(1));
  CHECK(with("2026-01-01 event deal notice withdrawn\n") == wrong(1));
  CHECK(with("2026-01-01 event deal notice by US\n2026-02-01 event deal notice withdrawn by IN\n") ==
        wrong(2));
  CHECK(with("2026-01-01 event deal notice by US\n2026-02-01 event deal notice withdrawn by US\n") == List{});
  CHECK(with("2026-01-01 event deal.law withdrawn\n2026-02-01 event deal.law performed\n") == wrong(2));
  CHECK(with("2026-01-01 event deal.law performed\n2026-02-01 event deal.law breached\n"
             "2026-03-01 event deal.law performed\n2026-04-01 event deal.law withdrawn\n") == List{});
  CHECK(with("2026-01-01 event rule rescinded\n2026-02-01 event rule rescinded\n") == wrong(2));
  CHECK(with("2026-01-01 event rule rescinded\n2026-02-01 event rule enacted\n") == wrong(2));
  CHECK(with("2026-01-01 event change withdrawn\n2026-02-01 event change adopted\n") == wrong(2));
  CHECK(with("2026-01-01 event change adopted\n2026-02-01 event change withdrawn\n") == wrong(2));
  CHECK(with("2026-01-01 event deal signed\n2026-02-01 event deal terminated\n2026-03-01 event deal "
             "suspended\n") == wrong(3));
  CHECK(with("2026-01-01 event deal terminated\n2026-02-01 event deal terminated\n") == wrong(2));
  CHECK(with("2026-01-01 event deal terminated\n2026-02-01 event deal in force\n2026-03-01 event deal "
             "terminated\n") == List{});
}

TEST_CASE("an end is not missed where its start was lost to a mistake") {
  CHECK(findings_of(deal("", "2026-01-01 event deal suspnded\n2026-02-01 event deal resumed\n")) ==
        List{"unexpected-text@5"});
}

TEST_CASE("bands rise") {
  const auto with = [](const std::string& bands) {
    return findings_of(deal("  concession a { by US  tariff on hs 01: " + bands + " }\n"));
  };
  const List wrong{"band-order@4"};
  CHECK(with("set 0% up to 10 t per year, then set 5% up to 20 t per year, then set 9%") == List{});
  CHECK(with("set 0% up to 10 t per year, then set 5% up to 10 t per year, then set 9%") == wrong);
  CHECK(with("set 0% up to 10 t per year, then set 5% up to 9_999 kg per year, then set 9%") == wrong);
  CHECK(with("set 0% up to 10 t per year, then set 5% up to 20 t per month, then set 9%") == wrong);
  CHECK(with("set 0% up to 10 t per year, then set 5% up to 20 t per year per consignee, then set 9%") ==
        wrong);
  CHECK(with("set 0%, then set 5% up to 20 t per year, then set 9%") == wrong);
  CHECK(with("set 0% up to 10 t per year (30 t in 2026), then set 5% up to 20 t per year, then set 9%") ==
        wrong);
  CHECK(with("set 0% up to 10 t per year (30 t in 2026), then set 5% up to 20 t per year (40 t in 2026), "
             "then set "
             "9%") == List{});
  CHECK(with("set 0% up to [] per year, then set 5% up to 20 t per year, then set 9%") == List{});
}

TEST_CASE("a comment with a reason allows a warning, and no error") {
  const auto ring = [](const std::string& comment, const std::string& beside = {}) {
    return deal(comment + "  concession a { by US  tariff on hs 01: set 0%  once b in effect }" + beside +
                "\n" + b_waits_for + "a in effect }\n");
  };
  CHECK(findings_of(ring("  # allow circular-unlock: side letter\n")) == List{});
  CHECK(findings_of(ring("  # allow Q202: side letter\n")) == List{});
  CHECK(findings_of(ring("", "  # allow circular-unlock: side letter")) == List{});
  CHECK(findings_of(ring("  # allow circular-unlock: side letter\n  # A remark.\n")) == List{});
  CHECK(findings_of(ring("  # allow circular-unlock: side letter\n\n")) ==
        List{"unused-allow@4", "circular-unlock@6"});
  CHECK(findings_of(ring("  # allow circular-unlock\n")) == List{"allow-without-reason@4"});
  CHECK(findings_of(ring("  # allow circular-unlock:  \n")) == List{"allow-without-reason@4"});
  CHECK(findings_of(ring("  # allow circular-unlock until 2026-05-27: side letter\n")) == List{});
  CHECK(findings_of(ring("  # allow circular-unlock until 2026-05-26: side letter\n")) ==
        List{"expired-allow@4", "circular-unlock@5"});
  CHECK(findings_of(ring("  # allow circular-unlock until 2026-02-30: side letter\n")) ==
        List{"impossible-date@4"});
  CHECK(findings_of(ring("  # allow never-in-effect, circular-unlock: side letter\n")) ==
        List{"unused-allow@4"});
  CHECK(findings_of(ring("  # allow circular-unlok: side letter\n")) ==
        List{"unused-allow@4", "circular-unlock@5"});
  CHECK(findings_of(ring("  # allow imports of beef: see the annex\n  # allow third-country goods in\n")) ==
        List{"circular-unlock@6"});
  // At the other place of the ring.
  CHECK(findings_of(deal(a_waits_for + "b in effect }\n  # allow circular-unlock: side letter\n" +
                         b_waits_for + "a in effect }\n")) == List{});
  CHECK(findings_of(deal("  # allow contradicts-itself: it does not\n" + a_waits_for +
                         "not a in effect }\n")) == List{"unused-allow@4", "contradicts-itself@5"});
}

}  // namespace quid::tests
