// quid import: the entries of files and the records of other ledgers, each once.
#include <fmt/core.h>

#include <map>
#include <set>

#include "dsl/findings/render.hpp"
#include "tools/ask/ledger.hpp"
#include "tools/ask/recording.hpp"
#include "tools/commands/command.hpp"
#include "tools/page/json.hpp"

namespace quid::tools {

namespace {

bool is_database(const std::string& path) {
  return path != "-" && read_file(path).starts_with("SQLite format 3");
}

std::vector<ledger::Record> records_in_file(const Request& request, const std::string& name) {
  dsl::Sources sources;
  const FileId file = sources.add(name, read_file(name == "-" ? "/dev/stdin" : name));
  dsl::Diagnostics findings;
  auto found = dsl::entries_of(sources, file, findings);
  dsl::RenderStyle style;
  style.width = request.environment.width;
  for (const dsl::Diagnostic& finding : findings) {
    if (finding.severity() != dsl::Severity::error) continue;
    if (request.messages != nullptr) request.messages->raw(dsl::render(sources, finding, style));
    throw Failure(fmt::format("nothing was imported: `{}` is not sound", name));
  }
  if (const auto* mistake = std::get_if<dsl::QueryMistake>(&found))
    throw Failure(fmt::format("nothing was imported from `{}`: {}", name, mistake->message), mistake->help);
  return records_of(std::get<std::vector<dsl::EntryLine>>(found));
}

// What comes from another ledger keeps its day, its moment and its recorder; here it has a number of its own.
class Merge {
 public:
  explicit Merge(const std::vector<ledger::Record>& there)
      : next_(static_cast<ledger::Number>(there.size())) {
    for (const ledger::Record& each : there) {
      number_.emplace(each.identity(), each.number);
      if (each.is_reversal()) reversed_.insert(each.reverses);
      texts_.insert(each.text);
    }
  }

  void take(std::vector<ledger::Record> others, std::vector<ledger::Record>& coming) {
    std::map<ledger::Number, ledger::Number> here;
    for (ledger::Record& each : others) {
      const std::string identity = each.identity();
      const ledger::Number theirs = each.number;
      if (const auto known = number_.find(identity); !identity.empty() && known != number_.end()) {
        here[theirs] = known->second;
        continue;
      }
      if (each.is_reversal()) {
        each.reverses = here.at(each.reverses);
        // Both have taken it back.
        if (!reversed_.insert(each.reverses).second) continue;
      } else if (identity.empty()) {
        const auto same = texts_.find(each.text);
        if (same != texts_.end()) {
          texts_.erase(same);
          continue;
        }
      }
      each.number = ++next_;
      each.origin = identity;
      if (!identity.empty()) number_.emplace(identity, next_);
      here[theirs] = next_;
      coming.push_back(std::move(each));
    }
  }

 private:
  ledger::Number next_;
  std::map<std::string, ledger::Number> number_;
  std::set<ledger::Number> reversed_;
  std::multiset<std::string, std::less<>> texts_;
};

int run_import(const Request& request, Output& out) {
  const std::string path = ledger_path(request);
  if (path.empty()) throw Failure("there is no folder for a ledger: --ledger FILE");
  std::vector<std::vector<ledger::Record>> sources;
  std::size_t all = 0;
  for (const std::string& name : request.words) {
    if (is_database(name)) {
      const ledger::Ledger other(name, ledger::Access::read);
      if (const ledger::Verdict verdict = other.verify(); !verdict.fault.empty())
        throw Failure(fmt::format("`{}` is not as it was recorded, and nothing of it is taken: {}", name,
                                  verdict.fault));
      sources.push_back(other.records());
    } else {
      sources.push_back(records_in_file(request, name));
    }
    all += sources.back().size();
  }
  std::vector<ledger::Record> records(1);  // what is new is known once the ledger is read
  std::string changes = "No state of anything changes.";
  store(path, records, [&](const std::vector<ledger::Record>& there, std::vector<ledger::Record>& coming) {
    coming.clear();
    Merge merge(there);
    for (const std::vector<ledger::Record>& each : sources) merge.take(each, coming);
    if (!coming.empty()) changes = Recording(request, there, coming).what_changes();
  });
  Answer answer;
  answer.sentence = records.empty()
                        ? fmt::format("Nothing was imported: {} of {} known already.", counted(all, "record"),
                                      all == 1 ? "one" : "them")
                        : fmt::format("Imported as {} to {}; {} known already.", records.front().number,
                                      records.back().number, all - records.size());
  answer.blocks.emplace_back(Paragraph{changes, Tone::strong});
  return publish(
      request, answer, nullptr,
      [&](Json& json) {
        json.key("imported").value(records.size());
        json.key("known_already").value(all - records.size());
        json.key("changes").value(changes);
      },
      Exit::yes, out);
}

}  // namespace

const CommandInfo import_command = {
    .name = "import",
    .words = "FILE…",
    .answers = "take over the entries of files and the records of other ledgers, each once",
    .help =
        "An entry of a file was known by the day that it says itself (`recorded`, else its own day), and a "
        "record\n"
        "of another ledger keeps its day, its moment and its recorder. What is there already is not taken "
        "twice.\n",
    .examples = "  quid import london.db\n  quid import events.quid\n",
    .least_words = 1,
    .most_words = 100,
    .run = run_import,
};

}  // namespace quid::tools
