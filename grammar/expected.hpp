// What a person reads where a rule was expected and did not come: rule -> phrase.
#pragma once

#include <string>

#include "grammar/file.hpp"

namespace quid::grammar {

template <typename Rule>
struct expected;

#define QUID_EXPECTED(rule, phrase)              \
  template <>                                    \
  struct expected<rule> {                        \
    static std::string text() { return phrase; } \
  };

QUID_EXPECTED(name, "a name")
QUID_EXPECTED(names, "a name")
QUID_EXPECTED(new_name, "a name")
QUID_EXPECTED(metric_name, "a name")
QUID_EXPECTED(fact_name, "the name of a fact")
QUID_EXPECTED(unit_name, "a unit")
QUID_EXPECTED(ref, "a reference")
QUID_EXPECTED(string, "text in quotes")
QUID_EXPECTED(date, "a date")
QUID_EXPECTED(period, "a period")
QUID_EXPECTED(number, "a number")
QUID_EXPECTED(percent, "a percentage")
QUID_EXPECTED(duration, "a duration")
QUID_EXPECTED(year_days, "a day of the year")
QUID_EXPECTED(month_day, "a day of the year")
QUID_EXPECTED(hs, "an HS code")
QUID_EXPECTED(eccn, "an ECCN")
QUID_EXPECTED(eccn_or_none, "an ECCN or `none`")
QUID_EXPECTED(quantity, "a quantity")
QUID_EXPECTED(amount, "a quantity")
QUID_EXPECTED(percent_value, "a percentage")
QUID_EXPECTED(close_bracket, "`|` or `]`")
QUID_EXPECTED(open_paren, "`(`")
QUID_EXPECTED(close_paren, "`)`")
QUID_EXPECTED(open_brace, "`{`")
QUID_EXPECTED(close_brace, "`}`")
QUID_EXPECTED(colon, "`:`")
QUID_EXPECTED(state, "a state")
QUID_EXPECTED(first_day, "a state")
QUID_EXPECTED(moment, "a date or a moment")
QUID_EXPECTED(comparison, "`>=`, `<=`, `>` or `<`")
QUID_EXPECTED(clause, "a condition")
QUID_EXPECTED(clause_tail, "a state")
QUID_EXPECTED(condition, "a condition")
QUID_EXPECTED(condition_value, "a condition")
QUID_EXPECTED(date_or_condition, "a condition")
QUID_EXPECTED(fact_test, "a test")
QUID_EXPECTED(fact_tail, "`is`, `in`, `before`, `after` or a comparison")
QUID_EXPECTED(fact_value, "text in quotes, a name or `none`")
QUID_EXPECTED(fact_number, "a quantity, a percentage or a number")
QUID_EXPECTED(test, "a test")
QUID_EXPECTED(goods, "goods")
QUID_EXPECTED(goods_parts, "goods")
QUID_EXPECTED(rate, "a rate")
QUID_EXPECTED(rate_part, "a rate")
QUID_EXPECTED(limit_amount, "a quantity")
QUID_EXPECTED(basis, "`per year`, `per quarter`, `per month`, `per 2025..2027` or `in all`")
QUID_EXPECTED(member, "a party or a group")
QUID_EXPECTED(exception, "a quantity")
QUID_EXPECTED(list<exception>, "a quantity")
QUID_EXPECTED(carried, "a quarter")
QUID_EXPECTED(steps_word, "`steps`")
QUID_EXPECTED(license_word, "`approved` or `denied`")
QUID_EXPECTED(tariff_word, "what happens to the duty")
QUID_EXPECTED(export_word, "what happens to the export")
QUID_EXPECTED(strength_word, "`shall`, `will`, `intends` or `considers`")
QUID_EXPECTED(stage_word, "`draft`, `tabled`, `agreed`, `scrubbed` or `final`")
QUID_EXPECTED(grade_word, "`primary`, `official`, `press` or `reported`")
QUID_EXPECTED(by_moment, "`by` and a date")
QUID_EXPECTED(provision_kind, "a kind of provision")
QUID_EXPECTED(provision, "a provision")
QUID_EXPECTED(property, "a property")
QUID_EXPECTED(verb, "what happened")
QUID_EXPECTED(fact, "`event`, `statement`, `observe`, `ship`, `enter` or `progress`")
QUID_EXPECTED(from_parties, "`from`")
QUID_EXPECTED(to_parties, "`to`")
QUID_EXPECTED(into, "`into`")
QUID_EXPECTED(shipped, "goods or a quantity")
QUID_EXPECTED(with_fact, "the name of a fact")
QUID_EXPECTED(list<with_fact>, "the name of a fact")
QUID_EXPECTED(with_value, "the value of the fact")
QUID_EXPECTED(expectation, "a condition or a claim")
QUID_EXPECTED(denied, "a condition or a claim")
QUID_EXPECTED(assumed_entry, "an entry")
QUID_EXPECTED(declared, "a declaration or an entry")
#undef QUID_EXPECTED

template <Keyword... K>
struct expected<key<K...>> {
  static std::string text() {
    std::string result;
    ((result += (result.empty() ? "`" : " ") + std::string(text_of(K))), ...);
    return result + "`";
  }
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

}  // namespace quid::grammar
