#include "core/model/vocabulary.hpp"

#include <initializer_list>

namespace quid {

namespace {

template <typename Enum, std::size_t N>
std::string_view word(const std::array<std::string_view, N>& words, Enum value) {
  return words[static_cast<std::size_t>(value)];
}

constexpr std::array<std::string_view, state_count> state_words = {
    "launched",  "concluded", "signed",      "ratified",  "notified",  "in force",  "provisionally applied",
    "suspended", "notice",    "terminated",  "expired",   "in effect", "announced", "proposed",
    "enacted",   "performed", "breached",    "withdrawn", "rescinded", "invoked",   "reached",
    "exhausted", "standing",  "struck down", "lapsed",    "tabled",    "adopted"};

constexpr std::array<std::string_view, verb_count> verb_words = {
    "launched",  "round",     "concluded", "signed",    "ratified",         "notified",
    "in force",  "suspended", "resumed",   "notice",    "notice withdrawn", "terminated",
    "announced", "performed", "breached",  "withdrawn", "proposed",         "enacted",
    "rescinded", "invoked",   "released",  "reached",   "struck down",      "struck down from the start",
    "lapsed",    "restored",  "tabled",    "adopted"};

template <typename Enum>
bool among(Enum value, std::initializer_list<Enum> list) {
  for (Enum each : list) {
    if (each == value) return true;
  }
  return false;
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
  return word(state_words, state);
}
std::string_view to_string(Verb verb) {
  return word(verb_words, verb);
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
    if (state_words[i] == text) return static_cast<State>(i);
  }
  return std::nullopt;
}

std::optional<Verb> find_verb(std::string_view text) {
  if (text == "operative") return Verb::in_force;
  for (std::size_t i = 0; i < verb_count; ++i) {
    if (verb_words[i] == text) return static_cast<Verb>(i);
  }
  return std::nullopt;
}

bool has_state(SubjectKind kind, ProvisionKind provision, State state) {
  using S = State;
  switch (kind) {
    case SubjectKind::agreement:
      return among(state,
                   {S::launched, S::concluded, S::signed_, S::ratified, S::notified, S::in_force,
                    S::provisionally_applied, S::suspended, S::notice_given, S::terminated, S::expired});
    case SubjectKind::authority: return among(state, {S::standing, S::struck_down, S::lapsed});
    case SubjectKind::proposal: return among(state, {S::tabled, S::adopted, S::withdrawn});
    case SubjectKind::provision: break;
  }
  if (state == S::in_effect) return true;
  switch (provision) {
    case ProvisionKind::concession:
      if (state == S::exhausted) return true;
      [[fallthrough]];
    case ProvisionKind::undertaking:
    case ProvisionKind::commitment:
      return among(state, {S::announced, S::performed, S::breached, S::withdrawn, S::suspended});
    case ProvisionKind::allowance:
    case ProvisionKind::control:
    case ProvisionKind::measure:
      return among(state, {S::announced, S::proposed, S::enacted, S::suspended, S::rescinded, S::exhausted});
    case ProvisionKind::option: return state == S::invoked;
    case ProvisionKind::milestone:
    case ProvisionKind::target: return state == S::reached;
  }
  return false;
}

bool takes_verb(SubjectKind kind, ProvisionKind provision, Verb verb) {
  using V = Verb;
  switch (kind) {
    case SubjectKind::agreement:
      return among(verb,
                   {V::launched, V::round, V::concluded, V::signed_, V::ratified, V::notified, V::in_force,
                    V::suspended, V::resumed, V::notice, V::notice_withdrawn, V::terminated});
    case SubjectKind::authority:
      return among(verb, {V::struck_down, V::struck_down_from_the_start, V::lapsed, V::restored});
    case SubjectKind::proposal: return among(verb, {V::tabled, V::adopted, V::withdrawn});
    case SubjectKind::provision: break;
  }
  switch (provision) {
    case ProvisionKind::concession:
    case ProvisionKind::undertaking:
    case ProvisionKind::commitment:
      return among(verb, {V::announced, V::performed, V::breached, V::withdrawn, V::suspended, V::resumed});
    case ProvisionKind::allowance:
    case ProvisionKind::control:
    case ProvisionKind::measure:
      return among(verb, {V::announced, V::proposed, V::enacted, V::suspended, V::resumed, V::rescinded});
    case ProvisionKind::option: return among(verb, {V::invoked, V::released});
    case ProvisionKind::milestone: return verb == V::reached;
    case ProvisionKind::target: return false;
  }
  return false;
}

bool names_a_party(State state) {
  return among(state, {State::signed_, State::ratified, State::notified, State::performed, State::invoked,
                       State::tabled});
}

bool names_a_party(Verb verb) {
  return among(verb, {Verb::signed_, Verb::ratified, Verb::notified, Verb::performed, Verb::invoked,
                      Verb::tabled, Verb::notice, Verb::notice_withdrawn});
}

}  // namespace quid
