// Duties.
//
// The idea in one sentence: the duty on one piece is assessed, and the question asked again for what is open.
//
// A fact that is lacking, and on which the duty may turn, stops the work at once: the question is asked again
// for each way in which the fact can turn out, and ways that come to the same are joined. What is left over is
// what the duty depends on.
//
// A quantity that no band takes whole is answered in parts: what the bands in use take is set aside, and the
// question asked again for the rest.
#include "core/treatments/duty.hpp"

#include <algorithm>

#include "core/treatments/assess_duty.hpp"
#include "core/treatments/unknowns.hpp"

namespace quid {

namespace {

constexpr std::size_t most_parts = 100;

class Splitting {
 public:
  Splitting(const Schedule& schedule, const std::vector<RuleId>& candidates, const Shipment& shipment)
      : schedule_(schedule), model_(schedule.world().model), candidates_(candidates), shipment_(shipment) {}

  Known<DutyResult> run() const {
    DutyResult result;
    result.covered = covered(schedule_, shipment_, Flow::entry);
    std::vector<Offset> offsets;
    std::optional<Decimal> rest;
    if (shipment_.quantity) rest = shipment_.quantity->amount;
    for (bool first = true; first || (rest && !rest->is_zero() && result.parts.size() < most_parts);
         first = false) {
      const Known<DutyAssessment> found =
          assess_duty(schedule_, candidates_, shipment_, offsets, Detail::every_rule);
      if (!found.known()) return found.lacks();
      if (first) describe(*found, result);
      if (!rest) break;
      const Decimal taken = take(*found, *rest, offsets);
      add_part({{taken, shipment_.quantity->unit}, found->rate, found->prohibited}, result.parts);
      *rest -= taken;
    }
    return result;
  }

 private:
  void describe(const DutyAssessment& found, DutyResult& result) const {
    result.prohibited = found.prohibited;
    result.base_known = found.base_known;
    result.rate = found.rate;
    for (const std::vector<DutyMatch>* list : {&found.matches, &found.others}) {
      for (const DutyMatch& match : *list) {
        result.steps.push_back({match.rule, match.band, match.outcome, match.by, match.rate, match.so_far,
                                schedule_[match.rule].days});
      }
    }
    std::stable_sort(result.steps.begin(), result.steps.end(), [&](const DutyStep& a, const DutyStep& b) {
      return std::pair(a.outcome != Outcome::applied, stage(a)) <
             std::pair(b.outcome != Outcome::applied, stage(b));
    });
    const DutyMatch* limited = found.preference;
    for (const DutyMatch& match : found.matches) {
      const bool draws = match.outcome == Outcome::applied && decides(found, match);
      if (limited == nullptr && draws && match.headroom) limited = &match;
    }
    if (limited != nullptr && limited->headroom)
      result.headroom =
          Headroom{limited->rule, {limited->headroom->left, model_[limited->headroom->dimension].base}};
  }

  int stage(const DutyStep& step) const {
    switch (model_[step.band].tariff) {
      case TariffWord::base: return 0;
      case TariffWord::cut: return 1;
      case TariffWord::add:
      case TariffWord::add_of:
      case TariffWord::add_to: return 2;
      case TariffWord::exempt: return 3;
      case TariffWord::limit: return 4;
      case TariffWord::cap: return 5;
      case TariffWord::set: return 6;
      case TariffWord::prohibit: return 7;
    }
    return 8;
  }

  // How much of the rest the bands take that the rate comes from, and counts it as used. An entry under a
  // preference uses no other quota.
  Decimal take(const DutyAssessment& found, const Decimal& rest, std::vector<Offset>& offsets) const {
    std::vector<ProvisionId> drawn;
    Decimal taken = rest;
    for (const DutyMatch& match : found.matches) {
      if (match.outcome != Outcome::applied || !decides(found, match)) continue;
      drawn.push_back(schedule_[match.rule].provision);
      if (!match.headroom) continue;
      const std::optional<Decimal> fits = fitting(model_, *match.headroom, shipment_);
      if (fits) taken = std::min(taken, *fits);
    }
    add_use(model_, std::move(drawn), taken, offsets);
    return taken;
  }

  bool decides(const DutyAssessment& found, const DutyMatch& match) const {
    if (found.prohibited) return model_[match.band].tariff == TariffWord::prohibit;
    return found.preference == nullptr || found.preference == &match;
  }

  static void add_part(DutyPart part, std::vector<DutyPart>& parts) {
    if (!parts.empty() && parts.back().rate == part.rate && parts.back().prohibited == part.prohibited) {
      parts.back().quantity.amount += part.quantity.amount;
    } else {
      parts.push_back(std::move(part));
    }
  }

  const Schedule& schedule_;
  const Model& model_;
  const std::vector<RuleId>& candidates_;
  const Shipment& shipment_;
};

}  // namespace

bool same_result(const DutyResult& a, const DutyResult& b) {
  if (a.prohibited != b.prohibited || a.rate != b.rate) return false;
  return std::equal(a.parts.begin(), a.parts.end(), b.parts.begin(), b.parts.end(),
                    [](const DutyPart& x, const DutyPart& y) {
                      return x.quantity.amount == y.quantity.amount && x.rate == y.rate &&
                             x.prohibited == y.prohibited;
                    });
}

EntryBan entry_ban(const DutyAnswer& answer) {
  const auto banned = static_cast<std::size_t>(
      std::count_if(answer.cases.begin(), answer.cases.end(),
                    [](const DutyCase& one) { return one.decided() && one.prohibited; }));
  if (banned == 0) return EntryBan::none;
  return banned == answer.cases.size() ? EntryBan::every : EntryBan::some;
}

std::vector<RuleId> entry_bans(const Schedule& schedule, const DutyAnswer& answer) {
  std::vector<RuleId> rules;
  for (const DutyCase& one : answer.cases) {
    if (!one.decided() || !one.prohibited) continue;
    for (const DutyStep& step : one.steps) {
      const bool bans = schedule.world().model[step.band].tariff == TariffWord::prohibit;
      if (bans && step.outcome == Outcome::applied) rules.push_back(step.rule);
    }
  }
  std::sort(rules.begin(), rules.end());
  rules.erase(std::unique(rules.begin(), rules.end()), rules.end());
  return rules;
}

DutyAnswer DutyDesk::answer(const Shipment& shipment) {
  return in_every_way<DutyResult>(schedule_, shipment,
                                  [&](const Shipment& one, std::vector<RuleId>& rules) -> Known<DutyResult> {
                                    schedule_.find_tariffs(one, rules);
                                    return Splitting(schedule_, rules, one).run();
                                  });
}

std::optional<DutyRate> DutyDesk::rate(const Shipment& shipment) {
  schedule_.find_tariffs(shipment, candidates_);
  Known<DutyAssessment> found = assess_duty(schedule_, candidates_, shipment, {}, Detail::rate_alone);
  if (found.known()) {
    if (found->prohibited) return std::nullopt;
    return std::move(found->rate);
  }
  // A fact is lacking; it may be presumed, or come to the same either way.
  DutyAnswer every = answer(shipment);
  if (every.depends() || every.cases.empty() || every.cases[0].prohibited) return std::nullopt;
  return std::move(every.cases[0].rate);
}

Known<Charge> DutyDesk::charge(const Shipment& shipment) {
  const Shipment whole = with_presumptions(schedule_.world().model, shipment);
  schedule_.find_tariffs(whole, candidates_);
  Known<DutyAssessment> found = assess_duty(schedule_, candidates_, whole, {}, Detail::rate_alone);
  if (!found.known()) return found.lacks();
  if (found->prohibited) return Charge{true, found->base_known, {}};
  return Charge{false, found->base_known, std::move(found->rate)};
}

}  // namespace quid
