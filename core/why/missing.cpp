// What is missing.
//
// The idea in one sentence: the steps that fail in a lean reason are what is missing, and how the steps decide one
// another says which of them are needed together and which are alternatives.
//
// Under a minus sign things turn: what should not hold and rests on all of its parts ends with any of them.
//
// A state that comes up again is shown once in the tree. Where all ways lead through it anyway, the second mention
// asks for nothing more and is left out; the states that are needed anyway are known on the way down. A state that
// waits for itself cannot come about in this way: as an alternative it is dropped.
//
// Costs: each step of the tree is looked at twice, each leaf is looked up once in an ordered set.
#include "core/why/missing.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "core/model/vocabulary.hpp"
#include "core/why/acts.hpp"
#include "core/why/explain.hpp"

namespace quid {

namespace {

std::vector<PartyId> actors_of(const Model& model, const StateKey& key) {
  return key.by.valid() ? std::vector{key.by} : actors_of(model, key.subject);
}

void add_actors(const std::vector<PartyId>& more, std::vector<PartyId>& actors) {
  for (PartyId actor : more) {
    if (std::find(actors.begin(), actors.end(), actor) == actors.end()) actors.push_back(actor);
  }
}

// What came about, once and for all or not; by the sign, whether it is to come or to go.
bool can_change(const Reason& reason) {
  if (const Recorded* recorded = reason.as<Recorded>()) return !reason.minus || !lasts(recorded->key.state);
  if (const TextCounts* text = reason.as<TextCounts>()) return text->key.subject.valid();
  return reason.as<Unrecorded>() != nullptr || reason.as<OfState>() != nullptr ||
         reason.as<Shown>() != nullptr || reason.as<Unopposed>() != nullptr;
}

// What was found below a step: needs (all of them, where they stand in a list), nothing that can be had, or
// nothing that is needed. Of what cannot be had, `missing` is what stands in the way.
struct Found {
  enum class Kind : std::uint8_t { satisfied, impossible, needed };
  Kind kind = Kind::satisfied;
  Missing missing = {};
  std::vector<StateKey> stands_for = {};  // the states that hold once just this has come about

  static Found of(Missing missing) { return {Kind::needed, std::move(missing)}; }
  static Found impossible(Missing missing) {
    missing.is_final = true;
    missing.actors.clear();
    return {Kind::impossible, std::move(missing)};
  }
};

// What makes two of them one thing: the kind of step, its sign, and what it is about.
using Identity = std::tuple<std::size_t, bool, StateKey, std::uint32_t, std::uint32_t>;

Identity identity(const Reason& reason) {
  const std::size_t kind = reason.step.index();
  if (const OnDate* date = reason.as<OnDate>()) return {kind, reason.minus, {}, date->condition.value, 0};
  if (const StateKey* key = reason.state()) {
    const Recorded* recorded = reason.as<Recorded>();
    return {kind, reason.minus, *key, recorded != nullptr ? recorded->entry.value : 0, 0};
  }
  return {kind, reason.minus, {}, reason.place.file.value, reason.place.begin};
}

// What was said in a list, and where.
using Said = std::map<Identity, std::size_t>;

// All of all is one list, and any of any; each thing is said once. Of several so many are counted, each by itself.
void add(Missing missing, Missing& into, Said& said) {
  if (into.kind == Missing::Kind::at_least) return into.of.push_back(std::move(missing));
  if (missing.kind == into.kind) {
    for (Missing& each : missing.of) add(std::move(each), into, said);
    return;
  }
  if (missing.kind == Missing::Kind::one) {
    const auto [at, is_new] = said.emplace(identity(missing.reason), into.of.size());
    if (!is_new) {
      bool& needs_time = into.of[at->second].needs_time;
      needs_time = into.kind == Missing::Kind::all ? needs_time || missing.needs_time
                                                   : needs_time && missing.needs_time;
      return;
    }
  }
  into.of.push_back(std::move(missing));
}

// The step without what lies deeper than its words do.
Reason alone(const Reason& reason) {
  Reason copy = reason;
  for (Reason& child : copy.children) child.children.clear();
  if (copy.as<OfState>() != nullptr || copy.as<Operands>() != nullptr) copy.children.clear();
  return copy;
}

class Collector {
 public:
  Collector(const World& world, Date on) : model_(world.model), on_(on) {}

  std::vector<Missing> all(const Reason& reason) {
    Found found = needs(reason, nullptr);
    if (found.kind == Found::Kind::satisfied) return {};
    if (found.missing.kind == Missing::Kind::all) return std::move(found.missing.of);
    std::vector<Missing> one;
    one.push_back(std::move(found.missing));
    return one;
  }

 private:
  // How the failing steps below have to change: all of them, any, or so many.
  struct Needed {
    Missing::Kind kind;
    std::uint32_t number = 0;
  };
  static Needed how(const Reason& reason, std::size_t failing) {
    const bool minus = reason.children.front().minus;
    switch (reason.decides) {
      case Decides::all: return {minus ? Missing::Kind::any : Missing::Kind::all};
      case Decides::any: return {minus ? Missing::Kind::all : Missing::Kind::any};
      case Decides::at_least: break;
    }
    // So many more are needed; or all but so many, less one, have to go.
    const std::uint32_t count = static_cast<std::uint32_t>(failing);
    const std::uint32_t number = minus ? count - std::min(count, reason.number) + 1 : reason.number;
    if (number >= count) return {Missing::Kind::all};
    return number <= 1 ? Needed{Missing::Kind::any} : Needed{Missing::Kind::at_least, number};
  }

  static bool is_clause(const Reason& reason) {
    const OfPart* part = reason.as<OfPart>();
    return part != nullptr && !is_glue(part->part);
  }

  Found needs(const Reason& reason, const Reason* clause) {
    if (!reason.fails()) return {};
    if (const Shown* shown = reason.as<Shown>()) {
      if (under_way_.contains(shown->key)) return Found::impossible(leaf(reason, clause));
      if (needed_anyway_.contains(shown->key)) return {};
      return Found::of(leaf(reason, clause));
    }
    if (clause == nullptr || is_clause(reason)) clause = &reason;
    std::vector<const Reason*> failing;
    for (const Reason& child : reason.children) {
      if (child.fails()) failing.push_back(&child);
    }
    if (is_ended_as_a_whole(reason)) return Found::of(leaf(reason, clause));
    if (!reason.children.empty() && is_settled(reason)) {
      Missing settled = leaf(reason, clause);
      settled.is_final = true;
      return Found::of(std::move(settled));
    }
    if (failing.empty()) return leaf_or_nothing(reason, clause);
    const StateKey* key = reason.as<OfState>() != nullptr ? reason.state() : nullptr;
    if (key != nullptr) under_way_.insert(*key);
    Found found = joined(how(reason, failing.size()), failing, clause);
    if (key != nullptr) under_way_.erase(*key);
    if (needs_time(reason)) {
      if (found.kind == Found::Kind::satisfied) return Found::of(leaf(reason, clause));
      mark_time(found.missing);
      found.stands_for.clear();
    }
    if (key != nullptr && found.kind == Found::Kind::needed) found.stands_for.push_back(*key);
    return found;
  }

  // What counts from a day that has come stays so; a moment by itself comes and goes with time.
  static bool is_settled(const Reason& reason) {
    if (const AtMoment* at = reason.as<AtMoment>())
      return reason.minus || at->side == AtMoment::Side::through;
    if (reason.as<SinceThen>() != nullptr) return reason.minus;
    const OfPart* of = reason.as<OfPart>();
    return of != nullptr && of->is_for_good && (reason.minus || reason.children.front().minus);
  }

  // A deal or a promise that should not hold can be ended as a whole, whatever it rests on.
  static bool is_ended_as_a_whole(const Reason& reason) {
    const OfState* of = reason.as<OfState>();
    if (of == nullptr || !reason.minus) return false;
    return of->key.state == State::in_effect || of->key.state == State::in_force ||
           of->key.state == State::provisionally_applied;
  }

  // Whether a term has to run once what is below has come about. `for` begins late and ends at once, `within` the
  // other way round.
  static bool needs_time(const Reason& reason) {
    if (const Lasting* lasting = reason.as<Lasting>())
      return (lasting->kind == Lasting::Kind::for_) != reason.minus;
    const AtMoment* at = reason.as<AtMoment>();
    return at != nullptr && at->moment.form != Moment::Form::first_day;
  }

  static void mark_time(Missing& missing) {
    missing.needs_time = true;
    for (Missing& each : missing.of) mark_time(each);
  }

  Found leaf_or_nothing(const Reason& reason, const Reason* clause) {
    if (reason.as<Operands>() != nullptr) return Found::impossible(leaf(reason, clause));
    return Found::of(leaf(reason, clause));
  }

  // What was found below a step, one by one.
  struct Below {
    std::vector<Found> needed;
    std::size_t satisfied = 0;
    std::optional<Missing> impossible;  // the first that is
  };

  Found joined(Needed needed, const std::vector<const Reason*>& failing, const Reason* clause) {
    const bool all = needed.kind == Missing::Kind::all;
    const bool was_noted = std::exchange(is_noted_, all);
    std::vector<StateKey> anyway;
    if (all && !was_noted) {
      for (const Reason* each : failing) note_needed(*each, anyway);
    }
    Below below;
    for (const Reason* each : failing) {
      Found found = needs(*each, clause);
      if (found.kind == Found::Kind::satisfied) ++below.satisfied;
      if (found.kind == Found::Kind::impossible && !below.impossible)
        below.impossible = std::move(found.missing);
      if (found.kind == Found::Kind::needed) below.needed.push_back(std::move(found));
    }
    for (const StateKey& key : anyway) forget_needed(key);
    is_noted_ = was_noted;
    if (needed.kind == Missing::Kind::any) absorb(below.needed);
    return chosen(needed, std::move(below));
  }

  static Found chosen(Needed needed, Below below) {
    const std::size_t count = below.needed.size();
    std::size_t wanted = count;
    if (needed.kind == Missing::Kind::all) {
      if (below.impossible) return Found::impossible(std::move(*below.impossible));
      if (count == 0) return {};
    } else {
      wanted = needed.kind == Missing::Kind::any ? 1 : needed.number;
      if (below.satisfied >= wanted) return {};
      wanted -= below.satisfied;
      if (count < wanted) {
        return Found::impossible(below.impossible ? std::move(*below.impossible)
                                                  : std::move(below.needed.front().missing));
      }
    }
    if (count == 1) return std::move(below.needed.front());
    Missing missing;
    missing.kind = wanted == count ? Missing::Kind::all
                   : wanted == 1   ? Missing::Kind::any
                                   : Missing::Kind::at_least;
    missing.number = static_cast<std::uint32_t>(wanted);
    Said said;
    for (Found& found : below.needed) add(std::move(found.missing), missing, said);
    if (missing.kind == Missing::Kind::all) {
      leave_out_covered(missing.of, said);
      leave_out_settled(missing.of, said);
    }
    if (missing.of.size() == 1) {
      Missing only = std::move(missing.of.front());
      return Found::of(std::move(only));
    }
    missing.place = missing.of.front().place;
    missing.cite = missing.of.front().cite;
    for (const Missing& each : missing.of) add_actors(each.actors, missing.actors);
    return Found::of(std::move(missing));
  }

  // An act by nobody in particular acts for each party.
  static void leave_out_covered(std::vector<Missing>& all, const Said& said) {
    std::erase_if(all, [&](const Missing& each) {
      const StateKey* key = each.state();
      if (key == nullptr || !key->by.valid() || each.reason.minus || each.needs_time) return false;
      Identity by_nobody = identity(each.reason);
      std::get<StateKey>(by_nobody).by = {};
      return said.contains(by_nobody);
    });
  }

  // Of `x` and `x or y`, the second asks for nothing more.
  static void leave_out_settled(std::vector<Missing>& all, const Said& said) {
    std::erase_if(all, [&](const Missing& each) {
      return each.kind == Missing::Kind::any &&
             std::any_of(each.of.begin(), each.of.end(), [&](const Missing& one) {
               return one.kind == Missing::Kind::one && !one.needs_time &&
                      said.contains(identity(one.reason));
             });
    });
  }

  // Of `x` and `x and y`, the second is no alternative of its own.
  static void absorb(std::vector<Found>& alternatives) {
    std::set<StateKey> states;
    std::set<Identity> leaves;
    for (const Found& each : alternatives) {
      states.insert(each.stands_for.begin(), each.stands_for.end());
      if (each.missing.kind == Missing::Kind::one && !each.missing.needs_time)
        leaves.insert(identity(each.missing.reason));
    }
    const auto is_enough = [&](const Missing& missing) {
      if (missing.kind != Missing::Kind::one) return false;
      return leaves.contains(identity(missing.reason)) ||
             (missing.reason.as<Shown>() != nullptr && states.contains(*missing.state()));
    };
    std::erase_if(alternatives, [&](const Found& each) {
      const Missing& missing = each.missing;
      if (missing.kind == Missing::Kind::all)
        return std::any_of(missing.of.begin(), missing.of.end(), is_enough);
      return missing.kind == Missing::Kind::one && missing.reason.as<Shown>() != nullptr &&
             states.contains(*missing.state());
    });
  }

  // -- what is needed anyway

  // The states to which all ways lead from here.
  void note_needed(const Reason& reason, std::vector<StateKey>& anyway) {
    if (!reason.fails() || reason.children.empty()) return;
    if (reason.as<OfState>() != nullptr) {
      const StateKey& key = *reason.state();
      ++needed_anyway_[key];
      anyway.push_back(key);
    }
    std::size_t failing = 0;
    for (const Reason& child : reason.children) failing += child.fails() ? 1U : 0U;
    if (failing == 0 || how(reason, failing).kind != Missing::Kind::all) return;
    for (const Reason& child : reason.children) note_needed(child, anyway);
  }
  void forget_needed(const StateKey& key) {
    const auto at = needed_anyway_.find(key);
    if (--at->second == 0) needed_anyway_.erase(at);
  }

  // -- leaves

  Missing leaf(const Reason& reason, const Reason* clause) const {
    Missing missing;
    missing.reason = alone(reason);
    missing.is_final = !can_change(reason);
    if (clause == nullptr) clause = &reason;
    missing.place = clause->place.file.valid() ? clause->place : reason.place;
    missing.cite = clause->cite.empty() ? reason.cite : clause->cite;
    if (const StateKey* key = reason.state()) missing.actors = actors_of(model_, *key);
    if (const Recorded* recorded = reason.as<Recorded>()) {
      const Date acts_from = model_[recorded->entry].acts_from;
      if (recorded->is_to_come && !reason.minus) missing.comes = acts_from;
      if (!recorded->is_to_come && acts_from > on_) missing.is_final = true;  // it reaches back
    }
    return missing;
  }

  const Model& model_;
  Date on_;
  std::set<StateKey> under_way_;
  std::map<StateKey, int> needed_anyway_;
  bool is_noted_ = false;  // what is needed anyway was noted by the step above
};

// -- what would end it

// What has come about once and for all: nothing that it rests on can end it.
bool stays(const Reason& reason) {
  const OfPart* part = reason.as<OfPart>();
  if (part != nullptr) return part->part == Part::once || part->part == Part::rule;
  return reason.as<SinceThen>() != nullptr && !reason.minus;
}

std::vector<Missing> endings(const Reason& reason);

// The steps below that bear it out: where any of them is enough, all would have to end.
std::vector<Missing> endings_below(const Reason& reason) {
  Missing together;
  std::vector<std::vector<Missing>> each;
  bool minus = false;
  for (const Reason& child : reason.children) {
    if (child.fails()) continue;
    minus = child.minus;
    each.push_back(endings(child));
  }
  std::size_t wanted = 1;  // how many of the steps have to end
  if (reason.decides == (minus ? Decides::all : Decides::any)) wanted = each.size();
  if (reason.decides == Decides::at_least && !minus && each.size() >= reason.number)
    wanted = each.size() - reason.number + 1;
  if (wanted <= 1) {
    std::vector<Missing> list;
    for (std::vector<Missing>& some : each) std::move(some.begin(), some.end(), std::back_inserter(list));
    return list;
  }
  std::erase_if(each, [](const std::vector<Missing>& some) { return some.empty(); });
  if (each.size() < wanted) return {};
  together.kind = each.size() == wanted ? Missing::Kind::all : Missing::Kind::at_least;
  together.number = static_cast<std::uint32_t>(wanted);
  for (std::vector<Missing>& some : each) {
    if (some.size() == 1) {
      together.of.push_back(std::move(some.front()));
      continue;
    }
    Missing any;
    any.kind = Missing::Kind::any;
    any.place = some.front().place;
    any.of = std::move(some);
    together.of.push_back(std::move(any));
  }
  together.place = together.of.front().place;
  std::vector<Missing> list;
  list.push_back(std::move(together));
  return list;
}

bool can_end_by_itself(const Reason& reason) {
  if (reason.as<OfState>() != nullptr)
    return reason.minus || !(reason.days.is_all() || lasts(reason.state()->state));
  if (reason.as<Recorded>() != nullptr || reason.as<Unrecorded>() != nullptr) return reason.minus;
  return reason.as<Compared>() != nullptr || reason.as<MemberOf>() != nullptr ||
         reason.as<Lasting>() != nullptr;
}

std::vector<Missing> endings(const Reason& reason) {
  if (reason.fails() || stays(reason)) return {};
  Missing end;
  end.reason = alone(reason);
  end.place = reason.place;
  end.cite = reason.cite;
  if (reason.as<AtMoment>() != nullptr || reason.as<OnDate>() != nullptr) {
    const Date last = reason.days.empty() ? Date::max_value() : reason.days.intervals().back().end;
    if (!last.bounded()) return {};
    end.comes = last - 1;
    return {std::move(end)};
  }
  if (can_end_by_itself(reason)) return {std::move(end)};
  const bool is_whole = reason.as<OfPart>() != nullptr || reason.as<Operands>() != nullptr ||
                        reason.as<Negation>() != nullptr || reason.as<SinceThen>() != nullptr;
  return is_whole ? endings_below(reason) : std::vector<Missing>{};
}

}  // namespace

bool is_over(const Missing& missing) {
  if (missing.kind != Missing::Kind::one || !missing.is_final) return false;
  const AtMoment* at = missing.reason.as<AtMoment>();
  if (at != nullptr) return at->side == AtMoment::Side::through && !missing.reason.minus;
  return missing.reason.as<OfPart>() != nullptr;
}

std::vector<Missing> missing_of(const World& world, const StateKey& state, Date on) {
  return Collector(world, on).all(explain_failing(world, state, on));
}

std::vector<Missing> ends_of(const Reason& reason) {
  Missing all;
  all.kind = Missing::Kind::any;
  Said said;
  for (Missing& each : endings_below(reason)) add(std::move(each), all, said);
  return std::move(all.of);
}

}  // namespace quid
