// The idea in one sentence: both worlds hold the days of every state, so what differs is found by walking both
// lists once, and how near a change is by walking the graph from those changes that rest on no other.
//
// A state of the one side that is no vertex of the other's graph is worked out there. A rule is in effect while
// its provision is and its text is the text; of one provision those that say the same are paired first, then
// the rest in the order of the text. What is looser is said of days: a rule that frees is looser on more of
// them, one that burdens on fewer. Where the text of a rule differs, only rates and limits are compared.
#include "core/answers/difference.hpp"

#include <algorithm>
#include <array>
#include <tuple>
#include <utility>

#include "core/model/likeness.hpp"
#include "core/model/quantity.hpp"

namespace quid {

namespace {

constexpr std::size_t none = static_cast<std::size_t>(-1);

DaySet days_in(const World& world, const StateKey& key) {
  if (!key.subject.valid() || !has_state(world.model, key)) return DaySet::none();
  return world.days(key);
}

// -- states

class States {
 public:
  States(const World& before, const World& after, const Counterparts& counterparts)
      : before_(before), after_(after), counterparts_(counterparts) {}

  std::vector<StateChange> take() && {
    compare();
    measure_distances();
    return in_order();
  }

 private:
  void compare() {
    change_after_.assign(after_.graph.size(), none);
    change_before_.assign(before_.graph.size(), none);
    for (std::size_t i = 0; i < after_.graph.size(); ++i) {
      const StateKey key = after_.graph.key(StateId(i));
      const StateKey old = counterparts_.in_before(key);
      add(old, key, days_in(before_, old), after_.evaluation[StateId(i)]);
    }
    for (std::size_t i = 0; i < before_.graph.size(); ++i) {
      const StateKey key = before_.graph.key(StateId(i));
      const StateKey now = counterparts_.in_after(key);
      if (now.subject.valid() && after_.graph.find(now).valid()) continue;
      add(key, now, before_.evaluation[StateId(i)], days_in(after_, now));
    }
  }

  void add(const StateKey& before, const StateKey& after, DaySet days_before, DaySet days_after) {
    if (days_before == days_after) return;
    StateChange change{before, after, std::move(days_before), std::move(days_after)};
    if (const StateId id = vertex(after_, after); id.valid()) change_after_[id.index()] = changes_.size();
    if (const StateId id = vertex(before_, before); id.valid()) change_before_[id.index()] = changes_.size();
    changes_.push_back(std::move(change));
  }

  static StateId vertex(const World& world, const StateKey& key) {
    return key.subject.valid() ? world.graph.find(key) : StateId{};
  }

  struct Edge {
    std::size_t on;
    std::size_t who;
    Span place;
    bool in_after;
  };

  // What turns on the same day decides; where nothing does, a term has run or another change came first.
  void keep_decisive(std::size_t first) {
    const auto begin = edges_.begin() + static_cast<std::ptrdiff_t>(first);
    const auto turns_with = [&](const Edge& edge) {
      return changes_[edge.on].first() == changes_[edge.who].first();
    };
    if (std::none_of(begin, edges_.end(), turns_with)) return;
    edges_.erase(std::remove_if(begin, edges_.end(), [&](const Edge& edge) { return !turns_with(edge); }),
                 edges_.end());
  }

  void add_edges(const World& world, const StateKey& key, const std::vector<std::size_t>& change_of,
                 std::size_t who) {
    const StateId id = vertex(world, key);
    if (!id.valid()) return;
    for (const Dependency& dependency : world.graph.dependencies(id)) {
      const std::size_t on = change_of[dependency.on.index()];
      if (on != none && on != who) edges_.push_back({on, who, dependency.place, &world == &after_});
    }
  }

  // From the changes that rest on no other, step by step. A ring of changes that rest only on one another is
  // entered at the first of them.
  void measure_distances() {
    for (std::size_t i = 0; i < changes_.size(); ++i) {
      const std::size_t first = edges_.size();
      add_edges(after_, changes_[i].after, change_after_, i);
      add_edges(before_, changes_[i].before, change_before_, i);
      keep_decisive(first);
    }
    std::vector<bool> rests(changes_.size());
    for (const Edge& edge : edges_) rests[edge.who] = true;
    std::stable_sort(edges_.begin(), edges_.end(), [](const Edge& a, const Edge& b) { return a.on < b.on; });
    std::vector<bool> reached(changes_.size());
    std::vector<std::size_t> row;
    for (std::size_t i = 0; i < changes_.size(); ++i) {
      if (!rests[i]) enter(i, reached, row);
    }
    for (std::size_t next = 0, done = 0; done < changes_.size(); ++done) {
      follow(row, reached);
      while (next < changes_.size() && reached[next]) ++next;
      if (next == changes_.size()) break;
      enter(next, reached, row);
    }
  }

  static void enter(std::size_t change, std::vector<bool>& reached, std::vector<std::size_t>& row) {
    reached[change] = true;
    row.push_back(change);
  }

  void follow(std::vector<std::size_t>& row, std::vector<bool>& reached) {
    for (; followed_ < row.size(); ++followed_) {
      const std::size_t on = row[followed_];
      const auto first =
          std::lower_bound(edges_.begin(), edges_.end(), on,
                           [](const Edge& edge, std::size_t wanted) { return edge.on < wanted; });
      for (auto edge = first; edge != edges_.end() && edge->on == on; ++edge) {
        if (reached[edge->who]) continue;
        StateChange& change = changes_[edge->who];
        change.distance = changes_[on].distance + 1;
        change.because = on;
        change.place = edge->place;
        change.place_in_after = edge->in_after;
        enter(edge->who, reached, row);
      }
    }
  }

  // Nearest first; `because` goes with it.
  std::vector<StateChange> in_order() {
    std::vector<std::size_t> order(changes_.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    const auto place = [&](std::size_t i) {
      const StateChange& change = changes_[i];
      const bool gone = !change.after.subject.valid();
      return std::tuple(change.distance, gone, gone ? change.before : change.after);
    };
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return place(a) < place(b); });
    std::vector<std::size_t> number(changes_.size());
    for (std::size_t i = 0; i < order.size(); ++i) number[order[i]] = i;
    std::vector<StateChange> result;
    result.reserve(changes_.size());
    for (std::size_t i : order) {
      result.push_back(std::move(changes_[i]));
      if (result.back().because) result.back().because = number[*result.back().because];
    }
    return result;
  }

  const World& before_;
  const World& after_;
  const Counterparts& counterparts_;
  std::vector<StateChange> changes_;
  std::vector<std::size_t> change_after_;   // by StateId
  std::vector<std::size_t> change_before_;  // by StateId
  std::vector<Edge> edges_;
  std::size_t followed_ = 0;
};

// -- rules

class Rules {
 public:
  Rules(const World& before, const World& after, const Counterparts& counterparts)
      : before_(before), after_(after), counterparts_(counterparts) {}

  std::vector<RuleChange> take() && {
    for (std::size_t i = 0; i < after_.model.provisions.size(); ++i) {
      const Subject old = counterparts_.in_before(Subject::of(ProvisionId(i)));
      compare(old.valid() ? old.provision() : ProvisionId{}, ProvisionId(i));
    }
    for (Subject gone : counterparts_.gone()) {
      if (gone.kind == SubjectKind::provision) compare(gone.provision(), {});
    }
    return std::move(changes_);
  }

 private:
  struct Side {
    RuleVersion rule;
    DaySet days;
    Likeness says;
    bool paired = false;
  };

  static std::vector<Side> rules_of(const World& world, ProvisionId provision) {
    std::vector<Side> rules;
    if (!provision.valid()) return rules;
    const DaySet in_effect = world.days({Subject::of(provision), State::in_effect, {}});
    for (TermsId terms : world.model[provision].terms) {
      for (TreatmentId treatment : world.model[terms].treatments) {
        rules.push_back({{provision, terms, treatment},
                         in_effect & world.index.text_days(terms),
                         likeness(world.model, world.model[treatment])});
      }
    }
    return rules;
  }

  void compare(ProvisionId before, ProvisionId after) {
    std::vector<Side> left = rules_of(before_, before);
    std::vector<Side> right = rules_of(after_, after);
    if (left.empty() && right.empty()) return;
    pair_alike(left, right, [&](const Side& old, const Side& now) { note(&old, &now); });
    // What is left says something else: the first with the first, and so on.
    std::size_t at = 0;
    for (Side& now : right) {
      if (now.paired) continue;
      while (at < left.size() && left[at].paired) ++at;
      if (at == left.size()) {
        note(nullptr, &now);
      } else {
        left[at].paired = true;
        note(&left[at], &now);
      }
    }
    for (Side& old : left) {
      if (!old.paired) note(&old, nullptr);
    }
  }

  void note(const Side* old, const Side* now) {
    RuleChange change;
    if (old != nullptr) std::tie(change.before, change.days_before) = std::tie(old->rule, old->days);
    if (now != nullptr) std::tie(change.after, change.days_after) = std::tie(now->rule, now->days);
    change.says_the_same = old != nullptr && now != nullptr && old->says == now->says;
    const bool never = change.days_before.empty() && change.days_after.empty();
    if (change.says_the_same && change.days_before == change.days_after) return;
    // A rule that is in effect on no day of either side grants nothing on either.
    if (never) return;
    const Bearing bearing =
        now != nullptr ? bearing_at(after_.model, now->rule) : bearing_at(before_.model, old->rule);
    change.direction = by_days(bearing, change.days_before, change.days_after);
    if (old != nullptr && now != nullptr && !change.says_the_same &&
        !(change.days_before & change.days_after).empty())
      change.direction = joined(change.direction, by_text(bearing, old->says, now->says));
    changes_.push_back(std::move(change));
  }

  static Bearing bearing_at(const Model& model, const RuleVersion& rule) {
    return bearing_of(model, model[rule.treatment], model[rule.provision].kind);
  }

  const World& before_;
  const World& after_;
  const Counterparts& counterparts_;
  std::vector<RuleChange> changes_;
};

// -- quotas

bool has_limit(const Model& model, ProvisionId provision) {
  for (TermsId terms : model[provision].terms) {
    for (TreatmentId treatment : model[terms].treatments) {
      for (BandId band : model[treatment].bands) {
        if (model[band].limit.valid()) return true;
      }
    }
  }
  return false;
}

// A row as both models can name it: which of the provision's limits, whose, and when.
struct RowName {
  std::size_t limit;
  std::string_view holder;
  Date begin;
  Date end;

  friend auto operator<=>(const RowName&, const RowName&) = default;
};

std::vector<std::pair<RowName, QuotaRow>> rows_of(const World& world, ProvisionId provision, Date on) {
  std::vector<std::pair<RowName, QuotaRow>> rows;
  if (!provision.valid() || !has_limit(world.model, provision)) return rows;
  std::vector<BandId> bands;
  for (TermsId terms : world.model[provision].terms) {
    for (TreatmentId treatment : world.model[terms].treatments) {
      for (BandId band : world.model[treatment].bands) bands.push_back(band);
    }
  }
  for (QuotaRow& row : quota_rows(world.model, world.index, provision, on)) {
    const auto at = std::lower_bound(bands.begin(), bands.end(), row.band);
    RowName name{static_cast<std::size_t>(at - bands.begin()), {}, row.period.begin, row.period.end};
    if (row.holder.valid()) name.holder = world.model[row.holder].name;
    rows.emplace_back(name, row);
  }
  std::stable_sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  return rows;
}

bool same_amounts(const QuotaRow& a, const QuotaRow& b) {
  return a.limit == b.limit && a.carried_in == b.carried_in && a.used == b.used && a.left == b.left &&
         a.carried_out == b.carried_out && a.lapsed == b.lapsed && a.over == b.over;
}

std::vector<QuotaChange> quota_changes(const World& before, const World& after,
                                       const Counterparts& counterparts, Date on) {
  std::vector<QuotaChange> changes;
  const auto compare = [&](ProvisionId old, ProvisionId now) {
    const auto left = rows_of(before, old, on);
    const auto right = rows_of(after, now, on);
    for (std::size_t i = 0, j = 0; i < left.size() || j < right.size();) {
      const bool only_left = j == right.size() || (i < left.size() && left[i].first < right[j].first);
      const bool only_right = !only_left && (i == left.size() || right[j].first < left[i].first);
      if (only_left) {
        changes.push_back({left[i++].second, std::nullopt});
      } else if (only_right) {
        changes.push_back({std::nullopt, right[j++].second});
      } else {
        if (!same_amounts(left[i].second, right[j].second))
          changes.push_back({left[i].second, right[j].second});
        ++i;
        ++j;
      }
    }
  };
  for (std::size_t i = 0; i < after.model.provisions.size(); ++i) {
    const Subject old = counterparts.in_before(Subject::of(ProvisionId(i)));
    compare(old.valid() ? old.provision() : ProvisionId{}, ProvisionId(i));
  }
  for (Subject gone : counterparts.gone()) {
    if (gone.kind == SubjectKind::provision) compare(gone.provision(), {});
  }
  return changes;
}

}  // namespace

Difference difference(const World& before, const World& after, Date on) {
  Difference result{Counterparts(before.model, after.model), {}, {}, {}};
  result.states = States(before, after, result.counterparts).take();
  result.rules = Rules(before, after, result.counterparts).take();
  result.quotas = quota_changes(before, after, result.counterparts, on);
  return result;
}

std::vector<StateChange> state_changes(const World& before, const World& after) {
  const Counterparts counterparts(before.model, after.model);
  return States(before, after, counterparts).take();
}

}  // namespace quid
