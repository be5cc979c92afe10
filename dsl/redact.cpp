// Private text taken out.
//
// The idea in one sentence: what a private mark heads is cut from the bytes, with its whole lines where
// nothing else stands on them, so that what is left is what would have been written without it.
#include <algorithm>
#include <vector>

#include "dsl/compile.hpp"

namespace quid {

namespace {

struct Cut {
  std::size_t begin;
  std::size_t end;
};

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r';
}

bool blank_before(std::string_view text, std::size_t at) {
  while (at > 0 && is_blank(text[at - 1])) --at;
  return at == 0 || text[at - 1] == '\n';
}

bool blank_after(std::string_view text, std::size_t at) {
  while (at < text.size() && is_blank(text[at])) ++at;
  return at == text.size() || text[at] == '\n';
}

// A declaration, provision or entry: with its lines, where it fills them. A comment behind it on its last
// line was written about it, and goes too; so does one blank line that parted it from what follows.
Cut cut_of_item(std::string_view text, std::size_t begin, std::size_t end) {
  std::size_t after = end;
  while (after < text.size() && is_blank(text[after])) ++after;
  if (after < text.size() && text[after] == '#') {
    end = std::min(text.find('\n', after), text.size());
  }
  if (!blank_before(text, begin) || !blank_after(text, end)) {
    // On a line with others: the blanks that part it from the next one.
    while (end < text.size() && is_blank(text[end])) ++end;
    return {begin, end};
  }
  while (begin > 0 && is_blank(text[begin - 1])) --begin;
  end = std::min(text.find('\n', end), text.size());
  if (end < text.size()) ++end;
  const bool blank_line_above =
      begin == 0 || (begin >= 2 && text[begin - 1] == '\n' && text[begin - 2] == '\n');
  if (blank_line_above && end < text.size()) {
    std::size_t line_end = end;
    while (line_end < text.size() && is_blank(text[line_end])) ++line_end;
    if (line_end < text.size() && text[line_end] == '\n') end = line_end + 1;
  }
  return {begin, end};
}

// An alternative: with the bar that parts it from its neighbour.
Cut cut_of_alternative(std::string_view text, std::size_t begin, std::size_t end, bool is_first) {
  std::size_t before = begin;
  while (before > 0 && (is_blank(text[before - 1]) || text[before - 1] == '\n')) --before;
  if (!is_first && before > 0 && text[before - 1] == '|') {
    --before;
    while (before > 0 && is_blank(text[before - 1])) --before;
    return {before, end};
  }
  std::size_t after = end;
  while (after < text.size() && (is_blank(text[after]) || text[after] == '\n')) ++after;
  if (after < text.size() && text[after] == '|') {
    ++after;
    while (after < text.size() && is_blank(text[after])) ++after;
    return {begin, after};
  }
  return {begin, end};
}

bool is_private_to_other(const ast::File& file, ast::NodeId node, std::string_view party) {
  for (ast::NodeId child : ast::children(file, node)) {
    if (file[child].kind != ast::Kind::private_mark) continue;
    for (ast::NodeId name : ast::children(file, child)) {
      if (file[name].kind == ast::Kind::name) return file.text_of(name) != party;
    }
    return true;
  }
  return false;
}

}  // namespace

std::string redact(const ast::File& file, std::string_view party) {
  std::vector<Cut> cuts;
  for (std::uint32_t i = 0; i < file.nodes.size();) {
    const ast::NodeId node{i};
    const ast::Node& at = file[node];
    if (!is_private_to_other(file, node, party)) {
      ++i;
      continue;
    }
    if (at.kind == ast::Kind::alternative) {
      const bool is_first = i > 0 && file.nodes[i - 1].kind == ast::Kind::bracket;
      cuts.push_back(cut_of_alternative(file.text, at.begin, at.end, is_first));
    } else {
      cuts.push_back(cut_of_item(file.text, at.begin, at.end));
    }
    i = at.next;
  }
  std::string kept;
  std::size_t from = 0;
  for (const Cut& cut : cuts) {
    if (cut.begin > from) kept += file.text.substr(from, cut.begin - from);
    from = std::max(from, cut.end);
  }
  kept += file.text.substr(std::min(from, file.text.size()));
  return kept;
}

}  // namespace quid
