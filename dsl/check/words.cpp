#include <fmt/format.h>

#include "core/model/words.hpp"
#include "core/why/reason_words.hpp"
#include "dsl/check/rules.hpp"

namespace quid::dsl {

std::string quoted(const Model& model, Subject subject) {
  return quoted(name_of(model, subject));
}

std::string state_words(const Model& model, const StateKey& key, bool holds) {
  return fmt::format("{} {}", quoted(model, key.subject),
                     quid::state_words(model, key, holds ? Holding::holds : Holding::holds_not));
}

std::string a_few(const std::vector<std::string>& words, std::string_view conjunction) {
  return in_a_row(words, conjunction, 5);
}

}  // namespace quid::dsl
