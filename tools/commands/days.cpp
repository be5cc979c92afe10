// quid days: on which days a state holds.
#include <fmt/core.h>

#include "core/model/words.hpp"
#include "core/why/reason_words.hpp"
#include "dsl/query/readings.hpp"
#include "tools/ask/question.hpp"
#include "tools/commands/command.hpp"
#include "tools/page/json.hpp"

namespace quid::tools {

namespace {

constexpr std::array flags = {
    Flag{"all", "", "every state of every thing"},
};

Table table_of(const DaySet& days) {
  Table table;
  table.columns = {{"FIRST DAY"}, {"LAST DAY"}, {"DAYS", false, true}};
  for (const Interval& interval : days.intervals()) {
    const bool bounded = interval.begin.bounded() && interval.end.bounded();
    table.rows.push_back({{interval.begin.bounded() ? words(interval.begin) : "no first day"},
                          {interval.end.bounded() ? words(interval.end - 1) : "no last day"},
                          {bounded ? std::to_string(interval.end - interval.begin) : "-"}});
  }
  return table;
}

void state_json(Json& json, const Model& model, const StateKey& key) {
  json.key("subject").value(name_of(model, key.subject));
  std::string state(to_string(key.state));
  if (key.by.valid()) state.append(" by ").append(model[key.by].code);
  json.key("state").value(state);
}

void readings_json(Json& json, const dsl::Sources& sources, const dsl::Readings& readings) {
  json.key("always").value(readings.always);
  json.key("never").value(readings.never);
  json.key("depends").value(readings.depends);
  json.key("brackets").open_array();
  for (Span bracket : readings.brackets) json.place(sources, bracket);
  json.close();
}

int one(const Request& request, Workspace& workspace, Output& out) {
  const World& world = workspace.world();
  const StateKey key = asked_state(workspace, request.all_words());
  const DaySet days = world.days(key);
  const bool holds = days.contains(request.on);
  Answer answer;
  answer.verdict = holds ? "YES" : "NO";
  answer.tone = holds ? Tone::good : Tone::bad;
  answer.sentence = fmt::format("{} {} on {}", name_of(world.model, key.subject),
                                state_words(world.model, key, holds ? Holding::holds : Holding::holds_not),
                                words(request.on));
  if (holds) {
    const std::string spell = spell_words(days, request.on);
    if (!spell.empty()) answer.sentence += "," + spell;
  } else if (days.empty()) {
    answer.sentence += ", nor on any other day as things stand";
  } else if (const std::optional<Date> next = days.next_change(request.on)) {
    answer.sentence += "; it will be from " + words(*next);
  }
  answer.sentence += ".";
  if (!days.empty()) answer.blocks.emplace_back(table_of(days));
  answer.scope = workspace.scope_words();
  answer.next.push_back(fmt::format("quid {} {}", holds ? "why" : "why-not", request.all_words()));
  return publish(
      request, answer, &workspace,
      [&](Json& json) {
        state_json(json, world.model, key);
        json.key("days").value(days);
        json.key("holds_on").value(holds);
      },
      holds ? Exit::yes : Exit::no, out);
}

int one_in_every_reading(const Request& request, Workspace& workspace, Output& out) {
  const World& world = workspace.world();
  const StateKey key = asked_state(workspace, request.all_words());
  const dsl::Readings readings = dsl::AllReadings(workspace.texts()).of(key);
  const bool open = readings.depends.contains(request.on);
  const bool holds = readings.always.contains(request.on);
  Answer answer;
  answer.verdict = open ? "IT DEPENDS" : holds ? "YES" : "NO";
  answer.tone = open ? Tone::open : holds ? Tone::good : Tone::bad;
  answer.sentence =
      fmt::format("{} {} on {}, {}.", name_of(world.model, key.subject),
                  open ? "may or may not be " + std::string(to_string(key.state))
                       : state_words(world.model, key, holds ? Holding::holds : Holding::holds_not),
                  words(request.on),
                  open ? "by how " + counted(readings.brackets.size(), "bracket") +
                             (readings.brackets.size() == 1 ? " is" : " are") + " settled"
                       : "in every reading of the brackets");
  Labelled lines;
  lines.lines.push_back({"always", days_words(readings.always)});
  lines.lines.push_back({"depends", days_words(readings.depends)});
  lines.lines.push_back({"never", days_words(readings.never)});
  for (Span bracket : readings.brackets) {
    lines.lines.push_back({"bracket", std::string(workspace.sources().text(bracket)),
                           place_words(workspace.sources(), bracket)});
  }
  answer.blocks.emplace_back(std::move(lines));
  answer.scope = workspace.scope_words();
  answer.next.push_back(fmt::format("quid why {}", request.all_words()));
  return publish(
      request, answer, &workspace,
      [&](Json& json) {
        state_json(json, world.model, key);
        readings_json(json, workspace.sources(), readings);
        json.key("holds_on");
        open ? json.null() : json.value(holds);
      },
      open    ? Exit::depends
      : holds ? Exit::yes
              : Exit::no,
      out);
}

int all(const Request& request, Workspace& workspace, Output& out) {
  const World& world = workspace.world();
  const std::vector<StateKey> keys = every_state(world.model);
  std::optional<dsl::AllReadings> readings;
  if (request.reading == "all") readings.emplace(workspace.texts());
  const auto days_of = [&](const StateKey& key) {
    return readings ? readings->of(key).always : world.days(key);
  };
  Answer answer;
  Table table;
  table.columns = {{"THING"}, {"STATE"}, {"DAYS", true}};
  constexpr std::size_t part_size = 4096;
  table.parts = (keys.size() + part_size - 1) / part_size;
  table.part = [&](std::size_t part) {
    std::vector<std::vector<Cell>> rows;
    for (std::size_t i = part * part_size; i < std::min(keys.size(), (part + 1) * part_size); ++i) {
      const DaySet days = days_of(keys[i]);
      if (days.empty()) continue;
      rows.push_back({{name_of(world.model, keys[i].subject)},
                      {std::string(to_string(keys[i].state))},
                      {days_words(days)}});
    }
    return rows;
  };
  const bool people = std::any_of(request.formats.begin(), request.formats.end(),
                                  [](const FormatChoice& choice) { return choice.format != Format::json; });
  std::size_t shown = 0;
  for (std::size_t i = 0; people && i < keys.size(); ++i) shown += days_of(keys[i]).empty() ? 0u : 1u;
  answer.sentence = fmt::format("{} {} on some day, {} on none.", shown,
                                shown == 1 ? "state holds" : "states hold", keys.size() - shown);
  answer.blocks.emplace_back(std::move(table));
  answer.scope = workspace.scope_words();
  answer.next.emplace_back("quid days REF STATE");
  return publish(
      request, answer, &workspace,
      [&](Json& json) {
        json.key("states").open_array();
        for (const StateKey& key : keys) {
          json.open_object(Json::Layout::inline_);
          state_json(json, world.model, key);
          if (readings) {
            readings_json(json, workspace.sources(), readings->of(key));
          } else {
            json.key("days").value(world.days(key));
          }
          json.close();
        }
        json.close();
      },
      Exit::yes, out);
}

int run_days(const Request& request, Output& out) {
  const bool every = request.has("all");
  if (every != request.words.empty()) {
    throw Failure(
        every ? "`--all` and a state exclude each other" : "`quid days` wants REF STATE, or `--all`",
        "quid days --help");
  }
  Workspace workspace(request);
  if (every) return all(request, workspace, out);
  return request.reading == "all" ? one_in_every_reading(request, workspace, out)
                                  : one(request, workspace, out);
}

}  // namespace

const CommandInfo days_command = {
    .name = "days",
    .words = "REF STATE",
    .answers = "on which days a state holds",
    .help =
        "Without a state: in effect, in force, standing or adopted. With `--reading all`: on which days it "
        "holds\n"
        "in every reading of the brackets, on which in none, and on which it depends.\n",
    .examples =
        "  quid days us-uk.cars in effect\n"
        "  quid days us-uk signed by US --on 2025-06-30\n"
        "  quid days --all --format json\n",
    .most_words = 12,
    .flags = flags,
    .run = run_days,
};

}  // namespace quid::tools
