#include "tools/page/json.hpp"

#include <boost/json/src.hpp>

#include "tools/page/escapes.hpp"

namespace quid::tools {

Json& Json::open(char begin, char end, Layout layout) {
  next_item();
  out_.raw({&begin, 1});
  const bool outer = !levels_.empty() && levels_.back().on_one_line;
  levels_.push_back({end, outer || layout == Layout::inline_ || layout_ == Layout::inline_});
  return *this;
}

Json& Json::close() {
  const Level level = levels_.back();
  levels_.pop_back();
  if (!level.empty && !level.on_one_line) line_break();
  out_.raw({&level.end, 1});
  if (levels_.empty()) out_.raw("\n");
  return *this;
}

Json& Json::key(std::string_view name) {
  next_item();
  out_.raw("\"").raw(json_escaped(name)).raw("\": ");
  after_key_ = true;
  return *this;
}

Json& Json::value(std::string_view text) {
  return raw("\"" + json_escaped(text) + "\"");
}

Json& Json::value(Date date) {
  if (!date.bounded()) return null();
  return value(to_string(date));
}

Json& Json::value(const Model& model, const Quantity& quantity) {
  open_object(Layout::inline_);
  key("amount").value(quantity.amount);
  key("unit");
  if (!quantity.unit.valid()) {
    null();
  } else if (quantity.unit == model.percent_unit) {
    value("%");
  } else {
    value(model[quantity.unit].name);
  }
  return close();
}

Json& Json::value(const DaySet& days) {
  open_array();
  for (const Interval& interval : days.intervals()) {
    open_object(Layout::inline_);
    key("from").value(interval.begin);
    key("through").value(interval.end - 1);
    close();
  }
  return close();
}

Json& Json::place(const dsl::Sources& sources, Span span) {
  if (!span.file.valid()) return null();
  const dsl::Position begin = sources.position(span.file, span.begin);
  const dsl::Position end = sources.position(span.file, span.end);
  open_object(Layout::inline_);
  key("file").value(sources.name(span.file));
  key("line").value(begin.line);
  key("column").value(begin.column);
  key("end_line").value(end.line);
  key("end_column").value(end.column);
  return close();
}

Json& Json::raw(std::string_view text) {
  next_item();
  out_.raw(text);
  if (levels_.empty()) out_.raw("\n");
  return *this;
}

// The comma and the white space before a key, or before a value that has none.
void Json::next_item() {
  if (after_key_) {
    after_key_ = false;
    return;
  }
  if (levels_.empty()) return;
  Level& level = levels_.back();
  if (!level.empty) out_.raw(level.on_one_line ? ", " : ",");
  level.empty = false;
  if (!level.on_one_line) line_break();
}

void Json::line_break() {
  out_.raw("\n").raw(std::string(2 * levels_.size(), ' '));
}

std::optional<std::vector<std::string>> read_fingerprints(std::string_view text) {
  std::vector<std::string> fingerprints;
  const auto take = [&](const boost::json::value& value) {
    const boost::json::object* object = value.if_object();
    const boost::json::value* fingerprint = object == nullptr ? nullptr : object->if_contains("fingerprint");
    if (fingerprint == nullptr || !fingerprint->is_string()) return false;
    fingerprints.emplace_back(fingerprint->as_string());
    return true;
  };
  boost::json::error_code error;
  const boost::json::value whole = boost::json::parse({text.data(), text.size()}, error);
  if (!error && whole.is_object()) {
    if (const boost::json::value* findings = whole.as_object().if_contains("findings")) {
      if (!findings->is_array()) return std::nullopt;
      for (const boost::json::value& finding : findings->as_array()) {
        if (!take(finding)) return std::nullopt;
      }
      return fingerprints;
    }
  }
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    if (line.find_first_not_of(" \t\r") == std::string_view::npos) continue;
    const boost::json::value value = boost::json::parse({line.data(), line.size()}, error);
    if (error || !take(value)) return std::nullopt;
  }
  return fingerprints;
}

}  // namespace quid::tools
