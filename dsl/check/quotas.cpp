// Quotas without room, under a prohibition, or drawn on beyond their limit.
//
// The idea in one sentence: a limit that is zero in every period, or whose window lies outside the days that
// the dates of the text leave the provision, never has room; behind it there is either another band, which
// then takes everything, or nothing.
//
// A prohibition covers an allowance where it is in effect on all of its days, unconditionally, and names at
// least its goods and its destinations; prohibitions are looked up by giver and by the goods that the
// allowance names first. Only provisions with entries are asked for their use.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "core/goods/quota.hpp"
#include "core/model/quantity.hpp"
#include "core/model/treatment_words.hpp"
#include "core/model/words.hpp"
#include "dsl/check/rules.hpp"

namespace quid::dsl {

namespace {

template <typename IdType, typename Test>
bool any_in(IdRange<IdType> range, Test test) {
  for (const IdType id : range) {
    if (test(id)) return true;
  }
  return false;
}

template <typename Look>
void for_each_treatment(const Model& model, Look look) {
  for (std::size_t i = 0; i < model.provisions.size(); ++i) {
    for (const TermsId terms : model.provisions[i].terms) {
      for (const TreatmentId treatment : model[terms].treatments) look(ProvisionId(i), terms, treatment);
    }
  }
}

bool is_zero_everywhere(const Model& model, const Limit& limit) {
  const bool zero =
      limit.amount.valid() ? model[limit.amount].amount.is_zero() : limit.share && limit.share->is_zero();
  return zero && std::all_of(limit.exceptions.begin(), limit.exceptions.end(),
                             [](const Limit::Exception& each) { return each.amount.amount.is_zero(); });
}

// Why a limit never has room; empty where it may have.
std::string lack_of_room(const Checked& checked, ProvisionId provision, TermsId terms, const Limit& limit) {
  if (is_zero_everywhere(checked.model, limit)) return "the limit is zero in every period";
  if (limit.basis != Basis::per_window || limit.window.begin >= limit.window.end) return {};
  const DaySet days = possible_days(checked, provision, terms);
  if (days.empty() || !(days & DaySet::between(limit.window.begin, limit.window.end)).empty()) return {};
  const Date first = days.intervals().front().begin;
  const Date end = days.intervals().back().end;
  if (limit.window.end <= first) return "the window is over before " + words(first);
  if (limit.window.begin >= end) return "the window begins after " + words(end - 1);
  return "the window lies between the days on which the provision can be in effect";
}

// The first band that has a limit, if it never has room.
void check_room(const Checked& checked, Diagnostics& found, DiagnosticKind wanted) {
  const Model& model = checked.model;
  for_each_treatment(model, [&](ProvisionId provision, TermsId terms, TreatmentId id) {
    const IdRange<BandId> bands = model[id].bands;
    if (bands.empty() || !model[bands[0]].limit.valid()) return;
    // Beside a window that is over, the bands behind are over as well.
    const bool has_rest = !model[bands[bands.size() - 1]].limit.valid();
    const Limit& limit = model[model[bands[0]].limit];
    const bool is_lost = !has_rest && (bands.size() == 1 || limit.basis == Basis::per_window);
    if ((wanted == DiagnosticKind::unusable_quota) != is_lost) return;
    std::string why = lack_of_room(checked, provision, terms, limit);
    if (why.empty()) return;
    const std::string who = quoted(model, Subject::of(provision));
    found.push_back({wanted,
                     is_lost ? "nobody can use the quota of " + who
                             : who + " has a band into which no quantity ever falls",
                     limit.place,
                     std::move(why),
                     {},
                     {},
                     {}});
    if (!is_lost) {
      found.back().related.push_back(
          {model[bands[1]].place, "this band takes everything from the first unit on"});
    }
  });
}

// -- prohibitions

class Prohibitions {
 public:
  explicit Prohibitions(const Checked& checked) : world_(checked.world), model_(checked.model) {
    for_each_treatment(model_, [&](ProvisionId provision, TermsId terms, TreatmentId id) {
      const Treatment& treatment = model_[id];
      if (!treatment.is_export || treatment.where.valid() || treatment.bands.empty()) return;
      const Band& band = model_[treatment.bands[0]];
      if (band.export_word != ExportWord::prohibit || band.limit.valid()) return;
      if (model_[provision].kind != ProvisionKind::control || has_exception(treatment.goods)) return;
      if (model_[provision].member_entity.valid() || !treatment.from.empty() ||
          !treatment.from_groups.empty())
        return;
      for (const PartyId giver : givers(model_, provision)) {
        for (const GoodsItemId item : treatment.goods)
          by_goods_[{giver, key(model_[item])}].push_back({provision, terms, id});
      }
    });
  }

  struct Rule {
    ProvisionId provision;
    TermsId terms;
    TreatmentId treatment;
  };

  // One that leaves nothing of an allowance; none where there is none.
  const Rule* over(ProvisionId provision, TermsId terms, const Treatment& allowance) const {
    const DaySet days = days_of(provision, terms);
    if (by_goods_.empty() || days.empty() || allowance.goods.empty()) return nullptr;
    const auto first = givers(model_, provision);
    if (first.size() != 1) return nullptr;
    for (const std::string& goods : keys_above(model_[allowance.goods[0]])) {
      const auto at = by_goods_.find({first[0], goods});
      if (at == by_goods_.end()) continue;
      for (const Rule& rule : at->second) {
        if ((days - days_of(rule.provision, rule.terms)).empty() && covers_goods(rule, allowance) &&
            covers_destinations(rule, provision, allowance))
          return &rule;
      }
    }
    return nullptr;
  }

 private:
  DaySet days_of(ProvisionId provision, TermsId terms) const {
    DaySet days = world_.evaluation[StateId(provision.index())];
    days &= world_.index.text_days(terms);
    return days;
  }

  bool has_exception(IdRange<GoodsItemId> goods) const {
    return any_in(goods, [&](GoodsItemId id) { return model_[id].excepted; });
  }

  static std::string key(const GoodsItem& item) {
    switch (item.kind) {
      case GoodsItem::Kind::all: return "all";
      case GoodsItem::Kind::hs: return fmt::format("hs {}", item.code);
      case GoodsItem::Kind::eccn: return fmt::format("eccn {}", item.code);
      case GoodsItem::Kind::product: return "product " + std::to_string(item.product.value);
      case GoodsItem::Kind::chip: return "chip " + std::to_string(item.chip.value);
      case GoodsItem::Kind::chips_where: return item.test.valid() ? "" : "chips";
    }
    return {};
  }

  // The keys of all that holds the item.
  static std::vector<std::string> keys_above(const GoodsItem& item) {
    std::vector<std::string> keys = {"all"};
    if (item.kind == GoodsItem::Kind::chip || item.kind == GoodsItem::Kind::chips_where)
      keys.emplace_back("chips");
    if (item.kind == GoodsItem::Kind::hs) {
      for (std::size_t size = 2; size < item.code.size(); size += 2)
        keys.push_back(fmt::format("hs {}", item.code.substr(0, size)));
    }
    if (item.kind == GoodsItem::Kind::eccn) {
      for (std::size_t dot = item.code.find('.'); dot != std::string_view::npos;
           dot = item.code.find('.', dot + 1))
        keys.push_back(fmt::format("eccn {}", item.code.substr(0, dot)));
    }
    if (std::string own = key(item); !own.empty()) keys.push_back(std::move(own));
    return keys;
  }

  bool covers_goods(const Rule& rule, const Treatment& allowance) const {
    std::set<std::string> prohibited;
    for (const GoodsItemId id : model_[rule.treatment].goods) prohibited.insert(key(model_[id]));
    return !any_in(allowance.goods, [&](GoodsItemId id) {
      if (model_[id].excepted) return false;
      const std::vector<std::string> keys = keys_above(model_[id]);
      return std::none_of(keys.begin(), keys.end(),
                          [&](const std::string& each) { return prohibited.contains(each); });
    });
  }

  struct Destinations {
    IdRange<PartyListId> parties;
    IdRange<GroupListId> groups;
    bool everybody() const { return parties.empty() && groups.empty(); }
  };
  Destinations destinations(const Provision& provision, const Treatment& treatment) const {
    if (treatment.to.empty() && treatment.to_groups.empty()) return {provision.to, provision.to_groups};
    return {treatment.to, treatment.to_groups};
  }

  bool covers_destinations(const Rule& rule, ProvisionId provision, const Treatment& allowance) const {
    const Destinations prohibited = destinations(model_[rule.provision], model_[rule.treatment]);
    const Destinations allowed = destinations(model_[provision], allowance);
    if (prohibited.everybody()) return true;
    // Groups may change; only what is the same group, or named, is covered for certain.
    if (allowed.everybody() || !allowed.groups.empty() || !prohibited.groups.empty()) return false;
    return !any_in(allowed.parties, [&](PartyListId id) {
      return !any_in(prohibited.parties, [&](PartyListId other) {
        const std::vector<PartyId>& members = model_[model_[other]].members;
        return model_[other] == model_[id] || std::binary_search(members.begin(), members.end(), model_[id]);
      });
    });
  }

  const World& world_;
  const Model& model_;
  std::map<std::pair<PartyId, std::string>, std::vector<Rule>> by_goods_;
};

// -- use

class Uses {
 public:
  Uses(const Checked& checked, Diagnostics& found)
      : world_(checked.world), model_(checked.model), found_(found) {}

  void run() {
    std::set<ProvisionId> used;
    Date last = Date::min_value();
    for (std::size_t i = 0; i < model_.entries.size(); ++i) {
      const Entry& entry = model_.entries[i];
      if (!is_use(entry) || entry.subject.kind != SubjectKind::provision || !entry.subject.valid()) continue;
      last = std::max(last, entry.acts_from);
      look_at(entry);
      for (ProvisionId id = entry.subject.provision(); id.valid() && used.insert(id).second;)
        id = model_[id].counts_toward;
    }
    for (const ProvisionId provision : used) look_at_quota(provision, last);
  }

 private:
  static bool is_use(const Entry& entry) {
    return entry.kind == Entry::Kind::ship || entry.kind == Entry::Kind::enter;
  }
  static std::string verb(const Entry& entry) {
    return entry.kind == Entry::Kind::ship ? "shipped" : "entered";
  }

  bool is_suspended(ProvisionId id, Date day) const {
    const Provision& provision = model_[id];
    const auto suspended = [&](Subject subject) {
      return world_.days({subject, State::suspended, {}}).contains(day);
    };
    return suspended(Subject::of(id)) ||
           (provision.agreement.valid() && suspended(Subject::of(provision.agreement))) ||
           (provision.measure.valid() && suspended(Subject::of(provision.measure)));
  }

  void look_at(const Entry& entry) {
    const ProvisionId id = entry.subject.provision();
    const DaySet& days = world_.evaluation[StateId(id.index())];
    if (!days.contains(entry.acts_from) && !is_suspended(id, entry.acts_from)) {
      found_.push_back({DiagnosticKind::use_out_of_effect,
                        quoted(model_, entry.subject) + " was not in effect on " + words(entry.acts_from),
                        entry.place,
                        verb(entry) + " under it on that day",
                        {{model_[id].name_place, "the provision that was used"}},
                        {"the use counts all the same"}});
    }
    if (entry.consignee.valid()) return;
    for (const TermsId terms : model_[id].terms) {
      for (const TreatmentId treatment : model_[terms].treatments) {
        for (const BandId band : model_[treatment].bands) {
          if (!model_[band].limit.valid()) continue;
          const Limit& limit = model_[model_[band].limit];
          if (limit.account == Account::everybody) continue;
          found_.push_back(
              {DiagnosticKind::use_without_consignee,
               "nobody's account is charged: the entry names no consignee",
               entry.place,
               "no consignee",
               {{limit.place, limit.account == Account::consignee ? "this limit runs per consignee"
                                                                  : "this limit runs per parent"}}});
          return;
        }
      }
    }
  }

  // Only where some treatment ends with a limit can use run over it.
  bool can_run_over(ProvisionId provision) const {
    return any_in(model_[provision].terms, [&](TermsId terms) {
      return any_in(model_[terms].treatments, [&](TreatmentId id) {
        const IdRange<BandId> bands = model_[id].bands;
        return !bands.empty() && model_[bands[bands.size() - 1]].limit.valid();
      });
    });
  }

  void look_at_quota(ProvisionId provision, Date last) {
    if (!can_run_over(provision)) return;
    for (const QuotaRow& row : quota_rows(model_, world_.index, provision, last)) {
      if (row.over.is_zero() || row.over.is_negative()) continue;
      const RunningQuantity quantity(model_, world_.index, provision, row.treatment);
      const Entry* entry = overdrawing(quantity, row);
      if (entry == nullptr) continue;
      const Limit& limit = model_[model_[row.band].limit];
      const Quantity room{row.limit + row.carried_in, row.unit};
      const Quantity over{row.over, row.unit};
      const Quantity used{row.used + row.over, row.unit};
      const std::string what = words(model_, over) + " too much: " + words(model_, used) + " used of " +
                               words(model_, room) + row_words(row);
      const std::string name = quoted(model_, Subject::of(provision));
      Label label{limit.place, "the limit of " + name + ", and no band takes the rest"};
      const auto [at, fresh] = overdrawing_.try_emplace(entry, found_.size());
      if (!fresh) {
        found_[at->second].related.push_back(std::move(label));
        found_[at->second].notes.push_back("it overdraws " + name + " too: " + what);
        continue;
      }
      found_.push_back({DiagnosticKind::overdrawn_quota,
                        "use of " + name + " runs beyond its last limit",
                        entry->place,
                        what,
                        {std::move(label)}});
    }
  }

  std::string row_words(const QuotaRow& row) const {
    std::string text;
    if (row.period.begin.bounded() && row.period.end.bounded()) text += " in " + period_words(row.period);
    if (row.holder.valid()) text += fmt::format(" by `{}`", model_[row.holder].name);
    return text;
  }

  // The entry with which the use of the period first exceeds the limit.
  const Entry* overdrawing(const RunningQuantity& quantity, const QuotaRow& row) {
    std::vector<const Entry*> uses;
    std::vector<ProvisionId> users = {row.provision};
    for (std::size_t i = 0; i < users.size(); ++i) {
      for (const ProvisionId other : world_.index.counting_toward(users[i])) {
        if (std::find(users.begin(), users.end(), other) == users.end()) users.push_back(other);
      }
      for (const EntryId id : world_.index.entries(Subject::of(users[i]))) {
        const Entry& entry = model_[id];
        if (is_use(entry) && row.period.contains(entry.acts_from) &&
            quantity.holder(entry.consignee) == row.holder)
          uses.push_back(&entry);
      }
    }
    std::sort(uses.begin(), uses.end(), [](const Entry* a, const Entry* b) {
      return std::pair(a->acts_from, a) < std::pair(b->acts_from, b);
    });
    const Decimal room = row.limit + row.carried_in;
    for (std::size_t i = 0; i < uses.size(); ++i) {
      if (quantity.used_in(row.period, uses[i]->acts_from, row.holder) <= room) continue;
      Decimal sum = quantity.used_in(row.period, uses[i]->acts_from - 1, row.holder);
      for (; i < uses.size(); ++i) {
        if (const auto amount = in_dimension(model_, uses[i]->quantity, quantity.dimension())) sum += *amount;
        if (sum > room) return uses[i];
      }
    }
    return nullptr;
  }

  const World& world_;
  const Model& model_;
  Diagnostics& found_;
  std::map<const Entry*, std::size_t> overdrawing_;  // the finding that speaks of the entry
};

}  // namespace

void check_unreachable_band(const Checked& checked, Diagnostics& found) {
  check_room(checked, found, DiagnosticKind::unreachable_band);
}

void check_unusable_quota(const Checked& checked, Diagnostics& found) {
  check_room(checked, found, DiagnosticKind::unusable_quota);
  const Model& model = checked.model;
  const Prohibitions prohibitions(checked);
  for_each_treatment(model, [&](ProvisionId provision, TermsId terms, TreatmentId id) {
    const Treatment& treatment = model[id];
    if (!treatment.is_export || model[provision].kind != ProvisionKind::allowance) return;
    const bool limited = any_in(treatment.bands, [&](BandId band) { return model[band].limit.valid(); });
    if (!limited) return;
    const Prohibitions::Rule* over = prohibitions.over(provision, terms, treatment);
    if (over == nullptr) return;
    found.push_back(
        {DiagnosticKind::unusable_quota,
         "nobody can use the quota of " + quoted(model, Subject::of(provision)),
         treatment.place,
         "no allowance goes before a prohibition",
         {{model[over->treatment].place, quoted(model, Subject::of(over->provision)) +
                                             " prohibits all of it, on every day of the allowance"}}});
  });
}

void check_uses(const Checked& checked, Diagnostics& found) {
  Uses(checked, found).run();
}

}  // namespace quid::dsl
