#include "dsl/words/customary.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "core/values/ascii.hpp"
#include "dsl/words/countries.hpp"

namespace quid::dsl {

namespace {

struct Called {
  std::string_view name;  // in small letters
  std::string_view meant;
};

// What iso-codes does not have, or has under a longer name.
constexpr std::array other_names = {
    Called{"america", "US"},
    Called{"bolivia", "BO"},
    Called{"brd", "DE"},
    Called{"britain", "GB"},
    Called{"burma", "MM"},
    Called{"czech republic", "CZ"},
    Called{"drc", "CD"},
    Called{"dprk", "KP"},
    Called{"england", "GB"},
    Called{"european union", "EU"},
    Called{"great britain", "GB"},
    Called{"holland", "NL"},
    Called{"ivory coast", "CI"},
    Called{"korea", "KR"},
    Called{"ksa", "SA"},
    Called{"macau", "MO"},
    Called{"people's republic of china", "CN"},
    Called{"prc", "CN"},
    Called{"republic of korea", "KR"},
    Called{"roc", "TW"},
    Called{"rok", "KR"},
    Called{"rsa", "ZA"},
    Called{"russia", "RU"},
    Called{"s. korea", "KR"},
    Called{"turkey", "TR"},
    Called{"u.k.", "GB"},
    Called{"u.s.", "US"},
    Called{"u.s.a.", "US"},
    Called{"uae", "AE"},
    Called{"uk", "GB"},
    Called{"united states of america", "US"},
    Called{"usa", "US"},
    Called{"viet nam", "VN"},
};

constexpr std::array other_units = {
    Called{"tonne", "t"},       Called{"tonnes", "t"},      Called{"ton", "t"},
    Called{"tons", "t"},        Called{"mt", "t"},          Called{"kilogram", "kg"},
    Called{"kilograms", "kg"},  Called{"kilogramme", "kg"}, Called{"kilogrammes", "kg"},
    Called{"kilos", "kg"},      Called{"kgs", "kg"},        Called{"liter", "litres"},
    Called{"liters", "litres"}, Called{"litre", "litres"},  Called{"l", "litres"},
    Called{"car", "vehicles"},  Called{"cars", "vehicles"}, Called{"vehicle", "vehicles"},
    Called{"unit", "units"},    Called{"piece", "units"},   Called{"pieces", "units"},
    Called{"pcs", "units"},     Called{"dollar", "USD"},    Called{"dollars", "USD"},
    Called{"euro", "EUR"},      Called{"euros", "EUR"},     Called{"yen", "JPY"},
    Called{"yuan", "CNY"},      Called{"renminbi", "CNY"},  Called{"rmb", "CNY"},
    Called{"rupees", "INR"},    Called{"megawatts", "MW"},
};

constexpr std::array set_characters = {
    SetCharacter{"\u201C", "\"", "a quote of a word processor"},
    SetCharacter{"\u201D", "\"", "a quote of a word processor"},
    SetCharacter{"\u201E", "\"", "a quote of a word processor"},
    SetCharacter{"\u00AB", "\"", "a quote of a word processor"},
    SetCharacter{"\u00BB", "\"", "a quote of a word processor"},
    SetCharacter{"\u2018", "\"", "a quote of a word processor"},
    SetCharacter{"\u2019", "\"", "a quote of a word processor"},
    SetCharacter{"\u2010", "-", "a dash of a word processor"},
    SetCharacter{"\u2011", "-", "a dash of a word processor"},
    SetCharacter{"\u2012", "-", "a dash of a word processor"},
    SetCharacter{"\u2013", "-", "a dash of a word processor"},
    SetCharacter{"\u2014", "-", "a dash of a word processor"},
    SetCharacter{"\u2212", "-", "a minus of a word processor"},
    SetCharacter{"\u00A0", " ", "a no-break space"},
    SetCharacter{"\u202F", " ", "a narrow no-break space"},
    SetCharacter{"\u2009", " ", "a thin space"},
};

constexpr std::array customs = {
#define QUID_CUSTOMARY(words, where, help, rewrite) Custom{words, Place::where, help, rewrite},
#include "dsl/words/customary.def"
#undef QUID_CUSTOMARY
};

constexpr std::array<std::string_view, 12> months = {"january",   "february", "march",    "april",
                                                     "may",       "june",     "july",     "august",
                                                     "september", "october",  "november", "december"};

std::string in_small_letters(std::string_view text) {
  std::string small(text);
  for (char& c : small) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return small;
}

bool begins_with(std::string_view text, std::string_view small) {
  return text.size() >= small.size() && in_small_letters(text.substr(0, small.size())) == small;
}

bool is_word_char(char c) {
  return is_letter(c) || is_digit(c) || c == '_' || c == '-';
}

// The text begins with the words, and no longer word.
bool begins_with_words(std::string_view text, std::string_view small) {
  if (small.empty() || !begins_with(text, small)) return false;
  return !is_word_char(small.back()) || text.size() == small.size() || !is_word_char(text[small.size()]);
}

// -- reading numbers and days by hand

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  std::size_t at() const { return at_; }
  bool ends() const { return at_ == text_.size() || !is_word_char(text_[at_]); }
  bool takes(char c) {
    const bool there = at_ < text_.size() && text_[at_] == c;
    if (there) ++at_;
    return there;
  }
  void skip_spaces() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t')) ++at_;
  }
  std::string_view digits(std::size_t most) {
    const std::size_t begin = at_;
    while (at_ < text_.size() && is_digit(text_[at_]) && at_ - begin < most) ++at_;
    return text_.substr(begin, at_ - begin);
  }
  // The number of a month that stands here by its name or the first three letters of it.
  int month() {
    std::size_t end = at_;
    while (end < text_.size() && is_letter(text_[end])) ++end;
    const std::string word = in_small_letters(text_.substr(at_, end - at_));
    for (std::size_t i = 0; i < months.size(); ++i) {
      if (word.size() >= 3 && (word == months[i] || word == months[i].substr(0, 3))) {
        at_ = end;
        takes('.');
        return static_cast<int>(i) + 1;
      }
    }
    return 0;
  }

 private:
  std::string_view text_;
  std::size_t at_ = 0;
};

int number(std::string_view digits) {
  int value = 0;
  for (char c : digits) value = value * 10 + (c - '0');
  return value;
}

std::optional<std::string> day(std::string_view year, int month, int day) {
  if (year.size() != 4 || month < 1 || month > 12 || day < 1 || day > 31) return std::nullopt;
  return fmt::format("{}-{:02}-{:02}", year, month, day);
}

// `31 December 2031`, `31st of December, 2031`
std::optional<Rewriting> day_month_year(std::string_view text) {
  Reader in(text);
  const std::string_view of_month = in.digits(2);
  if (of_month.empty()) return std::nullopt;
  in.skip_spaces();
  const int month = in.month();
  if (month == 0) return std::nullopt;
  in.takes(',');
  in.skip_spaces();
  const auto found = day(in.digits(4), month, number(of_month));
  if (!found || !in.ends()) return std::nullopt;
  return Rewriting{in.at(), {*found}};
}

// `December 31, 2031`
std::optional<Rewriting> month_day_year(std::string_view text) {
  Reader in(text);
  const int month = in.month();
  if (month == 0) return std::nullopt;
  in.skip_spaces();
  const std::string_view of_month = in.digits(2);
  in.takes(',');
  in.skip_spaces();
  const auto found = day(in.digits(4), month, number(of_month));
  if (of_month.empty() || !found || !in.ends()) return std::nullopt;
  return Rewriting{in.at(), {*found}};
}

// `2026/12/01`, `12/01/2026`, `31.12.2026`
std::optional<Rewriting> in_figures(std::string_view text) {
  Reader in(text);
  const std::string_view first = in.digits(4);
  const char sign = in.at() < text.size() ? text[in.at()] : ' ';
  if ((sign != '/' && sign != '.' && sign != '-') || !in.takes(sign)) return std::nullopt;
  const std::string_view second = in.digits(2);
  if (second.empty() || !in.takes(sign)) return std::nullopt;
  const std::string_view third = in.digits(4);
  const bool is_written_so = sign == '-' && first.size() == 4 && second.size() == 2 && third.size() == 2;
  if (!in.ends() || is_written_so) return std::nullopt;
  Rewriting result{in.at(), {}};
  if (first.size() == 4 && third.size() <= 2) {
    if (const auto found = day(first, number(second), number(third))) result.ways = {*found};
  } else if (first.size() <= 2 && third.size() == 4) {
    const auto month_first = day(third, number(first), number(second));
    const auto day_first = day(third, number(second), number(first));
    if (month_first) result.ways.push_back(*month_first);
    if (day_first && day_first != month_first) result.ways.push_back(*day_first);
  }
  if (result.ways.empty()) return std::nullopt;
  return result;
}

// `5_000_000` from `5`, `000`, `000`
struct Grouped {
  std::string digits;
  bool rewritten = false;
};

Grouped grouped_number(std::string_view text, Reader& in) {
  Grouped result;
  result.digits = in.digits(38);
  if (result.digits.empty() || result.digits.size() > 3) return result;
  char sign = '\0';
  while (in.at() + 3 < text.size() && (sign == '\0' || text[in.at()] == sign)) {
    const char here = text[in.at()];
    if (here != ',' && here != ' ' && here != '.' && here != '\'') break;
    Reader ahead(text.substr(in.at() + 1));
    const std::string_view group = ahead.digits(4);
    // One point with three digits behind it may be a fraction.
    const bool again = in.at() + 4 < text.size() && text[in.at() + 4] == here;
    if (group.size() != 3 || !ahead.ends() || (here == '.' && sign == '\0' && !again)) break;
    sign = here;
    result.digits.append("_").append(group);
    result.rewritten = true;
    in.takes(here);
    in.digits(3);
  }
  return result;
}

}  // namespace

std::string_view country_called(std::string_view words) {
  const std::string small = in_small_letters(words);
  for (const Called& each : other_names) {
    if (each.name == small) return each.meant;
  }
  for (const Country& each : countries()) {
    if (in_small_letters(each.name) == small) return each.code;
  }
  return {};
}

std::string_view country_name_at(std::string_view text) {
  std::string_view longest;
  const auto look_at = [&](std::string_view name) {
    if (name.size() > longest.size() && begins_with_words(text, in_small_letters(name)))
      longest = text.substr(0, name.size());
  };
  for (const Called& each : other_names) look_at(each.name);
  for (const Country& each : countries()) look_at(each.name);
  return longest;
}

std::string_view unit_called(std::string_view word) {
  const std::string small = in_small_letters(word);
  for (const Called& each : other_units) {
    if (each.name == small) return each.meant;
  }
  return {};
}

std::optional<Rewriting> day_at(std::string_view text) {
  if (auto found = day_month_year(text)) return found;
  if (auto found = month_day_year(text)) return found;
  return in_figures(text);
}

std::optional<Rewriting> number_at(std::string_view text) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 7> signs = {
      {{"us$", "USD"}, {"$", "USD"}, {"€", "EUR"}, {"£", "GBP"}, {"¥", "JPY"}, {"₹", "INR"}, {"₩", "KRW"}}};
  constexpr std::array<std::pair<std::string_view, std::string_view>, 8> scales = {{{"billion", "bn"},
                                                                                    {"million", "mn"},
                                                                                    {"bln", "bn"},
                                                                                    {"mln", "mn"},
                                                                                    {"m", "mn"},
                                                                                    {"b", "bn"},
                                                                                    {"bn", "bn"},
                                                                                    {"mn", "mn"}}};
  std::string_view currency;
  std::string_view rest = text;
  for (const auto& [sign, code] : signs) {
    if (!currency.empty() || !begins_with(rest, sign)) continue;
    currency = code;
    rest.remove_prefix(sign.size());
  }
  const std::size_t before = text.size() - rest.size();
  Reader in(rest);
  if (!currency.empty()) in.skip_spaces();
  Grouped amount = grouped_number(rest, in);
  if (amount.digits.empty()) return std::nullopt;
  if (in.at() + 1 < rest.size() && rest[in.at()] == '.' && is_digit(rest[in.at() + 1])) {
    in.takes('.');
    amount.digits.append(".").append(in.digits(18));
  }
  std::size_t end = in.at();
  Reader behind(rest.substr(end));
  behind.skip_spaces();
  const std::string_view word = rest.substr(end + behind.at());
  bool rewritten = amount.rewritten || !currency.empty();
  for (const std::string_view percent : {"percent", "per cent", "pct"}) {
    if (!begins_with_words(word, percent)) continue;
    return Rewriting{before + end + behind.at() + percent.size(), {amount.digits + "%"}};
  }
  for (const auto& [people, scale] : scales) {
    // `5 m` may be five of a unit or a chip that is called so; `$5 m` may not.
    const bool is_letter_alone = people.size() == 1 && currency.empty();
    if (is_letter_alone || !begins_with_words(word, people)) continue;
    end += behind.at() + people.size();
    amount.digits.append(" ").append(scale);
    rewritten = rewritten || people != scale;
    break;
  }
  if (!rewritten || (end < rest.size() && is_word_char(rest[end]))) return std::nullopt;
  if (!currency.empty()) amount.digits.append(" ").append(currency);
  return Rewriting{before + end, {std::move(amount.digits)}};
}

const SetCharacter* set_character_at(std::string_view text) {
  const auto* const found =
      std::find_if(set_characters.begin(), set_characters.end(),
                   [&](const SetCharacter& each) { return text.starts_with(each.character); });
  return found == set_characters.end() ? nullptr : found;
}

Customs customs_at(std::string_view text, Place place) {
  std::string_view longest;
  for (const Custom& each : customs) {
    const bool fits = each.place == place || each.place == Place::anywhere;
    if (fits && each.words.size() > longest.size() && begins_with_words(text, each.words))
      longest = each.words;
  }
  if (longest.empty()) return {};
  const auto is_it = [&](const Custom& each) {
    return each.words == longest && (each.place == place || each.place == Place::anywhere);
  };
  const auto first = std::find_if(customs.begin(), customs.end(), is_it);
  const auto last = std::find_if_not(first, customs.end(), is_it);
  return {longest.size(), {first, last}};
}

}  // namespace quid::dsl
