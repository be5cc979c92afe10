#include "tools/page/answer.hpp"

#include <cctype>

#include "core/model/words.hpp"

namespace quid::tools {

std::string place_words(const dsl::Sources& sources, Span place) {
  if (!place.file.valid()) return {};
  return std::string(sources.name(place.file)) + line_words(sources, place);
}

std::string place_words(const dsl::Sources& sources, Span place, std::string_view cite) {
  std::string text = place_words(sources, place);
  if (cite.empty()) return text;
  return text.empty() ? std::string(cite) : std::string(cite) + ", " + text;
}

std::string line_words(const dsl::Sources& sources, Span place) {
  if (!place.file.valid()) return {};
  return ":" + std::to_string(sources.position(place.file, place.begin).line);
}

std::string counted(std::size_t count, std::string_view one, std::string_view many) {
  std::string text = std::to_string(count) + " ";
  if (count == 1) return text.append(one);
  return many.empty() ? text.append(one).append("s") : text.append(many);
}

std::string parties_words(const Model& model, const std::vector<PartyId>& parties) {
  if (parties.empty()) return "nobody in particular";
  std::vector<std::string> names;
  for (PartyId party : parties) names.push_back(party_words(model, party));
  return in_a_row(names);
}

std::string sentence_case(std::string text) {
  if (!text.empty()) text[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(text[0])));
  return text;
}

std::string titled(const Model& model, Subject subject) {
  const std::string name = name_of(model, subject);
  const std::string_view title = title_of(model, subject);
  return title.empty() ? name : std::string(title) + " (" + name + ")";
}

std::string days_words(const DaySet& days) {
  if (days.empty()) return "on no day";
  if (days.is_all()) return "on every day";
  std::string text;
  for (const Interval& interval : days.intervals()) {
    if (!text.empty()) text += "; ";
    const Date last = interval.end - 1;
    if (!interval.begin.bounded()) {
      text += "through " + words(last);
    } else if (!interval.end.bounded()) {
      text += "from " + words(interval.begin) + " on";
    } else if (interval.begin == last) {
      text += "on " + words(last);
    } else {
      text += words(interval.begin) + " to " + words(last);
    }
  }
  return text;
}

}  // namespace quid::tools
