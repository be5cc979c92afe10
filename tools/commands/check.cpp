// quid check: whether the text is sound.
#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <set>

#include "core/model/words.hpp"
#include "dsl/findings/render.hpp"
#include "dsl/findings/spelling.hpp"
#include "tools/commands/command.hpp"
#include "tools/commands/fix.hpp"
#include "tools/commands/reports.hpp"
#include "tools/page/json.hpp"

namespace quid::tools {

namespace {

constexpr std::array flags = {
    Flag{"stage", "STAGE", "draft, tabled, agreed, scrubbed or final: how much may still be open"},
    Flag{"fail-level", "LEVEL", "error, warning or note: what makes the exit code 1"},
    Flag{"fix", "", "apply the fixes that change no grant"},
    Flag{"baseline", "FILE", "leave out the findings of an earlier report (`--format json=FILE`)"},
};
constexpr std::array formats = {Format::short_, Format::jsonl,  Format::sarif,
                                Format::github, Format::gitlab, Format::junit};

template <typename Choice, std::size_t count>
Choice choose(const Request& request, std::string_view flag, const std::array<Choice, count>& choices,
              Choice otherwise) {
  if (!request.has(flag)) return otherwise;
  const std::string word = request.value(flag);
  std::vector<std::string_view> words;
  for (Choice choice : choices) {
    if (to_string(choice) == word) return choice;
    words.push_back(to_string(choice));
  }
  std::string all;
  for (std::string_view each : words) all.append(all.empty() ? "" : ", ").append(each);
  throw Failure(fmt::format("`--{} {}`{}; there are {}", flag, word, dsl::did_you_mean(word, words), all));
}

Stage stage_of(const Request& request) {
  constexpr std::array stages = {Stage::draft, Stage::tabled, Stage::agreed, Stage::scrubbed, Stage::final_};
  return choose(request, "stage", stages, Stage::draft);
}

// A bracket is the work of a draft, worth a second look once it is tabled, and a mistake in text that is
// agreed.
dsl::Severity severity_at(const dsl::Diagnostic& diagnostic, Stage stage) {
  if (diagnostic.kind != dsl::DiagnosticKind::open_bracket || stage == Stage::draft)
    return diagnostic.severity();
  return stage == Stage::tabled ? dsl::Severity::warning : dsl::Severity::error;
}

std::multiset<std::string> baseline_of(const Request& request) {
  if (!request.has("baseline")) return {};
  const std::string path = request.value("baseline");
  const auto known = read_fingerprints(read_file(path));
  if (!known) {
    throw Failure(fmt::format("`{}` is no baseline: it holds no findings", path),
                  fmt::format("quid check --format json={}", path));
  }
  return {known->begin(), known->end()};
}

std::size_t provisions_in(const Workspace& workspace, const Model& model) {
  std::size_t count = 0;
  for (const Provision& provision : model.provisions) {
    const FileId file = provision.place.file;
    if (!provision.as_measure.valid() && file.valid() && workspace.files().files[file.index()].asked) ++count;
  }
  return count;
}

// The sizes of what was read, and what the baseline took away.
std::vector<std::string> totals(const Summary& summary, Stage stage) {
  std::string text = dsl::summary_line({summary.errors, summary.warnings, summary.notes, summary.files,
                                        summary.provisions, summary.unreadable});
  while (text.ends_with('\n')) text.pop_back();
  std::vector<std::string> lines{fmt::format("{} · stage {}", text, to_string(stage))};
  if (summary.known > 0) {
    lines.push_back(
        fmt::format("{} in the baseline", counted(summary.known, "older finding is", "older findings are")));
  }
  if (summary.stale > 0) {
    lines.push_back(fmt::format("{} of the baseline no longer {}", counted(summary.stale, "finding"),
                                summary.stale == 1 ? "occurs" : "occur"));
  }
  return lines;
}

dsl::RenderStyle style_of(const Look& look) {
  dsl::RenderStyle style;
  style.colour = look.colour;
  style.narrated = look.face == Face::narrated;
  style.one_line = look.face == Face::plain;
  style.width = look.width;
  return style;
}

void say(const Report& report, Stage stage, const Look& look, Output& out) {
  const Finding* worst = nullptr;
  dsl::RenderStyle style = style_of(look);
  style.count = report.summary.errors + report.summary.warnings + report.summary.notes;
  for (const Finding& finding : report.findings) {
    if (finding.known) continue;
    if (worst == nullptr || finding.severity > worst->severity) worst = &finding;
    ++style.number;
    out.raw(render(report.workspace.sources(), *finding.diagnostic, style, finding.severity));
    if (look.face != Face::plain) out.raw("\n");
  }
  for (std::string& text : totals(report.summary, stage)) {
    for (std::size_t at = 0; look.face != Face::human && (at = text.find(" · ")) != std::string::npos;) {
      text.replace(at, 4, ", ");
    }
    out.line(text);
  }
  out.line(worst == nullptr ? report.summary.unreadable > 0 ? "next: quid check" : "next: quid grants"
                            : fmt::format("next: quid explain {}", info(worst->diagnostic->kind).name));
}

void write(const Request& request, const Report& report, Stage stage, const FormatChoice& choice,
           Output& out) {
  switch (choice.format) {
    case Format::short_: return report_short(report, out);
    case Format::jsonl: return report_json_lines(report, out);
    case Format::sarif: return report_sarif(report, out);
    case Format::github: return report_github(report, out);
    case Format::gitlab: return report_gitlab(report, out);
    case Format::junit: return report_junit(report, out);
    case Format::json: break;
    default: return say(report, stage, look(request, choice), out);
  }
  Json json(out);
  json.open_object().key("quid").value(1).key("command").value("check");
  report.workspace.scope_json(json);
  json.key("stage").value(to_string(stage));
  json.key("findings").open_array();
  for (const Finding& finding : report.findings) {
    if (!finding.known) finding_json(json, report.workspace, finding);
  }
  json.close();
  json.key("unreadable").open_array();
  for (const Files::Problem& problem : report.workspace.files().problems) {
    json.open_object(Json::Layout::inline_)
        .key("file")
        .value(problem.name)
        .key("message")
        .value(problem.message)
        .close();
  }
  json.close();
  json.key("summary");
  summary_json(json, report.summary);
  json.close();
}

// Everything found in what was asked about, and what the baseline knows of it.
std::vector<Finding> findings_of(const Workspace& workspace, const dsl::Diagnostics& diagnostics, Stage stage,
                                 std::multiset<std::string> baseline, Summary& summary) {
  std::vector<Finding> findings;
  for (const dsl::Diagnostic& diagnostic : diagnostics) {
    if (!workspace.files().files[diagnostic.place.file.index()].asked) continue;
    Finding finding{&diagnostic, severity_at(diagnostic, stage), fingerprint(workspace.sources(), diagnostic),
                    false};
    const auto found = baseline.find(finding.fingerprint);
    finding.known = found != baseline.end();
    if (finding.known) {
      baseline.erase(found);
      ++summary.known;
    } else {
      ++(finding.severity == dsl::Severity::error     ? summary.errors
         : finding.severity == dsl::Severity::warning ? summary.warnings
                                                      : summary.notes);
    }
    findings.push_back(std::move(finding));
  }
  summary.stale = baseline.size();
  return findings;
}

void fix(const Request& request) {
  if (!request.for_party.empty()) {
    throw Failure("`--for` does not fit `--fix`: it would write files without their private text");
  }
  Workspace workspace(request, request.words, dsl::Judged::every_reading);
  const dsl::Diagnostics& diagnostics = workspace.texts().findings();
  Summary summary;
  const Fixed fixed = apply_fixes(workspace, findings_of(workspace, diagnostics, Stage::draft, {}, summary));
  std::string text;
  if (fixed.findings > 0)
    text = fmt::format("mended {} in {}", counted(fixed.findings, "finding"), in_a_row(fixed.files));
  if (fixed.offered > 0) {
    text += fmt::format("{}{} would change what the text says: that is for its writer",
                        text.empty() ? "" : "; ", counted(fixed.offered, "fix", "fixes"));
  }
  request.messages->line("quid: " + (text.empty() ? "nothing to mend" : text));
}

int run_check(const Request& request, Output& out) {
  const Stage stage = stage_of(request);
  const dsl::Severity bar = choose(
      request, "fail-level", std::array{dsl::Severity::error, dsl::Severity::warning, dsl::Severity::note},
      dsl::Severity::error);
  const std::multiset<std::string> baseline = baseline_of(request);
  if (request.has("fix")) fix(request);
  Workspace workspace(request, request.words, dsl::Judged::every_reading);
  const Files& files = workspace.files();
  const dsl::Diagnostics& diagnostics = workspace.texts().findings();
  Summary summary;
  const std::vector<Finding> findings = findings_of(workspace, diagnostics, stage, baseline, summary);
  summary.files = static_cast<std::size_t>(std::count_if(files.files.begin(), files.files.end(),
                                                         [](const Files::File& file) { return file.asked; }));
  summary.unreadable = files.problems.size();
  summary.provisions = provisions_in(workspace, workspace.compilation().world->model);
  const Report report{workspace, findings, summary, base_of(files), request.environment.step_summary};
  to_each(request, out,
          [&](const FormatChoice& choice, Output& to) { write(request, report, stage, choice, to); });
  for (const Files::Problem& problem : files.problems) {
    request.messages->line(fmt::format("quid: `{}` {}", problem.name, problem.message));
  }
  if (!files.problems.empty()) return Exit::failed;
  const bool fails = std::any_of(findings.begin(), findings.end(), [&](const Finding& finding) {
    return !finding.known && finding.severity >= bar;
  });
  return fails ? Exit::no : Exit::yes;
}

}  // namespace

const CommandInfo check_command = {
    .name = "check",
    .words = "[PATH…]",
    .answers = "whether the text is sound",
    .help =
        "Paths narrow what is shown; the whole workspace is read. A bracket is a note in a draft, a warning "
        "once\n"
        "tabled, an error from `--stage agreed` on. A suppression is a comment with a reason on the line or "
        "above:\n"
        "  # allow circular-unlock until 2026-12-31: side letter pending\n",
    .examples =
        "  quid check\n"
        "  quid check deals/us-india.quid --stage agreed\n"
        "  quid check --format human --format sarif=quid.sarif\n"
        "  quid check --baseline known.json\n",
    .most_words = 100000,
    .flags = flags,
    .more_formats = formats,
    .run = run_check,
};

}  // namespace quid::tools
