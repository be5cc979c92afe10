#include "tools/commands/what_if_json.hpp"

#include "core/model/treatment_words.hpp"
#include "tools/ask/shipment.hpp"

namespace quid::tools {

namespace {

std::string charge_text(const Model& model, const Charge& charge) {
  return charge.prohibited ? "prohibited" : rate_text(model, charge.rate);
}

void state_json(Json& json, const WhatIf& of, const StateChange& change) {
  json.open_object();
  const StateKey& key = key_of(change);
  const Model& model = model_of(of, change);
  json.key("id").value(name_of(model, key.subject));
  std::string state(to_string(key.state));
  if (key.by.valid()) state.append(" by ").append(model[key.by].code);
  json.key("state").value(state);
  const Turn turn = turn_of(of, change);
  json.key("before").value(turn.now);
  json.key("after").value(turn.then);
  json.key("days_before").value(change.days_before);
  json.key("days_after").value(change.days_after);
  json.key("distance").value(change.distance);
  json.key("because");
  if (change.because) {
    const StateChange& reason = of.changes.states[*change.because];
    json.value(name_of(model_of(of, reason), key_of(reason)));
  } else {
    json.null();
  }
  const dsl::Sources* sources = nullptr;
  const Span place = place_of_change(of, change, sources);
  json.key("place").place(*sources, place);
  json.close();
}

void rule_json(Json& json, const WhatIf& of, const RuleChange& rule) {
  const bool is_there = rule.after.valid();
  const Model& model = is_there ? of.after.model : of.before.model;
  const RuleVersion& version = is_there ? rule.after : rule.before;
  json.open_object();
  json.key("id").value(name_of(model, version.provision));
  json.key("rule").value(words(model, model[version.treatment]));
  json.key("direction");
  rule.direction ? json.value(to_string(*rule.direction)) : json.null();
  json.key("days_before").value(rule.days_before);
  json.key("days_after").value(rule.days_after);
  json.key("place").place(is_there ? of.supposed.sources() : of.workspace.sources(),
                          model[version.treatment].place);
  json.close();
}

template <class Outcome, class Words>
void moves_json(Json& json, const WhatIf& of, const std::vector<Move<Outcome>>& moves, std::string_view giver,
                std::string_view others, Words outcome) {
  json.open_array();
  for (const Move<Outcome>& move : moves) {
    json.open_object();
    json.key(giver).value(of.model()[move.giver].code);
    json.key(others).open_array(Json::Layout::inline_);
    for (PartyId party : move.others) party.valid() ? json.value(of.model()[party].code) : json.null();
    json.close();
    json.key("goods").open_array(Json::Layout::inline_);
    for (const NamedGoods& each : move.goods) json.value(border_goods_words(of.model(), each));
    json.close();
    json.key("before").value(outcome(of.before.model, move.before));
    json.key("after").value(outcome(of.model(), move.after));
    json.key("freer");
    const std::optional<bool> freer = is_freer(move);
    freer ? json.value(*freer) : json.null();
    json.close();
  }
  json.close();
}

void order_json(Json& json, const WhatIf& of) {
  json.open_object(Json::Layout::inline_);
  json.key("matters").value(!of.order.others.empty());
  json.key("tried").value(of.order.tried);
  json.key("every_order_tried").value(of.order.every_order_tried);
  json.close();
}

}  // namespace

void what_if_json(Json& json, const WhatIf& of, const std::vector<DutyMove>& duties,
                  const std::vector<ExportMove>& exports) {
  json.key("suppose").open_array();
  for (const std::string& entry : of.texts.entries) json.value(entry);
  for (const std::string& change : of.texts.changes) json.value(change);
  json.close();
  json.key("day").value(of.day);
  json.key("changes").open_array();
  for (const StateChange& change : of.changes.states) state_json(json, of, change);
  json.close();
  json.key("rules").open_array();
  for (const RuleChange& rule : of.changes.rules) rule_json(json, of, rule);
  json.close();
  json.key("duties");
  moves_json(json, of, duties, "into", "from", charge_text);
  json.key("exports");
  moves_json(json, of, exports, "from", "to", [](const Model&, ExportWord each) { return to_string(each); });
  json.key("undecided").value(of.at_border.undecided);
  json.key("order");
  order_json(json, of);
}

}  // namespace quid::tools
