#include "core/answers/quotas.hpp"

#include <algorithm>
#include <iterator>

namespace quid {

namespace {

void add(Quotas& quotas, std::vector<QuotaRow> rows, Date on) {
  quotas.quotas += rows.empty() ? 0u : 1u;
  quotas.full += static_cast<std::size_t>(std::count_if(
      rows.begin(), rows.end(), [&](const QuotaRow& row) { return !is_over(row, on) && row.exhausted_on; }));
  std::move(rows.begin(), rows.end(), std::back_inserter(quotas.rows));
}

std::vector<ProvisionId> provisions_of(const Model& model, Subject subject) {
  std::vector<ProvisionId> list;
  if (subject.kind == SubjectKind::agreement) {
    for (ProvisionId id : model[subject.agreement()].provisions) list.push_back(id);
  } else if (subject.kind == SubjectKind::provision) {
    list.push_back(subject.provision());
    const MeasureId measure = model[subject.provision()].as_measure;
    if (measure.valid()) {
      for (ProvisionId id : model[measure].provisions) list.push_back(id);
    }
  }
  return list;
}

}  // namespace

Quotas quotas_of(const World& world, Subject subject, Date on) {
  Quotas quotas;
  for (ProvisionId id : provisions_of(world.model, subject))
    add(quotas, quota_rows(world.model, world.index, id, on), on);
  return quotas;
}

Quotas quotas_worth_showing(const World& world, Date on) {
  Quotas quotas;
  const auto is_used = [](const QuotaRow& row) { return !(row.used + row.over).is_zero(); };
  for (std::size_t i = 0; i < world.model.provisions.size(); ++i) {
    const ProvisionId id(i);
    std::vector<QuotaRow> rows = quota_rows(world.model, world.index, id, on);
    if (rows.empty()) continue;
    if (std::any_of(rows.begin(), rows.end(), is_used) ||
        world.days({Subject::of(id), State::in_effect, {}}).contains(on)) {
      add(quotas, std::move(rows), on);
    } else {
      ++quotas.left_out;
    }
  }
  return quotas;
}

bool is_over(const QuotaRow& row, Date on) {
  return row.period.end <= on;
}

}  // namespace quid
