// A decimal is an integer of up to 38 digits over a power of ten. The integer is signed in the object, for
// its size, and handled here as a sign and an unsigned magnitude of 128 bits: those hold three times the
// largest one, so that a sum cannot overflow before it has been judged.
//
// Results are judged by what they are, not by what was met on the way: 10^37 × 0.5 fits, though its digits
// before normalisation do not. Where the plain product overflows, and for exact division, the numbers are
// taken apart into 2^i × 5^j × rest; a quotient is a finite decimal if and only if the divisor's rest
// divides the dividend's, and the digits and places of the result can be read off the exponents.
#include "core/values/decimal.hpp"

#include <array>
#include <cassert>
#include <stdexcept>
#include <utility>

#include "core/values/ascii.hpp"

namespace quid {

namespace {

__extension__ typedef unsigned __int128 Wide;

constexpr auto powers_of_ten = [] {
  std::array<Wide, Decimal::max_digits + 1> powers{};
  Wide power = 1;
  for (Wide& entry : powers) {
    entry = power;
    power *= 10;
  }
  return powers;
}();

constexpr Wide power_of_ten(int exponent) {
  return powers_of_ten[static_cast<std::size_t>(exponent)];
}
constexpr Wide limit = power_of_ten(Decimal::max_digits);

// Divides `number` by `factor` as often as it can be, at most `most` times; says how often.
template <typename Number>
int take_out(Number& number, Number factor, int most) {
  int times = 0;
  while (times < most && number % factor == 0) {
    number /= factor;
    ++times;
  }
  return times;
}

// false, leaving the number anything, if the result has too many digits.
bool multiply_by_power(Wide& number, unsigned base, int exponent) {
  for (; exponent > 0; --exponent) {
    if (number > (limit - 1) / base) return false;
    number *= base;
  }
  return true;
}

Decimal or_overflow(std::optional<Decimal> result, const char* what) {
  if (!result) throw std::overflow_error(what);
  return *result;
}

std::string digits_of(Wide magnitude) {
  std::string text;
  do {
    text.insert(text.begin(), static_cast<char>('0' + static_cast<int>(magnitude % 10)));
    magnitude /= 10;
  } while (magnitude != 0);
  return text;
}

}  // namespace

// rest × 2^twos × 5^fives, where the exponents may be negative and `rest` is a multiple of neither.
struct Decimal::Factors {
  Magnitude rest;
  int twos;
  int fives;

  // Not of zero.
  explicit Factors(const Decimal& number) : rest(size_of(number.digits_)) {
    twos = take_out<Magnitude>(rest, 2, 128) - number.places_;
    fives = take_out<Magnitude>(rest, 5, 128) - number.places_;
  }

  std::optional<Decimal> fit(bool negative) const {
    int places = 0;
    if (twos < -places) places = -twos;
    if (fives < -places) places = -fives;
    Magnitude magnitude = rest;
    if (!multiply_by_power(magnitude, 2, twos + places)) return std::nullopt;
    if (!multiply_by_power(magnitude, 5, fives + places)) return std::nullopt;
    return Decimal::fit(negative, magnitude, places);
  }
};

// `places` may be negative or more than fit; the magnitude may be anything.
std::optional<Decimal> Decimal::fit(bool negative, Magnitude magnitude, int places) {
  if (magnitude == 0) return Decimal{};
  if (places > 0) {
    // Most numbers are short, and 128-bit division is slow.
    if (magnitude <= UINT64_MAX) {
      auto narrow = static_cast<std::uint64_t>(magnitude);
      places -= take_out<std::uint64_t>(narrow, 10, places);
      magnitude = narrow;
    } else {
      places -= take_out<Magnitude>(magnitude, 10, places);
    }
  }
  if (magnitude >= limit || places > max_places || places < -max_digits) return std::nullopt;
  if (places < 0) {
    if (!multiply_by_power(magnitude, 10, -places)) return std::nullopt;
    places = 0;
  }
  Decimal result;
  result.digits_ = negative ? -static_cast<Digits>(magnitude) : static_cast<Digits>(magnitude);
  result.places_ = places;
  return result;
}

Decimal operator+(const Decimal& a, const Decimal& b) {
  if (a.places_ < b.places_) return b + a;
  // `b` is brought to the places of `a`. If that takes it beyond twice the limit, no `a` can bring the sum
  // back below the limit, and the sum has those places exactly, since `a` has them and `b` has fewer.
  Decimal::Magnitude from_b = Decimal::size_of(b.digits_);
  const Decimal::Magnitude scale = power_of_ten(a.places_ - b.places_);
  if (from_b > 2 * limit / scale) throw std::overflow_error("the sum has too many digits");
  from_b *= scale;

  const Decimal::Magnitude from_a = Decimal::size_of(a.digits_);
  std::optional<Decimal> sum;
  if (a.is_negative() == b.is_negative()) {
    sum = Decimal::fit(a.is_negative(), from_a + from_b, a.places_);
  } else if (from_a >= from_b) {
    sum = Decimal::fit(a.is_negative(), from_a - from_b, a.places_);
  } else {
    sum = Decimal::fit(b.is_negative(), from_b - from_a, a.places_);
  }
  return or_overflow(sum, "the sum has too many digits");
}

std::optional<Decimal> Decimal::multiply(const Decimal& a, const Decimal& b) {
  const bool negative = a.is_negative() != b.is_negative();
  Magnitude product;
  if (!__builtin_mul_overflow(size_of(a.digits_), size_of(b.digits_), &product)) {
    return fit(negative, product, a.places_ + b.places_);
  }
  Factors factors(a);
  const Factors others(b);
  if (__builtin_mul_overflow(factors.rest, others.rest, &factors.rest)) return std::nullopt;
  factors.twos += others.twos;
  factors.fives += others.fives;
  return factors.fit(negative);
}

Decimal operator*(const Decimal& a, const Decimal& b) {
  return or_overflow(Decimal::multiply(a, b), "the product has too many digits");
}

Decimal Decimal::times_power_of_ten(int exponent) const {
  // Beyond this nothing but zero fits, and the subtraction below stays in range.
  constexpr int most = max_digits + max_places;
  if (is_zero()) return *this;
  if (exponent < -most || exponent > most) throw std::overflow_error("the product has too many digits");
  return or_overflow(fit(is_negative(), size_of(digits_), places_ - exponent),
                     "the product has too many digits");
}

std::strong_ordering operator<=>(const Decimal& a, const Decimal& b) {
  if (a.places_ == b.places_) return a.digits_ <=> b.digits_;
  // Whole parts first, then the parts after the point, which carry the same sign.
  const auto unit_a = static_cast<Decimal::Digits>(power_of_ten(a.places_));
  const auto unit_b = static_cast<Decimal::Digits>(power_of_ten(b.places_));
  const std::strong_ordering wholes = a.digits_ / unit_a <=> b.digits_ / unit_b;
  if (wholes != 0) return wholes;
  const auto part = [](Decimal::Digits digits, Decimal::Digits unit, int places) {
    return digits % unit * static_cast<Decimal::Digits>(power_of_ten(Decimal::max_places - places));
  };
  return part(a.digits_, unit_a, a.places_) <=> part(b.digits_, unit_b, b.places_);
}

std::optional<Decimal> divide_exact(const Decimal& a, const Decimal& b) {
  if (b.is_zero()) return std::nullopt;
  if (a.is_zero()) return Decimal{};
  Decimal::Factors quotient(a);
  const Decimal::Factors divisor(b);
  if (quotient.rest % divisor.rest != 0) return std::nullopt;
  quotient.rest /= divisor.rest;
  quotient.twos -= divisor.twos;
  quotient.fives -= divisor.fives;
  return quotient.fit(a.is_negative() != b.is_negative());
}

Decimal common_divisor(const Decimal& a, const Decimal& b) {
  assert(a.is_integer() && b.is_integer());
  Decimal::Magnitude divisor = Decimal::size_of(a.digits_);
  Decimal::Magnitude rest = Decimal::size_of(b.digits_);
  while (rest != 0) divisor = std::exchange(rest, divisor % rest);
  Decimal result;
  result.digits_ = static_cast<Decimal::Digits>(divisor);
  return result;
}

// Long division, as on paper. Zeros are held back until a digit follows them, so that a quotient which
// needs few digits never overflows for being asked to many places.
Decimal divide_floor(const Decimal& a, const Decimal& b, int places) {
  assert(places >= 0 && places <= Decimal::max_places);
  if (b.is_zero()) throw std::domain_error("division by zero");
  const char* const too_long = "the quotient has too many digits";
  const bool negative = a.is_negative() != b.is_negative();

  const Decimal::Magnitude divisor = Decimal::size_of(b.digits_);
  Decimal::Magnitude quotient = Decimal::size_of(a.digits_) / divisor;
  Decimal::Magnitude remainder = Decimal::size_of(a.digits_) % divisor;

  // The digits of a / b after the point, counted from where the digits' own quotient has it.
  int wanted = places + b.places_ - a.places_;
  int held_back = 0;
  bool inexact = false;
  for (; wanted > 0; --wanted) {
    // The next digit: how often the divisor goes into ten remainders, which might not fit all at once.
    unsigned digit = 0;
    Decimal::Magnitude sum = 0;
    for (int i = 0; i < 10; ++i) {
      sum += remainder;
      if (sum >= divisor) {
        sum -= divisor;
        ++digit;
      }
    }
    remainder = sum;
    ++held_back;
    if (digit == 0) continue;
    // In front of the first digit other than zero there is nothing to move.
    if (quotient != 0 && !multiply_by_power(quotient, 10, held_back)) throw std::overflow_error(too_long);
    quotient += digit;
    held_back = 0;
  }
  if (wanted < 0) {
    const Decimal::Magnitude unit = power_of_ten(-wanted);
    inexact = quotient % unit != 0;
    quotient /= unit;
  }
  inexact = inexact || remainder != 0;

  const Decimal truncated = or_overflow(Decimal::fit(negative, quotient, places - held_back), too_long);
  if (!negative || !inexact) return truncated;
  return truncated - Decimal(1).times_power_of_ten(-places);
}

std::optional<Decimal> parse_decimal(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);

  Decimal::Magnitude magnitude = 0;
  int places = 0;
  int held_back = 0;  // zeros after the point that matter only if a digit follows
  bool after_point = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (!is_digit(c)) {
      // Between digits only; a digit before is given by having come here.
      const bool between = i > 0 && is_digit(text[i - 1]) && i + 1 < text.size() && is_digit(text[i + 1]);
      if (!between || (c != '_' && c != '.') || (c == '.' && after_point)) return std::nullopt;
      if (c == '.') after_point = true;
      continue;
    }
    if (after_point && c == '0') {
      if (held_back <= Decimal::max_places) ++held_back;
      continue;
    }
    const int shift = held_back + 1;
    if (after_point) places += shift;
    if (places > Decimal::max_places || !multiply_by_power(magnitude, 10, shift)) return std::nullopt;
    magnitude += static_cast<unsigned>(c - '0');
    held_back = 0;
  }
  if (text.empty()) return std::nullopt;
  return Decimal::fit(negative, magnitude, places);
}

std::string Decimal::to_string() const {
  std::string text = digits_of(size_of(digits_));
  const auto after = static_cast<std::size_t>(places_);
  if (text.size() <= after) text.insert(0, after + 1 - text.size(), '0');
  if (after > 0) text.insert(text.size() - after, 1, '.');
  if (is_negative()) text.insert(0, 1, '-');
  return text;
}

std::string Decimal::to_grouped_string() const {
  std::string text = to_string();
  const std::size_t first = is_negative() ? 1 : 0;
  std::size_t at = places_ > 0 ? text.size() - static_cast<std::size_t>(places_) - 1 : text.size();
  while (at > first + 3) {
    at -= 3;
    text.insert(at, 1, ',');
  }
  return text;
}

}  // namespace quid
