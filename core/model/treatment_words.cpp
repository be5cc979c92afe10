#include "core/model/treatment_words.hpp"

#include <fmt/format.h>

#include <array>

#include "core/model/words.hpp"

namespace quid {

namespace {

void append_listed(std::string& text, std::string_view item, std::string_view separator = ", ") {
  if (!text.empty()) text += separator;
  text += item;
}

std::string item_words(const Model& model, const GoodsItem& item) {
  switch (item.kind) {
    case GoodsItem::Kind::all: return "all goods";
    case GoodsItem::Kind::hs: return dotted_code(item.code);
    case GoodsItem::Kind::eccn: return fmt::format("ECCN {}", item.code);
    case GoodsItem::Kind::product: return std::string(model[item.product].name);
    case GoodsItem::Kind::chip: return std::string(model[item.chip].name);
    case GoodsItem::Kind::chips_where:
      return item.test.valid() ? "chips where " + test_words(model, item.test) : "all chips";
  }
  return {};
}

std::string rate_words(const Model& model, const Rate& rate) {
  std::string text;
  if (rate.percent.valid()) text = words(model, model[rate.percent]);
  for (SpecificDutyId id : rate.specific) {
    const SpecificDuty& duty = model[id];
    append_listed(text, words(model, duty.money) + " per " + words(model, duty.per), " + ");
  }
  return text.empty() ? "[rate left open]" : text;
}

bool has_rate(const Rate& rate) {
  return rate.percent.valid() || !rate.specific.empty();
}

std::string limit_words(const Model& model, const Limit& limit) {
  std::string text = "up to ";
  if (limit.amount.valid()) {
    text += words(model, model[limit.amount]);
  } else if (limit.share && limit.metric.valid()) {
    text += limit.share->times_power_of_ten(2).to_grouped_string() + "% of " +
            std::string(model[limit.metric].name);
  } else {
    text += "[size left open]";
  }
  switch (limit.basis) {
    case Basis::per_year: text += " a year"; break;
    case Basis::per_quarter: text += " a quarter"; break;
    case Basis::per_month: text += " a month"; break;
    case Basis::per_window: text += " in " + period_words(limit.window); break;
    case Basis::in_all: text += " in all"; break;
  }
  if (limit.account == Account::consignee) text += " for each consignee";
  if (limit.account == Account::parent) text += " for each parent company";
  std::string exceptions;
  for (const Limit::Exception& each : limit.exceptions) {
    append_listed(exceptions, words(model, each.amount) + " in " + period_words(each.period));
  }
  if (!exceptions.empty()) text += " (" + exceptions + ")";
  if (!limit.carrying.empty()) text += ", unused amounts carried over";
  return text;
}

std::string tariff_words(const Model& model, const Band& band) {
  const std::string rate = rate_words(model, band.rate);
  switch (band.tariff) {
    case TariffWord::base: return has_rate(band.rate) ? "ordinary rate " + rate : "ordinary rate";
    case TariffWord::add: return "additional " + rate;
    case TariffWord::add_of: return fmt::format("additional {} of the {}", rate, band.of_fact);
    case TariffWord::add_to: return "up to " + rate + " all-in";
    case TariffWord::cap: return "at most " + rate + " in all";
    case TariffWord::set: return rate;
    case TariffWord::limit: return name_of(model, band.target) + " at most " + rate;
    case TariffWord::cut: return fmt::format("cut to {} in {} annual steps", rate, band.steps);
    case TariffWord::exempt: return "free of " + name_of(model, band.target);
    case TariffWord::prohibit: return "prohibited";
  }
  return {};
}

std::string_view export_words(ExportWord word) {
  static constexpr std::array<std::string_view, 7> phrases = {
      "allowed",        "allowed on notice",        "licence, presumed approved",
      "licence needed", "licence, presumed denied", "denied",
      "prohibited"};
  return phrases[static_cast<std::size_t>(word)];
}

// `MX, CA, tier-1`
std::string written_words(const Model& model, IdRange<PartyListId> parties, IdRange<GroupListId> groups) {
  std::string text = parties.empty() ? std::string() : codes(model, parties);
  for (GroupListId id : groups) append_listed(text, model[model[id]].name);
  return text;
}

std::string test_operand(const Model& model, TestId id) {
  const Test::Kind kind = model[id].kind;
  const bool list = kind == Test::Kind::all_of || kind == Test::Kind::any_of;
  return list ? "(" + test_words(model, id) + ")" : test_words(model, id);
}

std::string test_list(const Model& model, TestId id, std::string_view separator) {
  std::string text;
  for (std::uint32_t at = id.value + 1; at < model[id].next; at = model.tests[at].next) {
    append_listed(text, test_operand(model, TestId(at)), separator);
  }
  return text;
}

}  // namespace

std::string period_words(Period period) {
  const Date last = period.end - 1;
  if (period == period_of_year(period.begin)) return std::to_string(period.begin.year());
  if (period.begin.month() == 1 && period.begin.day() == 1 && last.month() == 12 && last.day() == 31) {
    return fmt::format("{} to {}", period.begin.year(), last.year());
  }
  if (period == period_of_quarter(period.begin)) {
    return fmt::format("Q{} {}", (period.begin.month() + 2) / 3, period.begin.year());
  }
  return words(period.begin) + " to " + words(last);
}

std::string goods_words(const Model& model, IdRange<GoodsItemId> goods) {
  std::string text;
  std::string excepted;
  bool after_hs = false;
  for (GoodsItemId id : goods) {
    const GoodsItem& item = model[id];
    std::string& into = item.excepted ? excepted : text;
    if (into.empty()) after_hs = false;
    const bool hs = item.kind == GoodsItem::Kind::hs;
    append_listed(into, (hs && !after_hs ? "HS " : "") + item_words(model, item));
    after_hs = hs;
  }
  if (text.empty()) text = "all goods";
  if (!excepted.empty()) text += " except " + excepted;
  return text;
}

std::string bands_words(const Model& model, const Treatment& treatment) {
  std::string text;
  for (BandId id : treatment.bands) {
    const Band& band = model[id];
    std::string one =
        treatment.is_export ? std::string(export_words(band.export_word)) : tariff_words(model, band);
    if (band.limit.valid()) one += " " + limit_words(model, model[band.limit]);
    append_listed(text, one, ", then ");
  }
  return text;
}

std::string words(const Model& model, const Treatment& treatment) {
  std::string text = goods_words(model, treatment.goods);
  if (const std::string from = written_words(model, treatment.from, treatment.from_groups); !from.empty())
    text += " from " + from;
  if (const std::string to = written_words(model, treatment.to, treatment.to_groups); !to.empty())
    text += " to " + to;
  text += ": " + bands_words(model, treatment);
  if (treatment.where.valid()) text += ", where " + test_words(model, treatment.where);
  return text;
}

std::string test_words(const Model& model, TestId id) {
  const Test& test = model[id];
  const TestId child(id.index() + 1);
  const std::string_view fact = test.fact;
  switch (test.kind) {
    case Test::Kind::all_of: return test_list(model, id, " and ");
    case Test::Kind::any_of: return test_list(model, id, " or ");
    case Test::Kind::at_least:
      return fmt::format("at least {} of ({})", test.count, test_list(model, id, ", "));
    case Test::Kind::negation: return "not " + test_operand(model, child);
    case Test::Kind::is_text: return fmt::format("{} is \"{}\"", fact, test.text);
    case Test::Kind::is_entity: return fmt::format("{} is {}", fact, model[test.entity].name);
    case Test::Kind::is_none: return fmt::format("{} is none", fact);
    case Test::Kind::in_group: return fmt::format("{} in {}", fact, model[test.group].name);
    case Test::Kind::compare:
      return fmt::format("{} {} {}", fact, to_string(test.comparison), words(model, test.quantity));
    case Test::Kind::after: return fmt::format("{} after {}", fact, words(test.date));
    case Test::Kind::before: return fmt::format("{} before {}", fact, words(test.date));
  }
  return {};
}

std::string words(Yearly day) {
  static constexpr std::array<std::string_view, 12> months = {
      "January", "February", "March",     "April",   "May",      "June",
      "July",    "August",   "September", "October", "November", "December"};
  return fmt::format("each {} {}", day.day, months[day.month - 1]);
}

std::string words(const Model& model, const Promise& promise) {
  std::string text;
  if (promise.metric.valid() && promise.amount.valid()) {
    text = fmt::format("{} {} {}", model[promise.metric].name, to_string(promise.comparison),
                       words(model, model[promise.amount]));
  } else if (promise.amount.valid()) {
    text = words(model, model[promise.amount]);
    if (!promise.goods.empty()) text += " of " + goods_words(model, promise.goods);
  }
  if (promise.by.valid()) append_listed(text, "by " + words(model, promise.by), " ");
  if (promise.due.valid()) append_listed(text, "due " + words(model, promise.due));
  for (Yearly day : promise.due_each) append_listed(text, "due " + words(day));
  return text;
}

std::vector<std::string> content_words(const Model& model, const Terms& terms) {
  std::vector<std::string> content;
  for (TreatmentId id : terms.treatments) content.push_back(words(model, model[id]));
  if (terms.promise.valid()) {
    std::string promise = words(model, model[terms.promise]);
    if (!promise.empty()) content.push_back(std::move(promise));
  }
  return content;
}

std::string codes(const Model& model, IdRange<PartyListId> parties) {
  if (parties.empty()) return "all";
  std::string text;
  for (PartyListId id : parties) append_listed(text, model[model[id]].code);
  return text;
}

}  // namespace quid
