// The idea in one sentence: the names of both sides are sorted and merged, unless they are the same in the same
// order, as they are where only the entries differ.
#include "core/model/counterparts.hpp"

#include <algorithm>
#include <compare>
#include <numeric>
#include <string_view>

namespace quid {

namespace {

constexpr std::uint32_t none = Id<void>::none_value;

// A whole name in its parts: the deal or the measure around it, its own, and the member of a set.
struct WholeName {
  std::string_view outer;
  std::string_view own;
  std::string_view member;

  friend auto operator<=>(const WholeName&, const WholeName&) = default;
};

std::vector<WholeName> provision_names(const Model& model) {
  std::vector<WholeName> names;
  names.reserve(model.provisions.size());
  for (const Provision& provision : model.provisions) {
    WholeName name{{}, provision.name, {}};
    if (provision.agreement.valid()) name.outer = model[provision.agreement].name;
    if (provision.measure.valid()) name.outer = model[provision.measure].name;
    if (provision.member.valid()) name.member = model[provision.member].code;
    if (provision.member_entity.valid()) name.member = model[provision.member_entity].name;
    names.push_back(name);
  }
  return names;
}

template <typename Things>
std::vector<WholeName> names_of(const Things& things) {
  std::vector<WholeName> names;
  names.reserve(things.size());
  for (const auto& thing : things) names.push_back({{}, thing.name, {}});
  return names;
}

std::vector<WholeName> codes_of(const std::vector<Party>& parties) {
  std::vector<WholeName> names;
  names.reserve(parties.size());
  for (const Party& party : parties) names.push_back({{}, party.code, {}});
  return names;
}

std::vector<std::uint32_t> in_order(const std::vector<WholeName>& names) {
  std::vector<std::uint32_t> numbers(names.size());
  std::iota(numbers.begin(), numbers.end(), 0U);
  std::sort(numbers.begin(), numbers.end(), [&](std::uint32_t a, std::uint32_t b) {
    const auto order = names[a] <=> names[b];
    return order < 0 || (order == 0 && a < b);
  });
  return numbers;
}

void match(const std::vector<WholeName>& before, const std::vector<WholeName>& after,
           std::vector<std::uint32_t>& forth, std::vector<std::uint32_t>& back) {
  if (before == after) {
    forth.resize(before.size());
    std::iota(forth.begin(), forth.end(), 0U);
    back = forth;
    return;
  }
  forth.assign(before.size(), none);
  back.assign(after.size(), none);
  const std::vector<std::uint32_t> left = in_order(before);
  const std::vector<std::uint32_t> right = in_order(after);
  for (std::size_t i = 0, j = 0; i < left.size() && j < right.size();) {
    const auto order = before[left[i]] <=> after[right[j]];
    if (order == 0) {
      forth[left[i]] = right[j];
      back[right[j]] = left[i];
    }
    if (order <= 0) ++i;
    if (order >= 0) ++j;
  }
}

}  // namespace

Counterparts::Counterparts(const Model& before, const Model& after) {
  const auto each = [&](SubjectKind kind, const std::vector<WholeName>& left,
                        const std::vector<WholeName>& right) {
    const auto at = static_cast<std::size_t>(kind);
    match(left, right, forth_[at], back_[at]);
    for (std::uint32_t i = 0; i < left.size(); ++i) {
      if (forth_[at][i] == none) gone_.push_back({kind, i});
    }
    for (std::uint32_t i = 0; i < right.size(); ++i) {
      if (back_[at][i] == none) added_.push_back({kind, i});
    }
  };
  each(SubjectKind::agreement, names_of(before.agreements), names_of(after.agreements));
  each(SubjectKind::provision, provision_names(before), provision_names(after));
  each(SubjectKind::authority, names_of(before.authorities), names_of(after.authorities));
  each(SubjectKind::proposal, names_of(before.proposals), names_of(after.proposals));
  match(codes_of(before.parties), codes_of(after.parties), parties_forth_, parties_back_);
}

Subject Counterparts::find(Subject subject, const Numbers (&numbers)[kinds]) {
  if (!subject.valid()) return {};
  const std::uint32_t found = numbers[static_cast<std::size_t>(subject.kind)][subject.index];
  return found == none ? Subject{} : Subject{subject.kind, found};
}

PartyId Counterparts::in_after(PartyId before) const {
  return before.valid() && parties_forth_[before.index()] != none ? PartyId(parties_forth_[before.index()])
                                                                  : PartyId{};
}

PartyId Counterparts::in_before(PartyId after) const {
  return after.valid() && parties_back_[after.index()] != none ? PartyId(parties_back_[after.index()])
                                                               : PartyId{};
}

StateKey Counterparts::in_after(const StateKey& before) const {
  StateKey key{in_after(before.subject), before.state, in_after(before.by)};
  if (before.by.valid() && !key.by.valid()) key.subject = {};
  return key;
}

StateKey Counterparts::in_before(const StateKey& after) const {
  StateKey key{in_before(after.subject), after.state, in_before(after.by)};
  if (after.by.valid() && !key.by.valid()) key.subject = {};
  return key;
}

}  // namespace quid
