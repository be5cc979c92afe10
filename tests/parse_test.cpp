// The grammar and the trees that it gives. Findings of the parser are in tests/golden/parse.
#include "dsl/tree/parse.hpp"

#include <catch2/catch.hpp>
#include <tao/pegtl/contrib/analyze.hpp>

#include "grammar/file.hpp"
#include "tests/fences.hpp"
#include "tests/layout.hpp"

namespace quid::tests {
namespace {

// The tree of a text that has no mistake, without the line for the file.
std::string tree_of(std::string_view text) {
  dsl::Sources sources;
  dsl::Diagnostics findings;
  const FileId id = sources.add("text.quid", std::string(text));
  const ast::File file = parse(sources, id, findings);
  for (const dsl::Diagnostic& finding : findings) UNSCOPED_INFO(finding.message);
  CHECK(findings.empty());
  const std::string tree = ast::dump(file);
  return tree.substr(tree.find('\n') + 1);
}

}  // namespace

TEST_CASE("no rule of the grammar can loop without reading on") {
  CHECK(tao::pegtl::analyze<grammar::file>() == 0);
}

TEST_CASE("marks come before the name, in one node with what they mark") {
  CHECK(tree_of("private IN unit lot") ==
        "  unit\n"
        "    private_mark\n"
        "      name \"IN\"\n"
        "    name \"lot\"\n");
  CHECK(tree_of("agreement a {\n  [US, IN] option b { by US }\n}") ==
        "  agreement\n"
        "    name \"a\"\n"
        "    provision 5\n"
        "      open_mark\n"
        "        name \"US\"\n"
        "        name \"IN\"\n"
        "      name \"b\"\n"
        "      by\n"
        "        name \"US\"\n");
}

TEST_CASE("a chain is a list, and a parenthesis is a node of its own") {
  CHECK(tree_of("invariant i { always a.b performed and (c signed by US or not d signed) }") ==
        "  invariant\n"
        "    name \"i\"\n"
        "    always\n"
        "      all_of\n"
        "        holds 15\n"
        "          ref \"a.b\"\n"
        "        paren\n"
        "          any_of\n"
        "            holds 2\n"
        "              ref \"c\"\n"
        "              name \"US\"\n"
        "            negation\n"
        "              holds 2\n"
        "                ref \"d\"\n");
}

TEST_CASE("`for` wraps the one condition that it follows") {
  CHECK(tree_of("invariant i { never a signed for 2 days }") ==
        "  invariant\n"
        "    name \"i\"\n"
        "    never\n"
        "      held_for\n"
        "        holds 2\n"
        "          ref \"a\"\n"
        "        duration \"2 days\"\n");
}

TEST_CASE("an entry ends with its tails, and the next one begins") {
  CHECK(tree_of("2025-05-08 event us-uk signed by US \"in London\" grade press\n"
                "2025-05-09 observe m 2 bn USD") ==
        "  event 3\n"
        "    date \"2025-05-08\"\n"
        "    ref \"us-uk\"\n"
        "    name \"US\"\n"
        "    string \"\"in London\"\"\n"
        "    grade 3 \"grade press\"\n"
        "  observe\n"
        "    date \"2025-05-09\"\n"
        "    ref \"m\"\n"
        "    quantity\n"
        "      number \"2 bn\"\n"
        "      name \"USD\"\n");
}

TEST_CASE("brackets hold alternatives, each with whose text it is; one of them may be empty") {
  CHECK(tree_of("agreement a { terminates [US: 5 days | private IN: [] | ] after notice }") ==
        "  agreement\n"
        "    name \"a\"\n"
        "    terminates\n"
        "      bracket\n"
        "        alternative\n"
        "          label\n"
        "            name \"US\"\n"
        "          duration \"5 days\"\n"
        "        alternative\n"
        "          private_mark\n"
        "            name \"IN\"\n"
        "          label\n"
        "            name \"IN\"\n"
        "          bracket \"[]\"\n"
        "        alternative \"\"\n");
}

TEST_CASE("every word of the language is in the dictionary of the fuzzer") {
  const std::string dictionary = read_page("tests/fuzz/quid.dict");
  for (std::size_t i = 0; i < grammar::keyword_count; ++i) {
    const std::string line =
        "\n\"" + std::string(grammar::text_of(static_cast<grammar::Keyword>(i))) + "\"\n";
    INFO(line);
    CHECK(dictionary.find(line) != std::string::npos);
  }
}

TEST_CASE("a tree is in order whatever the text") {
  const std::string text = GENERATE(
      as<std::string>{}, "", "\n", "}", "{", "[", "\"", "\"\"\"", "#", "\xEF\xBB\xBF", "\xFF", "agreement",
      "agreement a {", "private", "private US", "[IN]", "2025-05-08", "2025-05-08 event", "party XK {{{{",
      "simultaneous {\nparty XK", "invariant i { always", "metric a[", "unit a = ", "scenario \"a\" { on");
  CHECK(trouble_with_parse(text) == "");
  CHECK(trouble_with_parse(text + "\n") == "");
  CHECK(trouble_with_parse(text + " }") == "");
}

}  // namespace quid::tests
