// Explanation.
//
// The idea in one sentence: ask the meaning of the state once more, this time of an algebra whose sets carry
// the reason for what they are.
//
// Each set is its days together with a `Reason`. Meeting makes `all` of the pieces, joining makes `any`; a
// state inside is followed into its own reasons, once: where it comes up again the tree says that it is shown
// above. A set known from entries names the entry that decides the day asked about, or that there is none.
//
// Who asks only what is missing gets a lean tree: what does not fail is left out, and is not followed. The
// sign under which a step counts is known on the way down. Under a term that runs or a moment the whole is
// made: what is inside does not decide by whether it holds on the day.
#include "core/why/explain.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "core/model/vocabulary.hpp"
#include "core/states/meaning.hpp"

namespace quid {

namespace {

class Tracer {
 public:
  struct Set {
    DaySet days;
    Reason reason;
    bool is_group = false;         // a bare collection of pieces, which whoever takes it takes over
    std::size_t shown_before = 0;  // of a group: how many states were shown before its first piece
  };

  enum class Extent : std::uint8_t { whole, lean };

  Tracer(const World& world, Date on, int depth, Extent extent)
      : world_(world),
        model_(world.model),
        on_(on),
        depth_(depth),
        lean_(extent == Extent::lean),
        merges_(extent == Extent::whole) {}

  Reason explain(const StateKey& key) { return state(key, place_of(model_, key.subject)).reason; }
  Reason explain(ConditionId id) {
    return bundled(Meaning<Tracer>(model_, world_.index, *this).condition(id));
  }

  // -- the algebra

  Set none() { return group(Decides::any, DaySet::none()); }
  Set all() { return group(Decides::all, DaySet::all()); }

  template <typename Days>
  Set fixed(const Ground& ground, Days&& make_days) {
    DaySet days = make_days();
    if (leaves_out(days)) return one(Unsaid{}, {}, std::move(days));
    Span place = ground.place;
    ReasonStep step = step_of(ground, days, place);
    return one(std::move(step), place, std::move(days));
  }

  Set state(const StateKey& key, Span place) {
    DaySet days = world_.days(key);
    if (leaves_out(days)) return one(OfState{key}, place, std::move(days));
    const bool is_first = show(key);
    Set set = is_first ? one(OfState{key}, place, std::move(days)) : one(Shown{key}, place, std::move(days));
    if (key.subject.kind == SubjectKind::provision) set.reason.cite = model_[key.subject.provision()].cite;
    if (is_first && depth_ > 0) {
      --depth_;
      Meaning<Tracer> meaning(model_, world_.index, *this);
      Set inner = meaning.of(key);
      ++depth_;
      take(set.reason, std::move(inner));
    }
    return set;
  }

  template <typename Make>
  void meet(Set& set, Part part, Span place, Make&& make) {
    const std::size_t before = shown_in_order_.size();
    Set piece = make();
    open_up(set, Decides::all);
    set.days &= piece.days;
    if (leaves_out(piece.days)) return forget(before);
    add(set, part, place, std::move(piece));
  }
  template <typename Make>
  void join(Set& set, Part part, Span place, Make&& make) {
    const std::size_t before = shown_in_order_.size();
    Set piece = make();
    open_up(set, Decides::any);
    set.days |= piece.days;
    if (leaves_out(piece.days)) return forget(before);
    add(set, part, place, std::move(piece));
  }
  template <typename Make>
  void remove(Set& set, Part part, Span place, Make&& make) {
    const std::size_t before = shown_in_order_.size();
    Set piece = turned(make);
    open_up(set, Decides::all);
    set.days -= piece.days;
    DaySet days = ~piece.days;
    if (leaves_out(days)) return forget(before);
    Set clause = one(OfPart{part, take_inside_of_since(piece)}, place, std::move(days));
    clause.reason.children.push_back(bundled(std::move(piece)));
    set.reason.children.push_back(std::move(clause.reason));
  }
  template <typename Make>
  Set negate(Span place, Make&& make) {
    Set piece = turned(make);
    return around(Negation{}, place, ~piece.days, std::move(piece));
  }
  // Below a first day that has not come, nothing has held yet: a lean tree stays lean.
  template <typename Make>
  Set since(Make&& make) {
    Set piece = minus_ ? whole(make) : make();
    const Span place = piece.reason.place;
    return around(SinceThen{}, place, piece.days.from_first(), std::move(piece));
  }
  template <typename Make>
  Set held_for(Duration duration, Span place, Make&& make) {
    Set piece = whole(make);
    return around(Lasting{Lasting::Kind::for_, duration}, place, piece.days.held_for(duration),
                  std::move(piece));
  }
  template <typename Make>
  Set within_after(Duration duration, Span place, Make&& make) {
    Set piece = whole(make);
    return around(Lasting{Lasting::Kind::within, duration}, place, piece.days.within_after(duration),
                  std::move(piece));
  }
  template <typename Make>
  Set from_moment(const Moment& moment, Make&& make) {
    if (moment.form == Moment::Form::date) {
      return one(AtMoment{AtMoment::Side::from, moment, moment.date}, moment.place,
                 DaySet::from(moment.date));
    }
    Set piece = whole(make);
    const std::optional<Date> day = day_of(moment, piece.days);
    return around(AtMoment{AtMoment::Side::from, moment, day}, moment.place,
                  day ? DaySet::from(*day) : DaySet::none(), std::move(piece));
  }
  template <typename Make>
  Set through_moment(const Moment& moment, Date unless_before, Make&& make) {
    const auto days_through = [&](std::optional<Date> day) {
      return day && *day >= unless_before ? DaySet::until(*day + 1) : DaySet::all();
    };
    if (moment.form == Moment::Form::date) {
      return one(AtMoment{AtMoment::Side::through, moment, moment.date}, moment.place,
                 days_through(moment.date));
    }
    Set piece = turned([&] { return whole(make); });
    const std::optional<Date> day = day_of(moment, piece.days);
    return around(AtMoment{AtMoment::Side::through, moment, day}, moment.place, days_through(day),
                  std::move(piece));
  }
  template <typename Make>
  Set at_least(std::size_t number, Span place, std::size_t count, Make&& make) {
    std::vector<DaySet> sets;
    std::vector<Reason> pieces;
    for (std::size_t i = 0; i < count; ++i) {
      const std::size_t before = shown_in_order_.size();
      Set piece = make(i);
      sets.push_back(piece.days);
      if (leaves_out(piece.days)) {
        forget(before);
        continue;
      }
      pieces.push_back(bundled(std::move(piece)));
    }
    Set set = one(Operands{}, place, DaySet::at_least(number, sets));
    // Of those left out, every one holds, or under a minus sign none does.
    const std::size_t left_out = count - pieces.size();
    set.reason.decides = Decides::at_least;
    set.reason.number = static_cast<std::uint32_t>(minus_ || left_out > number ? number : number - left_out);
    set.reason.children = std::move(pieces);
    return set;
  }
  // What a person wrote as one condition stays one.
  Set condition(Condition::Kind, Span place, Set set) {
    if (!set.is_group) return set;
    DaySet days = set.days;
    set.reason.place = place;
    return {std::move(days), bundled(std::move(set)), false};
  }

 private:
  // Whether a set of these days is left out of the tree: the tree is lean, and on the day it does not fail.
  bool leaves_out(const DaySet& days) const { return lean_ && days.contains(on_) != minus_; }

  // Whether the state comes up for the first time.
  bool show(const StateKey& key) {
    if (!shown_.insert(key).second) return false;
    shown_in_order_.push_back(key);
    return true;
  }
  // What was shown only in a piece that is left out has not been shown.
  void forget(std::size_t before) {
    for (; shown_in_order_.size() > before; shown_in_order_.pop_back()) shown_.erase(shown_in_order_.back());
  }

  template <typename Make>
  Set turned(Make&& make) {
    minus_ = !minus_;
    Set piece = make();
    if (piece.is_group) {
      DaySet days = piece.days;
      piece = {std::move(days), bundled(std::move(piece)), false};
    }
    minus_ = !minus_;
    return piece;
  }
  template <typename Make>
  Set whole(Make&& make) {
    const bool lean = std::exchange(lean_, false);
    Set piece = make();
    lean_ = lean;
    return piece;
  }

  // -- building the tree

  Set one(ReasonStep step, Span place, DaySet days) const {
    Set set;
    set.reason.step = std::move(step);
    set.reason.place = place;
    mark(set.reason, days);
    set.days = std::move(days);
    return set;
  }
  Set group(Decides decides, DaySet days) const {
    Set set;
    set.shown_before = shown_in_order_.size();
    set.days = std::move(days);
    set.reason.decides = decides;
    set.is_group = true;
    return set;
  }
  // A step over one piece, whose days it turns into others.
  Set around(ReasonStep step, Span place, DaySet days, Set&& piece) const {
    Set set = one(std::move(step), place, std::move(days));
    set.reason.children.push_back(bundled(std::move(piece)));
    return set;
  }
  void mark(Reason& reason, const DaySet& days) const {
    reason.days = days;
    reason.holds = days.contains(on_);
    reason.minus = minus_;
  }

  // What is narrowed is a group of which all count, what is widened one of which any does.
  // Of a lean tree, alternatives one of which holds are no part of what fails.
  void open_up(Set& set, Decides decides) {
    if (set.is_group && (set.reason.decides == decides || set.reason.children.empty())) {
      set.reason.decides = decides;
      return;
    }
    const DaySet days = set.days;
    const std::size_t before = set.is_group ? set.shown_before : shown_in_order_.size();
    Reason first = bundled(std::move(set));
    set = group(decides, days);
    set.shown_before = before;
    if (leaves_out(days)) return forget(before);
    set.reason.children.push_back(std::move(first));
  }

  // The group as one reason; of a group of one, that one.
  Reason bundled(Set&& set) const {
    if (!set.is_group) return std::move(set.reason);
    if (set.reason.children.size() == 1) {
      Reason only = std::move(set.reason.children.front());
      return only;
    }
    mark(set.reason, set.days);
    return std::move(set.reason);
  }

  // A group's pieces become the steps below the reason, with how they decide; anything else becomes one step.
  static void take(Reason& into, Set&& piece) {
    if (piece.is_group) {
      into.decides = piece.reason.decides;
      into.children = std::move(piece.reason.children);
    } else {
      into.children.push_back(std::move(piece.reason));
    }
  }
  // A part says itself that it counts from the first day on.
  static bool take_inside_of_since(Set& piece) {
    if (piece.is_group || piece.reason.as<SinceThen>() == nullptr) return false;
    Reason inside = std::move(piece.reason.children.front());
    piece.reason = std::move(inside);
    return true;
  }

  // Clauses, and what needs saying why the pieces below it stand together, are steps of their own.
  static bool is_step(Part part) {
    switch (part) {
      case Part::once:
      case Part::while_:
      case Part::version:
      case Part::rule:
      case Part::membership: return true;
      default: return false;
    }
  }
  static bool says_it_itself(const Reason& reason) {
    return reason.as<TextCounts>() != nullptr || reason.as<TextOpen>() != nullptr ||
           reason.as<MemberOf>() != nullptr || reason.as<QuotaUse>() != nullptr ||
           reason.as<Unsaid>() != nullptr || reason.as<Unopposed>() != nullptr;
  }

  void add(Set& set, Part part, Span place, Set&& piece) {
    if (is_step(part) && (piece.is_group || !says_it_itself(piece.reason))) {
      Set clause = one(OfPart{part, take_inside_of_since(piece)}, place, piece.days);
      take(clause.reason, std::move(piece));
      set.reason.children.push_back(std::move(clause.reason));
      return;
    }
    if (piece.is_group && piece.reason.children.size() != 1 && !is_glue(part)) {
      // Pieces that belong together by a line of the meaning.
      Set clause = one(OfPart{part}, place, piece.days);
      take(clause.reason, std::move(piece));
      set.reason.children.push_back(std::move(clause.reason));
      return;
    }
    Reason reason = bundled(std::move(piece));
    Reason* said = !merges_ ? nullptr : said_before(set.reason.children, reason);
    if (said == nullptr) {
      set.reason.children.push_back(std::move(reason));
      return;
    }
    if (set.reason.decides == Decides::all) {
      said->days &= reason.days;
    } else {
      said->days |= reason.days;
    }
  }

  // An entry by nobody in particular acts for every party: it is one reason. What is missing is asked of each.
  static Reason* said_before(std::vector<Reason>& said, const Reason& again) {
    const Recorded* entry = again.as<Recorded>();
    if (entry == nullptr) return nullptr;
    const auto at = std::find_if(said.begin(), said.end(), [&](const Reason& each) {
      const Recorded* other = each.as<Recorded>();
      return other != nullptr && other->entry == entry->entry && other->key.state == entry->key.state &&
             each.holds == again.holds;
    });
    return at == said.end() ? nullptr : &*at;
  }

  // -- what a fixed set was read off

  ReasonStep step_of(const Ground& ground, const DaySet& days, Span& place) const {
    switch (ground.kind) {
      case Ground::Kind::entries: return by_entries(ground.state, days, place);
      case Ground::Kind::text: return by_text(ground, days);
      case Ground::Kind::membership: return by_membership(ground);
      case Ground::Kind::metric: return by_metric(ground);
      case Ground::Kind::quota: return QuotaUse{ground.state};
      case Ground::Kind::open: return TextOpen{};
      case Ground::Kind::unsaid: break;
    }
    return Unsaid{};
  }

  // The entry that decides the state on the day: the last that bears on it and acts by then, or reaches back;
  // else the first to come.
  ReasonStep by_entries(const StateKey& key, const DaySet& days, Span& place) const {
    place = place_of(model_, key.subject);
    EntryId decides;
    EntryId later;
    for (EntryId id : world_.index.entries(key.subject)) {
      const Entry& entry = model_[id];
      if (!is_relevant(entry, key)) continue;
      if (entry.acts_from <= on_ || entry.verb == Verb::struck_down_from_the_start) {
        if (!decides.valid() || model_[decides].acts_from <= entry.acts_from) decides = id;
      } else if (!later.valid() || entry.acts_from < model_[later].acts_from) {
        later = id;
      }
    }
    const bool is_to_come = !decides.valid() && later.valid() && !days.empty();
    if (is_to_come) decides = later;
    if (decides.valid()) {
      place = model_[decides].place;
      return Recorded{key, decides, is_to_come};
    }
    if (days.contains(on_)) return Unopposed{key};
    return Unrecorded{key};
  }
  static bool is_relevant(const Entry& entry, const StateKey& key) {
    if (key.by.valid() && entry.by.valid() && entry.by != key.by) return false;
    if (entry.kind == Entry::Kind::progress) return key.state == State::performed;
    return entry.kind == Entry::Kind::event && bears_on(key.state, entry.verb);
  }

  ReasonStep by_text(const Ground& ground, const DaySet& days) const {
    using Kind = TextCounts::Kind;
    if (ground.condition.valid()) return OnDate{ground.condition};
    if (ground.state.subject.valid() && ground.state.state == State::enacted)
      return TextCounts{Kind::enacted};
    if (days.is_all()) return TextCounts{Kind::as_written};
    if (days.empty()) return TextCounts{Kind::never_adopted, ground.state};
    return TextCounts{days.contains(on_) ? Kind::counts : Kind::replaced};
  }

  ReasonStep by_membership(const Ground& ground) const {
    if (ground.condition.valid()) {
      const Condition& condition = model_[ground.condition];
      if (condition.kind == Condition::Kind::member)
        return MemberOf{condition.party(), {}, condition.group()};
      return MemberOf{{}, condition.entity(), condition.group()};
    }
    const Provision& provision = model_[ground.state.subject.provision()];
    return MemberOf{provision.member, provision.member_entity, provision.member_of};
  }

  ReasonStep by_metric(const Ground& ground) const {
    Compared compared{};
    if (ground.condition.valid()) {
      const Condition& condition = model_[ground.condition];
      compared = {condition.metric(), condition.comparison, condition.quantity(), {}};
    } else {
      for (TermsId terms : model_[ground.state.subject.provision()].terms) {
        if (!model_[terms].promise.valid()) continue;
        const Promise& promise = model_[model_[terms].promise];
        compared = {promise.metric, promise.comparison, promise.amount, {}};
      }
    }
    const std::vector<Observation>& observations = model_[compared.metric].observations;
    for (std::size_t i = 0; i < observations.size(); ++i) {
      if (observations[i].date <= on_) compared.last = i;
    }
    return compared;
  }

  const World& world_;
  const Model& model_;
  Date on_;
  int depth_;
  bool lean_;
  bool merges_;         // one entry that acts for several parties is one reason
  bool minus_ = false;  // the sign under which what is made counts
  std::set<StateKey> shown_;
  std::vector<StateKey> shown_in_order_;
};

}  // namespace

Reason explain(const World& world, const StateKey& state, Date on, int depth) {
  return Tracer(world, on, depth, Tracer::Extent::whole).explain(state);
}

Reason explain(const World& world, ConditionId condition, Date on, int depth) {
  return Tracer(world, on, depth, Tracer::Extent::whole).explain(condition);
}

Reason explain_failing(const World& world, const StateKey& state, Date on, int depth) {
  return Tracer(world, on, depth, Tracer::Extent::lean).explain(state);
}

}  // namespace quid
