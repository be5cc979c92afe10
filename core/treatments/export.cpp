// Export rules.
//
// The idea in one sentence: of all rules in effect that cover the shipment, the strictest control is the
// floor, the freest allowance that has room for the whole of it is the exception, and the answer is the freer
// of the two.
//
// A control speaks by the band into which the whole quantity fits, an allowance only where it fits whole.
// Facts that are lacking are handled as in duties: a rule that is open stops the work, unless the answer is the
// same whatever becomes of it.
#include "core/treatments/export.hpp"

#include <algorithm>

#include "core/model/quantity.hpp"
#include "core/treatments/headroom.hpp"
#include "core/treatments/unknowns.hpp"

namespace quid {

namespace {

class Assessing {
 public:
  Assessing(const Schedule& schedule, const Shipment& shipment)
      : schedule_(schedule), model_(schedule.world().model), shipment_(shipment) {}

  Known<ExportResult> run(const std::vector<RuleId>& rules) && {
    for (RuleId rule : rules) add(rule);
    if (!open_.empty() && !is_settled()) return open_.front().lacks;
    for (Open& each : open_) settle(each);
    decide();
    return std::move(result_);
  }

 private:
  // A step says what it lacks; nothing once it is done.
  using Stop = std::optional<Lacks>;

  // A rule that may apply, or of which the band is not known.
  struct Open {
    ExportStep step;
    Lacks lacks;
    bool applies;  // in one band or another
  };

  void add(RuleId id) {
    const Rule& rule = schedule_[id];
    const IdRange<BandId> bands = model_[rule.treatment].bands;
    if (bands.empty()) return;
    ExportStep step;
    step.rule = id;
    step.band = bands[0];
    step.is_allowance = model_[rule.provision].kind == ProvisionKind::allowance;
    step.word = model_[bands[0]].export_word;
    step.days = rule.days;
    const RuleMatch match = schedule_.match(id, shipment_);
    const bool in_effect = rule.days.contains(shipment_.on);
    if (is_no(match.truth)) {
      step.outcome = Outcome::other_case;
      if (in_effect && match.other_case) result_.steps.push_back(std::move(step));
      return;
    }
    if (!in_effect) {
      step.outcome = Outcome::not_in_effect;
    } else if (is_open(match.truth)) {
      open_.push_back({std::move(step), match.truth.lacks(), false});
      return;
    } else if (const Stop stop = choose_band(step)) {
      const bool applies = !step.is_allowance;
      open_.push_back({std::move(step), *stop, applies});
      return;
    }
    result_.steps.push_back(std::move(step));
  }

  // -- whether the answer is the same whatever becomes of the open rules

  // A control that applies in one band or another says at least its freest word.
  void settle(Open& open) {
    ExportStep& step = open.step;
    step.headroom.reset();
    if (open.applies) {
      const ExportWord freest = words_of(step).first;
      for (BandId band : schedule_.treatment(step.rule).bands) {
        if (model_[band].export_word == freest) step.band = band;
      }
      step.word = model_[step.band].export_word;
    } else {
      result_.is_controlled |= !step.is_allowance;
      step.outcome = Outcome::immaterial;
    }
    result_.steps.push_back(std::move(step));
  }

  // A stricter control never makes the answer freer, nor a freer allowance stricter: the answer lies between
  // those of the freest and of the strictest outcome of every rule.
  bool is_settled() const {
    ExportWord freest_floor = ExportWord::allow;
    ExportWord strictest_floor = ExportWord::allow;
    ExportWord freest_exception = ExportWord::prohibit;  // allows nothing
    ExportWord strictest_exception = ExportWord::prohibit;
    for (const ExportStep& step : result_.steps) {
      if (step.outcome != Outcome::applied) continue;
      if (step.is_allowance) {
        freest_exception = std::min(freest_exception, step.word);
        strictest_exception = std::min(strictest_exception, step.word);
      } else {
        freest_floor = std::max(freest_floor, step.word);
        strictest_floor = std::max(strictest_floor, step.word);
      }
    }
    for (const Open& each : open_) {
      // How much room there is would be part of the answer.
      if (is_limited(each.step.rule) && !is_given(each.lacks)) return false;
      const auto [freest, strictest] = words_of(each.step);
      if (each.step.is_allowance) {
        freest_exception = std::min(freest_exception, freest);
      } else {
        if (each.applies) freest_floor = std::max(freest_floor, freest);
        strictest_floor = std::max(strictest_floor, strictest);
      }
    }
    return answer(freest_floor, freest_exception) == answer(strictest_floor, strictest_exception);
  }

  static ExportWord answer(ExportWord floor, ExportWord exception) {
    return floor == ExportWord::prohibit ? floor : std::min(floor, exception);
  }

  bool is_limited(RuleId rule) const {
    return schedule_[rule].quantity.valid() || model_[schedule_[rule].provision].counts_toward.valid();
  }
  // In a unit that says too little: nothing more can be asked.
  bool is_given(Lacks lacks) const {
    return lacks.fact == to_string(Fact::quantity) && shipment_.quantity.has_value();
  }

  // Of the band that is not known to be full, and of those behind it.
  std::pair<ExportWord, ExportWord> words_of(const ExportStep& step) const {
    ExportWord freest = ExportWord::prohibit;
    ExportWord strictest = ExportWord::allow;
    for (BandId band : schedule_.treatment(step.rule).bands) {
      if (band < step.band) continue;
      freest = std::min(freest, model_[band].export_word);
      strictest = std::max(strictest, model_[band].export_word);
    }
    return {freest, strictest};
  }

  // -- bands

  // The first band that the whole quantity fits into, after all that was shipped; where nothing is said of
  // the quantity, the first with any room. A control that the quantity outgrows is no freer for that: the
  // word of its last band stands.
  Stop choose_band(ExportStep& step) {
    for (BandId id : model_[schedule_[step.rule].treatment].bands) {
      step.band = id;
      step.word = model_[id].export_word;
      step.headroom.reset();
      if (!step.is_allowance && !model_[id].limit.valid()) return {};
      const BandHeadroom headroom = headroom_in(schedule_, shipment_, step.rule, id);
      switch (headroom.kind) {
        case BandHeadroom::Kind::unlimited: return {};
        case BandHeadroom::Kind::lacks_consignee: return Lacks{to_string(Fact::consignee)};
        case BandHeadroom::Kind::lacks_quantity: return Lacks{to_string(Fact::quantity)};
        case BandHeadroom::Kind::size_unknown:
          if (step.is_allowance) step.outcome = Outcome::size_unknown;
          if (step.is_allowance) return {};
          continue;
        case BandHeadroom::Kind::limited: break;
      }
      step.headroom = Quantity{headroom.left, model_[headroom.dimension].base};
      if (whole_fits(headroom)) return {};
    }
    if (step.is_allowance) step.outcome = Outcome::full;
    return {};
  }

  bool whole_fits(const BandHeadroom& headroom) const {
    if (!shipment_.quantity || headroom.left.is_zero()) return !headroom.left.is_zero();
    return *in_dimension(model_, counted_quantity(model_, shipment_), headroom.dimension) <= headroom.left;
  }

  // -- the answer

  void decide() {
    ExportStep* control = nullptr;
    ExportStep* allowance = nullptr;
    for (ExportStep& step : result_.steps) {
      if (step.outcome != Outcome::applied) continue;
      ExportStep*& best = step.is_allowance ? allowance : control;
      const bool better =
          best == nullptr || (step.is_allowance ? step.word < best->word : step.word > best->word);
      if (better) best = &step;
    }
    result_.is_controlled |= control != nullptr;
    if (control != nullptr) result_.floor = control->word;
    const bool is_freer =
        allowance != nullptr && result_.floor != ExportWord::prohibit && allowance->word < result_.floor;
    ExportStep* decisive = is_freer ? allowance : control;
    result_.word = decisive == nullptr ? ExportWord::allow : decisive->word;
    for (ExportStep& step : result_.steps) {
      if (step.outcome == Outcome::applied && &step != decisive && (&step != control || !is_freer))
        step.outcome =
            step.is_allowance && &step == allowance && !is_freer ? Outcome::no_effect : Outcome::not_lowest;
    }
    if (decisive != nullptr && decisive->headroom)
      result_.headroom = Headroom{decisive->rule, *decisive->headroom};
    find_what_fits();
    std::stable_sort(result_.steps.begin(), result_.steps.end(),
                     [](const ExportStep& a, const ExportStep& b) {
                       return std::pair(a.outcome != Outcome::applied, a.is_allowance) <
                              std::pair(b.outcome != Outcome::applied, b.is_allowance);
                     });
  }

  // The most that a freer allowance, or a freer band of the control, still takes.
  void find_what_fits() {
    if (!shipment_.quantity) return;
    std::optional<ExportWord> freest;
    for (const ExportStep& step : result_.steps) {
      const Rule& rule = schedule_[step.rule];
      if (!rule.quantity.valid() || step.outcome == Outcome::not_in_effect ||
          step.outcome == Outcome::other_case)
        continue;
      if (result_.floor == ExportWord::prohibit && step.is_allowance) continue;
      for (BandId id : model_[rule.treatment].bands) {
        const ExportWord word = model_[id].export_word;
        if (word >= result_.word || !model_[id].limit.valid() || (freest && *freest <= word)) continue;
        const BandHeadroom headroom = headroom_in(schedule_, shipment_, step.rule, id);
        if (headroom.kind != BandHeadroom::Kind::limited || headroom.left.is_zero()) continue;
        freest = word;
        result_.fits = Headroom{step.rule, {headroom.left, model_[headroom.dimension].base}};
      }
    }
  }

  const Schedule& schedule_;
  const Model& model_;
  const Shipment& shipment_;
  std::vector<Open> open_;
  ExportResult result_;
};

}  // namespace

bool same_result(const ExportResult& a, const ExportResult& b) {
  return a.word == b.word;
}

ExportAnswer answer_export(const Schedule& schedule, const Shipment& shipment) {
  ExportAnswer answer;
  static_cast<Cases<ExportResult>&>(answer) = in_every_way<ExportResult>(
      schedule, shipment, [&](const Shipment& one, std::vector<RuleId>& rules) -> Known<ExportResult> {
        schedule.find_exports(one, rules);
        return Assessing(schedule, one).run(rules);
      });
  for (const ExportCase& one : answer.cases) {
    for (const ExportStep& step : one.steps) {
      if (shipment.from.valid() || step.outcome == Outcome::not_in_effect) continue;
      for (PartyId giver : givers(schedule.world().model, schedule[step.rule].provision))
        answer.givers.push_back(giver);
    }
  }
  std::sort(answer.givers.begin(), answer.givers.end());
  answer.givers.erase(std::unique(answer.givers.begin(), answer.givers.end()), answer.givers.end());
  return answer;
}

Known<ExportWord> export_word(const Schedule& schedule, const Shipment& shipment) {
  const Shipment whole = with_presumptions(schedule.world().model, shipment);
  std::vector<RuleId> rules;
  schedule.find_exports(whole, rules);
  const Known<ExportResult> found = Assessing(schedule, whole).run(rules);
  if (!found.known()) return found.lacks();
  return found->word;
}

}  // namespace quid
