// JSON: written as it goes, in the order in which it is said; read through Boost.JSON, which only json.cpp
// sees.
#pragma once

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/model/model.hpp"
#include "core/values/day_set.hpp"
#include "core/values/decimal.hpp"
#include "dsl/source/source.hpp"
#include "tools/outside/terminal.hpp"

namespace quid::tools {

// A value is written by `value`, or by an `open_…` with its `close`; inside an object a `key` comes first:
//   json.open_object(); json.key("quid").value(1); json.key("days").value(days); json.close();
// Bytes that are not UTF-8 become U+FFFD. `inline_` puts a small thing on one line.
class Json {
 public:
  enum class Layout : std::uint8_t { lines, inline_ };

  explicit Json(Output& out, Layout layout = Layout::lines) : out_(out), layout_(layout) {}

  Json& open_object(Layout layout = Layout::lines) { return open('{', '}', layout); }
  Json& open_array(Layout layout = Layout::lines) { return open('[', ']', layout); }
  Json& close();
  Json& key(std::string_view name);

  Json& value(std::string_view text);
  Json& value(const char* text) { return value(std::string_view(text)); }
  Json& value(const std::string& text) { return value(std::string_view(text)); }
  template <std::integral Integer>
  Json& value(Integer number) {
    if constexpr (std::same_as<Integer, bool>) {
      return raw(number ? "true" : "false");
    } else {
      return raw(std::to_string(number));
    }
  }
  Json& null() { return raw("null"); }

  // The project's own values, as docs and interface promise them.
  Json& value(Date date);  // null where unbounded
  Json& value(std::optional<Date> date) { return date ? value(*date) : null(); }
  Json& value(const Decimal& number) { return value(number.to_string()); }
  Json& value(const Model& model, const Quantity& quantity);
  // Closed ranges, open ends null.
  Json& value(const DaySet& days);
  // 1-based, columns in code points; null where the thing is built in.
  Json& place(const dsl::Sources& sources, Span span);

 private:
  struct Level {
    char end;
    bool on_one_line;
    bool empty = true;
  };
  Json& open(char begin, char end, Layout layout);
  Json& raw(std::string_view text);
  void next_item();
  void line_break();

  Output& out_;
  Layout layout_;
  std::vector<Level> levels_;
  bool after_key_ = false;
};

// The fingerprints in a baseline: a report that `check --format json` wrote, or one JSON object a line with
// the key `fingerprint`. Nothing where the text is neither.
std::optional<std::vector<std::string>> read_fingerprints(std::string_view text);

}  // namespace quid::tools
