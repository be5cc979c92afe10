// Goods, and how they are treated.
#include "dsl/lower/treatments.hpp"

#include <algorithm>

#include "dsl/findings/wording.hpp"
#include "dsl/lower/conditions.hpp"
#include "dsl/lower/references.hpp"
#include "dsl/lower/values.hpp"

namespace quid::dsl::lowering {

namespace {

void lower_tariff_word(Context& context, NodeId node, Band& band);
LimitId lower_limit(Context& context, NodeId node, NodeId carrying);
void lower_carrying(Context& context, NodeId node, Limit& limit);
void lower_share(Context& context, NodeId node, Limit& limit);

void emit_goods(Context& context, NodeId part, bool excepted) {
  GoodsItem item{};
  item.excepted = excepted;
  item.place = context.span(part);
  switch (context.kind(part)) {
    case Kind::goods_all:
      item.kind = GoodsItem::Kind::all;
      context.model.goods.push_back(item);
      return;
    case Kind::goods_hs:
      item.kind = GoodsItem::Kind::hs;
      for (NodeId code : context.children(part)) {
        if (context.kind(code) != Kind::hs || !is_hs_code(context.naming, context.file(), code)) continue;
        item.place = context.span(code);
        item.code = digits_of(context, context.text(code));
        context.model.goods.push_back(item);
      }
      return;
    case Kind::goods_eccn:
      item.kind = GoodsItem::Kind::eccn;
      for (NodeId code : context.children(part)) {
        if (context.kind(code) != Kind::eccn || !is_eccn(context.naming, context.file(), code)) continue;
        item.place = context.span(code);
        item.code = context.text(code);
        context.model.goods.push_back(item);
      }
      return;
    case Kind::goods_named:
      for (NodeId name : context.children(part)) {
        if (context.kind(name) != Kind::name || context.file()[name].has_error) continue;
        const Goods found = context.naming.goods(context.file(), name);
        if (!found.valid()) continue;
        item.kind = found.chip.valid() ? GoodsItem::Kind::chip : GoodsItem::Kind::product;
        item.chip = found.chip;
        item.product = found.product;
        item.place = context.span(name);
        context.model.goods.push_back(item);
      }
      return;
    case Kind::goods_chips: {
      item.kind = GoodsItem::Kind::chips_where;
      const NodeId where = context.first_child(part);
      if (present(where)) item.test = lower_test(context, where);
      context.model.goods.push_back(item);
      return;
    }
    default: return;
  }
}

void lower_band(Context& context, NodeId node) {
  Band band;
  band.place = context.span(node);
  NodeId word;
  for (NodeId each : context.children(node)) {
    if (context.kind(each) == Kind::broken || context.kind(each) == Kind::limit ||
        context.kind(each) == Kind::carrying)
      continue;
    word = each;
    break;
  }
  if (!present(word)) return;
  if (context.kind(word) == Kind::export_word) {
    band.export_word = static_cast<ExportWord>(context.file()[word].detail);
  } else {
    lower_tariff_word(context, word, band);
  }
  const NodeId carried = context.child(node, Kind::carrying);
  if (const NodeId limited = context.child(node, Kind::limit); present(limited)) {
    band.limit = lower_limit(context, limited, carried);
  } else if (present(carried)) {
    context.report(DiagnosticKind::double_carry, context.span(carried),
                   "amounts are carried here, and this band has no limit");
  }
  context.model.bands.push_back(band);
}

void lower_tariff_word(Context& context, NodeId node, Band& band) {
  NodeId value;
  for (NodeId each : context.children(node)) {
    if (context.kind(each) == Kind::broken || context.kind(each) == Kind::ref) continue;
    value = each;
    break;
  }
  const auto read_rate = [&] {
    if (present(value)) band.rate = lower_rate(context, value);
  };
  const auto read_percent = [&] {
    if (present(value)) band.rate.percent = lower_percentage(context, value);
  };
  const auto read_target = [&](bool may_be_authority) {
    const NodeId ref = context.child(node, Kind::ref);
    if (!present(ref)) return;
    const Subject found = find_subject(context, ref);
    if (!found.valid()) return;
    if (found.kind == SubjectKind::provision || (may_be_authority && found.kind == SubjectKind::authority)) {
      band.target = found;
    } else {
      wrong_subject(context, ref, found,
                    may_be_authority ? "a measure, a provision or an authority" : "a measure or a provision");
    }
  };
  switch (context.kind(node)) {
    case Kind::tariff_base:
      band.tariff = TariffWord::base;
      read_rate();
      return;
    case Kind::tariff_add:
      band.tariff = TariffWord::add;
      read_rate();
      if (const NodeId fact = context.child(node, Kind::name); present(fact)) {
        band.tariff = TariffWord::add_of;
        band.of_fact = context.text(fact);
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
      if (const NodeId steps = context.child(node, Kind::number); present(steps)) {
        band.steps = static_cast<std::uint16_t>(count_of(context.naming, context.file(), steps).value_or(0));
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

LimitId lower_limit(Context& context, NodeId node, NodeId carrying) {
  Limit limit;
  limit.place = context.span(node);
  for (NodeId part : context.children(node)) {
    switch (context.kind(part)) {
      case Kind::broken: break;
      case Kind::share_of: lower_share(context, part, limit); break;
      case Kind::basis:
        limit.basis = static_cast<Basis>(context.file()[part].detail);
        limit.account = static_cast<Account>(context.file()[part].second_detail);
        if (const NodeId period = context.child(part, Kind::period); present(period)) {
          if (const std::optional<Period> window = period_of(context.naming, context.file(), period))
            limit.window = *window;
        }
        break;
      case Kind::exception: {
        NodeId amount_node;
        for (NodeId each : context.children(part)) {
          if (context.kind(each) != Kind::broken && context.kind(each) != Kind::period) amount_node = each;
        }
        const NodeId period_node = context.child(part, Kind::period);
        if (!present(amount_node) || !present(period_node)) break;
        const std::optional<Quantity> read = context.chosen(
            amount_node,
            [&](NodeId value) -> std::optional<Quantity> { return lower_amount(context, value); });
        const std::optional<Period> period = period_of(context.naming, context.file(), period_node);
        if (!read || !period) break;
        const UnitId unit = unit_of(context, limit);
        if (unit.valid()) want_unit(context, amount_node, read->unit, unit, "the limit", limit.place);
        limit.exceptions.push_back({*read, *period});
        break;
      }
      default:
        // The amount, or a bracket in its place; an empty one is a quota of unknown size.
        limit.amount = lower_quantity(context, part);
        break;
    }
  }
  if (present(carrying)) lower_carrying(context, carrying, limit);
  context.model.limits.push_back(std::move(limit));
  return LimitId(context.model.limits.size() - 1);
}

// What a quarter leaves goes to a later quarter of the same year, once.
void lower_carrying(Context& context, NodeId node, Limit& limit) {
  const auto refuse = [&](NodeId place, const std::string& message, std::string label, Span other,
                          std::string other_label) {
    Diagnostic finding{
        DiagnosticKind::double_carry, message, context.span(place), std::move(label), {}, {}, {}};
    if (other.file.valid()) finding.related.push_back({other, std::move(other_label)});
    context.naming.report(std::move(finding));
  };
  if (limit.basis != Basis::per_quarter) {
    refuse(node, "amounts are carried from quarter to quarter, and this limit does not run per quarter", {},
           limit.place, "the limit");
    return;
  }
  std::vector<NodeId> givers;
  NodeId from_node;
  for (NodeId each : context.children(node)) {
    if (context.kind(each) != Kind::period) continue;
    if (!present(from_node)) {
      from_node = each;
      continue;
    }
    const NodeId giver = from_node;
    from_node = {};
    const std::optional<Period> from = period_of(context.naming, context.file(), giver);
    const std::optional<Period> to = period_of(context.naming, context.file(), each);
    if (!from || !to) continue;
    if (*from != period_of_quarter(from->begin) || *to != period_of_quarter(to->begin)) {
      refuse(*from != period_of_quarter(from->begin) ? giver : each,
             "amounts are carried from quarter to quarter", "not a quarter", {}, {});
      continue;
    }
    if (to->begin <= from->begin) {
      const std::string when = *to == *from ? " to itself" : " to an earlier one";
      refuse(each, quoted(context.text(giver)) + " carries what it left" + when, {}, context.span(giver),
             "this quarter gives");
      continue;
    }
    const auto before = std::find_if(givers.begin(), givers.end(), [&](NodeId other) {
      return context.text(other) == context.text(giver);
    });
    if (before != givers.end()) {
      refuse(giver, "what " + quoted(context.text(giver)) + " left is carried twice", "carried again here",
             context.span(*before), "carried here");
      continue;
    }
    givers.push_back(giver);
    limit.carrying.emplace_back(*from, *to);
  }
}

// A share of a metric is a product of two numbers: both are kept small enough for it to be exact.
void want_share(Context& context, NodeId node, std::optional<Decimal>& share) {
  constexpr int most_places = 4;
  if (share && *share < Decimal(10'000) && share->places() <= most_places) return;
  share.reset();
  context.report(DiagnosticKind::number_out_of_range, context.span(node),
                 "`" + std::string(context.text(node)) + "` is no share that can be counted exactly", {},
                 {"a share lies below 10,000, with at most four digits after the point"});
}

void lower_share(Context& context, NodeId node, Limit& limit) {
  static const Decimal one_percent = Decimal(1).times_power_of_ten(-2);
  for (NodeId each : context.children(node)) {
    if (context.kind(each) == Kind::percent) {
      if (const std::optional<Decimal> percent = percent_of(context.naming, context.file(), each)) {
        limit.share = product(*percent, one_percent);
        want_share(context, each, limit.share);
      }
    } else if (context.kind(each) == Kind::number) {
      limit.share = number_of(context.naming, context.file(), each);
      if (limit.share) want_share(context, each, limit.share);
    } else if (context.kind(each) == Kind::ref) {
      limit.metric = find_metric(context, each);
    }
  }
}

// All limits of one treatment count one running quantity.
void want_one_dimension(Context& context, IdRange<BandId> bands) {
  UnitId first;
  Span first_place;
  for (BandId id : bands) {
    const LimitId limit_id = context.model[id].limit;
    if (!limit_id.valid()) continue;
    const Limit& limit = context.model[limit_id];
    const UnitId unit = unit_of(context, limit);
    if (!unit.valid()) continue;
    if (!first.valid()) {
      first = unit;
      first_place = limit.place;
      continue;
    }
    if (fits(context, unit, first) || fits(context, first, unit)) continue;
    context.naming.report({DiagnosticKind::dimension_mismatch,
                           "this band is limited in `" + std::string(context.model[unit].name) +
                               "`, the one before it in `" + std::string(context.model[first].name) + "`",
                           limit.place,
                           "not the quantity that the bands count",
                           {{first_place, "the bands count this"}},
                           {"bands are steps over one running quantity"},
                           {}});
  }
}

}  // namespace

IdRange<GoodsItemId> lower_goods(Context& context, NodeId node) {
  const auto first = static_cast<std::uint32_t>(context.model.goods.size());
  for (NodeId part : context.children(node)) {
    if (context.kind(part) == Kind::goods_except) {
      for (NodeId excepted : context.children(part)) emit_goods(context, excepted, true);
    } else {
      emit_goods(context, part, false);
    }
  }
  return {first, static_cast<std::uint32_t>(context.model.goods.size()) - first};
}

void lower_treatment(Context& context, NodeId node) {
  Treatment treatment;
  treatment.is_export = context.kind(node) == Kind::export_;
  treatment.place = context.span(node);
  const NodeId what = context.child(node, Kind::goods);
  if (present(what)) treatment.goods = lower_goods(context, what);
  if (const NodeId from = context.child(node, Kind::from_parties); present(from)) {
    const Receivers parties = lower_receivers(context, from, Groups::kept);
    treatment.from = parties.parties;
    treatment.from_groups = parties.groups;
  }
  if (const NodeId to = context.child(node, Kind::to_parties); present(to)) {
    const Receivers parties = lower_receivers(context, to, Groups::kept);
    treatment.to = parties.parties;
    treatment.to_groups = parties.groups;
  }
  treatment.bands.first = static_cast<std::uint32_t>(context.model.bands.size());
  for (NodeId each : context.children(node)) {
    if (context.kind(each) == Kind::band) lower_band(context, each);
  }
  treatment.bands.count = static_cast<std::uint32_t>(context.model.bands.size()) - treatment.bands.first;
  want_one_dimension(context, treatment.bands);
  if (const NodeId where = context.child(node, Kind::where); present(where)) {
    const NodeId inner = context.first_child(where);
    if (present(inner)) treatment.where = lower_test_with_measure(context, inner);
  } else {
    treatment.where = context.applies;
  }
  context.model.treatments.push_back(treatment);
}

UnitId unit_of(const Context& context, const Limit& limit) {
  if (limit.amount.valid()) return context.model[limit.amount].unit;
  return limit.metric.valid() ? context.model[limit.metric].unit : UnitId{};
}

}  // namespace quid::dsl::lowering
