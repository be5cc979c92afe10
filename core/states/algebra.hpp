// What an algebra has to offer, so that the meaning of a state can be asked of it.
//
// The meaning (meaning.hpp) says what `in effect` or `performed` is as unions, intersections and differences of
// named parts. What a "set" is, it leaves to the algebra:
//
//   Evaluator     (evaluate.cpp)       sets of days: the answer
//   Dependencies  (graph.cpp)          nothing; it notes which state was asked for, with which sign, and where
//   Tracer        (../why/explain.cpp) sets of days with the reasons attached: the why
//   Hope          (deadlock.cpp)       yes and no, for somebody who hopes for the best
//
// An algebra has a type `Set` and
//
//   none(), all()                        the empty set, every day
//   fixed(Ground, make)                  days known from the text or the entries; the ground says which
//   state(StateKey, Span)                the days of another state
//   meet(Set&, Part, Span, make)         narrows the set to what `make()` returns
//   join(Set&, Part, Span, make)         widens it
//   remove(Set&, Part, Span, make)       takes away; what `make` asks for, it asks with a minus sign
//   negate(Span, make)                   the complement, with a minus sign
//   since(make)                          from the first day on
//   held_for(Duration, Span, make)       the days on which it has held for so long
//   within_after(Duration, Span, make)   the days so soon after it held
//   from_moment(Moment, make)            from a moment on; `make` gives the state that it counts from
//   through_moment(Moment, Date, make)   up to a moment, unless that lies before the date
//   at_least(number, Span, count, make)  at least so many of `make(0)`, `make(1)`, ...
//   condition(kind, Span, Set)           nothing but a mark that a condition of the text stands here
//
// `make` is called at most once (of `at_least`, for each number), and need not be called where the result is decided
// without it.
#pragma once

#include <concepts>
#include <cstdint>
#include <string_view>

#include "core/model/model.hpp"
#include "core/values/day_set.hpp"

namespace quid {

// The parts that pieces play in the whole: which line of the reference put each there.
#define QUID_PARTS(PART)                                                   \
  PART(version)     /* while this is the text: proposals adopted or not */ \
  PART(agreement)   /* the agreement it stands in */                       \
  PART(provisional) /* ... or its provisional application */               \
  PART(measure)     /* the measure it stands in */                         \
  PART(authority)   /* the law a measure stands on */                      \
  PART(enactment)   /* announced, proposed, enacted */                     \
  PART(membership)  /* a member of the `to each` group */                  \
  PART(from)                                                               \
  PART(through)                                                            \
  PART(once)                                                               \
  PART(while_)                                                             \
  PART(unless)                                                             \
  PART(until)                                                              \
  PART(suspension)                                                         \
  PART(end)        /* withdrawn, rescinded, terminated */                  \
  PART(rule)       /* in force by the agreement's own rule */              \
  PART(event)      /* by an entry */                                       \
  PART(expiry)     /* through the day of expiry */                         \
  PART(implements) /* a measure that implements the promise */             \
  PART(progress)   /* a commitment's amount reached */                     \
  PART(each_party) /* one of several parties */                            \
  PART(operand)    /* of and, or, at least */
enum class Part : std::uint8_t {
#define QUID_PART(name) name,
  QUID_PARTS(QUID_PART)
#undef QUID_PART
};
// `once`, `while`, `each_party`: for other programs.
std::string_view to_string(Part part);

// Whether the part says only how pieces are put together, not what the text asks for.
constexpr bool is_glue(Part part) {
  return part == Part::operand || part == Part::each_party || part == Part::version;
}

// What a fixed set of days was read off: entries about a subject, or a part of the text.
struct Ground {
  enum class Kind : std::uint8_t {
    entries,  // of `state`: the verbs that make it up
    text,     // dates: `condition`; versions: `place`, and the adoption `state` of one that a proposal made
    membership,  // `condition`, or the `to each` of `state`
    metric,      // observations: `condition`, or the target of `state`
    quota,       // the use of `state`
    open,        // a bracket left open
    unsaid,      // the text provides for nothing of the kind
  };
  Kind kind = Kind::text;
  StateKey state;
  ConditionId condition;
  Span place;
};

namespace algebra {
// Stand-ins for the functions that the meaning hands over.
using MakeDays = DaySet (*)();
template <typename Set>
using Make = Set (*)();
template <typename Set>
using MakeEach = Set (*)(std::size_t);
}  // namespace algebra

template <typename A>
concept Algebra = requires(A a, typename A::Set set, const Ground& ground, const StateKey& key, Span place,
                           Part part, const Duration& duration, const Moment& moment, Date date,
                           std::size_t number, Condition::Kind kind, algebra::MakeDays days,
                           algebra::Make<typename A::Set> make,
                           algebra::MakeEach<typename A::Set> make_each) {
  { a.none() } -> std::same_as<typename A::Set>;
  { a.all() } -> std::same_as<typename A::Set>;
  { a.fixed(ground, days) } -> std::same_as<typename A::Set>;
  { a.state(key, place) } -> std::same_as<typename A::Set>;
  { a.meet(set, part, place, make) } -> std::same_as<void>;
  { a.join(set, part, place, make) } -> std::same_as<void>;
  { a.remove(set, part, place, make) } -> std::same_as<void>;
  { a.negate(place, make) } -> std::same_as<typename A::Set>;
  { a.since(make) } -> std::same_as<typename A::Set>;
  { a.held_for(duration, place, make) } -> std::same_as<typename A::Set>;
  { a.within_after(duration, place, make) } -> std::same_as<typename A::Set>;
  { a.from_moment(moment, make) } -> std::same_as<typename A::Set>;
  { a.through_moment(moment, date, make) } -> std::same_as<typename A::Set>;
  { a.at_least(number, place, number, make_each) } -> std::same_as<typename A::Set>;
  { a.condition(kind, place, set) } -> std::same_as<typename A::Set>;
};

}  // namespace quid
