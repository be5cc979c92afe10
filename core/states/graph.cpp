// Building the unlock graph.
//
// The idea in one sentence: ask the meaning of every state what it asks for, and write down the asking.
//
// The states that every workspace has (in effect, in force, standing) are numbered by their subject, so most
// look-ups are an addition. The others are found while walking: a state that some condition or entry mentions
// gets the next number, and its own dependencies are walked in turn. Numbers follow the order of the text,
// never a hash. Then Boost.Graph's Tarjan walk finds the strongly connected components on a compressed sparse
// row graph; it completes a component only after everything that the component depends on, so its numbering
// is the order of evaluation.
#include "core/states/graph.hpp"

#include <algorithm>
#include <utility>

#include "core/states/components.hpp"
#include "core/states/meaning.hpp"

namespace quid {

// The algebra whose sets are nothing and whose questions are the edges.
class Dependencies {
 public:
  struct Set {};

  Dependencies(Graph& graph, const StateFilter& wanted) : graph_(graph), wanted_(wanted) {}

  Set none() { return {}; }
  Set all() { return {}; }
  template <typename Days>
  Set fixed(const Ground&, Days&&) {
    return {};
  }
  Set state(const StateKey& key, Span place) {
    if (wanted_ && !wanted_(key)) return {};
    graph_.dependencies_.push_back({graph_.number(key), minus_, timed_, is_one_of_several_, part_, place});
    return {};
  }
  template <typename Make>
  void meet(Set&, Part part, Span, Make&& make) {
    in_part(part, is_one_of_several_, make);
  }
  template <typename Make>
  void join(Set&, Part part, Span, Make&& make) {
    in_part(part, true, make);
  }
  template <typename Make>
  void remove(Set&, Part part, Span, Make&& make) {
    in_part(part, is_one_of_several_, [&] { negated(make); });
  }
  template <typename Make>
  Set negate(Span, Make&& make) {
    negated(make);
    return {};
  }
  template <typename Make>
  Set since(Make&& make) {
    make();
    return {};
  }
  template <typename Make>
  Set held_for(Duration, Span, Make&& make) {
    timed(make);
    return {};
  }
  template <typename Make>
  Set within_after(Duration, Span, Make&& make) {
    timed(make);
    return {};
  }
  template <typename Make>
  Set from_moment(const Moment& moment, Make&& make) {
    at_moment(moment, make);
    return {};
  }
  template <typename Make>
  Set through_moment(const Moment& moment, Date, Make&& make) {
    negated([&] { at_moment(moment, make); });
    return {};
  }
  template <typename Make>
  Set at_least(std::size_t, Span, std::size_t count, Make&& make) {
    for (std::size_t i = 0; i < count; ++i) in_part(Part::operand, true, [&] { make(i); });
    return {};
  }
  Set condition(Condition::Kind, Span, Set) { return {}; }

 private:
  // The innermost part that is more than glue counts, and whether inside it there was a choice.
  template <typename Make>
  void in_part(Part part, bool is_one_of_several, Make&& make) {
    const Part around = part_;
    const bool was_one_of_several = is_one_of_several_;
    if (is_glue(part)) {
      is_one_of_several_ = is_one_of_several;
    } else {
      part_ = part;
      is_one_of_several_ = false;
    }
    make();
    part_ = around;
    is_one_of_several_ = was_one_of_several;
  }
  template <typename Make>
  void negated(Make&& make) {
    minus_ = !minus_;
    make();
    minus_ = !minus_;
  }
  template <typename Make>
  void timed(Make&& make) {
    bool before = std::exchange(timed_, true);
    make();
    timed_ = before;
  }
  template <typename Make>
  void at_moment(const Moment& moment, Make&& make) {
    if (moment.form == Moment::Form::date) return;
    if (moment.form == Moment::Form::first_day) {
      make();
    } else {
      timed(make);
    }
  }

  Graph& graph_;
  const StateFilter& wanted_;
  bool minus_ = false;
  bool timed_ = false;
  bool is_one_of_several_ = false;
  Part part_ = Part::operand;
};

StateId Graph::fixed_number(const StateKey& key) const {
  if (!is_whole_ || key.by.valid()) return {};
  switch (key.subject.kind) {
    case SubjectKind::provision:
      if (key.state == State::in_effect) return StateId(key.subject.index);
      return key.state == State::performed ? performed_[key.subject.index] : StateId{};
    case SubjectKind::agreement:
      return key.state == State::in_force ? StateId(std::size_t{first_in_force_} + key.subject.index)
                                          : StateId{};
    case SubjectKind::authority:
      return key.state == State::standing ? StateId(std::size_t{first_standing_} + key.subject.index)
                                          : StateId{};
    case SubjectKind::proposal: break;
  }
  return {};
}

StateId Graph::find(const StateKey& key) const {
  StateId fixed = fixed_number(key);
  if (fixed.valid()) return fixed;
  const StateId* const other = others_.find(key);
  return other == nullptr ? StateId{} : *other;
}

StateId Graph::number(const StateKey& key) {
  StateId id = find(key);
  if (id.valid()) return id;
  id = StateId(keys_.size());
  keys_.push_back(key);
  if (is_whole_ && key.subject.kind == SubjectKind::provision && key.state == State::performed &&
      !key.by.valid()) {
    performed_[key.subject.index] = id;
  } else {
    others_.insert(key, id);
  }
  return id;
}

bool Graph::is_cyclic(ComponentId component) const {
  std::span<const StateId> states = members(component);
  if (states.size() > 1) return true;
  for (const Dependency& dependency : dependencies(states[0])) {
    if (dependency.on == states[0]) return true;
  }
  return false;
}

namespace {

// The states that the text defines beyond the fixed ones, and those that an entry brings about.
void number_mentioned_states(const Model& model, const auto& number) {
  for (std::size_t i = 0; i < model.agreements.size(); ++i) {
    for (const AgreementTerms& terms : model.agreements[i].terms) {
      const Subject subject = Subject::of(AgreementId(i));
      if (terms.provisional_from.valid()) number(StateKey{subject, State::provisionally_applied, {}});
      if (terms.expires.valid()) number(StateKey{subject, State::expired, {}});
    }
  }
  for (std::size_t i = 0; i < model.provisions.size(); ++i) {
    const ProvisionKind kind = model.provisions[i].kind;
    if (kind != ProvisionKind::milestone && kind != ProvisionKind::target) continue;
    number(StateKey{Subject::of(ProvisionId(i)), State::reached, {}});
  }
  for (const Measure& measure : model.measures) {
    for (ProvisionId promise : measure.implements)
      number(StateKey{Subject::of(promise), State::performed, {}});
  }
  for (const Entry& entry : model.entries) {
    if (!entry.subject.valid()) continue;
    if (entry.kind == Entry::Kind::progress) number(StateKey{entry.subject, State::performed, {}});
    if (entry.kind == Entry::Kind::ship || entry.kind == Entry::Kind::enter) {
      number(StateKey{entry.subject, State::exhausted, {}});
    }
    if (entry.kind != Entry::Kind::event) continue;
    std::optional<State> state = state_begun_by(entry.verb);
    if (!state) continue;
    if (entry.by.valid() && names_a_party(*state)) number(StateKey{entry.subject, *state, entry.by});
    number(StateKey{entry.subject, *state, {}});
    if (entry.verb == Verb::terminated || entry.verb == Verb::notice) {
      number(StateKey{entry.subject, State::terminated, {}});
    }
  }
}

}  // namespace

Graph build(const Model& model, const Index& index) {
  Graph graph;
  graph.is_whole_ = true;
  const std::size_t provisions = model.provisions.size();
  const std::size_t agreements = model.agreements.size();
  const std::size_t authorities = model.authorities.size();
  graph.first_in_force_ = static_cast<std::uint32_t>(provisions);
  graph.first_standing_ = static_cast<std::uint32_t>(provisions + agreements);
  graph.performed_.resize(provisions);
  graph.keys_.reserve(provisions + agreements + authorities + model.entries.size());
  for (std::size_t i = 0; i < provisions; ++i) {
    graph.keys_.push_back({Subject::of(ProvisionId(i)), State::in_effect, {}});
  }
  for (std::size_t i = 0; i < agreements; ++i) {
    graph.keys_.push_back({Subject::of(AgreementId(i)), State::in_force, {}});
  }
  for (std::size_t i = 0; i < authorities; ++i) {
    graph.keys_.push_back({Subject::of(AuthorityId(i)), State::standing, {}});
  }
  number_mentioned_states(model, [&](const StateKey& key) { graph.number(key); });

  graph.dependencies_.reserve(model.conditions.size() + provisions);
  graph.add_dependencies(model, index, {});
  return graph;
}

Graph build(const Model& model, const Index& index, std::span<const StateKey> roots,
            const StateFilter& wanted) {
  Graph graph;
  for (const StateKey& root : roots) graph.number(root);
  graph.add_dependencies(model, index, wanted);
  return graph;
}

void Graph::add_dependencies(const Model& model, const Index& index, const StateFilter& wanted) {
  // `keys_` grows while it is walked.
  Dependencies algebra(*this, wanted);
  Meaning<Dependencies> meaning(model, index, algebra);
  begins_.reserve(keys_.size() + 1);
  for (std::size_t i = 0; i < keys_.size(); ++i) {
    begins_.push_back(static_cast<std::uint32_t>(dependencies_.size()));
    const StateKey key = keys_[i];
    meaning.of(key);
  }
  begins_.push_back(static_cast<std::uint32_t>(dependencies_.size()));
  find_components();
}

void Graph::find_components() {
  const std::size_t count = keys_.size();
  EdgeList list{count, {}};
  list.edges.reserve(dependencies_.size());
  for (std::size_t i = 0; i < count; ++i) {
    for (std::uint32_t at = begins_[i]; at < begins_[i + 1]; ++at) {
      list.edges.emplace_back(static_cast<std::uint32_t>(i), dependencies_[at].on.value);
    }
  }
  Components components = strong_components(list);
  component_of_ = std::move(components.of);

  component_begins_.assign(components.count + 1, 0);
  for (std::uint32_t component : component_of_) ++component_begins_[component + 1];
  for (std::size_t i = 1; i < component_begins_.size(); ++i) component_begins_[i] += component_begins_[i - 1];
  by_component_.resize(count);
  Table<std::uint32_t> fill(component_begins_.begin(), component_begins_.end() - 1);
  for (std::size_t i = 0; i < count; ++i) by_component_[fill[component_of_[i]]++] = StateId(i);
}

}  // namespace quid
