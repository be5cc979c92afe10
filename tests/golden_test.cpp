// Runs every golden, and tests the harness itself.
#include "tests/golden.hpp"

#include <unistd.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>

namespace quid::tests {
namespace {

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

std::vector<std::filesystem::path> sorted_entries(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> entries;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) entries.push_back(entry.path());
  std::ranges::sort(entries);
  return entries;
}

}  // namespace

TEST_CASE("goldens give what they expect", "[golden]") {
  const std::filesystem::path root = QUID_GOLDEN_FOLDER;
  const std::string only = environment("QUID_GOLDEN");
  const bool rewrite = environment("QUID_REWRITE") == "1";
  if (!std::filesystem::exists(root)) return;

  for (const std::filesystem::path& folder : sorted_entries(root)) {
    const std::string name = folder.filename().string();
    const auto phase = std::ranges::find(golden_phases(), name, &GoldenPhase::name);
    if (phase == golden_phases().end()) {
      FAIL_CHECK("tests/golden/" << name << " is no phase of tests/golden_phases.cpp");
      continue;
    }
    for (const std::filesystem::path& file : sorted_entries(folder)) {
      const std::string shown = "tests/golden/" + name + "/" + file.filename().string();
      if (shown.find(only) == std::string::npos) continue;
      INFO(shown);  // named by Catch where a phase crashes or throws
      if (file.extension() != ".quid") {
        FAIL_CHECK("a golden's name ends in .quid");
        continue;
      }
      try {
        const std::string trouble = run_golden(file, *phase, rewrite);
        if (!trouble.empty()) FAIL_CHECK(trouble);
      } catch (const std::exception& failure) {
        FAIL_CHECK("the phase failed: " << failure.what());
      }
    }
  }
  SUCCEED();
}

TEST_CASE("a golden of one file keeps its lines", "[golden_harness]") {
  const GoldenCase golden = split_golden("bad_name.quid",
                                         "#--- args --on 2025-07-01\n#--- args days\n\nunit lot\n"
                                         "#--- expect\n# first\n#\n#   third\n");
  CHECK(golden.name == "bad_name");
  CHECK(golden.args == std::vector<std::string>{"--on", "2025-07-01", "days"});
  REQUIRE(golden.files.size() == 1);
  CHECK(golden.files[0].name == "bad_name.quid");
  CHECK(golden.files[0].text == "#--- args --on 2025-07-01\n#--- args days\n\nunit lot\n");
  CHECK(golden.expected == "first\n\n  third\n");
  CHECK(golden.flaws.empty());
}

TEST_CASE("a golden of several files splits at their names", "[golden_harness]") {
  const GoldenCase golden = split_golden("two.quid",
                                         "# Two files.\n#--- args days\n\n#--- file a.quid\nunit a\n"
                                         "#--- file folder/b.quid\n#--- expect\n");
  CHECK(golden.args == std::vector<std::string>{"days"});
  REQUIRE(golden.files.size() == 2);
  CHECK(golden.files[0].name == "a.quid");
  CHECK(golden.files[0].text == "unit a\n");
  CHECK(golden.files[1].name == "folder/b.quid");
  CHECK(golden.files[1].text.empty());
  CHECK(golden.expected.empty());
  CHECK(golden.flaws.empty());
}

TEST_CASE("flaws of a golden are told", "[golden_harness]") {
  CHECK(split_golden("a.quid", "unit a\n#--- file b.quid\n#--- expect\n").flaws ==
        std::vector<std::string>{"text before the first `#--- file`"});
  CHECK(split_golden("a.quid", "#--- expects\n").flaws.size() == 1);
  CHECK(split_golden("a.quid", "#--- expect\n# good\nbad\n").flaws ==
        std::vector<std::string>{"after `#--- expect`, a line that does not start with `# `: bad"});
  CHECK(split_golden("a.quid", "unit a\n").expect_offset == 7);
  CHECK(split_golden("a.quid", "").files.at(0).text.empty());
}

TEST_CASE("what is written as expectation is read back", "[golden_harness]") {
  const std::string output =
      GENERATE(as<std::string>{}, "", "\n", "one\n", "one\n\n  two\n", "no newline", "a\n\nb");
  const std::string before =
      GENERATE(as<std::string>{}, "unit a\n", "unit a", "unit a\n#--- expect\n# old\n");
  const std::string text = with_expectation(before, split_golden("a.quid", before), output);
  const GoldenCase golden = split_golden("a.quid", text);
  CHECK(golden.files.at(0).text == "unit a\n");
  CHECK(golden.expected == output);
  CHECK(golden.flaws.empty());
  CHECK(with_expectation(text, golden, output) == text);
}

TEST_CASE("a difference shows the lines around it", "[golden_harness]") {
  CHECK(line_difference("a\nb\n", "a\nb\n").empty());
  CHECK(line_difference("a\nb\nc\n", "a\nx\nc\n") == "  a\n- b\n+ x\n  c\n");
  CHECK(line_difference("", "a\n") == "+ a\n");
  CHECK(line_difference("a\n", "a") == "  a\n+ \\ no newline at end\n");
  CHECK(line_difference("1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\n5\n6\n7\n8\n") ==
        "  …\n  6\n  7\n  8\n- 9\n");
  CHECK(line_difference("a\n1\n2\n3\n4\n5\n6\n7\nz\n", "1\n2\n3\n4\n5\n6\n7\ny\nz\nw\n") ==
        "- a\n  1\n  2\n  3\n  …\n  5\n  6\n  7\n+ y\n  z\n+ w\n");
  std::string many_a;
  std::string many_b;
  for (int i = 0; i < 3000; ++i) {
    many_a += "a" + std::to_string(i) + "\n";
    many_b += "b" + std::to_string(i) + "\n";
  }
  const std::string difference = line_difference(many_a, many_b);
  CHECK(std::ranges::count(difference, '\n') == 6000);
}

TEST_CASE("a golden's name says whether an error is expected", "[golden_harness]") {
  const std::filesystem::path folder =
      std::filesystem::temp_directory_path() / ("quid_golden_" + std::to_string(getpid()));
  std::filesystem::create_directories(folder);
  const auto write = [&](const char* name, const char* text) {
    std::ofstream(folder / name, std::ios::binary) << text;
    return folder / name;
  };
  constexpr GoldenPhase fine{"fine", [](const GoldenCase&) { return GoldenOutput{"yes\n", false}; }};
  constexpr GoldenPhase wrong{"wrong", [](const GoldenCase&) { return GoldenOutput{"no\n", true}; }};

  const auto good = write("good.quid", "unit a\n#--- expect\n# yes\n");
  CHECK(run_golden(good, fine, false).empty());
  CHECK(run_golden(good, wrong, false).find("does not start with `bad_`") != std::string::npos);
  CHECK(run_golden(good, wrong, false).find("- yes\n+ no\n") != std::string::npos);

  const auto bad = write("bad_name.quid", "unit a\n");
  CHECK(run_golden(bad, fine, false).find("no error was found") != std::string::npos);
  CHECK(run_golden(bad, wrong, false).find("no `#--- expect`") != std::string::npos);
  CHECK(run_golden(bad, wrong, true).empty());
  CHECK(run_golden(bad, wrong, false).empty());
  CHECK_THROWS_AS(run_golden(folder / "absent.quid", fine, false), std::runtime_error);
  std::filesystem::remove_all(folder);
}

}  // namespace quid::tests
