// Two drafts of a workspace beside each other, with all that is different.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/answers/border.hpp"
#include "core/answers/redline.hpp"
#include "dsl/query/drafts.hpp"
#include "tools/ask/workspace.hpp"

namespace quid::tools {

// A draft as somebody names it: a folder, a file, or a revision in git; empty: the texts as they are.
struct Draft {
  std::string name;
  dsl::Texts texts;
};
// Paths are looked for first. Throws Failure.
Draft asked_draft(const Request& request, const std::string& name);

// One clause that differs, with what goes with it.
struct Redlined {
  RedlineItem item;
  std::string id;  // eight hexadecimal digits, the same wherever the clause comes to stand
  std::string
      example;  // what one draft does and the other does not, as both answer it; empty: none was found
};

class Drafts {
 public:
  const Request& request;
  const Draft old_draft;
  const Draft new_draft;
  const dsl::Workspace before;
  const dsl::Workspace after;

  // Throws Failure, which says in which of the two a text has errors. All that is given must outlive it.
  Drafts(const Request& request_, Draft old_, Draft new_);
  Drafts(const Drafts&) = delete;
  Drafts& operator=(const Drafts&) = delete;

  const World& was() const { return *was_; }
  const World& is() const { return *is_; }
  const Difference& difference() const { return *difference_; }
  // Looser, tighter, shifted, open, undecided; in each in order of the later text.
  const std::vector<Redlined>& clauses() const { return clauses_; }
  const std::vector<dsl::TextChange>& texts() const { return texts_; }
  // Provisions whose own text grants the same, and which are in effect on other days all the same.
  const std::vector<const StateChange*>& knock_ons() const { return knock_ons_; }
  // What the examples suppose to be in force, as nobody has recorded it.
  const std::vector<std::string>& supposed() const { return supposed_; }

  std::size_t count(std::optional<Direction> direction) const;
  std::size_t wording_only() const;
  // Provisions and deals whose words mean something else, and of which no clause that is compared says so: what
  // stands in an open bracket, say. Whatever they grant may differ.
  std::vector<const dsl::TextChange*> uncompared() const;
  // Whether only some of the provisions were asked for.
  bool is_narrowed() const { return request.has("by") || request.has("to"); }
  // Definitions, deals and the like that mean something else.
  std::vector<const dsl::TextChange*> changed(dsl::TextChange::Of of) const;

 private:
  void find_clauses();
  void find_knock_ons();
  void find_examples();

  const World* was_;
  const World* is_;
  std::optional<Difference> difference_;
  std::vector<Redlined> clauses_;
  std::vector<dsl::TextChange> texts_;
  std::vector<const StateChange*> knock_ons_;
  std::vector<std::string> supposed_;
  std::set<std::string, std::less<>> told_;  // the names of all that some clause speaks of, asked for or not
};

}  // namespace quid::tools
