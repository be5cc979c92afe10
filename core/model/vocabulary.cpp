#include "core/model/vocabulary.hpp"

#include <initializer_list>

namespace quid {

namespace {

template <typename Enum, std::size_t N>
std::string_view word(const std::array<std::string_view, N>& words, Enum value) {
  return words[static_cast<std::size_t>(value)];
}

// A set of kinds of subject, a bit for each.
using Subjects = std::uint32_t;

constexpr Subjects kind(ProvisionKind provision) {
  return Subjects{1} << static_cast<unsigned>(provision);
}
constexpr Subjects kind(SubjectKind subject) {
  return Subjects{1} << (16 + static_cast<unsigned>(subject));
}
constexpr Subjects kind(SubjectKind subject, ProvisionKind provision) {
  return subject == SubjectKind::provision ? kind(provision) : kind(subject);
}

constexpr Subjects agreements = kind(SubjectKind::agreement);
constexpr Subjects authorities = kind(SubjectKind::authority);
constexpr Subjects proposals = kind(SubjectKind::proposal);
constexpr Subjects concessions = kind(ProvisionKind::concession);
constexpr Subjects promises =
    concessions | kind(ProvisionKind::undertaking) | kind(ProvisionKind::commitment);
constexpr Subjects acts =
    kind(ProvisionKind::allowance) | kind(ProvisionKind::control) | kind(ProvisionKind::measure);
constexpr Subjects options = kind(ProvisionKind::option);
constexpr Subjects milestones = kind(ProvisionKind::milestone);
constexpr Subjects targets = kind(ProvisionKind::target);
constexpr Subjects provisions = promises | acts | options | milestones | targets;

enum class Actor : std::uint8_t { nobody, party };
enum class Course : std::uint8_t { passes, lasts };

using Verbs = std::uint32_t;
static_assert(verb_count <= 32);
constexpr Verbs only(Verb verb) {
  return Verbs{1} << static_cast<unsigned>(verb);
}
constexpr Verbs set_of(std::initializer_list<Verb> verbs) {
  Verbs set = 0;
  for (Verb verb : verbs) set |= only(verb);
  return set;
}

struct StateInfo {
  std::string_view words;
  Actor by;
  Course course;
  Subjects of;
  Verbs borne_by;
};
constexpr std::array<StateInfo, state_count> state_infos = [] {
  using enum Verb;
  return std::array<StateInfo, state_count>{{
#define QUID_STATE(name, words, keyword, by, course, of, ...) \
  {words, Actor::by, Course::course, of, set_of({__VA_ARGS__})},
#include "core/model/states.def"
  }};
}();

struct VerbInfo {
  std::string_view words;
  Actor by;
  Subjects of;
  std::optional<State> begins;
};
constexpr std::array<VerbInfo, verb_count> verb_infos = [] {
  using enum State;
  constexpr std::nullopt_t no_state = std::nullopt;
  return std::array<VerbInfo, verb_count>{{
#define QUID_VERB(name, words, keyword, by, of, begins) {words, Actor::by, of, begins},
#include "core/model/states.def"
  }};
}();

constexpr std::array standing_order = {
#define QUID_STANDING(state, sign, words) Standing{State::state, sign, words},
#include "core/model/states.def"
};

constexpr std::array own_predicates = {
#define QUID_PREDICATE(state, verb, words) std::pair(State::state, Predicate{Predicate::Verb::verb, words}),
#include "core/model/states.def"
};

constexpr const StateInfo& info(State state) {
  return state_infos[static_cast<std::size_t>(state)];
}
constexpr const VerbInfo& info(Verb verb) {
  return verb_infos[static_cast<std::size_t>(verb)];
}

}  // namespace

std::string_view to_string(SubjectKind kind) {
  static constexpr std::array<std::string_view, 4> words = {"agreement", "provision", "authority",
                                                            "proposal"};
  return word(words, kind);
}

std::string_view to_string(ProvisionKind kind) {
  static constexpr std::array<std::string_view, 9> words = {"concession",  "allowance",  "control",
                                                            "undertaking", "commitment", "option",
                                                            "milestone",   "target",     "measure"};
  return word(words, kind);
}

std::string_view to_string(State state) {
  return info(state).words;
}
std::string_view to_string(Verb verb) {
  return info(verb).words;
}

std::string_view to_string(Strength strength) {
  static constexpr std::array<std::string_view, 4> words = {"shall", "will", "intends", "considers"};
  return word(words, strength);
}

std::string_view to_string(Stage stage) {
  static constexpr std::array<std::string_view, 5> words = {"draft", "tabled", "agreed", "scrubbed", "final"};
  return word(words, stage);
}

std::string_view to_string(Comparison comparison) {
  static constexpr std::array<std::string_view, 4> words = {">=", "<=", ">", "<"};
  return word(words, comparison);
}

std::string_view to_string(Grade grade) {
  static constexpr std::array<std::string_view, 5> words = {"", "primary", "official", "press", "reported"};
  return word(words, grade);
}

std::string_view to_string(ExportWord export_word) {
  static constexpr std::array<std::string_view, 7> words = {
      "allow", "notify",  "license presumed approved", "license", "license presumed denied",
      "deny",  "prohibit"};
  return word(words, export_word);
}

std::optional<State> find_state(std::string_view text) {
  if (text == "operative") return State::in_force;
  for (std::size_t i = 0; i < state_count; ++i) {
    if (state_infos[i].words == text) return static_cast<State>(i);
  }
  return std::nullopt;
}

std::optional<Verb> find_verb(std::string_view text) {
  if (text == "operative") return Verb::in_force;
  for (std::size_t i = 0; i < verb_count; ++i) {
    if (verb_infos[i].words == text) return static_cast<Verb>(i);
  }
  return std::nullopt;
}

bool has_state(SubjectKind subject, ProvisionKind provision, State state) {
  return (info(state).of & kind(subject, provision)) != 0;
}

bool takes_verb(SubjectKind subject, ProvisionKind provision, Verb verb) {
  return (info(verb).of & kind(subject, provision)) != 0;
}

bool names_a_party(State state) {
  return info(state).by == Actor::party;
}

bool names_a_party(Verb verb) {
  return info(verb).by == Actor::party;
}

std::optional<State> state_begun_by(Verb verb) {
  return info(verb).begins;
}

bool bears_on(State state, Verb verb) {
  return info(verb).begins == state || (info(state).borne_by & only(verb)) != 0;
}

bool lasts(State state) {
  return info(state).course == Course::lasts;
}

std::span<const Standing> standings() {
  return standing_order;
}

Predicate predicate(State state) {
  for (const auto& [of, predicate] : own_predicates) {
    if (of == state) return predicate;
  }
  return {Predicate::Verb::is, to_string(state)};
}

}  // namespace quid
