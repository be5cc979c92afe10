// What a person types as a question, as the thing it asks about.
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/model/model.hpp"
#include "dsl/names/symbols.hpp"

namespace quid::dsl {

// Why the words name nothing, for a person; `help` says what may have been meant, and may be empty.
struct QueryMistake {
  std::string message;
  std::string help;
};

// The state that is meant where only a thing is named: in force of an agreement, standing of an authority,
// adopted of a proposal, reached of a milestone or a target, in effect of everything else.
State main_state(const Model& model, Subject subject);

// `us-uk`, `us-uk.cars`, `us-india.gpu-cap[IN]`.
std::variant<Subject, QueryMistake> find_subject(const Symbols& symbols, const Model& model,
                                                 std::string_view name);

// `us-uk signed by US`, `us-uk.cars`, `us-india.gpu-cap[IN] in effect`.
std::variant<StateKey, QueryMistake> parse_state_query(const Symbols& symbols, const Model& model,
                                                       std::string_view words);

// Every name that a question may begin with, sorted: deals, provisions and members of sets.
std::vector<std::string> names_to_ask(const Model& model);

}  // namespace quid::dsl
