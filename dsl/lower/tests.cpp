// Scenarios and invariants: read for their mistakes; what they mean is worked out elsewhere, and nothing of
// them stays in the Model.
#include "dsl/lower/conditions.hpp"
#include "dsl/lower/entries.hpp"
#include "dsl/lower/phases.hpp"
#include "dsl/lower/references.hpp"
#include "dsl/lower/treatments.hpp"
#include "dsl/lower/values.hpp"

namespace quid::dsl::lowering {

namespace {

void lower_claim(Context& context, NodeId node);
void lower_with_fact(Context& context, NodeId node);

void lower_scenario(Context& context, NodeId node) {
  for (NodeId each : context.children(node)) {
    switch (context.kind(each)) {
      case Kind::reading:
        if (const NodeId name = context.child(each, Kind::name); present(name))
          (void)context.naming.party(context.file(), name);
        break;
      case Kind::assume:
        if (const NodeId assumed = context.first_child(each); present(assumed)) lower_entry(context, assumed);
        break;
      case Kind::on:
        for (NodeId part : context.children(each)) {
          if (context.kind(part) == Kind::date) (void)date_of(context.naming, context.file(), part);
          if (context.kind(part) == Kind::expect) {
            if (const NodeId expected = context.first_child(part); present(expected))
              lower_claim(context, expected);
          }
        }
        break;
      default: break;
    }
  }
}

// A condition, or what is claimed of a duty or a shipment.
void lower_claim(Context& context, NodeId node) {
  if (context.kind(node) != Kind::claim_tariff && context.kind(node) != Kind::claim_export) {
    (void)lower_condition(context, node);
    return;
  }
  for (NodeId each : context.children(node)) {
    switch (context.kind(each)) {
      case Kind::goods: (void)lower_goods(context, each); break;
      case Kind::quantity: (void)lower_quantity(context, each); break;
      case Kind::from_parties:
      case Kind::to_parties: (void)lower_receivers(context, each, Groups::kept); break;
      case Kind::into:
        if (const NodeId name = context.child(each, Kind::name); present(name))
          (void)context.naming.party(context.file(), name);
        break;
      case Kind::to_each:
        if (const NodeId name = context.child(each, Kind::name); present(name))
          (void)context.naming.group(context.file(), name);
        break;
      case Kind::with_fact: lower_with_fact(context, each); break;
      case Kind::rate: (void)lower_rate(context, each); break;
      default: break;
    }
  }
}

void lower_with_fact(Context& context, NodeId node) {
  NodeId fact;
  NodeId value;
  for (NodeId each : context.children(node)) {
    if (context.kind(each) == Kind::broken) continue;
    (present(fact) ? value : fact) = each;
  }
  if (!present(fact) || !present(value)) return;
  if (context.kind(value) == Kind::name) (void)context.naming.anybody(context.file(), context.text(value));
  if (context.kind(value) == Kind::quantity || context.kind(value) == Kind::percent)
    (void)lower_amount(context, value);
}

void lower_invariant(Context& context, NodeId node) {
  for (NodeId each : context.children(node)) {
    if (context.kind(each) != Kind::never && context.kind(each) != Kind::always) continue;
    for (NodeId part : context.children(each)) {
      if (context.kind(part) != Kind::broken) lower_claim(context, part);
    }
  }
}

}  // namespace

void lower_tests(Context& context) {
  const Context::Mark before = context.mark();
  for (const Declared& at : context.symbols.scenarios) {
    context.enter_file(context.files[at.file.index()]);
    context.naming.private_to = at.private_to;
    lower_scenario(context, at.node);
  }
  for (std::uint32_t number : context.symbols.invariants) {
    const Declared& at = context.symbols.deals[number].at;
    context.enter_file(context.files[at.file.index()]);
    context.naming.private_to = at.private_to;
    lower_invariant(context, at.node);
  }
  context.take_back(before);
  context.naming.private_to = {};
}

}  // namespace quid::dsl::lowering
