// The texts of a workspace: their names, their bytes, and where a byte stands as line and column.
#pragma once

#include <deque>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "core/values/span.hpp"

namespace quid::dsl {

// 1-based; columns count Unicode code points.
struct Position {
  std::uint32_t line = 1;
  std::uint32_t column = 1;
};

// Texts are added once and never change or move: views into them live as long as the `Sources`.
class Sources {
 public:
  // `name` is the path shown to people, relative to the workspace.
  FileId add(std::string name, std::string text);
  // The same without a copy: the caller keeps `text` (a mapped file) alive as long as the `Sources`.
  FileId add_view(std::string name, std::string_view text);

  std::size_t size() const { return files_.size(); }
  std::string_view name(FileId file) const { return files_[file.index()].name; }
  std::string_view text(FileId file) const { return files_[file.index()].text; }
  std::string_view text(Span span) const { return text(span.file).substr(span.begin, span.end - span.begin); }

  // The line table of a file is made on first use.
  Position position(FileId file, std::uint32_t offset) const;
  // The text of a line without its end, and the offset at which it begins.
  std::string_view line_text(FileId file, std::uint32_t line) const;
  std::uint32_t line_begin(FileId file, std::uint32_t line) const;

 private:
  struct Entry {
    std::string name;
    std::string owned;
    std::string_view text;
    mutable std::once_flag lines_made;
    mutable std::vector<std::uint32_t> line_begins;  // empty until asked for
  };
  const std::vector<std::uint32_t>& lines(FileId file) const;

  std::deque<Entry> files_;
};

}  // namespace quid::dsl
