// quid grants: what every deal and measure grants on a day, and what the rest waits for.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

#include "core/answers/status.hpp"
#include "core/answers/timeline.hpp"
#include "core/model/treatment_words.hpp"
#include "core/model/words.hpp"
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

struct Grant {
  ProvisionId provision;
  ProvisionStatus status;
  std::vector<Missing> missing = {};  // filled when the group is laid out
};

// An agreement or a measure with what of it was asked for.
struct Group {
  Subject subject;
  std::string state;
  std::vector<Grant> grants;
};

class Collector {
 public:
  Collector(const Request& request, Workspace& workspace)
      : request_(request), world_(workspace.world()), model_(world_.model) {
    if (request.has("by")) by_ = asked_party(model_, "by", request.value("by"));
    if (request.has("to")) to_ = asked_party(model_, "to", request.value("to"));
    if (request.has("status")) status_ = asked_status(request.value("status"));
    for (const std::string& word : request.words) only_.push_back(asked_subject(workspace, word));
    if (request.reading == "all") readings_.emplace(workspace.texts());
  }

  std::vector<Group> agreements() const {
    std::vector<Group> groups;
    in_parallel(
        model_.agreements.size(), [&](std::size_t i) { return of(AgreementId(i)); },
        [&](std::optional<Group> group) {
          if (group) groups.push_back(std::move(*group));
        });
    return groups;
  }

  // The same group with what is missing.
  Group completed(Group group) const {
    for (Grant& grant : group.grants)
      grant.missing = missing_of(world_, grant.provision, grant.status, request_.on);
    return group;
  }

  // A measure with treatments of its own is the first of its grants.
  std::vector<Group> measures() const {
    std::vector<Group> groups;
    for (const Measure& measure : model_.measures) {
      Group group{Subject::of(measure.provision), {}, {}};
      if (!wanted(group.subject)) continue;
      add(group, measure.provision);
      for (ProvisionId provision : measure.provisions) add(group, provision);
      if (group.grants.empty() && filtered()) continue;
      group.state = to_string(status_of(world_, measure.provision, request_.on).status);
      groups.push_back(std::move(group));
    }
    return groups;
  }

  bool filtered() const { return by_.valid() || to_.valid() || status_.has_value(); }

 private:
  std::optional<Group> of(AgreementId id) const {
    Group group{Subject::of(id), {}, {}};
    if (!wanted(group.subject)) return std::nullopt;
    for (ProvisionId provision : model_[id].provisions) add(group, provision);
    if (group.grants.empty() && filtered()) return std::nullopt;
    group.state = agreement_state(world_, id, request_.on).words;
    return group;
  }

  static Status asked_status(const std::string& word) {
    std::vector<std::string_view> words;
    for (Status status : statuses) {
      if (to_string(status) == word) return status;
      words.push_back(to_string(status));
    }
    throw Failure(fmt::format("no status `{}`{}", word, dsl::did_you_mean(word, words)),
                  "quid grants --help");
  }

  bool wanted(Subject subject) const {
    return only_.empty() || std::find(only_.begin(), only_.end(), subject) != only_.end();
  }

  // A bloc stands for its members, never the other way round.
  bool covers(PartyId listed, PartyId party) const {
    const std::vector<PartyId>& members = model_[listed].members;
    return listed == party || std::find(members.begin(), members.end(), party) != members.end();
  }

  bool gives(ProvisionId id) const {
    for (PartyId party : givers(model_, id)) {
      if (covers(party, by_)) return true;
    }
    return false;
  }

  // Without a list it is for everybody.
  bool gets(const Provision& provision) const {
    for (PartyListId party : provision.to) {
      if (covers(model_[party], to_)) return true;
    }
    return provision.to.empty();
  }

  void add(Group& group, ProvisionId id) const {
    const Provision& provision = model_[id];
    if (by_.valid() && !gives(id)) return;
    if (to_.valid() && !gets(provision)) return;
    Grant grant{id, status_of(world_, id, request_.on)};
    if (readings_ && readings_->of({Subject::of(id), State::in_effect, {}}).depends.contains(request_.on)) {
      grant.status.status = Status::depends;
    }
    if (status_ && grant.status.status != *status_) return;
    group.grants.push_back(std::move(grant));
  }

  const Request& request_;
  const World& world_;
  const Model& model_;
  PartyId by_, to_;
  std::optional<Status> status_;
  std::vector<Subject> only_;
  std::optional<dsl::AllReadings> readings_;
};

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

std::vector<Span> open_places(const Model& model, ProvisionId id) {
  std::vector<Span> places;
  for (TermsId terms : model[id].terms) {
    for (PlaceId place : model[terms].open) places.push_back(model[place]);
  }
  return places;
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
std::vector<std::string> what_words(const World& world, ProvisionId id, Date on) {
  const Provision& provision = world.model[id];
  if (provision.terms.empty()) return {};
  return content_words(world.model, world.model[terms_on(world, id, on)]);
}

// At most three lines of it.
Cell what_cell(const World& world, ProvisionId id, Date on) {
  constexpr std::size_t most = 3;
  std::vector<std::string> lines = what_words(world, id, on);
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

// Of the provision itself, its deal or its measure.
std::optional<Date> suspended_since(const World& world, ProvisionId id, Date on) {
  const Provision& provision = world.model[id];
  std::vector<Subject> subjects{Subject::of(id)};
  if (provision.agreement.valid()) subjects.push_back(Subject::of(provision.agreement));
  if (provision.measure.valid()) subjects.push_back(Subject::of(provision.measure));
  for (Subject subject : subjects) {
    const StateKey key{subject, State::suspended, {}};
    if (!has_state(world.model, key)) continue;
    if (const std::optional<Interval> spell = world.days(key).spell(on)) return spell->begin;
  }
  return std::nullopt;
}

std::string since_or_missing(const World& world, const Grant& grant, Date on) {
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
    case Status::open: return counted(open_places(world.model, grant.provision).size(), "bracket") + " open";
    case Status::suspended:
      if (const std::optional<Date> day = suspended_since(world, grant.provision, on)) return words(*day);
      break;
    default: break;
  }
  if (grant.missing.empty())
    return status.status == Status::depends ? "how brackets are settled" : std::string();
  std::string text = grant.missing.front().text;
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

// The members of one set that stand alike are one row.
bool alike(const Model& model, const Grant& a, const Grant& b) {
  const Provision& first = model[a.provision];
  const Provision& second = model[b.provision];
  return first.member_of.valid() && first.member_of == second.member_of && first.name == second.name &&
         a.status.status == b.status.status && a.status.spell == b.status.spell &&
         a.status.starts == b.status.starts && a.status.ended == b.status.ended &&
         a.missing.size() == b.missing.size();
}

std::vector<Cell> row_of(const Workspace& workspace, const World& world, const Grant& grant,
                         std::size_t members, Date on) {
  const Model& model = world.model;
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
          {since_or_missing(world, grant, on)},
          {line_words(workspace.sources(), place), Tone::dim, place_words(workspace.sources(), place)},
          what_cell(world, grant.provision, on)};
}

std::vector<std::vector<Cell>> rows_of(const Workspace& workspace, const World& world, const Group& group,
                                       Date on) {
  std::vector<std::vector<Cell>> rows;
  for (std::size_t i = 0; i < group.grants.size();) {
    std::size_t end = i + 1;
    while (end < group.grants.size() && alike(world.model, group.grants[i], group.grants[end])) ++end;
    rows.push_back(row_of(workspace, world, group.grants[i], end - i, on));
    i = end;
  }
  return rows;
}

void add_table(Answer& answer, const Workspace& workspace, const World& world, const Collector& collector,
               const Group& group, Date on) {
  const Model& model = world.model;
  Table table;
  const std::string title(title_of(model, group.subject));
  table.title = name_of(model, group.subject) + (title.empty() ? "" : "  " + title) +
                (group.state.empty() ? "" : " · " + group.state);
  table.place = place_words(workspace.sources(), group.subject.kind == SubjectKind::agreement
                                                     ? model[group.subject.agreement()].name_place
                                                     : model[group.subject.provision()].name_place);
  table.columns = {
      {"STATUS"}, {"PROVISION"},           {"TITLE", true}, {"BY → TO", true}, {"SINCE, OR MISSING", true},
      {"LINE"},   {"", false, false, true}};
  table.parts = 1;
  table.part = [&, on](std::size_t) { return rows_of(workspace, world, collector.completed(group), on); };
  answer.blocks.emplace_back(std::move(table));
}

void grant_json(Json& json, const Workspace& workspace, const World& world, const Grant& grant, Date on) {
  const Model& model = world.model;
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
  json.key("what").value(fmt::format("{}", fmt::join(what_words(world, grant.provision, on), "\n")));
  const bool active = status.spell.has_value();
  json.key("since");
  active ? json.value(status.spell->begin) : json.null();
  json.key("through");
  active ? json.value(status.spell->end - 1) : json.null();
  json.key("retroactive").value(status.retroactive);
  json.key("open").open_array();
  for (Span place : open_places(model, grant.provision)) json.place(workspace.sources(), place);
  json.close();
  json.key("missing").open_array();
  for (const Missing& missing : grant.missing) {
    json.open_object(Json::Layout::inline_);
    json.key("text").value(missing.text);
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

void groups_json(Json& json, const Workspace& workspace, const World& world, const Collector& collector,
                 const std::vector<Group>& groups, Date on) {
  json.open_array();
  for (const Group& bare : groups) {
    const Group group = collector.completed(bare);
    json.open_object();
    json.key("id").value(name_of(world.model, group.subject));
    json.key("title").value(title_of(world.model, group.subject));
    json.key("state").value(group.state);
    json.key("provisions").open_array();
    for (const Grant& grant : group.grants) grant_json(json, workspace, world, grant, on);
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
  const Collector collector(request, workspace);
  const std::vector<Group> agreements = collector.agreements();
  const std::vector<Group> measures = collector.measures();

  Answer answer;
  std::map<Status, std::size_t> counts;
  std::size_t in_effect = 0;
  std::size_t all = 0;
  const Grant* lacking = nullptr;
  const bool draws = std::any_of(request.formats.begin(), request.formats.end(),
                                 [](const FormatChoice& choice) { return choice.format != Format::json; });
  for (const std::vector<Group>* groups : {&agreements, &measures}) {
    for (const Group& group : *groups) {
      for (const Grant& grant : group.grants) {
        ++counts[grant.status.status];
        ++all;
        if (grant.status.spell) ++in_effect;
        const bool asks = lacking == nullptr && draws && grant.status.lacks;
        if (asks && !missing_of(world, grant.provision, grant.status, request.on).empty()) lacking = &grant;
      }
      if (draws && !group.grants.empty()) add_table(answer, workspace, world, collector, group, request.on);
    }
  }
  std::string who;
  if (request.has("by"))
    who += " by " + party_words(world.model, asked_party(world.model, "by", request.value("by")));
  if (request.has("to"))
    who += " to " + party_words(world.model, asked_party(world.model, "to", request.value("to")));
  const std::string day = words(request.on);
  if (all == 0) {
    answer.sentence =
        fmt::format("Nothing is granted{} on {}{}.", who, day,
                    request.has("status") ? " with the status `" + request.value("status") + "`" : "");
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
        groups_json(json, workspace, world, collector, agreements, request.on);
        json.key("measures");
        groups_json(json, workspace, world, collector, measures, request.on);
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
