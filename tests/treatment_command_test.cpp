// quid duty, quid export, quid quota: first lines, exit codes, JSON keys, CSV, and what is said of mistakes.
#include <catch2/catch.hpp>

#include "tests/running.hpp"

namespace quid::tests {
namespace {

constexpr std::string_view rules = R"quid(product cars "Cars" { hs 8703 }

chip H100 "NVIDIA H100" { tpp 15_832 TPP }

entity yotta "Yotta" { in IN  headquarters IN }

measure ordinary {
  by     US
  tariff on cars: base 2.5%
  tariff on hs 0406: base 10% + 48 USD per 100 kg
}

measure autos {
  by     US
  tariff on cars: add 25%
  tariff on cars from MX: add 0% where usmca is "yes"
  tariff on cars from KP: prohibit
}

measure licences { by US  export of H100: license }

agreement us-in {
  parties US, IN
  in force 2026-01-01

  concession cars "Indian cars" {
    by     US
    cite   "2(a)"
    tariff on cars: set 10% up to 100 vehicles per year, then base
  }

  allowance gpus {
    by     US
    export of H100: allow up to 1_000 H100 in all
  }
}

2026-02-01 enter 40 vehicles from IN into US under us-in.cars
2026-02-01 ship 900 H100 from US to IN under us-in.gpus consignee yotta

complete tariff on all goods by US from 2025-01-01 source "Example"

complete export of all goods by US from 2025-01-01 source "Example"
)quid";

// The text, with claims that it holds all rules of the United States.
dsl::Texts whole(const std::string& text) {
  return one_text(text +
                  "\ncomplete tariff on all goods by US from 2000-01-01 source \"Example\"\n"
                  "complete export of all goods by US from 2000-01-01 source \"Example\"\n");
}

}  // namespace

TEST_CASE("duty: the rate, every step, the parts of a quantity") {
  const dsl::Texts texts = one_text(rules);
  const Ran ran = run_in(texts, {"duty", "8703.23", "--from", "IN", "--into", "US"});
  INFO(ran.out << ran.errors);
  CHECK(ran.exit == 0);
  CHECK(ran.first_line() ==
        "10%. HS 8703.23 from India into the US on 1 Mar 2026; 60 vehicles left at this rate.");
  CHECK(contains(ran.out, "base  ordinary"));
  CHECK(contains(ran.out, "2(a), deal.quid:29"));

  const Ran before =
      run_in(texts, {"duty", "hs", "8703.23", "--from", "IN", "--into", "US", "--on", "2025-12-31"});
  CHECK(before.first_line() == "27.5%. HS 8703.23 from India into the US on 31 Dec 2025.");
  CHECK(contains(before.out, "not yet: from 1 Jan 2026"));

  const json::object split =
      json_in(texts, {"duty", "cars", "--from", "IN", "--into", "US", "--quantity", "100 vehicles"});
  CHECK(split.at("rate") == "10");
  CHECK(dump(split.at("parts")) ==
        R"([{"quantity":{"amount":"60","unit":"vehicles"},"rate":"10","specific":[]},)"
        R"({"quantity":{"amount":"40","unit":"vehicles"},"rate":"27.5","specific":[]}])");
  CHECK(split.at("steps").as_array().size() == 3);
  CHECK(split.at("steps").at(0).at("effect") == "base");
  CHECK(split.at("depends_on").as_array().empty());

  const json::object cheese = json_in(texts, {"duty", "0406", "--from", "FR", "--into", "US"});
  CHECK(cheese.at("rate") == "10");
  CHECK(dump(cheese.at("specific")) ==
        R"([{"amount":"48","unit":"USD","per":{"amount":"100","unit":"kg"}}])");
}

TEST_CASE("duty: what depends, and what is prohibited") {
  const dsl::Texts texts = one_text(rules);
  const Ran open = run_in(texts, {"duty", "cars", "--from", "MX", "--into", "US"});
  INFO(open.out << open.errors);
  CHECK(open.exit == 4);
  CHECK(open.first_line() ==
        "IT DEPENDS. The duty on cars from Mexico into the US on 1 Mar 2026 turns on usmca.");
  const json::object either = json_in(texts, {"duty", "cars", "--from", "MX", "--into", "US"});
  CHECK(either.at("rate").is_null());
  CHECK(dump(either.at("depends_on")) == R"(["usmca"])");
  CHECK(dump(either.at("either_way")) ==
        R"([{"facts":{"usmca":"yes"},"rate":"2.5","by_the_texts":null,"prohibited":false},)"
        R"({"facts":{"usmca":"otherwise"},"rate":"27.5","by_the_texts":null,"prohibited":false}])");
  CHECK(run_in(texts, {"duty", "cars", "--from", "MX", "--into", "US", "--fact", "usmca=yes"}).first_line() ==
        "2.5%. cars from Mexico into the US on 1 Mar 2026.");

  const Ran never = run_in(texts, {"duty", "8703", "--from", "KP", "--into", "US"});
  CHECK(never.exit == 1);
  CHECK(never.first_line() ==
        "PROHIBITED. HS 8703 from North Korea into the US on 1 Mar 2026 may not enter.");
}

TEST_CASE("duty: where no rule gives the ordinary rate, the first line says how it counts") {
  const dsl::Texts texts =
      whole("measure m { by US  tariff on hs 84: add 10%  tariff on hs 84 from JP: add to 15% }\n");
  CHECK(run_in(texts, {"duty", "8471", "--from", "GB", "--into", "US"}).first_line() ==
        "10% beside the ordinary rate. HS 8471 from the UK into the US on 1 Mar 2026; what the ordinary");
  CHECK(run_in(texts, {"duty", "8471", "--from", "JP", "--into", "US"}).first_line() ==
        "15%. HS 8471 from Japan into the US on 1 Mar 2026; no rule here gives the ordinary rate, which");
  CHECK(json_in(texts, {"duty", "8471", "--from", "JP", "--into", "US"}).at("base_known") == false);
}

TEST_CASE("duty: as each side reads the brackets") {
  const dsl::Texts texts = whole(
      "measure ordinary { by US  tariff on hs 8703: base 20% }\n\n"
      "agreement us-in {\n  parties US, IN\n  in force 2026-01-01\n\n"
      "  concession cars { by US  tariff on hs 8703: set [US: 10% | IN: 15%] }\n}\n");
  const std::vector<std::string> words = {"duty", "8703", "--from", "IN", "--into", "US", "--reading"};
  const auto as = [&](const std::string& reading) {
    std::vector<std::string> all = words;
    all.push_back(reading);
    return run_in(texts, all);
  };
  CHECK(contains(as("agreed").first_line(), "20%."));
  CHECK(contains(as("IN").first_line(), "15%."));
  const Ran open = as("all");
  INFO(open.out << open.errors);
  CHECK(open.exit == 4);
  CHECK(contains(open.first_line(), "turns on reading."));
  CHECK(contains(open.out, "reading as US reads it"));
  CHECK(contains(open.out, "15%"));
}

TEST_CASE("duty and export: mistakes name what would do") {
  const dsl::Texts texts = one_text(rules);
  const auto error = [&](std::vector<std::string> words) {
    const Ran ran = run_in(texts, std::move(words));
    CHECK(ran.exit == 2);
    CHECK(ran.out.empty());
    return ran.errors.substr(0, ran.errors.find('\n'));
  };
  CHECK(error({"duty", "cars", "--into", "US"}) == "quid: `quid duty` wants `--from PARTY`");
  CHECK(error({"duty", "--from", "IN", "--into", "US"}) == "quid: `quid duty` wants GOODS");
  CHECK(error({"duty", "car", "--from", "IN", "--into", "US"}) ==
        "quid: no product and no chip is called `car`; did you mean `cars`?");
  CHECK(contains(error({"duty", "870", "--from", "IN", "--into", "US"}), "`870` is no HS code"));
  CHECK(contains(error({"duty", "cars", "--from", "IN", "--into", "US", "--fact", "usmac=yes"}),
                 "no rule asks about a fact `usmac`; did you mean `usmca`?"));
  CHECK(contains(error({"duty", "cars", "--from", "IN", "--into", "US", "--fact", "usmca"}),
                 "write name=value"));
  CHECK(contains(error({"duty", "cars", "--from", "IN", "--into", "US", "--quantity", "100 vehicle"}),
                 "did you mean `vehicles`?"));
  CHECK(contains(error({"export", "100 t", "--to", "IN"}), "says how much and not of what"));
  CHECK(
      contains(error({"export", "100 H100", "--to", "IN", "--consignee", "yota"}), "did you mean `yotta`?"));
}

TEST_CASE("export: a quantity beyond the exact range is refused") {
  const dsl::Texts texts = whole(
      "chip K { tpp 5_000 TPP }\n\nmeasure m { by US  export of K: allow up to 5 bn TPP in all, then license "
      "}\n");
  const Ran ran = run_in(texts, {"export", "99999999999999999999999999999999999999 K", "--to", "IN"});
  CHECK(ran.exit == 2);
  CHECK(ran.errors == "quid: the numbers of this question are too large to be worked out exactly\n");
}

TEST_CASE("export: the freest treatment, the room, and what would fit") {
  const dsl::Texts texts = one_text(rules);
  const Ran yes = run_in(texts, {"export", "100 H100", "--from", "US", "--to", "IN"});
  INFO(yes.out << yes.errors);
  CHECK(yes.exit == 0);
  CHECK(yes.first_line() == "YES. 100 H100 from the US to India may go on 1 Mar 2026.");
  CHECK(contains(yes.out, "Room left  100 H100"));
  const Ran no = run_in(texts, {"export", "101 H100", "--from", "US", "--to", "IN"});
  CHECK(no.exit == 1);
  CHECK(no.first_line() == "NO. A licence is needed for 101 H100 from the US to India on 1 Mar 2026.");
  CHECK(contains(no.out, "Would fit  100 H100 under us-in.gpus"));
  const json::object answer = json_in(texts, {"export", "101 H100", "--to", "IN"});
  REQUIRE(answer.at("answers").as_array().size() == 1);
  const json::value& only = answer.at("answers").at(0);
  CHECK(only.at("from") == "US");
  CHECK(only.at("answer") == "license");
  CHECK(
      dump(only.at("fits")) ==
      R"({"rule":"us-in.gpus","amount":"100","unit":"H100","in_unit":{"amount":"100","unit":"H100"},"exact":true})");
}

TEST_CASE("export: what differs by room alone is no other answer") {
  const dsl::Texts texts = whole(
      "chip K { tpp 5_000 TPP }\n\nentity x { in IN }\n\n"
      "measure m { by US  export of K: license  }\n\n"
      "measure n {\n  by US\n\n  allowance a { export of K: allow up to 100 K in all per consignee }\n}\n\n"
      "2026-01-01 ship 60 K from US to IN under n.a consignee x\n");
  const Ran some = run_in(texts, {"export", "40 K", "--from", "US", "--to", "IN"});
  INFO(some.out << some.errors);
  CHECK(some.exit == 0);
  CHECK(contains(some.out, "Room left  at least 40 K"));
  CHECK(json_in(texts, {"export", "40 K", "--from", "US", "--to", "IN"}).at("room_varies") == true);
  const Ran more = run_in(texts, {"export", "41 K", "--from", "US", "--to", "IN"});
  CHECK(more.exit == 4);
  CHECK(contains(more.first_line(), "turns on consignee."));
}

TEST_CASE("quota: limit, used and left, by period") {
  const dsl::Texts texts = one_text(rules);
  const json::object answer = json_in(texts, {"quota", "us-in.cars"});
  REQUIRE(answer.at("quotas").as_array().size() == 1);
  const json::value& row = answer.at("quotas").at(0);
  CHECK(row.at("limit") == "100");
  CHECK(row.at("used") == "40");
  CHECK(row.at("left") == "60");
  CHECK(dump(row.at("period")) == R"({"from":"2026-01-01","through":"2026-12-31"})");
  const json::object later = json_in(texts, {"quota", "us-in.cars", "--on", "2027-01-01"});
  CHECK(later.at("quotas").as_array().size() == 2);
  CHECK(later.at("quotas").at(0).at("lapsed") == "60");
  CHECK(run_in(texts, {"quota"}).first_line() == "2 quotas on 1 Mar 2026, none of them full now.");
  CHECK(run_in(texts, {"quota", "autos"}).first_line() ==
        "No quota of a known size has begun by 1 Mar 2026.");
}

TEST_CASE("duty --batch: CSV in, CSV out, one line for each") {
  const Folder folder(rules);
  folder.write("questions.csv",
               "goods,from,into,on,usmca,remark\r\n"
               "8703.23,IN,US,2025-12-31,,\"a \"\"quoted\"\", remark\"\r\n"
               "cars,MX,US,,yes,\n"
               "cars,MX,US,,,\n"
               "8703,KP,US,,,\n"
               "0406,FR,US,,,\n");
  const std::string file = folder.path("questions.csv").string();
  const Ran ran = run_in(folder, {"duty", "--batch", file});
  CHECK(ran.errors == "quid: no rule asks about `remark`: that column is only carried along\n");
  CHECK(ran.exit == 0);
  CHECK(ran.out ==
        "goods,from,into,on,usmca,remark,rate,by_the_texts,prohibited,depends_on,presumed,error\n"
        "8703.23,IN,US,2025-12-31,,\"a \"\"quoted\"\", remark\",27.5%,,no,,,\n"
        "cars,MX,US,,yes,,2.5%,,no,,,\n"
        "cars,MX,US,,,,,,,usmca,,\n"
        "8703,KP,US,,,,,,yes,,,\n"
        "0406,FR,US,,,,10% + 48 USD per 100 kg,,no,,,\n");

  folder.write("questions.csv", "goods,from\ncars,IN\nboats,IN\n,\n");
  const Ran some = run_in(folder, {"duty", "--batch", file, "--into", "US"});
  CHECK(some.exit == 2);
  CHECK(some.out ==
        "goods,from,rate,by_the_texts,prohibited,depends_on,presumed,error\n"
        "cars,IN,10%,,no,,,\n"
        "boats,IN,,,,,,no product and no chip is called `boats`\n"
        ",,,,,,,\"`goods`, `from` and `into` are needed\"\n");

  folder.write("questions.csv", "goods,from\n\"cars,IN\n");
  CHECK(run_in(folder, {"duty", "--batch", file, "--into", "US"}).exit == 2);
  folder.write("questions.csv", "");
  CHECK(contains(run_in(folder, {"duty", "--batch", file}).errors, "is empty"));
  CHECK(contains(run_in(folder, {"duty", "--batch", file + "x"}).errors, "cannot be opened"));
}

TEST_CASE("duty --batch: a first line that names no columns, or one twice, is refused") {
  const Folder folder(rules);
  const std::string file = folder.path("questions.csv").string();
  const auto refused = [&](const std::string& text) {
    folder.write("questions.csv", text);
    const Ran ran = run_in(folder, {"duty", "--batch", file});
    CHECK(ran.exit == 2);
    CHECK(ran.out.empty());
    return ran.errors;
  };
  CHECK(contains(refused("8703.23,IN,US\n8703.23,MX,US\n"), "has no column `into`"));
  CHECK(contains(refused("goods,from\n8703.23,IN\n"), "has no column `into`"));
  CHECK(contains(refused("goods,from,into,from\n8703.23,IN,US,MX\n"), "names the column `from` twice"));
  CHECK(contains(refused("goods,from,into,rate\n8703.23,IN,US,5\n"),
                 "has a column `rate`, which is the name of an answer"));
}

TEST_CASE("duty: an HS code has ten digits at most, and what may not enter has no room") {
  const Folder folder(
      "measure m { by US  tariff on hs 87: add 7% up to 56 vehicles per year }\n"
      "agreement d { parties US, IN  in force 2025-01-01  concession c { by US  tariff on hs 8703: prohibit "
      "} }\n");
  const std::vector<std::string> rest = {"--from", "IN",         "--into",   "US",
                                         "--on",   "2025-03-01", "--format", "json"};
  const auto ask = [&](const std::string& code) {
    std::vector<std::string> words = {"duty", code};
    words.insert(words.end(), rest.begin(), rest.end());
    return run_in(folder, words);
  };
  CHECK(ask("8703.23.01.90.11").exit == 2);
  CHECK(ask("8703.23.01.90").exit == 1);
  CHECK(contains(ask("8703").out, "\"room\": null"));
  CHECK(contains(ask("8703").out, "\"cut_short\": false"));
}

}  // namespace quid::tests
