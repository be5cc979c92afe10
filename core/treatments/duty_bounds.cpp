// Whether rules that are open can change a duty.
//
// The idea in one sentence: each step of the duty only grows with the rates that go into it, so two sums, one of
// the least that each rule can charge and one of the most, enclose the duty in every case; where they meet, there
// is nothing to ask.
//
// An open rule charges nothing or the rate of any of its bands; amounts per quantity are nothing at the least and
// have no end at the most. Whatever could take a sure addition away lets it count for nothing at the least. This
// costs one pass over the matches however many facts are open, where asking for each of them doubles the
// questions. What it cannot tell (a rule and its opposite, which add up to the same) is left to the asking.
#include "core/treatments/duty_bounds.hpp"

#include <algorithm>

namespace quid {

namespace {

// In percent of the value; without a `most` there is no end.
struct Bounds {
  Ratio least;
  std::optional<Ratio> most;
};

Bounds either_of(const Bounds& a, const Bounds& b) {
  Bounds result{std::min(a.least, b.least), std::nullopt};
  if (a.most && b.most) result.most = std::max(*a.most, *b.most);
  return result;
}

Bounds sum(const Bounds& a, const Bounds& b) {
  Bounds result{a.least + b.least, std::nullopt};
  if (a.most && b.most) result.most = *a.most + *b.most;
  return result;
}

// A rule and one of its bands that may be in use.
struct Part {
  const DutyMatch* match;
  BandId band;
  bool is_sure;
};

class Enclosing {
 public:
  Enclosing(const Schedule& schedule, const std::vector<DutyMatch>& sure, const std::vector<DutyMatch>& open)
      : schedule_(schedule), model_(schedule.world().model) {
    for (const DutyMatch& match : sure) {
      parts_.push_back({&match, match.band, true});
      is_limited_ |= is_limited(match);
    }
    for (const DutyMatch& match : open) {
      for (BandId band : model_[schedule_[match.rule].treatment].bands)
        parts_.push_back({&match, band, false});
      is_limited_ |= is_limited(match);
    }
  }

  bool meet() const {
    for (const Part& part : parts_) {
      if (part.is_sure) continue;
      // Whether any rule gives the ordinary rate is part of the answer.
      if (word(part) == TariffWord::prohibit || word(part) == TariffWord::base) return false;
    }
    const Bounds total = capped(sum(after_cuts(base()), additions()));
    const Bounds duty = bounded(total, TariffWord::set);
    if (!duty.most || duty.least != *duty.most) return false;
    // Under a preference that is lower than any total only its own quota is drawn on.
    return !is_limited_ || (total.least > duty.least && is_set_by_sure(duty.least));
  }

 private:
  TariffWord word(const Part& part) const { return model_[part.band].tariff; }
  bool is_limited(const DutyMatch& match) const {
    const Rule& rule = schedule_[match.rule];
    return rule.quantity.valid() || model_[rule.provision].counts_toward.valid();
  }

  Bounds rate(const Part& part) const {
    const Rate& written = model_[part.band].rate;
    Bounds result;
    if (written.percent.valid()) result.least = model_[written.percent].amount;
    if (written.specific.empty()) result.most = result.least;
    return result;
  }

  Bounds base() const {
    std::optional<Bounds> result;
    for (const Part& part : parts_) {
      if (word(part) == TariffWord::base) result = result ? either_of(*result, rate(part)) : rate(part);
    }
    return result.value_or(Bounds{{}, Ratio()});
  }

  // A cut never raises the base, and never brings it below the goal.
  Bounds after_cuts(Bounds base) const {
    for (const Part& part : parts_) {
      if (word(part) == TariffWord::cut) base.least = std::min(base.least, rate(part).least);
    }
    return base;
  }

  // The least and the most of the words that lower a total.
  Bounds bounded(Bounds total, TariffWord wanted) const {
    for (const Part& part : parts_) {
      if (word(part) != wanted) continue;
      const Bounds here = rate(part);
      total.least = std::min(total.least, here.least);
      if (part.is_sure && here.most) total.most = total.most ? std::min(*total.most, *here.most) : *here.most;
    }
    return total;
  }
  Bounds capped(const Bounds& total) const { return bounded(total, TariffWord::cap); }

  static bool is_addition(TariffWord word) {
    return word == TariffWord::add || word == TariffWord::add_of || word == TariffWord::add_to;
  }

  // Of each measure one of its additions counts.
  Bounds additions() const {
    Bounds all{{}, Ratio()};
    std::vector<ProvisionId> done;
    for (const Part& first : parts_) {
      const ProvisionId family = schedule_[first.match->rule].family;
      if (!is_addition(word(first)) || std::find(done.begin(), done.end(), family) != done.end()) continue;
      done.push_back(family);
      std::optional<Bounds> one;
      bool is_sure = false;
      for (const Part& part : parts_) {
        if (!is_addition(word(part)) || schedule_[part.match->rule].family != family) continue;
        one = one ? either_of(*one, addition(part)) : addition(part);
        is_sure |= part.is_sure;
      }
      if (!is_sure || may_yield(family)) one->least = {};
      all = sum(all, *one);
    }
    return all;
  }

  Bounds addition(const Part& part) const {
    Bounds result = rate(part);
    if (word(part) == TariffWord::add_of) return {};
    if (word(part) == TariffWord::add_to) result.least = {};
    const bool may_be_less = std::any_of(parts_.begin(), parts_.end(), [&](const Part& other) {
      return (word(other) == TariffWord::exempt || word(other) == TariffWord::limit) &&
             schedule_.is_of(part.match->rule, model_[other.band].target);
    });
    if (may_be_less) result.least = {};
    return result;
  }

  bool may_yield(ProvisionId family) const {
    const MeasureId measure = model_[family].as_measure;
    if (!measure.valid()) return false;
    const std::vector<Subject>& targets = model_[measure].yields_to;
    return std::any_of(parts_.begin(), parts_.end(), [&](const Part& other) {
      return is_addition(word(other)) && std::any_of(targets.begin(), targets.end(), [&](Subject target) {
               return schedule_.is_of(other.match->rule, target);
             });
    });
  }

  bool is_set_by_sure(const Ratio& duty) const {
    return std::any_of(parts_.begin(), parts_.end(), [&](const Part& part) {
      return part.is_sure && word(part) == TariffWord::set && rate(part).most == duty;
    });
  }

  const Schedule& schedule_;
  const Model& model_;
  std::vector<Part> parts_;
  bool is_limited_ = false;
};

}  // namespace

bool is_settled(const Schedule& schedule, const std::vector<DutyMatch>& sure,
                const std::vector<DutyMatch>& open) {
  return Enclosing(schedule, sure, open).meet();
}

}  // namespace quid
