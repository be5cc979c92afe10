#include "dsl/names/naming.hpp"
#include "core/model/words.hpp"
#include "core/values/ascii.hpp"
#include "dsl/findings/spelling.hpp"
#include "dsl/findings/wording.hpp"
#include "dsl/words/customary.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace quid::dsl {

RefText ref_text(std::string_view text) {
  RefText ref;
  std::size_t at = 0;
  while (at < text.size() && is_name_char(text[at])) ++at;
  ref.first = text.substr(0, at);
  if (at < text.size() && text[at] == '.') {
    const std::size_t begin = ++at;
    while (at < text.size() && is_name_char(text[at])) ++at;
    ref.second = text.substr(begin, at - begin);
  }
  if (at < text.size() && text[at] == '[') {
    const std::size_t begin = ++at;
    while (at < text.size() && is_name_char(text[at])) ++at;
    ref.index = text.substr(begin, at - begin);
  }
  return ref;
}

std::string_view string_text(std::string_view leaf) {
  const std::size_t quotes = leaf.size() >= 6 && leaf.starts_with("\"\"\"") ? 3 : 1;
  if (leaf.size() < 2 * quotes) return {};
  return leaf.substr(quotes, leaf.size() - 2 * quotes);
}

std::string listed(std::span<const std::string_view> names, std::string_view conjunction) {
  std::vector<std::string> items;
  items.reserve(names.size());
  for (std::string_view name : names) items.push_back(quoted(name));
  constexpr std::size_t most = 8;
  return in_a_row(items, names.size() > most ? "and" : conjunction, most);
}

std::string_view to_string(DealKind kind) {
  switch (kind) {
    case DealKind::agreement: return "agreement";
    case DealKind::measure: return "measure";
    case DealKind::authority: return "authority";
    case DealKind::proposal: return "proposal";
    case DealKind::invariant: return "invariant";
  }
  return {};
}

void Naming::report(Diagnostic finding) {
  if (repeats_from_ != no_repeats) {
    for (std::size_t i = repeats_from_; i < diagnostics_.size(); ++i) {
      if (diagnostics_[i].kind == finding.kind && diagnostics_[i].place == finding.place) return;
    }
  }
  diagnostics_.push_back(std::move(finding));
}

Span Naming::span(const ast::File& file, std::string_view part) const {
  const auto begin = static_cast<std::uint32_t>(part.data() - file.text.data());
  return {file.id, begin, begin + static_cast<std::uint32_t>(part.size())};
}

Span Naming::place(const Declared& declared) const {
  if (!declared.file.valid()) return {};
  return files_[declared.file.index()].span_of(declared.name.value != 0 ? declared.name : declared.node);
}

std::string_view Naming::name_of(const Declared& declared) const {
  if (!declared.file.valid() || declared.name.value == 0) return {};
  return ref_text(files_[declared.file.index()].text_of(declared.name)).first;
}

std::string Naming::name_of(ProvisionId provision) const {
  const Deal& deal = symbols_.deals[symbols_.deal_of(provision)];
  if (deal.own == provision) return std::string(deal.name);
  const Declared declared = symbols_.declared(provision);
  const ast::File& file = files_[declared.file.index()];
  std::string name(deal.name);
  name.append(".").append(file.text_of(ast::child_of_kind(file, declared.node, ast::Kind::name)));
  const ProvisionSet* set = symbols_.set_of(provision);
  if (set == nullptr || !set->group.valid()) return name;
  const Group& group = symbols_.groups[set->group.index()];
  const std::size_t member = provision.value - set->provisions.first;
  name.append("[");
  name.append(member < group.parties.size()
                  ? symbols_.parties[group.parties[member].who.index()].code
                  : symbols_.entities[group.entities[member - group.parties.size()].who.index()].name);
  return name.append("]");
}

// -- findings

bool Naming::is_lost(std::string_view name, Span place) {
  if (!looked_for_broken_) {
    looked_for_broken_ = true;
    for (const ast::File& file : files_) {
      for (std::uint32_t i = 1; i < file.nodes.size(); ++i) {
        const ast::Node& node = file.nodes[i];
        // A block with a mistake in it is marked too; what was lost is the leaves.
        const bool is_leaf = node.next == i + 1;
        if (is_leaf && (node.kind == ast::Kind::broken || node.has_error)) {
          broken_.push_back(file.span_of(ast::NodeId{i}));
        }
      }
    }
  }
  const auto plain = [](std::string_view text) {
    std::string result;
    for (std::size_t i = 0; i < text.size();) {
      const SetCharacter* const set = set_character_at(text.substr(i));
      const char c = set != nullptr ? set->plain.front() : text[i];
      result += c == ' ' || c == '_' ? '-' : c;
      i += set != nullptr ? set->character.size() : 1;
    }
    return result;
  };
  for (const Span& broken : broken_) {
    const std::string_view all = files_[broken.file.index()].text;
    // A name that is none, `us uk` or `us_uk`, was meant as the one that is looked for.
    const std::size_t size = broken.end - broken.begin;
    if (size <= 2 * name.size() && size >= name.size() && plain(all.substr(broken.begin, size)) == name)
      return true;
    for (std::size_t at = all.find(name, broken.begin); at != std::string_view::npos && at < broken.end;
         at = all.find(name, at + 1)) {
      const bool begins = at == 0 || !is_name_char(all[at - 1]);
      const bool ends = at + name.size() == all.size() || !is_name_char(all[at + name.size()]);
      const bool elsewhere = broken.file != place.file || at < place.begin || at >= place.end;
      if (begins && ends && elsewhere) return true;
    }
  }
  return false;
}

void Naming::unknown(DiagnosticKind kind, std::string message, Span place, std::string_view name,
                     const std::vector<std::string_view>& candidates) {
  if (name.empty() || is_lost(name, place)) return;
  Diagnostic finding{kind, std::move(message), place, {}, {}, {}, {}};
  const std::string_view called = kind == DiagnosticKind::unknown_party  ? country_called(name)
                                  : kind == DiagnosticKind::unknown_unit ? unit_called(name)
                                                                         : std::string_view();
  if (!called.empty()) {
    finding.help.push_back({fmt::format("write `{}`", called), {{place, std::string(called)}}});
  } else if (candidates.size() <= spelling_budget_) {
    spelling_budget_ -= candidates.size();
    if (const auto near = nearest(name, candidates)) {
      const std::string meant(*near);
      finding.help.push_back({"did you mean `" + meant + "`?", {{place, meant}}});
    }
  }
  if (finding.help.empty() && !candidates.empty() && candidates.size() <= 8) {
    finding.notes.push_back("there is " + listed(candidates, "and"));
  }
  report(std::move(finding));
}

void Naming::wrong_kind(Span place, std::string_view name, std::string_view wanted) {
  const Meaning found = meaning(name);
  Diagnostic finding{DiagnosticKind::wrong_kind,
                     quoted(name) + " is " + found.what + ", not " + std::string(wanted), place};
  if (found.place.file.valid()) finding.related.push_back({found.place, found.what + " by this declaration"});
  report(std::move(finding));
}

void Naming::check_private(const Declared& declared, Span place, std::string_view name) {
  if (!declared.private_to.valid() || declared.private_to == private_to) return;
  const std::string owner(symbols_.parties[declared.private_to.index()].code);
  Diagnostic finding{DiagnosticKind::private_leak,
                     quoted(name) + " is private to " + quoted(owner) + ", and this text is not", place,
                     "everybody who reads this learns of it"};
  if (private_to.valid()) {
    finding.label = quoted(symbols_.parties[private_to.index()].code) + " learns of it here";
  }
  finding.related.push_back({this->place(declared), "declared private here"});
  report(std::move(finding));
}

void Naming::check_private(ProvisionId provision, Span place, std::string_view name) {
  const PartyId owner = symbols_.private_to(provision);
  if (!owner.valid() || owner == private_to) return;
  Declared declared = symbols_.declared(provision);
  const ast::File& file = files_[declared.file.index()];
  declared.name = ast::child_of_kind(file, declared.node, ast::Kind::name);
  declared.private_to = owner;
  check_private(declared, place, name);
}

Naming::Meaning Naming::meaning(std::string_view name) const {
  if (const std::uint32_t deal = symbols_.find_deal(name); deal != NameTable::none) {
    return {with_article(to_string(symbols_.deals[deal].kind)), place(symbols_.deals[deal].at)};
  }
  if (const Goods goods = symbols_.find_goods(name); goods.valid()) {
    if (goods.product.valid()) return {"a product", place(symbols_.products_at[goods.product.index()])};
    return {"a chip", place(symbols_.chips_at[goods.chip.index()])};
  }
  if (const Who who = symbols_.find_who(name); who.valid()) {
    switch (who.kind) {
      case WhoKind::party: return {"a party", place(symbols_.parties_at[who.index])};
      case WhoKind::group: return {"a group", place(symbols_.groups_at[who.index])};
      case WhoKind::entity: return {"an entity", place(symbols_.entities_at[who.index])};
    }
  }
  if (const MetricName* metric = symbols_.find_metric(name)) {
    return {"a metric", place(symbols_.metrics_at[metric->declaration])};
  }
  if (const UnitId unit = symbols_.find_unit(name); unit.valid()) {
    const std::size_t declared = unit.index() - symbols_.first_unit;
    if (unit.value < symbols_.first_unit) return {"a unit", {}};
    if (declared < symbols_.units_at.size()) return {"a unit", place(symbols_.units_at[declared])};
  }
  return {};
}

// -- candidates

std::vector<std::string_view> Naming::deal_names(std::initializer_list<DealKind> kinds) const {
  std::vector<std::string_view> names;
  for (const Deal& deal : symbols_.deals) {
    const bool wanted = kinds.size() == 0 || std::find(kinds.begin(), kinds.end(), deal.kind) != kinds.end();
    if (wanted && may_name(deal.at) && !deal.name.empty()) names.push_back(deal.name);
  }
  return names;
}

std::vector<std::string_view> Naming::provision_names(std::uint32_t deal) const {
  std::vector<std::string_view> names;
  for (ProvisionId provision : symbols_.deals[deal].provisions) {
    const PartyId owner = symbols_.private_to(provision);
    if (owner.valid() && owner != private_to) continue;
    const Declared declared = symbols_.declared(provision);
    const ast::File& file = files_[declared.file.index()];
    const ast::NodeId name = ast::child_of_kind(file, declared.node, ast::Kind::name);
    if (name.value == 0) continue;
    if (names.empty() || names.back() != file.text_of(name)) names.push_back(file.text_of(name));
  }
  return names;
}

std::vector<std::string_view> Naming::who_names(bool parties, bool groups, bool entities) const {
  std::vector<std::string_view> names;
  for (std::size_t i = 0; parties && i < symbols_.parties.size(); ++i) {
    if (may_name(symbols_.parties_at[i])) names.push_back(symbols_.parties[i].code);
  }
  for (std::size_t i = 0; groups && i < symbols_.groups.size(); ++i) {
    if (may_name(symbols_.groups_at[i])) names.push_back(symbols_.groups[i].name);
  }
  for (std::size_t i = 0; entities && i < symbols_.entities.size(); ++i) {
    if (may_name(symbols_.entities_at[i])) names.push_back(symbols_.entities[i].name);
  }
  return names;
}

std::vector<std::string_view> Naming::unit_names() const {
  std::vector<std::string_view> names;
  for (std::size_t i = 0; i < symbols_.unit_names.size(); ++i) {
    const std::size_t declared = i - std::min<std::size_t>(i, symbols_.first_unit);
    const bool built_in = i < symbols_.first_unit;
    const bool is_chip = declared >= symbols_.units_at.size();
    if (built_in || may_name(is_chip ? symbols_.chips_at[declared - symbols_.units_at.size()]
                                     : symbols_.units_at[declared])) {
      names.push_back(symbols_.unit_names[i]);
    }
  }
  return names;
}

// -- look-ups

namespace {

// Codes are short and in capitals: such a name was meant as one.
bool is_code(std::string_view name) {
  return name.size() >= 2 && name.size() <= 4 &&
         std::all_of(name.begin(), name.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

}  // namespace

Who Naming::anybody(const ast::File& file, std::string_view name) {
  const Who who = symbols_.find_who(name);
  const Span at = span(file, name);
  if (!who.valid()) {
    if (meaning(name)) {
      wrong_kind(at, name, "a party, a group or an entity");
    } else if (is_code(name)) {
      unknown(DiagnosticKind::unknown_party, quoted(name) + " is no country and no declared party", at, name,
              who_names(true, false, false));
    } else {
      unknown(DiagnosticKind::unknown_name, "no party, group or entity is called " + quoted(name), at, name,
              who_names(true, true, true));
    }
    return who;
  }
  switch (who.kind) {
    case WhoKind::party: check_private(symbols_.parties_at[who.index], at, name); break;
    case WhoKind::group: check_private(symbols_.groups_at[who.index], at, name); break;
    case WhoKind::entity: check_private(symbols_.entities_at[who.index], at, name); break;
  }
  return who;
}

PartyId Naming::party(const ast::File& file, ast::NodeId node) {
  const std::string_view name = file.text_of(node);
  const Who who = symbols_.find_who(name);
  if (!who.valid() && !meaning(name)) {
    unknown(DiagnosticKind::unknown_party, quoted(name) + " is no country and no declared party",
            file.span_of(node), name, who_names(true, false, false));
    return {};
  }
  if (!who.valid() || who.kind != WhoKind::party) {
    wrong_kind(file.span_of(node), name, "a party");
    return {};
  }
  check_private(symbols_.parties_at[who.index], file.span_of(node), name);
  return who.party();
}

Who Naming::party_or_group(const ast::File& file, ast::NodeId node) {
  const std::string_view name = file.text_of(node);
  const Who who = symbols_.find_who(name);
  if (who.valid() && who.kind == WhoKind::entity) {
    wrong_kind(file.span_of(node), name, "a party or a group");
    return {};
  }
  return anybody(file, name);
}

GroupId Naming::group(const ast::File& file, ast::NodeId node) {
  const std::string_view name = file.text_of(node);
  const Who who = symbols_.find_who(name);
  if (!who.valid() && !meaning(name)) {
    unknown(DiagnosticKind::unknown_name, "no group is called " + quoted(name), file.span_of(node), name,
            who_names(false, true, false));
    return {};
  }
  if (!who.valid() || who.kind != WhoKind::group) {
    wrong_kind(file.span_of(node), name, "a group");
    return {};
  }
  check_private(symbols_.groups_at[who.index], file.span_of(node), name);
  return who.group();
}

EntityId Naming::entity(const ast::File& file, ast::NodeId node) {
  const std::string_view name = file.text_of(node);
  const Who who = symbols_.find_who(name);
  if (!who.valid() && !meaning(name)) {
    unknown(DiagnosticKind::unknown_name, "no entity is called " + quoted(name), file.span_of(node), name,
            who_names(false, false, true));
    return {};
  }
  if (!who.valid() || who.kind != WhoKind::entity) {
    wrong_kind(file.span_of(node), name, "an entity");
    return {};
  }
  check_private(symbols_.entities_at[who.index], file.span_of(node), name);
  return who.entity();
}

UnitId Naming::unit(const ast::File& file, ast::NodeId node) {
  const std::string_view name = file.text_of(node);
  const UnitId unit = symbols_.find_unit(name);
  if (!unit.valid()) {
    unknown(DiagnosticKind::unknown_unit, quoted(name) + " is no unit that is built in or declared",
            file.span_of(node), name, unit_names());
    return unit;
  }
  if (unit.value < symbols_.first_unit) return unit;
  const std::size_t declared = unit.index() - symbols_.first_unit;
  check_private(declared < symbols_.units_at.size() ? symbols_.units_at[declared]
                                                    : symbols_.chips_at[declared - symbols_.units_at.size()],
                file.span_of(node), name);
  return unit;
}

Goods Naming::goods(const ast::File& file, ast::NodeId node) {
  const std::string_view name = file.text_of(node);
  const Goods goods = symbols_.find_goods(name);
  if (!goods.valid()) {
    if (meaning(name)) {
      wrong_kind(file.span_of(node), name, "a product or a chip");
    } else {
      std::vector<std::string_view> names;
      for (const auto* list : {&symbols_.products_at, &symbols_.chips_at}) {
        for (const Declared& each : *list) {
          if (may_name(each)) names.push_back(name_of(each));
        }
      }
      unknown(DiagnosticKind::unknown_name, "no product or chip is called " + quoted(name),
              file.span_of(node), name, names);
    }
    return goods;
  }
  check_private(goods.product.valid() ? symbols_.products_at[goods.product.index()]
                                      : symbols_.chips_at[goods.chip.index()],
                file.span_of(node), name);
  return goods;
}

const MetricName* Naming::metric(const ast::File& file, std::string_view name) {
  const MetricName* metric = symbols_.find_metric(name);
  const Span at = span(file, name);
  if (metric == nullptr) {
    if (meaning(name)) {
      wrong_kind(at, name, "a metric");
    } else {
      std::vector<std::string_view> names;
      for (const MetricName& each : symbols_.metrics) {
        if (may_name(symbols_.metrics_at[each.declaration])) names.push_back(each.name);
      }
      unknown(DiagnosticKind::unknown_name, "no metric is called " + quoted(name), at, name, names);
    }
    return nullptr;
  }
  check_private(symbols_.metrics_at[metric->declaration], at, name);
  return metric;
}

std::uint32_t Naming::deal(const ast::File& file, std::string_view name) {
  const std::uint32_t deal = symbols_.find_deal(name);
  const Span at = span(file, name);
  if (deal == NameTable::none) {
    if (meaning(name)) {
      wrong_kind(at, name, "an agreement, a measure, an authority or a proposal");
    } else {
      unknown(DiagnosticKind::unknown_name, "nothing is called " + quoted(name), at, name, deal_names({}));
    }
    return deal;
  }
  check_private(symbols_.deals[deal].at, at, name);
  return deal;
}

std::optional<ProvisionName> Naming::provision(const ast::File& file, std::uint32_t deal,
                                               std::string_view name) {
  std::optional<ProvisionName> found = symbols_.find_provision(deal, name);
  const Span at = span(file, name);
  if (!found) {
    unknown(DiagnosticKind::unknown_name,
            quoted(symbols_.deals[deal].name) + " has no provision " + quoted(name), at, name,
            provision_names(deal));
    return found;
  }
  if (!symbols_.private_provisions.empty() && !found->provisions.empty()) {
    check_private(found->provisions[0], at, name);
  }
  return found;
}

}  // namespace quid::dsl
