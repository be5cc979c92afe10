// A text that is not finished: every golden without one of its lines, and cut off behind one. The phases answer it;
// what they find is not looked at. Where one reads past an end, the assertions of the standard library stop the test.
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/compiled.hpp"
#include "tests/golden.hpp"

namespace quid::tests {
namespace {

std::string text_of(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return split_golden(file.filename().string(), text.str()).files.front().text;
}

// The begin of each line, and the end of the text.
std::vector<std::size_t> line_begins(const std::string& text) {
  std::vector<std::size_t> begins{0};
  for (std::size_t i = 0; i + 1 < text.size(); ++i) {
    if (text[i] == '\n') begins.push_back(i + 1);
  }
  begins.push_back(text.size());
  return begins;
}

}  // namespace

TEST_CASE("a text without one of its lines is checked to the end") {
  std::size_t torn = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(QUID_GOLDEN_FOLDER)) {
    if (entry.path().extension() != ".quid") continue;
    const std::string text = text_of(entry.path());
    const std::vector<std::size_t> begins = line_begins(text);
    for (std::size_t i = 0; i + 1 < begins.size(); ++i) {
      INFO(entry.path() << " without line " << i + 1);  // named by Catch where a phase crashes
      Compiled(text.substr(0, begins[i]) + text.substr(begins[i + 1]));
      Compiled(text.substr(0, begins[i]));
      ++torn;
    }
  }
  CHECK(torn > 1000);
}

}  // namespace quid::tests
