#include "tests/layout.hpp"

#include <algorithm>
#include <vector>

#include "dsl/tree/format.hpp"
#include "dsl/tree/parse.hpp"

namespace quid::tests {
namespace {

// A text with its tree.
struct Read {
  explicit Read(std::string text)
      : id(sources.add("text.quid", std::move(text))), file(parse(sources, id, findings)) {}

  dsl::Sources sources;
  dsl::Diagnostics findings;
  FileId id;
  ast::File file;
};

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

bool is_inside(Span span, std::size_t size) {
  return span.begin <= span.end && span.end <= size;
}

// The text of a range without white space and comments; strings as they are.
std::string bare(const ast::File& file, std::uint32_t begin, std::uint32_t end) {
  std::string result;
  auto comment = std::ranges::lower_bound(file.comments, begin, {}, &ast::Comment::begin);
  bool in_string = false;
  for (std::uint32_t at = begin; at < end; ++at) {
    if (comment != file.comments.end() && at == comment->begin) {
      at = comment->end - 1;
      ++comment;
      continue;
    }
    if (file.text[at] == '"') in_string = !in_string;
    if (in_string || !is_space(file.text[at])) result.push_back(file.text[at]);
  }
  return result;
}

std::string text_of(const ast::File& file, const ast::Comment& comment) {
  std::string text(file.text.substr(comment.begin, comment.end - comment.begin));
  while (is_space(text.back())) text.pop_back();
  return text;
}

std::string named(const ast::File& file, std::uint32_t node) {
  return std::string(ast::to_string(file.nodes[node].kind)) + " `" +
         std::string(file.text_of(ast::NodeId{node})) + "`";
}

std::string difference_of_trees(const ast::File& a, const ast::File& b) {
  for (std::uint32_t i = 0; i < std::min(a.nodes.size(), b.nodes.size()); ++i) {
    const ast::Node& one = a.nodes[i];
    const ast::Node& other = b.nodes[i];
    const bool is_leaf = one.next == i + 1;
    const bool same = one.kind == other.kind && one.detail == other.detail &&
                      one.second_detail == other.second_detail && one.next == other.next &&
                      (!is_leaf || bare(a, one.begin, one.end) == bare(b, other.begin, other.end));
    if (!same) return named(a, i) + " became " + named(b, i);
  }
  return a.nodes.size() == b.nodes.size() ? "" : "the number of nodes changed";
}

std::string difference_of_comments(const ast::File& a, const ast::File& b) {
  std::uint32_t a_done = 0;
  std::uint32_t b_done = 0;
  for (std::size_t i = 0; i < std::min(a.comments.size(), b.comments.size()); ++i) {
    const ast::Comment& one = a.comments[i];
    const ast::Comment& other = b.comments[i];
    if (text_of(a, one) != text_of(b, other))
      return "`" + text_of(a, one) + "` became `" + text_of(b, other) + "`";
    if (one.own_line != other.own_line)
      return "`" + text_of(a, one) + "` changed whether it has a line of its own";
    if (bare(a, a_done, one.begin) != bare(b, b_done, other.begin)) return "`" + text_of(a, one) + "` moved";
    a_done = one.end;
    b_done = other.end;
  }
  return a.comments.size() == b.comments.size() ? "" : "the number of comments changed";
}

}  // namespace

std::string trouble_with_parse(std::string_view text) {
  const Read read{std::string(text)};
  const ast::File& file = read.file;
  if (file.nodes.empty() || file.nodes[0].kind != ast::Kind::file || file.nodes[0].next != file.nodes.size())
    return "there is no file around the tree";
  std::vector<std::uint32_t> parents;
  for (std::uint32_t i = 0; i < file.nodes.size(); ++i) {
    const ast::Node& node = file.nodes[i];
    while (!parents.empty() && file.nodes[parents.back()].next <= i) parents.pop_back();
    if (node.begin > node.end || node.end > text.size()) return "a node lies outside the text";
    if (node.next <= i || (!parents.empty() && node.next > file.nodes[parents.back()].next))
      return named(file, i) + " ends behind what contains it";
    parents.push_back(i);
  }
  std::uint32_t done = 0;
  for (const ast::Comment& comment : file.comments) {
    if (comment.begin < done || comment.end <= comment.begin || text[comment.begin] != '#')
      return "a comment is none, or comes twice";
    done = comment.end;
  }
  // Bytes that are no text may stand in a string or a comment, and leave no mark.
  const bool is_marked = std::ranges::any_of(file.nodes, &ast::Node::has_error);
  const bool is_wrong = std::ranges::any_of(read.findings, [](const dsl::Diagnostic& finding) {
    return finding.kind != dsl::DiagnosticKind::not_text;
  });
  if (is_marked && read.findings.empty()) return "a mistake is marked in the tree and not told";
  if (is_wrong && !is_marked) return "a mistake is told and not marked in the tree";
  for (const dsl::Diagnostic& finding : read.findings) {
    if (!is_inside(finding.place, text.size())) return "a finding lies outside the text";
    for (const dsl::Label& label : finding.related) {
      if (!is_inside(label.span, text.size())) return "a label lies outside the text";
    }
    for (const dsl::Help& help : finding.help) {
      for (const dsl::Edit& edit : help.edits) {
        if (!is_inside(edit.span, text.size())) return "an edit lies outside the text";
      }
    }
  }
  return "";
}

std::string trouble_with_idempotence(std::string_view text) {
  const Read before{std::string(text)};
  if (!before.findings.empty()) return "";
  const Read once(dsl::format(before.file));
  if (!once.findings.empty()) return "there is a mistake in what was laid out: " + once.findings[0].message;
  const std::string twice = dsl::format(once.file);
  return twice == once.file.text
             ? ""
             : "laid out once:\n" + std::string(once.file.text) + "laid out twice:\n" + twice;
}

std::string trouble_with_meaning(std::string_view text) {
  const Read before{std::string(text)};
  if (!before.findings.empty()) return "";
  const Read after(dsl::format(before.file));
  if (!after.findings.empty()) return "there is a mistake in what was laid out: " + after.findings[0].message;
  const std::string trouble = difference_of_trees(before.file, after.file);
  return trouble.empty() ? difference_of_comments(before.file, after.file) : trouble;
}

}  // namespace quid::tests
