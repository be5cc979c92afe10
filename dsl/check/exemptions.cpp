// Exemptions and limits that touch no addition.
//
// The idea in one sentence: of the additions that `exempt from` or `limit` names, see which share goods,
// origin and days with it, and say at which of these the last one drops out.
//
// The additions of one target are looked up by the prefixes of the codes, and by the longer codes behind
// them. Whatever may still come about is given the benefit of the doubt: a rule that is not in effect on any
// day as things stand may be on every day, a group may have all its members together, and exceptions are not
// looked at.
#include <algorithm>
#include <map>

#include "core/goods/coverage.hpp"
#include "core/goods/parties.hpp"
#include "dsl/check/overlap.hpp"
#include "dsl/check/rules.hpp"

namespace quid::dsl {

namespace {

bool is_addition(TariffWord word) {
  return word == TariffWord::add || word == TariffWord::add_of || word == TariffWord::add_to;
}

struct TariffRule {
  ProvisionId provision;
  TermsId terms;
  TreatmentId treatment;
};

// What one measure, authority or provision adds.
struct Additions {
  std::vector<TariffRule> rules;
  std::vector<std::pair<std::string_view, const TariffRule*>> by_code;  // sorted once it is asked
  std::vector<const TariffRule*> wide;                                  // all goods, and chips

  // Those that may have goods in common with the anchors; one may come more than once.
  std::vector<const TariffRule*> on_goods(const Model& model, const Anchors& anchors) {
    if (by_code.empty() && wide.empty()) sort_by_code(model);
    std::vector<const TariffRule*> list = wide;
    if (anchors.all || anchors.chips) {
      for (const TariffRule& rule : rules) list.push_back(&rule);
      return list;
    }
    const auto before = [](const auto& line, std::string_view code) { return line.first < code; };
    for (const std::string_view code : anchors.codes) {
      for (std::size_t size = 2; size < code.size(); size += 2) {
        const std::string_view prefix = code.substr(0, size);
        auto at = std::lower_bound(by_code.begin(), by_code.end(), prefix, before);
        for (; at != by_code.end() && at->first == prefix; ++at) list.push_back(at->second);
      }
      auto at = std::lower_bound(by_code.begin(), by_code.end(), code, before);
      for (; at != by_code.end() && at->first.starts_with(code); ++at) list.push_back(at->second);
    }
    return list;
  }

 private:
  void sort_by_code(const Model& model) {
    for (const TariffRule& rule : rules) {
      const Anchors anchors = anchors_of(model, model[rule.treatment].goods);
      if (anchors.all || anchors.chips) wide.push_back(&rule);
      for (const std::string_view code : anchors.codes) by_code.emplace_back(code, &rule);
    }
    std::sort(by_code.begin(), by_code.end());
  }
};

class Exemptions {
 public:
  Exemptions(const Checked& checked, Diagnostics& found)
      : checked_(checked), world_(checked.world), model_(checked.model), found_(found) {}

  void run() {
    for (std::size_t i = 0; i < model_.provisions.size(); ++i) {
      for (const TermsId terms : model_.provisions[i].terms) {
        for (const TreatmentId treatment : model_[terms].treatments)
          collect({ProvisionId(i), terms, treatment});
      }
    }
    for (const TariffRule& rule : modifiers_) {
      for (const BandId band : model_[rule.treatment].bands) {
        if (is_modifier(model_[band].tariff) && model_[band].target.valid()) look_at(rule, model_[band]);
      }
    }
  }

 private:
  static bool is_modifier(TariffWord word) { return word == TariffWord::exempt || word == TariffWord::limit; }

  void collect(const TariffRule& rule) {
    const Treatment& treatment = model_[rule.treatment];
    if (treatment.is_export) return;
    bool adds = false;
    bool modifies = false;
    for (const BandId band : treatment.bands) {
      adds = adds || is_addition(model_[band].tariff);
      modifies = modifies || is_modifier(model_[band].tariff);
    }
    if (modifies) modifiers_.push_back(rule);
    if (!adds) return;
    additions_[Subject::of(rule.provision)].rules.push_back(rule);
    const ProvisionId family =
        model_[rule.provision].measure.valid() ? model_[rule.provision].measure : rule.provision;
    if (family != rule.provision) additions_[Subject::of(family)].rules.push_back(rule);
    if (const MeasureId measure = model_[family].as_measure; measure.valid()) {
      for (const AuthorityId authority : model_[measure].under)
        additions_[Subject::of(authority)].rules.push_back(rule);
    }
  }

  void look_at(const TariffRule& rule, const Band& band) {
    const auto at = additions_.find(band.target);
    const std::string target = quoted(model_, band.target);
    if (at == additions_.end()) {
      report(rule, band,
             band.target.kind == SubjectKind::authority ? "nothing under " + target + " adds a duty"
                                                        : target + " adds no duty at all");
      return;
    }
    bool giver = false;
    bool goods = false;
    bool origin = false;
    for (const TariffRule* addition :
         at->second.on_goods(model_, anchors_of(model_, model_[rule.treatment].goods))) {
      goods = true;
      if (!share_giver(rule, *addition)) continue;
      giver = true;
      if (!share_origin(rule, *addition)) continue;
      origin = true;
      if (share_days(rule, *addition)) return;
    }
    report(rule, band,
           target + (!goods    ? " adds no duty on any of these goods"
                     : !giver  ? " adds no duty of this importer on these goods"
                     : !origin ? " adds no duty on these goods from there"
                               : " adds no duty on these goods on any day on which this is in effect"));
  }

  void report(const TariffRule& rule, const Band& band, std::string why) {
    const bool exempts = band.tariff == TariffWord::exempt;
    found_.push_back({DiagnosticKind::idle_exemption,
                      quoted(model_, Subject::of(rule.provision)) +
                          (exempts ? " exempts from nothing" : " limits nothing"),
                      band.place,
                      std::move(why),
                      {{label_place(band.target), quoted(model_, band.target)}}});
  }
  Span label_place(Subject subject) const {
    return subject.kind == SubjectKind::provision ? model_[subject.provision()].name_place
                                                  : place_of(model_, subject);
  }

  bool share_giver(const TariffRule& a, const TariffRule& b) const {
    return share_parties(possible_givers(model_, a.provision), possible_givers(model_, b.provision));
  }

  // -- origins

  const std::vector<PartyId>& origins(const TariffRule& rule) {
    const auto [at, fresh] = origins_.try_emplace(rule.treatment);
    if (fresh)
      at->second = possible_parties(model_, others_of(model_, rule.provision, model_[rule.treatment]));
    return at->second;
  }

  bool share_origin(const TariffRule& a, const TariffRule& b) {
    return share_parties(origins(a), origins(b));
  }

  // -- days

  bool share_days(const TariffRule& a, const TariffRule& b) const {
    DaySet first = world_.evaluation[StateId(a.provision.index())];
    DaySet second = world_.evaluation[StateId(b.provision.index())];
    if (!first.empty() && !second.empty()) return !(first & second).empty();
    first = possible_days(checked_, a.provision, a.terms);
    second = possible_days(checked_, b.provision, b.terms);
    // Of what leaves itself no day, never-in-effect speaks.
    return first.empty() || second.empty() || !(first & second).empty();
  }

  const Checked& checked_;
  const World& world_;
  const Model& model_;
  Diagnostics& found_;
  std::vector<TariffRule> modifiers_;
  std::map<Subject, Additions> additions_;
  std::map<TreatmentId, std::vector<PartyId>> origins_;
};

}  // namespace

void check_idle_exemption(const Checked& checked, Diagnostics& found) {
  Exemptions(checked, found).run();
}

}  // namespace quid::dsl
