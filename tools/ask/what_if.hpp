// The world that somebody supposes, beside the one that there is, with all that is different.
#pragma once

#include <string>
#include <vector>

#include "core/answers/border.hpp"
#include "core/answers/grants.hpp"
#include "core/answers/order.hpp"
#include "dsl/query/supposition.hpp"
#include "tools/ask/workspace.hpp"

namespace quid::tools {

// What the words and the flags of the request suppose, as texts. Throws Failure, worded for a person.
dsl::SupposedTexts asked_supposition(const Request& request, const Workspace& workspace);

class WhatIf {
 public:
  const Request& request;
  const Workspace& workspace;
  dsl::SupposedTexts texts;
  dsl::Workspace supposed;
  const World& before;
  const World& after;
  std::vector<std::vector<EntryId>> acts;
  Date day;  // when the last of the acts has happened, or the day asked about where that is later
  Difference changes;
  Border at_border;
  OrderOfActs order;
  PartyId by;  // only what these give and get, where they are valid
  PartyId to;

  // Where what is supposed is a mistake, shows its findings and throws Failure. All that is given must outlive it.
  WhatIf(const Request& request_, const Workspace& workspace_, dsl::SupposedTexts texts_);
  WhatIf(const WhatIf&) = delete;
  WhatIf& operator=(const WhatIf&) = delete;

  const Model& model() const { return after.model; }
  bool is_asked_about(ProvisionId provision, const Model& of) const;

  // Of these moves those of the parties asked about.
  template <class Outcome>
  std::vector<Move<Outcome>> asked_about(const std::vector<Move<Outcome>>& moves) const {
    std::vector<Move<Outcome>> result;
    for (Move<Outcome> move : moves) {
      if (by.valid() && !stands_for(model(), by, move.giver)) continue;
      if (to.valid()) {
        std::erase_if(move.others,
                      [&](PartyId party) { return !party.valid() || !stands_for(model(), to, party); });
      }
      if (!move.others.empty()) result.push_back(std::move(move));
    }
    return result;
  }

 private:
  const World& sound_world() const;
  Date day_to_look_at() const;
};

// Writes what is supposed as a scenario, once it has been run and holds. Throws Failure where no scenario can say it,
// or there is such a file.
void save_scenario(const WhatIf& of, const std::string& path);

// The state as the side that has it knows it: the supposed one first.
const StateKey& key_of(const StateChange& change);
const Model& model_of(const WhatIf& of, const StateChange& change);

// What it is now and would be then, on the first day on which these differ.
struct Turn {
  std::string now;
  std::string then;
};
Turn turn_of(const WhatIf& of, const StateChange& change);
// Where the text says why it changes, and which side's text that is.
Span place_of_change(const WhatIf& of, const StateChange& change, const dsl::Sources*& sources);

// Changes worth a line: what a party asks about, of a state by several parties the whole, and of an authority
// whether it stands.
std::vector<const StateChange*> changes_to_show(const WhatIf& of);

// A provision of a deal that moves, which the parties asked about would have and do not.
struct Closed {
  ProvisionId provision;
  Status status;
  std::string waits_for;
};
std::vector<Closed> still_closed(const WhatIf& of);

}  // namespace quid::tools
