// What is different between two worlds, of two drafts or of what is recorded and what is supposed: every state,
// every duty and export rule, every quota, each under the names that the two texts share.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "core/answers/bearing.hpp"
#include "core/goods/quota.hpp"
#include "core/model/counterparts.hpp"
#include "core/states/world.hpp"

namespace quid {

// A state whose days are not the same. Where one side has no such thing, its key has no subject and its days
// are none.
struct StateChange {
  StateKey before;
  StateKey after;
  DaySet days_before;
  DaySet days_after;

  // How many other changes lie between this one and what was changed itself: 0 for what rests on no other
  // change. `because` is the nearest that it rests on, an element of Difference::states, `place` where the text
  // says so, in the texts of the side that `place_in_after` names.
  std::uint32_t distance = 0;
  std::optional<std::size_t> because = {};
  Span place = {};
  bool place_in_after = true;

  DaySet begins() const { return days_after - days_before; }
  DaySet ends() const { return days_before - days_after; }
  // The first day on which the two sides differ.
  Date first() const { return *(begins() | ends()).first_day(); }
};

// A treatment under one text of its provision.
struct RuleVersion {
  ProvisionId provision;
  TermsId terms;
  TreatmentId treatment;

  bool valid() const { return treatment.valid(); }
};
// A rule that says something else, or on other days. One side may have no such rule.
struct RuleChange {
  RuleVersion before;
  RuleVersion after;
  DaySet days_before;  // in effect, while this is the text
  DaySet days_after;
  bool says_the_same = true;           // both sides have it, in the same words
  std::optional<Direction> direction;  // none: an ordinary rate, which is the measure of all others
};

// A quota of which something else is granted, used or left, in one accounting period.
struct QuotaChange {
  std::optional<QuotaRow> before;  // in the ids of its own model, and so below
  std::optional<QuotaRow> after;
};

struct Difference {
  Counterparts counterparts;
  std::vector<StateChange> states;  // nearest first, then in order of the text
  std::vector<RuleChange> rules;    // in order of the later text, then what only the earlier one has
  std::vector<QuotaChange> quotas;  // as they stand on the day asked about

  bool empty() const { return states.empty() && rules.empty() && quotas.empty(); }
};

// Costs what the two worlds have, and as much again for what differs. Both must outlive the result.
Difference difference(const World& before, const World& after, Date on);

// The states alone.
std::vector<StateChange> state_changes(const World& before, const World& after);

}  // namespace quid
