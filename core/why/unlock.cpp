// What it would take.
//
// The idea in one sentence: the condition on acts (ways.hpp) gives candidates, the fewest acts first, and each is
// recorded and evaluated; one that does not do is the beginning of longer ones.
//
//   1. A way to the goal fulfils the condition, so it covers one of the least sets of the condition.
//   2. Such a set is replayed. Where the goal then holds on some day, it is a way, and a least one: its parts do not
//      fulfil the condition.
//   3. Where it does not (an act does harm elsewhere), the question is asked again of the world in which the set is
//      done: what else is there to do? A way that covers the set is the set and a way in that world.
// Sets are taken up in the order of their weight, whatever world they come from. So what is found has come after all
// that is smaller, and a way that covers another one is dropped.
//
// Weights count acts first and setbacks second: to keep a promise comes before to break one.
#include "core/why/unlock.hpp"

#include <algorithm>
#include <set>

#include "core/why/acts.hpp"
#include "core/why/ways.hpp"

namespace quid {

namespace {

constexpr LeastSets::Weight weight_of_act = 1000;
constexpr std::size_t most_steps = 200'000;
constexpr std::size_t most_worlds = 200;

LeastSets::Weight weight_of(const Lever& lever) {
  return weight_of_act + (!lever.is_bracket() && is_setback(lever.act) ? 1 : 0);
}

// The acts as text, without the figures of observations: two ways that differ in these are one to a person.
using Line = std::tuple<int, Subject, int, PartyId, MetricId>;
Line line_of(const Lever& lever) {
  const Entry& act = lever.act;
  return {static_cast<int>(act.kind), act.subject, static_cast<int>(act.verb), act.by, act.metric};
}
std::vector<Line> lines_of(const std::vector<Lever>& levers) {
  std::vector<Line> lines;
  for (const Lever& lever : levers) lines.push_back(line_of(lever));
  std::sort(lines.begin(), lines.end());
  return lines;
}

// A world in which some levers are pulled, and the search for what else is to be done there.
struct Branch {
  std::vector<Lever> done;
  LeastSets::Weight weight = 0;
  std::vector<Lever> levers;
  std::optional<LeastSets> search;  // none until it is asked for

  std::optional<LeastSets::Weight> bound() const {
    if (!search) return weight + weight_of_act;
    const std::optional<LeastSets::Weight> more = search->bound();
    return more ? std::optional(weight + *more) : std::nullopt;
  }
};

class Unlocking {
 public:
  Unlocking(const World& world, const UnlockQuestion& question)
      : world_(world), question_(question), supposed_(world) {}

  Unlock answer() && {
    result_.days = world_.days(question_.goal);
    result_.holds = result_.days.contains(question_.on);
    if (result_.holds) return std::move(result_);
    result_.comes = (result_.days & DaySet::from(question_.on)).first_day();
    if (!result_.comes) search();
    return std::move(result_);
  }

 private:
  void search() {
    branches_.emplace_back();
    open(branches_.front());
    for (std::size_t steps = 0; result_.ways.size() <= question_.most; ++steps) {
      Branch* next = lightest();
      if (next == nullptr) break;
      if (steps > most_steps || branches_.size() > most_worlds) {
        result_.gave_up = true;
        break;
      }
      if (!next->search) {
        open(*next);
      } else if (const std::optional<LeastSets::Leaves> set = next->search->step()) {
        take(*next, *set);
      }
    }
    result_.has_more = result_.ways.size() > question_.most;
    find_who_cannot_help();
    const auto order = [](const Way& way) { return std::tuple(way.acts.size(), way.setbacks, way.earliest); };
    std::stable_sort(result_.ways.begin(), result_.ways.end(),
                     [&](const Way& a, const Way& b) { return order(a) < order(b); });
    if (result_.has_more) result_.ways.resize(question_.most);
    for (Way& way : result_.ways) {
      tell_what_else(way);
      say_jointly(way.acts);
    }
    if (result_.ways.empty() && result_.unagreed.empty())
      find_doors(missing_of(world_, question_.goal, question_.on));
  }

  // What each of the parties does, one entry by nobody in particular says.
  void say_jointly(std::vector<Act>& acts) const {
    std::vector<Act> said;
    for (const Act& act : acts) {
      const auto same = [&](const Act& each) {
        return act.entry.kind == Entry::Kind::event && act.entry.by.valid() &&
               each.entry.kind == act.entry.kind && each.entry.verb == act.entry.verb &&
               each.entry.subject == act.entry.subject;
      };
      const std::vector<PartyId> all = actors_of(world_.model, act.entry.subject);
      const auto count = std::count_if(acts.begin(), acts.end(), same);
      if (count < 2 || static_cast<std::size_t>(count) != all.size()) {
        said.push_back(act);
      } else if (std::none_of(said.begin(), said.end(), same)) {
        said.push_back(act);
        said.back().entry.by = {};
        said.back().actors = all;
      }
    }
    acts = std::move(said);
  }

  // What is final stands in the way for good; where nothing is, all that is missing.
  void find_doors(const std::vector<Missing>& list) {
    for (const Missing& missing : list) add_final(missing);
    if (!result_.doors.empty()) return;
    for (const Missing& missing : list) result_.doors.push_back({missing, std::nullopt});
  }
  void add_final(const Missing& missing) {
    for (const Missing& each : missing.of) add_final(each);
    if (missing.kind != Missing::Kind::one || !missing.is_final) return;
    std::optional<Date> since;
    for (const Interval& spell : missing.reason.days.intervals()) {
      if (missing.reason.minus && spell.begin <= question_.on && spell.begin.bounded()) since = spell.begin;
      if (!missing.reason.minus && spell.end <= question_.on) since = spell.end;
    }
    result_.doors.push_back({missing, since});
  }

  Branch* lightest() {
    Branch* best = nullptr;
    for (Branch& branch : branches_) {
      const std::optional<LeastSets::Weight> bound = branch.bound();
      if (bound && (best == nullptr || *bound < *best->bound())) best = &branch;
    }
    return best;
  }

  void open(Branch& branch) {
    const std::vector<Entry> done = entries(branch.done);
    Ways ways;
    const bool is_vertex = world_.graph.find(question_.goal).valid();
    if (done.empty() && is_vertex) {
      ways = ways_to({world_.model, world_.index, world_.graph, world_.evaluation, done}, question_.goal,
                     question_.on, question_.by);
    } else {
      supposed_.suppose(done);
      const Model& model = supposed_.model();
      const Graph graph = build(model, supposed_.index(), std::span(&question_.goal, 1));
      const Evaluation evaluation = evaluate(model, supposed_.index(), graph);
      ways = ways_to({model, supposed_.index(), graph, evaluation, done}, question_.goal, question_.on,
                     question_.by);
    }
    branch.levers = std::move(ways.levers);
    std::vector<LeastSets::Weight> weights;
    for (const Lever& lever : branch.levers) weights.push_back(weight_of(lever));
    branch.search.emplace(ways.conditions, ways.root, std::move(weights));
    note_who_may_help(branch, ways);
  }

  // The entries of levers that are acts.
  static std::vector<Entry> entries(const std::vector<Lever>& levers) {
    std::vector<Entry> list;
    for (const Lever& lever : levers) list.push_back(lever.act);
    return list;
  }

  void take(const Branch& branch, const LeastSets::Leaves& set) {
    std::vector<Lever> levers = branch.done;
    LeastSets::Weight weight = branch.weight;
    for (const Conditions::Leaf leaf : set) {
      levers.push_back(branch.levers[leaf]);
      weight += weight_of(branch.levers[leaf]);
    }
    if (std::any_of(levers.begin(), levers.end(), [](const Lever& each) { return each.is_bracket(); }))
      return note_brackets(levers);
    std::vector<Line> lines = lines_of(levers);
    const auto covers = [&](const std::vector<Line>& each) { return std::ranges::includes(lines, each); };
    if (std::any_of(found_.begin(), found_.end(), covers)) return;
    supposed_.suppose(entries(levers));
    DaySet days = supposed_.days(question_.goal);
    const std::optional<Date> earliest = (days & DaySet::from(question_.on)).first_day();
    if (!earliest) {
      if (tried_.insert(identities(levers)).second)
        branches_.push_back(
            {.done = std::move(levers), .weight = weight, .levers = {}, .search = std::nullopt});
      return;
    }
    Way way{.acts = {}, .days = std::move(days), .earliest = *earliest, .also = {}};
    for (const Lever& lever : levers) {
      way.acts.push_back({lever.act, actors_of(world_.model, lever.act), lever.place, lever.cite});
      if (is_setback(lever.act)) ++way.setbacks;
    }
    found_.push_back(std::move(lines));
    result_.ways.push_back(std::move(way));
  }

  static std::vector<std::pair<Line, std::string>> identities(const std::vector<Lever>& levers) {
    std::vector<std::pair<Line, std::string>> list;
    for (const Lever& lever : levers)
      list.emplace_back(line_of(lever), lever.act.quantity.amount.to_string());
    std::sort(list.begin(), list.end());
    return list;
  }

  void note_brackets(const std::vector<Lever>& levers) {
    Unagreed unagreed;
    for (const Lever& lever : levers) {
      if (lever.is_bracket()) {
        unagreed.brackets.push_back(lever.bracket);
      } else {
        ++unagreed.acts;
      }
    }
    result_.unagreed.push_back(std::move(unagreed));
  }

  // -- who can help, and what else comes

  static void add(PartyId party, std::vector<PartyId>& list) {
    if (std::find(list.begin(), list.end(), party) == list.end()) list.push_back(party);
  }

  void note_who_may_help(const Branch& branch, const Ways& ways) {
    std::vector<bool> is_reached(ways.conditions.size(), false);
    is_reached[ways.root] = true;
    for (Conditions::Node node = static_cast<Conditions::Node>(ways.conditions.size()); node-- > 0;) {
      if (!is_reached[node]) continue;
      if (!ways.conditions.is_leaf(node)) {
        for (const Conditions::Node child : ways.conditions.of(node)) is_reached[child] = true;
        continue;
      }
      const Lever& lever = branch.levers[ways.conditions.leaf_of(node)];
      if (lever.is_bracket()) continue;
      for (PartyId party : actors_of(world_.model, lever.act)) add(party, may_help_);
    }
  }

  void find_who_cannot_help() {
    collect_involved();
    // All ways are known, or else what the condition does not name; then a world that was not looked into may.
    const bool is_all = !result_.has_more && !result_.gave_up && result_.unagreed.empty();
    std::vector<PartyId> help;
    if (is_all) {
      for (const Way& way : result_.ways) {
        for (const Act& act : way.acts) {
          for (PartyId party : act.actors) add(party, help);
        }
      }
    } else if (branches_.size() == 1) {
      help = may_help_;
    } else {
      return;
    }
    for (PartyId party : result_.involved) {
      if (std::find(help.begin(), help.end(), party) == help.end()) result_.cannot_help.push_back(party);
    }
  }

  void collect_involved() {
    const Model& model = world_.model;
    const auto add_of = [&](Subject subject) {
      for (PartyId party : actors_of(model, subject)) add(party, result_.involved);
      if (subject.kind != SubjectKind::provision) return;
      const Provision& provision = model[subject.provision()];
      if (!provision.agreement.valid()) return;
      for (PartyId party : model[provision.agreement].parties) add(party, result_.involved);
    };
    add_of(question_.goal.subject);
    const StateId goal = world_.graph.find(question_.goal);
    if (!goal.valid()) return;
    std::vector<bool> seen(world_.graph.size(), false);
    std::vector<StateId> todo = {goal};
    seen[goal.index()] = true;
    while (!todo.empty()) {
      const StateId state = todo.back();
      todo.pop_back();
      add_of(world_.graph.key(state).subject);
      for (const Dependency& dependency : world_.graph.dependencies(state)) {
        if (seen[dependency.on.index()]) continue;
        seen[dependency.on.index()] = true;
        todo.push_back(dependency.on);
      }
    }
    std::sort(result_.involved.begin(), result_.involved.end());
  }

  void tell_what_else(Way& way) {
    std::vector<Entry> done;
    for (const Act& act : way.acts) done.push_back(act.entry);
    supposed_.suppose(done);
    const DaySet after = DaySet::from(question_.on);
    for (ChangedDays& change : supposed_.changes()) {
      const State state = change.state.state;
      if (change.state == question_.goal || (state != State::in_effect && state != State::in_force)) continue;
      if ((change.before & after) != (change.after & after)) way.also.push_back(std::move(change));
    }
  }

  const World& world_;
  const UnlockQuestion& question_;
  Supposition supposed_;
  std::vector<Branch> branches_;
  std::vector<std::vector<Line>> found_;
  std::set<std::vector<std::pair<Line, std::string>>> tried_;
  std::vector<PartyId> may_help_;
  Unlock result_;
};

}  // namespace

Unlock unlock(const World& world, const UnlockQuestion& question) {
  return Unlocking(world, question).answer();
}

}  // namespace quid
