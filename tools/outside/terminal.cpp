#include "tools/outside/terminal.hpp"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>

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

std::string reason(int error) {
  switch (error) {
    case ENOSPC:
    case EDQUOT: return "the disk is full";
    case EACCES:
    case EPERM: return "no permission";
    case EROFS: return "the disk is read-only";
    case ENOENT: return "there is no such folder";
    case EISDIR: return "it is a folder";
    case EIO: return "the device does not answer";
    default: return std::strerror(error);
  }
}

// False where the reader is gone.
bool write_all(int descriptor, std::string_view text, const std::string& name) {
  while (!text.empty()) {
    const ssize_t written = write(descriptor, text.data(), text.size());
    if (written < 0) {
      if (errno == EINTR) continue;
      if (errno == EPIPE) return false;
      throw OutputError("cannot write " + name + ": " + reason(errno));
    }
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

std::string target_of(const std::string& path) {
  char* resolved = realpath(path.c_str(), nullptr);
  if (resolved == nullptr) return path;
  std::string target(resolved);
  std::free(resolved);
  return target;
}

// A pipe, a terminal, /dev/full: nothing that a rename could replace.
void write_special(const std::string& path, std::string_view text) {
  const int descriptor = open(path.c_str(), O_WRONLY | O_CLOEXEC);
  if (descriptor < 0) throw OutputError("cannot write `" + path + "`: " + reason(errno));
  try {
    write_all(descriptor, text, "`" + path + "`");
  } catch (...) {
    close(descriptor);
    throw;
  }
  close(descriptor);
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

Output& Output::line(const dsl::Shown& text) {
  return raw(dsl::guarded(text.text() + "\n"));
}

void Output::flush() {
  if (descriptor_ < 0) return;
  std::string text;
  text.swap(text_);
  write_all(descriptor_, text, descriptor_ == STDOUT_FILENO ? "the answer" : "the message");
}

void write_file(const std::string& path, std::string_view text) {
  const std::string target = target_of(path);
  struct stat status {};
  const bool exists = stat(target.c_str(), &status) == 0;
  if (exists && !S_ISREG(status.st_mode)) {
    if (S_ISDIR(status.st_mode)) throw OutputError("cannot write `" + path + "`: it is a folder");
    return write_special(target, text);
  }
  // Beside the target, so that the rename stays inside one file system. The file itself must allow writing: a
  // rename alone would replace a file that its owner has protected.
  if (exists && access(target.c_str(), W_OK) != 0) {
    throw OutputError("cannot write `" + path + "`: " + reason(errno));
  }
  std::string temporary = target + ".XXXXXX";
  const int descriptor = mkostemp(temporary.data(), O_CLOEXEC);
  if (descriptor < 0) throw OutputError("cannot write `" + path + "`: " + reason(errno));
  const auto fail = [&](const std::string& message) {
    close(descriptor);
    unlink(temporary.c_str());
    throw OutputError(message);
  };
  try {
    write_all(descriptor, text, "`" + path + "`");
  } catch (const OutputError& error) {
    fail(error.what());
  }
  const mode_t mask = umask(0);
  umask(mask);
  const mode_t mode = exists ? status.st_mode & 07777U : 0666U & ~mask;
  if (fchmod(descriptor, mode) != 0 || fsync(descriptor) != 0) {
    fail("cannot write `" + path + "`: " + reason(errno));
  }
  // Of another owner: kept where the system lets us, as for every editor.
  if (exists && (status.st_uid != geteuid() || status.st_gid != getegid())) {
    if (fchown(descriptor, status.st_uid, status.st_gid) != 0) errno = 0;
  }
  close(descriptor);
  if (std::rename(temporary.c_str(), target.c_str()) != 0) {
    const int error = errno;
    unlink(temporary.c_str());
    throw OutputError("cannot write `" + path + "`: " + reason(error));
  }
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
