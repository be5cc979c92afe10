#include "dsl/query/readings.hpp"

#include <algorithm>
#include <tuple>

namespace quid::dsl {

namespace {

bool has_open(const Model& model) {
  const auto open = [](const auto& each) { return !each.open.empty(); };
  return std::any_of(model.terms.begin(), model.terms.end(), open) ||
         std::any_of(model.agreements.begin(), model.agreements.end(), open);
}

void collect_subjects(const World& world, const StateKey& key, std::set<Subject>& subjects) {
  const Graph& graph = world.graph;
  subjects.insert(key.subject);
  const StateId start = graph.find(key);
  if (!start.valid()) return;
  std::vector<bool> seen(graph.size(), false);
  std::vector<StateId> stack{start};
  seen[start.index()] = true;
  while (!stack.empty()) {
    const StateId state = stack.back();
    stack.pop_back();
    subjects.insert(graph.key(state).subject);
    for (const Dependency& dependency : graph.dependencies(state)) {
      if (seen[dependency.on.index()]) continue;
      seen[dependency.on.index()] = true;
      stack.push_back(dependency.on);
    }
  }
}

// The parties of all deals, and who takes measures, in the order of the text.
std::vector<PartyId> parties_of_deals(const Model& model) {
  std::vector<PartyId> parties;
  for (const Agreement& agreement : model.agreements) {
    parties.insert(parties.end(), agreement.parties.begin(), agreement.parties.end());
  }
  for (const Measure& measure : model.measures) {
    const std::span<const PartyId> by = givers(model, measure.provision);
    parties.insert(parties.end(), by.begin(), by.end());
  }
  return parties;
}

// The parties who have text of their own in each bracket, in order of file and place.
std::vector<std::pair<Span, std::vector<std::string>>> bracket_parties(const Syntax& syntax) {
  std::vector<std::pair<Span, std::vector<std::string>>> brackets;
  for (const ast::File& file : syntax.files) {
    const auto add_names = [&](ast::NodeId list) {
      for (ast::NodeId name : ast::children(file, list)) {
        if (file[name].kind == ast::Kind::name) brackets.back().second.emplace_back(file.text_of(name));
      }
    };
    for (std::uint32_t i = 0; i < file.nodes.size(); ++i) {
      const ast::NodeId node{i};
      if (file[node].kind != ast::Kind::bracket && file[node].kind != ast::Kind::open_mark) continue;
      brackets.push_back({file.span_of(node), {}});
      if (file[node].kind == ast::Kind::open_mark) add_names(node);
      for (ast::NodeId alternative : ast::children(file, node)) {
        for (ast::NodeId label : ast::children(file, alternative)) {
          const bool names_readers =
              file[label].kind == ast::Kind::label || file[label].kind == ast::Kind::private_mark;
          if (names_readers) add_names(label);
        }
      }
    }
  }
  return brackets;
}

}  // namespace

AllReadings::AllReadings(const Workspace& workspace)
    : agreed_(*workspace.compilation(Reading{}).world), named_(bracket_parties(workspace.syntax())) {
  const Model& model = agreed_.model;
  has_brackets_ = has_open(model);
  if (!has_brackets_) return;
  std::set<std::string> parties;
  for (const auto& [bracket, names] : named_) parties.insert(names.begin(), names.end());
  for (const std::string& party : parties) {
    numbers_.emplace(party, ones_.size());
    add(workspace, party);
  }
  for (PartyId party : parties_of_deals(model)) {
    const std::string code(model[party].code);
    if (parties.count(code) != 0) continue;
    add(workspace, code);
    break;
  }
}

void AllReadings::add(const Workspace& workspace, const std::string& party) {
  One one{party, workspace.compilation(Reading{party}).world.get(), nullptr};
  if (has_open(one.world->model)) {
    Model model = one.world->model;
    for (Terms& terms : model.terms) terms.open = {};
    one.settled = std::make_unique<World>(std::move(model));
  }
  ones_.push_back(std::move(one));
}

const AllReadings::One& AllReadings::reading_of(std::string_view party) const {
  const auto found = numbers_.find(party);
  return found == numbers_.end() ? ones_.back() : ones_[found->second];
}

// In any reading: the text of a bracket may name what the agreed text does not.
std::set<Subject> AllReadings::rests_on(const StateKey& key) const {
  std::set<Subject> subjects;
  collect_subjects(agreed_, key, subjects);
  for (const One& one : ones_) collect_subjects(*one.world, key, subjects);
  return subjects;
}

// Its brackets, and the parties whose readings of them count.
void AllReadings::collect_brackets(Subject subject, std::vector<Span>& brackets,
                                   std::set<std::string_view>& parties) const {
  const Model& model = agreed_.model;
  const std::size_t before = brackets.size();
  std::span<const PartyId> sides;
  if (subject.kind == SubjectKind::agreement) {
    const Agreement& agreement = model[subject.agreement()];
    for (PlaceId place : agreement.open) brackets.push_back(model[place]);
    sides = agreement.parties;
  } else if (subject.kind == SubjectKind::provision) {
    const Provision& provision = model[subject.provision()];
    for (TermsId terms : provision.terms) {
      for (PlaceId place : model[terms].open) brackets.push_back(model[place]);
    }
    sides = provision.agreement.valid() ? std::span(model[provision.agreement].parties)
                                        : givers(model, subject.provision());
  }
  if (brackets.size() == before) return;
  for (PartyId side : sides) parties.insert(model[side].code);
  for (std::size_t i = before; i < brackets.size(); ++i) {
    const auto found = std::find_if(named_.begin(), named_.end(),
                                    [&](const auto& each) { return each.first == brackets[i]; });
    if (found != named_.end()) parties.insert(found->second.begin(), found->second.end());
  }
}

std::vector<AllReadings::Named> AllReadings::all() const {
  if (!has_brackets_) return {{"as agreed", &agreed_}};
  std::vector<Named> list;
  for (const One& one : ones_) {
    const bool is_named = numbers_.contains(one.party);
    const std::string words = is_named ? "as " + one.party + " reads it" : "as others read it";
    list.push_back({words, one.world});
    if (one.settled) list.push_back({words + ", the rest settled", one.settled.get()});
  }
  return list;
}

Readings AllReadings::of(const StateKey& key) const {
  Readings result;
  std::set<std::string_view> parties;
  if (has_brackets_) {
    for (Subject subject : rests_on(key)) collect_brackets(subject, result.brackets, parties);
  }
  if (parties.empty()) {
    result.always = agreed_.days(key);
    result.never = ~result.always;
    return result;
  }
  result.always = DaySet::all();
  DaySet ever;
  const auto read = [&](const World& world) {
    const DaySet days = world.days(key);
    result.always &= days;
    ever |= days;
  };
  for (std::string_view party : parties) {
    const One& one = reading_of(party);
    read(*one.world);
    if (one.settled) read(*one.settled);
  }
  result.never = ~ever;
  result.depends = ever - result.always;
  std::sort(result.brackets.begin(), result.brackets.end(), [](const Span& a, const Span& b) {
    return std::tuple(a.file, a.begin, a.end) < std::tuple(b.file, b.begin, b.end);
  });
  result.brackets.erase(std::unique(result.brackets.begin(), result.brackets.end()), result.brackets.end());
  if (result.depends.empty()) result.brackets.clear();
  return result;
}

}  // namespace quid::dsl
