// Decimals, compared with exact rational arithmetic of unlimited size.
#include "core/values/decimal.hpp"
#include "core/values/ratio.hpp"

#include <boost/multiprecision/cpp_int.hpp>
#include <catch2/catch.hpp>

#include <rapidcheck/catch.h>  // after Catch2

#include <stdexcept>
#include <string>

#include "tests/printing.hpp"

namespace quid {
namespace {

using boost::multiprecision::cpp_int;
using boost::multiprecision::cpp_rational;

Decimal decimal(std::string_view text) {
  const std::optional<Decimal> number = parse_decimal(text);
  if (!number) throw std::invalid_argument("no decimal: " + std::string(text));
  return *number;
}

cpp_int power_of_ten(int exponent) {
  return boost::multiprecision::pow(cpp_int(10), static_cast<unsigned>(exponent));
}

// Reads digits with at most one point, as `to_string` writes them.
cpp_rational rational(std::string text) {
  const bool negative = text.starts_with('-');
  if (negative) text.erase(0, 1);
  const std::size_t point = text.find('.');
  const int places = point == std::string::npos ? 0 : static_cast<int>(text.size() - point - 1);
  if (point != std::string::npos) text.erase(point, 1);
  cpp_int digits = 0;
  for (const char c : text) digits = digits * 10 + (c - '0');
  return cpp_rational(negative ? cpp_int(-digits) : digits, power_of_ten(places));
}

cpp_rational exact(const Decimal& number) {
  return rational(number.to_string());
}

// Whether a number is a decimal within the limits, straight from their definition.
bool fits(const cpp_rational& number) {
  for (int places = 0; places <= Decimal::max_places; ++places) {
    const cpp_rational scaled = number * cpp_rational(power_of_ten(places));
    if (denominator(scaled) == 1) return abs(numerator(scaled)) < power_of_ten(Decimal::max_digits);
  }
  return false;
}

// Whether `compute` gives exactly this, or throws if it does not fit.
template <typename Compute>
bool gives(const cpp_rational& expected, Compute compute) {
  try {
    const Decimal result = compute();
    return fits(expected) && exact(result) == expected && decimal(result.to_string()) == result;
  } catch (const std::overflow_error&) {
    return !fits(expected);
  }
}

// Numbers of every length, many with zeros in a row, factors of two and five, or nines.
rc::Gen<Decimal> any_decimal() {
  const auto digit = rc::gen::weightedElement<char>(
      {{4, '0'}, {1, '1'}, {2, '2'}, {1, '3'}, {1, '4'}, {3, '5'}, {1, '6'}, {1, '7'}, {1, '8'}, {3, '9'}});
  const auto digits = [digit](int most) {
    return rc::gen::mapcat(rc::gen::inRange(1, most + 1), [digit](int length) {
      return rc::gen::container<std::string>(static_cast<std::size_t>(length), digit);
    });
  };
  const auto whole = rc::gen::oneOf(digits(4), digits(19), digits(Decimal::max_digits));
  const auto after = rc::gen::oneOf(rc::gen::just(std::string()), digits(3), digits(Decimal::max_places));
  const auto text = rc::gen::map(rc::gen::tuple(rc::gen::arbitrary<bool>(), whole, after),
                                 [](const std::tuple<bool, std::string, std::string>& drawn) {
                                   const auto& [negative, before, places] = drawn;
                                   std::string number = negative ? "-" : "";
                                   number += before.substr(0, Decimal::max_digits - places.size());
                                   if (!places.empty()) number += "." + places;
                                   return number;
                                 });
  // At full size from the first round: the limits are what there is to test.
  return rc::gen::resize(rc::kNominalSize,
                         rc::gen::map(text, [](const std::string& number) { return decimal(number); }));
}

TEST_CASE("numbers are read", "[decimal]") {
  CHECK(decimal("13_000") == Decimal(13'000));
  CHECK(decimal("27.5").to_string() == "27.5");
  CHECK(decimal("0.5").to_string() == "0.5");
  CHECK(decimal("1_0_0.2_5").to_string() == "100.25");
  CHECK(decimal("0.50") == decimal("0.5"));
  CHECK(decimal("5.000") == Decimal(5));
  CHECK(decimal("007") == Decimal(7));
  CHECK(decimal("-0").to_string() == "0");
  CHECK(decimal("-0.0") == Decimal());
  CHECK(decimal("-2.50").to_string() == "-2.5");
  CHECK(decimal("907.18474").to_string() == "907.18474");
  CHECK(decimal("0.00000000000000000100000000000000000000000000").to_string() == "0.000000000000000001");
  CHECK(decimal("99999999999999999999999999999999999999").to_string() ==
        "99999999999999999999999999999999999999");
  CHECK(decimal("0000000000000000000000000000000000000000000001") == Decimal(1));
}

TEST_CASE("text that is no number, or too large a one, is refused", "[decimal]") {
  const char* const text =
      GENERATE("", "-", "_", ".", "1_", "_1", "1__0", "1.", ".5", "1_.5", "1._5", "1.2.3", "1,000", " 1",
               "1 ", "+1", "--1", "1e3", "-_1", "-.5", "0x1", "1.5_", "١",
               "100000000000000000000000000000000000000", "0.0000000000000000001",
               "12345678901234567890.1234567890123456789", "1000000000000000000000.123456789012345678");
  CAPTURE(text);
  CHECK_FALSE(parse_decimal(text));
}

TEST_CASE("numbers are written for machines and for people", "[decimal]") {
  CHECK(Decimal().to_string() == "0");
  CHECK(Decimal(INT64_MIN).to_string() == "-9223372036854775808");
  CHECK(decimal("0.001").to_string() == "0.001");
  CHECK(decimal("-0.001").to_grouped_string() == "-0.001");
  CHECK(decimal("0").to_grouped_string() == "0");
  CHECK(decimal("999").to_grouped_string() == "999");
  CHECK(decimal("-999").to_grouped_string() == "-999");
  CHECK(decimal("1000").to_grouped_string() == "1,000");
  CHECK(decimal("13_000").to_grouped_string() == "13,000");
  CHECK(decimal("100_000").to_grouped_string() == "100,000");
  CHECK(decimal("-1234567.87654321").to_grouped_string() == "-1,234,567.87654321");
}

TEST_CASE("a written number reads back as itself", "[decimal]") {
  rc::prop("with and without groups", [] {
    const Decimal number = *any_decimal();
    RC_ASSERT(decimal(number.to_string()) == number);
    std::string grouped = number.to_grouped_string();
    for (char& c : grouped) {
      if (c == ',') c = '_';
    }
    RC_ASSERT(decimal(grouped) == number);
    RC_ASSERT(number.places() >= 0 && number.places() <= Decimal::max_places);
    RC_ASSERT(number.is_negative() == (exact(number) < 0));
    RC_ASSERT(number.is_zero() == (exact(number) == 0));
    RC_ASSERT(number.is_integer() == (denominator(exact(number)) == 1));
  });
}

TEST_CASE("arithmetic is exact or refuses", "[decimal]") {
  rc::prop("+ - * and minus", [] {
    const Decimal a = *any_decimal();
    const Decimal b = *any_decimal();
    const cpp_rational x = exact(a);
    const cpp_rational y = exact(b);
    RC_ASSERT(gives(x + y, [&] { return a + b; }));
    RC_ASSERT(gives(x - y, [&] { return a - b; }));
    RC_ASSERT(gives(x * y, [&] { return a * b; }));
    RC_ASSERT(gives(-x, [&] { return -a; }));
    RC_ASSERT(gives(x + y, [&] { return Decimal(a) += b; }));
    RC_ASSERT(gives(x - y, [&] { return Decimal(a) -= b; }));
    RC_ASSERT(gives(x * y, [&] { return Decimal(a) *= b; }));
    RC_ASSERT((a - a) == Decimal());
  });
  rc::prop("powers of ten", [] {
    const Decimal number = *any_decimal();
    const int exponent = *rc::gen::resize(rc::kNominalSize, rc::gen::inRange(-60, 61));
    const cpp_rational power = exponent >= 0 ? cpp_rational(power_of_ten(exponent))
                                             : cpp_rational(cpp_int(1), power_of_ten(-exponent));
    RC_ASSERT(gives(exact(number) * power, [&] { return number.times_power_of_ten(exponent); }));
  });
}

TEST_CASE("only the result has to fit", "[decimal]") {
  const Decimal large = decimal("90000000000000000000000000000000000000");
  CHECK((large * decimal("0.5")).to_string() == "45000000000000000000000000000000000000");
  CHECK((large * decimal("0.04")).to_string() == "3600000000000000000000000000000000000");
  CHECK((decimal("0.04") * large).to_string() == "3600000000000000000000000000000000000");
  CHECK((large * decimal("-0.000244140625")).to_string() == "-21972656250000000000000000000000000");
  CHECK((decimal("0.000000000000000512") * decimal("0.001953125")).to_string() == "0.000000000000000001");
  CHECK((decimal("10000000000000000000000000000000000000") - decimal("0.1") + decimal("0.1")).places() == 0);
  // Aligned, the first has 39 digits; the difference has 38.
  CHECK((decimal("10500000000000000000000000000000000000") -
         decimal("9999999999999999999999999999999999999.9")) ==
        decimal("500000000000000000000000000000000000.1"));
  CHECK_THROWS_AS(large + large, std::overflow_error);
  CHECK_THROWS_AS(large + decimal("0.1"), std::overflow_error);
  CHECK_THROWS_AS(large * Decimal(2), std::overflow_error);
  CHECK_THROWS_AS(decimal("0.0000000001") * decimal("0.0000000001"), std::overflow_error);
  CHECK_THROWS_AS(large.times_power_of_ten(INT32_MAX), std::overflow_error);
  CHECK(Decimal().times_power_of_ten(INT32_MIN) == Decimal());
  CHECK(decimal("0.275").times_power_of_ten(2) == decimal("27.5"));
  CHECK(Decimal(500).times_power_of_ten(9).to_grouped_string() == "500,000,000,000");
}

TEST_CASE("numbers compare by value", "[decimal]") {
  CHECK(decimal("0.5") > Decimal());
  CHECK(decimal("-0.5") < Decimal());
  CHECK(decimal("-0.5") > decimal("-0.51"));
  CHECK(decimal("99999999999999999999999999999999999999") >
        decimal("99999999999999999999.999999999999999999"));
  rc::prop("across scales", [] {
    const Decimal a = *any_decimal();
    // Often a close neighbour.
    const Decimal b = *rc::gen::oneOf(any_decimal(), rc::gen::just(a), rc::gen::just(-a));
    RC_ASSERT((a < b) == (exact(a) < exact(b)));
    RC_ASSERT((a == b) == (exact(a) == exact(b)));
    RC_ASSERT((a > b) == (exact(a) > exact(b)));
    RC_ASSERT((a <=> b == 0) == (a == b));
  });
}

TEST_CASE("division is exact or none", "[decimal]") {
  CHECK(divide_exact(Decimal(10), Decimal(4)) == decimal("2.5"));
  CHECK(divide_exact(Decimal(0), Decimal(3)) == Decimal());
  CHECK(divide_exact(Decimal(-3), decimal("0.03")) == Decimal(-100));
  CHECK_FALSE(divide_exact(Decimal(10), Decimal(3)));
  CHECK_FALSE(divide_exact(Decimal(10), Decimal()));
  CHECK_FALSE(divide_exact(Decimal(0), Decimal()));
  rc::prop("for any two numbers, and for a product and its factor", [] {
    const Decimal a = *any_decimal();
    const Decimal b = *any_decimal();
    const auto right = [](const Decimal& dividend, const Decimal& divisor) {
      const std::optional<Decimal> quotient = divide_exact(dividend, divisor);
      if (divisor.is_zero()) return !quotient;
      const cpp_rational expected = exact(dividend) / exact(divisor);
      return quotient ? exact(*quotient) == expected && fits(expected) : !fits(expected);
    };
    RC_ASSERT(right(a, b));
    try {
      RC_ASSERT(right(a * b, b));
    } catch (const std::overflow_error&) {
    }
  });
}

TEST_CASE("division rounds towards the floor", "[decimal]") {
  CHECK(divide_floor(Decimal(10), Decimal(3), 2) == decimal("3.33"));
  CHECK(divide_floor(Decimal(-10), Decimal(3), 2) == decimal("-3.34"));
  CHECK(divide_floor(Decimal(10), Decimal(4), 2) == decimal("2.5"));
  CHECK(divide_floor(Decimal(-10), Decimal(4), 1) == decimal("-2.5"));
  CHECK(divide_floor(Decimal(7), Decimal(2), 0) == Decimal(3));
  CHECK(divide_floor(decimal("0.001"), Decimal(1), 2) == Decimal());
  CHECK(divide_floor(decimal("-0.001"), Decimal(1), 2) == decimal("-0.01"));
  CHECK(divide_floor(Decimal(1), Decimal(1000), 18) == decimal("0.001"));
  CHECK(divide_floor(decimal("10000000000000000000000000000000000000"), Decimal(1), 18) ==
        decimal("10000000000000000000000000000000000000"));
  CHECK_THROWS_AS(divide_floor(Decimal(1), Decimal(), 2), std::domain_error);
  CHECK_THROWS_AS(divide_floor(decimal("10000000000000000000000000000000000000"), Decimal(3), 18),
                  std::overflow_error);
  rc::prop("for any two numbers and places", [] {
    const Decimal a = *any_decimal();
    const Decimal b =
        *rc::gen::suchThat(any_decimal(), [](const Decimal& number) { return !number.is_zero(); });
    const int places = *rc::gen::resize(rc::kNominalSize, rc::gen::inRange(0, Decimal::max_places + 1));
    const cpp_rational scaled = exact(a) / exact(b) * cpp_rational(power_of_ten(places));
    const cpp_int cut = numerator(scaled) / denominator(scaled);  // towards zero
    const cpp_int floor = scaled < 0 && cpp_rational(cut) != scaled ? cpp_int(cut - 1) : cut;
    const cpp_rational truncated(cut, power_of_ten(places));
    const cpp_rational expected(floor, power_of_ten(places));
    try {
      RC_ASSERT(exact(divide_floor(a, b, places)) == expected);
    } catch (const std::overflow_error&) {
      RC_ASSERT(!fits(expected) || !fits(truncated));
    }
  });
}

}  // namespace
TEST_CASE("a fraction is in lowest terms, however large its parts were") {
  const auto ratio = [](std::string_view top, std::string_view bottom) {
    return Ratio::of(*parse_decimal(top), *parse_decimal(bottom)).to_string();
  };
  CHECK(ratio("2", "3") == "2/3");
  CHECK(ratio("-20", "30") == "-2/3");
  CHECK(ratio("20", "-30") == "-2/3");
  CHECK(ratio("0.2", "0.3") == "2/3");
  CHECK(ratio("200_000_000_000_000_000_000", "300_000_000_000_000_000_000") == "2/3");
  CHECK(ratio("99_999_999_999_999_999_999_999_999_999_999_999_998",
              "33_333_333_333_333_333_333_333_333_333_333_333_333") ==
        "99999999999999999999999999999999999998/33333333333333333333333333333333333333");
  CHECK(ratio("10", "4") == "2.5");
  CHECK(ratio("0", "7") == "0");
}

}  // namespace quid
