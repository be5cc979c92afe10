#include "tools/commands/rules.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include "tools/page/answer.hpp"

namespace quid::tools {

namespace {

struct RulePage {
  std::string_view name;
  std::string_view text;
};

// Ends in a page without a name, for a project may have no pages yet.
constexpr RulePage pages[] = {
#include "rules.inc"
    RulePage{{}, {}},
};

std::string_view take_line(std::string_view& rest) {
  const std::string_view line = rest.substr(0, rest.find('\n'));
  rest.remove_prefix(std::min(rest.size(), line.size() + 1));
  return line;
}

std::string trimmed(std::string text) {
  text.erase(0, std::min(text.find_first_not_of("\n"), text.size()));
  text.erase(text.find_last_not_of(" \n") + 1);
  return text;
}

std::string without_emphasis(std::string_view line) {
  std::string text;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line.substr(i, 2) == "**") {
      ++i;
    } else {
      text += line[i];
    }
  }
  return text;
}

}  // namespace

std::optional<std::string_view> rule_page(std::string_view name) {
  for (const RulePage& page : pages) {
    if (!page.name.empty() && page.name == name) return page.text;
  }
  return std::nullopt;
}

RuleText rule_text(std::string_view name) {
  RuleText result;
  std::string_view rest = rule_page(name).value_or(std::string_view{});
  std::string* section = &result.what;
  bool fenced = false;
  while (!rest.empty()) {
    const std::string_view line = take_line(rest);
    if (line.starts_with("```")) fenced = !fenced;
    if (!fenced && line.starts_with("# ")) continue;
    if (fenced || !line.starts_with("##")) {
      section->append(line).append("\n");
      continue;
    }
    std::string heading(line.substr(line.find_first_not_of("# ")));
    std::string words = heading;
    std::transform(words.begin(), words.end(), words.begin(),
                   [](unsigned char c) { return std::tolower(c); });
    const auto has = [&](std::string_view word) { return words.find(word) != std::string::npos; };
    section = has("allow")    ? &result.allow
              : has("avoid")  ? &result.avoid
              : has("prefer") ? &result.prefer
              : has("fix")    ? &result.fix
              : has("why")    ? &result.why
              : has("what")   ? &result.what
                              : &result.others.emplace_back(std::move(heading), "").second;
  }
  for (std::string* each :
       {&result.what, &result.why, &result.avoid, &result.prefer, &result.fix, &result.allow}) {
    *each = trimmed(std::move(*each));
  }
  for (auto& other : result.others) other.second = trimmed(std::move(other.second));
  return result;
}

std::string rule_url(std::string_view name) {
  return "docs/rules/" + std::string(name) + ".md";
}

std::string plain_markdown(std::string_view text, int indent, int width) {
  const std::string margin(static_cast<std::size_t>(indent), ' ');
  std::string result;
  std::string paragraph;
  const auto flush = [&] {
    if (paragraph.empty()) return;
    const bool item = paragraph.starts_with("- ") || (paragraph.size() > 2 && paragraph[1] == '.');
    bool first = true;
    for (const std::string& line : dsl::wrapped(paragraph, width - indent - (item ? 3 : 0))) {
      result += margin + (item && !first ? "   " : "") + line + "\n";
      first = false;
    }
    paragraph.clear();
  };
  bool fenced = false;
  while (!text.empty()) {
    const std::string_view line = take_line(text);
    if (line.starts_with("```")) {
      flush();
      fenced = !fenced;
    } else if (fenced) {
      result += line.empty() ? "\n" : margin + "  " + std::string(line) + "\n";
    } else if (line.empty()) {
      flush();
      if (!result.ends_with("\n\n") && !result.empty()) result += "\n";
    } else {
      const bool item =
          line.starts_with("- ") || line.starts_with("|") ||
          (line.size() > 2 && std::isdigit(static_cast<unsigned char>(line[0])) != 0 && line[1] == '.');
      if (item) flush();
      paragraph += (paragraph.empty() ? "" : " ") + without_emphasis(line);
    }
  }
  flush();
  return result;
}

}  // namespace quid::tools
