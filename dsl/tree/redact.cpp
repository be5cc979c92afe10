// Private text taken out.
//
// The idea in one sentence: what a private mark heads is cut from the bytes together with what was only
// written for its sake, so that what is left is what would have been written without it.
//
// An item (a declaration, a provision, an entry) takes along the comments on the lines directly above it, the
// comment behind it, its whole lines where nothing else stands on them, and then the blank lines that parted
// it from a neighbour. An alternative of a bracket takes along one bar. Text that was skipped after a mistake
// goes too where it holds the word `private`: nobody can tell what else of it is.
#include "dsl/tree/redact.hpp"

#include <algorithm>
#include <vector>

namespace quid::dsl {

namespace {

struct Cut {
  std::size_t begin;
  std::size_t end;
};

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r';
}

class Redaction {
 public:
  Redaction(const ast::File& file, std::string_view party) : file_(file), text_(file.text), party_(party) {}

  std::string run() {
    for (std::uint32_t i = 1; i < file_.nodes.size();) i = visit(ast::NodeId{i});
    std::string kept;
    kept.reserve(text_.size());
    std::size_t from = 0;
    for (const Cut& cut : cuts_) {
      if (cut.begin > from) kept += text_.substr(from, cut.begin - from);
      from = std::max(from, cut.end);
    }
    return kept += text_.substr(from);
  }

 private:
  // The node to look at next.
  std::uint32_t visit(ast::NodeId node) {
    const ast::Node& at = file_[node];
    if (at.kind == ast::Kind::bracket) cut_alternatives(node);
    const bool is_broken = at.kind == ast::Kind::broken && file_.text_of(node).find("private") != text_.npos;
    if (!is_broken && !is_private(node)) return node.value + 1;
    if (at.kind != ast::Kind::alternative) cut_item(at.begin, at.end);
    return at.next;
  }

  bool is_private(ast::NodeId node) const {
    for (ast::NodeId child : children(file_, node)) {
      if (file_[child].kind != ast::Kind::private_mark) continue;
      const ast::NodeId name = child_of_kind(file_, child, ast::Kind::name);
      return name.value == 0 || file_.text_of(name) != party_;
    }
    return false;
  }

  // -- places in the text

  std::size_t back_over_blanks(std::size_t at) const {
    while (at > 0 && is_blank(text_[at - 1])) --at;
    return at;
  }
  std::size_t over_blanks(std::size_t at) const {
    while (at < text_.size() && is_blank(text_[at])) ++at;
    return at;
  }
  bool begins_line(std::size_t at) const { return at == 0 || text_[at - 1] == '\n'; }
  bool ends_line(std::size_t at) const { return at == text_.size() || text_[at] == '\n'; }
  // Where the line before the one that begins at `at` begins.
  std::size_t line_before(std::size_t at) const {
    do --at;
    while (at > 0 && text_[at - 1] != '\n');
    return at;
  }
  std::size_t over_line_end(std::size_t at) const { return at < text_.size() ? at + 1 : at; }
  // Behind the comment that stands behind `at` on its line, or `at`.
  std::size_t over_comment(std::size_t at) const {
    const std::size_t next = over_blanks(at);
    if (next == text_.size() || text_[next] != '#') return at;
    return std::min(text_.find('\n', next), text_.size());
  }

  // -- items

  void cut_item(std::size_t begin, std::size_t end) {
    end = over_comment(end);
    const std::size_t line = back_over_blanks(begin);
    const bool first = begins_line(line);
    const bool last = ends_line(over_blanks(end));
    if (first && last) {
      cut_lines(line, over_line_end(over_blanks(end)));
    } else if (!first && (last || text_[over_blanks(end)] == '}')) {
      cuts_.push_back({line, last ? over_blanks(end) : end});
    } else {
      cuts_.push_back({begin, over_blanks(end)});
    }
  }

  void cut_lines(std::size_t begin, std::size_t end) {
    while (begin > 0 && is_comment_line(line_before(begin))) begin = line_before(begin);
    join_cut_before(begin);
    // Blank lines on both sides, or on one at the edge of a block or of the file, were there for its sake.
    std::size_t text_before = begin;
    while (text_before > 0 && is_blank_line(line_before(text_before))) {
      text_before = line_before(text_before);
    }
    std::size_t text_after = end;
    while (text_after < text_.size() && is_blank_line(text_after)) {
      text_after = over_line_end(over_blanks(text_after));
    }
    const bool blank_before = text_before < begin;
    const bool blank_after = text_after > end;
    const bool edge_after = text_after == text_.size() || text_[over_blanks(text_after)] == '}';
    if (blank_before && edge_after) {
      join_cut_before(text_before);
      cuts_.push_back({text_before, text_after});
    } else if (blank_after && (blank_before || is_edge(text_before))) {
      cuts_.push_back({begin, text_after});
    } else {
      cuts_.push_back({begin, end});
    }
  }
  // Takes a cut that ends at a line's begin into the one that begins there.
  void join_cut_before(std::size_t& begin) {
    while (!cuts_.empty() && cuts_.back().end >= begin && begins_line(cuts_.back().begin)) {
      begin = std::min(begin, cuts_.back().begin);
      cuts_.pop_back();
    }
  }
  bool is_comment_line(std::size_t begin) const {
    const auto at =
        std::lower_bound(file_.comments.begin(), file_.comments.end(), over_blanks(begin),
                         [](const ast::Comment& each, std::size_t place) { return each.begin < place; });
    return at != file_.comments.end() && at->begin == over_blanks(begin) && at->own_line;
  }
  bool is_blank_line(std::size_t begin) const { return ends_line(over_blanks(begin)); }
  // Whether a block, or the file, begins here.
  bool is_edge(std::size_t at) const {
    while (at > 0 && (is_blank(text_[at - 1]) || text_[at - 1] == '\n')) --at;
    return at == 0 || text_[at - 1] == '{';
  }

  // -- alternatives

  void cut_alternatives(ast::NodeId bracket) {
    bool kept_before = false;
    std::size_t behind = file_[bracket].begin + 1;  // the alternative before
    for (ast::NodeId each : children(file_, bracket)) {
      if (file_[each].kind != ast::Kind::alternative) continue;
      const ast::Node& at = file_[each];
      if (!is_private(each)) {
        kept_before = true;
      } else if (kept_before) {
        cuts_.push_back({bar_between(behind, at.begin), over_comment(at.end)});
      } else {
        cuts_.push_back({at.begin, next_alternative(each, bracket)});
      }
      behind = at.end;
    }
  }
  // Where the bar before an alternative, with the blanks before it, begins; comments may stand there.
  std::size_t bar_between(std::size_t from, std::size_t to) const {
    std::size_t at = from;
    while (at < to && text_[at] != '|') {
      at = text_[at] == '#' ? std::min(text_.find('\n', at), to) : at + 1;
    }
    while (at > from && (is_blank(text_[at - 1]) || text_[at - 1] == '\n')) --at;
    return at;
  }
  std::size_t next_alternative(ast::NodeId node, ast::NodeId bracket) const {
    const std::uint32_t next = file_[node].next;
    if (next < file_[bracket].next && file_.nodes[next].kind == ast::Kind::alternative) {
      return file_.nodes[next].begin;
    }
    return over_comment(file_[node].end);
  }

  const ast::File& file_;
  std::string_view text_;
  std::string_view party_;
  std::vector<Cut> cuts_;  // in the order of the text
};

}  // namespace

std::string redact(const ast::File& file, std::string_view party) {
  return Redaction(file, party).run();
}

}  // namespace quid::dsl
