// A question is asked once more for each way in which a fact that was not given can turn out.
#pragma once

#include <algorithm>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/treatments/cases.hpp"
#include "core/treatments/schedule.hpp"

namespace quid {

// What a comparison of duties lacks that knows neither.
inline constexpr std::string_view amounts_fact = "quantity and value";

// The shipment with the fact settled in one way, and words for that way: `>= 95%`, `in tier-1`, `HS 7204`.
struct Alternative {
  Shipment shipment;
  std::string words;
};

// All ways that these rules tell apart; together they are every way there is. Empty where the fact is an
// amount that no test bounds, or was given and says too little.
std::vector<Alternative> alternatives(const Schedule& schedule, const Shipment& shipment, Lacks lacks,
                                      const std::vector<RuleId>& rules);

// The facts that the shipment lacks and that any of these rules may ask for.
std::vector<std::string> facts_asked_for(const Schedule& schedule, const Shipment& shipment, Lacks first,
                                         const std::vector<RuleId>& rules);

// The shipment, and what is presumed of it where it does not say.
Shipment with_presumptions(const Model& model, const Shipment& shipment);
// Of these facts those that are presumed, where the shipment does not say. Sorted as they are.
std::vector<PresumedFact> presumed_of(const Model& model, const Shipment& shipment,
                                      const std::vector<std::string>& facts);

// Answers one question, or names a fact on which the answer turns; `rules` are then those that were
// considered.
template <class Result>
using Ask = std::function<Known<Result>(const Shipment& shipment, std::vector<RuleId>& rules)>;

// How far the ways are followed: so many facts deep, so many questions in all.
inline constexpr int most_facts = 12;
inline constexpr int most_questions = 1000;

namespace detail {

template <class Result>
struct Branch {
  std::string words;
  std::vector<Case<Result>> cases;
};

template <class Result>
struct Following {
  const Schedule& schedule;
  const Ask<Result>& ask;
  int questions = 0;
  bool cut_short = false;
};

template <class Result>
void keep_least(Result& into, const Result& other) {
  keep_common(into.covered, other.covered);
  into.headroom_varies |= other.headroom_varies;
  if (!other.headroom) {
    into.headroom_varies |= into.headroom.has_value();
  } else if (!into.headroom || other.headroom->left.amount < into.headroom->left.amount) {
    into.headroom = other.headroom;
    into.headroom_varies = true;
  } else if (into.headroom->left.amount != other.headroom->left.amount) {
    into.headroom_varies = true;
  }
}

// Ways that come to the same are one.
template <class Result>
void join(Branch<Result> found, std::vector<Branch<Result>>& branches) {
  const auto same = [](const Case<Result>& a, const Case<Result>& b) {
    return a.facts == b.facts && same_outcome(a, b);
  };
  for (Branch<Result>& branch : branches) {
    if (!std::equal(branch.cases.begin(), branch.cases.end(), found.cases.begin(), found.cases.end(), same))
      continue;
    for (std::size_t i = 0; i < found.cases.size(); ++i) keep_least<Result>(branch.cases[i], found.cases[i]);
    if (branch.words != found.words) branch.words += " or " + found.words;
    return;
  }
  branches.push_back(std::move(found));
}

template <class Result>
std::vector<Case<Result>> follow(Following<Result>& all, const Shipment& shipment, int depth) {
  std::vector<RuleId> rules;
  Known<Result> found = all.ask(shipment, rules);
  ++all.questions;
  std::vector<Case<Result>> cases(1);
  if (found.known()) {
    static_cast<Result&>(cases[0]) = std::move(*found);
    return cases;
  }
  const Lacks lacks = found.lacks();
  const std::vector<Alternative> ways = alternatives(all.schedule, shipment, lacks, rules);
  const bool too_many = depth >= most_facts || all.questions >= most_questions;
  if (ways.empty() || too_many) {
    if (ways.empty() && lacks.fact == amounts_fact) {
      cases[0].lacks = {std::string(to_string(Fact::quantity)), std::string(to_string(Fact::value))};
    } else if (ways.empty()) {
      cases[0].lacks = {std::string(lacks.fact)};
    } else {
      cases[0].lacks = facts_asked_for(all.schedule, shipment, lacks, rules);
      all.cut_short = true;
    }
    return cases;
  }
  std::vector<Branch<Result>> branches;
  for (const Alternative& way : ways)
    join<Result>({way.words, follow(all, way.shipment, depth + 1)}, branches);
  if (branches.size() == 1) return std::move(branches[0].cases);
  cases.clear();
  for (Branch<Result>& branch : branches) {
    for (Case<Result>& one : branch.cases) {
      // Of goods that were told apart twice, the finer stand.
      const bool is_said = std::any_of(one.facts.begin(), one.facts.end(),
                                       [&](const auto& said) { return said.first == lacks.fact; });
      if (!is_said) one.facts.insert(one.facts.begin(), {std::string(lacks.fact), branch.words});
      cases.push_back(std::move(one));
    }
  }
  return cases;
}

template <class Result>
Cases<Result> every_case(const Schedule& schedule, const Shipment& shipment, const Ask<Result>& ask) {
  detail::Following<Result> all{schedule, ask};
  Cases<Result> answer;
  answer.cases = detail::follow(all, shipment, 0);
  answer.cut_short = all.cut_short;
  std::vector<std::string>& names = answer.depends_on;
  for (const Case<Result>& one : answer.cases) {
    for (const auto& [fact, words] : one.facts) names.push_back(fact);
    names.insert(names.end(), one.lacks.begin(), one.lacks.end());
  }
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return answer;
}

}  // namespace detail

// The answer in every way in which the facts that are lacking can turn out: one case where the ways all come to
// the same. A `Result` has `headroom`, `headroom_varies` and `covered`, of which the least is kept where ways are joined,
// and `same_result` tells whether two come to the same.
//
// What the texts presume stands in for facts that were not given, where the answer would depend on them.
template <class Result>
Cases<Result> in_every_way(const Schedule& schedule, const Shipment& shipment, const Ask<Result>& ask) {
  Cases<Result> open = detail::every_case(schedule, shipment, ask);
  std::vector<PresumedFact> presumed = presumed_of(schedule.world().model, shipment, open.depends_on);
  if (presumed.empty()) return open;
  Cases<Result> answer =
      detail::every_case(schedule, with_presumptions(schedule.world().model, shipment), ask);
  answer.presumed = std::move(presumed);
  return answer;
}

}  // namespace quid
