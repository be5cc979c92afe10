// quid why, quid why-not: the reason as a tree, what would end it or what is missing, and whose move that is.
#include <fmt/core.h>

#include <array>

#include "core/answers/status.hpp"
#include "core/model/words.hpp"
#include "core/why/explain.hpp"
#include "core/why/reason_words.hpp"
#include "dsl/query/readings.hpp"
#include "tools/ask/question.hpp"
#include "tools/commands/command.hpp"
#include "tools/page/json.hpp"

namespace quid::tools {

namespace {

void source_json(Json& json, const Model& model, EntryId id) {
  const Entry& entry = model[id];
  json.key("entry").open_object(Json::Layout::inline_);
  json.key("date").value(entry.date);
  json.key("acts_from").value(entry.acts_from);
  json.key("grade").value(to_string(entry.grade));
  json.key("note");
  entry.note.empty() ? json.null() : json.value(entry.note);
  json.key("sources").open_array(Json::Layout::inline_);
  for (ReferenceId source : entry.sources) {
    json.open_object(Json::Layout::inline_);
    json.key("label").value(model[source].label);
    json.key("at");
    model[source].address.empty() ? json.null() : json.value(model[source].address);
    json.close();
  }
  json.close().close();
}

// The entry that a step ends in.
EntryId entry_of(const Model& model, const Reason& reason) {
  if (const Recorded* recorded = reason.as<Recorded>()) return recorded->entry;
  const Compared* compared = reason.as<Compared>();
  if (compared == nullptr || !compared->last) return {};
  return model[compared->metric].observations[*compared->last].entry;
}

void decides_json(Json& json, Decides decides, std::uint32_t number) {
  json.key("decides").value(to_string(decides));
  if (decides == Decides::at_least) json.key("number").value(number);
}

void tree_json(Json& json, const dsl::Sources& sources, const Model& model, const Reason& reason) {
  json.open_object();
  json.key("kind").value(kind_words(reason));
  json.key("text").value(words(model, reason));
  json.key("holds").value(reason.holds);
  json.key("wanted").value(!reason.minus);
  json.key("days").value(reason.days);
  json.key("place").place(sources, reason.place);
  json.key("cite");
  reason.cite.empty() ? json.null() : json.value(reason.cite);
  if (const EntryId entry = entry_of(model, reason); entry.valid()) source_json(json, model, entry);
  if (reason.children.size() > 1) decides_json(json, reason.decides, reason.number);
  json.key("children").open_array();
  for (const Reason& child : reason.children) tree_json(json, sources, model, child);
  json.close().close();
}

void missing_json(Json& json, const dsl::Sources& sources, const Model& model, const Missing& missing) {
  json.open_object();
  json.key("text").value(words(model, missing));
  json.key("actors").open_array(Json::Layout::inline_);
  for (PartyId party : missing.actors) json.value(model[party].code);
  json.close();
  json.key("place").place(sources, missing.place);
  if (missing.kind == Missing::Kind::one) {
    json.key("kind").value(kind_words(missing.reason));
    json.key("wanted").value(!missing.reason.minus);
    json.key("comes").value(missing.comes);
    json.key("final").value(missing.is_final);
    json.key("needs_time").value(missing.needs_time);
  } else {
    static constexpr std::array<Decides, 4> decides = {Decides::all, Decides::all, Decides::any,
                                                       Decides::at_least};
    decides_json(json, decides[static_cast<std::size_t>(missing.kind)], missing.number);
    json.key("of").open_array();
    for (const Missing& each : missing.of) missing_json(json, sources, model, each);
    json.close();
  }
  json.close();
}

// Everything that needs this state: what stands on it, and where the text says so.
Labelled rests_on(const Workspace& workspace, const World& world, const StateKey& key) {
  constexpr std::size_t most = 8;
  Labelled block;
  const StateId state = world.graph.find(key);
  std::size_t count = 0;
  for (std::size_t i = 0; state.valid() && i < world.graph.size(); ++i) {
    const StateKey other = world.graph.key(StateId(i));
    for (const Dependency& dependency : world.graph.dependencies(StateId(i))) {
      if (dependency.on != state || i == state.index()) continue;
      if (++count <= most) {
        block.lines.push_back(
            {count == 1 ? "Rests on this" : "",
             name_of(world.model, other) + (dependency.minus ? " (as long as it does not hold)" : ""),
             place_words(workspace.sources(), dependency.place)});
      }
      break;
    }
  }
  if (count > most) block.lines.push_back({"", fmt::format("and {} more", count - most)});
  return block;
}

Labelled it_stops_if(const Workspace& workspace, const World& world, const Reason& reason) {
  Labelled block;
  for (const Missing& end : ends_of(reason)) {
    block.lines.push_back({block.lines.empty() ? "It stops if" : "", ending_words(world.model, end),
                           place_words(workspace.sources(), end.place)});
  }
  return block;
}

// What could bring it about where no party can by itself.
std::string who_brings(const Model& model, const Missing& missing) {
  if (!missing.actors.empty()) return parties_words(model, missing.actors);
  if (is_over(missing)) return "no party";
  const Reason& reason = missing.reason;
  if (reason.as<AtMoment>() != nullptr || reason.as<OnDate>() != nullptr || reason.as<Lasting>() != nullptr)
    return "time";
  return reason.as<Compared>() != nullptr ? "the figures" : "no party";
}

Labelled what_is_missing(const Workspace& workspace, const World& world,
                         const std::vector<Missing>& missing) {
  Labelled block;
  block.title = "What is missing, and whose move it is";
  for (const Missing& each : missing) {
    std::string text = words(world.model, each);
    const std::string so_far = so_far_words(world.model, each);
    if (!so_far.empty()) text += "; so far " + so_far;
    if (each.comes) text += ", which comes on " + words(*each.comes);
    block.lines.push_back(
        {who_brings(world.model, each), text, place_words(workspace.sources(), each.place, each.cite)});
  }
  return block;
}

// Where the only thing missing is an entry that says it, the answer has said so.
bool is_unrecorded(const StateKey& key, const std::vector<Missing>& missing) {
  if (missing.size() != 1 || missing.front().kind != Missing::Kind::one) return false;
  const Unrecorded* unrecorded = missing.front().reason.as<Unrecorded>();
  return unrecorded != nullptr && unrecorded->key == key;
}

std::string whose_move(const Model& model, const std::vector<Missing>& missing) {
  std::vector<PartyId> all;
  for (const Missing& each : missing) {
    for (PartyId actor : each.actors) {
      if (std::find(all.begin(), all.end(), actor) == all.end()) all.push_back(actor);
    }
  }
  return all.empty() ? std::string() : fmt::format(", and the move is with {}", parties_words(model, all));
}

std::vector<Span> open_brackets(const Model& model, const StateKey& key) {
  std::vector<Span> open;
  if (key.subject.kind != SubjectKind::provision || key.state != State::in_effect) return open;
  for (TermsId terms : model[key.subject.provision()].terms) {
    for (PlaceId place : model[terms].open) open.push_back(model[place]);
  }
  return open;
}

// The line of the text around a place.
std::string line_of(const dsl::Sources& sources, Span place) {
  std::string_view line = sources.line_text(place.file, sources.position(place.file, place.begin).line);
  line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
  return std::string(line);
}

Labelled brackets_block(const Workspace& workspace, const std::vector<Span>& brackets) {
  Labelled block;
  for (Span bracket : brackets) {
    block.lines.push_back({block.lines.empty() ? "Not agreed" : "", line_of(workspace.sources(), bracket),
                           place_words(workspace.sources(), bracket), Tone::open});
  }
  return block;
}

std::string missing_words(const Model& model, const std::vector<Missing>& missing) {
  if (missing.size() == 1 && is_over(missing.front())) return words(model, missing.front());
  if (missing.size() == 1) return "it waits for `" + words(model, missing.front()) + "`";
  return fmt::format("{} are missing", counted(missing.size(), "thing"));
}

struct Why {
  const Request& request;
  Workspace& workspace;
  const World& world;
  StateKey key;
  Reason reason;
  std::optional<dsl::Readings> readings;  // with `--reading all`
};

std::string subject_words(const Why& of, Holding holding) {
  return titled(of.world.model, of.key.subject) + " " + state_words(of.world.model, of.key, holding);
}

void say_yes(const Why& of, Answer& answer) {
  answer.verdict = "YES";
  answer.tone = Tone::good;
  const std::string spell = spell_words(of.reason.days, of.request.on);
  const Holding holding = spell.starts_with(" since ") ? Holding::has_held : Holding::holds;
  answer.sentence = subject_words(of, holding) + spell + ".";
  Labelled stops = it_stops_if(of.workspace, of.world, of.reason);
  Labelled rests = rests_on(of.workspace, of.world, of.key);
  stops.lines.insert(stops.lines.end(), rests.lines.begin(), rests.lines.end());
  if (!stops.lines.empty()) answer.blocks.emplace_back(std::move(stops));
  answer.next.push_back(fmt::format("quid timeline {}", name_of(of.world.model, of.key.subject)));
}

void say_no(const Why& of, Answer& answer) {
  const Date on = of.request.on;
  const std::optional<Date> starts = of.reason.days.next_change(on);
  answer.verdict = starts ? "NOT YET" : "NO";
  answer.tone = Tone::bad;
  const std::vector<Span> open = open_brackets(of.world.model, of.key);
  std::vector<Missing> missing = missing_of(of.world, of.key, on);
  // An open bracket is said in its own words.
  if (!open.empty())
    std::erase_if(missing, [](const Missing& each) { return each.reason.as<TextOpen>() != nullptr; });
  answer.sentence = subject_words(of, Holding::holds_not) + " on " + words(on);
  if (starts) {
    answer.sentence += "; as things stand it will be from " + words(*starts);
  } else if (!open.empty()) {
    answer.sentence += fmt::format(": {} of its text {} not agreed", counted(open.size(), "bracket"),
                                   open.size() == 1 ? "is" : "are");
    if (!missing.empty())
      answer.sentence += fmt::format("; beside that, {}", missing_words(of.world.model, missing));
  } else if (is_unrecorded(of.key, missing)) {
    answer.sentence += ": nothing recorded says so";
  } else if (!missing.empty()) {
    answer.sentence += ": " + missing_words(of.world.model, missing);
  }
  if (!missing.empty() && !starts) answer.sentence += whose_move(of.world.model, missing);
  answer.sentence += ".";
  if (!open.empty()) answer.blocks.emplace_back(brackets_block(of.workspace, open));
  if (!missing.empty() && !is_unrecorded(of.key, missing))
    answer.blocks.emplace_back(what_is_missing(of.workspace, of.world, missing));
  answer.next.push_back(fmt::format("quid days {}", name_of(of.world.model, of.key)));
}

void say_depends(const Why& of, Answer& answer) {
  answer.verdict = "IT DEPENDS";
  answer.tone = Tone::open;
  const std::size_t count = of.readings->brackets.size();
  answer.sentence = fmt::format("{} may be {} on {} or not, by how {} {} settled.",
                                titled(of.world.model, of.key.subject), to_string(of.key.state),
                                words(of.request.on), counted(count, "bracket"), count == 1 ? "is" : "are");
  answer.blocks.emplace_back(brackets_block(of.workspace, of.readings->brackets));
  answer.next.push_back(fmt::format("quid days {} --reading all", name_of(of.world.model, of.key)));
}

int run_reason(const Request& request, Output& out, bool why_not) {
  Workspace workspace(request);
  const World& world = workspace.world();
  const StateKey key = asked_state(workspace, request.all_words());
  Why of{request, workspace, world, key, explain(world, key, request.on), std::nullopt};
  bool open = false;
  if (request.reading == "all") {
    of.readings = dsl::AllReadings(workspace.texts()).of(key);
    open = of.readings->depends.contains(request.on);
    if (!open) of.reason.holds = of.readings->always.contains(request.on);
  }
  const bool holds = !open && of.reason.holds;
  Answer answer;
  if (open) {
    say_depends(of, answer);
  } else if (holds) {
    say_yes(of, answer);
  } else {
    say_no(of, answer);
  }
  Branch root = branch_of(workspace, world.model, of.reason, request.on);
  root.word.clear();
  answer.blocks.insert(answer.blocks.begin(), Tree{std::move(root)});
  answer.scope = workspace.scope_words();
  const int exit = open ? Exit::depends : holds == why_not ? Exit::no : Exit::yes;
  return publish(
      request, answer, &workspace,
      [&](Json& json) {
        json.key("subject").value(name_of(world.model, key.subject));
        std::string state(to_string(key.state));
        if (key.by.valid()) state.append(" by ").append(world.model[key.by].code);
        json.key("state").value(state);
        json.key("answer").value(open ? "depends" : holds ? "yes" : "no");
        json.key("tree");
        tree_json(json, workspace.sources(), world.model, of.reason);
        json.key("missing").open_array();
        if (!holds && !open) {
          for (const Missing& each : missing_of(world, key, request.on))
            missing_json(json, workspace.sources(), world.model, each);
        }
        json.close();
      },
      exit, out);
}

}  // namespace

const CommandInfo why_command = {
    .name = "why",
    .words = "REF [STATE]",
    .answers = "why something holds on a day, as a tree of reasons",
    .examples =
        "  quid why us-uk.cars\n"
        "  quid why us-uk signed --on 2025-06-01\n",
    .least_words = 1,
    .most_words = 12,
    .run = [](const Request& request, Output& out) { return run_reason(request, out, false); },
};

const CommandInfo why_not_command = {
    .name = "why-not",
    .words = "REF [STATE]",
    .answers = "why something does not hold: what is missing, whose move it is",
    .help = "Exit code 0 where it does not hold, 1 where it does.\n",
    .examples =
        "  quid why-not us-uk.steel\n"
        "  quid why-not us-india in force\n",
    .least_words = 1,
    .most_words = 12,
    .run = [](const Request& request, Output& out) { return run_reason(request, out, true); },
};

}  // namespace quid::tools
