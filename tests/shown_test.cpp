// Text from files, names of files and arguments on its way to people and programs: whatever it says, it stays
// text.
#include "dsl/source/shown.hpp"

#include <expat.h>

#include <algorithm>
#include <boost/json.hpp>
#include <catch2/catch.hpp>
#include <sstream>

#include "tests/running.hpp"
#include "tools/commands/command.hpp"
#include "tools/page/escapes.hpp"

namespace quid::tests {
namespace {

using dsl::Shown;

// What others may put into a text, with a word on each side.
const std::vector<std::string> hostile_signs = {
    "\x1b[1A\x1b[2K\x1b]0;owned\x07",  // moves the cursor, renames the window
    "\x1b]52;c;cm0gLXJm\x07",          // writes the clipboard
    "\b\b\b\x7f",
    "\r",
    "\v\f",
    "\n::error file=x::injected",
    "\n  ::add-mask::a",
    "\r\n::warning::b",
    "##[error]c",
    "\u0085\u009B31m",  // C1
    "\u202Eright to left\u2066",
    "\u200E\u200F\u061C",
    "\u2028::error::d\u2029",
    "\u200B\u200C\u200D\u2060\uFEFF",
    "\u00AD\u180E\u3164",
    "\U000E0041\U000E0042\U000E007F",  // tag letters
    "\uFFFE\uFFFF",
    "::error::e",
    "=HYPERLINK(\"http://x\")",
    "|`<b>&amp;\"]]>'\\,;",
    "日本 é ́",
};

// Whether a person's terminal, and a runner that reads the log, take all of it for text.
std::string danger_in(std::string_view page) {
  std::string_view rest = page;
  bool line_begins = true;
  while (!rest.empty()) {
    const dsl::CodePoint point = dsl::next_code_point(rest);
    if (!point.valid) return "a byte that is no text";
    if (point.value != '\n' && point.value != '\t' && dsl::unshown(point.value) != dsl::Unshown::none) {
      std::ostringstream text;
      text << "U+" << std::hex << static_cast<unsigned>(point.value);
      return text.str();
    }
    if (line_begins && rest.starts_with("::") && !rest.starts_with("::: ")) return "a command of a runner";
    if (rest.starts_with("##[")) return "an old command of a runner";
    line_begins = point.value == '\n' || (line_begins && (point.value == ' ' || point.value == '\t'));
    rest.remove_prefix(point.bytes);
  }
  return {};
}

bool is_xml(std::string_view text) {
  XML_Parser parser = XML_ParserCreate(nullptr);
  const bool good = XML_Parse(parser, text.data(), static_cast<int>(text.size()), 1) == XML_STATUS_OK;
  XML_ParserFree(parser);
  return good;
}

bool is_json(std::string_view text) {
  json::error_code error;
  (void)json::parse({text.data(), text.size()}, error);
  return !error;
}

// RFC 5545: every line ends in CR LF, and none has more than 75 bytes.
bool is_calendar(std::string_view text) {
  if (!text.starts_with("BEGIN:VCALENDAR\r\n") || !text.ends_with("END:VCALENDAR\r\n")) return false;
  while (!text.empty()) {
    const std::size_t end = text.find("\r\n");
    if (end == std::string_view::npos || end > 75) return false;
    text.remove_prefix(end + 2);
  }
  return true;
}

std::string without(std::string text, char sign) {
  std::erase(text, sign);
  return text;
}

// A workspace of which every text of a person says it: title, cite, note, source, statement, comment. What a
// plain string cannot hold stands between three quotes.
std::string workspace_saying(const std::string& sign) {
  const std::string text = "\"\"\"" + without(sign, '"') + " and on" + "\"\"\"";
  std::string comment = sign;
  std::replace_if(
      comment.begin(), comment.end(), [](char c) { return c == '\n'; }, ' ');
  return "# " + comment + R"(
agreement deal )" +
         text + R"( {
  parties US, GB
  in force once signed
  cite    )" +
         text + R"(
  note    )" +
         text + R"(

  concession cars )" +
         text + R"( {
    by     US
    cite   )" +
         text + R"(
    tariff on hs 8703: set 10% up to 100 t per year
  }

  undertaking report )" +
         text + R"( {
    by  GB
    due 2026-04-15
  }

  allowance chips )" +
         text + R"( {
    by     US
    cite   )" +
         text + R"(
    export of hs 8542: allow up to 10_000 units per year
    while  report performed
  }
}

2026-01-10 event deal signed
  source  )" +
         text + R"(
2026-02-10 enter 5 t from GB into US under deal.cars
)";
}

const std::vector<std::vector<std::string>> questions = {
    {"check"},
    {"grants"},
    {"deals"},
    {"why", "deal.cars"},
    {"why-not", "deal.chips"},
    {"days", "deal.cars"},
    {"days", "--all"},
    {"timeline"},
    {"timeline", "deal"},
    {"quota"},
    {"duty", "8703", "--from", "GB", "--into", "US"},
    {"export", "8542", "--from", "US", "--to", "GB"},
    {"fmt", "--check"},
    {"fmt", "--diff"},
};

// Every question in every format for people and for programs.
void ask_everything(const Folder& folder) {
  const auto asked = [&](std::vector<std::string> question, const std::string& format) {
    question.insert(question.end(), {"--format", format});
    const Ran ran = run_in(folder, question);
    INFO(question[0] << " --format " << format << "\n" << ran.out << ran.errors);
    CHECK(danger_in(ran.errors) == "");
    if (ran.errors.find("no format") != std::string::npos) FAIL("no format " + format);
    if (ran.out.empty()) return;
    if (format == "json" || format == "sarif" || format == "gitlab") {
      CHECK(is_json(ran.out));
      CHECK(danger_in(ran.out) == "");
    } else if (format == "jsonl") {
      std::istringstream lines(ran.out);
      for (std::string line; std::getline(lines, line);) CHECK(is_json(line));
      CHECK(danger_in(ran.out) == "");
    } else if (format == "junit") {
      CHECK(is_xml(ran.out));
      CHECK(danger_in(ran.out) == "");
    } else if (format == "ics") {
      CHECK(is_calendar(ran.out));
      CHECK(danger_in(without(ran.out, '\r')) == "");
    } else if (format == "github") {
      // Each line is one command, and one of ours.
      std::istringstream lines(ran.out);
      for (std::string line; std::getline(lines, line);) {
        const bool ours = line.starts_with("::error file=") || line.starts_with("::warning file=") ||
                          line.starts_with("::notice file=") || line.ends_with(" in the summary of this job");
        CHECK(ours);
        CHECK(danger_in(line.substr(std::min(line.size(), line.find("line=")))) == "");
      }
    } else {
      CHECK(danger_in(ran.out) == "");
    }
  };
  for (const std::vector<std::string>& question : questions) {
    for (const char* format : {"human", "plain", "narrated", "json"}) asked(question, format);
  }
  for (const char* format : {"short", "jsonl", "sarif", "github", "gitlab", "junit"})
    asked({"check"}, format);
  asked({"timeline"}, "ics");
}

constexpr std::string_view plain_deal = R"quid(agreement deal "Cars" {
  parties US, GB
  in force once signed

  concession cars { by US  tariff on hs 8703: set 10% }
}

2026-01-10 event deal signed
)quid";

}  // namespace

TEST_CASE("shown: what commands a terminal, turns the text or is not seen is replaced, and nothing else") {
  CHECK(Shown("a\x1b[2Jb").text() == "a\uFFFD[2Jb");
  CHECK(Shown("\u202Eabc").text() == "\uFFFDabc");
  CHECK(Shown("a\u200Eb\u200Fc\u061Cd\u2028e\u2029f").text() == "a\uFFFDb\uFFFDc\uFFFDd\uFFFDe\uFFFDf");
  CHECK(Shown("a\u00ADb\u200Bc\U000E0041").text() == "a\uFFFDb\uFFFDc\uFFFD");
  CHECK(Shown("a\nb\r\nc\td").text() == "a b c d");
  CHECK(Shown("a\rb\xff\uFFFE").text() == "a\uFFFDb\uFFFD\uFFFD");
  CHECK(Shown("café 日本 é – “x” → ☂\uFE0F").text() == "café 日本 é – “x” → ☂\uFE0F");
  for (char32_t point = 0; point <= 0x10FFFF; ++point) {
    if (dsl::unshown(point) != dsl::Unshown::none) continue;
    if (point < 0x20 || (point >= 0x7F && point < 0xA0)) FAIL(static_cast<unsigned>(point));
  }
}

TEST_CASE("shown: a runner finds no command in a page") {
  CHECK(dsl::guarded("a\n::error::b\n") == "a\n\uFFFD:error::b\n");
  CHECK(dsl::guarded("  \x1b[1m::error::b\x1b[0m\n") == "  \x1b[1m\uFFFD:error::b\x1b[0m\n");
  CHECK(dsl::guarded("\u00A0::error::b") == "\u00A0\uFFFD:error::b");
  CHECK(dsl::guarded("a ::error::b ##[error]c") == "a ::error::b \uFFFD#[error]c");
  CHECK(dsl::guarded(" ::: other.quid:3:1\n") == " ::: other.quid:3:1\n");
}

TEST_CASE("shown: a cite reaches no terminal raw") {
  const Folder folder(R"quid(agreement deal {
  parties US, GB
  in force once signed
  concession cars {
    by   US
    cite ")quid"
                      "\x1b[1A\x1b[2K\x1b]0;owned\x07YES. cars is in effect"
                      R"quid("
    tariff on hs 8703: set 10% up to 10 t per year
  }
}
)quid");
  for (const auto& question :
       std::vector<std::vector<std::string>>{{"why", "deal.cars"},
                                             {"why-not", "deal.cars"},
                                             {"quota"},
                                             {"duty", "8703", "--from", "GB", "--into", "US"},
                                             {"check"}}) {
    for (const char* format : {"human", "plain", "narrated"}) {
      std::vector<std::string> arguments = question;
      arguments.insert(arguments.end(), {"--format", format});
      const Ran ran = run_in(folder, arguments);
      INFO(question[0] << " " << format);
      CHECK(danger_in(ran.out) == "");
      CHECK(danger_in(ran.errors) == "");
    }
  }
}

TEST_CASE("shown: the name of a file cannot begin a line, nor steer the terminal") {
  for (const std::string name :
       {"a\n::error file=x::injected.quid", "::error title=x::boo.quid", "\x1b[2J\r.quid", "bad\xff.quid",
        "a|`b`.quid", "##[error]x.quid", "<&>\"'.quid", "\u202E\u2066.quid", "=cmd.quid", "$(id);.quid"}) {
    const Folder folder;
    INFO(Shown(name).text());
    folder.write(name, plain_deal);
    ask_everything(folder);
    folder.write(name, std::string(plain_deal) + "agreement x { parties US, GB  in force once y }\n");
    ask_everything(folder);
    folder.write("folder\n::error::x/" + name, "agreement z{parties US,GB}\n");
    ask_everything(folder);
  }
}

TEST_CASE("shown: a line break in a title begins no line") {
  const Folder folder(R"quid(agreement deal """C
::error::second""" {
  parties US, GB
  in force once signed
  concession cars """C
::error::second""" { by US  tariff on hs 8703: set 10% }
}

2026-01-10 event deal signed
)quid");
  for (const auto& question : std::vector<std::vector<std::string>>{
           {"why", "deal.cars"}, {"deals"}, {"grants"}, {"timeline", "deal"}}) {
    for (const char* format : {"human", "plain", "narrated"}) {
      std::vector<std::string> arguments = question;
      arguments.insert(arguments.end(), {"--format", format});
      const Ran ran = run_in(folder, arguments);
      INFO(question[0] << " " << format << "\n" << ran.out);
      CHECK(ran.errors.empty());
      CHECK(contains(ran.out, "C ::error::second"));
      CHECK(danger_in(ran.out) == "");
    }
  }
}

TEST_CASE("shown: what nobody sees leaves a workspace without answers, the rest does not") {
  const Folder folder(workspace_saying("=1+1 ##[error]c |`<b>&amp;'\\,; 日本\n::error::second"));
  for (const std::vector<std::string>& question : questions) {
    const Ran ran = run_in(folder, question);
    INFO(question[0] << ran.errors);
    CHECK(ran.errors.empty());
  }
  CHECK(run_in(Folder(workspace_saying("a\u202Eb")), {"grants"}).exit == 2);
}

TEST_CASE("shown: whatever the texts of a workspace say, every answer is text in its format") {
  for (const std::string& sign : hostile_signs) {
    INFO(Shown(sign).text());
    const Folder folder(workspace_saying("before " + sign + " after"));
    ask_everything(folder);
    const Folder bare(workspace_saying(sign));
    ask_everything(bare);
  }
}

TEST_CASE("shown: whatever the arguments say, what is said of them is text") {
  const Folder folder(plain_deal);
  for (const std::string& sign : hostile_signs) {
    INFO(Shown(sign).text());
    for (const std::vector<std::string>& arguments : std::vector<std::vector<std::string>>{
             {sign},
             {"why", sign},
             {"why", "deal.cars", sign},
             {"days", "deal.cars", "in", sign},
             {"grants", "--on", sign},
             {"grants", "--by", sign},
             {"grants", "--format", sign},
             {"grants", "--reading", sign},
             {"grants", "--" + sign},
             {"check", sign},
             {"check", "--baseline", sign},
             {"check", "--stage", sign},
             {"explain", sign},
             {"fmt", sign},
             {"duty", sign, "--from", "GB", "--into", "US"},
             {"duty", "8703", "--from", sign, "--into", "US"},
             {"duty", "8703", "--from", "GB", "--into", "US", "--value", sign},
             {"export", sign, "--from", "US", "--to", "GB"},
             {"quota", sign},
             {"-C", sign, "check"}}) {
      const Ran ran = run_in(folder, arguments);
      INFO(arguments[0] << "\n" << ran.out << ran.errors);
      CHECK(danger_in(ran.out) == "");
      CHECK(danger_in(ran.errors) == "");
    }
  }
}

TEST_CASE("shown: every field of an answer is drawn as text") {
  for (const std::string& sign : hostile_signs) {
    INFO(Shown(sign).text());
    tools::Answer answer;
    answer.verdict = "NOT YET";
    answer.sentence = sign;
    tools::Table table{
        sign, sign, {{sign}, {sign, true}, {sign, false, true}, {sign, false, false, true}}, {}};
    table.columns.push_back({sign, false, false, true, true});
    const tools::Cell cell{sign, tools::Tone::good, "", {sign}};
    table.rows = {{cell, cell, cell, cell, cell}, {{sign, tools::Tone::plain, sign}, cell, cell, cell, cell}};
    answer.blocks.emplace_back(table);
    answer.blocks.emplace_back(
        tools::Tree{{sign, tools::Tone::bad, sign, sign, {{sign, {}, sign, sign, {}}}}});
    answer.blocks.emplace_back(tools::Labelled{{{sign, sign, sign, tools::Tone::open}, {"", sign}}, sign});
    answer.blocks.emplace_back(tools::Paragraph{sign, tools::Tone::plain});
    answer.blocks.emplace_back(tools::Drawing{{sign}, {sign}});
    answer.scope = {sign, sign};
    answer.next = {sign, sign};
    for (const tools::Face face : {tools::Face::human, tools::Face::plain, tools::Face::narrated}) {
      for (const int width : {20, 61, 96}) {
        tools::Output out;
        draw(answer, {face, false, width}, out);
        CHECK(danger_in(out.text()) == "");
      }
    }
  }
}

TEST_CASE("shown: each format keeps a text inside its field") {
  CHECK(tools::json_escaped("a\u202E\U000E0041\u0085\uFFFE\"\\\n\xff") ==
        "a\\u202e\\udb40\\udc41\\u0085\\ufffe\\\"\\\\\\n\uFFFD");
  CHECK(tools::json_escaped("##[error]") == "\\u0023#[error]");
  for (const std::string& sign : hostile_signs) {
    const json::value read = json::parse("\"" + tools::json_escaped(sign) + "\"");
    CHECK(std::string(read.as_string()) == sign);
    CHECK(is_xml("<a b=\"" + tools::xml_escaped(sign) + "\">" + tools::xml_escaped(sign) + "</a>"));
    CHECK(danger_in(tools::csv_cell(sign)) == "");
    CHECK(danger_in(tools::markdown_escaped(sign).insert(0, "| ")) == "");
    CHECK(tools::github_property(sign).find_first_of("\r\n,:") == std::string::npos);
  }
  CHECK(tools::csv_cell("=HYPERLINK(\"http://x\")") == "\"'=HYPERLINK(\"\"http://x\"\")\"");
  CHECK(tools::csv_cell("@SUM(A1)") == "\"'@SUM(A1)\"");
  CHECK(tools::csv_cell("\t=1+1") == " =1+1");
  CHECK(tools::csv_cell("-5%") == "-5%");
  CHECK(tools::csv_cell("-1+1|cmd") == "\"'-1+1|cmd\"");
  CHECK(tools::csv_cell("a, b") == "\"a, b\"");
  CHECK(tools::markdown_escaped("a|b`c`<i>") == "a\\|b\\`c\\`\\<i\\>");
  CHECK(tools::shell_word("deals/us-uk") == "deals/us-uk");
  CHECK(tools::shell_word("a b'; rm") == "'a b'\\''; rm'");
}

TEST_CASE("shown: a batch repeats no cell that a spreadsheet would run") {
  const Folder folder(plain_deal);
  folder.write("questions.csv",
               "goods,from,into,ours\n8703,GB,US,\"=HYPERLINK(\"\"http://x\"\")\"\n8703,GB,US,\x1b[2J\n"
               "8703,GB,US,\"a\n::error::b\"\n");
  const Ran ran = run_in(folder, {"duty", "--batch", folder.path("questions.csv").string()});
  INFO(ran.out << ran.errors);
  CHECK(ran.exit == 0);
  CHECK(danger_in(ran.out) == "");
  CHECK(ran.out ==
        "goods,from,into,ours,rate,by_the_texts,prohibited,depends_on,presumed,error\n"
        "8703,GB,US,\"'=HYPERLINK(\"\"http://x\"\")\",,0%,no,,,\n"
        "8703,GB,US,\uFFFD[2J,,0%,no,,,\n"
        "8703,GB,US,a ::error::b,,0%,no,,,\n");
}

TEST_CASE("shown: a batch with a column twice is refused") {
  const Folder folder(plain_deal);
  folder.write("questions.csv", "goods,from,into,goods\n8703,GB,US,8704\n");
  const Ran ran = run_in(folder, {"duty", "--batch", folder.path("questions.csv").string()});
  CHECK(ran.exit == 2);
  CHECK(ran.out.empty());
  CHECK(contains(ran.errors, "names the column `goods` twice"));
}

}  // namespace quid::tests
