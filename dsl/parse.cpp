#include "dsl/parse.hpp"

#include <tao/pegtl.hpp>
#include <type_traits>

#define Position Stance  // TEMPORARY: dsl/source.hpp has one too
#include "core/vocabulary.hpp"
#undef Position
#include "grammar/expected.hpp"

namespace quid {

namespace {

using ast::Kind;
using ast::Node;
using grammar::BlockKind;
using grammar::Keyword;
namespace p = tao::pegtl;

// -- which rule makes which node

template <typename Rule>
inline constexpr int kind_named = -1;
#define QUID_NODE(kind, shape) \
  template <>                  \
  inline constexpr int kind_named<grammar::kind> = static_cast<int>(Kind::kind);
#include "dsl/ast_kinds.def"
#undef QUID_NODE

template <typename Rule>
constexpr int kind_of() {
  if constexpr (requires { typename Rule::node; }) {
    return kind_named<typename Rule::node>;
  } else {
    return kind_named<Rule>;
  }
}

struct Mistake {};

struct Frame {
  BlockKind kind = BlockKind::file;
  bool (*starts)(Keyword) = nullptr;
  std::uint32_t opening = 0;
};

class Builder {
 public:
  Builder(FileId file, std::string_view text, Diagnostics& diagnostics)
      : file_(file), text_(text), diagnostics_(diagnostics) {
    nodes.reserve(text.size() / 6 + 16);
  }

  Table<Node> nodes;
  std::vector<ast::Comment> comments;
  std::vector<Frame> frames;
  std::uint32_t current = 0;
  unsigned depth = 0;
  unsigned brackets = 0;
  bool waited = false;
  unsigned ands = 0;
  unsigned ors = 0;
  const char* mistake_at = nullptr;

  std::uint32_t offset(const char* at) const { return static_cast<std::uint32_t>(at - text_.data()); }
  const char* text_begin() const { return text_.data(); }
  const char* text_end() const { return text_.data() + text_.size(); }

  // Told by `grammar::blanks`.
  void token_ends(const char* at) { token_end_ = at; }
  void comment(const char* begin, const char* end) {
    if (end != begin && end[-1] == '\r') --end;
    const std::uint32_t from = offset(begin);
    if (!comments.empty() && from < comments.back().end) return;
    const char* before = begin;
    while (before != text_.data() && (before[-1] == ' ' || before[-1] == '\t')) --before;
    comments.push_back({from, offset(end), before == text_.data() || before[-1] == '\n'});
  }

  std::uint32_t open(Kind kind, const char* at) {
    const auto index = static_cast<std::uint32_t>(nodes.size());
    nodes.push_back({kind, 0, 0, false, offset(at), 0, 0});
    return index;
  }
  void close(std::uint32_t index, const char* at) {
    Node& node = nodes[index];
    node.end = std::max(node.begin, offset(end_of_last_token(at)));
    node.next = static_cast<std::uint32_t>(nodes.size());
  }
  void insert(std::uint32_t at, Kind kind, const char* end) {
    const std::uint32_t begin = nodes[at].begin;
    nodes.insert(nodes.begin() + at, Node{kind, 0, 0, false, begin, 0, 0});
    for (std::size_t i = at + 1; i < nodes.size(); ++i) ++nodes[i].next;
    close(at, end);
  }

  void report(DiagnosticKind kind, std::string message, std::uint32_t begin, std::uint32_t end) {
    diagnostics_.push_back({kind, std::move(message), Span{file_, begin, end}, {}, {}, {}, {}});
  }
  [[noreturn]] void raise(std::string phrase, const char* at) {
    mistake_at = at;
    const char* end = end_of_found(at);
    report(DiagnosticKind::unexpected_text, "expected " + phrase + ", found " + found(at, end), offset(at),
           offset(end));
    throw Mistake{};
  }

  const char* end_of_found(const char* at) const {
    const char* end = text_end();
    if (at == end) return at;
    const char* word = grammar::end_of_word(at, end);
    return word == at ? at + 1 : word;
  }
  std::string found(const char* at, const char* end) const {
    if (at == end) return "the end of the file";
    return "`" + std::string(at, end) + "`";
  }

 private:
  // The last token ended where `blanks` said, unless the parse has gone back since.
  const char* end_of_last_token(const char* at) const {
    if (token_end_ <= at) return token_end_;
    std::size_t comments_left = comments.size();
    for (;;) {
      while (at != text_.data() && grammar::is_blank(at[-1])) --at;
      while (comments_left != 0 && comments[comments_left - 1].end > offset(at)) --comments_left;
      if (comments_left == 0 || comments[comments_left - 1].end != offset(at)) return at;
      at = text_.data() + comments[comments_left - 1].begin;
    }
  }

  FileId file_;
  std::string_view text_;
  Diagnostics& diagnostics_;
  const char* token_end_ = nullptr;
};

constexpr unsigned max_depth = 256;

template <typename Rule>
struct is_resumed : std::false_type {};
template <typename Item>
struct is_resumed<grammar::resumed<Item>> : std::true_type {
  using item = Item;
};

std::uint8_t index_in(Keyword keyword, Keyword first) {
  return static_cast<std::uint8_t>(static_cast<int>(keyword) - static_cast<int>(first));
}

std::string words(const char* begin, const char* end) {
  std::string result;
  for (const char* at = begin; at != end;) {
    if (*at == '#') {
      while (at != end && *at != '\n') ++at;
    } else if (grammar::is_blank(*at)) {
      ++at;
    } else {
      if (!result.empty()) result += ' ';
      while (at != end && !grammar::is_blank(*at) && *at != '#') result += *at++;
    }
  }
  return result;
}

template <typename Rule>
void set_detail(Builder& state, const char* begin, const char* end) {
  Node& node = state.nodes[state.current];
  const Keyword keyword = grammar::keyword_at(begin, state.text_end());
  using namespace grammar;
  if constexpr (std::is_same_v<Rule, acted_state> || std::is_same_v<Rule, plain_state>) {
    node.detail = static_cast<std::uint8_t>(*find_state(words(begin, end)));
  } else if constexpr (std::is_same_v<Rule, verb>) {
    node.detail = static_cast<std::uint8_t>(*find_verb(words(begin, end)));
  } else if constexpr (std::is_same_v<Rule, at_least_sign>) {
    node.detail = static_cast<std::uint8_t>(Comparison::at_least);
  } else if constexpr (std::is_same_v<Rule, at_most_sign>) {
    node.detail = static_cast<std::uint8_t>(Comparison::at_most);
  } else if constexpr (std::is_same_v<Rule, above_sign>) {
    node.detail = static_cast<std::uint8_t>(Comparison::above);
  } else if constexpr (std::is_same_v<Rule, below_sign>) {
    node.detail = static_cast<std::uint8_t>(Comparison::below);
  } else if constexpr (std::is_same_v<Rule, provision_kind>) {
    node.detail = index_in(keyword, Keyword::concession);
  } else if constexpr (std::is_same_v<Rule, strength_word>) {
    node.detail = index_in(keyword, Keyword::shall);
  } else if constexpr (std::is_same_v<Rule, stage_word>) {
    node.detail = static_cast<std::uint8_t>(keyword == Keyword::draft      ? Stage::draft
                                            : keyword == Keyword::tabled   ? Stage::tabled
                                            : keyword == Keyword::agreed   ? Stage::agreed
                                            : keyword == Keyword::scrubbed ? Stage::scrubbed
                                                                           : Stage::final_);
  } else if constexpr (std::is_same_v<Rule, grade_word>) {
    node.detail = static_cast<std::uint8_t>(index_in(keyword, Keyword::primary) + 1);
  } else if constexpr (std::is_same_v<Rule, position>) {
    node.detail = static_cast<std::uint8_t>(keyword == Keyword::supports  ? Stance::supports
                                            : keyword == Keyword::opposes ? Stance::opposes
                                                                          : Stance::on);
  } else if constexpr (std::is_same_v<Rule, export_word>) {
    const std::string text = words(begin, end);
    for (int i = 0; i <= static_cast<int>(ExportWord::prohibit); ++i) {
      if (to_string(static_cast<ExportWord>(i)) == text) node.detail = static_cast<std::uint8_t>(i);
    }
  } else if constexpr (std::is_same_v<Rule, per_year>) {
    node.detail = static_cast<std::uint8_t>(Basis::per_year);
  } else if constexpr (std::is_same_v<Rule, per_quarter>) {
    node.detail = static_cast<std::uint8_t>(Basis::per_quarter);
  } else if constexpr (std::is_same_v<Rule, per_month>) {
    node.detail = static_cast<std::uint8_t>(Basis::per_month);
  } else if constexpr (std::is_same_v<Rule, per_window>) {
    node.detail = static_cast<std::uint8_t>(Basis::per_window);
  } else if constexpr (std::is_same_v<Rule, in_all>) {
    node.detail = static_cast<std::uint8_t>(Basis::in_all);
  } else if constexpr (std::is_same_v<Rule, per_consignee>) {
    node.second_detail = static_cast<std::uint8_t>(Account::consignee);
  } else if constexpr (std::is_same_v<Rule, per_parent>) {
    node.second_detail = static_cast<std::uint8_t>(Account::parent);
  } else if constexpr (std::is_same_v<Rule, operative_word> || std::is_same_v<Rule, with_history> ||
                       std::is_same_v<Rule, denied_claim>) {
    node.detail = 1;
  } else if constexpr (requires { typename Rule::turns_into; }) {
    node.kind = static_cast<Kind>(kind_named<typename Rule::turns_into>);
  } else if constexpr (std::is_same_v<Rule, and_word>) {
    ++state.ands;
  } else if constexpr (std::is_same_v<Rule, or_word>) {
    ++state.ors;
  } else if constexpr (std::is_same_v<Rule, for_time>) {
    state.waited = true;
  }
}

template <typename Rule>
struct control : p::normal<Rule> {
  template <typename Input>
  [[noreturn]] static void raise(const Input& in, Builder& state) {
    if constexpr (std::is_same_v<Rule, grammar::closing_quote>) {
      state.mistake_at = in.current() + 1;
      state.report(DiagnosticKind::unclosed_string, "this string has no closing quote",
                   state.offset(in.current()), state.offset(in.current() + 1));
      throw Mistake{};
    } else {
      state.raise(grammar::expected<Rule>::text(), in.current());
    }
  }

  template <p::apply_mode A, p::rewind_mode M, template <typename...> class Action,
            template <typename...> class Control, typename Input>
  static bool match(Input& in, Builder& state) {
    if constexpr (is_resumed<Rule>::value) {
      return resume<A, M, Action, Control>(in, state);
    } else if constexpr (std::is_base_of_v<grammar::nests, Rule>) {
      if (++state.depth > max_depth) {
        state.mistake_at = in.current();
        state.report(DiagnosticKind::nested_too_deep, "parentheses nested too deep",
                     state.offset(in.current()), state.offset(in.current() + 1));
        throw Mistake{};
      }
      const bool result = match_node<A, M, Action, Control>(in, state);
      --state.depth;
      return result;
    } else if constexpr (requires { Rule::kind; }) {
      state.frames.push_back({Rule::kind, nullptr, state.offset(in.current())});
      const bool result = match_node<A, M, Action, Control>(in, state);
      state.frames.pop_back();
      return result;
    } else {
      return match_node<A, M, Action, Control>(in, state);
    }
  }

 private:
  template <p::apply_mode A, p::rewind_mode M, template <typename...> class Action,
            template <typename...> class Control, typename Input>
  static bool match_node(Input& in, Builder& state) {
    constexpr int kind = kind_of<Rule>();
    constexpr bool completes = std::is_base_of_v<grammar::completes, Rule>;
    if constexpr (completes) {
      state.nodes[state.current].kind = static_cast<Kind>(kind);
      return match_joined<A, M, Action, Control>(in, state);
    } else if constexpr (kind >= 0) {
      const std::uint32_t index = state.open(static_cast<Kind>(kind), in.current());
      const std::uint32_t parent = state.current;
      state.current = index;
      const bool result = match_joined<A, M, Action, Control>(in, state);
      state.current = parent;
      if (result) {
        state.close(index, in.current());
      } else {
        state.nodes.resize(index);
      }
      return result;
    } else {
      return match_joined<A, M, Action, Control>(in, state);
    }
  }

  template <p::apply_mode A, p::rewind_mode M, template <typename...> class Action,
            template <typename...> class Control, typename Input>
  static bool match_joined(Input& in, Builder& state) {
    if constexpr (std::is_base_of_v<grammar::joins, Rule>) {
      const unsigned ands = std::exchange(state.ands, 0);
      const unsigned ors = std::exchange(state.ors, 0);
      const auto first = static_cast<std::uint32_t>(state.nodes.size());
      const bool result = p::normal<Rule>::template match<A, M, Action, Control>(in, state);
      if (result && (state.ands != 0 || state.ors != 0)) {
        state.insert(first, state.ands != 0 ? Kind::all_of : Kind::any_of, in.current());
      }
      state.ands = ands;
      state.ors = ors;
      return result;
    } else if constexpr (std::is_base_of_v<grammar::waits, Rule>) {
      const bool waited = std::exchange(state.waited, false);
      const auto first = static_cast<std::uint32_t>(state.nodes.size());
      const bool result = p::normal<Rule>::template match<A, M, Action, Control>(in, state);
      if (result && state.waited) state.insert(first, Kind::held_for, in.current());
      state.waited = waited;
      return result;
    } else {
      const char* const begin = in.current();
      const bool result = p::normal<Rule>::template match<A, M, Action, Control>(in, state);
      if (result) {
        set_detail<Rule>(state, begin, in.current());
        if constexpr (std::is_same_v<Rule, grammar::all_of_list<grammar::clause, true>> ||
                      std::is_same_v<Rule, grammar::any_of_list<grammar::clause, true>> ||
                      std::is_same_v<Rule, grammar::all_of_list<grammar::fact_test, false>> ||
                      std::is_same_v<Rule, grammar::any_of_list<grammar::fact_test, false>>) {
          state.nodes[state.current].detail = 1;
        } else if constexpr (std::is_same_v<Rule, grammar::own_label>) {
          const Node mark = state.nodes.back();
          const auto index = static_cast<std::uint32_t>(state.nodes.size());
          state.nodes.push_back({Kind::label, 0, 0, false, mark.begin, mark.end, index + 2});
          state.nodes.push_back({Kind::name, 0, 0, false, mark.begin, mark.end, index + 2});
        }
      }
      return result;
    }
  }

  template <p::apply_mode A, p::rewind_mode M, template <typename...> class Action,
            template <typename...> class Control, typename Input>
  static bool resume(Input& in, Builder& state) {
    const char* const begin = in.current();
    if (in.empty() || *begin == '}') return false;
    const std::size_t size = state.nodes.size();
    const std::uint32_t current = state.current;
    const unsigned depth = state.depth;
    const std::size_t frames = state.frames.size();
    try {
      if (p::normal<Rule>::template match<A, M, Action, Control>(in, state)) return true;
      const char* end = state.end_of_found(begin);
      state.mistake_at = begin;
      state.report(DiagnosticKind::unexpected_text, "found " + state.found(begin, end), state.offset(begin),
                   state.offset(end));
    } catch (const Mistake&) {
      state.nodes.resize(size);
      state.current = current;
      state.depth = depth;
      state.frames.resize(frames);
    }
    const char* at = std::max(begin + 1, state.mistake_at);
    while (at != state.text_end() && *at != '\n') ++at;
    in.bump(static_cast<std::size_t>(at - in.current()));
    (void)Control<grammar::blanks>::template match<A, M, Action, Control>(in, state);
    return true;
  }
};

}  // namespace

ast::File parse(const Sources& sources, FileId file, Diagnostics& diagnostics) {
  const std::string_view text = sources.text(file);
  Builder state(file, text, diagnostics);
  p::memory_input<p::tracking_mode::lazy, p::eol::lf, const char*> in(text.data(), text.data() + text.size(),
                                                                      "");
  try {
    (void)p::parse<grammar::file, p::nothing, control>(in, state);
  } catch (const Mistake&) {
  }
  if (state.nodes.empty()) state.open(Kind::file, text.data());
  state.nodes[0].begin = 0;
  state.nodes[0].end = static_cast<std::uint32_t>(text.size());
  state.nodes[0].next = static_cast<std::uint32_t>(state.nodes.size());
  return ast::File{file, text, std::move(state.nodes), std::move(state.comments)};
}

}  // namespace quid
