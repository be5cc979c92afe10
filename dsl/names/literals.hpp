// The leaves of a tree as values, and the findings about those that have none.
#pragma once

#include <optional>

#include "core/model/model.hpp"
#include "core/values/date.hpp"
#include "core/values/decimal.hpp"
#include "core/values/period.hpp"
#include "dsl/names/naming.hpp"
#include "dsl/tree/ast.hpp"

namespace quid::dsl {

// Each reports what is wrong with the leaf and then has no value; a leaf that the parser repaired has none,
// and nothing is said of it.
std::optional<Date> date_of(Naming& naming, const ast::File& file, ast::NodeId leaf);
// `13_000`, `27.5`, `500 bn`
std::optional<Decimal> number_of(Naming& naming, const ast::File& file, ast::NodeId leaf);
// `27.5%` is 27.5
std::optional<Decimal> percent_of(Naming& naming, const ast::File& file, ast::NodeId leaf);
// A whole number of things, `at least 2 of`, `in 5 annual steps`.
std::optional<std::uint32_t> count_of(Naming& naming, const ast::File& file, ast::NodeId leaf);
std::optional<Duration> duration_of(Naming& naming, const ast::File& file, ast::NodeId leaf);
// `2025-Q3`; a quarter without its year, `Q3`, is that of 2000.
std::optional<Period> period_of(Naming& naming, const ast::File& file, ast::NodeId leaf);
// `1 February`; 29 February may be written.
std::optional<Yearly> yearly_of(Naming& naming, const ast::File& file, ast::NodeId leaf);

// Digits in pairs, two to ten, as written: dots are allowed. Reports any other shape.
bool is_hs_code(Naming& naming, const ast::File& file, ast::NodeId leaf);
bool is_eccn(Naming& naming, const ast::File& file, ast::NodeId leaf);

}  // namespace quid::dsl
