// Text to tree, by PEGTL. Long, because the grammar is instantiated here and nowhere else.
//
// The idea in one sentence: the grammar says what the text may be, a control that PEGTL calls around each of
// its rules pushes the nodes, and where a rule that has to match does not, a small exception flies to the
// nearest rule that can be taken up again, which skips to the next line on which it may.
//
// - Trees. `control<Rule>::match` opens a node before a rule that has the name of a node and closes it
//   afterwards; what fails is taken back. `and`, `or` and `for` show only after their first operand, which is
//   then wrapped. Nothing is allocated for a node but its sixteen bytes.
// - Mistakes. `control<Rule>::raise` words the finding (mistakes.cpp) and throws. `resume` catches, leaves a
//   `broken` leaf, and skips: to a line that begins a property of the same block, to the `}` of the block, or
//   to a line that begins a declaration or an entry in column 1, whichever is first. What is plainly meant is
//   put right on the spot instead: a name that is a word of the language, a missing `{`.
// - Cost. Time is linear: alternatives are chosen by one look-up of the word that stands there, text is gone
//   back over only inside one clause, depth is limited, and reading ends after a thousand mistakes.
//
// Rejected: PEGTL's own parse tree (ten times slower, a hundred times the memory), and findings as a parse
// error with a position (it rescans the file).
#include "dsl/tree/parse.hpp"

#include <tao/pegtl.hpp>
#include <type_traits>
#include <utility>

#include "core/model/vocabulary.hpp"
#include "dsl/tree/builder.hpp"
#include "dsl/tree/mistakes.hpp"
#include "dsl/tree/properties.hpp"
#include "grammar/expected.hpp"

namespace quid::dsl {

namespace {

using ast::Kind;
using ast::Node;
using grammar::Keyword;
namespace p = tao::pegtl;

constexpr std::size_t max_file_size = std::size_t{1} << 30U;
constexpr unsigned max_depth = 256;
constexpr unsigned max_brackets = 2;

// Thrown where a rule that had to match did not, once the finding is told.
struct Mistake {};

// -- the state of a parse

struct OpenBlock {
  Block block;
  std::uint32_t node = 0;
  bool (*starts)(Keyword) = nullptr;  // which words begin a property in it
};

struct Parse {
  Parse(FileId file_, std::string_view text_, Diagnostics& diagnostics)
      : file(file_), text(text_), tree(text_), mistakes(file_, text_, diagnostics) {}

  FileId file;
  std::string_view text;
  ast::TreeBuilder tree;
  Mistakes mistakes;

  std::vector<OpenBlock> blocks;
  std::vector<Block> unclosed;  // lost their `}`; told at the next line that begins a declaration or an entry
  std::vector<Block> suspected;  // closed by a `}` that stands where that of an outer block would
  std::uint32_t item = 0;        // the node of the declaration or entry
  std::uint32_t clause = 0;      // where the property, declaration or entry begins
  std::uint32_t before = 0;      // and where the one before it began
  std::uint32_t skip_from = 0;   // where to skip from after a mistake
  unsigned depth = 0;
  unsigned brackets = 0;
  unsigned lists = 0;  // of conditions that stand around what is read
  unsigned ands = 0;   // in the chain of conditions being read
  unsigned ors = 0;
  bool waits = false;  // `for` followed the condition being read

  const char* begin() const { return text.data(); }
  const char* end() const { return text.data() + text.size(); }
  std::uint32_t offset(const char* at) const { return static_cast<std::uint32_t>(at - text.data()); }

  // Asked by `grammar::more_actors`.
  bool in_list() const { return lists != 0; }

  // Told by `grammar::blanks`.
  void token_ends(const char* at) { token_end_ = at; }
  void comment(const char* from, const char* to) { tree.comment(offset(from), offset(to)); }

  // Where the text before `at` ends. What `blanks` said counts unless the parse has gone back since.
  std::uint32_t last_token(const char* at) const {
    return token_end_ <= at ? offset(token_end_) : tree.end_of_text_before(offset(at));
  }

  Block block() const { return blocks.empty() ? Block{} : blocks.back().block; }
  Situation situation(const char* at) const {
    // One that was taken back has left no node: nothing is defined then, and nothing told.
    const Kind kind = item < tree.size() ? tree.nodes[item].kind : Kind::file;
    const bool defines =
        kind == Kind::group || kind == Kind::product || kind == Kind::chip || kind == Kind::unit;
    const bool tells = kind >= Kind::event && kind <= Kind::progress;
    return {offset(at), token_end_ == nullptr ? 0 : last_token(at), clause, before, block(), defines, tells};
  }

 private:
  const char* token_end_ = nullptr;
};

// -- which rule makes which node, and what it says in small

template <typename Rule>
inline constexpr int kind_named = -1;
#define QUID_NODE(kind, shape) \
  template <>                  \
  inline constexpr int kind_named<grammar::kind> = static_cast<int>(Kind::kind);
#include "dsl/tree/ast_kinds.def"
#undef QUID_NODE

template <typename Rule>
constexpr int kind_of() {
  if constexpr (requires { typename Rule::node; }) {
    return kind_named<typename Rule::node>;
  } else {
    return kind_named<Rule>;
  }
}

template <typename Enum>
std::uint8_t as_byte(Enum value) {
  return static_cast<std::uint8_t>(value);
}
std::uint8_t distance(Keyword keyword, Keyword first) {
  return static_cast<std::uint8_t>(as_byte(keyword) - as_byte(first));
}

// The small enumeration that a matched rule puts into the node that is open.
template <typename Rule>
void note_match(Parse& state, const char* begin, const char* end) {
  using namespace grammar;
  Node& node = state.tree.open_node();
  const auto keyword = [&] { return keyword_at(begin, end); };
  const auto words = [&] { return state.mistakes.words(state.offset(begin), state.last_token(end)); };

  if constexpr (is_one_of<Rule, acted_state, plain_state>) {
    node.detail = as_byte(*find_state(words()));
  } else if constexpr (is_one_of<Rule, verb>) {
    node.detail = as_byte(*find_verb(words()));
  } else if constexpr (is_one_of<Rule, at_least_sign>) {
    node.detail = as_byte(Comparison::at_least);
  } else if constexpr (is_one_of<Rule, at_most_sign>) {
    node.detail = as_byte(Comparison::at_most);
  } else if constexpr (is_one_of<Rule, above_sign>) {
    node.detail = as_byte(Comparison::above);
  } else if constexpr (is_one_of<Rule, below_sign>) {
    node.detail = as_byte(Comparison::below);
  } else if constexpr (is_one_of<Rule, provision_kind>) {
    node.detail = distance(keyword(), Keyword::concession);
  } else if constexpr (is_one_of<Rule, strength_word>) {
    node.detail = distance(keyword(), Keyword::shall);
  } else if constexpr (is_one_of<Rule, stage_word>) {
    const Keyword word = keyword();
    node.detail = as_byte(word == Keyword::tabled     ? Stage::tabled
                          : word == Keyword::agreed   ? Stage::agreed
                          : word == Keyword::scrubbed ? Stage::scrubbed
                          : word == Keyword::final_   ? Stage::final_
                                                      : Stage::draft);
  } else if constexpr (is_one_of<Rule, grade_word>) {
    node.detail = static_cast<std::uint8_t>(distance(keyword(), Keyword::primary) + as_byte(Grade::primary));
  } else if constexpr (is_one_of<Rule, position>) {
    const Keyword word = keyword();
    node.detail = as_byte(word == Keyword::supports  ? Stance::supports
                          : word == Keyword::opposes ? Stance::opposes
                                                     : Stance::on);
  } else if constexpr (is_one_of<Rule, export_word>) {
    const std::string text = words();
    for (std::uint8_t i = 0; i <= as_byte(ExportWord::prohibit); ++i) {
      if (to_string(static_cast<ExportWord>(i)) == text) node.detail = i;
    }
  } else if constexpr (is_one_of<Rule, year_basis>) {
    node.detail = as_byte(Basis::per_year);
  } else if constexpr (is_one_of<Rule, quarter_basis>) {
    node.detail = as_byte(Basis::per_quarter);
  } else if constexpr (is_one_of<Rule, month_basis>) {
    node.detail = as_byte(Basis::per_month);
  } else if constexpr (is_one_of<Rule, window_basis>) {
    node.detail = as_byte(Basis::per_window);
  } else if constexpr (is_one_of<Rule, all_basis>) {
    node.detail = as_byte(Basis::in_all);
  } else if constexpr (is_one_of<Rule, consignee_account>) {
    node.second_detail = as_byte(Account::consignee);
  } else if constexpr (is_one_of<Rule, parent_account>) {
    node.second_detail = as_byte(Account::parent);
  } else if constexpr (is_one_of<Rule, operative_word, with_history, denied_claim> ||
                       requires { Rule::lists; }) {
    node.detail = 1;
  } else if constexpr (requires { typename Rule::turns_into; }) {
    node.kind = static_cast<Kind>(kind_named<typename Rule::turns_into>);
  } else if constexpr (is_one_of<Rule, and_word>) {
    ++state.ands;
  } else if constexpr (is_one_of<Rule, or_word>) {
    ++state.ors;
  } else if constexpr (is_one_of<Rule, for_time>) {
    state.waits = true;
  } else if constexpr (is_one_of<Rule, own_label>) {
    // `private US:` says whose text it is as well: a label, of the same name.
    const Node mark = state.tree.nodes.back();
    state.tree.nodes.push_back({Kind::label, 0, 0, false, mark.begin, mark.end, state.tree.size() + 2});
    state.tree.add_leaf(Kind::name, mark.begin, mark.end);
  }
}

// -- conditions with two readings

// The operands of a chain as text, and the words between them.
struct ChainText {
  std::vector<std::uint32_t> operands;  // nodes
  std::vector<std::string> texts;
  std::vector<std::string> joins;
};

std::string text_of(const Parse& state, std::uint32_t node) {
  return state.mistakes.words(state.tree.nodes[node].begin, state.tree.nodes[node].end);
}

ChainText text_of_chain(const Parse& state, std::uint32_t chain) {
  ChainText result;
  std::uint32_t before = 0;
  for (std::uint32_t i = chain + 1; i < state.tree.nodes[chain].next; i = state.tree.nodes[i].next) {
    if (!result.operands.empty())
      result.joins.push_back(state.mistakes.words(before, state.tree.nodes[i].begin));
    result.operands.push_back(i);
    result.texts.push_back(text_of(state, i));
    before = state.tree.nodes[i].end;
  }
  return result;
}

// The chain with parentheses around each run of operands joined by `tight`.
std::string grouped(const ChainText& chain, std::string_view tight) {
  std::string result;
  for (std::size_t i = 0; i < chain.texts.size();) {
    std::size_t last = i;
    while (last < chain.joins.size() && chain.joins[last] == tight) ++last;
    std::string run;
    for (std::size_t k = i; k <= last; ++k)
      run += (k == i ? "" : " " + chain.joins[k - 1] + " ") + chain.texts[k];
    if (i != 0) result += " " + chain.joins[i - 1] + " ";
    result += last != i ? "(" + run + ")" : run;
    i = last + 1;
  }
  return result;
}

// A condition with `for` or `within`, in its parts: `C for D`, `within D after C`.
struct TimedText {
  bool is_for;
  std::string condition;
  std::string duration;
  std::string with(const std::string& other) const {
    return is_for ? other + " for " + duration : "within " + duration + " after " + other;
  }
};

bool is_timed(const Parse& state, std::uint32_t node) {
  const Kind kind = state.tree.nodes[node].kind;
  return kind == Kind::held_for || kind == Kind::within_after;
}
TimedText timed_text(const Parse& state, std::uint32_t node) {
  const std::uint32_t one = node + 1;
  const std::uint32_t other = state.tree.nodes[one].next;
  if (state.tree.nodes[node].kind == Kind::held_for)
    return {true, text_of(state, one), text_of(state, other)};
  return {false, text_of(state, other), text_of(state, one)};
}

Span span_of(const Parse& state, std::uint32_t node) {
  return {state.file, state.tree.nodes[node].begin, state.tree.nodes[node].end};
}

void tell_two_readings(Parse& state, std::uint32_t node, bool is_for, std::string one, std::string other) {
  state.tree.nodes[node].has_error = true;
  state.mistakes.two_readings(span_of(state, node), is_for ? "for" : "within", std::move(one),
                              std::move(other));
}

void check_chain(Parse& state, std::uint32_t node, bool mixed) {
  const ChainText chain = text_of_chain(state, node);
  if (mixed) {
    state.tree.nodes[node].has_error = true;
    state.mistakes.mixed_and_or(span_of(state, node), grouped(chain, "and"), grouped(chain, "or"));
    return;
  }
  for (std::size_t i = 0; i < chain.operands.size(); ++i) {
    if (!is_timed(state, chain.operands[i]) || state.tree.nodes[chain.operands[i]].has_error) continue;
    const TimedText timed = timed_text(state, chain.operands[i]);
    ChainText near = chain;
    near.texts[i] = "(" + chain.texts[i] + ")";
    ChainText far = chain;
    far.texts[i] = timed.condition;
    tell_two_readings(state, node, timed.is_for, grouped(near, ""), timed.with(grouped(far, chain.joins[0])));
    return;
  }
}

// `not C for D`, `not within D after C`.
void check_negation(Parse& state, std::uint32_t node) {
  const std::uint32_t operand = node + 1;
  if (!is_timed(state, operand) || state.tree.nodes[operand].has_error) return;
  const TimedText timed = timed_text(state, operand);
  tell_two_readings(state, node, timed.is_for, "not (" + text_of(state, operand) + ")",
                    timed.with("(not " + timed.condition + ")"));
}

// `within D after not C`, `within D after C for E`.
void check_timed(Parse& state, std::uint32_t node) {
  const bool is_for = state.tree.nodes[node].kind == Kind::held_for;
  const std::uint32_t condition = is_for ? node + 1 : state.tree.nodes[node + 1].next;
  const TimedText outer = timed_text(state, node);
  if (is_for && state.tree.nodes[condition].kind == Kind::within_after &&
      !state.tree.nodes[condition].has_error) {
    const TimedText inner = timed_text(state, condition);
    tell_two_readings(state, node, true, outer.with("(" + outer.condition + ")"),
                      inner.with("(" + outer.with(inner.condition) + ")"));
  } else if (!is_for && state.tree.nodes[condition].kind == Kind::negation) {
    tell_two_readings(state, node, false, outer.with("(" + outer.condition + ")"),
                      "not (" + outer.with(text_of(state, condition + 1)) + ")");
  }
}

// -- where a parse is taken up again

bool is_line_begin(const Parse& state, const char* at) {
  return begins_line({state.begin(), state.end()}, static_cast<std::size_t>(at - state.begin()));
}
// Where the line of `at` begins, white space aside.
const char* first_on_line(const Parse& state, const char* at) {
  while (at != state.begin() && at[-1] != '\n') --at;
  while (at != state.end() && (*at == ' ' || *at == '\t')) ++at;
  return at;
}
std::size_t column_of(const Parse& state, const char* at) {
  const char* line = at;
  while (line != state.begin() && line[-1] != '\n') --line;
  return static_cast<std::size_t>(at - line);
}

// What stands after the marks at `at`: `private US`, `[IN]`.
const char* after_marks(const Parse& state, const char* at) {
  if (grammar::keyword_at(at, state.end()) == Keyword::private_) {
    at = grammar::end_of_spaces(grammar::end_of_word(at, state.end()), state.end());
    at = grammar::end_of_spaces(grammar::end_of_word(at, state.end()), state.end());
  }
  if (at != state.end() && *at == '[') {
    while (at != state.end() && *at != ']' && *at != '\n') ++at;
    if (at != state.end() && *at == ']') ++at;
    at = grammar::end_of_spaces(at, state.end());
  }
  return at;
}

// Whether a declaration or an entry begins at `at`, in column 1.
bool begins_item(const Parse& state, const char* at) {
  if (!is_line_begin(state, at) || at == state.end()) return false;
  if (grammar::is_digit(*at)) return grammar::end_of_date(at, state.end()) != at;
  const char* after = after_marks(state, at);
  return grammar::declaration::starts(grammar::keyword_at(after, state.end())) ||
         (after != at && grammar::end_of_date(after, state.end()) != after);
}

// Whether what begins at `at` stands in the block around this one, so that this one lost its `}`.
bool begins_sibling(const Parse& state, const char* at) {
  if (state.blocks.size() < 2) return false;
  const OpenBlock& outer = state.blocks[state.blocks.size() - 2];
  const Keyword keyword = grammar::keyword_at(after_marks(state, at), state.end());
  if (keyword == Keyword::no_keyword || outer.starts == nullptr || !outer.starts(keyword)) return false;
  switch (keyword) {
    case Keyword::assume:
    case Keyword::on:
    case Keyword::replace:
    case Keyword::add:
    case Keyword::remove:
    case Keyword::set: return true;
    default: return grammar::provision_kind::starts(keyword);
  }
}

// A word that may also go on with the property on the line before.
bool may_go_on(Keyword keyword) {
  switch (keyword) {
    case Keyword::from:
    case Keyword::to:
    case Keyword::by:
    case Keyword::in:
    case Keyword::on:
    case Keyword::under:
    case Keyword::all: return true;
    default: return false;
  }
}

// A word that only ever begins a property: one that was written behind a broken one on the same line is read.
bool only_begins(Keyword keyword) {
  switch (keyword) {
    case Keyword::once:
    case Keyword::while_:
    case Keyword::unless:
    case Keyword::through:
    case Keyword::tariff:
    case Keyword::export_:
    case Keyword::strength:
    case Keyword::deliver:
    case Keyword::due: return true;
    default: return false;
  }
}

// The end of the string at `at`, or of its line where it has no end there.
const char* after_string(const Parse& state, const char* at) {
  const std::string_view rest(at, static_cast<std::size_t>(state.end() - at));
  if (rest.starts_with("\"\"\"")) {
    const std::size_t close = rest.find("\"\"\"", 3);
    if (close != std::string_view::npos) return at + close + 3;
  }
  const std::size_t close = rest.find_first_of("\"\n", 1);
  if (close == std::string_view::npos) return state.end();
  return at + close + (rest[close] == '"' ? 1 : 0);
}

// From a mistake in what began at `clause`, to where the next of its kind begins or the block ends.
template <typename Rule, bool is_item>
const char* skip(Parse& state, const char* clause) {
  const char* at = std::max(state.begin() + state.skip_from, clause);
  const bool leads_line = first_on_line(state, clause) == clause;
  const std::size_t indent = leads_line ? column_of(state, clause) : std::string_view::npos;
  unsigned depth = 0;
  bool line_begins = first_on_line(state, at) == at;
  while (at != state.end()) {
    if (line_begins && at > clause) {
      line_begins = false;
      if (begins_item(state, at)) return at;
      if (!is_item && depth == 0) {
        const Keyword keyword = grammar::keyword_at(at, state.end());
        const bool here = column_of(state, at) <= indent || !may_go_on(keyword);
        if (here && (Rule::starts(keyword) || begins_sibling(state, at))) return at;
        if (*at == '[' &&
            grammar::provision_kind::starts(grammar::keyword_at(after_marks(state, at), state.end())))
          return at;
      }
    }
    switch (*at) {
      case '"': at = after_string(state, at); continue;
      case '#': {
        const char* comment = at;
        while (at != state.end() && *at != '\n') ++at;
        state.comment(comment, at);
        continue;
      }
      case '{': ++depth; break;
      case '}':
        if (depth == 0 && !is_item) return at;
        if (depth != 0) --depth;
        break;
      case '\n': line_begins = true; break;
      case ' ':
      case '\t':
      case '\r': break;
      default: {
        line_begins = false;
        const bool word_begins = at > clause && (at[-1] == ' ' || at[-1] == '\t');
        if (is_item || depth != 0 || !word_begins) break;
        const Keyword keyword = grammar::keyword_at(at, state.end());
        if (only_begins(keyword) && Rule::starts(keyword)) return at;
        break;
      }
    }
    ++at;
    if (line_begins) {
      while (at != state.end() && (*at == ' ' || *at == '\t' || *at == '\r')) ++at;
    }
  }
  return at;
}

// -- the control that PEGTL calls around each rule

template <typename Rule>
inline constexpr bool is_resumed = false;
template <typename Item>
inline constexpr bool is_resumed<grammar::resumed<Item>> = true;
template <typename First, typename Item>
inline constexpr bool is_resumed<grammar::resumed_first<First, Item>> = true;

template <typename Rule>
inline constexpr bool has_properties = false;
template <>
inline constexpr bool has_properties<grammar::resumed<grammar::property>> = true;
template <>
inline constexpr bool has_properties<grammar::resumed<grammar::deal_item>> = true;

// What people write where the rule would have stood.
template <typename Rule>
inline constexpr Place customary_place = Place::anywhere;
template <>
inline constexpr Place customary_place<grammar::verb> = Place::happened;
template <>
inline constexpr Place customary_place<grammar::rate> = Place::rated;
template <>
inline constexpr Place customary_place<grammar::rate_part> = Place::rated;
template <>
inline constexpr Place customary_place<grammar::percent_value> = Place::rated;

template <typename Rule>
struct control : p::normal<Rule> {
  template <typename Input>
  [[noreturn]] static void raise(const Input& in, Parse& state) {
    const std::uint32_t at = state.offset(in.current());
    state.skip_from = at;
    if constexpr (std::is_same_v<Rule, grammar::closing_quote>) {
      state.mistakes.unclosed_string(at, at);
      state.skip_from = at + 3;
    } else {
      using Expected = grammar::expected<Rule>;
      state.mistakes.expected(
          {Expected::text(), Expected::words(), grammar::expects_a_name<Rule>, customary_place<Rule>},
          state.situation(in.current()));
    }
    throw Mistake{};
  }

  template <p::apply_mode A, p::rewind_mode M, template <typename...> class Action,
            template <typename...> class Control, typename Input>
  static bool match(Input& in, Parse& state) {
    if constexpr (is_resumed<Rule>) {
      return resume<A, M, Action, Control>(in, state);
    } else if constexpr (std::is_same_v<Rule, grammar::closing_quote>) {
      return mend_quote(in, state);
    } else if constexpr (grammar::is_one_of<Rule, grammar::new_name, grammar::metric_name>) {
      return match_node<A, M, Action, Control>(in, state) ? name_goes_on(in, state) : mend_name(in, state);
    } else if constexpr (std::is_same_v<Rule, grammar::open_brace>) {
      return match_node<A, M, Action, Control>(in, state) || mend_brace<A, M, Action, Control>(in, state);
    } else if constexpr (std::is_same_v<Rule, grammar::close_brace>) {
      return close_block<A, M, Action, Control>(in, state);
    } else if constexpr (std::is_same_v<Rule, grammar::actors>) {
      return !begins_giver(in, state) && match_node<A, M, Action, Control>(in, state);
    } else if constexpr (std::is_base_of_v<grammar::separates, Rule>) {
      ++state.lists;
      const bool result = match_node<A, M, Action, Control>(in, state);
      --state.lists;
      return result;
    } else if constexpr (std::is_base_of_v<grammar::encloses, Rule>) {
      const Node& node = state.tree.open_node();
      const std::uint32_t at = state.offset(in.current());
      state.blocks.push_back(
          {{node.kind, static_cast<ProvisionKind>(node.kind == Kind::provision ? node.detail : 0), node.begin,
            at},
           state.tree.current,
           nullptr});
      const bool result = match_node<A, M, Action, Control>(in, state);
      state.blocks.pop_back();
      return result;
    } else {
      return match_node<A, M, Action, Control>(in, state);
    }
  }

 private:
  template <p::apply_mode A, p::rewind_mode M, template <typename...> class Action,
            template <typename...> class Control, typename Input>
  static bool match_node(Input& in, Parse& state) {
    constexpr int kind = kind_of<Rule>();
    if constexpr (std::is_base_of_v<grammar::completes, Rule>) {
      state.tree.open_node().kind = static_cast<Kind>(kind);
      return match_counted<A, M, Action, Control>(in, state);
    } else if constexpr (kind >= 0) {
      // A node that fails leaves nothing read, so that what is told of it is told where it would begin.
      auto mark = in.template mark<p::rewind_mode::required>();
      const std::uint32_t index = state.tree.open(static_cast<Kind>(kind), state.offset(in.current()));
      const std::uint32_t parent = std::exchange(state.tree.current, index);
      if constexpr (std::is_same_v<Rule, grammar::item>) state.item = index;
      const bool result = match_counted<A, M, Action, Control>(in, state);
      state.tree.current = parent;
      if (!result) {
        state.tree.shrink(index);
        return mark(false);
      }
      state.tree.close(index, state.last_token(in.current()));
      if constexpr (kind == static_cast<int>(Kind::negation)) check_negation(state, index);
      if constexpr (kind == static_cast<int>(Kind::within_after)) check_timed(state, index);
      return mark(true);
    } else {
      return match_counted<A, M, Action, Control>(in, state);
    }
  }

  // Counts how deep rules that contain themselves lie.
  template <p::apply_mode A, p::rewind_mode M, template <typename...> class Action,
            template <typename...> class Control, typename Input>
  static bool match_counted(Input& in, Parse& state) {
    if constexpr (std::is_base_of_v<grammar::nests, Rule>) {
      constexpr bool is_bracket = kind_of<Rule>() == static_cast<int>(Kind::bracket);
      if (is_bracket && (in.empty() || in.peek_char() != '[')) return false;
      const std::uint32_t at = state.offset(in.current());
      state.skip_from = at;
      if (is_bracket && state.brackets == max_brackets) {
        state.mistakes.nested_bracket(at);
        throw Mistake{};
      }
      if (state.depth == max_depth) {
        state.mistakes.nested_too_deep(at, max_depth);
        throw Mistake{};
      }
      ++state.depth;
      if (is_bracket) ++state.brackets;
      const bool result = match_joined<A, M, Action, Control>(in, state);
      if (is_bracket) --state.brackets;
      --state.depth;
      return result;
    } else {
      return match_joined<A, M, Action, Control>(in, state);
    }
  }

  // Wraps what `and`, `or` or `for` followed.
  template <p::apply_mode A, p::rewind_mode M, template <typename...> class Action,
            template <typename...> class Control, typename Input>
  static bool match_joined(Input& in, Parse& state) {
    const char* const begin = in.current();
    if constexpr (std::is_base_of_v<grammar::joins, Rule>) {
      const unsigned ands = std::exchange(state.ands, 0);
      const unsigned ors = std::exchange(state.ors, 0);
      const std::uint32_t first = state.tree.size();
      const bool result = p::normal<Rule>::template match<A, M, Action, Control>(in, state);
      if (result && state.ands + state.ors != 0) {
        state.tree.wrap(first, state.ors == 0 ? Kind::all_of : Kind::any_of, state.last_token(in.current()));
        check_chain(state, first, state.ands != 0 && state.ors != 0);
      }
      state.ands = ands;
      state.ors = ors;
      return result;
    } else if constexpr (std::is_base_of_v<grammar::waits, Rule>) {
      const bool waits = std::exchange(state.waits, false);
      const std::uint32_t first = state.tree.size();
      const bool result = p::normal<Rule>::template match<A, M, Action, Control>(in, state);
      if (result && state.waits) {
        state.tree.wrap(first, Kind::held_for, state.last_token(in.current()));
        check_timed(state, first);
      }
      state.waits = waits;
      return result;
    } else {
      const bool result = p::normal<Rule>::template match<A, M, Action, Control>(in, state);
      if (result) note_match<Rule>(state, begin, in.current());
      return result;
    }
  }

  // -- mistakes that are put right on the spot

  // A name that is a word of the language, or none at all.
  template <typename Input>
  static bool mend_name(Input& in, Parse& state) {
    const char* const at = in.current();
    const char* after = end_of_junk(state, at);
    if (state.text
            .substr(state.last_token(at), static_cast<std::size_t>(at - state.begin()) - state.last_token(at))
            .find('\n') != std::string_view::npos)
      after = at;
    state.mistakes.no_name(state.offset(at), state.offset(after), state.situation(at));
    state.tree.add_leaf(kind_of<Rule>() < 0 ? Kind::name : static_cast<Kind>(kind_of<Rule>()),
                        state.offset(at), state.offset(after), true);
    in.bump(static_cast<std::size_t>(after - at));
    if (after != at)
      (void)grammar::blanks::template match<p::apply_mode::action, p::rewind_mode::dontcare, p::nothing,
                                            p::normal>(in, state);
    return true;
  }
  // A string that its line does not close ends there, before the `{` of a block.
  template <typename Input>
  static bool mend_quote(Input& in, Parse& state) {
    const char* const at = in.current();
    const char* end = std::find(at, state.end(), '\n');
    const auto trim = [&] {
      while (end != at + 1 && grammar::is_blank(end[-1])) --end;
    };
    trim();
    if (end[-1] == '{') {
      --end;
      trim();
    }
    state.mistakes.unclosed_string(state.offset(at), state.offset(end));
    state.tree.open_node().has_error = true;
    in.bump(static_cast<std::size_t>(end - at));
    return true;
  }

  // Words behind a name that were meant as part of it: `us uk`.
  template <typename Input>
  static void more_words(Input& in, Parse& state) {
    const char* const end = state.end();
    const char* after = state.begin() + state.tree.nodes.back().end;
    for (const char* at = after; at != end;) {
      while (at != end && (*at == ' ' || *at == '\t')) ++at;
      const char* word = grammar::end_of_word(at, end);
      if (word == at || at == after || grammar::keyword_at(at, end) != Keyword::no_keyword) break;
      at = after = word;
    }
    Node& name = state.tree.nodes.back();
    if (state.offset(after) == name.end) return;
    name.has_error = true;
    name.end = state.offset(after);
    state.mistakes.name_of_words(name.begin, name.end);
    in.bump(static_cast<std::size_t>(after - in.current()));
    (void)grammar::blanks::template match<p::apply_mode::action, p::rewind_mode::dontcare, p::nothing,
                                          p::normal>(in, state);
  }

  // Text glued to a name that is none: `us_uk`.
  template <typename Input>
  static bool name_goes_on(Input& in, Parse& state) {
    Node& name = state.tree.nodes.back();
    const char* const after = state.begin() + name.end;
    const char* const junk = end_of_junk(state, after);
    if (junk == after) {
      more_words(in, state);
      return true;
    }
    name.has_error = true;
    name.end = state.offset(junk);
    state.mistakes.no_name(name.begin, name.end, state.situation(after));
    in.bump(static_cast<std::size_t>(junk - in.current()));
    return grammar::blanks::template match<p::apply_mode::action, p::rewind_mode::dontcare, p::nothing,
                                           p::normal>(in, state);
  }
  static const char* end_of_junk(const Parse& state, const char* at) {
    constexpr std::string_view ends = "{}\"#=[ \t\r\n";
    while (at != state.end() && ends.find(*at) == std::string_view::npos) ++at;
    return at;
  }

  // A `{` further on in the line, or none where what follows stands in a block.
  template <p::apply_mode A, p::rewind_mode M, template <typename...> class Action,
            template <typename...> class Control, typename Input>
  static bool mend_brace(Input& in, Parse& state) {
    const char* const at = in.current();
    const char* brace = at;
    while (brace != state.end() && *brace != '\n' && *brace != '{' && *brace != '}' && *brace != '#')
      brace = *brace == '"' ? after_string(state, brace) : brace + 1;
    const char* const next = grammar::end_of_spaces(brace, state.end());
    if (next != state.end() && *next == '{') brace = next;
    const bool found = brace != state.end() && *brace == '{';
    if (!found && (in.empty() || begins_item(state, at))) return false;
    // Words that were taken for more of the name may have stood for the brace: that has been told.
    const Node& last = state.tree.nodes.back();
    const bool is_told = last.kind == Kind::name && last.has_error && last.end == state.last_token(at);
    if (!is_told) state.mistakes.expected({"`{`", {}, false, Place::anywhere}, state.situation(at));
    state.tree.open_node().has_error = true;
    if (!found) {
      state.blocks.back().block.brace = state.last_token(at);
      return true;
    }
    in.bump(static_cast<std::size_t>(brace - at));
    state.blocks.back().block.brace = state.offset(brace);
    return match_node<A, M, Action, Control>(in, state);
  }

  // `}`, or the end of a block that lost its own.
  template <p::apply_mode A, p::rewind_mode M, template <typename...> class Action,
            template <typename...> class Control, typename Input>
  static bool close_block(Input& in, Parse& state) {
    const char* const at = in.current();
    const Block& block = state.blocks.back().block;
    if (match_node<A, M, Action, Control>(in, state)) {
      if (state.blocks.size() > 1 && first_on_line(state, at) == at) {
        const char* const head = first_on_line(state, state.begin() + block.head);
        if (column_of(state, at) < column_of(state, head)) state.suspected.push_back(block);
      }
      return true;
    }
    // The `}` of a block inside may have been taken for this one's: the columns tell.
    const auto inside = std::find_if(state.suspected.begin(), state.suspected.end(),
                                     [&](const Block& each) { return each.brace > block.brace; });
    const bool ends_all = in.empty() || begins_item(state, at);
    if (!ends_all) {
      state.tree.open_node().has_error = true;
      state.mistakes.unclosed_blocks(state.offset(at), {block});
      return true;
    }
    state.unclosed.push_back(ends_all && inside != state.suspected.end() ? *inside : block);
    if (ends_all && inside != state.suspected.end()) state.suspected.erase(inside);
    state.tree.open_node().has_error = true;
    return true;
  }

  // `by` that begins a line after a state is a property more likely than a part of the state, and both can be
  // meant: it is told, and read as a property.
  template <typename Input>
  static bool begins_giver(Input& in, Parse& state) {
    const char* const at = in.current();
    if (state.blocks.empty() || grammar::keyword_at(at, state.end()) != Keyword::by ||
        first_on_line(state, at) != at)
      return false;
    const OpenBlock& block = state.blocks.back();
    const Kind kind = block.block.kind;
    if (kind != Kind::provision && kind != Kind::replace && kind != Kind::measure) return false;
    for (std::uint32_t i = block.node + 1; i < state.tree.size() && state.tree.nodes[i].next != 0;
         i = state.tree.nodes[i].next) {
      if (state.tree.nodes[i].kind == Kind::by) return false;
    }
    const char* party = grammar::end_of_spaces(grammar::end_of_word(at, state.end()), state.end());
    const char* after = grammar::end_of_word(party, state.end());
    const std::string before = state.mistakes.words(state.clause, state.last_token(at));
    const std::string by = state.mistakes.words(state.offset(at), state.offset(after));
    state.tree.open_node().has_error = true;
    state.mistakes.two_readings(Span{state.file, state.offset(at), state.offset(after)}, "by",
                                before + " " + by, by + "  " + before);
    return true;
  }

  // -- taking up again

  template <p::apply_mode A, p::rewind_mode M, template <typename...> class Action,
            template <typename...> class Control, typename Input>
  static bool resume(Input& in, Parse& state) {
    constexpr bool is_item = std::is_same_v<Rule, grammar::resumed<grammar::item>>;
    const char* const begin = in.current();
    if constexpr (is_item) {
      if (!state.unclosed.empty()) tell_unclosed(state, begin);
      state.suspected.clear();
    }
    if (in.empty() || (!is_item && *begin == '}')) {
      miss_first(in, state);
      return false;
    }
    if constexpr (!is_item) {
      if (*begin == 'p' && begins_item(state, begin)) return false;
      state.blocks.back().starts = &Rule::starts;
    }
    state.before = std::exchange(state.clause, state.offset(begin));
    const std::uint32_t size = state.tree.size();
    const std::uint32_t current = state.tree.current;
    const std::size_t blocks = state.blocks.size();
    try {
      if (p::normal<Rule>::template match<A, M, Action, Control>(in, state)) {
        if constexpr (has_properties<Rule>) {
          const char* const end = grammar::end_of_word(begin, state.end());
          const Keyword keyword = grammar::find_keyword({begin, static_cast<std::size_t>(end - begin)});
          const Block& block = state.blocks.back().block;
          if (!belongs(keyword, block.kind, block.provision)) {
            state.tree.open_node().has_error = true;
            state.tree.break_up(size, state.offset(begin), state.last_token(in.current()));
            state.mistakes.misplaced(state.offset(begin), state.offset(end), block);
          }
        }
        return true;
      }
      if constexpr (!is_item) {
        if (begins_item(state, begin) || begins_sibling(state, begin)) return false;
      }
      if constexpr (requires { Rule::starts_later(Keyword::no_keyword); }) {
        if (Rule::starts_later(grammar::keyword_at(begin, state.end()))) {
          miss_first(in, state);
          return false;
        }
      }
      state.skip_from = state.mistakes.end_of_found(state.offset(begin));
      if (size > current + 1 && first_on_line(state, begin) != begin)
        state.tree.nodes[last_child(state, current)].has_error = true;
      state.mistakes.begins_nothing(words_of<Rule>(), state.situation(begin));
    } catch (const Mistake&) {
      state.skip_from = std::max(state.skip_from, state.offset(begin) + 1);
      state.tree.shrink(size);
      state.tree.current = current;
      state.blocks.resize(blocks);
      state.depth = 0;
      state.brackets = 0;
      state.lists = 0;
    }
    state.tree.open_node().has_error = true;
    const char* const after = skip<Rule, is_item>(state, begin);
    const std::uint32_t end = state.tree.end_of_text_before(state.offset(after));
    state.tree.add_leaf(Kind::broken, state.offset(begin), std::max(end, state.offset(begin)), true);
    in.bump(static_cast<std::size_t>(after - in.current()));
    return Control<grammar::blanks>::template match<A, M, Action, Control>(in, state);
  }

  // The start of a block that needs one is missing.
  template <typename Input>
  static void miss_first(Input& in, Parse& state) {
    if constexpr (requires { Rule::first::needed; }) {
      if constexpr (Rule::first::needed) {
        using Expected = grammar::expected<typename Rule::first>;
        state.tree.open_node().has_error = true;
        state.mistakes.expected({Expected::text(), Expected::words(), false, Place::anywhere},
                                state.situation(in.current()));
        if (std::is_same_v<typename Rule::first, grammar::product_goods>) {
          const std::uint32_t at = state.last_token(in.current());
          state.tree.add_leaf(Kind::goods, at, at, true);
        }
      }
    }
  }

  static std::uint32_t last_child(const Parse& state, std::uint32_t parent) {
    std::uint32_t last = parent + 1;
    for (std::uint32_t i = last; i < state.tree.size(); i = state.tree.nodes[i].next) last = i;
    return last;
  }

  template <typename Resumed>
  static std::vector<std::string_view> words_of() {
    std::vector<std::string_view> result;
    for (std::size_t i = 0; i < grammar::keyword_count; ++i) {
      if (Resumed::starts(static_cast<Keyword>(i)))
        result.push_back(grammar::text_of(static_cast<Keyword>(i)));
    }
    return result;
  }

  static void tell_unclosed(Parse& state, const char* at) {
    std::vector<Block> blocks;
    blocks.swap(state.unclosed);
    state.mistakes.unclosed_blocks(state.offset(at), blocks);
  }
};

}  // namespace

ast::File parse(const Sources& sources, FileId file, Diagnostics& diagnostics) {
  const std::string_view text = sources.text(file);
  if (text.size() > max_file_size) {
    Mistakes(file, text, diagnostics).file_too_large(max_file_size);
    ast::File empty{file, text, {}, {}};
    empty.nodes.push_back({Kind::file, 0, 0, true, 0, 0, 1});
    return empty;
  }
  const auto size = static_cast<std::uint32_t>(text.size());
  Parse state(file, text, diagnostics);
  try {
    const std::optional<std::size_t> bad = find_bad_byte(text);
    if (bad) state.mistakes.not_text(static_cast<std::uint32_t>(*bad), static_cast<std::uint32_t>(*bad + 1));
    const bool is_binary = bad && text.find('\0') != std::string_view::npos;
    if (is_binary) throw TooManyMistakes{};
    p::memory_input<p::tracking_mode::lazy, p::eol::lf, const char*> in(text.data(),
                                                                        text.data() + text.size(), "");
    (void)p::parse<grammar::file, p::nothing, control>(in, state);
    if (!state.unclosed.empty()) state.mistakes.unclosed_blocks(size, state.unclosed);
  } catch (const TooManyMistakes&) {
    // What was read up to the last declaration or entry stands.
    if (state.tree.nodes.empty()) state.tree.open(Kind::file, 0);
    state.tree.shrink(std::max(state.item, 1U));
    const std::uint32_t begin = state.tree.nodes.back().next == 0 ? 0 : state.tree.nodes.back().end;
    state.tree.nodes[0].has_error = true;
    state.tree.add_leaf(Kind::broken, begin, size, true);
  }
  Node& root = state.tree.nodes[0];
  root.begin = 0;
  root.end = size;
  root.next = state.tree.size();
  return ast::File{file, text, std::move(state.tree.nodes), std::move(state.tree.comments)};
}

}  // namespace quid::dsl
