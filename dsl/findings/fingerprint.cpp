#include <string_view>

#include "dsl/findings/render.hpp"

namespace quid::dsl {

namespace {

// FNV-1a; a fingerprint is no secret.
class Hash {
 public:
  void add(std::string_view text) {
    for (const char c : text) {
      value_ ^= static_cast<unsigned char>(c);
      value_ *= 0x100000001B3U;
    }
    value_ ^= 0xFFU;
    value_ *= 0x100000001B3U;
  }
  std::string digits() const {
    static constexpr std::string_view hex = "0123456789abcdef";
    std::string text;
    for (int shift = 60; shift >= 0; shift -= 4) text += hex[(value_ >> static_cast<unsigned>(shift)) & 15U];
    return text;
  }

 private:
  std::uint64_t value_ = 0xCBF29CE484222325U;
};

// One space for any white space, comments gone.
std::string normalised(std::string_view text) {
  std::string result;
  bool comment = false;
  bool string = false;
  for (const char c : text) {
    if (c == '\n') comment = false;
    if (c == '"' && !comment) string = !string;
    if (c == '#' && !string) comment = true;
    if (comment) continue;
    const bool space = c == ' ' || c == '\t' || c == '\n' || c == '\r';
    if (!space) {
      result += c;
    } else if (!result.empty() && result.back() != ' ') {
      result += ' ';
    }
  }
  if (!result.empty() && result.back() == ' ') result.pop_back();
  return result;
}

}  // namespace

std::string fingerprint(const Sources& sources, const Diagnostic& diagnostic) {
  Hash hash;
  hash.add(info(diagnostic.kind).code);
  if (diagnostic.place.file.valid()) hash.add(normalised(sources.text(diagnostic.place)));
  std::string_view rest = diagnostic.message;
  while (true) {
    const std::size_t begin = rest.find('`');
    const std::size_t end = begin == std::string_view::npos ? begin : rest.find('`', begin + 1);
    if (end == std::string_view::npos) break;
    hash.add(rest.substr(begin + 1, end - begin - 1));
    rest.remove_prefix(end + 1);
  }
  return hash.digits();
}

std::string fingerprint(std::span<const std::string_view> parts) {
  Hash hash;
  for (std::string_view part : parts) hash.add(part);
  return hash.digits();
}

}  // namespace quid::dsl
