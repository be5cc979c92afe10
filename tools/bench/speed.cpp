// How fast quid is: `speed [--runs N] [--median] QUID WORKSPACE...`, a table in Markdown with a row for each
// workspace.
//
// First the phases in the library, on one core and in processor time; then whole processes, by the clock and
// in the processor time of all cores, with the largest peak memory among them. Milliseconds. Each figure is
// the best of five (or N) runs, or with `--median` the one in the middle. Every workspace has its phases run
// in a process of its own, so that no row sees the memory of another.
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <stdexcept>
#include <string>
#include <vector>

#include "dsl/check/check.hpp"
#include "dsl/lower/compile.hpp"
#include "tools/outside/files.hpp"

namespace {

using namespace quid;

struct How {
  int runs = 5;
  bool median = false;
};

constexpr const char* day = "2026-07-01";

double milliseconds(clockid_t clock) {
  timespec now{};
  clock_gettime(clock, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

double chosen(std::vector<double> times, const How& how) {
  std::sort(times.begin(), times.end());
  return times[how.median ? times.size() / 2 : 0];
}

// What `work` makes is taken down outside of the time.
template <typename Work>
double phase(const How& how, Work work) {
  std::vector<double> times;
  for (int i = 0; i < how.runs; ++i) {
    const double begin = milliseconds(CLOCK_PROCESS_CPUTIME_ID);
    const auto made = work();
    times.push_back(milliseconds(CLOCK_PROCESS_CPUTIME_ID) - begin);
  }
  return chosen(std::move(times), how);
}

// The cells of the phases: provisions, text, parse, model, evaluate, check, and text a second of all but
// `evaluate`.
void print_phases(const How& how, const std::string& folder) {
  const tools::Files files = tools::read_texts(folder, {});
  dsl::Sources sources;
  double megabytes = 0;
  for (const dsl::Text& text : files.texts()) {
    sources.add(text);
    megabytes += static_cast<double>(text.bytes.size()) / 1e6;
  }
  dsl::CompileOptions options;
  options.threads = 1;
  const double parse = phase(how, [&] { return parse_all(sources, 1); });
  const dsl::Syntax syntax = parse_all(sources, 1);
  const double compile = phase(how, [&] { return quid::dsl::compile(syntax, options); });
  const dsl::Compilation compilation = quid::dsl::compile(syntax, options);
  const Model& model = compilation.world->model;
  const double evaluate = phase(how, [&] {
    const Index index = make_index(model);
    return quid::evaluate(model, index, build(model, index));
  });
  const double check =
      phase(how, [&] { return quid::dsl::check(sources, syntax, compilation, make_date(2026, 7, 1)); });
  const double names = std::max(0.0, compile - evaluate);
  std::printf("| %zu | %.1f | %.1f | %.1f | %.1f | %.1f | %.0f |", model.provisions.size(), megabytes, parse,
              names, evaluate, check, 1e3 * megabytes / (parse + names + check));
}

struct Cost {
  double wall;
  double processor;
  double peak_megabytes;
};

double in_milliseconds(timeval time) {
  return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_usec) / 1e3;
}

Cost run(const std::vector<std::string>& words, bool quiet) {
  std::vector<char*> arguments;
  for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  std::fflush(stdout);
  const double begin = milliseconds(CLOCK_MONOTONIC);
  const pid_t child = fork();
  if (child < 0) throw std::runtime_error("cannot start a process");
  if (child == 0) {
    const int nowhere = open("/dev/null", O_WRONLY);
    if (quiet) dup2(nowhere, STDOUT_FILENO);
    if (quiet) dup2(nowhere, STDERR_FILENO);
    execv(arguments[0], arguments.data());
    _exit(127);
  }
  int status = 0;
  rusage used{};
  wait4(child, &status, 0, &used);
  const double end = milliseconds(CLOCK_MONOTONIC);
  if (!WIFEXITED(status) || WEXITSTATUS(status) > 1) throw std::runtime_error("a command fails");
  return {end - begin, in_milliseconds(used.ru_utime) + in_milliseconds(used.ru_stime),
          static_cast<double>(used.ru_maxrss) * 1024 / 1e6};
}

void print_row(const How& how, const std::string& own, const std::string& quid, const std::string& folder) {
  std::vector<std::string> phases = {own, "--runs", std::to_string(how.runs)};
  if (how.median) phases.emplace_back("--median");
  phases.insert(phases.end(), {"--phases", folder});
  run(phases, false);
  const std::vector<std::vector<std::string>> commands = {
      {"check"}, {"grants", "--status", "active"}, {"grants"}, {"days", "--all"}};
  double peak = 0;
  for (const std::vector<std::string>& command : commands) {
    std::vector<std::string> words = {quid, "-C", folder};
    words.insert(words.end(), command.begin(), command.end());
    words.insert(words.end(), {"--on", day});
    if (command[0] != "check") words.insert(words.end(), {"--format", "plain"});
    std::vector<double> wall;
    std::vector<double> processor;
    for (int i = 0; i < how.runs; ++i) {
      const Cost cost = run(words, true);
      wall.push_back(cost.wall);
      processor.push_back(cost.processor);
      peak = std::max(peak, cost.peak_megabytes);
    }
    std::printf(" %.0f (%.0f) |", chosen(wall, how), chosen(processor, how));
  }
  std::printf(" %.0f |\n", peak);
}

void print_table(const How& how, const std::string& own, const std::vector<std::string>& words) {
  std::printf(
      "| provisions | text MB | parse | model | evaluate | check | MB/s | `check` | `grants --status active` "
      "| `grants` | `days --all` | peak MB |\n");
  std::printf("| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n");
  for (std::size_t i = 1; i < words.size(); ++i) print_row(how, own, words[0], words[i]);
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<std::string> words(argv + 1, argv + argc);
  const auto taken = [&](std::string_view flag) {
    const bool found = !words.empty() && words.front() == flag;
    if (found) words.erase(words.begin());
    return found;
  };
  How how;
  if (taken("--runs") && !words.empty()) {
    how.runs = std::max(1, std::atoi(words.front().c_str()));
    words.erase(words.begin());
  }
  how.median = taken("--median");
  const bool phases = taken("--phases");
  if (words.size() < (phases ? 1 : 2)) {
    std::fprintf(stderr, "usage: speed [--runs N] [--median] QUID WORKSPACE...\n");
    return 2;
  }
  try {
    phases ? print_phases(how, words.front()) : print_table(how, argv[0], words);
  } catch (const std::exception& problem) {
    std::fprintf(stderr, "speed: %s\n", problem.what());
    return 1;
  }
  return 0;
}
