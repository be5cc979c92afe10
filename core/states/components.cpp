#include "core/states/components.hpp"

#include <boost/graph/compressed_sparse_row_graph.hpp>
#include <boost/graph/strong_components.hpp>

namespace quid {

Components strong_components(const EdgeList& graph) {
  using Sparse = boost::compressed_sparse_row_graph<boost::directedS, boost::no_property, boost::no_property,
                                                    boost::no_property, std::uint32_t, std::uint32_t>;
  Components components;
  if (graph.vertex_count == 0) return components;
  const Sparse sparse(boost::edges_are_sorted, graph.edges.begin(), graph.edges.end(),
                      static_cast<std::uint32_t>(graph.vertex_count));
  components.of.assign(graph.vertex_count, 0);
  components.count = boost::strong_components(
      sparse, boost::make_iterator_property_map(components.of.begin(), get(boost::vertex_index, sparse)));
  return components;
}

}  // namespace quid
