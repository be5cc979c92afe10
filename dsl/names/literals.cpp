#include "dsl/names/literals.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <string>

#include "core/values/ascii.hpp"
#include "dsl/findings/wording.hpp"

namespace quid::dsl {

namespace {

constexpr std::array<std::string_view, 12> month_names = {"January",   "February", "March",    "April",
                                                          "May",       "June",     "July",     "August",
                                                          "September", "October",  "November", "December"};

void report(Naming& naming, DiagnosticKind kind, Span place, std::string message, std::string note = {}) {
  Diagnostic finding{kind, std::move(message), place, {}, {}, {}, {}};
  if (!note.empty()) finding.notes.push_back(std::move(note));
  naming.report(std::move(finding));
}

std::string years_that_can_be_written() {
  return "years run from " + std::to_string(first_written_year) + " to " + std::to_string(last_written_year);
}

// The number at the beginning of a leaf, and the word behind it.
std::pair<std::string_view, std::string_view> number_and_word(std::string_view text) {
  std::size_t end = 0;
  while (end < text.size() && (is_digit(text[end]) || text[end] == '_' || text[end] == '.')) ++end;
  std::size_t word = end;
  while (word < text.size() &&
         (text[word] == ' ' || text[word] == '\n' || text[word] == '\t' || text[word] == '\r')) {
    ++word;
  }
  return {text.substr(0, end), text.substr(word)};
}

void too_large(Naming& naming, Span place, std::string_view text) {
  report(naming, DiagnosticKind::number_out_of_range, place,
         quoted(text) + " has more digits than can be kept exactly",
         "a number has at most 38 digits, of which at most 18 after the point");
}

}  // namespace

std::optional<Date> date_of(Naming& naming, const ast::File& file, ast::NodeId leaf) {
  const std::string_view text = file.text_of(leaf);
  const std::optional<Date> date = parse_date(text);
  if (date || file[leaf].has_error || text.size() != 10) return date;
  const int year = std::stoi(std::string(text.substr(0, 4)));
  const auto month = static_cast<unsigned>(std::stoi(std::string(text.substr(5, 2))));
  std::string note;
  if (year < first_written_year || year > last_written_year) {
    note = years_that_can_be_written();
  } else if (month < 1 || month > 12) {
    note = "there are twelve months";
  } else {
    const Date first = make_date(year, month, 1);
    note = std::string(month_names[month - 1]) + " " + std::to_string(year) + " has " +
           std::to_string(first_of_next_month(first) - first) + " days";
  }
  report(naming, DiagnosticKind::impossible_date, file.span_of(leaf), "there is no day " + quoted(text),
         std::move(note));
  return std::nullopt;
}

std::optional<Decimal> number_of(Naming& naming, const ast::File& file, ast::NodeId leaf) {
  if (file[leaf].has_error) return std::nullopt;
  const auto [digits, word] = number_and_word(file.text_of(leaf));
  std::optional<Decimal> number = parse_decimal(digits);
  try {
    if (number && word == "mn") number = number->times_power_of_ten(6);
    if (number && word == "bn") number = number->times_power_of_ten(9);
  } catch (const std::overflow_error&) {
    number.reset();
  }
  if (!number) too_large(naming, file.span_of(leaf), file.text_of(leaf));
  return number;
}

std::optional<Decimal> percent_of(Naming& naming, const ast::File& file, ast::NodeId leaf) {
  if (file[leaf].has_error) return std::nullopt;
  std::string_view text = file.text_of(leaf);
  if (text.ends_with('%')) text.remove_suffix(1);
  const std::optional<Decimal> number = parse_decimal(text);
  if (!number) too_large(naming, file.span_of(leaf), file.text_of(leaf));
  return number;
}

std::optional<std::uint32_t> count_of(Naming& naming, const ast::File& file, ast::NodeId leaf) {
  const std::optional<Decimal> number = number_of(naming, file, leaf);
  if (!number) return std::nullopt;
  if (number->is_integer() && *number >= Decimal(1) && *number <= Decimal(65'535)) {
    return static_cast<std::uint32_t>(std::stoul(number->to_string()));
  }
  report(naming, DiagnosticKind::number_out_of_range, file.span_of(leaf),
         quoted(file.text_of(leaf)) + " is not a whole number from 1 to 65,535");
  return std::nullopt;
}

std::optional<Duration> duration_of(Naming& naming, const ast::File& file, ast::NodeId leaf) {
  if (file[leaf].has_error) return std::nullopt;
  const auto [digits, word] = number_and_word(file.text_of(leaf));
  Duration duration;
  if (word.starts_with("day")) {
    duration.unit = Duration::Unit::days;
  } else if (word.starts_with("week")) {
    duration.unit = Duration::Unit::weeks;
  } else if (word.starts_with("month")) {
    duration.unit = Duration::Unit::months;
  } else if (word.starts_with("year")) {
    duration.unit = Duration::Unit::years;
  } else {
    return std::nullopt;
  }
  const std::optional<Decimal> number = parse_decimal(digits);
  if (number && number->is_integer() && *number <= Decimal(1'000'000)) {
    duration.count = std::stoi(number->to_string());
    return duration;
  }
  report(naming, DiagnosticKind::number_out_of_range, file.span_of(leaf),
         quoted(file.text_of(leaf)) + " is not a whole number up to a million");
  return std::nullopt;
}

std::optional<Period> period_of(Naming& naming, const ast::File& file, ast::NodeId leaf) {
  const std::string_view text = file.text_of(leaf);
  const bool quarter = text.size() == 2 && text.front() == 'Q';
  const std::optional<Period> period =
      parse_period(quarter ? "2000-" + std::string(text) : std::string(text));
  if (period || file[leaf].has_error) return period;
  const std::size_t dots = text.find("..");
  const std::optional<Period> first = parse_period(text.substr(0, dots));
  const std::optional<Period> last =
      dots == std::string_view::npos ? std::nullopt : parse_period(text.substr(dots + 2));
  if (first && last && last->begin < first->begin) {
    report(naming, DiagnosticKind::backwards_period, file.span_of(leaf),
           quoted(text) + " ends before it begins");
  } else if (first && last) {
    report(naming, DiagnosticKind::impossible_date, file.span_of(leaf),
           quoted(text) + " joins periods of two kinds", "years go with years, quarters with quarters");
  } else {
    report(naming, DiagnosticKind::impossible_date, file.span_of(leaf), "there is no period " + quoted(text),
           "a year has the quarters Q1 to Q4 and the months 01 to 12; " + years_that_can_be_written());
  }
  return std::nullopt;
}

std::optional<Yearly> yearly_of(Naming& naming, const ast::File& file, ast::NodeId leaf) {
  if (file[leaf].has_error) return std::nullopt;
  const auto [digits, word] = number_and_word(file.text_of(leaf));
  const auto month = std::find(month_names.begin(), month_names.end(), word);
  if (month == month_names.end()) return std::nullopt;
  Yearly yearly{static_cast<unsigned>(month - month_names.begin()) + 1, 0};
  const std::optional<Decimal> number = parse_decimal(digits);
  const Date first = make_date(2000, yearly.month, 1);
  if (number && number->is_integer() && *number >= Decimal(1) &&
      *number <= Decimal(first_of_next_month(first) - first)) {
    yearly.day = static_cast<unsigned>(std::stoul(number->to_string()));
    return yearly;
  }
  report(naming, DiagnosticKind::impossible_date, file.span_of(leaf),
         "there is no day " + quoted(file.text_of(leaf)) + " in any year");
  return std::nullopt;
}

bool is_hs_code(Naming& naming, const ast::File& file, ast::NodeId leaf) {
  if (file[leaf].has_error) return false;
  const std::string_view text = file.text_of(leaf);
  const auto digits = static_cast<std::size_t>(std::count_if(text.begin(), text.end(), is_digit));
  if (digits < 2 || digits > 10 || digits % 2 != 0) {
    report(naming, DiagnosticKind::code_shape, file.span_of(leaf),
           quoted(text) + " has " + std::to_string(digits) + (digits == 1 ? " digit" : " digits"),
           "a code of the Harmonized System has 2, 4, 6, 8 or 10");
    return false;
  }
  std::size_t before_dot = 0;
  for (char c : text) {
    if (c != '.') {
      ++before_dot;
    } else if (before_dot % 2 != 0) {
      report(naming, DiagnosticKind::code_shape, file.span_of(leaf),
             quoted(text) + " has a dot inside a pair of digits",
             "a code of the Harmonized System is made of pairs: `8703`, `8703.23`");
      return false;
    }
  }
  const std::string_view chapter = text.substr(0, 2);
  if (chapter != "00" && chapter != "77") return true;
  report(
      naming, DiagnosticKind::code_shape, file.span_of(leaf),
      quoted(text) + " stands in no chapter of the Harmonized System",
      "the chapters are 01 to 97, of which 77 is reserved; tariffs use 98 and 99 for purposes of their own");
  return false;
}

bool is_eccn(Naming& naming, const ast::File& file, ast::NodeId leaf) {
  if (file[leaf].has_error) return false;
  const std::string_view text = file.text_of(leaf);
  const auto is_group = [](char c) { return c >= 'A' && c <= 'E'; };
  if (text == "EAR99") return true;
  if (text.size() >= 5 && is_digit(text[0]) && is_group(text[1]) && is_digit(text[2]) && is_digit(text[3]) &&
      is_digit(text[4]) && (text.size() == 5 || text[5] == '.')) {
    return true;
  }
  report(
      naming, DiagnosticKind::code_shape, file.span_of(leaf),
      quoted(text) + " does not have the shape of a control number",
      "one looks like `3A090`: a category 0 to 9, a group A to E, three digits, and paragraphs behind dots, "
      "`3A090.a`");
  return false;
}

}  // namespace quid::dsl
