// quid unlock: the smallest sets of acts that would bring something about, whose they are, and from when on it holds.
#include "core/why/unlock.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "core/model/words.hpp"
#include "core/why/acts.hpp"
#include "core/why/reason_words.hpp"
#include "dsl/query/unlocking.hpp"
#include "tools/ask/question.hpp"
#include "tools/commands/command.hpp"
#include "tools/page/json.hpp"

namespace quid::tools {

namespace {

constexpr std::size_t usual_ways = 3;
constexpr std::size_t most_told = 4;  // of what a way would also bring about

std::size_t asked_number(const Request& request) {
  if (!request.has("limit")) return usual_ways;
  const std::string text = request.value("limit");
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || number == 0 || number > 1000)
    throw Failure(fmt::format("`--limit {}`: a number from 1 to 1000 is wanted", text));
  return number;
}

struct Unlocked {
  const Request& request;
  const Workspace& workspace;
  const Model& model;
  UnlockQuestion question;
  dsl::Unlocking asked;
  const Unlock& unlock = asked.unlock;
};

// -- words

// `in effect`, `signed by US`.
std::string state_name(const Model& model, const StateKey& key) {
  std::string text(to_string(key.state));
  if (key.by.valid()) text.append(" by ").append(model[key.by].code);
  return text;
}

// What is no party's act.
std::string nobody_words(const Act& act) {
  switch (act.entry.kind) {
    case Entry::Kind::observe: return "the figures";
    case Entry::Kind::ship:
    case Entry::Kind::enter: return "trade";
    default: return act.entry.subject.kind == SubjectKind::authority ? "courts or lawmakers" : "no party";
  }
}

std::string who(const Model& model, const Act& act) {
  return sentence_case(act.actors.empty() ? nobody_words(act) : parties_words(model, act.actors));
}

// Whose acts they are in all.
std::string whose(const Model& model, const Way& way) {
  std::vector<std::string> names;
  const auto add = [&](std::string name) {
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(std::move(name));
  };
  for (const Act& act : way.acts) {
    for (PartyId actor : act.actors) add(party_words(model, actor));
    if (act.actors.empty()) add(nobody_words(act));
  }
  return in_a_row(names);
}

std::string acts_words(std::size_t count) {
  static constexpr std::array<std::string_view, 4> numbers = {"no", "one", "two", "three"};
  if (count < numbers.size()) return fmt::format("{} act{}", numbers[count], count == 1 ? "" : "s");
  return counted(count, "act");
}

// `us-uk.cars comes into effect on 1 Jul 2026`.
std::string change_words(const Model& model, const ChangedDays& change, Date on) {
  const std::string_view into = change.state.state == State::in_force ? "force" : "effect";
  const std::string name = name_of(model, change.state.subject);
  const DaySet gained = (change.after - change.before) & DaySet::from(on);
  const DaySet lost = (change.before - change.after) & DaySet::from(on);
  const auto said = [&](const DaySet& days, bool stays, std::string_view verb, std::string_view stays_verb) {
    return fmt::format("{} {} {} {} {}", name, stays ? stays_verb : verb, into, stays ? "from" : "on",
                       words(*days.first_day()));
  };
  std::string text;
  if (!gained.empty())
    text = said(gained, change.before.contains(*gained.first_day() - 1), "comes into", "stays in");
  if (!gained.empty() && !lost.empty()) text += "; ";
  if (!lost.empty())
    text += said(lost, !change.before.contains(*lost.first_day() - 1), "goes out of", "does not come into");
  return text;
}

std::string since_words(Date earliest, Date on) {
  return earliest == on ? "at once" : fmt::format("from {} on", words(earliest));
}

Labelled way_block(const Unlocked& of, const Way& way, std::size_t number) {
  Labelled block;
  const std::string letter =
      number < 26 ? std::string(1, static_cast<char>('A' + number)) : fmt::format("{}", number + 1);
  block.title =
      fmt::format("{}  {} by {}: {} {}", letter, acts_words(way.acts.size()), whose(of.model, way),
                  state_name(of.model, of.question.goal), since_words(way.earliest, of.question.on));
  for (const Act& act : way.acts) {
    block.lines.push_back({who(of.model, act), written(of.model, act.entry),
                           place_words(of.workspace.sources(), act.place, act.cite), Tone::plain});
  }
  for (std::size_t i = 0; i < std::min(most_told, way.also.size()); ++i) {
    block.lines.push_back({i == 0 ? "Then also" : "", change_words(of.model, way.also[i], of.question.on),
                           place_words(of.workspace.sources(), place_of(of.model, way.also[i].state.subject)),
                           Tone::plain});
  }
  if (way.also.size() > most_told)
    block.lines.push_back({"", fmt::format("and {} more", way.also.size() - most_told), {}, Tone::plain});
  return block;
}

std::string codes_words(const Model& model, const std::vector<std::string>& codes) {
  std::vector<PartyId> parties;
  for (std::size_t i = 0; i < model.parties.size(); ++i) {
    if (std::find(codes.begin(), codes.end(), model.parties[i].code) != codes.end()) parties.emplace_back(i);
  }
  return parties_words(model, parties);
}

// A bracket that is closed, and what it takes beside that.
Labelled settled_block(const Unlocked& of, const dsl::Settled& settled) {
  const Model& model = settled.workspace->world().model;
  const dsl::Sources& sources = settled.workspace->sources();
  Labelled block;
  const Unlock& unlock = settled.unlock;
  const Date on = of.question.on;
  const std::string state = state_name(of.model, of.question.goal);
  std::string then = state + " at once";
  if (unlock.comes) then = fmt::format("{} {}", state, since_words(*unlock.comes, on));
  if (!unlock.ways.empty()) {
    const Way& way = unlock.ways.front();
    then = fmt::format("{} {}, by {} by {}", state, since_words(way.earliest, on),
                       acts_words(way.acts.size()), whose(model, way));
  }
  block.title = fmt::format("Closed so: {}", then);
  for (const dsl::Settlement& each : settled.settlements) {
    const std::string who = each.conceding.empty() ? "all sides" : codes_words(model, each.conceding);
    const std::string holders =
        each.holders.empty() ? "" : ", the text of " + codes_words(model, each.holders);
    block.lines.push_back(
        {fmt::format("{} {}", sentence_case(who), each.conceding.size() == 1 ? "concedes" : "concede"),
         fmt::format("`{}`{}", each.text, holders), each.place, Tone::open});
  }
  if (unlock.ways.empty()) return block;
  for (const Act& act : unlock.ways.front().acts)
    block.lines.push_back(
        {who(model, act), written(model, act.entry), place_words(sources, act.place, act.cite), Tone::plain});
  if (unlock.ways.size() > 1 || unlock.has_more)
    block.lines.push_back({"", "and other ways", {}, Tone::plain});
  return block;
}

Labelled doors_block(const Unlocked& of) {
  Labelled block;
  block.title = of.unlock.doors.front().missing.is_final ? "What closed the door" : "What is missing";
  for (const ClosedDoor& door : of.unlock.doors) {
    std::string text = words(of.model, door.missing);
    if (door.since) text += ", and since " + words(*door.since) + " it is over";
    const std::vector<PartyId>& actors = door.missing.actors;
    block.lines.push_back(
        {actors.empty() ? "" : sentence_case(parties_words(of.model, actors)), std::move(text),
         place_words(of.workspace.sources(), door.missing.place, door.missing.cite), Tone::bad});
  }
  return block;
}

std::vector<Span> brackets_of(const Unlock& unlock) {
  std::vector<Span> all;
  for (const Unagreed& each : unlock.unagreed) {
    for (Span bracket : each.brackets) {
      if (std::find(all.begin(), all.end(), bracket) == all.end()) all.push_back(bracket);
    }
  }
  return all;
}

Labelled brackets_block(const Unlocked& of, const std::vector<Span>& brackets) {
  Labelled block;
  block.title = "Brackets that would have to be closed first";
  for (Span bracket : brackets) {
    const dsl::Sources& sources = of.workspace.sources();
    std::string_view line =
        sources.line_text(bracket.file, sources.position(bracket.file, bracket.begin).line);
    line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
    block.lines.push_back({"", std::string(line), place_words(sources, bracket), Tone::open});
  }
  return block;
}

// -- the answer

void say_ways(const Unlocked& of, Answer& answer) {
  const Unlock& unlock = of.unlock;
  const Way& first = unlock.ways.front();
  const std::string thing = titled(of.model, of.question.goal.subject);
  const std::string state = state_name(of.model, of.question.goal);
  answer.verdict = "NOT YET";
  answer.tone = Tone::open;
  answer.sentence = fmt::format("{} can be {} {}: it takes {} by {}.", thing, state,
                                since_words(first.earliest, of.question.on), acts_words(first.acts.size()),
                                whose(of.model, first));
  for (std::size_t i = 0; i < unlock.ways.size(); ++i)
    answer.blocks.emplace_back(way_block(of, unlock.ways[i], i));
  std::string rest;
  if (unlock.gave_up) {
    rest = "There may be more ways: the search was cut off.";
  } else if (unlock.has_more) {
    rest = "There are more ways, by as many acts or more.";
  } else {
    rest = unlock.ways.size() == 1 ? "There is no other way." : "There are no other ways.";
  }
  if (!unlock.cannot_help.empty())
    rest += fmt::format(" Cannot help: anything done by {}.", parties_words(of.model, unlock.cannot_help));
  answer.blocks.emplace_back(Paragraph{rest, Tone::plain});
  const std::string name = name_of(of.model, of.question.goal);
  if (unlock.has_more) answer.next.push_back(fmt::format("quid unlock {} --limit {}", name, 10));
  answer.next.push_back(fmt::format("quid why-not {}", name));
}

void say_none(const Unlocked& of, Answer& answer) {
  const std::string thing = titled(of.model, of.question.goal.subject);
  const std::string state = state_name(of.model, of.question.goal);
  const bool by_one = of.question.by.valid();
  const std::string alone =
      by_one ? fmt::format("nothing that {} can do alone", party_words(of.model, of.question.by))
             : "no set of acts";
  if (!of.unlock.unagreed.empty()) {
    answer.verdict = "NOT AGREED";
    answer.tone = Tone::open;
    answer.sentence = fmt::format("{} cannot be {} before {} closed.", thing, state,
                                  brackets_of(of.unlock).size() == 1 ? "a bracket is" : "brackets are");
    if (by_one && of.asked.settled.empty())
      answer.sentence += fmt::format(" {} has no text to give up there.",
                                     sentence_case(party_words(of.model, of.question.by)));
    return;
  }
  const bool is_closed = !of.unlock.doors.empty() && of.unlock.doors.front().missing.is_final;
  answer.verdict = of.unlock.gave_up ? "UNKNOWN" : by_one ? "NOT ALONE" : is_closed ? "NEVER" : "NO WAY";
  answer.tone = Tone::bad;
  answer.sentence =
      of.unlock.gave_up
          ? fmt::format("The search for what would bring {} to be {} was cut off.", thing, state)
          : fmt::format("Under this text, {} on {} lets {} be {}.", alone, words(of.question.on), thing,
                        state);
  if (!of.unlock.doors.empty()) answer.blocks.emplace_back(doors_block(of));
  if (by_one) answer.next.push_back(fmt::format("quid unlock {}", name_of(of.model, of.question.goal)));
  answer.next.push_back(fmt::format("quid why-not {}", name_of(of.model, of.question.goal)));
}

Answer answer_of(const Unlocked& of) {
  const Unlock& unlock = of.unlock;
  const std::string thing = titled(of.model, of.question.goal.subject);
  Answer answer;
  answer.tone = Tone::good;
  if (unlock.holds) {
    answer.verdict = "ALREADY";
    answer.sentence =
        fmt::format("{} {}{}.", thing, state_words(of.model, of.question.goal, Holding::has_held),
                    spell_words(unlock.days, of.question.on));
    answer.next.push_back(fmt::format("quid why {}", name_of(of.model, of.question.goal)));
  } else if (unlock.comes) {
    answer.verdict = "NOT YET";
    answer.tone = Tone::open;
    answer.sentence = fmt::format("Nobody has to act: as things stand, {} will be {} from {} on.", thing,
                                  state_name(of.model, of.question.goal), words(*unlock.comes));
    answer.next.push_back(fmt::format("quid why-not {}", name_of(of.model, of.question.goal)));
  } else if (!unlock.ways.empty()) {
    say_ways(of, answer);
  } else {
    say_none(of, answer);
  }
  const std::vector<Span> brackets = brackets_of(unlock);
  if (!brackets.empty()) answer.blocks.emplace_back(brackets_block(of, brackets));
  for (const dsl::Settled& settled : of.asked.settled) answer.blocks.emplace_back(settled_block(of, settled));
  if (of.asked.was_cut)
    answer.blocks.emplace_back(
        Paragraph{"There are more ways to close brackets than were looked at.", Tone::plain});
  answer.scope = of.workspace.scope_words();
  return answer;
}

// -- JSON

std::string_view answer_word(const Unlock& unlock) {
  if (unlock.holds) return "holds";
  if (unlock.comes) return "comes";
  if (!unlock.ways.empty()) return "ways";
  if (!unlock.unagreed.empty()) return "open";
  return unlock.gave_up ? "unknown" : "never";
}

void parties_json(Json& json, const Model& model, std::string_view key, const std::vector<PartyId>& parties) {
  json.key(key).open_array(Json::Layout::inline_);
  for (PartyId party : parties) json.value(model[party].code);
  json.close();
}

void cite_json(Json& json, std::string_view cite) {
  json.key("cite");
  cite.empty() ? json.null() : json.value(cite);
}

void act_json(Json& json, const dsl::Sources& sources, const Model& model, const Act& act) {
  json.open_object();
  json.key("entry").value(written(model, act.entry));
  parties_json(json, model, "actors", act.actors);
  const bool is_event = act.entry.kind == Entry::Kind::event;
  json.key("subject");
  act.entry.subject.valid() ? json.value(name_of(model, act.entry.subject)) : json.null();
  json.key("verb");
  is_event ? json.value(to_string(act.entry.verb)) : json.null();
  json.key("setback").value(is_setback(act.entry));
  json.key("place").place(sources, act.place);
  cite_json(json, act.cite);
  json.close();
}

void way_json(Json& json, const dsl::Sources& sources, const Model& model, const Way& way) {
  json.open_object();
  json.key("earliest").value(way.earliest);
  json.key("days").value(way.days);
  json.key("acts").open_array();
  for (const Act& act : way.acts) act_json(json, sources, model, act);
  json.close();
  json.key("also").open_array();
  for (const ChangedDays& change : way.also) {
    json.open_object();
    json.key("subject").value(name_of(model, change.state.subject));
    json.key("state").value(to_string(change.state.state));
    json.key("days_before").value(change.before);
    json.key("days_after").value(change.after);
    json.key("place").place(sources, place_of(model, change.state.subject));
    json.close();
  }
  json.close().close();
}

void codes_json(Json& json, std::string_view key, const std::vector<std::string>& codes) {
  json.key(key).open_array(Json::Layout::inline_);
  for (const std::string& code : codes) json.value(code);
  json.close();
}

void settled_json(Json& json, const dsl::Settled& settled) {
  json.open_object();
  json.key("settlements").open_array();
  for (const dsl::Settlement& each : settled.settlements) {
    json.open_object();
    json.key("at").value(each.place);
    json.key("text").value(each.text);
    codes_json(json, "text_of", each.holders);
    codes_json(json, "conceding", each.conceding);
    json.close();
  }
  json.close();
  json.key("answer").value(answer_word(settled.unlock));
  json.key("comes").value(settled.unlock.comes);
  json.key("ways").open_array();
  for (const Way& way : settled.unlock.ways)
    way_json(json, settled.workspace->sources(), settled.workspace->world().model, way);
  json.close().close();
}

void unlock_json(Json& json, const Unlocked& of) {
  json.key("subject").value(name_of(of.model, of.question.goal.subject));
  json.key("state").value(state_name(of.model, of.question.goal));
  json.key("answer").value(answer_word(of.unlock));
  json.key("days").value(of.unlock.days);
  json.key("comes").value(of.unlock.comes);
  json.key("complete").value(!of.unlock.has_more && !of.unlock.gave_up && of.unlock.unagreed.empty());
  json.key("ways").open_array();
  for (const Way& way : of.unlock.ways) way_json(json, of.workspace.sources(), of.model, way);
  json.close();
  parties_json(json, of.model, "cannot_help", of.unlock.cannot_help);
  json.key("brackets").open_array();
  for (Span bracket : brackets_of(of.unlock)) json.place(of.workspace.sources(), bracket);
  json.close();
  json.key("if_settled").open_array();
  for (const dsl::Settled& settled : of.asked.settled) settled_json(json, settled);
  json.close();
  json.key("closed").open_array();
  for (const ClosedDoor& door : of.unlock.doors) {
    json.open_object();
    json.key("text").value(words(of.model, door.missing));
    json.key("final").value(door.missing.is_final);
    json.key("since").value(door.since);
    json.key("place").place(of.workspace.sources(), door.missing.place);
    cite_json(json, door.missing.cite);
    json.close();
  }
  json.close();
}

int exit_of(const Unlock& unlock) {
  if (unlock.holds || unlock.comes || !unlock.ways.empty()) return Exit::yes;
  return !unlock.unagreed.empty() || unlock.gave_up ? Exit::depends : Exit::no;
}

int run_unlock(const Request& request, Output& out) {
  Workspace workspace(request);
  const World& world = workspace.world();
  UnlockQuestion question{
      .goal = asked_state(workspace, request.all_words()), .on = request.on, .most = asked_number(request)};
  if (request.has("by")) question.by = asked_party(world.model, "by", request.value("by"));
  const Unlocked of{request, workspace, world.model, question, dsl::unlock(workspace.texts(), question)};
  return publish(
      request, answer_of(of), &workspace, [&](Json& json) { unlock_json(json, of); }, exit_of(of.unlock),
      out);
}

constexpr std::array<Flag, 2> flags = {{
    {"by", "PARTY", "only what this party can do alone"},
    {"limit", "N", "so many ways at most (3)"},
}};

}  // namespace

const CommandInfo unlock_command = {
    .name = "unlock",
    .words = "REF [STATE]",
    .answers = "what it would take: the smallest sets of acts, whose they are, from when on",
    .help =
        "Every act is the line that would be recorded, on the day asked about (--on). Each set of acts was "
        "tried,\n"
        "and no part of it is enough. Exit code 0 where there is a way, 1 where there is none, 4 where\n"
        "brackets have to be closed first.\n",
    .examples =
        "  quid unlock us-uk.cars\n"
        "  quid unlock us-india in force --by IN --limit 10\n",
    .least_words = 1,
    .most_words = 12,
    .flags = flags,
    .run = run_unlock,
};

}  // namespace quid::tools
