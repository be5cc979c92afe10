#include "tools/ask/workspace.hpp"

#include <fmt/core.h>

#include "core/model/words.hpp"
#include "dsl/findings/spelling.hpp"
#include "dsl/words/countries.hpp"
#include "tools/ask/ledger.hpp"
#include "tools/page/answer.hpp"
#include "tools/page/escapes.hpp"
#include "tools/page/json.hpp"

namespace quid::tools {

namespace {

Failure no_such_party(const dsl::NoSuchParty& mistake) {
  const std::string_view flag = mistake.asked == dsl::NoSuchParty::Asked::viewer ? "for" : "reading";
  std::vector<std::string_view> codes{"EU", "agreed", "all"};
  for (const dsl::Country& country : dsl::countries()) {
    codes.push_back(country.code);
    if (country.name == mistake.code)
      return Failure(fmt::format("`--{} {}`: write the code, {}", flag, mistake.code, country.code));
  }
  return Failure(
      fmt::format("`--{} {}`: no such party{}", flag, mistake.code, dsl::did_you_mean(mistake.code, codes)));
}

dsl::WorkspaceOptions options_of(const Request& request, dsl::Judged judged) {
  dsl::WorkspaceOptions options;
  // Where all readings are asked for, what is said beside them is the agreed one.
  if (request.reading != "agreed" && request.reading != "all") options.reading.party = request.reading;
  options.judged = judged;
  options.known = request.known;
  options.for_party = request.for_party;
  options.today = request.on;
  return options;
}

std::string check_command(const Request& request) {
  return request.directory.empty() ? "quid check" : "quid -C " + shell_word(request.directory) + " check";
}

// What stands in files and what is recorded are one set of facts.
Files files_of(const Request& request, std::span<const std::string> paths) {
  Files files = request.environment.texts(request.directory, paths);
  add_ledger(request, files);
  return files;
}

}  // namespace

dsl::Workspace workspace_of(dsl::Texts texts, const Request& request, dsl::Judged judged) {
  try {
    return dsl::Workspace(std::move(texts), options_of(request, judged));
  } catch (const dsl::NoSuchParty& mistake) {
    throw no_such_party(mistake);
  } catch (const dsl::NoView&) {
    throw Failure(fmt::format("no view for {}: a text has a mistake in its syntax, and of broken text nobody "
                              "can tell what is private",
                              request.for_party),
                  check_command(request));
  }
}

Workspace::Workspace(const Request& request, std::span<const std::string> paths,
                     std::optional<dsl::Judged> judged)
    : request_(request),
      files_(files_of(request, paths)),
      texts_(workspace_of(files_.texts(), request,
                          judged                     ? *judged
                          : request.reading == "all" ? dsl::Judged::every_reading
                                                     : dsl::Judged::this_reading)) {}

const World& Workspace::world() const {
  if (!files_.problems.empty()) {
    const Files::Problem& first = files_.problems.front();
    throw Failure(fmt::format("`{}` {}", first.name, first.message), "quid check");
  }
  if (files_.files.empty())
    throw Failure(fmt::format("there are no .quid files in {}", files_.folder), "quid help check");
  try {
    return texts_.world();
  } catch (const dsl::Unsound& unsound) {
    throw Failure(
        fmt::format("no answer: the text has {}, the first in {}: {}", counted(unsound.errors, "error"),
                    place_words(sources(), unsound.first.place), unsound.first.message),
        check_command(request_));
  }
}

std::vector<std::string> Workspace::scope_words() const {
  std::vector<std::string> words_;
  const std::optional<Date> last = texts_.last_fact();
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

void Workspace::scope_json(Json& json, About about) const {
  const std::optional<Date> last = about == About::meaning ? texts_.last_fact() : std::nullopt;
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
