#include "tools/ask/workspace.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "core/model/words.hpp"
#include "dsl/check/check.hpp"
#include "dsl/findings/spelling.hpp"
#include "dsl/names/countries.hpp"
#include "dsl/tree/redact.hpp"
#include "tools/page/answer.hpp"
#include "tools/page/escapes.hpp"
#include "tools/page/json.hpp"

namespace quid::tools {

namespace {

// A country, the EU, or a party that some text declares.
bool is_party(const dsl::Syntax& syntax, std::string_view code) {
  if (dsl::find_country(code) || code == "EU") return true;
  for (const ast::File& file : syntax.files) {
    for (ast::NodeId item : ast::children(file, ast::NodeId{})) {
      if (file[item].kind != ast::Kind::party) continue;
      const ast::NodeId name = ast::child_of_kind(file, item, ast::Kind::name);
      if (name.value != 0 && file.text_of(name) == code) return true;
    }
  }
  return false;
}

void want_party(const dsl::Syntax& syntax, std::string_view flag, const std::string& code) {
  if (is_party(syntax, code)) return;
  std::vector<std::string_view> codes{"EU", "agreed", "all"};
  for (const dsl::Country& country : dsl::countries()) {
    codes.push_back(country.code);
    if (country.name == code)
      throw Failure(fmt::format("`--{} {}`: write the code, {}", flag, code, country.code));
  }
  throw Failure(fmt::format("`--{} {}`: no such party{}", flag, code, dsl::did_you_mean(code, codes)));
}

}  // namespace

Workspace::Workspace(const Request& request, std::span<const std::string> paths)
    : request_(request),
      files_(read_files(request.directory, paths)),
      sources_(std::make_unique<dsl::Sources>()) {
  for (const Files::Text& text : files_.texts) sources_->add_view(text.name, text.text);
  syntax_ = parse_all(*sources_, dsl::CompileOptions{}.threads);
  if (!request.for_party.empty()) {
    want_party(syntax_, "for", request.for_party);
    redact_for(request.for_party);
  }
  if (request.reading != "agreed" && request.reading != "all")
    want_party(syntax_, "reading", request.reading);
}

// Parses again what is left: the answers are those of a workspace in which the private text never stood.
void Workspace::redact_for(const std::string& party) {
  auto redacted = std::make_unique<dsl::Sources>();
  for (const ast::File& file : syntax_.files) {
    redacted->add(std::string(sources_->name(file.id)), dsl::redact(file, party));
  }
  syntax_ = dsl::Syntax{};
  sources_ = std::move(redacted);
  syntax_ = parse_all(*sources_, dsl::CompileOptions{}.threads);
}

dsl::Compilation Workspace::compile_as(const std::string& reading) const {
  dsl::CompileOptions options;
  if (reading != "agreed" && reading != "all") options.reading.party = reading;
  options.known = request_.known;
  return compile(syntax_, options);
}

const dsl::Compilation& Workspace::compilation() {
  if (!compilation_) compilation_ = std::make_unique<dsl::Compilation>(compile_as(request_.reading));
  return *compilation_;
}

const World& Workspace::world() {
  if (!is_sound_) want_sound();
  return *compilation_->world;
}

void Workspace::want_sound() {
  if (!files_.problems.empty()) {
    const Files::Problem& first = files_.problems.front();
    throw Failure(fmt::format("`{}` {}", first.name, first.message), "quid check");
  }
  if (files_.texts.empty())
    throw Failure(fmt::format("there are no .quid files in {}", files_.folder), "quid help check");
  const dsl::Compilation& compiled = compilation();
  const dsl::Diagnostics findings = dsl::check(*sources_, syntax_, compiled, request_.on);
  std::size_t errors = 0;
  const dsl::Diagnostic* first = nullptr;
  for (const dsl::Diagnostic& finding : findings) {
    if (finding.severity() != dsl::Severity::error) continue;
    if (first == nullptr) first = &finding;
    ++errors;
  }
  if (errors > 0) {
    throw Failure(
        fmt::format("no answer: the text has {}, the first in {}: {}", counted(errors, "error"),
                    place_words(*sources_, first->place), first->message),
        request_.directory.empty() ? "quid check" : "quid -C " + shell_word(request_.directory) + " check");
  }
  is_sound_ = true;
}

std::vector<std::pair<Span, std::vector<std::string>>> Workspace::bracket_parties() const {
  std::vector<std::pair<Span, std::vector<std::string>>> brackets;
  for (const ast::File& file : syntax_.files) {
    const auto add_names = [&](ast::NodeId list) {
      for (ast::NodeId name : ast::children(file, list)) {
        if (file[name].kind == ast::Kind::name) brackets.back().second.emplace_back(file.text_of(name));
      }
    };
    for (std::uint32_t i = 0; i < file.nodes.size(); ++i) {
      const ast::NodeId node{i};
      if (file[node].kind != ast::Kind::bracket && file[node].kind != ast::Kind::open_mark) continue;
      brackets.push_back({file.span_of(node), {}});
      if (file[node].kind == ast::Kind::open_mark) add_names(node);
      for (ast::NodeId alternative : ast::children(file, node)) {
        for (ast::NodeId label : ast::children(file, alternative)) {
          if (file[label].kind == ast::Kind::label) add_names(label);
        }
      }
    }
  }
  return brackets;
}

std::optional<Date> Workspace::last_fact() const {
  std::optional<Date> last;
  if (!compilation_) return last;
  for (const Entry& entry : compilation_->world->model.entries) {
    if (!last || *last < entry.date) last = entry.date;
  }
  return last;
}

std::vector<std::string> Workspace::scope_words() const {
  std::vector<std::string> words_;
  const std::optional<Date> last = last_fact();
  const bool after = !last || *last < request_.on;
  words_.push_back("as of " + words(request_.on) + (after ? ", as things stand" : ""));
  if (request_.reading == "agreed") {
    words_.emplace_back("agreed text");
  } else if (request_.reading == "all") {
    words_.emplace_back("every reading of the brackets");
  } else {
    words_.push_back("as " + request_.reading + " reads the brackets");
  }
  words_.push_back(last ? "last known fact " + words(*last) : "nothing recorded");
  if (request_.known) words_.push_back("known by " + words(*request_.known));
  if (!request_.for_party.empty()) words_.push_back("as " + request_.for_party + " may see it");
  return words_;
}

void Workspace::scope_json(Json& json) const {
  const std::optional<Date> last = last_fact();
  json.key("scope").open_object(Json::Layout::inline_);
  json.key("on").value(request_.on);
  json.key("known").value(request_.known);
  json.key("reading").value(request_.reading);
  json.key("for");
  if (request_.for_party.empty()) {
    json.null();
  } else {
    json.value(request_.for_party);
  }
  json.key("last_fact").value(last);
  json.key("as_things_stand").value(!last || *last < request_.on);
  json.close();
}

}  // namespace quid::tools
