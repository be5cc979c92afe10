#include "dsl/query/query.hpp"

#include <algorithm>
#include <utility>

#include "dsl/findings/diagnostic.hpp"
#include "dsl/findings/spelling.hpp"
#include "dsl/findings/wording.hpp"
#include "dsl/names/naming.hpp"

namespace quid::dsl {

namespace {

QueryMistake unknown(std::string message, std::string_view name, const std::vector<std::string>& candidates) {
  const std::vector<std::string_view> views(candidates.begin(), candidates.end());
  QueryMistake mistake{std::move(message), {}};
  if (const std::optional<std::string_view> near = nearest(name, views)) {
    mistake.help = "did you mean " + quoted(*near) + "?";
  }
  return mistake;
}

Subject subject_of(const Deal& deal) {
  switch (deal.kind) {
    case DealKind::agreement: return Subject::of(AgreementId(deal.index));
    case DealKind::measure: return Subject::of(deal.own);
    case DealKind::authority: return Subject::of(AuthorityId(deal.index));
    case DealKind::proposal: return Subject::of(ProposalId(deal.index));
    case DealKind::invariant: break;
  }
  return {};
}

// The words with single spaces between them.
std::vector<std::string> split(std::string_view text) {
  std::vector<std::string> words;
  std::string word;
  for (char c : text) {
    const bool space = c == ' ' || c == '\t' || c == '\n' || c == ',';
    if (!space) word += c;
    if (space && !word.empty()) words.push_back(std::exchange(word, {}));
  }
  if (!word.empty()) words.push_back(std::move(word));
  return words;
}

std::vector<std::string_view> states_of(const Model& model, Subject subject) {
  std::vector<std::string_view> words;
  for (std::size_t i = 0; i < state_count; ++i) {
    const auto state = static_cast<State>(i);
    if (has_state(model, {subject, state, {}})) words.push_back(to_string(state));
  }
  return words;
}

}  // namespace

State main_state(const Model& model, Subject subject) {
  switch (subject.kind) {
    case SubjectKind::agreement: return State::in_force;
    case SubjectKind::authority: return State::standing;
    case SubjectKind::proposal: return State::adopted;
    case SubjectKind::provision: break;
  }
  const ProvisionKind kind = model[subject.provision()].kind;
  return kind == ProvisionKind::milestone || kind == ProvisionKind::target ? State::reached
                                                                           : State::in_effect;
}

std::vector<std::string> names_to_ask(const Model& model) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < model.agreements.size(); ++i)
    names.push_back(name_of(model, Subject::of(AgreementId(i))));
  for (std::size_t i = 0; i < model.provisions.size(); ++i) names.push_back(name_of(model, ProvisionId(i)));
  for (std::size_t i = 0; i < model.authorities.size(); ++i)
    names.push_back(name_of(model, Subject::of(AuthorityId(i))));
  for (std::size_t i = 0; i < model.proposals.size(); ++i)
    names.push_back(name_of(model, Subject::of(ProposalId(i))));
  std::sort(names.begin(), names.end());
  return names;
}

std::variant<Subject, QueryMistake> find_subject(const Symbols& symbols, const Model& model,
                                                 std::string_view name) {
  const RefText ref = ref_text(name);
  const std::uint32_t number = symbols.find_deal(ref.first);
  if (number == NameTable::none || symbols.deals[number].kind == DealKind::invariant) {
    // The name may be that of a provision, without its deal.
    if (ref.second.empty()) {
      for (std::uint32_t i = 0; i < symbols.deals.size(); ++i) {
        const std::optional<ProvisionName> found = symbols.find_provision(i, ref.first);
        if (found && !found->provisions.empty()) {
          return QueryMistake{"nothing is called " + quoted(name),
                              "did you mean " + quoted(name_of(model, found->provisions[0])) + "?"};
        }
      }
    }
    std::vector<std::string> candidates;
    for (const Deal& deal : symbols.deals) {
      if (deal.kind != DealKind::invariant) candidates.emplace_back(deal.name);
    }
    return unknown("nothing is called " + quoted(ref.first), ref.first, candidates);
  }
  const Deal& deal = symbols.deals[number];
  if (ref.second.empty()) {
    if (!ref.index.empty()) return QueryMistake{quoted(ref.first) + " has no members", {}};
    return subject_of(deal);
  }
  const std::optional<ProvisionName> found = symbols.find_provision(number, ref.second);
  if (!found) {
    std::vector<std::string> candidates;
    for (ProvisionId id : deal.provisions) candidates.push_back(name_of(model, id));
    return unknown(quoted(ref.first) + " has no provision " + quoted(ref.second), name, candidates);
  }
  if (!found->is_set()) {
    if (!ref.index.empty())
      return QueryMistake{quoted(ref.second) + " is one provision and has no members", {}};
    return Subject::of(found->provisions[0]);
  }
  const ProvisionSet& set = symbols.sets[found->set];
  if (ref.index.empty()) {
    std::vector<std::string> members;
    for (ProvisionId id : set.provisions) members.push_back(name_of(model, id));
    const std::vector<std::string_view> views(members.begin(), members.end());
    return QueryMistake{quoted(name) + " is one provision for each member of a group",
                        views.empty() ? std::string() : "ask about " + listed(views)};
  }
  const Who who = symbols.find_who(ref.index);
  const ProvisionId member = who.valid() ? symbols.member(set, who) : ProvisionId{};
  if (!member.valid()) return QueryMistake{quoted(ref.second) + " has no member " + quoted(ref.index), {}};
  return Subject::of(member);
}

std::variant<StateKey, QueryMistake> parse_state_query(const Symbols& symbols, const Model& model,
                                                       std::string_view text) {
  const std::vector<std::string> words = split(text);
  if (words.empty()) return QueryMistake{"the question names nothing", {}};
  std::variant<Subject, QueryMistake> found = find_subject(symbols, model, words[0]);
  if (std::holds_alternative<QueryMistake>(found)) return std::get<QueryMistake>(std::move(found));
  StateKey key{std::get<Subject>(found), {}, {}};
  std::string state;
  std::size_t at = 1;
  for (; at < words.size() && words[at] != "by"; ++at) state += (state.empty() ? "" : " ") + words[at];
  if (state.empty()) {
    key.state = main_state(model, key.subject);
  } else {
    const std::optional<State> named = find_state(state);
    if (!named || !has_state(model, {key.subject, *named, {}})) {
      const std::vector<std::string_view> fitting = states_of(model, key.subject);
      QueryMistake mistake{quoted(name_of(model, key.subject)) + " has no state " + quoted(state), {}};
      const std::optional<std::string_view> near = nearest(state, fitting);
      mistake.help =
          near ? "did you mean " + quoted(*near) + "?" : "its states are " + listed(fitting, "and");
      return mistake;
    }
    key.state = *named;
  }
  if (at < words.size()) {
    if (at + 1 >= words.size()) return QueryMistake{"`by` whom?", {}};
    key.by = symbols.find_party(words[at + 1]);
    if (!key.by.valid())
      return QueryMistake{quoted(words[at + 1]) + " is no country and no declared party", {}};
    if (!names_a_party(key.state))
      return QueryMistake{quoted(to_string(key.state)) + " is not by anybody", {}};
  }
  return key;
}

}  // namespace quid::dsl
