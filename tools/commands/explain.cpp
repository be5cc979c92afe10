// quid explain: what a finding means, why it matters and what to write instead.
#include <fmt/core.h>

#include <array>

#include "dsl/findings/diagnostic.hpp"
#include "dsl/findings/spelling.hpp"
#include "tools/ask/workspace.hpp"
#include "tools/commands/command.hpp"
#include "tools/commands/rules.hpp"
#include "tools/page/json.hpp"

namespace quid::tools {

namespace {

struct Class {
  char digit;
  std::string_view title;
};
constexpr std::array classes = {
    Class{'0', "Q0  syntax"},
    Class{'1', "Q1  names and references"},
    Class{'2', "Q2  what waits for what"},
    Class{'3', "Q3  logic and dates"},
    Class{'4', "Q4  drafting words"},
    Class{'5', "Q5  state of the negotiation"},
    Class{'6', "Q6  quantities, codes, units"},
    Class{'9', "Q9  suppressions"},
};

void rule_json(Json& json, const dsl::DiagnosticInfo& rule) {
  const RuleText text = rule_text(rule.name);
  json.open_object();
  json.key("code")
      .value(rule.code)
      .key("name")
      .value(rule.name)
      .key("severity")
      .value(to_string(rule.severity));
  json.key("title")
      .value(rule.title)
      .key("what")
      .value(text.what.empty() ? std::string(rule.title) : text.what);
  json.key("why").value(text.why).key("avoid").value(text.avoid).key("prefer").value(text.prefer);
  json.key("fix").value(text.fix).key("allow").value(text.allow).key("url").value(rule_url(rule.name));
  json.close();
}

std::string page_of(const dsl::DiagnosticInfo& rule, const Look& look) {
  const RuleText text = rule_text(rule.name);
  const std::string name = fmt::format("{} ({})", rule.name, rule.code);
  const std::string severity(to_string(rule.severity));
  const int space = look.width - dsl::columns_of(name) - dsl::columns_of(severity);
  std::string page =
      look.face == Face::human
          ? name + std::string(static_cast<std::size_t>(std::max(space, 2)), ' ') + severity + "\n"
          : name + ", " + severity + "\n";
  const auto section = [&](std::string_view heading, const std::string& body) {
    if (body.empty()) return;
    const int width = look.face == Face::human ? look.width : 10000;
    page += fmt::format("\n{}\n{}", heading, plain_markdown(body, 2, width));
  };
  section("What it checks", text.what.empty() ? std::string(rule.title) : text.what);
  section("Why it matters", text.why);
  section("Avoid", text.avoid);
  section("Prefer", text.prefer);
  section("How to fix", text.fix);
  for (const auto& [heading, body] : text.others) section(heading, body);
  section("How to allow it", text.allow);
  return page + "\nnext: quid check\n";
}

Answer list_of_rules() {
  Answer answer;
  const auto rules = dsl::all_diagnostics();
  answer.sentence = fmt::format("{} rules; each has a page.", rules.size());
  for (const Class& each : classes) {
    Table table;
    table.title = each.title;
    table.columns = {{"CODE"}, {"NAME"}, {"SEVERITY"}, {"WHAT", true}};
    for (const dsl::DiagnosticInfo& rule : rules) {
      if (rule.code[1] != each.digit) continue;
      table.rows.push_back({{std::string(rule.code)},
                            {std::string(rule.name)},
                            {std::string(to_string(rule.severity))},
                            {std::string(rule.title)}});
    }
    if (!table.rows.empty()) answer.blocks.emplace_back(std::move(table));
  }
  answer.next.push_back(fmt::format("quid explain {}", rules.front().name));
  return answer;
}

int run_explain(const Request& request, Output& out) {
  if (request.words.empty()) {
    return publish(
        request, list_of_rules(), nullptr,
        [&](Json& json) {
          json.key("rules").open_array();
          for (const dsl::DiagnosticInfo& rule : dsl::all_diagnostics()) rule_json(json, rule);
          json.close();
        },
        Exit::yes, out);
  }
  const std::string& word = request.words.front();
  const std::optional<dsl::DiagnosticKind> kind = dsl::find_diagnostic(word);
  if (!kind) {
    std::vector<std::string_view> names;
    for (const dsl::DiagnosticInfo& rule : dsl::all_diagnostics()) {
      names.push_back(rule.name);
      names.push_back(rule.code);
    }
    throw Failure(fmt::format("no rule `{}`{}", word, dsl::did_you_mean(word, names)), "quid explain");
  }
  const dsl::DiagnosticInfo& rule = info(*kind);
  to_each(request, out, [&](const FormatChoice& choice, Output& to) {
    if (choice.format != Format::json) {
      to.raw(page_of(rule, look(request, choice)));
      return;
    }
    Json json(to);
    json.open_object().key("quid").value(1).key("command").value("explain").key("rule");
    rule_json(json, rule);
    json.close();
  });
  return Exit::yes;
}

}  // namespace

const CommandInfo explain_command = {
    .name = "explain",
    .words = "[RULE|CODE]",
    .answers = "what a finding means, and what to write instead",
    .examples =
        "  quid explain circular-unlock\n"
        "  quid explain Q201\n"
        "  quid explain                       every rule\n",
    .most_words = 1,
    .run = run_explain,
};

}  // namespace quid::tools
