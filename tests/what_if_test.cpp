// What is supposed, saved: a scenario that passes by itself, and nothing else is written.
#include <catch2/catch.hpp>

#include "tests/running.hpp"

namespace quid::tests {
namespace {

constexpr std::string_view deal =
    "agreement a {\n  parties US, IN\n  in force once signed\n\n  undertaking law { by IN }\n\n"
    "  concession cars { by US  tariff on hs 8703: set 10%  while law performed }\n}\n";

}  // namespace

TEST_CASE("what-if: what is saved is a scenario that passes") {
  const Folder folder(deal);
  const std::string file = folder.path("first.quid");
  const Ran saved =
      run_in(folder, {"what-if", "2026-12-01 a signed", "2026-11-01 a.law performed", "--save", file});
  CHECK(saved.errors == "");
  CHECK(contains(saved.out, "Saved as a scenario"));
  CHECK(contains(folder.read("first.quid"), "expect a.cars in effect"));
  CHECK(run_in(folder, {"test"}).first_line() == "YES. 1 scenario and 0 invariants hold.");
  CHECK(run_in(folder, {"fmt", "--check"}).exit == 0);

  // It stands beside what is recorded, and nothing that is there is written over.
  const std::string before = folder.read("first.quid");
  CHECK(run_in(folder, {"what-if", "2026-12-01 a signed", "--save", file}).exit == 2);
  CHECK(folder.read("first.quid") == before);
}

TEST_CASE("what-if: what no scenario can say is not saved") {
  const Folder folder(deal);
  CHECK(run_in(folder, {"what-if", "a launched by", "--save", folder.path("x.quid")}).exit == 2);
  CHECK(run_in(folder, {"what-if", "a signed", "--save", folder.path("x.txt")}).exit == 2);
  const Folder bracket(
      "agreement a {\n  parties US, IN\n  in force 2026-01-01\n\n"
      "  concession cars { by US  tariff on hs 8703: set [US: 10% | IN: 5%] }\n}\n");
  CHECK(run_in(bracket, {"what-if", "--settle", "a.cars=IN", "--save", bracket.path("x.quid")}).exit == 2);
  CHECK(run_in(bracket, {"what-if", "--settle", "a.cars=IN"}).exit == 0);
  CHECK_FALSE(fs::exists(bracket.path("x.quid")));
}

TEST_CASE("what-if: an act in words is an entry, and an amount is observed or progress") {
  const Folder folder(
      "metric trade in USD\n\nagreement a {\n  parties US, IN\n  in force 2026-01-01\n\n"
      "  commitment buy { by IN  deliver 10 bn USD by 2027-01-01 }\n\n"
      "  concession cars { by US  tariff on hs 8703: set 10%  while trade >= 5 bn USD }\n\n"
      "  concession nuts { by US  tariff on hs 0802: set 5%  once buy performed }\n}\n");
  const auto supposed = [&](const std::string& act) {
    const json::object found = json_in(folder, {"what-if", act, "--on", "2026-06-01"});
    return dump(found.at("suppose")) + " " + std::to_string(found.at("changes").as_array().size());
  };
  CHECK(supposed("trade=5 bn USD") == R"(["2026-06-01 observe trade 5 bn USD"] 1)");
  CHECK(supposed("2026-07-01 a.buy 10 bn USD") == R"(["2026-07-01 progress a.buy 10 bn USD"] 2)");
  CHECK(supposed("event a suspended") == R"(["2026-06-01 event a suspended"] 2)");
}

}  // namespace quid::tests
