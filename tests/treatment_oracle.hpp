// Duties, export words and quotas, worked out the slow and plain way: what the real answers are compared
// with.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/goods/shipment.hpp"
#include "core/states/world.hpp"
#include "core/values/ratio.hpp"

namespace quid::tests {

// A share of the value in percent, and money per base unit of what is counted.
struct Burden {
  Ratio percent;
  std::map<std::pair<UnitId, DimensionId>, Ratio> specific;

  friend bool operator==(const Burden& a, const Burden& b) {
    return a.percent == b.percent && a.specific == b.specific;
  }
};
std::string in_words(const Model& model, const Burden& burden);

// What the reference does not settle for a case (two equally specific rules that differ, a fact that is not
// given) is `unsettled`, with the reason; the rest then means nothing.
struct OracleDuty {
  struct Part {
    Decimal amount;  // in the unit of the question
    bool prohibited = false;
    Burden rate;
  };
  std::string unsettled;
  std::size_t uncounted = 0;       // limits that it comes to and that cannot count it
  bool turns_on_quantity = false;  // and whether it fits there matters
  bool prohibited = false;
  Burden rate;
  std::vector<Part> parts;  // neighbours differ
};
struct OracleExport {
  std::string unsettled;
  std::size_t uncounted = 0;
  bool turns_on_quantity = false;
  ExportWord word = ExportWord::allow;
};
struct OracleRow {
  TreatmentId treatment;
  BandId band;
  EntityId holder;
  Date begin, end;
  Decimal limit, carried_in, used, left, carried_out, lapsed, over;

  friend bool operator==(const OracleRow&, const OracleRow&) = default;
};

class TreatmentOracle {
 public:
  // Takes from the world what is in effect when, and nothing else; it must outlive the oracle.
  explicit TreatmentOracle(const World& world);

  OracleDuty duty(const Shipment& shipment) const;
  OracleExport export_word(const Shipment& shipment) const;
  // Whether one line claims to hold all rules on the goods; none where it turns on what is not given.
  std::optional<bool> covered(const Shipment& shipment, bool is_export) const;
  // In order of treatment, band, holder and period.
  std::vector<OracleRow> rows(ProvisionId provision, Date on) const;
  // Whether goods of the code belong to the product.
  bool is_in(ProductId product, std::string_view code, Date on) const;

 private:
  struct Unsettled {
    std::string why;
  };
  struct Rule {
    ProvisionId provision;
    TreatmentId treatment;
    DaySet days;  // in effect, while this is the text
    DaySet text;  // while it is
  };
  enum class Naming { nobody, anybody, group, itself };
  struct Match {
    const Rule* rule;
    int goods;      // how specifically it names them
    Naming origin;  // how specifically it names the party
    Date since;     // of the spell that the day lies in
  };
  // What has been used beside the entries, in the unit of the question, by provision.
  using Extra = std::map<ProvisionId, Decimal>;
  struct Value {
    std::optional<Quantity> quantity;
    std::optional<Date> date;
    EntityId entity;
    PartyId party;
    std::string text;
    bool none = false;
    bool other = false;
  };
  struct Charge {
    bool prohibited = false;
    Burden rate;
    std::vector<std::pair<const Rule*, BandId>> drawn;  // what the rate comes from
  };

  OracleDuty duty_as_assumed(const Shipment& shipment) const;
  OracleExport export_word_as_assumed(const Shipment& shipment) const;
  template <typename Answer>
  Answer whether_it_fits_or_not(const std::function<Answer()>& answer) const;
  bool assumed_to_fit(const Limit& limit) const;

  // -- who
  Naming names(IdRange<PartyListId> parties, IdRange<GroupListId> groups, PartyId who, Date on) const;
  Naming names_receiver(ProvisionId provision, PartyId who, Date on) const;
  bool stands_for(PartyId bloc, PartyId who) const;
  bool in_group(GroupId group, PartyId who, Date on) const;
  bool in_group(GroupId group, EntityId who, Date on) const;
  bool gives(ProvisionId provision, PartyId who) const;
  EntityId topmost(EntityId entity) const;

  // -- what
  std::optional<int> goods_rank(const Shipment& shipment, IdRange<GoodsItemId> goods) const;
  std::optional<int> item_rank(const Shipment& shipment, const GoodsItem& item) const;
  bool may_be(const NamedGoods& asked, ChipId chip) const;
  std::optional<Value> value_of(const Shipment& shipment, std::string_view fact) const;
  std::optional<bool> holds(const Shipment& shipment, std::size_t test) const;
  std::optional<bool> statement_holds(const Shipment& shipment, const Test& test) const;

  // -- how much
  std::optional<Decimal> in_base(const Quantity& quantity, DimensionId dimension) const;
  std::optional<DimensionId> dimension_of(const Treatment& treatment) const;
  UnitId counted_unit(const Shipment& shipment) const;
  bool is_in_pieces(const Shipment& shipment) const;
  const Limit* first_limit(const Treatment& treatment) const;
  bool uses(ProvisionId named, ProvisionId provision) const;
  EntityId holder(Account account, EntityId consignee) const;
  Period period(const Limit& limit, Date on) const;
  Decimal used(ProvisionId provision, DimensionId dimension, const Limit& limit, Date begin, Date through,
               EntityId holder) const;
  std::optional<Decimal> written(const Limit& limit, DimensionId dimension, Date on) const;
  Decimal carried_in(ProvisionId provision, const Limit& limit, DimensionId dimension, Date on,
                     EntityId holder) const;
  Decimal left_of_quarter(ProvisionId provision, const Limit& limit, DimensionId dimension, Date on,
                          EntityId holder) const;
  std::optional<Ratio> room(const Shipment& shipment, const Extra& extra, ProvisionId provision,
                            TreatmentId treatment, const Limit& limit) const;
  std::optional<Ratio> room_elsewhere(const Shipment& shipment, const Extra& extra, const Rule& rule) const;
  std::optional<Ratio> room_under(const Shipment& shipment, const Extra& extra, const Rule& rule,
                                  BandId band) const;
  bool is_of_unknown_size(const Shipment& shipment, const Rule& rule, BandId band) const;
  BandId band_with_room(const Shipment& shipment, const Extra& extra, const Rule& rule,
                        const Ratio& least) const;
  void rows_of(ProvisionId provision, TreatmentId treatment, Date on, std::vector<OracleRow>& found) const;

  // -- tariffs
  std::vector<Match> matches(const Shipment& shipment, bool is_export) const;
  Charge charge(const Shipment& shipment, const Extra& extra) const;
  Burden base(const Shipment& shipment, const Extra& extra, Charge& charge) const;
  Burden cut_base(const Shipment& shipment, const Extra& extra, Burden base, Charge& charge) const;
  Burden additions(const Shipment& shipment, const Extra& extra, const Burden& base, Charge& charge) const;
  Burden addition(const Shipment& shipment, const Band& band, const Burden& base) const;
  bool is_part_of(ProvisionId provision, Subject whole) const;
  Burden burden_of(const Rate& rate) const;
  bool costs_less(const Shipment& shipment, const Burden& a, const Burden& b) const;

  const Model& model_;
  std::vector<Rule> rules_;
  // Of each limit that cannot count the quantity, in the order in which they were met: whether it fits.
  mutable std::vector<std::pair<const Limit*, bool>> assumed_;
};

}  // namespace quid::tests
