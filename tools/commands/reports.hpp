// Findings in the shapes that other programs read: JSON lines, SARIF, GitHub, GitLab, JUnit, and one line
// each.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "dsl/findings/diagnostic.hpp"
#include "tools/ask/workspace.hpp"
#include "tools/commands/command.hpp"

namespace quid::tools {

// A finding as `check` shows it: with the severity that the stage gives it.
struct Finding {
  const dsl::Diagnostic* diagnostic;
  dsl::Severity severity;
  std::string fingerprint;
  bool known = false;  // in the baseline: not shown, and no failure
};

struct Summary {
  std::size_t errors = 0;
  std::size_t warnings = 0;
  std::size_t notes = 0;
  std::size_t files = 0;
  std::size_t unreadable = 0;
  std::size_t provisions = 0;
  std::size_t known = 0;  // findings in the baseline
  std::size_t stale = 0;  // entries of the baseline that no longer occur
};

struct Report {
  const Workspace& workspace;
  std::span<const Finding> findings;  // in order of file and place
  Summary summary;
  std::string base;  // put before file names for readers outside the workspace; empty or ends in `/`
  std::string step_summary;
};

void finding_json(Json& json, const Workspace& workspace, const Finding& finding);
void summary_json(Json& json, const Summary& summary);

void report_short(const Report& report, Output& out);
void report_json_lines(const Report& report, Output& out);
void report_sarif(const Report& report, Output& out);
void report_github(const Report& report, Output& out);
void report_gitlab(const Report& report, Output& out);
void report_junit(const Report& report, Output& out);

// What goes before a file name of the workspace so that it can be found from the current folder.
std::string base_of(const Files& files);

}  // namespace quid::tools
