// Exact fractions, for what decimals cannot write: two thirds of a staged cut, a share of a value.
#pragma once

#include <compare>
#include <cstdint>
#include <string>

#include "core/values/decimal.hpp"

namespace quid {

// `top / bottom` in lowest terms, with `bottom` above zero, and 1 wherever the number is a decimal: numbers are
// equal exactly where their parts are. Results that do not fit into a Decimal throw
// std::overflow_error.
class Ratio {
 public:
  Ratio() = default;
  Ratio(const Decimal& value) : top_(value) {}  // NOLINT: a decimal is a fraction
  // `top / bottom`. Throws std::domain_error where `bottom` is zero.
  static Ratio of(const Decimal& top, const Decimal& bottom);

  bool is_decimal() const { return bottom_ == Decimal(1); }
  bool is_zero() const { return top_.is_zero(); }
  // Only where it is one.
  const Decimal& decimal() const { return top_; }
  // The largest number with at most `places` digits after the point that is not above it.
  Decimal floor(int places) const;

  // `27.5`, or `20/3` where no decimal writes it.
  std::string to_string() const;

  friend Ratio operator+(const Ratio& a, const Ratio& b);
  friend Ratio operator-(const Ratio& a, const Ratio& b);
  friend Ratio operator*(const Ratio& a, const Ratio& b);
  Ratio& operator+=(const Ratio& other) { return *this = *this + other; }

  friend bool operator==(const Ratio& a, const Ratio& b) { return (a <=> b) == 0; }
  friend std::strong_ordering operator<=>(const Ratio& a, const Ratio& b);

 private:
  Decimal top_;
  Decimal bottom_{1};
};

}  // namespace quid
