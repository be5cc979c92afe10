#include "tools/asking.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "core/words.hpp"
#include "dsl/query.hpp"

namespace quid::tools {

namespace {

bool fails(const Reason& reason) {
  return reason.minus == reason.holds;
}

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

std::string reason_words(const Model& model, const Reason& reason, Date on) {
  std::string text = reason.text;
  switch (reason.kind) {
    case Reason::Kind::repeated: return text + " (see above)";
    case Reason::Kind::entry: return reason.entry.valid() ? text + evidence(model, reason.entry) : text;
    case Reason::Kind::state: {
      if (reason.holds) return text + spell_words(reason.days, on);
      const std::optional<Date> next = reason.days.next_change(on);
      return next ? text + ", from " + words(*next) + " on" : text;
    }
    default: return text;
  }
}

void collect_wants(const World& world, const Reason& reason, const Reason* clause, std::vector<Want>& wants) {
  if (!fails(reason)) return;
  if (reason.kind == Reason::Kind::clause || clause == nullptr) clause = &reason;
  bool deeper = false;
  for (const Reason& child : reason.children) {
    if (!fails(child)) continue;
    deeper = true;
    collect_wants(world, child, clause, wants);
  }
  if (deeper || reason.kind == Reason::Kind::repeated) return;
  const Model& model = world.model;
  Want want;
  want.state = reason.state;
  want.place = clause->place.file.valid() ? clause->place : reason.place;
  want.cite = clause->cite.empty() ? reason.cite : clause->cite;
  const bool state = reason.state.subject.valid();
  if (state && reason.kind == Reason::Kind::missing) {
    want.text = name_of(model, reason.state);
  } else {
    want.text = reason.text;
  }
  if (state && reason.state.by.valid()) {
    want.actors.push_back(reason.state.by);
  } else if (state && reason.state.subject.kind == SubjectKind::provision) {
    const auto by = givers(model, reason.state.subject.provision());
    want.actors.assign(by.begin(), by.end());
  } else if (state && reason.state.subject.kind == SubjectKind::agreement) {
    want.actors = model[reason.state.subject.agreement()].parties;
  }
  for (const Want& other : wants) {
    if (other.text == want.text) return;
  }
  wants.push_back(std::move(want));
}

// A step that holds, or under `minus` does not, and could change: in words that follow "it stops if".
void collect_ends(const World& world, const Reason& reason, std::vector<Want>& ends) {
  if (fails(reason)) return;
  Want end;
  end.place = reason.place;
  end.cite = reason.cite;
  end.state = reason.state;
  const auto add = [&](std::string text) {
    end.text = std::move(text);
    ends.push_back(end);
  };
  switch (reason.kind) {
    case Reason::Kind::date:
      if (const std::optional<Date> last = reason.days.intervals().back().end; last->bounded()) {
        add("after " + words(*last - 1));
      }
      return;
    case Reason::Kind::clause:
      if (reason.text.starts_with("once ")) return;
      if (reason.text.starts_with("while ")) {
        for (const Reason& child : reason.children) collect_ends(world, child, ends);
        return;
      }
      if (reason.text.starts_with("unless ") || reason.text.starts_with("until ")) {
        add(reason.text.substr(reason.text.find(' ') + 1));
      }
      return;
    case Reason::Kind::state:
      if (reason.days.is_all()) return;
      add(name_of(world.model, reason.state.subject) + " " +
          state_phrase(world.model, reason.state, reason.minus));
      return;
    case Reason::Kind::metric:
    case Reason::Kind::membership:
    case Reason::Kind::duration:
      add("`" + reason.text.substr(0, reason.text.find(": ")) + "` no longer holds");
      return;
    case Reason::Kind::logic:
      for (const Reason& child : reason.children) collect_ends(world, child, ends);
      return;
    default: return;
  }
}

}  // namespace

State main_state(SubjectKind kind) {
  switch (kind) {
    case SubjectKind::agreement: return State::in_force;
    case SubjectKind::provision: return State::in_effect;
    case SubjectKind::authority: return State::standing;
    case SubjectKind::proposal: return State::adopted;
  }
  return State::in_effect;
}

std::string state_phrase(const Model& model, const StateKey& key, bool holds) {
  std::string text = holds ? "is " : "is not ";
  if (key.state == State::notice_given) {
    text = holds ? "is under notice" : "is not under notice";
  } else if (key.state == State::expired || key.state == State::lapsed) {
    text = (holds ? "has " : "has not ") + std::string(to_string(key.state));
  } else if (key.state == State::in_force && key.subject.kind == SubjectKind::agreement &&
             model[key.subject.agreement()].operative) {
    text += "operative";
  } else {
    text += to_string(key.state);
  }
  if (key.by.valid()) text += " by " + party_words(model, key.by);
  return text;
}

std::string spell_words(const DaySet& days, Date on) {
  const std::optional<Interval> spell = days.spell(on);
  if (!spell) return {};
  std::string text;
  if (spell->begin.bounded()) text = " since " + words(spell->begin);
  if (spell->end.bounded()) text += (text.empty() ? " through " : " and through ") + words(spell->end - 1);
  return text;
}

Branch branch_of(const Workspace& workspace, const Model& model, const Reason& reason, Date on) {
  Branch branch;
  branch.word = reason.holds ? "yes" : "no";
  branch.tone = fails(reason) ? Tone::bad : Tone::good;
  branch.text = reason_words(model, reason, on);
  branch.place = place_words(workspace.sources(), reason.place, reason.cite);
  for (const Reason& child : reason.children) {
    Branch below = branch_of(workspace, model, child, on);
    // In a reason why not, what does hold needs no reasons of its own; nor does an alternative that is not
    // taken.
    if (fails(child) != fails(reason)) below.children.clear();
    branch.children.push_back(std::move(below));
  }
  return branch;
}

std::vector<Want> wants_of(const World& world, const Reason& reason) {
  std::vector<Want> wants;
  collect_wants(world, reason, nullptr, wants);
  return wants;
}

std::vector<Want> ends_of(const World& world, const Reason& reason) {
  std::vector<Want> ends;
  for (const Reason& child : reason.children) collect_ends(world, child, ends);
  return ends;
}

StateKey asked_state(Workspace& workspace, const std::string& text);

}  // namespace quid::tools
