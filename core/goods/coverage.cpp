#include "core/goods/coverage.hpp"
#include "core/model/words.hpp"

#include <algorithm>

namespace quid {

namespace {

constexpr std::uint32_t rank_hs = 1;
constexpr std::uint32_t rank_eccn = 32;
constexpr std::uint32_t rank_chips_where = 33;
constexpr std::uint32_t rank_product = 34;
constexpr std::uint32_t rank_chip = 35;

Truth either(Truth a, Truth b) {
  if (a == Truth::yes || b == Truth::yes) return Truth::yes;
  return a == Truth::no ? b : a;
}

// `3A090` holds `3A090.a`.
bool holds_eccn(std::string_view outer, std::string_view inner) {
  return inner.starts_with(outer) && (inner.size() == outer.size() || inner[outer.size()] == '.');
}

bool related(std::string_view a, std::string_view b) {
  return a.starts_with(b) || b.starts_with(a);
}

class Matching {
 public:
  Matching(const Model& model, const Shipment& shipment, std::string_view& lacks)
      : model_(model), shipment_(shipment), lacks_(lacks) {}

  GoodsMatch list(const NamedGoods& asked, IdRange<GoodsItemId> goods) {
    GoodsMatch sure;
    GoodsMatch possible;
    Truth excepted = Truth::no;
    for (GoodsItemId id : goods) {
      const GoodsItem& item = model_[id];
      const GoodsMatch one = this->item(asked, item);
      if (one.truth == Truth::no) continue;
      if (item.excepted) {
        excepted = either(excepted, one.truth);
        continue;
      }
      GoodsMatch& best = one.truth == Truth::yes ? sure : possible;
      best = {one.truth, std::max(best.rank, one.rank)};
    }
    if (excepted == Truth::yes) return {};
    // A list that names the goods may name them more exactly.
    if (sure.truth == Truth::no || (possible.truth == Truth::unknown && possible.rank > sure.rank))
      return possible;
    if (excepted == Truth::unknown) sure.truth = Truth::unknown;
    return sure;
  }

 private:
  GoodsMatch item(const NamedGoods& asked, const GoodsItem& item) {
    if (item.kind == GoodsItem::Kind::all) return {Truth::yes, 0};
    if (asked.product.valid() && !(item.kind == GoodsItem::Kind::product && item.product == asked.product))
      return of_product(asked.product, item);
    switch (item.kind) {
      case GoodsItem::Kind::all: break;
      case GoodsItem::Kind::hs:
        return {hs(asked, item.code), rank_hs + static_cast<std::uint32_t>(item.code.size())};
      case GoodsItem::Kind::eccn: return {eccn(asked, item.code), rank_eccn};
      case GoodsItem::Kind::product:
        if (!item.product.valid()) return {};
        if (item.product == asked.product) return {Truth::yes, rank_product};
        return {list(asked, model_[item.product].goods).truth, rank_product};
      case GoodsItem::Kind::chip: return {chip(asked, item.chip), rank_chip};
      case GoodsItem::Kind::chips_where: return {chips_where(asked, item.test), rank_chips_where};
    }
    return {};
  }

  Truth lacking(std::string_view fact) {
    if (lacks_.empty()) lacks_ = fact;
    return Truth::unknown;
  }

  Truth hs(const NamedGoods& asked, std::string_view code) {
    if (asked.chip.valid()) {
      Truth found = Truth::no;
      for (std::string_view each : model_[asked.chip].hs) {
        if (each.starts_with(code)) return Truth::yes;
        if (code.starts_with(each)) found = lacking(goods_fact);
      }
      return found;
    }
    if (!asked.eccn.empty()) return chips_under(asked, code) ? lacking(goods_fact) : Truth::no;
    if (asked.code.empty()) return Truth::no;
    if (std::string_view(asked.code).starts_with(code)) return Truth::yes;
    return !asked.rest && code.starts_with(asked.code) ? lacking(goods_fact) : Truth::no;
  }

  // Whether a chip of the catalogue that the question may mean stands under the HS code.
  bool chips_under(const NamedGoods& asked, std::string_view code) const {
    for (std::size_t i = 0; i < model_.chips.size(); ++i) {
      const std::vector<std::string_view>& codes = model_.chips[i].hs;
      if (may_be(asked, ChipId(i)) &&
          std::any_of(codes.begin(), codes.end(), [&](std::string_view each) { return related(each, code); }))
        return true;
    }
    return false;
  }

  Truth eccn(const NamedGoods& asked, std::string_view code) {
    const std::string_view given = known_eccn(asked);
    if (given == "none") return Truth::no;
    if (given.empty()) return lacking("eccn");
    if (holds_eccn(code, given)) return Truth::yes;
    return !asked.rest && holds_eccn(given, code) ? lacking("eccn") : Truth::no;
  }

  std::string_view known_eccn(const NamedGoods& asked) const {
    if (const FactValue* fact = shipment_.find("eccn"))
      return fact->other ? "none" : std::string_view(fact->text);
    if (asked.chip.valid()) return model_[asked.chip].eccn;
    return asked.eccn;
  }

  Truth chip(const NamedGoods& asked, ChipId named) {
    if (asked.chip.valid()) return asked.chip == named ? Truth::yes : Truth::no;
    return may_be(asked, named) ? lacking(goods_fact) : Truth::no;
  }

  Truth chips_where(const NamedGoods& asked, TestId test) {
    if (asked.chip.valid())
      return test.valid() ? chip_passes(model_, shipment_, asked.chip, test, lacks_) : Truth::yes;
    for (std::size_t i = 0; i < model_.chips.size(); ++i) {
      std::string_view unused;
      if (may_be(asked, ChipId(i)) &&
          (!test.valid() || chip_passes(model_, shipment_, ChipId(i), test, unused) != Truth::no))
        return lacking(goods_fact);
    }
    return Truth::no;
  }

  // Goods that are asked about by a code may be a chip of the catalogue that stands under it.
  bool may_be(const NamedGoods& asked, ChipId id) const {
    if (asked.rest) return false;
    const Chip& chip = model_[id];
    if (!asked.eccn.empty()) return chip.eccn.empty() || related(chip.eccn, asked.eccn);
    return std::any_of(chip.hs.begin(), chip.hs.end(),
                       [&](std::string_view code) { return related(code, asked.code); });
  }

  // A product is covered where all that it is made of is.
  GoodsMatch of_product(ProductId product, const GoodsItem& rule);

  const Model& model_;
  const Shipment& shipment_;
  std::string_view& lacks_;
};

// What a product is made of, as questions of their own.
class Parts {
 public:
  Parts(const Model& model, const Shipment& shipment) : model_(model), shipment_(shipment) {}

  std::vector<NamedGoods> of(ProductId product) {
    std::vector<NamedGoods> parts;
    add(product, parts);
    return parts;
  }

  bool excepts(ProductId product, std::string_view code) const {
    for (GoodsItemId id : model_[product].goods) {
      const GoodsItem& item = model_[id];
      if (item.excepted && item.kind == GoodsItem::Kind::hs && code.starts_with(item.code)) return true;
    }
    return false;
  }

 private:
  void add(ProductId product, std::vector<NamedGoods>& parts) {
    for (GoodsItemId id : model_[product].goods) {
      const GoodsItem& item = model_[id];
      if (item.excepted) continue;
      NamedGoods part;
      switch (item.kind) {
        case GoodsItem::Kind::all: continue;
        case GoodsItem::Kind::product:
          if (item.product.valid()) add(item.product, parts);
          continue;
        case GoodsItem::Kind::hs: part.code = item.code; break;
        case GoodsItem::Kind::eccn: part.eccn = item.code; break;
        case GoodsItem::Kind::chip: part.chip = item.chip; break;
        case GoodsItem::Kind::chips_where: add_chips(product, item, parts); continue;
      }
      add_once(std::move(part), parts);
    }
  }

  void add_chips(ProductId product, const GoodsItem& item, std::vector<NamedGoods>& parts) {
    for (std::size_t i = 0; i < model_.chips.size(); ++i) {
      std::string_view lacks;
      if (item.test.valid() && chip_passes(model_, shipment_, ChipId(i), item.test, lacks) != Truth::yes)
        continue;
      NamedGoods part;
      part.chip = ChipId(i);
      if (Matching(model_, shipment_, lacks).list(part, model_[product].goods).truth == Truth::yes)
        add_once(std::move(part), parts);
    }
  }

  static void add_once(NamedGoods part, std::vector<NamedGoods>& parts) {
    const bool known = std::any_of(parts.begin(), parts.end(), [&](const NamedGoods& each) {
      return each.code == part.code && each.eccn == part.eccn && each.chip == part.chip;
    });
    if (!known) parts.push_back(std::move(part));
  }

  const Model& model_;
  const Shipment& shipment_;
};

GoodsMatch Matching::of_product(ProductId product, const GoodsItem& rule) {
  Parts parts(model_, shipment_);
  if (rule.kind == GoodsItem::Kind::hs && parts.excepts(product, rule.code)) return {};
  GoodsMatch result;
  bool first = true;
  const std::string_view before = lacks_;
  for (const NamedGoods& part : parts.of(product)) {
    const GoodsMatch one = item(part, rule);
    result.rank = std::max(result.rank, one.rank);
    if (first) {
      result.truth = one.truth;
    } else if (one.truth != result.truth) {
      result.truth = Truth::unknown;
    }
    first = false;
  }
  lacks_ = before;
  if (result.truth == Truth::unknown) lacking(goods_fact);
  return result;
}

void add_anchors(const Model& model, IdRange<GoodsItemId> goods, Anchors& anchors) {
  for (GoodsItemId id : goods) {
    const GoodsItem& item = model[id];
    if (item.excepted) continue;
    switch (item.kind) {
      case GoodsItem::Kind::all: anchors.all = true; break;
      case GoodsItem::Kind::hs: anchors.codes.push_back(item.code); break;
      case GoodsItem::Kind::product:
        if (item.product.valid()) add_anchors(model, model[item.product].goods, anchors);
        break;
      case GoodsItem::Kind::eccn:
      case GoodsItem::Kind::chip:
      case GoodsItem::Kind::chips_where: anchors.chips = true; break;
    }
  }
}

// Every code that a rule's goods name, exceptions included: where any of them is finer than the question, the
// answer may turn on it.
void collect_codes(const Model& model, IdRange<GoodsItemId> goods, std::vector<std::string_view>& codes) {
  for (GoodsItemId id : goods) {
    const GoodsItem& item = model[id];
    if (item.kind == GoodsItem::Kind::hs) codes.push_back(item.code);
    if (item.kind == GoodsItem::Kind::product && item.product.valid())
      collect_codes(model, model[item.product].goods, codes);
  }
}

}  // namespace

GoodsMatch match_goods(const Model& model, const Shipment& shipment, IdRange<GoodsItemId> goods,
                       std::string_view& lacks) {
  return Matching(model, shipment, lacks).list(shipment.goods, goods);
}

Anchors anchors_of(const Model& model, IdRange<GoodsItemId> goods) {
  Anchors anchors;
  add_anchors(model, goods, anchors);
  std::sort(anchors.codes.begin(), anchors.codes.end());
  anchors.codes.erase(std::unique(anchors.codes.begin(), anchors.codes.end()), anchors.codes.end());
  return anchors;
}

std::vector<GoodsCell> goods_cells(const Model& model, const Shipment& shipment,
                                   const std::vector<IdRange<GoodsItemId>>& rules) {
  std::vector<GoodsCell> cells;
  const NamedGoods& asked = shipment.goods;
  const auto add = [&](NamedGoods goods, std::string words = {}) {
    if (words.empty()) words = goods_words(model, goods);
    cells.push_back({std::move(goods), std::move(words)});
  };
  if (asked.product.valid()) {
    for (NamedGoods& part : Parts(model, shipment).of(asked.product)) add(std::move(part));
    return cells;
  }
  std::vector<std::string_view> codes;
  for (IdRange<GoodsItemId> goods : rules) collect_codes(model, goods, codes);
  std::sort(codes.begin(), codes.end());
  codes.erase(std::unique(codes.begin(), codes.end()), codes.end());
  for (std::string_view code : codes) {
    if (asked.code.empty() || code == asked.code || !code.starts_with(asked.code)) continue;
    NamedGoods finer;
    finer.code = code;
    finer.rest = true;
    add(std::move(finer));
  }
  for (std::size_t i = 0; i < model.chips.size(); ++i) {
    const Chip& chip = model.chips[i];
    const bool by_code =
        !asked.code.empty() && std::any_of(chip.hs.begin(), chip.hs.end(),
                                           [&](std::string_view code) { return related(code, asked.code); });
    if (!by_code && (asked.eccn.empty() || !related(chip.eccn, asked.eccn))) continue;
    NamedGoods finer;
    finer.chip = ChipId(i);
    add(std::move(finer));
  }
  NamedGoods rest = asked;
  rest.rest = true;
  std::string words = "other " + goods_words(model, asked);
  add(std::move(rest), std::move(words));
  return cells;
}

std::string goods_words(const Model& model, const NamedGoods& goods) {
  if (goods.product.valid()) return std::string(model[goods.product].name);
  if (goods.chip.valid()) return std::string(model[goods.chip].name);
  if (!goods.eccn.empty()) return "ECCN " + goods.eccn;
  return "HS " + dotted_code(goods.code);
}

}  // namespace quid
