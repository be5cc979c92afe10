// Agreements and measures, and the provisions in them, in the order of their numbers.
#include <algorithm>
#include <cassert>

#include "dsl/findings/wording.hpp"
#include "dsl/lower/context.hpp"
#include "dsl/tree/properties.hpp"

namespace quid::dsl {

void Lowering::lower_deals() {
  set_cursor_ = 0;
  for (std::uint32_t i = 0; i < symbols_.deals.size(); ++i) {
    const Deal& declared = symbols_.deals[i];
    if (declared.kind != DealKind::agreement && declared.kind != DealKind::measure) continue;
    enter_file(files_[declared.at.file.index()]);
    deal_ = i;
    naming_.private_to = declared.at.private_to;
    declared.kind == DealKind::agreement ? lower_agreement(i) : lower_measure(i);
    provisions_of_deal();
    additions_of_deal();
  }
  deal_ = NameTable::none;
}

// -- agreements

void Lowering::lower_agreement(std::uint32_t number) {
  const Deal& declared = symbols_.deals[number];
  const NodeId node = declared.at.node;
  // Tables may move while the terms are read; the agreement is written back at the end.
  Agreement agreement = model_.agreements[declared.index];
  AgreementTerms terms;
  own_terms_ = true;
  open_.clear();
  std::vector<std::pair<Kind, NodeId>> said;
  for (NodeId each : declared.properties) {
    if (kind(each) == Kind::broken || file()[each].has_error) continue;
    const Kind property = kind(each);
    // An agreement may be cited, and its text given, in several places.
    if (is_said_once(property) && property != Kind::cite && property != Kind::text) {
      const Kind same = property == Kind::in_force_on ? Kind::in_force_once : property;
      const auto first =
          std::find_if(said.begin(), said.end(), [&](const auto& one) { return one.first == same; });
      if (first != said.end()) {
        said_twice(each, first->second);
        continue;
      }
      said.emplace_back(same, each);
    }
    agreement_property(each, agreement, terms);
  }
  own_terms_ = false;
  agreement.terms.push_back(terms);
  agreement.sources = sources(node);
  agreement.open = open_places();
  model_.agreements[declared.index] = std::move(agreement);
}

void Lowering::agreement_property(NodeId node, Agreement& agreement, AgreementTerms& terms) {
  const NodeId value = first_child(node);
  switch (kind(node)) {
    case Kind::stage: agreement.stage = static_cast<Stage>(file()[node].detail); return;
    case Kind::note:
      if (present(value) && kind(value) == Kind::string) agreement.note = string_text(text(value));
      return;
    case Kind::in_force_once:
      agreement.operative = file()[node].detail == 1;
      terms.in_force_place = span(node);
      if (present(value)) terms.in_force_once = condition(value);
      return;
    case Kind::in_force_on:
      agreement.operative = file()[node].detail == 1;
      terms.in_force_place = span(node);
      if (present(value)) terms.in_force_on = moment(value);
      return;
    case Kind::provisional_from:
      terms.provisional_place = span(node);
      if (present(value)) terms.provisional_from = moment(value);
      return;
    case Kind::expires:
      terms.expires_place = span(node);
      if (present(value)) terms.expires = moment(value);
      return;
    case Kind::terminates:
      if (present(value)) {
        agreement.notice_term = chosen(value, [&](NodeId plain) -> std::optional<Duration> {
          return duration_of(naming_, file(), plain);
        });
      }
      return;
    case Kind::review:
      if (present(value)) agreement.review = moment(value);
      return;
    case Kind::review_each: agreement.review_each = yearly(node); return;
    default: return;
  }
}

// -- measures

void Lowering::lower_measure(std::uint32_t number) {
  const Deal& declared = symbols_.deals[number];
  const NodeId node = declared.at.node;
  Properties found = properties(node);
  if (!found.has_by && !found.damaged) {
    naming_.report({DiagnosticKind::missing_giver,
                    "the measure " + quoted(declared.name) + " does not say whose it is",
                    naming_.place(declared.at),
                    {},
                    {},
                    {},
                    {{"write `by` and the party that takes the measure", {}}}});
  }
  Provision provision = found.provision;
  provision.kind = ProvisionKind::measure;
  provision.name = declared.name;
  provision.private_to = declared.at.private_to;
  provision.place = span(node);
  provision.name_place = naming_.place(declared.at);
  provision.as_measure = MeasureId(declared.index);
  provision.terms = {static_cast<std::uint32_t>(model_.terms.size()), 1};
  model_.terms.push_back(found.terms);
  assert(model_.provisions.size() == declared.own.index());
  model_.provisions.push_back(provision);

  Measure& measure = model_.measures[declared.index];
  measure.provision = declared.own;
  measure.provisions = declared.provisions;
  measure.under = std::move(found.under);
  measure.implements = std::move(found.implements);
  measure.yields_to = std::move(found.yields_to);
}

// -- the provisions of a deal

void Lowering::provisions_of_deal() {
  const std::span<const Outline::Provision> texts = deal().provisions_as_text;
  std::uint32_t next = deal().provisions.first;
  prefetch_.enter(deal_);
  for (const Outline::Provision& text : texts) {
    ProvisionName numbered{{next, 1}, NameTable::none};
    if (present(text.each)) {
      numbered.set = static_cast<std::uint32_t>(set_cursor_++);
      numbered.provisions = symbols_.sets[numbered.set].provisions;
    }
    provisions(text, numbered, {});
    next = numbered.provisions.first + numbered.provisions.count;
  }
}

void Lowering::additions_of_deal() {
  const std::uint32_t number = deal_;
  auto at = std::lower_bound(symbols_.additions.begin(), symbols_.additions.end(), number,
                             [](const Addition& each, std::uint32_t deal) { return each.deal < deal; });
  for (; at != symbols_.additions.end() && at->deal == number; ++at) {
    const Addition& addition = *at;
    const Deal& proposal = symbols_.deals[symbols_.proposals[addition.proposal.index()]];
    enter_file(files_[addition.file.index()]);
    deal_ = number;
    naming_.private_to = proposal.at.private_to;
    if (addition.provisions.is_set()) ++set_cursor_;
    provisions(outline_provision(file(), addition.node), addition.provisions, addition.proposal);
  }
}

void Lowering::provisions(const Outline::Provision& text, ProvisionName numbered, ProposalId added_by) {
  const ast::File* const home = file_;
  const PartyId outer = naming_.private_to;
  if (text.is_private && !numbered.provisions.empty()) {
    naming_.private_to = symbols_.private_to(numbered.provisions[0]);
  }
  const PartyId owner = naming_.private_to;
  const auto lower_one = [&](ProvisionId id) {
    file_ = home;
    naming_.private_to = owner;
    const auto first_terms = static_cast<std::uint32_t>(model_.terms.size());
    provision(text, id, added_by);
    if (!symbols_.replacements.empty()) replacements_of(numbered.provisions[0]);
    file_ = home;
    Provision& made = model_.provisions[id.index()];
    made.terms = {first_terms, static_cast<std::uint32_t>(model_.terms.size()) - first_terms};
    made.private_to = owner;
  };
  if (!numbered.is_set()) {
    lower_one(numbered.provisions[0]);
  } else {
    const ProvisionSet& set = symbols_.sets[numbered.set];
    const std::size_t parties = set.group.valid() ? symbols_.groups[set.group.index()].parties.size() : 0;
    // One text for many members: each mistake in it is told once.
    naming_.begin_repeats();
    for (std::uint32_t i = 0; i < numbered.provisions.count; ++i) {
      const Group& group = symbols_.groups[set.group.index()];
      member_ = i < parties ? Who{WhoKind::party, group.parties[i].who.value}
                            : Who{WhoKind::entity, group.entities[i - parties].who.value};
      lower_one(numbered.provisions[i]);
      Provision& made = model_.provisions[numbered.provisions[i].index()];
      made.member_of = set.group;
      if (member_.kind == WhoKind::party) {
        made.member = member_.party();
        if (made.to.empty()) {
          made.to = {static_cast<std::uint32_t>(model_.party_lists.size()), 1};
          model_.party_lists.push_back(made.member);
        }
      } else {
        made.member_entity = member_.entity();
        const Entity& entity = symbols_.entities[member_.index];
        const PartyId where = entity.located.valid() ? entity.located : entity.headquarters;
        if (made.to.empty() && where.valid()) {
          made.to = {static_cast<std::uint32_t>(model_.party_lists.size()), 1};
          model_.party_lists.push_back(where);
        }
      }
    }
    naming_.end_repeats();
    member_ = {};
  }
  naming_.private_to = outer;
}

// `private US`, `[IN]`: they stand before anything else.
ast::NodeId Lowering::mark_of(NodeId node, Kind wanted) const {
  for (NodeId each : children(node)) {
    if (kind(each) == wanted) return each;
    if (kind(each) != Kind::private_mark && kind(each) != Kind::open_mark) break;
  }
  return NodeId{};
}

void Lowering::provision(const Outline::Provision& text_at, [[maybe_unused]] ProvisionId id,
                         ProposalId added_by) {
  const NodeId node = text_at.node;
  const NodeId name = text_at.name;
  const ProvisionKind provision_kind = text_at.kind;
  open_.clear();
  if (const NodeId mark = mark_of(node, Kind::open_mark); present(mark)) open_mark(mark);
  Properties found = properties(node);
  check_properties(node, name, provision_kind, found);
  default_receivers(found);
  found.terms.from_proposal = added_by;
  model_.terms.push_back(found.terms);

  // In the order of their numbers.
  assert(model_.provisions.size() == id.index());
  Provision& made = model_.provisions.emplace_back(found.provision);
  made.kind = provision_kind;
  made.place = span(node);
  made.name_place = present(name) ? span(name) : span(node);
  if (present(name)) made.name = text(name);
  if (deal().kind == DealKind::agreement) {
    made.agreement = AgreementId(deal().index);
  } else {
    made.measure = deal().own;
  }
}

// The texts that proposals put in place of the one just lowered. `first` stands for the whole set.
void Lowering::replacements_of(ProvisionId first) {
  auto at = std::lower_bound(symbols_.replacements.begin(), symbols_.replacements.end(), first,
                             [](const Replacement& each, ProvisionId id) { return each.first < id; });
  for (; at != symbols_.replacements.end() && at->first == first; ++at) {
    file_ = &files_[at->file.index()];
    naming_.private_to = symbols_.deals[symbols_.proposals[at->proposal.index()]].at.private_to;
    open_.clear();
    if (const NodeId mark = mark_of(at->node, Kind::open_mark); present(mark)) open_mark(mark);
    Properties found = properties(at->node);
    check_replacement(at->node, first, found);
    found.terms.from_proposal = at->proposal;
    model_.terms.push_back(found.terms);
  }
}

// `[IN]` before a provision: the text of India alone; `[]`: everybody's and nobody's.
void Lowering::open_mark(NodeId node) {
  bool named = false;
  bool own = false;
  for (NodeId name : children(node)) {
    if (kind(name) != Kind::name || file()[name].has_error) continue;
    named = true;
    const PartyId party = naming_.party(file(), name);
    if (!party.valid()) continue;
    if (deal().kind == DealKind::agreement) want_party_to(AgreementId(deal().index), party, span(name));
    own = own || party == options_.reading;
  }
  const bool read = options_.reading.valid() && (own || !named);
  if (!read) open_.push_back(span(node));
}

}  // namespace quid::dsl
