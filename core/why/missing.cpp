#include "core/why/missing.hpp"

#include <algorithm>
#include <array>

#include "core/model/words.hpp"

namespace quid {

namespace {

bool is_choice(const Reason& reason) {
  return reason.kind == Reason::Kind::logic &&
         (reason.text == "any of these" || reason.text.starts_with("at least "));
}

std::vector<PartyId> actors_of(const Model& model, const StateKey& key) {
  if (!key.subject.valid()) return {};
  if (key.by.valid()) return {key.by};
  if (key.subject.kind == SubjectKind::agreement) return model[key.subject.agreement()].parties;
  if (key.subject.kind != SubjectKind::provision) return {};
  const std::span<const PartyId> by = givers(model, key.subject.provision());
  return {by.begin(), by.end()};
}

class Collector {
 public:
  Collector(const World& world, Date on) : model_(world.model), on_(on) {}

  void collect(const Reason& reason, const Reason* clause, std::vector<Missing>& found) const {
    if (!reason.fails()) return;
    if (reason.kind == Reason::Kind::clause || clause == nullptr) clause = &reason;
    if (is_choice(reason) && !reason.minus) return choice(reason, clause, found);
    const std::size_t before = found.size();
    bool deeper = false;
    for (const Reason& child : reason.children) {
      if (!child.fails()) continue;
      deeper = true;
      collect(child, clause, found);
    }
    if (deeper) return forget_bare(reason, before, found);
    if (reason.kind != Reason::Kind::repeated) add(leaf(reason, clause), found);
  }

 private:
  Missing leaf(const Reason& reason, const Reason* clause) const {
    Missing missing;
    missing.kind = reason.kind;
    missing.state = reason.state;
    missing.actors = actors_of(model_, reason.state);
    missing.place = clause->place.file.valid() ? clause->place : reason.place;
    missing.cite = clause->cite.empty() ? reason.cite : clause->cite;
    missing.text = reason.text;
    if (reason.kind == Reason::Kind::metric) {
      const std::size_t end = std::min(reason.text.find(": "), reason.text.size());
      missing.text = reason.text.substr(0, end);
      if (end != reason.text.size()) missing.so_far = reason.text.substr(end + 2);
    }
    if (!reason.state.subject.valid()) return missing;
    if (reason.kind == Reason::Kind::missing) missing.text = name_of(model_, reason.state);
    if (reason.kind == Reason::Kind::entry) of_entry(missing, reason);
    return missing;
  }

  // Something is recorded: it is not enough, or it stands in the way, or it comes later.
  void of_entry(Missing& missing, const Reason& reason) const {
    const Entry& entry = model_[reason.entry];
    missing.text = reason.minus ? name_of(model_, reason.state.subject) + " no longer " +
                                      std::string(to_string(reason.state.state))
                                : name_of(model_, reason.state);
    if (entry.acts_from > on_ && !reason.minus) {
      missing.comes = entry.acts_from;
    } else {
      missing.so_far = words(model_, entry) + " on " + words(entry.acts_from);
    }
  }

  // One of the alternatives is enough: they are one thing that is missing.
  void choice(const Reason& reason, const Reason* clause, std::vector<Missing>& found) const {
    std::vector<Missing> alternatives;
    for (const Reason& child : reason.children) collect(child, clause, alternatives);
    if (alternatives.size() <= 1) {
      for (Missing& each : alternatives) add(std::move(each), found);
      return;
    }
    Missing all = alternatives.front();
    all.state = {};
    for (std::size_t i = 1; i < alternatives.size(); ++i) {
      all.text += " or " + alternatives[i].text;
      for (PartyId actor : alternatives[i].actors) {
        if (std::find(all.actors.begin(), all.actors.end(), actor) == all.actors.end()) {
          all.actors.push_back(actor);
        }
      }
    }
    if (reason.text.starts_with("at least ")) all.text = reason.text + ": " + all.text;
    add(std::move(all), found);
  }

  // Where an agreement has a rule of its own for entry into force, that says more than "nobody has recorded
  // it".
  static void forget_bare(const Reason& reason, std::size_t before, std::vector<Missing>& found) {
    if (reason.kind != Reason::Kind::state || reason.state.state != State::in_force) return;
    if (found.size() - before < 2) return;
    const auto begin = found.begin() + static_cast<std::ptrdiff_t>(before);
    found.erase(
        std::remove_if(begin, found.end(), [&](const Missing& each) { return each.state == reason.state; }),
        found.end());
  }

  static void add(Missing missing, std::vector<Missing>& found) {
    for (const Missing& other : found) {
      if (other.text == missing.text) return;
    }
    found.push_back(std::move(missing));
  }

  const Model& model_;
  Date on_;
};

// What has come about once and for all: nothing that it rests on can end it.
bool stays(const Reason& reason) {
  return reason.kind == Reason::Kind::clause &&
         (reason.text.starts_with("once ") || reason.text == "by its own rule");
}

void collect_ends(const Model& model, const Reason& reason, std::vector<Missing>& ends) {
  if (reason.fails() || stays(reason)) return;
  Missing end;
  end.kind = reason.kind;
  end.place = reason.place;
  end.cite = reason.cite;
  end.state = reason.state;
  const auto add = [&](std::string text) {
    end.text = std::move(text);
    for (const Missing& other : ends) {
      if (other.text == end.text) return;
    }
    ends.push_back(end);
  };
  switch (reason.kind) {
    case Reason::Kind::date: {
      const Date end_day = reason.days.empty() ? Date::max_value() : reason.days.intervals().back().end;
      if (end_day.bounded()) add(words(end_day - 1) + " has passed");
      return;
    }
    case Reason::Kind::state:
      if (!reason.minus && (reason.days.is_all() || lasts(reason.state.state))) return;
      add(name_of(model, reason.state.subject) + " " +
          state_words(model, reason.state, reason.minus ? Holding::holds : Holding::no_longer));
      return;
    case Reason::Kind::entry:
    case Reason::Kind::missing:
      if (!reason.state.subject.valid() || !reason.minus) return;
      add(name_of(model, reason.state.subject) + " " + state_words(model, reason.state, Holding::holds));
      return;
    case Reason::Kind::metric:
    case Reason::Kind::membership:
    case Reason::Kind::duration: add("no longer " + reason.text.substr(0, reason.text.find(": "))); return;
    case Reason::Kind::clause:
    case Reason::Kind::logic:
      for (const Reason& child : reason.children) collect_ends(model, child, ends);
      return;
    case Reason::Kind::text:
    case Reason::Kind::repeated: return;
  }
}

}  // namespace

std::vector<Missing> missing_of(const World& world, const StateKey& state, Date on) {
  std::vector<Missing> found;
  const Reason reason = explain_failing(world, state, on);
  Collector(world, on).collect(reason, nullptr, found);
  return found;
}

std::vector<Missing> ends_of(const World& world, const Reason& reason) {
  std::vector<Missing> ends;
  for (const Reason& child : reason.children) collect_ends(world.model, child, ends);
  return ends;
}

std::string state_words(const Model& model, const StateKey& key, Holding holding) {
  static constexpr std::array<std::string_view, 4> verbs = {"is ", "has been ", "is not ", "is no longer "};
  const bool holds = holding == Holding::holds || holding == Holding::has_held;
  std::string_view verb = verbs[static_cast<std::size_t>(holding)];
  std::string_view word = to_string(key.state);
  const bool framework =
      key.subject.kind == SubjectKind::agreement && model[key.subject.agreement()].operative;
  if (key.state == State::notice_given) {
    word = "under notice";
  } else if (key.state == State::expired || key.state == State::lapsed) {
    verb = holds ? "has " : "has not ";
  } else if (key.state == State::in_force && framework) {
    word = "operative";
  }
  std::string text = std::string(verb) + std::string(word);
  if (key.by.valid()) text += " by " + party_words(model, key.by);
  return text;
}

}  // namespace quid
