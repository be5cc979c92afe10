// Exact decimal numbers, for every amount, rate and threshold that a deal states.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace quid {

// A number of at most 38 significant digits, of which at most 18 stand after the decimal point. Within
// those limits it is exact; outside them it does not exist, and is never rounded into being.
//
// `+ - *` give the exact result, or throw std::overflow_error if that does not fit. Fitting is a matter of
// the result alone, not of how it is reached.
//
// Normalised: the fewest digits after the point that write the number, so that `0.50` is `0.5` and equal
// numbers are equal representations. There is no negative zero.
class Decimal {
 public:
  static constexpr int max_digits = 38;
  static constexpr int max_places = 18;

  // Zero.
  constexpr Decimal() = default;
  constexpr explicit Decimal(std::int64_t value) : digits_(value) {}

  // How many digits stand after the decimal point.
  constexpr int places() const { return places_; }
  constexpr bool is_zero() const { return digits_ == 0; }
  constexpr bool is_negative() const { return digits_ < 0; }
  constexpr bool is_integer() const { return places_ == 0; }

  // 13000 · -27.5 · 0.125; `parse_decimal` reads it back.
  std::string to_string() const;
  // For people: 13,000 · -1,234.5678.
  std::string to_grouped_string() const;

  // The number times 10^exponent: 2 turns a fraction into a percentage, 9 billions into ones. Throws like
  // multiplication.
  Decimal times_power_of_ten(int exponent) const;

  constexpr Decimal operator-() const {
    Decimal result = *this;
    result.digits_ = -digits_;
    return result;
  }
  Decimal& operator+=(const Decimal& other) { return *this = *this + other; }
  Decimal& operator-=(const Decimal& other) { return *this = *this - other; }
  Decimal& operator*=(const Decimal& other) { return *this = *this * other; }

  friend Decimal operator+(const Decimal& a, const Decimal& b);
  friend Decimal operator-(const Decimal& a, const Decimal& b) { return a + -b; }
  friend Decimal operator*(const Decimal& a, const Decimal& b);

  friend constexpr bool operator==(const Decimal&, const Decimal&) = default;
  friend std::strong_ordering operator<=>(const Decimal& a, const Decimal& b);

  // The quotient, if it is a decimal number that fits. 10 / 4 is, 10 / 3 is not, nor is anything / 0.
  friend std::optional<Decimal> divide_exact(const Decimal& a, const Decimal& b);

  // The largest number with at most `places` (0 to 18) digits after the point that is not above a / b: 10 / 3
  // to two places is 3.33, -10 / 3 is -3.34. Throws std::domain_error if b is zero, std::overflow_error if
  // the quotient cut off at those places does not fit, or the result does not.
  friend Decimal divide_floor(const Decimal& a, const Decimal& b, int places);

  // The largest whole number that divides both, which are whole and not both zero.
  friend Decimal common_divisor(const Decimal& a, const Decimal& b);

  friend std::optional<Decimal> parse_decimal(std::string_view text);

 private:
  __extension__ typedef __int128 Digits;
  __extension__ typedef unsigned __int128 Magnitude;
  struct Factors;

  static constexpr Magnitude size_of(Digits digits) {
    return digits < 0 ? -static_cast<Magnitude>(digits) : static_cast<Magnitude>(digits);
  }
  static std::optional<Decimal> fit(bool negative, Magnitude magnitude, int places);
  static std::optional<Decimal> multiply(const Decimal& a, const Decimal& b);

  // The number is digits_ / 10^places_, with |digits_| < 10^38, 0 <= places_ <= 18, and no final zero in
  // digits_ unless places_ is 0.
  Digits digits_ = 0;
  std::int32_t places_ = 0;
};

std::optional<Decimal> divide_exact(const Decimal& a, const Decimal& b);
Decimal divide_floor(const Decimal& a, const Decimal& b, int places);
Decimal common_divisor(const Decimal& a, const Decimal& b);

// `13_000`, `27.5`, `0.5`: digits, with underscores only between digits, and a point only between digits. A
// minus sign may come first. Nothing if the text is anything else or the number does not fit; to text
// that a grammar has already matched, only the second can happen.
std::optional<Decimal> parse_decimal(std::string_view text);

}  // namespace quid
