// The tracker as its user sees it: recording, taking back, looking back, handing over.
#include <catch2/catch.hpp>
#include <regex>

#include "tests/running.hpp"

namespace quid::tests {
namespace {

constexpr std::string_view deal = R"quid(agreement us-nz {
  parties US, NZ
  in force once signed

  concession wine { by NZ  tariff on hs 2204: set 0% }
  commitment purchases { by NZ  deliver 100 t by 2026-12-31 }
}
)quid";

Ran record(const Folder& folder, std::vector<std::string> words) {
  words.insert(words.begin(), "record");
  return run_in(folder, std::move(words));
}

// All that can be asked of the days.
std::string all_days(const Folder& folder, std::vector<std::string> flags = {}) {
  flags.insert(flags.begin(), {"days", "--all"});
  const Ran ran = run_in(folder, std::move(flags));
  CHECK(ran.errors.empty());
  return ran.out;
}

std::string why(const Folder& folder, std::vector<std::string> flags = {}) {
  flags.insert(flags.begin(), {"why", "us-nz.wine", "--on", "2026-02-15"});
  return run_in(folder, std::move(flags)).out;
}

}  // namespace

TEST_CASE("record: what is recorded is checked, kept, counts, and is found again by its number") {
  const Folder folder(deal);
  const Ran ran = record(folder, {"2026-02-01 us-nz signed", "--source", "Notice 5", "--grade", "official"});
  CHECK(ran.errors.empty());
  CHECK(ran.exit == 0);
  CHECK_THAT(ran.out,
             Catch::StartsWith("Recorded 1: 2026-02-01 event us-nz signed source \"Notice 5\" grade official "
                               "recorded 2026-03-01"));
  CHECK_THAT(ran.out, Catch::Contains("What is granted changes: us-nz in force now from 1 Feb 2026"));
  CHECK_THAT(why(folder), Catch::StartsWith("YES.") && Catch::Contains("quid.db:1"));
  CHECK_THAT(run_in(folder, {"log"}).out, Catch::Contains("us-nz signed"));
  CHECK(run_in(folder, {"check"}).exit == 0);
  CHECK(run_in(folder, {"verify"}).exit == 0);
  // Laying out the text of the workspace leaves the ledger alone.
  CHECK(run_in(folder, {"fmt"}).exit == 0);
  CHECK(run_in(folder, {"verify"}).exit == 0);
}

TEST_CASE("record: what does not fit is refused with its finding, and nothing is stored") {
  const Folder folder(deal);
  const Ran verb = record(folder, {"2026-02-01 us-nz enacted"});
  CHECK(verb.exit == 2);
  CHECK_THAT(verb.errors, Catch::Contains("unfit-verb") && Catch::Contains("nothing was recorded"));
  const Ran name = record(folder, {"2026-02-01 event us-mz signed"});
  CHECK(name.exit == 2);
  CHECK_THAT(name.errors, Catch::Contains("us-nz"));
  CHECK(record(folder, {"2026-02-01 event us-nz signed } agreement x {"}).exit == 2);
  CHECK(record(folder, {"2026-02-01 event us-nz signed recorded 2026-02-02"}).exit == 2);
  CHECK(record(folder, {"agreement other { parties US, NZ }"}).exit == 2);
  CHECK_FALSE(fs::exists(folder.path("quid.db")));
  CHECK_THAT(run_in(folder, {"log"}).out, Catch::StartsWith("Nothing was recorded with `quid record`"));
}

TEST_CASE("record: several are stored together or not at all, and a dry run stores nothing") {
  const Folder folder(deal);
  CHECK(record(folder, {"2026-02-01 us-nz signed", "2026-02-02 us-nz enacted"}).exit == 2);
  CHECK_FALSE(fs::exists(folder.path("quid.db")));
  const Ran dry = record(folder, {"2026-02-01 us-nz signed", "--dry-run"});
  CHECK_THAT(dry.out, Catch::StartsWith("Not recorded 1:") && Catch::Contains("What is granted changes"));
  CHECK_FALSE(fs::exists(folder.path("quid.db")));
  folder.write("more.txt",
               "2026-02-01 event us-nz signed # as heard\n2026-02-03\n  progress us-nz.purchases 5 t\n");
  CHECK_THAT(record(folder, {"--file", folder.path("more.txt").string()}).out,
             Catch::StartsWith("Recorded 1 to 2."));
  CHECK_THAT(run_in(folder, {"export-entries"}).out,
             Catch::Equals("2026-02-01 event us-nz signed recorded 2026-03-01\n"
                           "2026-02-03 progress us-nz.purchases 5 t recorded 2026-03-01\n"));
}

TEST_CASE("record: what is taken back no longer counts, and stays in the log") {
  const Folder folder(deal);
  const std::string before = all_days(folder);
  REQUIRE(record(folder, {"2026-02-01 us-nz signed"}).exit == 0);
  CHECK(all_days(folder) != before);
  CHECK(record(folder, {"--reverse", "1"}).exit == 2);
  const Ran back = record(folder, {"--reverse", "1", "--because", "it was initialled only"});
  CHECK_THAT(back.out, Catch::StartsWith("Recorded 2: 1 is taken back: it was initialled only") &&
                           Catch::Contains("no longer from 1 Feb 2026"));
  CHECK_THAT(why(folder), Catch::StartsWith("N"));
  CHECK_THAT(run_in(folder, {"log"}).out,
             Catch::Contains("taken back by 2") && Catch::Contains("initialled only"));
  CHECK_THAT(record(folder, {"--reverse", "1", "--because", "again"}).errors,
             Catch::Contains("reversed already, by 2"));
  CHECK_THAT(record(folder, {"--reverse", "9", "--because", "again"}).errors, Catch::Contains("no record 9"));
}

TEST_CASE("record: answers of a past day are what they were, byte for byte") {
  const Folder folder(deal);
  const std::string then = why(folder, {"--known", "2026-02-28"});
  REQUIRE(record(folder, {"2026-02-01 us-nz signed"}).exit == 0);
  CHECK(why(folder, {"--known", "2026-02-28"}) == then);
  CHECK(why(folder, {"--known", "2026-03-01"}) != then);
}

TEST_CASE("record: an entry that stands in the text and in the ledger counts once; two in one are two") {
  const Folder folder(deal);
  folder.write("facts.quid", "2026-03-01 progress us-nz.purchases 60 t\n");
  const auto performed = [&] { return run_in(folder, {"days", "us-nz.purchases", "performed"}).out; };
  const std::string before = performed();
  REQUIRE(record(folder, {"2026-03-01 progress us-nz.purchases 60 t"}).exit == 0);
  CHECK(performed() == before);
  REQUIRE(record(folder, {"2026-03-01 progress us-nz.purchases 60 t"}).exit == 0);
  CHECK(performed() != before);
}

TEST_CASE("record: the view of another party is as if the private record and its reversal had never been") {
  const Folder with(deal);
  const Folder without(deal);
  for (const Folder* each : {&with, &without}) {
    REQUIRE(record(*each, {"2026-02-01 us-nz signed"}).exit == 0);
    if (each == &with) {
      REQUIRE(record(*each, {"private NZ 2026-02-02 statement \"Minister\" on us-nz \"the floor\""}).exit ==
              0);
      REQUIRE(record(*each, {"--reverse", "2", "--because", "not said"}).exit == 0);
      REQUIRE(record(*each, {"private NZ 2026-02-03 event us-nz terminated"}).exit == 0);
    }
    REQUIRE(record(*each, {"2026-02-04 progress us-nz.purchases 5 t"}).exit == 0);
  }
  for (const std::vector<std::string>& question : {std::vector<std::string>{"log"},
                                                   {"export-entries"},
                                                   {"why", "us-nz.wine"},
                                                   {"days", "--all"},
                                                   {"timeline"},
                                                   {"check"},
                                                   {"log", "--format", "json"},
                                                   {"days", "--all", "--format", "json"}}) {
    std::vector<std::string> asked = question;
    asked.insert(asked.end(), {"--for", "US"});
    std::string seen = run_in(with, asked).out;
    // The moment of recording is that of the test's own clock.
    const auto without_clock = [](const std::string& text) {
      return std::regex_replace(text, std::regex("20[0-9-]*T[0-9:.]*Z"), "");
    };
    INFO(question.front());
    CHECK(without_clock(seen) == without_clock(run_in(without, asked).out));
    CHECK_FALSE(contains(seen, "floor"));
  }
  CHECK_THAT(run_in(with, {"log"}).out, Catch::Contains("the floor"));
}

TEST_CASE("record: the ledgers of two machines become one, each record once, in either direction") {
  const Folder here(deal);
  const Folder there(deal);
  REQUIRE(record(here, {"2026-02-01 us-nz signed"}).exit == 0);
  REQUIRE(record(there, {"2026-02-03 progress us-nz.purchases 5 t"}).exit == 0);
  REQUIRE(record(there, {"2026-02-04 progress us-nz.purchases 7 t"}).exit == 0);
  REQUIRE(record(there, {"--reverse", "1", "--because", "was 7"}).exit == 0);
  const auto file = [](const Folder& folder) { return folder.path("quid.db").string(); };
  CHECK_THAT(run_in(here, {"import", file(there)}).out,
             Catch::StartsWith("Imported as 2 to 4; 0 known already."));
  CHECK_THAT(run_in(here, {"import", file(there)}).out, Catch::StartsWith("Nothing was imported"));
  CHECK_THAT(run_in(there, {"import", file(here)}).out,
             Catch::StartsWith("Imported as 4 to 4; 3 known already."));
  CHECK_THAT(run_in(here, {"import", file(there)}).out, Catch::StartsWith("Nothing was imported"));
  CHECK(all_days(here) == all_days(there));
  CHECK(run_in(here, {"verify"}).exit == 0);
  CHECK(run_in(there, {"verify"}).exit == 0);
}

TEST_CASE("record: entries go from a file into the ledger and back without loss") {
  const std::string entries =
      "2026-01-05 event us-nz signed by US source \"A # in quotes\" at \"https://example.org\" grade press\n"
      "2026-01-06 event us-nz signed by NZ effective 2026-01-10 recorded 2026-01-20 note \"late\"\n"
      "private NZ 2026-02-01 statement \"Minister\" on us-nz \"fine\"\n"
      "2026-02-03 progress us-nz.purchases 5 t\n"
      "2026-02-03 progress us-nz.purchases 5 t\n";
  const Folder text(deal);
  text.write("facts.quid", entries);
  const Folder kept(deal);
  kept.write("facts.txt", entries);
  CHECK(run_in(kept, {"import", kept.path("facts.txt").string()}).exit == 0);
  CHECK(run_in(kept, {"export-entries"}).out == entries);
  CHECK(all_days(kept) == all_days(text));
  for (const char* day : {"2026-01-05", "2026-01-19", "2026-01-20", "2026-02-02"})
    CHECK(all_days(kept, {"--known", day}) == all_days(text, {"--known", day}));
}

TEST_CASE("record: a backup can be put back, and what was there is kept") {
  const Folder folder(deal);
  REQUIRE(record(folder, {"2026-02-01 us-nz signed"}).exit == 0);
  const std::string copy = folder.path("copy.db").string();
  CHECK(run_in(folder, {"backup", copy}).exit == 0);
  const std::string then = all_days(folder);
  REQUIRE(record(folder, {"--reverse", "1", "--because", "a slip"}).exit == 0);
  CHECK(all_days(folder) != then);
  CHECK(run_in(folder, {"restore", copy}).exit == 0);
  CHECK(all_days(folder) == then);
  CHECK(fs::exists(folder.path("quid.db.before-restore-1")));
}

TEST_CASE("record: a damaged ledger gives no answer, not one without it") {
  const Folder folder(deal);
  folder.write("quid.db", std::string(4096, 'x'));
  const Ran ran = run_in(folder, {"why", "us-nz.wine"});
  CHECK(ran.exit == 2);
  CHECK_THAT(ran.errors, Catch::Contains("quid.db") && Catch::Contains("is damaged"));
}

}  // namespace quid::tests
