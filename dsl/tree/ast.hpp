// The tree of one file: what its text says, and nothing of what it means.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/values/id.hpp"
#include "core/values/span.hpp"
#include "core/values/table.hpp"

namespace quid::ast {

enum class Kind : std::uint8_t {
#define QUID_NODE(kind, shape) kind,
#include "dsl/tree/ast_kinds.def"
#undef QUID_NODE
};

// The word that names the kind in a dump of the tree, and the shape that ast_kinds.def gives it.
std::string_view to_string(Kind kind);
// Of what has happened: an event, a statement, an observation, use, progress.
bool is_entry(Kind kind);
std::string_view shape(Kind kind);

// Nodes lie in preorder: the children of node `i` begin at `i + 1` and each child's `next` is the index of
// its following sibling; node `i` ends at its own `next`. Sixteen bytes a node, no pointers, immutable once
// parsed.
struct Node {
  Kind kind;
  std::uint8_t detail = 0;         // the small enumeration that ast_kinds.def names, as a number
  std::uint8_t second_detail = 0;  // Account, for `basis`
  bool has_error = false;          // the text of this node was repaired: later phases stay silent about it
  std::uint32_t begin = 0;         // byte offsets into the file's text, without surrounding white space
  std::uint32_t end = 0;
  std::uint32_t next = 0;
};
static_assert(sizeof(Node) == 16);

// A comment, from `#` to the end of its line (the line end not included).
struct Comment {
  std::uint32_t begin;
  std::uint32_t end;
  bool own_line;  // nothing but white space stands before it on its line
};

struct NodeId {
  std::uint32_t value = 0;
  friend bool operator==(NodeId, NodeId) = default;
};

// `text` is the source text, which must outlive the tree. `nodes[0]` is the `file` node.
struct File {
  FileId id;
  std::string_view text;
  Table<Node> nodes;
  std::vector<Comment> comments;  // in order of the text

  const Node& operator[](NodeId id_) const { return nodes[id_.value]; }
  std::string_view text_of(NodeId id_) const {
    const Node& node = nodes[id_.value];
    return text.substr(node.begin, node.end - node.begin);
  }
  Span span_of(NodeId id_) const { return {id, nodes[id_.value].begin, nodes[id_.value].end}; }
};

// The children of a node, in order: `for (NodeId child : children(file, node))`.
class Children {
 public:
  struct Iterator {
    const Node* nodes;
    std::uint32_t at;
    NodeId operator*() const { return {at}; }
    Iterator& operator++() {
      at = nodes[at].next;
      return *this;
    }
    friend bool operator==(const Iterator& a, const Iterator& b) { return a.at == b.at; }
  };

  Children(const File& file, NodeId parent) : nodes_(file.nodes.data()), parent_(parent) {}
  Iterator begin() const { return {nodes_, parent_.value + 1}; }
  Iterator end() const { return {nodes_, nodes_[parent_.value].next}; }
  bool empty() const { return parent_.value + 1 == nodes_[parent_.value].next; }

 private:
  const Node* nodes_;
  NodeId parent_;
};

inline Children children(const File& file, NodeId parent) {
  return Children(file, parent);
}

// The first child of a kind, or node 0 (the file itself, which is nobody's child) where there is none.
inline NodeId child_of_kind(const File& file, NodeId parent, Kind kind) {
  for (NodeId child : children(file, parent)) {
    if (file[child].kind == kind) return child;
  }
  return NodeId{};
}

// The tree as indented text, one node a line: `kind detail "text of a leaf"`. For tests and for people.
std::string dump(const File& file);

}  // namespace quid::ast
