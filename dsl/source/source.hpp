// The texts of a workspace: their names, their bytes, and where a byte stands as line and column.
#pragma once

#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/values/span.hpp"

namespace quid::dsl {

// One text: its path as answers show it, relative to the workspace, and its bytes.
struct Text {
  std::string name;
  std::string_view bytes;
  std::shared_ptr<const void> owner = nullptr;  // keeps the bytes; none where the caller does
};
using Texts = std::vector<Text>;
// A text that keeps its bytes itself. Copies share them.
Text make_text(std::string name, std::string bytes);

// 1-based; columns count Unicode code points.
struct Position {
  std::uint32_t line = 1;
  std::uint32_t column = 1;
};

// Texts are added once and never change or move: views into them live as long as the `Sources`.
class Sources {
 public:
  FileId add(Text text);
  FileId add(std::string name, std::string text) { return add(make_text(std::move(name), std::move(text))); }

  std::size_t size() const { return files_.size(); }
  std::string_view name(FileId file) const { return files_[file.index()].text.name; }
  std::string_view text(FileId file) const { return files_[file.index()].text.bytes; }
  std::string_view text(Span span) const { return text(span.file).substr(span.begin, span.end - span.begin); }

  // The line table of a file is made on first use.
  Position position(FileId file, std::uint32_t offset) const;
  // The text of a line without its end, and the offset at which it begins.
  std::string_view line_text(FileId file, std::uint32_t line) const;
  std::uint32_t line_begin(FileId file, std::uint32_t line) const;

 private:
  struct Entry {
    Text text;
    mutable std::once_flag lines_made;
    mutable std::vector<std::uint32_t> line_begins;  // empty until asked for
  };
  const std::vector<std::uint32_t>& lines(FileId file) const;

  std::deque<Entry> files_;
};

}  // namespace quid::dsl
