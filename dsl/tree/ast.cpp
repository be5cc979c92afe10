#include "dsl/tree/ast.hpp"

#include <array>

namespace quid::ast {

namespace {

constexpr std::array names = {
#define QUID_NODE(kind, shape) std::string_view(#kind),
#include "dsl/tree/ast_kinds.def"
#undef QUID_NODE
};

constexpr std::array shapes = {
#define QUID_NODE(kind, shape) std::string_view(shape),
#include "dsl/tree/ast_kinds.def"
#undef QUID_NODE
};

}  // namespace

std::string_view to_string(Kind kind) {
  std::string_view name = names[static_cast<std::size_t>(kind)];
  if (name.ends_with('_')) name.remove_suffix(1);  // `while_`: the keyword of C++, not of the deal
  return name;
}

bool is_entry(Kind kind) {
  return kind == Kind::event || kind == Kind::statement || kind == Kind::observe || kind == Kind::ship ||
         kind == Kind::enter || kind == Kind::progress;
}

std::string_view shape(Kind kind) {
  return shapes[static_cast<std::size_t>(kind)];
}

std::string dump(const File& file) {
  std::string result;
  std::vector<std::uint32_t> ends;  // of the nodes that are open, outermost first
  for (std::uint32_t i = 0; i < file.nodes.size(); ++i) {
    const Node& node = file.nodes[i];
    while (!ends.empty() && ends.back() <= i) ends.pop_back();
    result.append(2 * ends.size(), ' ').append(to_string(node.kind));
    if (node.detail != 0 || node.second_detail != 0) result.append(" ").append(std::to_string(node.detail));
    if (node.second_detail != 0) result.append("/").append(std::to_string(node.second_detail));
    const bool is_leaf = node.next == i + 1;
    if (is_leaf && i != 0) result.append(" \"").append(file.text_of(NodeId{i})).append("\"");
    if (node.has_error) result.append(" !");
    result.push_back('\n');
    ends.push_back(node.next);
  }
  return result;
}

}  // namespace quid::ast
