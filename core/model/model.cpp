#include "core/model/model.hpp"

namespace quid {

namespace {

template <typename IdType>
std::span<const PartyId> parties_in(const Model& model, IdRange<IdType> list) {
  return std::span(model.party_lists).subspan(list.first, list.count);
}

}  // namespace

std::string name_of(const Model& model, ProvisionId id) {
  const Provision& provision = model[id];
  std::string text;
  if (provision.agreement.valid()) text.append(model[provision.agreement].name).append(".");
  if (provision.measure.valid()) text.append(model[provision.measure].name).append(".");
  text += provision.name;
  if (provision.member.valid()) text.append("[").append(model[provision.member].code).append("]");
  if (provision.member_entity.valid())
    text.append("[").append(model[provision.member_entity].name).append("]");
  return text;
}

std::string name_of(const Model& model, Subject subject) {
  switch (subject.kind) {
    case SubjectKind::agreement: return std::string(model[subject.agreement()].name);
    case SubjectKind::provision: return name_of(model, subject.provision());
    case SubjectKind::authority: return std::string(model[subject.authority()].name);
    case SubjectKind::proposal: return std::string(model[subject.proposal()].name);
  }
  return {};
}

std::string name_of(const Model& model, const StateKey& key) {
  std::string text = name_of(model, key.subject);
  const bool operative = key.state == State::in_force && key.subject.kind == SubjectKind::agreement &&
                         model[key.subject.agreement()].operative;
  text.append(" ").append(operative ? std::string_view("operative") : to_string(key.state));
  if (key.by.valid()) text.append(" by ").append(model[key.by].code);
  return text;
}

std::string_view title_of(const Model& model, Subject subject) {
  switch (subject.kind) {
    case SubjectKind::agreement: return model[subject.agreement()].title;
    case SubjectKind::provision: return model[subject.provision()].title;
    case SubjectKind::authority: return model[subject.authority()].title;
    case SubjectKind::proposal: return model[subject.proposal()].title;
  }
  return {};
}

Span place_of(const Model& model, Subject subject) {
  switch (subject.kind) {
    case SubjectKind::agreement: return model[subject.agreement()].name_place;
    case SubjectKind::provision: return model[subject.provision()].name_place;
    case SubjectKind::authority: return model[subject.authority()].place;
    case SubjectKind::proposal: return model[subject.proposal()].name_place;
  }
  return {};
}

ProvisionKind kind_of(const Model& model, Subject subject) {
  return subject.kind == SubjectKind::provision ? model[subject.provision()].kind : ProvisionKind::concession;
}

bool has_state(const Model& model, const StateKey& state) {
  return has_state(state.subject.kind, kind_of(model, state.subject), state.state);
}

std::span<const PartyId> givers(const Model& model, ProvisionId id) {
  const Provision& provision = model[id];
  if (provision.by.empty() && provision.measure.valid())
    return parties_in(model, model[provision.measure].by);
  return parties_in(model, provision.by);
}

}  // namespace quid
