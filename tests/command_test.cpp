// The commands, run in this process on small workspaces: exit codes, first lines, JSON keys, and what is said
// when the job cannot be done.
#include "tools/commands/command.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <boost/json.hpp>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <thread>

#include "tests/running.hpp"
#include "tools/outside/files.hpp"
#include "tools/outside/writing.hpp"
#include "tools/page/answer.hpp"

namespace quid::tests {
namespace {

constexpr std::string_view deal = R"quid(agreement us-nz "Wine for chips" {
  parties US, NZ
  in force once signed

  concession wine "No duty on US wine" {
    by     NZ
    tariff on hs 2204: set 0%
  }

  allowance chips "Chips for New Zealand" {
    by     US
    cite   "2(a)"
    export of hs 8542: allow up to 10_000 units per year  # allow idle-allowance: the licence is the law
    while  wine performed
  }

  undertaking report "Report on wine" {
    by  NZ
    due 2026-02-15
  }
}

2026-01-10 event us-nz signed
2026-02-01 event us-nz.wine performed by NZ
)quid";

constexpr std::string_view open_deal = R"quid(agreement us-nz {
  parties US, NZ
  in force once signed

  concession wine { by NZ  tariff on hs 2204: set 0%  from [US: 2026-02-01 | NZ: 2026-06-01] }
}

2026-01-10 event us-nz signed
)quid";

}  // namespace

TEST_CASE("usage: help and mistakes") {
  CHECK(run_quid({}).exit == 2);
  CHECK(contains(run_quid({}).errors, "quid check"));
  CHECK(run_quid({"--help"}).exit == 0);
  CHECK(run_quid({"help", "why"}).out == run_quid({"why", "--help"}).out);
  CHECK(run_quid({"grants", "-h"}).exit == 0);
  CHECK(contains(run_quid({"--version"}).out, "quid "));

  const Ran misspelt = run_quid({"grnats"});
  CHECK(misspelt.exit == 2);
  CHECK(contains(misspelt.errors, "did you mean `grants`?"));
  const Folder folder(deal);
  CHECK(contains(run_in(folder, {"grants", "--formt", "json"}).errors, "did you mean `--format`?"));
  CHECK(contains(run_in(folder, {"grants", "--on", "2026-02-30"}).errors, "not a day"));
  CHECK(contains(run_in(folder, {"grants", "--on"}).errors, "`--on` wants a value"));
  CHECK(contains(run_in(folder, {"grants", "--on", "--format", "json"}).errors,
                 "`--on` wants a value: --on DATE"));
  CHECK(contains(run_in(folder, {"check", "--fix=yes"}).errors, "`--fix` takes no value"));
  CHECK(contains(run_in(folder, {"grants", "-x"}).errors, "`quid grants` has no flag `-x`"));
  CHECK(contains(run_in(folder, {"grants", "--C", "."}).errors, "has no flag `--C`; did you mean `-C`?"));
  CHECK(contains(run_in(folder, {"grants", "-on", "."}).errors, "has no flag `-on`"));
  CHECK(run_in(folder, {"grants", "--on=2026-02-15"}).out ==
        run_in(folder, {"--on", "2026-02-15", "grants"}).out);
  CHECK(run_quid({"-C" + folder.path().string(), "grants"}).out == run_in(folder, {"grants"}).out);
  CHECK(contains(run_in(folder, {"why", "--", "--on"}).errors, "nothing is called `--on`"));
  CHECK(contains(run_in(folder, {"duty", "8703", "--from", "NZ", "--into", "US", "--value", "-5"}).errors,
                 "-5"));
  CHECK(contains(run_in(folder, {"grants", "--format", "sarif"}).errors, "no format `sarif`"));
  CHECK(contains(run_in(folder, {"grants", "--format", "json", "--format", "plain"}).errors, "two formats"));
  CHECK(contains(run_in(folder, {"why"}).errors, "`quid why` wants REF"));
  CHECK(contains(run_in(folder, {"grants", "--reading", "XX"}).errors, "no such party"));
  CHECK(contains(run_in(folder, {"grants", "--for", "India"}).errors, "write the code, IN"));
  CHECK(contains(run_in(folder, {"explain", "circular-unlok"}).errors, "did you mean `circular-unlock`?"));
}

TEST_CASE("check: sound text, findings, stages and baselines") {
  const dsl::Texts texts = one_text(deal);
  const Ran sound = run_in(texts, {"check"});
  INFO(sound.out << sound.errors);
  CHECK(sound.exit == 0);
  CHECK(sound.first_line() == "ok · 1 file, 3 provisions · stage draft");
  CHECK(sound.last_line() == "next: quid grants");

  const Folder open(open_deal);
  CHECK(run_in(open, {"check"}).exit == 0);
  CHECK(run_in(open, {"check", "--fail-level", "note"}).exit == 1);
  CHECK(run_in(open, {"check", "--stage", "agreed"}).exit == 1);
  CHECK(contains(run_in(open, {"check", "--stage", "signed"}).errors,
                 "draft, tabled, agreed, scrubbed, final"));

  // Every format says the raised severity.
  const std::vector<std::string> agreed = {"check", "--stage", "agreed", "--format"};
  const auto in_format = [&](const char* format) {
    std::vector<std::string> arguments = agreed;
    arguments.emplace_back(format);
    return run_in(open, std::move(arguments)).out;
  };
  CHECK(in_format("human").starts_with("error[open-bracket]"));
  CHECK(contains(in_format("human"), "1 error · "));
  CHECK(contains(in_format("plain"), "error[open-bracket]"));
  CHECK(contains(in_format("short"), "error[open-bracket]"));
  CHECK(in_format("narrated").starts_with("Finding 1 of 1. Error, open-bracket, code Q501."));
  CHECK(contains(in_format("narrated"), "\nEnd of finding 1.\n"));
  CHECK(contains(in_format("github"), "::error file="));
  CHECK(contains(in_format("junit"), "<failure message="));
  CHECK(json::parse(in_format("json")).at("findings").at(0).at("severity") == "error");
  CHECK(json::parse(in_format("json")).at("summary").at("errors") == 1);
  CHECK(json::parse(in_format("jsonl")).at("severity") == "error");
  CHECK(json::parse(in_format("gitlab")).at(0).at("severity") == "major");
  CHECK(json::parse(in_format("sarif")).at("runs").at(0).at("results").at(0).at("level") == "error");

  const json::object report = json_in(open, {"check"});
  const json::object& finding = report.at("findings").as_array().at(0).as_object();
  for (const char* key :
       {"code", "name", "severity", "message", "place", "related", "help", "fingerprint", "url"}) {
    INFO(key);
    CHECK(finding.contains(key));
  }
  CHECK(finding.at("name") == "open-bracket");
  CHECK(finding.at("place").at("file") == "deal.quid");
  CHECK(finding.at("place").at("line") == 5);
  CHECK(report.at("summary").at("notes") == 1);

  const std::string baseline = open.path("known.json").string();
  CHECK(run_in(open, {"check", "--format", "json=" + baseline}).exit == 0);
  open.write("deal.quid", "\n\n" + std::string(open_deal));  // the fingerprint does not know lines
  const Ran known = run_in(open, {"check", "--baseline", baseline, "--fail-level", "note"});
  INFO(known.out);
  CHECK(known.exit == 0);
  CHECK(contains(known.out, "1 older finding is in the baseline"));
  CHECK(run_in(open, {"check", "--baseline", open.path("none").string()}).exit == 2);
}

TEST_CASE("check --fix: only what changes no grant") {
  const Folder folder(std::string("# allow never-in-effect: not needed any more\n") + std::string(deal));
  CHECK(run_in(folder, {"check", "--fail-level", "warning"}).exit == 1);
  const Ran fixed = run_in(folder, {"check", "--fix", "--fail-level", "warning"});
  INFO(fixed.out << fixed.errors);
  CHECK(fixed.exit == 0);
  CHECK(contains(fixed.errors, "mended 1 finding in deal.quid"));
  CHECK(folder.read("deal.quid") == deal);
  // A misspelt name has a likely fix, which says something else than the text does now.
  const std::string misspelt = std::string(deal) + "2026-02-02 event us-nz.wien breached\n";
  folder.write("deal.quid", misspelt);
  const Ran left = run_in(folder, {"check", "--fix"});
  CHECK(left.exit == 1);
  CHECK(contains(left.errors, "1 fix would change what the text says"));
  CHECK(folder.read("deal.quid") == misspelt);
}

TEST_CASE("check: errors, paths, and every format for machines") {
  const Folder folder(deal);
  folder.write("bad.quid", "agreement us-in { parties US, IN  stage drfat }\n");
  CHECK(run_in(folder, {"check"}).exit == 1);
  CHECK(run_in(folder, {"check", "deal.quid"}).exit == 0);
  CHECK(run_in(folder, {"check", "bad.quid"}).exit == 1);
  CHECK(run_in(folder, {"check", "none.quid"}).exit == 2);
  CHECK(contains(run_in(folder, {"check", "--format", "short"}).out, "bad.quid:1:"));
  CHECK(contains(run_in(folder, {"check", "--format", "github"}).out, "::error file="));
  CHECK(contains(run_in(folder, {"check", "--format", "junit"}).out, "<failure message="));
  const json::value sarif = json::parse(run_in(folder, {"check", "--format", "sarif"}).out);
  CHECK(sarif.at("version") == "2.1.0");
  CHECK_FALSE(sarif.at("runs").at(0).at("results").as_array().empty());
  CHECK(json::parse(run_in(folder, {"check", "--format", "gitlab"}).out)
            .at(0)
            .as_object()
            .contains("fingerprint"));
  CHECK(json::parse(run_in(folder, {"check", "--format", "jsonl"}).out).as_object().contains("message"));

  // Nothing else answers about a text with errors.
  for (const char* command : {"grants", "deals", "timeline"}) {
    const Ran ran = run_in(folder, {command});
    CHECK(ran.exit == 2);
    CHECK(ran.out.empty());
    CHECK(contains(ran.errors, "1 error"));
    CHECK(contains(ran.errors, "next: quid"));
  }
}

TEST_CASE("grants: one line a provision, and the totals") {
  const dsl::Texts texts = one_text(deal);
  const Ran ran = run_in(texts, {"grants"});
  INFO(ran.out << ran.errors);
  CHECK(ran.exit == 0);
  CHECK(ran.first_line() == "3 of 3 provisions granted are in effect on 1 Mar 2026.");
  CHECK(contains(ran.out, "3 active"));
  CHECK(contains(ran.out, "last known fact 1 Feb 2026"));
  CHECK(contains(ran.out, "as things stand"));
  CHECK(ran.last_line().starts_with("next: quid "));

  const Ran before = run_in(texts, {"grants", "--on", "2026-01-15", "--known", "2026-01-15", "--by", "US"});
  CHECK(contains(before.out, "0 of 1 provision"));
  CHECK(contains(before.out, "blocked"));
  CHECK(contains(before.out, "next: quid why-not us-nz.chips"));
  CHECK(run_in(texts, {"grants", "--to", "IN"}).exit == 1);

  const json::object grants = json_in(texts, {"grants"});
  CHECK(grants.at("command") == "grants");
  for (const char* key : {"on", "known", "reading", "for"})
    CHECK(grants.at("scope").as_object().contains(key));
  CHECK(grants.at("measures").as_array().empty());
  const json::object& agreement = grants.at("agreements").at(0).as_object();
  CHECK(agreement.at("id") == "us-nz");
  CHECK(agreement.at("state") == "in force");
  const json::object& chips = agreement.at("provisions").at(1).as_object();
  for (const char* key :
       {"id", "kind", "by", "to", "status", "what", "since", "through", "open", "missing", "place"}) {
    INFO(key);
    CHECK(chips.contains(key));
  }
  CHECK(chips.at("id") == "us-nz.chips");
  CHECK(chips.at("since") == "2026-02-01");
  CHECK(chips.at("through").is_null());
}

TEST_CASE("why and why-not: the answer, its reason, and its exit code") {
  const dsl::Texts texts = one_text(deal);
  const Ran yes = run_in(texts, {"why", "us-nz.chips"});
  INFO(yes.out << yes.errors);
  CHECK(yes.exit == 0);
  CHECK(yes.first_line() == "YES. Chips for New Zealand (us-nz.chips) has been in effect since 1 Feb 2026.");
  CHECK(contains(yes.out, "2(a)"));
  CHECK(contains(yes.out, "deal.quid:"));
  CHECK(contains(yes.out, "It stops if"));
  CHECK(run_in(texts, {"why-not", "us-nz.chips"}).exit == 1);

  const Ran no = run_in(texts, {"why-not", "us-nz.chips", "--on", "2026-01-05"});
  INFO(no.out);
  CHECK(no.exit == 0);
  CHECK(no.first_line().starts_with("NOT YET. "));
  CHECK(run_in(texts, {"why", "us-nz.chips", "--on", "2026-01-05"}).exit == 1);
  CHECK(run_in(texts, {"why", "us-nz", "signed", "by", "US"}).exit == 0);

  const json::object tree = json_in(texts, {"why", "us-nz.chips"});
  CHECK(tree.at("answer") == "yes");
  for (const char* key : {"text", "holds", "days", "place", "cite", "children"}) {
    CHECK(tree.at("tree").as_object().contains(key));
  }
  const Ran misspelt = run_in(texts, {"why", "us-nz.chip"});
  CHECK(misspelt.exit == 2);
  CHECK(contains(misspelt.errors, "us-nz.chips"));
  CHECK(run_in(texts, {"why", "us-nz", "performed"}).exit == 2);

  // The same tree in three faces.
  CHECK(contains(yes.out, "└── "));
  const Ran plain = run_in(texts, {"why", "us-nz.chips", "--format", "plain"});
  CHECK(contains(plain.out, "`-- "));
  CHECK_FALSE(contains(plain.out, "─"));
  CHECK(contains(run_in(texts, {"why", "us-nz.chips", "--format", "narrated"}).out, "Level 1. yes, "));
}

TEST_CASE("days: one state, every state, every reading") {
  const dsl::Texts texts = one_text(deal);
  CHECK(run_in(texts, {"days", "us-nz.chips", "in", "effect"}).exit == 0);
  CHECK(run_in(texts, {"days", "us-nz.chips", "in", "effect", "--on", "2026-01-31"}).exit == 1);
  const json::object days = json_in(texts, {"days", "us-nz", "signed", "by", "NZ"});
  CHECK(days.at("subject") == "us-nz");
  CHECK(days.at("state") == "signed by NZ");
  CHECK(days.at("holds_on") == true);
  CHECK(dump(days.at("days")) == R"quid([{"from":"2026-01-10","through":null}])quid");
  const json::object all = json_in(texts, {"days", "--all"});
  CHECK(
      dump(all.at("states"))
          .find(
              R"quid({"subject":"us-nz.chips","state":"in effect","days":[{"from":"2026-02-01","through":null}]})quid") !=
      std::string::npos);

  const dsl::Texts open = one_text(open_deal);
  const json::object readings = json_in(open, {"days", "us-nz.wine", "in", "effect", "--reading", "all"});
  CHECK(dump(readings.at("always")) == R"quid([{"from":"2026-06-01","through":null}])quid");
  CHECK(dump(readings.at("depends")) == R"quid([{"from":"2026-02-01","through":"2026-05-31"}])quid");
  CHECK(dump(readings.at("never")) == R"quid([{"from":null,"through":"2026-01-31"}])quid");
  CHECK(run_in(open, {"days", "us-nz.wine", "--reading", "all"}).exit == 4);
  CHECK(run_in(open, {"days", "us-nz.wine", "--reading", "all", "--on", "2026-07-01"}).exit == 0);
  CHECK(run_in(open, {"days", "us-nz.wine", "--reading", "all", "--on", "2026-01-01"}).exit == 1);
  CHECK(run_in(open, {"days", "us-nz.wine"}).exit == 1);
  CHECK(run_in(open, {"days", "us-nz.wine", "--reading", "US"}).exit == 0);
  CHECK(run_in(open, {"why", "us-nz.wine", "--reading", "all"}).exit == 4);
  CHECK(contains(run_in(open, {"grants", "--reading", "all"}).out, "depends"));
}

TEST_CASE("--reading all: the parties to the deal, unattributed text, and on which brackets it depends") {
  const dsl::Texts texts = one_text(R"quid(agreement us-nz {
  parties US, NZ
  in force 2026-01-01

  concession wine { by NZ  tariff on hs 2204: set 0%  from [US: 2026-02-01 | 2026-06-01] }

  concession lamb { by US  tariff on hs 0204: set 0%  from [2026-03-01] }

  concession milk { by US  tariff on hs 0401: set 0%  from [US: 2026-02-01 | NZ: 2026-06-01] }

  concession eggs { by US  tariff on hs 0407: set [] }
}

agreement us-jp {
  parties US, JP
  in force 2026-01-01

  concession rice { by JP  tariff on hs 1006: set 0%  from [JP: 2026-02-01 | US: 2026-06-01]  while us-nz.milk in effect }
}
)quid");
  const auto days = [&](const char* what) {
    const json::object in_json = json_in(texts, {"days", what, "in", "effect", "--reading", "all"});
    return dump(in_json.at("always")) + " " + dump(in_json.at("depends"));
  };
  const std::string from_june = R"quid([{"from":"2026-06-01","through":null}])quid";
  const std::string to_june = R"quid([{"from":"2026-02-01","through":"2026-05-31"}])quid";
  // New Zealand reads what nobody's name stands at.
  CHECK(days("us-nz.wine") == from_june + " " + to_june);
  CHECK(days("us-nz.lamb") == R"quid([{"from":"2026-03-01","through":null}] [])quid");
  // Japan, which has text of its own elsewhere, has no say in this.
  CHECK(days("us-nz.milk") == from_june + " " + to_june);
  CHECK(days("us-nz.eggs") == R"quid([] [{"from":"2026-01-01","through":null}])quid");

  // All brackets that it rests on are named, also those of another deal.
  const json::object rice = json_in(texts, {"days", "us-jp.rice", "in", "effect", "--reading", "all"});
  CHECK(rice.at("brackets").as_array().size() == 2);
  CHECK(json_in(texts, {"days", "us-nz.lamb", "in", "effect", "--reading", "all"})
            .at("brackets")
            .as_array()
            .empty());
  const Ran wine = run_in(texts, {"why", "us-nz.wine", "--reading", "all"});
  INFO(wine.out);
  CHECK(wine.exit == 4);
  CHECK(contains(wine.out, "by how 1 bracket is settled"));
  CHECK(contains(wine.out, "Not agreed  concession wine {"));
}

TEST_CASE("why: what ends a state, what is missing and who could bring it about") {
  const dsl::Texts texts = one_text(R"quid(metric trade "Two-way trade" in USD

agreement us-nz {
  parties US, NZ
  in force once signed

  concession wine { by NZ  tariff on hs 2204: set 0% }

  concession lamb { by US  tariff on hs 0204: set 0%  once wine performed  while trade >= 5 bn USD }

  concession milk { by US  tariff on hs 0401: set 0%  once wine performed  while wine in effect }
}

2026-01-10 event us-nz signed
2026-01-20 observe trade 4 bn USD
2026-02-01 event us-nz.wine performed
)quid");
  // What is brought about once stays: neither the rule nor the signature ends it.
  const Ran in_force = run_in(texts, {"why", "us-nz", "in", "force"});
  INFO(in_force.out);
  CHECK_FALSE(contains(in_force.out, "It stops if"));
  // A bare `signed` acts for both parties, and is one reason.
  const std::size_t signature = in_force.out.find("10 Jan 2026: us-nz signed");
  REQUIRE(signature != std::string::npos);
  CHECK(in_force.out.find("10 Jan 2026: us-nz signed", signature + 1) == std::string::npos);
  CHECK_FALSE(contains(in_force.out, "all of these"));

  const Ran milk = run_in(texts, {"why", "us-nz.milk"});
  INFO(milk.out);
  CHECK(contains(milk.out, "It stops if"));
  CHECK(contains(milk.out, "us-nz.wine is no longer in effect"));
  CHECK_FALSE(contains(milk.out, "no longer performed"));

  const Ran lamb = run_in(texts, {"why-not", "us-nz.lamb"});
  INFO(lamb.out);
  CHECK(contains(lamb.out, "it waits for `trade >= 5 bn USD`."));
  CHECK(contains(lamb.out, "the figures  trade >= 5 bn USD; so far 4 bn USD observed on 20 Jan 2026"));

  const Ran later = run_in(texts, {"why-not", "us-nz.milk", "--on", "2026-01-15"});
  INFO(later.out);
  CHECK(later.first_line() ==
        "NOT YET. us-nz.milk is not in effect on 15 Jan 2026; as things stand it will be from 1 Feb 2026.");
  CHECK(contains(later.out, "not before 1 Feb 2026: us-nz.wine performed"));
  CHECK(contains(later.out, "us-nz.wine performed, which comes on 1 Feb 2026"));
  CHECK_FALSE(contains(later.out, "so far"));
}

TEST_CASE("deals and timeline: what is next, overdue and coming") {
  const dsl::Texts texts = one_text(deal);
  const Ran deals = run_in(texts, {"deals"});
  INFO(deals.out << deals.errors);
  CHECK(deals.exit == 0);
  CHECK(deals.first_line() == "1 deal on 1 Mar 2026: 1 in force.");
  CHECK(contains(deals.out, "in force  10 Jan 2026  New Zealand  15 Feb 2026\n"));
  CHECK(contains(deals.out, "14 days late"));
  // Chips went out from 1 February on, the wine was let in from the beginning.
  CHECK(contains(deals.out, "Wine for chips · applied from 10 Jan 2026\n"));
  CHECK(contains(deals.out, "next  Report on wine (us-nz.report)"));
  const json::value deal_in_json = json_in(texts, {"deals"}).at("agreements").at(0);
  CHECK(deal_in_json.at("next").at("overdue_days") == 14);
  CHECK(deal_in_json.at("state") == "in force");
  CHECK(deal_in_json.at("since") == "2026-01-10");

  const Ran timeline = run_in(texts, {"timeline", "us-nz"});
  INFO(timeline.out << timeline.errors);
  CHECK(timeline.exit == 0);
  CHECK(contains(timeline.first_line(), "1 thing is overdue on 1 Mar 2026"));
  CHECK(contains(timeline.out, "OVERDUE"));
  const json::object rows = json_in(texts, {"timeline"});
  const json::object& due = rows.at("due").at(0).as_object();
  for (const char* key : {"date", "actor", "what", "place", "overdue_days"}) CHECK(due.contains(key));
  CHECK(due.at("actor") == "NZ");
  CHECK(due.at("date") == "2026-02-15");
  const std::string calendar = run_in(texts, {"timeline", "--format", "ics"}).out;
  CHECK(calendar.starts_with("BEGIN:VCALENDAR\r\n"));
  CHECK(contains(calendar, "DTSTART;VALUE=DATE:20260215\r\n"));
  CHECK(run_in(texts, {"timeline", "--from", "2026-05-01", "--through", "2026-04-01"}).exit == 2);
}

TEST_CASE("fmt: canonical, idempotent, and nothing lost on the way") {
  const Folder folder;
  folder.write("a.quid", "agreement us-au \"Beef\" { parties US, AU   # who\nin force once signed }\n");
  fs::permissions(folder.path("a.quid"), fs::perms::owner_read | fs::perms::owner_write);
  fs::create_symlink("a.quid", folder.path("link.txt"));
  CHECK(run_in(folder, {"fmt", "--check"}).exit == 1);
  const std::string before = folder.read("a.quid");
  const Ran diff = run_in(folder, {"fmt", "--diff"});
  CHECK(diff.exit == 1);
  CHECK(contains(diff.out, "- agreement us-au"));
  CHECK(folder.read("a.quid") == before);
  CHECK(run_in(folder, {"fmt"}).exit == 0);
  const std::string after = folder.read("a.quid");
  CHECK(contains(after, "# who"));
  CHECK(run_in(folder, {"fmt", "--check"}).exit == 0);
  CHECK(run_in(folder, {"fmt"}).exit == 0);
  CHECK(folder.read("a.quid") == after);
  CHECK((fs::status(folder.path("a.quid")).permissions() & fs::perms::group_read) == fs::perms::none);
  const json::object report = json_in(folder, {"fmt"});
  CHECK(dump(report.at("files")) == R"quid([{"file":"a.quid","changed":false}])quid");

  folder.write("b.quid", "agreement {\n");
  const Ran broken = run_in(folder, {"fmt"});
  CHECK(broken.exit == 2);
  CHECK(contains(broken.errors, "b.quid:1"));
  CHECK(folder.read("b.quid") == "agreement {\n");
  CHECK(run_in(folder, {"fmt", "--for", "US"}).exit == 2);
}

TEST_CASE("files: what cannot be read is said, and nothing hangs") {
  const Folder folder(deal);
  folder.write("inner/quid.toml", "");
  folder.write("inner/bad.quid", "agreement {");  // another workspace
  folder.write(".hidden/bad.quid", "agreement {");
  CHECK(run_in(folder, {"check"}).exit == 0);

  const auto complains = [&](const std::string& about) {
    const Ran check = run_in(folder, {"check"});
    INFO(check.errors);
    CHECK(check.exit == 2);
    CHECK(contains(check.errors, about));
    CHECK(run_in(folder, {"grants"}).exit == 2);
  };
  fs::create_directory_symlink(folder.path(), folder.path("loop"));
  complains("`loop` leads back to a folder that holds it");
  fs::remove(folder.path("loop"));
  fs::create_symlink("self.quid", folder.path("self.quid"));
  complains("`self.quid`");
  fs::remove(folder.path("self.quid"));
  REQUIRE(mkfifo(folder.path("pipe.quid").c_str(), 0600) == 0);
  complains("`pipe.quid` is no regular file");
  CHECK(run_in(folder, {"check", "pipe.quid"}).exit == 2);
  fs::remove(folder.path("pipe.quid"));
  fs::create_symlink("nowhere", folder.path("gone.quid"));
  complains("`gone.quid` cannot be read: there is no such file");
  fs::remove(folder.path("gone.quid"));
  if (geteuid() != 0) {
    fs::permissions(folder.path("deal.quid"), fs::perms::none);
    complains("`deal.quid` cannot be read: no permission");
  }

  const Folder empty;
  CHECK(contains(run_in(empty, {"grants"}).errors, "there are no .quid files"));
  CHECK(contains(run_quid({"-C", "/nowhere", "check"}).errors, "there is no such folder"));
}

TEST_CASE("files: the workspace is found upwards, and links are read once") {
  const Folder folder(deal);
  folder.write("sub/more.quid", "2026-04-01 event us-nz suspended\n");
  fs::create_symlink("../deal.quid", folder.path("sub/again.quid"));
  fs::create_directory_symlink("sub", folder.path("twice"));
  const tools::Files files = tools::read_texts(folder.path("sub").string(), {});
  REQUIRE(files.files.size() == 2);
  CHECK(files.files[0].text.name == "deal.quid");
  CHECK(files.files[1].text.name == "sub/more.quid");
  CHECK(files.problems.empty());
  const std::vector<std::string> paths{"more.quid"};
  const tools::Files narrowed = tools::read_texts(folder.path("sub").string(), paths);
  REQUIRE(narrowed.files.size() == 2);
  CHECK_FALSE(narrowed.files[0].asked);
  CHECK(narrowed.files[1].asked);
}

TEST_CASE("files: a file is read in one state, whatever happens to it meanwhile") {
  const Folder folder;
  std::string text = "agreement us-au \"Beef\" { parties US, AU }\n";
  while (text.size() < (std::size_t{3} << 20U)) text += "# a line that takes room\n";
  folder.write("a.quid", text);
  std::atomic<bool> over = false;
  std::thread saving([&] {
    while (!over) {
      fs::resize_file(folder.path("a.quid"), 1000);
      fs::resize_file(folder.path("a.quid"), text.size());
    }
  });
  for (int i = 0; i < 40; ++i) {
    const Ran ran = run_in(folder, {"check"});
    CHECK((ran.exit == 0 || contains(ran.errors, "it is being written") || contains(ran.out, "not-text")));
  }
  over = true;
  saving.join();
}

TEST_CASE("fmt: what somebody saves meanwhile stays") {
  const Folder folder;
  folder.write("a.quid", "agreement us-au { parties US, AU   }\n");
  const tools::Files read = tools::read_texts(folder.path().string(), {});
  REQUIRE(read.files.size() == 1);
  folder.write("a.quid", "agreement us-au { parties US, AU   } # saved\n");
  CHECK_THROWS_AS(tools::write_file(read.files[0].path, "laid out", read.files[0].stamp),
                  tools::ChangedMeanwhile);
  CHECK(folder.read("a.quid") == "agreement us-au { parties US, AU   } # saved\n");
  fs::remove(folder.path("a.quid"));
  CHECK_THROWS_AS(tools::write_file(read.files[0].path, "laid out", read.files[0].stamp),
                  tools::ChangedMeanwhile);
  CHECK_FALSE(fs::exists(folder.path("a.quid")));
}

TEST_CASE("fmt: further names of a file say the same afterwards, and nothing else is left in the folder") {
  const Folder folder;
  folder.write("a.quid", "agreement us-au { parties US, AU   }\n");
  fs::permissions(folder.path("a.quid"), fs::perms::owner_read | fs::perms::owner_write);
  fs::create_hard_link(folder.path("a.quid"), folder.path("b.txt"));
  folder.write("c.quid", "agreement us-nz { parties US, NZ   }\n");
  CHECK(run_in(folder, {"fmt"}).exit == 0);
  CHECK(folder.read("b.txt") == folder.read("a.quid"));
  CHECK(folder.read("a.quid") == "agreement us-au { parties US, AU }\n");
  CHECK(fs::hard_link_count(folder.path("a.quid")) == 2);
  CHECK((fs::status(folder.path("a.quid")).permissions() & fs::perms::group_read) == fs::perms::none);
  std::set<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder.path())) names.insert(entry.path().filename());
  CHECK(names == std::set<std::string>{"a.quid", "b.txt", "c.quid", "quid.toml"});
}

TEST_CASE("files: a link out of the workspace is said and not read") {
  const Folder outside;
  outside.write("secret.quid", "agreement secret { parties US, GB   }\n");
  const Folder folder(deal);
  fs::create_symlink(outside.path("secret.quid"), folder.path("link.quid"));
  fs::create_directory_symlink(outside.path(), folder.path("far"));
  const Ran check = run_in(folder, {"check"});
  CHECK(check.exit == 2);
  CHECK(contains(check.errors, "`link.quid` is a link that leads out of the workspace"));
  CHECK(contains(check.errors, "`far` is a link that leads out of the workspace"));
  CHECK(check.out.starts_with("2 files not read · 1 file"));
  CHECK_FALSE(contains(check.out, "secret"));
  CHECK(run_in(folder, {"fmt"}).exit == 2);
  CHECK(outside.read("secret.quid") == "agreement secret { parties US, GB   }\n");
}

TEST_CASE("check: a baseline comes through a pipe too") {
  const Folder folder(open_deal);
  const std::string known = run_in(folder, {"check", "--format", "json"}).out;
  int ends[2] = {-1, -1};
  REQUIRE(pipe(ends) == 0);
  std::thread writing([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    tools::write_all(ends[1], known, "the pipe");
    close(ends[1]);
  });
  const Ran ran = run_in(folder, {"check", "--baseline", "/dev/fd/" + std::to_string(ends[0])});
  close(ends[0]);
  writing.join();
  CHECK(ran.exit == 0);
  CHECK(contains(ran.out, "older finding"));
}

TEST_CASE("for a party, private text was never written") {
  const std::string secret = "private US undertaking fallback \"Never shown\" { by US }";
  std::string text(deal);
  text.insert(text.find("  undertaking report"), "  " + secret + "\n\n");
  const dsl::Texts shared = one_text(deal);
  const dsl::Texts whole = one_text(text);
  for (const std::vector<std::string>& command : {std::vector<std::string>{"grants"},
                                                  {"check"},
                                                  {"why", "us-nz.report"},
                                                  {"timeline"},
                                                  {"days", "--all"},
                                                  {"deals"}}) {
    std::vector<std::string> arguments = command;
    arguments.insert(arguments.end(), {"--for", "NZ"});
    INFO(command[0]);
    CHECK(run_in(whole, arguments).out == run_in(shared, arguments).out);
    CHECK_FALSE(contains(run_in(whole, arguments).out, "Never shown"));
  }
  CHECK(contains(run_in(whole, {"grants", "--for", "US"}).out, "Never shown"));
}

TEST_CASE("for a party, a text with a mistake has no view, and nothing of it is shown") {
  const dsl::Texts texts = one_text("agreement a { parties US, NZ\n  private US concesion secret { }\n}\n");
  const Ran ran = run_in(texts, {"check", "--for", "NZ"});
  CHECK(ran.exit == 2);
  CHECK(contains(ran.errors, "no view for NZ"));
  CHECK_FALSE(contains(ran.out + ran.errors, "secret"));
}

TEST_CASE("timeline: what never bound anybody is not overdue") {
  const std::string promise = "  undertaking law { by NZ  due 2026-02-01 }\n}\n";
  const dsl::Texts draft = one_text("agreement a {\n  parties US, NZ\n" + promise);
  CHECK(contains(run_in(draft, {"timeline"}).first_line(), "Nothing is overdue"));
  const dsl::Texts bound = one_text("agreement a {\n  parties US, NZ\n  in force 2026-01-01\n" + promise);
  CHECK(contains(run_in(bound, {"timeline"}).first_line(), "1 thing is overdue"));
}

TEST_CASE("for a party, the shell completes what it may see") {
  const dsl::Texts texts =
      one_text("agreement open {\n  parties US, NZ\n}\nprivate US agreement shut { parties US, NZ }\n");
  const auto completed = [&](const std::vector<std::string>& words, const std::string& at) {
    std::vector<std::string> all = {"complete", "--", at, "quid"};
    all.insert(all.end(), words.begin(), words.end());
    return run_in(texts, all).out;
  };
  CHECK(completed({"why", ""}, "2") == "open\nshut\n");
  CHECK(completed({"why", "--for", "NZ", ""}, "4") == "open\n");
  CHECK(completed({"why", "--for=NZ", ""}, "3") == "open\n");
  CHECK(completed({"why", "--for", "=", "NZ", ""}, "5") == "open\n");
  CHECK(completed({"why", "", "--for", "NZ"}, "2") == "open\n");
}

TEST_CASE("output: a full disk and a file that cannot be written") {
  const Folder folder(deal);
  const Ran full = run_in(folder, {"grants", "--format", "json=/dev/full"});
  CHECK(full.exit == 2);
  CHECK(contains(full.errors, "the disk is full"));
  CHECK(run_in(folder, {"grants", "--format", "json=" + folder.path("no/such").string()}).exit == 2);
  const std::string file = folder.path("grants.json").string();
  const Ran both = run_in(folder, {"grants", "--format", "human", "--format", "json=" + file});
  CHECK(both.exit == 0);
  CHECK(json::parse(folder.read("grants.json")).as_object().contains("agreements"));
}

TEST_CASE("completions: commands, flags, names and states") {
  const Folder folder(deal);
  for (const char* shell : {"bash", "zsh", "fish"}) CHECK(run_quid({"completions", shell}).exit == 0);
  CHECK(run_quid({"completions", "tcsh"}).exit == 2);
  const auto complete = [&](std::vector<std::string> words) {
    words.insert(words.begin(), {"quid", "-C", folder.path().string()});
    const std::string at = std::to_string(words.size() - 1);
    words.insert(words.begin(), {"complete", "--", at});
    return run_quid(words).out;
  };
  CHECK(complete({"gra"}) == "grants\n");
  CHECK(complete({"grants", "--st"}) == "--status\n");
  CHECK(complete({"why", "us-nz.c"}) == "us-nz.chips\n");
  CHECK(complete({"days", "us-nz", "signed", ""}) == "by\n");
  CHECK(contains(complete({"days", "us-nz", "in", ""}), "force"));
  CHECK(complete({"check", "--stage", "ta"}) == "tabled\n");
  CHECK(complete({"explain", "circular-u"}) == "circular-unlock\n");
}

TEST_CASE("every command in every face fits the line and says the same twice") {
  dsl::Texts texts = one_text(deal);
  texts.push_back(dsl::make_text(
      "open.quid",
      "agreement us-jp { parties US, JP  concession fish { by JP  tariff on hs 03: set [] } }\n"));
  for (const std::vector<std::string>& command : {std::vector<std::string>{"check"},
                                                  {"explain"},
                                                  {"explain", "Q501"},
                                                  {"grants"},
                                                  {"why", "us-nz.chips"},
                                                  {"why-not", "us-jp.fish"},
                                                  {"days", "us-nz"},
                                                  {"days", "--all"},
                                                  {"deals"},
                                                  {"timeline"}}) {
    for (const char* format : {"human", "plain", "narrated", "json"}) {
      std::vector<std::string> arguments = command;
      arguments.insert(arguments.end(), {"--format", format});
      const Ran ran = run_in(texts, arguments);
      INFO(command[0] << " " << format << "\n" << ran.out << ran.errors);
      CHECK(ran.errors.empty());
      CHECK(ran.out.ends_with('\n'));
      CHECK(ran.out == run_in(texts, arguments).out);
      CHECK_FALSE(contains(ran.out, " \n"));
      if (std::string_view(format) != "human") continue;
      std::istringstream lines(ran.out);
      for (std::string line; std::getline(lines, line);) CHECK(dsl::columns_of(line) <= 96);
    }
  }
}

TEST_CASE("text from files cannot steer the terminal") {
  CHECK(dsl::Shown("a\x1b[2Jb").text() == "a\uFFFD[2Jb");
  CHECK(dsl::Shown("\u202Eabc").text() == "\uFFFDabc");
  CHECK(dsl::columns_of("日本") == 4);
  CHECK(dsl::wrapped("aa bb cc", 5) == std::vector<std::string>{"aa bb", "cc"});
}

}  // namespace quid::tests
