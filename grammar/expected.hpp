// What a person reads where a rule was expected and did not come: rule -> phrase, and the words of the
// language that would have fitted, so that a misspelt one is recognised.
#pragma once

#include <string>
#include <vector>

#include "grammar/file.hpp"

namespace quid::grammar {

template <typename Rule>
struct expected;

namespace internal {

inline std::string words_in_ticks(std::initializer_list<Keyword> keywords) {
  std::string result;
  for (Keyword each : keywords) result += (result.empty() ? "`" : " ") + std::string(text_of(each));
  return result + "`";
}

// The words with which a `key` or a `choose` begins.
template <typename Rule>
struct first_words {
  static void add(std::vector<std::string_view>& words) {
    for (Keyword each : Rule::keywords) {
      if (each != Keyword::no_keyword) words.push_back(text_of(each));
    }
  }
};
template <Keyword K, Keyword... More>
struct first_words<key<K, More...>> {
  static void add(std::vector<std::string_view>& words) { words.push_back(text_of(K)); }
};

template <typename... Rules>
std::vector<std::string_view> words() {
  std::vector<std::string_view> result;
  (first_words<Rules>::add(result), ...);
  return result;
}

}  // namespace internal

// The rule, the phrase, and the rules whose words would have fitted.
#define QUID_EXPECTED(rule, phrase, ...)                                                    \
  template <>                                                                               \
  struct expected<rule> {                                                                   \
    static std::string text() { return phrase; }                                            \
    static std::vector<std::string_view> words() { return internal::words<__VA_ARGS__>(); } \
  };

// -- names and values
QUID_EXPECTED(name, "a name")
QUID_EXPECTED(names, "a name")
QUID_EXPECTED(new_name, "a name")
QUID_EXPECTED(metric_name, "a name")
QUID_EXPECTED(fact_name, "the name of a fact")
QUID_EXPECTED(unit_name, "a unit")
QUID_EXPECTED(member, "a party or a group")
QUID_EXPECTED(ref, "a name")
QUID_EXPECTED(string, "text in quotes")
QUID_EXPECTED(date, "a date")
QUID_EXPECTED(period, "a period such as `2025`, `2025-Q3` or `2025-07`")
QUID_EXPECTED(number, "a number")
QUID_EXPECTED(percent, "a percentage")
QUID_EXPECTED(duration, "a duration such as `90 days`")
QUID_EXPECTED(month_day, "a day of the year such as `1 July`")
QUID_EXPECTED(year_days, "a day of the year such as `1 July`")
QUID_EXPECTED(hs, "an HS code")
QUID_EXPECTED(eccn, "an ECCN")
QUID_EXPECTED(eccn_or_none, "an ECCN or `none`", key<Keyword::none>)
QUID_EXPECTED(quantity, "a quantity")
QUID_EXPECTED(amount, "a quantity")

// -- signs
QUID_EXPECTED(close_bracket, "`]`")
QUID_EXPECTED(open_paren, "`(`")
QUID_EXPECTED(close_paren, "`)`")
QUID_EXPECTED(open_brace, "`{`")
QUID_EXPECTED(close_brace, "`}`")
QUID_EXPECTED(colon, "`:`", key<Keyword::from>, key<Keyword::to>)

// -- moments and conditions
QUID_EXPECTED(state, "a state", acted_state, plain_state)
QUID_EXPECTED(first_day, "a state, or a name and its state", acted_state, plain_state)
QUID_EXPECTED(month_tail, "`of` or `after`", month_tail)
QUID_EXPECTED(plain_moment, "a date", acted_state, plain_state)
QUID_EXPECTED(moment, "a date", acted_state, plain_state)
QUID_EXPECTED(comparison, "`>=`, `<=`, `>` or `<`")
QUID_EXPECTED(clause, "a condition", key<Keyword::not_>, key<Keyword::within>, key<Keyword::all>, clause,
              acted_state, plain_state)
QUID_EXPECTED(clause_tail, "a state", acted_state, plain_state)
QUID_EXPECTED(condition, "a condition", clause, acted_state, plain_state)
QUID_EXPECTED(condition_value, "a condition", clause, acted_state, plain_state)
QUID_EXPECTED(date_or_condition, "a condition", clause, acted_state, plain_state)
QUID_EXPECTED(fact_test, "a test")
QUID_EXPECTED(fact_tail, "`is`, `in`, `before`, `after` or a comparison", key<Keyword::is>, key<Keyword::in>,
              key<Keyword::before>, key<Keyword::after>)
QUID_EXPECTED(fact_value, "text in quotes, a name or `none`")
QUID_EXPECTED(fact_number, "a quantity, a percentage or a number")
QUID_EXPECTED(test, "a test")

// -- goods and treatments
QUID_EXPECTED(goods, "goods", goods_part)
QUID_EXPECTED(product_goods, "goods", goods_part)
QUID_EXPECTED(goods_parts, "goods", goods_part)
QUID_EXPECTED(rate, "a rate")
QUID_EXPECTED(rate_part, "a rate")
QUID_EXPECTED(percent_value, "a percentage")
QUID_EXPECTED(limit_amount, "a quantity")
QUID_EXPECTED(basis, "`per year`, `per quarter`, `per month`, `per` and a period, or `in all`",
              key<Keyword::per>, key<Keyword::in>)
QUID_EXPECTED(per_what, "`year`, `quarter`, `month` or a period", per_what)
QUID_EXPECTED(all_basis, "`all`", key<Keyword::all>)
QUID_EXPECTED(per_whom, "`consignee` or `parent`", per_whom)
QUID_EXPECTED(exception, "a quantity")
QUID_EXPECTED(list<exception>, "a quantity")
QUID_EXPECTED(carried, "a quarter such as `Q1`")
QUID_EXPECTED(steps_word, "`steps`", key<Keyword::steps>)
QUID_EXPECTED(license_word, "`approved` or `denied`", key<Keyword::approved>, key<Keyword::denied>)
QUID_EXPECTED(tariff_word, "`set`, `add`, `base`, `cap`, `cut`, `limit`, `exempt` or `prohibit`", tariff_word)
QUID_EXPECTED(export_word, "`allow`, `notify`, `license`, `deny` or `prohibit`", export_word)

// -- properties
QUID_EXPECTED(strength_word, "`shall`, `will`, `intends` or `considers`", strength_word)
QUID_EXPECTED(stage_word, "`draft`, `tabled`, `agreed`, `scrubbed` or `final`", stage_word)
QUID_EXPECTED(grade_word, "`primary`, `official`, `press` or `reported`", grade_word)
QUID_EXPECTED(by_moment, "`by` and a date", key<Keyword::by>)
QUID_EXPECTED(provision_kind, "a kind of provision", provision_kind)
QUID_EXPECTED(provision, "a provision", provision_kind)
QUID_EXPECTED(property, "a property", property)

// -- entries, scenarios, invariants
QUID_EXPECTED(verb, "what happened", verb)
QUID_EXPECTED(fact, "`event`, `statement`, `observe`, `ship`, `enter` or `progress`", fact)
QUID_EXPECTED(from_parties, "`from` and a party", key<Keyword::from>)
QUID_EXPECTED(to_parties, "`to` and a party", key<Keyword::to>)
QUID_EXPECTED(into, "`into` and a party", key<Keyword::into>)
QUID_EXPECTED(shipped, "goods or a quantity", goods_part)
QUID_EXPECTED(list<with_fact>, "the name of a fact")
QUID_EXPECTED(with_fact, "the name of a fact")
QUID_EXPECTED(with_value, "the value of the fact")
QUID_EXPECTED(presumed_value, "the value of the fact", key<Keyword::none>)
QUID_EXPECTED(complete_rules, "`tariff on` or `export of`", complete_rules)
QUID_EXPECTED(by, "`by` and a party", key<Keyword::by>)
QUID_EXPECTED(complete_from, "`from` and a date", key<Keyword::from>)
QUID_EXPECTED(source, "`source` and where it can be read", key<Keyword::source>)
QUID_EXPECTED(expectation, "a condition, `tariff on` or `export of`", clause, claim, acted_state, plain_state)
QUID_EXPECTED(denied, "a condition or `export of`", clause, claim, acted_state, plain_state)
QUID_EXPECTED(promise, "`never` or `always`", promise)
QUID_EXPECTED(assumed_entry, "a dated entry")
QUID_EXPECTED(declared, "a declaration or an entry", declaration)
#undef QUID_EXPECTED

template <Keyword... K>
struct expected<key<K...>> {
  static std::string text() { return internal::words_in_ticks({K...}); }
  static std::vector<std::string_view> words() { return internal::words<key<K...>>(); }
};
template <typename Value>
struct expected<value<Value>> : expected<Value> {};
template <typename Atom, bool Timed>
struct expected<chain<Atom, Timed>> : expected<Atom> {};
template <typename Atom, bool Timed>
struct expected<operand<Atom, Timed>> : expected<Atom> {};
template <typename Atom>
struct expected<not_joined<Atom>> : expected<Atom> {};
template <typename Word>
struct expected<band_of<Word>> : expected<Word> {};

// Whether a name would have fitted, so that a word of the language there is a mistake of its own.
template <typename Rule, typename... Others>
inline constexpr bool is_one_of = (std::is_same_v<Rule, Others> || ...);
template <typename Rule>
inline constexpr bool expects_a_name =
    is_one_of<Rule, name, names, ref, unit_name, member, goods, goods_parts, clause, condition,
              condition_value, operand<clause, true>, chain<clause, true>, not_joined<clause>,
              date_or_condition>;

}  // namespace quid::grammar
