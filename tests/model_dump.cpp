#include "tests/model_dump.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <string_view>
#include <vector>

#include "core/model/treatment_words.hpp"
#include "core/model/words.hpp"
#include "tests/compiled.hpp"

namespace quid::tests {
namespace {

class Dump {
 public:
  explicit Dump(const Model& model) : model_(model) {}

  std::string text() {
    who();
    what();
    for (std::size_t i = 0; i < model_.agreements.size(); ++i) agreement(AgreementId(i));
    for (const Measure& measure : model_.measures) this->measure(measure);
    for (const Proposal& proposal : model_.proposals) this->proposal(proposal);
    for (const Simultaneous& set : model_.simultaneous) line(0, "simultaneous", subjects(set.members));
    for (const Completeness& claim : model_.completeness) this->claim(claim);
    for (const Entry& entry : model_.entries) this->entry(entry);
    return std::move(text_);
  }

 private:
  static bool is_declared(Span place) { return place.file.valid(); }

  // Says nothing where there is nothing to say.
  void line(int depth, std::string_view head, std::string_view rest) {
    if (!rest.empty()) text_ += fmt::format("{:{}}{} {}\n", "", 2 * depth, head, rest);
  }

  template <typename List, typename Word>
  std::string listed(const List& list, Word word) const {
    std::string text;
    for (const auto& each : list) text.append(text.empty() ? "" : ", ").append(word(each));
    return text;
  }
  std::string code(PartyId party) const { return std::string(model_[party].code); }
  std::string parties(const std::vector<PartyId>& list) const {
    return listed(list, [&](PartyId party) { return code(party); });
  }
  // Those of a provision or a treatment: parties, then the groups that brought them.
  std::string parties(IdRange<PartyListId> list, IdRange<GroupListId> groups) const {
    std::string text = listed(list, [&](PartyListId each) { return code(model_[each]); });
    const std::string names =
        listed(groups, [&](GroupListId each) { return std::string(model_[model_[each]].name); });
    return names.empty() ? text : fmt::format("{} (of {})", text, names);
  }
  std::string subjects(const std::vector<Subject>& list) const {
    return listed(list, [&](Subject subject) { return name_of(model_, subject); });
  }
  std::string provisions(const std::vector<ProvisionId>& list) const {
    return listed(list, [&](ProvisionId id) { return name_of(model_, id); });
  }
  std::string sources(IdRange<ReferenceId> list) const {
    return listed(list, [&](ReferenceId each) { return std::string(model_[each].label); });
  }
  std::string code_or_nothing(PartyId party) const { return party.valid() ? code(party) : std::string(); }
  static std::string in_days(const DaySet& days) {
    return days.is_all() ? std::string() : " " + in_words(days);
  }

  void who() {
    for (const Party& party : model_.parties) {
      if (!is_declared(party.place)) continue;
      text_ += fmt::format("party {}\n", party.code);
      line(1, "members", parties(party.members));
    }
    for (const Group& group : model_.groups) {
      std::string members =
          listed(group.parties, [&](const auto& member) { return code(member.who) + in_days(member.days); });
      const std::string entities = listed(group.entities, [&](const auto& member) {
        return std::string(model_[member.who].name) + in_days(member.days);
      });
      if (!members.empty() && !entities.empty()) members += ", ";
      text_ += fmt::format("group {}: {}\n", group.name, members + entities);
    }
    for (const Entity& entity : model_.entities) {
      text_ += fmt::format("entity {}\n", entity.name);
      line(1, "in", code_or_nothing(entity.located));
      line(1, "headquarters", code_or_nothing(entity.headquarters));
      if (entity.parent.valid()) line(1, "parent", model_[entity.parent].name);
    }
  }

  void what() {
    for (const Unit& unit : model_.units) {
      if (!is_declared(unit.place) || unit.chip.valid()) continue;
      const Dimension& dimension = model_[unit.dimension];
      text_ += fmt::format("unit {} = {} {}\n", unit.name, unit.factor.to_string(),
                           dimension.base.valid() ? model_[dimension.base].name : dimension.name);
    }
    for (const Product& product : model_.products)
      text_ += fmt::format("product {}: {}\n", product.name, goods_words(model_, product.goods));
    for (const Chip& chip : model_.chips) {
      text_ += fmt::format("chip {}\n", chip.name);
      if (chip.tpp) line(1, "tpp", chip.tpp->to_string());
      if (chip.bandwidth) line(1, "bandwidth", chip.bandwidth->to_string());
      if (chip.density) line(1, "density", chip.density->to_string());
      line(1, "eccn", chip.eccn);
      line(1, "hs", listed(chip.hs, [](std::string_view digits) { return dotted_code(digits); }));
    }
    for (const Metric& metric : model_.metrics) {
      const std::string index = metric.index.valid() ? fmt::format("[{}]", model_[metric.index].code) : "";
      text_ += fmt::format("metric {}{} in {}\n", metric.name, index, model_[metric.unit].name);
      for (const Observation& seen : metric.observations)
        line(1, to_string(seen.date), words(model_, seen.value));
    }
    for (const Authority& authority : model_.authorities)
      text_ += fmt::format("authority {}\n", authority.name);
  }

  std::string moment(MomentId id) const { return id.valid() ? words(model_, id) : std::string(); }
  std::string proposal_name(ProposalId id) const { return std::string(model_[id].name); }

  void agreement(AgreementId id) {
    const Agreement& deal = model_[id];
    text_ += fmt::format("agreement {}: {}\n", deal.name, parties(deal.parties));
    line(1, "private to", code_or_nothing(deal.private_to));
    line(1, "stage", to_string(deal.stage));
    for (const AgreementTerms& terms : deal.terms) {
      const int depth = terms.from_proposal.valid() ? 2 : 1;
      if (depth == 2) line(1, "as set by", proposal_name(terms.from_proposal));
      const std::string_view state = deal.operative ? "operative" : "in force";
      if (terms.in_force_once.valid()) line(depth, state, "once " + words(model_, terms.in_force_once));
      line(depth, state, moment(terms.in_force_on));
      line(depth, "provisional from", moment(terms.provisional_from));
      line(depth, "expires", moment(terms.expires));
    }
    if (deal.notice_term) line(1, "terminates after notice by", to_string(*deal.notice_term));
    line(1, "review", moment(deal.review));
    for (const Yearly& day : deal.review_each) line(1, "review", words(day));
    if (!deal.open.empty()) line(1, "open brackets:", std::to_string(deal.open.size()));
    line(1, "source", sources(deal.sources));
    for (const ProvisionId provision : deal.provisions) this->provision(1, provision);
  }

  void measure(const Measure& measure) {
    provision(0, measure.provision);
    line(1, "under", listed(measure.under, [&](AuthorityId id) { return std::string(model_[id].name); }));
    line(1, "implements", provisions(measure.implements));
    line(1, "yields to", subjects(measure.yields_to));
    for (const ProvisionId inside : measure.provisions) provision(1, inside);
  }

  void provision(int depth, ProvisionId id) {
    const Provision& it = model_[id];
    line(depth, to_string(it.kind), name_of(model_, id));
    line(depth + 1, "private to", code_or_nothing(it.private_to));
    line(depth + 1, "by", parties(it.by, {}));
    line(depth + 1, "to", parties(it.to, it.to_groups));
    if (it.member_of.valid()) line(depth + 1, "as member of", model_[it.member_of].name);
    if (it.counts_toward.valid()) line(depth + 1, "counts toward", name_of(model_, it.counts_toward));
    line(depth + 1, "cite", it.cite);
    line(depth + 1, "source", sources(it.sources));
    for (const TermsId terms : it.terms) this->terms(depth + 1, model_[terms]);
  }

  void terms(int depth, const Terms& terms) {
    if (terms.from_proposal.valid()) line(depth++, "as set by", proposal_name(terms.from_proposal));
    if (terms.strength != Strength::shall) line(depth, "strength", to_string(terms.strength));
    line(depth, "from", moment(terms.from));
    line(depth, "through", moment(terms.through));
    for (const TreatmentId id : terms.treatments) {
      const Treatment& treatment = model_[id];
      line(depth, treatment.is_export ? "export of" : "tariff on", words(model_, treatment));
      line(depth + 1, "from", parties(treatment.from, treatment.from_groups));
      line(depth + 1, "to", parties(treatment.to, treatment.to_groups));
    }
    if (terms.promise.valid()) line(depth, "promises", words(model_, model_[terms.promise]));
    for (const ClauseId clause : terms.clauses)
      text_ += std::string(std::size_t(2 * depth), ' ') + words(model_, model_[clause]) + "\n";
    if (!terms.open.empty()) line(depth, "open brackets:", std::to_string(terms.open.size()));
  }

  void proposal(const Proposal& proposal) {
    text_ += fmt::format("proposal {} amends {}\n", proposal.name, name_of(model_, proposal.amends));
    line(1, "by", parties(proposal.by, {}));
    line(1, "replaces", provisions(proposal.replaces));
    line(1, "adds", provisions(proposal.adds));
    line(1, "removes", provisions(proposal.removes));
  }

  void claim(const Completeness& claim) {
    std::string by = listed(claim.by, [&](PartyListId each) { return code(model_[each]); });
    text_ += fmt::format("complete {} on {} by {}{}\n", claim.is_export ? "export rules" : "duties",
                         goods_words(model_, claim.goods), by, in_days(claim.days));
    line(1, claim.is_export ? "to" : "from", parties(claim.others, claim.other_groups));
    line(1, "source", sources(claim.sources));
    if (claim.grade != Grade::unsaid) line(1, "grade", to_string(claim.grade));
    line(1, "note", claim.note);
    line(1, "private", code_or_nothing(claim.private_to));
  }

  void entry(const Entry& entry) {
    text_ += fmt::format("{} {}\n", to_string(entry.date), words(model_, entry));
    line(1, "private to", code_or_nothing(entry.private_to));
    if (entry.acts_from != entry.date) line(1, "effective", to_string(entry.acts_from));
    if (entry.recorded != entry.date) line(1, "recorded", to_string(entry.recorded));
    line(1, "source", sources(entry.sources));
  }

  const Model& model_;
  std::string text_;
};

}  // namespace

std::string dump(const Model& model) {
  return Dump(model).text();
}

}  // namespace quid::tests
