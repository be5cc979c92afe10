// Writing a file of a person: all of it or nothing, and nothing of what is there is lost.
#pragma once

#include <sys/stat.h>

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

namespace quid::tools {

// The disk is full, the reader is gone: worded for a person. Exit code 2.
struct OutputError : std::runtime_error {
  using runtime_error::runtime_error;
};
// The file is not as it was when it was read.
struct ChangedMeanwhile : OutputError {
  using OutputError::OutputError;
};

// What tells one state of a file from the next.
struct Stamp {
  std::uint64_t device = 0;
  std::uint64_t number = 0;
  std::int64_t size = 0;
  std::int64_t changed = 0;  // nanoseconds
  friend bool operator==(const Stamp&, const Stamp&) = default;
};
Stamp stamp_of(const struct stat& status);

// Why a call of the system failed, in words.
std::string write_failure(int error);
// False where the reader is gone. `name` stands in the message of the OutputError.
bool write_all(int descriptor, std::string_view text, const std::string& name);

// Puts the text where the old one was: it is written beside the file, and then takes its name, so that a reader
// finds the one or the other whole. Mode, owner and a symbolic link stay as they are. Where a new file could not
// keep the owner, or the old one has further names, the text goes over the bytes that are there, after room for
// it is taken: only a loss of power can mix the two then.
//
// With `read` the file must still be in that state: ChangedMeanwhile where somebody saved it since. Throws
// OutputError. What a killed run has left behind goes with the next one.
void write_file(const std::string& path, std::string_view text, const std::optional<Stamp>& read = {});

}  // namespace quid::tools
