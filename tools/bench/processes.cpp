// What a person waits for: whole processes of `quid`, by the clock, with their peak memory.
//
//   processes QUID WORKSPACE...      a table in Markdown; each command runs five times, the median counts
//
// The ratio is the time over that of the workspace before, beside the ratio of their texts: growth is linear
// where the two are alike.
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

constexpr int runs = 5;

struct Cost {
  double seconds = 0;
  double cpu_seconds = 0;
  double megabytes = 0;
  int exit_code = 0;
};

double in_seconds(timeval time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

Cost run(const std::vector<std::string>& words) {
  std::vector<char*> arguments;
  for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  const auto begin = std::chrono::steady_clock::now();
  const pid_t child = fork();
  if (child < 0) throw std::runtime_error("cannot start a process");
  if (child == 0) {
    const int nowhere = open("/dev/null", O_WRONLY);
    dup2(nowhere, STDOUT_FILENO);
    dup2(nowhere, STDERR_FILENO);
    execv(arguments[0], arguments.data());
    _exit(127);
  }
  int status = 0;
  rusage used{};
  wait4(child, &status, 0, &used);
  const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - begin;
  return {wall.count(), in_seconds(used.ru_utime) + in_seconds(used.ru_stime),
          static_cast<double>(used.ru_maxrss) / 1024, WIFEXITED(status) ? WEXITSTATUS(status) : 128};
}

Cost median_of(const std::vector<std::string>& words) {
  std::vector<Cost> costs;
  for (int i = 0; i < runs; ++i) costs.push_back(run(words));
  std::sort(costs.begin(), costs.end(), [](const Cost& a, const Cost& b) { return a.seconds < b.seconds; });
  return costs[runs / 2];
}

double megabytes_of_text(const std::string& folder) {
  double bytes = 0;
  for (const auto& each : std::filesystem::recursive_directory_iterator(folder)) {
    if (each.path().extension() == ".quid") bytes += static_cast<double>(each.file_size());
  }
  return bytes / 1e6;
}

void measure(const std::string& quid, const std::vector<std::string>& folders) {
  const std::vector<std::vector<std::string>> commands = {
      {"check"},
      {"grants", "--on", "2026-07-01", "--format", "plain"},
      {"days", "--all", "--on", "2026-07-01", "--format", "plain"},
  };
  std::printf(
      "| command | workspace | text MB | wall ms | cpu ms | MB/s | peak MB | times the one before (text) "
      "|\n");
  std::printf("| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |\n");
  for (const std::vector<std::string>& command : commands) {
    double text_before = 0;
    double time_before = 0;
    for (const std::string& folder : folders) {
      std::vector<std::string> words = {quid};
      words.insert(words.end(), command.begin(), command.end());
      words.insert(words.end(), {"-C", folder});
      const Cost cost = median_of(words);
      if (cost.exit_code > 1) throw std::runtime_error(command[0] + " fails on " + folder);
      const double text = megabytes_of_text(folder);
      std::printf("| %s | %s | %.2f | %.1f | %.1f | %.0f | %.0f |", command[0].c_str(),
                  std::filesystem::path(folder).filename().c_str(), text, cost.seconds * 1e3,
                  cost.cpu_seconds * 1e3, text / cost.seconds, cost.megabytes);
      if (time_before > 0) std::printf(" %.1f (%.1f)", cost.seconds / time_before, text / text_before);
      std::printf(" |\n");
      std::fflush(stdout);
      text_before = text;
      time_before = cost.seconds;
    }
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) {
    std::fprintf(stderr, "usage: processes QUID WORKSPACE...\n");
    return 2;
  }
  try {
    measure(argv[1], std::vector<std::string>(argv + 2, argv + argc));
  } catch (const std::exception& problem) {
    std::fprintf(stderr, "processes: %s\n", problem.what());
    return 1;
  }
  return 0;
}
