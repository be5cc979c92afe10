// The closed word lists of the language: states, verbs, kinds of provision, and the small enumerations.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace quid {

// What can be in a state. A measure is a provision (of kind `measure`) that other provisions stand in.
enum class SubjectKind : std::uint8_t {
  agreement,
  provision,
  authority,
  proposal,
};

enum class ProvisionKind : std::uint8_t {
  concession,
  allowance,
  control,
  undertaking,
  commitment,
  option,
  milestone,
  target,
  measure,  // a measure is lowered as the provision that all of its own provisions stand in
};

// The states that a condition may ask about, an answer may draw, and that evaluation computes as days.
// Section 6 of the reference defines each.
enum class State : std::uint8_t {
#define QUID_STATE(name, ...) name,
#include "core/model/states.def"
};
inline constexpr std::size_t state_count = 0
#define QUID_STATE(...) +1
#include "core/model/states.def"
    ;

// What an `event` entry may say has happened.
enum class Verb : std::uint8_t {
#define QUID_VERB(name, ...) name,
#include "core/model/states.def"
};
inline constexpr std::size_t verb_count = 0
#define QUID_VERB(...) +1
#include "core/model/states.def"
    ;

enum class Strength : std::uint8_t { shall, will, intends, considers };
enum class Stage : std::uint8_t { draft, tabled, agreed, scrubbed, final_ };
enum class Comparison : std::uint8_t { at_least, at_most, above, below };
enum class Grade : std::uint8_t { unsaid, primary, official, press, reported };
enum class Stance : std::uint8_t { on, supports, opposes };  // of a statement

// Freest first: the order that the treatment of a shipment is decided by.
enum class ExportWord : std::uint8_t {
  allow,
  notify,
  license_presumed_approved,
  license,
  license_presumed_denied,
  deny,
  prohibit,
};

enum class TariffWord : std::uint8_t {
  base,
  add,
  add_of,
  add_to,
  cap,
  set,
  limit,
  cut,
  exempt,
  prohibit,
};

// How a quota's running quantity is reset.
enum class Basis : std::uint8_t { per_year, per_quarter, per_month, per_window, in_all };
enum class Account : std::uint8_t { everybody, consignee, parent };

// The words as a person writes and reads them: `in effect`, `struck down from the start`.
std::string_view to_string(SubjectKind kind);
std::string_view to_string(ProvisionKind kind);
std::string_view to_string(State state);
std::string_view to_string(Verb verb);
std::string_view to_string(Strength strength);
std::string_view to_string(Stage stage);
std::string_view to_string(Comparison comparison);
std::string_view to_string(Grade grade);
std::string_view to_string(ExportWord word);

// `text` has single spaces. `operative` reads as `in force`.
std::optional<State> find_state(std::string_view text);
std::optional<Verb> find_verb(std::string_view text);

// Whether a subject of this kind can be in the state, or have the verb happen to it (section 5's table).
// `provision` matters only where `kind` is provision.
bool has_state(SubjectKind kind, ProvisionKind provision, State state);
bool takes_verb(SubjectKind kind, ProvisionKind provision, Verb verb);

// Whether the state or verb may say by whom: `signed by US`.
bool names_a_party(State state);
bool names_a_party(Verb verb);

// The state that an event of this verb begins; none for the verbs that only end one.
std::optional<State> state_begun_by(Verb verb);
// Whether an event of this verb begins or ends the state.
bool bears_on(State state, Verb verb);
// Whether the state, once it has come about, has come about for good.
bool lasts(State state);

// What is said of a thing in the state: `is in effect`, `has expired`.
struct Predicate {
  enum class Verb : std::uint8_t { is, has };
  Verb verb;
  std::string_view words;
};
Predicate predicate(State state);

// Of the states that a thing is in on one day, the first in this order says where it stands.
struct Standing {
  State state;
  char sign;               // in a chart
  std::string_view words;  // in its legend
};
std::span<const Standing> standings();

}  // namespace quid
