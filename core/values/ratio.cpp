#include "core/values/ratio.hpp"

#include <numeric>
#include <stdexcept>

namespace quid {

namespace {

// Both as whole numbers where they are small: then what they have in common can be taken out.
std::optional<std::int64_t> small_integer(const Decimal& number) {
  if (!number.is_integer() || number.to_string().size() > 18) return std::nullopt;
  return std::stoll(number.to_string());
}

}  // namespace

Ratio Ratio::of(const Decimal& top, const Decimal& bottom) {
  if (bottom.is_zero()) throw std::domain_error("a fraction over zero");
  Ratio result;
  if (const std::optional<Decimal> exact = divide_exact(top, bottom)) {
    result.top_ = *exact;
    return result;
  }
  const bool negative = bottom.is_negative();
  result.top_ = negative ? -top : top;
  result.bottom_ = negative ? -bottom : bottom;
  const int places = std::max(result.top_.places(), result.bottom_.places());
  result.top_ = result.top_.times_power_of_ten(places);
  result.bottom_ = result.bottom_.times_power_of_ten(places);
  const std::optional<std::int64_t> a = small_integer(result.top_);
  const std::optional<std::int64_t> b = small_integer(result.bottom_);
  if (a && b) {
    const std::int64_t common = std::gcd(*a, *b);
    result.top_ = Decimal(*a / common);
    result.bottom_ = Decimal(*b / common);
  }
  return result;
}

Decimal Ratio::floor(int places) const {
  return divide_floor(top_, bottom_, places);
}

std::string Ratio::to_string() const {
  return is_decimal() ? top_.to_string() : top_.to_string() + "/" + bottom_.to_string();
}

Ratio operator+(const Ratio& a, const Ratio& b) {
  if (a.is_decimal() && b.is_decimal()) return a.top_ + b.top_;
  return Ratio::of(a.top_ * b.bottom_ + b.top_ * a.bottom_, a.bottom_ * b.bottom_);
}

Ratio operator-(const Ratio& a, const Ratio& b) {
  if (a.is_decimal() && b.is_decimal()) return a.top_ - b.top_;
  return Ratio::of(a.top_ * b.bottom_ - b.top_ * a.bottom_, a.bottom_ * b.bottom_);
}

Ratio operator*(const Ratio& a, const Ratio& b) {
  if (a.is_decimal() && b.is_decimal()) return a.top_ * b.top_;
  return Ratio::of(a.top_ * b.top_, a.bottom_ * b.bottom_);
}

std::strong_ordering operator<=>(const Ratio& a, const Ratio& b) {
  if (a.is_decimal() && b.is_decimal()) return a.top_ <=> b.top_;
  return a.top_ * b.bottom_ <=> b.top_ * a.bottom_;
}

}  // namespace quid
