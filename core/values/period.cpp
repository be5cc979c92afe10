#include "core/values/period.hpp"

#include "core/values/ascii.hpp"

namespace quid {

namespace {

enum class Kind { year, quarter, month };

struct Part {
  Kind kind;
  Period period;
};

// The `count` months that begin with `month`.
Period months_from(int year, unsigned month, std::int32_t count) {
  const Date begin = make_date(year, month, 1);
  return {begin, add(begin, {count, Duration::Unit::months})};
}

std::optional<Part> parse_part(std::string_view text) {
  if (text.size() != 4 && text.size() != 7) return std::nullopt;
  int year = 0;
  for (const char c : text.substr(0, 4)) {
    if (!is_digit(c)) return std::nullopt;
    year = year * 10 + (c - '0');
  }
  if (year < first_written_year || year > last_written_year) return std::nullopt;
  if (text.size() == 4) return Part{Kind::year, months_from(year, 1, 12)};

  if (text[4] != '-' || !is_digit(text[6])) return std::nullopt;
  const auto last = static_cast<unsigned>(text[6] - '0');
  if (text[5] == 'Q') {
    if (last < 1 || last > 4) return std::nullopt;
    return Part{Kind::quarter, months_from(year, 3 * last - 2, 3)};
  }
  if (!is_digit(text[5])) return std::nullopt;
  const unsigned month = static_cast<unsigned>(text[5] - '0') * 10 + last;
  if (month < 1 || month > 12) return std::nullopt;
  return Part{Kind::month, months_from(year, month, 1)};
}

}  // namespace

std::optional<Period> parse_period(std::string_view text) {
  const std::size_t dots = text.find("..");
  const std::optional<Part> first = parse_part(text.substr(0, dots));
  if (!first) return std::nullopt;
  if (dots == std::string_view::npos) return first->period;

  const std::optional<Part> last = parse_part(text.substr(dots + 2));
  if (!last || last->kind != first->kind || last->period.begin < first->period.begin) return std::nullopt;
  return Period{first->period.begin, last->period.end};
}

Period period_of_year(Date date) {
  return date.bounded() ? months_from(date.year(), 1, 12) : Period{date, date};
}

Period period_of_quarter(Date date) {
  return date.bounded() ? months_from(date.year(), (date.month() - 1) / 3 * 3 + 1, 3) : Period{date, date};
}

Period period_of_month(Date date) {
  return {first_of_month(date), first_of_next_month(date)};
}

}  // namespace quid
