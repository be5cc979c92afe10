// Drawing time.
//
// The idea in one sentence: the window from the first to the last change is cut into as many months, quarters
// or years as fit the line, and each becomes one sign.
//
// The sign is that of the last day of its column; a state that begins and ends inside a column is shown where
// the last day has none, so that nothing short is lost.
#include "tools/page/chart.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "core/model/words.hpp"

namespace quid::tools {

namespace {

enum class Scale : std::uint8_t { months, quarters, years };

Date begin_of(Date date, Scale scale) {
  switch (scale) {
    case Scale::months: return period_of_month(date).begin;
    case Scale::quarters: return period_of_quarter(date).begin;
    case Scale::years: return period_of_year(date).begin;
  }
  return date;
}

Date next_of(Date begin, Scale scale) {
  switch (scale) {
    case Scale::months: return period_of_month(begin).end;
    case Scale::quarters: return period_of_quarter(begin).end;
    case Scale::years: return period_of_year(begin).end;
  }
  return begin;
}

std::vector<Period> columns_of(Date from, Date through, Scale scale) {
  std::vector<Period> columns;
  for (Date begin = begin_of(from, scale); begin <= through; begin = next_of(begin, scale)) {
    columns.push_back({begin, next_of(begin, scale)});
  }
  return columns;
}

std::string padded(std::string text, std::size_t width) {
  const auto used = static_cast<std::size_t>(dsl::columns_of(text));
  if (used < width) text.append(width - used, ' ');
  return text;
}

// A thing with its states.
struct Line {
  Subject subject;
  std::vector<const TimelineRow*> rows;

  const DaySet* days(State state) const {
    for (const TimelineRow* row : rows) {
      if (row->key.state == state) return &row->days;
    }
    return nullptr;
  }
};

// Of a concession it matters more that it is in effect than that its giver has done something about it.
bool is_drawn(const Model& model, const Line& line, const Standing& sign, const DaySet& days) {
  // What holds without beginning, as a measure is enacted by its text, is no news.
  if (sign.state == State::enacted) return !days.is_all();
  return sign.state != State::performed || kind_of(model, line.subject) != ProvisionKind::concession;
}

char sign_in(const Model& model, const Line& line, Period column, std::string& used) {
  for (bool whole : {false, true}) {
    for (const Standing& sign : standings()) {
      const DaySet* days = line.days(sign.state);
      if (days == nullptr || !is_drawn(model, line, sign, *days)) continue;
      const bool shown = whole ? !(*days & DaySet::between(column.begin, column.end)).empty()
                               : days->contains(column.end - 1);
      if (!shown) continue;
      if (used.find(sign.sign) == std::string::npos) used += sign.sign;
      return sign.sign;
    }
  }
  return '.';
}

// The window that shows every change, around the day asked about.
Period window(const std::vector<TimelineRow>& rows, const ChartOptions& options) {
  Date first = options.on;
  Date last = options.on;
  for (const TimelineRow& row : rows) {
    for (const Interval& interval : row.days.intervals()) {
      for (Date end : {interval.begin, interval.end}) {
        if (!end.bounded()) continue;
        first = std::min(first, end);
        last = std::max(last, end);
      }
    }
  }
  first = options.from.value_or(first);
  last = options.through.value_or(last);
  return {first, std::max(first, last)};
}

// Nobody asked for a window, and all of it would be drawn in years: what lies near the day asked about, in
// months.
Period near(Period all, Date on, std::size_t months) {
  const auto after = static_cast<std::int32_t>(months / 3);
  const Date last = std::min(all.end, add(on, {after, Duration::Unit::months}));
  const auto before = static_cast<std::int32_t>(months) - 2;
  return {std::max(all.begin, subtract(first_of_month(last), {before, Duration::Unit::months})), last};
}

std::string heading(const std::vector<Period>& columns, Scale scale, std::size_t cell) {
  std::string years(columns.size() * cell + 4, ' ');
  std::size_t free = 0;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const Date begin = columns[i].begin;
    if (i != 0 && begin.month() != 1) continue;
    const std::string year =
        scale == Scale::years ? fmt::format("{:02}", begin.year() % 100) : std::to_string(begin.year());
    if (i * cell < free) continue;
    years.replace(i * cell, year.size(), year);
    free = i * cell + year.size() + 1;
  }
  years.erase(years.find_last_not_of(' ') + 1);
  return years;
}

std::string subheading(const std::vector<Period>& columns, Scale scale) {
  static constexpr std::string_view months = "JFMAMJJASOND";
  std::string text;
  for (const Period& column : columns) {
    const unsigned month = column.begin.month();
    text += scale == Scale::months ? months[month - 1] : static_cast<char>('1' + (month - 1) / 3);
    text += ' ';
  }
  return text;
}

}  // namespace

Drawing chart(const Model& model, const std::vector<TimelineRow>& rows, const ChartOptions& options) {
  std::vector<Line> lines;
  std::size_t label_width = 0;
  bool any = false;
  for (const TimelineRow& row : rows) {
    if (lines.empty() || lines.back().subject != row.key.subject) lines.push_back({row.key.subject, {}});
    lines.back().rows.push_back(&row);
    label_width =
        std::max(label_width, static_cast<std::size_t>(dsl::columns_of(name_of(model, row.key.subject))));
    any = any || !row.days.empty();
  }
  Drawing drawing;
  if (!any) return drawing;
  label_width += 2;

  Period shown = window(rows, options);
  const auto room = static_cast<std::size_t>(std::max(options.width - static_cast<int>(label_width), 24));
  Scale scale = Scale::months;
  std::vector<Period> columns = columns_of(shown.begin, shown.end, scale);
  if (columns.size() * 2 > room && !options.from && !options.through) {
    shown = near(shown, options.on, room / 2);
    columns = columns_of(shown.begin, shown.end, scale);
  }
  if (columns.size() * 2 > room) columns = columns_of(shown.begin, shown.end, scale = Scale::quarters);
  if (columns.size() * 2 > room) columns = columns_of(shown.begin, shown.end, scale = Scale::years);
  const std::size_t cell = scale == Scale::years ? 3 : 2;
  if (columns.size() * cell > room) columns.resize(room / cell);

  std::vector<std::string>& out = drawing.lines;
  out.push_back(padded("", label_width) + heading(columns, scale, cell));
  if (scale != Scale::years) out.push_back(padded("", label_width) + subheading(columns, scale));
  std::string used;
  for (const Line& line : lines) {
    std::string text = padded(name_of(model, line.subject), label_width);
    bool empty = true;
    for (const Period& column : columns) {
      const char sign = sign_in(model, line, column, used);
      empty = empty && sign == '.';
      text += sign;
      text.append(cell - 1, ' ');
    }
    if (!empty || line.subject.kind == SubjectKind::agreement || lines.size() < 12)
      out.push_back(std::move(text));
  }
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (columns[i].contains(options.on)) {
      out.push_back(padded("", label_width + i * cell) + "^ " + words(options.on));
    }
  }
  std::string legend = padded("", label_width);
  for (const Standing& sign : standings()) {
    const std::size_t at = used.find(sign.sign);
    if (at == std::string::npos) continue;
    legend += fmt::format("{} {}  ", sign.sign, sign.words);
    used.erase(at, 1);
  }
  out.push_back(legend + ". nothing");
  drawing.ascii = out;
  return drawing;
}

}  // namespace quid::tools
