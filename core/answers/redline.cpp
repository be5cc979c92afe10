// The idea in one sentence: both texts of a thing are spelled out clause by clause, what is the same in both is
// crossed out, and what is left is paired by its kind.
//
// Long, because it has one comparison for each thing that a provision, a measure or an agreement can say.
#include "core/answers/redline.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <tuple>

#include "core/model/treatment_words.hpp"
#include "core/model/words.hpp"

namespace quid {

namespace {

using Aspect = RedlineItem::Aspect;

// One thing that a text says: in words, for comparing and for showing, and where.
struct Said {
  std::string words;
  Span place;
};

class Comparing {
 public:
  Comparing(const Model& before, const Model& after, const Counterparts& counterparts)
      : was_(before), is_(after), counterparts_(counterparts) {}

  std::vector<RedlineItem> take() && {
    for (std::size_t i = 0; i < is_.agreements.size(); ++i) agreement(AgreementId(i));
    for (std::size_t i = 0; i < is_.provisions.size(); ++i) provision(ProvisionId(i));
    for (Subject gone : counterparts_.gone()) this->gone(gone);
    return std::move(items_);
  }

 private:
  // -- whole things

  void provision(ProvisionId id) {
    const Subject now = Subject::of(id);
    const Subject old = counterparts_.in_before(now);
    if (!old.valid()) {
      add({old,
           now,
           Aspect::provision,
           ProposalCode::add,
           wider(bearing_of(is_, id)),
           {},
           whole_words(is_, id),
           {},
           is_[id].name_place});
      return;
    }
    compare(old.provision(), id);
  }

  void gone(Subject subject) {
    if (subject.kind == SubjectKind::provision) {
      const ProvisionId id = subject.provision();
      add({subject,
           {},
           Aspect::provision,
           ProposalCode::sup,
           narrower(bearing_of(was_, id)),
           whole_words(was_, id),
           {},
           was_[id].name_place,
           {}});
    } else if (subject.kind == SubjectKind::agreement) {
      add({subject,
           {},
           Aspect::life,
           ProposalCode::sup,
           Direction::undecided,
           "the agreement",
           {},
           place_of(was_, subject),
           {}});
    }
  }

  static std::string whole_words(const Model& model, ProvisionId id) {
    std::string text(to_string(model[id].kind));
    for (TermsId terms : model[id].terms) {
      std::vector<std::string> parts = content_words(model, model[terms]);
      if (!parts.empty()) text += fmt::format(": {}", fmt::join(parts, "; "));
      break;
    }
    return text;
  }

  // -- a provision

  void compare(ProvisionId old, ProvisionId now) {
    before_ = Subject::of(old);
    after_ = Subject::of(now);
    bearing_ = bearing_of(is_, now);
    if (was_[old].kind != is_[now].kind) {
      mod(Aspect::provision, Direction::undecided,
          {std::string(to_string(was_[old].kind)), was_[old].name_place},
          {std::string(to_string(is_[now].kind)), is_[now].name_place});
    }
    parties(old, now);
    counted(old, now);
    for (TermsId terms : is_[now].terms) {
      const std::optional<TermsId> same = of_same_proposal(was_[old], is_[terms]);
      if (same) {
        compare(*same, terms);
      } else {
        note(Aspect::provision, ProposalCode::add, Direction::undecided, {}, text_words(is_, terms));
      }
    }
    for (TermsId terms : was_[old].terms) {
      if (!of_same_proposal(is_, was_, now, terms))
        note(Aspect::provision, ProposalCode::sup, Direction::undecided, text_words(was_, terms), {});
    }
    if (is_[now].as_measure.valid() && was_[old].as_measure.valid())
      links(was_[was_[old].as_measure], is_[is_[now].as_measure]);
  }

  void counted(ProvisionId old, ProvisionId now) {
    const auto said = [](const Model& model, const Provision& provision) {
      if (!provision.counts_toward.valid()) return Said{};
      return Said{fmt::format("counts toward {}", name_of(model, provision.counts_toward)),
                  provision.name_place};
    };
    const Said was = said(was_, was_[old]);
    const Said is = said(is_, is_[now]);
    if (was.words != is.words) mod(Aspect::links, Direction::undecided, was, is);
  }

  static Said text_words(const Model& model, TermsId id) {
    const Terms& terms = model[id];
    const std::string_view whose = terms.from_proposal.valid() ? model[terms.from_proposal].name : "the text";
    return {fmt::format("{}: {}", whose, fmt::join(content_words(model, terms), "; ")), terms.place};
  }

  static std::string_view proposal_of(const Model& model, const Terms& terms) {
    return terms.from_proposal.valid() ? model[terms.from_proposal].name : std::string_view();
  }
  std::optional<TermsId> of_same_proposal(const Provision& old, const Terms& terms) const {
    for (TermsId each : old.terms) {
      if (proposal_of(was_, was_[each]) == proposal_of(is_, terms)) return each;
    }
    return std::nullopt;
  }
  static bool of_same_proposal(const Model& is, const Model& was, ProvisionId now, TermsId terms) {
    for (TermsId each : is[now].terms) {
      if (proposal_of(is, is[each]) == proposal_of(was, was[terms])) return true;
    }
    return false;
  }

  void parties(ProvisionId old, ProvisionId now) {
    const Provision& was = was_[old];
    const Provision& is = is_[now];
    const std::string by_was = codes(was_, was.by);
    const std::string by_is = codes(is_, is.by);
    if (by_was != by_is)
      mod(Aspect::parties, Direction::undecided, {"by " + by_was, was.place}, {"by " + by_is, is.place});
    const std::set<std::string> to_was = names(was_, was.to, was.to_groups);
    const std::set<std::string> to_is = names(is_, is.to, is.to_groups);
    if (to_was == to_is) return;
    // To nobody in particular is to everybody.
    const bool more = to_is.empty() || (!to_was.empty() && std::includes(to_is.begin(), to_is.end(),
                                                                         to_was.begin(), to_was.end()));
    const bool fewer = to_was.empty() || (!to_is.empty() && std::includes(to_was.begin(), to_was.end(),
                                                                          to_is.begin(), to_is.end()));
    mod(Aspect::parties,
        more    ? wider(bearing_)
        : fewer ? narrower(bearing_)
                : shifted(),
        {to_words(to_was), was.place}, {to_words(to_is), is.place});
  }
  static std::set<std::string> names(const Model& model, IdRange<PartyListId> parties,
                                     IdRange<GroupListId> groups) {
    std::set<std::string> result;
    if (groups.empty()) {
      for (PartyListId id : parties) result.emplace(model[model[id]].code);
    }
    for (GroupListId id : groups) result.emplace(model[model[id]].name);
    return result;
  }
  static std::string to_words(const std::set<std::string>& names) {
    return names.empty() ? "to all" : fmt::format("to {}", fmt::join(names, ", "));
  }

  // -- one text of it

  void compare(TermsId old_id, TermsId now_id) {
    const Terms& old = was_[old_id];
    const Terms& now = is_[now_id];
    if (brackets(old, now)) return;
    rules(old, now);
    window(old.from, now.from, "from", &Comparing::later_is_narrower);
    window(old.through, now.through, "through", &Comparing::earlier_is_narrower);
    clauses(old, now);
    promise(old, now);
  }

  // What is in a bracket that is open is not said; the brackets themselves are compared.
  bool brackets(const Terms& old, const Terms& now) {
    if (old.open.empty() && now.open.empty()) return false;
    const std::size_t were = old.open.size();
    const std::size_t are = now.open.size();
    const auto said = [](const Model& model, const Terms& terms, std::size_t count) {
      if (count == 0) return Said{"agreed text", terms.place};
      return Said{count == 1 ? "an open bracket" : fmt::format("{} open brackets", count),
                  model[terms.open[0]]};
    };
    if (were != are)
      note(Aspect::bracket, ProposalCode::mod, are == 0 ? std::optional(wider(bearing_)) : std::nullopt,
           said(was_, old, were), said(is_, now, are));
    return true;
  }

  struct Rule {
    TreatmentId id;
    Likeness says;
    bool paired = false;
  };
  static std::vector<Rule> rules_of(const Model& model, const Terms& terms) {
    std::vector<Rule> rules;
    for (TreatmentId id : terms.treatments) rules.push_back({id, likeness(model, model[id])});
    return rules;
  }

  void rules(const Terms& old, const Terms& now) {
    std::vector<Rule> left = rules_of(was_, old);
    std::vector<Rule> right = rules_of(is_, now);
    pair_alike(left, right, [](const Rule&, const Rule&) {});
    std::size_t at = 0;
    for (Rule& rule : right) {
      if (rule.paired) continue;
      while (at < left.size() && left[at].paired) ++at;
      const ProvisionKind kind = is_[after_.provision()].kind;
      const Bearing bearing = bearing_of(is_, is_[rule.id], kind);
      if (at == left.size()) {
        note(Aspect::rule, ProposalCode::add, wider(bearing), {}, said(is_, rule.id));
        continue;
      }
      left[at].paired = true;
      const Bearing was = bearing_of(was_, was_[left[at].id], was_[before_.provision()].kind);
      note(Aspect::rule, ProposalCode::mod,
           was == bearing ? by_text(bearing, left[at].says, rule.says) : Direction::undecided,
           said(was_, left[at].id), said(is_, rule.id));
    }
    for (Rule& rule : left) {
      if (rule.paired) continue;
      const Bearing bearing = bearing_of(was_, was_[rule.id], was_[before_.provision()].kind);
      note(Aspect::rule, ProposalCode::sup, narrower(bearing), said(was_, rule.id), {});
    }
  }
  static Said said(const Model& model, TreatmentId id) { return {words(model, model[id]), model[id].place}; }

  // -- when

  using ByDates = Direction (Comparing::*)(Date was, Date is) const;
  Direction later_is_narrower(Date was, Date is) const {
    return is > was ? narrower(bearing_) : wider(bearing_);
  }
  Direction earlier_is_narrower(Date was, Date is) const {
    return is < was ? narrower(bearing_) : wider(bearing_);
  }

  void window(MomentId old, MomentId now, std::string_view word, ByDates by_dates) {
    const Said was = moment(was_, old, word);
    const Said is = moment(is_, now, word);
    if (was.words == is.words) return;
    if (!old.valid()) return note(Aspect::window, ProposalCode::add, narrower(bearing_), {}, is);
    if (!now.valid()) return note(Aspect::window, ProposalCode::sup, wider(bearing_), was, {});
    const Moment& a = was_[old];
    const Moment& b = is_[now];
    const bool dates = a.form == Moment::Form::date && b.form == Moment::Form::date;
    mod(Aspect::window, dates ? (this->*by_dates)(a.date, b.date) : Direction::undecided, was, is);
  }
  static Said moment(const Model& model, MomentId id, std::string_view word) {
    if (!id.valid()) return {};
    return {fmt::format("{} {}", word, words(model, id)), model[id].place};
  }

  // -- on what condition

  struct Asked {
    ClauseId id;
    Said said;
    bool paired = false;
  };
  static std::vector<Asked> clauses_of(const Model& model, const Terms& terms) {
    std::vector<Asked> clauses;
    for (ClauseId id : terms.clauses) clauses.push_back({id, {words(model, model[id]), model[id].place}});
    return clauses;
  }

  void clauses(const Terms& old, const Terms& now) {
    std::vector<Asked> left = clauses_of(was_, old);
    std::vector<Asked> right = clauses_of(is_, now);
    std::multimap<std::string_view, Asked*> same;
    for (Asked& each : left) same.emplace(each.said.words, &each);
    for (Asked& each : right) {
      const auto found = same.find(each.said.words);
      if (found == same.end()) continue;
      each.paired = found->second->paired = true;
      same.erase(found);
    }
    for (Asked& each : right) {
      if (each.paired) continue;
      const auto found = std::find_if(left.begin(), left.end(), [&](const Asked& other) {
        return !other.paired && was_[other.id].kind == is_[each.id].kind;
      });
      if (found == left.end()) {
        note(Aspect::condition, ProposalCode::add, narrower(bearing_), {}, each.said);
        continue;
      }
      found->paired = true;
      mod(Aspect::condition, by_conditions(was_[found->id], is_[each.id]), found->said, each.said);
    }
    for (Asked& each : left) {
      if (!each.paired) note(Aspect::condition, ProposalCode::sup, wider(bearing_), each.said, {});
    }
  }

  // Of `once`, one thing more of which all are needed narrows, and of which one is enough widens; of `unless`
  // the reverse. A condition that is no list is a list of one.
  Direction by_conditions(const Clause& old, const Clause& now) const {
    const bool takes_away = now.kind == Clause::Kind::unless || now.kind == Clause::Kind::until;
    for (Condition::Kind list : {Condition::Kind::all_of, Condition::Kind::any_of}) {
      const std::optional<std::set<std::string>> was = operands(was_, old.condition, list);
      const std::optional<std::set<std::string>> is = operands(is_, now.condition, list);
      if (!was || !is) continue;
      const bool more = std::includes(is->begin(), is->end(), was->begin(), was->end());
      const bool fewer = std::includes(was->begin(), was->end(), is->begin(), is->end());
      if (more == fewer) continue;
      const bool holds_less = more == (list == Condition::Kind::all_of);
      return holds_less != takes_away ? narrower(bearing_) : wider(bearing_);
    }
    return Direction::undecided;
  }
  static std::optional<std::set<std::string>> operands(const Model& model, ConditionId id,
                                                       Condition::Kind list) {
    const Condition& condition = model[id];
    const bool other = condition.kind ==
                       (list == Condition::Kind::all_of ? Condition::Kind::any_of : Condition::Kind::all_of);
    if (condition.kind != list) {
      if (other) return std::nullopt;
      return std::set<std::string>{words(model, id)};
    }
    std::set<std::string> result;
    for (std::uint32_t at = id.value + 1; at < condition.next; at = model.conditions[at].next)
      result.insert(words(model, ConditionId(at)));
    return result;
  }

  // -- what is promised

  void promise(const Terms& old, const Terms& now) {
    if (old.strength != now.strength) {
      mod(Aspect::promise, now.strength < old.strength ? wider(bearing_) : narrower(bearing_),
          {std::string(to_string(old.strength)), old.place},
          {std::string(to_string(now.strength)), now.place});
    }
    const Said was = promised(was_, old);
    const Said is = promised(is_, now);
    if (was.words == is.words) return;
    if (was.words.empty()) return note(Aspect::promise, ProposalCode::add, wider(bearing_), {}, is);
    if (is.words.empty()) return note(Aspect::promise, ProposalCode::sup, narrower(bearing_), was, {});
    mod(Aspect::promise, by_amount(old.promise, now.promise), was, is);
  }
  static Said promised(const Model& model, const Terms& terms) {
    if (!terms.promise.valid()) return {};
    return {words(model, model[terms.promise]), terms.place};
  }
  // More of the same thing by the same day.
  Direction by_amount(PromiseId old, PromiseId now) const {
    const Promise& a = was_[old];
    const Promise& b = is_[now];
    if (!a.amount.valid() || !b.amount.valid() || a.metric.valid() || b.metric.valid())
      return Direction::undecided;
    const Quantity& x = was_[a.amount];
    const Quantity& y = is_[b.amount];
    if (was_[x.unit].name != is_[y.unit].name || rest(was_, a) != rest(is_, b)) return Direction::undecided;
    return x.amount < y.amount ? wider(bearing_) : narrower(bearing_);
  }
  static std::string rest(const Model& model, Promise promise) {
    promise.amount = {};
    return fmt::format("{}|{}", goods_words(model, promise.goods), words(model, promise));
  }

  // -- a measure

  void links(const Measure& old, const Measure& now) {
    std::map<std::string_view, Linked> all;
    old.each_link([&](std::string_view word, Subject on, Measure::Link link) {
      all[word].link = link;
      all[word].was.insert(name_of(was_, on));
    });
    now.each_link([&](std::string_view word, Subject on, Measure::Link link) {
      all[word].link = link;
      all[word].is.insert(name_of(is_, on));
    });
    for (const auto& [word, linked] : all) links(word, linked);
  }
  struct Linked {
    Measure::Link link = Measure::Link::says;
    std::set<std::string> was;
    std::set<std::string> is;
  };
  void links(std::string_view word, const Linked& linked) {
    const auto& [link, was, is] = linked;
    if (was == is) return;
    const auto said = [&](const std::set<std::string>& names, Span place) {
      return names.empty() ? Said{} : Said{fmt::format("{} {}", word, fmt::join(names, ", ")), place};
    };
    const bool more = std::includes(is.begin(), is.end(), was.begin(), was.end());
    const bool fewer = std::includes(was.begin(), was.end(), is.begin(), is.end());
    const Direction direction = link == Measure::Link::says || more == fewer ? Direction::undecided
                                : more                                       ? narrower(bearing_)
                                                                             : wider(bearing_);
    note(Aspect::links,
         was.empty()  ? ProposalCode::add
         : is.empty() ? ProposalCode::sup
                      : ProposalCode::mod,
         direction, said(was, place_of(was_, before_)), said(is, place_of(is_, after_)));
  }

  // -- an agreement

  void agreement(AgreementId id) {
    const Subject now = Subject::of(id);
    const Subject old = counterparts_.in_before(now);
    before_ = old;
    after_ = now;
    bearing_ = Bearing::neither;
    if (!old.valid()) {
      note(Aspect::life, ProposalCode::add, Direction::undecided, {}, {"the agreement", is_[id].name_place});
      return;
    }
    const std::vector<Said> was = life(was_, was_[old.agreement()]);
    const std::vector<Said> is = life(is_, is_[id]);
    for (std::size_t i = 0; i < was.size(); ++i) {
      if (was[i].words == is[i].words) continue;
      note(Aspect::life,
           was[i].words.empty()  ? ProposalCode::add
           : is[i].words.empty() ? ProposalCode::sup
                                 : ProposalCode::mod,
           Direction::undecided, was[i], is[i]);
    }
  }
  // As many for every agreement.
  static std::vector<Said> life(const Model& model, const Agreement& agreement) {
    std::vector<std::string> parties;
    for (PartyId party : agreement.parties) parties.emplace_back(model[party].code);
    std::vector<Said> said = {{fmt::format("parties {}", fmt::join(parties, ", ")), agreement.name_place}};
    AgreementTerms terms;
    if (!agreement.terms.empty()) terms = agreement.terms.front();
    const auto moment = [&](std::string_view word, MomentId id, Span place) {
      said.push_back(id.valid() ? Said{fmt::format("{} {}", word, words(model, id)), place} : Said{});
    };
    said.push_back(terms.in_force_once.valid()
                       ? Said{"in force once " + words(model, terms.in_force_once), terms.in_force_place}
                       : Said{});
    moment("in force", terms.in_force_on, terms.in_force_place);
    moment("provisional from", terms.provisional_from, terms.provisional_place);
    moment("expires", terms.expires, terms.expires_place);
    said.push_back(agreement.notice_term
                       ? Said{fmt::format("terminates {} after notice", to_string(*agreement.notice_term)),
                              agreement.name_place}
                       : Said{});
    return said;
  }

  // -- what is found

  Direction shifted() const {
    return bearing_ == Bearing::neither ? Direction::undecided : Direction::shifted;
  }

  void add(RedlineItem item) { items_.push_back(std::move(item)); }
  void note(Aspect aspect, ProposalCode code, std::optional<Direction> direction, const Said& was,
            const Said& is) {
    add({before_, after_, aspect, code, direction, was.words, is.words, was.place, is.place});
  }
  void mod(Aspect aspect, Direction direction, const Said& was, const Said& is) {
    note(aspect, ProposalCode::mod, direction, was, is);
  }

  const Model& was_;
  const Model& is_;
  const Counterparts& counterparts_;
  Subject before_;  // what is being compared
  Subject after_;
  Bearing bearing_ = Bearing::neither;
  std::vector<RedlineItem> items_;
};

}  // namespace

std::string_view to_string(ProposalCode code) {
  static constexpr std::array<std::string_view, 3> words = {"ADD", "MOD", "SUP"};
  return words[static_cast<std::size_t>(code)];
}

std::string_view to_string(RedlineItem::Aspect aspect) {
  static constexpr std::array<std::string_view, 9> words = {
      "provision", "rule", "window", "condition", "promise", "parties", "bracket", "life", "links"};
  return words[static_cast<std::size_t>(aspect)];
}

std::vector<RedlineItem> redline(const Model& before, const Model& after, const Counterparts& counterparts) {
  return Comparing(before, after, counterparts).take();
}

}  // namespace quid
