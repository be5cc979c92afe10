// What the tool says to the mistakes that people make, counted.
#include "tests/mistakes.hpp"

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace quid::tests {

TEST_CASE("people are led from nearly every mistake to the right word") {
  constexpr std::size_t known_below = 5;  // listed in docs/limits.md
  std::size_t all = 0;
  std::size_t right = 0;
  std::string below;
  for (const auto& entry : std::filesystem::directory_iterator(QUID_GOLDEN_FOLDER "/mistake")) {
    std::ifstream in(entry.path(), std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
    const GoldenCase golden = split_golden(entry.path().filename().string(), text);
    REQUIRE(golden.args.size() >= 2);
    const int score = judge(golden).score;
    ++all;
    if (score == 2) ++right;
    if (score != 2) below += golden.name + ": " + std::to_string(score) + "\n";
  }
  INFO(right << " of " << all << " score 2; the others:\n" << below);
  CHECK(all >= 106);
  CHECK(all - right == known_below);
}

}  // namespace quid::tests
