// Quotas as running quantities.
//
// The idea in one sentence: in each accounting period (a calendar year, quarter or month, a window, all time)
// the use only grows, so sums up to each day of use answer every question by two look-ups, and the days on
// which a band is full are found by walking the days on which use or limit changes.
//
// A limit may differ by period, also finer than the basis: on each day the narrowest period that contains it
// counts. What a carried-over quarter left of its own limit is added once to the quarter it is carried to.
#include "core/goods/quota.hpp"

#include <algorithm>

#include "core/goods/shipment.hpp"
#include "core/model/quantity.hpp"

namespace quid {

namespace {

DimensionId dimension_of(const Model& model, const Limit& limit) {
  if (limit.amount.valid() && model[limit.amount].unit.valid())
    return model[model[limit.amount].unit].dimension;
  if (limit.metric.valid()) return model[model[limit.metric].unit].dimension;
  for (const Limit::Exception& each : limit.exceptions) {
    if (each.amount.unit.valid()) return model[each.amount.unit].dimension;
  }
  return {};
}

// The entries that use the provision: those that name it, and those of provisions that count toward it, at
// any remove.
std::vector<EntryId> uses_of(const Model& model, const Index& index, ProvisionId provision) {
  std::vector<ProvisionId> users = {provision};
  for (std::size_t i = 0; i < users.size(); ++i) {
    for (ProvisionId other : index.counting_toward(users[i])) {
      if (std::find(users.begin(), users.end(), other) == users.end()) users.push_back(other);
    }
  }
  std::vector<EntryId> uses;
  for (ProvisionId user : users) {
    for (EntryId id : index.entries(Subject::of(user))) {
      const Entry::Kind kind = model[id].kind;
      if (kind == Entry::Kind::ship || kind == Entry::Kind::enter) uses.push_back(id);
    }
  }
  return uses;
}

unsigned quarter_of(Date day) {
  return (day.month() - 1) / 3;
}

// The named quarter in the year of `day`.
Period quarter_like(const Period& named, Date day) {
  return period_of_quarter(make_date(day.year(), named.begin.month(), 1));
}

// The days of one period on which the band is full.
class FullDays {
 public:
  FullDays(const RunningQuantity& quantity, BandId band, EntityId holder)
      : quantity_(quantity), band_(band), holder_(holder), changes_(quantity.changes(band)) {}

  // None: no limit is known on any day of it.
  DaySet all() const {
    std::vector<Period> periods;
    for (Date day : changes_) periods.push_back(quantity_.period(day));
    std::sort(periods.begin(), periods.end(),
              [](const Period& a, const Period& b) { return a.begin < b.begin; });
    periods.erase(std::unique(periods.begin(), periods.end()), periods.end());
    std::vector<Interval> full;
    for (const Period& period : periods) add(period, full);
    return DaySet::of(std::move(full));
  }

  // Where the band is full on the day, the first of the days in a row on which it is, in that period.
  std::optional<Date> since(const Period& period, Date day) const {
    std::vector<Interval> full;
    add(period, full);
    const std::optional<Interval> spell = DaySet::of(std::move(full)).spell(day);
    return spell ? std::optional(spell->begin) : std::nullopt;
  }

 private:
  void add(const Period& period, std::vector<Interval>& full) const {
    std::vector<Date> days = {period.begin};
    for (auto at = std::upper_bound(changes_.begin(), changes_.end(), period.begin);
         at != changes_.end() && *at < period.end; ++at)
      days.push_back(*at);
    for (std::size_t i = 0; i < days.size(); ++i) {
      const Date end = i + 1 < days.size() ? days[i + 1] : period.end;
      const std::optional<Decimal> limit = quantity_.limit(band_, days[i], holder_);
      if (limit && quantity_.used_in(period, days[i], holder_) >= *limit) full.push_back({days[i], end});
    }
  }

  const RunningQuantity& quantity_;
  BandId band_;
  EntityId holder_;
  std::vector<Date> changes_;
};

// The days on which the treatment's first band is full; none where it has no limit that everybody shares.
std::optional<DaySet> full_days(const Model& model, const Index& index, ProvisionId provision,
                                TreatmentId treatment) {
  if (model[treatment].bands.empty()) return std::nullopt;
  const BandId first = model[treatment].bands[0];
  if (!model[first].limit.valid()) return std::nullopt;
  const RunningQuantity quantity(model, index, provision, treatment);
  if (quantity.account() != Account::everybody || !quantity.dimension().valid()) return DaySet::none();
  return FullDays(quantity, first, {}).all();
}

}  // namespace

RunningQuantity::RunningQuantity(const Model& model, const Index& index, ProvisionId provision,
                                 TreatmentId treatment)
    : model_(model) {
  for (BandId band : model[treatment].bands) {
    if (!model[band].limit.valid()) continue;
    const Limit& limit = model[model[band].limit];
    if (limit_ == nullptr) limit_ = &limit;
    if (!dimension_.valid()) dimension_ = dimension_of(model, limit);
  }
  if (limit_ != nullptr && dimension_.valid()) add_uses(index, provision);
}

void RunningQuantity::add_uses(const Index& index, ProvisionId provision) {
  for (EntryId id : uses_of(model_, index, provision)) {
    const Entry& entry = model_[id];
    const std::optional<Decimal> amount = in_dimension(model_, entry.quantity, dimension_);
    if (!amount) continue;
    const EntityId whose = holder(entry.consignee);
    auto at = std::lower_bound(books_.begin(), books_.end(), whose,
                               [](const Book& book, EntityId who) { return book.holder < who; });
    if (at == books_.end() || at->holder != whose) at = books_.insert(at, Book{whose, {}, {}, {}});
    at->uses.emplace_back(entry.acts_from, *amount);
  }
  for (Book& book : books_) {
    std::stable_sort(book.uses.begin(), book.uses.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    Decimal sum;
    for (const auto& [day, amount] : book.uses) {
      sum += amount;
      if (!book.days.empty() && book.days.back() == day) {
        book.sums.back() = sum;
      } else {
        book.days.push_back(day);
        book.sums.push_back(sum);
      }
    }
    book.uses.clear();
  }
}

EntityId RunningQuantity::holder(EntityId consignee) const {
  if (limit_->account == Account::everybody || !consignee.valid()) return {};
  return limit_->account == Account::consignee ? consignee : ultimate_parent(model_, consignee);
}

Decimal RunningQuantity::used_by(Date day, EntityId consignee) const {
  if (account() != Account::everybody && !consignee.valid()) return {};
  return used(day, holder(consignee));
}

const RunningQuantity::Book* RunningQuantity::book(EntityId holder) const {
  const auto at = std::lower_bound(books_.begin(), books_.end(), holder,
                                   [](const Book& book, EntityId id) { return book.holder < id; });
  return at != books_.end() && at->holder == holder ? &*at : nullptr;
}

std::vector<EntityId> RunningQuantity::holders() const {
  std::vector<EntityId> list;
  for (const Book& book : books_) list.push_back(book.holder);
  return list;
}

Period RunningQuantity::period(Date day) const {
  switch (limit_->basis) {
    case Basis::per_year: return period_of_year(day);
    case Basis::per_quarter: return period_of_quarter(day);
    case Basis::per_month: return period_of_month(day);
    case Basis::per_window: return limit_->window;
    case Basis::in_all: break;
  }
  return {Date::min_value(), Date::max_value()};
}

Decimal RunningQuantity::used_in(const Period& period, Date through, EntityId holder) const {
  const Book* found = book(holder);
  if (found == nullptr) return {};
  const auto sum_before = [&](Date end) {
    const auto at = std::lower_bound(found->days.begin(), found->days.end(), end) - found->days.begin();
    return at == 0 ? Decimal() : found->sums[static_cast<std::size_t>(at) - 1];
  };
  const Date end = through < period.end ? through + 1 : period.end;
  if (end <= period.begin) return {};
  return sum_before(end) - sum_before(period.begin);
}

std::optional<Decimal> RunningQuantity::written_limit(BandId band, Date day) const {
  const Limit& limit = model_[model_[band].limit];
  if (limit.basis == Basis::per_window && !limit.window.contains(day)) return Decimal();
  const Limit::Exception* narrowest = nullptr;
  for (const Limit::Exception& each : limit.exceptions) {
    if (!each.period.contains(day)) continue;
    if (narrowest == nullptr || each.period.length() < narrowest->period.length()) narrowest = &each;
  }
  if (narrowest != nullptr) return in_dimension(model_, narrowest->amount, dimension_);
  if (limit.amount.valid()) return in_dimension(model_, model_[limit.amount], dimension_);
  if (!limit.share || !limit.metric.valid()) return std::nullopt;
  std::optional<Decimal> value;
  for (const Observation& observation : model_[limit.metric].observations) {
    if (observation.date > day) break;
    value = in_dimension(model_, observation.value, dimension_);
  }
  if (!value) return std::nullopt;
  return *value * *limit.share;
}

std::optional<Decimal> RunningQuantity::carried_in(BandId band, Date day, EntityId holder) const {
  Decimal sum;
  const Limit& limit = model_[model_[band].limit];
  if (limit.basis != Basis::per_quarter || !day.bounded()) return sum;
  for (const auto& [from, to] : limit.carrying) {
    if (quarter_of(to.begin) != quarter_of(day)) continue;
    const std::optional<Decimal> carried = carried_out(band, quarter_like(from, day).begin, holder);
    if (!carried) return std::nullopt;
    sum += *carried;
  }
  return sum;
}

std::optional<Decimal> RunningQuantity::limit(BandId band, Date day, EntityId holder) const {
  std::optional<Decimal> amount = written_limit(band, day);
  if (!amount || model_[model_[band].limit].carrying.empty()) return amount;
  const std::optional<Decimal> carried = carried_in(band, day, holder);
  if (!carried) return std::nullopt;
  return *amount + *carried;
}

std::optional<Decimal> RunningQuantity::carried_out(BandId band, Date day, EntityId holder) const {
  const Limit& limit = model_[model_[band].limit];
  if (limit.basis != Basis::per_quarter || !day.bounded()) return Decimal();
  const bool carries = std::any_of(limit.carrying.begin(), limit.carrying.end(), [&](const auto& each) {
    return quarter_of(each.first.begin) == quarter_of(day);
  });
  if (!carries) return Decimal();
  const Period quarter = period_of_quarter(day);
  const std::optional<Decimal> amount = written_limit(band, quarter.end - 1);
  if (!amount) return std::nullopt;
  const Decimal left = *amount - used_in(quarter, quarter.end - 1, holder);
  return left > Decimal() ? left : Decimal();
}

std::vector<Date> RunningQuantity::own_days(BandId band) const {
  std::vector<Date> days;
  for (const Book& book : books_) days.insert(days.end(), book.days.begin(), book.days.end());
  const Limit& limit = model_[model_[band].limit];
  for (const Limit::Exception& each : limit.exceptions) {
    for (Date day = each.period.begin; day < each.period.end; day = std::max(day + 1, period(day).end))
      days.push_back(day);
  }
  if (limit.basis == Basis::per_window) days.push_back(limit.window.begin);
  return days;
}

std::vector<Date> RunningQuantity::changes(BandId band) const {
  std::vector<Date> days = own_days(band);
  const Limit& limit = model_[model_[band].limit];
  for (const Limit::Exception& each : limit.exceptions) days.push_back(each.period.end);
  if (limit.share && limit.metric.valid()) {
    for (const Observation& observation : model_[limit.metric].observations) days.push_back(observation.date);
  }
  std::sort(days.begin(), days.end());
  days.erase(std::unique(days.begin(), days.end()), days.end());
  return days;
}

DaySet exhausted_days(const Model& model, const Index& index, ProvisionId provision) {
  DaySet exhausted;
  for (TermsId id : model[provision].terms) {
    DaySet every = index.text_days(id);
    DaySet any;
    for (TreatmentId treatment : model[id].treatments) {
      std::optional<DaySet> full = full_days(model, index, provision, treatment);
      if (!full) continue;
      // What speaks of other days says nothing of this one.
      const TestId where = model[treatment].where;
      const DaySet possible = where.valid() ? possible_days(model, where) : DaySet::all();
      any |= possible;
      every &= *full | ~possible;
    }
    exhausted |= every & any;
  }
  return exhausted;
}

namespace {

class Rows {
 public:
  Rows(const Model& model, const Index& index, ProvisionId provision, Date on)
      : model_(model), index_(index), provision_(provision), on_(on) {}

  std::vector<QuotaRow> take() && {
    for (TermsId id : model_[provision_].terms) {
      for (TreatmentId treatment : model_[id].treatments) add(treatment, index_.text_days(id));
    }
    return std::move(rows_);
  }

 private:
  void add(TreatmentId treatment, const DaySet& text_days) {
    const RunningQuantity quantity(model_, index_, provision_, treatment);
    if (!quantity.limited() || !quantity.dimension().valid()) return;
    const Period all_time{Date::min_value(), Date::max_value()};
    std::vector<EntityId> holders = quantity.holders();
    std::erase_if(holders, [&](EntityId each) { return quantity.used_in(all_time, on_, each).is_zero(); });
    if (holders.empty()) holders.emplace_back();
    const IdRange<BandId> bands = model_[treatment].bands;
    for (EntityId holder : holders) {
      for (std::size_t i = 0; i < bands.size(); ++i) {
        if (!model_[bands[i]].limit.valid()) continue;
        const FullDays full(quantity, bands[i], holder);
        const bool is_last = i + 1 == bands.size();
        for (const Period& period : periods(quantity, bands[i])) {
          if (period.begin > on_ || (DaySet::between(period.begin, period.end) & text_days).empty()) continue;
          if (!add(treatment, quantity, bands[i], holder, period, is_last)) continue;
          QuotaRow& row = rows_.back();
          row.exhausted_on = full.since(period, period.end <= on_ ? period.end - 1 : on_);
        }
      }
    }
  }

  std::vector<Period> periods(const RunningQuantity& quantity, BandId band) const {
    std::vector<Period> list = {quantity.period(on_)};
    for (Date day : quantity.own_days(band)) {
      if (day <= on_) list.push_back(quantity.period(day));
    }
    std::sort(list.begin(), list.end(), [](const Period& a, const Period& b) { return a.begin < b.begin; });
    list.erase(std::unique(list.begin(), list.end()), list.end());
    return list;
  }

  bool add(TreatmentId treatment, const RunningQuantity& quantity, BandId band, EntityId holder,
           const Period& period, bool is_last) {
    const bool over = period.end <= on_;
    const Date day = over ? period.end - 1 : on_;
    const std::optional<Decimal> limit = quantity.written_limit(band, day);
    const std::optional<Decimal> carried_in = quantity.carried_in(band, day, holder);
    const std::optional<Decimal> carried_out = quantity.carried_out(band, day, holder);
    if (!limit || !carried_in || !carried_out) return false;
    QuotaRow row;
    row.provision = provision_;
    row.treatment = treatment;
    row.band = band;
    row.holder = holder;
    row.period = period;
    row.unit = model_[quantity.dimension()].base;
    row.limit = *limit;
    row.carried_in = *carried_in;
    const Decimal room = row.limit + row.carried_in;
    const Decimal total = quantity.used_in(period, on_, holder);
    row.used = std::min(total, room);
    if (is_last) row.over = total - row.used;
    row.left = room - row.used;
    if (over) {
      row.carried_out = std::min(row.left, *carried_out);
      row.lapsed = row.left - row.carried_out;
      row.left = {};
    }
    rows_.push_back(std::move(row));
    return true;
  }

  const Model& model_;
  const Index& index_;
  ProvisionId provision_;
  Date on_;
  std::vector<QuotaRow> rows_;
};

}  // namespace

std::vector<QuotaRow> quota_rows(const Model& model, const Index& index, ProvisionId provision, Date on) {
  return Rows(model, index, provision, on).take();
}

}  // namespace quid
