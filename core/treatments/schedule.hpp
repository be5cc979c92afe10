// Every tariff and export rule of a workspace, in the order in which questions about goods look them up.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "core/goods/parties.hpp"
#include "core/goods/quota.hpp"
#include "core/goods/shipment.hpp"
#include "core/states/world.hpp"
#include "core/values/hash_table.hpp"

namespace quid {

using RuleId = Id<struct RuleTag>;
using RunningQuantityId = Id<struct RunningQuantityTag>;

// One treatment, under one text of one provision.
struct Rule {
  TreatmentId treatment;
  ProvisionId provision;
  ProvisionId
      family;   // its measure, or itself: of the rules of one family, the most specific addition counts
  DaySet days;  // in effect, while this is the text
  RunningQuantityId quantity;  // where a band has a limit
};

struct RuleMatch {
  Truth truth = false;
  bool other_case = false;  // parties and goods fit, and the test does not
  std::uint32_t rank = 0;   // of the goods, see GoodsMatch
  PartyMatch party = PartyMatch::none;
};

// Look-ups cost the rules that match the goods and the parties, and next to nothing for all others: each rule
// stands under the HS codes that it names, the party that it binds and each party that it is about, and a
// question looks under the prefixes of its code.
class Schedule {
 public:
  // The world must outlive it.
  explicit Schedule(const World& world);

  const World& world() const { return world_; }
  const Rule& operator[](RuleId id) const { return rules_[id.index()]; }
  const RunningQuantity& operator[](RunningQuantityId id) const { return quantities_[id.index()]; }
  const Treatment& treatment(RuleId id) const { return world_.model[rules_[id.index()].treatment]; }

  // Rules on the entry of the goods of the case, or on their export, that may cover them and were ever in
  // effect or may come to be: sorted, each once. Where an export names no giver, those of all givers.
  void find_tariffs(const Shipment& shipment, std::vector<RuleId>& found) const;
  void find_exports(const Shipment& shipment, std::vector<RuleId>& found) const;

  // Whether a rule that was found covers the case on its day: parties, goods and test. Its days are not
  // looked at.
  RuleMatch match(RuleId rule, const Shipment& shipment) const;

  // What is claimed to be complete of a party's rules, its own or its bloc's, in order of the text.
  std::span<const CompletenessId> claims_of(PartyId party) const;

  // Whether a rule is one that `target` speaks of: a provision, a measure with all in it, or an authority
  // with all that stands on it.
  bool is_of(RuleId rule, Subject target) const;
  // The rules with limits whose quantity runs up with this one's (`counts toward`), at any remove.
  std::vector<RuleId> shared(RuleId rule) const;

 private:
  struct Key {
    std::uint32_t giver;
    std::uint32_t other;  // none: anybody
    std::uint64_t code;
    friend auto operator<=>(const Key&, const Key&) = default;
  };
  struct KeyHash {
    std::size_t operator()(const Key& key) const {
      return mixed(key.code, std::uint64_t{key.giver} << 32U | key.other);
    }
  };
  using LineId = Id<struct LineTag>;
  using Line = std::pair<Key, RuleId>;

  void add_rule(ProvisionId provision, TermsId terms, TreatmentId treatment);
  void add_claims();
  void add_lines(RuleId rule, std::vector<Line>& lines) const;
  void index_lines(std::vector<Line>& lines);
  std::span<const RuleId> lines(const Key& key) const;
  void find(const Shipment& shipment, bool is_export, PartyId giver, PartyId other,
            std::vector<RuleId>& found) const;
  std::vector<PartyId> givers_of(const Rule& rule) const;
  Truth case_fits(const Rule& rule, const Shipment& shipment) const;

  const World& world_;
  std::vector<Rule> rules_;
  std::vector<RunningQuantity> quantities_;
  HashTable<Key, IdRange<LineId>, KeyHash> lines_of_;
  std::vector<RuleId> lines_;
  std::vector<std::vector<RuleId>>
      by_giver_;  // all rules of a party, for questions that are no code and no chip
  std::vector<std::vector<CompletenessId>> claims_;  // by party; empty where nothing is claimed of anybody
};

}  // namespace quid
