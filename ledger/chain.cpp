#include "ledger/chain.hpp"

#include <sha2.h>
#include <sys/types.h>

#include <array>
#include <cstdint>

namespace quid::ledger {

namespace {

class Digest {
 public:
  Digest() { SHA256Init(&context_); }

  void bytes(std::string_view text) {
    SHA256Update(&context_, reinterpret_cast<const std::uint8_t*>(text.data()), text.size());
  }
  // The length comes first: no two rows of parts have the same bytes.
  void part(std::string_view text) {
    bytes(std::to_string(text.size()));
    bytes(":");
    bytes(text);
  }
  std::string take() {
    std::array<std::uint8_t, SHA256_DIGEST_LENGTH> digest{};
    SHA256Final(digest.data(), &context_);
    return {reinterpret_cast<const char*>(digest.data()), digest.size()};
  }

 private:
  SHA2_CTX context_{};
};

int digit_of(char letter) {
  if (letter >= '0' && letter <= '9') return letter - '0';
  if (letter >= 'a' && letter <= 'f') return letter - 'a' + 10;
  return -1;
}

}  // namespace

std::string seal_of(std::string_view before, const Record& record) {
  Digest digest;
  digest.part(before);
  digest.part(std::to_string(record.number));
  digest.part(to_string(record.day));
  digest.part(to_string(record.known));
  digest.part(record.text);
  digest.part(record.private_to);
  digest.part(record.moment);
  digest.part(record.recorder);
  digest.part(std::to_string(record.reverses));
  digest.part(record.because);
  digest.part(record.origin);
  return digest.take();
}

std::string hex(std::string_view bytes) {
  static constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (const char each : bytes) {
    const auto byte = static_cast<unsigned char>(each);
    text.push_back(digits[byte >> 4U]);
    text.push_back(digits[byte & 15U]);
  }
  return text;
}

std::string from_hex(std::string_view text) {
  std::string bytes;
  if (text.size() % 2 != 0) return {};
  for (std::size_t i = 0; i < text.size(); i += 2) {
    const int high = digit_of(text[i]);
    const int low = digit_of(text[i + 1]);
    if (high < 0 || low < 0) return {};
    bytes.push_back(static_cast<char>(high * 16 + low));
  }
  return bytes;
}

}  // namespace quid::ledger
