#include "tools/ask/what_if.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <filesystem>

#include "core/answers/scenarios.hpp"
#include "core/goods/parties.hpp"
#include "core/model/words.hpp"
#include "core/why/reason_words.hpp"
#include "dsl/findings/render.hpp"
#include "tools/ask/question.hpp"
#include "tools/outside/writing.hpp"
#include "tools/page/answer.hpp"

namespace quid::tools {

namespace {

std::vector<std::string> values(const Request& request, std::string_view flag) {
  const auto found = request.flags.find(flag);
  return found == request.flags.end() ? std::vector<std::string>() : found->second;
}

// Words without a space in any of them are one act: `quid what-if us-uk signed`.
std::vector<std::string> acts_in_words(const Request& request) {
  const bool each_is_one =
      std::any_of(request.words.begin(), request.words.end(),
                  [](const std::string& word) { return word.find(' ') != std::string::npos; });
  if (each_is_one || request.words.empty()) return request.words;
  return {request.all_words()};
}

// A promise is withdrawn, an act of government rescinded.
std::string_view verb_of_withdrawal(const Workspace& workspace, const std::string& name) {
  const Model& model = workspace.world().model;
  const auto found = dsl::find_subject(workspace.compilation().symbols, model, name);
  const Subject* subject = std::get_if<Subject>(&found);
  const bool is_act =
      subject != nullptr && takes_verb(subject->kind, kind_of(model, *subject), Verb::rescinded);
  return to_string(is_act ? Verb::rescinded : Verb::withdrawn);
}

dsl::Supposition supposition_of(const Request& request, const Workspace& workspace) {
  dsl::Supposition supposition;
  supposition.acts = acts_in_words(request);
  const auto add = [&](std::string_view flag, auto verb) {
    for (const std::string& name : values(request, flag))
      supposition.acts.push_back(fmt::format("{} {}", name, verb(name)));
  };
  const auto always = [](Verb verb) { return [verb](const std::string&) { return to_string(verb); }; };
  add("withdraw", [&](const std::string& name) { return verb_of_withdrawal(workspace, name); });
  add("adopt", always(Verb::adopted));
  add("suspend", always(Verb::suspended));
  add("strike-down", always(Verb::struck_down));
  add("restore", always(Verb::restored));
  for (const std::string& text : values(request, "settle")) {
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos || equals == 0 || equals + 1 == text.size())
      throw Failure(fmt::format("`--settle {}`: write WHERE=TEXT, such as us-uk.steel=GB", text));
    supposition.settled.emplace_back(text.substr(0, equals), text.substr(equals + 1));
  }
  supposition.undone = values(request, "without");
  if (supposition.acts.empty() && supposition.settled.empty() && supposition.undone.empty())
    throw Failure("what is to be supposed?", "quid what-if --help");
  return supposition;
}

std::string title_of_file(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  const std::string name = slash == std::string::npos ? path : path.substr(slash + 1);
  return name.substr(0, name.size() - std::string_view(".quid").size());
}

}  // namespace

dsl::SupposedTexts asked_supposition(const Request& request, const Workspace& workspace) {
  (void)workspace.world();  // a question to a text with errors has no answer
  const dsl::Supposition supposition = supposition_of(request, workspace);
  auto texts = dsl::supposed_texts(workspace.texts(), supposition, request.on);
  if (const dsl::QueryMistake* mistake = std::get_if<dsl::QueryMistake>(&texts))
    throw Failure(mistake->help.empty() ? mistake->message : mistake->message + "; " + mistake->help);
  return std::get<dsl::SupposedTexts>(std::move(texts));
}

WhatIf::WhatIf(const Request& request_, const Workspace& workspace_, dsl::SupposedTexts texts_)
    : request(request_),
      workspace(workspace_),
      texts(std::move(texts_)),
      supposed(texts.texts, workspace.texts().options()),
      before(workspace.world()),
      after(sound_world()),
      acts(dsl::acts_of(supposed, texts)),
      day(day_to_look_at()),
      changes(difference(before, after, day)),
      at_border(border(Schedule(before), Schedule(after), changes, day)),
      order(order_of_acts(after, acts)) {
  if (request.has("by")) by = asked_party(after.model, "by", request.value("by"));
  if (request.has("to")) to = asked_party(after.model, "to", request.value("to"));
}

bool WhatIf::is_asked_about(ProvisionId provision, const Model& of) const {
  return (!by.valid() || gives(of, provision, by)) && (!to.valid() || gets(of, provision, to));
}

// What is supposed has the findings of any text.
const World& WhatIf::sound_world() const {
  for (const dsl::Diagnostic& finding : supposed.findings()) {
    if (finding.severity() != dsl::Severity::error) continue;
    dsl::RenderStyle style;
    style.width = request.environment.width;
    if (request.messages != nullptr) request.messages->raw(dsl::render(supposed.sources(), finding, style));
    throw Failure("what you suppose cannot happen to this text", "quid help what-if");
  }
  return supposed.world();
}

Date WhatIf::day_to_look_at() const {
  Date last = request.on;
  bool any = request.on_given;
  for (const std::vector<EntryId>& act : acts) {
    for (EntryId id : act) {
      last = any ? std::max(last, after.model[id].acts_from) : after.model[id].acts_from;
      any = true;
    }
  }
  return last;
}

const StateKey& key_of(const StateChange& change) {
  return change.after.subject.valid() ? change.after : change.before;
}
const Model& model_of(const WhatIf& of, const StateChange& change) {
  return change.after.subject.valid() ? of.after.model : of.before.model;
}

// Changes worth a line: what a party asks about, of a state by several parties the whole, and of an authority
// whether it stands.
std::vector<const StateChange*> changes_to_show(const WhatIf& of) {
  std::vector<const StateChange*> list;
  for (const StateChange& change : of.changes.states) {
    const StateKey& key = key_of(change);
    if (key.by.valid()) continue;
    if (key.subject.kind == SubjectKind::authority && key.state != State::standing) continue;
    if (key.subject.kind == SubjectKind::provision &&
        !of.is_asked_about(key.subject.provision(), model_of(of, change)))
      continue;
    list.push_back(&change);
  }
  return list;
}

std::vector<Closed> still_closed(const WhatIf& of) {
  std::vector<Closed> closed;
  GrantsWanted wanted;
  wanted.by = of.by;
  wanted.to = of.to;
  for (const StateChange& change : of.changes.states) {
    if (change.after.subject.kind != SubjectKind::agreement || change.after.state != State::in_force)
      continue;
    if (change.begins().empty() || !change.after.subject.valid()) continue;
    std::optional<Grants> found = grants(of.after, change.after.subject.agreement(), of.day, wanted);
    if (!found) continue;
    for (const Grant& grant : with_missing(of.after, std::move(*found), of.day).list) {
      const Status status = grant.status.status;
      if (status == Status::active || status == Status::ended || status == Status::exhausted) continue;
      std::string waits;
      if (!grant.open.empty()) waits = fmt::format("{} not agreed", counted(grant.open.size(), "bracket"));
      for (std::size_t i = 0; i < grant.missing.size() && i < 2; ++i)
        waits += (waits.empty() ? "" : "; ") + words(of.model(), grant.missing[i]);
      if (grant.missing.size() > 2) waits += fmt::format("; {} more", grant.missing.size() - 2);
      if (grant.status.starts) waits = "from " + words(*grant.status.starts);
      closed.push_back({grant.provision, status, std::move(waits)});
    }
  }
  return closed;
}

Turn turn_of(const WhatIf& of, const StateChange& change) {
  const Date first = change.first().bounded() ? change.first() : of.day;
  const auto word = [&](const World& world, const StateKey& key) -> std::string {
    if (!key.subject.valid()) return "not there";
    if (key.state != State::in_effect) return world.days(key).contains(first) ? "yes" : "no";
    return std::string(to_string(status_of(world, key.subject.provision(), first).status));
  };
  return {word(of.before, change.before), word(of.after, change.after)};
}

Span place_of_change(const WhatIf& of, const StateChange& change, const dsl::Sources*& sources) {
  sources = change.place_in_after ? &of.supposed.sources() : &of.workspace.sources();
  if (change.because) return change.place;
  sources = change.after.subject.valid() ? &of.supposed.sources() : &of.workspace.sources();
  return place_of(model_of(of, change), key_of(change).subject);
}

void save_scenario(const WhatIf& of, const std::string& path) {
  if (!path.ends_with(".quid") || path == ".quid" || path.ends_with("/.quid"))
    throw Failure(fmt::format("`--save {}`: a text of Quid has a name that ends in .quid", path));
  if (!of.texts.changes.empty())
    throw Failure(
        "`--save`: a scenario assumes entries; a bracket that is settled, or an entry undone, changes the "
        "text");
  if (std::filesystem::exists(path))
    throw Failure(fmt::format("`--save {}`: there is such a file already", path));
  const std::string title = title_of_file(path);
  const std::string text = dsl::scenario_text(
      title, of.texts.entries, of.workspace.texts().options().reading.party, of.after, of.changes.states);
  if (text.empty()) throw Failure("`--save`: nothing changes that a scenario could expect");
  const dsl::Workspace saved = of.workspace.texts().with(dsl::make_text(of.texts.file, text));
  const Model& model = saved.world().model;
  for (const Scenario& scenario : model.scenarios) {
    if (saved.sources().name(scenario.place.file) != of.texts.file) continue;
    if (run(model, scenario).verdict() != Verdict::holds)
      throw Failure("`--save`: the scenario does not hold by itself; nothing was written");
  }
  write_file(path, text);
}

}  // namespace quid::tools
