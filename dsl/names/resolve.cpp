// Resolving names. Long, because each kind of declaration is numbered here, in one walk.
//
// The idea in one sentence: give everything its number in the Model before anything is lowered, so that
// lowering can refer to what stands further down or in another file.
//
// Steps: parties, which everything else may be private to; all other declarations of the top level; groups,
// spread out (resolve_who.cpp); then the provisions, deal by deal, for a `to each GROUP` takes as many
// numbers as the group has members. What proposals add to a deal follows the deal's own provisions. Costs:
// one pass over the outlines, and one insertion into a hash table for each name.
#include "dsl/names/resolve.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "dsl/names/context.hpp"
#include "dsl/words/countries.hpp"

namespace quid::dsl {

Symbols resolve(std::span<const ast::File> files, std::span<const Outline> outlines,
                Diagnostics& diagnostics) {
  Symbols symbols;
  Resolving resolving(files, outlines, symbols, diagnostics);
  resolving.declare_parties();
  resolving.declare_everything();
  resolving.spread_who();
  resolving.declare_metrics();
  resolving.find_amended();
  resolving.number_provisions();
  resolving.find_replaced();
  return symbols;
}

// -- declaring names

Declared Resolving::declared(const ast::File& file, ast::NodeId node) {
  Declared result{file.id, node, {}, {}};
  for (ast::NodeId child : children(file, node)) {
    const ast::Kind kind = file[child].kind;
    if (kind == ast::Kind::private_mark) {
      const ast::NodeId party = child_of_kind(file, child, ast::Kind::name);
      symbols_.has_private = true;
      if (party.value != 0 && parties_known_) result.private_to = naming_.party(file, party);
    } else if (kind == ast::Kind::name || kind == ast::Kind::ref) {
      result.name = child;
      break;
    } else if (kind != ast::Kind::open_mark) {
      break;
    }
  }
  return result;
}

std::string_view Resolving::name_of(const Declared& at) const {
  return at.name.value == 0 ? std::string_view() : files_[at.file.index()].text_of(at.name);
}

std::string_view Resolving::title_of(const Declared& at) const {
  const ast::File& file = files_[at.file.index()];
  const ast::NodeId title = child_of_kind(file, at.node, ast::Kind::string);
  return title.value == 0 ? std::string_view() : string_text(file.text_of(title));
}

void Resolving::duplicate(const Declared& at, const Naming::Meaning& first) {
  const std::string name = quoted(naming_.name_of(at));
  Diagnostic finding{DiagnosticKind::duplicate_name, name + " is declared twice", naming_.place(at),
                     "declared again here"};
  if (first.place.file.valid()) {
    finding.related.push_back({first.place, first.what + " of this name is declared here first"});
  } else {
    finding.message = name + " is " + first.what + " that is built in";
    finding.label = "declared here";
  }
  naming_.report(std::move(finding));
}

bool Resolving::declare(Scope scope, const Declared& at, std::uint32_t value) {
  const std::string_view name = name_of(at);
  if (name.empty()) return false;
  const std::uint32_t first = symbols_.names.insert(scope, name, value);
  if (first == NameTable::none) return true;
  duplicate(at, first_of(scope, first));
  return false;
}

Naming::Meaning Resolving::first_of(Scope scope, std::uint32_t value) const {
  switch (scope) {
    case Scope::deals: {
      const Deal& deal = symbols_.deals[value];
      return {with_article(to_string(deal.kind)), naming_.place(deal.at)};
    }
    case Scope::who: {
      const std::uint32_t index = value & 0x3FFFFFFFU;
      switch (static_cast<WhoKind>(value >> 30U)) {
        case WhoKind::party: return {"a party", naming_.place(symbols_.parties_at[index])};
        case WhoKind::group: return {"a group", naming_.place(symbols_.groups_at[index])};
        case WhoKind::entity: return {"an entity", naming_.place(symbols_.entities_at[index])};
      }
      return {};
    }
    case Scope::units: {
      if (value < symbols_.first_unit) return {"a unit", {}};
      const std::size_t declared = value - symbols_.first_unit;
      if (declared < symbols_.units_at.size()) return {"a unit", naming_.place(symbols_.units_at[declared])};
      return {"a chip, and so a unit,",
              naming_.place(symbols_.chips_at[declared - symbols_.units_at.size()])};
    }
    case Scope::goods:
      if ((value & chip_bit) != 0) {
        return {"a chip", naming_.place(symbols_.chips_at[value & ~chip_bit])};
      }
      return {"a product", naming_.place(symbols_.products_at[value])};
    case Scope::facts: return {"a presumption", naming_.place(symbols_.presumptions[value])};
    default: return {};
  }
}

// -- the top level

void Resolving::declare_parties() {
  std::vector<Declared> declared_parties;
  for (std::size_t i = 0; i < files_.size(); ++i) {
    for (ast::NodeId node : outlines_[i].declarations) {
      if (files_[i][node].kind == ast::Kind::party) declared_parties.push_back(declared(files_[i], node));
    }
  }
  struct Candidate {
    Party party;
    Declared at;
  };
  std::vector<Candidate> candidates;
  candidates.reserve(countries().size() + 1 + declared_parties.size());
  for (const Country& country : countries()) candidates.push_back({{country.code, country.name, {}, {}}, {}});
  candidates.push_back({{"EU", "European Union", {}, {}}, {}});
  for (const Declared& at : declared_parties) {
    candidates.push_back({{name_of(at), title_of(at), {}, files_[at.file.index()].span_of(at.node)}, at});
  }
  std::stable_sort(candidates.begin(), candidates.end(),
                   [](const Candidate& a, const Candidate& b) { return a.party.code < b.party.code; });
  for (const Candidate& candidate : candidates) {
    const std::size_t index = symbols_.parties.size();
    symbols_.parties.push_back(candidate.party);
    symbols_.parties_at.push_back(candidate.at);
    if (candidate.party.code.empty()) continue;
    const std::uint32_t first =
        symbols_.names.insert(Scope::who, candidate.party.code, packed(WhoKind::party, index));
    if (first != NameTable::none) duplicate(candidate.at, first_of(Scope::who, first));
  }
  parties_known_ = true;
  for (Declared& at : symbols_.parties_at) {
    if (at.file.valid()) at = declared(files_[at.file.index()], at.node);
  }
}

void Resolving::declare_everything() {
  std::size_t names = 0;
  for (const Outline& outline : outlines_) names += outline.declarations.size() + outline.provisions.size();
  symbols_.names.reserve(names + 512);
  const auto built_in_unit = [&](std::string_view name) {
    symbols_.names.insert(Scope::units, name, static_cast<std::uint32_t>(symbols_.unit_names.size()));
    symbols_.unit_names.push_back(name);
  };
  for (const BuiltInUnitInfo& unit : built_in_units()) built_in_unit(unit.name);
  for (const Currency& currency : currencies()) built_in_unit(currency.code);
  symbols_.first_unit = static_cast<std::uint32_t>(symbols_.unit_names.size());

  for (std::size_t i = 0; i < files_.size(); ++i) {
    for (ast::NodeId node : outlines_[i].declarations) declare_one(files_[i], node);
  }
  // Declared units come before chips, so that a chip's unit follows from its id.
  for (std::size_t i = 0; i < symbols_.units_at.size(); ++i) {
    declare(Scope::units, symbols_.units_at[i], static_cast<std::uint32_t>(symbols_.unit_names.size()));
    symbols_.unit_names.push_back(name_of(symbols_.units_at[i]));
  }
  for (std::size_t i = 0; i < symbols_.chips_at.size(); ++i) {
    const auto index = static_cast<std::uint32_t>(i);
    // A chip that is declared twice is one finding: that of its name among the goods.
    if (declare(Scope::goods, symbols_.chips_at[i], index | chip_bit)) {
      declare(Scope::units, symbols_.chips_at[i], static_cast<std::uint32_t>(symbols_.unit_names.size()));
    }
    symbols_.unit_names.push_back(name_of(symbols_.chips_at[i]));
  }
}

void Resolving::declare_deal(DealKind kind, const Declared& at, std::vector<std::uint32_t>& deals) {
  Deal deal;
  deal.kind = kind;
  deal.index = static_cast<std::uint32_t>(deals.size());
  deal.name = name_of(at);
  deal.at = at;
  const auto number = static_cast<std::uint32_t>(symbols_.deals.size());
  deals.push_back(number);
  symbols_.deals.push_back(deal);
  declare(Scope::deals, at, number);
}

void Resolving::declare_one(const ast::File& file, ast::NodeId node) {
  const Declared at = declared(file, node);
  switch (file[node].kind) {
    case ast::Kind::group:
      declare(Scope::who, at, packed(WhoKind::group, symbols_.groups.size()));
      symbols_.groups.push_back({name_of(at), title_of(at), {}, {}, file.span_of(node)});
      symbols_.groups_at.push_back(at);
      break;
    case ast::Kind::entity:
      declare(Scope::who, at, packed(WhoKind::entity, symbols_.entities.size()));
      symbols_.entities.push_back({name_of(at), title_of(at), {}, {}, {}, file.span_of(node)});
      symbols_.entities_at.push_back(at);
      break;
    case ast::Kind::unit: symbols_.units_at.push_back(at); break;
    case ast::Kind::product:
      declare(Scope::goods, at, static_cast<std::uint32_t>(symbols_.products_at.size()));
      symbols_.products_at.push_back(at);
      break;
    case ast::Kind::chip: symbols_.chips_at.push_back(at); break;
    case ast::Kind::metric: symbols_.metrics_at.push_back(at); break;
    case ast::Kind::authority: declare_deal(DealKind::authority, at, symbols_.authorities); break;
    case ast::Kind::agreement: declare_deal(DealKind::agreement, at, symbols_.agreements); break;
    case ast::Kind::measure: declare_deal(DealKind::measure, at, symbols_.measures); break;
    case ast::Kind::proposal: declare_deal(DealKind::proposal, at, symbols_.proposals); break;
    case ast::Kind::invariant: declare_deal(DealKind::invariant, at, symbols_.invariants); break;
    case ast::Kind::first_of: symbols_.firsts.push_back(at); break;
    case ast::Kind::simultaneous: symbols_.simultaneous.push_back(at); break;
    case ast::Kind::presume:
      declare(Scope::facts, at, static_cast<std::uint32_t>(symbols_.presumptions.size()));
      symbols_.presumptions.push_back(at);
      break;
    case ast::Kind::complete: symbols_.completeness.push_back(at); break;
    case ast::Kind::scenario: symbols_.scenarios.push_back(at); break;
    default: break;
  }
}

// `metric trade`, `metric capacity[TW]`, `metric capacity[tier-1]`.
void Resolving::declare_metrics() {
  for (std::size_t i = 0; i < symbols_.metrics_at.size(); ++i) {
    const Declared& at = symbols_.metrics_at[i];
    const std::string_view text = name_of(at);
    const RefText ref = ref_text(text);
    const auto declaration = static_cast<std::uint32_t>(i);
    if (ref.first.empty()) {
      symbols_.metric_members.emplace_back(declaration, PartyId{});
      continue;
    }
    const ast::File& file = files_[at.file.index()];
    naming_.private_to = at.private_to;
    const std::uint32_t number =
        symbols_.names.insert(Scope::metrics, ref.first, static_cast<std::uint32_t>(symbols_.metrics.size()));
    if (number == NameTable::none) symbols_.metrics.push_back({ref.first, declaration, {}, {}});
    MetricName& metric = number == NameTable::none ? symbols_.metrics.back() : symbols_.metrics[number];
    const Naming::Meaning first{"a metric", naming_.place(symbols_.metrics_at[metric.declaration])};
    if (ref.index.empty()) {
      if (number != NameTable::none) duplicate(at, first);
      if (number == NameTable::none) metric.plain = MetricId(symbols_.metric_members.size());
      symbols_.metric_members.emplace_back(declaration, PartyId{});
      continue;
    }
    if (metric.plain.valid()) duplicate(at, first);
    for (PartyId party : metric_index(file, ref.index)) {
      const std::pair member(party, MetricId(symbols_.metric_members.size()));
      symbols_.metric_members.emplace_back(declaration, party);
      const auto place = std::lower_bound(metric.members.begin(), metric.members.end(), member,
                                          [](const auto& a, const auto& b) { return a.first < b.first; });
      if (place != metric.members.end() && place->first == party) {
        const std::uint32_t earlier = symbols_.metric_members[place->second.index()].first;
        if (earlier != declaration) duplicate(at, {"a metric", naming_.place(symbols_.metrics_at[earlier])});
      } else {
        metric.members.insert(place, member);
      }
    }
  }
  naming_.private_to = {};
}

std::vector<PartyId> Resolving::metric_index(const ast::File& file, std::string_view index) {
  const Who who = naming_.anybody(file, index);
  std::vector<PartyId> members;
  if (!who.valid()) return members;
  if (who.kind == WhoKind::entity) {
    naming_.wrong_kind(naming_.span(file, index), index, "a party or a group of parties");
  } else if (who.kind == WhoKind::party) {
    members.push_back(who.party());
  } else if (may_make(symbols_.groups[who.index].parties.size(), naming_.span(file, index), "metrics")) {
    for (const auto& member : symbols_.groups[who.index].parties) members.push_back(member.who);
  }
  return members;
}

// -- provisions

void Resolving::find_amended() {
  additions_of_.resize(symbols_.deals.size());
  symbols_.amended.assign(symbols_.proposals.size(), NameTable::none);
  for (std::size_t i = 0; i < symbols_.proposals.size(); ++i) {
    const Declared& at = symbols_.deals[symbols_.proposals[i]].at;
    const ast::File& file = files_[at.file.index()];
    naming_.private_to = at.private_to;
    const ast::NodeId amends = child_of_kind(file, at.node, ast::Kind::amends);
    const ast::NodeId ref = amends.value == 0 ? amends : child_of_kind(file, amends, ast::Kind::ref);
    if (ref.value == 0) continue;
    const RefText text = ref_text(file.text_of(ref));
    const std::uint32_t deal = naming_.deal(file, text.first);
    if (deal == NameTable::none) continue;
    const DealKind kind = symbols_.deals[deal].kind;
    if (kind != DealKind::agreement && kind != DealKind::measure) {
      naming_.wrong_kind(file.span_of(ref), text.first, "an agreement or a measure");
      continue;
    }
    if (!text.second.empty()) {
      naming_.report({DiagnosticKind::wrong_kind,
                      "`" + std::string(file.text_of(ref)) +
                          "` is a provision, and a proposal amends a whole agreement or measure",
                      file.span_of(ref),
                      {},
                      {},
                      {},
                      {{fmt::format("amend `{}` and replace `{}`", text.first, text.second), {}}}});
    }
    symbols_.amended[i] = deal;
    for (ast::NodeId child : children(file, at.node)) {
      if (file[child].kind != ast::Kind::add) continue;
      const ast::NodeId provision = child_of_kind(file, child, ast::Kind::provision);
      if (provision.value == 0) continue;
      additions_of_[deal].push_back({ProposalId(i), &file, provision});
    }
  }
  naming_.private_to = {};
}

void Resolving::number_provisions() {
  std::size_t count = symbols_.measures.size();
  for (const Outline& outline : outlines_) count += outline.provisions.size();
  symbols_.provision_kinds.reserve(count);
  symbols_.provision_nodes.reserve(count);
  std::size_t at = 0;
  for (const Outline& outline : outlines_) {
    for (const Outline::Deal& deal : outline.deals) {
      // Both run in the order of the text.
      while (symbols_.deals[at].kind != DealKind::agreement && symbols_.deals[at].kind != DealKind::measure) {
        ++at;
      }
      symbols_.deals[at].properties =
          std::span(outline.properties).subspan(deal.first_property, deal.property_count);
      symbols_.deals[at].provisions_as_text =
          std::span(outline.provisions).subspan(deal.first_provision, deal.provision_count);
      ++at;
    }
  }
  for (std::uint32_t i = 0; i < symbols_.deals.size(); ++i) {
    Deal& deal = symbols_.deals[i];
    if (deal.kind == DealKind::measure) {
      deal.own = ProvisionId(symbols_.provision_kinds.size());
      symbols_.provision_kinds.push_back(ProvisionKind::measure);
      symbols_.provision_nodes.push_back(deal.at.node);
    }
    deal.provisions.first = static_cast<std::uint32_t>(symbols_.provision_kinds.size());
    number_own_provisions(i);
    for (const Added& added : additions_of_[i]) number_added_provision(i, added);
    deal.provisions.count =
        static_cast<std::uint32_t>(symbols_.provision_kinds.size()) - deal.provisions.first;
  }
}

void Resolving::number_own_provisions(std::uint32_t deal) {
  const ast::File& file = files_[symbols_.deals[deal].at.file.index()];
  for (const Outline::Provision& each : symbols_.deals[deal].provisions_as_text) {
    const ProvisionName numbered = number_provision(deal, file, each);
    if (each.name.value == 0) continue;
    const std::uint32_t value = numbered.is_set() ? numbered.set | set_bit : numbered.provisions.first;
    const std::string_view name = file.text.substr(each.name_begin, each.name_size);
    const std::uint32_t first = symbols_.names.insert(provisions_of(deal), each.key, name, value);
    if (first != NameTable::none) {
      duplicate({file.id, each.node, each.name, {}}, first_provision(deal, name));
    }
  }
}

Naming::Meaning Resolving::first_provision(std::uint32_t deal, std::string_view name) const {
  const std::optional<ProvisionName> found = symbols_.find_provision(deal, name);
  if (!found || found->provisions.empty()) return {"a provision", naming_.place(symbols_.deals[deal].at)};
  const std::uint32_t id = found->provisions.first;
  Declared at{symbols_.deals[deal].at.file, symbols_.provision_nodes[id], {}, {}};
  for (const Addition& addition : symbols_.additions) {
    if (addition.deal == deal && addition.provisions.provisions.first == id) at.file = addition.file;
  }
  at.name = child_of_kind(files_[at.file.index()], at.node, ast::Kind::name);
  return {with_article(to_string(symbols_.provision_kinds[id])), naming_.place(at)};
}

bool Resolving::may_make(std::size_t members, Span place, std::string_view what) {
  members_made_ += members;
  if (members_made_ <= most_members) return true;
  members_made_ -= members;
  naming_.report(
      {DiagnosticKind::number_out_of_range,
       "the sets of this workspace would have more than " + std::to_string(most_members) + " members", place,
       std::to_string(members) + " more " + std::string(what)});
  return false;
}

ProvisionName Resolving::number_provision(std::uint32_t deal, const ast::File& file,
                                          const Outline::Provision& provision) {
  PartyId owner;
  if (provision.is_private) owner = declared(file, provision.node).private_to;
  std::size_t count = 1;
  ProvisionName result;
  result.provisions.first = static_cast<std::uint32_t>(symbols_.provision_kinds.size());
  if (provision.each.value != 0) {
    naming_.private_to = owner.valid() ? owner : symbols_.deals[deal].at.private_to;
    GroupId group = naming_.group(file, provision.each);
    naming_.private_to = {};
    count = 0;
    if (group.valid()) {
      count = symbols_.groups[group.index()].parties.size() + symbols_.groups[group.index()].entities.size();
      if (!may_make(count, file.span_of(provision.each), "provisions")) {
        group = {};
        count = 0;
      }
    }
    result.set = static_cast<std::uint32_t>(symbols_.sets.size());
    const std::string_view name = file.text.substr(provision.name_begin, provision.name_size);
    symbols_.sets.push_back(
        {{result.provisions.first, static_cast<std::uint32_t>(count)}, group, deal, name});
  }
  result.provisions.count = static_cast<std::uint32_t>(count);
  for (std::size_t i = 0; i < count; ++i) {
    if (owner.valid()) {
      symbols_.private_provisions.emplace_back(ProvisionId(symbols_.provision_kinds.size()), owner);
    }
    symbols_.provision_kinds.push_back(provision.kind);
    symbols_.provision_nodes.push_back(provision.node);
  }
  return result;
}

// What another proposal adds under the same name, of the same kind and to each of the same group: then the
// two are rival texts of one provision.
const Addition* Resolving::rival_of(std::uint32_t deal, const Added& added,
                                    const Outline::Provision& text) const {
  const std::optional<ProvisionName> found = symbols_.find_provision(deal, added.file->text_of(text.name));
  if (!found) return nullptr;
  const std::uint32_t first = found->provisions.first;
  auto at = std::lower_bound(
      symbols_.additions.begin(), symbols_.additions.end(), first,
      [](const Addition& each, std::uint32_t id) { return each.provisions.provisions.first < id; });
  for (; at != symbols_.additions.end() && at->provisions.provisions.first == first; ++at) {
    if (at->provisions.set != found->set || at->proposal == added.proposal) continue;
    const ast::File& other = files_[at->file.index()];
    const Outline::Provision earlier = outline_provision(other, at->node);
    const std::string_view each = earlier.each.value == 0 ? std::string_view() : other.text_of(earlier.each);
    const std::string_view own = text.each.value == 0 ? std::string_view() : added.file->text_of(text.each);
    if (earlier.kind == text.kind && each == own) return &*at;
  }
  return nullptr;
}

void Resolving::number_added_provision(std::uint32_t deal, const Added& added) {
  const ast::File& file = *added.file;
  const Outline::Provision provision = outline_provision(file, added.node);
  if (provision.name.value == 0) return;
  const std::string_view name = file.text_of(provision.name);
  if (const Addition* rival = rival_of(deal, added, provision)) {
    if (rival->provisions.provisions.empty()) return;
    const ProvisionId id = rival->provisions.provisions[0];
    // What this proposal replaces in this deal stands at the end.
    for (auto at = symbols_.replacements.rbegin();
         at != symbols_.replacements.rend() && at->proposal == added.proposal; ++at) {
      if (at->first != id) continue;
      const ast::NodeId earlier = child_of_kind(file, at->node, ast::Kind::name);
      duplicate({file.id, added.node, provision.name, {}},
                {with_article(to_string(provision.kind)), file.span_of(earlier)});
      return;
    }
    symbols_.replacements.push_back({id, added.proposal, file.id, added.node});
    return;
  }
  const ProvisionName numbered = number_provision(deal, file, provision);
  const PartyId owner = symbols_.deals[symbols_.proposals[added.proposal.index()]].at.private_to;
  if (owner.valid() && !provision.is_private) {
    for (ProvisionId id : numbered.provisions) symbols_.private_provisions.emplace_back(id, owner);
  }
  const std::uint32_t value = numbered.is_set() ? numbered.set | set_bit : numbered.provisions.first;
  const std::uint32_t first = symbols_.names.insert(provisions_of(deal), provision.key, name, value);
  if (first != NameTable::none) {
    duplicate({file.id, added.node, provision.name, {}}, first_provision(deal, name));
  }
  symbols_.additions.push_back({deal, numbered, added.proposal, file.id, added.node});
}

void Resolving::find_replaced() {
  for (std::size_t i = 0; i < symbols_.proposals.size(); ++i) {
    const Declared& at = symbols_.deals[symbols_.proposals[i]].at;
    const std::uint32_t deal = symbols_.amended[i];
    if (deal == NameTable::none) continue;
    const ast::File& file = files_[at.file.index()];
    naming_.private_to = at.private_to;
    for (ast::NodeId child : children(file, at.node)) {
      if (file[child].kind != ast::Kind::replace) continue;
      const ast::NodeId name = child_of_kind(file, child, ast::Kind::name);
      if (name.value == 0) continue;
      const std::optional<ProvisionName> found = naming_.provision(file, deal, file.text_of(name));
      if (!found || found->provisions.empty()) continue;
      symbols_.replacements.push_back({found->provisions[0], ProposalId(i), file.id, child});
    }
  }
  naming_.private_to = {};
  std::stable_sort(symbols_.replacements.begin(), symbols_.replacements.end(),
                   [](const Replacement& a, const Replacement& b) {
                     return a.first != b.first ? a.first < b.first : a.proposal < b.proposal;
                   });
}

}  // namespace quid::dsl
