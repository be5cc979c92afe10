// The idea in one sentence: only what a changed rule speaks of can fare otherwise, so the questions are read off
// the changed rules, each is asked once of both worlds, and what fares alike is put together.
#include "core/answers/border.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <type_traits>

#include "core/goods/coverage.hpp"

namespace quid {

namespace {

// Comparable, so that nothing is asked twice.
struct Question {
  bool is_export;
  PartyId giver;
  PartyId other;
  std::string code;
  std::string eccn;
  ProductId product;
  ChipId chip;
  bool rest;

  friend auto operator<=>(const Question&, const Question&) = default;
};

NamedGoods goods_of(const Question& question) {
  NamedGoods goods;
  goods.code = question.code;
  goods.eccn = question.eccn;
  goods.product = question.product;
  goods.chip = question.chip;
  goods.rest = question.rest;
  return goods;
}

// The thing of the same name in another list; not valid where there is none.
template <typename IdType, typename Things>
IdType same_name(const Things& things, std::string_view name) {
  const auto found =
      std::find_if(things.begin(), things.end(), [&](const auto& thing) { return thing.name == name; });
  return found == things.end() ? IdType{} : IdType(static_cast<std::size_t>(found - things.begin()));
}

class Asking {
 public:
  Asking(const Schedule& before, const Schedule& after, const Difference& difference, Date on)
      : before_(before),
        after_(after),
        was_(before.world().model),
        is_(after.world().model),
        difference_(difference),
        on_(on),
        duties_before_(before),
        duties_after_(after) {}

  Border take() && {
    for (const RuleChange& change : difference_.rules) {
      const bool same = change.days_before.contains(on_) == change.days_after.contains(on_);
      if (same && (change.says_the_same || !change.days_after.contains(on_))) continue;
      if (change.after.valid()) {
        add_questions(is_, change.after);
      } else {
        add_questions_about_gone(change.before);
      }
    }
    for (const Question& question : questions_) ask(question);
    put_together(duty_cells_, result_.duties);
    put_together(export_cells_, result_.exports);
    std::vector<std::string>& facts = result_.facts;
    std::sort(facts.begin(), facts.end());
    facts.erase(std::unique(facts.begin(), facts.end()), facts.end());
    return std::move(result_);
  }

 private:
  // -- questions

  void add_questions(const Model& model, const RuleVersion& rule) {
    const Treatment& treatment = model[rule.treatment];
    const std::vector<PartyId> givers = givers_of(model, rule.provision, treatment);
    const std::vector<PartyId> others = others_to_ask(model, rule.provision, treatment);
    for (PartyId giver : givers) {
      for (PartyId other : others) {
        if (other != giver) add_goods(model, treatment, giver, other);
      }
    }
  }

  // Its parties and goods by the names that the later text has for them.
  void add_questions_about_gone(const RuleVersion& rule) {
    const std::set<Question> kept = std::move(questions_);
    questions_.clear();
    add_questions(was_, rule);
    std::set<Question> gone = std::move(questions_);
    questions_ = kept;
    for (Question question : gone) {
      question.giver = difference_.counterparts.in_after(question.giver);
      if (question.other.valid()) question.other = difference_.counterparts.in_after(question.other);
      if (question.product.valid())
        question.product = same_name<ProductId>(is_.products, was_[question.product].name);
      if (question.chip.valid()) question.chip = same_name<ChipId>(is_.chips, was_[question.chip].name);
      if (question.giver.valid()) add(std::move(question));
    }
  }

  static std::vector<PartyId> countries(const Model& model, std::vector<PartyId> parties) {
    std::erase_if(parties, [&](PartyId party) { return !model[party].members.empty(); });
    return parties;
  }

  static std::vector<PartyId> givers_of(const Model& model, ProvisionId provision,
                                        const Treatment& treatment) {
    std::vector<PartyId> named;
    if (treatment.is_export) {
      for (PartyListId id : treatment.from) named.push_back(model[id]);
    }
    if (!named.empty()) return named;
    const std::span<const PartyId> own = givers(model, provision);
    return {own.begin(), own.end()};
  }

  std::vector<PartyId> others_to_ask(const Model& model, ProvisionId provision, const Treatment& treatment) {
    const Whom whom = others_of(model, provision, treatment);
    if (!whom.is_everybody()) return countries(model, possible_parties(model, whom));
    if (everybody_.empty()) {
      std::vector<PartyId> parties;
      for (const Agreement& agreement : model.agreements)
        parties.insert(parties.end(), agreement.parties.begin(), agreement.parties.end());
      std::sort(parties.begin(), parties.end());
      parties.erase(std::unique(parties.begin(), parties.end()), parties.end());
      everybody_ = countries(model, std::move(parties));
      everybody_.push_back({});
    }
    return everybody_;
  }

  void add_goods(const Model& model, const Treatment& treatment, PartyId giver, PartyId other) {
    const auto plain = [&] { return Question{treatment.is_export, giver, other, {}, {}, {}, {}, false}; };
    for (GoodsItemId id : treatment.goods) {
      const GoodsItem& item = model[id];
      if (item.excepted) continue;
      Question question = plain();
      switch (item.kind) {
        case GoodsItem::Kind::all: question.rest = true; break;
        case GoodsItem::Kind::hs: question.code = item.code; break;
        case GoodsItem::Kind::eccn: question.eccn = item.code; break;
        case GoodsItem::Kind::product:
          question.product = item.product;
          if (!item.product.valid()) continue;
          if (is_long(model, item.product)) {
            ++result_.left_out;
            continue;
          }
          break;
        case GoodsItem::Kind::chip: question.chip = item.chip; break;
        case GoodsItem::Kind::chips_where: add_chips(model, item, question); continue;
      }
      add(std::move(question));
    }
  }

  bool is_long(const Model& model, ProductId product) {
    const auto [at, is_new] = long_.try_emplace({&model, product}, false);
    if (is_new) at->second = anchors_of(model, model[product].goods).codes.size() > most_codes_at_border;
    return at->second;
  }

  void add_chips(const Model& model, const GoodsItem& item, const Question& question) {
    for (std::size_t i = 0; i < model.chips.size(); ++i) {
      Shipment shipment;
      shipment.on = on_;
      shipment.goods.chip = ChipId(i);
      if (item.test.valid() && is_no(chip_passes(model, shipment, ChipId(i), item.test))) continue;
      Question one = question;
      one.chip = ChipId(i);
      add(std::move(one));
    }
  }

  void add(Question question) {
    if (questions_.size() < most_border_questions) {
      questions_.insert(std::move(question));
    } else if (!questions_.contains(question)) {
      ++result_.left_out;
    }
  }

  // -- answers

  // Somebody whom no text names: the last country that stands in no list and no group.
  PartyId stranger(const Model& model) {
    std::vector<bool> named(model.parties.size());
    for (PartyId party : model.party_lists) named[party.index()] = true;
    for (const Group& group : model.groups) {
      for (const auto& member : group.parties) named[member.who.index()] = true;
    }
    for (const Party& party : model.parties) {
      for (PartyId member : party.members) named[member.index()] = true;
    }
    for (std::size_t i = model.parties.size(); i-- > 0;) {
      if (!named[i] && model.parties[i].members.empty()) return PartyId(i);
    }
    return {};
  }

  PartyId asked_party(const Question& question) {
    if (question.other.valid()) return question.other;
    if (!stranger_) stranger_ = stranger(is_);
    return *stranger_;
  }

  void ask(const Question& question) {
    const PartyId other = asked_party(question);
    if (!other.valid()) return;
    Shipment now;
    now.on = on_;
    now.goods = goods_of(question);
    now.from = question.is_export ? question.giver : other;
    now.to = question.is_export ? other : question.giver;
    Shipment then = now;
    then.from = difference_.counterparts.in_before(now.from);
    then.to = difference_.counterparts.in_before(now.to);
    if (now.goods.product.valid())
      then.goods.product = same_name<ProductId>(was_.products, is_[now.goods.product].name);
    if (now.goods.chip.valid()) then.goods.chip = same_name<ChipId>(was_.chips, is_[now.goods.chip].name);
    const bool unknown = !then.from.valid() || !then.to.valid() ||
                         (now.goods.product.valid() && !then.goods.product.valid()) ||
                         (now.goods.chip.valid() && !then.goods.chip.valid());
    if (unknown) return;
    ++result_.asked;
    if (question.is_export) {
      note(question, export_word(before_, then), export_word(after_, now), export_cells_);
    } else {
      note(question, duties_before_.charge(then), duties_after_.charge(now), duty_cells_);
    }
  }

  template <class Outcome>
  struct Cells {
    PartyId giver;
    Outcome before;
    Outcome after;
    std::map<PartyId, std::vector<NamedGoods>> goods;  // by the other party
  };

  template <class Outcome>
  void note(const Question& question, const Known<Outcome>& before, const Known<Outcome>& after,
            std::vector<Cells<Outcome>>& cells) {
    for (const Known<Outcome>* side : {&before, &after}) {
      if (!side->known()) result_.facts.emplace_back(side->lacks().fact);
    }
    if (!before.known() || !after.known()) {
      ++result_.undecided;
      return;
    }
    if constexpr (std::is_same_v<Outcome, Charge>)
      result_.base_unknown |= !before->base_known || !after->base_known;
    if (*before == *after) return;
    auto found = std::find_if(cells.begin(), cells.end(), [&](const Cells<Outcome>& each) {
      return each.giver == question.giver && each.before == *before && each.after == *after;
    });
    if (found == cells.end()) {
      cells.push_back({question.giver, *before, *after, {}});
      found = cells.end() - 1;
    }
    found->goods[question.other].push_back(goods_of(question));
  }

  static bool same_goods(const std::vector<NamedGoods>& a, const std::vector<NamedGoods>& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const NamedGoods& x, const NamedGoods& y) {
      return std::tie(x.code, x.eccn, x.product, x.chip, x.rest) ==
             std::tie(y.code, y.eccn, y.product, y.chip, y.rest);
    });
  }

  template <class Outcome>
  static void put_together(std::vector<Cells<Outcome>>& cells, std::vector<Move<Outcome>>& moves) {
    for (Cells<Outcome>& cell : cells) {
      const std::size_t first = moves.size();
      for (auto& [other, goods] : cell.goods) {
        const auto found =
            std::find_if(moves.begin() + static_cast<std::ptrdiff_t>(first), moves.end(),
                         [&](const Move<Outcome>& move) { return same_goods(move.goods, goods); });
        if (found != moves.end()) {
          found->others.push_back(other);
        } else {
          moves.push_back({cell.giver, {other}, std::move(goods), cell.before, cell.after});
        }
      }
    }
  }

  const Schedule& before_;
  const Schedule& after_;
  const Model& was_;
  const Model& is_;
  const Difference& difference_;
  Date on_;
  DutyDesk duties_before_;
  DutyDesk duties_after_;
  std::set<Question> questions_;
  std::map<std::pair<const Model*, ProductId>, bool> long_;
  std::vector<PartyId> everybody_;
  std::optional<PartyId> stranger_;
  std::vector<Cells<Charge>> duty_cells_;
  std::vector<Cells<ExportWord>> export_cells_;
  Border result_;
};

}  // namespace

std::optional<bool> is_freer(const DutyMove& move) {
  const auto& [was, is] = std::tie(move.before, move.after);
  if (was.prohibited != is.prohibited) return was.prohibited;
  if (was.rate.specific != is.rate.specific || was.rate.percent == is.rate.percent) return std::nullopt;
  return is.rate.percent < was.rate.percent;
}

std::optional<bool> is_freer(const ExportMove& move) {
  if (move.before == move.after) return std::nullopt;
  return move.after < move.before;
}

Border border(const Schedule& before, const Schedule& after, const Difference& difference, Date on) {
  return Asking(before, after, difference, on).take();
}

std::string border_goods_words(const Model& model, const NamedGoods& goods) {
  const bool unnamed =
      goods.code.empty() && goods.eccn.empty() && !goods.product.valid() && !goods.chip.valid();
  return unnamed ? "all other goods" : goods_words(model, goods);
}

}  // namespace quid
