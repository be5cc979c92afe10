// The codes that need no declaration: countries, the members of the European Union, currencies.
#pragma once

#include <optional>
#include <span>
#include <string_view>

// Countries and currencies come from Debian's package iso-codes (LGPL-2.1 or later). cmake/countries.cmake
// generates them when the build is configured; they are not kept in the repository. Every list is sorted by
// code, and every string_view lives as long as the program. Codes are upper case; a look-up compares exactly.
namespace quid::dsl {

// A country by ISO 3166-1 alpha-2 code, under its common name where it has one: {"IN", "India"}.
struct Country {
  std::string_view code;
  std::string_view name;
};

// A currency by ISO 4217 code: {"USD", "US Dollar"}. Precious metals and test codes are in the list too.
struct Currency {
  std::string_view code;
  std::string_view name;
};

std::span<const Country> countries();
std::optional<Country> find_country(std::string_view code);

// The 27 members that the built-in party `EU` stands for, by country code.
std::span<const std::string_view> eu_members();
bool is_eu_member(std::string_view code);

std::span<const Currency> currencies();
std::optional<Currency> find_currency(std::string_view code);
bool is_currency(std::string_view code);

}  // namespace quid::dsl
