// quid backup: a whole copy of the ledger, also while others record.
#include <fmt/core.h>

#include "ledger/chain.hpp"
#include "ledger/ledger.hpp"
#include "tools/ask/ledger.hpp"
#include "tools/commands/command.hpp"
#include "tools/page/json.hpp"

namespace quid::tools {

namespace {

int run_backup(const Request& request, Output& out) {
  const std::string path = ledger_path(request);
  const std::string& copy = request.words.front();
  if (!is_there(path)) throw Failure(fmt::format("there is no ledger `{}`", path), "quid help record");
  ledger::Ledger(path, ledger::Access::read).back_up(copy);
  const ledger::Verdict verdict = ledger::Ledger(copy, ledger::Access::read).verify();
  if (!verdict.fault.empty())
    throw Failure(
        fmt::format("the copy is as the ledger is, and that is not as it was recorded: {}", verdict.fault),
        "quid verify");
  const std::string seal = fmt::format("{}:{}", verdict.head.count, ledger::hex(verdict.head.seal));
  Answer answer;
  answer.sentence =
      fmt::format("{} in `{}`, each as it was recorded.",
                  sentence_case(counted(static_cast<std::size_t>(verdict.head.count), "record")), copy);
  answer.blocks.emplace_back(Labelled{{{"Seal", seal}}, {}});
  return publish(
      request, answer, nullptr,
      [&](Json& json) {
        json.key("file").value(copy);
        json.key("records").value(verdict.head.count);
        json.key("seal").value(seal);
      },
      Exit::yes, out);
}

}  // namespace

const CommandInfo backup_command = {
    .name = "backup",
    .words = "FILE",
    .answers = "a whole copy of the ledger, also while others record",
    .least_words = 1,
    .most_words = 1,
    .run = run_backup,
};

}  // namespace quid::tools
