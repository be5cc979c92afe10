// quid verify: whether the ledger is as it was recorded.
#include <fmt/core.h>

#include <array>
#include <charconv>

#include "ledger/chain.hpp"
#include "ledger/ledger.hpp"
#include "tools/ask/ledger.hpp"
#include "tools/commands/command.hpp"
#include "tools/page/json.hpp"

namespace quid::tools {

namespace {

constexpr std::array flags = {
    Flag{"seal", "SEAL",
         "one that was written down earlier: the ledger has still to begin with what it names"},
};

// `214:3f9a…`
std::optional<ledger::Head> asked_seal(const Request& request) {
  if (!request.has("seal")) return std::nullopt;
  const std::string text = request.value("seal");
  ledger::Head head;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), head.count);
  const auto colon = static_cast<std::size_t>(read.ptr - text.data());
  if (read.ec == std::errc() && colon < text.size() && text[colon] == ':')
    head.seal = ledger::from_hex(std::string_view(text).substr(colon + 1));
  if (head.seal.size() != 32)
    throw Failure(fmt::format("`--seal {}`: not a seal as `quid verify` prints it", text));
  return head;
}

int run_verify(const Request& request, Output& out) {
  const std::optional<ledger::Head> earlier = asked_seal(request);
  const std::string path = ledger_path(request);
  if (!is_there(path)) throw Failure(fmt::format("there is no ledger `{}`", path), "quid help record");
  ledger::Verdict verdict;
  try {
    verdict = ledger::Ledger(path, ledger::Access::read).verify(earlier);
  } catch (const ledger::Refused& refused) {
    verdict.fault = refused.what();
  }
  const bool is_whole = verdict.fault.empty();
  const std::string seal = fmt::format("{}:{}", verdict.head.count, ledger::hex(verdict.head.seal));
  Answer answer;
  answer.verdict = is_whole ? "YES" : "NO";
  answer.tone = is_whole ? Tone::good : Tone::bad;
  answer.sentence = is_whole ? fmt::format("The ledger is as it was recorded: {}.",
                                           counted(static_cast<std::size_t>(verdict.head.count), "record"))
                             : fmt::format("The ledger is not as it was recorded: {}.", verdict.fault);
  if (is_whole) {
    answer.blocks.emplace_back(Labelled{{{"Seal", seal}}, {}});
    answer.next.push_back(fmt::format("quid verify --seal {}", seal));
  } else {
    answer.next.emplace_back("quid help restore");
  }
  return publish(
      request, answer, nullptr,
      [&](Json& json) {
        json.key("whole").value(is_whole);
        json.key("records").value(verdict.head.count);
        json.key("seal");
        is_whole ? json.value(seal) : json.null();
        json.key("fault");
        is_whole ? json.null() : json.value(verdict.fault);
      },
      is_whole ? Exit::yes : Exit::no, out);
}

}  // namespace

const CommandInfo verify_command = {
    .name = "verify",
    .words = "",
    .answers = "whether the ledger is as it was recorded, record by record",
    .help = "Who keeps the seal elsewhere can show later that nothing up to it was changed.\n",
    .flags = flags,
    .run = run_verify,
};

}  // namespace quid::tools
