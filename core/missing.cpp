#include "core/missing.hpp"

#include <algorithm>

#include "core/words.hpp"

namespace quid {

namespace {

// A step fails where it does not hold, and under `minus` where it does.
bool fails(const Reason& reason) {
  return reason.minus == reason.holds;
}

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
  explicit Collector(const World& world) : model_(world.model) {}

  void collect(const Reason& reason, const Reason* clause, std::vector<Missing>& found) const {
    if (!fails(reason)) return;
    if (reason.kind == Reason::Kind::clause || clause == nullptr) clause = &reason;
    if (is_choice(reason) && !reason.minus) return choice(reason, clause, found);
    const std::size_t before = found.size();
    bool deeper = false;
    for (const Reason& child : reason.children) {
      if (!fails(child)) continue;
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
    if (!reason.state.subject.valid()) return missing;
    if (reason.kind == Reason::Kind::missing) missing.text = name_of(model_, reason.state);
    // Something is recorded, and it is not enough, or it stands in the way.
    if (reason.kind == Reason::Kind::entry) {
      missing.text = reason.minus ? name_of(model_, reason.state.subject) + " no longer " +
                                        std::string(to_string(reason.state.state))
                                  : name_of(model_, reason.state);
      missing.so_far = reason.text;
    }
    return missing;
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
};

void collect_ends(const Model& model, const Reason& reason, std::vector<Missing>& ends) {
  if (fails(reason)) return;
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
    case Reason::Kind::clause:
      if (reason.text.starts_with("once ")) return;  // what has happened stays so
      for (const Reason& child : reason.children) collect_ends(model, child, ends);
      return;
    case Reason::Kind::state:
      if (reason.days.is_all() && !reason.minus) return;
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
    case Reason::Kind::logic:
      for (const Reason& child : reason.children) collect_ends(model, child, ends);
      return;
    case Reason::Kind::text:
    case Reason::Kind::repeated: return;
  }
}

}  // namespace

std::vector<Missing> missing_of(const World& world, const Reason& reason) {
  std::vector<Missing> found;
  Collector(world).collect(reason, nullptr, found);
  return found;
}

std::vector<Missing> ends_of(const World& world, const Reason& reason) {
  std::vector<Missing> ends;
  for (const Reason& child : reason.children) collect_ends(world.model, child, ends);
  return ends;
}

std::string state_words(const Model& model, const StateKey& key, Holding holding) {
  const bool holds = holding == Holding::holds;
  std::string_view verb = holds ? "is " : holding == Holding::holds_not ? "is not " : "is no longer ";
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
