// What a person types about a case at hand: goods, quantities and facts.
#pragma once

#include <string_view>
#include <variant>

#include "core/goods/shipment.hpp"
#include "dsl/names/symbols.hpp"
#include "dsl/query/query.hpp"

namespace quid::dsl {

// `8703.23` with or without `hs`, `eccn 3A090.a`, a product or a chip.
std::variant<NamedGoods, QueryMistake> parse_goods_query(const Symbols& symbols, const Model& model,
                                                         std::string_view text);

// `3_000 H100`, `13_000 t`, `500 bn USD`, `96%`, `5.92`.
std::variant<Quantity, QueryMistake> parse_quantity_query(const Symbols& symbols, const Model& model,
                                                          std::string_view text);

// Whether any rule asks about a fact of this name.
bool is_fact(const Model& model, std::string_view name);

// A fact that some rule asks about, with a value that its tests can read.
std::variant<GivenFact, QueryMistake> parse_fact_query(const Symbols& symbols, const Model& model,
                                                       std::string_view name, std::string_view text);

std::variant<EntityId, QueryMistake> parse_entity_query(const Symbols& symbols, const Model& model,
                                                        std::string_view name);

}  // namespace quid::dsl
