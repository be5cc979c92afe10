#include "core/goods/parties.hpp"

#include <algorithm>

#include "core/goods/shipment.hpp"

namespace quid {

namespace {

void add_with_members(const Model& model, PartyId party, std::vector<PartyId>& list) {
  list.push_back(party);
  list.insert(list.end(), model[party].members.begin(), model[party].members.end());
}

void sort_once(std::vector<PartyId>& list) {
  std::sort(list.begin(), list.end());
  list.erase(std::unique(list.begin(), list.end()), list.end());
}

PartyMatch match_listed(const Model& model, IdRange<PartyListId> parties, PartyId party) {
  PartyMatch best = PartyMatch::none;
  for (PartyListId id : parties) {
    if (model[id] == party) return PartyMatch::named;
    if (stands_for(model, model[id], party)) best = PartyMatch::group;
  }
  return best;
}

// Who is a member of one of the groups at any time is listed for that reason alone.
PartyMatch match_receiver(const Model& model, const Whom& whom, PartyId party, Date on) {
  PartyMatch best = PartyMatch::none;
  bool through_group = false;
  for (GroupListId id : whom.groups) {
    const auto& members = model[model[id]].parties;
    const auto at =
        std::find_if(members.begin(), members.end(), [&](const auto& member) { return member.who == party; });
    if (at == members.end()) continue;
    through_group = true;
    if (at->days.contains(on)) best = PartyMatch::group;
  }
  return through_group ? best : match_listed(model, whom.parties, party);
}

}  // namespace

Whom others_of(const Model& model, ProvisionId provision, const Treatment& treatment) {
  const Whom own = treatment.is_export ? Whom{treatment.to, treatment.to_groups}
                                       : Whom{treatment.from, treatment.from_groups};
  if (!own.is_everybody()) return own;
  const Provision& owner = model[provision];
  return {owner.to, owner.to_groups, true};
}

PartyMatch match_party(const Model& model, const Whom& whom, PartyId party, Date on) {
  if (whom.is_everybody()) return PartyMatch::everybody;
  if (whom.are_receivers) return match_receiver(model, whom, party, on);
  const PartyMatch listed = match_listed(model, whom.parties, party);
  if (listed != PartyMatch::none) return listed;
  for (GroupListId id : whom.groups) {
    if (is_member(model, model[id], party, on)) return PartyMatch::group;
  }
  return PartyMatch::none;
}

bool stands_for(const Model& model, PartyId listed, PartyId party) {
  const std::vector<PartyId>& members = model[listed].members;
  return listed == party || std::find(members.begin(), members.end(), party) != members.end();
}

std::vector<PartyId> possible_parties(const Model& model, const Whom& whom) {
  std::vector<PartyId> list;
  for (PartyListId id : whom.parties) add_with_members(model, model[id], list);
  for (GroupListId id : whom.groups) {
    for (const auto& member : model[model[id]].parties) add_with_members(model, member.who, list);
  }
  sort_once(list);
  return list;
}

std::vector<PartyId> possible_givers(const Model& model, ProvisionId provision) {
  std::vector<PartyId> list;
  for (PartyId party : givers(model, provision)) add_with_members(model, party, list);
  sort_once(list);
  return list;
}

}  // namespace quid
