#include "dsl/workspace/workspace.hpp"

#include <algorithm>

#include "dsl/tree/redact.hpp"
#include "dsl/words/countries.hpp"

namespace quid::dsl {

namespace {

bool is_error(const Diagnostic& finding) {
  return finding.severity() == Severity::error;
}

bool has_error(const Diagnostics& findings) {
  return std::any_of(findings.begin(), findings.end(), is_error);
}

}  // namespace

Workspace::Workspace(Texts texts, WorkspaceOptions options)
    : texts_(std::move(texts)), options_(std::move(options)) {
  std::stable_sort(texts_.begin(), texts_.end(),
                   [](const Text& a, const Text& b) { return a.name < b.name; });
  parse(texts_);
  if (!options_.for_party.empty()) {
    if (has_error(syntax_.diagnostics)) throw NoView(options_.for_party);
    // Parsed again: the answers are those of a workspace in which the private text never stood.
    parse(redacted());
    want_party(NoSuchParty::Asked::viewer, options_.for_party);
  }
  if (!options_.reading.is_agreed()) want_party(NoSuchParty::Asked::reading, options_.reading.party);
}

Workspace Workspace::with(Text text) const {
  Texts texts = texts_;
  const auto same =
      std::find_if(texts.begin(), texts.end(), [&](const Text& each) { return each.name == text.name; });
  if (same == texts.end()) {
    texts.push_back(std::move(text));
  } else {
    *same = std::move(text);
  }
  return Workspace(std::move(texts), options_);
}

void Workspace::parse(const Texts& texts) {
  syntax_ = Syntax{};
  sources_ = Sources{};
  for (const Text& text : texts) sources_.add(text);
  syntax_ = parse_all(sources_, CompileOptions{}.threads);
}

Texts Workspace::redacted() const {
  Texts texts;
  for (const ast::File& file : syntax_.files)
    texts.push_back(make_text(std::string(sources_.name(file.id)), redact(file, options_.for_party)));
  return texts;
}

const Compilation& Workspace::compilation(const Reading& reading) const {
  const auto found = compilations_.find(reading.party);
  if (found != compilations_.end()) return found->second;
  CompileOptions options;
  options.reading = reading;
  options.known = options_.known;
  return compilations_.emplace(reading.party, compile(syntax_, options)).first->second;
}

const Diagnostics& Workspace::findings() const {
  if (findings_) return *findings_;
  const Judged judged = options_.reading.is_agreed() ? options_.judged : Judged::this_reading;
  if (!options_.known) {
    findings_ = check(sources_, syntax_, compilation(), options_.today, judged);
  } else {
    CompileOptions options;
    options.reading = options_.reading;
    findings_ = check(sources_, syntax_, compile(syntax_, options), options_.today, judged);
  }
  return *findings_;
}

const World& Workspace::world() const {
  if (!is_sound_) want_sound();
  return *compilation().world;
}

void Workspace::want_sound() const {
  const Diagnostics& all = findings();
  const auto first = std::find_if(all.begin(), all.end(), is_error);
  if (first != all.end())
    throw Unsound(static_cast<std::size_t>(std::count_if(first, all.end(), is_error)), *first);
  is_sound_ = true;
}

bool Workspace::has_party(std::string_view code) const {
  if (find_country(code) || code == "EU") return true;
  for (const ast::File& file : syntax_.files) {
    for (ast::NodeId item : ast::children(file, ast::NodeId{})) {
      if (file[item].kind != ast::Kind::party) continue;
      const ast::NodeId name = ast::child_of_kind(file, item, ast::Kind::name);
      if (name.value != 0 && file.text_of(name) == code) return true;
    }
  }
  return false;
}

void Workspace::want_party(NoSuchParty::Asked asked, const std::string& code) const {
  if (!has_party(code)) throw NoSuchParty(asked, code);
}

std::optional<Date> Workspace::last_fact() const {
  std::optional<Date> last;
  for (const Entry& entry : compilation().world->model.entries) {
    if (!last || *last < entry.date) last = entry.date;
  }
  return last;
}

}  // namespace quid::dsl
