// Of the oracle of treatments: what limits say, what was used, and what room is left.
#include <algorithm>
#include <tuple>

#include "tests/treatment_oracle.hpp"

namespace quid::tests {

namespace {

Ratio divided(const Ratio& top, const Decimal& bottom) {
  return top * Ratio::of(Decimal(1), bottom);
}

}  // namespace

// -- how much

std::optional<Decimal> TreatmentOracle::in_base(const Quantity& quantity, DimensionId dimension) const {
  if (!quantity.unit.valid()) return std::nullopt;
  const Unit& unit = model_[quantity.unit];
  if (unit.dimension == dimension) return quantity.amount * unit.factor;
  if (!unit.chip.valid()) return std::nullopt;
  if (model_[dimension].name == "TPP" && model_[unit.chip].tpp)
    return quantity.amount * *model_[unit.chip].tpp;
  if (model_[dimension].name == "pieces") return quantity.amount;
  return std::nullopt;
}

// So many units of a chip are so many of that chip.
UnitId TreatmentOracle::counted_unit(const Shipment& shipment) const {
  if (!shipment.quantity || !shipment.quantity->unit.valid()) return {};
  const UnitId unit = shipment.quantity->unit;
  if (!shipment.goods.chip.valid() || model_[unit].name != "units") return unit;
  for (std::size_t i = 0; i < model_.units.size(); ++i) {
    if (model_.units[i].chip == shipment.goods.chip) return UnitId(i);
  }
  return unit;
}

bool TreatmentOracle::is_in_pieces(const Shipment& shipment) const {
  const UnitId unit = counted_unit(shipment);
  return unit.valid() && model_[unit].chip.valid();
}

const Limit* TreatmentOracle::first_limit(const Treatment& treatment) const {
  for (BandId band : treatment.bands) {
    if (model_[band].limit.valid()) return &model_[model_[band].limit];
  }
  return nullptr;
}

std::optional<DimensionId> TreatmentOracle::dimension_of(const Treatment& treatment) const {
  for (BandId band : treatment.bands) {
    if (!model_[band].limit.valid()) continue;
    const Limit& limit = model_[model_[band].limit];
    if (limit.amount.valid()) return model_[model_[limit.amount].unit].dimension;
    if (limit.share) return model_[model_[limit.metric].unit].dimension;
  }
  return std::nullopt;
}

// Whether what names one provision is used under the other too.
bool TreatmentOracle::uses(ProvisionId named, ProvisionId provision) const {
  for (std::size_t steps = 0; named.valid() && steps <= model_.provisions.size(); ++steps) {
    if (named == provision) return true;
    named = model_[named].counts_toward;
  }
  return false;
}

EntityId TreatmentOracle::holder(Account account, EntityId consignee) const {
  if (account == Account::everybody) return {};
  return account == Account::parent ? topmost(consignee) : consignee;
}

Period TreatmentOracle::period(const Limit& limit, Date on) const {
  switch (limit.basis) {
    case Basis::per_year: return period_of_year(on);
    case Basis::per_quarter: return period_of_quarter(on);
    case Basis::per_month: return period_of_month(on);
    case Basis::per_window: return limit.window;
    case Basis::in_all: break;
  }
  return {Date::min_value(), Date::max_value()};
}

Decimal TreatmentOracle::used(ProvisionId provision, DimensionId dimension, const Limit& limit, Date begin,
                              Date through, EntityId whose) const {
  Decimal sum;
  for (const Entry& entry : model_.entries) {
    const bool is_use = entry.kind == Entry::Kind::ship || entry.kind == Entry::Kind::enter;
    if (!is_use || entry.subject.kind != SubjectKind::provision || !entry.subject.valid()) continue;
    if (!uses(entry.subject.provision(), provision)) continue;
    if (entry.acts_from < begin || entry.acts_from > through) continue;
    if (holder(limit.account, entry.consignee) != whose) continue;
    sum += in_base(entry.quantity, dimension).value_or(Decimal());
  }
  return sum;
}

// What the text says on the day; none where that is not known.
std::optional<Decimal> TreatmentOracle::written(const Limit& limit, DimensionId dimension, Date on) const {
  if (limit.basis == Basis::per_window && !limit.window.contains(on)) return Decimal();
  const Limit::Exception* narrowest = nullptr;
  for (const Limit::Exception& each : limit.exceptions) {
    if (!each.period.contains(on)) continue;
    if (narrowest == nullptr || each.period.length() < narrowest->period.length()) narrowest = &each;
  }
  if (narrowest != nullptr) return in_base(narrowest->amount, dimension);
  if (limit.amount.valid()) return in_base(model_[limit.amount], dimension);
  if (!limit.share) return std::nullopt;
  std::optional<Decimal> share;
  for (const Observation& each : model_[limit.metric].observations) {
    if (each.date <= on) share = *in_base(each.value, dimension) * *limit.share;
  }
  return share;
}

// What the quarter of the day leaves of its own limit, by the end of the day.
Decimal TreatmentOracle::left_of_quarter(ProvisionId provision, const Limit& limit, DimensionId dimension,
                                         Date on, EntityId whose) const {
  const std::optional<Decimal> own = written(limit, dimension, on);
  if (!own) return {};
  const Decimal left = *own - used(provision, dimension, limit, period_of_quarter(on).begin, on, whose);
  return left.is_negative() ? Decimal() : left;
}

Decimal TreatmentOracle::carried_in(ProvisionId provision, const Limit& limit, DimensionId dimension, Date on,
                                    EntityId whose) const {
  Decimal sum;
  for (const auto& [source, target] : limit.carrying) {
    const Period now = period_of_quarter(on);
    if (target.begin.month() != now.begin.month()) continue;
    const Date earlier = make_date(now.begin.year(), source.begin.month(), 1);
    const Date last = period_of_quarter(earlier).end - 1;
    if (last >= now.begin) continue;
    sum += left_of_quarter(provision, limit, dimension, last, whose);
  }
  return sum;
}

// Of the unit of the question. None where the size of the quota is not known.
std::optional<Ratio> TreatmentOracle::room(const Shipment& shipment, const Extra& extra,
                                           ProvisionId provision, TreatmentId treatment,
                                           const Limit& limit) const {
  const std::optional<DimensionId> dimension = dimension_of(model_[treatment]);
  if (!dimension) return std::nullopt;
  if (limit.account != Account::everybody && !shipment.consignee.valid()) throw Unsettled{"consignee"};
  const EntityId whose = holder(limit.account, shipment.consignee);
  const std::optional<Decimal> amount = written(limit, *dimension, shipment.on);
  if (!amount) return std::nullopt;
  const Decimal in_all = *amount + carried_in(provision, limit, *dimension, shipment.on, whose);
  const Decimal entries =
      used(provision, *dimension, limit, period(limit, shipment.on).begin, shipment.on, whose);
  if (!shipment.quantity) return Ratio(in_all - entries);
  const std::optional<Decimal> one = in_base({Decimal(1), counted_unit(shipment)}, *dimension);
  if (!one && in_all <= entries) return Ratio();
  if (!one) return assumed_to_fit(limit) ? Ratio(shipment.quantity->amount) : Ratio();
  const auto more = extra.find(provision);
  const Decimal beside = more == extra.end() ? Decimal() : more->second;
  return divided(Ratio(in_all - entries), *one) - Ratio(beside);
}

// What is used under a provision needs room in each that it counts toward as well, up to its last limit,
// while that one is in effect. None where there is no end of it; negative where it is not known.
std::optional<Ratio> TreatmentOracle::room_elsewhere(const Shipment& shipment, const Extra& extra,
                                                     const Rule& rule) const {
  std::optional<Ratio> least;
  for (const Rule& other : rules_) {
    if (other.provision == rule.provision || !uses(rule.provision, other.provision)) continue;
    const Limit* bound = nullptr;
    for (BandId band : model_[other.treatment].bands) {
      if (model_[band].limit.valid()) bound = &model_[model_[band].limit];
    }
    if (bound == nullptr || !other.days.contains(shipment.on)) continue;
    const std::optional<Ratio> there = room(shipment, extra, other.provision, other.treatment, *bound);
    if (!there) return Ratio(Decimal(-1));
    least = least ? std::min(*least, *there) : *there;
  }
  return least;
}

// Of a band: none where there is no limit, negative where its size is not known.
std::optional<Ratio> TreatmentOracle::room_under(const Shipment& shipment, const Extra& extra,
                                                 const Rule& rule, BandId band) const {
  const std::optional<Ratio> elsewhere = room_elsewhere(shipment, extra, rule);
  if (!model_[band].limit.valid()) return elsewhere;
  const Limit& limit = model_[model_[band].limit];
  const std::optional<Ratio> own = room(shipment, extra, rule.provision, rule.treatment, limit);
  if (!own) return Ratio(Decimal(-1));
  return elsewhere ? std::min(*own, *elsewhere) : *own;
}

// The first band that takes so much, and more than nothing: of chips a whole one. None where no band does, or
// where a size is not known.
BandId TreatmentOracle::band_with_room(const Shipment& shipment, const Extra& extra, const Rule& rule,
                                       const Ratio& least) const {
  for (BandId band : model_[rule.treatment].bands) {
    const std::optional<Ratio> left = room_under(shipment, extra, rule, band);
    if (!left) return band;
    if (model_[band].limit.valid() && is_of_unknown_size(shipment, rule, band)) return {};
    const bool in_pieces = is_in_pieces(shipment);
    if (*left > Ratio() && *left >= least && (!in_pieces || *left >= Ratio(Decimal(1)))) return band;
  }
  return {};
}

bool TreatmentOracle::is_of_unknown_size(const Shipment& shipment, const Rule& rule, BandId band) const {
  const std::optional<DimensionId> dimension = dimension_of(model_[rule.treatment]);
  return !dimension || !written(model_[model_[band].limit], *dimension, shipment.on);
}

// -- rows

void TreatmentOracle::rows_of(ProvisionId provision, TreatmentId id, Date on,
                              std::vector<OracleRow>& found) const {
  const Treatment& treatment = model_[id];
  const Limit* basis = first_limit(treatment);
  const std::optional<DimensionId> dimension = dimension_of(treatment);
  if (basis == nullptr || !dimension) return;
  std::vector<EntityId> holders;
  std::vector<Date> days = {on};  // one at least in each period that has use or a limit of its own
  for (const Entry& entry : model_.entries) {
    const bool is_use = entry.kind == Entry::Kind::ship || entry.kind == Entry::Kind::enter;
    if (!is_use || entry.subject.kind != SubjectKind::provision || !entry.subject.valid()) continue;
    if (!uses(entry.subject.provision(), provision) || entry.acts_from > on) continue;
    if (!in_base(entry.quantity, *dimension)) continue;
    holders.push_back(holder(basis->account, entry.consignee));
    days.push_back(entry.acts_from);
  }
  if (basis->basis == Basis::per_window) days.push_back(basis->window.begin);
  if (holders.empty()) holders.push_back({});
  std::sort(holders.begin(), holders.end());
  holders.erase(std::unique(holders.begin(), holders.end()), holders.end());
  BandId last;
  bool has_rest = false;
  for (BandId band : treatment.bands) {
    if (model_[band].limit.valid()) last = band;
    if (!model_[band].limit.valid()) has_rest = true;
  }
  for (BandId band : treatment.bands) {
    if (!model_[band].limit.valid()) continue;
    const Limit& limit = model_[model_[band].limit];
    std::vector<Date> own = days;
    for (const Limit::Exception& each : limit.exceptions) {
      for (Date day = each.period.begin; day < each.period.end && day <= on; day = day + 1)
        own.push_back(day);
    }
    for (EntityId whose : holders) {
      for (Date day : own) {
        const Period span = period(limit, day);
        if (span.begin > on || !span.contains(day)) continue;
        const Date at = std::min(on, span.end - 1);
        const std::optional<Decimal> amount = written(limit, *dimension, at);
        if (!amount) continue;
        OracleRow row{id, band, whose, span.begin, span.end, *amount, {}, {}, {}, {}, {}, {}};
        row.carried_in = carried_in(provision, limit, *dimension, at, whose);
        const Decimal in_all = row.limit + row.carried_in;
        const Decimal use = used(provision, *dimension, limit, span.begin, at, whose);
        row.used = std::min(use, in_all);
        if (use > in_all && band == last && !has_rest) row.over = use - in_all;
        const Decimal rest = in_all - row.used;
        bool carries = false;
        for (const auto& [source, target] : limit.carrying)
          carries |= span.begin.bounded() && source.begin.month() == span.begin.month();
        if (on < span.end) {
          row.left = rest;
        } else {
          if (carries)
            row.carried_out = std::min(rest, left_of_quarter(provision, limit, *dimension, at, whose));
          row.lapsed = rest - row.carried_out;
        }
        if (std::find(found.begin(), found.end(), row) == found.end()) found.push_back(row);
      }
    }
  }
}

std::vector<OracleRow> TreatmentOracle::rows(ProvisionId provision, Date on) const {
  std::vector<OracleRow> found;
  for (TermsId terms : model_[provision].terms) {
    for (TreatmentId treatment : model_[terms].treatments) rows_of(provision, treatment, on, found);
  }
  std::sort(found.begin(), found.end(), [](const OracleRow& a, const OracleRow& b) {
    return std::tuple(a.treatment, a.band, a.holder, a.begin) <
           std::tuple(b.treatment, b.band, b.holder, b.begin);
  });
  return found;
}

}  // namespace quid::tests
