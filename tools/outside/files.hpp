// Finding a workspace on disk and reading its texts.
//
// The workspace of a folder is the nearest folder upwards that holds quid.toml, as git finds a repository;
// without one, the folder itself. All `*.quid` files below it belong to it, but not those in hidden folders,
// nor those of a folder below with a quid.toml of its own: that is another workspace. Paths given by name
// narrow the question, not the reading: names declared in other files must still be found. Where no quid.toml
// says what belongs together, the given paths are all that is read.
//
// A text is read whole, in one state of its file, and is in memory from then on: who cuts or saves the file
// meanwhile changes nothing here. A link that leads out of the workspace is not followed, for answers show what they
// read: it is a problem.
#pragma once

#include <functional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "dsl/source/source.hpp"
#include "tools/outside/writing.hpp"

namespace quid::tools {

struct Files {
  struct File {
    dsl::Text text;     // its name is relative to `folder`, as answers show it
    std::string path;   // as the system finds it; `-` for standard input
    Stamp stamp = {};   // of the file when it was read
    bool asked = true;  // among the paths given, or no path was given
  };
  // What stands in the workspace and cannot be read: a broken link, a folder without permission, a pipe.
  struct Problem {
    std::string name;
    std::string message;  // `cannot be read: no permission`
  };

  std::string folder;       // absolute
  std::vector<File> files;  // sorted by name
  std::vector<Problem> problems;

  dsl::Texts texts() const;  // of all files, in their order
};

// `directory` is what `-C` says, empty for the current folder; `paths` are relative to it. Throws
// `Unreadable` where what was asked for by name is not there; everything else is a problem in the result.
// Each text keeps its bytes.
Files read_texts(const std::string& directory, std::span<const std::string> paths);

using TextReader = std::function<Files(const std::string& directory, std::span<const std::string> paths)>;

struct Unreadable : std::runtime_error {
  using runtime_error::runtime_error;
};

// A whole file that a flag names, such as a baseline. Throws Unreadable.
std::string read_file(const std::string& path);

}  // namespace quid::tools
