// The tree while it is being read: nodes are pushed in preorder and closed when their text ends.
#pragma once

#include <algorithm>
#include <string_view>

#include "core/values/ascii.hpp"
#include "dsl/tree/ast.hpp"

namespace quid::ast {

// Positions are offsets into `text`. A node whose text turned out not to fit is taken back with `shrink`.
class TreeBuilder {
 public:
  explicit TreeBuilder(std::string_view text) : text_(text) {
    nodes.reserve(text.size() / 6 + 16);  // what dense text needs
  }

  Table<Node> nodes;
  std::vector<Comment> comments;
  std::uint32_t current = 0;  // the innermost node that is open

  std::string_view text() const { return text_; }
  Node& open_node() { return nodes[current]; }
  std::uint32_t size() const { return static_cast<std::uint32_t>(nodes.size()); }
  void shrink(std::uint32_t size) { nodes.resize(size); }

  std::uint32_t open(Kind kind, std::uint32_t at) {
    const std::uint32_t index = size();
    nodes.push_back({kind, 0, 0, false, at, 0, 0});
    return index;
  }
  void close(std::uint32_t index, std::uint32_t end) {
    Node& node = nodes[index];
    node.end = std::max(node.begin, end);
    node.next = size();
  }
  void add_leaf(Kind kind, std::uint32_t begin, std::uint32_t end, bool has_error = false) {
    nodes.push_back({kind, 0, 0, has_error, begin, end, size() + 1});
  }
  // Puts the nodes from `index` on, siblings that are all closed, into a new node.
  void wrap(std::uint32_t index, Kind kind, std::uint32_t end) {
    const std::uint32_t begin = nodes[index].begin;
    nodes.insert(nodes.begin() + index, Node{kind, 0, 0, false, begin, 0, 0});
    for (std::uint32_t i = index + 1; i < size(); ++i) ++nodes[i].next;
    close(index, end);
  }
  // Makes the node that begins at `index`, and all in it, text that was not understood.
  void break_up(std::uint32_t index, std::uint32_t begin, std::uint32_t end) {
    shrink(index);
    add_leaf(Kind::broken, begin, end, true);
  }

  // A comment may be met again where the parse goes back; it counts once.
  void comment(std::uint32_t begin, std::uint32_t end) {
    if (!comments.empty() && begin < comments.back().end) return;
    if (text_[end - 1] == '\r') --end;
    std::uint32_t before = begin;
    while (before != 0 && (text_[before - 1] == ' ' || text_[before - 1] == '\t')) --before;
    comments.push_back({begin, end, begins_line(text_, before)});
  }

  // Where the text before `at` ends, white space and comments aside.
  std::uint32_t end_of_text_before(std::uint32_t at) const {
    std::size_t left = comments.size();
    for (;;) {
      while (at != 0 && is_blank(text_[at - 1])) --at;
      while (left != 0 && comments[left - 1].end > at) --left;
      if (left == 0 || comments[left - 1].end != at) return at;
      at = comments[left - 1].begin;
    }
  }

 private:
  std::string_view text_;
};

}  // namespace quid::ast
