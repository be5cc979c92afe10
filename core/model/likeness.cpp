#include "core/model/likeness.hpp"

#include <string_view>

namespace quid {

namespace {

// Each piece with its length or an end of its own, so that no two rows of pieces look alike.
class Spelling {
 public:
  Spelling(const Model& model, Likeness& into) : model_(model), into_(into) {}

  void number(std::uint64_t value) { into_.shape.append(std::to_string(value)).push_back('|'); }
  void text(std::string_view value) {
    number(value.size());
    into_.shape += value;
  }
  template <typename Enum>
  void word(Enum value) {
    number(static_cast<std::uint64_t>(value));
  }
  void day(Date date) { into_.shape.append(std::to_string(date.days)).push_back('|'); }

  void quantity(const Quantity& quantity) {
    text(quantity.unit.valid() ? model_[quantity.unit].name : std::string_view());
    text(quantity.amount.to_string());
  }
  // Its amount is compared apart.
  void amount(QuantityId id, Likeness::Amount kind) {
    number(id.valid() ? 1 : 0);
    if (!id.valid()) return;
    const UnitId unit = model_[id].unit;
    text(unit.valid() ? model_[unit].name : std::string_view());
    into_.amounts.emplace_back(kind, model_[id].amount);
  }

  void goods(IdRange<GoodsItemId> list) {
    number(list.size());
    for (GoodsItemId id : list) {
      const GoodsItem& item = model_[id];
      word(item.kind);
      number(item.excepted ? 1 : 0);
      text(item.code);
      text(item.product.valid() ? model_[item.product].name : std::string_view());
      text(item.chip.valid() ? model_[item.chip].name : std::string_view());
      test(item.test);
    }
  }
  void parties(IdRange<PartyListId> list) {
    number(list.size());
    for (PartyListId id : list) text(model_[model_[id]].code);
  }
  void groups(IdRange<GroupListId> list) {
    number(list.size());
    for (GroupListId id : list) text(model_[model_[id]].name);
  }

  void test(TestId id) {
    number(id.valid() ? 1 : 0);
    if (!id.valid()) return;
    for (std::uint32_t at = id.value; at < model_[id].next; ++at) {
      const Test& test = model_.tests[at];
      word(test.kind);
      word(test.comparison);
      number(test.next - at);
      number(test.count);
      text(test.fact);
      text(test.text);
      text(test.entity.valid() ? model_[test.entity].name : std::string_view());
      text(test.group.valid() ? model_[test.group].name : std::string_view());
      quantity(test.quantity);
      day(test.date);
    }
  }

  void band(const Band& band) {
    word(band.tariff);
    word(band.export_word);
    number(band.steps);
    amount(band.rate.percent, Likeness::Amount::rate);
    number(band.rate.specific.size());
    for (SpecificDutyId id : band.rate.specific) {
      quantity(model_[id].money);
      quantity(model_[id].per);
    }
    text(band.target.valid() ? name_of(model_, band.target) : std::string());
    text(band.of_fact);
    number(band.limit.valid() ? 1 : 0);
    if (band.limit.valid()) limit(model_[band.limit]);
  }

 private:
  void period(const Period& period) {
    day(period.begin);
    day(period.end);
  }
  void limit(const Limit& limit) {
    amount(limit.amount, Likeness::Amount::limit);
    text(limit.share ? limit.share->to_string() : std::string());
    text(limit.metric.valid() ? model_[limit.metric].name : std::string_view());
    word(limit.basis);
    word(limit.account);
    period(limit.window);
    number(limit.exceptions.size());
    for (const Limit::Exception& exception : limit.exceptions) {
      quantity(exception.amount);
      period(exception.period);
    }
    number(limit.carrying.size());
    for (const auto& [from, to] : limit.carrying) {
      period(from);
      period(to);
    }
  }

  const Model& model_;
  Likeness& into_;
};

}  // namespace

Likeness likeness(const Model& model, const Treatment& treatment) {
  Likeness result;
  Spelling spelling(model, result);
  spelling.number(treatment.is_export ? 1 : 0);
  spelling.goods(treatment.goods);
  spelling.parties(treatment.from);
  spelling.parties(treatment.to);
  spelling.groups(treatment.from_groups);
  spelling.groups(treatment.to_groups);
  spelling.number(treatment.bands.size());
  for (BandId id : treatment.bands) spelling.band(model[id]);
  spelling.test(treatment.where);
  return result;
}

}  // namespace quid
