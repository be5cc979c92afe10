// The rings, in words. core/deadlock finds them; here each step is worded where the text causes it.
#include <algorithm>
#include <optional>

#include "core/model/words.hpp"
#include "core/states/deadlock.hpp"
#include "dsl/check/rules.hpp"

namespace quid::dsl {

namespace {

// Whether what the part asks for ends what asks: then a minus sign is part of the clause's own words.
bool takes_away(Part part) {
  return part == Part::unless || part == Part::until || part == Part::through || part == Part::expiry;
}

// One step, to be read without the others: "`a` starts only once `b` is in effect".
class StepWords {
 public:
  StepWords(const World& world) : model_(world.model), graph_(world.graph) {}

  std::string operator()(const CycleStep& step) const {
    const StateKey from = graph_.key(step.state);
    const StateKey on = graph_.key(step.dependency.on);
    const Dependency& why = step.dependency;
    const std::string who = quoted(model_, from.subject);
    if (step.by_promise) return who + " is to be performed only once it is in effect";
    // A minus sign beyond the one of the clause itself: `once not b in effect`.
    const std::string what = state_words(model_, on, why.minus == takes_away(why.part));
    const std::string_view only = why.is_one_of_several ? "" : "only ";
    const auto says = [&](std::string_view verb, std::string_view plain_verb) {
      return who + (why.is_one_of_several ? " can " : " ") +
             std::string(why.is_one_of_several ? plain_verb : verb) + " " + std::string(only);
    };
    switch (why.part) {
      case Part::once:
        if (from.state == State::reached) return says("is reached", "be reached") + "once " + what;
        return says("starts", "start") + "once " + what;
      case Part::while_: return says("holds", "hold") + "while " + what;
      case Part::unless: return who + " does not hold while " + what;
      case Part::until: return who + " ends once " + what;
      case Part::from: return who + " starts only when " + what;
      case Part::through: return who + " ends when " + what;
      case Part::rule:
        return deal(from) + (is_operative(from) ? " becomes operative " : " enters into force ") +
               std::string(only) + "once " + what;
      case Part::provisional: return deal(from) + " is provisionally applied once " + what;
      case Part::expiry: return deal(from) + " expires when " + what;
      case Part::authority: return who + " stands only while " + what;
      case Part::implements: return who + " counts as performed while " + what;
      default: return who + " holds only while " + what;
    }
  }

 private:
  AgreementId agreement(const StateKey& key) const {
    return key.subject.kind == SubjectKind::agreement ? key.subject.agreement()
                                                      : model_[key.subject.provision()].agreement;
  }
  std::string deal(const StateKey& key) const { return quoted(model_, Subject::of(agreement(key))); }
  bool is_operative(const StateKey& key) const { return model_[agreement(key)].operative; }

  const Model& model_;
  const Graph& graph_;
};

// The subjects of a cycle in its order, each once.
std::vector<std::string> names_in(const World& world, const Cycle& cycle) {
  std::vector<Subject> subjects;
  for (const CycleStep& step : cycle) {
    const Subject subject = world.graph.key(step.state).subject;
    if (std::find(subjects.begin(), subjects.end(), subject) == subjects.end()) subjects.push_back(subject);
  }
  std::vector<std::string> names;
  for (const Subject subject : subjects) names.push_back(quoted(world.model, subject));
  return names;
}

// All steps at their places; the first is the finding's own.
Diagnostic finding(DiagnosticKind kind, const World& world, const Cycle& cycle, std::string message) {
  const StepWords words(world);
  Diagnostic result{kind, std::move(message), cycle[0].dependency.place, words(cycle[0]), {}, {}, {}};
  for (std::size_t i = 1; i < cycle.size(); ++i) {
    result.related.push_back({cycle[i].dependency.place, words(cycle[i])});
  }
  return result;
}

std::string each_waits(const std::vector<std::string>& names) {
  if (names.size() == 1) return names[0] + " waits for itself";
  if (names.size() == 2) return names[0] + " and " + names[1] + " each wait for the other";
  return a_few(names) + " wait for one another in a ring";
}

// -- circular-unlock

// "`a` or `b` is performed before it is in effect".
std::string acts_in_words(const World& world, const Deadlock& deadlock) {
  const Model& model = world.model;
  const std::string_view conjunction = deadlock.together ? "and" : "or";
  std::vector<std::string> performed;
  std::vector<std::string> deals;
  for (const StateKey& act : deadlock.ways_out) {
    std::string name = quoted(model, act.subject);
    if (act.state == State::in_force) {
      deals.push_back(std::move(name));
      continue;
    }
    if (act.by.valid()) name = std::string(model[act.by].code) + "'s part of " + name;
    performed.push_back(std::move(name));
  }
  std::string text;
  if (!performed.empty()) {
    const bool several = deadlock.together && performed.size() > 1;
    text = a_few(performed, conjunction) +
           (several ? " are performed before they are in effect" : " is performed before it is in effect");
  }
  if (deals.empty()) return text;
  if (!text.empty()) text += ", " + std::string(conjunction) + " ";
  return text + "an entry puts " + a_few(deals, conjunction) + " in force ahead of its rule";
}

std::string outlook(const World& world, const Deadlock& deadlock, std::size_t members) {
  if (deadlock.ways_out.empty()) {
    return members == 1   ? "it will never start"
           : members == 2 ? "neither will ever start"
                          : "none will ever start";
  }
  return (members == 1 ? "it starts only if " : "they start only if ") + acts_in_words(world, deadlock);
}

// Whether somebody wrote it as a clause; the others follow from where a thing stands.
bool is_written(const CycleStep& step) {
  if (step.by_promise) return false;
  switch (step.dependency.part) {
    case Part::once:
    case Part::while_:
    case Part::unless:
    case Part::until:
    case Part::from:
    case Part::through:
    case Part::rule:
    case Part::provisional:
    case Part::expiry: return true;
    default: return false;
  }
}

// Begins the ring at the first clause that somebody wrote, rather than at a step that follows from the form.
void begin_at_a_clause(Cycle& ring) {
  auto first = ring.end();
  for (auto at = ring.begin(); at != ring.end(); ++at) {
    if (!is_written(*at)) continue;
    const auto rank = [](const CycleStep& step) {
      return std::pair(step.dependency.place.file, step.dependency.place.begin);
    };
    if (first == ring.end() || rank(*at) < rank(*first)) first = at;
  }
  if (first != ring.end()) std::rotate(ring.begin(), first, ring.end());
}

// What is certain to open the ring: a condition for entry into force that binds nobody, or a state that comes
// before all that a deal does.
std::string help_words(const Checked& checked, const Cycle& ring) {
  const Model& model = checked.model;
  const Graph& graph = checked.world.graph;
  const auto source = [&](const CycleStep& step) {
    return quoted(checked.sources.text(step.dependency.place));
  };
  for (const CycleStep& step : ring) {
    const StateKey from = graph.key(step.state);
    const StateKey on = graph.key(step.dependency.on);
    if (from.state != State::in_force || on.state != State::performed) continue;
    if (model[on.subject.provision()].agreement != from.subject.agreement()) continue;
    return "a condition for entry into force is a `milestone`, which waits for nothing: write `" +
           std::string(model[on.subject.provision()].name) + " reached` in place of " + source(step);
  }
  // The ring begins at a clause.
  const StateKey on = graph.key(ring[0].dependency.on);
  const AgreementId agreement = on.subject.kind == SubjectKind::agreement ? on.subject.agreement()
                                : on.subject.kind == SubjectKind::provision
                                    ? model[on.subject.provision()].agreement
                                    : AgreementId{};
  if (!agreement.valid()) return {};
  return "let one side move first: write `" + name_of(model, Subject::of(agreement)) +
         " signed` in place of " + source(ring[0]);
}

// `simultaneous` works on states that the text decides, so on a ring that needs no promise of its own.
std::string together_words(const World& world, const Cycle& ring) {
  std::vector<Subject> members;
  for (const CycleStep& step : ring) {
    if (step.by_promise) return {};
    const StateKey key = world.graph.key(step.state);
    if (key.state != State::in_effect) return {};
    if (std::find(members.begin(), members.end(), key.subject) == members.end())
      members.push_back(key.subject);
  }
  if (members.size() < 2 || members.size() > 4) return {};
  std::string list;
  for (const Subject member : members) list += (list.empty() ? "" : ", ") + name_of(world.model, member);
  return "or let them move together: write `simultaneous { " + list + " }`";
}

}  // namespace

void check_contradicts_itself(const Checked& checked, Diagnostics& found) {
  const World& world = checked.world;
  for (const Cycle& cycle : contradictions(world.graph)) {
    const auto signs = std::count_if(cycle.begin(), cycle.end(),
                                     [](const CycleStep& step) { return step.dependency.minus; });
    const std::vector<std::string> names = names_in(world, cycle);
    const std::string to_know = "to work out the days of " + names[0];
    const bool undecided = signs % 2 == 0;
    std::string message;
    std::string note;
    if (undecided) {
      message = names.size() == 2 ? names[0] + " and " + names[1] + " each give way to the other"
                                  : a_few(names) + " give way to one another in a ring";
      note = "each could hold in place of the other, and the text does not say which";
    } else {
      message = names[0] + " depends on its own absence";
      if (names.size() > 1) message += ", through " + a_few({names.begin() + 1, names.end()});
      note = to_know + " one would have to know them already";
    }
    Diagnostic diagnostic = finding(DiagnosticKind::contradicts_itself, world, cycle, std::move(message));
    diagnostic.notes.push_back(std::move(note));
    found.push_back(std::move(diagnostic));
  }
}

void check_timed_cycle(const Checked& checked, Diagnostics& found) {
  const World& world = checked.world;
  for (const Cycle& cycle : timed_cycles(world.graph)) {
    const std::vector<std::string> names = names_in(world, cycle);
    const std::string message =
        (names.size() == 1 ? names[0] + " waits for itself" : a_few(names) + " wait for one another") +
        ", with a waiting time in between";
    Diagnostic diagnostic = finding(DiagnosticKind::timed_cycle, world, cycle, message);
    diagnostic.notes.push_back("to work out the days of " + names[0] +
                               " one would have to know them already");
    diagnostic.help.push_back({"let the waiting time count from something outside the ring", {}});
    found.push_back(std::move(diagnostic));
  }
}

void check_circular_unlock(const Checked& checked, Diagnostics& found) {
  const World& world = checked.world;
  for (Deadlock& deadlock : deadlocks(world)) {
    begin_at_a_clause(deadlock.ring);
    const std::vector<std::string> names = names_in(world, deadlock.ring);
    Diagnostic diagnostic = finding(DiagnosticKind::circular_unlock, world, deadlock.ring,
                                    each_waits(names) + ": " + outlook(world, deadlock, names.size()));
    if (deadlock.alike > 0) {
      diagnostic.notes.push_back(
          "the same text makes " + std::to_string(deadlock.alike) +
          (deadlock.alike == 1 ? " more ring, of another member" : " more rings, of other members"));
    }
    if (std::string help = help_words(checked, deadlock.ring); !help.empty())
      diagnostic.help.push_back({std::move(help), {}});
    if (std::string help = together_words(world, deadlock.ring); !help.empty()) {
      diagnostic.help.push_back({std::move(help), {}});
    }
    found.push_back(std::move(diagnostic));
  }
}

void check_lonely_simultaneous(const Checked& checked, Diagnostics& found) {
  const Model& model = checked.model;
  const std::vector<LonelyMember> lonely = lonely_members(checked.world);
  for (std::size_t begin = 0, end = 0; begin < lonely.size(); begin = end) {
    const std::size_t declaration = lonely[begin].declaration;
    while (end < lonely.size() && lonely[end].declaration == declaration) ++end;
    const Simultaneous& simultaneous = model.simultaneous[declaration];
    const auto valid =
        static_cast<std::size_t>(std::count_if(simultaneous.members.begin(), simultaneous.members.end(),
                                               [](Subject member) { return member.valid(); }));
    if (valid < simultaneous.members.size()) continue;
    if (end - begin == valid) {
      std::vector<std::string> names;
      for (const Subject member : simultaneous.members) names.push_back(quoted(model, member));
      const std::string message =
          names.size() == 1 ? names[0] + " stands alone in `simultaneous`"
                            : a_few(names) + " do not wait for one another: `simultaneous` changes nothing";
      Diagnostic diagnostic{DiagnosticKind::lonely_simultaneous, message, simultaneous.places[0], ""};
      for (std::size_t i = 0; i < simultaneous.places.size(); ++i) {
        std::string label = names.size() == 1
                                ? "there is nothing that it could move together with"
                                : "no other member waits for " + names[i] + " and is waited for by it";
        if (i == 0) {
          diagnostic.label = std::move(label);
        } else {
          diagnostic.related.push_back({simultaneous.places[i], std::move(label)});
        }
      }
      diagnostic.notes.push_back("members start together only where each waits for the other");
      found.push_back(std::move(diagnostic));
      continue;
    }
    for (std::size_t i = begin; i < end; ++i) {
      const std::size_t member = lonely[i].member;
      const std::string name = quoted(model, simultaneous.members[member]);
      found.push_back({DiagnosticKind::lonely_simultaneous,
                       name + " is in no ring with the other members: `simultaneous` does not move it",
                       simultaneous.places[member],
                       "no other member waits for " + name + " and is waited for by it",
                       {},
                       {"members start together only where each waits for the other"}});
    }
  }
}

}  // namespace quid::dsl
