#include "dsl/tree/properties.hpp"

#include <array>

namespace quid::dsl {

namespace {

using ast::Kind;
using grammar::Keyword;

// A set of places where a property may stand, a bit for each.
using Places = std::uint32_t;

constexpr Places place(ProvisionKind provision) {
  return Places{1} << static_cast<unsigned>(provision);
}
constexpr Places concessions = place(ProvisionKind::concession);
constexpr Places allowances = place(ProvisionKind::allowance);
constexpr Places controls = place(ProvisionKind::control);
constexpr Places commitments = place(ProvisionKind::commitment);
constexpr Places targets = place(ProvisionKind::target);
constexpr Places measures = place(ProvisionKind::measure);
constexpr Places replacements = measures << 1U;
constexpr Places provisions = (measures - 1) | replacements;
constexpr Places agreements = replacements << 1U;
constexpr Places everywhere = agreements | measures | provisions;

constexpr Places place_of(Kind block, ProvisionKind provision) {
  switch (block) {
    case Kind::agreement: return agreements;
    case Kind::measure: return measures;
    case Kind::replace: return replacements;
    default: return place(provision);
  }
}

struct Word {
  Keyword keyword;
  Places places;  // everywhere for what is no property of deals: the grammar says where it stands
  std::string_view home;
  Example example;
};
constexpr std::array words = {
#define QUID_COMMON(keyword, text, rule, one, other) Word{Keyword::keyword, everywhere, "", {one, other}},
#define QUID_PROPERTY(keyword, text, rule, places, home, one, other) \
  Word{Keyword::keyword, places, home, {one, other}},
#define QUID_PART(keyword, home, one, other) Word{Keyword::keyword, everywhere, home, {one, other}},
#include "grammar/properties.def"
};

// By keyword; everywhere for the words that the table does not have. The first row of a word counts.
constexpr std::array<Places, grammar::keyword_count + 1> places_of = [] {
  std::array<Places, grammar::keyword_count + 1> places{};
  for (Places& each : places) each = everywhere;
  for (auto word = words.rbegin(); word != words.rend(); ++word) {
    places[static_cast<std::size_t>(word->keyword)] = word->places;
  }
  return places;
}();

enum class Said : std::uint8_t { once, again };

struct NodeInfo {
  Kind kind;
  Layout layout;
  Said said;
};
constexpr std::array nodes = {
#define QUID_PROPERTY_NODE(kind, shape, layout, said) NodeInfo{Kind::kind, Layout::layout, Said::said},
#include "grammar/properties.def"
};

constexpr std::size_t kind_count = 0
#define QUID_NODE(kind, shape) +1
#include "dsl/tree/ast_kinds.def"
#undef QUID_NODE
    ;

// The row of each kind of node; `nodes.size()` where it is no property.
constexpr std::array<std::size_t, kind_count> row_of = [] {
  std::array<std::size_t, kind_count> rows{};
  for (std::size_t& row : rows) row = nodes.size();
  for (std::size_t i = 0; i < nodes.size(); ++i) rows[static_cast<std::size_t>(nodes[i].kind)] = i;
  return rows;
}();

const NodeInfo* info(Kind kind) {
  const std::size_t row = row_of[static_cast<std::size_t>(kind)];
  return row == nodes.size() ? nullptr : &nodes[row];
}

}  // namespace

bool belongs(Keyword keyword, Kind block, ProvisionKind provision) {
  return (places_of[static_cast<std::size_t>(keyword)] & place_of(block, provision)) != 0;
}

std::string_view home_of(Keyword keyword, std::string_view here) {
  for (const Word& word : words) {
    if (word.keyword == keyword && !word.home.empty() && word.home != here) return word.home;
  }
  return {};
}

std::optional<Example> example_of(Keyword keyword) {
  for (const Word& word : words) {
    if (word.keyword == keyword && !word.example.one.empty()) return word.example;
  }
  return std::nullopt;
}

std::optional<Layout> layout_of(Kind kind) {
  const NodeInfo* found = info(kind);
  return found == nullptr ? std::nullopt : std::optional(found->layout);
}

bool is_said_once(Kind kind) {
  const NodeInfo* found = info(kind);
  return found != nullptr && found->said == Said::once;
}

}  // namespace quid::dsl
