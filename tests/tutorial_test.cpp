// Runs the tutorial and the README as a reader would: with the real executable, in a scratch folder.
//
//   ```quid NAME.quid   the file is written into the folder, in the place of an older one of that name
//   ```console          each line `$ quid …` is run there, and what it prints is compared with the lines
//                       below it; `$ quid -C agreements …` is run at the root of the project
//
// In an expected answer `…` stands for anything on its line, and a line that is only `…` for any lines.
// `QUID_REWRITE=1 build/dev/tests/quid_tests "the tutorial*"` writes the answers that differ into the pages,
// for `git diff` to show.
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <catch2/catch.hpp>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "tests/fences.hpp"

namespace quid::tests {
namespace {

namespace fs = std::filesystem;

// A folder of its own for each page, gone at the end.
class Scratch {
 public:
  Scratch() : folder_(fs::temp_directory_path() / ("quid-tutorial-" + std::to_string(getpid()))) {
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  ~Scratch() { fs::remove_all(folder_); }

  void write(const std::string& name, const std::string& text) const {
    std::ofstream out(folder_ / name, std::ios::binary | std::ios::trunc);
    out << text;
    REQUIRE(out.flush());
  }

  // What the command prints, on both streams. The answer is for a person, and wide enough for a page.
  std::string run(const std::string& command) const {
    REQUIRE(fs::exists(QUID_EXECUTABLE));  // else another one on the path might answer
    const std::string folder =
        command.starts_with("quid -C agreements ") ? QUID_SOURCE_FOLDER : folder_.string();
    const std::string shell =
        "cd '" + folder + "' && PATH='" + fs::path(QUID_EXECUTABLE).parent_path().string() +
        "':\"$PATH\" NO_COLOR=1 COLUMNS=96 LC_ALL=C.UTF-8 " + command + " 2>&1 </dev/null";
    FILE* pipe = popen(shell.c_str(), "r");
    REQUIRE(pipe != nullptr);
    std::string output;
    std::array<char, 4096> buffer{};
    while (const std::size_t got = std::fread(buffer.data(), 1, buffer.size(), pipe)) {
      output.append(buffer.data(), got);
    }
    const int status = pclose(pipe);
    // What the shell says of a command that it cannot run is no answer, and must not get into the page.
    REQUIRE(WIFEXITED(status));
    REQUIRE(WEXITSTATUS(status) < 10);
    if (!output.empty() && !output.ends_with('\n')) output.push_back('\n');
    return output;
  }

 private:
  fs::path folder_;
};

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    lines.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return lines;
}

constexpr std::string_view any = "…";

bool line_matches(std::string_view pattern, std::string_view line) {
  const std::size_t at = pattern.find(any);
  if (at == std::string_view::npos) return pattern == line;
  if (!line.starts_with(pattern.substr(0, at))) return false;
  pattern.remove_prefix(at + any.size());
  for (std::size_t from = at; from <= line.size(); ++from) {
    if (line_matches(pattern, line.substr(from))) return true;
  }
  return false;
}

bool matches(const std::vector<std::string>& patterns, std::size_t p, const std::vector<std::string>& lines,
             std::size_t l) {
  if (p == patterns.size()) return l == lines.size();
  if (patterns[p] == any) {
    for (std::size_t from = l; from <= lines.size(); ++from) {
      if (matches(patterns, p + 1, lines, from)) return true;
    }
    return false;
  }
  return l < lines.size() && line_matches(patterns[p], lines[l]) && matches(patterns, p + 1, lines, l + 1);
}

// The session as it should stand in the page.
std::string run_session(const Scratch& scratch, const Fence& fence) {
  std::string session;
  const std::vector<std::string> lines = lines_of(fence.text);
  for (std::size_t i = 0; i < lines.size();) {
    const std::string& command = lines[i++];
    std::string expected;
    while (i < lines.size() && !lines[i].starts_with("$ ")) expected.append(lines[i++]).append("\n");
    INFO(command);
    REQUIRE(command.starts_with("$ quid "));
    std::string output = scratch.run(command.substr(2));
    if (matches(lines_of(expected), 0, lines_of(output), 0)) output = expected;
    if (!is_rewriting()) CHECK(expected == output);
    session.append(command).append("\n").append(output);
  }
  return session;
}

void run_page(const std::string& name) {
  const std::string page = read_page(name);
  const std::vector<Fence> fences = fences_of(page);
  const Scratch scratch;
  std::vector<std::string> texts;
  for (const Fence& fence : fences) {
    INFO(name << ":" << fence.line);
    std::string text = fence.text;
    if (kind_of(fence) == "quid" && words_of(fence).size() == 1) {
      scratch.write(words_of(fence)[0], fence.text);
    } else if (kind_of(fence) == "console") {
      text = run_session(scratch, fence);
    }
    texts.push_back(std::move(text));
  }
  if (is_rewriting()) write_page(name, with_texts(page, fences, texts));
}

}  // namespace

TEST_CASE("the tutorial: every command prints what the page shows") {
  run_page("docs/tutorial.md");
}

TEST_CASE("the tutorial's shorter sister, the README, prints what it shows") {
  run_page("README.md");
}

}  // namespace quid::tests
