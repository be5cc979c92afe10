// The model in words, for answers: dates, quantities, conditions and moments as a person would write them.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "core/model/model.hpp"

namespace quid {

// `30 Jun 2025`; `always` and `never` stand for the unbounded ends.
std::string words(Date date);
// `13,000 t`, `27.5%`, `500,000,000,000 USD`.
std::string words(const Model& model, const Quantity& quantity);
// `us-uk.beef in effect and (trade >= 500 bn USD or after 30 Jun 2025)`.
std::string words(const Model& model, ConditionId condition);
// `30 Jun 2025`, `30 days after us-uk in force`.
std::string words(const Model& model, MomentId moment);
// `once …`, `while …`, `unless …`, `until …`.
std::string words(const Model& model, const Clause& clause);
// `the US`, `India`: the party's title, with the article where English wants one.
std::string party_words(const Model& model, PartyId party);
// What happened, without the date: `us-uk signed by US`, `progress of 12 bn USD on us-india.aircraft`.
std::string words(const Model& model, const Entry& entry);

// `a, b and c`; of more than `most`, the first and how many more there are. A conjunction that begins with a comma
// stands close: `a, b, then c`.
std::string in_a_row(std::span<const std::string> items, std::string_view conjunction = "and",
                     std::size_t most = std::string::npos);

// An event, observation, delivery or use as a text would record it: `2026-12-01 event us-uk signed by US`.
std::string written(const Model& model, const Entry& entry);

// `8703.23` from its digits.
std::string dotted_code(std::string_view digits);

}  // namespace quid
