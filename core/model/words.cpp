#include "core/model/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace quid {

namespace {

// Inside `and` and `or`, a condition that is itself a list wants parentheses.
std::string operand(const Model& model, ConditionId id) {
  const Condition& condition = model[id];
  bool list = condition.kind == Condition::Kind::all_of || condition.kind == Condition::Kind::any_of;
  return list ? "(" + words(model, id) + ")" : words(model, id);
}

std::string list_of(const Model& model, ConditionId id, std::string_view separator, bool parenthesised) {
  std::string text;
  for (std::uint32_t at = id.value + 1; at < model[id].next; at = model.conditions[at].next) {
    if (!text.empty()) text += separator;
    text += parenthesised ? operand(model, ConditionId(at)) : words(model, ConditionId(at));
  }
  return text;
}

std::string metric_name(const Model& model, MetricId id) {
  const Metric& metric = model[id];
  std::string text(metric.name);
  if (metric.index.valid()) text.append("[").append(model[metric.index].code).append("]");
  return text;
}

}  // namespace

std::string words(Date date) {
  static constexpr std::array<std::string_view, 12> months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                              "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  if (date == Date::min_value()) return "always";
  if (date == Date::max_value()) return "never";
  return fmt::format("{} {} {}", date.day(), months[date.month() - 1], date.year());
}

std::string words(const Model& model, const Quantity& quantity) {
  std::string text = quantity.amount.to_grouped_string();
  if (quantity.unit.valid() && quantity.unit == model.percent_unit) return text + "%";
  for (auto [exponent, word] : {std::pair(9, " bn"), std::pair(6, " mn")}) {
    if (quantity.amount < Decimal(1).times_power_of_ten(exponent)) continue;
    const Decimal scaled = quantity.amount.times_power_of_ten(-exponent);
    if (scaled.places() > 2) continue;
    text = scaled.to_grouped_string() + word;
    break;
  }
  if (!quantity.unit.valid()) return text;
  return fmt::format("{} {}", text, model[quantity.unit].name);
}

std::string words(const Model& model, ConditionId id) {
  const Condition& condition = model[id];
  using Kind = Condition::Kind;
  const ConditionId child(id.index() + 1);
  switch (condition.kind) {
    case Kind::all_of: return list_of(model, id, " and ", true);
    case Kind::any_of: return list_of(model, id, " or ", true);
    case Kind::at_least:
      return fmt::format("at least {} of ({})", condition.number(), list_of(model, id, ", ", false));
    case Kind::negation: return "not " + operand(model, child);
    case Kind::held_for: return operand(model, child) + " for " + to_string(condition.duration());
    case Kind::within_after:
      return "within " + to_string(condition.duration()) + " after " + operand(model, child);
    case Kind::holds: return name_of(model, condition.state_key());
    case Kind::compare:
      return fmt::format("{} {} {}", metric_name(model, condition.metric()), to_string(condition.comparison),
                         words(model, model[condition.quantity()]));
    case Kind::member:
      return fmt::format("{} in {}", model[condition.party()].code, model[condition.group()].name);
    case Kind::member_entity:
      return fmt::format("{} in {}", model[condition.entity()].name, model[condition.group()].name);
    case Kind::after: return "after " + words(condition.date());
    case Kind::before: return "before " + words(condition.date());
  }
  return {};
}

std::string words(const Model& model, MomentId id) {
  const Moment& moment = model[id];
  switch (moment.form) {
    case Moment::Form::date: return words(moment.date);
    case Moment::Form::first_day: return words(model, moment.first_of);
    case Moment::Form::offset: return to_string(moment.duration) + " after " + words(model, moment.first_of);
    case Moment::Form::month_of: return "first of month of " + words(model, moment.first_of);
    case Moment::Form::month_after: return "first of month after " + words(model, moment.first_of);
  }
  return {};
}

std::string words(const Model& model, const Clause& clause) {
  static constexpr std::array<std::string_view, 4> keywords = {"once ", "while ", "unless ", "until "};
  return fmt::format("{}{}", keywords[static_cast<std::size_t>(clause.kind)], words(model, clause.condition));
}

std::string party_words(const Model& model, PartyId party) {
  static constexpr std::array<std::string_view, 6> with_article = {"US", "GB", "AE", "NL", "PH", "EU"};
  const Party& each = model[party];
  if (each.code == "US") return "the US";
  if (each.code == "GB") return "the UK";
  if (each.code == "EU") return "the EU";
  for (std::string_view code : with_article) {
    if (each.code == code) return fmt::format("the {}", each.title);
  }
  return std::string(each.title.empty() ? each.code : each.title);
}

std::string words(const Model& model, const Entry& entry) {
  std::string text;
  switch (entry.kind) {
    case Entry::Kind::event: {
      text = fmt::format("{} {}", name_of(model, entry.subject), to_string(entry.verb));
      if (!entry.words.empty()) text.append(" \"").append(entry.words).append("\"");
      if (entry.by.valid()) text.append(" by ").append(model[entry.by].code);
      return text;
    }
    case Entry::Kind::statement: {
      static constexpr std::array<std::string_view, 3> stances = {" on ", " supports ", " opposes "};
      text = entry.speaker;
      if (entry.subject.valid()) {
        text += stances[static_cast<std::size_t>(entry.position)];
        text += name_of(model, entry.subject);
      }
      if (!entry.words.empty()) text.append(": \"").append(entry.words).append("\"");
      return text;
    }
    case Entry::Kind::observe:
      return metric_name(model, entry.metric) + " observed at " + words(model, entry.quantity);
    case Entry::Kind::ship:
    case Entry::Kind::enter: {
      text = words(model, entry.quantity) + (entry.kind == Entry::Kind::ship ? " shipped" : " entered");
      if (entry.from.valid()) text.append(" from ").append(model[entry.from].code);
      if (entry.to.valid()) {
        text.append(entry.kind == Entry::Kind::ship ? " to " : " into ").append(model[entry.to].code);
      }
      if (entry.subject.valid()) text += " under " + name_of(model, entry.subject);
      return text;
    }
    case Entry::Kind::progress: return words(model, entry.quantity) + " on " + name_of(model, entry.subject);
  }
  return text;
}

std::string in_a_row(std::span<const std::string> items, std::string_view conjunction, std::size_t most) {
  const std::size_t shown = items.size() > most ? most - 1 : items.size();
  const std::string last = fmt::format("{}{} ", conjunction.starts_with(',') ? "" : " ", conjunction);
  std::string text;
  for (std::size_t i = 0; i < shown; ++i) {
    if (i > 0) text += i + 1 == items.size() ? last : ", ";
    text += items[i];
  }
  return shown < items.size() ? fmt::format("{}{}{} more", text, last, items.size() - shown) : text;
}

std::string written(const Model& model, const Entry& entry) {
  const std::string day = to_string(entry.date);
  // Texts group digits with `_`.
  std::string quantity = words(model, entry.quantity);
  std::replace(quantity.begin(), quantity.end(), ',', '_');
  switch (entry.kind) {
    case Entry::Kind::event: return fmt::format("{} event {}", day, words(model, entry));
    case Entry::Kind::observe:
      return fmt::format("{} observe {} {}", day, metric_name(model, entry.metric), quantity);
    case Entry::Kind::progress:
      return fmt::format("{} progress {} {}", day, name_of(model, entry.subject), quantity);
    case Entry::Kind::ship:
    case Entry::Kind::enter: {
      const bool out = entry.kind == Entry::Kind::ship;
      return fmt::format("{} {} {} from {} {} {} under {}", day, out ? "ship" : "enter", quantity,
                         model[entry.from].code, out ? "to" : "into", model[entry.to].code,
                         name_of(model, entry.subject));
    }
    case Entry::Kind::statement: break;
  }
  return day;
}

std::string dotted_code(std::string_view digits) {
  if (digits.size() <= 4) return std::string(digits);
  std::string text(digits.substr(0, 4));
  for (std::size_t at = 4; at < digits.size(); at += 2) text.append(".").append(digits.substr(at, 2));
  return text;
}

}  // namespace quid
