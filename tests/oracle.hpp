// The days of every state, worked out the slow and plain way: what the real evaluator is compared with.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <vector>

#include "core/model/model.hpp"

namespace quid::tests {

// One answer a day. The first element stands for all days before the window and the last for all days after
// it; the window holds every day on which anything in the workspace can change, so that nothing changes
// outside.
using Days = std::vector<char>;

class Oracle {
 public:
  // The model must outlive the oracle. With `known`, facts recorded after that day do not count.
  explicit Oracle(const Model& model, std::optional<Date> known = std::nullopt);

  // Every state that anything in the workspace can be in, by each party where the words name one.
  const std::vector<StateKey>& states() const { return states_; }
  // The state must be one of `states()`.
  DaySet days(const StateKey& state) const;
  // The window without its two ends.
  Date first_day() const { return date(1); }
  Date last_day() const { return date(size_ - 2); }

  // Whether some state rests on its own absence, or on itself through a waiting time. Such a workspace has no
  // meaning, and the oracle's days are not to be relied on.
  bool contradicts_itself() const { return contradicts_itself_; }
  bool has_timed_cycle() const { return timed_cycle_; }
  // How many rings the workspace has, and how many of them `simultaneous` gives their greatest sets.
  int rings() const { return rings_; }
  int greatest_rings() const { return greatest_rings_; }

 private:
  // What the words of a state do not name, but its meaning needs: an agreement's days in force as if it never
  // expired, and its days of provisional application, which entry into force does not end.
  enum class Aspect : std::uint8_t { state, never_expiring, applied };
  struct Node {
    StateKey key;
    Aspect aspect = Aspect::state;
    friend auto operator<=>(const Node&, const Node&) = default;
  };
  struct Read {
    std::size_t node;
    bool minus;
    bool timed;
  };
  // A moment as an index into the window; none where the state that it counts from never begins.
  using Day = std::optional<std::size_t>;

  // -- the window
  void choose_window();
  Date date(std::size_t day) const { return first_ + static_cast<std::int32_t>(day) - 1; }
  std::size_t day_of(Date date) const;
  Days never() const { return Days(size_, 0); }
  Days always() const { return Days(size_, 1); }
  Days from(std::size_t day) const;
  Days from(const Day& day) const { return day ? from(*day) : never(); }
  Days through(const Day& day) const;
  Day first(const Days& days) const;
  Days from_first(const Days& days) const { return from(first(days)); }

  // -- the graph
  void find_states();
  void add(const StateKey& key, Aspect aspect = Aspect::state);
  Days read(const StateKey& key, Aspect aspect = Aspect::state);
  void solve();
  void solve_ring(const std::vector<std::size_t>& ring, const std::vector<std::vector<char>>& reaches);
  std::vector<char> moving_together(const std::vector<std::size_t>& ring) const;

  // -- meaning: one function a sentence
  Days compute(const Node& node);
  Days agreement_state(AgreementId agreement, State state, PartyId by, Aspect aspect);
  Days provision_state(ProvisionId provision, State state, PartyId by);
  Days authority_state(AuthorityId authority, State state) const;
  Days proposal_state(ProposalId proposal, State state, PartyId by) const;
  Days acceded(AgreementId agreement, Verb verb, PartyId by) const;
  Days in_force(AgreementId agreement, bool expires);
  Days in_force(AgreementId agreement, const Day& by_rule, const Day& last_day) const;
  Days provisionally_applied(AgreementId agreement);
  Days expired(AgreementId agreement);
  Days notice(AgreementId agreement) const;
  std::set<std::size_t> terminations(AgreementId agreement) const;
  Days in_effect(ProvisionId provision);
  Days clauses(const Terms& terms);
  Days enacted(ProvisionId measure, const Terms& terms) const;
  Days performed(ProvisionId provision, PartyId by);
  Days performed_by(ProvisionId provision, PartyId by) const;
  Days delivered(ProvisionId provision) const;
  Days reached(ProvisionId provision);
  Days exhausted(ProvisionId provision) const;
  bool is_full(ProvisionId provision, const Limit& limit, std::size_t day) const;

  Days condition(ConditionId id);
  Days last_observation(MetricId metric, Comparison comparison, const Quantity& bar) const;
  Day moment(MomentId id, AgreementId own_expiry = {});

  // -- texts and facts
  const Terms* text_of(ProvisionId provision, std::size_t day) const;
  std::vector<AgreementTerms> texts_of(AgreementId agreement) const;
  std::size_t number_of_text(AgreementId agreement, std::size_t day) const;
  std::vector<const Entry*> events(Subject subject) const;
  Days since_first(Subject subject, Verb verb, PartyId by = {}) const;
  Days between(Subject subject, std::initializer_list<Verb> begin, std::initializer_list<Verb> end,
               PartyId by = {}) const;
  bool has_event(Subject subject, std::initializer_list<Verb> verbs) const;

  const Model& model_;
  std::optional<Date> known_;
  Date first_{};
  std::size_t size_ = 0;
  std::vector<const Entry*> facts_;    // those known, in the order in which they act
  std::vector<Day> adopted_;           // by proposal
  std::vector<ProposalId> adoptions_;  // those adopted, in the order in which they were

  std::vector<StateKey> states_;
  std::vector<Node> nodes_;
  std::map<Node, std::size_t> numbers_;
  std::vector<Days> values_;
  std::vector<std::vector<Read>> reads_;
  std::size_t computing_ = 0;
  bool recording_ = false;
  bool minus_ = false;
  bool timed_ = false;

  bool contradicts_itself_ = false;
  bool timed_cycle_ = false;
  int rings_ = 0;
  int greatest_rings_ = 0;
};

}  // namespace quid::tests
