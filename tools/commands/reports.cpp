#include "tools/commands/reports.hpp"

#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <climits>
#include <cstdlib>
#include <map>

#include "tools/commands/rules.hpp"
#include "tools/page/escapes.hpp"
#include "tools/page/json.hpp"

namespace quid::tools {

namespace {

// Every finding that is not in the baseline.
template <typename Use>
void each_new(const Report& report, Use use) {
  for (const Finding& finding : report.findings) {
    if (!finding.known) use(finding);
  }
}

std::string with_code(const dsl::Diagnostic& diagnostic) {
  const dsl::DiagnosticInfo& rule = info(diagnostic.kind);
  return fmt::format("{} ({})", rule.name, rule.code);
}

// The message with what it needs to stand alone where no frame is drawn.
std::string whole_message(const dsl::Diagnostic& diagnostic) {
  std::string text = diagnostic.message;
  for (const std::string& note : diagnostic.notes) text += ". " + sentence_case(note);
  for (const dsl::Help& help : diagnostic.help) text += ". Help: " + help.text;
  return text;
}

void sarif_location(Json& json, const Report& report, Span place) {
  const dsl::Sources& sources = report.workspace.sources();
  const auto begin = sources.position(place.file, place.begin);
  const auto end = sources.position(place.file, place.end);
  json.key("physicalLocation").open_object();
  json.key("artifactLocation").open_object(Json::Layout::inline_);
  json.key("uri").value(uri_escaped(report.base + std::string(sources.name(place.file))));
  json.close();
  json.key("region").open_object(Json::Layout::inline_);
  json.key("startLine").value(begin.line).key("startColumn").value(begin.column);
  json.key("endLine").value(end.line).key("endColumn").value(end.column);
  json.close().close();
}

std::string_view sarif_level(dsl::Severity severity) {
  return to_string(severity);  // note, warning, error: the same three words
}

void sarif_rules(Json& json) {
  json.key("rules").open_array();
  for (const dsl::DiagnosticInfo& rule : dsl::all_diagnostics()) {
    json.open_object();
    json.key("id").value(rule.code).key("name").value(rule.name);
    json.key("shortDescription").open_object(Json::Layout::inline_).key("text").value(rule.title).close();
    if (const auto page = rule_page(rule.name)) {
      json.key("help").open_object();
      json.key("text").value(plain_markdown(*page, 0, INT_MAX / 2)).key("markdown").value(*page);
      json.close();
    }
    json.key("defaultConfiguration")
        .open_object(Json::Layout::inline_)
        .key("level")
        .value(sarif_level(rule.severity))
        .close();
    json.close();
  }
  json.close();
}

void sarif_result(Json& json, const Report& report, const Finding& finding, bool has_baseline) {
  const dsl::Diagnostic& diagnostic = *finding.diagnostic;
  json.open_object();
  json.key("ruleId").value(info(diagnostic.kind).code);
  json.key("ruleIndex").value(static_cast<int>(diagnostic.kind));
  json.key("level").value(sarif_level(finding.severity));
  json.key("message").open_object(Json::Layout::inline_).key("text").value(whole_message(diagnostic)).close();
  json.key("locations").open_array().open_object();
  sarif_location(json, report, diagnostic.place);
  json.close().close();
  json.key("relatedLocations").open_array();
  int id = 0;
  for (const dsl::Label& label : diagnostic.related) {
    if (!label.span.file.valid()) continue;
    json.open_object().key("id").value(++id);
    sarif_location(json, report, label.span);
    json.key("message").open_object(Json::Layout::inline_).key("text").value(label.text).close().close();
  }
  json.close();
  json.key("partialFingerprints")
      .open_object(Json::Layout::inline_)
      .key("quidFinding/v1")
      .value(finding.fingerprint)
      .close();
  if (has_baseline) json.key("baselineState").value(finding.known ? "unchanged" : "new");
  json.close();
}

}  // namespace

void finding_json(Json& json, const Workspace& workspace, const Finding& finding) {
  const dsl::Diagnostic& diagnostic = *finding.diagnostic;
  const dsl::DiagnosticInfo& rule = info(diagnostic.kind);
  const dsl::Sources& sources = workspace.sources();
  json.open_object();
  json.key("code")
      .value(rule.code)
      .key("name")
      .value(rule.name)
      .key("severity")
      .value(to_string(finding.severity));
  json.key("message").value(diagnostic.message);
  json.key("label").value(diagnostic.label);
  json.key("place").place(sources, diagnostic.place);
  json.key("related").open_array();
  for (const dsl::Label& label : diagnostic.related) {
    json.open_object().key("place").place(sources, label.span).key("message").value(label.text).close();
  }
  json.close();
  json.key("notes").open_array();
  for (const std::string& note : diagnostic.notes) json.value(note);
  json.close();
  json.key("help").open_array();
  for (const dsl::Help& help : diagnostic.help) {
    json.open_object().key("message").value(help.text).key("edits").open_array();
    for (const dsl::Edit& edit : help.edits) {
      json.open_object().key("place").place(sources, edit.span).key("text").value(edit.text).close();
    }
    json.close().close();
  }
  json.close();
  json.key("fingerprint").value(finding.fingerprint).key("url").value(rule_url(rule.name));
  json.close();
}

void summary_json(Json& json, const Summary& summary) {
  json.open_object(Json::Layout::inline_);
  json.key("errors")
      .value(summary.errors)
      .key("warnings")
      .value(summary.warnings)
      .key("notes")
      .value(summary.notes);
  json.key("files").value(summary.files).key("provisions").value(summary.provisions);
  json.key("in_baseline").value(summary.known).key("stale_in_baseline").value(summary.stale);
  json.close();
}

void report_short(const Report& report, Output& out) {
  const dsl::Sources& sources = report.workspace.sources();
  each_new(report, [&](const Finding& finding) {
    const dsl::Diagnostic& diagnostic = *finding.diagnostic;
    const dsl::DiagnosticInfo& rule = info(diagnostic.kind);
    const auto at = sources.position(diagnostic.place.file, diagnostic.place.begin);
    out.line(fmt::format("{}:{}:{}: {}[{}] {} ({})", sources.name(diagnostic.place.file), at.line, at.column,
                         to_string(finding.severity), rule.name, diagnostic.message, rule.code));
  });
}

void report_json_lines(const Report& report, Output& out) {
  each_new(report, [&](const Finding& finding) {
    Json json(out, Json::Layout::inline_);
    finding_json(json, report.workspace, finding);
  });
}

void report_sarif(const Report& report, Output& out) {
  const bool has_baseline = report.summary.known + report.summary.stale > 0;
  Json json(out);
  json.open_object();
  json.key("$schema").value("https://json.schemastore.org/sarif-2.1.0.json").key("version").value("2.1.0");
  json.key("runs").open_array().open_object();
  json.key("tool").open_object().key("driver").open_object();
  json.key("name").value("quid").key("version").value(QUID_VERSION);
  sarif_rules(json);
  json.close().close();
  json.key("columnKind").value("unicodeCodePoints");
  json.key("results").open_array();
  for (const Finding& finding : report.findings) sarif_result(json, report, finding, has_baseline);
  json.close().close().close().close();
}

// GitHub shows ten annotations of a level for each step: the worst first, the rest in the summary of the job.
void report_github(const Report& report, Output& out) {
  constexpr std::size_t most = 10;
  const dsl::Sources& sources = report.workspace.sources();
  std::string summary;
  for (dsl::Severity severity : {dsl::Severity::error, dsl::Severity::warning, dsl::Severity::note}) {
    std::size_t shown = 0;
    std::size_t left = 0;
    each_new(report, [&](const Finding& finding) {
      if (finding.severity != severity) return;
      const dsl::Diagnostic& diagnostic = *finding.diagnostic;
      const auto begin = sources.position(diagnostic.place.file, diagnostic.place.begin);
      const auto end = sources.position(diagnostic.place.file, diagnostic.place.end);
      const std::string file = report.base + std::string(sources.name(diagnostic.place.file));
      summary += fmt::format("| {} | {} | {}:{} | {} |\n", to_string(severity), with_code(diagnostic),
                             markdown_escaped(file), begin.line, markdown_escaped(diagnostic.message));
      if (++shown > most) {
        ++left;
        return;
      }
      const std::string column =
          begin.line == end.line ? fmt::format(",col={},endColumn={}", begin.column, end.column) : "";
      out.raw(fmt::format("::{} file={},line={},endLine={}{},title={}::{}%0A{}\n",
                          severity == dsl::Severity::note ? "notice" : to_string(severity),
                          github_property(file), begin.line, end.line, column,
                          github_property(with_code(diagnostic)), github_message(whole_message(diagnostic)),
                          github_message(rule_url(info(diagnostic.kind).name))));
    });
    if (left > 0) {
      out.line(fmt::format("{} more {} {} in the summary of this job", left, to_string(severity),
                           left == 1 ? "is" : "are"));
    }
  }
  if (report.step_summary.empty()) return;
  if (summary.empty())
    summary = "No findings.\n";
  else
    summary.insert(0, "| | rule | place | finding |\n| --- | --- | --- | --- |\n");
  std::string before;
  try {
    before = read_file(report.step_summary);
  } catch (const Unreadable&) {  // the first to write it
  }
  write_file(report.step_summary, before + "## quid check\n\n" + summary);
}

// https://docs.gitlab.com/ee/ci/testing/code_quality.html: fingerprints have to differ from each other.
void report_gitlab(const Report& report, Output& out) {
  const dsl::Sources& sources = report.workspace.sources();
  std::map<std::string, int> seen;
  Json json(out);
  json.open_array();
  each_new(report, [&](const Finding& finding) {
    const dsl::Diagnostic& diagnostic = *finding.diagnostic;
    const int times = ++seen[finding.fingerprint];
    const auto at = sources.position(diagnostic.place.file, diagnostic.place.begin);
    json.open_object();
    json.key("description").value(whole_message(diagnostic));
    json.key("check_name").value(with_code(diagnostic));
    json.key("fingerprint")
        .value(times == 1 ? finding.fingerprint : fmt::format("{}-{}", finding.fingerprint, times));
    json.key("severity")
        .value(finding.severity == dsl::Severity::error     ? "major"
               : finding.severity == dsl::Severity::warning ? "minor"
                                                            : "info");
    json.key("location")
        .open_object()
        .key("path")
        .value(report.base + std::string(sources.name(diagnostic.place.file)));
    json.key("lines").open_object(Json::Layout::inline_).key("begin").value(at.line).close().close().close();
  });
  json.close();
}

// One test case a finding, and one for each file without any, so that a page of results is never empty.
void report_junit(const Report& report, Output& out) {
  const dsl::Sources& sources = report.workspace.sources();
  std::map<std::string, std::string> cases;
  std::size_t tests = 0;
  std::size_t failures = 0;
  for (const Files::File& file : report.workspace.files().files) {
    if (file.asked) cases[file.text.name];
  }
  each_new(report, [&](const Finding& finding) {
    const dsl::Diagnostic& diagnostic = *finding.diagnostic;
    const std::string file(sources.name(diagnostic.place.file));
    const auto at = sources.position(diagnostic.place.file, diagnostic.place.begin);
    const bool fails = finding.severity == dsl::Severity::error;
    ++tests;
    failures += fails ? 1 : 0;
    cases[file] += fmt::format(
        "    <testcase classname=\"{0}\" name=\"{1} in line {2}\" file=\"{0}\" line=\"{2}\">\n      <{3} "
        "message=\"{4}\"/>\n    </testcase>\n",
        xml_escaped(report.base + file), xml_escaped(with_code(diagnostic)), at.line,
        fails ? "failure" : "skipped", xml_escaped(whole_message(diagnostic)));
  });
  std::string body;
  for (auto& [file, text] : cases) {
    if (text.empty()) {
      ++tests;
      text = fmt::format("    <testcase classname=\"{0}\" name=\"no findings\" file=\"{0}\"/>\n",
                         xml_escaped(report.base + file));
    }
    body += text;
  }
  out.raw("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")
      .raw(fmt::format(
          "<testsuites name=\"quid\" tests=\"{0}\" failures=\"{1}\">\n  <testsuite name=\"quid check\" "
          "tests=\"{0}\" failures=\"{1}\">\n",
          tests, failures))
      .raw(body)
      .raw("  </testsuite>\n</testsuites>\n");
}

std::string base_of(const Files& files) {
  char* found = getcwd(nullptr, 0);
  if (found == nullptr) return files.folder + "/";
  const std::string here(found);
  std::free(found);
  if (files.folder == here) return {};
  if (files.folder.starts_with(here + "/")) return files.folder.substr(here.size() + 1) + "/";
  return files.folder + "/";
}

}  // namespace quid::tools
