// Runs every example of docs/language.md.
//
//   ```quid              a workspace of one file: no error, no warning, and laid out as `quid fmt` does
//   ```quid bad NAME     exactly one finding, NAME; notes beside it do not count, unless NAME is a note
//   ```days              after a sound `quid` fence, lines `REF STATE: DAYS`, compared with its evaluation.
//                        DAYS is `never`, `always`, or spells `FIRST .. LAST`, both included, an open end
//                        left out
//   ```claims            after a sound `quid` fence, lines `DATE CLAIM` as in tests/claims.hpp, all of which
//                        hold
//   ```days reading IN   ... in a party's reading; `days known DATE` with the facts known by then
//
// Other fences are for people. `QUID_REWRITE=1 build/dev/tests/quid_tests "the reference*"` writes layouts
// and days into the page, for `git diff` to show.
#include <catch2/catch.hpp>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "core/states/world.hpp"
#include "dsl/check/check.hpp"
#include "dsl/lower/compile.hpp"
#include "dsl/tree/format.hpp"
#include "tests/claims.hpp"
#include "tests/fences.hpp"

namespace quid::tests {
namespace {

const std::string reference = "docs/language.md";

// What `check` looks at suppressions with: any day would do.
const Date today = make_date(2026, 1, 1);

struct Workspace {
  dsl::Sources sources;
  dsl::Syntax syntax;
  dsl::Compilation compilation;
  dsl::Diagnostics findings;

  Workspace(const std::string& text, const dsl::CompileOptions& options) {
    sources.add("example.quid", text);
    syntax = parse_all(sources, 1);
    compilation = compile(syntax, options);
    dsl::CompileOptions all_facts = options;
    all_facts.known.reset();
    findings =
        dsl::check(sources, syntax, compile(syntax, all_facts), today,
                   options.reading.is_agreed() ? dsl::Judged::every_reading : dsl::Judged::this_reading);
  }
};

std::string in_words(const dsl::Sources& sources, const dsl::Diagnostics& findings) {
  std::string text;
  for (const dsl::Diagnostic& finding : findings) {
    const dsl::Position at = sources.position(finding.place.file, finding.place.begin);
    text.append(std::to_string(at.line)).append(":").append(std::to_string(at.column)).append(": ");
    text.append(to_string(finding.severity())).append("[").append(info(finding.kind).name).append("] ");
    text.append(finding.message).append("\n");
  }
  return text;
}

std::string in_words(const DaySet& days) {
  if (days.empty()) return "never";
  if (days.is_all()) return "always";
  std::string text;
  for (const Interval& spell : days.intervals()) {
    if (!text.empty()) text.append(", ");
    if (spell.begin.bounded()) text.append(to_string(spell.begin)).append(" ");
    text.append("..");
    if (spell.end.bounded()) text.append(" ").append(to_string(spell.end - 1));
  }
  return text;
}

// The state that answers call `words`, by trying all that there are: examples are small.
std::optional<StateKey> find_state(const Model& model, std::string_view words) {
  std::vector<Subject> subjects;
  for (std::size_t i = 0; i < model.agreements.size(); ++i) subjects.push_back(Subject::of(AgreementId(i)));
  for (std::size_t i = 0; i < model.provisions.size(); ++i) subjects.push_back(Subject::of(ProvisionId(i)));
  for (std::size_t i = 0; i < model.authorities.size(); ++i) subjects.push_back(Subject::of(AuthorityId(i)));
  for (std::size_t i = 0; i < model.proposals.size(); ++i) subjects.push_back(Subject::of(ProposalId(i)));
  for (const Subject subject : subjects) {
    if (!words.starts_with(name_of(model, subject))) continue;
    for (std::size_t i = 0; i < state_count; ++i) {
      StateKey key{subject, static_cast<State>(i), {}};
      if (!has_state(model, key)) continue;
      if (name_of(model, key) == words) return key;
      if (!names_a_party(key.state)) continue;
      for (std::size_t party = 0; party < model.parties.size(); ++party) {
        key.by = PartyId(party);
        if (name_of(model, key) == words) return key;
      }
    }
  }
  return std::nullopt;
}

dsl::CompileOptions options_of(const Fence& fence) {
  dsl::CompileOptions options;
  options.threads = 1;
  const std::vector<std::string> words = words_of(fence);
  for (std::size_t i = 0; i + 1 < words.size(); i += 2) {
    if (words[i] == "reading") options.reading.party = words[i + 1];
    if (words[i] == "known") options.known = parse_date(words[i + 1]);
  }
  return options;
}

// The answers for the states that the fence asks about, in its own notation.
std::string days_of(const std::string& text, const Fence& fence) {
  const Workspace workspace(text, options_of(fence));
  const Model& model = workspace.compilation.world->model;
  std::string answer;
  for (std::size_t begin = 0; begin < fence.text.size();) {
    const std::size_t end = fence.text.find('\n', begin);
    const std::string line = fence.text.substr(begin, end - begin);
    begin = end + 1;
    const std::string words = line.substr(0, line.find(": "));
    const std::optional<StateKey> key = find_state(model, words);
    answer.append(words).append(": ");
    answer.append(key ? in_words(workspace.compilation.world->days(*key)) : "no such state").append("\n");
  }
  return answer;
}

// The text as it should stand in the page; what is wrong with it otherwise is checked here.
std::string run_sound(const Fence& fence) {
  const Workspace workspace(fence.text, {{}, {}, 1});
  dsl::Diagnostics graver;
  for (const dsl::Diagnostic& finding : workspace.findings) {
    if (finding.severity() != dsl::Severity::note) graver.push_back(finding);
  }
  const std::string findings = in_words(workspace.sources, graver);
  CHECK(findings == "");
  if (!graver.empty()) return fence.text;
  return dsl::format(workspace.syntax.files[0]);
}

void run_bad(const Fence& fence, const std::string& name) {
  const Workspace workspace(fence.text, {{}, {}, 1});
  dsl::Diagnostics counted;
  for (const dsl::Diagnostic& finding : workspace.findings) {
    if (finding.severity() != dsl::Severity::note || info(finding.kind).name == name)
      counted.push_back(finding);
  }
  INFO(in_words(workspace.sources, workspace.findings));
  REQUIRE(dsl::find_diagnostic(name));
  CHECK(counted.size() == 1);
  if (!counted.empty()) CHECK(info(counted.front().kind).name == name);
}

void run_claims(const std::string& text, const Fence& fence) {
  const Workspace workspace(text, {{}, {}, 1});
  const Schedule schedule(*workspace.compilation.world);
  std::istringstream lines(fence.text);
  for (std::string line; std::getline(lines, line);) {
    INFO(line);
    const std::size_t space = line.find(' ');
    const std::optional<Date> on = parse_date(line.substr(0, space));
    REQUIRE(on);
    const ClaimResult result = examine(schedule, workspace.compilation.symbols, *on, line.substr(space + 1));
    INFO("it says " << result.said);
    CHECK(result.holds);
  }
}

}  // namespace

TEST_CASE("the reference: every example does what the page says") {
  const std::string page = read_page(reference);
  const std::vector<Fence> fences = fences_of(page);
  std::vector<std::string> texts;
  std::string workspace;  // of the last `quid` fence
  for (const Fence& fence : fences) {
    INFO(reference << ":" << fence.line);
    const std::string kind = kind_of(fence);
    const std::vector<std::string> words = words_of(fence);
    std::string text = fence.text;
    if (kind == "quid") {
      workspace = fence.text;
      if (words.size() == 2 && words[0] == "bad") {
        run_bad(fence, words[1]);
      } else {
        CHECK(words.empty());
        text = run_sound(fence);
      }
    } else if (kind == "days") {
      text = days_of(workspace, fence);
    } else if (kind == "claims") {
      run_claims(workspace, fence);
    } else {
      CHECK(kind == "text");
    }
    if (!is_rewriting()) CHECK(fence.text == text);
    texts.push_back(std::move(text));
  }
  CHECK(fences.size() > 90);
  if (is_rewriting()) write_page(reference, with_texts(page, fences, texts));
}

}  // namespace quid::tests
