// Explanation.
//
// The idea in one sentence: ask the meaning of the state once more, this time of an algebra whose sets carry
// the reason for what they are.
//
// Each set is its days together with a `Reason`. Meeting, joining and removing collect the reasons of the
// pieces as children; a state inside is followed into its own reasons, once: where it comes up again the tree
// says that it is shown above. A set known from entries names the entry that decides the day asked about, or
// what would have to be recorded. Wording happens here and nowhere else in the core.
//
// Who asks only what is missing gets a lean tree: what does not fail is left out, and is not followed. The
// sign under which a step counts is known on the way down. Under a waiting time, a moment or a first day the
// whole is made: what is inside does not decide by whether it holds on the day.
#include "core/why/explain.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "core/model/quantity.hpp"
#include "core/model/words.hpp"
#include "core/states/meaning.hpp"

namespace quid {

namespace {

class Tracer {
 public:
  struct Set {
    DaySet days;
    Reason reason;
    bool is_group = false;  // a bare collection of parts: its children are taken over by whoever takes it
  };

  enum class Extent : std::uint8_t { whole, lean };

  Tracer(const World& world, Date on, int depth, Extent extent)
      : world_(world), model_(world.model), on_(on), depth_(depth), lean_(extent == Extent::lean) {}

  Reason explain(const StateKey& key) { return state(key, place_of(model_, key.subject)).reason; }

  // -- the algebra

  Set none() { return group(DaySet::none()); }
  Set all() { return group(DaySet::all()); }

  template <typename Days>
  Set fixed(const Ground& fact, Days&& make_days) {
    DaySet days = make_days();
    Reason reason;
    if (leaves_out(days)) return {days, finished(std::move(reason), days), false};
    reason.place = fact.place;
    switch (fact.kind) {
      case Ground::Kind::entries: decide_by_entries(fact.state, days, reason); break;
      case Ground::Kind::text: describe_text(fact, days, reason); break;
      case Ground::Kind::membership: describe_membership(fact, reason); break;
      case Ground::Kind::metric: describe_metric(fact, reason); break;
      case Ground::Kind::quota:
        reason.kind = Reason::Kind::text;
        reason.text = days.contains(on_) ? "the use recorded so far fills it"
                                         : "the use recorded so far leaves room, or nothing limits it";
        break;
      case Ground::Kind::unsaid:
        reason.kind = Reason::Kind::text;
        reason.text = "its text provides for nothing of the kind";
        break;
      case Ground::Kind::open:
        reason.kind = Reason::Kind::text;
        reason.text = "a bracket is open: nobody has agreed this text";
        break;
    }
    return {days, finished(std::move(reason), days), false};
  }

  Set state(const StateKey& key, Span place) {
    DaySet days = world_.days(key);
    Reason reason;
    reason.kind = Reason::Kind::state;
    if (leaves_out(days)) return {days, finished(std::move(reason), days), false};
    reason.state = key;
    if (!lean_) reason.text = name_of(model_, key);
    reason.place = place;
    if (key.subject.kind == SubjectKind::provision) reason.cite = model_[key.subject.provision()].cite;
    if (!show(key)) {
      reason.kind = Reason::Kind::repeated;
    } else if (depth_ > 0) {
      --depth_;
      Meaning<Tracer> meaning(model_, world_.index, *this);
      Set inner = meaning.of(key);
      ++depth_;
      take(reason, std::move(inner.reason), inner.is_group);
    }
    if (lean_ && reason.children.empty()) reason.text = name_of(model_, key);
    return {days, finished(std::move(reason), days), false};
  }

  template <typename Make>
  void meet(Set& set, Part part, Span place, Make&& make) {
    const std::size_t before = shown_in_order_.size();
    Set piece = make();
    open_up(set);
    set.days &= piece.days;
    if (leaves_out(piece.days)) return forget(before);
    add(set, part, place, std::move(piece));
  }
  template <typename Make>
  void join(Set& set, Part part, Span place, Make&& make) {
    const std::size_t before = shown_in_order_.size();
    Set piece = make();
    open_up(set);
    set.days |= piece.days;
    if (leaves_out(piece.days)) return forget(before);
    add(set, part, place, std::move(piece));
  }
  template <typename Make>
  void remove(Set& set, Part part, Span place, Make&& make) {
    const std::size_t before = shown_in_order_.size();
    Set piece = turned(make);
    open_up(set);
    set.days -= piece.days;
    DaySet days = ~piece.days;
    if (leaves_out(days)) return forget(before);
    Reason reason;
    reason.place = place;
    reason.kind = Reason::Kind::clause;
    reason.text = part_words(part, piece.reason.text);
    take(reason, std::move(piece.reason), piece.is_group);
    turn(reason.children);
    set.reason.children.push_back(finished(std::move(reason), days));
  }
  template <typename Make>
  Set negate(Span place, Make&& make) {
    Set piece = turned(make);
    Reason reason;
    reason.kind = Reason::Kind::logic;
    reason.place = place;
    reason.text = "not " + (piece.reason.text.empty() ? std::string("the following") : piece.reason.text);
    DaySet days = ~piece.days;
    take(reason, std::move(piece.reason), piece.is_group);
    turn(reason.children);
    return {days, finished(std::move(reason), days), false};
  }
  template <typename Make>
  Set since(Make&& make) {
    Set piece = whole(make);
    piece.days = piece.days.from_first();
    return piece;
  }
  template <typename Make>
  Set held_for(Duration duration, Span place, Make&& make) {
    Set piece = whole(make);
    DaySet days = piece.days.held_for(duration);
    return over_time(" for " + to_string(duration), false, place, std::move(piece), days);
  }
  template <typename Make>
  Set within_after(Duration duration, Span place, Make&& make) {
    Set piece = whole(make);
    DaySet days = piece.days.within_after(duration);
    return over_time("within " + to_string(duration) + " after ", true, place, std::move(piece), days);
  }
  template <typename Make>
  Set from_moment(const Moment& moment, Make&& make) {
    if (moment.form == Moment::Form::date)
      return date_set("from ", moment.date, moment.place, DaySet::from(moment.date));
    Set piece = whole(make);
    std::optional<Date> day = day_of(moment, piece.days);
    DaySet days = day ? DaySet::from(*day) : DaySet::none();
    return moment_set("from ", moment, day, std::move(piece), days);
  }
  template <typename Make>
  Set through_moment(const Moment& moment, Date unless_before, Make&& make) {
    if (moment.form == Moment::Form::date) {
      DaySet days = moment.date >= unless_before ? DaySet::until(moment.date + 1) : DaySet::all();
      return date_set("through ", moment.date, moment.place, days);
    }
    Set piece = whole(make);
    std::optional<Date> day = day_of(moment, piece.days);
    DaySet days = day && *day >= unless_before ? DaySet::until(*day + 1) : DaySet::all();
    turn(piece.reason.children);
    return moment_set("through ", moment, day, std::move(piece), days);
  }
  template <typename Make>
  Set at_least(std::size_t number, Span place, std::size_t count, Make&& make) {
    std::vector<DaySet> sets;
    Reason reason;
    reason.kind = Reason::Kind::logic;
    reason.place = place;
    reason.text = "at least " + std::to_string(number) + " of " + std::to_string(count);
    for (std::size_t i = 0; i < count; ++i) {
      const std::size_t before = shown_in_order_.size();
      Set piece = make(i);
      sets.push_back(piece.days);
      if (leaves_out(piece.days)) {
        forget(before);
        continue;
      }
      reason.children.push_back(std::move(piece.reason));
    }
    DaySet days = DaySet::at_least(number, sets);
    return {days, finished(std::move(reason), days), false};
  }
  Set condition(Condition::Kind kind, Span place, Set set) {
    if (set.reason.children.size() == 1) {
      Reason only = std::move(set.reason.children.front());
      return {set.days, std::move(only), false};
    }
    set.reason.kind = Reason::Kind::logic;
    set.reason.text = kind == Condition::Kind::all_of ? "all of these" : "any of these";
    set.reason.place = place;
    set.is_group = false;
    set.reason = finished(std::move(set.reason), set.days);
    return set;
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

  static Set group(DaySet days) {
    Set set;
    set.days = std::move(days);
    set.reason.kind = Reason::Kind::logic;
    set.is_group = true;
    return set;
  }

  // What is narrowed or widened becomes the first part of a group.
  static void open_up(Set& set) {
    if (set.is_group) return;
    Reason first = std::move(set.reason);
    set.reason = Reason{};
    set.reason.kind = Reason::Kind::logic;
    set.reason.children.push_back(std::move(first));
    set.is_group = true;
  }

  Reason finished(Reason reason, const DaySet& days) const {
    reason.days = days;
    reason.holds = days.contains(on_);
    return reason;
  }

  static void turn(std::vector<Reason>& reasons) {
    for (Reason& reason : reasons) {
      reason.minus = !reason.minus;
      turn(reason.children);
    }
  }

  // A group's parts become the children of whoever asked for it; anything else becomes one child.
  static void take(Reason& into, Reason&& piece, bool is_group) {
    if (is_group) {
      for (Reason& child : piece.children) into.children.push_back(std::move(child));
    } else {
      into.children.push_back(std::move(piece));
    }
  }

  void add(Set& set, Part part, Span place, Set&& piece) {
    bool wraps = part == Part::once || part == Part::while_ || part == Part::version || part == Part::rule ||
                 part == Part::membership;
    bool is_text_only =
        piece.reason.kind == Reason::Kind::text || piece.reason.kind == Reason::Kind::membership;
    if (!wraps || is_text_only) {
      if (piece.is_group) {
        // An alternative made of parts: keep it together.
        piece.reason.kind = Reason::Kind::logic;
        piece.reason.text = part_words(part, "");
        piece.reason.place = place;
        piece.reason = finished(std::move(piece.reason), piece.days);
        if (piece.reason.children.size() == 1)
          piece.reason = Reason(std::move(piece.reason.children.front()));
      }
      // An entry by nobody in particular acts for every party: it is one reason.
      const auto same = [&](const Reason& each) {
        return each.kind == Reason::Kind::entry && each.entry == piece.reason.entry &&
               each.state.state == piece.reason.state.state && each.holds == piece.reason.holds;
      };
      const bool said = piece.reason.kind == Reason::Kind::entry &&
                        std::any_of(set.reason.children.begin(), set.reason.children.end(), same);
      if (!said) set.reason.children.push_back(std::move(piece.reason));
      return;
    }
    Reason reason;
    reason.kind = Reason::Kind::clause;
    reason.place = place;
    reason.text = part_words(part, piece.is_group ? "" : piece.reason.text);
    DaySet days = piece.days;
    take(reason, std::move(piece.reason), piece.is_group);
    set.reason.children.push_back(finished(std::move(reason), days));
  }

  static std::string part_words(Part part, const std::string& what) {
    auto with = [&](std::string_view words, std::string_view otherwise) {
      return what.empty() ? std::string(otherwise) : std::string(words) + " " + what;
    };
    switch (part) {
      case Part::version: return "as this text reads";
      case Part::agreement: return "the agreement";
      case Part::provisional: return "provisional application";
      case Part::measure: return "the measure";
      case Part::authority: return "the authority";
      case Part::enactment: return "enactment";
      case Part::membership: return "membership";
      case Part::from: return "its first day";
      case Part::through: return "its last day";
      case Part::once: return with("once", "once all of these have held");
      case Part::while_: return with("while", "while all of these hold");
      case Part::unless: return with("unless", "unless these hold");
      case Part::until: return with("until", "until these hold");
      case Part::suspension: return "not suspended";
      case Part::end: return "not ended";
      case Part::rule: return "by its own rule";
      case Part::event: return "by what is recorded";
      case Part::expiry: return "not expired";
      case Part::implements: return "an implementing measure";
      case Part::progress: return "the amount";
      case Part::each_party: return "each party";
      case Part::operand: return "all of these";
    }
    return {};
  }

  Set over_time(const std::string& term, bool before, Span place, Set&& piece, const DaySet& days) {
    Reason reason;
    reason.kind = Reason::Kind::duration;
    reason.place = place;
    reason.text = before ? term + piece.reason.text : piece.reason.text + term;
    take(reason, std::move(piece.reason), piece.is_group);
    return {days, finished(std::move(reason), days), false};
  }

  Set date_set(const char* word, Date date, Span place, DaySet days) {
    Reason reason;
    reason.kind = Reason::Kind::date;
    if (leaves_out(days)) return {days, finished(std::move(reason), days), false};
    reason.place = place;
    reason.text = word + words(date);
    reason = finished(std::move(reason), days);
    return {std::move(days), std::move(reason), false};
  }

  Set moment_set(const char* word, const Moment& moment, std::optional<Date> day, Set&& piece,
                 const DaySet& days) {
    Reason reason;
    reason.kind = Reason::Kind::date;
    reason.place = moment.place;
    reason.text = word;
    switch (moment.form) {
      case Moment::Form::offset: reason.text += to_string(moment.duration) + " after "; break;
      case Moment::Form::month_of: reason.text += "the first of the month of "; break;
      case Moment::Form::month_after: reason.text += "the first of the month after "; break;
      case Moment::Form::date:
      case Moment::Form::first_day: break;
    }
    reason.text += words(model_, moment.first_of);
    reason.text += day ? ": " + words(*day) : ": no such day yet";
    take(reason, std::move(piece.reason), piece.is_group);
    return {days, finished(std::move(reason), days), false};
  }

  // The entry that decides the state on the day: the last that bears on it and acts by then; else the first
  // to come.
  void decide_by_entries(const StateKey& key, const DaySet& days, Reason& reason) {
    reason.state = key;
    reason.place = place_of(model_, key.subject);
    const Entry* decides = nullptr;
    EntryId which;
    const Entry* first_later = nullptr;
    EntryId which_later;
    for (EntryId id : world_.index.entries(key.subject)) {
      const Entry& entry = model_[id];
      bool relevant = entry.kind == Entry::Kind::event && bears_on(key.state, entry.verb);
      if (entry.kind == Entry::Kind::progress && key.state == State::performed) relevant = true;
      if (!relevant) continue;
      if (key.by.valid() && entry.by.valid() && entry.by != key.by) continue;
      if (entry.acts_from <= on_) {
        if (decides == nullptr || decides->acts_from <= entry.acts_from) decides = &entry, which = id;
      } else if (first_later == nullptr || entry.acts_from < first_later->acts_from) {
        first_later = &entry, which_later = id;
      }
    }
    bool from_the_start = !decides && first_later && days.contains(on_);
    if (!decides && (from_the_start || (first_later && !days.empty()))) {
      decides = first_later;
      which = which_later;
    }
    if (decides) {
      reason.kind = Reason::Kind::entry;
      reason.entry = which;
      reason.place = decides->place;
      if (lean_) return;
      reason.text = words(decides->date) + ": " + words(model_, *decides);
      if (decides->acts_from > on_ && !from_the_start) reason.text = "not before " + reason.text;
      if (decides->acts_from != decides->date) reason.text += ", effective " + words(decides->acts_from);
      return;
    }
    // Nothing bears on the day. For a state that holds without entries that is the reason.
    if (days.contains(on_)) {
      reason.kind = Reason::Kind::text;
      reason.text = key.state == State::standing
                        ? name_of(model_, key.subject) + " stands: nothing recorded against it"
                        : "nothing recorded against it";
      return;
    }
    reason.kind = Reason::Kind::missing;
    if (!lean_) reason.text = "nothing recorded that says `" + name_of(model_, key) + "`";
  }

  void describe_text(const Ground& fact, const DaySet& days, Reason& reason) {
    if (fact.condition.valid()) {
      reason.kind = Reason::Kind::date;
      reason.text = words(model_, fact.condition);
      return;
    }
    reason.kind = Reason::Kind::text;
    if (fact.state.subject.valid() && fact.state.state == State::enacted) {
      reason.text = "enacted by its text: no event says otherwise";
    } else if (days.is_all()) {
      reason.text = "the text as written";
    } else if (days.empty()) {
      reason.text = "this text has not been adopted";
    } else if (days.contains(on_)) {
      reason.text = "this is the text on that day";
    } else {
      reason.text = "another text counts on that day";
    }
  }

  void describe_membership(const Ground& fact, Reason& reason) {
    reason.kind = Reason::Kind::membership;
    if (fact.condition.valid()) {
      reason.text = words(model_, fact.condition);
      return;
    }
    const Provision& provision = model_[fact.state.subject.provision()];
    std::string_view who =
        provision.member.valid() ? model_[provision.member].code : model_[provision.member_entity].name;
    reason.text = std::string(who) + " in " + std::string(model_[provision.member_of].name);
  }

  void describe_metric(const Ground& fact, Reason& reason) {
    reason.kind = Reason::Kind::metric;
    MetricId metric;
    if (fact.condition.valid()) {
      metric = model_[fact.condition].metric();
      reason.text = words(model_, fact.condition);
    } else {
      for (TermsId terms : model_[fact.state.subject.provision()].terms) {
        if (!model_[terms].promise.valid()) continue;
        const Promise& promise = model_[model_[terms].promise];
        metric = promise.metric;
        reason.text = std::string(model_[metric].name) + " " + std::string(to_string(promise.comparison)) +
                      " " + words(model_, model_[promise.amount]);
      }
    }
    const Observation* last = nullptr;
    for (const Observation& observation : model_[metric].observations) {
      if (observation.date <= on_) last = &observation;
    }
    if (last) {
      reason.text += ": " + words(model_, last->value) + " observed on " + words(last->date);
      reason.entry = last->entry;
    } else {
      reason.text += ": nothing observed";
    }
  }

  const World& world_;
  const Model& model_;
  Date on_;
  int depth_;
  bool lean_;
  bool minus_ = false;  // the sign under which what is made counts
  std::set<StateKey> shown_;
  std::vector<StateKey> shown_in_order_;
};

}  // namespace

Reason explain(const World& world, const StateKey& state, Date on, int depth) {
  return Tracer(world, on, depth, Tracer::Extent::whole).explain(state);
}

Reason explain_failing(const World& world, const StateKey& state, Date on, int depth) {
  return Tracer(world, on, depth, Tracer::Extent::lean).explain(state);
}

}  // namespace quid
