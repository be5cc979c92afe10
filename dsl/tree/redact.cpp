// Private text taken out.
//
// The idea in one sentence: what a private mark heads is cut from the bytes together with what was only
// written for its sake, so that what is left is what would have been written without it.
//
// An item (a declaration, a provision, an entry, what a proposal adds) takes along the comments on the lines
// directly above it, the comment behind it, its whole lines where nothing else stands on them, and then the
// blank lines that parted it from a neighbour. An alternative of a bracket takes along one bar, the comments
// that stand before it, and those on its line. Where it is open whose comment it is, it goes.
#include "dsl/tree/redact.hpp"

#include <algorithm>
#include <optional>
#include <vector>

#include "core/values/ascii.hpp"

namespace quid::dsl {

namespace {

struct Cut {
  std::size_t begin;
  std::size_t end;
};

class Redaction {
 public:
  Redaction(const ast::File& file, std::string_view party)
      : file_(file),
        text_(file.text),
        start_(text_.starts_with(byte_order_mark) ? byte_order_mark.size() : 0),
        party_(party) {}

  std::string run() {
    for (std::uint32_t i = 1; i < file_.nodes.size();) i = visit(ast::NodeId{i});
    // The alternatives of a bracket are cut before those of a bracket inside it.
    std::sort(cuts_.begin(), cuts_.end(), [](const Cut& a, const Cut& b) { return a.begin < b.begin; });
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
    if (!is_private(at.kind == ast::Kind::add ? first_child(node) : node)) return node.value + 1;
    if (at.kind != ast::Kind::alternative) cut_item(at.begin, at.end);
    return at.next;
  }

  static ast::NodeId first_child(ast::NodeId node) { return {node.value + 1}; }

  bool is_private(ast::NodeId node) const {
    for (ast::NodeId child : children(file_, node)) {
      if (file_[child].kind != ast::Kind::private_mark) continue;
      const ast::NodeId name = child_of_kind(file_, child, ast::Kind::name);
      return name.value == 0 || file_.text_of(name) != party_;
    }
    return false;
  }

  // -- places in the text

  // A carriage return that ends a line with its line feed is no blank.
  bool is_blank(std::size_t at) const {
    return text_[at] == ' ' || text_[at] == '\t' || (text_[at] == '\r' && !ends_line(at));
  }
  bool is_space(std::size_t at) const { return quid::is_blank(text_[at]); }
  std::size_t back_over_blanks(std::size_t at) const {
    while (at > start_ && is_blank(at - 1)) --at;
    return at;
  }
  std::size_t over_blanks(std::size_t at) const {
    while (at < text_.size() && is_blank(at)) ++at;
    return at;
  }
  std::size_t back_over_space(std::size_t at) const {
    while (at > start_ && is_space(at - 1)) --at;
    return at;
  }
  std::size_t over_space(std::size_t at) const {
    while (at < text_.size() && is_space(at)) ++at;
    return at;
  }
  bool begins_line(std::size_t at) const { return quid::begins_line(text_, at); }
  bool ends_line(std::size_t at) const {
    return at == text_.size() || text_[at] == '\n' || text_.substr(at, 2) == "\r\n";
  }
  // Where the line of `at` ends: before its line end.
  std::size_t line_end(std::size_t at) const {
    while (!ends_line(at)) ++at;
    return at;
  }
  // Where the line before the one that begins at `at` begins.
  std::size_t line_before(std::size_t at) const {
    do --at;
    while (at > start_ && text_[at - 1] != '\n');
    return at;
  }
  std::size_t over_line_end(std::size_t at) const {
    if (at == text_.size()) return at;
    return at + (text_[at] == '\r' ? 2 : 1);
  }
  // Behind the comment that stands behind `at` on its line, or `at`.
  std::size_t over_comment(std::size_t at) const {
    const std::size_t next = over_blanks(at);
    return next != text_.size() && text_[next] == '#' ? line_end(next) : at;
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
    while (begin > start_ && is_comment_line(line_before(begin))) begin = line_before(begin);
    join_cut_before(begin);
    // Blank lines on both sides, or on one at the edge of a block or of the file, were there for its sake.
    std::size_t text_before = begin;
    while (text_before > start_ && is_blank_line(line_before(text_before))) {
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
    at = back_over_space(at);
    return at == start_ || text_[at - 1] == '{';
  }

  // -- alternatives

  // Each run of private alternatives goes, with what lies between the alternatives around it that stay.
  void cut_alternatives(ast::NodeId bracket) {
    std::optional<ast::NodeId> kept;
    std::optional<ast::NodeId> cut;  // the last of the run
    for (ast::NodeId each : children(file_, bracket)) {
      if (file_[each].kind != ast::Kind::alternative) continue;
      if (is_private(each)) {
        cut = each;
        continue;
      }
      if (cut) cut_between(bracket, kept, *cut, each);
      kept = each;
      cut.reset();
    }
    if (cut) cut_to_the_end(bracket, kept);
  }

  // What stays of the alternative before: it, and the comment behind it.
  struct Kept {
    std::size_t end;
    bool needs_line_end;
  };
  Kept kept_before(ast::NodeId bracket, std::optional<ast::NodeId> kept) const {
    if (!kept) return {file_[bracket].begin + 1, false};
    const std::size_t end = over_comment(file_[*kept].end);
    return {end, end != file_[*kept].end};
  }

  void cut_to_the_end(ast::NodeId bracket, std::optional<ast::NodeId> kept) {
    const std::size_t close = file_[bracket].end - 1;
    const Kept before = kept_before(bracket, kept);
    const std::size_t space = kept ? back_over_space(close) : close;
    if (before.needs_line_end && line_end(space) >= close) {
      cuts_.push_back({over_space(before.end), close});
    } else {
      cuts_.push_back({before.end, std::max(space, before.end)});
    }
  }

  // `cut` is the last of the run, `next` stays. The line on which the run ends is private; below it stands
  // what was written for `next`.
  void cut_between(ast::NodeId bracket, std::optional<ast::NodeId> kept, ast::NodeId cut, ast::NodeId next) {
    const Kept before = kept_before(bracket, kept);
    const std::size_t bar = bar_between(file_[cut].end, file_[next].begin);
    const std::size_t last_line = line_end(over_comment(file_[cut].end));
    const std::size_t end = last_line < bar ? last_line : bar;
    if (!kept) {
      const std::size_t first = over_space(end);
      if (first == bar) {
        cuts_.push_back({before.end, over_space(over_comment_of_run(cut, bar))});
      } else {
        cuts_.push_back({before.end, first});
        cuts_.push_back({bar, over_space(bar + 1)});
      }
      return;
    }
    if (end != bar) {
      cuts_.push_back({before.end, end});
      return;
    }
    if (before.needs_line_end) {
      cuts_.push_back({over_space(before.end), bar});
    } else {
      cuts_.push_back({before.end, back_over_space(bar)});
    }
    cuts_.push_back({bar + 1, over_comment_of_run(cut, bar)});
  }
  // Behind the bar, and behind the comment after it where the run's last alternative stands on its line.
  std::size_t over_comment_of_run(ast::NodeId cut, std::size_t bar) const {
    return line_end(file_[cut].end) < bar ? bar + 1 : over_comment(bar + 1);
  }
  // The bar between two alternatives; comments may stand there.
  std::size_t bar_between(std::size_t from, std::size_t to) const {
    std::size_t at = from;
    while (at < to && text_[at] != '|') at = text_[at] == '#' ? line_end(at) : at + 1;
    return at;
  }

  const ast::File& file_;
  std::string_view text_;
  std::size_t start_;  // behind a byte order mark
  std::string_view party_;
  std::vector<Cut> cuts_;  // in the order of the text
};

}  // namespace

std::string redact(const ast::File& file, std::string_view party) {
  return Redaction(file, party).run();
}

}  // namespace quid::dsl
