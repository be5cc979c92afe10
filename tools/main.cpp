#include <csignal>
#include <string>
#include <vector>

#include <unistd.h>

#include "tools/commands/command.hpp"

// A reader that stops early (`quid days --all | head`) is no failure: the answer's own exit code stands.
int main(int count, char** arguments) {
  using namespace quid::tools;
  std::signal(SIGPIPE, SIG_IGN);
  const Environment around = environment();
  const std::vector<std::string> words(arguments + 1, arguments + count);
  Output errors(STDERR_FILENO);
  // A terminal gets the answer as a whole, perhaps through a pager; a pipe gets it as it grows.
  Output kept;
  Output piped(STDOUT_FILENO);
  Output& out = around.output_is_terminal ? kept : piped;
  int exit = run(words, around, out, errors);
  try {
    if (around.output_is_terminal) show(kept.text(), around);
    piped.flush();
  } catch (const OutputError& error) {
    errors.line(std::string("quid: ") + error.what());
    exit = Exit::failed;
  }
  try {
    errors.flush();
  } catch (const OutputError&) {
    exit = Exit::failed;
  }
  return exit;
}
