// Acts: the entries that would begin or end a state, and whose move each is.
//
// An act is the entry that would be recorded of it, without place and source. Out of turn nothing is done: an agreement
// enters into force by an entry only where its text leaves that to one, or where it has been in force and is over.
#pragma once

#include <string>
#include <vector>

#include "core/model/index.hpp"
#include "core/model/model.hpp"

namespace quid {

// Acts that have an effect together, and the first day of it.
struct Means {
  std::vector<Entry> acts;
  Date from;
};

// What entries of that day could do to a state that entries decide; each is enough by itself.
std::vector<Means> beginnings(const Model& model, const Index& index, const StateKey& key, Date on);
std::vector<Means> endings(const Model& model, const Index& index, const StateKey& key, Date on);
// What ends a state as a whole, whatever it rests on, and the return of an agreement that is over.
std::vector<Means> endings_as_a_whole(const Model& model, const StateKey& key, Date on);
// What is still to be delivered of a promise.
std::vector<Means> deliveries(const Model& model, const Index& index, ProvisionId promise, Date on);
// Use of all that is left of a provision's quotas.
std::vector<Means> uses(const Model& model, const Index& index, ProvisionId provision, Date on);
// An observation for each answer that it may give to the comparisons of the texts, what they name first.
std::vector<Entry> observations(const Model& model, MetricId metric, Date on);

Entry event(const Model& model, Subject subject, Verb verb, PartyId by, Date on);

// Whose acts bring about what happens to a thing.
std::vector<PartyId> actors_of(const Model& model, Subject subject);
// Whose act it is: all of them, where they are several. Empty where it is no party's: a court's, a figure, trade.
std::vector<PartyId> actors_of(const Model& model, const Entry& act);
// Whether it takes something back or breaks it: a breach, a suspension, a withdrawal.
bool is_setback(const Entry& act);

}  // namespace quid
