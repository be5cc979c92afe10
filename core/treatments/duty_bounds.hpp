// Whether rules that are open can change a duty.
#pragma once

#include <vector>

#include "core/treatments/assess_duty.hpp"

namespace quid {

// True only where the duty is that of the sure rules alone, whichever of the open ones apply, in whichever of
// their bands, and where no quota that it draws on can differ. Nothing prohibits the goods for sure.
bool is_settled(const Schedule& schedule, const std::vector<DutyMatch>& sure,
                const std::vector<DutyMatch>& open);

}  // namespace quid
