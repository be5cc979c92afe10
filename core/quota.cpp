// Quotas as running quantities.
//
// The idea in one sentence: in each accounting period (a calendar year, quarter or month, a window, all time)
// the use only grows, so the days on which a band is full are found by walking the days on which use or limit
// changes.
//
// A limit may differ by period, also finer than the basis: on each day the narrowest period that contains it
// counts. What a carried-over quarter left unused is added once to the quarter it is carried to.
#include "core/quota.hpp"

#include <algorithm>
#include <vector>

#include "core/meaning.hpp"
#include "core/quantity.hpp"

namespace quid {

namespace {

struct Use {
  Date date;
  Decimal amount;  // in the base unit of the limit's dimension
};

class LimitAccount {
 public:
  LimitAccount(const Model& model, const Limit& limit, std::vector<Use> uses, DimensionId dimension)
      : model_(model), limit_(limit), uses_(std::move(uses)), dimension_(dimension) {}

  DaySet full_days() const {
    std::vector<Interval> full;
    for (const Period& period : periods()) add_full_days(period, full);
    return DaySet::of(std::move(full));
  }

 private:
  Period period_of(Date date) const {
    switch (limit_.basis) {
      case Basis::per_year: return period_of_year(date);
      case Basis::per_quarter: return period_of_quarter(date);
      case Basis::per_month: return period_of_month(date);
      case Basis::per_window: return limit_.window;
      case Basis::in_all: break;
    }
    return {Date::min_value(), Date::max_value()};
  }

  // Only periods with use can be full, unless a limit of nothing is full before any use: those that an
  // exception names are looked at too.
  std::vector<Period> periods() const {
    std::vector<Period> list;
    for (const Use& use : uses_) list.push_back(period_of(use.date));
    for (const Limit::Exception& exception : limit_.exceptions)
      list.push_back(period_of(exception.period.begin));
    std::sort(list.begin(), list.end(), [](const Period& a, const Period& b) { return a.begin < b.begin; });
    list.erase(std::unique(list.begin(), list.end()), list.end());
    return list;
  }

  // None: no limit is known on that day.
  std::optional<Decimal> written_limit(Date day) const {
    const Limit::Exception* narrowest = nullptr;
    for (const Limit::Exception& exception : limit_.exceptions) {
      if (!exception.period.contains(day)) continue;
      if (!narrowest || exception.period.length() < narrowest->period.length()) narrowest = &exception;
    }
    if (narrowest) return in_dimension(model_, narrowest->amount, dimension_);
    if (limit_.amount.valid()) return in_dimension(model_, model_[limit_.amount], dimension_);
    if (!limit_.share || !limit_.metric.valid()) return std::nullopt;
    std::optional<Decimal> value;
    for (const Observation& observation : model_[limit_.metric].observations) {
      if (observation.date > day) break;
      value = in_dimension(model_, observation.value, dimension_);
    }
    if (!value) return std::nullopt;
    return *value * *limit_.share;
  }

  Decimal used(const Period& period, Date through) const {
    Decimal sum;
    for (const Use& use : uses_) {
      if (period.contains(use.date) && use.date <= through) sum = sum + use.amount;
    }
    return sum;
  }

  // Carried over into the quarter of `day` from an earlier quarter of the same year: what was left of its own
  // limit.
  Decimal carried(Date day) const {
    Decimal sum;
    for (const auto& [from, to] : limit_.carrying) {
      if (quarter_of(to.begin) != quarter_of(day)) continue;
      Period giver = period_of_quarter(make_date(day.year(), from.begin.month(), 1));
      std::optional<Decimal> limit = written_limit(giver.begin);
      if (!limit) continue;
      Decimal left = *limit - used(giver, giver.end - 1);
      if (left > Decimal()) sum = sum + left;
    }
    return sum;
  }
  static unsigned quarter_of(Date day) { return (day.month() - 1) / 3; }

  void add_full_days(const Period& period, std::vector<Interval>& full) const {
    std::vector<Date> changes = {period.begin};
    auto add = [&](Date day) {
      if (period.contains(day)) changes.push_back(day);
    };
    for (const Use& use : uses_) add(use.date);
    for (const Limit::Exception& exception : limit_.exceptions) {
      add(exception.period.begin);
      add(exception.period.end);
    }
    if (limit_.share && limit_.metric.valid()) {
      for (const Observation& observation : model_[limit_.metric].observations) add(observation.date);
    }
    std::sort(changes.begin(), changes.end());
    changes.erase(std::unique(changes.begin(), changes.end()), changes.end());
    for (std::size_t i = 0; i < changes.size(); ++i) {
      Date end = i + 1 < changes.size() ? changes[i + 1] : period.end;
      std::optional<Decimal> limit = written_limit(changes[i]);
      if (!limit) continue;
      if (!limit_.carrying.empty() && changes[i].bounded()) limit = *limit + carried(changes[i]);
      if (used(period, changes[i]) >= *limit) full.push_back({changes[i], end});
    }
  }

  const Model& model_;
  const Limit& limit_;
  std::vector<Use> uses_;
  DimensionId dimension_;
};

DimensionId dimension_of(const Model& model, const Limit& limit) {
  if (limit.amount.valid() && model[limit.amount].unit.valid())
    return model[model[limit.amount].unit].dimension;
  if (limit.metric.valid()) return model[model[limit.metric].unit].dimension;
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

// The days on which the treatment's first band is full; none where it has no limit that everybody shares.
std::optional<DaySet> full_days(const Model& model, const Index& index, ProvisionId provision,
                                const Treatment& treatment) {
  if (treatment.bands.empty()) return std::nullopt;
  const Band& first = model[treatment.bands[0]];
  if (!first.limit.valid()) return std::nullopt;
  const Limit& limit = model[first.limit];
  const DimensionId dimension = dimension_of(model, limit);
  if (limit.account != Account::everybody || !dimension.valid()) return DaySet::none();
  std::vector<Use> uses;
  for (EntryId id : uses_of(model, index, provision)) {
    const Entry& entry = model[id];
    if (auto amount = in_dimension(model, entry.quantity, dimension))
      uses.push_back({entry.acts_from, *amount});
  }
  return LimitAccount(model, limit, std::move(uses), dimension).full_days();
}

}  // namespace

DaySet exhausted_days(const Model& model, const Index& index, ProvisionId provision) {
  DaySet exhausted;
  for (TermsId id : model[provision].terms) {
    DaySet every = index.text_days(id);
    bool any = false;
    for (TreatmentId treatment : model[id].treatments) {
      std::optional<DaySet> full = full_days(model, index, provision, model[treatment]);
      if (!full) continue;
      any = true;
      every &= *full;
    }
    if (any) exhausted |= every;
  }
  return exhausted;
}

}  // namespace quid
