// Quotas: how much of each is used, what is left, and on which days it is full.
#pragma once

#include <optional>
#include <utility>
#include <vector>

#include "core/model/index.hpp"
#include "core/model/model.hpp"

namespace quid {

// The running quantity that the bands of one treatment are steps over. Use is counted from the `ship` and
// `enter` entries that name the provision, or one that counts toward it, from the day on which they act, also
// while suspended. All amounts are in the base unit of `dimension()`.
//
// A limit per consignee, or per ultimate parent, has an account for each holder; everybody shares the account
// of no holder elsewhere. Use without a consignee stands in the account of no holder.
class RunningQuantity {
 public:
  RunningQuantity(const Model& model, const Index& index, ProvisionId provision, TreatmentId treatment);

  // Whether any band has a limit at all. Everything below asks for one.
  bool limited() const { return limit_ != nullptr; }
  DimensionId dimension() const { return dimension_; }
  Account account() const { return limit_->account; }
  // Whose account a consignee draws on; none where the limit is everybody's or the consignee is not known.
  EntityId holder(EntityId consignee) const;

  // The accounting period that contains the day: a calendar year, quarter or month, the window, or all time.
  Period period(Date day) const;
  // Use in that period up to the end of the day.
  Decimal used(Date day, EntityId holder) const { return used_in(period(day), day, holder); }
  // By a consignee, or whoever it belongs to: nothing where it is named nowhere.
  Decimal used_by(Date day, EntityId consignee) const;
  Decimal used_in(const Period& period, Date through, EntityId holder) const;
  // What the band's limit says on the day: the narrowest exception that contains it, else the amount or
  // share; nothing outside a window. None where the size is not known.
  std::optional<Decimal> written_limit(BandId band, Date day) const;
  // ... and what an earlier quarter carried over to this one: not known either, where its size is not.
  std::optional<Decimal> carried_in(BandId band, Date day, EntityId holder) const;
  std::optional<Decimal> limit(BandId band, Date day, EntityId holder) const;
  // What this quarter carries over to a later one, once it is over.
  std::optional<Decimal> carried_out(BandId band, Date day, EntityId holder) const;

  // The holders that have used any, sorted.
  std::vector<EntityId> holders() const;
  // A day or more of each period that has use, or a limit of its own.
  std::vector<Date> own_days(BandId band) const;
  // The days on which use, or the limit of a band, may change; sorted.
  std::vector<Date> changes(BandId band) const;

 private:
  struct Book {
    EntityId holder;
    std::vector<Date> days;     // sorted
    std::vector<Decimal> sums;  // use up to and with each of them
    std::vector<std::pair<Date, Decimal>> uses;
  };
  const Book* book(EntityId holder) const;
  void add_uses(const Index& index, ProvisionId provision);

  const Model& model_;
  const Limit* limit_ = nullptr;  // of the first band that has one: basis and account are those of all
  DimensionId dimension_;
  std::vector<Book> books_;  // sorted by holder
};

// The days on which every limited first band of the provision's treatments is full: use counted from the
// entries that name the provision, those of the day included, those while suspended too. A treatment whose
// test decides against the day, `where entered before 2026-01-01`, does not count on it. None where no first
// band has a limit. A limit per consignee or per parent is never full for everybody.
DaySet exhausted_days(const Model& model, const Index& index, ProvisionId provision);

// One band's limit in one accounting period, as it stands at the end of a day. Bands count one running
// quantity, so the limit of a later band includes those before it. Always: limit + carried_in == used + left
// + carried_out + lapsed.
struct QuotaRow {
  ProvisionId provision;
  TreatmentId treatment;
  BandId band;
  EntityId holder;  // of a limit per consignee or parent, where anybody has used any
  Period period;
  UnitId unit;  // of all the amounts
  Decimal limit;
  Decimal carried_in;
  Decimal used;         // at most the limit and what was carried in
  Decimal left;         // while the period lasts
  Decimal carried_out;  // once it is over, and so below
  Decimal lapsed;
  Decimal over;                      // use beyond the last limit, where no band takes the rest
  std::optional<Date> exhausted_on;  // full since then, on the day of the row and through
};
// Every period that has begun by the day and has use or a limit of its own, and the one that contains it.
// Limits of unknown size have no rows.
std::vector<QuotaRow> quota_rows(const Model& model, const Index& index, ProvisionId provision, Date on);

}  // namespace quid
