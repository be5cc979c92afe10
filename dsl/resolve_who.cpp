// Who is who: blocs and groups spread out into their members, and the chains of parents.
//
// The idea in one sentence: walk the definitions depth first and spread each when its own members are known;
// one that is met again while it is under way contains itself.
//
// A member has its days: those between its `from` and its `until`, on which the group that it came through
// was itself a member. `all except` takes, day by day, every party that is no bloc and that none of the
// listed holds.
#include <algorithm>

#include "dsl/countries.hpp"
#include "dsl/leaves.hpp"
#include "dsl/resolving.hpp"

namespace quid {

void Resolving::spread_who() {
  symbols_.is_bloc.assign(symbols_.parties.size(), false);
  for (std::size_t i = 0; i < symbols_.parties.size(); ++i) {
    const Declared& at = symbols_.parties_at[i];
    symbols_.is_bloc[i] =
        !at.file.valid() ? symbols_.parties[i].code == "EU"
                         : child_of_kind(files_[at.file.index()], at.node, ast::Kind::members).value != 0;
  }
  bloc_progress_.assign(symbols_.parties.size(), Progress::untouched);
  for (std::size_t i = 0; i < symbols_.parties.size(); ++i) spread_bloc(PartyId(i));
  group_progress_.assign(symbols_.groups.size(), Progress::untouched);
  for (std::size_t i = 0; i < symbols_.groups.size(); ++i) spread_group(GroupId(i));
  for (std::size_t i = 0; i < symbols_.entities.size(); ++i) read_entity(EntityId(i));
  find_rings_of_parents();
}

void Resolving::circular(Span place, std::string_view name, std::vector<Label> chain) {
  Diagnostic finding{DiagnosticKind::circular_definition,
                     "`" + std::string(name) + "` contains itself",
                     place,
                     "this leads back to where it began",
                     std::move(chain),
                     {},
                     {}};
  naming_.report(std::move(finding));
}

// -- blocs

void Resolving::spread_bloc(PartyId bloc) {
  Progress& progress = bloc_progress_[bloc.index()];
  if (progress != Progress::untouched || !symbols_.is_bloc[bloc.index()]) return;
  progress = Progress::under_way;
  std::vector<PartyId> members;
  const Declared at = symbols_.parties_at[bloc.index()];
  if (!at.file.valid()) {
    for (std::string_view code : eu_members()) members.push_back(symbols_.find_party(code));
  } else {
    const ast::File& file = files_[at.file.index()];
    naming_.private_to = at.private_to;
    for (ast::NodeId name : children(file, child_of_kind(file, at.node, ast::Kind::members))) {
      if (file[name].kind != ast::Kind::name) continue;
      const PartyId member = naming_.party(file, name);
      if (!member.valid()) continue;
      if (bloc_progress_[member.index()] == Progress::under_way) {
        circular(file.span_of(name), symbols_.parties[bloc.index()].code, chain_);
        continue;
      }
      chain_.push_back({file.span_of(name), "through this member"});
      spread_bloc(member);
      chain_.pop_back();
      naming_.private_to = at.private_to;
      members.push_back(member);
      for (PartyId inner : symbols_.parties[member.index()].members) members.push_back(inner);
    }
    naming_.private_to = {};
  }
  std::sort(members.begin(), members.end());
  members.erase(std::unique(members.begin(), members.end()), members.end());
  symbols_.parties[bloc.index()].members = std::move(members);
  bloc_progress_[bloc.index()] = Progress::done;
}

// -- groups

namespace {

template <typename IdType>
void add_days(std::vector<Group::Member<IdType>>& members, IdType who, const DaySet& days) {
  const auto at = std::lower_bound(members.begin(), members.end(), who,
                                   [](const auto& member, IdType id) { return member.who < id; });
  if (at != members.end() && at->who == who) {
    at->days |= days;
  } else {
    members.insert(at, {who, days});
  }
}

}  // namespace

void Resolving::spread_group(GroupId id) {
  Progress& progress = group_progress_[id.index()];
  if (progress != Progress::untouched) return;
  progress = Progress::under_way;
  const Declared at = symbols_.groups_at[id.index()];
  const ast::File& file = files_[at.file.index()];
  naming_.private_to = at.private_to;
  for (ast::NodeId child : children(file, at.node)) {
    if (file[child].kind == ast::Kind::member) spread_member(id, file, child);
    if (file[child].kind == ast::Kind::all_except) spread_complement(id, file, child);
    if (file[child].kind == ast::Kind::bracket) {
      naming_.report({DiagnosticKind::bracket_in_definition,
                      "a group cannot hold a bracket",
                      file.span_of(child),
                      "nobody would be in it or out of it for certain",
                      {},
                      {},
                      {}});
    }
    naming_.private_to = at.private_to;
  }
  naming_.private_to = {};
  Group& group = symbols_.groups[id.index()];
  const auto is_never = [](const auto& member) { return member.days.empty(); };
  std::erase_if(group.parties, is_never);
  std::erase_if(group.entities, is_never);
  group_progress_[id.index()] = Progress::done;
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
                    {{file.span_of(from), "the first day in"}},
                    {},
                    {}});
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
      add_days(symbols_.groups[id.index()].parties, who.party(), window);
      for (PartyId inner : symbols_.parties[who.index].members) {
        add_days(symbols_.groups[id.index()].parties, inner, window);
      }
      break;
    case WhoKind::entity: add_days(symbols_.groups[id.index()].entities, who.entity(), window); break;
    case WhoKind::group: {
      if (group_progress_[who.index] == Progress::under_way) {
        circular(file.span_of(name), symbols_.groups[id.index()].name, chain_);
        break;
      }
      chain_.push_back({file.span_of(name), "through this member"});
      spread_group(who.group());
      chain_.pop_back();
      const Group& inner = symbols_.groups[who.index];
      Group& group = symbols_.groups[id.index()];
      for (const auto& each : inner.parties) add_days(group.parties, each.who, each.days & window);
      for (const auto& each : inner.entities) add_days(group.entities, each.who, each.days & window);
      break;
    }
  }
}

void Resolving::spread_complement(GroupId id, const ast::File& file, ast::NodeId all_except) {
  const PartyId owner = naming_.private_to;
  std::vector<DaySet> days(symbols_.parties.size(), DaySet::all());
  for (ast::NodeId name : children(file, all_except)) {
    if (file[name].kind != ast::Kind::name) continue;
    naming_.private_to = owner;
    const Who who = naming_.party_or_group(file, name);
    if (!who.valid()) continue;
    if (who.kind == WhoKind::party) {
      days[who.index] = DaySet::none();
      for (PartyId inner : symbols_.parties[who.index].members) days[inner.index()] = DaySet::none();
      continue;
    }
    if (group_progress_[who.index] == Progress::under_way) {
      circular(file.span_of(name), symbols_.groups[id.index()].name, chain_);
      continue;
    }
    chain_.push_back({file.span_of(name), "through this exception"});
    spread_group(who.group());
    chain_.pop_back();
    for (const auto& member : symbols_.groups[who.index].parties) days[member.who.index()] -= member.days;
  }
  for (std::size_t i = 0; i < days.size(); ++i) {
    if (symbols_.is_bloc[i] || symbols_.parties[i].code.empty() || days[i].empty()) continue;
    add_days(symbols_.groups[id.index()].parties, PartyId(i), days[i]);
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
                      {{file.span_of(said[which]), "said here first"}},
                      {},
                      {}});
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

// Each ring is reported once, at its first entity, and cut there.
void Resolving::find_rings_of_parents() {
  std::vector<std::uint32_t> seen_from(symbols_.entities.size(), NameTable::none);
  for (std::uint32_t i = 0; i < symbols_.entities.size(); ++i) {
    EntityId at(i);
    while (at.valid() && seen_from[at.index()] == NameTable::none) {
      seen_from[at.index()] = i;
      at = symbols_.entities[at.index()].parent;
    }
    if (!at.valid() || seen_from[at.index()] != i) continue;
    std::vector<Label> chain;
    const auto parent_place = [&](EntityId id) {
      const Declared& declared = symbols_.entities_at[id.index()];
      const ast::File& file = files_[declared.file.index()];
      return file.span_of(child_of_kind(file, declared.node, ast::Kind::parent));
    };
    for (EntityId next = symbols_.entities[at.index()].parent; next != at;
         next = symbols_.entities[next.index()].parent) {
      chain.push_back({parent_place(next), "whose parent this is"});
    }
    naming_.report({DiagnosticKind::circular_definition,
                    "`" + std::string(symbols_.entities[at.index()].name) + "` is above itself",
                    parent_place(at),
                    "the chain of parents comes back here",
                    std::move(chain),
                    {},
                    {}});
    symbols_.entities[at.index()].parent = {};
  }
}

}  // namespace quid
