// Country and currency codes: what was generated is what the language relies on.
#include "dsl/countries.hpp"

#include <catch2/catch.hpp>

namespace quid {

TEST_CASE("countries go by their common names", "[countries]") {
  CHECK(countries().size() > 240);
  REQUIRE(find_country("IN"));
  CHECK(find_country("IN")->name == "India");
  CHECK(find_country("TW")->name == "Taiwan");
  CHECK(find_country("CI")->name == "Côte d'Ivoire");
  CHECK_FALSE(find_country("XK"));  // declared by hand: ISO does not know Kosovo
  CHECK_FALSE(find_country("EU"));
  CHECK_FALSE(find_country("in"));
  CHECK_FALSE(find_country(""));
}

TEST_CASE("the European Union has 27 members, all of them countries", "[countries]") {
  CHECK(eu_members().size() == 27);
  for (const std::string_view code : eu_members()) {
    CAPTURE(code);
    CHECK(find_country(code));
    CHECK(is_eu_member(code));
  }
  CHECK_FALSE(is_eu_member("GB"));
  CHECK_FALSE(is_eu_member("CH"));
}

TEST_CASE("currencies are known by code", "[countries]") {
  CHECK(currencies().size() > 150);
  CHECK(is_currency("USD"));
  CHECK(is_currency("INR"));
  CHECK(find_currency("EUR")->name == "Euro");
  CHECK_FALSE(is_currency("usd"));
  CHECK_FALSE(is_currency("US"));
}

}  // namespace quid
