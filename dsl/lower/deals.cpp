// Agreements and measures, and the provisions in them, in the order of their numbers.
#include "dsl/lower/deals.hpp"

#include <algorithm>
#include <cassert>

#include "dsl/findings/wording.hpp"
#include "dsl/lower/conditions.hpp"
#include "dsl/lower/phases.hpp"
#include "dsl/lower/provisions.hpp"
#include "dsl/lower/references.hpp"
#include "dsl/lower/values.hpp"
#include "dsl/tree/properties.hpp"

namespace quid::dsl::lowering {

namespace {

void lower_provisions(Context& context, const Outline::Provision& text, ProvisionName numbered,
                      ProposalId added_by);
void lower_provision(Context& context, const Outline::Provision& text_at, [[maybe_unused]] ProvisionId id,
                     ProposalId added_by);
void lower_replacements_of(Context& context, ProvisionId first);
void lower_open_mark(Context& context, NodeId node);

void lower_agreement(Context& context, std::uint32_t number) {
  const Deal& declared = context.symbols.deals[number];
  const NodeId node = declared.at.node;
  // Tables may move while the terms are read; the agreement is written back at the end.
  Agreement agreement = context.model.agreements[declared.index];
  AgreementTerms terms;
  context.own_terms = true;
  context.open.clear();
  std::vector<std::pair<Kind, NodeId>> said;
  for (NodeId each : declared.properties) {
    if (context.kind(each) == Kind::broken || context.file()[each].has_error) continue;
    const Kind property = context.kind(each);
    // An agreement may be cited, and its text given, in several places.
    if (is_said_once(property) && property != Kind::cite && property != Kind::text) {
      const Kind same = property == Kind::in_force_on ? Kind::in_force_once : property;
      const auto first =
          std::find_if(said.begin(), said.end(), [&](const auto& one) { return one.first == same; });
      if (first != said.end()) {
        context.said_twice(each, first->second);
        continue;
      }
      said.emplace_back(same, each);
    }
    lower_agreement_property(context, each, agreement, terms);
  }
  context.own_terms = false;
  agreement.terms.push_back(terms);
  agreement.sources = lower_sources(context, node);
  agreement.open = open_places(context);
  context.model.agreements[declared.index] = std::move(agreement);
}

void lower_measure(Context& context, std::uint32_t number) {
  const Deal& declared = context.symbols.deals[number];
  const NodeId node = declared.at.node;
  Properties found = lower_properties(context, node);
  if (!found.has_by && !found.damaged) {
    context.naming.report({DiagnosticKind::missing_giver,
                           "the measure " + quoted(declared.name) + " does not say whose it is",
                           context.naming.place(declared.at),
                           {},
                           {},
                           {},
                           {{"write `by` and the party that takes the measure", {}}}});
  }
  Provision provision = found.provision;
  provision.kind = ProvisionKind::measure;
  provision.name = declared.name;
  provision.private_to = declared.at.private_to;
  provision.place = context.span(node);
  provision.name_place = context.naming.place(declared.at);
  provision.as_measure = MeasureId(declared.index);
  provision.terms = {static_cast<std::uint32_t>(context.model.terms.size()), 1};
  context.model.terms.push_back(found.terms);
  assert(context.model.provisions.size() == declared.own.index());
  context.model.provisions.push_back(provision);

  Measure& measure = context.model.measures[declared.index];
  measure = std::move(found.measure);
  measure.provision = declared.own;
  measure.provisions = declared.provisions;
}

void lower_provisions_of_deal(Context& context) {
  const std::span<const Outline::Provision> texts = context.deal().provisions_as_text;
  std::uint32_t next = context.deal().provisions.first;
  context.prefetch.enter(context.current_deal);
  for (const Outline::Provision& text : texts) {
    ProvisionName numbered{{next, 1}, NameTable::none};
    if (present(text.each)) {
      numbered.set = static_cast<std::uint32_t>(context.set_cursor++);
      numbered.provisions = context.symbols.sets[numbered.set].provisions;
    }
    lower_provisions(context, text, numbered, {});
    next = numbered.provisions.first + numbered.provisions.count;
  }
}

void lower_additions_of_deal(Context& context) {
  const std::uint32_t number = context.current_deal;
  auto at = std::lower_bound(context.symbols.additions.begin(), context.symbols.additions.end(), number,
                             [](const Addition& each, std::uint32_t deal) { return each.deal < deal; });
  for (; at != context.symbols.additions.end() && at->deal == number; ++at) {
    const Addition& addition = *at;
    const Deal& proposal = context.symbols.deals[context.symbols.proposals[addition.proposal.index()]];
    context.enter_file(context.files[addition.file.index()]);
    context.current_deal = number;
    context.naming.private_to = proposal.at.private_to;
    if (addition.provisions.is_set()) ++context.set_cursor;
    lower_provisions(context, outline_provision(context.file(), addition.node), addition.provisions,
                     addition.proposal);
  }
}

void lower_provisions(Context& context, const Outline::Provision& text, ProvisionName numbered,
                      ProposalId added_by) {
  const ast::File* const home = context.current_file;
  const PartyId outer = context.naming.private_to;
  if (text.is_private && !numbered.provisions.empty()) {
    context.naming.private_to = context.symbols.private_to(numbered.provisions[0]);
  }
  const PartyId owner = context.naming.private_to;
  const auto lower_one = [&](ProvisionId id) {
    context.current_file = home;
    context.naming.private_to = owner;
    const auto first_terms = static_cast<std::uint32_t>(context.model.terms.size());
    lower_provision(context, text, id, added_by);
    if (!context.symbols.replacements.empty()) lower_replacements_of(context, numbered.provisions[0]);
    context.current_file = home;
    Provision& made = context.model.provisions[id.index()];
    made.terms = {first_terms, static_cast<std::uint32_t>(context.model.terms.size()) - first_terms};
    made.private_to = owner;
  };
  if (!numbered.is_set()) {
    lower_one(numbered.provisions[0]);
  } else {
    const ProvisionSet& set = context.symbols.sets[numbered.set];
    const std::size_t parties =
        set.group.valid() ? context.symbols.groups[set.group.index()].parties.size() : 0;
    // One text for many members: each mistake in it is told once.
    context.naming.begin_repeats();
    for (std::uint32_t i = 0; i < numbered.provisions.count; ++i) {
      const Group& group = context.symbols.groups[set.group.index()];
      context.member = i < parties ? Who{WhoKind::party, group.parties[i].who.value}
                                   : Who{WhoKind::entity, group.entities[i - parties].who.value};
      lower_one(numbered.provisions[i]);
      Provision& made = context.model.provisions[numbered.provisions[i].index()];
      made.member_of = set.group;
      if (context.member.kind == WhoKind::party) {
        made.member = context.member.party();
        if (made.to.empty()) {
          made.to = {static_cast<std::uint32_t>(context.model.party_lists.size()), 1};
          context.model.party_lists.push_back(made.member);
        }
      } else {
        made.member_entity = context.member.entity();
        const Entity& entity = context.symbols.entities[context.member.index];
        const PartyId where = entity.located.valid() ? entity.located : entity.headquarters;
        if (made.to.empty() && where.valid()) {
          made.to = {static_cast<std::uint32_t>(context.model.party_lists.size()), 1};
          context.model.party_lists.push_back(where);
        }
      }
    }
    context.naming.end_repeats();
    context.member = {};
  }
  context.naming.private_to = outer;
}

// `private US`, `[IN]`: they stand before anything else.
ast::NodeId mark_of(const Context& context, NodeId node, Kind wanted) {
  for (NodeId each : context.children(node)) {
    if (context.kind(each) == wanted) return each;
    if (context.kind(each) != Kind::private_mark && context.kind(each) != Kind::open_mark) break;
  }
  return NodeId{};
}

void lower_provision(Context& context, const Outline::Provision& text_at, [[maybe_unused]] ProvisionId id,
                     ProposalId added_by) {
  const NodeId node = text_at.node;
  const NodeId name = text_at.name;
  const ProvisionKind provision_kind = text_at.kind;
  context.open.clear();
  if (const NodeId mark = mark_of(context, node, Kind::open_mark); present(mark))
    lower_open_mark(context, mark);
  Properties found = lower_properties(context, node);
  check_properties(context, node, name, provision_kind, found);
  default_receivers(context, found);
  found.terms.from_proposal = added_by;
  context.model.terms.push_back(found.terms);

  // In the order of their numbers.
  assert(context.model.provisions.size() == id.index());
  Provision& made = context.model.provisions.emplace_back(found.provision);
  made.kind = provision_kind;
  made.place = context.span(node);
  made.name_place = present(name) ? context.span(name) : context.span(node);
  if (present(name)) made.name = context.text(name);
  if (context.deal().kind == DealKind::agreement) {
    made.agreement = AgreementId(context.deal().index);
  } else {
    made.measure = context.deal().own;
  }
}

// The texts that proposals put in place of the one just lowered. `first` stands for the whole set.
void lower_replacements_of(Context& context, ProvisionId first) {
  auto at = std::lower_bound(context.symbols.replacements.begin(), context.symbols.replacements.end(), first,
                             [](const Replacement& each, ProvisionId id) { return each.first < id; });
  for (; at != context.symbols.replacements.end() && at->first == first; ++at) {
    context.current_file = &context.files[at->file.index()];
    context.naming.private_to =
        context.symbols.deals[context.symbols.proposals[at->proposal.index()]].at.private_to;
    context.open.clear();
    if (const NodeId mark = mark_of(context, at->node, Kind::open_mark); present(mark))
      lower_open_mark(context, mark);
    Properties found = lower_properties(context, at->node);
    check_replacement(context, at->node, first, found);
    found.terms.from_proposal = at->proposal;
    context.model.terms.push_back(found.terms);
  }
}

// `[IN]` before a provision: the text of India alone; `[]`: everybody's and nobody's.
void lower_open_mark(Context& context, NodeId node) {
  bool named = false;
  bool own = false;
  for (NodeId name : context.children(node)) {
    if (context.kind(name) != Kind::name || context.file()[name].has_error) continue;
    named = true;
    const PartyId party = context.naming.party(context.file(), name);
    if (!party.valid()) continue;
    if (context.deal().kind == DealKind::agreement)
      want_party_to(context, AgreementId(context.deal().index), party, context.span(name));
    context.note_reader(party, node);
    own = own || party == context.reading();
  }
  const bool read = context.reading().valid() && (own || !named);
  if (!read) context.open.push_back(context.span(node));
}

}  // namespace

void lower_deals(Context& context) {
  context.set_cursor = 0;
  for (std::uint32_t i = 0; i < context.symbols.deals.size(); ++i) {
    const Deal& declared = context.symbols.deals[i];
    if (declared.kind != DealKind::agreement && declared.kind != DealKind::measure) continue;
    context.enter_file(context.files[declared.at.file.index()]);
    context.current_deal = i;
    context.applies = {};
    context.naming.private_to = declared.at.private_to;
    declared.kind == DealKind::agreement ? lower_agreement(context, i) : lower_measure(context, i);
    lower_provisions_of_deal(context);
    lower_additions_of_deal(context);
  }
  context.current_deal = NameTable::none;
  context.applies = {};
}

void lower_agreement_property(Context& context, NodeId node, Agreement& agreement, AgreementTerms& terms) {
  const NodeId value = context.first_child(node);
  switch (context.kind(node)) {
    case Kind::stage: agreement.stage = static_cast<Stage>(context.file()[node].detail); return;
    case Kind::note:
      if (present(value) && context.kind(value) == Kind::string)
        agreement.note = string_text(context.text(value));
      return;
    case Kind::in_force_once:
      agreement.operative = context.file()[node].detail == 1;
      terms.in_force_place = context.span(node);
      if (present(value)) terms.in_force_once = lower_condition(context, value);
      return;
    case Kind::in_force_on:
      agreement.operative = context.file()[node].detail == 1;
      terms.in_force_place = context.span(node);
      if (present(value)) terms.in_force_on = lower_moment(context, value);
      return;
    case Kind::provisional_from:
      terms.provisional_place = context.span(node);
      if (present(value)) terms.provisional_from = lower_moment(context, value);
      return;
    case Kind::expires:
      terms.expires_place = context.span(node);
      if (present(value)) terms.expires = lower_moment(context, value);
      return;
    case Kind::terminates:
      if (present(value)) {
        agreement.notice_term = context.chosen(value, [&](NodeId plain) -> std::optional<Duration> {
          return duration_of(context.naming, context.file(), plain);
        });
      }
      return;
    case Kind::review:
      if (present(value)) agreement.review = lower_moment(context, value);
      return;
    case Kind::review_each: agreement.review_each = lower_yearly(context, node); return;
    default: return;
  }
}

}  // namespace quid::dsl::lowering
