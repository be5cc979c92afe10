// A chart of states over time for a terminal: one line a thing, one column a month, quarter or year.
#pragma once

#include <optional>
#include <vector>

#include "core/answers/timeline.hpp"
#include "tools/page/answer.hpp"

namespace quid::tools {

struct ChartOptions {
  Date on;
  std::optional<Date> from;
  std::optional<Date> through;
  int width = 96;
};

// The rows of each subject become one line of signs, which the last line explains. Nothing where no row has a
// day.
Drawing chart(const Model& model, const std::vector<TimelineRow>& rows, const ChartOptions& options);

}  // namespace quid::tools
