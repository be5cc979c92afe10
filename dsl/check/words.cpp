#include "dsl/check/rules.hpp"

namespace quid::dsl {

std::string quoted(const Model& model, Subject subject) {
  return quoted(name_of(model, subject));
}

std::string state_words(const Model& model, const StateKey& key, bool holds) {
  std::string_view verb = holds ? " is " : " is not ";
  std::string_view state = to_string(key.state);
  switch (key.state) {
    case State::expired:
    case State::lapsed: verb = holds ? " has " : " has not "; break;
    case State::notice_given: state = "under notice"; break;
    case State::in_force:
      if (model[key.subject.agreement()].operative) state = "operative";
      break;
    default: break;
  }
  std::string text = quoted(model, key.subject);
  text.append(verb).append(state);
  if (key.by.valid()) text.append(" by ").append(model[key.by].code);
  return text;
}

std::string in_a_row(const std::vector<std::string>& words, std::string_view conjunction) {
  constexpr std::size_t most = 5;
  const std::size_t shown = words.size() > most ? most - 1 : words.size();
  std::string text;
  for (std::size_t i = 0; i < shown; ++i) {
    if (i > 0 && i + 1 == words.size()) {
      text.append(conjunction.front() == ',' ? "" : " ").append(conjunction).append(" ");
    } else if (i > 0) {
      text += ", ";
    }
    text += words[i];
  }
  if (shown < words.size())
    text.append(" ")
        .append(conjunction)
        .append(" ")
        .append(std::to_string(words.size() - shown))
        .append(" more");
  return text;
}

}  // namespace quid::dsl
