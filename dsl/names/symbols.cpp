#include "dsl/names/symbols.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <utility>

namespace quid::dsl {

namespace {

constexpr std::uint64_t long_name = std::uint64_t{1} << 63U;
constexpr std::uint64_t mixer = 0x9E3779B97F4A7C15U;

}  // namespace

NameTable::Key NameTable::key_of(std::string_view name) {
  if (name.size() <= 8) {
    std::uint64_t key = 0;
    for (std::size_t i = 0; i < name.size(); ++i) {
      key |= static_cast<std::uint64_t>(static_cast<unsigned char>(name[i])) << (8 * i);
    }
    return key & ~long_name;
  }
  std::uint64_t hash = name.size() * mixer;
  for (std::size_t i = 0; i < name.size(); i += 8) {
    // The last eight bytes may overlap with those before.
    std::uint64_t word = 0;
    std::memcpy(&word, name.data() + std::min(i, name.size() - 8), sizeof word);
    hash = (hash ^ word) * mixer;
    hash ^= hash >> 29U;
  }
  return hash | long_name;
}

std::uint32_t NameTable::insert(Scope scope, Key key, std::string_view name, std::uint32_t value) {
  if ((key & long_name) == 0) {
    const auto [present, is_new] = places_.insert({scope, key}, value);
    return is_new ? none : present;
  }
  const LongName own{name, value, none};
  const auto number = static_cast<std::uint32_t>(long_names_.size());
  const auto [first, is_new] = places_.insert({scope, key}, number);
  if (!is_new) {
    std::uint32_t last = first;
    for (std::uint32_t i = first; i != none; i = long_names_[i].next) {
      if (long_names_[i].name == name) return long_names_[i].value;
      last = i;
    }
    long_names_[last].next = number;
  }
  long_names_.push_back(own);
  return none;
}

std::uint32_t NameTable::find(Scope scope, Key key, std::string_view name) const {
  const std::uint32_t* const place = places_.find({scope, key});
  if (place == nullptr) return none;
  if ((key & long_name) == 0) return *place;
  for (std::uint32_t i = *place; i != none; i = long_names_[i].next) {
    if (long_names_[i].name == name) return long_names_[i].value;
  }
  return none;
}

// -- outline

Outline::Provision outline_provision(const ast::File& file, ast::NodeId node) {
  Outline::Provision provision;
  provision.node = node;
  provision.kind = static_cast<ProvisionKind>(file[node].detail);
  for (ast::NodeId child : children(file, node)) {
    const ast::Kind kind = file[child].kind;
    if (kind == ast::Kind::name) provision.name = child;
    if (kind == ast::Kind::to_each) provision.each = ast::child_of_kind(file, child, ast::Kind::name);
    if (kind == ast::Kind::private_mark) provision.is_private = true;
  }
  if (provision.name.value != 0) {
    const std::string_view name = file.text_of(provision.name);
    provision.key = NameTable::key_of(name);
    provision.name_begin = file[provision.name].begin;
    provision.name_size = static_cast<std::uint32_t>(name.size());
  }
  return provision;
}

Outline outline(const ast::File& file) {
  Outline outline;
  for (ast::NodeId item : children(file, ast::NodeId{})) {
    const ast::Kind kind = file[item].kind;
    if (ast::is_entry(kind) || kind == ast::Kind::broken) continue;
    outline.declarations.push_back(item);
    if (kind != ast::Kind::agreement && kind != ast::Kind::measure) continue;
    Outline::Deal deal{item, static_cast<std::uint32_t>(outline.provisions.size()), 0,
                       static_cast<std::uint32_t>(outline.properties.size()), 0};
    for (ast::NodeId child : children(file, item)) {
      if (file[child].kind == ast::Kind::provision) {
        outline.provisions.push_back(outline_provision(file, child));
        ++deal.provision_count;
      } else {
        outline.properties.push_back(child);
        ++deal.property_count;
      }
    }
    outline.deals.push_back(deal);
  }
  return outline;
}

// -- look-ups

std::optional<ProvisionName> Symbols::find_provision(std::uint32_t deal, std::string_view name) const {
  const std::uint32_t value = names.find(provisions_of(deal), name);
  if (value == NameTable::none) return std::nullopt;
  if ((value & set_bit) == 0) return ProvisionName{{value, 1}, NameTable::none};
  return ProvisionName{sets[value & ~set_bit].provisions, value & ~set_bit};
}

Who Symbols::find_who(std::string_view name) const {
  const std::uint32_t value = names.find(Scope::who, name);
  if (value == NameTable::none) return {};
  return {static_cast<WhoKind>(value >> 30U), value & 0x3FFFFFFFU};
}

PartyId Symbols::find_party(std::string_view code) const {
  const Who who = find_who(code);
  return who.valid() && who.kind == WhoKind::party ? who.party() : PartyId{};
}

UnitId Symbols::find_unit(std::string_view name) const {
  UnitId unit;
  unit.value = names.find(Scope::units, name);
  return unit;
}

Goods Symbols::find_goods(std::string_view name) const {
  const std::uint32_t value = names.find(Scope::goods, name);
  Goods goods;
  if (value == NameTable::none) return goods;
  if ((value & chip_bit) != 0) {
    goods.chip = ChipId(value & ~chip_bit);
  } else {
    goods.product = ProductId(value);
  }
  return goods;
}

const MetricName* Symbols::find_metric(std::string_view name) const {
  const std::uint32_t value = names.find(Scope::metrics, name);
  return value == NameTable::none ? nullptr : &metrics[value];
}

std::uint32_t Symbols::deal_of(ProvisionId provision) const {
  // Deals take the numbers of their provisions in order, and a measure's own comes before those inside.
  std::uint32_t found = NameTable::none;
  std::size_t low = 0;
  std::size_t high = deals.size();
  while (low < high) {
    const std::size_t middle = (low + high) / 2;
    const Deal& deal = deals[middle];
    if (deal.provisions.first + deal.provisions.count <= provision.value) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  if (low < deals.size()) found = static_cast<std::uint32_t>(low);
  return found;
}

Declared Symbols::declared(ProvisionId provision) const {
  const Deal& deal = deals[deal_of(provision)];
  if (deal.own == provision) return deal.at;
  Declared at;
  at.file = deal.at.file;
  for (const Addition& addition : additions) {
    const IdRange<ProvisionId>& range = addition.provisions.provisions;
    if (provision.value - range.first < range.count) at.file = addition.file;
  }
  at.node = provision_nodes[provision.index()];
  at.private_to = private_to(provision);
  return at;
}

PartyId Symbols::private_to(ProvisionId provision) const {
  auto found = std::lower_bound(private_provisions.begin(), private_provisions.end(), provision,
                                [](const auto& each, ProvisionId id) { return each.first < id; });
  if (found != private_provisions.end() && found->first == provision) return found->second;
  return deals[deal_of(provision)].at.private_to;
}

const ProvisionSet* Symbols::set_of(ProvisionId provision) const {
  auto after =
      std::upper_bound(sets.begin(), sets.end(), provision.value,
                       [](std::uint32_t id, const ProvisionSet& each) { return id < each.provisions.first; });
  while (after != sets.begin()) {
    --after;
    if (provision.value - after->provisions.first < after->provisions.count) return &*after;
    if (after->provisions.count != 0) break;  // sets without members share their first number with the next
  }
  return nullptr;
}

ProvisionId Symbols::member(const ProvisionSet& set, Who who) const {
  if (!set.group.valid()) return {};
  const Group& group = groups[set.group.index()];
  const auto position = [](const auto& members, auto id) {
    const auto found = std::lower_bound(members.begin(), members.end(), id,
                                        [](const auto& member, auto each) { return member.who < each; });
    const bool present = found != members.end() && found->who == id;
    return present ? static_cast<std::size_t>(found - members.begin()) : members.size();
  };
  if (!who.valid() || who.kind == WhoKind::group) return {};
  if (who.kind == WhoKind::party) {
    const std::size_t at = position(group.parties, who.party());
    return at < group.parties.size() ? set.provisions[at] : ProvisionId{};
  }
  const std::size_t at = position(group.entities, who.entity());
  return at < group.entities.size() ? set.provisions[group.parties.size() + at] : ProvisionId{};
}

}  // namespace quid::dsl
