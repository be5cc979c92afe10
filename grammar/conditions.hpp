// When: moments, which name one day, and conditions, which hold on a set of days. And the tests of `where`,
// which ask about the case at hand and are put together in the same way.
#pragma once

#include "grammar/tokens.hpp"

namespace quid::grammar {

template <Keyword K>
using when_key = when<K, key<K>>;

// -- states

struct in_force_words : key<Keyword::in, Keyword::force> {};
struct in_effect_words : key<Keyword::in, Keyword::effect> {};
struct provisionally_applied_words : p::if_must<key<Keyword::provisionally>, key<Keyword::applied>> {};
struct struck_down_words : p::if_must<key<Keyword::struck>, key<Keyword::down>> {};

// The words of the states that begin with a keyword: most are that keyword alone.
template <Keyword K>
struct state_words : key<K> {};
template <>
struct state_words<Keyword::in> : p::sor<in_effect_words, in_force_words> {};
template <>
struct state_words<Keyword::provisionally> : provisionally_applied_words {};
template <>
struct state_words<Keyword::struck> : struck_down_words {};

// What somebody brings about may say by whom. After any other state `by` is a property of its own.
template <typename... Cases>
using acted_state_and = choose<
#define QUID_STATE_party(keyword) when<Keyword::keyword, state_words<Keyword::keyword>>,
#define QUID_STATE_nobody(keyword)
#define QUID_STATE(name, words, keyword, by, ...) QUID_STATE_##by(keyword)
#include "core/model/states.def"
#undef QUID_STATE_party
#undef QUID_STATE_nobody
    Cases...>;
struct acted_state : acted_state_and<> {};

struct plain_state : choose<
#define QUID_STATE_party(keyword)
#define QUID_STATE_nobody(keyword) when<Keyword::keyword, state_words<Keyword::keyword>>,
#define QUID_STATE(name, words, keyword, by, ...) QUID_STATE_##by(keyword)
#include "core/model/states.def"
#undef QUID_STATE_party
#undef QUID_STATE_nobody
                         when_key<Keyword::operative>> {
};

// In a list of conditions a comma after a party may go on with either list. Where what follows it begins a
// condition, the parties end there: after a name comes a state, a comparison or `in`, and after a party none
// of these.
inline bool begins_condition(const char* at, const char* end) {
  if (at == end) return false;
  const char* after = end_of_ref(at, end);
  if (after == at) return *at == '(' || is_reserved(keyword_at(at, end));
  if (std::memchr(at, '.', static_cast<std::size_t>(after - at)) != nullptr || after[-1] == ']') return true;
  const char* next = end_of_spaces(after, end);
  if (next == end) return false;
  const Keyword keyword = keyword_at(next, end);
  return *next == '<' || *next == '>' || acted_state::starts(keyword) || plain_state::starts(keyword);
}

// Matches nothing unless the comma here goes on with the list of conditions around this one.
struct more_actors {
  using rule_t = p::success::rule_t;
  using subs_t = p::success::subs_t;

  template <p::apply_mode, p::rewind_mode, template <typename...> class, template <typename...> class,
            typename Input, typename... States>
  static bool match(Input& in, States&&... states) {
    const char* const at = in.current();
    if (at == in.end() || *at != ',') return true;
    return !(states.in_list() || ...) || !begins_condition(end_of_spaces(at + 1, in.end()), in.end());
  }
};
struct actors : p::seq<p::if_must<key<Keyword::by>, name>, p::star<more_actors, comma, p::must<name>>> {};
struct state : p::sor<p::seq<acted_state, p::opt<actors>>, plain_state> {};

// -- moments

// A word after the name that is no state is a mistake in the state; a name alone is no moment at all.
struct first_day : p::sor<state, p::seq<ref, p::sor<state, p::seq<at_more_of_line, p::must<state>>>>> {};
struct offset : p::seq<duration, p::must<key<Keyword::after>, first_day>> {};
struct month_after;
struct of_tail : p::if_must<key<Keyword::of>, first_day> {};
struct after_tail : p::if_must<key<Keyword::after>, first_day> {
  using turns_into = month_after;
};
struct month_tail : choose<when<Keyword::of, of_tail>, when<Keyword::after, after_tail>> {};
struct month_of : p::if_must<key<Keyword::first>, key<Keyword::of>, key<Keyword::month>, month_tail> {};

struct plain_moment : p::sor<date, offset, choose<when<Keyword::first, month_of>, otherwise<first_day>>> {};
struct moment : value<plain_moment> {};

struct year_days : list<month_day> {};

// -- comparisons

struct at_least_sign : p::string<'>', '='> {};
struct at_most_sign : p::string<'<', '='> {};
struct above_sign : p::one<'>'> {};
struct below_sign : p::one<'<'> {};
struct comparison : p::seq<p::sor<at_least_sign, at_most_sign, above_sign, below_sign>, blanks> {};

// -- how conditions and tests are put together
//
// `Atom` is one condition or one test. `Timed` says whether `for` and `within` belong to the language of
// them. A chain of `and` and `or` without parentheses is read as a chain, and the parser says where that has
// two readings; the grammar has no order of precedence among the two.

// What `and` and `or`, and `for`, may turn into more than it began as.
struct joins {};
struct waits {};

struct all_of;
struct any_of;
struct at_least;
struct negation;
struct paren;
struct held_for;
struct within_after;

template <typename Atom, bool Timed>
struct chain;
template <typename Atom, bool Timed>
struct operand;

// Conditions separated by commas.
struct separates {};

struct open_paren : symbol<'('> {};
struct close_paren : symbol<')'> {};
template <typename Atom, bool Timed>
struct chain_list : p::seq<p::must<open_paren, chain<Atom, Timed>>,
                           p::star<comma, p::must<chain<Atom, Timed>>>, p::must<close_paren>>,
                    separates {};
template <typename Atom, bool Timed>
struct all_of_list : p::seq<key<Keyword::all>, p::must<key<Keyword::of>>, chain_list<Atom, Timed>>, nests {
  using node = all_of;
  static constexpr bool lists = true;  // apart from `a and b`
};
template <typename Atom, bool Timed>
struct any_of_list : p::seq<key<Keyword::any>, p::must<key<Keyword::of>>, chain_list<Atom, Timed>>, nests {
  using node = any_of;
  static constexpr bool lists = true;
};
template <typename Atom, bool Timed>
struct at_least_list : p::seq<key<Keyword::at>, p::must<key<Keyword::least>, number, key<Keyword::of>>,
                              chain_list<Atom, Timed>>,
                       nests {
  using node = at_least;
};
template <typename Atom, bool Timed>
struct parenthesis : p::if_must<open_paren, chain<Atom, Timed>, close_paren>, nests {
  using node = paren;
};
template <typename Atom, bool Timed>
struct negated : p::if_must<key<Keyword::not_>, operand<Atom, Timed>>, nests {
  using node = negation;
};

template <typename Atom, bool Timed>
struct single
    : p::sor<
          parenthesis<Atom, Timed>,
          choose<when<Keyword::all, all_of_list<Atom, Timed>>, when<Keyword::any, any_of_list<Atom, Timed>>,
                 when<Keyword::at, at_least_list<Atom, Timed>>, otherwise<Atom>>> {};

// `C for 90 days`, `within 30 days after C`.
struct for_time : p::if_must<key<Keyword::for_>, value<duration>> {};
template <typename Atom>
struct not_joined : choose<when<Keyword::not_, negated<Atom, true>>, otherwise<single<Atom, true>>> {};
template <typename Atom>
struct within : p::if_must<key<Keyword::within>, value<duration>, key<Keyword::after>, not_joined<Atom>> {
  using node = within_after;
};
template <typename Atom>
struct timed
    : p::seq<choose<when<Keyword::within, within<Atom>>, otherwise<single<Atom, true>>>, p::opt<for_time>>,
      waits {};

template <typename Atom, bool Timed>
struct operand : choose<when<Keyword::not_, negated<Atom, Timed>>,
                        otherwise<std::conditional_t<Timed, timed<Atom>, single<Atom, Timed>>>> {};

struct and_word : key<Keyword::and_> {};
struct or_word : key<Keyword::or_> {};
struct join : choose<when<Keyword::and_, and_word>, when<Keyword::or_, or_word>> {};
template <typename Atom, bool Timed>
struct chain : p::seq<operand<Atom, Timed>, p::star<join, p::must<operand<Atom, Timed>>>>, joins {};

// -- conditions

struct after_date : p::if_must<key<Keyword::after>, date> {};
struct before_date : p::if_must<key<Keyword::before>, date> {};

// `REF STATE` until it turns out to be `METRIC >= QTY` or `P in GROUP`.
struct compare;
struct belongs;
struct compare_tail : p::if_must<comparison, value<amount>> {
  using turns_into = compare;
};
struct belongs_tail : p::seq<key<Keyword::in>, name> {
  using turns_into = belongs;
};
struct clause_tail : p::sor<belongs_tail, state, compare_tail> {};
struct holds : p::sor<state, p::seq<ref, p::must<clause_tail>>> {};

struct clause
    : choose<when<Keyword::after, after_date>, when<Keyword::before, before_date>, otherwise<holds>> {};
struct condition : chain<clause, true> {};
struct condition_value : value<condition> {};

// -- tests

struct fact_is;
struct fact_in;
struct fact_compare;
struct fact_after;
struct fact_before;
struct fact_value : p::sor<string, none, name> {};
struct fact_number : p::sor<percent, quantity, number> {};
struct fact_is_tail : p::if_must<key<Keyword::is>, fact_value> {
  using turns_into = fact_is;
};
struct fact_in_tail : p::if_must<key<Keyword::in>, name> {
  using turns_into = fact_in;
};
struct fact_compare_tail : p::if_must<comparison, value<fact_number>> {
  using turns_into = fact_compare;
};
struct fact_after_tail : p::if_must<key<Keyword::after>, date> {
  using turns_into = fact_after;
};
struct fact_before_tail : p::if_must<key<Keyword::before>, date> {
  using turns_into = fact_before;
};
struct fact_tail
    : p::sor<choose<when<Keyword::is, fact_is_tail>, when<Keyword::in, fact_in_tail>,
                    when<Keyword::after, fact_after_tail>, when<Keyword::before, fact_before_tail>>,
             fact_compare_tail> {};
struct fact_test : p::seq<fact_name, p::must<fact_tail>> {
  using node = fact_is;
};
struct test : chain<fact_test, false> {};

}  // namespace quid::grammar
