// Every kind of finding is produced by some golden, has a page, and the page's examples do what it says.
#include <sys/mman.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "dsl/check/check.hpp"
#include "dsl/findings/render.hpp"
#include "dsl/lower/compile.hpp"
#include "dsl/tree/format.hpp"
#include "tests/fences.hpp"
#include "tests/golden.hpp"

namespace quid::tests {
namespace {

const Date today = make_date(2026, 5, 27);

// Of what no golden of a sane size can hold, the test below makes one of its own.
bool needs_no_golden(dsl::DiagnosticKind kind) {
  return kind == dsl::DiagnosticKind::file_too_large;
}

std::string read_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

std::string page_name(const dsl::DiagnosticInfo& rule) {
  return "docs/rules/" + std::string(rule.name) + ".md";
}

struct Section {
  std::string heading;
  std::string text;
};

std::vector<Section> sections_of(std::string_view page) {
  std::vector<Section> sections;
  bool fenced = false;
  while (!page.empty()) {
    const std::size_t end = std::min(page.find('\n'), page.size() - 1) + 1;
    const std::string line(page.substr(0, end));
    page.remove_prefix(end);
    if (line.starts_with("```")) fenced = !fenced;
    if (!fenced && line.starts_with("#")) {
      sections.push_back({line.substr(0, line.size() - 1), ""});
    } else if (!sections.empty()) {
      sections.back().text += line;
    }
  }
  return sections;
}

// `\xE9` in an example is the byte, which a page cannot hold.
std::string with_bytes(const std::string& text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text.compare(i, 2, "\\x") == 0 && i + 3 < text.size()) {
      result += static_cast<char>(std::stoi(text.substr(i + 2, 2), nullptr, 16));
      i += 3;
    } else {
      result += text[i];
    }
  }
  return result;
}

struct Checked {
  dsl::Sources sources;
  dsl::Syntax syntax;
  dsl::Diagnostics findings;

  explicit Checked(const std::string& text) {
    sources.add("example.quid", text);
    syntax = parse_all(sources, 1);
    const dsl::Compilation compilation = compile(syntax, {});
    findings = dsl::check(sources, syntax, compilation, today, dsl::Judged::every_reading);
  }
  std::string in_words() const {
    std::string text;
    dsl::RenderStyle style;
    style.one_line = true;
    for (const dsl::Diagnostic& finding : findings) text += render(sources, finding, style);
    return text;
  }
};

}  // namespace

TEST_CASE("every kind of finding is produced by some golden") {
  std::string expectations;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(QUID_GOLDEN_FOLDER)) {
    if (!entry.is_regular_file() || entry.path().extension() != ".quid") continue;
    expectations += split_golden(entry.path().filename().string(), read_file(entry.path())).expected;
  }
  for (const dsl::DiagnosticInfo& rule : dsl::all_diagnostics()) {
    if (needs_no_golden(*dsl::find_diagnostic(rule.code))) continue;
    const std::string mark = std::string(to_string(rule.severity)) + "[" + std::string(rule.name) + "]";
    if (expectations.find(mark) == std::string::npos) FAIL_CHECK("no golden expects " << mark);
  }
  SUCCEED();
}

TEST_CASE("a file beyond the limit is a finding, and is not read") {
  constexpr std::size_t size = (std::size_t{1} << 30U) + 1;
  void* memory = mmap(nullptr, size, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  REQUIRE(memory != MAP_FAILED);
  {
    dsl::Sources sources;
    sources.add({"large.quid", {static_cast<const char*>(memory), size}});
    const dsl::Syntax syntax = parse_all(sources, 1);
    REQUIRE(syntax.diagnostics.size() == 1);
    CHECK(syntax.diagnostics[0].kind == dsl::DiagnosticKind::file_too_large);
  }
  munmap(memory, size);
}

TEST_CASE("every kind of finding has a page, with its headings") {
  for (const dsl::DiagnosticInfo& rule : dsl::all_diagnostics()) {
    INFO(page_name(rule));
    const std::vector<Section> sections = sections_of(read_page(page_name(rule)));
    std::vector<std::string> headings;
    for (const Section& section : sections) headings.push_back(section.heading);
    CHECK(headings ==
          std::vector<std::string>{"# " + std::string(rule.name) + " (" + std::string(rule.code) + ")",
                                   "## What it checks", "## Why it matters", "## Avoid", "## Prefer",
                                   "## How to allow it"});
    for (std::size_t i = 1; i < sections.size(); ++i) CHECK(sections[i].text.size() > 10);
  }
}

TEST_CASE("no page is about a finding that does not exist") {
  for (const auto& entry :
       std::filesystem::directory_iterator(std::string(QUID_SOURCE_FOLDER) + "/docs/rules")) {
    const auto kind = dsl::find_diagnostic(entry.path().stem().string());
    INFO(entry.path().filename());
    CHECK(kind);
  }
}

TEST_CASE("what a page says to avoid is found, and what it prefers is sound and laid out") {
  for (const dsl::DiagnosticInfo& rule : dsl::all_diagnostics()) {
    const dsl::DiagnosticKind kind = *dsl::find_diagnostic(rule.code);
    const std::string page = read_page(page_name(rule));
    const std::vector<Fence> fences = fences_of(page);
    const std::size_t preferred = page.find("\n## Prefer\n");
    std::vector<std::string> texts;
    for (const Fence& fence : fences) {
      texts.push_back(fence.text);
      if (kind_of(fence) != "quid") continue;
      const bool avoid = fence.offset < preferred;
      const Checked checked(with_bytes(fence.text));
      INFO(page_name(rule) << ":" << fence.line << "\n" << checked.in_words());
      const auto count = std::count_if(checked.findings.begin(), checked.findings.end(),
                                       [&](const dsl::Diagnostic& each) { return each.kind == kind; });
      CHECK(count == (avoid ? 1 : 0));
      // Beside the finding itself there are at most notes, and what a comment past its day lets through.
      const bool others_are_notes =
          std::all_of(checked.findings.begin(), checked.findings.end(), [&](const dsl::Diagnostic& each) {
            return each.kind == kind || each.severity() == dsl::Severity::note ||
                   (avoid && kind == dsl::DiagnosticKind::expired_allow);
          });
      CHECK(others_are_notes);
      if (avoid || !others_are_notes) continue;
      texts.back() = dsl::format(checked.syntax.files[0]);
      if (!is_rewriting()) CHECK(fence.text == texts.back());
    }
    if (is_rewriting()) write_page(page_name(rule), with_texts(page, fences, texts));
  }
}

}  // namespace quid::tests
