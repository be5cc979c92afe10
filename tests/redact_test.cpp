// Private text taken out: what is left is, byte for byte, the text without it.
//
// In the texts below what stands between « and » is private to others, or written for the sake of what is.
// The text without the two signs is redacted, and must give the text without what stands between them.
#include <catch2/catch.hpp>
#include <string>
#include <string_view>

#include "dsl/lower/compile.hpp"
#include "dsl/tree/redact.hpp"

namespace quid::tests {
namespace {

std::string redacted(std::string text, std::string_view party) {
  dsl::Sources sources;
  sources.add("deal.quid", std::move(text));
  const dsl::Syntax syntax = parse_all(sources, 1);
  return dsl::redact(syntax.files[0], party);
}

void check_redaction(std::string_view marked, std::string_view party = "IN") {
  constexpr std::string_view open = "\xC2\xAB";
  constexpr std::string_view close = "\xC2\xBB";
  std::string with;
  std::string without;
  bool is_private = false;
  for (std::size_t i = 0; i < marked.size();) {
    const std::string_view sign = marked.substr(i, 2);
    if (sign == open || sign == close) {
      is_private = sign == open;
      i += 2;
      continue;
    }
    with += marked[i];
    if (!is_private) without += marked[i];
    ++i;
  }
  INFO(with);
  CHECK(redacted(with, party) == without);
  // Once redacted, nothing is left to take out; and whoever wrote it sees all of it.
  CHECK(redacted(without, party) == without);
  CHECK(redacted(with, "US") == with);
}

}  // namespace

TEST_CASE("redact: entries") {
  check_redaction(
      "2026-01-01 event a signed\n"
      "«private US 2026-02-01 statement \"x\" on a \"secret\"\n»"
      "2026-03-01 event a in force\n");
  check_redaction("«private US 2026-02-01 statement \"x\" on a\n»");
  check_redaction(
      "2026-01-01 event a signed\n"
      "«\n"
      "# only for us\n"
      "private US 2026-02-01 statement \"x\"\n"
      "  source \"cable\"  # from the embassy\n»");
  check_redaction(
      "2026-01-01 event a signed\n"
      "\n"
      "«private US 2026-02-01 statement \"x\"\n"
      "\n»"
      "2026-03-01 event a in force\n");
  check_redaction("2026-01-01 event a signed\n«private US 2026-02-01 statement \"x\"»");
}

TEST_CASE("redact: declarations, with their comments and the blank lines around them") {
  check_redaction(
      "«# our number\n"
      "private US metric secret \"x\" in USD\n"
      "\n»"
      "metric public in USD\n");
  check_redaction(
      "metric public in USD\n"
      "«\n"
      "private US metric secret \"x\" in USD {\n"
      "  note \"n\"\n"
      "}\n»");
  check_redaction(
      "# about everything\n"
      "\n"
      "metric a in USD\n"
      "«private US metric secret in USD  # hush\n»"
      "metric b in USD\n");
  check_redaction(
      "metric a in USD\n"
      "\n"
      "«private US metric s in USD\n"
      "\n"
      "# two in a row\n"
      "private US metric t in USD\n"
      "\n»"
      "metric b in USD\n");
}

TEST_CASE("redact: provisions") {
  check_redaction(
      "agreement a {\n"
      "  parties US, IN\n"
      "\n"
      "«  private US concession x { by US  tariff on hs 01: set 0% }\n"
      "\n»"
      "  concession y { by US  tariff on hs 02: set 0% }\n"
      "}\n");
  check_redaction(
      "agreement a {\n"
      "  parties US, IN\n"
      "«\n"
      "  # the floor\n"
      "  private US [US] concession x {\n"
      "    by US\n"
      "    tariff on hs 01: set 0%\n"
      "  }\n»"
      "}\n");
  check_redaction(
      "agreement a {\n"
      "  parties US, IN\n"
      "«\n"
      "  private US concession x { by US  tariff on hs 01: set 0% }\n"
      "\n"
      "  private US concession y { by US  tariff on hs 02: set 0% }\n»"
      "}\n");
  check_redaction(
      "agreement a { parties US, IN  «private US undertaking x { by US }  »undertaking y { by IN } }\n");
  check_redaction("agreement a { parties US, IN«  private US undertaking x { by US }» }\n");
  check_redaction(
      "«private US agreement a {\n"
      "  parties US, IN\n"
      "  concession x { by US  tariff on hs 01: set [US: 1% | private US: 2%] }\n"
      "}\n»");
}

TEST_CASE("redact: alternatives, with one bar") {
  const auto rate = [](std::string_view bracket) {
    return "agreement a {\n  parties US, IN, GB\n  concession x { by US  tariff on hs 01: set " +
           std::string(bracket) + " }\n}\n";
  };
  check_redaction(rate("[US: 15%« | private US: 12%»]"));
  check_redaction(rate("[«private US: 12% | »US: 15%]"));
  check_redaction(rate("[«private US: 12%»]"));
  check_redaction(rate("[«private US: 12% | private US: 11% | »IN: 15%]"));
  check_redaction(rate("[IN: 15%« | private US: 12%»« | private US: 11%» | GB: 1%]"));
  check_redaction(rate("[IN: 15%  # theirs\n    « | private US: 12%  # ours\n    »| GB: 1%]"));
  check_redaction(rate("[ «| private US: 12%»]"));
  check_redaction(rate("[IN: [«private US: 12% | »GB: 1%]« | private US: 11%»]"));
}

TEST_CASE("redact: the comments of an alternative") {
  const auto rate = [](std::string_view bracket) {
    return "agreement a {\n  parties US, IN, GB\n  concession x { by US  tariff on hs 01: set " +
           std::string(bracket) + " }\n}\n";
  };
  check_redaction(rate("[«\n    # our floor\n    private US: 12%\n    | »IN: 10%]"));
  check_redaction(rate("[«# our floor\n    private US: 12%  # still\n    »# theirs\n    «| »IN: 10%]"));
  check_redaction(rate("[«private US: 12% |  # ours\n    »IN: 10%]"));
  check_redaction(rate("[IN: 10%«\n    # our floor\n    | private US: 12%»]"));
  check_redaction(rate("[IN: 10%« |\n    # our floor\n    private US: 12%»]"));
  check_redaction(rate("[IN: 10%  # theirs\n    «# ours\n    | private US: 12%»]"));
  check_redaction(rate("[IN: 10%  # theirs\n    «# ours\n    | private US: 12% »| GB: 1%]"));
  check_redaction(rate("[IN: 10%« | private US: 12%\n    # and that was it»\n    ]"));
  check_redaction(rate("[IN: 10%« | private US: 12%»\n    # London\n    | GB: 1%]"));
  check_redaction(rate("[IN: 10%« | private US: 12%» |« # ours»\n    GB: 1%]"));
}

TEST_CASE("redact: what a proposal adds") {
  check_redaction(
      "proposal p {\n"
      "  amends a\n"
      "  by US\n"
      "«  # hush\n"
      "  add private US undertaking x { by US }  # hush\n»"
      "  add undertaking y { by US }\n"
      "}\n");
}

TEST_CASE("redact: a byte order mark, and lines that end as elsewhere") {
  check_redaction(
      "\xEF\xBB\xBF«# allow never-in-effect: our floor\r\n"
      "private US metric secret in USD\r\n»"
      "metric public in USD\r\n");
  check_redaction(
      "\xEF\xBB\xBFmetric public in USD« private US metric secret in USD  # hush»\r\n"
      "\r\n"
      "«private US metric more in USD\r\n"
      "\r\n»"
      "metric other in USD\r\n");
  check_redaction(
      "agreement a {\r\n"
      "  parties US, IN\r\n"
      "  concession x { by US  tariff on hs 01: set [IN: 1%« | private US: 2%  # hush»\r\n"
      "    | GB: 3%] }\r\n"
      "}\r\n");
}

}  // namespace quid::tests
