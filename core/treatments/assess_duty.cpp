// The duty on one piece.
//
// The idea in one sentence: every rule that covers the case becomes a match with the band that is in use, and
// the duty is worked out over the matches in the order of section 18 of the reference: base, additions,
// total, preference.
//
// 1. Matches: the rules in effect whose parties, goods and test fit; of each the first band with room. Rules
//    that are open stop the work, unless the duty is the same whatever becomes of them.
// 2. Base: of `base`, one that names the origin, then the longest code, then the later start; then the lowest
//    staged cut.
// 3. Additions: of each family the most specific; an exemption or a yielding measure takes one away, `limit`
//    bounds one; the rest add up; the lowest `cap` bounds the total.
// 4. Preference: the lowest `set`, where it is lower than the total. A prohibition beats all.
#include "core/treatments/assess_duty.hpp"

#include <algorithm>
#include <tuple>

#include "core/model/quantity.hpp"
#include "core/treatments/duty_bounds.hpp"
#include "core/treatments/unknowns.hpp"

namespace quid {

namespace {

class Assessing {
 public:
  Assessing(const Schedule& schedule, const std::vector<RuleId>& candidates, const Shipment& shipment,
            const std::vector<Offset>& offsets, Detail detail, DutyAssessment& out)
      : schedule_(schedule),
        model_(schedule.world().model),
        candidates_(candidates),
        shipment_(shipment),
        offsets_(offsets),
        explains_(detail == Detail::every_rule),
        out_(out) {}

  // A step says what it lacks; nothing once it is done.
  using Stop = std::optional<Lacks>;

  Stop run() {
    const Stop open = find_matches();
    out_.prohibited = std::any_of(out_.matches.begin(), out_.matches.end(), [&](const DutyMatch& match) {
      return word(match) == TariffWord::prohibit;
    });
    if (open && !out_.prohibited && !is_settled(schedule_, out_.matches, open_)) return open;
    for (DutyMatch& match : open_) {
      if (explains_) add_other(std::move(match), Outcome::immaterial);
    }
    const Stop stop = find_rate();
    if (!out_.prohibited) return stop;
    // What may not enter is not charged, and nothing is asked for what it would be.
    out_.rate = {};
    out_.preference = nullptr;
    return {};
  }

 private:
  Stop find_rate() {
    find_base();
    if (const Stop stop = find_cuts()) return stop;
    if (const Stop stop = find_additions()) return stop;
    if (const Stop stop = find_caps()) return stop;
    return find_preference();
  }

  const Band& band(const DutyMatch& match) const { return model_[match.band]; }
  TariffWord word(const DutyMatch& match) const { return band(match).tariff; }
  static bool is_addition(TariffWord word) {
    return word == TariffWord::add || word == TariffWord::add_of || word == TariffWord::add_to;
  }
  // -- 1. matches

  // Sure ones and open ones; says the first fact that the open ones lack.
  Stop find_matches() {
    Stop first;
    for (RuleId id : candidates_) {
      const Rule& rule = schedule_[id];
      const bool in_effect = rule.days.contains(shipment_.on);
      if (!in_effect && !explains_) continue;
      const Treatment& treatment = model_[rule.treatment];
      if (treatment.bands.empty()) continue;
      DutyMatch match;
      match.rule = id;
      match.band = treatment.bands[0];
      match.how = schedule_.match(id, shipment_);
      if (is_no(match.how.truth)) {
        if (explains_ && in_effect && match.how.other_case) add_other(std::move(match), Outcome::other_case);
        continue;
      }
      if (!in_effect) {
        add_other(std::move(match), Outcome::not_in_effect);
        continue;
      }
      match.begin = rule.days.spell(shipment_.on)->begin;
      const Stop lacks = is_open(match.how.truth) ? Stop(match.how.truth.lacks()) : choose_band(match);
      if (lacks) {
        if (!first) first = lacks;
        open_.push_back(std::move(match));
      } else if (match.outcome == Outcome::applied) {
        match.rate = written_rate(model_, band(match).rate);
        out_.matches.push_back(std::move(match));
      } else if (explains_) {
        out_.others.push_back(std::move(match));
      }
    }
    return first;
  }

  void add_other(DutyMatch match, Outcome outcome) {
    match.outcome = outcome;
    match.rate = written_rate(model_, band(match).rate);
    out_.others.push_back(std::move(match));
  }

  // The first band with room, after what was used and what the parts before this one use.
  Stop choose_band(DutyMatch& match) {
    const Rule& rule = schedule_[match.rule];
    if (!rule.quantity.valid() && !model_[rule.provision].counts_toward.valid()) return {};
    for (BandId id : model_[rule.treatment].bands) {
      match.band = id;
      const BandHeadroom headroom = headroom_in(schedule_, shipment_, match.rule, id, offsets_);
      switch (headroom.kind) {
        case BandHeadroom::Kind::unlimited: return {};
        case BandHeadroom::Kind::lacks_consignee: return Lacks{to_string(Fact::consignee)};
        case BandHeadroom::Kind::lacks_quantity: return Lacks{to_string(Fact::quantity)};
        case BandHeadroom::Kind::size_unknown: match.outcome = Outcome::size_unknown; return {};
        case BandHeadroom::Kind::limited: break;
      }
      if (headroom.left.is_zero() || !takes_any(headroom)) continue;
      match.headroom = headroom;
      return {};
    }
    match.outcome = Outcome::full;
    return {};
  }

  // Room for less than one piece takes none.
  bool takes_any(const BandHeadroom& headroom) const {
    if (!shipment_.quantity) return true;
    const std::optional<Decimal> fits = fitting(model_, headroom, shipment_);
    return !fits || !fits->is_zero();
  }

  static bool has_rate(const Band& band) { return band.rate.percent.valid() || !band.rate.specific.empty(); }

  // -- 2. base

  static bool is_more_exact_base(const DutyMatch& a, const DutyMatch& b) {
    const auto key = [](const DutyMatch& match) {
      return std::tuple(match.how.party >= PartyMatch::group, match.how.rank, match.begin, match.rule);
    };
    return key(a) > key(b);
  }

  void find_base() {
    DutyMatch* best = nullptr;
    for (DutyMatch& match : out_.matches) {
      if (word(match) != TariffWord::base) continue;
      if (!has_rate(band(match))) {
        match.outcome = Outcome::full;
      } else if (best == nullptr || is_more_exact_base(match, *best)) {
        best = &match;
      }
    }
    for (DutyMatch& match : out_.matches) {
      if (best != nullptr && word(match) == TariffWord::base && &match != best &&
          match.outcome == Outcome::applied)
        beaten(match, Outcome::less_specific, best->rule);
    }
    out_.base_known = best != nullptr;
    if (best != nullptr) out_.total = best->so_far = best->rate;
  }

  // The base as it stood on another day, before staged cuts; zero where no rule gave one.
  Known<DutyRate> base_on(Date day) const {
    Shipment then = shipment_;
    then.on = day;
    DutyMatch best;
    for (RuleId id : candidates_) {
      const Rule& rule = schedule_[id];
      if (!rule.days.contains(day)) continue;
      const IdRange<BandId> bands = model_[rule.treatment].bands;
      if (bands.empty() || model_[bands[0]].tariff != TariffWord::base || !has_rate(model_[bands[0]]))
        continue;
      DutyMatch match;
      match.rule = id;
      match.band = bands[0];
      match.how = schedule_.match(id, then);
      if (is_open(match.how.truth)) return match.how.truth.lacks();
      if (is_no(match.how.truth)) continue;
      match.begin = rule.days.spell(day)->begin;
      if (!best.rule.valid() || is_more_exact_base(match, best)) best = match;
    }
    return best.rule.valid() ? written_rate(model_, band(best).rate) : DutyRate();
  }

  // The step that a staged cut has reached: the first on its first day, the next each 1 January.
  Known<DutyRate> cut_rate(const DutyMatch& match) const {
    const Band& cut = band(match);
    const Date first = *schedule_[match.rule].days.first_day();
    const Ratio goal = written_rate(model_, cut.rate).percent;
    int step = cut.steps;
    if (first.bounded()) step = std::min(step, shipment_.on.year() - first.year() + 1);
    Known<DutyRate> base = base_on(first.bounded() ? first : shipment_.on);
    if (!base.known()) return base;
    DutyRate& rate = *base;
    const Ratio share = Ratio::of(Decimal(step), Decimal(std::max<int>(1, cut.steps)));
    // Where the base stood below the goal, or was not known, there is nothing to cut on the way.
    rate.percent = std::max(goal, rate.percent - (rate.percent - goal) * share);
    for (SpecificRate& each : rate.specific) each.amount = each.amount - each.amount * share;
    if (share == Ratio(Decimal(1))) rate.specific.clear();
    return base;
  }

  Stop find_cuts() {
    for (DutyMatch& match : out_.matches) {
      if (word(match) != TariffWord::cut) continue;
      Known<DutyRate> rate = cut_rate(match);
      if (!rate.known()) return rate.lacks();
      match.rate = std::move(*rate);
      // With nothing known to cut, a cut changes nothing.
      if (!out_.base_known) beaten(match, Outcome::no_effect, {});
    }
    const Known<DutyMatch*> lowest = lowest_below_total(TariffWord::cut, Outcome::not_lowest);
    if (!lowest.known()) return lowest.lacks();
    if (*lowest != nullptr) out_.total = (*lowest)->rate;
    return {};
  }

  // Of the rules of this word the one with the lowest rate, where that is lower than the total; null where none
  // is, and `otherwise` is what became of them then. They are compared among themselves first: then only the
  // lowest has to be lower than a total that may turn on a value and a quantity.
  Known<DutyMatch*> lowest_below_total(TariffWord wanted, Outcome otherwise) {
    const auto counts = [&](const DutyMatch& match) {
      return word(match) == wanted && match.outcome == Outcome::applied;
    };
    DutyMatch* lowest = nullptr;
    for (DutyMatch& match : out_.matches) {
      if (!counts(match)) continue;
      const Truth lower = lowest == nullptr ? Truth(true) : is_lower(match.rate, lowest->rate);
      if (is_open(lower)) return lower.lacks();
      if (*lower) lowest = &match;
    }
    if (lowest == nullptr) return lowest;
    const Truth lower = is_lower(lowest->rate, out_.total);
    if (is_open(lower)) return lower.lacks();
    for (DutyMatch& match : out_.matches) {
      if (!counts(match) || (*lower && &match == lowest)) continue;
      beaten(match, *lower ? Outcome::not_lowest : otherwise, *lower ? lowest->rule : RuleId());
    }
    if (!*lower) return nullptr;
    lowest->so_far = lowest->rate;
    return lowest;
  }

  // -- 3. additions

  Stop find_additions() {
    const DutyRate base = out_.total;
    std::vector<DutyMatch*> additions;
    for (DutyMatch& match : out_.matches) {
      if (is_addition(word(match))) additions.push_back(&match);
    }
    std::sort(additions.begin(), additions.end(), [&](const DutyMatch* a, const DutyMatch* b) {
      const auto key = [&](const DutyMatch* match) {
        return std::tuple(match->how.rank, match->how.party, match->begin, match->rule);
      };
      const ProvisionId first = schedule_[a->rule].family;
      const ProvisionId second = schedule_[b->rule].family;
      return first != second ? first < second : key(a) > key(b);
    });
    for (std::size_t i = 0; i < additions.size(); ++i) {
      DutyMatch& match = *additions[i];
      std::size_t first = i;
      while (first > 0 && schedule_[additions[first - 1]->rule].family == schedule_[match.rule].family)
        --first;
      if (first != i) {
        beaten(match, Outcome::less_specific, additions[first]->rule);
        continue;
      }
      if (const Stop stop = charge(match, base, additions)) return stop;
    }
    for (DutyMatch& match : out_.matches) settle_modifier(match);
    return {};
  }

  Stop charge(DutyMatch& addition, const DutyRate& base, const std::vector<DutyMatch*>& additions) {
    const bool is_charged = !yields(addition, additions) && !takes_away(addition);
    Known<DutyRate> rate = addition_rate(addition, base);
    if (rate.known()) addition.rate = std::move(*rate);
    // What is not charged need not be known.
    if (!is_charged) return {};
    if (!rate.known()) return rate.lacks();
    if (const Stop stop = bound(addition)) return stop;
    out_.total += addition.rate;
    addition.so_far = out_.total;
    return {};
  }

  Known<DutyRate> addition_rate(const DutyMatch& match, const DutyRate& base) const {
    DutyRate rate = match.rate;
    if (word(match) == TariffWord::add_of) {
      const FactValue* share = shipment_.find(band(match).of_fact);
      if (share == nullptr || !share->quantity || share->quantity->unit != model_.percent_unit)
        return Lacks{band(match).of_fact};
      const Ratio part = Ratio(share->quantity->amount) * Ratio(Decimal(1).times_power_of_ten(-2));
      rate.percent = rate.percent * part;
      for (SpecificRate& each : rate.specific) each.amount = each.amount * part;
    } else if (word(match) == TariffWord::add_to) {
      const Known<Ratio> there = base.specific.empty() ? Known<Ratio>(base.percent) : in_all(base);
      if (!there.known()) return there.lacks();
      rate.percent = *there < rate.percent ? rate.percent - *there : Ratio();
    }
    return rate;
  }

  bool takes_away(DutyMatch& addition) {
    for (DutyMatch& match : out_.matches) {
      if (word(match) != TariffWord::exempt || !schedule_.is_of(addition.rule, band(match).target)) continue;
      beaten(addition, Outcome::exempted, match.rule);
      match.by = addition.rule;
      return true;
    }
    return false;
  }

  bool yields(DutyMatch& addition, const std::vector<DutyMatch*>& additions) {
    const ProvisionId family = schedule_[addition.rule].family;
    const MeasureId measure = model_[family].as_measure;
    if (!measure.valid()) return false;
    for (Subject target : model_[measure].yields_to) {
      for (const DutyMatch* other : additions) {
        if (schedule_[other->rule].family == family || !schedule_.is_of(other->rule, target)) continue;
        beaten(addition, Outcome::yielded, other->rule);
        return true;
      }
    }
    return false;
  }

  Stop bound(DutyMatch& addition) {
    for (DutyMatch& match : out_.matches) {
      if (word(match) != TariffWord::limit || !schedule_.is_of(addition.rule, band(match).target)) continue;
      const Truth lower = is_lower(match.rate, addition.rate);
      if (is_open(lower)) return lower.lacks();
      if (is_no(lower)) continue;
      addition.rate = match.rate;
      match.by = addition.rule;
    }
    return {};
  }

  // An exemption or a limit that changed nothing says so.
  void settle_modifier(DutyMatch& match) {
    const bool modifies = word(match) == TariffWord::exempt || word(match) == TariffWord::limit;
    if (modifies && !match.by.valid()) match.outcome = Outcome::no_effect;
  }

  Stop find_caps() {
    const Known<DutyMatch*> lowest = lowest_below_total(TariffWord::cap, Outcome::no_effect);
    if (!lowest.known()) return lowest.lacks();
    if (*lowest != nullptr) out_.total = (*lowest)->rate;
    return {};
  }

  // -- 4. preference

  Stop find_preference() {
    const Known<DutyMatch*> lowest = lowest_below_total(TariffWord::set, Outcome::not_lowest);
    if (!lowest.known()) return lowest.lacks();
    out_.preference = *lowest;
    out_.rate = *lowest == nullptr ? out_.total : (*lowest)->rate;
    return {};
  }

  void beaten(DutyMatch& match, Outcome outcome, RuleId by) {
    match.outcome = outcome;
    match.by = by;
    match.so_far = {};
  }

  // -- comparing

  // An amount per quantity that is not known is above zero: where all of them that are left over between the
  // two lie on one side, the side decides.
  Truth is_lower(const DutyRate& a, const DutyRate& b) const {
    if (a.specific.empty() && b.specific.empty()) return a.percent < b.percent;
    Ratio beside = a.percent - b.percent;  // what `a` costs beside `b`, as far as it is known
    bool costs_more = false;
    bool costs_less = false;
    Stop first;
    for (const Amount& each : amounts_between(a, b)) {
      const Known<Ratio> share = share_of_value(each.currency, each.dimension);
      if (share.known()) {
        beside += each.money * *share;
      } else {
        if (!first) first = share.lacks();
        costs_more |= each.money > Ratio();
        costs_less |= each.money < Ratio();
      }
    }
    if (!first) return beside < Ratio();
    if (!costs_less && beside >= Ratio()) return false;
    if (!costs_more && beside <= Ratio()) return true;
    return *first;
  }

  // Money per base unit of what is counted.
  struct Amount {
    UnitId currency;
    DimensionId dimension;
    Ratio money;
  };

  // What the first charges per quantity beside the second.
  std::vector<Amount> amounts_between(const DutyRate& a, const DutyRate& b) const {
    std::vector<Amount> all;
    const auto add = [&](const SpecificRate& rate, const Ratio& sign) {
      const DimensionId dimension = model_[rate.per.unit].dimension;
      const Ratio money =
          sign * rate.amount * Ratio::of(Decimal(1), *in_dimension(model_, rate.per, dimension));
      for (Amount& each : all) {
        if (each.currency != rate.currency || each.dimension != dimension) continue;
        each.money += money;
        return;
      }
      all.push_back({rate.currency, dimension, money});
    };
    for (const SpecificRate& each : a.specific) add(each, Decimal(1));
    for (const SpecificRate& each : b.specific) add(each, Decimal(-1));
    std::erase_if(all, [](const Amount& each) { return each.money.is_zero(); });
    return all;
  }

  // How many percent of the customs value one of the currency is for each base unit of what is asked about.
  Known<Ratio> share_of_value(UnitId currency, DimensionId dimension) const {
    if (!shipment_.value && !shipment_.quantity) return Lacks{amounts_fact};
    if (!shipment_.value || shipment_.value->amount.is_zero() || shipment_.value->unit != currency)
      return Lacks{to_string(Fact::value)};
    const std::optional<Decimal> quantity =
        shipment_.quantity ? in_dimension(model_, counted_quantity(model_, shipment_), dimension)
                           : std::nullopt;
    if (!quantity) return Lacks{to_string(Fact::quantity)};
    return Ratio::of(*quantity * Decimal(100), shipment_.value->amount);
  }

  // In percent of the customs value.
  Known<Ratio> in_all(const DutyRate& rate) const {
    Ratio sum = rate.percent;
    for (const Amount& each : amounts_between(rate, {})) {
      const Known<Ratio> share = share_of_value(each.currency, each.dimension);
      if (!share.known()) return share;
      sum += each.money * *share;
    }
    return sum;
  }

  const Schedule& schedule_;
  const Model& model_;
  const std::vector<RuleId>& candidates_;
  const Shipment& shipment_;
  const std::vector<Offset>& offsets_;
  bool explains_;
  std::vector<DutyMatch> open_;  // rules that may apply, or of which the band is not known
  DutyAssessment& out_;
};

}  // namespace

Known<DutyAssessment> assess_duty(const Schedule& schedule, const std::vector<RuleId>& candidates,
                                  const Shipment& shipment, const std::vector<Offset>& offsets,
                                  Detail detail) {
  Known<DutyAssessment> found = DutyAssessment();
  const std::optional<Lacks> stop = Assessing(schedule, candidates, shipment, offsets, detail, *found).run();
  if (stop) found = *stop;
  return found;
}

}  // namespace quid
