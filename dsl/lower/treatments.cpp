// Goods, and how they are treated.
#include <algorithm>

#include "dsl/findings/wording.hpp"
#include "dsl/lower/context.hpp"

namespace quid::dsl {

// -- goods

IdRange<GoodsItemId> Lowering::goods(NodeId node) {
  const auto first = static_cast<std::uint32_t>(model_.goods.size());
  for (NodeId part : children(node)) {
    if (kind(part) == Kind::goods_except) {
      for (NodeId excepted : children(part)) emit_goods(excepted, true);
    } else {
      emit_goods(part, false);
    }
  }
  return {first, static_cast<std::uint32_t>(model_.goods.size()) - first};
}

void Lowering::emit_goods(NodeId part, bool excepted) {
  GoodsItem item{};
  item.excepted = excepted;
  item.place = span(part);
  switch (kind(part)) {
    case Kind::goods_all:
      item.kind = GoodsItem::Kind::all;
      model_.goods.push_back(item);
      return;
    case Kind::goods_hs:
      item.kind = GoodsItem::Kind::hs;
      for (NodeId code : children(part)) {
        if (kind(code) != Kind::hs || !is_hs_code(naming_, file(), code)) continue;
        item.place = span(code);
        item.code = digits(text(code));
        model_.goods.push_back(item);
      }
      return;
    case Kind::goods_eccn:
      item.kind = GoodsItem::Kind::eccn;
      for (NodeId code : children(part)) {
        if (kind(code) != Kind::eccn || !is_eccn(naming_, file(), code)) continue;
        item.place = span(code);
        item.code = text(code);
        model_.goods.push_back(item);
      }
      return;
    case Kind::goods_named:
      for (NodeId name : children(part)) {
        if (kind(name) != Kind::name || file()[name].has_error) continue;
        const Goods found = naming_.goods(file(), name);
        if (!found.valid()) continue;
        item.kind = found.chip.valid() ? GoodsItem::Kind::chip : GoodsItem::Kind::product;
        item.chip = found.chip;
        item.product = found.product;
        item.place = span(name);
        model_.goods.push_back(item);
      }
      return;
    case Kind::goods_chips: {
      item.kind = GoodsItem::Kind::chips_where;
      const NodeId where = first_child(part);
      if (present(where)) item.test = test(where);
      model_.goods.push_back(item);
      return;
    }
    default: return;
  }
}

// -- treatments

void Lowering::treatment(NodeId node) {
  Treatment treatment;
  treatment.is_export = kind(node) == Kind::export_;
  treatment.place = span(node);
  const NodeId what = child(node, Kind::goods);
  if (present(what)) treatment.goods = goods(what);
  if (const NodeId from = child(node, Kind::from_parties); present(from)) {
    const Receivers parties = receivers(from, false);
    treatment.from = parties.parties;
    treatment.from_groups = parties.groups;
  }
  if (const NodeId to = child(node, Kind::to_parties); present(to)) {
    const Receivers parties = receivers(to, false);
    treatment.to = parties.parties;
    treatment.to_groups = parties.groups;
  }
  treatment.bands.first = static_cast<std::uint32_t>(model_.bands.size());
  for (NodeId each : children(node)) {
    if (kind(each) == Kind::band) band(each);
  }
  treatment.bands.count = static_cast<std::uint32_t>(model_.bands.size()) - treatment.bands.first;
  want_one_dimension(treatment.bands);
  if (const NodeId where = child(node, Kind::where); present(where)) {
    const NodeId inner = first_child(where);
    if (present(inner)) treatment.where = test(inner);
  }
  model_.treatments.push_back(treatment);
}

void Lowering::band(NodeId node) {
  Band band;
  band.place = span(node);
  NodeId word;
  for (NodeId each : children(node)) {
    if (kind(each) == Kind::broken || kind(each) == Kind::limit || kind(each) == Kind::carrying) continue;
    word = each;
    break;
  }
  if (!present(word)) return;
  if (kind(word) == Kind::export_word) {
    band.export_word = static_cast<ExportWord>(file()[word].detail);
  } else {
    tariff_word(word, band);
  }
  const NodeId carried = child(node, Kind::carrying);
  if (const NodeId limited = child(node, Kind::limit); present(limited)) {
    band.limit = limit(limited, carried);
  } else if (present(carried)) {
    report(DiagnosticKind::double_carry, span(carried),
           "amounts are carried here, and this band has no limit");
  }
  model_.bands.push_back(band);
}

void Lowering::tariff_word(NodeId node, Band& band) {
  NodeId value;
  for (NodeId each : children(node)) {
    if (kind(each) == Kind::broken || kind(each) == Kind::ref) continue;
    value = each;
    break;
  }
  const auto read_rate = [&] {
    if (present(value)) band.rate = rate(value);
  };
  const auto read_percent = [&] {
    if (present(value)) band.rate.percent = percentage(value);
  };
  const auto read_target = [&](bool may_be_authority) {
    const NodeId ref = child(node, Kind::ref);
    if (!present(ref)) return;
    const Subject found = subject(ref);
    if (!found.valid()) return;
    if (found.kind == SubjectKind::provision || (may_be_authority && found.kind == SubjectKind::authority)) {
      band.target = found;
    } else {
      wrong_subject(ref, found,
                    may_be_authority ? "a measure, a provision or an authority" : "a measure or a provision");
    }
  };
  switch (kind(node)) {
    case Kind::tariff_base:
      band.tariff = TariffWord::base;
      read_rate();
      return;
    case Kind::tariff_add:
      band.tariff = TariffWord::add;
      read_rate();
      if (const NodeId fact = child(node, Kind::name); present(fact)) {
        band.tariff = TariffWord::add_of;
        band.of_fact = text(fact);
      }
      return;
    case Kind::tariff_add_to:
      band.tariff = TariffWord::add_to;
      read_percent();
      return;
    case Kind::tariff_cap:
      band.tariff = TariffWord::cap;
      read_percent();
      return;
    case Kind::tariff_set:
      band.tariff = TariffWord::set;
      read_rate();
      return;
    case Kind::tariff_limit:
      band.tariff = TariffWord::limit;
      read_target(true);
      read_percent();
      return;
    case Kind::tariff_cut: {
      band.tariff = TariffWord::cut;
      read_percent();
      if (const NodeId steps = child(node, Kind::number); present(steps)) {
        band.steps = static_cast<std::uint16_t>(count_of(naming_, file(), steps).value_or(0));
      }
      return;
    }
    case Kind::tariff_exempt:
      band.tariff = TariffWord::exempt;
      read_target(true);
      return;
    case Kind::tariff_prohibit: band.tariff = TariffWord::prohibit; return;
    default: return;
  }
}

// -- limits

LimitId Lowering::limit(NodeId node, NodeId carrying) {
  Limit limit;
  limit.place = span(node);
  for (NodeId part : children(node)) {
    switch (kind(part)) {
      case Kind::broken: break;
      case Kind::share_of: share(part, limit); break;
      case Kind::basis:
        limit.basis = static_cast<Basis>(file()[part].detail);
        limit.account = static_cast<Account>(file()[part].second_detail);
        if (const NodeId period = child(part, Kind::period); present(period)) {
          if (const std::optional<Period> window = period_of(naming_, file(), period)) limit.window = *window;
        }
        break;
      case Kind::exception: {
        NodeId amount_node;
        for (NodeId each : children(part)) {
          if (kind(each) != Kind::broken && kind(each) != Kind::period) amount_node = each;
        }
        const NodeId period_node = child(part, Kind::period);
        if (!present(amount_node) || !present(period_node)) break;
        const std::optional<Quantity> read =
            chosen(amount_node, [&](NodeId value) -> std::optional<Quantity> { return amount(value); });
        const std::optional<Period> period = period_of(naming_, file(), period_node);
        if (!read || !period) break;
        const UnitId unit = unit_of(limit);
        if (unit.valid()) want_unit(amount_node, read->unit, unit, "the limit", limit.place);
        limit.exceptions.push_back({*read, *period});
        break;
      }
      default:
        // The amount, or a bracket in its place; an empty one is a quota of unknown size.
        limit.amount = quantity(part);
        break;
    }
  }
  if (present(carrying)) this->carrying(carrying, limit);
  model_.limits.push_back(std::move(limit));
  return LimitId(model_.limits.size() - 1);
}

// What a quarter leaves goes to a later quarter of the same year, once.
void Lowering::carrying(NodeId node, Limit& limit) {
  const auto refuse = [&](NodeId place, const std::string& message, std::string label, Span other,
                          std::string other_label) {
    Diagnostic finding{DiagnosticKind::double_carry, message, span(place), std::move(label), {}, {}, {}};
    if (other.file.valid()) finding.related.push_back({other, std::move(other_label)});
    naming_.report(std::move(finding));
  };
  if (limit.basis != Basis::per_quarter) {
    refuse(node, "amounts are carried from quarter to quarter, and this limit does not run per quarter", {},
           limit.place, "the limit");
    return;
  }
  std::vector<NodeId> givers;
  NodeId from_node;
  for (NodeId each : children(node)) {
    if (kind(each) != Kind::period) continue;
    if (!present(from_node)) {
      from_node = each;
      continue;
    }
    const NodeId giver = from_node;
    from_node = {};
    const std::optional<Period> from = period_of(naming_, file(), giver);
    const std::optional<Period> to = period_of(naming_, file(), each);
    if (!from || !to) continue;
    if (*from != period_of_quarter(from->begin) || *to != period_of_quarter(to->begin)) {
      refuse(*from != period_of_quarter(from->begin) ? giver : each,
             "amounts are carried from quarter to quarter", "not a quarter", {}, {});
      continue;
    }
    if (to->begin <= from->begin) {
      const std::string when = *to == *from ? " to itself" : " to an earlier one";
      refuse(each, quoted(text(giver)) + " carries what it left" + when, {}, span(giver),
             "this quarter gives");
      continue;
    }
    const auto before =
        std::find_if(givers.begin(), givers.end(), [&](NodeId other) { return text(other) == text(giver); });
    if (before != givers.end()) {
      refuse(giver, "what " + quoted(text(giver)) + " left is carried twice", "carried again here",
             span(*before), "carried here");
      continue;
    }
    givers.push_back(giver);
    limit.carrying.emplace_back(*from, *to);
  }
}

// A share of a metric is a product of two numbers: both are kept small enough for it to be exact.
void Lowering::want_share(NodeId node, std::optional<Decimal>& share) {
  constexpr int most_places = 4;
  if (share && *share < Decimal(10'000) && share->places() <= most_places) return;
  share.reset();
  report(DiagnosticKind::number_out_of_range, span(node),
         "`" + std::string(text(node)) + "` is no share that can be counted exactly", {},
         {"a share lies below 10,000, with at most four digits after the point"});
}

void Lowering::share(NodeId node, Limit& limit) {
  static const Decimal one_percent = Decimal(1).times_power_of_ten(-2);
  for (NodeId each : children(node)) {
    if (kind(each) == Kind::percent) {
      if (const std::optional<Decimal> percent = percent_of(naming_, file(), each)) {
        limit.share = product(*percent, one_percent);
        want_share(each, limit.share);
      }
    } else if (kind(each) == Kind::number) {
      limit.share = number_of(naming_, file(), each);
      if (limit.share) want_share(each, limit.share);
    } else if (kind(each) == Kind::ref) {
      limit.metric = metric(each);
    }
  }
}

UnitId Lowering::unit_of(const Limit& limit) const {
  if (limit.amount.valid()) return model_[limit.amount].unit;
  return limit.metric.valid() ? model_[limit.metric].unit : UnitId{};
}

// All limits of one treatment count one running quantity.
void Lowering::want_one_dimension(IdRange<BandId> bands) {
  UnitId first;
  Span first_place;
  for (BandId id : bands) {
    const LimitId limit_id = model_[id].limit;
    if (!limit_id.valid()) continue;
    const Limit& limit = model_[limit_id];
    const UnitId unit = unit_of(limit);
    if (!unit.valid()) continue;
    if (!first.valid()) {
      first = unit;
      first_place = limit.place;
      continue;
    }
    if (fits(unit, first) || fits(first, unit)) continue;
    naming_.report({DiagnosticKind::dimension_mismatch,
                    "this band is limited in `" + std::string(model_[unit].name) +
                        "`, the one before it in `" + std::string(model_[first].name) + "`",
                    limit.place,
                    "not the quantity that the bands count",
                    {{first_place, "the bands count this"}},
                    {"bands are steps over one running quantity"},
                    {}});
  }
}

}  // namespace quid::dsl
