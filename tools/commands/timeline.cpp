// quid timeline: states over time, what is overdue, and what comes.
#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "core/answers/history.hpp"
#include "core/answers/timeline.hpp"
#include "core/model/words.hpp"
#include "tools/ask/question.hpp"
#include "tools/commands/command.hpp"
#include "tools/page/chart.hpp"
#include "tools/page/escapes.hpp"
#include "tools/page/json.hpp"

namespace quid::tools {

namespace {

constexpr std::array flags = {
    Flag{"from", "DATE", "nothing before this day"},
    Flag{"through", "DATE", "nothing after this day"},
};
constexpr std::array formats = {Format::ics};

std::string_view to_string(Due::Kind kind) {
  static constexpr std::array<std::string_view, 4> names = {"promise", "review", "expiry", "last day"};
  return names[static_cast<std::size_t>(kind)];
}

std::string day_text(Date date) {
  std::string text = quid::to_string(date);
  std::erase(text, '-');
  return text;
}

// RFC 5545: lines end in CR LF and are folded after 75 bytes, between characters; none begins with a colon, for
// a `::` there is a command to some that read a log.
void calendar_line(Output& out, std::string_view name, std::string_view value) {
  const std::string line = fmt::format("{}:{}", name, calendar_text(value));
  std::string_view rest = line;
  const auto may_begin = [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U && c != ':'; };
  bool first = true;
  while (!rest.empty()) {
    std::size_t length = std::min<std::size_t>(rest.size(), first ? 75 : 74);
    while (length < rest.size() && length > 1 && !may_begin(rest[length])) --length;
    out.raw(first ? "" : " ").raw(rest.substr(0, length)).raw("\r\n");
    rest.remove_prefix(length);
    first = false;
  }
}

void calendar(const Workspace& workspace, const Model& model, const Timeline& all, Date on, Output& out) {
  out.raw("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//quid//timeline//EN\r\n");
  for (const Due& due : all.due) {
    if (!due.date || due.done) continue;
    const std::string name = name_of(model, due.subject);
    const std::string who = due.actor.valid() ? party_words(model, due.actor) + ": " : "";
    out.raw("BEGIN:VEVENT\r\n");
    const std::string_view code = due.actor.valid() ? model[due.actor].code : std::string_view("all");
    calendar_line(out, "UID",
                  fmt::format("{}-{}-{}-{}@quid", name, to_string(due.kind), code, day_text(*due.date)));
    out.raw(fmt::format("DTSTAMP:{}T000000Z\r\n", day_text(on)));
    out.raw(fmt::format("DTSTART;VALUE=DATE:{}\r\n", day_text(*due.date)));
    out.raw(fmt::format("DTEND;VALUE=DATE:{}\r\n", day_text(*due.date + 1)));
    calendar_line(out, "SUMMARY", sentence_case(who) + due.what + " (" + name + ")");
    calendar_line(out, "DESCRIPTION", place_words(workspace.sources(), due.place));
    out.raw("END:VEVENT\r\n");
  }
  out.raw("END:VCALENDAR\r\n");
}

// What falls due on one day for several parties.
struct DueRow {
  const Due* due;
  std::vector<PartyId> actors;
};
std::vector<DueRow> rows_of(const std::vector<Due>& list) {
  std::vector<DueRow> rows;
  for (const Due& due : list) {
    if (due.done) continue;
    auto same = std::find_if(rows.begin(), rows.end(), [&](const DueRow& row) {
      return row.due->subject == due.subject && row.due->date == due.date && row.due->kind == due.kind;
    });
    if (same == rows.end()) same = rows.insert(rows.end(), {&due, {}});
    if (due.actor.valid()) same->actors.push_back(due.actor);
  }
  return rows;
}

std::string who_words(const Model& model, const DueRow& row) {
  return row.actors.empty() ? "-" : parties_words(model, row.actors);
}

Table due_table(const Workspace& workspace, const Model& model, const std::vector<DueRow>& rows, Date on) {
  Table table;
  table.columns = {{""},           {"DATE"}, {"WHO", true},
                   {"WHAT", true}, {"LATE"}, {"WHERE", false, false, true, true}};
  std::string last;
  for (const DueRow& row : rows) {
    const Due& due = *row.due;
    const std::string group = due.overdue_days > 0 ? "OVERDUE"
                              : !due.date          ? "NO DATE"
                              : *due.date < on     ? "PAST"
                                                   : "COMING";
    const Tone tone = due.overdue_days > 0 ? Tone::bad : due.date ? Tone::plain : Tone::open;
    std::string late;
    if (due.overdue_days > 0) late = counted(static_cast<std::size_t>(due.overdue_days), "day");
    if (due.date && *due.date == on) late = "today";
    table.rows.push_back({{group == last ? "" : group, tone, group},
                          {due.date ? words(*due.date) : "-"},
                          {who_words(model, row)},
                          {due.what + " (" + name_of(model, due.subject) + ")"},
                          {late, tone},
                          {place_words(workspace.sources(), due.place)}});
    last = group;
  }
  return table;
}

void json_of(Json& json, const Workspace& workspace, const Model& model, const Timeline& all,
             const DaySet& window) {
  json.key("rows").open_array();
  for (const TimelineRow& row : all.rows) {
    json.open_object(Json::Layout::inline_);
    json.key("id").value(name_of(model, row.key.subject));
    json.key("state").value(quid::to_string(row.key.state));
    json.key("days").value(row.days & window);
    json.close();
  }
  json.close();
  json.key("due").open_array();
  for (const Due& due : all.due) {
    json.open_object(Json::Layout::inline_);
    json.key("id").value(name_of(model, due.subject));
    json.key("kind").value(to_string(due.kind));
    json.key("date").value(due.date);
    json.key("actor");
    due.actor.valid() ? json.value(model[due.actor].code) : json.null();
    json.key("what").value(due.what);
    json.key("done").value(due.done);
    json.key("overdue_days").value(due.overdue_days);
    json.key("place").place(workspace.sources(), due.place);
    json.close();
  }
  json.close();
}

// What has a life of its own; a provision is drawn where it, or what it stands in, was asked for.
std::vector<TimelineRow> drawn(const Model& model, const std::vector<TimelineRow>& rows, bool all) {
  if (all) return rows;
  std::vector<TimelineRow> result;
  for (const TimelineRow& row : rows) {
    const Subject subject = row.key.subject;
    if (subject.kind == SubjectKind::provision && !model[subject.provision()].as_measure.valid()) continue;
    result.push_back(row);
  }
  return result;
}

// Its title stands once, where it is first spoken of.
Table story_table(const Workspace& workspace, const Model& model, const std::vector<HistoryLine>& lines) {
  Table table;
  table.title = "What has happened";
  table.columns = {{"DATE"}, {"WHAT", true}, {"SOURCE", true}, {"WHERE", false, false, true, true}};
  std::vector<Subject> titled_already;
  for (const HistoryLine& line : lines) {
    std::string what = line.what;
    const std::string_view title = title_of(model, line.subject);
    if (!title.empty() &&
        std::find(titled_already.begin(), titled_already.end(), line.subject) == titled_already.end()) {
      titled_already.push_back(line.subject);
      what += fmt::format(" ({})", title);
    }
    std::string source;
    const IdRange<ReferenceId> sources = line.entry.valid() ? model[line.entry].sources
                                         : line.subject.kind == SubjectKind::provision
                                             ? model[line.subject.provision()].sources
                                             : IdRange<ReferenceId>();
    if (!sources.empty()) source = model[sources[0]].label;
    table.rows.push_back(
        {{words(line.date)}, {what}, {source, Tone::dim}, {place_words(workspace.sources(), line.place)}});
  }
  return table;
}

void story_json(Json& json, const Workspace& workspace, const Model& model,
                const std::vector<HistoryLine>& lines) {
  json.key("story").open_array();
  for (const HistoryLine& line : lines) {
    json.open_object(Json::Layout::inline_);
    json.key("date").value(line.date);
    json.key("id").value(name_of(model, line.subject));
    json.key("recorded").value(line.entry.valid());
    json.key("what").value(line.what);
    json.key("place").place(workspace.sources(), line.place);
    json.close();
  }
  json.close();
}

std::string summary(const Model& model, const std::vector<DueRow>& rows, Date on) {
  std::size_t overdue = 0;
  const DueRow* next = nullptr;
  for (const DueRow& row : rows) {
    if (row.due->overdue_days > 0) ++overdue;
    if (next == nullptr && row.due->date && *row.due->date >= on) next = &row;
  }
  std::string text = "Nothing is overdue";
  if (overdue > 0) text = counted(overdue, "thing") + (overdue == 1 ? " is" : " are") + " overdue";
  text += " on " + words(on);
  if (next == nullptr) return text + ", and nothing that is coming has a date.";
  const std::string who = next->actors.empty() ? "" : ", " + who_words(model, *next);
  return text + "; next is " + words(*next->due->date) + who + ": " + next->due->what + " (" +
         name_of(model, next->due->subject) + ").";
}

int run_timeline(const Request& request, Output& out) {
  Workspace workspace(request);
  const World& world = workspace.world();
  TimelineOptions options;
  options.from = request.date("from");
  options.through = request.date("through");
  if (options.from && options.through && *options.through < *options.from) {
    throw Failure("`--through` is before `--from`");
  }
  for (const std::string& word : request.words) options.subjects.push_back(asked_subject(workspace, word));
  const Timeline all = timeline(world, request.on, options);
  const DaySet window = DaySet::between(options.from.value_or(Date::min_value()),
                                        options.through ? *options.through + 1 : Date::max_value());

  Answer answer;
  const std::vector<DueRow> falls_due = rows_of(all.due);
  answer.sentence = summary(world.model, falls_due, request.on);
  const std::vector<TimelineRow> rows = drawn(world.model, all.rows, !options.subjects.empty());
  Drawing drawing =
      chart(world.model, rows, {request.on, options.from, options.through, request.environment.width});
  if (!drawing.lines.empty()) answer.blocks.emplace_back(std::move(drawing));
  std::vector<HistoryLine> happened;
  if (!options.subjects.empty()) {
    happened = history(world, options.subjects, request.on);
    std::erase_if(happened, [&](const HistoryLine& line) { return !window.contains(line.date); });
    if (!happened.empty()) answer.blocks.emplace_back(story_table(workspace, world.model, happened));
  }
  Table due = due_table(workspace, world.model, falls_due, request.on);
  if (!due.rows.empty()) answer.blocks.emplace_back(std::move(due));
  answer.scope = workspace.scope_words();
  answer.next.emplace_back(request.words.empty() ? "quid timeline --format ics=deals.ics"
                                                 : fmt::format("quid why {}", request.words.front()));
  Request rest = request;
  std::erase_if(rest.formats, [](const FormatChoice& choice) { return choice.format == Format::ics; });
  Request calendars = request;
  std::erase_if(calendars.formats, [](const FormatChoice& choice) { return choice.format != Format::ics; });
  to_each(calendars, out,
          [&](const FormatChoice&, Output& to) { calendar(workspace, world.model, all, request.on, to); });
  return publish(
      rest, answer, &workspace,
      [&](Json& json) {
        json_of(json, workspace, world.model, all, window);
        story_json(json, workspace, world.model, happened);
      },
      Exit::yes, out);
}

}  // namespace

const CommandInfo timeline_command = {
    .name = "timeline",
    .words = "[REF…]",
    .answers = "states over time; what has happened, what is overdue and what comes",
    .help =
        "Without REF: deals, measures, authorities and proposals. A deal or a measure brings its "
        "provisions.\n",
    .examples =
        "  quid timeline us-uk --from 2025-01-01\n"
        "  quid timeline --format ics=deals.ics\n",
    .most_words = 64,
    .flags = flags,
    .more_formats = formats,
    .run = run_timeline,
};

}  // namespace quid::tools
