// The idea in one sentence: a claim about goods is a claim about each of the questions that it names, and a question
// is asked as `quid duty` and `quid export` ask it.
//
// Over all days a question is asked once between two days on which anything could change: a rule that may cover it
// begins or ends, somebody joins or leaves a group, a date of a test comes, a quota is used or starts anew.
#include "core/answers/claims.hpp"

#include <algorithm>

#include "core/why/explain.hpp"

namespace quid {

namespace {

Verdict worse(Verdict a, Verdict b) {
  if (a == Verdict::fails || b == Verdict::fails) return Verdict::fails;
  return a == Verdict::undecided || b == Verdict::undecided ? Verdict::undecided : Verdict::holds;
}

// -- the questions of a claim

std::vector<NamedGoods> goods_of(const Model& model, const Claim& claim) {
  std::vector<NamedGoods> goods;
  if (claim.quantity) {
    const UnitId unit = claim.quantity->unit;
    if (unit.valid() && model[unit].chip.valid()) goods.emplace_back().chip = model[unit].chip;
    return goods;
  }
  for (GoodsItemId id : claim.goods) {
    const GoodsItem& item = model[id];
    if (item.excepted) continue;
    if (item.kind == GoodsItem::Kind::chips_where) {
      for (std::size_t i = 0; i < model.chips.size(); ++i) {
        Shipment asked;
        if (!item.test.valid() || !is_no(chip_passes(model, asked, ChipId(i), item.test)))
          goods.emplace_back().chip = ChipId(i);
      }
      continue;
    }
    NamedGoods& one = goods.emplace_back();
    one.code = item.kind == GoodsItem::Kind::hs ? item.code : std::string_view();
    one.eccn = item.kind == GoodsItem::Kind::eccn ? item.code : std::string_view();
    one.product = item.product;
    one.chip = item.chip;
    one.rest = item.kind == GoodsItem::Kind::all;
  }
  return goods;
}

// To whom, or of whom: those named, or the members of the group on the day.
std::vector<PartyId> others_of(const Model& model, const Claim& claim, Date on) {
  if (!claim.to_each.valid()) return claim.to;
  std::vector<PartyId> members;
  for (const auto& member : model[claim.to_each].parties) {
    if (model[member.who].members.empty() && member.days.contains(on)) members.push_back(member.who);
  }
  return members;
}

void give_facts(const Claim& claim, Shipment& shipment) {
  shipment.quantity = claim.quantity;
  for (const auto& [name, value] : claim.facts) {
    if (name == to_string(Fact::quantity)) {
      shipment.quantity = value.quantity;
    } else if (name == to_string(Fact::value)) {
      shipment.value = value.quantity;
    } else if (name == to_string(Fact::consignee)) {
      shipment.consignee = value.entity;
    } else {
      shipment.facts.push_back({std::string(name), value});
    }
  }
}

// -- one question

// Whether every case is as claimed, or with `not` none.
template <class Answer, class Is>
Verdict verdict_on(const Answer& answer, bool denied, Is is_as_claimed) {
  Verdict verdict = Verdict::holds;
  for (const auto& one : answer.cases) {
    if (!one.decided()) {
      verdict = worse(verdict, Verdict::undecided);
    } else if (is_as_claimed(one) == denied) {
      verdict = Verdict::fails;
    }
  }
  return verdict;
}

void examine_one(const Schedule& schedule, const Claim& claim, const Shipment& shipment, Examined& found) {
  const Model& model = schedule.world().model;
  Counterexample one{shipment, {}, Verdict::holds};
  if (claim.kind == Claim::Kind::tariff) {
    DutyAnswer answer = DutyDesk(schedule).answer(shipment);
    const DutyRate claimed = written_rate(model, claim.rate);
    one.verdict = verdict_on(answer, claim.denied, [&](const DutyCase& each) {
      return !each.prohibited && each.parts.size() < 2 && each.rate == claimed;
    });
    one.answer = std::move(answer);
  } else {
    ExportAnswer answer = answer_export(schedule, shipment);
    one.verdict = verdict_on(answer, claim.denied, [&](const ExportCase& each) {
      return std::find(claim.words.begin(), claim.words.end(), each.word) != claim.words.end();
    });
    one.answer = std::move(answer);
  }
  found.verdict = worse(found.verdict, one.verdict);
  if (one.verdict != Verdict::holds) found.against.push_back(std::move(one));
}

// An export of which nobody is named as the giver is asked of each party of which a rule may speak.
void examine_each(const Schedule& schedule, const Claim& claim, const Shipment& shipment, Examined& found) {
  std::vector<PartyId> givers;
  if (claim.kind != Claim::Kind::tariff && !shipment.from.valid()) givers = export_givers(schedule, shipment);
  if (givers.empty()) return examine_one(schedule, claim, shipment, found);
  Shipment one = shipment;
  for (PartyId giver : givers) {
    one.from = giver;
    examine_one(schedule, claim, one, found);
  }
}

// -- all days

void add_ends(const DaySet& days, std::vector<Date>& changes) {
  for (const Interval& interval : days.intervals()) {
    if (interval.begin.bounded()) changes.push_back(interval.begin);
    if (interval.end.bounded()) changes.push_back(interval.end);
  }
}

void add_group(const Model& model, GroupId group, std::vector<Date>& changes) {
  if (!group.valid()) return;
  for (const auto& member : model[group].parties) add_ends(member.days, changes);
  for (const auto& member : model[group].entities) add_ends(member.days, changes);
}

class Days {
 public:
  Days(const Schedule& schedule, const Claim& claim)
      : schedule_(schedule), model_(schedule.world().model), claim_(claim) {}

  // Sorted, each once: nothing changes between two of them.
  std::vector<Date> take() && {
    add_group(model_, claim_.to_each, days_);
    // Membership moves who is asked about; the rules are those for any member.
    Claim any = claim_;
    if (claim_.to_each.valid()) {
      any.to_each = {};
      for (const auto& member : model_[claim_.to_each].parties) any.to.push_back(member.who);
    }
    for (const Shipment& shipment : questions_of(model_, any, Date{0})) add_rules(shipment);
    sort_once();
    if (has_limit_) add_periods();
    return std::move(days_);
  }

 private:
  void add_rules(const Shipment& shipment) {
    std::vector<RuleId> rules;
    if (claim_.kind == Claim::Kind::tariff) {
      schedule_.find_tariffs(shipment, rules);
    } else {
      schedule_.find_exports(shipment, rules);
    }
    for (RuleId id : rules) {
      const Rule& rule = schedule_[id];
      add_ends(rule.days, days_);
      const Treatment& treatment = schedule_.treatment(id);
      for (GroupListId group : treatment.to_groups) add_group(model_, model_[group], days_);
      for (GroupListId group : treatment.from_groups) add_group(model_, model_[group], days_);
      for (GroupListId group : model_[rule.provision].to_groups) add_group(model_, model_[group], days_);
      add_tests(treatment.where);
      if (!rule.quantity.valid()) continue;
      has_limit_ = true;
      for (BandId band : treatment.bands) {
        if (!model_[band].limit.valid()) continue;
        for (Date day : schedule_[rule.quantity].changes(band)) days_.push_back(day);
      }
    }
  }

  void add_tests(TestId root) {
    if (!root.valid()) return;
    for (std::uint32_t at = root.value; at < model_[root].next; ++at) {
      const Test& test = model_.tests[at];
      add_group(model_, test.group, days_);
      if (test.kind != Test::Kind::after && test.kind != Test::Kind::before) continue;
      days_.push_back(test.date);
      days_.push_back(test.date + 1);
    }
  }

  // Months are the shortest periods in which a quota starts anew.
  void add_periods() {
    if (days_.empty()) return;
    const Date last = days_.back();
    for (Date day = make_date(days_.front().year(), 1, 1); day < last;
         day = add(day, {1, Duration::Unit::months}))
      days_.push_back(day);
    sort_once();
  }

  void sort_once() {
    std::sort(days_.begin(), days_.end());
    days_.erase(std::unique(days_.begin(), days_.end()), days_.end());
  }

  const Schedule& schedule_;
  const Model& model_;
  const Claim& claim_;
  std::vector<Date> days_;
  bool has_limit_ = false;
};

void note(Verdict verdict, const DaySet& days, BrokenDays& broken) {
  if (verdict == Verdict::fails) broken.fails |= days;
  if (verdict == Verdict::undecided) broken.undecided |= days;
}

}  // namespace

std::vector<Shipment> questions_of(const Model& model, const Claim& claim, Date on) {
  std::vector<Shipment> shipments;
  std::vector<PartyId> from = claim.from;
  if (from.empty()) from.emplace_back();  // an export by anybody
  for (const NamedGoods& goods : goods_of(model, claim)) {
    for (PartyId giver : from) {
      for (PartyId other : others_of(model, claim, on)) {
        Shipment& shipment = shipments.emplace_back();
        shipment.on = on;
        shipment.goods = goods;
        shipment.from = giver;
        shipment.to = other;
        give_facts(claim, shipment);
      }
    }
  }
  return shipments;
}

Examined examine(const Schedule& schedule, const Claim& claim, Date on) {
  Examined found;
  const World& world = schedule.world();
  if (claim.kind == Claim::Kind::condition) {
    found.verdict = Verdict::undecided;
    if (!claim.condition.valid()) return found;
    found.reason = explain(world, claim.condition, on);
    found.verdict = found.reason->days.contains(on) != claim.denied ? Verdict::holds : Verdict::fails;
    return found;
  }
  for (const Shipment& shipment : questions_of(world.model, claim, on))
    examine_each(schedule, claim, shipment, found);
  return found;
}

BrokenDays broken_days(const Schedule& schedule, const Claim& claim, const DaySet& within) {
  BrokenDays broken;
  if (claim.kind == Claim::Kind::condition) {
    if (!claim.condition.valid()) {
      broken.undecided = within;
    } else {
      const DaySet days = explain(schedule.world(), claim.condition, Date{0}).days;
      broken.fails = within & (claim.denied ? days : ~days);
    }
    return broken;
  }
  const std::vector<Date> changes = Days(schedule, claim).take();
  Date begin = Date::min_value();
  for (std::size_t i = 0; i <= changes.size(); ++i) {
    const Date end = i < changes.size() ? changes[i] : Date::max_value();
    const DaySet days = within & DaySet::between(begin, end);
    if (!days.empty()) {
      const Date sample = end.bounded() ? end - 1 : begin.bounded() ? begin : Date{0};
      note(examine(schedule, claim, sample).verdict, days, broken);
    }
    begin = end;
  }
  return broken;
}

}  // namespace quid
