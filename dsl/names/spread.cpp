// Who is who: blocs and groups spread out into their members, and the chains of parents.
//
// The idea in one sentence: take the definitions in the order of their use, so that each is spread when its
// own members are known; one that contains itself is left out where the ring closes.
//
// A member has its days: those between its `from` and its `until`, on which the group that it came through
// was itself a member. `all except` takes, day by day, every party that is no bloc and that none of the
// listed holds.
#include <algorithm>

#include "dsl/names/context.hpp"
#include "dsl/names/definitions.hpp"
#include "dsl/names/literals.hpp"
#include "dsl/words/countries.hpp"

namespace quid::dsl {

void Resolving::spread_who() {
  symbols_.is_bloc.assign(symbols_.parties.size(), false);
  for (std::size_t i = 0; i < symbols_.parties.size(); ++i) {
    const Declared& at = symbols_.parties_at[i];
    symbols_.is_bloc[i] =
        !at.file.valid() ? symbols_.parties[i].code == "EU"
                         : child_of_kind(files_[at.file.index()], at.node, ast::Kind::members).value != 0;
  }
  const auto spread_all = [&](std::size_t count, auto uses, auto name_of_one, auto spread) {
    spread_.assign(count, false);
    const auto order = in_order_of_use(
        static_cast<std::uint32_t>(count), uses,
        [&](std::span<const DefinitionUse> ring) { circular(ring, name_of_one(ring.back().what)); });
    for (std::uint32_t each : order) {
      spread(each);
      spread_[each] = true;
    }
  };
  spread_all(
      symbols_.parties.size(), [&](std::uint32_t i) { return blocs_in(PartyId(i)); },
      [&](std::uint32_t i) { return symbols_.parties[i].code; },
      [&](std::uint32_t i) { spread_bloc(PartyId(i)); });
  spread_all(
      symbols_.groups.size(), [&](std::uint32_t i) { return groups_in(GroupId(i)); },
      [&](std::uint32_t i) { return symbols_.groups[i].name; },
      [&](std::uint32_t i) { spread_group(GroupId(i)); });
  for (std::size_t i = 0; i < symbols_.entities.size(); ++i) read_entity(EntityId(i));
  find_rings_of_parents();
}

void Resolving::circular(std::span<const DefinitionUse> ring, std::string_view name) {
  const std::string what = quoted(name);
  Diagnostic finding{DiagnosticKind::circular_definition, what + " contains itself", ring.back().place,
                     "this leads back to " + what};
  for (const DefinitionUse& use : ring.first(ring.size() - 1)) {
    finding.related.push_back({use.place, "through this member"});
  }
  naming_.report(std::move(finding));
}

std::vector<DefinitionUse> Resolving::uses_in(const ast::File& file, ast::NodeId list, WhoKind wanted) const {
  std::vector<DefinitionUse> uses;
  for (ast::NodeId name : children(file, list)) {
    if (file[name].kind == ast::Kind::member) name = child_of_kind(file, name, ast::Kind::name);
    if (name.value == 0 || file[name].kind != ast::Kind::name) continue;
    const Who who = symbols_.find_who(file.text_of(name));
    if (who.valid() && who.kind == wanted) uses.push_back({who.index, file.span_of(name)});
  }
  return uses;
}

// -- blocs

std::vector<DefinitionUse> Resolving::blocs_in(PartyId bloc) const {
  const Declared& at = symbols_.parties_at[bloc.index()];
  if (!at.file.valid()) return {};
  const ast::File& file = files_[at.file.index()];
  const ast::NodeId list = child_of_kind(file, at.node, ast::Kind::members);
  return list.value == 0 ? std::vector<DefinitionUse>() : uses_in(file, list, WhoKind::party);
}

void Resolving::spread_bloc(PartyId bloc) {
  if (!symbols_.is_bloc[bloc.index()]) return;
  std::vector<PartyId> members;
  const Declared& at = symbols_.parties_at[bloc.index()];
  if (!at.file.valid()) {
    for (std::string_view code : eu_members()) members.push_back(symbols_.find_party(code));
  } else {
    const ast::File& file = files_[at.file.index()];
    naming_.private_to = at.private_to;
    for (ast::NodeId name : children(file, child_of_kind(file, at.node, ast::Kind::members))) {
      if (file[name].kind != ast::Kind::name) continue;
      const PartyId member = naming_.party(file, name);
      if (!member.valid() || !spread_[member.index()]) continue;
      members.push_back(member);
      for (PartyId inner : symbols_.parties[member.index()].members) members.push_back(inner);
    }
    naming_.private_to = {};
  }
  std::sort(members.begin(), members.end());
  members.erase(std::unique(members.begin(), members.end()), members.end());
  symbols_.parties[bloc.index()].members = std::move(members);
}

// -- groups

namespace {

// Sorted, each once, with all the days of its mentions; without those that are never members.
template <typename IdType>
void join_mentions(std::vector<Group::Member<IdType>>& members) {
  std::stable_sort(members.begin(), members.end(),
                   [](const auto& a, const auto& b) { return a.who < b.who; });
  std::size_t count = 0;
  for (auto& member : members) {
    if (count != 0 && members[count - 1].who == member.who) {
      members[count - 1].days |= member.days;
    } else {
      if (&members[count] != &member) members[count] = std::move(member);
      ++count;
    }
  }
  members.erase(members.begin() + static_cast<std::ptrdiff_t>(count), members.end());
  std::erase_if(members, [](const auto& member) { return member.days.empty(); });
}

}  // namespace

std::vector<DefinitionUse> Resolving::groups_in(GroupId group) const {
  const Declared& at = symbols_.groups_at[group.index()];
  const ast::File& file = files_[at.file.index()];
  std::vector<DefinitionUse> uses = uses_in(file, at.node, WhoKind::group);
  // The group's own name is no use of it.
  std::erase_if(uses, [&](const DefinitionUse& use) { return use.place == file.span_of(at.name); });
  for (ast::NodeId child : children(file, at.node)) {
    if (file[child].kind != ast::Kind::all_except) continue;
    const std::vector<DefinitionUse> excepted = uses_in(file, child, WhoKind::group);
    uses.insert(uses.end(), excepted.begin(), excepted.end());
  }
  return uses;
}

void Resolving::spread_group(GroupId id) {
  const Declared& at = symbols_.groups_at[id.index()];
  const ast::File& file = files_[at.file.index()];
  naming_.private_to = at.private_to;
  for (ast::NodeId child : children(file, at.node)) {
    if (file[child].kind == ast::Kind::member) spread_member(id, file, child);
    if (file[child].kind == ast::Kind::all_except) spread_complement(id, file, child);
    if (file[child].kind == ast::Kind::bracket) {
      naming_.report({DiagnosticKind::bracket_in_definition, "a group cannot hold a bracket",
                      file.span_of(child), "nobody would be in it or out of it for certain"});
    }
  }
  naming_.private_to = {};
  Group& group = symbols_.groups[id.index()];
  join_mentions(group.parties);
  join_mentions(group.entities);
}

std::optional<Date> Resolving::day_of(const ast::File& file, ast::NodeId parent) {
  const ast::NodeId date = child_of_kind(file, parent, ast::Kind::date);
  return date.value == 0 ? std::nullopt : date_of(naming_, file, date);
}

DaySet Resolving::window_of(const ast::File& file, ast::NodeId member) {
  Date begin = Date::min_value();
  Date end = Date::max_value();
  const ast::NodeId from = child_of_kind(file, member, ast::Kind::member_from);
  const ast::NodeId until = child_of_kind(file, member, ast::Kind::member_until);
  if (from.value != 0) begin = day_of(file, from).value_or(begin);
  if (until.value != 0) end = day_of(file, until).value_or(end);
  if (end <= begin) {
    const ast::NodeId name = child_of_kind(file, member, ast::Kind::name);
    naming_.report({DiagnosticKind::backwards_period,
                    "`" + std::string(file.text_of(name)) + "` leaves before it joins",
                    file.span_of(until),
                    "the first day out",
                    {{file.span_of(from), "the first day in"}}});
  }
  return DaySet::between(begin, end);
}

void Resolving::spread_member(GroupId id, const ast::File& file, ast::NodeId member) {
  const ast::NodeId name = child_of_kind(file, member, ast::Kind::name);
  if (name.value == 0) return;
  const Who who = naming_.anybody(file, file.text_of(name));
  const DaySet window = window_of(file, member);
  if (!who.valid()) return;
  switch (who.kind) {
    case WhoKind::party:
      symbols_.groups[id.index()].parties.push_back({who.party(), window});
      for (PartyId inner : symbols_.parties[who.index].members) {
        symbols_.groups[id.index()].parties.push_back({inner, window});
      }
      break;
    case WhoKind::entity: symbols_.groups[id.index()].entities.push_back({who.entity(), window}); break;
    case WhoKind::group: {
      if (!spread_[who.index]) break;  // it closes a ring
      const Group& inner = symbols_.groups[who.index];
      Group& group = symbols_.groups[id.index()];
      for (const auto& each : inner.parties) group.parties.push_back({each.who, each.days & window});
      for (const auto& each : inner.entities) group.entities.push_back({each.who, each.days & window});
      break;
    }
  }
}

void Resolving::spread_complement(GroupId id, const ast::File& file, ast::NodeId all_except) {
  std::vector<DaySet> days(symbols_.parties.size(), DaySet::all());
  for (ast::NodeId name : children(file, all_except)) {
    if (file[name].kind != ast::Kind::name) continue;
    const Who who = naming_.party_or_group(file, name);
    if (!who.valid()) continue;
    if (who.kind == WhoKind::party) {
      days[who.index] = DaySet::none();
      for (PartyId inner : symbols_.parties[who.index].members) days[inner.index()] = DaySet::none();
      continue;
    }
    if (!spread_[who.index]) continue;  // it closes a ring
    for (const auto& member : symbols_.groups[who.index].parties) days[member.who.index()] -= member.days;
  }
  for (std::size_t i = 0; i < days.size(); ++i) {
    if (symbols_.is_bloc[i] || symbols_.parties[i].code.empty() || days[i].empty()) continue;
    symbols_.groups[id.index()].parties.push_back({PartyId(i), days[i]});
  }
}

// -- entities

void Resolving::read_entity(EntityId id) {
  const Declared& at = symbols_.entities_at[id.index()];
  const ast::File& file = files_[at.file.index()];
  Entity& entity = symbols_.entities[id.index()];
  naming_.private_to = at.private_to;
  ast::NodeId said[3] = {};
  for (ast::NodeId child : children(file, at.node)) {
    const ast::Kind kind = file[child].kind;
    const std::size_t which = kind == ast::Kind::located        ? 0
                              : kind == ast::Kind::headquarters ? 1
                              : kind == ast::Kind::parent       ? 2
                                                                : 3;
    if (which == 3) continue;
    if (said[which].value != 0) {
      naming_.report({DiagnosticKind::duplicate_property,
                      "an entity says this once",
                      file.span_of(child),
                      "said again here",
                      {{file.span_of(said[which]), "said here first"}}});
      continue;
    }
    said[which] = child;
    const ast::NodeId name = child_of_kind(file, child, ast::Kind::name);
    if (name.value == 0) continue;
    if (which == 0) entity.located = naming_.party(file, name);
    if (which == 1) entity.headquarters = naming_.party(file, name);
    if (which == 2) entity.parent = naming_.entity(file, name);
  }
  naming_.private_to = {};
}

// A ring is cut where it closes.
void Resolving::find_rings_of_parents() {
  const auto parent_of = [&](std::uint32_t i) {
    std::vector<DefinitionUse> uses;
    const EntityId parent = symbols_.entities[i].parent;
    if (!parent.valid()) return uses;
    const Declared& at = symbols_.entities_at[i];
    const ast::File& file = files_[at.file.index()];
    uses.push_back({parent.value, file.span_of(child_of_kind(file, at.node, ast::Kind::parent))});
    return uses;
  };
  (void)in_order_of_use(static_cast<std::uint32_t>(symbols_.entities.size()), parent_of,
                        [&](std::span<const DefinitionUse> ring) {
                          const std::string name = quoted(symbols_.entities[ring.back().what].name);
                          Diagnostic finding{DiagnosticKind::circular_definition, name + " is above itself",
                                             ring.back().place, "the chain of parents comes back to " + name};
                          for (const DefinitionUse& use : ring.first(ring.size() - 1)) {
                            finding.related.push_back({use.place, "through this parent"});
                          }
                          naming_.report(std::move(finding));
                          const std::uint32_t last =
                              ring.size() == 1 ? ring.back().what : ring[ring.size() - 2].what;
                          symbols_.entities[last].parent = {};
                        });
}

}  // namespace quid::dsl
