// How a case may turn out where a fact that matters was not given.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "core/treatments/schedule.hpp"

namespace quid {

// The case with the fact settled in one way, and words for that way: `>= 95%`, `in tier-1`, `HS 7204`.
struct Alternative {
  Shipment shipment;
  std::string words;
};

// All ways that these rules tell apart; together they are every way there is. Empty where the fact is an
// amount that no test bounds.
std::vector<Alternative> alternatives(const Schedule& schedule, const Shipment& shipment,
                                      std::string_view lacks, const std::vector<RuleId>& rules);

// The answer for every way in which the facts that are lacking can turn out: one answer where none is. An
// `Answer` has `facts`, `decided` and `lacks`, as DutyCase and ExportCase do; `find(case, rules)` finds the
// rules to consider, `assess(case, rules)` answers or says what is lacking, `same(a, b)` tells whether two
// answers come to the same. Ways that come to the same are joined. `cut_short` is set where there are too
// many to follow.
template <typename Answer, typename Find, typename Assess, typename Same>
class EveryWay {
 public:
  EveryWay(const Schedule& schedule, Find find, Assess assess, Same same)
      : schedule_(schedule), find_(find), assess_(assess), same_(same) {}

  bool cut_short = false;

  std::vector<Answer> of(const Shipment& shipment, int depth = 0) {
    std::vector<RuleId> rules;
    find_(shipment, rules);
    std::vector<Answer> answers;
    answers.push_back(assess_(shipment, rules));
    ++count_;
    if (answers[0].decided) return answers;
    const std::string fact = answers[0].lacks;
    const std::vector<Alternative> ways = alternatives(schedule_, shipment, fact, rules);
    if (ways.empty()) return answers;
    if (depth >= most_facts || count_ >= most_answers) {
      cut_short = true;
      return answers;
    }
    std::vector<Branch> branches;
    for (const Alternative& way : ways) add(way.words, of(way.shipment, depth + 1), branches);
    if (branches.size() == 1) return std::move(branches[0].answers);
    answers.clear();
    for (Branch& branch : branches) {
      for (Answer& one : branch.answers) {
        // Of goods that were told apart twice, the finer stand.
        const bool is_said = std::any_of(one.facts.begin(), one.facts.end(),
                                         [&](const auto& said) { return said.first == fact; });
        if (!is_said) one.facts.insert(one.facts.begin(), {fact, branch.words});
        answers.push_back(std::move(one));
      }
    }
    return answers;
  }

 private:
  static constexpr std::size_t most_answers = 200;
  static constexpr int most_facts = 12;

  struct Branch {
    std::string words;
    std::vector<Answer> answers;
  };

  void add(const std::string& words, std::vector<Answer> found, std::vector<Branch>& branches) const {
    for (Branch& branch : branches) {
      if (!std::equal(branch.answers.begin(), branch.answers.end(), found.begin(), found.end(),
                      [&](const Answer& a, const Answer& b) { return a.facts == b.facts && same_(a, b); }))
        continue;
      for (std::size_t i = 0; i < found.size(); ++i) keep_least_headroom(branch.answers[i], found[i]);
      if (branch.words != words) branch.words += " or " + words;
      return;
    }
    branches.push_back({words, std::move(found)});
  }

  static void keep_least_headroom(Answer& into, const Answer& other) {
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

  const Schedule& schedule_;
  Find find_;
  Assess assess_;
  Same same_;
  std::size_t count_ = 0;
};

// The facts that answers turn on, sorted.
template <typename Answer>
std::vector<std::string> facts_of(const std::vector<Answer>& answers) {
  std::vector<std::string> names;
  for (const Answer& one : answers) {
    for (const auto& [fact, words] : one.facts) names.push_back(fact);
    if (!one.decided) names.push_back(one.lacks);
  }
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

}  // namespace quid
