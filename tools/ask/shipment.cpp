#include "tools/ask/shipment.hpp"

#include <fmt/core.h>

#include "core/answers/status.hpp"
#include "core/goods/coverage.hpp"
#include "core/model/quantity.hpp"
#include "core/model/treatment_words.hpp"
#include "core/model/words.hpp"
#include "core/why/reason_words.hpp"
#include "dsl/query/shipment.hpp"

namespace quid::tools {

namespace {

template <typename Found>
Found or_fail(std::variant<Found, dsl::QueryMistake> found, std::string_view where = {}) {
  if (Found* good = std::get_if<Found>(&found)) return std::move(*good);
  const dsl::QueryMistake& mistake = std::get<dsl::QueryMistake>(found);
  std::string message(where.empty() ? "" : "`" + std::string(where) + "`: ");
  message += mistake.message;
  if (!mistake.help.empty()) message += "; " + mistake.help;
  throw Failure(message);
}

// Why it is not in effect on the day, in a few words.
std::string status_words(const World& world, const Rule& rule, Date on) {
  const ProvisionStatus status = status_of(world, rule.provision, on);
  if (status.status == Status::open) return "not agreed: a bracket is open";
  if (status.status != Status::suspended) {
    if (const std::optional<Date> next = rule.days.next_change(on)) return "not yet: from " + words(*next);
    std::optional<Date> end;
    for (const Interval& spell : rule.days.intervals()) end = spell.end;
    if (end && *end <= on) return "ended " + words(*end - 1);
    if (status.status == Status::ended) return "its time passed before it could start";
  }
  std::string text(to_string(status.status));
  const std::vector<Missing> missing = missing_of(world, rule.provision, status, on);
  if (!missing.empty()) text += ": " + words(world.model, missing.front());
  return text;
}

std::string mixed_number(const Ratio& value) {
  if (value.is_decimal()) return value.decimal().to_grouped_string();
  const Decimal whole = value.floor(0);
  const Ratio rest = value - whole;
  return whole.is_zero() ? rest.to_string() : whole.to_grouped_string() + " " + rest.to_string();
}

}  // namespace

NamedGoods asked_goods(Workspace& workspace, const std::string& words) {
  const World& world = workspace.world();
  return or_fail(parse_goods_query(workspace.compilation().symbols, world.model, words));
}

Quantity asked_quantity(Workspace& workspace, std::string_view flag, const std::string& text) {
  const World& world = workspace.world();
  return or_fail(parse_quantity_query(workspace.compilation().symbols, world.model, text), flag);
}

void add_fact(Workspace& workspace, Shipment& shipment, const std::string& name, const std::string& value) {
  const World& world = workspace.world();
  const dsl::Symbols& symbols = workspace.compilation().symbols;
  if (name == to_string(Fact::quantity)) {
    shipment.quantity = asked_quantity(workspace, name, value);
  } else if (name == to_string(Fact::value)) {
    shipment.value = asked_quantity(workspace, name, value);
  } else if (name == to_string(Fact::consignee)) {
    shipment.consignee = or_fail(parse_entity_query(symbols, world.model, value), name);
  } else {
    shipment.facts.push_back(or_fail(parse_fact_query(symbols, world.model, name, value)));
  }
}

void add_flags(Workspace& workspace, const Request& request, Shipment& shipment) {
  for (Fact fact : {Fact::quantity, Fact::value, Fact::consignee, Fact::loaded}) {
    const std::string name(to_string(fact));
    if (request.has(name)) add_fact(workspace, shipment, name, request.value(name));
  }
  const auto facts = request.flags.find("fact");
  if (facts == request.flags.end()) return;
  for (const std::string& text : facts->second) {
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos || equals == 0)
      throw Failure(fmt::format("`--fact {}`: write name=value, such as usmca=yes", text));
    const std::string name = text.substr(0, equals);
    if (shipment.find(name) != nullptr) throw Failure(fmt::format("the fact `{}` is given twice", name));
    add_fact(workspace, shipment, name, text.substr(equals + 1));
  }
}

std::string rate_words(const Model& model, const DutyRate& rate) {
  std::string text;
  if (!rate.percent.is_zero() || rate.specific.empty()) text = mixed_number(rate.percent) + "%";
  for (const SpecificRate& each : rate.specific) {
    text += text.empty() ? "" : " + ";
    text += fmt::format("{} {} per {}", mixed_number(each.amount), model[each.currency].name,
                        words(model, each.per));
  }
  return text;
}

std::string rate_text(const Model& model, const DutyRate& rate) {
  std::string text = rate.percent.to_string() + "%";
  for (const SpecificRate& each : rate.specific) {
    text += fmt::format(" + {} {} per {} {}", each.amount.to_string(), model[each.currency].name,
                        each.per.amount.to_string(), model[each.per.unit].name);
  }
  return text;
}

std::string facts_words(const std::vector<std::pair<std::string, std::string>>& facts) {
  std::string text;
  for (const auto& [name, value] : facts)
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", name, value);
  return text;
}

std::string presumed_words(const std::vector<PresumedFact>& presumed) {
  std::string text;
  for (const PresumedFact& each : presumed)
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", each.fact, each.words);
  return text;
}

std::string outcome_words(const Schedule& schedule, Date on, RuleId rule, Outcome outcome, RuleId by) {
  const World& world = schedule.world();
  const Model& model = world.model;
  const std::string other = by.valid() ? name_of(model, schedule[by].provision) : std::string();
  switch (outcome) {
    case Outcome::not_in_effect: return status_words(world, schedule[rule], on);
    case Outcome::other_case: {
      const Treatment& treatment = schedule.treatment(rule);
      return treatment.where.valid() ? "only where " + test_words(model, treatment.where) : "of another case";
    }
    case Outcome::not_lowest:
      return other.empty() ? "not lower than the total" : fmt::format("{} decides", other);
    default: return fmt::format(fmt::runtime(words_of(outcome)), other);
  }
}

Quantity headroom_as_written(const Schedule& schedule, const Headroom& headroom) {
  const Model& model = schedule.world().model;
  for (BandId band : schedule.treatment(headroom.rule).bands) {
    if (!model[band].limit.valid()) continue;
    const Limit& limit = model[model[band].limit];
    const UnitId unit = limit.amount.valid()   ? model[limit.amount].unit
                        : limit.metric.valid() ? model[limit.metric].unit
                                               : UnitId();
    const std::optional<InUnit> written = in_unit(model, headroom.left, unit);
    if (written && written->exact) return {written->amount, unit};
  }
  return headroom.left;
}

std::string headroom_words(const Schedule& schedule, const Headroom& headroom, UnitId unit) {
  const Model& model = schedule.world().model;
  const Quantity written = headroom_as_written(schedule, headroom);
  std::string text = words(model, written);
  if (!unit.valid() || unit == written.unit) return text;
  if (const std::optional<InUnit> asked = in_unit(model, headroom.left, unit))
    text +=
        fmt::format(", or {}{}", asked->exact ? "" : "at most ", words(model, Quantity{asked->amount, unit}));
  return text;
}

Span place_of(const Schedule& schedule, RuleId rule) {
  return schedule.treatment(rule).place;
}

std::string place_words(const Workspace& workspace, const Schedule& schedule, RuleId rule) {
  return place_words(workspace.sources(), place_of(schedule, rule),
                     schedule.world().model[schedule[rule].provision].cite);
}

}  // namespace quid::tools
