// What references name, from where they stand.
#pragma once

#include "dsl/lower/context.hpp"

namespace quid::dsl::lowering {

// What a reference names: a subject, or a whole set of provisions.
struct Target {
  Subject subject;  // not valid: nothing, or the set
  const ProvisionSet* set = nullptr;
};
Target find_target(Context& context, NodeId ref, DiagnosticKind misfit = DiagnosticKind::wrong_kind);
Target target_of_deal(const Context& context, std::uint32_t deal);
// A subject alone: a set is a finding that offers its members.
Subject find_subject(Context& context, NodeId ref, DiagnosticKind misfit = DiagnosticKind::wrong_kind);
void missing_index(Context& context, const ProvisionSet& set, NodeId ref);
MetricId find_metric(Context& context, NodeId ref);
// `each` is the member that the provision is made for.
Who find_who(Context& context, std::string_view name);

inline ProvisionId provision_of(Subject subject) {
  return subject.valid() && subject.kind == SubjectKind::provision ? subject.provision() : ProvisionId{};
}
ProvisionKind kind_of(const Context& context, Subject subject);
std::string describe(const Context& context, Subject subject);  // "an agreement", "a concession"
void wrong_subject(Context& context, NodeId ref, Subject subject, std::string_view wanted);
// The agreement that a subject is or stands in; not valid in a measure.
AgreementId agreement_of(const Context& context, Subject subject);

// The parties of a list of parties.
IdRange<PartyListId> lower_parties(Context& context, NodeId list);
struct Receivers {
  IdRange<PartyListId> parties;
  IdRange<GroupListId> groups;
};
enum class Groups : std::uint8_t {
  kept,    // a group stands for itself alone
  spread,  // its members stand among the parties too
};
Receivers lower_receivers(Context& context, NodeId list, Groups groups);
// Reports a party that is no party to the agreement; `place` is the party's name.
void want_party_to(Context& context, AgreementId agreement, PartyId party, Span place);

// Offers the provisions of the deal that can be in a state that was written without saying of what.
void add_bearers(Context& context, NodeId node, State state, Diagnostic& finding);

}  // namespace quid::dsl::lowering
