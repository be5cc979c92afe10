// The pages of docs/rules, kept inside the program: what each finding means and what to do about it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace quid::tools {

// The sections of a page, as Markdown without their headings; empty where the page has none of it.
struct RuleText {
  std::string what;
  std::string why;
  std::string avoid;
  std::string prefer;
  std::string fix;
  std::string allow;
  std::vector<std::pair<std::string, std::string>> others;  // heading and text
};

// The whole page, by the rule's name.
std::optional<std::string_view> rule_page(std::string_view name);
RuleText rule_text(std::string_view name);

// Where the page stands in the project: what findings give as their `url`.
std::string rule_url(std::string_view name);

// Markdown for a terminal: fences become indented blocks, emphasis goes.
std::string plain_markdown(std::string_view text, int indent, int width);

}  // namespace quid::tools
