// The idea in one sentence: the entries are put behind those of one copy of the model and into its index, and only states
// that may change by them are worked out again.
//
// What may change at once is what the entries are about, and what asks for their entries without asking for a state: a
// provision looks at the suspensions of its deal, a text at the adoptions. From there it spreads against the edges of
// the graph. Edges that only the new entries make begin at what changes at once.
#include "core/states/suppose.hpp"

#include <algorithm>

namespace quid {

Supposition::Supposition(const World& world)
    : world_(world),
      model_(world.model),
      recorded_(model_.entries.size()),
      index_(make_index(model_)),
      touched_(world.graph.size(), false) {}

void Supposition::suppose(std::span<const Entry> entries) {
  for (auto& [metric, observations] : observed_)
    model_.metrics[metric.index()].observations = std::move(observations);
  observed_.clear();
  for (const StateId state : touched_list_) touched_[state.index()] = false;
  touched_list_.clear();
  model_.entries.resize(recorded_);
  std::vector<EntryId> added;
  for (const Entry& entry : entries) {
    added.emplace_back(model_.entries.size());
    model_.entries.push_back(entry);
    if (entry.kind == Entry::Kind::observe)
      observe(entry.metric, {entry.acts_from, entry.recorded, entry.quantity, added.back()});
    touch(entry);
  }
  index_.add(added);
  spread();
}

void Supposition::observe(MetricId metric, const Observation& observation) {
  std::vector<Observation>& observations = model_.metrics[metric.index()].observations;
  if (std::none_of(observed_.begin(), observed_.end(),
                   [&](const auto& each) { return each.first == metric; }))
    observed_.emplace_back(metric, observations);
  const auto at = std::upper_bound(observations.begin(), observations.end(), observation.date,
                                   [](Date day, const Observation& each) { return day < each.date; });
  observations.insert(at, observation);
}

// -- what may change

void Supposition::touch(const Entry& entry) {
  // Any condition may be about a figure.
  if (entry.kind == Entry::Kind::observe) return touch_all();
  if (!entry.subject.valid()) return;
  touch(entry.subject);
  if (entry.subject.kind == SubjectKind::agreement) {
    for (ProvisionId provision : model_[entry.subject.agreement()].provisions) touch(Subject::of(provision));
  } else if (entry.subject.kind == SubjectKind::proposal) {
    const Proposal& proposal = model_[entry.subject.proposal()];
    touch(proposal.amends);
    for (const auto* list : {&proposal.replaces, &proposal.adds, &proposal.removes}) {
      for (ProvisionId provision : *list) touch(Subject::of(provision));
    }
    if (proposal.amends.kind == SubjectKind::agreement) {
      for (ProvisionId provision : model_[proposal.amends.agreement()].provisions)
        touch(Subject::of(provision));
    }
  } else if (entry.kind == Entry::Kind::ship || entry.kind == Entry::Kind::enter) {
    std::vector<ProvisionId> seen;
    for (ProvisionId at = model_[entry.subject.provision()].counts_toward; at.valid();
         at = model_[at].counts_toward) {
      if (std::find(seen.begin(), seen.end(), at) != seen.end()) break;
      seen.push_back(at);
      touch(Subject::of(at));
    }
  }
}

void Supposition::touch(Subject subject) {
  const auto touch_state = [&](const StateKey& key) {
    const StateId state = world_.graph.find(key);
    if (!state.valid() || touched_[state.index()]) return;
    touched_[state.index()] = true;
    touched_list_.push_back(state);
  };
  if (!subject.valid()) return;
  const ProvisionKind kind = kind_of(model_, subject);
  for (std::size_t i = 0; i < state_count; ++i) {
    const State state = static_cast<State>(i);
    if (!has_state(subject.kind, kind, state)) continue;
    touch_state({subject, state, {}});
    if (!names_a_party(state)) continue;
    for (std::size_t party = 0; party < model_.parties.size(); ++party)
      touch_state({subject, state, PartyId(party)});
  }
}

void Supposition::touch_all() {
  for (std::size_t i = 0; i < touched_.size(); ++i) {
    if (touched_[i]) continue;
    touched_[i] = true;
    touched_list_.emplace_back(i);
  }
}

void Supposition::spread() {
  if (begins_.empty()) list_dependents();
  for (std::size_t i = 0; i < touched_list_.size(); ++i) {
    const std::size_t state = touched_list_[i].index();
    for (std::uint32_t at = begins_[state]; at < begins_[state + 1]; ++at) {
      const StateId dependent = dependents_[at];
      if (touched_[dependent.index()]) continue;
      touched_[dependent.index()] = true;
      touched_list_.push_back(dependent);
    }
  }
}

// Counted, summed up, filled.
void Supposition::list_dependents() {
  const Graph& graph = world_.graph;
  begins_.assign(graph.size() + 2, 0);
  for (std::size_t i = 0; i < graph.size(); ++i) {
    for (const Dependency& dependency : graph.dependencies(StateId(i))) ++begins_[dependency.on.index() + 2];
  }
  for (std::size_t i = 2; i < begins_.size(); ++i) begins_[i] += begins_[i - 1];
  dependents_.resize(begins_.back());
  for (std::size_t i = 0; i < graph.size(); ++i) {
    for (const Dependency& dependency : graph.dependencies(StateId(i)))
      dependents_[begins_[dependency.on.index() + 1]++] = StateId(i);
  }
  begins_.pop_back();
}

bool Supposition::may_change(const StateKey& state) const {
  const StateId id = world_.graph.find(state);
  return !id.valid() || touched_[id.index()];
}

DaySet Supposition::days(const StateKey& state) const {
  if (!may_change(state)) return world_.days(state);
  const Graph graph =
      build(model_, index_, std::span(&state, 1), [&](const StateKey& key) { return may_change(key); });
  return evaluate(model_, index_, graph, world_)[graph.find(state)];
}

std::vector<ChangedDays> Supposition::changes() const {
  std::vector<StateId> states = touched_list_;
  std::sort(states.begin(), states.end());
  std::vector<StateKey> keys;
  for (const StateId state : states) keys.push_back(world_.graph.key(state));
  const Graph graph = build(model_, index_, keys, [&](const StateKey& key) { return may_change(key); });
  const Evaluation evaluation = evaluate(model_, index_, graph, world_);
  std::vector<ChangedDays> changes;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    const DaySet& before = world_.evaluation[states[i]];
    const DaySet& after = evaluation[graph.find(keys[i])];
    if (before != after) changes.push_back({keys[i], before, after});
  }
  return changes;
}

}  // namespace quid
