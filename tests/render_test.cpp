// How a finding is drawn: marks under their text, whatever the text is made of.
#include "dsl/findings/render.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <string_view>

namespace quid::tests {
namespace {

class Page {
 public:
  explicit Page(std::string text, std::string name = "deal.quid") { add(std::move(text), std::move(name)); }

  FileId add(std::string text, std::string name) { return sources_.add(std::move(name), std::move(text)); }

  Span find(std::string_view words, std::size_t file = 0) const {
    const FileId id(file);
    const std::size_t at = sources_.text(id).find(words);
    REQUIRE(at != std::string_view::npos);
    return {id, static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(at + words.size())};
  }
  dsl::Diagnostic finding(Span place, std::string label) const {
    return {dsl::DiagnosticKind::unknown_name, "nothing is called `x`", place, std::move(label), {}, {}, {}};
  }
  const dsl::Sources& sources() const { return sources_; }

  // Without the first line, which the rest does not depend on.
  std::string drawn(const dsl::Diagnostic& finding, int width = 60) const {
    dsl::RenderStyle style;
    style.width = width;
    const std::string text = render(sources_, finding, style);
    return "\n" + text.substr(text.find('\n') + 1);
  }

 private:
  dsl::Sources sources_;
};

}  // namespace

TEST_CASE("the code of the rule stands at the edge of the page") {
  const Page page("once x in effect\n");
  const std::string text = render(page.sources(), page.finding(page.find("x"), ""), dsl::RenderStyle{});
  const std::string first = text.substr(0, text.find('\n'));
  CHECK(first.starts_with("error[unknown-name]: nothing is called `x`  "));
  CHECK(first.ends_with("  Q101"));
  CHECK(first.size() == 96);
}

TEST_CASE("a mark stands under its text") {
  const Page page("agreement a {\n  once x in effect\n}\n");
  CHECK(page.drawn(page.finding(page.find("x in"), "not declared")) == R"(
 --> deal.quid:2:8
  |
2 |   once x in effect
  |        ^^^^ not declared
)");
}

TEST_CASE("tabs, wide characters and marks above letters keep the mark in its place") {
  const Page page("\tonce x\n# 日本 x1\n# e\xCC\x81\xCC\x81 x2\na\tx3\n");
  CHECK(page.drawn(page.finding(page.find("x\n"), "tab")) == R"(
 --> deal.quid:1:7
  |
1 |     once x
  |          ^ tab
)");
  CHECK(page.drawn(page.finding(page.find("x1"), "wide")) == R"(
 --> deal.quid:2:6
  |
2 | # 日本 x1
  |        ^^ wide
)");
  CHECK(page.drawn(page.finding(page.find("x2"), "combined")) == std::string(R"(
 --> deal.quid:3:7
  |
3 | # e)") + "\xCC\x81\xCC\x81" + R"( x2
  |     ^^ combined
)");
  CHECK(page.drawn(page.finding(page.find("x3"), "stop")) == R"(
 --> deal.quid:4:3
  |
4 | a   x3
  |     ^^ stop
)");
}

TEST_CASE("two marks on one line hang below one another") {
  const Page page("from 2026-02-01 through 2026-01-31\n");
  dsl::Diagnostic finding = page.finding(page.find("2026-01-31"), "ends here");
  finding.related.push_back({page.find("2026-02-01"), "starts here"});
  CHECK(page.drawn(finding) == R"(
 --> deal.quid:1:25
  |
1 | from 2026-02-01 through 2026-01-31
  |      ----------         ^^^^^^^^^^ ends here
  |      |
  |      starts here
)");
}

TEST_CASE("one mark inside another") {
  const Page page("once all of (x, y)\n");
  dsl::Diagnostic finding = page.finding(page.find("y"), "this one");
  finding.related.push_back({page.find("all of (x, y)"), "in this list"});
  CHECK(page.drawn(finding) == R"(
 --> deal.quid:1:17
  |
1 | once all of (x, y)
  |      -----------^-
  |      |          |
  |      |          this one
  |      in this list
)");
}

TEST_CASE("lines between two marks are skipped, a single one is shown") {
  const Page page("one\ntwo\nthree\nfour\nfive\nsix\n");
  dsl::Diagnostic finding = page.finding(page.find("one"), "");
  finding.related.push_back({page.find("three"), "near"});
  finding.related.push_back({page.find("six"), "far"});
  CHECK(page.drawn(finding) == R"(
 --> deal.quid:1:1
  |
1 | one
  | ^^^
2 | two
3 | three
  | ----- near
  :
6 | six
  | --- far
)");
}

TEST_CASE("other files come after the finding's own") {
  Page page("once x\n", "us.quid");
  page.add("a\nb\nonce y\n", "deep/uk.quid");
  dsl::Diagnostic finding = page.finding(page.find("y", 1), "here");
  finding.related.push_back({page.find("x"), "and there"});
  finding.notes.push_back("a note");
  finding.help.push_back({"some help", {}});
  CHECK(page.drawn(finding) == R"(
 --> deep/uk.quid:3:6
  |
3 | once y
  |      ^ here
  |
 ::: us.quid:1:6
  |
1 | once x
  |      - and there
  |
  = note: a note
  = help: some help
)");
}

TEST_CASE("a place over several lines has a rail") {
  const Page page("agreement a {\n  once all of (\n    x\n    y\n  )\n}\n");
  CHECK(page.drawn(page.finding(page.find("all of (\n    x\n    y\n  )"), "this list")) == R"(
 --> deal.quid:2:8
  |
2 |     once all of (
  |  ________^
  : |
5 | |   )
  | |___^ this list
)");
  CHECK(page.drawn(page.finding(page.find("once all of (\n    x\n    y\n  )"), "this clause")) == R"(
 --> deal.quid:2:3
  |
2 | /   once all of (
  : |
5 | |   )
  | |___^ this clause
)");
}

TEST_CASE("an empty place and the end of the file can be marked") {
  const Page page("agreement a {\n");
  const Span end{FileId(0), 14, 14};
  CHECK(page.drawn(page.finding(end, "`}` is missing")) == R"(
 --> deal.quid:2:1
  |
2 |
  | ^ `}` is missing
)");
}

TEST_CASE("a long line is cut around its mark") {
  const Page page(std::string(200, 'a') + " x " + std::string(200, 'b') + "\n");
  const std::string text = page.drawn(page.finding(page.find("x"), "here"), 40);
  const std::size_t line = text.find("1 | ");
  const std::string shown = text.substr(line, text.find('\n', line) - line);
  CHECK(shown.find("… ") == std::string::npos);
  CHECK(shown.starts_with("1 | …a"));
  CHECK(shown.ends_with("b…"));
  CHECK(shown.find(" x ") != std::string::npos);
  CHECK(shown.size() == 40 + 4);  // two ellipses of three bytes
  const std::size_t mark = text.find('^');
  CHECK(mark - text.rfind('\n', mark) - 1 == shown.find(" x ") + 1 - 2);
}

TEST_CASE("a label that does not fit beside its mark goes below it") {
  const Page page("once xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\n");
  CHECK(page.drawn(page.finding(page.find("xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"),
                                "a label of some length, which goes on for a while"),
                   60) ==
        R"(
 --> deal.quid:1:6
  |
1 | once xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
  |      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  |      a label of some length, which goes on for a while
)");
}

TEST_CASE("what would command the terminal is not passed on") {
  const Page page("once x\x1b[31m \xE2\x80\xAE y \xFF\n", "a\x1b.quid");
  const std::string text = page.drawn(page.finding(page.find("y"),
                                                   "la\x07"
                                                   "bel"));
  CHECK(text == R"(
 --> a�.quid:1:15
  |
1 | once x�[31m � y �
  |               ^ la�bel
)");
}

TEST_CASE("colour adds nothing but colour") {
  const Page page("once x in effect\n");
  const dsl::Diagnostic finding = page.finding(page.find("x"), "here");
  dsl::RenderStyle style;
  const std::string plain = render(page.sources(), finding, style);
  style.colour = true;
  std::string coloured = render(page.sources(), finding, style);
  CHECK(coloured != plain);
  for (std::size_t at = coloured.find('\x1b'); at != std::string::npos; at = coloured.find('\x1b')) {
    coloured.erase(at, coloured.find('m', at) - at + 1);
  }
  CHECK(coloured == plain);
}

TEST_CASE("one line, and the severity that a stage gives") {
  const Page page("once x in effect\n");
  dsl::RenderStyle style;
  style.one_line = true;
  const dsl::Diagnostic finding = page.finding(page.find("x"), "here");
  CHECK(render(page.sources(), finding, style) ==
        "deal.quid:1:6: error[unknown-name] nothing is called `x` (Q101)\n");
  CHECK(render(page.sources(), finding, style, dsl::Severity::note) ==
        "deal.quid:1:6: note[unknown-name] nothing is called `x` (Q101)\n");
}

TEST_CASE("narration says all that the drawing shows") {
  Page page("once x in effect\n");
  page.add("a\n  declared y\n", "uk.quid");
  dsl::Diagnostic finding = page.finding(page.find("x in"), "not declared");
  finding.related.push_back({page.find("y", 1), "this is near"});
  finding.notes.push_back("names are exact");
  finding.help.push_back({"did you mean `y`?", {}});
  dsl::RenderStyle style;
  style.narrated = true;
  CHECK(render(page.sources(), finding, style) == R"(Error, unknown-name, code Q101.
Nothing is called `x`.
File deal.quid, line 1, columns 6 to 9, reads: once x in effect
There: Not declared.
Related. File uk.quid, line 2, column 12, reads: declared y
There: This is near.
Note: Names are exact.
Help: Did you mean `y`?
)");
}

TEST_CASE("a fingerprint follows the text and not the lines") {
  const Page page("once  x in effect\n");
  const Page moved("# A remark.\n\n\tonce x  in   effect # really\n");
  const Page other("once x in force\n");
  const auto print = [](const Page& where, std::string_view words) {
    return fingerprint(where.sources(), where.finding(where.find(words), ""));
  };
  CHECK(print(page, "x in effect") == print(moved, "x  in   effect"));
  CHECK(print(page, "x in effect") != print(other, "x in force"));
  dsl::Diagnostic renamed = page.finding(page.find("x in effect"), "");
  const std::string before = fingerprint(page.sources(), renamed);
  CHECK(before.size() == 16);
  renamed.message = "there is nothing that is called `x`";
  CHECK(fingerprint(page.sources(), renamed) == before);
  renamed.message = "nothing is called `y`";
  CHECK(fingerprint(page.sources(), renamed) != before);
}

TEST_CASE("the summary counts") {
  CHECK(dsl::summary_line({1, 2, 0, 3, 40}) == "1 error, 2 warnings · 3 files, 40 provisions");
  CHECK(dsl::summary_line({0, 0, 1, 1, 1}) == "1 note · 1 file, 1 provision");
  CHECK(dsl::summary_line({0, 0, 0, 1, 1, 2}) == "2 files not read · 1 file, 1 provision");
  CHECK(dsl::summary_line({0, 0, 0, 2, 0}) == "ok · 2 files, 0 provisions");
}

}  // namespace quid::tests
