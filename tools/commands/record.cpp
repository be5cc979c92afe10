// quid record: what has happened, checked against the workspace and kept in the ledger.
#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "core/model/words.hpp"
#include "dsl/findings/render.hpp"
#include "dsl/query/supposition.hpp"
#include "ledger/chain.hpp"
#include "tools/ask/ledger.hpp"
#include "tools/ask/recording.hpp"
#include "tools/commands/command.hpp"
#include "tools/outside/signature.hpp"
#include "tools/page/json.hpp"

namespace quid::tools {

namespace {

constexpr std::array flags = {
    Flag{"file", "FILE", "the entries of this file; `-` reads standard input"},
    Flag{"source", "TEXT", "where it is found"},
    Flag{"at", "URL", "the address of the source"},
    Flag{"grade", "GRADE", "primary, official, press or reported"},
    Flag{"note", "TEXT", "a remark"},
    Flag{"reverse", "NUMBER", "takes a record back; nothing is deleted"},
    Flag{"because", "TEXT", "why it is taken back"},
    Flag{"dry-run", "", "says what would change, and stores nothing"},
};

std::string literal(const Request& request, std::string_view flag) {
  const std::optional<std::string> quoted = dsl::quoted_string(request.value(flag));
  if (!quoted)
    throw Failure(fmt::format("`--{}`: it has to be one line, without three quotes in a row", flag));
  return *quoted;
}

// What the flags say at the end of each entry.
std::string tail_of(const Request& request) {
  std::string tail;
  if (request.has("at") && !request.has("source")) throw Failure("`--at` is the address of a `--source`");
  if (request.has("source")) tail += " source " + literal(request, "source");
  if (request.has("at")) tail += " at " + literal(request, "at");
  if (request.has("grade")) tail += " grade " + request.value("grade");
  if (request.has("note")) tail += " note " + literal(request, "note");
  return tail;
}

// Words without a space in any of them are one entry.
std::vector<std::string> entries_in_words(const Request& request) {
  const bool each_is_one =
      std::any_of(request.words.begin(), request.words.end(),
                  [](const std::string& word) { return word.find(' ') != std::string::npos; });
  if (each_is_one || request.words.empty()) return request.words;
  return {request.all_words()};
}

// The entries of a text, under the name by which its findings call it. Shows what is wrong with it and throws.
std::vector<dsl::EntryLine> entries_in(const Request& request, std::string name, std::string text) {
  dsl::Sources sources;
  const FileId file = sources.add(std::move(name), std::move(text));
  dsl::Diagnostics findings;
  auto found = dsl::entries_of(sources, file, findings);
  std::size_t errors = 0;
  dsl::RenderStyle style;
  style.width = request.environment.width;
  for (const dsl::Diagnostic& finding : findings) {
    if (finding.severity() != dsl::Severity::error) continue;
    ++errors;
    if (request.messages != nullptr) request.messages->raw(dsl::render(sources, finding, style));
  }
  if (errors != 0) throw Failure("nothing was recorded: this is no entry", "quid help record");
  if (const auto* mistake = std::get_if<dsl::QueryMistake>(&found))
    throw Failure(fmt::format("nothing was recorded: {}", mistake->message), mistake->help);
  return std::get<std::vector<dsl::EntryLine>>(std::move(found));
}

std::vector<dsl::EntryLine> asked_entries(const Request& request) {
  const std::string tail = tail_of(request);
  std::string text;
  if (!request.words.empty()) {
    const Workspace workspace(request);
    const World& world = workspace.world();
    for (const std::string& words : entries_in_words(request)) {
      auto entry = dsl::entry_of_words(workspace.compilation().symbols, world.model, words, request.on);
      if (const auto* mistake = std::get_if<dsl::QueryMistake>(&entry))
        throw Failure(mistake->help.empty() ? mistake->message : mistake->message + "; " + mistake->help);
      text += std::get<std::string>(entry) + tail + "\n";
    }
  }
  std::vector<dsl::EntryLine> entries = entries_in(request, "what is to be recorded", std::move(text));
  if (request.has("file")) {
    if (!tail.empty())
      throw Failure("the entries of a file say their sources themselves", "quid help record");
    const std::string name = request.value("file");
    std::string read = name == "-" ? read_file("/dev/stdin") : read_file(name);
    for (dsl::EntryLine& each : entries_in(request, name, std::move(read)))
      entries.push_back(std::move(each));
  }
  if (entries.empty()) throw Failure("what is to be recorded?", "quid help record");
  // The ledger itself knows by which day it knew: the text says so where that is not the entry's own day.
  for (dsl::EntryLine& each : entries) {
    if (each.says_known)
      throw Failure("the ledger says by itself when something was recorded: leave out `recorded`",
                    "quid help import");
    each.known = request.environment.today;
    if (each.known != each.day) each.text += " recorded " + to_string(each.known);
  }
  return entries;
}

ledger::Record asked_reversal(const Request& request) {
  if (!request.words.empty() || request.has("file"))
    throw Failure("`--reverse` stands alone: record what is right in a second command");
  if (request.value("because").empty())
    throw Failure("`--reverse` wants a reason: --because \"…\"", "quid help record");
  const std::string text = request.value("reverse");
  ledger::Record record;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), record.reverses);
  if (read.ec != std::errc() || read.ptr != text.data() + text.size() || record.reverses <= 0)
    throw Failure(fmt::format("`--reverse {}`: the number of a record is wanted", text), "quid log");
  const Signature by = signature();
  record.day = record.known = request.environment.today;
  record.moment = by.moment;
  record.recorder = by.recorder;
  record.because = request.value("because");
  return record;
}

// Who reverses what is private tells nobody that it was.
void inherit_privacy(const std::vector<ledger::Record>& there, std::vector<ledger::Record>& coming) {
  for (ledger::Record& each : coming) {
    if (!each.is_reversal()) continue;
    if (each.reverses > static_cast<ledger::Number>(there.size()))
      throw Failure(fmt::format("there is no record {}", each.reverses), "quid log");
    each.private_to = there[static_cast<std::size_t>(each.reverses) - 1].private_to;
  }
}

std::string said(const ledger::Record& record) {
  return record.is_reversal() ? fmt::format("{} is taken back: {}", record.reverses, record.because)
                              : record.text;
}

int run_record(const Request& request, Output& out) {
  for (const char* flag : {"known", "for", "reading"}) {
    if (request.has(flag))
      throw Failure(fmt::format("`--{}` does not fit `record`: it is about all that is known", flag));
  }
  std::vector<ledger::Record> records =
      request.has("reverse") ? std::vector{asked_reversal(request)} : records_of(asked_entries(request));
  const std::string path = ledger_path(request);
  if (path.empty()) throw Failure("there is no folder for a ledger: --ledger FILE");
  std::string changes;
  const bool is_dry = request.has("dry-run");
  std::vector<ledger::Record> dry;
  const ledger::Head head = store(
      path, records, [&](const std::vector<ledger::Record>& there, std::vector<ledger::Record>& coming) {
        inherit_privacy(there, coming);
        changes = Recording(request, there, coming).what_changes();
        if (!is_dry) return;
        dry = std::move(coming);
        for (ledger::Record& each : dry)
          each.number = static_cast<ledger::Number>(there.size()) + 1 + (&each - dry.data());
        coming.clear();
      });
  if (is_dry) records = std::move(dry);
  Answer answer;
  const std::string_view done = is_dry ? "Not recorded" : "Recorded";
  answer.sentence = records.size() == 1
                        ? fmt::format("{} {}: {}", done, records.front().number, said(records.front()))
                        : fmt::format("{} {} to {}.", done, records.front().number, records.back().number);
  answer.blocks.emplace_back(Paragraph{changes, Tone::strong});
  if (records.size() > 1) {
    Table table;
    table.columns = {{"RECORD", false, true}, {"ENTRY", true}};
    for (const ledger::Record& each : records)
      table.rows.push_back({{std::to_string(each.number)}, {said(each)}});
    answer.blocks.emplace_back(std::move(table));
  }
  answer.scope = {fmt::format("by {}", records.front().recorder), fmt::format("in {}", path)};
  if (!is_dry && !request.has("reverse"))
    answer.next.push_back(fmt::format("quid record --reverse {} --because \"…\"", records.front().number));
  return publish(
      request, answer, nullptr,
      [&](Json& json) {
        json.key("recorded").value(!is_dry);
        json.key("changes").value(changes);
        json.key("entries").open_array();
        for (const ledger::Record& each : records) {
          json.open_object(Json::Layout::inline_);
          json.key("id").value(each.number);
          json.key("date").value(each.day);
          json.key("text").value(each.text);
          json.key("recorded_at").value(each.moment);
          json.key("recorded_by").value(each.recorder);
          json.key("reverses");
          each.is_reversal() ? json.value(each.reverses) : json.null();
          json.close();
        }
        json.close();
        json.key("seal").value(is_dry ? std::string()
                                      : fmt::format("{}:{}", head.count, ledger::hex(head.seal)));
      },
      Exit::yes, out);
}

}  // namespace

const CommandInfo record_command = {
    .name = "record",
    .words = "ENTRY…",
    .answers = "keep what has happened in the ledger, and say what that changes",
    .help =
        "An ENTRY is written as in a text; the day (else that of --on) and the word `event` may be left "
        "out.\n"
        "Several are stored together or not at all. Nothing is ever changed or deleted: what was wrong is\n"
        "reversed. Who records is QUID_RECORDER, else the name of the login.\n",
    .examples =
        "  quid record \"2026-02-01 us-india signed\" --source \"Joint statement\" --grade official\n"
        "  quid record --file march.quid --dry-run\n"
        "  quid record --reverse 12 --because \"the day was that of the announcement\"\n",
    .most_words = 1000,
    .flags = flags,
    .run = run_record,
};

}  // namespace quid::tools
