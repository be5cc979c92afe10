// The world outside as the commands see it, read once: the day, the terminal, the environment; and what
// goes to it.
#pragma once

#include <string>
#include <string_view>

#include "core/values/date.hpp"
#include "dsl/source/shown.hpp"
#include "tools/outside/files.hpp"
#include "tools/outside/writing.hpp"

namespace quid::tools {

// Nothing else in the project reads the clock or the environment. Tests make one by hand.
struct Environment {
  Date today;                       // by the local clock
  bool output_is_terminal = false;  // standard output
  bool colour = false;              // what standard output may show when nobody asks: NO_COLOR, TERM, ...
  bool error_is_terminal = false;   // standard error
  bool error_colour = false;        // the same for standard error
  bool narrated = false;            // QUID_NARRATED or NO_GRAPHICS: no drawing by default
  int width = 96;                   // columns to fill, at most 96
  std::string step_summary;  // the file that a GitHub job shows as its summary; empty where there is none
  TextReader texts = read_texts;  // where workspaces come from: the disk, or the memory of who asks
};
Environment environment();

// Text for standard output or a file, kept until it is large or flushed. Without a descriptor it is only
// kept, for tests.
class Output {
 public:
  Output() = default;
  explicit Output(int descriptor) : descriptor_(descriptor) {}
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;

  // A line for a person, whatever the text says.
  Output& line(const dsl::Shown& text);
  // Bytes as they are: what the writer of a format has escaped, a page that is drawn, words of our own.
  Output& raw(std::string_view bytes) {
    text_ += bytes;
    if (text_.size() >= flush_at) flush();
    return *this;
  }
  // What is not flushed yet.
  std::string& text() { return text_; }
  // Throws OutputError; a reader that closed the pipe early is no error, what follows is dropped.
  void flush();

 private:
  static constexpr std::size_t flush_at = std::size_t{1} << 20U;
  std::string text_;
  int descriptor_ = -1;
};

// Writes the answer to standard output, through the pager where that is a terminal and the text is longer
// than the screen.
void show(std::string_view text, const Environment& environment);

}  // namespace quid::tools
