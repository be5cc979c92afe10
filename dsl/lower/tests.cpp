// Scenarios and invariants: read for their mistakes; what they mean is worked out elsewhere, and nothing of
// them stays in the Model.
#include "dsl/lower/context.hpp"

namespace quid::dsl {

void Lowering::lower_tests() {
  const Mark before = mark();
  for (const Declared& at : symbols_.scenarios) {
    enter_file(files_[at.file.index()]);
    naming_.private_to = at.private_to;
    scenario(at.node);
  }
  for (std::uint32_t number : symbols_.invariants) {
    const Declared& at = symbols_.deals[number].at;
    enter_file(files_[at.file.index()]);
    naming_.private_to = at.private_to;
    invariant(at.node);
  }
  take_back(before);
  naming_.private_to = {};
}

void Lowering::scenario(NodeId node) {
  for (NodeId each : children(node)) {
    switch (kind(each)) {
      case Kind::reading:
        if (const NodeId name = child(each, Kind::name); present(name)) (void)naming_.party(file(), name);
        break;
      case Kind::assume:
        if (const NodeId assumed = first_child(each); present(assumed)) entry(assumed);
        break;
      case Kind::on:
        for (NodeId part : children(each)) {
          if (kind(part) == Kind::date) (void)date_of(naming_, file(), part);
          if (kind(part) == Kind::expect) {
            if (const NodeId expected = first_child(part); present(expected)) claim(expected);
          }
        }
        break;
      default: break;
    }
  }
}

// A condition, or what is claimed of a duty or a shipment.
void Lowering::claim(NodeId node) {
  if (kind(node) != Kind::claim_tariff && kind(node) != Kind::claim_export) {
    (void)condition(node);
    return;
  }
  for (NodeId each : children(node)) {
    switch (kind(each)) {
      case Kind::goods: (void)goods(each); break;
      case Kind::quantity: (void)quantity(each); break;
      case Kind::from_parties:
      case Kind::to_parties: (void)receivers(each, false); break;
      case Kind::into:
        if (const NodeId name = child(each, Kind::name); present(name)) (void)naming_.party(file(), name);
        break;
      case Kind::to_each:
        if (const NodeId name = child(each, Kind::name); present(name)) (void)naming_.group(file(), name);
        break;
      case Kind::with_fact: with_fact(each); break;
      case Kind::rate: (void)rate(each); break;
      default: break;
    }
  }
}

void Lowering::with_fact(NodeId node) {
  NodeId fact;
  NodeId value;
  for (NodeId each : children(node)) {
    if (kind(each) == Kind::broken) continue;
    (present(fact) ? value : fact) = each;
  }
  if (!present(fact) || !present(value)) return;
  if (kind(value) == Kind::name) (void)naming_.anybody(file(), text(value));
  if (kind(value) == Kind::quantity || kind(value) == Kind::percent) (void)amount(value);
}

void Lowering::invariant(NodeId node) {
  for (NodeId each : children(node)) {
    if (kind(each) != Kind::never && kind(each) != Kind::always) continue;
    for (NodeId part : children(each)) {
      if (kind(part) != Kind::broken) claim(part);
    }
  }
}

}  // namespace quid::dsl
