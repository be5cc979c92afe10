#include "tools/ask/ledger.hpp"

#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <map>
#include <set>

#include "dsl/query/recording.hpp"
#include "ledger/ledger.hpp"

namespace quid::tools {

namespace {

std::string path_in(const Request& request, const std::string& folder) {
  if (request.has("ledger")) return request.value("ledger");
  if (folder.empty()) return {};  // texts in memory lie nowhere
  return fmt::format("{}{}{}", folder, folder.ends_with('/') ? "" : "/", ledger_name);
}

}  // namespace

std::string ledger_path(const Request& request) {
  if (request.has("ledger")) return request.value("ledger");
  return path_in(request, request.environment.texts(request.directory, {}).folder);
}

bool is_there(const std::string& path) {
  return !path.empty() && access(path.c_str(), F_OK) == 0;
}

std::vector<SeenRecord> seen_records(std::vector<ledger::Record> records, const Request& request) {
  std::vector<SeenRecord> seen;
  std::map<ledger::Number, std::size_t> place;  // of a record's number
  for (ledger::Record& record : records) {
    const bool hidden =
        !request.for_party.empty() && !record.private_to.empty() && record.private_to != request.for_party;
    if (hidden) continue;
    SeenRecord next;
    next.number = static_cast<ledger::Number>(seen.size()) + 1;
    next.is_known = !request.known || record.known <= *request.known;
    if (const auto target = place.find(record.reverses); record.is_reversal() && target != place.end()) {
      next.reverses = seen[target->second].number;
      if (next.is_known) seen[target->second].reversed_by = next.number;
    }
    place.emplace(record.number, seen.size());
    next.record = std::move(record);
    seen.push_back(std::move(next));
  }
  return seen;
}

std::string ledger_text(const std::vector<SeenRecord>& records, const dsl::Texts& texts) {
  std::multiset<std::string, std::less<>> there = dsl::entry_lines_in(texts);
  std::string text;
  for (const SeenRecord& each : records) {
    if (each.is_known && each.reversed_by == 0) {
      const auto same = there.find(each.record.text);
      if (same != there.end()) {
        there.erase(same);
      } else {
        text += each.record.text;
      }
    }
    text.push_back('\n');
  }
  const std::size_t last = text.find_last_not_of('\n');
  text.resize(last == std::string::npos ? 0 : last + 2);
  return text;
}

void add_ledger(const Request& request, Files& files) {
  const std::string path = path_in(request, files.folder);
  if (!is_there(path)) {
    if (request.has("ledger"))
      throw Failure(fmt::format("there is no ledger `{}`", path), "quid record --help");
    return;
  }
  try {
    const ledger::Ledger ledger(path, ledger::Access::read);
    std::string text = ledger_text(seen_records(ledger.records(), request), files.texts());
    const auto after = std::upper_bound(
        files.files.begin(), files.files.end(), ledger_name,
        [](std::string_view name, const Files::File& file) { return name < file.text.name; });
    const bool asked = std::all_of(files.files.begin(), files.files.end(),
                                   [](const Files::File& file) { return file.asked; });
    Files::File file{dsl::make_text(std::string(ledger_name), std::move(text)), path};
    file.asked = asked;
    files.files.insert(after, std::move(file));
  } catch (const ledger::Refused& refused) {
    files.problems.push_back({std::string(ledger_name), fmt::format("cannot be read: {}", refused.what())});
  }
}

}  // namespace quid::tools
