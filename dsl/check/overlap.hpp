// What two rules have in common: parties, and cases that pass the tests of both.
#pragma once

#include <vector>

#include "core/model/model.hpp"

namespace quid::dsl {

// Every party from which a tariff, or to which an export rule, may ever apply, blocs with their members:
// sorted. Empty: everybody.
std::vector<PartyId> possible_others(const Model& model, ProvisionId provision, TreatmentId treatment);
// The givers of a provision, blocs with their members: sorted.
std::vector<PartyId> possible_givers(const Model& model, ProvisionId provision);
// Whether two such lists have a party in common.
bool share_parties(const std::vector<PartyId>& a, const std::vector<PartyId>& b);

// Whether it can be shown that no case passes both: the same fact with different texts, a test and its
// opposite, ranges or days that do not meet. A missing test excludes nothing. False where nothing is shown.
bool tests_exclude(const Model& model, TestId a, TestId b);

}  // namespace quid::dsl
