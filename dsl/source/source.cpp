#include "dsl/source/source.hpp"

#include <algorithm>
#include <utility>

namespace quid::dsl {

Text make_text(std::string name, std::string bytes) {
  const auto owner = std::make_shared<const std::string>(std::move(bytes));
  return {std::move(name), *owner, owner};
}

FileId Sources::add(Text text) {
  files_.emplace_back().text = std::move(text);
  return FileId(files_.size() - 1);
}

const std::vector<std::uint32_t>& Sources::lines(FileId file) const {
  const Entry& entry = files_[file.index()];
  std::call_once(entry.lines_made, [&] {
    const std::string_view bytes = entry.text.bytes;
    entry.line_begins.push_back(0);
    for (std::size_t at = bytes.find('\n'); at != std::string_view::npos; at = bytes.find('\n', at + 1)) {
      entry.line_begins.push_back(static_cast<std::uint32_t>(at + 1));
    }
  });
  return entry.line_begins;
}

Position Sources::position(FileId file, std::uint32_t offset) const {
  const std::vector<std::uint32_t>& begins = lines(file);
  auto after = std::upper_bound(begins.begin(), begins.end(), offset);
  auto line = static_cast<std::uint32_t>(after - begins.begin());
  std::uint32_t column = 1;
  std::string_view text = this->text(file);
  for (std::uint32_t at = begins[line - 1]; at < offset && at < text.size(); ++at) {
    bool continues_a_code_point = (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U;
    if (!continues_a_code_point) ++column;
  }
  return {line, column};
}

std::uint32_t Sources::line_begin(FileId file, std::uint32_t line) const {
  return lines(file)[line - 1];
}

std::string_view Sources::line_text(FileId file, std::uint32_t line) const {
  const std::vector<std::uint32_t>& begins = lines(file);
  std::string_view text = this->text(file);
  std::uint32_t begin = begins[line - 1];
  std::size_t end = line < begins.size() ? begins[line] - 1 : text.size();
  if (end > begin && text[end - 1] == '\r') --end;
  return text.substr(begin, end - begin);
}

}  // namespace quid::dsl
