#include "tools/ask/question.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "core/model/words.hpp"
#include "core/why/reason_words.hpp"
#include "dsl/findings/spelling.hpp"
#include "dsl/query/query.hpp"

namespace quid::tools {

namespace {

// The label of the source that an entry cites, and its grade where that is less than official.
std::string evidence(const Model& model, EntryId id) {
  const Entry& entry = model[id];
  std::string text;
  if (!entry.sources.empty()) text = model[entry.sources[0]].label;
  if (entry.grade == Grade::press || entry.grade == Grade::reported) {
    text.append(text.empty() ? "" : ", ").append(to_string(entry.grade));
  }
  return text.empty() ? text : " (" + text + ")";
}

std::string line_words(const Model& model, const Reason& reason, Date on) {
  const std::string text = words(model, reason);
  if (reason.as<Shown>() != nullptr) return text + " (see above)";
  if (const Recorded* recorded = reason.as<Recorded>()) return text + evidence(model, recorded->entry);
  if (reason.as<OfState>() == nullptr) return text;
  if (reason.holds) return text + spell_words(reason.days, on);
  const std::optional<Date> next = reason.days.next_change(on);
  return next ? text + ", from " + words(*next) + " on" : text;
}

// What the words name; a mistake in them is the person's.
template <typename Found>
Found found(const std::variant<Found, dsl::QueryMistake>& result) {
  if (const dsl::QueryMistake* mistake = std::get_if<dsl::QueryMistake>(&result)) {
    throw Failure(mistake->help.empty() ? mistake->message : mistake->message + "; " + mistake->help);
  }
  return std::get<Found>(result);
}

}  // namespace

std::string spell_words(const DaySet& days, Date on) {
  const std::optional<Interval> spell = days.spell(on);
  if (!spell) return {};
  const bool begins = spell->begin.bounded();
  const bool ends = spell->end.bounded();
  if (begins && !ends) return " since " + words(spell->begin);
  if (begins) return " from " + words(spell->begin) + " through " + words(spell->end - 1);
  return ends ? " through " + words(spell->end - 1) : std::string();
}

Branch branch_of(const Workspace& workspace, const Model& model, const Reason& reason, Date on) {
  Branch branch;
  branch.word = reason.holds ? "yes" : "no";
  branch.tone = reason.fails() ? Tone::bad : Tone::good;
  branch.text = line_words(model, reason, on);
  branch.place = place_words(workspace.sources(), reason.place, reason.cite);
  // `while x in effect` and `x in effect` below it are one line.
  const Reason* shown = &reason;
  if (const std::optional<std::string_view> lead = leading_words(reason)) {
    shown = &reason.children.front();
    branch.text = std::string(*lead) + line_words(model, *shown, on);
  }
  for (const Reason& child : shown->children) {
    // What nobody has recorded is no reason where something else is enough.
    const bool is_spare = child.as<Unrecorded>() != nullptr && child.fails() && !shown->fails();
    if (is_spare) continue;
    Branch below = branch_of(workspace, model, child, on);
    // In a reason why not, what does hold needs no reasons of its own; nor does an alternative that is not
    // taken.
    if (child.fails() != shown->fails()) below.children.clear();
    branch.children.push_back(std::move(below));
  }
  return branch;
}

StateKey asked_state(Workspace& workspace, const std::string& words) {
  const World& world = workspace.world();
  return found(parse_state_query(workspace.compilation().symbols, world.model, words));
}

Subject asked_subject(Workspace& workspace, const std::string& word) {
  const World& world = workspace.world();
  return found(find_subject(workspace.compilation().symbols, world.model, word));
}

PartyId asked_party(const Model& model, std::string_view flag, const std::string& code) {
  for (std::size_t i = 0; i < model.parties.size(); ++i) {
    if (model.parties[i].code == code) return PartyId(i);
  }
  std::vector<std::string_view> codes;
  for (const Party& party : model.parties) {
    if (party.title == code)
      throw Failure(fmt::format("`--{} {}`: write the code, {}", flag, code, party.code));
    codes.push_back(party.code);
  }
  throw Failure(fmt::format("`--{} {}`: no such party{}", flag, code, dsl::did_you_mean(code, codes)));
}

}  // namespace quid::tools
