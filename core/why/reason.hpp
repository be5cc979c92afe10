// The reason why a state holds on a day, or why not, as a value: a tree of typed steps.
//
// Nothing in it is worded; words are made last, in reason_words.hpp. Who wants to know what to do reads the steps.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>
#include <vector>

#include "core/model/model.hpp"
#include "core/states/algebra.hpp"
#include "core/values/day_set.hpp"

namespace quid {

// What a step is, each with its name for other programs. Those with steps below them:

// A state of a thing, by its meaning.
struct OfState {
  static constexpr std::string_view name = "state";
  StateKey key;
};
// A part of the text or of the meaning, which narrows or widens what stands around it.
struct OfPart {
  static constexpr std::string_view name = "part";
  Part part;
  bool is_for_good = false;  // it counts from the first day on which what is below holds
};
// Conditions joined by `and`, `or`, `at least`; or pieces that only belong together.
struct Operands {
  static constexpr std::string_view name = "conditions";
};
// The opposite of the one step below.
struct Negation {
  static constexpr std::string_view name = "not";
};
// From the first day on which the one step below holds.
struct SinceThen {
  static constexpr std::string_view name = "since";
};
// The one step below, for so long or so soon after.
struct Lasting {
  static constexpr std::string_view name = "term";
  enum class Kind : std::uint8_t { for_, within };
  Kind kind;
  Duration duration;
};
// A moment: from it on, or through it. Below it stands what it counts from, where that is a state.
struct AtMoment {
  static constexpr std::string_view name = "moment";
  enum class Side : std::uint8_t { from, through };
  Side side;
  Moment moment;
  std::optional<Date> day;  // the day that it names; none as long as what it counts from has not come about
};

// Those without:

// A state that is explained where the tree shows it first, or is just being explained.
struct Shown {
  static constexpr std::string_view name = "shown";
  StateKey key;
};
// The entry that decides whether the state holds.
struct Recorded {
  static constexpr std::string_view name = "entry";
  StateKey key;
  EntryId entry;
  bool is_to_come = false;  // it acts only later
};
// No entry that could bring the state about.
struct Unrecorded {
  static constexpr std::string_view name = "unrecorded";
  StateKey key;
};
// No entry that could end the state, which holds by itself.
struct Unopposed {
  static constexpr std::string_view name = "unopposed";
  StateKey key;
};
// A date of the text: `after 2025-06-30`.
struct OnDate {
  static constexpr std::string_view name = "date";
  ConditionId condition;
};
// A comparison with the last observation.
struct Compared {
  static constexpr std::string_view name = "comparison";
  MetricId metric;
  Comparison comparison;
  QuantityId bar;
  std::optional<std::size_t>
      last;  // of the metric's observations; none where nothing was observed by the day
};
// A party or an entity in a group.
struct MemberOf {
  static constexpr std::string_view name = "member";
  PartyId party;
  EntityId entity;  // where `party` is not valid
  GroupId group;
};
// The use of a quota.
struct QuotaUse {
  static constexpr std::string_view name = "quota";
  StateKey key;
};
// Which text counts. Of one that nobody has adopted, `key` is the adoption.
struct TextCounts {
  static constexpr std::string_view name = "text";
  enum class Kind : std::uint8_t { as_written, enacted, never_adopted, counts, replaced };
  Kind kind;
  StateKey key = {};
};
// A bracket is open.
struct TextOpen {
  static constexpr std::string_view name = "open";
};
// The text provides for nothing of the kind.
struct Unsaid {
  static constexpr std::string_view name = "unsaid";
};

using ReasonStep =
    std::variant<OfState, OfPart, Operands, Negation, SinceThen, Lasting, AtMoment, Shown, Recorded,
                 Unrecorded, Unopposed, OnDate, Compared, MemberOf, QuotaUse, TextCounts, TextOpen, Unsaid>;

// How the steps below one decide it.
enum class Decides : std::uint8_t { all, any, at_least };

// A step holds on the day asked about or it does not; a step under `minus` counts the other way round.
struct Reason {
  ReasonStep step = Operands{};
  Decides decides = Decides::all;
  std::uint32_t number = 0;  // at_least: how many; in a lean tree how many of those that it shows
  bool holds = false;
  bool minus = false;
  DaySet days;            // on which the step holds
  Span place;             // the clause, or the entry
  std::string_view cite;  // of the provision, where it has one
  std::vector<Reason> children;

  // A step fails where it does not hold, and under `minus` where it does.
  bool fails() const { return minus == holds; }

  template <typename Kind>
  const Kind* as() const {
    return std::get_if<Kind>(&step);
  }
  // The state that the step is about, where it is about one.
  const StateKey* state() const;
};

const StateKey* state_of(const ReasonStep& step);

}  // namespace quid
