// Status in one word.
//
// The idea in one sentence: the status is read off the days of a few states, in the order of the list in the
// header, and what is missing is read off the tree of reasons.
#include "core/answers/status.hpp"

#include <algorithm>
#include <array>

#include "core/model/words.hpp"
#include "core/states/meaning.hpp"

namespace quid {

namespace {

bool holds(const World& world, Subject subject, State state, Date on) {
  const StateKey key{subject, state, {}};
  return has_state(world.model, key) && world.days(key).contains(on);
}

// Its time is over, or it was in effect until the law under it fell.
bool has_ended(const World& world, ProvisionId id, Date on) {
  if (world.days_over(id).contains(on)) return true;
  const Model& model = world.model;
  const Provision& provision = model[id];
  const DaySet& days = world.evaluation[world.graph.find({Subject::of(id), State::in_effect, {}})];
  if (days.empty() || days.intervals().back().end > on) return false;
  const ProvisionId measure = provision.as_measure.valid() ? id : provision.measure;
  if (!measure.valid()) return false;
  const std::vector<AuthorityId>& laws = model[model[measure].as_measure].under;
  return std::any_of(laws.begin(), laws.end(),
                     [&](AuthorityId law) { return !holds(world, Subject::of(law), State::standing, on); });
}

bool is_draft(const World& world, ProvisionId id, Date on) {
  const Provision& provision = world.model[id];
  if (provision.agreement.valid()) {
    const Subject agreement = Subject::of(provision.agreement);
    return !world.days({agreement, State::in_force, {}}).contains(on) &&
           !world.days({agreement, State::provisionally_applied, {}}).contains(on);
  }
  if (provision.measure.valid()) return is_draft(world, provision.measure, on);
  return has_enactment_events(world.model, world.index, id) &&
         !world.days({Subject::of(id), State::enacted, {}}).contains(on);
}

}  // namespace

std::string_view to_string(Status status) {
  static constexpr std::array<std::string_view, 9> words = {
      "open", "ended", "draft", "suspended", "waiting", "blocked", "depends", "exhausted", "active"};
  return words[static_cast<std::size_t>(status)];
}

std::string_view to_string(DealStage stage) {
  static constexpr std::array<std::string_view, 11> words = {
      "draft",     "under negotiation", "concluded", "signed",  "ratified",  "provisionally applied",
      "operative", "in force",          "suspended", "expired", "terminated"};
  return words[static_cast<std::size_t>(stage)];
}

ProvisionStatus status_of(const World& world, ProvisionId id, Date on) {
  const Model& model = world.model;
  const Provision& provision = model[id];
  const StateKey key{Subject::of(id), State::in_effect, {}};
  const DaySet& days = world.evaluation[world.graph.find(key)];
  ProvisionStatus result;
  result.spell = days.spell(on);

  if (result.spell) {
    bool full = world.days({key.subject, State::exhausted, {}}).contains(on) &&
                has_state(model, {key.subject, State::exhausted, {}});
    result.status = full ? Status::exhausted : Status::active;
    if (provision.as_measure.valid()) {
      DaySet enacted = from_first_event(model, world.index, key.subject,
                                        [](const Entry& entry) { return entry.verb == Verb::enacted; });
      result.retroactive = !enacted.empty() && result.spell->begin < *enacted.first_day();
    }
    return result;
  }

  bool is_open = false;
  for (TermsId terms : provision.terms) is_open = is_open || !model[terms].open.empty();
  if (is_open) {
    result.status = Status::open;
    return result;
  }
  if (has_ended(world, id, on)) {
    result.status = Status::ended;
    for (const Interval& interval : days.intervals()) {
      if (interval.end <= on) result.ended = interval.end;
    }
    return result;
  }
  if (is_draft(world, id, on)) {
    result.status = Status::draft;
  } else if (holds(world, key.subject, State::suspended, on) ||
             (provision.agreement.valid() &&
              holds(world, Subject::of(provision.agreement), State::suspended, on)) ||
             (provision.measure.valid() &&
              holds(world, Subject::of(provision.measure), State::suspended, on))) {
    result.status = Status::suspended;
  } else {
    for (const Interval& interval : days.intervals()) {
      if (interval.begin > on && !result.starts) result.starts = interval.begin;
    }
    result.status = result.starts ? Status::waiting : Status::blocked;
  }
  result.lacks = result.status != Status::waiting;
  return result;
}

std::vector<Missing> missing_of(const World& world, ProvisionId id, const ProvisionStatus& status, Date on) {
  if (!status.lacks) return {};
  return missing_of(world, {Subject::of(id), State::in_effect, {}}, on);
}

namespace {

DealStage stage_of(const Agreement& agreement, State state) {
  switch (state) {
    case State::launched: return DealStage::under_negotiation;
    case State::concluded: return DealStage::concluded;
    case State::signed_: return DealStage::signed_;
    case State::ratified: return DealStage::ratified;
    case State::provisionally_applied: return DealStage::provisionally_applied;
    case State::in_force: return agreement.operative ? DealStage::operative : DealStage::in_force;
    case State::suspended: return DealStage::suspended;
    case State::expired: return DealStage::expired;
    case State::terminated: return DealStage::terminated;
    default: return DealStage::draft;
  }
}

}  // namespace

AgreementState agreement_state(const World& world, AgreementId id, Date on) {
  for (const Standing& each : standings()) {
    const StateKey key{Subject::of(id), each.state, {}};
    if (!has_state(world.model, key)) continue;
    const std::optional<Interval> spell = world.days(key).spell(on);
    if (!spell) continue;
    return {stage_of(world.model[id], each.state),
            spell->begin.bounded() ? std::optional(spell->begin) : std::nullopt};
  }
  return {};
}

}  // namespace quid
