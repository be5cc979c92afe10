// quid fmt: every file in the one layout.
#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "dsl/tree/format.hpp"
#include "dsl/tree/parse.hpp"
#include "tools/ask/ledger.hpp"
#include "tools/ask/workspace.hpp"
#include "tools/commands/command.hpp"
#include "tools/commands/same_tree.hpp"
#include "tools/page/json.hpp"
#include "tools/page/line_diff.hpp"

namespace quid::tools {

namespace {

constexpr std::array flags = {
    Flag{"check", "", "change nothing; exit code 1 where a file would change"},
    Flag{"diff", "", "change nothing; show what would change"},
};

struct Laid {
  std::string name;
  std::string path;
  std::string_view before;
  Stamp stamp;
  std::string after;
  bool changed = false;
};

// Whether the new text says what the old one said. A layout that reads differently is never written.
bool means_the_same(const ast::File& before, const std::string& name, const std::string& after) {
  dsl::Sources sources;
  const FileId id = sources.add(name, after);
  dsl::Diagnostics findings;
  const ast::File file = parse(sources, id, findings);
  return findings.empty() && same_tree(before, file) && same_comments(before, file) &&
         dsl::format(file) == after;
}

void draw_diff(Output& out, const Laid& laid, bool colour) {
  out.line(laid.name);
  const std::vector<DiffLine> lines = line_diff(laid.before, laid.after, 1);
  const auto rows = std::max(std::count(laid.before.begin(), laid.before.end(), '\n'),
                             std::count(laid.after.begin(), laid.after.end(), '\n'));
  const std::size_t digits = fmt::format("{}", rows + 1).size();
  for (const DiffLine& line : lines) {
    if (line.kind == DiffLine::Kind::skipped) {
      out.line(dsl::Shown::spaces(static_cast<int>(digits)) + " :");
      continue;
    }
    const char sign = line.kind == DiffLine::Kind::removed ? '-'
                      : line.kind == DiffLine::Kind::added ? '+'
                                                           : ' ';
    std::string text = dsl::Shown(fmt::format("{:>{}} {} {}", line.line, digits, sign, line.text)).text();
    text.erase(text.find_last_not_of(' ') + 1);
    const std::string_view tint = !colour ? "" : sign == '-' ? "\x1b[31m" : sign == '+' ? "\x1b[32m" : "";
    out.raw(dsl::guarded(fmt::format("{}{}{}\n", tint, text, tint.empty() ? "" : "\x1b[0m")));
  }
}

std::string summary(std::size_t changed, std::size_t all, bool dry) {
  if (changed == 0)
    return all == 1 ? "1 file, laid out already." : fmt::format("{} files, all laid out already.", all);
  const std::string files = changed == 1 ? "1 file" : fmt::format("{} files", changed);
  return dry ? fmt::format("{} of {} would change; what they say stays the same.", files, all)
             : fmt::format("{} of {} laid out; what they say is the same.", files, all);
}

int run_fmt(const Request& request, Output& out) {
  if (!request.for_party.empty())
    throw Failure("`--for` does not fit `fmt`: it would write files without their private text");
  const Workspace workspace(request, request.words);
  const bool dry = request.has("check") || request.has("diff");
  std::vector<Laid> all;
  std::vector<std::string> refused;
  for (std::size_t i = 0; i < workspace.files().files.size(); ++i) {
    const Files::File& from = workspace.files().files[i];
    if (!from.asked || from.text.name == ledger_name) continue;
    const ast::File& file = workspace.syntax().files[i];
    const auto& findings = workspace.syntax().diagnostics;
    const auto error = std::find_if(findings.begin(), findings.end(), [&](const dsl::Diagnostic& finding) {
      return finding.place.file == file.id && finding.severity() == dsl::Severity::error;
    });
    if (error != findings.end()) {
      refused.push_back(
          fmt::format("{}: {}", place_words(workspace.sources(), error->place), error->message));
      continue;
    }
    Laid laid{from.text.name, from.path, from.text.bytes, from.stamp, dsl::format(file), false};
    laid.changed = laid.after != laid.before;
    if (laid.changed && !means_the_same(file, laid.name, laid.after)) {
      throw Failure(fmt::format(
          "`{}` is left as it is: its new layout would read differently, which is a fault of Quid",
          laid.name));
    }
    all.push_back(std::move(laid));
  }
  if (all.empty() && refused.empty() && workspace.files().problems.empty()) {
    throw Failure(fmt::format("there are no .quid files in {}", workspace.files().folder));
  }
  std::size_t changed = 0;
  for (Laid& laid : all) {
    if (!laid.changed) continue;
    ++changed;
    if (laid.path == "-" || dry) continue;
    try {
      write_file(laid.path, laid.after, laid.stamp);
    } catch (const ChangedMeanwhile&) {
      laid.changed = false;
      --changed;
      refused.push_back(fmt::format("{}: it was changed meanwhile, and is left as it is now", laid.name));
    }
  }
  to_each(request, out, [&](const FormatChoice& choice, Output& to) {
    if (choice.format == Format::json) {
      Json json(to);
      json.open_object().key("quid").value(1).key("command").value("fmt");
      workspace.scope_json(json, Workspace::About::text);
      json.key("files").open_array();
      for (const Laid& laid : all) {
        json.open_object(Json::Layout::inline_)
            .key("file")
            .value(laid.name)
            .key("changed")
            .value(laid.changed)
            .close();
      }
      json.close().close();
      return;
    }
    // Standard input is laid out to standard output, and nothing else is said there.
    if (all.size() == 1 && all[0].path == "-" && !dry) {
      to.raw(all[0].after);
      return;
    }
    for (const Laid& laid : all) {
      if (!laid.changed) continue;
      if (request.has("diff")) {
        draw_diff(to, laid, look(request, choice).colour);
      } else {
        to.line(laid.name);
      }
    }
    to.line(summary(changed, all.size(), dry));
    if (changed > 0 && dry)
      to.line("next: quid fmt" + std::string(request.words.empty() ? "" : " ") + request.all_words());
  });
  for (const Files::Problem& problem : workspace.files().problems) {
    refused.push_back(fmt::format("{}: {}", problem.name, problem.message));
  }
  for (const std::string& each : refused) request.messages->line("quid: not laid out: " + each);
  if (!refused.empty()) return Exit::failed;
  return dry && changed > 0 ? Exit::no : Exit::yes;
}

}  // namespace

const CommandInfo fmt_command = {
    .name = "fmt",
    .words = "[PATH…]",
    .answers = "lay out the files in the one way; `-` lays out standard input",
    .help =
        "A file is written only where its new text reads as the old one did, and as a whole or not at all.\n",
    .examples =
        "  quid fmt\n"
        "  quid fmt --check\n"
        "  quid fmt --diff deals/us-india.quid\n",
    .most_words = 100000,
    .flags = flags,
    .run = run_fmt,
};

}  // namespace quid::tools
