// What it would take where the text is not agreed: to close a bracket is an act too, of those who give up their text.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/why/unlock.hpp"
#include "dsl/workspace/workspace.hpp"

namespace quid::dsl {

// A bracket closed with one of its texts.
struct Settlement {
  Span bracket;                        // in the text before it
  std::string place;                   // `deal.quid:12`, of the bracket
  std::string text;                    // what is agreed
  std::vector<std::string> holders;    // whose text that is; empty where it is nobody's in particular
  std::vector<std::string> conceding;  // who had another text
};

// What it takes beside a settlement: the question asked of the text in which it is made.
struct Settled {
  std::vector<Settlement> settlements;
  std::unique_ptr<Workspace> workspace;  // of that text: places of `unlock` are its
  Unlock unlock;
};

struct Unlocking {
  Unlock unlock;                 // of the text as it is agreed
  std::vector<Settled> settled;  // each that leads somewhere, the fewest settlements first
  bool was_cut = false;          // there were more texts than were looked at
};

// The workspace has to be sound; the question is about its world. With a party in the question, only what this one
// concedes alone.
Unlocking unlock(const Workspace& workspace, const UnlockQuestion& question);

}  // namespace quid::dsl
