#include "tools/outside/files.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <optional>
#include <set>
#include <utility>

namespace quid::tools {

namespace {

// Places are 32-bit offsets.
constexpr std::uint64_t largest = UINT32_MAX - 1;

std::string why(int error) {
  switch (error) {
    case EACCES:
    case EPERM: return "no permission";
    case ENOENT: return "there is no such file";
    case ELOOP: return "the link leads back to itself";
    case ENAMETOOLONG: return "the path is too long";
    case EMFILE:
    case ENFILE: return "too many files are open";
    default: return std::strerror(error);
  }
}

class Descriptor {
 public:
  explicit Descriptor(int value) : value_(value) {}
  ~Descriptor() {
    if (value_ >= 0) close(value_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return value_; }

 private:
  int value_;
};

std::string joined(const std::string& folder, std::string_view name) {
  if (folder.empty()) return std::string(name);
  return folder.ends_with('/') ? folder + std::string(name) : folder + "/" + std::string(name);
}

std::optional<std::string> resolved(const std::string& path) {
  char* found = realpath(path.c_str(), nullptr);
  if (found == nullptr) return std::nullopt;
  std::string result(found);
  std::free(found);
  return result;
}

std::string parent_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  return slash == 0 || slash == std::string::npos ? "/" : path.substr(0, slash);
}

bool is_marked(const std::string& folder) {
  return access(joined(folder, "quid.toml").c_str(), F_OK) == 0;
}

// The nearest folder upwards with quid.toml.
std::optional<std::string> marked_folder(std::string folder) {
  while (true) {
    if (is_marked(folder)) return folder;
    if (folder == "/") return std::nullopt;
    folder = parent_of(folder);
  }
}

bool inside(const std::string& path, const std::string& folder) {
  return path == folder || path.starts_with(folder == "/" ? folder : folder + "/");
}

std::string read_all(int descriptor, std::size_t expected) {
  std::string text;
  std::size_t size = 0;
  text.resize(expected + 1);
  while (true) {
    if (size == text.size()) text.resize(text.size() * 2);
    const ssize_t got = read(descriptor, text.data() + size, text.size() - size);
    if (got < 0) {
      if (errno == EINTR) continue;
      throw Unreadable(why(errno));
    }
    if (got == 0) break;
    size += static_cast<std::size_t>(got);
    if (size > largest) throw Unreadable("larger than 4 GiB");
  }
  text.resize(size);
  return text;
}

// The text and the state of the file that it is from. A file that somebody is writing is read once more.
std::pair<std::string, Stamp> read_in_one_state(int descriptor, struct stat status) {
  constexpr int most = 5;
  for (int i = 0; i < most; ++i) {
    const Stamp before = stamp_of(status);
    if (lseek(descriptor, 0, SEEK_SET) != 0) throw Unreadable(why(errno));
    std::string text = read_all(descriptor, static_cast<std::size_t>(status.st_size));
    if (fstat(descriptor, &status) != 0) throw Unreadable(why(errno));
    const bool whole = text.size() == static_cast<std::size_t>(status.st_size);
    if (whole && stamp_of(status) == before) return {std::move(text), before};
  }
  throw Unreadable("it is being written");
}

}  // namespace

// Walks folders and opens files; what goes wrong below the paths that were asked for becomes a problem.
class Reader {
 public:
  explicit Reader(std::string folder) { files_.folder = std::move(folder); }

  // Real folders first, linked ones after them: a folder that can be reached both ways keeps its own name.
  void folder(const std::string& path) {
    walk(path);
    while (!links_.empty()) {
      const std::string link = links_.front();
      links_.pop_front();
      struct stat status {};
      if (stat(link.c_str(), &status) != 0) {
        problem(link, "cannot be read: " + why(errno));
        continue;
      }
      const std::optional<std::string> target = resolved(link);
      if (target && inside(parent_of(link), *target)) {
        problem(link, "leads back to a folder that holds it: remove the link");
      } else if (!target || !inside(*target, files_.folder)) {
        problem(link, leads_out);
      } else if (!is_marked(link) && !seen_.contains({status.st_dev, status.st_ino})) {
        walk(link);
      }
    }
  }

  // Opens a file that is to be read, which is no link. Not blocking, so that a pipe without a writer cannot
  // stop us.
  void file(const std::string& path, const std::string& real) {
    const Descriptor opened(open(real.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY | O_NOFOLLOW));
    struct stat status {};
    if (opened.get() < 0) return problem(path, "cannot be read: " + why(errno));
    if (fstat(opened.get(), &status) != 0) return problem(path, "cannot be read: " + why(errno));
    if (!S_ISREG(status.st_mode)) return problem(path, "is no regular file (a pipe, socket or device)");
    if (!seen_.insert({status.st_dev, status.st_ino}).second) return;
    if (static_cast<std::uint64_t>(status.st_size) > largest)
      return problem(path, "is larger than 4 GiB: split it");
    try {
      auto [text, stamp] = read_in_one_state(opened.get(), status);
      files_.files.push_back({dsl::make_text(shown(path), std::move(text)), path, stamp});
    } catch (const Unreadable& error) {
      problem(path, std::string("cannot be read: ") + error.what());
    }
  }

  void standard_input() {
    files_.files.push_back({dsl::make_text("<stdin>", read_all(STDIN_FILENO, 0)), "-"});
  }

  // What was asked for by name and is not a regular file or folder is the person's mistake: said at once.
  void named(const std::string& path, const std::string& as_given) {
    if (as_given == "-") return standard_input();
    struct stat status {};
    if (stat(path.c_str(), &status) != 0) throw Unreadable("`" + as_given + "`: " + missing(errno));
    if (S_ISDIR(status.st_mode)) return folder(path);
    if (!S_ISREG(status.st_mode)) {
      throw Unreadable("`" + as_given + "` is no regular file; `-` reads standard input");
    }
    file(path, path);
  }

  // Only what lies in one of the paths is asked about.
  void narrow_to(std::span<const std::string> paths) {
    for (Files::File& each : files_.files) {
      const auto in_paths = [&](const std::string& full) {
        return std::any_of(paths.begin(), paths.end(),
                           [&](const std::string& path) { return inside(full, path); });
      };
      // A file behind a link is asked about under either name.
      each.asked = in_paths(each.path) || in_paths(resolved(each.path).value_or(each.path));
    }
  }

  Files take() {
    std::sort(files_.files.begin(), files_.files.end(),
              [](const Files::File& a, const Files::File& b) { return a.text.name < b.text.name; });
    std::sort(files_.problems.begin(), files_.problems.end(),
              [](const Files::Problem& a, const Files::Problem& b) { return a.name < b.name; });
    return std::move(files_);
  }

 private:
  static std::string missing(int error) {
    return error == ENOENT ? "there is no such file or folder" : why(error);
  }

  void walk(const std::string& path) {
    struct stat status {};
    if (stat(path.c_str(), &status) != 0) return problem(path, "cannot be read: " + why(errno));
    if (!seen_.insert({status.st_dev, status.st_ino}).second) return;
    DIR* listing = opendir(path.c_str());
    if (listing == nullptr) return problem(path, "the folder cannot be read: " + why(errno));
    std::vector<std::string> folders;
    std::vector<std::pair<std::string, bool>> files;  // whether it is a link
    while (const dirent* entry = readdir(listing)) {
      const std::string_view name = entry->d_name;
      if (name.starts_with('.')) continue;
      unsigned char type = entry->d_type;
      const std::string full = joined(path, name);
      struct stat own {};
      if (type == DT_UNKNOWN && lstat(full.c_str(), &own) == 0) {
        type = S_ISDIR(own.st_mode) ? DT_DIR : S_ISLNK(own.st_mode) ? DT_LNK : DT_REG;
      }
      const bool quid_file = name.ends_with(".quid");
      if (type == DT_DIR) {
        if (!is_marked(full)) folders.push_back(full);
      } else if (type == DT_LNK && (stat(full.c_str(), &own) == 0 ? S_ISDIR(own.st_mode) : errno == ELOOP)) {
        links_.push_back(full);
      } else if (quid_file) {
        files.emplace_back(full, type == DT_LNK);
      }
    }
    closedir(listing);
    std::sort(files.begin(), files.end());
    std::sort(folders.begin(), folders.end());
    for (const auto& [each, is_link] : files) {
      if (is_link) {
        linked_file(each);
      } else {
        file(each, each);
      }
    }
    for (const std::string& each : folders) walk(each);
  }

  void linked_file(const std::string& path) {
    const std::optional<std::string> target = resolved(path);
    if (!target) return problem(path, "cannot be read: " + why(errno));
    if (!inside(*target, files_.folder)) return problem(path, leads_out);
    file(path, *target);
  }

  std::string shown(const std::string& path) const {
    const std::string prefix = files_.folder == "/" ? files_.folder : files_.folder + "/";
    return path.starts_with(prefix) ? path.substr(prefix.size()) : path;
  }

  void problem(const std::string& path, std::string message) {
    files_.problems.push_back({shown(path), std::move(message)});
  }

  static constexpr const char* leads_out = "is a link that leads out of the workspace: it is not read";

  Files files_;
  std::set<std::pair<dev_t, ino_t>> seen_;
  std::deque<std::string> links_;
};

dsl::Texts Files::texts() const {
  dsl::Texts texts;
  texts.reserve(files.size());
  for (const File& each : files) texts.push_back(each.text);
  return texts;
}

Files read_texts(const std::string& directory, std::span<const std::string> paths) {
  const std::optional<std::string> start = resolved(directory.empty() ? "." : directory);
  if (!start) {
    const std::string name = directory.empty() ? "the current folder" : "`" + directory + "`";
    throw Unreadable(name + (errno == ENOENT ? ": there is no such folder" : ": " + why(errno)));
  }
  // With quid.toml the whole workspace is read. It may be found from the paths, where they agree on it.
  std::vector<std::string> full;
  std::optional<std::string> root =
      directory.empty() && !paths.empty() ? std::nullopt : marked_folder(*start);
  bool agreed = true;
  for (const std::string& path : paths) {
    if (path == "-") {
      agreed = false;
      continue;
    }
    const std::string given = path.starts_with('/') ? path : joined(*start, path);
    const std::optional<std::string> real = resolved(given);
    if (!real)
      throw Unreadable("`" + path +
                       "`: " + (errno == ENOENT ? "there is no such file or folder" : why(errno)));
    full.push_back(*real);
    struct stat status {};
    const bool is_folder = stat(real->c_str(), &status) == 0 && S_ISDIR(status.st_mode);
    const std::optional<std::string> marked = marked_folder(is_folder ? *real : parent_of(*real));
    if (!root) root = marked;
    agreed = agreed && marked && marked == root;
  }
  if (paths.empty() || agreed) {
    Reader reader(root.value_or(*start));
    reader.folder(root.value_or(*start));
    if (!paths.empty()) {
      // A file without the ending, or one in a hidden folder, is read because it was named.
      for (std::size_t i = 0; i < paths.size(); ++i) reader.named(full[i], paths[i]);
      reader.narrow_to(full);
    }
    return reader.take();
  }
  Reader reader(*start);
  std::size_t next = 0;
  for (const std::string& path : paths) reader.named(path == "-" ? path : full[next++], path);
  return reader.take();
}

std::string read_file(const std::string& path) {
  const Descriptor opened(open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY));
  if (opened.get() < 0) throw Unreadable("`" + path + "` cannot be read: " + why(errno));
  struct stat status {};
  if (fstat(opened.get(), &status) != 0 || S_ISDIR(status.st_mode)) {
    throw Unreadable("`" + path + "` cannot be read: it is a folder");
  }
  // What comes through a pipe is waited for: `<(command)` of a shell.
  if (!S_ISREG(status.st_mode)) fcntl(opened.get(), F_SETFL, O_RDONLY);
  try {
    return read_all(opened.get(), static_cast<std::size_t>(std::max<off_t>(status.st_size, 0)));
  } catch (const Unreadable& error) {
    throw Unreadable("`" + path + "` cannot be read: " + error.what());
  }
}

}  // namespace quid::tools
