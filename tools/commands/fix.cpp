#include "tools/commands/fix.hpp"

#include <algorithm>
#include <map>

#include "dsl/tree/parse.hpp"
#include "tools/ask/ledger.hpp"
#include "tools/commands/same_tree.hpp"

namespace quid::tools {

namespace {

using Edits = std::vector<dsl::Edit>;

// The text of a file after some edits; nothing where two of them touch the same text.
std::optional<std::string> edited(std::string_view text, Edits edits) {
  std::sort(edits.begin(), edits.end(),
            [](const dsl::Edit& a, const dsl::Edit& b) { return a.span.begin < b.span.begin; });
  std::string result;
  std::uint32_t at = 0;
  for (const dsl::Edit& edit : edits) {
    if (edit.span.begin < at) return std::nullopt;
    result.append(text.substr(at, edit.span.begin - at)).append(edit.text);
    at = edit.span.end;
  }
  return result.append(text.substr(at));
}

bool is_the_same(const Workspace& workspace, FileId id, const std::string& text) {
  dsl::Sources sources;
  const FileId trial = sources.add(std::string(workspace.sources().name(id)), text);
  dsl::Diagnostics findings;
  return same_tree(workspace.syntax().files[id.index()], parse(sources, trial, findings));
}

}  // namespace

Fixed apply_fixes(const Workspace& workspace, std::span<const Finding> findings) {
  Fixed fixed;
  std::map<std::uint32_t, Edits> edits;
  for (const Finding& finding : findings) {
    const std::vector<dsl::Help>& help = finding.diagnostic->help;
    const auto offers =
        std::count_if(help.begin(), help.end(), [](const dsl::Help& each) { return !each.edits.empty(); });
    if (offers == 0) continue;
    const auto fix =
        std::find_if(help.begin(), help.end(), [](const dsl::Help& each) { return !each.edits.empty(); });
    const FileId file = fix->edits.front().span.file;
    const bool one_file = std::all_of(fix->edits.begin(), fix->edits.end(),
                                      [&](const dsl::Edit& edit) { return edit.span.file == file; });
    Edits all = edits[file.value];
    all.insert(all.end(), fix->edits.begin(), fix->edits.end());
    const std::optional<std::string> text = edited(workspace.sources().text(file), all);
    const bool is_recorded =
        workspace.sources().name(file) == ledger_name;  // what is recorded is never changed
    if (offers > 1 || is_recorded || !one_file || !text || !is_the_same(workspace, file, *text)) {
      ++fixed.offered;
      continue;
    }
    edits[file.value] = std::move(all);
    ++fixed.findings;
  }
  for (const auto& [value, list] : edits) {
    if (list.empty()) continue;
    const Files::File& file = workspace.files().files[value];
    write_file(file.path, *edited(file.text.bytes, list), file.stamp);
    fixed.files.push_back(file.text.name);
  }
  return fixed;
}

}  // namespace quid::tools
