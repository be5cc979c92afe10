// Suppressions.
//
// A comment is a suppression where `allow` is its first word and what follows looks like a rule: a name or
// code of the registry, or a word with a hyphen that is followed by `:`, `,`, `until` or nothing. Other
// comments may begin with "allow" as they like.
#include "dsl/check/suppress.hpp"

#include <algorithm>
#include <optional>

#include "core/model/words.hpp"
#include "core/values/ascii.hpp"
#include "dsl/findings/spelling.hpp"
#include "dsl/findings/wording.hpp"

namespace quid::dsl {

namespace {

struct AllowedRule {
  Span place;
  std::optional<DiagnosticKind> kind;  // none: no rule of that name
  bool used = false;
};

struct Suppression {
  Span place;                        // the comment
  std::vector<std::uint32_t> lines;  // that it speaks for
  std::vector<AllowedRule> rules;
  std::optional<Date> until;
  Span until_place;
  bool bad_date = false;
  bool has_reason = false;
  bool own_line = false;

  bool has_expired(Date today) const { return until && *until < today; }
};

bool is_rule_char(char c) {
  return is_name_char(c) || c == '_';
}

// Reads one comment from the left to the right.
class Reader {
 public:
  Reader(const ast::File& file, const ast::Comment& comment)
      : file_(file), at_(comment.begin), end_(comment.end) {}

  std::optional<Suppression> read() {
    Suppression result;
    result.place = {file_.id, at_, end_};
    ++at_;  // the sign itself
    if (text(word()) != "allow") return std::nullopt;
    do {
      const Span name = word();
      if (name.begin == name.end) return std::nullopt;
      const std::optional<DiagnosticKind> kind = find_diagnostic(text(name));
      if (!kind && !(text(name).find('-') != std::string_view::npos && ends_a_name())) return std::nullopt;
      result.rules.push_back({name, kind, false});
    } while (take(','));
    const std::uint32_t before = at_;
    if (text(word()) == "until") {
      skip_spaces();
      result.until_place = word();
      result.until = parse_date(text(result.until_place));
      result.bad_date = !result.until;
    } else {
      at_ = before;
    }
    if (take(':')) {
      skip_spaces();
      result.has_reason = at_ < end_;
    }
    return result;
  }

 private:
  std::string_view text(Span span) const { return file_.text.substr(span.begin, span.end - span.begin); }
  void skip_spaces() {
    while (at_ < end_ && (file_.text[at_] == ' ' || file_.text[at_] == '\t' || file_.text[at_] == '\r'))
      ++at_;
  }
  Span word() {
    skip_spaces();
    Span span{file_.id, at_, at_};
    while (at_ < end_ && is_rule_char(file_.text[at_])) ++at_;
    span.end = at_;
    return span;
  }
  bool take(char c) {
    skip_spaces();
    if (at_ >= end_ || file_.text[at_] != c) return false;
    ++at_;
    return true;
  }
  bool ends_a_name() {
    const std::uint32_t before = at_;
    skip_spaces();
    const bool ends =
        at_ >= end_ || file_.text[at_] == ':' || file_.text[at_] == ',' || text(word()) == "until";
    at_ = before;
    return ends;
  }

  const ast::File& file_;
  std::uint32_t at_;
  std::uint32_t end_;
};

// Comments on lines of their own speak for the next line that is none.
void set_lines(const Sources& sources, const ast::File& file, std::size_t comment, Suppression& suppression) {
  std::uint32_t line = sources.position(file.id, file.comments[comment].begin).line;
  suppression.lines.push_back(line);
  if (!file.comments[comment].own_line) return;
  suppression.own_line = true;
  for (std::size_t i = comment + 1; i < file.comments.size(); ++i) {
    const ast::Comment& next = file.comments[i];
    if (!next.own_line || sources.position(file.id, next.begin).line != line + 1) break;
    ++line;
  }
  suppression.lines.push_back(line + 1);
}

std::vector<Suppression> read_suppressions(const Sources& sources, const Syntax& syntax) {
  std::vector<Suppression> list;
  for (const ast::File& file : syntax.files) {
    for (std::size_t i = 0; i < file.comments.size(); ++i) {
      const std::string_view text =
          file.text.substr(file.comments[i].begin, file.comments[i].end - file.comments[i].begin);
      if (text.find("allow") == std::string_view::npos) continue;
      std::optional<Suppression> suppression = Reader(file, file.comments[i]).read();
      if (!suppression) continue;
      set_lines(sources, file, i, *suppression);
      list.push_back(std::move(*suppression));
    }
  }
  return list;
}

bool may_be_allowed(DiagnosticKind kind) {
  const DiagnosticInfo& rule = info(kind);
  return rule.severity != Severity::error && !rule.code.starts_with("Q9");
}

bool speaks_for(const Sources& sources, const Suppression& suppression, Span place) {
  if (!place.file.valid() || place.file != suppression.place.file) return false;
  const std::uint32_t line = sources.position(place.file, place.begin).line;
  return std::find(suppression.lines.begin(), suppression.lines.end(), line) != suppression.lines.end();
}

bool speaks_for(const Sources& sources, const Suppression& suppression, const Diagnostic& finding) {
  if (speaks_for(sources, suppression, finding.place)) return true;
  return std::any_of(finding.related.begin(), finding.related.end(),
                     [&](const Label& label) { return speaks_for(sources, suppression, label.span); });
}

// -- findings about suppressions

// The whole line, where the comment is all of it.
Span removable(const Sources& sources, const Suppression& suppression) {
  Span span = suppression.place;
  const std::string_view text = sources.text(span.file);
  if (!suppression.own_line) {
    while (span.begin > 0 && (text[span.begin - 1] == ' ' || text[span.begin - 1] == '\t')) --span.begin;
    return span;
  }
  const Position at = sources.position(span.file, span.begin);
  span.begin = sources.line_begin(span.file, at.line);
  if (span.end < text.size() && text[span.end] == '\r') ++span.end;
  if (span.end < text.size() && text[span.end] == '\n') ++span.end;
  return span;
}

Diagnostic unused(const Sources& sources, const Suppression& suppression, const AllowedRule& rule) {
  const std::string name = quoted(sources.text(rule.place));
  Diagnostic result{DiagnosticKind::unused_allow, "", rule.place, ""};
  if (!rule.kind) {
    result.message = "no rule is called " + name;
    std::vector<std::string_view> names;
    for (const DiagnosticInfo& each : all_diagnostics()) names.push_back(each.name);
    if (const auto near = nearest(sources.text(rule.place), names)) {
      result.help.push_back(
          {"did you mean `" + std::string(*near) + "`?", {{rule.place, std::string(*near)}}});
    }
    return result;
  }
  if (!may_be_allowed(*rule.kind)) {
    result.message = name + " cannot be allowed";
    result.label =
        info(*rule.kind).severity == Severity::error ? "an error stays one" : "it is about suppressions";
    return result;
  }
  result.message = "there is no " + name + " here to allow";
  result.label = "nothing on this line or the next";
  if (!suppression.own_line) result.label = "nothing on this line";
  Help help{"delete the comment", {}};
  if (suppression.rules.size() == 1) help.edits.push_back({removable(sources, suppression), ""});
  if (suppression.rules.size() > 1) help.text = "delete the name";
  result.help.push_back(std::move(help));
  return result;
}

void report(const Sources& sources, const Suppression& suppression, Date today, bool whole,
            Diagnostics& findings) {
  if (suppression.bad_date) {
    findings.push_back({DiagnosticKind::impossible_date,
                        "`" + std::string(sources.text(suppression.until_place)) + "` is no day",
                        suppression.until_place, "a date is written 2026-12-31"});
  }
  if (!suppression.has_reason) {
    findings.push_back({DiagnosticKind::allow_without_reason,
                        "this allows a finding and does not say why",
                        suppression.place,
                        "no reason after `:`",
                        {},
                        {},
                        {{"write the reason after a colon: `# allow NAME: why`", {}}}});
  }
  for (const AllowedRule& rule : suppression.rules) {
    if (!rule.used) {
      // What an error has kept from being checked may still be there to allow.
      if (whole || !rule.kind || !may_be_allowed(*rule.kind))
        findings.push_back(unused(sources, suppression, rule));
    } else if (suppression.has_expired(today)) {
      findings.push_back({DiagnosticKind::expired_allow,
                          "`" + std::string(sources.text(rule.place)) + "` was allowed until " +
                              words(*suppression.until) + ", and is still here",
                          suppression.until_place, "this day has passed"});
    }
  }
}

}  // namespace

Diagnostics apply_suppressions(const Sources& sources, const Syntax& syntax, Diagnostics findings,
                               Date today) {
  std::vector<Suppression> suppressions = read_suppressions(sources, syntax);
  if (suppressions.empty()) return findings;
  const bool whole = std::none_of(findings.begin(), findings.end(), [](const Diagnostic& finding) {
    return finding.severity() == Severity::error;
  });
  const auto is_allowed = [&](const Diagnostic& finding) {
    if (!may_be_allowed(finding.kind)) return false;
    bool allowed = false;
    for (Suppression& suppression : suppressions) {
      for (AllowedRule& rule : suppression.rules) {
        if (rule.kind != finding.kind || !speaks_for(sources, suppression, finding)) continue;
        rule.used = true;
        allowed = allowed || !suppression.has_expired(today);
      }
    }
    return allowed;
  };
  findings.erase(std::remove_if(findings.begin(), findings.end(), is_allowed), findings.end());
  for (const Suppression& suppression : suppressions) report(sources, suppression, today, whole, findings);
  return findings;
}

}  // namespace quid::dsl
