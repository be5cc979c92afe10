// Scenarios and invariants: what is assumed, and what is claimed. What comes of it is worked out by whoever runs
// them.
#include <utility>

#include "dsl/lower/conditions.hpp"
#include "dsl/lower/entries.hpp"
#include "dsl/lower/phases.hpp"
#include "dsl/lower/references.hpp"
#include "dsl/lower/treatments.hpp"
#include "dsl/lower/values.hpp"

namespace quid::dsl::lowering {

namespace {

// An entity, a party, or a word that some test compares with: what a fact is, in every sense in which it can be read.
std::optional<FactValue> lower_value(Context& context, NodeId node) {
  FactValue value;
  value.text = context.text(node);
  switch (context.kind(node)) {
    case Kind::string: value.text = string_text(context.text(node)); return value;
    case Kind::none: value.none = true; return value;
    case Kind::date: value.date = date_of(context.naming, context.file(), node); return value;
    case Kind::name: {
      const Who who = context.naming.anybody(context.file(), context.text(node));
      if (!who.valid()) return std::nullopt;
      if (who.kind == WhoKind::entity) value.entity = who.entity();
      if (who.kind == WhoKind::party) value.party = who.party();
      value.none = context.text(node) == "none";
      return value;
    }
    default: value.quantity = lower_amount(context, node); return value;
  }
}

void lower_with_fact(Context& context, NodeId node, Claim& claim) {
  NodeId fact;
  NodeId said;
  for (NodeId each : context.children(node)) {
    if (context.kind(each) == Kind::broken) continue;
    (present(fact) ? said : fact) = each;
  }
  if (!present(fact) || !present(said)) return;
  if (std::optional<FactValue> value = lower_value(context, said))
    claim.facts.emplace_back(context.text(fact), std::move(*value));
}

std::vector<PartyId> parties_of(Context& context, NodeId list) {
  std::vector<PartyId> parties;
  const Receivers named = lower_receivers(context, list, Groups::spread);
  for (PartyListId id : named.parties) parties.push_back(context.model[id]);
  return parties;
}

PartyId party_of(Context& context, NodeId node) {
  const NodeId name = context.child(node, Kind::name);
  return present(name) ? context.naming.party(context.file(), name) : PartyId{};
}

// A condition, or what is claimed of a duty or a shipment.
Claim lower_claim(Context& context, NodeId node) {
  Claim claim;
  claim.place = context.span(node);
  if (context.kind(node) != Kind::claim_tariff && context.kind(node) != Kind::claim_export) {
    claim.condition = lower_condition(context, node);
    return claim;
  }
  claim.kind = context.kind(node) == Kind::claim_tariff ? Claim::Kind::tariff : Claim::Kind::export_;
  for (NodeId each : context.children(node)) {
    switch (context.kind(each)) {
      case Kind::goods: claim.goods = lower_goods(context, each); break;
      case Kind::quantity: claim.quantity = lower_amount(context, each); break;
      case Kind::from_parties: claim.from = parties_of(context, each); break;
      case Kind::to_parties: claim.to = parties_of(context, each); break;
      case Kind::into:
        if (const PartyId party = party_of(context, each); party.valid()) claim.to = {party};
        break;
      case Kind::to_each:
        if (const NodeId name = context.child(each, Kind::name); present(name))
          claim.to_each = context.naming.group(context.file(), name);
        break;
      case Kind::with_fact: lower_with_fact(context, each, claim); break;
      case Kind::rate: claim.rate = lower_rate(context, each); break;
      case Kind::export_word:
        claim.words.push_back(static_cast<ExportWord>(context.file()[each].detail));
        break;
      default: break;
    }
  }
  return claim;
}

void lower_expectations(Context& context, NodeId block, Scenario& scenario) {
  std::optional<Date> day;
  for (NodeId part : context.children(block)) {
    if (context.kind(part) == Kind::date) day = date_of(context.naming, context.file(), part);
    if (context.kind(part) != Kind::expect) continue;
    const NodeId expected = context.first_child(part);
    if (!present(expected)) continue;
    Claim claim = lower_claim(context, expected);
    claim.denied = context.file()[part].detail != 0;
    claim.place = context.span(part);
    if (day) scenario.expectations.push_back({*day, std::move(claim)});
  }
}

// What is lowered goes behind the entries of the model, and is taken from there.
void lower_assumed(Context& context, NodeId entry, Scenario& scenario) {
  Table<Entry>& entries = context.model.entries;
  const std::size_t recorded = entries.size();
  context.assuming = true;
  lower_entry(context, entry);
  context.assuming = false;
  const auto first = entries.begin() + static_cast<std::ptrdiff_t>(recorded);
  scenario.assumed.insert(scenario.assumed.end(), first, entries.end());
  entries.erase(first, entries.end());
}

Scenario lower_scenario(Context& context, const Declared& at) {
  Scenario scenario;
  scenario.private_to = at.private_to;
  scenario.place = context.span(at.node);
  scenario.with_history = context.file()[at.node].detail != 0;
  for (NodeId each : context.children(at.node)) {
    switch (context.kind(each)) {
      case Kind::string:
        scenario.title = string_text(context.text(each));
        scenario.title_place = context.span(each);
        break;
      case Kind::reading: scenario.reading = party_of(context, each); break;
      case Kind::assume:
        if (const NodeId assumed = context.first_child(each); present(assumed))
          lower_assumed(context, assumed, scenario);
        break;
      case Kind::on: lower_expectations(context, each, scenario); break;
      default: break;
    }
  }
  return scenario;
}

Invariant lower_invariant(Context& context, const Deal& declared) {
  Invariant invariant;
  invariant.name = declared.name;
  invariant.private_to = declared.at.private_to;
  invariant.place = context.span(declared.at.node);
  invariant.name_place = context.naming.place(declared.at);
  for (NodeId each : context.children(declared.at.node)) {
    if (context.kind(each) == Kind::string && invariant.title.empty())
      invariant.title = string_text(context.text(each));
    if (context.kind(each) != Kind::never && context.kind(each) != Kind::always) continue;
    invariant.kind = context.kind(each) == Kind::never ? Invariant::Kind::never : Invariant::Kind::always;
    bool is_first = true;
    for (NodeId part : context.children(each)) {
      if (context.kind(part) == Kind::broken) continue;
      Claim claim = lower_claim(context, part);
      if (is_first) {
        invariant.claim = std::move(claim);
      } else {
        claim.denied = context.file()[each].detail != 0;
        invariant.implied = std::move(claim);
      }
      is_first = false;
    }
  }
  return invariant;
}

}  // namespace

void lower_tests(Context& context) {
  for (const Declared& at : context.symbols.scenarios) {
    context.enter_file(context.files[at.file.index()]);
    context.naming.private_to = at.private_to;
    context.model.scenarios.push_back(lower_scenario(context, at));
    context.open.clear();
  }
  for (std::uint32_t number : context.symbols.invariants) {
    const Deal& declared = context.symbols.deals[number];
    context.enter_file(context.files[declared.at.file.index()]);
    context.naming.private_to = declared.at.private_to;
    context.model.invariants.push_back(lower_invariant(context, declared));
    context.open.clear();
  }
  context.naming.private_to = {};
}

}  // namespace quid::dsl::lowering
