// What the text of a deal is made of: words, numbers, dates, strings, and the white space between them.
//
// Conventions of all of the grammar:
// - A rule eats the white space after it, never before it: `key`, `symbol` and every leaf end in `blanks`.
// - A rule that has the name of a kind of node (dsl/tree/ast_kinds.def) makes that node, and no other rule
//   does.
// - After the word that decides what a text is, everything is `must`: alternatives are chosen by the word
//   that stands there (`choose`), not by trying one after the other.
// - Rules know nothing of trees or findings. What they do tell is told to the states of the parse: where a
//   token ended, where a comment stands, and (through the control) what was expected and did not come.
#pragma once

#include <cstring>
#include <tao/pegtl.hpp>

#include "grammar/keywords.hpp"

namespace quid::grammar {

namespace p = tao::pegtl;

// -- characters

inline bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
inline bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
inline bool is_name_char(char c) {
  return is_letter(c) || is_digit(c) || c == '-';
}
inline bool is_blank(char c) {
  return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

// The end of the word that begins at `at`: a letter, then letters, digits, and hyphens between them. `at`
// itself where none does.
inline const char* end_of_word(const char* at, const char* end) {
  if (at == end || !is_letter(*at)) return at;
  do ++at;
  while (at != end && is_name_char(*at));
  while (at[-1] == '-') --at;
  return at;
}

inline Keyword keyword_at(const char* at, const char* end) {
  const char* after = end_of_word(at, end);
  return find_keyword({at, static_cast<std::size_t>(after - at)});
}

// The end of a run of digits with single underscores between them.
inline const char* end_of_digits(const char* at, const char* end) {
  while (at != end && (is_digit(*at) || (*at == '_' && at + 1 != end && is_digit(at[1])))) ++at;
  return at;
}
// `13_000`, `27.5`; `at` where no number begins there.
inline const char* end_of_number(const char* at, const char* end) {
  if (at == end || !is_digit(*at)) return at;
  at = end_of_digits(at, end);
  if (end - at > 1 && *at == '.' && is_digit(at[1])) at = end_of_digits(at + 1, end);
  return at;
}

// -- white space

// White space and comments. Never fails and never raises.
struct blanks {
  using rule_t = p::star<p::space>::rule_t;
  using subs_t = p::star<p::space>::subs_t;

  template <p::apply_mode, p::rewind_mode, template <typename...> class, template <typename...> class,
            typename Input, typename... States>
  static bool match(Input& in, States&&... states) {
    const char* at = in.current();
    const char* const end = in.end();
    (states.token_ends(at), ...);
    while (at != end) {
      if (is_blank(*at)) {
        ++at;
      } else if (*at == '#') {
        const auto* line_end =
            static_cast<const char*>(std::memchr(at, '\n', static_cast<std::size_t>(end - at)));
        const char* after = line_end ? line_end : end;
        (states.comment(at, after), ...);
        at = after;
      } else {
        break;
      }
    }
    in.bump(static_cast<std::size_t>(at - in.current()));
    return true;
  }
};

// White space inside a leaf, where no comment may stand: `500 bn`, `90 days`.
inline const char* end_of_spaces(const char* at, const char* end) {
  while (at != end && is_blank(*at)) ++at;
  return at;
}

// -- words and signs

// A rule whose match is found by a function from the current position to the end of the token, which is the
// position itself where there is none.
template <const char* (*end_of)(const char*, const char*)>
struct scan {
  using rule_t = p::any::rule_t;
  using subs_t = p::any::subs_t;

  template <typename Input>
  static bool match(Input& in) {
    const char* const at = in.current();
    const char* const after = end_of(at, in.end());
    in.bump(static_cast<std::size_t>(after - at));
    return after != at;
  }
};

template <Keyword K>
struct key_text {
  using rule_t = p::any::rule_t;
  using subs_t = p::any::subs_t;

  template <typename Input>
  static bool match(Input& in) {
    constexpr std::string_view text = text_of(K);
    const std::size_t size = in.size(text.size());
    if (size < text.size() || std::memcmp(in.current(), text.data(), text.size()) != 0) return false;
    if (size > text.size() && is_name_char(in.current()[text.size()])) return false;
    in.bump(text.size());
    return true;
  }
};

template <Keyword K>
struct one_key : p::seq<key_text<K>, blanks> {};
// One word of the language, or several in a row.
template <Keyword... K>
struct key : p::seq<one_key<K>...> {};

template <char C>
struct symbol : p::seq<p::one<C>, blanks> {};
struct comma : symbol<','> {};
struct colon : symbol<':'> {};
struct equals : symbol<'='> {};

// Matches nothing where a word follows on the line of the token before it that begins nothing else.
struct at_more_of_line {
  using rule_t = p::success::rule_t;
  using subs_t = p::success::subs_t;

  template <typename Input>
  static bool match(Input& in) {
    const char* at = in.current();
    if (end_of_word(at, in.end()) == at || is_reserved(keyword_at(at, in.end()))) return false;
    while (at != in.begin() && is_blank(at[-1])) {
      if (*--at == '\n') return false;
    }
    return true;
  }
};

// Chooses by the word that stands here: one look-up, whatever the number of cases. `when<K, Rule>` matches
// Rule (the word included) where the word is K; `otherwise<Rule>` where it is none of these.
template <Keyword K, typename Rule>
struct when {
  using rule = Rule;
  static constexpr Keyword keyword = K;
};
template <typename Rule>
struct otherwise {
  using rule = Rule;
  static constexpr Keyword keyword = Keyword::no_keyword;
};

template <typename... Cases>
struct choose {
  using rule_t = typename p::sor<typename Cases::rule...>::rule_t;
  using subs_t = typename p::sor<typename Cases::rule...>::subs_t;

  static constexpr std::array<Keyword, sizeof...(Cases)> keywords = {Cases::keyword...};

  // Whether a case of its own stands for the word.
  static constexpr bool starts(Keyword keyword) {
    return keyword != Keyword::no_keyword && ((Cases::keyword == keyword) || ...);
  }

  template <p::apply_mode A, p::rewind_mode M, template <typename...> class Action,
            template <typename...> class Control, typename Input, typename... States>
  static bool match(Input& in, States&&... states) {
    using Match = bool (*)(Input&, States && ...);
    static constexpr std::array<Match, keyword_count + 1> matches = [] {
      constexpr Match fail = [](Input&, States&&...) { return false; };
      std::array<Match, keyword_count + 1> result{};
      result[keyword_count] = fail;
      ((Cases::keyword == Keyword::no_keyword
            ? void(result[keyword_count] =
                       match_case<typename Cases::rule, A, M, Action, Control, Input, States...>)
            : void()),
       ...);
      for (std::size_t i = 0; i < keyword_count; ++i) result[i] = result[keyword_count];
      ((Cases::keyword != Keyword::no_keyword
            ? void(result[static_cast<std::size_t>(Cases::keyword)] =
                       match_case<typename Cases::rule, A, M, Action, Control, Input, States...>)
            : void()),
       ...);
      return result;
    }();
    return matches[static_cast<std::size_t>(keyword_at(in.current(), in.end()))](in, states...);
  }

 private:
  template <typename Rule, p::apply_mode A, p::rewind_mode M, template <typename...> class Action,
            template <typename...> class Control, typename Input, typename... States>
  static bool match_case(Input& in, States&&... states) {
    return Control<Rule>::template match<A, M, Action, Control>(in, states...);
  }
};

// One or more, separated by commas.
template <typename Rule>
struct list : p::seq<Rule, p::star<comma, p::must<Rule>>> {};
// The same where a comma may also go on with something else: it is left standing.
template <typename Rule>
struct open_list : p::seq<Rule, p::star<comma, Rule>> {};

// -- leaves

inline const char* end_of_name(const char* at, const char* end) {
  const char* after = end_of_word(at, end);
  return is_reserved(find_keyword({at, static_cast<std::size_t>(after - at)})) ? at : after;
}
struct name : p::seq<scan<end_of_name>, blanks> {};
struct names : list<name> {};

// A unit may have a name with a stroke in it, `GB/s`.
inline const char* end_of_unit(const char* at, const char* end) {
  const char* after = end_of_name(at, end);
  if (after - at == 2 && end - after >= 2 && std::memcmp(at, "GB/s", 4) == 0 &&
      end_of_word(after + 1, end) == after + 2)
    return after + 2;
  return after;
}

// Any word at all, as the name of a fact: `quantity`, `parent`, `end-use`.
inline const char* end_of_fact_name(const char* at, const char* end) {
  const char* after = end_of_word(at, end);
  const Keyword keyword = find_keyword({at, static_cast<std::size_t>(after - at)});
  const bool joins = keyword != Keyword::no_keyword && role_of(keyword) == Role::join;
  return joins ? at : after;
}

// `us-uk`, `us-uk.cars`, `gpu-cap[IN]`; `each` alone, and as an index, is the member of the set.
inline const char* end_of_ref(const char* at, const char* end) {
  const char* after = end_of_name(at, end);
  if (after == at) return keyword_at(at, end) == Keyword::each ? end_of_word(at, end) : at;
  if (after != end && *after == '.') {
    const char* second = end_of_name(after + 1, end);
    if (second != after + 1) after = second;
  }
  if (after != end && *after == '[') {
    const char* index = end_of_word(after + 1, end);
    if (index != after + 1 && index != end && *index == ']') after = index + 1;
  }
  return after;
}
struct ref : p::seq<scan<end_of_ref>, blanks> {};

// The closing quote of a string is missing: never matched by itself; who controls the parse may read the string all
// the same.
struct closing_quote : p::failure {};

struct string_text {
  using rule_t = p::any::rule_t;
  using subs_t = p::any::subs_t;

  template <p::apply_mode A, p::rewind_mode M, template <typename...> class Action,
            template <typename...> class Control, typename Input, typename... States>
  static bool match(Input& in, States&&... states) {
    const std::string_view rest(in.current(), in.size());
    if (!rest.starts_with('"')) return false;
    const bool long_string = rest.starts_with("\"\"\"");
    const std::size_t quotes = long_string ? 3 : 1;
    const std::size_t end = rest.find(long_string ? "\"\"\"" : "\"", quotes);
    const bool closed =
        end != std::string_view::npos && (long_string || std::memchr(rest.data(), '\n', end) == nullptr);
    if (!closed && !long_string)
      return Control<closing_quote>::template match<A, M, Action, Control>(in, states...);
    if (!closed) Control<closing_quote>::raise(in, states...);
    in.bump(end + quotes);
    return true;
  }
};
struct string : p::seq<string_text, blanks> {};

// A date of the right shape; whether the day exists is asked later.
inline const char* end_of_date(const char* at, const char* end) {
  if (end - at < 10) return at;
  for (const int i : {0, 1, 2, 3, 5, 6, 8, 9}) {
    if (!is_digit(at[i])) return at;
  }
  if (at[4] != '-' || at[7] != '-') return at;
  return end - at > 10 && is_name_char(at[10]) ? at : at + 10;
}
struct date : p::seq<scan<end_of_date>, blanks> {};

// `2025`, `2025-Q3`, `2025-07`, `2025..2027`.
inline const char* end_of_plain_period(const char* at, const char* end) {
  if (end - at < 4 || !is_digit(at[0]) || !is_digit(at[1]) || !is_digit(at[2]) || !is_digit(at[3])) return at;
  const char* after = at + 4;
  if (end - after >= 3 && after[0] == '-' && (after[1] == 'Q' || is_digit(after[1])) && is_digit(after[2]))
    after += 3;
  return after != end && is_name_char(*after) ? at : after;
}
inline const char* end_of_period(const char* at, const char* end) {
  const char* after = end_of_plain_period(at, end);
  if (after == at || end - after < 2 || after[0] != '.' || after[1] != '.') return after;
  const char* second = end_of_plain_period(after + 2, end);
  return second == after + 2 ? at : second;
}
// `Q3` of whichever year.
inline const char* end_of_quarter(const char* at, const char* end) {
  if (end - at < 2 || at[0] != 'Q' || !is_digit(at[1])) return at;
  return end - at > 2 && is_name_char(at[2]) ? at : at + 2;
}
struct period : p::seq<p::sor<scan<end_of_period>, scan<end_of_quarter>>, blanks> {};

// The end of the word after a number, white space between, where `accepts` takes it; `at` where not.
template <typename Accept>
const char* end_of_number_and_word(const char* at, const char* end, Accept accepts) {
  const char* number = end_of_number(at, end);
  if (number == at) return at;
  const char* word = end_of_spaces(number, end);
  const char* after = end_of_word(word, end);
  return word != number && accepts(std::string_view(word, static_cast<std::size_t>(after - word))) ? after
                                                                                                   : at;
}

// `13_000`, `27.5`, `500 bn`.
inline const char* end_of_scaled_number(const char* at, const char* end) {
  const char* scaled =
      end_of_number_and_word(at, end, [](std::string_view word) { return word == "bn" || word == "mn"; });
  return scaled == at ? end_of_number(at, end) : scaled;
}
struct number : p::seq<scan<end_of_scaled_number>, blanks> {};

inline const char* end_of_percent(const char* at, const char* end) {
  const char* number = end_of_number(at, end);
  return number != at && number != end && *number == '%' ? number + 1 : at;
}
struct percent : p::seq<scan<end_of_percent>, blanks> {};

inline const char* end_of_duration(const char* at, const char* end) {
  return end_of_number_and_word(at, end, [](std::string_view word) {
    switch (find_keyword(word)) {
      case Keyword::day:
      case Keyword::days:
      case Keyword::week:
      case Keyword::weeks:
      case Keyword::month:
      case Keyword::months:
      case Keyword::year:
      case Keyword::years: return true;
      default: return false;
    }
  });
}
struct duration : p::seq<scan<end_of_duration>, blanks> {};

inline constexpr std::array<std::string_view, 12> month_names = {
    "January", "February", "March",     "April",   "May",      "June",
    "July",    "August",   "September", "October", "November", "December"};
// `1 February`.
inline const char* end_of_month_day(const char* at, const char* end) {
  return end_of_number_and_word(at, end, [](std::string_view word) {
    for (std::string_view month : month_names) {
      if (month == word) return true;
    }
    return false;
  });
}
struct month_day : p::seq<scan<end_of_month_day>, blanks> {};

// Digits with single dots between them; whether they pair up is asked later.
inline const char* end_of_hs(const char* at, const char* end) {
  const char* after = at;
  while (after != end &&
         (is_digit(*after) || (*after == '.' && after != at && end - after > 1 && is_digit(after[1]))))
    ++after;
  return after != end && is_name_char(*after) ? at : after;
}
struct hs : p::seq<scan<end_of_hs>, blanks> {};

// `3A090.a`, `EAR99`.
inline const char* end_of_eccn(const char* at, const char* end) {
  if (at == end || (!is_digit(*at) && !(end - at >= 5 && std::memcmp(at, "EAR99", 5) == 0))) return at;
  const char* after = at;
  while (after != end &&
         (is_digit(*after) || is_letter(*after) ||
          (*after == '.' && end - after > 1 && (is_digit(after[1]) || is_letter(after[1]))))) {
    ++after;
  }
  return after;
}
struct eccn : p::seq<scan<end_of_eccn>, blanks> {};

struct none : key<Keyword::none> {};

// -- amounts

struct unit_name : p::seq<scan<end_of_unit>, blanks> {
  using node = name;
};
struct fact_name : p::seq<scan<end_of_fact_name>, blanks> {
  using node = name;
};

struct quantity : p::seq<number, unit_name> {};
// What may be written where a quantity stands: a percentage is a quantity as well.
struct amount : p::sor<percent, quantity> {};

// -- marks and brackets

// A rule that can contain itself: the parser counts how deep they lie.
struct nests {};

struct private_mark : p::if_must<key<Keyword::private_>, name> {};

// `US, GB:` before the text of these parties. After `private US` the colon alone makes it their text.
struct label : p::seq<open_list<name>, colon> {};
struct own_label : colon {};

struct bracket;
struct alternative;
template <typename Value>
struct bracketed;

// The text of an alternative may itself be in brackets; the parser allows that once.
template <typename Value>
struct alternative_of : p::seq<p::opt<p::sor<p::seq<private_mark, p::sor<own_label, p::opt<label>>>, label>>,
                               p::opt<p::sor<Value, bracketed<Value>>>> {
  using node = alternative;
};
struct close_bracket : symbol<']'> {};
template <typename Value>
struct alternatives
    : p::seq<alternative_of<Value>, p::star<symbol<'|'>, alternative_of<Value>>, p::must<close_bracket>> {};
template <typename Value>
struct bracketed : p::seq<symbol<'['>, p::sor<close_bracket, alternatives<Value>>>, nests {
  using node = bracket;
};

// A value, or a bracket in its place.
template <typename Value>
struct value : p::sor<Value, bracketed<Value>> {};

}  // namespace quid::grammar
