// Allowances that free goods from nothing.
//
// The idea in one sentence: what a party's controls may be about is noted by its codes, and each allowance of that
// party is looked up there.
//
// The parties and tests of the controls are not looked at, nor their exceptions: a control that may be about the
// same goods is given the benefit of the doubt. Costs a look-up for each prefix of each code.
#include <algorithm>

#include "core/goods/coverage.hpp"
#include "core/goods/parties.hpp"
#include "dsl/check/rules.hpp"

namespace quid::dsl {

namespace {

// What the controls of one party may be about.
struct Controlled {
  bool all = false;
  bool chips = false;
  std::vector<std::string_view> codes;  // sorted once all are noted

  void add(const Anchors& anchors) {
    all |= anchors.all;
    chips |= anchors.chips;
    codes.insert(codes.end(), anchors.codes.begin(), anchors.codes.end());
  }

  bool may_share(const Anchors& anchors) const {
    if (all || (anchors.all && (chips || !codes.empty()))) return true;
    // A chip stands under codes of its own.
    if (chips && (anchors.chips || !anchors.codes.empty())) return true;
    if (anchors.chips && !codes.empty()) return true;
    return std::any_of(anchors.codes.begin(), anchors.codes.end(),
                       [&](std::string_view code) { return holds_related(code); });
  }

 private:
  bool holds_related(std::string_view code) const {
    for (std::size_t size = 2; size < code.size(); size += 2) {
      if (std::binary_search(codes.begin(), codes.end(), code.substr(0, size))) return true;
    }
    const auto at = std::lower_bound(codes.begin(), codes.end(), code);
    return at != codes.end() && at->starts_with(code);
  }
};

class Allowances {
 public:
  Allowances(const Checked& checked, Diagnostics& found)
      : model_(checked.model), found_(found), controlled_(model_.parties.size()) {}

  void run() {
    for (std::size_t i = 0; i < model_.provisions.size(); ++i) {
      if (!is_allowance(ProvisionId(i))) note_control(ProvisionId(i));
    }
    for (Controlled& each : controlled_) std::sort(each.codes.begin(), each.codes.end());
    for (std::size_t i = 0; i < model_.provisions.size(); ++i) {
      if (is_allowance(ProvisionId(i))) look_at(ProvisionId(i));
    }
  }

 private:
  bool is_allowance(ProvisionId id) const { return model_[id].kind == ProvisionKind::allowance; }

  template <typename Act>
  void for_each_export(ProvisionId id, Act act) const {
    for (TermsId terms : model_[id].terms) {
      for (TreatmentId treatment : model_[terms].treatments) {
        if (model_[treatment].is_export) act(model_[treatment]);
      }
    }
  }

  std::vector<PartyId> exporters(ProvisionId id, const Treatment& treatment) const {
    const Whom named{treatment.from, treatment.from_groups};
    return named.is_everybody() ? possible_givers(model_, id) : possible_parties(model_, named);
  }

  void note_control(ProvisionId id) {
    for_each_export(id, [&](const Treatment& treatment) {
      const Anchors anchors = anchors_of(model_, treatment.goods);
      for (PartyId giver : exporters(id, treatment)) controlled_[giver.index()].add(anchors);
    });
  }

  // One finding for each allowance: the first line that frees nothing.
  void look_at(ProvisionId id) {
    bool is_told = false;
    for_each_export(id, [&](const Treatment& treatment) {
      if (is_told) return;
      const std::vector<PartyId> parties = exporters(id, treatment);
      const Anchors anchors = anchors_of(model_, treatment.goods);
      is_told = !parties.empty() && std::none_of(parties.begin(), parties.end(), [&](PartyId giver) {
        return controlled_[giver.index()].may_share(anchors);
      });
      if (is_told) tell(id, treatment, parties.front());
    });
  }

  void tell(ProvisionId id, const Treatment& treatment, PartyId giver) {
    found_.push_back({.kind = DiagnosticKind::idle_allowance,
                      .message = "no control of " + quoted(model_[giver].code) + " speaks of what " +
                                 quoted(model_, Subject::of(id)) + " allows",
                      .place = treatment.place,
                      .label = "there is nothing here that this frees the goods from",
                      .notes = {"what it does not take is denied: its limit still limits"}});
  }

  const Model& model_;
  Diagnostics& found_;
  std::vector<Controlled> controlled_;
};

}  // namespace

void check_idle_allowance(const Checked& checked, Diagnostics& found) {
  Allowances(checked, found).run();
}

}  // namespace quid::dsl
