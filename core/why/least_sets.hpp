// The smallest sets of leaves that make a graph of `all`, `any` and `at least` true, in order of their weight.
#pragma once

#include <cstdint>
#include <optional>
#include <queue>
#include <set>
#include <span>
#include <utility>
#include <vector>

namespace quid {

// A condition on leaves without negation: true, false, a leaf, or `at least so many` of others. Equal conditions are
// one node, and a node comes after those that it is about.
class Conditions {
 public:
  using Node = std::uint32_t;
  using Leaf = std::uint32_t;
  static constexpr Node never = 0;
  static constexpr Node always = 1;

  Conditions();
  Node leaf(Leaf leaf);
  Node all(std::vector<Node> of);
  Node any(std::vector<Node> of);
  Node at_least(std::size_t number, std::vector<Node> of);

  std::size_t size() const { return nodes_.size(); }
  bool is_leaf(Node node) const { return nodes_[node].number == leaf_number; }
  Leaf leaf_of(Node node) const { return children_[nodes_[node].begin]; }
  // Of those that are no leaf: so many of these.
  std::size_t number(Node node) const { return nodes_[node].number; }
  std::span<const Node> of(Node node) const {
    return std::span(children_).subspan(nodes_[node].begin, nodes_[node].count);
  }

 private:
  static constexpr std::uint32_t leaf_number = UINT32_MAX;
  struct Entry {
    std::uint32_t number;
    std::uint32_t begin;
    std::uint32_t count;
  };
  Node add(std::uint32_t number, std::span<const Node> children);
  void absorb(std::vector<Node>& of, bool all) const;

  std::vector<Entry> nodes_;
  std::vector<Node> children_;
  std::vector<Node> slots_;  // open addressing; never iterated
};

// The sets that make a condition true and of which no part does, lightest first; those of one weight in an order that
// depends on the condition alone. Weights are positive.
class LeastSets {
 public:
  using Leaves = std::vector<Conditions::Leaf>;  // sorted
  using Weight = std::uint64_t;

  // `weights` by leaf.
  LeastSets(const Conditions& conditions, Conditions::Node root, std::vector<Weight> weights);

  // No set that is still to come is lighter; none when all have come.
  std::optional<Weight> bound() const;
  // One step of the search. A set where that has found one.
  std::optional<Leaves> step();
  std::optional<Leaves> next();

 private:
  using Node = Conditions::Node;
  // So many of the node's children from one on are still wanted.
  struct Wanted {
    Node node;
    std::uint32_t from;
    std::uint32_t number;
    friend auto operator<=>(const Wanted&, const Wanted&) = default;
  };
  struct Partial {
    Weight bound = 0;
    std::uint64_t order = 0;
    bool is_estimated = false;
    Leaves chosen = {};
    std::vector<Node> counted_on = {};  // what is wanted already, or was
    std::vector<Wanted> wanted = {};
  };
  struct Later {
    bool operator()(const Partial& a, const Partial& b) const;
  };

  void take_up(const Conditions& conditions, Node root);
  void estimate(const Partial& partial);
  Weight weight(const Leaves& leaves) const;
  bool is_true(Node node) const { return least_[node] == 0; }
  void unfold(Partial& partial);
  bool settle(Partial& partial, Wanted wanted, std::vector<Wanted>& left);
  Weight still_to_come(const Partial& partial);
  void branch(Partial partial);
  bool covers_one_that_came(const Leaves& leaves) const;

  // The condition without what the root does not rest on; `number` and children are of those that are no leaf.
  struct Kept {
    std::uint32_t number;
    std::uint32_t begin;
    std::uint32_t count;
    Conditions::Leaf leaf;
  };
  std::vector<Kept> nodes_;
  std::vector<Node> children_;
  std::vector<std::uint32_t> parents_;  // how many nodes want it
  std::vector<Weight> weights_;
  std::vector<Leaves> came_;
  std::priority_queue<Partial, std::vector<Partial>, Later> open_;
  std::set<std::pair<Leaves, std::vector<Wanted>>> seen_;
  std::uint64_t count_ = 0;

  // Of each node, given what a partial set has chosen: the least weight that it still costs, and a share of that which
  // may be added up over nodes that have leaves in common.
  std::vector<Weight> least_;
  std::vector<Weight> share_;
  std::vector<Weight> several_;  // room for those of several children
  std::vector<bool> is_chosen_;
};

}  // namespace quid
