// What the texts claim to hold whole.
#include "dsl/findings/wording.hpp"
#include "dsl/lower/phases.hpp"
#include "dsl/lower/references.hpp"
#include "dsl/lower/treatments.hpp"
#include "dsl/lower/values.hpp"

namespace quid::dsl::lowering {

namespace {

std::optional<Date> day_in(Context& context, NodeId node) {
  const NodeId date = present(node) ? context.child(node, Kind::date) : node;
  return present(date) ? date_of(context.naming, context.file(), date) : std::nullopt;
}

// The first and the last day; nothing where the text does not say them.
std::optional<DaySet> claimed_days(Context& context, NodeId node) {
  const NodeId from = context.child(node, Kind::complete_from);
  const NodeId through = context.child(node, Kind::complete_through);
  const std::optional<Date> first = day_in(context, from);
  if (!first) return std::nullopt;
  if (!present(through)) return DaySet::between(*first, Date::max_value());
  const std::optional<Date> last = day_in(context, through);
  if (!last) return std::nullopt;
  if (*last < *first) {
    context.naming.report({DiagnosticKind::backwards_period,
                           "this is said to be complete through a day before its first",
                           context.span(through),
                           "the last day",
                           {{context.span(from), "the first day"}}});
    return std::nullopt;
  }
  return DaySet::between(*first, *last + 1);
}

void lower_tail(Context& context, NodeId node, Completeness& claim) {
  NodeId grade;
  NodeId note;
  const auto once_only = [&](NodeId& said, NodeId again) {
    if (present(said)) context.said_twice(again, said);
    said = again;
  };
  for (NodeId each : context.children(node)) {
    if (context.kind(each) == Kind::grade) {
      once_only(grade, each);
      claim.grade = static_cast<Grade>(context.file()[each].detail);
    } else if (context.kind(each) == Kind::note) {
      once_only(note, each);
      if (const NodeId words = context.child(each, Kind::string); present(words))
        claim.note = string_text(context.text(words));
    }
  }
  claim.sources = lower_sources(context, node);
}

// Nothing where a mistake leaves open what is claimed.
void lower_claim(Context& context, NodeId node) {
  Completeness claim;
  const NodeId tariff = context.child(node, Kind::complete_tariff);
  claim.is_export = !present(tariff);
  const NodeId rules = claim.is_export ? context.child(node, Kind::complete_export) : tariff;
  const NodeId by = context.child(node, Kind::by);
  if (!present(rules) || !present(by)) return;
  claim.place = context.span(node);
  claim.private_to = context.naming.private_to;
  if (const NodeId goods = context.child(rules, Kind::goods); present(goods))
    claim.goods = lower_goods(context, goods);
  const NodeId others = context.child(rules, claim.is_export ? Kind::to_parties : Kind::from_parties);
  if (present(others)) {
    const Receivers named = lower_receivers(context, others, Groups::kept);
    claim.others = named.parties;
    claim.other_groups = named.groups;
    if (claim.others.empty() && claim.other_groups.empty()) return;
  }
  claim.by = lower_parties(context, by);
  std::optional<DaySet> days = claimed_days(context, node);
  if (!days || context.file()[node].has_error) return;
  claim.days = std::move(*days);
  lower_tail(context, node, claim);
  context.model.completeness.push_back(std::move(claim));
}

}  // namespace

void lower_completeness(Context& context) {
  context.in_definition = true;
  for (const Declared& at : context.symbols.completeness) {
    context.enter_file(context.files[at.file.index()]);
    context.naming.private_to = at.private_to;
    lower_claim(context, at.node);
  }
  context.naming.private_to = {};
  context.in_definition = false;
}

}  // namespace quid::dsl::lowering
