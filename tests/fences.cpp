#include "tests/fences.hpp"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <sstream>
#include <stdexcept>

namespace quid::tests {

std::vector<std::string> words_of(const Fence& fence) {
  std::istringstream in(fence.info);
  std::vector<std::string> words{std::istream_iterator<std::string>(in), {}};
  if (!words.empty()) words.erase(words.begin());
  return words;
}

std::string kind_of(const Fence& fence) {
  return fence.info.substr(0, fence.info.find(' '));
}

std::vector<Fence> fences_of(std::string_view page) {
  std::vector<Fence> fences;
  bool inside = false;
  std::size_t line = 0;
  for (std::size_t begin = 0; begin < page.size();) {
    const std::size_t end = std::min(page.find('\n', begin), page.size() - 1) + 1;
    std::string_view text = page.substr(begin, end - begin);
    ++line;
    begin = end;
    if (text.starts_with("```")) {
      if (!inside) {
        text.remove_prefix(3);
        if (text.ends_with('\n')) text.remove_suffix(1);
        fences.push_back({std::string(text), "", line, end});
      }
      inside = !inside;
    } else if (inside) {
      fences.back().text.append(text);
    }
  }
  if (inside) throw std::runtime_error("a fence is not closed: line " + std::to_string(fences.back().line));
  return fences;
}

std::string with_texts(std::string_view page, const std::vector<Fence>& fences,
                       const std::vector<std::string>& texts) {
  std::string result;
  std::size_t done = 0;
  for (std::size_t i = 0; i < fences.size(); ++i) {
    result.append(page.substr(done, fences[i].offset - done)).append(texts[i]);
    done = fences[i].offset + fences[i].text.size();
  }
  return result.append(page.substr(done));
}

std::string read_page(const std::string& name) {
  const std::string path = std::string(QUID_SOURCE_FOLDER) + "/" + name;
  std::ifstream in(path, std::ios::binary);
  if (!in) throw std::runtime_error("cannot read " + path);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

void write_page(const std::string& name, std::string_view text) {
  const std::string path = std::string(QUID_SOURCE_FOLDER) + "/" + name;
  std::ofstream out(path, std::ios::binary | std::ios::trunc);
  out.write(text.data(), static_cast<std::streamsize>(text.size()));
  if (!out.flush()) throw std::runtime_error("cannot write " + path);
}

bool is_rewriting() {
  const char* wish = std::getenv("QUID_REWRITE");
  return wish != nullptr && *wish != '\0';
}

}  // namespace quid::tests
