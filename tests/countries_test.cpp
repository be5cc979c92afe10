// Country and currency codes: what was generated is what the language relies on.
#include "dsl/words/countries.hpp"

#include <catch2/catch.hpp>

namespace quid {

TEST_CASE("countries go by their common names", "[countries]") {
  CHECK(dsl::countries().size() > 240);
  REQUIRE(dsl::find_country("IN"));
  CHECK(dsl::find_country("IN")->name == "India");
  CHECK(dsl::find_country("TW")->name == "Taiwan");
  CHECK(dsl::find_country("CI")->name == "Côte d'Ivoire");
  CHECK_FALSE(dsl::find_country("XK"));  // declared by hand: ISO does not know Kosovo
  CHECK_FALSE(dsl::find_country("EU"));
  CHECK_FALSE(dsl::find_country("in"));
  CHECK_FALSE(dsl::find_country(""));
}

TEST_CASE("the European Union has 27 members, all of them countries", "[countries]") {
  CHECK(dsl::eu_members().size() == 27);
  for (const std::string_view code : dsl::eu_members()) {
    CAPTURE(code);
    CHECK(dsl::find_country(code));
    CHECK(dsl::is_eu_member(code));
  }
  CHECK_FALSE(dsl::is_eu_member("GB"));
  CHECK_FALSE(dsl::is_eu_member("CH"));
}

TEST_CASE("currencies are known by code", "[countries]") {
  CHECK(dsl::currencies().size() > 150);
  CHECK(dsl::is_currency("USD"));
  CHECK(dsl::is_currency("INR"));
  CHECK(dsl::find_currency("EUR")->name == "Euro");
  CHECK_FALSE(dsl::is_currency("usd"));
  CHECK_FALSE(dsl::is_currency("US"));
}

}  // namespace quid
