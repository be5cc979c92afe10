// The idea in one sentence: of each condition the rows of its parts that scenarios come to are kept, and a part
// matters where two rows differ in nothing else and in the outcome.
//
// Only what an expectation of the day rests on is looked at, by the graph of that world: what nobody looks at, no
// scenario would notice. Costs a walk of the graph for each day of a scenario, and a look at each condition in it.
#include "core/answers/shown_to_matter.hpp"

#include <algorithm>
#include <tuple>

#include "core/why/explain.hpp"

namespace quid {

namespace {

bool is_composite(Condition::Kind kind) {
  return kind == Condition::Kind::all_of || kind == Condition::Kind::any_of ||
         kind == Condition::Kind::at_least || kind == Condition::Kind::negation;
}

// A part that lasts, `for 30 days`, is one.
std::vector<ConditionId> parts_of(const Model& model, ConditionId root) {
  std::vector<ConditionId> parts;
  for (std::uint32_t at = root.value; at < model[root].next;) {
    const Condition& condition = model.conditions[at];
    if (is_composite(condition.kind)) {
      ++at;
    } else {
      parts.emplace_back(at);
      at = condition.next;
    }
  }
  return parts;
}

DaySet days_of(const World& world, ConditionId id) {
  const Condition& condition = world.model[id];
  if (condition.kind == Condition::Kind::holds) return world.days(condition.state_key());
  return explain(world, id, Date{0}, 0).days;
}

void add_states(const World& world, ConditionId root, std::vector<StateId>& row) {
  if (!root.valid()) return;
  for (std::uint32_t at = root.value; at < world.model[root].next; ++at) {
    const Condition& condition = world.model.conditions[at];
    if (condition.kind == Condition::Kind::holds) row.push_back(world.graph.find(condition.state_key()));
  }
}

// A claim about goods rests on whatever rules its questions look at.
void add_rules(const Schedule& schedule, const Claim& claim, Date on, std::vector<StateId>& row) {
  const World& world = schedule.world();
  for (const Shipment& shipment : questions_of(world.model, claim, on)) {
    std::vector<RuleId> rules;
    if (claim.kind == Claim::Kind::tariff) {
      schedule.find_tariffs(shipment, rules);
    } else {
      schedule.find_exports(shipment, rules);
    }
    for (RuleId rule : rules)
      row.push_back(world.graph.find({Subject::of(schedule[rule].provision), State::in_effect, {}}));
  }
}

}  // namespace

ShownToMatter::ShownToMatter(const Model& model) : model_(model) {
  for (std::size_t i = 0; i < model.agreements.size(); ++i) {
    for (const AgreementTerms& terms : model.agreements[i].terms)
      watch(Subject::of(AgreementId(i)), terms.in_force_once);
  }
  for (std::size_t i = 0; i < model.provisions.size(); ++i) {
    for (TermsId terms : model.provisions[i].terms) {
      for (ClauseId clause : model[terms].clauses)
        watch(Subject::of(ProvisionId(i)), model[clause].condition);
    }
  }
}

void ShownToMatter::watch(Subject owner, ConditionId root) {
  if (root.valid()) watched_.push_back({owner, root, parts_of(model_, root), {}});
}

// By the number of the watched condition, whether what is expected on the day rests on it.
std::vector<bool> ShownToMatter::rests_on(const ScenarioRun& run, Date on) const {
  const World& world = *run.world;
  std::vector<StateId> row;
  for (const Expectation& each : run.scenario->expectations) {
    if (each.on != on) continue;
    if (each.claim.kind == Claim::Kind::condition) {
      add_states(world, each.claim.condition, row);
    } else {
      add_rules(*run.schedule, each.claim, on, row);
    }
  }
  std::vector<bool> reached(world.graph.size());
  std::set<Subject> owners;
  for (std::size_t i = 0; i < row.size(); ++i) {
    const StateId state = row[i];
    if (!state.valid() || reached[state.index()]) continue;
    reached[state.index()] = true;
    owners.insert(world.graph.key(state).subject);
    for (const Dependency& dependency : world.graph.dependencies(state)) row.push_back(dependency.on);
  }
  std::vector<bool> rests(watched_.size());
  for (std::size_t i = 0; i < watched_.size(); ++i) rests[i] = owners.contains(watched_[i].owner);
  return rests;
}

void ShownToMatter::add(const ScenarioRun& run) {
  std::set<Date> days;
  for (const Expectation& each : run.scenario->expectations) days.insert(each.on);
  std::map<std::uint32_t, DaySet> known;
  const auto holds = [&](ConditionId id, Date on) {
    const auto [at, is_new] = known.try_emplace(id.value);
    if (is_new) at->second = days_of(*run.world, id);
    return at->second.contains(on);
  };
  for (Date on : days) {
    const std::vector<bool> rests = rests_on(run, on);
    for (std::size_t i = 0; i < watched_.size(); ++i) {
      if (!rests[i]) continue;
      Watched& watched = watched_[i];
      std::string parts;
      for (ConditionId part : watched.parts) parts += holds(part, on) ? '1' : '0';
      watched.seen.emplace(std::move(parts), holds(watched.root, on));
    }
  }
}

std::vector<ConditionShown> ShownToMatter::take() && {
  std::map<std::tuple<std::uint32_t, std::uint32_t, std::uint32_t>, ConditionShown> by_place;
  for (const Watched& watched : watched_) {
    for (std::size_t i = 0; i < watched.parts.size(); ++i) {
      bool shown = false;
      for (const auto& [parts, whole] : watched.seen) {
        std::string turned = parts;
        turned[i] = turned[i] == '1' ? '0' : '1';
        shown = shown || watched.seen.contains({turned, !whole});
      }
      const Span place = model_[watched.parts[i]].place;
      const auto [at, is_new] = by_place.try_emplace({place.file.value, place.begin, place.end},
                                                     ConditionShown{watched.owner, watched.parts[i], place});
      at->second.shown = at->second.shown || shown;
    }
  }
  std::vector<ConditionShown> result;
  result.reserve(by_place.size());
  for (auto& [place, shown] : by_place) result.push_back(shown);
  return result;
}

}  // namespace quid
