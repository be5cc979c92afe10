// Section 6 of the design, sentence by sentence: a text in, days out. The days were worked out by hand from
// the sentence that names each test, never from what the evaluator gives.
#include <catch2/catch.hpp>

#include "tests/compiled.hpp"

namespace quid::tests {
namespace {

// A deal between the United States and India, in force all of 2025 and after, with `provisions` in it.
std::string deal(const std::string& provisions, const std::string& after = {}) {
  return "agreement deal {\n  parties US, IN\n  in force 2025-01-01\n" + provisions + "}\n" + after;
}

}  // namespace

// -- agreements

TEST_CASE("meaning: signed by P, from its event on; signed, the intersection over the parties") {
  const Compiled text(R"(
agreement deal { parties US, GB, IN }
2025-05-08 event deal signed by US
2025-06-01 event deal signed by GB
2025-05-20 event deal signed by IN
)");
  CHECK(text.days("deal signed by US") == "2025-05-08 ..");
  CHECK(text.days("deal signed by IN") == "2025-05-20 ..");
  CHECK(text.days("deal signed") == "2025-06-01 ..");
}

TEST_CASE("meaning: or from a bare signed event, which also signs for each") {
  const Compiled text(R"(
agreement deal { parties US, GB }
2025-05-08 event deal signed by US
2025-06-01 event deal signed
)");
  CHECK(text.days("deal signed by US") == "2025-05-08 ..");
  CHECK(text.days("deal signed by GB") == "2025-06-01 ..");
  CHECK(text.days("deal signed") == "2025-06-01 ..");
}

TEST_CASE("meaning: ratified and notified likewise") {
  const Compiled text(R"(
agreement deal { parties US, GB }
2025-05-08 event deal ratified by US, GB
2025-06-01 event deal notified by US
)");
  CHECK(text.days("deal ratified") == "2025-05-08 ..");
  CHECK(text.days("deal notified by US") == "2025-06-01 ..");
  CHECK(text.days("deal notified") == "never");
}

TEST_CASE("meaning: in force from the first day on which the rule holds") {
  const Compiled text(R"(
agreement once-signed { parties US, GB  in force once signed }
agreement once-one    { parties US, GB  in force once ratified by GB }
agreement later       { parties US, GB  in force 60 days after ratified }
agreement end-of-month { parties US, GB  in force 1 month after signed }
agreement on-a-day    { parties US, GB  in force 2025-03-01 }
agreement by-entry    { parties US, GB }
2025-01-31 event once-signed signed
2025-02-03 event once-one ratified by GB
2025-01-01 event later ratified
2025-01-31 event end-of-month signed
2025-04-01 event by-entry in force
)");
  CHECK(text.days("once-signed in force") == "2025-01-31 ..");
  CHECK(text.days("once-one in force") == "2025-02-03 ..");
  CHECK(text.days("once-one ratified") == "never");
  CHECK(text.days("later in force") == "2025-03-02 ..");
  CHECK(text.days("end-of-month in force") == "2025-02-28 ..");
  CHECK(text.days("on-a-day in force") == "2025-03-01 ..");
  CHECK(text.days("by-entry in force") == "2025-04-01 ..");
}

TEST_CASE("meaning: in force does not end with what began it") {
  const Compiled text(R"(
agreement deal {
  parties US, IN
  in force once law performed
  undertaking law { by IN }
}
2025-03-01 event deal.law performed
2025-04-01 event deal.law breached
)");
  CHECK(text.days("deal in force") == "2025-03-01 ..");
}

TEST_CASE("meaning: up to termination or the end of the day of expiry") {
  const Compiled text(R"(
agreement ended   { parties US, GB  in force 2025-01-01 }
agreement limited { parties US, GB  in force 2025-01-01  expires 2025-06-30 }
agreement both    { parties US, GB  in force 2025-01-01  expires 2025-06-30 }
2025-05-01 event ended terminated
2025-05-01 event both terminated
)");
  CHECK(text.days("ended in force") == "2025-01-01 .. 2025-04-30");
  CHECK(text.days("ended terminated") == "2025-05-01 ..");
  CHECK(text.days("limited in force") == "2025-01-01 .. 2025-06-30");
  CHECK(text.days("limited expired") == "2025-07-01 ..");
  CHECK(text.days("both in force") == "2025-01-01 .. 2025-04-30");
}

TEST_CASE("meaning: a new event revives a terminated deal; the rule does not") {
  const Compiled text(R"(
agreement by-event { parties US, GB }
agreement by-rule  { parties US, GB  in force once signed }
2025-01-01 event by-event in force
2025-02-01 event by-event terminated
2025-03-01 event by-event in force
2025-01-01 event by-rule signed
2025-02-01 event by-rule terminated
)");
  CHECK(text.days("by-event in force") == "2025-01-01 .. 2025-01-31, 2025-03-01 ..");
  CHECK(text.days("by-event terminated") == "2025-02-01 .. 2025-02-28");
  CHECK(text.days("by-rule in force") == "2025-01-01 .. 2025-01-31");
}

TEST_CASE(
    "meaning: the first notice not withdrawn terminates; the last day is the day before the term ends") {
  const std::string head =
      "agreement deal { parties US, GB  in force 2025-01-01  terminates 30 days after notice }\n";
  const Compiled one(head + "2025-03-01 event deal notice by US\n");
  CHECK(one.days("deal in force") == "2025-01-01 .. 2025-03-30");
  CHECK(one.days("deal terminated") == "2025-03-31 ..");
  CHECK(one.days("deal notice") == "2025-03-01 ..");
  const Compiled withdrawn(head +
                           "2025-03-01 event deal notice by US\n"
                           "2025-03-15 event deal notice withdrawn by US\n");
  CHECK(withdrawn.days("deal in force") == "2025-01-01 ..");
  CHECK(withdrawn.days("deal notice") == "2025-03-01 .. 2025-03-14");
  const Compiled second(head +
                        "2025-03-01 event deal notice by US\n"
                        "2025-03-15 event deal notice withdrawn by US\n"
                        "2025-05-01 event deal notice by GB\n");
  CHECK(second.days("deal in force") == "2025-01-01 .. 2025-05-30");
  const Compiled in_time(head +
                         "2025-03-01 event deal notice by US\n"
                         "2025-03-30 event deal notice withdrawn by US\n");
  CHECK(in_time.days("deal in force") == "2025-01-01 ..");
  const Compiled too_late(head +
                          "2025-03-01 event deal notice by US\n"
                          "2025-03-31 event deal notice withdrawn by US\n");
  CHECK(too_late.days("deal in force") == "2025-01-01 .. 2025-03-30");
}

TEST_CASE("meaning: a withdrawal undoes the notice of the party that gave it") {
  const Compiled text(R"(
agreement deal { parties US, GB  in force 2025-01-01  terminates 30 days after notice }
2025-03-01 event deal notice by US
2025-03-05 event deal notice by GB
2025-03-15 event deal notice withdrawn by US
)");
  CHECK(text.days("deal in force") == "2025-01-01 .. 2025-04-03");
}

TEST_CASE("meaning: a suspended deal stays in force; its provisions are not in effect") {
  const Compiled text(deal("concession cars { by US  tariff on hs 8703: set 10% }\n",
                           "2025-03-01 event deal suspended\n2025-05-01 event deal resumed\n"));
  CHECK(text.days("deal in force") == "2025-01-01 ..");
  CHECK(text.days("deal suspended") == "2025-03-01 .. 2025-04-30");
  CHECK(text.days("deal.cars in effect") == "2025-01-01 .. 2025-02-28, 2025-05-01 ..");
}

TEST_CASE("meaning: provisions are in effect while their deal is provisionally applied") {
  const Compiled text(R"(
agreement deal {
  parties US, GB
  provisional from 2025-02-01
  in force once ratified
  concession cars { by US  tariff on hs 8703: set 10% }
}
2025-04-01 event deal ratified
)");
  CHECK(text.days("deal provisionally applied") == "2025-02-01 .. 2025-03-31");
  CHECK(text.days("deal in force") == "2025-04-01 ..");
  CHECK(text.days("deal.cars in effect") == "2025-02-01 ..");
}

TEST_CASE("meaning: operative is in force") {
  const Compiled text(R"(
agreement framework {
  parties US, GB
  undertaking talks { by US  while framework operative }
}
2025-05-08 event framework operative
)");
  CHECK(text.days("framework in force") == "2025-05-08 ..");
  CHECK(text.days("framework.talks in effect") == "2025-05-08 ..");
}

// -- promises

TEST_CASE("meaning: performed, from performed up to the next breached or withdrawn, and so on") {
  const Compiled text(deal("undertaking law { by IN }\nundertaking other { by IN }\n", R"(
2025-02-01 event deal.law performed
2025-03-01 event deal.law breached
2025-04-01 event deal.law performed
2025-06-01 event deal.law withdrawn
2025-02-01 event deal.other performed by IN
)"));
  CHECK(text.days("deal.law performed") == "2025-02-01 .. 2025-02-28, 2025-04-01 .. 2025-05-31");
  CHECK(text.days("deal.law breached") == "2025-03-01 .. 2025-03-31");
  CHECK(text.days("deal.law withdrawn") == "2025-06-01 ..");
  CHECK(text.days("deal.other performed") == "2025-02-01 ..");
  CHECK(text.days("deal.other performed by IN") == "2025-02-01 ..");
}

TEST_CASE("meaning: with them the days of a measure that implements it") {
  const Compiled text(deal("undertaking law { by IN }\n", R"(
measure act { by IN  implements deal.law  from 2025-05-01  through 2025-08-31 }
2025-02-01 event deal.law performed
2025-03-01 event deal.law breached
2025-04-01 event act enacted
)"));
  CHECK(text.days("act in effect") == "2025-05-01 .. 2025-08-31");
  CHECK(text.days("deal.law performed") == "2025-02-01 .. 2025-02-28, 2025-05-01 .. 2025-08-31");
}

TEST_CASE("meaning: a commitment is performed from the day on which its progress reaches the amount") {
  const Compiled text(deal("commitment purchases { by IN  deliver 10 bn USD by 2027-12-31 }\n", R"(
2025-02-01 progress deal.purchases 4 bn USD
2025-03-01 progress deal.purchases 5_999 mn USD
2025-04-01 progress deal.purchases 1 mn USD
)"));
  CHECK(text.days("deal.purchases performed") == "2025-04-01 ..");
}

TEST_CASE("meaning: nothing is performed again after withdrawn") {
  const Compiled text(
      deal("undertaking law { by IN }\ncommitment buy { by IN  deliver 1 bn USD by 2027-12-31 }\n", R"(
measure act { by IN  implements deal.law }
2025-02-01 event deal.law performed
2025-06-01 event deal.law withdrawn
2025-07-01 event act enacted
2025-02-01 progress deal.buy 2 bn USD
2025-06-01 event deal.buy withdrawn
)"));
  CHECK(text.days("act in effect") == "2025-07-01 ..");
  CHECK(text.days("deal.law performed") == "2025-02-01 .. 2025-05-31");
  CHECK(text.days("deal.buy performed") == "2025-02-01 .. 2025-05-31");
}

TEST_CASE("meaning: breached, suspended, invoked likewise") {
  const Compiled text(deal("undertaking law { by IN }\noption leave { by US }\n", R"(
2025-02-01 event deal.law breached
2025-03-01 event deal.law performed
2025-04-01 event deal.law suspended
2025-05-01 event deal.law resumed
2025-02-01 event deal.leave invoked by US
2025-03-01 event deal.leave released
2025-04-01 event deal.leave invoked
)"));
  CHECK(text.days("deal.law breached") == "2025-02-01 .. 2025-02-28");
  CHECK(text.days("deal.law suspended") == "2025-04-01 .. 2025-04-30");
  CHECK(text.days("deal.leave invoked") == "2025-02-01 .. 2025-02-28, 2025-04-01 ..");
}

// -- measures and authorities

TEST_CASE("meaning: a measure is enacted by its text, or with any of the three events only by enacted") {
  const Compiled text(R"(
measure silent    { by US  tariff on all goods: add 10% }
measure rumour { by US  tariff on all goods: add 10% }
measure idea  { by US  tariff on all goods: add 10% }
measure order   { by US  tariff on all goods: add 10% }
2025-02-01 event rumour announced
2025-02-01 event idea proposed
2025-02-01 event order announced
2025-03-01 event order enacted
)");
  CHECK(text.days("silent in effect") == "always");
  CHECK(text.days("rumour in effect") == "never");
  CHECK(text.days("idea in effect") == "never");
  CHECK(text.days("order in effect") == "2025-03-01 ..");
}

TEST_CASE("meaning: from decides its first day, also one before the event") {
  const Compiled text(R"(
measure early { by US  from 2025-02-01  tariff on all goods: add 10% }
measure late  { by US  from 2025-04-01  tariff on all goods: add 10% }
2025-03-01 event early enacted
2025-03-01 event late enacted
)");
  CHECK(text.days("early in effect") == "2025-02-01 ..");
  CHECK(text.days("late in effect") == "2025-04-01 ..");
}

TEST_CASE("meaning: standing, all days but those struck down or lapsed") {
  const Compiled text(R"(
authority act { by US }
authority void   { by US }
authority old-act { by US }
2026-02-20 event act struck down effective 2026-02-24
2026-02-20 event void struck down from the start
2026-02-20 event old-act lapsed
2026-04-01 event old-act restored
)");
  CHECK(text.days("act standing") == ".. 2026-02-23");
  CHECK(text.days("void standing") == "never");
  CHECK(text.days("old-act standing") == ".. 2026-02-19, 2026-04-01 ..");
}

TEST_CASE("meaning: of a measure, enacted, its authority standing, its own window and conditions") {
  const Compiled text(R"(
authority ieepa { by US }
authority other { by US }
measure order { by US  under ieepa  under other  through 2025-09-30  while not exception in effect
  tariff on all goods: add 10%
  control inside { to all  export of hs 8542: license }
}
measure exception { by US  from 2025-03-01  through 2025-03-31  tariff on all goods: add 0% }
2025-02-01 event order enacted
2025-05-01 event order suspended
2025-06-01 event order resumed
2025-08-01 event other lapsed
)");
  CHECK(text.days("order in effect") ==
        "2025-02-01 .. 2025-02-28, 2025-04-01 .. 2025-04-30, 2025-06-01 .. 2025-07-31");
  CHECK(text.days("order.inside in effect") == text.days("order in effect"));
}

TEST_CASE("meaning: from a measure's rescission on it is not in effect") {
  const Compiled text(R"(
measure order { by US  tariff on all goods: add 10% }
2025-02-01 event order enacted
2025-05-01 event order rescinded
)");
  CHECK(text.days("order in effect") == "2025-02-01 .. 2025-04-30");
}

// -- reached, metrics, exhausted

TEST_CASE("meaning: reached, from the event on or from the first day of the milestone's once") {
  const Compiled text(deal("milestone told { by US }\nmilestone said { by US  once deal signed }\n", R"(
2025-03-01 event deal.told reached
2025-04-01 event deal signed
)"));
  CHECK(text.days("deal.told reached") == "2025-03-01 ..");
  CHECK(text.days("deal.said reached") == "2025-04-01 ..");
}

TEST_CASE("meaning: a target, from the first observation that satisfies it, before or after its date") {
  const Compiled text("metric trade in USD\n" +
                      deal("target double { by US  reaches trade >= 500 bn USD by 2025-12-31 }\n"
                           "target half { by US  reaches trade >= 250 bn USD by 2025-12-31 }\n",
                           R"(
2025-06-30 observe trade 300 bn USD
2026-06-30 observe trade 500 bn USD
2026-12-31 observe trade 100 bn USD
)"));
  CHECK(text.days("deal.half reached") == "2025-06-30 ..");
  CHECK(text.days("deal.double reached") == "2026-06-30 ..");
}

TEST_CASE(
    "meaning: a metric comparison, the days on which the last observation satisfies it; none before the "
    "first") {
  const Compiled text("metric trade in USD\n" + deal(R"(
  option enough { by US  while trade >= 200 bn USD }
  option short { by US  while trade < 200 bn USD }
  option more { by US  while trade > 200 bn USD }
  option most  { by US  while trade <= 200 bn USD }
  option not-enough { by US  while not trade >= 200 bn USD }
)",
                                                     R"(
2025-02-01 observe trade 100 bn USD
2025-03-01 observe trade 200 bn USD
2025-04-01 observe trade 300_000 mn USD
)"));
  CHECK(text.days("deal.enough in effect") == "2025-03-01 ..");
  CHECK(text.days("deal.short in effect") == "2025-02-01 .. 2025-02-28");
  CHECK(text.days("deal.more in effect") == "2025-04-01 ..");
  CHECK(text.days("deal.most in effect") == "2025-02-01 .. 2025-03-31");
  CHECK(text.days("deal.not-enough in effect") == "2025-01-01 .. 2025-02-28");
}

TEST_CASE("meaning: exhausted, the days on which every limited first band is full") {
  const Compiled text(deal(R"(
  concession yearly    { by US  tariff on hs 01: set 0% up to 100 t per year, then base }
  concession quarterly { by US  tariff on hs 01: set 0% up to 100 t per quarter, then base }
  concession monthly   { by US  tariff on hs 01: set 0% up to 100 t per month, then base }
  concession window    { by US  tariff on hs 01: set 0% up to 100 t per 2025-Q1..2025-Q2, then base }
  concession in-all    { by US  tariff on hs 01: set 0% up to 100 t in all, then base }
  concession person    { by US  tariff on hs 01: set 0% up to 100 t per year per consignee, then base }
  concession no-limit  { by US  tariff on hs 01: set 0% }
  concession two       { by US  tariff on hs 01: set 0% up to 100 t in all, then base
                                tariff on hs 02: set 0% up to 101 t in all, then base }
)",
                           R"(
2025-02-01 enter 60 t from IN into US under deal.yearly
2025-03-01 enter 40 t from IN into US under deal.yearly
2025-02-01 enter 60_000 kg from IN into US under deal.quarterly
2025-03-01 enter 40 t from IN into US under deal.quarterly
2025-02-01 enter 60 t from IN into US under deal.monthly
2025-02-28 enter 40 t from IN into US under deal.monthly
2025-03-31 enter 99 t from IN into US under deal.monthly
2025-03-31 enter 60 t from IN into US under deal.window
2025-04-01 enter 40 t from IN into US under deal.window
2025-02-01 enter 60 t from IN into US under deal.in-all
2026-03-01 enter 40 t from IN into US under deal.in-all
2025-02-01 enter 500 t from IN into US under deal.person
2025-02-01 enter 500 t from IN into US under deal.no-limit
2025-02-01 enter 100 t from IN into US under deal.two
2025-03-01 enter 1 t from IN into US under deal.two
2025-02-01 enter 500 t from IN into US
)"));
  CHECK(text.days("deal.yearly exhausted") == "2025-03-01 .. 2025-12-31");
  CHECK(text.days("deal.quarterly exhausted") == "2025-03-01 .. 2025-03-31");
  CHECK(text.days("deal.monthly exhausted") == "2025-02-28 .. 2025-02-28");
  CHECK(text.days("deal.window exhausted") == "2025-04-01 .. 2025-06-30");
  CHECK(text.days("deal.in-all exhausted") == "2026-03-01 ..");
  CHECK(text.days("deal.person exhausted") == "never");
  CHECK(text.days("deal.no-limit exhausted") == "never");
  CHECK(text.days("deal.two exhausted") == "2025-03-01 ..");
}

TEST_CASE(
    "meaning: on each day the narrowest period that contains it counts, also one finer than the basis") {
  const Compiled text(deal(R"(
  concession cars {
    by     US
    tariff on hs 8703: set 10% up to 100 vehicles per year (60 vehicles in 2025, 30 vehicles in 2025-Q3, 20 vehicles in 2025-07), then base
  }
)",
                           R"(
2025-02-01 enter 20 vehicles from IN into US under deal.cars
2025-08-10 enter 10 vehicles from IN into US under deal.cars
2025-11-01 enter 30 vehicles from IN into US under deal.cars
)"));
  // 20 used: full only in July, whose limit is 20. 30 used: full in the rest of the third quarter. 60 used:
  // full in the rest of the year.
  CHECK(text.days("deal.cars exhausted") ==
        "2025-07-01 .. 2025-07-31, 2025-08-10 .. 2025-09-30, 2025-11-01 .. 2025-12-31");
}

TEST_CASE("meaning: chips count in TPP where the limit is in TPP") {
  const Compiled text(
      "chip H20 { tpp 2_368 TPP }\n" +
      deal("allowance gpus { by US  export of H20: allow up to 4_736 TPP per year, then license }\n", R"(
2025-02-01 ship 1 H20 from US to IN under deal.gpus
2025-03-01 ship 1 H20 from US to IN under deal.gpus
)"));
  CHECK(text.days("deal.gpus exhausted") == "2025-03-01 .. 2025-12-31");
}

TEST_CASE("meaning: use while suspended counts, and an exhausted provision is still in effect") {
  const Compiled text(deal(
      "concession cars { by US  tariff on hs 8703: set 10% up to 100 vehicles per year, then base }\n", R"(
2025-02-01 event deal.cars suspended
2025-02-10 enter 100 vehicles from IN into US under deal.cars
2025-03-01 event deal.cars resumed
)"));
  CHECK(text.days("deal.cars exhausted") == "2025-02-10 .. 2025-12-31");
  CHECK(text.days("deal.cars in effect") == "2025-01-01 .. 2025-01-31, 2025-03-01 ..");
}

TEST_CASE("meaning: what a quarter leaves is carried to the quarter that the text names") {
  const Compiled text(deal(R"(
  concession cars { by US  tariff on hs 8703: set 10% up to 100 vehicles per quarter carrying Q1 to Q3, then base }
)",
                           R"(
2025-02-01 enter 70 vehicles from IN into US under deal.cars
2025-05-01 enter 100 vehicles from IN into US under deal.cars
2025-07-10 enter 100 vehicles from IN into US under deal.cars
2025-08-10 enter 30 vehicles from IN into US under deal.cars
)"));
  CHECK(text.days("deal.cars exhausted") == "2025-05-01 .. 2025-06-30, 2025-08-10 .. 2025-09-30");
}

// -- in effect

TEST_CASE("meaning: in effect, its window with first and last day included") {
  const Compiled text(deal(R"(
  undertaking law { by IN }
  option dates   { by US  from 2025-03-01  through 2025-03-31 }
  option state   { by US  from law performed }
  option later   { by US  from 30 days after law performed }
  option month-start      { by US  from first of month of law performed }
  option after-first { by US  from first of month after law performed }
  option last    { by US  through law performed }
  option last-10 { by US  through 10 days after law performed }
)",
                           "2025-01-31 event deal.law performed\n"));
  CHECK(text.days("deal.dates in effect") == "2025-03-01 .. 2025-03-31");
  CHECK(text.days("deal.state in effect") == "2025-01-31 ..");
  CHECK(text.days("deal.later in effect") == "2025-03-02 ..");
  CHECK(text.days("deal.month-start in effect") == "2025-01-01 ..");
  CHECK(text.days("deal.after-first in effect") == "2025-02-01 ..");
  CHECK(text.days("deal.last in effect") == "2025-01-01 .. 2025-01-31");
  CHECK(text.days("deal.last-10 in effect") == "2025-01-01 .. 2025-02-10");
}

TEST_CASE("meaning: a day that does not exist becomes the last of the month") {
  const Compiled text(deal(R"(
  undertaking law { by IN }
  option one-month  { by US  from 1 month after law performed }
  option two-months { by US  from 2 months after law performed }
  option one-year   { by US  from 1 year after law performed }
)",
                           "2028-01-31 event deal.law performed\n"));
  CHECK(text.days("deal.one-month in effect") == "2028-02-29 ..");
  CHECK(text.days("deal.two-months in effect") == "2028-03-31 ..");
  CHECK(text.days("deal.one-year in effect") == "2029-01-31 ..");
}

TEST_CASE("meaning: every once*, every while, no unless, no until*") {
  const Compiled text(deal(R"(
  undertaking law { by IN }
  option with-once   { by US  once law performed }
  option with-while  { by US  while law performed }
  option with-unless { by US  unless law performed }
  option with-until  { by US  until law performed }
)",
                           R"(
2025-03-01 event deal.law performed
2025-05-01 event deal.law breached
)"));
  CHECK(text.days("deal.with-once in effect") == "2025-03-01 ..");
  CHECK(text.days("deal.with-while in effect") == "2025-03-01 .. 2025-04-30");
  CHECK(text.days("deal.with-unless in effect") == "2025-01-01 .. 2025-02-28, 2025-05-01 ..");
  CHECK(text.days("deal.with-until in effect") == "2025-01-01 .. 2025-02-28");
}

TEST_CASE("meaning: clauses may repeat, and all count") {
  const Compiled text(deal(R"(
  undertaking a { by IN }
  undertaking b { by IN }
  option onces  { by US  once a performed  once b performed }
  option once-both { by US  once a performed and b performed }
)",
                           R"(
2025-03-01 event deal.a performed
2025-04-01 event deal.a breached
2025-05-01 event deal.b performed
)"));
  CHECK(text.days("deal.onces in effect") == "2025-05-01 ..");
  CHECK(text.days("deal.once-both in effect") == "never");
}

TEST_CASE("meaning: minus its suspensions, minus from its withdrawal on") {
  const Compiled text(deal("concession cars { by US  tariff on hs 8703: set 10% }\n", R"(
2025-02-01 event deal.cars suspended
2025-03-01 event deal.cars resumed
2025-06-01 event deal.cars withdrawn
)"));
  CHECK(text.days("deal.cars in effect") == "2025-01-01 .. 2025-01-31, 2025-03-01 .. 2025-05-31");
}

TEST_CASE("meaning: breached alone ends nothing; while not breached does") {
  const Compiled text(deal(R"(
  concession x { by US  tariff on hs 8703: set 10% }
  concession y { by US  tariff on hs 8703: set 10%  while not x breached }
)",
                           "2025-03-01 event deal.x breached\n"));
  CHECK(text.days("deal.x in effect") == "2025-01-01 ..");
  CHECK(text.days("deal.y in effect") == "2025-01-01 .. 2025-02-28");
}

TEST_CASE("meaning: nothing is in effect until entries or dates make it so") {
  const Compiled text(R"(
agreement deal {
  parties US, IN
  concession cars { by US  tariff on hs 8703: set 10%  from 2025-01-01 }
}
)");
  CHECK(text.days("deal.cars in effect") == "never");
}

// -- conditions

TEST_CASE("meaning: not C is the complement") {
  const Compiled text(deal("undertaking law { by IN }\n", R"(
measure x { by US  while not deal.law performed }
2025-03-01 event deal.law performed
2025-05-01 event deal.law breached
)"));
  CHECK(text.days("x in effect") == ".. 2025-02-28, 2025-05-01 ..");
}

TEST_CASE("meaning: C for 90 days, days d such that C holds on all of (d-90, d]") {
  const Compiled text(deal(R"(
  undertaking law { by IN }
  option three  { by US  while law performed for 3 days }
  option one    { by US  while law performed for 1 day }
  option one-month  { by US  while law performed for 1 month }
  option long   { by US  while law performed for 60 days }
)",
                           R"(
2025-01-31 event deal.law performed
2025-03-03 event deal.law breached
)"));
  // Performed on 31 January to 2 March. Three days are full on 2 February. A month is full on the first d
  // whose d - 1 month lies before 31 January but not before 30 January: 28 February gives 28 January, which
  // asks for 29 January on; 1 March gives 1 February, which asks for 2 February on.
  CHECK(text.days("deal.three in effect") == "2025-02-02 .. 2025-03-02");
  CHECK(text.days("deal.one in effect") == "2025-01-31 .. 2025-03-02");
  CHECK(text.days("deal.one-month in effect") == "2025-03-01 .. 2025-03-02");
  CHECK(text.days("deal.long in effect") == "never");
}

TEST_CASE("meaning: within 30 days after C, days d such that C holds on some day of [d-30, d]") {
  const Compiled text(deal(R"(
  undertaking law { by IN }
  option ten   { by US  while within 10 days after law performed }
  option one-month { by US  while within 1 month after law performed }
)",
                           R"(
2025-02-10 event deal.law performed
2025-02-28 event deal.law breached
)"));
  // Performed on 10 to 27 February; the last d with 27 February in [d - 1 month, d] is 27 March.
  CHECK(text.days("deal.ten in effect") == "2025-02-10 .. 2025-03-09");
  CHECK(text.days("deal.one-month in effect") == "2025-02-10 .. 2025-03-27");
}

TEST_CASE("meaning: after and before, both strict") {
  const Compiled text(deal("option o { by US  while after 2025-02-28 and before 2025-03-02 }\n"));
  CHECK(text.days("deal.o in effect") == "2025-03-01 .. 2025-03-01");
}

TEST_CASE("meaning: and, or, all of, any of, at least N of") {
  const Compiled text(deal(R"(
  undertaking a { by IN }
  undertaking b { by IN }
  undertaking c { by IN }
  option both  { by US  while a performed and b performed }
  option one   { by US  while a performed or b performed }
  option every   { by US  while all of (a performed, b performed, c performed) }
  option some   { by US  while any of (a performed, b performed, c performed) }
  option two   { by US  while at least 2 of (a performed, b performed, c performed) }
)",
                           R"(
2025-02-01 event deal.a performed
2025-03-01 event deal.b performed
2025-04-01 event deal.c performed
2025-05-01 event deal.a breached
2025-06-01 event deal.b breached
2025-07-01 event deal.c breached
)"));
  CHECK(text.days("deal.both in effect") == "2025-03-01 .. 2025-04-30");
  CHECK(text.days("deal.one in effect") == "2025-02-01 .. 2025-05-31");
  CHECK(text.days("deal.every in effect") == "2025-04-01 .. 2025-04-30");
  CHECK(text.days("deal.some in effect") == "2025-02-01 .. 2025-06-30");
  CHECK(text.days("deal.two in effect") == "2025-03-01 .. 2025-05-31");
}

TEST_CASE("meaning: P in GROUP, from first day in, until first day out, nested and complemented") {
  const Compiled text(
      "group near { GB, IN from 2025-03-01, JP until 2025-05-01 }\n"
      "group nested { near, KR }\n"
      "group far { all except near }\n"
      "group union { EU }\n" +
      deal(R"(
  option gb { by US  while GB in near }
  option india { by US  while IN in near }
  option jp { by US  while JP in nested }
  option kr { by US  while KR in nested }
  option far-gb { by US  while GB in far }
  option far-in { by US  while IN in far }
  option far-jp { by US  while JP in far }
  option far-us { by US  while US in far }
  option member { by US  while FR in union }
  option outside { by US  while GB in union }
)"));
  CHECK(text.days("deal.gb in effect") == "2025-01-01 ..");
  CHECK(text.days("deal.india in effect") == "2025-03-01 ..");
  CHECK(text.days("deal.jp in effect") == "2025-01-01 .. 2025-04-30");
  CHECK(text.days("deal.kr in effect") == "2025-01-01 ..");
  CHECK(text.days("deal.far-gb in effect") == "never");
  CHECK(text.days("deal.far-in in effect") == "2025-01-01 .. 2025-02-28");
  CHECK(text.days("deal.far-jp in effect") == "2025-05-01 ..");
  CHECK(text.days("deal.far-us in effect") == "2025-01-01 ..");
  CHECK(text.days("deal.member in effect") == "2025-01-01 ..");
  CHECK(text.days("deal.outside in effect") == "never");
}

TEST_CASE("meaning: to each makes one provision a member; each in its conditions is that member") {
  const Compiled text(R"(
group near { GB, IN until 2025-06-01 }
group trusted { GB }
agreement deal {
  parties US, GB, IN
  in force 2025-01-01
  undertaking report { by US  to each near }
  allowance chips { by US  to each near  export of hs 8542: allow  while report[each] performed }
  allowance friends { by US  to each near  export of hs 8542: allow  while each in trusted }
}
2025-02-01 event deal.report[GB] performed
2025-03-01 event deal.report performed
)");
  CHECK(text.days("deal.report[GB] performed") == "2025-02-01 ..");
  CHECK(text.days("deal.report[IN] performed") == "2025-03-01 ..");
  CHECK(text.days("deal.chips[GB] in effect") == "2025-02-01 ..");
  CHECK(text.days("deal.chips[IN] in effect") == "2025-03-01 .. 2025-05-31");
  CHECK(text.days("deal.friends[GB] in effect") == "2025-01-01 ..");
  CHECK(text.days("deal.friends[IN] in effect") == "never");
}

// -- proposals

TEST_CASE("meaning: once adopted, what it replaces ends the day before, what it adds starts that day") {
  const Compiled text(deal(R"(
  concession cars { by US  tariff on hs 8703: set 10%  through 2025-03-15 }
  concession beef { by IN  tariff on hs 0201: set 0% }
)",
                           R"(
proposal better {
  amends  deal
  replace cars { by US  tariff on hs 8703: set 8%  from 2025-05-01 }
  remove  beef
  add concession wine { by IN  tariff on hs 2204: set 0% }
}
proposal rejected { amends deal  remove cars }
2025-02-01 event better tabled by US
2025-04-01 event better adopted
2025-02-01 event rejected tabled by US
2025-02-20 event rejected withdrawn
)"));
  CHECK(text.days("better tabled") == "2025-02-01 ..");
  CHECK(text.days("better adopted") == "2025-04-01 ..");
  CHECK(text.days("deal.cars in effect") == "2025-01-01 .. 2025-03-15, 2025-05-01 ..");
  CHECK(text.days("deal.beef in effect") == "2025-01-01 .. 2025-03-31");
  CHECK(text.days("deal.wine in effect") == "2025-04-01 ..");
}

TEST_CASE("meaning: what is set is set in the text as last amended, in the order of adoption") {
  const std::string text = R"(
agreement deal { parties US, IN  in force 2025-02-01  expires 2025-06-30 }
proposal sooner { amends deal  set provisional from 2025-01-10 }
proposal longer { amends deal  set expires 2025-12-31 }
proposal longest { amends deal  set expires 2027-12-31  set in force 2025-03-01 }
)";
  // The later adoption keeps what the earlier one set, whichever stands first in the text.
  const Compiled one(text + "2025-01-05 event longer adopted\n2025-01-08 event sooner adopted\n");
  CHECK(one.days("deal in force") == "2025-02-01 .. 2025-12-31");
  CHECK(one.days("deal provisionally applied") == "2025-01-10 .. 2025-01-31");
  CHECK(one.days("deal expired") == "2026-01-01 ..");
  // What it sets as well, it rules.
  const Compiled two(text + "2025-01-05 event longest adopted\n2025-04-01 event longer adopted\n");
  CHECK(two.days("deal in force") == "2025-03-01 .. 2025-12-31");
  // What is not adopted changes nothing.
  const Compiled none(text);
  CHECK(none.days("deal in force") == "2025-02-01 .. 2025-06-30");
  CHECK(none.days("deal provisionally applied") == "never");
}

TEST_CASE("meaning: set expires, from the adoption on") {
  const Compiled text(R"(
agreement deal { parties US, IN  in force 2025-01-01  expires 2025-06-30 }
proposal longer { amends deal  set expires 2025-12-31 }
2025-04-01 event longer adopted
)");
  CHECK(text.days("deal in force") == "2025-01-01 .. 2025-12-31");
  CHECK(text.days("deal expired") == "2026-01-01 ..");
}

TEST_CASE("meaning: the later adoption rules from its day") {
  const Compiled text(deal("concession cars { by US  tariff on hs 8703: set 10% }\n", R"(
proposal early  { amends deal  replace cars { by US  tariff on hs 8703: set 8%  through 2025-03-31 } }
proposal second { amends deal  replace cars { by US  tariff on hs 8703: set 9%  from 2025-08-01 } }
2025-05-01 event second adopted
2025-02-01 event early adopted
)"));
  CHECK(text.days("deal.cars in effect") == "2025-01-01 .. 2025-03-31, 2025-08-01 ..");
}

TEST_CASE("meaning: entries belong to the name, so use and suspensions go on") {
  const Compiled text(deal(
      "concession cars { by US  tariff on hs 8703: set 10% up to 100 vehicles per year, then base }\n", R"(
proposal tighter { amends deal
  replace cars { by US  tariff on hs 8703: set 10% up to 60 vehicles per year, then base } }
2025-02-01 enter 70 vehicles from IN into US under deal.cars
2025-03-15 event deal.cars suspended
2025-04-01 event tighter adopted
2025-05-01 event deal.cars resumed
)"));
  CHECK(text.days("deal.cars exhausted") == "2025-04-01 .. 2025-12-31");
  CHECK(text.days("deal.cars in effect") == "2025-01-01 .. 2025-03-14, 2025-05-01 ..");
}

// -- the graph

TEST_CASE("meaning: plus edges only, the least sets") {
  const Compiled ring(deal(R"(
  concession a { by US  tariff on hs 01: set 0%  while b in effect }
  concession b { by IN  tariff on hs 02: set 0%  while a in effect }
)"));
  CHECK(ring.days("deal.a in effect") == "never");
  CHECK(ring.days("deal.b in effect") == "never");
  CHECK(ring.has(dsl::DiagnosticKind::circular_unlock));
  const Compiled broken(deal(R"(
  undertaking law { by IN }
  concession a { by US  tariff on hs 01: set 0%  while b in effect or law performed }
  concession b { by IN  tariff on hs 02: set 0%  while a in effect }
)",
                             "2025-03-01 event deal.law performed\n2025-05-01 event deal.law breached\n"));
  // On a day without the law each would need the other: least, so neither.
  CHECK(broken.days("deal.a in effect") == "2025-03-01 .. 2025-04-30");
  CHECK(broken.days("deal.b in effect") == "2025-03-01 .. 2025-04-30");
  const Compiled lasting(deal(R"(
  undertaking law { by IN }
  concession a { by US  tariff on hs 01: set 0%  once b in effect or law performed }
  concession b { by IN  tariff on hs 02: set 0%  while a in effect }
)",
                              "2025-03-01 event deal.law performed\n2025-05-01 event deal.law breached\n"));
  CHECK(lasting.days("deal.a in effect") == "2025-03-01 ..");
  CHECK(lasting.days("deal.b in effect") == "2025-03-01 ..");
}

TEST_CASE("meaning: simultaneous gives the greatest sets, from the first day on which all else holds") {
  const Compiled text(deal(R"(
  undertaking law { by IN }
  undertaking order { by US }
  concession a { by US  tariff on hs 01: set 0%  while between in effect  once law performed }
  concession between { by US  tariff on hs 03: set 0%  while b in effect }
  concession b { by IN  tariff on hs 02: set 0%  while a in effect  while order performed }
)",
                           R"(
simultaneous { deal.a, deal.b }
2025-03-01 event deal.law performed
2025-04-01 event deal.order performed
2025-06-01 event deal.order breached
)"));
  CHECK(text.days("deal.a in effect") == "2025-04-01 .. 2025-05-31");
  CHECK(text.days("deal.between in effect") == "2025-04-01 .. 2025-05-31");
  CHECK(text.days("deal.b in effect") == "2025-04-01 .. 2025-05-31");
}

TEST_CASE("meaning: others in the ring stay least") {
  const Compiled text(deal(R"(
  concession a { by US  tariff on hs 01: set 0%  while b in effect }
  concession b { by IN  tariff on hs 02: set 0%  while a in effect or c in effect }
  concession c { by US  tariff on hs 03: set 0%  while e in effect and b in effect }
  concession e { by US  tariff on hs 04: set 0%  while c in effect }
)",
                           "simultaneous { deal.a, deal.b }\n"));
  CHECK(text.days("deal.a in effect") == "2025-01-01 ..");
  CHECK(text.days("deal.b in effect") == "2025-01-01 ..");
  // These two wait for each other, and nobody said that they move together.
  CHECK(text.days("deal.c in effect") == "never");
  CHECK(text.days("deal.e in effect") == "never");
}

TEST_CASE("meaning: a comma after `by P` goes on with the list around it where a condition follows") {
  const Compiled text(
      deal("  undertaking law { by IN }\n"
           "  undertaking ban { by US, IN }\n"
           "  option out { by US }\n"
           "  concession two {\n    by US\n    while at least 2 of (ban performed by US, law "
           "performed, out invoked)\n  }\n"
           "  concession both { by US  while any of (ban performed by US, IN, law breached) }\n"
           "  concession in-group {\n    by US\n    while all of (ban performed by US, IN in "
           "quad)\n  }\n",
           "group quad { IN from 2025-05-01, US }\n"
           "2025-02-01 event deal.ban performed by US\n"
           "2025-03-01 event deal.law performed\n"
           "2025-04-01 event deal.ban performed by IN\n"));
  CHECK(text.days("deal.two in effect") == "2025-03-01 ..");
  CHECK(text.days("deal.both in effect") == "2025-04-01 ..");
  CHECK(text.days("deal.in-group in effect") == "2025-05-01 ..");
}

TEST_CASE("meaning: a minus edge inside contradicts itself; two make a plus") {
  const Compiled minus(deal(R"(
  concession a { by US  tariff on hs 01: set 0%  unless b in effect }
  concession b { by IN  tariff on hs 02: set 0%  while a in effect }
)"));
  CHECK(minus.has(dsl::DiagnosticKind::contradicts_itself));
  const Compiled through(deal(R"(
  concession a { by US  tariff on hs 01: set 0%  through b in effect }
  concession b { by IN  tariff on hs 02: set 0%  while a in effect }
)"));
  CHECK(through.has(dsl::DiagnosticKind::contradicts_itself));
  const Compiled twice(deal(R"(
  concession a { by US  tariff on hs 01: set 0%  unless not b in effect }
  concession b { by IN  tariff on hs 02: set 0%  while a in effect }
)"));
  CHECK(!twice.has_errors());
  CHECK(twice.days("deal.a in effect") == "never");
}

TEST_CASE("meaning: for, within and after moments inside a cycle are an error") {
  for (const char* clause : {"while b in effect for 10 days", "while within 10 days after b in effect",
                             "from 10 days after b in effect", "from first of month after b in effect"}) {
    const Compiled text(deal(std::string("concession a { by US  tariff on hs 01: set 0%  ") + clause +
                             " }\nconcession b { by IN  tariff on hs 02: set 0%  once a in effect }\n"));
    INFO(clause);
    CHECK(text.has(dsl::DiagnosticKind::timed_cycle));
  }
}

// -- readings and the two clocks

TEST_CASE("meaning: a reading takes its own text, else the unattributed text, else the bracket stays open") {
  const std::string text = deal(R"(
  option two     { by US  from [US: 2025-02-01 | IN: 2025-03-01] }
  option one     { by US  from [IN: 2025-03-01] }
  option nobody  { by US  from [2025-04-01] }
  option mixed   { by US  from [US: 2025-02-01 | 2025-04-01] }
  option blank   { by US  from [] }
  [IN] option theirs { by US }
  [] option everybodys { by US }
)");
  const Compiled agreed(text);
  for (const char* name : {"two", "one", "nobody", "mixed", "blank", "theirs", "everybodys"}) {
    INFO(name);
    CHECK(agreed.days("deal." + std::string(name) + " in effect") == "never");
  }
  dsl::CompileOptions options;
  options.reading.party = "IN";
  const Compiled india(text, options);
  CHECK(india.days("deal.two in effect") == "2025-03-01 ..");
  CHECK(india.days("deal.one in effect") == "2025-03-01 ..");
  CHECK(india.days("deal.nobody in effect") == "2025-04-01 ..");
  CHECK(india.days("deal.mixed in effect") == "2025-04-01 ..");
  CHECK(india.days("deal.blank in effect") == "never");
  CHECK(india.days("deal.theirs in effect") == "2025-01-01 ..");
  CHECK(india.days("deal.everybodys in effect") == "2025-01-01 ..");
  options.reading.party = "US";
  const Compiled america(text, options);
  CHECK(america.days("deal.two in effect") == "2025-02-01 ..");
  CHECK(america.days("deal.one in effect") == "never");
  CHECK(america.days("deal.mixed in effect") == "2025-02-01 ..");
  CHECK(america.days("deal.theirs in effect") == "never");
}

TEST_CASE("meaning: open in an agreement is that property only; in a measure, all of it") {
  const Compiled text(R"(
agreement deal {
  parties US, IN
  in force 2025-01-01
  expires [US: 2025-06-30 | IN: 2025-12-31]
  option o { by US }
}
measure order {
  by US
  from [US: 2025-06-30 | IN: 2025-12-31]
  control c { to all  export of hs 8542: license }
}
)");
  CHECK(text.days("deal in force") == "2025-01-01 ..");
  CHECK(text.days("deal.o in effect") == "2025-01-01 ..");
  CHECK(text.days("order in effect") == "never");
  CHECK(text.days("order.c in effect") == "never");
}

TEST_CASE("meaning: effective, from when an entry acts; recorded, from when it is known") {
  const std::string text = deal("undertaking law { by IN }\n", R"(
2025-03-01 event deal.law performed effective 2025-04-01 recorded 2025-05-01
)");
  const Compiled all(text);
  CHECK(all.days("deal.law performed") == "2025-04-01 ..");
  dsl::CompileOptions options;
  options.known = make_date(2025, 4, 30);
  CHECK(Compiled(text, options).days("deal.law performed") == "never");
  options.known = make_date(2025, 5, 1);
  CHECK(Compiled(text, options).days("deal.law performed") == "2025-04-01 ..");
}

TEST_CASE("meaning: events in any order of the text act in the order of their days") {
  const Compiled text(R"(
2025-05-01 event deal.law breached
2025-06-01 event deal.law performed
2025-03-01 event deal.law performed
agreement deal { parties US, IN  in force 2025-01-01  undertaking law { by IN } }
)");
  CHECK(text.days("deal.law performed") == "2025-03-01 .. 2025-04-30, 2025-06-01 ..");
}

}  // namespace quid::tests
