// What the table of properties (grammar/properties.def) says of each: where it belongs, how it is written,
// and how it is laid out.
#pragma once

#include <optional>
#include <string_view>

#include "core/model/vocabulary.hpp"
#include "dsl/tree/ast.hpp"
#include "grammar/keywords.hpp"

namespace quid::dsl {

// `block` is an agreement, a measure, a provision, or what replaces one; `provision` matters only where it is
// a provision. Words that are no properties of deals belong anywhere: the grammar says where they stand.
bool belongs(grammar::Keyword keyword, ast::Kind block, ProvisionKind provision);

// Where the word belongs, as a person is told it: "a measure". Of two homes the one that is not `here`; empty
// where the word has none.
std::string_view home_of(grammar::Keyword keyword, std::string_view here);

// Two right uses, or one where there is only one way to write it; none for the words that need no example.
struct Example {
  std::string_view one;
  std::string_view other;
};
std::optional<Example> example_of(grammar::Keyword keyword);

enum class Layout : std::uint8_t {
  aligned,  // its value stands in one column with those of its neighbours
  alone,
};
// None for a node that is no property of deals or provisions.
std::optional<Layout> layout_of(ast::Kind kind);

// Whether the property is said once or not at all; the others may repeat.
bool is_said_once(ast::Kind kind);

}  // namespace quid::dsl
