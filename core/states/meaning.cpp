// The sets of days that the entries decide alone, without looking at any other state.
#include "core/states/meaning.hpp"

#include "core/model/quantity.hpp"

namespace quid {

namespace {

// A notice counts until it is withdrawn by the party that gave it (by anybody, where either side is not
// named).
struct Notice {
  Date given;
  std::optional<Date> withdrawn;
};

std::vector<Notice> notices_of(const Model& model, const Index& index, AgreementId agreement) {
  std::vector<Notice> notices;
  std::vector<PartyId> givers_;
  for (const Entry* entry : acting_events(model, index, Subject::of(agreement), [](const Entry& each) {
         return each.verb == Verb::notice || each.verb == Verb::notice_withdrawn;
       })) {
    if (entry->verb == Verb::notice) {
      notices.push_back({entry->acts_from, std::nullopt});
      givers_.push_back(entry->by);
      continue;
    }
    for (std::size_t i = 0; i < notices.size(); ++i) {
      bool same = !entry->by.valid() || !givers_[i].valid() || entry->by == givers_[i];
      if (notices[i].withdrawn || !same) continue;
      notices[i].withdrawn = entry->acts_from;
      break;
    }
  }
  return notices;
}

}  // namespace

std::vector<Date> termination_days(const Model& model, const Index& index, AgreementId agreement) {
  std::vector<Date> days;
  if (index.entries(Subject::of(agreement)).empty()) return days;
  for (const Entry* entry : acting_events(model, index, Subject::of(agreement),
                                          [](const Entry& each) { return each.verb == Verb::terminated; })) {
    days.push_back(entry->acts_from);
  }
  // The first notice not withdrawn in time; the last day in force is the one before its term ends.
  if (model[agreement].notice_term) {
    for (const Notice& notice : notices_of(model, index, agreement)) {
      Date end = add(notice.given, *model[agreement].notice_term);
      if (!notice.withdrawn || *notice.withdrawn >= end) days.push_back(end);
    }
  }
  std::sort(days.begin(), days.end());
  return days;
}

DaySet notice_days(const Model& model, const Index& index, AgreementId agreement) {
  std::vector<Interval> spells;
  for (const Notice& notice : notices_of(model, index, agreement)) {
    spells.push_back({notice.given, notice.withdrawn.value_or(Date::max_value())});
  }
  return DaySet::of(std::move(spells));
}

DaySet comparison_days(const Model& model, MetricId metric, Comparison comparison, const Quantity& bar) {
  const std::vector<Observation>& observations = model[metric].observations;
  std::vector<Interval> spells;
  for (std::size_t i = 0; i < observations.size(); ++i) {
    auto order = compare(model, observations[i].value, bar);
    if (!order) continue;
    bool satisfied = false;
    switch (comparison) {
      case Comparison::at_least: satisfied = *order >= 0; break;
      case Comparison::at_most: satisfied = *order <= 0; break;
      case Comparison::above: satisfied = *order > 0; break;
      case Comparison::below: satisfied = *order < 0; break;
    }
    if (!satisfied) continue;
    // Of two observations on one day the later entry replaces the earlier: its interval is empty.
    Date end = i + 1 < observations.size() ? observations[i + 1].date : Date::max_value();
    spells.push_back({observations[i].date, end});
  }
  return DaySet::of(std::move(spells));
}

DaySet delivered_days(const Model& model, const Index& index, ProvisionId provision, const Promise& promise,
                      const DaySet& asked_for) {
  const Quantity& amount = model[promise.amount];
  const DimensionId dimension = model[amount.unit].dimension;
  std::optional<Decimal> bar = in_dimension(model, amount, dimension);
  if (!bar) return DaySet::none();
  std::vector<const Entry*> steps;
  for (EntryId id : index.entries(Subject::of(provision))) {
    if (model[id].kind == Entry::Kind::progress) steps.push_back(&model[id]);
  }
  std::stable_sort(steps.begin(), steps.end(),
                   [](const Entry* a, const Entry* b) { return a->acts_from < b->acts_from; });
  Decimal sum;
  for (const Entry* step : steps) {
    if (auto more = in_dimension(model, step->quantity, dimension)) sum = sum + *more;
    if (sum < *bar) continue;
    const std::optional<Date> reached = (DaySet::from(step->acts_from) & asked_for).first_day();
    return reached ? DaySet::from(*reached) : DaySet::none();
  }
  return DaySet::none();
}

DaySet not_standing_days(const Model& model, const Index& index, AuthorityId authority) {
  std::vector<Interval> spells;
  std::optional<Date> open;
  for (const Entry* entry : acting_events(model, index, Subject::of(authority), [](const Entry& each) {
         return each.verb == Verb::struck_down || each.verb == Verb::struck_down_from_the_start ||
                each.verb == Verb::lapsed || each.verb == Verb::restored;
       })) {
    if (entry->verb == Verb::restored) {
      if (open) spells.push_back({*open, entry->acts_from});
      open.reset();
    } else if (entry->verb == Verb::struck_down_from_the_start) {
      open = Date::min_value();
    } else if (!open) {
      open = entry->acts_from;
    }
  }
  if (open) spells.push_back({*open, Date::max_value()});
  return DaySet::of(std::move(spells));
}

DaySet membership_days(const Group& group, PartyId party) {
  auto found = std::lower_bound(group.parties.begin(), group.parties.end(), party,
                                [](const auto& member, PartyId id) { return member.who < id; });
  return found != group.parties.end() && found->who == party ? found->days : DaySet::none();
}

DaySet membership_days(const Group& group, EntityId entity) {
  auto found = std::lower_bound(group.entities.begin(), group.entities.end(), entity,
                                [](const auto& member, EntityId id) { return member.who < id; });
  return found != group.entities.end() && found->who == entity ? found->days : DaySet::none();
}

std::optional<Date> day_of(const Moment& moment, const DaySet& days) {
  std::optional<Date> first = days.first_day();
  if (!first) return std::nullopt;
  switch (moment.form) {
    case Moment::Form::date: return moment.date;
    case Moment::Form::first_day: return first;
    case Moment::Form::offset: return add(*first, moment.duration);
    case Moment::Form::month_of: return first_of_month(*first);
    case Moment::Form::month_after: return first_of_next_month(*first);
  }
  return std::nullopt;
}

bool has_enactment_events(const Model& model, const Index& index, ProvisionId provision) {
  for (EntryId id : index.entries(Subject::of(provision))) {
    const Entry& entry = model[id];
    if (is_event(entry, Verb::announced) || is_event(entry, Verb::proposed) ||
        is_event(entry, Verb::enacted)) {
      return true;
    }
  }
  return false;
}

}  // namespace quid
