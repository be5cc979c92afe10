// The words of the language as numbers, and which number a word is.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace quid::grammar {

enum class Keyword : std::uint8_t {
#define QUID_KEYWORD(name, text, role) name,
#include "grammar/keywords.def"
#undef QUID_KEYWORD
  no_keyword
};
inline constexpr std::size_t keyword_count = static_cast<std::size_t>(Keyword::no_keyword);

enum class Role : std::uint8_t {
  declaration,
  provision,
  property,
  trait,
  fact,
  state,
  treatment,
  goods,
  join,
  value,
  inner
};

struct KeywordInfo {
  std::string_view text;
  Role role;
};
inline constexpr std::array<KeywordInfo, keyword_count> keyword_infos = {{
#define QUID_KEYWORD(name, text, role) {text, Role::role},
#include "grammar/keywords.def"
#undef QUID_KEYWORD
}};

constexpr std::string_view text_of(Keyword keyword) {
  return keyword_infos[static_cast<std::size_t>(keyword)].text;
}

constexpr Role role_of(Keyword keyword) {
  return keyword_infos[static_cast<std::size_t>(keyword)].role;
}

// Whether nothing that a text declares may be called so.
constexpr bool is_reserved(Keyword keyword) {
  if (keyword == Keyword::no_keyword) return false;
  const Role role = role_of(keyword);
  return role != Role::trait && role != Role::treatment && role != Role::goods;
}

namespace internal {

// An open hash table of the keywords, worked out by the compiler. No word in the text is compared with more
// than a few keywords, and most names with none.
inline constexpr std::size_t table_size = 1024;

constexpr std::size_t slot(const char* word, std::size_t size) {
  const auto at = [word](std::size_t i) {
    return static_cast<std::size_t>(static_cast<unsigned char>(word[i]));
  };
  return (at(0) * 61 + at(size - 1) * 7 + at(size / 2) * 173 + size * 331) % table_size;
}

constexpr std::array<Keyword, table_size> make_table() {
  std::array<Keyword, table_size> table{};
  for (Keyword& each : table) each = Keyword::no_keyword;
  for (std::size_t i = 0; i < keyword_count; ++i) {
    std::size_t at = slot(keyword_infos[i].text.data(), keyword_infos[i].text.size());
    while (table[at] != Keyword::no_keyword) at = (at + 1) % table_size;
    table[at] = static_cast<Keyword>(i);
  }
  return table;
}
inline constexpr std::array<Keyword, table_size> table = make_table();

}  // namespace internal

constexpr Keyword find_keyword(std::string_view word) {
  if (word.empty()) return Keyword::no_keyword;
  std::size_t at = internal::slot(word.data(), word.size());
  while (internal::table[at] != Keyword::no_keyword) {
    if (text_of(internal::table[at]) == word) return internal::table[at];
    at = (at + 1) % internal::table_size;
  }
  return Keyword::no_keyword;
}

}  // namespace quid::grammar
