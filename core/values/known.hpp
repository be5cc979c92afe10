// Questions with three ends: a value, or the name of a fact that nobody gave and on which the value turns.
#pragma once

#include <cassert>
#include <cstddef>
#include <string_view>
#include <utility>
#include <variant>

namespace quid {

// A fact that was not given, by the name under which a person can give it.
struct Lacks {
  std::string_view fact;
  friend bool operator==(const Lacks&, const Lacks&) = default;
};

template <class T>
class [[nodiscard]] Known {
 public:
  Known(T value) : either_(std::in_place_index<0>, std::move(value)) {}  // NOLINT: a value is known
  Known(Lacks lacks) : either_(lacks) {}                                 // NOLINT: so is what is lacking

  bool known() const { return either_.index() == 0; }
  // Only where it is known.
  const T& operator*() const { return *std::get_if<0>(&either_); }
  T& operator*() { return *std::get_if<0>(&either_); }
  const T* operator->() const { return std::get_if<0>(&either_); }
  T* operator->() { return std::get_if<0>(&either_); }
  // Only where it is not.
  Lacks lacks() const { return *std::get_if<1>(&either_); }

  friend bool operator==(const Known&, const Known&) = default;

 private:
  std::variant<T, Lacks> either_;
};

// In sixteen bytes, which a function returns in registers: every rule that is looked at is asked twice.
template <>
class [[nodiscard]] Known<bool> {
 public:
  constexpr Known(bool value) : number_(value ? 1 : 0) {}                                // NOLINT
  constexpr Known(Lacks lacks) : fact_(lacks.fact.data()), number_(lacks.fact.size()) {  // NOLINT
    assert(fact_ != nullptr);
  }

  constexpr bool known() const { return fact_ == nullptr; }
  constexpr bool operator*() const { return number_ != 0; }
  constexpr Lacks lacks() const { return {{fact_, number_}}; }

  friend bool operator==(const Known& a, const Known& b) {
    return a.known() == b.known() && (a.known() ? *a == *b : a.lacks() == b.lacks());
  }

 private:
  const char* fact_ = nullptr;  // null: known
  std::size_t number_;          // the value, or how long the name is
};

// Yes, no, or open.
using Truth = Known<bool>;

inline bool is_yes(const Truth& truth) {
  return truth.known() && *truth;
}
inline bool is_no(const Truth& truth) {
  return truth.known() && !*truth;
}
inline bool is_open(const Truth& truth) {
  return !truth.known();
}

// Kleene's three values: a part that decides the whole decides it, whatever the other lacks. Of two parts that
// are both open the first says what is lacking.
inline Truth negated(const Truth& truth) {
  return truth.known() ? Truth(!*truth) : truth;
}
inline Truth both(const Truth& a, const Truth& b) {
  if (is_no(a) || is_no(b)) return false;
  return is_open(a) ? a : b;
}
inline Truth either(const Truth& a, const Truth& b) {
  if (is_yes(a) || is_yes(b)) return true;
  return is_open(a) ? a : b;
}

}  // namespace quid
