// Whether what is claimed of a day is so, and what is so instead.
#pragma once

#include <optional>
#include <variant>
#include <vector>

#include "core/treatments/duty.hpp"
#include "core/treatments/export.hpp"
#include "core/why/reason.hpp"

namespace quid {

enum class Verdict : std::uint8_t {
  holds,
  fails,
  undecided,  // it turns on a bracket, or on a fact that the claim does not give
};

// One case that is not as claimed. The answer is that to the shipment.
struct Counterexample {
  Shipment shipment;
  std::variant<DutyAnswer, ExportAnswer> answer;
  Verdict verdict = Verdict::fails;
};

struct Examined {
  Verdict verdict = Verdict::holds;
  std::optional<Reason> reason;         // of a condition; none where a bracket leaves it open
  std::vector<Counterexample> against;  // of a claim about goods: every case that is not as claimed
};

// A claim that something is so holds where it is so in every case, `not` before it where it is so in no case.
// Rates that overflow exact decimals throw std::overflow_error.
Examined examine(const Schedule& schedule, const Claim& claim, Date on);

// The questions that a claim about goods is about, on the day.
std::vector<Shipment> questions_of(const Model& model, const Claim& claim, Date on);

// Of these days those on which a claim does not hold. Nothing that bears on it changes between two days of which
// the last is asked about for all.
struct BrokenDays {
  DaySet fails;
  DaySet undecided;
};
BrokenDays broken_days(const Schedule& schedule, const Claim& claim, const DaySet& within);

}  // namespace quid
