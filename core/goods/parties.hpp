// Whom a rule is about: the parties and groups that its lists name.
#pragma once

#include <vector>

#include "core/model/model.hpp"

namespace quid {

// How a rule names a party: not at all, as anybody, through a bloc or a group, or itself. The more specific
// is the greater.
enum class PartyMatch : std::uint8_t { none, everybody, group, named };

// Lists as they are written; without any, everybody.
struct Whom {
  IdRange<PartyListId> parties;
  IdRange<GroupListId> groups;
  // The receivers of a provision: the members of its groups are among the parties, whenever they are members.
  bool are_receivers = false;

  bool is_everybody() const { return parties.empty() && groups.empty(); }
};

// From whom the goods of a tariff are, to whom those of an export go: what the treatment says, else the
// receivers of its provision.
Whom others_of(const Model& model, ProvisionId provision, const Treatment& treatment);

PartyMatch match_party(const Model& model, const Whom& whom, PartyId party, Date on);

// A bloc stands for its members, never the other way round.
bool stands_for(const Model& model, PartyId listed, PartyId party);

// Every party that may ever be meant, blocs with their members: sorted, each once. None: everybody.
std::vector<PartyId> possible_parties(const Model& model, const Whom& whom);
// The givers of a provision, in the same way.
std::vector<PartyId> possible_givers(const Model& model, ProvisionId provision);

}  // namespace quid
