// Least sets.
//
// The idea in one sentence: a partial set is what is chosen and what is still wanted, and the one that can become
// lightest is always taken up next.
//
// What is wanted of all its parts wants each of them; of alternatives, each is tried. The estimate of what is still to
// come has to be too low rather than too high, also where several wanted things share leaves. It is the greater of two:
// the dearest thing that is wanted, and the sum of all of them, in which each node counts for each of those that want
// it with only its part of the weight. Where nothing is shared the sum is exact, and then the search goes straight to
// the sets; in general the question is NP-hard, and what this does is look at few.
//
// A set that covers one that came before is no least one: what comes is in order of weight, and a part weighs less.
//
// Rejected: families of sets as decision diagrams (they hold all sets, and a few are asked for); a solver for each size
// (the bound is what makes it fast, and that is to be had without one).
#include "core/why/least_sets.hpp"

#include <algorithm>

namespace quid {

namespace {

constexpr LeastSets::Weight impossible = UINT64_MAX / 4;
// Weights are divided among those that want a node; so many binary places keep that fine enough.
constexpr unsigned places = 16;
constexpr std::uint32_t no_leaf = UINT32_MAX;

std::size_t hash_of(std::uint32_t number, std::span<const std::uint32_t> children) {
  std::uint64_t hash = number * 0x9E3779B97F4A7C15U;
  for (const std::uint32_t child : children) {
    hash ^= child;
    hash *= 0xBF58476D1CE4E5B9U;
    hash ^= hash >> 29U;
  }
  return static_cast<std::size_t>(hash);
}

}  // namespace

// -- conditions

Conditions::Conditions() : slots_(64, UINT32_MAX) {
  nodes_.push_back({1, 0, 0});  // never: one of none
  nodes_.push_back({0, 0, 0});  // always: none of none
}

Conditions::Node Conditions::add(std::uint32_t number, std::span<const Node> children) {
  const auto slot_of = [&](std::uint32_t n, std::span<const Node> of) {
    std::size_t slot = hash_of(n, of) & (slots_.size() - 1);
    while (slots_[slot] != UINT32_MAX) {
      const Entry& there = nodes_[slots_[slot]];
      if (there.number == n && std::ranges::equal(this->of(slots_[slot]), of)) break;
      slot = (slot + 1) & (slots_.size() - 1);
    }
    return slot;
  };
  const std::size_t slot = slot_of(number, children);
  if (slots_[slot] != UINT32_MAX) return slots_[slot];
  const Node node = static_cast<Node>(nodes_.size());
  const std::uint32_t begin = static_cast<std::uint32_t>(children_.size());
  children_.insert(children_.end(), children.begin(), children.end());
  nodes_.push_back({number, begin, static_cast<std::uint32_t>(children.size())});
  slots_[slot] = node;
  if (nodes_.size() * 2 > slots_.size()) {
    slots_.assign(slots_.size() * 4, UINT32_MAX);
    for (Node each = 2; each < nodes_.size(); ++each) slots_[slot_of(nodes_[each].number, of(each))] = each;
  }
  return node;
}

Conditions::Node Conditions::leaf(Leaf leaf) {
  return add(leaf_number, std::span(&leaf, 1));
}

// `a or (a and b)` is `a`, and `a and (a or b)` too.
void Conditions::absorb(std::vector<Node>& of, bool all) const {
  const std::vector<Node> before = of;
  std::erase_if(of, [&](Node node) {
    const Entry& entry = nodes_[node];
    const bool is_other =
        entry.number != leaf_number && entry.count > 1 && entry.number == (all ? 1 : entry.count);
    if (!is_other) return false;
    const std::span<const Node> parts = this->of(node);
    return std::any_of(parts.begin(), parts.end(),
                       [&](Node part) { return std::binary_search(before.begin(), before.end(), part); });
  });
}

Conditions::Node Conditions::all(std::vector<Node> of) {
  const std::size_t number = of.size();
  return at_least(number, std::move(of));
}
Conditions::Node Conditions::any(std::vector<Node> of) {
  return at_least(1, std::move(of));
}

Conditions::Node Conditions::at_least(std::size_t number, std::vector<Node> of) {
  const auto sure = std::erase(of, always);
  number -= std::min(number, sure);
  if (number == 0) return always;
  std::erase(of, never);
  if (of.size() < number) return never;
  const bool all = number == of.size();
  std::sort(of.begin(), of.end());
  if (all || number == 1) {
    of.erase(std::unique(of.begin(), of.end()), of.end());
    if (of.size() == 1) return of.front();
    absorb(of, all);
    if (of.size() == 1) return of.front();
    if (all) number = of.size();
  }
  return add(static_cast<std::uint32_t>(number), of);
}

// -- the search

bool LeastSets::Later::operator()(const Partial& a, const Partial& b) const {
  // Of one bound, what is nearer to its end comes first.
  if (a.bound != b.bound) return a.bound > b.bound;
  if (a.wanted.size() != b.wanted.size()) return a.wanted.size() > b.wanted.size();
  return a.order > b.order;
}

LeastSets::LeastSets(const Conditions& conditions, Node root, std::vector<Weight> weights)
    : weights_(std::move(weights)) {
  is_chosen_.assign(weights_.size(), false);
  if (root == Conditions::never) return;
  take_up(conditions, root);
  Partial whole;
  const Node last = static_cast<Node>(nodes_.size() - 1);
  whole.wanted.push_back({last, 0, nodes_[last].number});
  open_.push(std::move(whole));
}

void LeastSets::take_up(const Conditions& conditions, Node root) {
  std::vector<bool> is_kept(root + 1, false);
  is_kept[root] = true;
  for (Node node = root + 1; node-- > 0;) {
    if (!is_kept[node] || conditions.is_leaf(node)) continue;
    for (Node child : conditions.of(node)) is_kept[child] = true;
  }
  std::vector<Node> numbers(root + 1, 0);
  for (Node node = 0; node <= root; ++node) {
    if (!is_kept[node]) continue;
    numbers[node] = static_cast<Node>(nodes_.size());
    Kept kept{0, static_cast<std::uint32_t>(children_.size()), 0, no_leaf};
    if (conditions.is_leaf(node)) {
      kept.leaf = conditions.leaf_of(node);
    } else {
      kept.number = static_cast<std::uint32_t>(conditions.number(node));
      for (Node child : conditions.of(node)) children_.push_back(numbers[child]);
      kept.count = static_cast<std::uint32_t>(children_.size()) - kept.begin;
    }
    nodes_.push_back(kept);
  }
  parents_.assign(nodes_.size(), 0);
  for (Node child : children_) ++parents_[child];
  least_.resize(nodes_.size());
  share_.resize(nodes_.size());
}

std::optional<LeastSets::Weight> LeastSets::bound() const {
  if (open_.empty()) return std::nullopt;
  return open_.top().bound >> places;
}

std::optional<LeastSets::Leaves> LeastSets::next() {
  while (bound()) {
    if (std::optional<Leaves> set = step()) return set;
  }
  return std::nullopt;
}

LeastSets::Weight LeastSets::weight(const Leaves& leaves) const {
  Weight sum = 0;
  for (Conditions::Leaf leaf : leaves) sum += weights_[leaf];
  return sum << places;
}

bool LeastSets::covers_one_that_came(const Leaves& leaves) const {
  return std::any_of(came_.begin(), came_.end(),
                     [&](const Leaves& each) { return std::ranges::includes(leaves, each); });
}

std::optional<LeastSets::Leaves> LeastSets::step() {
  Partial partial = open_.top();
  open_.pop();
  if (covers_one_that_came(partial.chosen)) return std::nullopt;
  if (!partial.is_estimated) {
    unfold(partial);
    if (covers_one_that_came(partial.chosen)) return std::nullopt;
    if (!seen_.emplace(partial.chosen, partial.wanted).second) return std::nullopt;
    const Weight more = still_to_come(partial);
    if (more >= impossible) return std::nullopt;
    partial.bound = std::max(partial.bound, weight(partial.chosen) + more);
    partial.is_estimated = true;
    partial.order = ++count_;
    // Its turn comes when nothing can be lighter, here or in another search.
    open_.push(std::move(partial));
    return std::nullopt;
  }
  if (partial.wanted.empty()) {
    came_.push_back(partial.chosen);
    return std::move(partial.chosen);
  }
  branch(std::move(partial));
  return std::nullopt;
}

void LeastSets::estimate(const Partial& partial) {
  for (Conditions::Leaf leaf : partial.chosen) is_chosen_[leaf] = true;
  std::size_t counted = 0;
  std::vector<Node> counted_on = partial.counted_on;
  std::sort(counted_on.begin(), counted_on.end());
  for (Node node = 0; node < nodes_.size(); ++node) {
    const Kept& kept = nodes_[node];
    while (counted < counted_on.size() && counted_on[counted] < node) ++counted;
    if (counted < counted_on.size() && counted_on[counted] == node) {
      least_[node] = share_[node] = 0;
      continue;
    }
    if (kept.leaf != no_leaf) {
      least_[node] = share_[node] = is_chosen_[kept.leaf] ? 0 : weights_[kept.leaf] << places;
      continue;
    }
    const std::span<const Node> of = std::span(children_).subspan(kept.begin, kept.count);
    Weight least = 0;
    Weight share = 0;
    if (kept.number == kept.count) {
      for (Node child : of) {
        least = std::max(least, least_[child]);
        share += share_[child] / parents_[child];
      }
    } else if (kept.number == 1) {
      least = share = impossible;
      for (Node child : of) {
        least = std::min(least, least_[child]);
        share = std::min(share, share_[child] / parents_[child]);
      }
    } else {
      const auto dearest_of_cheapest = [&](auto value) {
        several_.clear();
        for (Node child : of) several_.push_back(value(child));
        std::sort(several_.begin(), several_.end());
      };
      dearest_of_cheapest([&](Node child) { return least_[child]; });
      least = several_[kept.number - 1];
      dearest_of_cheapest([&](Node child) { return share_[child] / parents_[child]; });
      for (std::size_t i = 0; i < kept.number; ++i) share += several_[i];
    }
    least_[node] = std::max(least, share);
    share_[node] = share;
  }
  for (Conditions::Leaf leaf : partial.chosen) is_chosen_[leaf] = false;
}

// Takes one wanted thing apart as far as there is no choice. False where nothing was done.
bool LeastSets::settle(Partial& partial, Wanted wanted, std::vector<Wanted>& left) {
  const Kept& kept = nodes_[wanted.node];
  if (kept.leaf != no_leaf) {
    const auto at = std::lower_bound(partial.chosen.begin(), partial.chosen.end(), kept.leaf);
    if (at == partial.chosen.end() || *at != kept.leaf) partial.chosen.insert(at, kept.leaf);
    return true;
  }
  if (wanted.number == 0) return true;
  if (wanted.number < kept.count - wanted.from) return false;
  for (std::uint32_t i = wanted.from; i < kept.count; ++i) {
    const Node child = children_[kept.begin + i];
    if (std::find(partial.counted_on.begin(), partial.counted_on.end(), child) != partial.counted_on.end())
      continue;
    if (nodes_[child].leaf == no_leaf) partial.counted_on.push_back(child);
    left.push_back({child, 0, nodes_[child].number});
  }
  return true;
}

void LeastSets::unfold(Partial& partial) {
  for (bool changed = true; changed;) {
    changed = false;
    std::vector<Wanted> todo = std::move(partial.wanted);
    partial.wanted.clear();
    while (!todo.empty()) {
      const Wanted wanted = todo.back();
      todo.pop_back();
      if (!settle(partial, wanted, todo)) partial.wanted.push_back(wanted);
    }
    std::sort(partial.wanted.begin(), partial.wanted.end());
    // What the chosen ones bring about on the way is wanted no more.
    estimate({.chosen = partial.chosen});
    const auto has_come = [&](const Wanted& each) { return is_true(each.node); };
    changed = std::erase_if(partial.wanted, has_come) != 0 && !partial.wanted.empty();
  }
}

LeastSets::Weight LeastSets::still_to_come(const Partial& partial) {
  if (partial.wanted.empty()) return 0;
  // What is wanted is counted on where others want it too; by itself it costs what its children do.
  Weight least = 0;
  Weight sum = 0;
  estimate(partial);
  for (const Wanted& each : partial.wanted) {
    const Kept& kept = nodes_[each.node];
    std::vector<Weight> whole;
    std::vector<Weight> shares;
    for (std::uint32_t i = each.from; i < kept.count; ++i) {
      const Node child = children_[kept.begin + i];
      whole.push_back(least_[child]);
      shares.push_back(share_[child] / parents_[child]);
    }
    if (whole.size() < each.number) return impossible;
    std::sort(whole.begin(), whole.end());
    std::sort(shares.begin(), shares.end());
    least = std::max(least, whole[each.number - 1]);
    for (std::uint32_t i = 0; i < each.number; ++i) sum += shares[i];
  }
  return std::max(least, sum);
}

// Tries the alternatives of what has the fewest.
void LeastSets::branch(Partial partial) {
  const auto choices = [&](const Wanted& each) { return nodes_[each.node].count - each.from; };
  const auto fewest =
      std::min_element(partial.wanted.begin(), partial.wanted.end(),
                       [&](const Wanted& a, const Wanted& b) { return choices(a) < choices(b); });
  const Wanted wanted = *fewest;
  partial.wanted.erase(fewest);
  const Kept& kept = nodes_[wanted.node];
  const Weight so_far = weight(partial.chosen);
  estimate(partial);
  for (std::uint32_t i = wanted.from; i + wanted.number <= kept.count; ++i) {
    const Node child = children_[kept.begin + i];
    Partial next{.bound = std::max(partial.bound, so_far + least_[child]),
                 .order = ++count_,
                 .chosen = partial.chosen,
                 .counted_on = partial.counted_on,
                 .wanted = partial.wanted};
    if (nodes_[child].leaf == no_leaf) {
      if (std::find(next.counted_on.begin(), next.counted_on.end(), child) == next.counted_on.end()) {
        next.counted_on.push_back(child);
        next.wanted.push_back({child, 0, nodes_[child].number});
      }
    } else {
      next.wanted.push_back({child, 0, 0});
    }
    if (wanted.number > 1) next.wanted.push_back({wanted.node, i + 1, wanted.number - 1});
    open_.push(std::move(next));
  }
}

}  // namespace quid
