#include "tools/ask/sources.hpp"

#include <fmt/core.h>

#include "core/model/words.hpp"

namespace quid::tools {

namespace {

bool is_below_official(Grade grade) {
  return grade == Grade::press || grade == Grade::reported;
}

}  // namespace

std::string source_words(const Model& model, IdRange<ReferenceId> sources, Grade grade) {
  std::string text;
  for (ReferenceId id : sources) text += fmt::format("{}{}", text.empty() ? "" : "; ", model[id].label);
  if (!is_below_official(grade)) return text;
  return text.empty() ? std::string(to_string(grade)) : fmt::format("{}, {}", text, to_string(grade));
}

void source_json(Json& json, const Model& model, IdRange<ReferenceId> sources, Grade grade,
                 std::string_view note) {
  const auto text_or_null = [&](std::string_view text) { text.empty() ? json.null() : json.value(text); };
  json.key("source");
  if (sources.empty()) {
    json.null();
  } else {
    const Reference& first = model[sources[0]];
    json.open_object(Json::Layout::inline_);
    json.key("title").value(first.label);
    json.key("url");
    text_or_null(first.address);
    json.close();
  }
  json.key("grade");
  text_or_null(grade == Grade::unsaid ? std::string_view() : to_string(grade));
  json.key("note");
  text_or_null(note);
}

void add_claims(const Workspace& workspace, const Model& model, const Covered& covered, Answer& answer) {
  Labelled lines;
  for (CompletenessId id : covered.claims) {
    const Completeness& claim = model[id];
    lines.lines.push_back(
        {"Complete",
         fmt::format("{} ({})", days_words(claim.days), source_words(model, claim.sources, claim.grade)),
         place_words(workspace.sources(), claim.place), Tone::dim});
    if (!claim.note.empty()) lines.lines.push_back({"", std::string(claim.note), {}, Tone::dim});
  }
  if (!lines.lines.empty()) answer.blocks.emplace_back(std::move(lines));
}

void covered_json(Json& json, const Workspace& workspace, const Model& model, const Covered& covered) {
  json.key("covered").value(covered.whole);
  json.key("complete").open_array();
  for (CompletenessId id : covered.claims) {
    const Completeness& claim = model[id];
    json.open_object();
    json.key("days").value(claim.days);
    source_json(json, model, claim.sources, claim.grade, claim.note);
    json.key("place").place(workspace.sources(), claim.place);
    json.close();
  }
  json.close();
}

}  // namespace quid::tools
