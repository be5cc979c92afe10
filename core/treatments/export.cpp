// Export rules.
//
// The idea in one sentence: of all rules in effect that cover the shipment, the strictest control is the
// floor, the freest allowance that has room for the whole of it is the exception, and the answer is the freer
// of the two.
//
// Where no control speaks of the goods and an allowance does, the floor is `deny`: who allows so much of something
// takes the rest to be controlled, and the limit of the allowance still limits.
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
    result_.covered = covered(schedule_, shipment_, Flow::exit);
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
    bool matches;  // for sure, in one band or another
  };
  static bool applies(const Open& open) { return open.matches && !open.step.is_allowance; }

  struct Words {
    ExportWord freest = ExportWord::allow;
    ExportWord strictest = ExportWord::allow;
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
    } else {
      is_allowed_ |= step.is_allowance;
      if (const Stop stop = choose_band(step)) {
        open_.push_back({std::move(step), *stop, true});
        return;
      }
    }
    result_.steps.push_back(std::move(step));
  }

  // -- whether the answer is the same whatever becomes of the open rules

  // A control that applies in one band or another says at least its freest word.
  void settle(Open& open) {
    ExportStep& step = open.step;
    step.headroom.reset();
    if (applies(open)) {
      const ExportWord freest = words_of(step).freest;
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

  // A stricter floor never makes the answer freer, nor a freer allowance stricter: the answer lies between those of
  // the freest and of the strictest outcome of every rule.
  bool is_settled() const {
    Words floor;
    ExportWord freest_exception = ExportWord::prohibit;  // allows nothing
    ExportWord strictest_exception = ExportWord::prohibit;
    bool is_controlled = std::any_of(open_.begin(), open_.end(), applies);
    bool may_be_allowed = is_allowed_;
    for (const ExportStep& step : result_.steps) {
      if (step.outcome != Outcome::applied) continue;
      if (step.is_allowance) {
        strictest_exception = std::min(strictest_exception, step.word);
      } else {
        is_controlled = true;
        floor = {std::max(floor.freest, step.word), std::max(floor.strictest, step.word)};
      }
    }
    freest_exception = strictest_exception;
    for (const Open& each : open_) {
      // How much room there is would be part of the answer.
      if (is_limited(each.step.rule) && !is_given(each.lacks)) return false;
      const Words words = words_of(each.step);
      if (each.step.is_allowance) {
        may_be_allowed = true;
        freest_exception = std::min(freest_exception, words.freest);
      } else {
        if (each.matches) floor.freest = std::max(floor.freest, words.freest);
        floor.strictest = std::max(floor.strictest, words.strictest);
      }
    }
    if (!is_controlled) add_floor_without_control(may_be_allowed, floor);
    return answer(floor.freest, freest_exception) == answer(floor.strictest, strictest_exception);
  }

  // Where every open control may be out of it, the floor may be what no control leaves.
  void add_floor_without_control(bool may_be_allowed, Words& floor) const {
    floor.freest = is_allowed_ ? ExportWord::deny : ExportWord::allow;
    for (const Open& each : open_) {
      if (!each.step.is_allowance) floor.freest = std::min(floor.freest, words_of(each.step).freest);
    }
    if (may_be_allowed) floor.strictest = std::max(floor.strictest, ExportWord::deny);
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

  // Between the freest and the strictest word of the band that is not known to be full, and of those behind it.
  Words words_of(const ExportStep& step) const {
    Words words{ExportWord::prohibit, ExportWord::allow};
    for (BandId band : schedule_.treatment(step.rule).bands) {
      if (band < step.band) continue;
      words.freest = std::min(words.freest, model_[band].export_word);
      words.strictest = std::max(words.strictest, model_[band].export_word);
    }
    return words;
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
    if (control != nullptr) {
      result_.floor = control->word;
    } else if (is_allowed_) {
      result_.floor = ExportWord::deny;
    }
    const bool is_freer =
        allowance != nullptr && result_.floor != ExportWord::prohibit && allowance->word < result_.floor;
    ExportStep* decisive = is_freer ? allowance : control;
    result_.word = decisive == nullptr ? result_.floor : decisive->word;
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
  bool is_allowed_ = false;  // an allowance in effect is about the goods, whether it takes them or not
  ExportResult result_;
};

}  // namespace

bool same_result(const ExportResult& a, const ExportResult& b) {
  return a.word == b.word;
}

ExportAnswer answer_export(const Schedule& schedule, const Shipment& shipment) {
  return in_every_way<ExportResult>(
      schedule, shipment, [&](const Shipment& one, std::vector<RuleId>& rules) -> Known<ExportResult> {
        schedule.find_exports(one, rules);
        return Assessing(schedule, one).run(rules);
      });
}

std::vector<PartyId> export_givers(const Schedule& schedule, const Shipment& shipment) {
  const Model& model = schedule.world().model;
  std::vector<RuleId> rules;
  schedule.find_exports(shipment, rules);
  std::vector<PartyId> givers;
  for (RuleId id : rules) {
    if (!schedule[id].days.contains(shipment.on) || is_no(schedule.match(id, shipment).truth)) continue;
    const Treatment& treatment = schedule.treatment(id);
    for (PartyListId exporter : treatment.from) givers.push_back(model[exporter]);
    for (GroupListId group : treatment.from_groups) {
      for (const auto& member : model[model[group]].parties) {
        if (member.days.contains(shipment.on)) givers.push_back(member.who);
      }
    }
    if (!treatment.from.empty() || !treatment.from_groups.empty()) continue;
    for (PartyId giver : quid::givers(model, schedule[id].provision)) givers.push_back(giver);
  }
  for (const Completeness& claim : model.completeness) {
    for (PartyListId giver : claim.by) {
      Shipment one = shipment;
      one.from = model[giver];
      if (claim.is_export && covered(schedule, one, Flow::exit).whole) givers.push_back(one.from);
    }
  }
  std::sort(givers.begin(), givers.end());
  givers.erase(std::unique(givers.begin(), givers.end()), givers.end());
  std::erase(givers, shipment.to);
  return givers;
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
