// quid grants: what every deal and measure grants on a day, and what the rest waits for.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

#include "core/answers/grants.hpp"
#include "core/model/treatment_words.hpp"
#include "core/model/words.hpp"
#include "core/why/reason_words.hpp"
#include "dsl/findings/spelling.hpp"
#include "dsl/query/readings.hpp"
#include "tools/ask/question.hpp"
#include "tools/commands/command.hpp"
#include "tools/outside/parallel.hpp"
#include "tools/page/json.hpp"

namespace quid::tools {

namespace {

constexpr std::array flags = {
    Flag{"by", "PARTY", "only what this party gives"},
    Flag{"to", "PARTY", "only what this party gets"},
    Flag{"status", "STATUS", "active, exhausted, waiting, blocked, draft, open, suspended, ended or depends"},
};

constexpr std::array statuses = {Status::active,    Status::exhausted, Status::waiting,
                                 Status::blocked,   Status::depends,   Status::open,
                                 Status::suspended, Status::draft,     Status::ended};

Status asked_status(const std::string& word) {
  std::vector<std::string_view> words;
  for (Status status : statuses) {
    if (to_string(status) == word) return status;
    words.push_back(to_string(status));
  }
  throw Failure(fmt::format("no status `{}`{}", word, dsl::did_you_mean(word, words)), "quid grants --help");
}

GrantsWanted wanted_of(const Request& request, Workspace& workspace) {
  const Model& model = workspace.world().model;
  GrantsWanted wanted;
  if (request.has("by")) wanted.by = asked_party(model, "by", request.value("by"));
  if (request.has("to")) wanted.to = asked_party(model, "to", request.value("to"));
  if (request.has("status")) wanted.status = asked_status(request.value("status"));
  for (const std::string& word : request.words) wanted.subjects.push_back(asked_subject(workspace, word));
  return wanted;
}

std::vector<Grants> of_agreements(const World& world, Date on, const GrantsWanted& wanted) {
  std::vector<Grants> all;
  in_parallel(
      world.model.agreements.size(), [&](std::size_t i) { return grants(world, AgreementId(i), on, wanted); },
      [&](std::optional<Grants> one) {
        if (one) all.push_back(std::move(*one));
      });
  return all;
}

std::vector<Grants> of_measures(const World& world, Date on, const GrantsWanted& wanted) {
  std::vector<Grants> all;
  for (const Measure& measure : world.model.measures) {
    if (std::optional<Grants> one = grants(world, measure, on, wanted)) all.push_back(std::move(*one));
  }
  return all;
}

std::string_view state_words(const Grants& grants) {
  return std::visit([](auto state) { return to_string(state); }, grants.state);
}

Tone tone_of(Status status) {
  switch (status) {
    case Status::active: return Tone::good;
    case Status::blocked:
    case Status::suspended:
    case Status::exhausted: return Tone::bad;
    case Status::open:
    case Status::depends:
    case Status::waiting: return Tone::open;
    case Status::draft:
    case Status::ended: return Tone::dim;
  }
  return Tone::plain;
}

std::string_view bare_name(const Model& model, ProvisionId id, std::string& buffer) {
  buffer = name_of(model, id);
  const std::size_t dot = buffer.find('.');
  return dot == std::string::npos ? std::string_view(buffer) : std::string_view(buffer).substr(dot + 1);
}

std::string title_words(const Model& model, ProvisionId id) {
  const std::string_view title = model[id].title;
  return std::string(title.empty() ? to_string(model[id].kind) : title);
}

// What it gives, in words, a line each.
std::vector<std::string> what_words(const Model& model, const Grant& grant) {
  if (!grant.terms.valid()) return {};
  return content_words(model, model[grant.terms]);
}

// At most three lines of it.
Cell what_cell(const Model& model, const Grant& grant) {
  constexpr std::size_t most = 3;
  std::vector<std::string> lines = what_words(model, grant);
  if (lines.empty()) return {"", Tone::dim};
  if (lines.size() > most) {
    const std::size_t left = lines.size() - most;
    lines.resize(most);
    lines.push_back(fmt::format("and {} more", left));
  }
  Cell cell{std::move(lines.front()), Tone::dim};
  cell.more.assign(std::next(lines.begin()), lines.end());
  return cell;
}

std::string since_or_missing(const Model& model, const Grant& grant) {
  const ProvisionStatus& status = grant.status;
  switch (status.status) {
    case Status::active:
    case Status::exhausted: {
      std::string text;
      if (status.spell && status.spell->begin.bounded()) text = words(status.spell->begin);
      if (status.spell && status.spell->end.bounded()) {
        text += (text.empty() ? "through " : ", through ") + words(status.spell->end - 1);
      }
      if (status.retroactive) text += " (retroactive)";
      return text.empty() ? "always" : text;
    }
    case Status::waiting: return status.starts ? "from " + words(*status.starts) : std::string();
    case Status::ended: return status.ended ? "until " + words(*status.ended - 1) : "never in effect";
    case Status::open: return counted(grant.open.size(), "bracket") + " open";
    case Status::suspended:
      if (grant.suspended_since) return words(*grant.suspended_since);
      break;
    default: break;
  }
  if (grant.missing.empty())
    return status.status == Status::depends ? "how brackets are settled" : std::string();
  std::string text = words(model, grant.missing.front());
  if (grant.missing.size() > 1) text += fmt::format(", and {} more", grant.missing.size() - 1);
  return text;
}

std::string direction(const Model& model, ProvisionId id) {
  std::string by;
  for (PartyId party : givers(model, id)) by.append(by.empty() ? "" : ", ").append(model[party].code);
  const Provision& provision = model[id];
  const ProvisionKind kind = provision.kind;
  const bool one_sided = kind == ProvisionKind::milestone || kind == ProvisionKind::target;
  constexpr std::size_t most = 4;
  const std::string to = provision.to.size() > most ? fmt::format("{} parties", provision.to.size())
                                                    : codes(model, provision.to);
  return one_sided ? by : by + " → " + to;
}

std::vector<Cell> row_of(const Workspace& workspace, const Model& model, const Grant& grant,
                         std::size_t members) {
  const Provision& provision = model[grant.provision];
  const Span place = provision.name_place;
  std::string buffer;
  std::string name(bare_name(model, grant.provision, buffer));
  std::string full = name_of(model, grant.provision);
  std::string who = direction(model, grant.provision);
  if (members > 1) {
    name = fmt::format("{}[{} members]", provision.name, members);
    full = full.substr(0, full.find('[')) + fmt::format("[{} members]", members);
    who = who.substr(0, who.find("→")) + "→ " + std::string(model[provision.member_of].name);
  }
  return {{std::string(to_string(grant.status.status)), tone_of(grant.status.status)},
          {name, Tone::plain, full},
          {title_words(model, grant.provision)},
          {who},
          {since_or_missing(model, grant)},
          {line_words(workspace.sources(), place), Tone::dim, place_words(workspace.sources(), place)},
          what_cell(model, grant)};
}

// The members of one set that stand alike are one row.
std::vector<std::vector<Cell>> rows_of(const Workspace& workspace, const Model& model,
                                       const std::vector<Grant>& list) {
  std::vector<std::vector<Cell>> rows;
  for (std::size_t i = 0; i < list.size();) {
    std::size_t end = i + 1;
    while (end < list.size() && stand_alike(model, list[i], list[end])) ++end;
    rows.push_back(row_of(workspace, model, list[i], end - i));
    i = end;
  }
  return rows;
}

void add_table(Answer& answer, const Workspace& workspace, const World& world, const Grants& group, Date on) {
  const Model& model = world.model;
  Table table;
  const std::string title(title_of(model, group.subject));
  table.title = fmt::format("{}{} · {}", name_of(model, group.subject), title.empty() ? "" : "  " + title,
                            state_words(group));
  table.place = place_words(workspace.sources(), group.subject.kind == SubjectKind::agreement
                                                     ? model[group.subject.agreement()].name_place
                                                     : model[group.subject.provision()].name_place);
  table.columns = {
      {"STATUS"}, {"PROVISION"},           {"TITLE", true}, {"BY → TO", true}, {"SINCE, OR MISSING", true},
      {"LINE"},   {"", false, false, true}};
  table.parts = 1;
  table.part = [&, on](std::size_t) {
    return rows_of(workspace, world.model, with_missing(world, group, on).list);
  };
  answer.blocks.emplace_back(std::move(table));
}

void grant_json(Json& json, const Workspace& workspace, const Model& model, const Grant& grant) {
  const Provision& provision = model[grant.provision];
  const ProvisionStatus& status = grant.status;
  json.open_object();
  json.key("id").value(name_of(model, grant.provision));
  json.key("kind").value(to_string(provision.kind));
  json.key("by").open_array(Json::Layout::inline_);
  for (PartyId party : givers(model, grant.provision)) json.value(model[party].code);
  json.close();
  json.key("to");
  if (provision.to.empty()) {
    json.value("all");
  } else {
    json.open_array(Json::Layout::inline_);
    for (PartyListId party : provision.to) json.value(model[model[party]].code);
    json.close();
  }
  json.key("status").value(to_string(status.status));
  json.key("title").value(provision.title);
  json.key("what").value(fmt::format("{}", fmt::join(what_words(model, grant), "\n")));
  const bool active = status.spell.has_value();
  json.key("since");
  active ? json.value(status.spell->begin) : json.null();
  json.key("through");
  active ? json.value(status.spell->end - 1) : json.null();
  json.key("retroactive").value(status.retroactive);
  json.key("open").open_array();
  for (Span place : grant.open) json.place(workspace.sources(), place);
  json.close();
  json.key("missing").open_array();
  for (const Missing& missing : grant.missing) {
    json.open_object(Json::Layout::inline_);
    json.key("text").value(words(model, missing));
    json.key("actors").open_array();
    for (PartyId party : missing.actors) json.value(model[party].code);
    json.close();
    json.key("place").place(workspace.sources(), missing.place);
    json.key("cite");
    missing.cite.empty() ? json.null() : json.value(missing.cite);
    json.close();
  }
  json.close();
  json.key("place").place(workspace.sources(), provision.name_place);
  json.close();
}

void groups_json(Json& json, const Workspace& workspace, const World& world,
                 const std::vector<Grants>& groups, Date on) {
  json.open_array();
  for (const Grants& bare : groups) {
    const Grants group = with_missing(world, bare, on);
    json.open_object();
    json.key("id").value(name_of(world.model, group.subject));
    json.key("title").value(title_of(world.model, group.subject));
    json.key("state").value(state_words(group));
    json.key("provisions").open_array();
    for (const Grant& grant : group.list) grant_json(json, workspace, world.model, grant);
    json.close().close();
  }
  json.close();
}

// `12 active · 3 blocked`, in the order of `statuses`.
std::string totals(const std::map<Status, std::size_t>& counts) {
  std::string text;
  for (Status status : statuses) {
    auto found = counts.find(status);
    if (found == counts.end()) continue;
    text += fmt::format("{}{} {}", text.empty() ? "" : " · ", found->second, to_string(status));
  }
  return text;
}

int run_grants(const Request& request, Output& out) {
  Workspace workspace(request);
  const World& world = workspace.world();
  GrantsWanted wanted = wanted_of(request, workspace);
  std::optional<dsl::AllReadings> readings;
  if (request.reading == "all") {
    readings.emplace(workspace.texts());
    wanted.depends = [&](ProvisionId id) {
      return readings->of({Subject::of(id), State::in_effect, {}}).depends.contains(request.on);
    };
  }
  const std::vector<Grants> agreements = of_agreements(world, request.on, wanted);
  const std::vector<Grants> measures = of_measures(world, request.on, wanted);

  Answer answer;
  std::map<Status, std::size_t> counts;
  std::size_t in_effect = 0;
  std::size_t all = 0;
  const Grant* lacking = nullptr;
  const bool draws = std::any_of(request.formats.begin(), request.formats.end(),
                                 [](const FormatChoice& choice) { return choice.format != Format::json; });
  for (const std::vector<Grants>* groups : {&agreements, &measures}) {
    for (const Grants& group : *groups) {
      for (const Grant& grant : group.list) {
        ++counts[grant.status.status];
        ++all;
        if (grant.status.spell) ++in_effect;
        const bool asks = lacking == nullptr && draws && grant.status.lacks;
        if (asks && !missing_of(world, grant.provision, grant.status, request.on).empty()) lacking = &grant;
      }
      if (draws && !group.list.empty()) add_table(answer, workspace, world, group, request.on);
    }
  }
  std::string who;
  if (wanted.by.valid()) who += " by " + party_words(world.model, wanted.by);
  if (wanted.to.valid()) who += " to " + party_words(world.model, wanted.to);
  const std::string day = words(request.on);
  if (all == 0) {
    answer.sentence = fmt::format(
        "Nothing is granted{} on {}{}.", who, day,
        wanted.status ? fmt::format(" with the status `{}`", to_string(*wanted.status)) : std::string());
    answer.next.emplace_back("quid grants");
  } else {
    answer.sentence = fmt::format("{} of {} granted{} {} in effect on {}.", in_effect,
                                  counted(all, "provision"), who, in_effect == 1 ? "is" : "are", day);
    answer.blocks.emplace_back(Paragraph{totals(counts)});
    answer.next.push_back(lacking == nullptr
                              ? std::string("quid timeline")
                              : fmt::format("quid why-not {}", name_of(world.model, lacking->provision)));
  }
  answer.scope = workspace.scope_words();
  return publish(
      request, answer, &workspace,
      [&](Json& json) {
        json.key("agreements");
        groups_json(json, workspace, world, agreements, request.on);
        json.key("measures");
        groups_json(json, workspace, world, measures, request.on);
      },
      all == 0 ? Exit::no : Exit::yes, out);
}

}  // namespace

const CommandInfo grants_command = {
    .name = "grants",
    .words = "[AGREEMENT…]",
    .answers = "what is granted on a day, to whom, since when, or what is missing",
    .help =
        "status, the first that fits: open (a bracket), ended, draft (its deal is not in force), suspended,\n"
        "waiting (its day is known and has not come), blocked (a condition fails), depends, exhausted, "
        "active\n",
    .examples =
        "  quid grants us-uk\n"
        "  quid grants --to IN --on 2026-10-15\n"
        "  quid grants --by US --status blocked\n",
    .most_words = 64,
    .flags = flags,
    .run = run_grants,
};

}  // namespace quid::tools
