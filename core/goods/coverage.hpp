// Whether a rule covers the goods of a case, and how specifically it names them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/goods/shipment.hpp"

namespace quid {

// `rank` orders rules that match: a chip, then a named product, then `chips where`, then an ECCN, then HS
// codes, the longer before the shorter, then `all goods`.
struct GoodsMatch {
  Truth truth = false;
  std::uint32_t rank = 0;
};
GoodsMatch match_goods(const Model& model, const Shipment& shipment, IdRange<GoodsItemId> goods);

// The HS codes under which a rule's goods are found, nested products included, exceptions left out. `all` for
// all goods, `chips` where chips are named in any other way than by HS code.
struct Anchors {
  bool all = false;
  bool chips = false;  // a chip, `chips where`, or an ECCN
  std::vector<std::string_view> codes;
};
Anchors anchors_of(const Model& model, IdRange<GoodsItemId> goods);

// The finer questions that the rules tell apart within the goods of a case; together they are all of it.
struct GoodsCell {
  NamedGoods goods;
  std::string words;
};
std::vector<GoodsCell> goods_cells(const Model& model, const Shipment& shipment,
                                   const std::vector<IdRange<GoodsItemId>>& rules);

// `HS 8703.23`, `H20`, `steel`, `ECCN 3A090.a`.
std::string goods_words(const Model& model, const NamedGoods& goods);

}  // namespace quid
