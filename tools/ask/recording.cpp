#include "tools/ask/recording.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "core/answers/difference.hpp"
#include "core/model/words.hpp"
#include "core/why/reason_words.hpp"
#include "dsl/findings/render.hpp"
#include "tools/ask/ledger.hpp"
#include "tools/outside/signature.hpp"
#include "tools/page/answer.hpp"

namespace quid::tools {

namespace {

dsl::WorkspaceOptions options_of(const Request& request) {
  dsl::WorkspaceOptions options;
  options.today = request.on;
  // What one party reads into a bracket must not be broken by what another records.
  options.judged = dsl::Judged::every_reading;
  return options;
}

dsl::Texts texts_in_files(const Request& request) {
  const Files files = request.environment.texts(request.directory, {});
  if (!files.problems.empty())
    throw Failure(fmt::format("`{}` {}", files.problems.front().name, files.problems.front().message),
                  "quid check");
  return files.texts();
}

dsl::Text recorded_text(const dsl::Texts& files, std::vector<ledger::Record> records) {
  return dsl::make_text(std::string(ledger_name),
                        ledger_text(seen_records(std::move(records), Request{}), files));
}

dsl::Texts with(dsl::Texts files, std::vector<ledger::Record> records) {
  files.push_back(recorded_text(files, std::move(records)));
  return files;
}

std::vector<ledger::Record> together(std::vector<ledger::Record> there,
                                     const std::vector<ledger::Record>& coming) {
  for (const ledger::Record& each : coming) {
    there.push_back(each);
    there.back().number = static_cast<ledger::Number>(there.size());
  }
  return there;
}

const World& sound_before(const dsl::Workspace& before) {
  try {
    return before.world();
  } catch (const dsl::Unsound& unsound) {
    throw Failure(fmt::format("nothing was recorded: the text has {}, the first in {}: {}",
                              counted(unsound.errors, "error"),
                              place_words(before.sources(), unsound.first.place), unsound.first.message),
                  "quid check");
  }
}

void want_sound_after(const Request& request, const dsl::Workspace& after) {
  dsl::RenderStyle style;
  style.width = request.environment.width;
  std::size_t errors = 0;
  for (const dsl::Diagnostic& finding : after.findings()) {
    const bool is_error = finding.severity() == dsl::Severity::error;
    if (!is_error) continue;
    ++errors;
    if (request.messages != nullptr) request.messages->raw(dsl::render(after.sources(), finding, style));
  }
  if (errors != 0)
    throw Failure(
        fmt::format("nothing was recorded: with this the text would have {}", counted(errors, "error")),
        "quid help record");
}

bool is_what_is_granted(const Model& model, const StateKey& key) {
  if (key.by.valid()) return false;
  return key.state == State::in_effect ||
         (key.subject.kind == SubjectKind::agreement && key.state == State::in_force) ||
         (key.subject.kind == SubjectKind::authority && key.state == State::standing) ||
         (key.subject.kind == SubjectKind::proposal && key.state == State::adopted &&
          !name_of(model, key.subject).empty());
}

std::string change_words(const World& before, const World& after, const StateChange& change) {
  const bool is_after = change.after.subject.valid();
  const Model& model = is_after ? after.model : before.model;
  const StateKey& key = is_after ? change.after : change.before;
  const std::string what = fmt::format("{} {}", name_of(model, key.subject), to_string(key.state));
  std::string how;
  if (!change.begins().empty()) how = fmt::format("now {}", days_words(change.begins()));
  if (!change.ends().empty())
    how += fmt::format("{}no longer {}", how.empty() ? "" : ", ", days_words(change.ends()));
  return fmt::format("{} {}", what, how);
}

}  // namespace

std::vector<ledger::Record> records_of(const std::vector<dsl::EntryLine>& entries) {
  const Signature by = signature();
  std::vector<ledger::Record> records;
  for (const dsl::EntryLine& entry : entries) {
    ledger::Record record;
    record.day = entry.day;
    record.known = entry.known;
    record.text = entry.text;
    record.private_to = entry.private_to;
    record.moment = by.moment;
    record.recorder = by.recorder;
    records.push_back(std::move(record));
  }
  return records;
}

ledger::Head store(const std::string& path, std::vector<ledger::Record>& records,
                   const std::function<void(const std::vector<ledger::Record>& there,
                                            std::vector<ledger::Record>& coming)>& check) {
  constexpr int most_tries = 100;
  for (int tries = 0;; ++tries) {
    ledger::Head head;
    std::vector<ledger::Record> there;
    if (is_there(path)) {
      const ledger::Ledger now(path, ledger::Access::read);
      there = now.records();
      if (!there.empty()) head = {there.back().number, there.back().seal};
    }
    std::vector<ledger::Record> coming = records;
    check(there, coming);
    if (coming.empty()) {
      records.clear();
      return head;
    }
    try {
      head = ledger::Ledger(path, ledger::Access::write).append(coming, head);
      records = std::move(coming);
      return head;
    } catch (const ledger::Moved&) {
      if (tries == most_tries) throw;
    }
  }
}

Recording::Recording(const Request& request, std::vector<ledger::Record> there,
                     const std::vector<ledger::Record>& coming)
    : files_(texts_in_files(request)),
      before_(with(files_, there), options_of(request)),
      after_(before_.with(recorded_text(files_, together(std::move(there), coming)))) {
  sound_before(before_);
  want_sound_after(request, after_);
}

std::string Recording::what_changes() const {
  const World& before = before_.world();
  const World& after = after_.world();
  std::vector<std::string> granted;
  std::vector<std::string> others;
  for (const StateChange& change : state_changes(before, after)) {
    const bool is_after = change.after.subject.valid();
    const Model& model = is_after ? after.model : before.model;
    const StateKey& key = is_after ? change.after : change.before;
    if (is_what_is_granted(model, key)) {
      granted.push_back(change_words(before, after, change));
    } else if (!key.by.valid()) {
      others.push_back(change_words(before, after, change));
    }
  }
  constexpr std::size_t most = 3;
  const auto first = [](std::vector<std::string>& all) {
    const std::size_t more = all.size() > most ? all.size() - most : 0;
    if (more != 0) all.resize(most);
    std::string text;
    for (const std::string& each : all) text += (text.empty() ? "" : "; ") + each;
    return more == 0 ? text : fmt::format("{}; and {} more", text, more);
  };
  if (!granted.empty()) return fmt::format("What is granted changes: {}.", first(granted));
  if (!others.empty()) return fmt::format("No grant changes; {}.", first(others));
  return "No state of anything changes.";
}

}  // namespace quid::tools
