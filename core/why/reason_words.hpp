// Reasons in words. Everything that people read of a reason, of what is missing and of what would end a state
// is worded here.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/why/missing.hpp"
#include "core/why/reason.hpp"

namespace quid {

// The step by itself: `us-uk in force`, `once us-nz.wine performed`, `10 Jan 2026: us-nz signed`.
std::string words(const Model& model, const Reason& reason);
// Where a step and the only one below it hold or fail together, one line says both: the words that stand before
// those of the step below, `once ` or nothing. None where each needs its line.
std::optional<std::string_view> leading_words(const Reason& reason);
// The kind of a step, as other programs read it: `state`, `once`, `entry`, `unrecorded`.
std::string_view kind_words(const Reason& reason);
// `all`, `any`, `at least`.
std::string_view to_string(Decides decides);

// `us-uk.beef performed`, `us signed by US and us signed by GB`; alternatives with `or`, in parentheses where they
// stand inside others.
std::string words(const Model& model, const Missing& missing);
// What is recorded and is not enough, or stands in the way; empty where nothing is.
std::string so_far_words(const Model& model, const Missing& missing);
// To follow "it stops if": `us-uk is no longer in force`.
std::string ending_words(const Model& model, const Missing& ending);

// `is in effect`, `is no longer in force`, `is not signed by the US`: how a sentence about the thing goes on.
// `has_held` goes on with since when.
enum class Holding : std::uint8_t { holds, has_held, holds_not, no_longer };
std::string state_words(const Model& model, const StateKey& key, Holding holding);

}  // namespace quid
