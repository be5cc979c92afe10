// Which state depends on which: the unlock graph, with the sign and the place of every dependency.
//
// A vertex is a state of a thing (`us-uk.cars in effect`). The graph holds every `in effect`, `in force` and
// `standing`, every state that an entry or a condition mentions, and all that these depend on. Boost.Graph
// finds the strongly connected components; their order is the order of evaluation.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "core/model/index.hpp"
#include "core/model/model.hpp"
#include "core/states/algebra.hpp"
#include "core/values/hash_table.hpp"

namespace quid {

using StateId = Id<struct StateTag>;
using ComponentId = Id<struct ComponentTag>;

// A dependency of one state on another, as the text causes it.
struct Dependency {
  StateId on;
  bool minus = false;              // under `not`, `unless`, `until`, `through`, `expires`
  bool timed = false;              // inside `for`, `within` or a moment with an offset
  bool is_one_of_several = false;  // under `or` or `at least`: it is not needed by itself
  Part part = Part::operand;       // the clause or the line of the reference that asks for it
  Span place;                      // where the text does
};

// Which states a graph is to hold.
using StateFilter = std::function<bool(const StateKey&)>;

class Graph {
 public:
  std::size_t size() const { return keys_.size(); }
  StateKey key(StateId state) const { return keys_[state.index()]; }
  // Not valid where the state is no vertex: nothing mentions it, and no entry brings it about.
  StateId find(const StateKey& key) const;
  std::span<const Dependency> dependencies(StateId state) const {
    return std::span(dependencies_)
        .subspan(begins_[state.index()], begins_[state.index() + 1] - begins_[state.index()]);
  }

  // Components are numbered so that each depends only on lower ones.
  std::size_t component_count() const { return component_begins_.size() - 1; }
  ComponentId component(StateId state) const { return ComponentId(component_of_[state.index()]); }
  std::span<const StateId> members(ComponentId component) const {
    return std::span(by_component_)
        .subspan(component_begins_[component.index()],
                 component_begins_[component.index() + 1] - component_begins_[component.index()]);
  }
  // Whether the component has a cycle: more than one member, or a member that depends on itself.
  bool is_cyclic(ComponentId component) const;

 private:
  friend Graph build(const Model& model, const Index& index);
  friend Graph build(const Model& model, const Index& index, std::span<const StateKey> roots,
                     const StateFilter& wanted);
  friend class Dependencies;

  struct StateKeyHash {
    std::size_t operator()(const StateKey& key) const {
      return mixed(
          std::uint64_t{key.subject.index} << 32U | key.by.value,
          static_cast<std::uint64_t>(key.subject.kind) << 8U | static_cast<std::uint64_t>(key.state));
    }
  };

  StateId fixed_number(const StateKey& key) const;
  StateId number(const StateKey& key);
  void add_dependencies(const Model& model, const Index& index, const StateFilter& wanted);
  void find_components();

  Table<StateKey> keys_;
  Table<std::uint32_t> begins_;
  Table<Dependency> dependencies_;
  Table<std::uint32_t> component_of_;
  Table<StateId> by_component_;
  Table<std::uint32_t> component_begins_;
  // Of a whole graph. In effect of every provision comes first, then in force of every agreement, then standing of every
  // authority.
  bool is_whole_ = false;
  std::uint32_t first_in_force_ = 0;
  std::uint32_t first_standing_ = 0;
  // `performed` is the one other state that conditions ask for by the million: found by its subject too, once
  // numbered.
  Table<StateId> performed_;
  HashTable<StateKey, StateId, StateKeyHash> others_;  // whose number does not follow from the subject
};

Graph build(const Model& model, const Index& index);
// Only these states and all of those wanted that they depend on through others wanted; without a filter, all.
Graph build(const Model& model, const Index& index, std::span<const StateKey> roots,
            const StateFilter& wanted = {});

}  // namespace quid
