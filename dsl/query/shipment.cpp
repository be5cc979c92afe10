#include "dsl/query/shipment.hpp"

#include <algorithm>
#include <array>

#include "core/model/quantity.hpp"
#include "core/model/words.hpp"
#include "core/values/ascii.hpp"
#include "dsl/findings/diagnostic.hpp"
#include "dsl/findings/spelling.hpp"
#include "dsl/findings/wording.hpp"
#include "dsl/words/customary.hpp"

namespace quid::dsl {

namespace {

constexpr std::size_t most_digits = 10;

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

QueryMistake mistake(std::string message, std::string_view name,
                     const std::vector<std::string_view>& candidates) {
  QueryMistake result{std::move(message), {}};
  if (const std::optional<std::string_view> near = nearest(name, candidates))
    result.help = "did you mean " + quoted(*near) + "?";
  return result;
}

bool takes_word(std::string_view& text, std::string_view word) {
  if (text.size() <= word.size() || !text.starts_with(word) || text[word.size()] != ' ') return false;
  text = trimmed(text.substr(word.size()));
  return true;
}

// Digits, in pairs, dots between pairs.
std::optional<std::string> hs_digits(std::string_view text) {
  std::string digits;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (is_digit(text[i])) {
      digits += text[i];
    } else if (text[i] != '.' || i == 0 || i + 1 == text.size() || digits.size() % 2 != 0 ||
               text[i - 1] == '.') {
      return std::nullopt;
    }
  }
  if (digits.size() < 2 || digits.size() > most_digits || digits.size() % 2 != 0) return std::nullopt;
  return digits;
}

// `3A090`, `3A090.a`: a digit, a letter, three digits.
bool is_control_number(std::string_view text) {
  return text.size() >= 5 && is_digit(text[0]) && text[1] >= 'A' && text[1] <= 'E' && is_digit(text[2]) &&
         is_digit(text[3]) && is_digit(text[4]) && (text.size() == 5 || text[5] == '.');
}

// As the tool itself writes numbers, `10,000 H200`, and as people write them.
std::string as_the_text_writes(std::string_view text) {
  const std::optional<Rewriting> number = number_at(text);
  if (!number || number->ways.size() != 1) return std::string(text);
  return number->ways[0] + std::string(text.substr(number->size));
}

// The tests of a fact, wherever they stand.
std::vector<const Test*> tests_about(const Model& model, std::string_view fact) {
  std::vector<const Test*> tests;
  for (const Test& test : model.tests) {
    if (test.fact == fact) tests.push_back(&test);
  }
  return tests;
}

std::vector<std::string_view> fact_names(const Model& model) {
  std::vector<std::string_view> names = {to_string(Fact::consignee), to_string(Fact::loaded)};
  for (const Test& test : model.tests) {
    if (!test.fact.empty()) names.push_back(test.fact);
  }
  for (const Band& band : model.bands) {
    if (!band.of_fact.empty()) names.push_back(band.of_fact);
  }
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

// Empty where the test can read the value, else what it wants.
std::string misfit(const Model& model, const FactValue& value, const Test& test) {
  if (can_decide(model, value, test)) return {};
  switch (test.kind) {
    case Test::Kind::compare: return "an amount such as " + words(model, test.quantity);
    case Test::Kind::after:
    case Test::Kind::before: return "a day such as " + to_string(test.date);
    case Test::Kind::in_group:
      return "a party or an entity, for a rule asks whether it is in " + quoted(model[test.group].name);
    default: return {};
  }
}

}  // namespace

std::variant<NamedGoods, QueryMistake> parse_goods_query(const Symbols& symbols, const Model& model,
                                                         std::string_view text) {
  text = trimmed(text);
  NamedGoods goods;
  if (takes_word(text, "eccn")) {
    goods.eccn = text;
    return goods;
  }
  if (is_control_number(text)) {
    goods.eccn = text;
    return goods;
  }
  const bool as_code = takes_word(text, "hs") || (!text.empty() && is_digit(text.front()));
  if (as_code) {
    if (std::optional<std::string> digits = hs_digits(text)) {
      goods.code = std::move(*digits);
      return goods;
    }
    return QueryMistake{quoted(text) + " is no HS code", "write 2, 4, 6, 8 or 10 digits, such as 8703.23"};
  }
  const Goods found = symbols.find_goods(text);
  goods.product = found.product;
  goods.chip = found.chip;
  if (found.valid()) return goods;
  std::vector<std::string_view> names;
  for (const Product& product : model.products) names.push_back(product.name);
  for (const Chip& chip : model.chips) names.push_back(chip.name);
  return mistake("no product and no chip is called " + quoted(text), text, names);
}

std::variant<Quantity, QueryMistake> parse_quantity_query(const Symbols& symbols, const Model& model,
                                                          std::string_view written) {
  const std::string plain = as_the_text_writes(trimmed(written));
  std::string_view text = plain;
  const auto digits_end = std::find_if(
      text.begin(), text.end(), [](char c) { return !is_digit(c) && c != '.' && c != '_' && c != '-'; });
  const std::string_view number = text.substr(0, static_cast<std::size_t>(digits_end - text.begin()));
  std::string_view rest = trimmed(text.substr(number.size()));
  std::optional<Decimal> amount = parse_decimal(number);
  if (!amount)
    return QueryMistake{quoted(text) + " is no quantity", "write a number and a unit, such as 3_000 H100"};
  if (amount->is_negative()) return QueryMistake{quoted(text) + " is less than nothing", {}};
  if (rest == "%") return Quantity{*amount, model.percent_unit};
  constexpr std::array<std::pair<std::string_view, int>, 2> scales = {{{"mn", 6}, {"bn", 9}}};
  for (const auto& [word, exponent] : scales) {
    if (rest == word || takes_word(rest, word)) {
      amount = amount->times_power_of_ten(exponent);
      if (rest == word) rest = {};
      break;
    }
  }
  if (rest.empty()) return Quantity{*amount, {}};
  const UnitId unit = symbols.find_unit(rest);
  if (unit.valid()) return Quantity{*amount, unit};
  std::vector<std::string_view> names;
  for (const Unit& each : model.units) names.push_back(each.name);
  return mistake("no unit and no chip is called " + quoted(rest), rest, names);
}

std::variant<EntityId, QueryMistake> parse_entity_query(const Symbols& symbols, const Model& model,
                                                        std::string_view name) {
  const Who who = symbols.find_who(name);
  if (who.valid() && who.kind == WhoKind::entity) return who.entity();
  std::vector<std::string_view> names;
  for (const Entity& entity : model.entities) names.push_back(entity.name);
  return mistake("no entity is called " + quoted(name), name, names);
}

bool is_fact(const Model& model, std::string_view name) {
  const std::vector<std::string_view> known = fact_names(model);
  return std::binary_search(known.begin(), known.end(), name);
}

std::variant<GivenFact, QueryMistake> parse_fact_query(const Symbols& symbols, const Model& model,
                                                       std::string_view name, std::string_view text) {
  name = trimmed(name);
  text = trimmed(text);
  const std::vector<std::string_view> known = fact_names(model);
  if (!std::binary_search(known.begin(), known.end(), name))
    return mistake("no rule asks about a fact " + quoted(name), name, known);
  if (text.empty()) return QueryMistake{"the fact " + quoted(name) + " has no value", {}};
  GivenFact fact{std::string(name), {}};
  FactValue& value = fact.value;
  if (text.size() >= 2 && text.front() == '"' && text.back() == '"') text = text.substr(1, text.size() - 2);
  value.text = text;
  value.none = text == "none";
  value.date = parse_date(text);
  if (const Who who = symbols.find_who(text); who.valid()) {
    if (who.kind == WhoKind::entity) value.entity = who.entity();
    if (who.kind == WhoKind::party) value.party = who.party();
  }
  if (const auto amount = parse_quantity_query(symbols, model, text);
      std::holds_alternative<Quantity>(amount))
    value.quantity = std::get<Quantity>(amount);
  for (const Test* test : tests_about(model, name)) {
    if (const std::string wanted = misfit(model, value, *test); !wanted.empty())
      return QueryMistake{quoted(name) + " cannot be " + quoted(text), "it wants " + wanted};
  }
  for (const Band& band : model.bands) {
    if (band.of_fact == name && (!value.quantity || value.quantity->unit != model.percent_unit))
      return QueryMistake{quoted(name) + " cannot be " + quoted(text),
                          "it wants a share of the value such as 40%"};
  }
  return fact;
}

}  // namespace quid::dsl
