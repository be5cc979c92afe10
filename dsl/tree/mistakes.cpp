// What is wrong where the grammar stopped, in words. Long, because every way to be wrong has its sentence here.
#include "dsl/tree/mistakes.hpp"

#include <fmt/format.h>
#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <cstring>

#include "core/values/ascii.hpp"
#include "dsl/findings/spelling.hpp"
#include "dsl/findings/wording.hpp"
#include "dsl/tree/properties.hpp"

namespace quid::dsl {

namespace {

using grammar::Keyword;
using grammar::Role;

bool is_beyond_ascii(char c) {
  return static_cast<unsigned char>(c) >= 0x80;
}

// Words that nobody would take for part of what stands around them.
bool is_told_reserved(Keyword keyword) {
  if (!grammar::is_reserved(keyword)) return false;
  const Role role = grammar::role_of(keyword);
  return role != Role::property && role != Role::inner && role != Role::join;
}

std::string name_of(const Block& block) {
  switch (block.kind) {
    case ast::Kind::provision: return with_article(to_string(block.provision));
    case ast::Kind::on: return "an `on` block";
    case ast::Kind::replace: return "a provision";
    default: return with_article(ast::to_string(block.kind));
  }
}

}  // namespace

std::optional<std::size_t> find_bad_byte(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size()) {
    if (text.size() - at >= 8) {
      std::uint64_t eight = 0;
      std::memcpy(&eight, text.data() + at, 8);
      constexpr std::uint64_t ones = 0x0101010101010101U;
      const bool plain = (eight & (ones << 7U)) == 0 && ((eight - ones) & ~eight & (ones << 7U)) == 0;
      if (plain) {
        at += 8;
        continue;
      }
    }
    if (text[at] == '\0') return at;
    if (static_cast<unsigned char>(text[at]) < 0x80) {
      ++at;
      continue;
    }
    utf8proc_int32_t code_point = 0;
    const utf8proc_ssize_t size = utf8proc_iterate(
        reinterpret_cast<const utf8proc_uint8_t*>(text.data() + at),
        static_cast<utf8proc_ssize_t>(std::min<std::size_t>(text.size() - at, 4)), &code_point);
    if (size <= 0) return at;
    at += static_cast<std::size_t>(size);
  }
  return std::nullopt;
}

Mistakes::Mistakes(FileId file, std::string_view text, Diagnostics& diagnostics)
    : file_(file), text_(text), diagnostics_(diagnostics) {}

// -- the text around a mistake

std::uint32_t Mistakes::end_of_found(std::uint32_t at) const {
  const auto size = static_cast<std::uint32_t>(text_.size());
  if (at >= size) return size;
  std::uint32_t end = at;
  const char first = text_[at];
  if (is_name_char(first) || first == '_' || is_beyond_ascii(first)) {
    const auto goes_on = [&](std::uint32_t i) {
      const char c = text_[i];
      if (is_name_char(c) || c == '_' || is_beyond_ascii(c)) return true;
      return (c == '.' || c == '/') && i + 1 < size && is_name_char(text_[i + 1]);
    };
    while (end < size && goes_on(end)) ++end;
    if (end < size && text_[end] == '%') ++end;
    return end;
  }
  if (first == '"') {
    const std::size_t line_end = std::min(text_.find('\n', at), text_.size());
    const std::size_t close = text_.find('"', at + 1);
    return close < line_end ? static_cast<std::uint32_t>(close + 1) : at + 1;
  }
  constexpr std::array<std::string_view, 4> pairs = {">=", "<=", "==", ".."};
  for (std::string_view pair : pairs) {
    if (text_.substr(at).starts_with(pair)) return at + 2;
  }
  return at + 1;
}

std::uint32_t Mistakes::begin_of_token(std::uint32_t end) const {
  if (end == 0) return 0;
  std::uint32_t begin = end - 1;
  if (text_[begin] == '"') {
    while (begin != 0 && text_[begin - 1] != '"' && text_[begin - 1] != '\n') --begin;
    return begin == 0 || text_[begin - 1] == '\n' ? end - 1 : begin - 1;
  }
  const auto is_part = [&](char c) { return is_name_char(c) || c == '_' || c == '.' || c == '/'; };
  if (text_[begin] == '%' || text_[begin] == ']') {
    while (begin != 0 && text_[begin - 1] != '[' && is_part(text_[begin - 1])) --begin;
    if (text_[end - 1] == ']' && begin != 0 && text_[begin - 1] == '[') {
      --begin;
      while (begin != 0 && is_part(text_[begin - 1])) --begin;
    }
    return begin;
  }
  if (!is_part(text_[begin])) return begin;
  while (begin != 0 && is_part(text_[begin - 1])) --begin;
  return begin;
}

bool Mistakes::same_line(std::uint32_t begin, std::uint32_t end) const {
  return begin <= end && text_.substr(begin, end - begin).find('\n') == std::string_view::npos;
}

std::string Mistakes::words(std::uint32_t begin, std::uint32_t end) const {
  std::string result;
  bool in_string = false;
  bool gap = false;
  for (std::uint32_t i = begin; i < end; ++i) {
    const char c = text_[i];
    if (!in_string && c == '#') {
      while (i < end && text_[i] != '\n') ++i;
      gap = true;
    } else if (is_blank(c)) {
      gap = true;
    } else {
      if (c == '"') in_string = !in_string;
      if (gap && !result.empty()) result += ' ';
      gap = false;
      result += c;
    }
  }
  return result;
}

std::string Mistakes::quoted(std::uint32_t begin, std::uint32_t end) const {
  constexpr std::size_t longest = 40;
  std::string text = words(begin, end);
  for (char& c : text) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F || (first_bad_ != no_bad && is_beyond_ascii(c)))
      c = '?';
  }
  if (text.size() > longest) {
    std::size_t cut = longest;
    while (cut != 0 && (static_cast<unsigned char>(text[cut]) & 0xC0U) == 0x80U) --cut;
    text.resize(cut);
    text += "…";
  }
  return dsl::quoted(text);
}

std::string Mistakes::found(std::uint32_t at) const {
  return at >= text_.size() ? "the end of the file" : quoted(at, end_of_found(at));
}

// -- adding a finding

Diagnostic& Mistakes::add(DiagnosticKind kind, std::string message, std::uint32_t begin, std::uint32_t end) {
  if (first_bad_ != no_bad && kind != DiagnosticKind::not_text) {
    const std::size_t newline = begin == 0 ? std::string_view::npos : text_.rfind('\n', begin - 1);
    const std::size_t line_begin = newline == std::string_view::npos ? 0 : newline + 1;
    const std::size_t line_end = std::min(text_.find('\n', end), text_.size());
    if (find_bad_byte(text_.substr(line_begin, line_end - line_begin))) {
      unused_ = {};
      return unused_;
    }
  }
  // What is put right and then still does not fit is told once.
  if (kind == DiagnosticKind::unexpected_text && !diagnostics_.empty()) {
    const Diagnostic& last = diagnostics_.back();
    if (last.kind == kind && last.place.file == file_ && last.place.begin == begin) {
      unused_ = {};
      return unused_;
    }
  }
  if (count_ == limit) {
    diagnostics_.push_back(
        {kind,
         "more than " + std::to_string(limit) + " mistakes; the rest of the file is not read",
         Span{file_, begin, end},
         {},
         {},
         {},
         {}});
    throw TooManyMistakes{};
  }
  ++count_;
  return diagnostics_.emplace_back(
      Diagnostic{kind, std::move(message), Span{file_, begin, end}, {}, {}, {}, {}});
}

void Mistakes::did_you_mean(Diagnostic& finding, std::uint32_t at,
                            const std::vector<std::string_view>& words) {
  const std::uint32_t end = end_of_found(at);
  if (at >= text_.size() || !is_letter(text_[at])) return;
  const std::string_view wrong = text_.substr(at, end - at);
  const std::optional<std::string_view> near = nearest(wrong, words);
  if (!near || *near == wrong) return;
  finding.help.push_back(
      {"did you mean " + dsl::quoted(*near), {Edit{Span{file_, at, end}, std::string(*near)}}});
}

void Mistakes::add_examples(Diagnostic& finding, std::uint32_t clause) {
  // The word that the clause begins with, after a date or a mark.
  std::uint32_t at = clause;
  for (int i = 0; i < 4 && at < text_.size(); ++i) {
    const std::uint32_t end = end_of_found(at);
    const std::string_view word = text_.substr(at, end - at);
    const Keyword keyword = grammar::find_keyword(word);
    if (const std::optional<Example> example = example_of(keyword)) {
      std::string note = "for example: " + dsl::quoted(example->one);
      if (!example->other.empty()) note += ", or " + dsl::quoted(example->other);
      finding.notes.push_back(std::move(note));
      return;
    }
    if (keyword != Keyword::no_keyword && grammar::role_of(keyword) == Role::property) return;
    at = end;
    while (at < text_.size() && is_blank(text_[at])) ++at;
  }
}

// -- the findings

void Mistakes::not_text(std::uint32_t at, std::uint32_t end) {
  if (text_[at] == '\0') {
    add(DiagnosticKind::not_text, "a zero byte: this is no text", at, end).label = "byte 00";
  } else {
    constexpr std::string_view digits = "0123456789ABCDEF";
    const auto byte = static_cast<unsigned char>(text_[at]);
    add(DiagnosticKind::not_text, "bytes that are not UTF-8 text", at, end).label =
        std::string("byte ") + digits[byte >> 4U] + digits[byte & 0xFU];
  }
  first_bad_ = at;
}

void Mistakes::file_too_large(std::size_t allowed) {
  add(DiagnosticKind::file_too_large,
      "a file of " + std::to_string(text_.size() >> 20U) + " MiB; at most " + std::to_string(allowed >> 20U) +
          " MiB are read",
      0, 0);
}

// A name and its index or its second part with white space between, a number and its percent sign.
bool Mistakes::glued(const Situation& situation) {
  const std::uint32_t at = situation.at;
  const std::uint32_t last = situation.last_token;
  if (last == 0 || at >= text_.size()) return false;
  const auto after_blanks = [&](std::uint32_t i) {
    while (i < text_.size() && (text_[i] == ' ' || text_[i] == '\t')) ++i;
    return i;
  };
  const auto end_of_name = [&](std::uint32_t i) {
    while (i < text_.size() && is_name_char(text_[i])) ++i;
    return i;
  };
  const auto tell = [&](std::string message, std::uint32_t begin, std::uint32_t end, std::uint32_t from,
                        std::string text) {
    Diagnostic& finding =
        add(DiagnosticKind::unexpected_text, message + ": " + dsl::quoted(text), begin, end);
    finding.help.push_back({"write " + dsl::quoted(text), {Edit{Span{file_, from, end}, text}}});
    return true;
  };
  const auto index = [&](std::uint32_t name_end, std::uint32_t bracket) {
    if (name_end == 0 || !is_name_char(text_[name_end - 1]) || !same_line(name_end, bracket)) return false;
    const std::uint32_t begin = after_blanks(bracket + 1);
    const std::uint32_t end = end_of_name(begin);
    const std::uint32_t close = after_blanks(end);
    if (begin == end || close >= text_.size() || text_[close] != ']') return false;
    const std::uint32_t name = begin_of_token(name_end);
    const auto names = [&](std::uint32_t from, std::uint32_t to) {
      const Keyword keyword = grammar::find_keyword(text_.substr(from, to - from));
      return !grammar::is_reserved(keyword) || keyword == Keyword::each;
    };
    if (!names(name, name_end) || !names(begin, end)) return false;
    return tell("an index is glued to its name", bracket, close + 1, name,
                std::string(text_.substr(name, name_end - name)) + "[" +
                    std::string(text_.substr(begin, end - begin)) + "]");
  };
  if (text_[at] == '[') return index(last, at);
  if (text_[last - 1] == ']') {
    const std::size_t bracket = text_.rfind('[', last - 1);
    if (bracket == std::string_view::npos) return false;
    std::uint32_t name_end = static_cast<std::uint32_t>(bracket);
    while (name_end != 0 && (text_[name_end - 1] == ' ' || text_[name_end - 1] == '\t')) --name_end;
    return name_end != bracket && index(name_end, static_cast<std::uint32_t>(bracket));
  }
  if (text_[at] == '.' && is_name_char(text_[last - 1]) && same_line(last, at)) {
    const std::uint32_t begin = after_blanks(at + 1);
    const std::uint32_t end = end_of_name(begin);
    if (begin == end) return false;
    const std::uint32_t name = begin_of_token(last);
    return tell(
        "a dot is glued to the names beside it", at, end, name,
        std::string(text_.substr(name, last - name)) + "." + std::string(text_.substr(begin, end - begin)));
  }
  if (text_[at] == '%' && is_digit(text_[last - 1])) {
    const std::uint32_t number = begin_of_token(last);
    return tell("a percent sign is glued to its number", at, at + 1, number,
                std::string(text_.substr(number, last - number)) + "%");
  }
  return false;
}

// -- what people write

std::uint32_t Mistakes::end_of_line(std::uint32_t at) const {
  return static_cast<std::uint32_t>(std::min(text_.find('\n', at), text_.size()));
}

// Whether the text before ends on the line of `at`.
bool Mistakes::is_beside(std::uint32_t at, std::uint32_t before) const {
  return before != 0 && before <= at && same_line(before, at);
}

void Mistakes::rewrite(Span place, const std::vector<std::string>& ways) {
  std::string written;
  for (const std::string& way : ways) written += fmt::format("{}`{}`", written.empty() ? "" : " or ", way);
  Diagnostic& finding =
      add(DiagnosticKind::unexpected_text,
          fmt::format("{} is written {}", quoted(place.begin, place.end), written), place.begin, place.end);
  for (const std::string& way : ways)
    finding.help.push_back({fmt::format("write `{}`", way), {Edit{place, way}}});
}

// A quote, a dash or a space that a word processor has set: all of them on the line are put right at once.
bool Mistakes::set_character(const Situation& situation) {
  const std::uint32_t at = situation.at;
  const SetCharacter* const found = set_character_at(text_.substr(at));
  if (found == nullptr) return false;
  const std::uint32_t line_end = end_of_line(at);
  const bool is_quote = found->plain == "\"";
  const bool is_space = found->plain == " ";
  std::uint32_t begin = at;
  std::uint32_t end = at + static_cast<std::uint32_t>(found->character.size());
  if (is_quote) {
    for (std::uint32_t i = end; i < line_end; ++i) {
      const SetCharacter* const next = set_character_at(text_.substr(i));
      if (next == nullptr || next->plain != "\"") continue;
      end = i + static_cast<std::uint32_t>(next->character.size());
      break;
    }
  } else if (!is_space) {
    if (situation.last_token == at) begin = begin_of_token(at);
    while (end < line_end && !is_blank(text_[end]) && text_[end] != '"' && text_[end] != '{') ++end;
  }
  std::string plain;
  for (std::uint32_t i = begin; i < end;) {
    const SetCharacter* const next = set_character_at(text_.substr(i));
    if (next != nullptr && next->plain == found->plain) {
      plain += next->plain;
      i += static_cast<std::uint32_t>(next->character.size());
    } else {
      plain += text_[i++];
    }
  }
  Diagnostic& finding = add(DiagnosticKind::unexpected_text,
                            is_space ? fmt::format("{} where a space is meant", found->name)
                                     : fmt::format("{} has {}", quoted(begin, end), found->name),
                            begin, end);
  finding.label = found->name;
  finding.help.push_back({is_space   ? std::string("write a space")
                          : is_quote ? fmt::format("write the quotes of the keyboard: `{}`", plain)
                                     : fmt::format("write a hyphen: `{}`", plain),
                          {Edit{Span{file_, begin, end}, plain}}});
  return true;
}

// A day, a number or a rate. It may have begun with up to two of the words before.
bool Mistakes::as_people_write(const Situation& situation) {
  const std::uint32_t at = situation.at;
  std::vector<std::uint32_t> begins;
  std::uint32_t end = situation.last_token;
  for (int i = 0; i < 2 && is_beside(at, end); ++i) {
    begins.push_back(begin_of_token(end));
    end = begins.back();
    while (end != 0 && (text_[end - 1] == ' ' || text_[end - 1] == '\t')) --end;
  }
  std::reverse(begins.begin(), begins.end());
  begins.push_back(at);
  for (std::uint32_t begin : begins) {
    const std::string_view rest = text_.substr(begin, end_of_line(at) - begin);
    for (const auto& found : {day_at(rest), number_at(rest)}) {
      if (!found || begin + found->size < situation.last_token) continue;
      rewrite({file_, begin, begin + static_cast<std::uint32_t>(found->size)}, found->ways);
      return true;
    }
  }
  return false;
}

bool Mistakes::country_in_words(const Situation& situation) {
  if (!is_beside(situation.at, situation.last_token)) return false;
  const std::uint32_t begin = begin_of_token(situation.last_token);
  const std::string_view name = country_name_at(text_.substr(begin, end_of_line(begin) - begin));
  if (name.empty() || begin + name.size() <= situation.at) return false;
  rewrite({file_, begin, begin + static_cast<std::uint32_t>(name.size())},
          {std::string(country_called(name))});
  return true;
}

// `parties US BR`, `by US and GB`.
bool Mistakes::list_without_commas(const Situation& situation) {
  std::uint32_t at = situation.at;
  std::uint32_t before = situation.last_token;
  if (!is_beside(at, before)) {
    // Read as a condition, and the state was missed behind it: `signed by US and GB`.
    at = begin_of_token(before);
    before = at;
    while (before != 0 && text_[before - 1] == ' ') --before;
    const std::uint32_t join = before == 0 ? 0 : begin_of_token(before);
    if (grammar::find_keyword(text_.substr(join, before - join)) != Keyword::and_) return false;
    at = join;
    before = join;
    while (before != 0 && text_[before - 1] == ' ') --before;
  }
  if (before == 0) return false;
  const auto is_name = [&](std::uint32_t begin, std::uint32_t end) {
    return begin < end && is_letter(text_[begin]) &&
           grammar::find_keyword(text_.substr(begin, end - begin)) == Keyword::no_keyword;
  };
  std::uint32_t name = at;
  const bool joined = grammar::find_keyword(text_.substr(at, end_of_found(at) - at)) == Keyword::and_;
  if (joined) {
    name = end_of_found(at);
    while (name < text_.size() && text_[name] == ' ') ++name;
  }
  const std::uint32_t last = begin_of_token(before);
  const std::uint32_t end = end_of_found(name);
  if (!is_name(name, end) || !is_name(last, before)) return false;
  // What stands before the list: `by`, `parties`, or another name of it.
  std::uint32_t list = last;
  for (;;) {
    std::uint32_t gap = list;
    while (gap != 0 && (is_blank(text_[gap - 1]) || text_[gap - 1] == ',')) --gap;
    if (gap == 0) return false;
    list = begin_of_token(gap);
    const Keyword keyword = grammar::find_keyword(text_.substr(list, gap - list));
    if (keyword == Keyword::parties || keyword == Keyword::by || keyword == Keyword::to ||
        keyword == Keyword::members)
      break;
    if (!is_name(list, gap) || text_[gap] != ',') return false;
  }
  const std::string all =
      fmt::format("{}, {}", text_.substr(last, before - last), text_.substr(name, end - name));
  Diagnostic& finding = add(DiagnosticKind::unexpected_text, fmt::format("a list has commas: `{}`", all), at,
                            joined ? end : end_of_found(at));
  finding.help.push_back({fmt::format("write `{}`", all), {Edit{Span{file_, last, end}, all}}});
  return true;
}

bool Mistakes::quotes_in_quotes(const Situation& situation) {
  const std::uint32_t at = situation.at;
  if (!is_beside(at, situation.last_token) || text_[situation.last_token - 1] != '"' || text_[at] == '"')
    return false;
  const std::uint32_t begin = begin_of_token(situation.last_token);
  const std::size_t last = text_.substr(0, end_of_line(at)).rfind('"');
  if (last <= at || text_[begin] != '"') return false;
  const auto end = static_cast<std::uint32_t>(last + 1);
  const std::string fixed = fmt::format("\"\"{}\"\"", text_.substr(begin, end - begin));
  Diagnostic& finding = add(DiagnosticKind::unexpected_text,
                            "quotes inside quotes: the text ends at the second one", begin, end);
  finding.help.push_back({fmt::format("text with quotes in it stands between three of them: `{}`", fixed),
                          {Edit{Span{file_, begin, end}, fixed}}});
  return true;
}

bool Mistakes::customary(const Situation& situation) {
  if (situation.at >= text_.size()) return list_without_commas(situation);
  return set_character(situation) || quotes_in_quotes(situation) || as_people_write(situation) ||
         country_in_words(situation) || list_without_commas(situation);
}

std::pair<Customs, std::uint32_t> Mistakes::customs_of(const Situation& situation, Place place) const {
  const std::uint32_t at = situation.at;
  if (at >= text_.size()) return {};
  if (is_beside(at, situation.last_token)) {
    const std::uint32_t begin = begin_of_token(situation.last_token);
    const Customs found = customs_at(text_.substr(begin, end_of_line(begin) - begin), place);
    if (begin + found.size > at) return {found, begin};
  }
  return {customs_at(text_.substr(at, end_of_line(at) - at), place), at};
}

// Where the words say all of it, and not only the first of them does not fit.
bool Mistakes::told_with_customs(const Situation& situation, Place place) {
  const auto [customs, begin] = customs_of(situation, place);
  if (customs.size == 0) return false;
  const std::uint32_t end = begin + static_cast<std::uint32_t>(customs.size);
  Diagnostic& finding = add(DiagnosticKind::unexpected_text,
                            fmt::format("{} is not how it is written here", quoted(begin, end)), begin, end);
  add_customs(finding, customs, begin);
  return true;
}

// A rate without its sign, a number of conditions without `at least`.
bool Mistakes::without_its_words(const Expectation& expectation, const Situation& situation) {
  const std::uint32_t at = situation.at;
  if (at >= text_.size() || !is_digit(text_[at])) return false;
  std::uint32_t end = at;
  while (end < text_.size() && (is_digit(text_[end]) || text_[end] == '.')) ++end;
  if (expectation.place == Place::rated && end == end_of_found(at)) {
    rewrite({file_, at, end}, {fmt::format("{}%", text_.substr(at, end - at))});
    return true;
  }
  std::uint32_t of = end;
  while (of < text_.size() && text_[of] == ' ') ++of;
  const std::uint32_t of_end = of < text_.size() ? end_of_found(of) : of;
  if (!expectation.is_name || grammar::find_keyword(text_.substr(of, of_end - of)) != Keyword::of)
    return false;
  rewrite({file_, at, of_end}, {fmt::format("at least {} of", text_.substr(at, end - at))});
  return true;
}

void Mistakes::add_customs(Diagnostic& finding, const Customs& customs, std::uint32_t at) {
  const Span place{file_, at, at + static_cast<std::uint32_t>(customs.size)};
  for (const Custom& each : customs.rows) {
    finding.help.push_back({std::string(each.help), {}});
    if (!each.rewrite.empty()) finding.help.back().edits.push_back({place, std::string(each.rewrite)});
  }
}

void Mistakes::expected(const Expectation& expectation, const Situation& situation) {
  if (glued(situation) || customary(situation)) return;
  const std::uint32_t at = situation.at;
  const std::uint32_t end = end_of_found(at);
  if (names_reserved(text_.substr(at, end - at))) return;
  const bool here = same_line(situation.last_token, at) && at < text_.size();
  if (here && text_[at] == '[' && situation.in_definition) {
    add(DiagnosticKind::bracket_in_definition,
        "a bracket inside " + name_of(situation.block) +
            ": what everything else is built on has to be agreed",
        at, end);
    return;
  }
  if (here && text_[at] == '[' && situation.in_entry) {
    const std::size_t close = text_.find_first_of("]\n", at);
    const bool closed = close != std::string_view::npos && text_[close] == ']';
    add(DiagnosticKind::bracket_in_entry, "a bracket in an entry: what has happened is not negotiated", at,
        closed ? static_cast<std::uint32_t>(close) + 1 : end);
    return;
  }
  const Keyword clause = grammar::find_keyword(
      text_.substr(situation.clause, end_of_found(situation.clause) - situation.clause));
  const bool treats = clause == Keyword::tariff || clause == Keyword::export_;
  if (here && (without_its_words(expectation, situation) ||
               told_with_customs(situation, treats ? Place::rated : expectation.place)))
    return;
  const Keyword keyword = grammar::find_keyword(text_.substr(at, end - at));
  if (here && expectation.is_name && is_told_reserved(keyword)) {
    add(DiagnosticKind::reserved_word,
        dsl::quoted(grammar::text_of(keyword)) + " is a word of the language, not a name", at, end)
        .label = "expected " + expectation.phrase + " here";
    return;
  }
  std::string message = "expected " + expectation.phrase;
  const std::uint32_t last = begin_of_token(situation.last_token);
  if (situation.last_token != 0) message += " after " + quoted(last, situation.last_token);
  message += ", found " + found(at);
  if (!here && at < text_.size()) message += " on a later line";
  // What is missing at the end of a line is missing there, and not where the next line begins.
  Diagnostic& finding =
      here || situation.last_token == 0
          ? add(DiagnosticKind::unexpected_text, std::move(message), at, end)
          : add(DiagnosticKind::unexpected_text, std::move(message), last, situation.last_token);
  finding.label = (here ? "expected " : "then expected ") + expectation.phrase;
  add_examples(finding, situation.clause);
  if (here) did_you_mean(finding, at, expectation.words);
}

// Whether a reference begins with a word that was given as a name: that has been told.
bool Mistakes::names_reserved(std::string_view found) const {
  return std::ranges::find(reserved_names_, found.substr(0, found.find('.'))) != reserved_names_.end();
}

void Mistakes::begins_nothing(const std::vector<std::string_view>& starts, const Situation& situation) {
  if (glued(situation) || customary(situation)) return;
  const std::uint32_t at = situation.at;
  std::uint32_t end = end_of_found(at);
  const std::string_view text = text_.substr(at, end - at);
  const bool at_top = situation.block.kind == ast::Kind::file;
  const bool here = situation.last_token != 0 && same_line(situation.last_token, at) &&
                    text_[situation.last_token - 1] != '{' && text_[situation.last_token - 1] != '}';
  if (text == "[" && situation.in_definition) {
    add(DiagnosticKind::bracket_in_definition,
        "a bracket inside " + name_of(situation.block) +
            ": what everything else is built on has to be agreed",
        at, end);
    return;
  }
  if (at_top && text == "}") {
    add(DiagnosticKind::unexpected_text, "`}` closes nothing: no block is open here", at, end);
    return;
  }
  const Keyword keyword = grammar::find_keyword(text);
  const bool is_word = keyword != Keyword::no_keyword;
  if (is_word && at_top && grammar::role_of(keyword) == Role::provision) {
    add(DiagnosticKind::unexpected_text,
        with_article(text) + " stands inside an agreement or a measure, and no block is open here", at, end);
    return;
  }
  if (is_word && !at_top && grammar::role_of(keyword) == Role::declaration) {
    add(DiagnosticKind::unexpected_text,
        dsl::quoted(text) + " begins a declaration, which stands at the top of a file and not inside " +
            name_of(situation.block),
        at, end);
    return;
  }
  if (const std::string_view home = home_of(keyword, name_of(situation.block)); !home.empty()) {
    if (at_top) {
      add(DiagnosticKind::misplaced_property,
          dsl::quoted(text) + " belongs in " + std::string(home) + ", and no block is open here", at, end);
    } else {
      misplaced(at, end, situation.block);
    }
    return;
  }
  if (at_top && is_word && grammar::role_of(keyword) == Role::fact) {
    Diagnostic& finding = add(DiagnosticKind::unexpected_text, "an entry begins with its day", at, end);
    const std::string line = words(at, end_of_line(at));
    finding.help.push_back({fmt::format("write the day before it, such as `2026-12-01 {}`", line), {}});
    return;
  }
  if (here && told_with_customs(situation, Place::anywhere)) return;
  const bool promises = at_top && begins_promise(at, end);
  const Customs customs =
      here ? Customs{}
           : customs_at(text_.substr(at, end_of_line(at) - at), at_top ? Place::top : Place::inside);
  if (customs.size != 0) end = std::max(end, at + static_cast<std::uint32_t>(customs.size));
  const std::string what = quoted(at, end);
  std::string message;
  if (here) {
    message = found(at) + " does not fit after " +
              quoted(begin_of_token(situation.last_token), situation.last_token);
  } else if (!is_letter(text.front())) {
    message =
        "expected " +
        (at_top ? std::string("a declaration or an entry") : "a property of " + name_of(situation.block)) +
        ", found " + found(at);
  } else if (at_top) {
    message = what + " begins no declaration and no entry";
  } else {
    message = what + " is no property of " + name_of(situation.block);
  }
  Diagnostic& finding = add(DiagnosticKind::unexpected_text, std::move(message), at, end);
  add_customs(finding, customs, at);
  if (promises) {
    finding.help.push_back({"what a party does is an `undertaking` of an `agreement`", {}});
    finding.help.push_back({"the deal's own words stand in it, in `text \"…\"`", {}});
  }
  if (finding.help.empty()) did_you_mean(finding, at, starts);
  if (finding.help.empty() && (here || at_top)) {
    std::vector<std::string_view> all;
    for (const grammar::KeywordInfo& each : grammar::keyword_infos) all.push_back(each.text);
    did_you_mean(finding, at, all);
  }
  if (here) add_examples(finding, situation.before);
  if (finding.help.empty() && !here && !at_top) add_what_fits(finding, situation.block);
}

// `Brazil shall …`, the sentence of a treaty: `end` moves behind the verb.
bool Mistakes::begins_promise(std::uint32_t at, std::uint32_t& end) const {
  std::uint32_t verb = end;
  while (verb < text_.size() && text_[verb] == ' ') ++verb;
  if (verb == end || verb >= text_.size()) return false;
  const std::uint32_t verb_end = end_of_found(verb);
  constexpr std::array<std::string_view, 6> verbs = {"shall",      "will",    "agrees",
                                                     "undertakes", "commits", "must"};
  if (std::ranges::find(verbs, text_.substr(verb, verb_end - verb)) == verbs.end()) return false;
  end = verb_end;
  return is_letter(text_[at]);
}

// The properties that the block may have.
void Mistakes::add_what_fits(Diagnostic& finding, const Block& block) {
  const bool has_them = block.kind == ast::Kind::agreement || block.kind == ast::Kind::measure ||
                        block.kind == ast::Kind::provision || block.kind == ast::Kind::replace;
  if (!has_them) return;
  std::string fitting;
  for (std::size_t i = 0; i < grammar::keyword_count; ++i) {
    const auto keyword = static_cast<Keyword>(i);
    if (!example_of(keyword) || home_of(keyword, {}).empty() ||
        !belongs(keyword, block.kind, block.provision))
      continue;
    fitting += fmt::format("{}`{}`", fitting.empty() ? "" : ", ", grammar::text_of(keyword));
  }
  finding.notes.push_back(fmt::format("{} may say {}", name_of(block), fitting));
}

void Mistakes::name_of_words(std::uint32_t begin, std::uint32_t end) {
  std::string joined = words(begin, end);
  std::ranges::replace(joined, ' ', '-');
  Diagnostic& finding =
      add(DiagnosticKind::unexpected_text, fmt::format("a name is one word: `{}`", joined), begin, end);
  finding.help.push_back({fmt::format("write `{}`", joined), {Edit{Span{file_, begin, end}, joined}}});
}

void Mistakes::misplaced(std::uint32_t begin, std::uint32_t end, const Block& block) {
  const std::string_view word = text_.substr(begin, end - begin);
  const std::string home(home_of(grammar::find_keyword(word), name_of(block)));
  Diagnostic& finding = add(
      DiagnosticKind::misplaced_property,
      dsl::quoted(word) + " does not belong in " + name_of(block) + "; it belongs in " + home, begin, end);
  finding.label = "belongs in " + home;
  if (block.brace < text_.size())
    finding.related.push_back({Span{file_, block.head, block.brace}, "the block it stands in"});
}

void Mistakes::no_name(std::uint32_t begin, std::uint32_t end, const Situation& situation) {
  const std::string_view text = text_.substr(begin, end - begin);
  const Keyword keyword = grammar::find_keyword(text);
  if (keyword != Keyword::no_keyword) {
    add(DiagnosticKind::reserved_word, dsl::quoted(text) + " is a word of the language, not a name", begin,
        end)
        .label = "expected a name here";
    reserved_names_.push_back(grammar::text_of(keyword));
    return;
  }
  if (begin == end) {
    Expectation name{"a name", {}, false};
    expected(name, situation);
    return;
  }
  std::string plain;
  for (std::uint32_t i = begin; i < end;) {
    const SetCharacter* const set = set_character_at(text_.substr(i));
    plain += set != nullptr ? set->plain : text_.substr(i, 1);
    i += set != nullptr ? static_cast<std::uint32_t>(set->character.size()) : 1;
  }
  std::ranges::replace(plain, '_', '-');
  const bool is_plain = std::ranges::all_of(plain, is_name_char) && is_letter(plain.front());
  Diagnostic& finding = add(DiagnosticKind::unexpected_text, quoted(begin, end) + " is no name", begin, end);
  if (is_plain)
    finding.help.push_back({fmt::format("write `{}`", plain), {Edit{Span{file_, begin, end}, plain}}});
  finding.notes.push_back(
      "a name is a letter, then letters, digits and hyphens between them: `us-uk`, `H100`");
}

void Mistakes::unclosed_string(std::uint32_t at, std::uint32_t end) {
  const bool is_long = text_.substr(at).starts_with("\"\"\"");
  Diagnostic& finding = add(DiagnosticKind::unclosed_string,
                            is_long ? "text that `\"\"\"` opens here and nothing closes"
                                    : "text that `\"` opens here and its line does not close",
                            at, at + (is_long ? 3 : 1));
  finding.label = "opened here";
  if (is_long) return;
  finding.notes.push_back("text over several lines stands between `\"\"\"` and `\"\"\"`");
  finding.help.push_back({"close it with a `\"`", {Edit{Span{file_, end, end}, "\""}}});
}

void Mistakes::unclosed_blocks(std::uint32_t at, const std::vector<Block>& blocks) {
  const auto title = [&](const Block& block) {
    std::uint32_t end = block.brace;
    const std::size_t quote = text_.substr(block.head, block.brace - block.head).find('"');
    if (quote != std::string_view::npos && quote != 0) end = block.head + static_cast<std::uint32_t>(quote);
    return quoted(block.head, end);
  };
  std::string names;
  for (const Block& block : blocks) names += (names.empty() ? "" : " and ") + title(block);
  Diagnostic& finding = add(DiagnosticKind::unclosed_block,
                            names + (blocks.size() == 1 ? " is" : " are") + " not closed before " + found(at),
                            at, end_of_found(at));
  finding.label = blocks.size() == 1 ? "a `}` is missing before this" : "`}`s are missing before this";
  for (const Block& block : blocks)
    finding.related.push_back({Span{file_, block.brace, block.brace + 1}, "this `{` is never closed"});
}

void Mistakes::nested_too_deep(std::uint32_t at, unsigned allowed) {
  add(DiagnosticKind::nested_too_deep, "conditions nested more than " + std::to_string(allowed) + " deep", at,
      end_of_found(at));
}

void Mistakes::nested_bracket(std::uint32_t at) {
  add(DiagnosticKind::nested_bracket, "a bracket inside a bracket inside a bracket", at, at + 1)
      .notes.push_back("brackets nest at most once");
}

void Mistakes::mixed_and_or(Span place, std::string and_first, std::string or_first) {
  Diagnostic& finding =
      add(DiagnosticKind::mixed_and_or, "`and` beside `or` without parentheses", place.begin, place.end);
  finding.label = "this has two readings";
  finding.notes.push_back("one reading: " + dsl::quoted(and_first));
  finding.notes.push_back("the other reading: " + dsl::quoted(or_first));
}

void Mistakes::two_readings(Span place, std::string_view word, std::string one, std::string other) {
  Diagnostic& finding =
      add(DiagnosticKind::two_readings, dsl::quoted(word) + " has two readings here", place.begin, place.end);
  finding.label = "this has two readings";
  finding.notes.push_back("one reading: " + dsl::quoted(one));
  finding.notes.push_back("the other reading: " + dsl::quoted(other));
}

}  // namespace quid::dsl
