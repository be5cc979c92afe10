// Why there is a second evaluator of treatments, and why it is so slow.
//
// The real answers look rules up by code and party, keep books of what was used, and split the unknown into
// cells. Here section 18 of the reference is written down once more, by another hand: every rule is tried on
// every question, every entry is counted on every day, and a case has to be known in full. Nothing is shared
// with the real answers but the model, the calendar, numbers and the days of `in effect`, and this file was
// written without looking at them. Where the two disagree, the text of the reference decides.
//
// What the reference leaves open, and this file takes as follows: a limit of unknown size gives nothing, and
// neither does what comes after it; a quantity is split over the quotas that the rate
// comes from, one after the other, as if it were entered under them.
#include "tests/treatment_oracle.hpp"

#include <algorithm>
#include <tuple>

#include "core/model/index.hpp"

namespace quid::tests {

namespace {

Ratio divided(const Ratio& top, const Decimal& bottom) {
  return top * Ratio::of(Decimal(1), bottom);
}

void add(Burden& burden, const Burden& other) {
  burden.percent += other.percent;
  for (const auto& [what, money] : other.specific) burden.specific[what] += money;
}
Burden plain(const Ratio& percent) {
  return {percent, {}};
}

bool same(const OracleDuty& a, const OracleDuty& b) {
  const bool same_rate = a.prohibited == b.prohibited && (a.prohibited || a.rate == b.rate);
  return same_rate && std::equal(a.parts.begin(), a.parts.end(), b.parts.begin(), b.parts.end(),
                                 [](const OracleDuty::Part& x, const OracleDuty::Part& y) {
                                   return x.amount == y.amount && x.prohibited == y.prohibited &&
                                          (x.prohibited || x.rate == y.rate);
                                 });
}
bool same(const OracleExport& a, const OracleExport& b) {
  return a.word == b.word;
}

bool is_addition(TariffWord word) {
  return word == TariffWord::add || word == TariffWord::add_of || word == TariffWord::add_to;
}

}  // namespace

std::string in_words(const Model& model, const Burden& burden) {
  std::string text = burden.percent.to_string() + "%";
  for (const auto& [what, money] : burden.specific) {
    text.append(" + ").append(money.to_string()).append(" ").append(model[what.first].name);
    text.append(" per base unit of ").append(model[what.second].name);
  }
  return text;
}

TreatmentOracle::TreatmentOracle(const World& world) : model_(world.model) {
  for (std::size_t p = 0; p < model_.provisions.size(); ++p) {
    const ProvisionId provision(p);
    const DaySet in_effect = world.days({Subject::of(provision), State::in_effect, {}});
    for (TermsId terms : model_[provision].terms) {
      for (TreatmentId treatment : model_[terms].treatments) {
        const DaySet& text = world.index.text_days(terms);
        rules_.push_back({provision, treatment, in_effect & text, text});
      }
    }
  }
}

// -- tariffs

std::vector<TreatmentOracle::Match> TreatmentOracle::matches(const Shipment& shipment, bool is_export) const {
  std::vector<Match> found;
  for (const Rule& rule : rules_) {
    const Treatment& treatment = model_[rule.treatment];
    const Provision& provision = model_[rule.provision];
    if (treatment.is_export != is_export || !rule.days.contains(shipment.on)) continue;
    const PartyId other = is_export ? shipment.to : shipment.from;
    const bool says_from = !treatment.from.empty() || !treatment.from_groups.empty();
    const bool says_to = !treatment.to.empty() || !treatment.to_groups.empty();
    const PartyId bound = is_export ? shipment.from : shipment.to;
    const bool binds = is_export && says_from && bound.valid() ? names(treatment.from, treatment.from_groups,
                                                                       bound, shipment.on) != Naming::nobody
                                                               : gives(rule.provision, bound);
    if (!binds) continue;
    Naming naming = names_receiver(rule.provision, other, shipment.on);
    if (is_export && says_to) naming = names(treatment.to, treatment.to_groups, other, shipment.on);
    if (!is_export && says_from) naming = names(treatment.from, treatment.from_groups, other, shipment.on);
    if (naming == Naming::nobody) continue;
    const std::optional<int> goods = goods_rank(shipment, treatment.goods);
    if (goods && *goods == 0) continue;
    if (provision.member_entity.valid()) {
      if (!shipment.consignee.valid()) throw Unsettled{"consignee"};
      if (shipment.consignee != provision.member_entity) continue;
    }
    if (treatment.where.valid()) {
      const std::optional<bool> passes = holds(shipment, treatment.where.index());
      if (!passes) throw Unsettled{"a fact of a test"};
      if (!*passes) continue;
    }
    if (!goods) throw Unsettled{"goods"};
    found.push_back({&rule, *goods, naming, rule.days.spell(shipment.on)->begin});
  }
  return found;
}

Burden TreatmentOracle::burden_of(const Rate& rate) const {
  Burden burden;
  if (rate.percent.valid()) burden.percent = Ratio(model_[rate.percent].amount);
  for (SpecificDutyId id : rate.specific) {
    const SpecificDuty& duty = model_[id];
    const DimensionId dimension = model_[duty.per.unit].dimension;
    burden.specific[{duty.money.unit, dimension}] +=
        Ratio::of(duty.money.amount, *in_base(duty.per, dimension));
  }
  return burden;
}

// In money, where amounts per quantity come into it.
bool TreatmentOracle::costs_less(const Shipment& shipment, const Burden& a, const Burden& b) const {
  if (a.specific == b.specific) return a.percent < b.percent;
  if (!shipment.value || !shipment.quantity) throw Unsettled{"value and quantity"};
  const auto money = [&](const Burden& burden) {
    Ratio sum = divided(burden.percent * Ratio(shipment.value->amount), Decimal(100));
    for (const auto& [what, amount] : burden.specific) {
      const std::optional<Decimal> counted = in_base(*shipment.quantity, what.second);
      if (what.first != shipment.value->unit || !counted) throw Unsettled{"value and quantity"};
      sum += amount * Ratio(*counted);
    }
    return sum;
  };
  return money(a) < money(b);
}

Burden TreatmentOracle::base(const Shipment& shipment, const Extra& extra, Charge& charge) const {
  struct Candidate {
    std::tuple<bool, int, Date> order;
    Burden rate;
    std::pair<const Rule*, BandId> from;
  };
  std::optional<Candidate> best;
  bool tied = false;
  for (const Match& match : matches(shipment, false)) {
    const BandId band = band_with_room(shipment, extra, *match.rule, {});
    if (!band.valid() || model_[band].tariff != TariffWord::base) continue;
    const Rate& rate = model_[band].rate;
    if (!rate.percent.valid() && rate.specific.empty()) continue;
    const bool names_origin = match.origin == Naming::group || match.origin == Naming::itself;
    Candidate candidate{{names_origin, match.goods, match.since}, burden_of(rate), {match.rule, band}};
    if (best && candidate.order == best->order) tied = tied || !(candidate.rate == best->rate);
    if (best && candidate.order <= best->order) continue;
    best = candidate;
    tied = false;
  }
  if (tied) throw Unsettled{"two base rates of one rank"};
  if (!best) return {};
  charge.drawn.push_back(best->from);
  return best->rate;
}

// After every staged cut in effect, the lowest of them.
Burden TreatmentOracle::cut_base(const Shipment& shipment, const Extra& extra, Burden base,
                                 Charge& charge) const {
  std::optional<std::pair<const Rule*, BandId>> by;
  for (const Match& match : matches(shipment, false)) {
    const BandId id = band_with_room(shipment, extra, *match.rule, {});
    if (!id.valid() || model_[id].tariff != TariffWord::cut) continue;
    const Band& band = model_[id];
    const Date first = *match.rule->days.first_day();
    if (!first.bounded()) throw Unsettled{"a staged cut without a first day"};
    Shipment then = shipment;
    then.on = first;
    Charge unused;
    const Burden from = this->base(then, {}, unused);
    for (const auto& [rule, drawn] : unused.drawn) {
      if (first_limit(model_[rule->treatment]) != nullptr)
        throw Unsettled{"a staged cut of a base with a quota"};
    }
    const int steps = std::min<int>(band.steps, 1 + shipment.on.year() - first.year());
    const Ratio done = Ratio::of(Decimal(steps), Decimal(band.steps));
    const Burden target = burden_of(band.rate);
    // Where the base stood below the goal, there is nothing to cut on the way.
    Burden reached = plain(std::max(target.percent, from.percent - (from.percent - target.percent) * done));
    for (const auto& [what, money] : from.specific) {
      const Ratio rest = money - money * done;
      if (!rest.is_zero()) reached.specific[what] = rest;
    }
    if (!costs_less(shipment, reached, base)) continue;
    base = reached;
    by = {match.rule, id};
  }
  if (by) charge.drawn.push_back(*by);
  return base;
}

bool TreatmentOracle::is_part_of(ProvisionId provision, Subject whole) const {
  const ProvisionId measure = model_[provision].measure.valid() ? model_[provision].measure : provision;
  if (whole.kind == SubjectKind::provision) {
    return whole.provision() == provision || whole.provision() == measure;
  }
  if (whole.kind != SubjectKind::authority || !model_[measure].as_measure.valid()) return false;
  const auto& under = model_[model_[measure].as_measure].under;
  return std::find(under.begin(), under.end(), whole.authority()) != under.end();
}

Burden TreatmentOracle::addition(const Shipment& shipment, const Band& band, const Burden& base) const {
  Burden added = burden_of(band.rate);
  if (band.tariff == TariffWord::add_of) {
    const std::optional<Value> share = value_of(shipment, band.of_fact);
    if (!share || !share->quantity) throw Unsettled{"the share of a rate"};
    added.percent = divided(added.percent * Ratio(share->quantity->amount), Decimal(100));
  }
  if (band.tariff == TariffWord::add_to) {
    if (!costs_less(shipment, base, added)) return {};
    Ratio share = base.percent;
    for (const auto& [what, amount] : base.specific) {
      const Decimal counted = *in_base(*shipment.quantity, what.second);
      share += amount * Ratio::of(counted * Decimal(100), shipment.value->amount);
    }
    added.percent = added.percent - share;
  }
  return added;
}

Burden TreatmentOracle::additions(const Shipment& shipment, const Extra& extra, const Burden& base,
                                  Charge& charge) const {
  struct Addition {
    Match match;
    BandId band;
  };
  std::vector<Addition> in_use;  // of every measure
  std::vector<Addition> exempt;  // and what is said of them
  std::vector<Addition> limiting;
  for (const Match& match : matches(shipment, false)) {
    const BandId band = band_with_room(shipment, extra, *match.rule, {});
    if (!band.valid()) continue;
    const TariffWord word = model_[band].tariff;
    if (is_addition(word)) in_use.push_back({match, band});
    if (word == TariffWord::exempt) exempt.push_back({match, band});
    if (word == TariffWord::limit) limiting.push_back({match, band});
  }
  const auto family = [&](const Addition& each) {
    const ProvisionId provision = each.match.rule->provision;
    return model_[provision].measure.valid() ? model_[provision].measure : provision;
  };
  const auto order = [](const Addition& each) {
    return std::tuple(each.match.goods, each.match.origin, each.match.since);
  };
  const auto yields = [&](ProvisionId measure) {
    if (!model_[measure].as_measure.valid()) return false;
    for (Subject to : model_[model_[measure].as_measure].yields_to) {
      for (const Addition& other : in_use) {
        if (family(other) != measure && is_part_of(other.match.rule->provision, to)) return true;
      }
    }
    return false;
  };
  // What one addition comes to, and the rules that had a hand in it.
  const auto outcome = [&](const Addition& each,
                           std::vector<std::pair<const Rule*, BandId>>& drawn) -> Burden {
    for (const Addition& other : exempt) {
      if (!is_part_of(each.match.rule->provision, model_[other.band].target)) continue;
      drawn = {{other.match.rule, other.band}};
      return {};
    }
    Burden added = addition(shipment, model_[each.band], base);
    drawn = {{each.match.rule, each.band}};
    for (const Addition& other : limiting) {
      if (!is_part_of(each.match.rule->provision, model_[other.band].target)) continue;
      const Burden bound = burden_of(model_[other.band].rate);
      if (!costs_less(shipment, bound, added)) continue;
      added = bound;
      drawn = {{each.match.rule, each.band}, {other.match.rule, other.band}};
    }
    return added;
  };
  Burden sum;
  std::vector<ProvisionId> done;
  for (const Addition& first : in_use) {
    const ProvisionId measure = family(first);
    if (std::find(done.begin(), done.end(), measure) != done.end()) continue;
    done.push_back(measure);
    const Addition* best = &first;
    for (const Addition& each : in_use) {
      if (family(each) == measure && order(each) > order(*best)) best = &each;
    }
    if (yields(measure)) continue;
    std::vector<std::pair<const Rule*, BandId>> drawn;
    const Burden added = outcome(*best, drawn);
    for (const Addition& each : in_use) {
      if (family(each) != measure || order(each) != order(*best) || &each == best) continue;
      std::vector<std::pair<const Rule*, BandId>> other;
      const bool runs = shipment.quantity && (first_limit(model_[each.match.rule->treatment]) != nullptr ||
                                              first_limit(model_[best->match.rule->treatment]) != nullptr);
      if (runs || !(outcome(each, other) == added)) throw Unsettled{"two additions of one rank"};
    }
    add(sum, added);
    charge.drawn.insert(charge.drawn.end(), drawn.begin(), drawn.end());
  }
  return sum;
}

// Steps 1 to 4 for the next unit.
TreatmentOracle::Charge TreatmentOracle::charge(const Shipment& shipment, const Extra& extra) const {
  Charge total;
  const Burden before = base(shipment, extra, total);
  const Burden after = cut_base(shipment, extra, before, total);
  total.rate = after;
  add(total.rate, additions(shipment, extra, after, total));
  std::optional<Charge> prohibition;
  std::optional<Charge> preference;
  std::optional<Charge> cap;
  for (const Match& match : matches(shipment, false)) {
    const BandId band = band_with_room(shipment, extra, *match.rule, {});
    if (!band.valid()) continue;
    const TariffWord word = model_[band].tariff;
    const Charge here{word == TariffWord::prohibit, burden_of(model_[band].rate), {{match.rule, band}}};
    if (word == TariffWord::prohibit) {
      if (!prohibition)
        prohibition = here;
      else
        prohibition->drawn.push_back(here.drawn[0]);
    }
    if (word == TariffWord::cap && (!cap || costs_less(shipment, here.rate, cap->rate))) cap = here;
    if (word == TariffWord::set && (!preference || costs_less(shipment, here.rate, preference->rate)))
      preference = here;
  }
  if (prohibition) return *prohibition;
  if (cap && costs_less(shipment, cap->rate, total.rate)) {
    total.rate = cap->rate;
    total.drawn.push_back(cap->drawn[0]);
  }
  if (preference && costs_less(shipment, preference->rate, total.rate)) return *preference;
  return total;
}

// -- quantities that a limit cannot count

bool TreatmentOracle::assumed_to_fit(const Limit& limit) const {
  for (const auto& [met, fits] : assumed_) {
    if (met == &limit) return fits;
  }
  assumed_.emplace_back(&limit, true);
  return true;
}

// Such a quantity neither fits nor does not: the question is asked for each way to have it.
template <typename Answer>
Answer TreatmentOracle::whether_it_fits_or_not(const std::function<Answer()>& answer) const {
  assumed_.clear();
  Answer first = answer();
  first.uncounted = assumed_.size();
  for (int ways = 1; first.unsettled.empty(); ++ways) {
    while (!assumed_.empty() && !assumed_.back().second) assumed_.pop_back();
    if (assumed_.empty()) break;
    assumed_.back().second = false;
    Answer other = answer();
    if (ways > 200) other.unsettled = "too many limits that cannot count";
    if (!other.unsettled.empty()) return other;
    if (same(first, other)) continue;
    other.uncounted = first.uncounted;
    other.turns_on_quantity = true;
    return other;
  }
  return first;
}

OracleDuty TreatmentOracle::duty(const Shipment& shipment) const {
  return whether_it_fits_or_not<OracleDuty>([&] { return duty_as_assumed(shipment); });
}

OracleExport TreatmentOracle::export_word(const Shipment& shipment) const {
  return whether_it_fits_or_not<OracleExport>([&] { return export_word_as_assumed(shipment); });
}

OracleDuty TreatmentOracle::duty_as_assumed(const Shipment& shipment) const {
  OracleDuty duty;
  try {
    Extra extra;
    const Charge first = charge(shipment, extra);
    duty.prohibited = first.prohibited;
    duty.rate = first.rate;
    if (!shipment.quantity) return duty;
    Ratio rest(shipment.quantity->amount);
    while (rest > Ratio()) {
      const Charge next = charge(shipment, extra);
      Ratio step = rest;
      for (const auto& [rule, band] : next.drawn) {
        const std::optional<Ratio> room = room_under(shipment, extra, *rule, band);
        if (room) step = std::min(step, *room);
      }
      if (is_in_pieces(shipment)) step = Ratio(step.floor(0));
      if (!step.is_decimal()) throw Unsettled{"a part that is no decimal"};
      if (duty.parts.size() > 50) throw Unsettled{"too many parts"};
      const bool same = !duty.parts.empty() && duty.parts.back().prohibited == next.prohibited &&
                        (next.prohibited || duty.parts.back().rate == next.rate);
      if (!same) duty.parts.push_back({{}, next.prohibited, next.rate});
      duty.parts.back().amount += step.decimal();
      rest = rest - step;
      for (std::size_t p = 0; p < model_.provisions.size(); ++p) {
        bool used_here = false;
        for (const auto& [rule, band] : next.drawn) used_here |= uses(rule->provision, ProvisionId(p));
        if (used_here) extra[ProvisionId(p)] += step.decimal();
      }
    }
  } catch (const Unsettled& unsettled) {
    duty.unsettled = unsettled.why;
  }
  return duty;
}

// -- exports

OracleExport TreatmentOracle::export_word_as_assumed(const Shipment& shipment) const {
  OracleExport answer;
  try {
    const Ratio whole = shipment.quantity ? Ratio(shipment.quantity->amount) : Ratio();
    ExportWord floor = ExportWord::allow;
    std::optional<ExportWord> freest;
    bool is_controlled = false;
    bool is_allowed = false;
    for (const Match& match : matches(shipment, true)) {
      BandId band = band_with_room(shipment, {}, *match.rule, whole);
      const bool is_allowance = model_[match.rule->provision].kind == ProvisionKind::allowance;
      if (is_allowance) {
        is_allowed = true;
        if (!band.valid()) continue;
        const ExportWord word = model_[band].export_word;
        freest = freest ? std::min(*freest, word) : word;
        continue;
      }
      // A control that the quantity outgrows is no freer for that.
      const IdRange<BandId> bands = model_[match.rule->treatment].bands;
      if (!band.valid()) band = bands[bands.size() - 1];
      floor = std::max(floor, model_[band].export_word);
      is_controlled = true;
    }
    if (is_allowed && !is_controlled) floor = ExportWord::deny;
    answer.word = freest && floor != ExportWord::prohibit ? std::min(floor, *freest) : floor;
  } catch (const Unsettled& unsettled) {
    answer.unsettled = unsettled.why;
  }
  return answer;
}

// -- what is claimed to be complete

std::optional<bool> TreatmentOracle::covered(const Shipment& shipment, bool is_export) const {
  const PartyId party = is_export ? shipment.from : shipment.to;
  const PartyId other = is_export ? shipment.to : shipment.from;
  bool is_open = false;
  for (const Completeness& claim : model_.completeness) {
    if (claim.is_export != is_export || !claim.days.contains(shipment.on)) continue;
    if (names(claim.by, {}, party, shipment.on) == Naming::nobody) continue;
    const bool is_narrowed = !claim.others.empty() || !claim.other_groups.empty();
    if (is_narrowed && names(claim.others, claim.other_groups, other, shipment.on) == Naming::nobody)
      continue;
    const std::optional<int> goods = goods_rank(shipment, claim.goods);
    if (goods && *goods > 0) return true;
    is_open |= !goods;
  }
  return is_open ? std::nullopt : std::optional(false);
}

}  // namespace quid::tests
