#include "tools/commands/same_tree.hpp"

#include <algorithm>
#include <string>

namespace quid::tools {

namespace {

// White space between words carries no meaning; inside a string it does.
std::string squeezed(std::string_view text) {
  if (text.starts_with('"')) return std::string(text);
  std::string result;
  for (char c : text) {
    const bool space = c == ' ' || c == '\t' || c == '\n' || c == '\r';
    if (!space) {
      result += c;
    } else if (!result.empty() && result.back() != ' ') {
      result += ' ';
    }
  }
  if (result.ends_with(' ')) result.pop_back();
  return result;
}

bool same_words(std::string_view a, std::string_view b) {
  return a == b || squeezed(a) == squeezed(b);
}

}  // namespace

bool same_tree(const ast::File& a, const ast::File& b) {
  if (a.nodes.size() != b.nodes.size()) return false;
  for (std::uint32_t i = 0; i < a.nodes.size(); ++i) {
    const ast::Node& x = a.nodes[i];
    const ast::Node& y = b.nodes[i];
    if (x.kind != y.kind || x.detail != y.detail || x.second_detail != y.second_detail || x.next != y.next) {
      return false;
    }
    const bool leaf = x.next == i + 1;
    if (leaf && !same_words(a.text_of({i}), b.text_of({i}))) return false;
  }
  return true;
}

bool same_comments(const ast::File& a, const ast::File& b) {
  return std::equal(a.comments.begin(), a.comments.end(), b.comments.begin(), b.comments.end(),
                    [&](const ast::Comment& x, const ast::Comment& y) {
                      return same_words(a.text.substr(x.begin, x.end - x.begin),
                                        b.text.substr(y.begin, y.end - y.begin));
                    });
}

}  // namespace quid::tools
