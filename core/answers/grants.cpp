#include "core/answers/grants.hpp"

#include <algorithm>

#include "core/answers/timeline.hpp"
#include "core/goods/parties.hpp"

namespace quid {

bool gives(const Model& model, ProvisionId id, PartyId party) {
  const std::span<const PartyId> by = givers(model, id);
  return std::any_of(by.begin(), by.end(), [&](PartyId each) { return stands_for(model, each, party); });
}

bool gets(const Model& model, ProvisionId id, PartyId party) {
  for (PartyListId each : model[id].to) {
    if (stands_for(model, model[each], party)) return true;
  }
  return model[id].to.empty();
}

namespace {

bool is_wanted(const GrantsWanted& wanted, Subject subject) {
  const std::vector<Subject>& only = wanted.subjects;
  return only.empty() || std::find(only.begin(), only.end(), subject) != only.end();
}

std::optional<Date> suspended_since(const World& world, ProvisionId id, Date on) {
  const Provision& provision = world.model[id];
  std::vector<Subject> subjects{Subject::of(id)};
  if (provision.agreement.valid()) subjects.push_back(Subject::of(provision.agreement));
  if (provision.measure.valid()) subjects.push_back(Subject::of(provision.measure));
  for (Subject subject : subjects) {
    const StateKey key{subject, State::suspended, {}};
    if (!has_state(world.model, key)) continue;
    if (const std::optional<Interval> spell = world.days(key).spell(on)) return spell->begin;
  }
  return std::nullopt;
}

void add(const World& world, ProvisionId id, Date on, const GrantsWanted& wanted, Grants& grants) {
  const Model& model = world.model;
  if (wanted.by.valid() && !gives(model, id, wanted.by)) return;
  if (wanted.to.valid() && !gets(model, id, wanted.to)) return;
  Grant grant;
  grant.provision = id;
  grant.status = status_of(world, id, on);
  if (wanted.depends && wanted.depends(id)) grant.status.status = Status::depends;
  if (wanted.status && grant.status.status != *wanted.status) return;
  if (!model[id].terms.empty()) grant.terms = terms_on(world, id, on);
  for (TermsId terms : model[id].terms) {
    for (PlaceId place : model[terms].open) grant.open.push_back(model[place]);
  }
  if (grant.status.status == Status::suspended) grant.suspended_since = suspended_since(world, id, on);
  grants.list.push_back(std::move(grant));
}

}  // namespace

std::optional<Grants> grants(const World& world, AgreementId agreement, Date on, const GrantsWanted& wanted) {
  Grants result{Subject::of(agreement), {}, {}};
  if (!is_wanted(wanted, result.subject)) return std::nullopt;
  for (ProvisionId id : world.model[agreement].provisions) add(world, id, on, wanted, result);
  if (result.list.empty() && wanted.narrows()) return std::nullopt;
  result.state = agreement_state(world, agreement, on).stage;
  return result;
}

std::optional<Grants> grants(const World& world, const Measure& measure, Date on,
                             const GrantsWanted& wanted) {
  Grants result{Subject::of(measure.provision), {}, {}};
  if (!is_wanted(wanted, result.subject)) return std::nullopt;
  add(world, measure.provision, on, wanted, result);
  for (ProvisionId id : measure.provisions) add(world, id, on, wanted, result);
  if (result.list.empty() && wanted.narrows()) return std::nullopt;
  result.state = status_of(world, measure.provision, on).status;
  return result;
}

Grants with_missing(const World& world, Grants grants, Date on) {
  for (Grant& grant : grants.list) grant.missing = missing_of(world, grant.provision, grant.status, on);
  return grants;
}

bool stand_alike(const Model& model, const Grant& a, const Grant& b) {
  const Provision& first = model[a.provision];
  const Provision& second = model[b.provision];
  return first.member_of.valid() && first.member_of == second.member_of && first.name == second.name &&
         a.status.status == b.status.status && a.status.spell == b.status.spell &&
         a.status.starts == b.status.starts && a.status.ended == b.status.ended &&
         a.missing.size() == b.missing.size();
}

}  // namespace quid
