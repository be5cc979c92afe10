// Duties, exports and quotas of the real deals: every answer in tests/treatment_pins.txt, each read off a
// source.
//
//   DATE | CLAIM | yes/no | source
#include <catch2/catch.hpp>

#include "tests/claims.hpp"
#include "tests/deals.hpp"

namespace quid::tests {

TEST_CASE("the shipped agreements give the pinned duties, export answers and quotas") {
  const Schedule schedule(deals().world());
  std::size_t count = 0;
  for (const PinLine& pin : pin_lines("treatment_pins.txt")) {
    INFO(pin.words);
    REQUIRE(pin.fields.size() == 4);
    const std::optional<Date> on = parse_date(pin.fields[0]);
    REQUIRE(on);
    const ClaimResult result = examine(schedule, deals().compilation.symbols, *on, pin.fields[1]);
    INFO("it says " << result.said);
    CHECK(result.holds == (pin.fields[2] == "yes"));
    ++count;
  }
  CHECK(count >= 150);
}

}  // namespace quid::tests
