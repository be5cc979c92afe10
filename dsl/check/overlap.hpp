// What two rules have in common: parties, and cases that pass the tests of both.
#pragma once

#include <vector>

#include "core/model/model.hpp"

namespace quid::dsl {

// Whether two sorted lists have a party in common. Empty: everybody.
bool share_parties(const std::vector<PartyId>& a, const std::vector<PartyId>& b);

// Whether it can be shown that no case passes both: the same fact with different texts, a test and its
// opposite, ranges or days that do not meet. A missing test excludes nothing. False where nothing is shown.
bool tests_exclude(const Model& model, TestId a, TestId b);

}  // namespace quid::dsl
