// quid restore: a backup in the place of the ledger; what was there is kept beside it.
#include <fmt/core.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "ledger/ledger.hpp"
#include "tools/ask/ledger.hpp"
#include "tools/commands/command.hpp"
#include "tools/page/json.hpp"

namespace quid::tools {

namespace {

// A name beside the file that nothing has yet.
std::string name_for_what_was_there(const std::string& path) {
  for (int i = 1;; ++i) {
    std::string name = fmt::format("{}.before-restore-{}", path, i);
    if (!is_there(name)) return name;
  }
}

int run_restore(const Request& request, Output& out) {
  const std::string path = ledger_path(request);
  const std::string& from = request.words.front();
  if (!is_there(from)) throw Failure(fmt::format("there is no backup `{}`", from));
  const ledger::Ledger backup(from, ledger::Access::read);
  const ledger::Verdict verdict = backup.verify();
  if (!verdict.fault.empty())
    throw Failure(
        fmt::format("`{}` is not as it was recorded, and is not put in place: {}", from, verdict.fault));
  const std::string whole = path + ".restored";
  unlink(whole.c_str());
  backup.back_up(whole);
  std::string kept;
  if (is_there(path)) {
    kept = name_for_what_was_there(path);
    for (const char* part : {"", "-wal", "-shm"}) {
      const std::string name = path + part;
      if (is_there(name) && rename(name.c_str(), (kept + part).c_str()) != 0)
        throw Failure(fmt::format("`{}` cannot be put aside: {}", name, std::strerror(errno)));
    }
  }
  if (rename(whole.c_str(), path.c_str()) != 0)
    throw Failure(fmt::format("`{}` cannot be put in place: {}", whole, std::strerror(errno)));
  Answer answer;
  answer.sentence =
      fmt::format("{} put back from `{}`.",
                  sentence_case(counted(static_cast<std::size_t>(verdict.head.count), "record")), from);
  if (!kept.empty()) answer.blocks.emplace_back(Labelled{{{"What was there", kept}}, {}});
  answer.next.emplace_back("quid verify");
  return publish(
      request, answer, nullptr,
      [&](Json& json) {
        json.key("records").value(verdict.head.count);
        json.key("kept");
        kept.empty() ? json.null() : json.value(kept);
      },
      Exit::yes, out);
}

}  // namespace

const CommandInfo restore_command = {
    .name = "restore",
    .words = "FILE",
    .answers = "put a backup in the place of the ledger; what was there is kept beside it",
    .help = "Nobody may be recording meanwhile.\n",
    .least_words = 1,
    .most_words = 1,
    .run = run_restore,
};

}  // namespace quid::tools
