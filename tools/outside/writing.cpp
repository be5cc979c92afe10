// The idea in one sentence: the new text is a file without a name until it is whole.
//
//   1. Look at what is there: a pipe or a device is written to, a folder refused.
//   2. Write into a file that has no name yet (O_TMPFILE). A run that is killed here leaves nothing behind.
//   3. Look again: where the file is not in the state that was read, somebody has saved it, and that stays.
//   4. Give it a name beside the target, and rename it over. That name is always the same for one target: where a
//      killed run has left it, it is taken again.
//
// Where the file system has no files without a name, the name of step 4 is used from step 2 on.
// Between 3 and 4 lie two calls; Linux offers no rename that depends on what it replaces.
#include "tools/outside/writing.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace quid::tools {

namespace {

std::string target_of(const std::string& path) {
  char* resolved = realpath(path.c_str(), nullptr);
  if (resolved == nullptr) return path;
  std::string target(resolved);
  std::free(resolved);
  return target;
}

class Writing {
 public:
  Writing(const std::string& path, std::string_view text, const std::optional<Stamp>& read)
      : path_(path), target_(target_of(path)), text_(text), read_(read) {}
  ~Writing() {
    if (descriptor_ >= 0) close(descriptor_);
    if (named_) unlink(beside().c_str());
  }
  Writing(const Writing&) = delete;
  Writing& operator=(const Writing&) = delete;

  void run() {
    exists_ = stat(target_.c_str(), &status_) == 0;
    if (exists_ && S_ISDIR(status_.st_mode)) fail("it is a folder");
    if (exists_ && !S_ISREG(status_.st_mode)) return write_special();
    // A rename alone would replace a file that its owner has protected.
    if (exists_ && access(target_.c_str(), W_OK) != 0) fail(errno);
    want_unchanged();
    open_new();
    if (exists_ && (status_.st_nlink > 1 || !keep_owner())) return write_over();
    write_all(descriptor_, text_, quoted());
    if (fchmod(descriptor_, mode()) != 0 || fsync(descriptor_) != 0) fail(errno);
    want_unchanged();
    take_place();
  }

 private:
  std::string quoted() const { return "`" + path_ + "`"; }
  [[noreturn]] void fail(const std::string& why) const {
    throw OutputError("cannot write " + quoted() + ": " + why);
  }
  [[noreturn]] void fail(int error) const { fail(write_failure(error)); }

  void want_unchanged() const {
    if (!read_) return;
    struct stat now {};
    if (stat(target_.c_str(), &now) != 0 || stamp_of(now) != *read_) {
      throw ChangedMeanwhile(quoted() + " was changed meanwhile: it is left as it is now");
    }
  }

  // A pipe, a terminal, /dev/full: nothing that a rename could replace.
  void write_special() {
    descriptor_ = open(target_.c_str(), O_WRONLY | O_CLOEXEC);
    if (descriptor_ < 0) fail(errno);
    write_all(descriptor_, text_, quoted());
  }

  std::string folder() const {
    const std::size_t slash = target_.rfind('/');
    return slash == std::string::npos ? "." : slash == 0 ? "/" : target_.substr(0, slash);
  }

  // The name of the new file until it has the target's. Of the target's name it is a number, for that could be
  // too long by a few letters.
  std::string beside() const {
    std::uint64_t number = 0xCBF29CE484222325U;
    for (const char c : target_.substr(target_.rfind('/') + 1)) {
      number = (number ^ static_cast<unsigned char>(c)) * 0x100000001B3U;
    }
    return fmt::format("{}/.quid-{:016x}.new", folder(), number);
  }

  void open_new() {
    unlink(beside().c_str());
    descriptor_ = open(folder().c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (descriptor_ >= 0) return;
    descriptor_ = open(beside().c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (descriptor_ < 0) fail(errno);
    named_ = true;
  }

  // The new file belongs to whom the old one belongs to.
  bool keep_owner() const {
    if (status_.st_uid == geteuid() && status_.st_gid == getegid()) return true;
    return fchown(descriptor_, status_.st_uid, status_.st_gid) == 0;
  }

  mode_t mode() const {
    if (exists_) return status_.st_mode & 07777U;
    const mode_t mask = umask(0);
    umask(mask);
    return 0666U & ~mask;
  }

  void take_place() {
    const std::string name = beside();
    if (!named_) {
      const std::string own = fmt::format("/proc/self/fd/{}", descriptor_);
      if (linkat(AT_FDCWD, own.c_str(), AT_FDCWD, name.c_str(), AT_SYMLINK_FOLLOW) != 0) fail(errno);
      named_ = true;
    }
    if (std::rename(name.c_str(), target_.c_str()) != 0) fail(errno);
    named_ = false;
  }

  void write_over() {
    if (named_) unlink(beside().c_str());
    named_ = false;
    close(descriptor_);
    descriptor_ = open(target_.c_str(), O_WRONLY | O_CLOEXEC);
    if (descriptor_ < 0) fail(errno);
    const auto size = static_cast<off_t>(text_.size());
    if (const int error = size == 0 ? 0 : posix_fallocate(descriptor_, 0, size); error != 0) fail(error);
    write_all(descriptor_, text_, quoted());
    if (ftruncate(descriptor_, size) != 0 || fsync(descriptor_) != 0) fail(errno);
  }

  const std::string& path_;
  std::string target_;
  std::string_view text_;
  const std::optional<Stamp>& read_;
  struct stat status_ {};
  bool exists_ = false;
  bool named_ = false;  // the new file has a name, which must not stay
  int descriptor_ = -1;
};

}  // namespace

Stamp stamp_of(const struct stat& status) {
  constexpr std::int64_t second = 1'000'000'000;
  return {status.st_dev, status.st_ino, status.st_size,
          status.st_mtim.tv_sec * second + status.st_mtim.tv_nsec};
}

std::string write_failure(int error) {
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

bool write_all(int descriptor, std::string_view text, const std::string& name) {
  while (!text.empty()) {
    const ssize_t written = write(descriptor, text.data(), text.size());
    if (written < 0) {
      if (errno == EINTR) continue;
      if (errno == EPIPE) return false;
      throw OutputError("cannot write " + name + ": " + write_failure(errno));
    }
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

void write_file(const std::string& path, std::string_view text, const std::optional<Stamp>& read) {
  Writing(path, text, read).run();
}

}  // namespace quid::tools
