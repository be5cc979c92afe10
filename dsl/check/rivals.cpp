// Rates with no order between them: equally specific additions of one measure, and ordinary rates.
//
// The idea in one sentence: every rule that sets a rate is written down once under all that makes two rules
// equally specific (whose rate it is, how it names the goods, the day on which it starts) and sorted, so that
// rivals are neighbours.
//
// Of HS codes only equal ones are equally specific. Products are equally specific whatever they hold, so they
// stand under each of their codes, and one whose code is a prefix of the next is a neighbour as well. For
// each code under which two rules with different rates stand, goods of just that code are made up; what they
// match, and from which party, is asked of `match_goods` and the lists of parties.
//
// What is not in effect as things stand has no starting day. Of these only rules are compared that start
// together whatever happens: those of one text, and those of one measure that say nothing of their own
// beginning.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <tuple>

#include "core/goods/coverage.hpp"
#include "core/goods/parties.hpp"
#include "core/model/treatment_words.hpp"
#include "core/model/words.hpp"
#include "dsl/check/overlap.hpp"
#include "dsl/check/rules.hpp"

namespace quid::dsl {

namespace {

// A rule is compared with this many of those before it in its place, and of one code this many rivals are
// looked into; no real schedule has more.
constexpr std::size_t most_compared = 64;

// A code that nothing names: what is left for `all goods`.
constexpr std::string_view no_code = "-";

struct RateRule {
  TreatmentId treatment;
  ProvisionId provision;
  TermsId terms;
  bool is_base = false;
  std::uint32_t owner = 0;  // the measure of an addition, the importer of an ordinary rate
};

enum class Named : std::uint8_t { all, hs, eccn, chips_where, product, chip };

struct Good {
  Named named = Named::all;
  ChipId chip;
  bool is_eccn = false;
  std::string_view code;
};

struct Start {
  Date day = Date::max_value();  // of a spell, or ...
  std::uint32_t text = 0;        // ... what starts together, whenever that is
  friend auto operator<=>(const Start&, const Start&) = default;
};

struct Line {
  std::uint32_t rule;
  Good good;
  Start start;
};

class Rivals {
  // What stands on one shelf may be equally specific.
  auto shelf(const Line& line) const {
    const RateRule& rule = rules_[line.rule];
    return std::tuple(rule.is_base, rule.owner, line.good.named, line.good.chip, line.good.is_eccn,
                      line.start);
  }
  auto sort_key(const Line& line) const {
    return std::tuple_cat(shelf(line), std::tuple(line.good.code, line.rule));
  }

 public:
  Rivals(const Checked& checked, Diagnostics& found)
      : world_(checked.world), model_(checked.model), found_(found) {}

  void run() {
    collect();
    for (std::size_t i = 0; i < rules_.size(); ++i) {
      if (has_company(i)) write_down(static_cast<std::uint32_t>(i));
    }
    std::sort(lines_.begin(), lines_.end(),
              [&](const Line& a, const Line& b) { return sort_key(a) < sort_key(b); });
    reported_.assign(rules_.size(), false);
    sort_by_code();
    for (std::size_t i = 0; i < lines_.size();) {
      std::size_t end = i + 1;
      while (end < lines_.size() && shelf(lines_[end]) == shelf(lines_[i])) ++end;
      look_at_shelf(i, end);
      i = end;
    }
  }

 private:
  // -- the rules

  void collect() {
    for (std::size_t i = 0; i < model_.provisions.size(); ++i) {
      const Provision& provision = model_.provisions[i];
      for (const TermsId terms : provision.terms) {
        if (!model_[terms].open.empty() || world_.index.text_days(terms).empty()) continue;
        for (const TreatmentId treatment : model_[terms].treatments)
          collect({treatment, ProvisionId(i), terms, false, 0});
      }
    }
    std::stable_sort(rules_.begin(), rules_.end(),
                     [](const RateRule& a, const RateRule& b) { return owner_key(a) < owner_key(b); });
  }

  void collect(RateRule rule) {
    const Treatment& treatment = model_[rule.treatment];
    if (treatment.is_export || treatment.bands.empty()) return;
    const Band& band = model_[treatment.bands[0]];
    if (!band.rate.percent.valid() && band.rate.specific.empty()) return;
    const Provision& provision = model_[rule.provision];
    switch (band.tariff) {
      case TariffWord::base:
        rule.is_base = true;
        for (const PartyId giver : givers(model_, rule.provision)) {
          rule.owner = giver.value;
          rules_.push_back(rule);
        }
        return;
      case TariffWord::add:
      case TariffWord::add_of:
      case TariffWord::add_to:
        rule.owner = provision.measure.valid() ? provision.measure.value : rule.provision.value;
        rules_.push_back(rule);
        return;
      default: return;
    }
  }

  static std::pair<bool, std::uint32_t> owner_key(const RateRule& rule) { return {rule.is_base, rule.owner}; }

  bool has_company(std::size_t i) const {
    return (i > 0 && owner_key(rules_[i - 1]) == owner_key(rules_[i])) ||
           (i + 1 < rules_.size() && owner_key(rules_[i + 1]) == owner_key(rules_[i]));
  }

  // -- the lines

  void write_down(std::uint32_t rule) {
    starts_.clear();
    const RateRule& written = rules_[rule];
    const DaySet days = days_of(written);
    for (const Interval& spell : days.intervals()) starts_.push_back({spell.begin, 0});
    if (days.empty()) {
      const Terms& terms = model_[written.terms];
      const bool with_its_measure = model_[written.provision].measure.valid() && !terms.from.valid() &&
                                    !terms.through.valid() && terms.clauses.empty();
      starts_.push_back({Date::max_value(), with_its_measure ? model_[written.provision].measure.value * 2 + 1
                                                             : written.terms.value * 2});
    }
    write_goods(rule, model_[written.treatment].goods, false);
  }

  void write_goods(std::uint32_t rule, IdRange<GoodsItemId> goods, bool in_product) {
    for (const GoodsItemId id : goods) {
      const GoodsItem& item = model_[id];
      if (item.excepted) continue;
      switch (item.kind) {
        case GoodsItem::Kind::all: add(rule, {Named::all, {}, false, no_code}, in_product); break;
        case GoodsItem::Kind::hs: add(rule, {Named::hs, {}, false, item.code}, in_product); break;
        case GoodsItem::Kind::eccn: add(rule, {Named::eccn, {}, true, item.code}, in_product); break;
        case GoodsItem::Kind::chip: add(rule, {Named::chip, item.chip, false, {}}, in_product); break;
        case GoodsItem::Kind::product:
          if (item.product.valid()) write_goods(rule, model_[item.product].goods, true);
          break;
        case GoodsItem::Kind::chips_where: write_chips(rule, item.test, in_product); break;
      }
    }
  }

  void write_chips(std::uint32_t rule, TestId test, bool in_product) {
    for (std::size_t i = 0; i < model_.chips.size(); ++i) {
      if (test.valid() && !is_yes(chip_passes(model_, {}, ChipId(i), test))) continue;
      add(rule, {Named::chips_where, ChipId(i), false, {}}, in_product);
    }
  }

  void add(std::uint32_t rule, Good good, bool in_product) {
    if (in_product) good.named = Named::product;
    for (const Start& start : starts_) lines_.push_back({rule, good, start});
  }

  void sort_by_code() {
    by_code_.resize(lines_.size());
    for (std::size_t i = 0; i < lines_.size(); ++i) by_code_[i] = static_cast<std::uint32_t>(i);
    std::sort(by_code_.begin(), by_code_.end(), [&](std::uint32_t a, std::uint32_t b) {
      return std::pair(code_key(lines_[a]), a) < std::pair(code_key(lines_[b]), b);
    });
  }
  std::tuple<bool, std::uint32_t, std::string_view> code_key(const Line& line) const {
    return {rules_[line.rule].is_base, rules_[line.rule].owner, line.good.code};
  }

  // -- one shelf

  void look_at_shelf(std::size_t begin, std::size_t end) {
    if (end - begin < 2) return;
    const Named named = lines_[begin].good.named;
    const bool has_prefixes = named == Named::product || named == Named::eccn;
    std::vector<std::pair<std::size_t, std::size_t>> open;  // the runs of codes that begin the present one
    for (std::size_t i = begin; i < end;) {
      const std::string_view code = lines_[i].good.code;
      std::size_t run_end = i + 1;
      while (run_end < end && lines_[run_end].good.code == code) ++run_end;
      while (!open.empty() && !(has_prefixes && code.starts_with(lines_[open.back().first].good.code)))
        open.pop_back();
      open.emplace_back(i, run_end);
      look_at_goods(lines_[i], open);
      i = run_end;
    }
  }

  void look_at_goods(const Line& at, const std::vector<std::pair<std::size_t, std::size_t>>& runs) {
    std::vector<std::uint32_t> candidates;
    for (const auto& [begin, end] : runs) {
      for (std::size_t i = begin; i < end; ++i) candidates.push_back(lines_[i].rule);
    }
    std::sort(candidates.begin(), candidates.end());
    candidates.erase(std::unique(candidates.begin(), candidates.end()), candidates.end());
    const bool rates_differ = std::any_of(candidates.begin(), candidates.end(), [&](std::uint32_t rule) {
      return !same_rates(rules_[candidates[0]], rules_[rule]);
    });
    if (!rates_differ) return;
    Shipment goods;
    goods.on = at.start.day;
    goods.goods.chip = at.good.chip;
    (at.good.is_eccn ? goods.goods.eccn : goods.goods.code) = at.good.code;
    goods.goods.rest = true;
    origins_.clear();
    for (const std::uint32_t rule : candidates) add_origins(rule, goods);
    std::sort(origins_.begin(), origins_.end());
    std::size_t rivals = 0;
    for (std::size_t i = 1; i < origins_.size(); ++i) {
      for (std::size_t j = i; j-- > 0 && i - j <= most_compared;) {
        if (!same_place(origins_[i], origins_[j])) break;
        if (reported_[origins_[i].rule]) break;
        if (!are_rivals(rules_[origins_[j].rule], rules_[origins_[i].rule])) continue;
        if (++rivals > most_compared) return;
        if (are_beaten(origins_[j], origins_[i], goods)) continue;
        reported_[origins_[i].rule] = true;
        report(rules_[origins_[j].rule], rules_[origins_[i].rule], at, goods, origins_[i].party);
        break;
      }
    }
  }

  // -- origins

  enum class How : std::uint8_t { everybody, group, named };
  struct Origin {
    std::uint32_t rank;
    PartyId party;  // none: everybody
    How how;
    std::uint32_t rule;
    friend auto operator<=>(const Origin&, const Origin&) = default;
  };
  static bool same_place(const Origin& a, const Origin& b) {
    return std::tuple(a.rank, a.party, a.how) == std::tuple(b.rank, b.party, b.how);
  }

  void add_origins(std::uint32_t rule, const Shipment& goods) {
    const RateRule& written = rules_[rule];
    const Treatment& treatment = model_[written.treatment];
    const GoodsMatch match = match_goods(model_, goods, treatment.goods);
    if (!is_yes(match.truth)) return;
    const Whom whom = others_of(model_, written.provision, treatment);
    if (whom.is_everybody()) {
      origins_.push_back({match.rank, {}, How::everybody, rule});
      return;
    }
    who_.clear();
    for (const GroupListId id : whom.groups) {
      for (const auto& member : model_[model_[id]].parties) {
        if (whom.are_receivers || member.days.contains(goods.on)) who_.emplace_back(member.who, How::group);
      }
    }
    const auto through_groups = static_cast<std::ptrdiff_t>(who_.size());
    for (const PartyListId id : whom.parties) {
      const PartyId party = model_[id];
      const auto end = who_.begin() + through_groups;
      const bool is_member =
          std::any_of(who_.begin(), end, [&](const auto& each) { return each.first == party; });
      if (!whom.are_receivers || !is_member) who_.emplace_back(party, How::named);
      for (const PartyId member : model_[party].members) who_.emplace_back(member, How::group);
    }
    std::sort(who_.begin(), who_.end(), std::greater<>());
    for (std::size_t i = 0; i < who_.size(); ++i) {
      if (i > 0 && who_[i].first == who_[i - 1].first) continue;
      // Of ordinary rates, any that names the origin goes before one that does not, and that is all.
      origins_.push_back({match.rank, who_[i].first, written.is_base ? How::named : who_[i].second, rule});
    }
  }

  // -- a pair

  bool same_quantity(const Quantity& a, const Quantity& b) const {
    return a.amount == b.amount && a.unit == b.unit;
  }
  bool same_rate(const Band& a, const Band& b) const {
    if (a.tariff != b.tariff || a.of_fact != b.of_fact) return false;
    if (a.rate.percent.valid() != b.rate.percent.valid()) return false;
    if (a.rate.percent.valid() && !same_quantity(model_[a.rate.percent], model_[b.rate.percent]))
      return false;
    if (a.rate.specific.size() != b.rate.specific.size()) return false;
    for (std::size_t i = 0; i < a.rate.specific.size(); ++i) {
      const SpecificDuty& first = model_[a.rate.specific[i]];
      const SpecificDuty& second = model_[b.rate.specific[i]];
      if (!same_quantity(first.money, second.money) || !same_quantity(first.per, second.per)) return false;
    }
    return true;
  }
  bool same_rates(const RateRule& a, const RateRule& b) const {
    const IdRange<BandId> first = model_[a.treatment].bands;
    const IdRange<BandId> second = model_[b.treatment].bands;
    if (first.size() != second.size()) return false;
    for (std::size_t i = 0; i < first.size(); ++i) {
      if (!same_rate(model_[first[i]], model_[second[i]])) return false;
    }
    return true;
  }

  bool are_rivals(const RateRule& a, const RateRule& b) const {
    if (a.treatment == b.treatment || same_rates(a, b)) return false;
    const EntityId first = model_[a.provision].member_entity;
    const EntityId second = model_[b.provision].member_entity;
    if (first.valid() && second.valid() && first != second) return false;
    const auto importers = givers(model_, a.provision);
    const auto others = givers(model_, b.provision);
    if (std::find_first_of(importers.begin(), importers.end(), others.begin(), others.end()) ==
        importers.end())
      return false;
    return !tests_exclude(model_, model_[a.treatment].where, model_[b.treatment].where);
  }

  DaySet days_of(const RateRule& rule) const {
    DaySet days = world_.evaluation[StateId(rule.provision.index())];
    days &= world_.index.text_days(rule.terms);
    return days;
  }

  // Whether a more specific rule goes before both, on all of their days.
  bool are_beaten(Origin a, Origin b, const Shipment& goods) {
    const RateRule& rule = rules_[a.rule];
    const auto specific = [&](const Origin& origin) {
      return rule.is_base ? std::pair(static_cast<std::uint32_t>(origin.how), origin.rank)
                          : std::pair(origin.rank, static_cast<std::uint32_t>(origin.how));
    };
    DaySet days = days_of(rule);
    days &= days_of(rules_[b.rule]);
    std::vector<Origin> kept = std::move(origins_);
    bool beaten = false;
    for (const std::uint32_t other : on_goods(rule, goods)) {
      const RateRule& third = rules_[other];
      if (model_[third.treatment].where.valid() || model_[third.provision].member_entity.valid()) continue;
      origins_.clear();
      add_origins(other, goods);
      const bool goes_before = std::any_of(origins_.begin(), origins_.end(), [&](const Origin& each) {
        return (each.party == a.party || !each.party.valid()) && specific(each) > specific(a);
      });
      if (!goes_before) continue;
      days -= days_of(third);
      // What is not in effect as things stand has no days, but what stands in one text has them together.
      beaten = beaten || third.terms == rule.terms;
    }
    origins_ = std::move(kept);
    return beaten || (days.empty() && !days_of(rule).empty());
  }

  // The rules of the same owner that may cover the goods.
  std::vector<std::uint32_t> on_goods(const RateRule& rule, const Shipment& goods) const {
    std::vector<std::uint32_t> list;
    const auto add_all = [&](auto first, auto last) {
      for (; first != last; ++first) list.push_back(lines_[*first].rule);
    };
    const auto before = [&](std::uint32_t line, const auto& wanted) {
      return code_key(lines_[line]) < wanted;
    };
    const auto from = [&](std::string_view code) {
      return std::lower_bound(by_code_.begin(), by_code_.end(), std::tuple(rule.is_base, rule.owner, code),
                              before);
    };
    const auto add_code = [&](std::string_view code) {
      for (auto at = from(code);
           at != by_code_.end() && code_key(lines_[*at]) == std::tuple(rule.is_base, rule.owner, code); ++at)
        list.push_back(lines_[*at].rule);
    };
    if (goods.goods.chip.valid()) {  // it is named in too many ways
      const auto end = std::lower_bound(by_code_.begin(), by_code_.end(),
                                        std::tuple(rule.is_base, rule.owner + 1, std::string_view()), before);
      add_all(from({}), end);
    } else {
      const std::string_view code = goods.goods.eccn.empty() ? goods.goods.code : goods.goods.eccn;
      for (std::size_t size = 1; size <= code.size(); ++size) add_code(code.substr(0, size));
      if (code != no_code) add_code(no_code);
    }
    std::sort(list.begin(), list.end());
    list.erase(std::unique(list.begin(), list.end()), list.end());
    return list;
  }

  void report(const RateRule& a, const RateRule& b, const Line& at, const Shipment& goods, PartyId origin) {
    const std::string first = quoted(model_, Subject::of(a.provision));
    const std::string second = quoted(model_, Subject::of(b.provision));
    std::string what = at.good.named == Named::all ? "all goods" : goods_words(model_, goods.goods);
    if (at.good.code == no_code) what = "all goods";
    if (origin.valid()) what += fmt::format(" from {}", model_[origin].code);
    Diagnostic finding{DiagnosticKind::rival_rates,
                       (a.provision == b.provision ? first + " has" : first + " and " + second + " have") +
                           " two rates for " + what + ", and neither goes before the other",
                       model_[b.treatment].place,
                       bands_words(model_, model_[b.treatment]),
                       {{model_[a.treatment].place, bands_words(model_, model_[a.treatment])}}};
    if (at.start.day == Date::max_value()) {
      finding.notes.emplace_back("both start on one day, and name goods and origin equally exactly");
    } else if (!at.start.day.bounded()) {
      finding.notes.emplace_back(
          "both have always been in effect, and name goods and origin equally exactly");
    } else {
      finding.notes.push_back("both start on " + words(at.start.day) +
                              ", and name goods and origin equally exactly");
    }
    if (model_[a.treatment].where.valid() || model_[b.treatment].where.valid())
      finding.notes.emplace_back("nothing shows that the tests in `where` cannot hold together");
    found_.push_back(std::move(finding));
  }

  const World& world_;
  const Model& model_;
  Diagnostics& found_;
  std::vector<RateRule> rules_;
  std::vector<Line> lines_;
  std::vector<std::uint32_t> by_code_;  // lines, by owner and code
  std::vector<bool> reported_;
  std::vector<Start> starts_;
  std::vector<Origin> origins_;
  std::vector<std::pair<PartyId, How>> who_;
};

}  // namespace

void check_rival_rates(const Checked& checked, Diagnostics& found) {
  Rivals(checked, found).run();
}

}  // namespace quid::dsl
