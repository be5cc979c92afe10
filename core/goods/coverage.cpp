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

// The question is coarser than a rule: `72` against `hs 7204`.
constexpr Lacks lacks_finer_goods{to_string(Fact::goods)};
constexpr Lacks lacks_eccn{to_string(Fact::eccn)};

// `3A090` holds `3A090.a`.
bool holds_eccn(std::string_view outer, std::string_view inner) {
  return inner.starts_with(outer) && (inner.size() == outer.size() || inner[outer.size()] == '.');
}

bool related(std::string_view a, std::string_view b) {
  return a.starts_with(b) || b.starts_with(a);
}

class Matching {
 public:
  Matching(const Model& model, const Shipment& shipment) : model_(model), shipment_(shipment) {}

  GoodsMatch list(const NamedGoods& asked, IdRange<GoodsItemId> goods) const {
    GoodsMatch sure;
    GoodsMatch possible;
    Truth excepted = false;
    for (GoodsItemId id : goods) {
      const GoodsItem& item = model_[id];
      const GoodsMatch one = this->item(asked, item);
      if (is_no(one.truth)) continue;
      if (item.excepted) {
        excepted = either(excepted, one.truth);
        continue;
      }
      GoodsMatch& best = is_yes(one.truth) ? sure : possible;
      if (is_no(best.truth)) best.truth = one.truth;
      best.rank = std::max(best.rank, one.rank);
    }
    if (is_yes(excepted)) return {};
    // A list that names the goods may name them more exactly.
    if (is_no(sure.truth) || (is_open(possible.truth) && possible.rank > sure.rank)) return possible;
    if (is_open(excepted)) sure.truth = excepted;
    return sure;
  }

  // Whether what is asked about no longer holds these finer goods, for they belong to a product without them.
  bool is_without(const NamedGoods& asked, const NamedGoods& finer) const {
    const auto takes_away = [&](const std::vector<GoodsItemId>& taken) {
      return std::any_of(taken.begin(), taken.end(),
                         [&](GoodsItemId id) { return is_yes(item(finer, model_[id]).truth); });
    };
    return !asked.without.empty() && std::all_of(asked.without.begin(), asked.without.end(), takes_away);
  }

 private:
  GoodsMatch item(const NamedGoods& asked, const GoodsItem& item) const {
    if (item.kind == GoodsItem::Kind::all) return {true, 0};
    if (asked.product.valid() && !(item.kind == GoodsItem::Kind::product && item.product == asked.product))
      return of_product(asked.product, item);
    switch (item.kind) {
      case GoodsItem::Kind::all: break;
      case GoodsItem::Kind::hs:
        return {hs(asked, item.code), rank_hs + static_cast<std::uint32_t>(item.code.size())};
      case GoodsItem::Kind::eccn: return {eccn(asked, item.code), rank_eccn};
      case GoodsItem::Kind::product:
        if (!item.product.valid()) return {};
        if (item.product == asked.product) return {true, rank_product};
        return {list(asked, model_[item.product].goods).truth, rank_product};
      case GoodsItem::Kind::chip: return {chip(asked, item.chip), rank_chip};
      case GoodsItem::Kind::chips_where: return {chips_where(asked, item.test), rank_chips_where};
    }
    return {};
  }

  // What is left of the goods where they are no finer than the code.
  Truth finer(const NamedGoods& asked, std::string_view code) const {
    NamedGoods goods;
    goods.code = code;
    return is_without(asked, goods) ? Truth(false) : lacks_finer_goods;
  }

  Truth hs(const NamedGoods& asked, std::string_view code) const {
    if (asked.chip.valid()) {
      Truth found = false;
      for (std::string_view each : model_[asked.chip].hs) {
        if (each.starts_with(code)) return true;
        if (code.starts_with(each)) found = lacks_finer_goods;
      }
      return found;
    }
    if (!asked.eccn.empty()) return chips_under(asked, code) ? lacks_finer_goods : Truth(false);
    if (asked.code.empty()) return false;
    if (std::string_view(asked.code).starts_with(code)) return true;
    return !asked.rest && code.starts_with(asked.code) ? finer(asked, code) : Truth(false);
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

  Truth eccn(const NamedGoods& asked, std::string_view code) const {
    const std::string_view given = known_eccn(asked);
    if (given == "none") return false;
    if (given.empty()) return lacks_eccn;
    if (holds_eccn(code, given)) return true;
    if (asked.rest || !holds_eccn(given, code)) return false;
    NamedGoods finer;
    finer.eccn = code;
    return is_without(asked, finer) ? Truth(false) : lacks_eccn;
  }

  std::string_view known_eccn(const NamedGoods& asked) const {
    if (const FactValue* fact = shipment_.find(to_string(Fact::eccn)))
      return fact->other ? "none" : std::string_view(fact->text);
    if (asked.chip.valid()) return model_[asked.chip].eccn;
    return asked.eccn;
  }

  Truth chip(const NamedGoods& asked, ChipId named) const {
    if (asked.chip.valid()) return asked.chip == named;
    return may_be(asked, named) ? lacks_finer_goods : Truth(false);
  }

  Truth chips_where(const NamedGoods& asked, TestId test) const {
    if (asked.chip.valid())
      return test.valid() ? chip_passes(model_, shipment_, asked.chip, test) : Truth(true);
    for (std::size_t i = 0; i < model_.chips.size(); ++i) {
      if (may_be(asked, ChipId(i)) &&
          (!test.valid() || !is_no(chip_passes(model_, shipment_, ChipId(i), test))))
        return lacks_finer_goods;
    }
    return false;
  }

  // Goods that are asked about by a code may be a chip of the catalogue that stands under it.
  bool may_be(const NamedGoods& asked, ChipId id) const {
    if (asked.rest) return false;
    NamedGoods as_chip;
    as_chip.chip = id;
    if (is_without(asked, as_chip)) return false;
    const Chip& chip = model_[id];
    if (!asked.eccn.empty()) return chip.eccn.empty() || related(chip.eccn, asked.eccn);
    return std::any_of(chip.hs.begin(), chip.hs.end(),
                       [&](std::string_view code) { return related(code, asked.code); });
  }

  // A product is covered where all that it is made of is.
  GoodsMatch of_product(ProductId product, const GoodsItem& rule) const;

  const Model& model_;
  const Shipment& shipment_;
};

// What a product is made of, as questions of their own.
class Parts {
 public:
  Parts(const Model& model, const Shipment& shipment)
      : model_(model), matching_(model, shipment), shipment_(shipment) {}

  std::vector<NamedGoods> of(ProductId product) && {
    add(product, {});
    return std::move(parts_);
  }

 private:
  // `without`: what the products around it take away.
  void add(ProductId product, std::vector<GoodsItemId> without) {
    for (GoodsItemId id : model_[product].goods) {
      if (model_[id].excepted) without.push_back(id);
    }
    for (GoodsItemId id : model_[product].goods) {
      const GoodsItem& item = model_[id];
      if (item.excepted) continue;
      NamedGoods part;
      part.without = {without};
      switch (item.kind) {
        case GoodsItem::Kind::all: continue;
        case GoodsItem::Kind::product:
          if (item.product.valid()) add(item.product, without);
          continue;
        case GoodsItem::Kind::hs: part.code = item.code; break;
        case GoodsItem::Kind::eccn: part.eccn = item.code; break;
        case GoodsItem::Kind::chip: part.chip = item.chip; break;
        case GoodsItem::Kind::chips_where: add_chips(item, without); continue;
      }
      add_once(std::move(part));
    }
  }

  void add_chips(const GoodsItem& item, const std::vector<GoodsItemId>& without) {
    for (std::size_t i = 0; i < model_.chips.size(); ++i) {
      if (item.test.valid() && !is_yes(chip_passes(model_, shipment_, ChipId(i), item.test))) continue;
      NamedGoods part;
      part.chip = ChipId(i);
      part.without = {without};
      add_once(std::move(part));
    }
  }

  // What is taken away whole is no part.
  void add_once(NamedGoods part) {
    if (matching_.is_without(part, part)) return;
    const auto known = std::find_if(parts_.begin(), parts_.end(), [&](const NamedGoods& each) {
      return each.code == part.code && each.eccn == part.eccn && each.chip == part.chip;
    });
    std::vector<GoodsItemId>& taken = part.without[0];
    std::sort(taken.begin(), taken.end());
    if (known == parts_.end()) {
      parts_.push_back(std::move(part));
      return;
    }
    // A product that takes away all that another does, and more, adds nothing to it.
    const auto includes = [](const std::vector<GoodsItemId>& more, const std::vector<GoodsItemId>& less) {
      return std::includes(more.begin(), more.end(), less.begin(), less.end());
    };
    if (std::any_of(known->without.begin(), known->without.end(),
                    [&](const std::vector<GoodsItemId>& each) { return includes(taken, each); }))
      return;
    std::erase_if(known->without,
                  [&](const std::vector<GoodsItemId>& each) { return includes(each, taken); });
    known->without.push_back(std::move(taken));
  }

  const Model& model_;
  Matching matching_;
  const Shipment& shipment_;
  std::vector<NamedGoods> parts_;
};

GoodsMatch Matching::of_product(ProductId product, const GoodsItem& rule) const {
  bool any = false;
  bool all = true;
  std::uint32_t rank = 0;
  for (const NamedGoods& part : Parts(model_, shipment_).of(product)) {
    const GoodsMatch one = item(part, rule);
    any |= !is_no(one.truth);
    all &= is_yes(one.truth);
    rank = std::max(rank, one.rank);
  }
  if (any && all) return {true, rank};
  return {any ? Truth(lacks_finer_goods) : Truth(false), rank};
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
void collect_codes(const Model& model, const GoodsItem& item, std::vector<std::string_view>& codes) {
  if (item.kind == GoodsItem::Kind::hs) codes.push_back(item.code);
  if (item.kind != GoodsItem::Kind::product || !item.product.valid()) return;
  for (GoodsItemId id : model[item.product].goods) collect_codes(model, model[id], codes);
}

void sort_once(std::vector<std::string_view>& codes) {
  std::sort(codes.begin(), codes.end());
  codes.erase(std::unique(codes.begin(), codes.end()), codes.end());
}

NamedGoods rest_of(std::string_view code) {
  NamedGoods goods;
  goods.code = code;
  goods.rest = true;
  return goods;
}

// ... and those that are left where a product takes away all around them: of `hs 72` without `hs 72 except hs
// 7204` the scrap.
std::vector<std::string_view> codes_that_tell_apart(const Model& model, const Matching& matching,
                                                    const NamedGoods& asked,
                                                    const std::vector<IdRange<GoodsItemId>>& rules) {
  std::vector<std::string_view> codes;
  for (IdRange<GoodsItemId> goods : rules) {
    for (GoodsItemId id : goods) collect_codes(model, model[id], codes);
  }
  sort_once(codes);
  std::vector<std::string_view> taken;
  for (const std::vector<GoodsItemId>& each : asked.without) {
    for (GoodsItemId id : each) collect_codes(model, model[id], taken);
  }
  std::vector<std::string_view> left;
  for (std::string_view code : taken) {
    std::string_view around = asked.code;
    for (std::string_view each : codes) {
      if (code.starts_with(each) && each.size() > around.size()) around = each;
    }
    if (matching.is_without(asked, rest_of(around)) && !matching.is_without(asked, rest_of(code)))
      left.push_back(code);
  }
  codes.insert(codes.end(), left.begin(), left.end());
  sort_once(codes);
  return codes;
}

}  // namespace

GoodsMatch match_goods(const Model& model, const Shipment& shipment, IdRange<GoodsItemId> goods) {
  return Matching(model, shipment).list(shipment.goods, goods);
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
  const Matching matching(model, shipment);
  const NamedGoods& asked = shipment.goods;
  const auto add = [&](NamedGoods goods, std::string words = {}) {
    if (words.empty()) words = goods_words(model, goods);
    cells.push_back({std::move(goods), std::move(words)});
  };
  if (asked.product.valid()) {
    for (NamedGoods& part : Parts(model, shipment).of(asked.product)) add(std::move(part));
    return cells;
  }
  for (std::string_view code : codes_that_tell_apart(model, matching, asked, rules)) {
    if (asked.code.empty() || code == asked.code || !code.starts_with(asked.code)) continue;
    NamedGoods finer = rest_of(code);
    if (matching.is_without(asked, finer)) continue;
    finer.without = asked.without;
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
    if (!matching.is_without(asked, finer)) add(std::move(finer));
  }
  NamedGoods rest = asked;
  rest.rest = true;
  if (matching.is_without(asked, rest)) return cells;
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
