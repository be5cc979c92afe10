// A workspace made of texts in memory: what it means, and what becomes of it with another text.
#include "dsl/workspace/workspace.hpp"

#include <catch2/catch.hpp>
#include <memory>

#include "dsl/query/query.hpp"
#include "dsl/query/readings.hpp"
#include "tests/compiled.hpp"

namespace quid::tests {
namespace {

constexpr std::string_view deal = R"quid(agreement us-nz {
  parties US, NZ
  in force once signed

  concession wine { by NZ  tariff on hs 2204: set 0%  from 2026-03-01 }
}
)quid";
constexpr std::string_view signed_in_january = "2026-01-10 event us-nz signed\n";

dsl::Texts texts() {
  return {dsl::make_text("deal.quid", std::string(deal)),
          dsl::make_text("events.quid", std::string(signed_in_january))};
}

StateKey key_of(const dsl::Workspace& workspace, std::string_view words) {
  const auto found =
      parse_state_query(workspace.compilation().symbols, workspace.compilation().world->model, words);
  REQUIRE(std::holds_alternative<StateKey>(found));
  return std::get<StateKey>(found);
}

std::string days(const dsl::Workspace& workspace, std::string_view words) {
  return in_words(workspace.world().days(key_of(workspace, words)));
}

std::string reading_of(const dsl::Workspace& workspace, const std::string& party, std::string_view words) {
  const World& world = *workspace.compilation(dsl::Reading{party}).world;
  return in_words(world.days(key_of(workspace, words)));
}

}  // namespace

TEST_CASE("workspace: texts in memory mean what they would in a folder, in any order") {
  const dsl::Workspace workspace(texts());
  CHECK(days(workspace, "us-nz in force") == "2026-01-10 ..");
  CHECK(days(workspace, "us-nz.wine") == "2026-03-01 ..");
  CHECK(workspace.last_fact() == make_date(2026, 1, 10));

  dsl::Texts turned = texts();
  std::swap(turned[0], turned[1]);
  const dsl::Workspace same(std::move(turned));
  CHECK(same.sources().name(FileId(0)) == "deal.quid");
  CHECK(days(same, "us-nz.wine") == "2026-03-01 ..");
}

TEST_CASE("workspace: a text of the same name is replaced, and the workspace before stays as it was") {
  const dsl::Workspace saved(texts());
  const dsl::Workspace buffer = saved.with(dsl::make_text("events.quid", "2026-04-01 event us-nz signed\n"));
  CHECK(days(buffer, "us-nz.wine") == "2026-04-01 ..");
  CHECK(days(saved, "us-nz.wine") == "2026-03-01 ..");
  CHECK(buffer.texts().size() == 2);
}

TEST_CASE("workspace: a text of another name is added, as a what-if") {
  const dsl::Workspace today(texts());
  const dsl::Workspace what_if =
      today.with(dsl::make_text("a-what-if.quid", "2026-05-01 event us-nz suspended\n"));
  CHECK(days(what_if, "us-nz.wine") == "2026-03-01 .. 2026-04-30");
  CHECK(days(today, "us-nz.wine") == "2026-03-01 ..");
  CHECK(what_if.sources().name(FileId(0)) == "a-what-if.quid");
}

TEST_CASE("workspace: one made from another outlives it") {
  auto first = std::make_unique<const dsl::Workspace>(texts());
  const dsl::Workspace second = first->with(dsl::make_text("more.quid", ""));
  first.reset();
  CHECK(days(second, "us-nz.wine") == "2026-03-01 ..");
}

TEST_CASE("workspace: bytes that somebody else keeps are not copied") {
  const std::string kept(deal);
  const dsl::Workspace workspace({{"deal.quid", kept}});
  CHECK(workspace.sources().text(FileId(0)).data() == kept.data());
  CHECK(workspace.with(dsl::make_text("more.quid", "")).sources().text(FileId(0)).data() == kept.data());
}

TEST_CASE("workspace: an error in a text is a finding, and no question has an answer until it is mended") {
  const dsl::Workspace sound(texts());
  const dsl::Workspace broken =
      sound.with(dsl::make_text("events.quid", "2026-01-10 event us-au signed\n2026-01-10 event b signed\n"));
  CHECK(broken.findings().size() >= 2);
  try {
    broken.world();
    FAIL("it has a world");
  } catch (const dsl::Unsound& unsound) {
    CHECK(unsound.errors == 2);
    CHECK(unsound.first.kind == dsl::DiagnosticKind::unknown_name);
    CHECK(broken.sources().name(unsound.first.place.file) == "events.quid");
  }
  CHECK(broken.compilation().world->model.agreements.size() == 1);
  CHECK(days(broken.with(texts()[1]), "us-nz in force") == "2026-01-10 ..");
}

TEST_CASE("workspace: what a party may not see was never written, in a text that is added either") {
  const std::string_view secret = "private NZ 2026-02-01 event us-nz terminated\n";
  dsl::WorkspaceOptions as_us;
  as_us.for_party = "US";
  const dsl::Workspace whole =
      dsl::Workspace(texts()).with(dsl::make_text("secret.quid", std::string(secret)));
  CHECK(days(whole, "us-nz in force") == "2026-01-10 .. 2026-01-31");
  const dsl::Workspace seen =
      dsl::Workspace(texts(), as_us).with(dsl::make_text("secret.quid", std::string(secret)));
  CHECK(days(seen, "us-nz in force") == "2026-01-10 ..");
  CHECK(seen.texts().back().bytes == secret);
  CHECK(seen.sources().text(FileId(2)).find("terminated") == std::string_view::npos);
}

TEST_CASE("workspace: of a text with a mistake in its syntax there is no view") {
  const dsl::Text broken = dsl::make_text("broken.quid", "private US 2026-02-30x statement \"secret\"\n");
  CHECK_FALSE(dsl::Workspace(texts()).with(broken).findings().empty());
  dsl::WorkspaceOptions as_nz;
  as_nz.for_party = "NZ";
  CHECK_THROWS_AS(dsl::Workspace(texts(), as_nz).with(broken), dsl::NoView);
}

TEST_CASE("workspace: who is declared in what one may not see is nobody") {
  const dsl::Text secret = dsl::make_text("secret.quid", "private US party XK \"Kosovo\"\n");
  dsl::WorkspaceOptions as_xk;
  as_xk.for_party = "XK";
  CHECK_THROWS_AS(dsl::Workspace({secret}, as_xk), dsl::NoSuchParty);
}

TEST_CASE("workspace: only facts recorded by a day count") {
  dsl::WorkspaceOptions options;
  options.known = make_date(2026, 1, 9);
  const dsl::Workspace workspace(texts(), options);
  CHECK(days(workspace, "us-nz in force") == "never");
  CHECK_FALSE(workspace.last_fact());
}

TEST_CASE("workspace: a sound text is sound on every day by which only some of its facts were known") {
  dsl::WorkspaceOptions options;
  options.known = make_date(2026, 4, 1);
  const dsl::Workspace workspace({dsl::make_text("deal.quid", R"quid(agreement us-nz {
  parties US, NZ
  in force 2026-01-01

  concession wine { by NZ  tariff on hs 2204: set 0% }
}

2026-02-01 event us-nz.wine suspended  recorded 2026-06-01
2026-03-01 event us-nz.wine resumed
)quid")},
                                 options);
  CHECK(workspace.findings().empty());
  CHECK_NOTHROW(workspace.world());
  CHECK(days(workspace, "us-nz.wine") == "2026-01-01 ..");
}

TEST_CASE("workspace: a question about all readings wants a text that is sound in all of them") {
  const dsl::Texts text = {dsl::make_text("deal.quid", R"quid(agreement us-nz {
  parties US, NZ
  in force 2026-01-01

  concession wine { by NZ  tariff on hs 2204: set 0%  unless [US: lamb in effect | NZ: before 2026-06-01] }

  concession lamb { by US  tariff on hs 0204: set 0%  while wine in effect }
}
)quid")};
  dsl::WorkspaceOptions options;
  CHECK_NOTHROW(dsl::Workspace(text, options).world());
  options.judged = dsl::Judged::every_reading;
  CHECK_THROWS_AS(dsl::Workspace(text, options).world(), dsl::Unsound);
  options.judged = dsl::Judged::this_reading;
  options.reading.party = "US";
  CHECK_THROWS_AS(dsl::Workspace(text, options).world(), dsl::Unsound);
  options.reading.party = "NZ";
  CHECK_NOTHROW(dsl::Workspace(text, options).world());
}

TEST_CASE("workspace: each reading of the brackets is a world of its own, and all of them are compared") {
  const dsl::Workspace workspace({dsl::make_text("deal.quid", R"quid(agreement us-nz {
  parties US, NZ
  in force once signed

  concession wine { by NZ  tariff on hs 2204: set 0%  from [US: 2026-02-01 | NZ: 2026-06-01] }
}
)quid"),
                                  texts()[1]});
  CHECK(days(workspace, "us-nz.wine") == "never");
  CHECK(reading_of(workspace, "US", "us-nz.wine") == "2026-02-01 ..");
  CHECK(reading_of(workspace, "NZ", "us-nz.wine") == "2026-06-01 ..");
  CHECK(&workspace.compilation(dsl::Reading{"US"}) == &workspace.compilation(dsl::Reading{"US"}));

  const dsl::Readings readings = dsl::AllReadings(workspace).of(key_of(workspace, "us-nz.wine"));
  CHECK(in_words(readings.always) == "2026-06-01 ..");
  CHECK(in_words(readings.depends) == "2026-02-01 .. 2026-05-31");
  REQUIRE(readings.brackets.size() == 1);
  CHECK(workspace.sources().text(readings.brackets[0]) == "[US: 2026-02-01 | NZ: 2026-06-01]");
}

TEST_CASE("workspace: who keeps a text of a bracket to itself reads it unlike the others") {
  const dsl::Workspace workspace({dsl::make_text("deal.quid", R"quid(agreement us-nz {
  parties US, NZ, JP
  in force 2026-01-01

  concession wine {
    by   NZ
    from [NZ: 2026-02-01 | private US 2026-03-01 | 2026-04-01]
  }
}
)quid")});
  CHECK(reading_of(workspace, "US", "us-nz.wine") == "2026-03-01 ..");
  CHECK(reading_of(workspace, "JP", "us-nz.wine") == "2026-04-01 ..");
  const dsl::Readings readings = dsl::AllReadings(workspace).of(key_of(workspace, "us-nz.wine"));
  CHECK(in_words(readings.always) == "2026-04-01 ..");
  CHECK(in_words(readings.depends) == "2026-02-01 .. 2026-03-31");
}

TEST_CASE("workspace: who reads or looks has to be a party") {
  dsl::WorkspaceOptions options;
  options.reading.party = "EFTA";
  CHECK_THROWS_AS(dsl::Workspace(texts(), options), dsl::NoSuchParty);
  dsl::Texts declared = texts();
  declared.push_back(dsl::make_text("parties.quid", "party EFTA { members CH, NO, IS, LI }\n"));
  CHECK(dsl::Workspace(declared, options).has_party("EFTA"));
  options.reading.party = {};
  options.for_party = "New Zealand";
  try {
    const dsl::Workspace none(texts(), options);
    FAIL("anybody may look");
  } catch (const dsl::NoSuchParty& mistake) {
    CHECK(mistake.asked == dsl::NoSuchParty::Asked::viewer);
    CHECK(mistake.code == "New Zealand");
  }
}

}  // namespace quid::tests
