// The strongly connected components of any graph given as a list of edges: Boost.Graph behind one function.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "core/values/table.hpp"

namespace quid {

// Vertices are numbered from 0; `edges` are sorted by their first vertex.
struct EdgeList {
  std::size_t vertex_count = 0;
  Table<std::pair<std::uint32_t, std::uint32_t>> edges;
};

struct Components {
  std::size_t count = 0;
  Table<std::uint32_t> of;  // by vertex; each component has edges only to itself and to lower ones
};
Components strong_components(const EdgeList& graph);

}  // namespace quid
