#include "core/values/known.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <optional>
#include <string>
#include <vector>

namespace quid {

namespace {

const std::array<Truth, 4> every = {Truth(false), Truth(true), Truth(Lacks{"a"}), Truth(Lacks{"b"})};

// Every value that an open part can turn out to have.
std::vector<bool> ways(const Truth& truth) {
  if (truth.known()) return {*truth};
  return {false, true};
}

// What comes out in every way, if it is the same in all of them.
template <typename Operation>
std::optional<bool> in_every_way(const Truth& a, const Truth& b, Operation operation) {
  std::optional<bool> result;
  for (bool x : ways(a)) {
    for (bool y : ways(b)) {
      if (result && *result != operation(x, y)) return std::nullopt;
      result = operation(x, y);
    }
  }
  return result;
}

std::optional<bool> value(const Truth& truth) {
  return truth.known() ? std::optional(*truth) : std::nullopt;
}

}  // namespace

TEST_CASE("a part decides the whole wherever it does so whatever the other turns out to be") {
  for (const Truth& a : every) {
    CHECK(value(negated(a)) == in_every_way(a, true, [](bool x, bool) { return !x; }));
    for (const Truth& b : every) {
      CHECK(value(both(a, b)) == in_every_way(a, b, [](bool x, bool y) { return x && y; }));
      CHECK(value(either(a, b)) == in_every_way(a, b, [](bool x, bool y) { return x || y; }));
    }
  }
}

TEST_CASE("of two open parts the first says what is lacking, and a decided part says nothing") {
  const Truth a = Lacks{"a"};
  const Truth b = Lacks{"b"};
  CHECK(both(a, b).lacks().fact == "a");
  CHECK(either(b, a).lacks().fact == "b");
  CHECK(both(true, b).lacks().fact == "b");
  CHECK(either(a, false).lacks().fact == "a");
  CHECK(negated(b).lacks().fact == "b");
}

TEST_CASE("what is known is a value, and what is not names its fact") {
  const Known<std::string> known = std::string("words");
  CHECK(known.known());
  CHECK(known->size() == 5);
  const Known<std::string> open = Lacks{"a"};
  CHECK_FALSE(open.known());
  CHECK(open.lacks() == Lacks{"a"});
  CHECK(is_yes(true));
  CHECK(is_no(false));
  CHECK(is_open(Lacks{"a"}));
  CHECK_FALSE(Truth(true) == Truth(Lacks{"a"}));
}

}  // namespace quid
