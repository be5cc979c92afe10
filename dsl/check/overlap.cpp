#include "dsl/check/overlap.hpp"

#include <algorithm>

#include "core/model/quantity.hpp"

namespace quid::dsl {

namespace {

class Tests {
 public:
  explicit Tests(const Model& model) : model_(model) {}

  bool exclude(TestId a, TestId b) const {
    if (are_opposites(a, b) || are_opposites(b, a)) return true;
    for (const auto& [whole, other] : {std::pair(a, b), std::pair(b, a)}) {
      const Test& test = model_[whole];
      if (test.kind == Test::Kind::all_of && any_part(whole, other)) return true;
      if (test.kind == Test::Kind::any_of && every_part(whole, other)) return true;
    }
    return leaves_exclude(model_[a], model_[b]);
  }

 private:
  bool any_part(TestId whole, TestId other) const {
    for (std::uint32_t at = whole.value + 1; at < model_[whole].next; at = model_.tests[at].next) {
      if (exclude(TestId(at), other)) return true;
    }
    return false;
  }
  bool every_part(TestId whole, TestId other) const {
    if (model_[whole].next == whole.value + 1) return false;
    for (std::uint32_t at = whole.value + 1; at < model_[whole].next; at = model_.tests[at].next) {
      if (!exclude(TestId(at), other)) return false;
    }
    return true;
  }

  bool are_opposites(TestId a, TestId b) const {
    return model_[a].kind == Test::Kind::negation && same(TestId(a.index() + 1), b);
  }

  bool same(TestId a, TestId b) const {
    const std::uint32_t size = model_[a].next - a.value;
    if (model_[b].next - b.value != size) return false;
    for (std::uint32_t i = 0; i < size; ++i) {
      const Test& first = model_.tests[a.value + i];
      const Test& second = model_.tests[b.value + i];
      if (first.next - a.value != second.next - b.value || !same_node(first, second)) return false;
    }
    return true;
  }
  static bool same_node(const Test& a, const Test& b) {
    return a.kind == b.kind && a.comparison == b.comparison && a.count == b.count && a.fact == b.fact &&
           a.text == b.text && a.entity == b.entity && a.group == b.group && a.date == b.date &&
           a.quantity.unit == b.quantity.unit && a.quantity.amount == b.quantity.amount;
  }

  bool leaves_exclude(const Test& a, const Test& b) const {
    using Kind = Test::Kind;
    if (a.fact != b.fact) return false;
    const auto says_what = [](const Test& test) {
      return test.kind == Kind::is_text || test.kind == Kind::is_entity || test.kind == Kind::is_none;
    };
    if (says_what(a) && says_what(b)) {
      if (a.kind != b.kind) return a.kind == Kind::is_none || b.kind == Kind::is_none;
      return a.text != b.text || a.entity != b.entity;
    }
    if (a.kind == Kind::after && b.kind == Kind::before) return b.date <= a.date + 1;
    if (a.kind == Kind::before && b.kind == Kind::after) return a.date <= b.date + 1;
    if (a.kind != Kind::compare || b.kind != Kind::compare) return false;
    if (is_floor(a) == is_floor(b)) return false;
    const Test& floor = is_floor(a) ? a : b;
    const Test& ceiling = is_floor(a) ? b : a;
    const auto order = compare(model_, ceiling.quantity, floor.quantity);
    if (!order) return false;
    const bool may_meet =
        floor.comparison == Comparison::at_least && ceiling.comparison == Comparison::at_most;
    return *order < 0 || (*order == 0 && !may_meet);
  }
  static bool is_floor(const Test& test) {
    return test.comparison == Comparison::at_least || test.comparison == Comparison::above;
  }

  const Model& model_;
};

}  // namespace

bool share_parties(const std::vector<PartyId>& a, const std::vector<PartyId>& b) {
  if (a.empty() || b.empty()) return true;
  for (auto first = a.begin(), second = b.begin(); first != a.end() && second != b.end();) {
    if (*first == *second) return true;
    ++(*first < *second ? first : second);
  }
  return false;
}

bool tests_exclude(const Model& model, TestId a, TestId b) {
  return a.valid() && b.valid() && Tests(model).exclude(a, b);
}

}  // namespace quid::dsl
