#include "tools/outside/terminal.hpp"

#include <fmt/core.h>
#include <pwd.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <ctime>

#include "tools/outside/signature.hpp"

namespace quid::tools {

namespace {

std::string_view variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string_view{} : std::string_view(value);
}

bool is_set(const char* name) {
  const std::string_view value = variable(name);
  return !value.empty() && value != "0";
}

// no-color.org: set and not empty. A dumb terminal shows no colour, whatever else is set by accident.
bool wants_colour(int descriptor) {
  if (!variable("NO_COLOR").empty()) return false;
  if (is_set("FORCE_COLOR") || is_set("CLICOLOR_FORCE")) return true;
  return isatty(descriptor) == 1 && !variable("TERM").empty() && variable("TERM") != "dumb";
}

int screen_width() {
  constexpr int narrowest = 20;
  constexpr int widest = 96;
  int width = 0;
  winsize size{};
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0) width = size.ws_col;
  if (width == 0) {
    const std::string_view columns = variable("COLUMNS");
    std::from_chars(columns.data(), columns.data() + columns.size(), width);
  }
  return width <= 0 ? widest : std::clamp(width, narrowest, widest);
}

}  // namespace

Environment environment() {
  Environment result;
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  localtime_r(&now, &parts);
  result.today = make_date(parts.tm_year + 1900, static_cast<unsigned>(parts.tm_mon + 1),
                           static_cast<unsigned>(parts.tm_mday));
  result.output_is_terminal = isatty(STDOUT_FILENO) == 1;
  result.error_is_terminal = isatty(STDERR_FILENO) == 1;
  result.colour = wants_colour(STDOUT_FILENO);
  result.error_colour = wants_colour(STDERR_FILENO);
  result.narrated = is_set("QUID_NARRATED") || is_set("NO_GRAPHICS");
  result.width = screen_width();
  result.step_summary = variable("GITHUB_STEP_SUMMARY");
  return result;
}

Signature signature() {
  Signature result;
  std::timespec now{};
  std::timespec_get(&now, TIME_UTC);
  std::tm parts{};
  gmtime_r(&now.tv_sec, &parts);
  result.moment =
      fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:06}Z", parts.tm_year + 1900, parts.tm_mon + 1,
                  parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec, now.tv_nsec / 1000);
  result.recorder = variable("QUID_RECORDER");
  if (result.recorder.empty()) {
    const passwd* account = getpwuid(geteuid());
    result.recorder = account == nullptr ? fmt::format("user {}", geteuid()) : account->pw_name;
  }
  return result;
}

Output& Output::line(const dsl::Shown& text) {
  return raw(dsl::guarded(text.text() + "\n"));
}

void Output::flush() {
  if (descriptor_ < 0) return;
  std::string text;
  text.swap(text_);
  write_all(descriptor_, text, descriptor_ == STDOUT_FILENO ? "the answer" : "the message");
}

void show(std::string_view text, const Environment& environment) {
  winsize size{};
  const bool sized = ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row > 0;
  const auto lines = std::count(text.begin(), text.end(), '\n');
  std::string pager(variable("PAGER"));
  if (std::getenv("PAGER") == nullptr) pager = "less";
  const bool paged = environment.output_is_terminal && isatty(STDIN_FILENO) == 1 && sized &&
                     lines >= size.ws_row && !pager.empty() && pager != "cat" && variable("TERM") != "dumb";
  if (paged) {
    if (std::getenv("LESS") == nullptr) setenv("LESS", "FIRX", 0);
    if (FILE* pipe = popen(pager.c_str(), "w")) {
      std::fwrite(text.data(), 1, text.size(), pipe);
      const int status = pclose(pipe);
      constexpr int not_found = 127;
      if (!(WIFEXITED(status) && WEXITSTATUS(status) == not_found)) return;
    }
  }
  write_all(STDOUT_FILENO, text, "the answer");
}

}  // namespace quid::tools
