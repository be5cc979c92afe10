// A workspace of one text, taken through all phases: what the tests of meaning look at.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/states/world.hpp"
#include "dsl/check/check.hpp"

namespace quid::tests {

class Compiled {
 public:
  explicit Compiled(std::string text, const dsl::CompileOptions& options = {},
                    dsl::Judged judged = dsl::Judged::this_reading);

  const World& world() const { return *compilation_.world; }
  const Model& model() const { return compilation_.world->model; }
  const dsl::Symbols& symbols() const { return compilation_.symbols; }
  const dsl::Diagnostics& findings() const { return findings_; }
  bool has_errors() const;
  bool has(dsl::DiagnosticKind kind) const;
  // A line each: `3:5 error[unknown-name] ...`.
  std::string findings_in_words() const;

  // Of a state as answers write it, `deal.cars in effect`: `never`, `always`, or spells with both ends
  // included, `2025-05-08 .. 2025-06-30, 2025-09-01 ..`. Where there is no such state, or the text has
  // errors, says so.
  std::string days(std::string_view state) const;

 private:
  dsl::Sources sources_;
  dsl::Syntax syntax_;
  dsl::Compilation compilation_;
  dsl::Diagnostics findings_;
};

// Every state that anything in the model can be in; where the words name a party, by each party to the deal,
// or to any deal.
std::vector<StateKey> all_states(const Model& model);

std::string in_words(const DaySet& days);

}  // namespace quid::tests
