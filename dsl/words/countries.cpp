#include "dsl/words/countries.hpp"

#include <algorithm>
#include <array>

namespace quid::dsl {
namespace {

constexpr Country country_table[] = {
#define QUID_COUNTRY(code, name) {code, name},
#include "dsl/countries.inc"
#undef QUID_COUNTRY
};

constexpr Currency currency_table[] = {
#define QUID_CURRENCY(code, name) {code, name},
#include "dsl/currencies.inc"
#undef QUID_CURRENCY
};

constexpr std::array<std::string_view, 27> eu_member_table = {
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU",
    "IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK"};

// What the look-ups rely on.
constexpr auto by_code = [](const auto& a, const auto& b) { return a.code < b.code; };
static_assert(std::is_sorted(std::begin(country_table), std::end(country_table), by_code));
static_assert(std::is_sorted(std::begin(currency_table), std::end(currency_table), by_code));
static_assert(std::is_sorted(eu_member_table.begin(), eu_member_table.end()));

template <typename Entry>
std::optional<Entry> find(std::span<const Entry> table, std::string_view code) {
  const auto at =
      std::lower_bound(table.begin(), table.end(), code,
                       [](const Entry& entry, std::string_view wanted) { return entry.code < wanted; });
  if (at == table.end() || at->code != code) return std::nullopt;
  return *at;
}

}  // namespace

std::span<const Country> countries() {
  return country_table;
}
std::optional<Country> find_country(std::string_view code) {
  return find(countries(), code);
}

std::span<const std::string_view> eu_members() {
  return eu_member_table;
}
bool is_eu_member(std::string_view code) {
  return std::binary_search(eu_member_table.begin(), eu_member_table.end(), code);
}

std::span<const Currency> currencies() {
  return currency_table;
}
std::optional<Currency> find_currency(std::string_view code) {
  return find(currencies(), code);
}
bool is_currency(std::string_view code) {
  return find_currency(code).has_value();
}

}  // namespace quid::dsl
