#include "dsl/query/supposition.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <map>
#include <optional>

#include "core/model/words.hpp"
#include "core/values/ascii.hpp"
#include "dsl/findings/spelling.hpp"
#include "dsl/findings/wording.hpp"
#include "dsl/names/naming.hpp"
#include "dsl/tree/format.hpp"
#include "dsl/tree/parse.hpp"

namespace quid::dsl {

namespace {

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

std::string_view first_word(std::string_view text) {
  return text.substr(0, text.find(' '));
}
std::string_view after_first_word(std::string_view text) {
  return trimmed(text.substr(first_word(text).size()));
}

// The words with which an entry says its kind.
bool is_kind_of_entry(std::string_view word) {
  static constexpr std::array<std::string_view, 6> kinds = {"event",    "statement", "observe",
                                                            "progress", "ship",      "enter"};
  return std::find(kinds.begin(), kinds.end(), word) != kinds.end();
}

// What is done to a thing whose amount is said: a metric is observed, a commitment progresses.
std::string_view kind_for_amount(const Symbols& symbols, const Model& model, std::string_view name) {
  const auto found = find_subject(symbols, model, name);
  const Subject* subject = std::get_if<Subject>(&found);
  return subject != nullptr && subject->kind == SubjectKind::provision ? "progress" : "observe";
}

// -- places

struct Place {
  FileId file;
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
};

std::optional<std::uint32_t> number_of(std::string_view digits) {
  if (digits.empty() || digits.size() > 8) return std::nullopt;
  std::uint32_t number = 0;
  for (char digit : digits) {
    if (!is_digit(digit)) return std::nullopt;
    number = number * 10 + static_cast<std::uint32_t>(digit - '0');
  }
  return number;
}

// Takes `:12` off the end.
std::optional<std::uint32_t> take_number(std::string_view& words) {
  const std::size_t colon = words.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const std::optional<std::uint32_t> number = number_of(words.substr(colon + 1));
  if (number) words = words.substr(0, colon);
  return number;
}

std::optional<FileId> file_called(const Sources& sources, std::string_view name) {
  for (std::size_t i = 0; i < sources.size(); ++i) {
    if (sources.name(FileId(i)) == name) return FileId(i);
  }
  return std::nullopt;
}

// The bracket in one place, or all in a line or a thing: the outermost ones.
std::vector<ast::NodeId> brackets_in(const ast::File& file, std::uint32_t begin, std::uint32_t end) {
  std::vector<ast::NodeId> found;
  for (std::uint32_t at = 0; at < file.nodes.size();) {
    const ast::Node& node = file.nodes[at];
    const bool inside = node.kind == ast::Kind::bracket && begin <= node.begin && node.begin < end;
    if (inside) found.push_back(ast::NodeId{at});
    at = inside ? node.next : at + 1;
  }
  return found;
}

struct Brackets {
  FileId file;
  std::vector<ast::NodeId> nodes;
};

std::variant<Brackets, QueryMistake> find_brackets(const Workspace& workspace, std::string_view words) {
  const Sources& sources = workspace.sources();
  std::string_view name = words;
  std::optional<std::uint32_t> last = take_number(name);
  std::optional<std::uint32_t> before_last = last ? take_number(name) : std::nullopt;
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  FileId file;
  if (last) {
    const std::optional<FileId> found = file_called(sources, name);
    if (!found) return QueryMistake{"there is no file " + quoted(name), {}};
    file = *found;
    const std::uint32_t line = before_last.value_or(*last);
    begin = line == 0 ? 0 : sources.line_begin(file, line);
    end = begin + static_cast<std::uint32_t>(sources.line_text(file, line).size()) + 1;
    if (before_last) {
      // The bracket that begins in the column.
      while (begin < end && sources.position(file, begin).column < *last) ++begin;
      end = begin + 1;
    }
  } else {
    const World& world = workspace.world();
    const auto found = find_subject(workspace.compilation().symbols, world.model, words);
    if (const QueryMistake* mistake = std::get_if<QueryMistake>(&found)) return *mistake;
    const Subject subject = std::get<Subject>(found);
    Span span = place_of(world.model, subject);
    if (subject.kind == SubjectKind::provision) span = world.model[subject.provision()].place;
    if (subject.kind == SubjectKind::agreement) span = world.model[subject.agreement()].place;
    file = span.file;
    begin = span.begin;
    end = span.end;
  }
  Brackets brackets{file, brackets_in(workspace.syntax().files[file.index()], begin, end)};
  if (brackets.nodes.empty()) return QueryMistake{"there is no bracket in " + quoted(words), {}};
  return brackets;
}

// -- brackets settled

class Settling {
 public:
  Settling(const ast::File& file, std::string_view agreed) : file_(file), agreed_(agreed) {}

  // What stands in place of the bracket; none where it has no text of that party.
  std::optional<std::string> text_of(ast::NodeId bracket) const {
    for (ast::NodeId alternative : ast::children(file_, bracket)) {
      if (file_[alternative].kind != ast::Kind::alternative || !is_by(alternative)) continue;
      for (ast::NodeId each : ast::children(file_, alternative)) {
        const ast::Kind kind = file_[each].kind;
        if (kind != ast::Kind::private_mark && kind != ast::Kind::label) return with_inner(each);
      }
    }
    return std::nullopt;
  }

 private:
  bool is_by(ast::NodeId alternative) const {
    for (ast::NodeId each : ast::children(file_, alternative)) {
      const ast::Kind kind = file_[each].kind;
      if (kind != ast::Kind::private_mark && kind != ast::Kind::label) continue;
      for (ast::NodeId name : ast::children(file_, each)) {
        if (file_[name].kind == ast::Kind::name && file_.text_of(name) == agreed_) return true;
      }
    }
    return false;
  }

  // The text of a node, the brackets in it settled in the same way. Brackets nest two deep at most.
  std::string with_inner(ast::NodeId node) const {
    const ast::Node& whole = file_[node];
    std::string text;
    std::uint32_t done = whole.begin;
    for (ast::NodeId inner : brackets_in(file_, whole.begin, whole.end)) {
      const std::optional<std::string> settled = text_of(inner);
      if (!settled) continue;
      text.append(file_.text.substr(done, file_[inner].begin - done)).append(*settled);
      done = file_[inner].end;
    }
    return text.append(file_.text.substr(done, whole.end - done));
  }

  const ast::File& file_;
  std::string_view agreed_;
};

// Pieces of texts that are replaced, put in at last and from the end, so that places stay what they are.
class Edits {
 public:
  explicit Edits(const Workspace& workspace) : workspace_(workspace) {}

  void replace(FileId file, std::uint32_t begin, std::uint32_t end, std::string by) {
    edits_[file.value].insert_or_assign(begin, std::pair(end, std::move(by)));
  }

  void apply(Texts& texts) const {
    for (const auto& [number, edits] : edits_) {
      const std::string_view name = workspace_.sources().name(FileId(number));
      std::string bytes(workspace_.sources().text(FileId(number)));
      for (auto edit = edits.rbegin(); edit != edits.rend(); ++edit)
        bytes.replace(edit->first, edit->second.first - edit->first, edit->second.second);
      const auto text =
          std::find_if(texts.begin(), texts.end(), [&](const Text& each) { return each.name == name; });
      if (text != texts.end()) *text = make_text(std::string(name), std::move(bytes));
    }
  }

 private:
  const Workspace& workspace_;
  std::map<std::uint32_t, std::map<std::uint32_t, std::pair<std::uint32_t, std::string>>> edits_;
};

std::optional<QueryMistake> settle(const Workspace& workspace, const std::string& where,
                                   const std::string& agreed, Edits& edits,
                                   std::vector<std::string>& changes) {
  const auto found = find_brackets(workspace, where);
  if (const QueryMistake* mistake = std::get_if<QueryMistake>(&found)) return *mistake;
  const Brackets& brackets = std::get<Brackets>(found);
  const ast::File& file = workspace.syntax().files[brackets.file.index()];
  const Settling settling(file, agreed);
  std::size_t settled = 0;
  for (ast::NodeId bracket : brackets.nodes) {
    const std::optional<std::string> text = settling.text_of(bracket);
    if (!text) continue;
    ++settled;
    edits.replace(brackets.file, file[bracket].begin, file[bracket].end, *text);
    changes.push_back(fmt::format("{} reads {}, as {} would have it", where, *text, agreed));
  }
  if (settled > 0) return std::nullopt;
  if (workspace.has_party(agreed))
    return QueryMistake{fmt::format("{} has no text in the brackets of {}", agreed, quoted(where)), {}};
  if (brackets.nodes.size() > 1) {
    const Position first = workspace.sources().position(brackets.file, file[brackets.nodes[0]].begin);
    return QueryMistake{fmt::format("{} brackets stand in {}", brackets.nodes.size(), quoted(where)),
                        fmt::format("say which: FILE:LINE:COLUMN, such as {}:{}:{}",
                                    workspace.sources().name(brackets.file), first.line, first.column)};
  }
  edits.replace(brackets.file, file[brackets.nodes[0]].begin, file[brackets.nodes[0]].end, agreed);
  changes.push_back(fmt::format("{} reads {}", where, agreed));
  return std::nullopt;
}

// -- entries undone

std::optional<QueryMistake> undo(const Workspace& workspace, std::string_view words, Edits& edits,
                                 std::vector<std::string>& changes) {
  const Model& model = workspace.world().model;
  std::string_view asked = trimmed(words);
  std::optional<Date> day = parse_date(first_word(asked));
  if (day) asked = after_first_word(asked);
  if (first_word(asked) == "event") asked = after_first_word(asked);
  const auto found = find_subject(workspace.compilation().symbols, model, first_word(asked));
  if (const QueryMistake* mistake = std::get_if<QueryMistake>(&found)) return *mistake;
  const Subject subject = std::get<Subject>(found);
  const std::string_view verb = after_first_word(asked);
  bool any = false;
  std::vector<std::string_view> recorded;
  for (EntryId id : workspace.world().index.entries(subject)) {
    const Entry& entry = model[id];
    if (entry.kind != Entry::Kind::event) continue;
    recorded.push_back(to_string(entry.verb));
    if (to_string(entry.verb) != verb || (day && entry.date != *day)) continue;
    any = true;
    // Lines stay where they are.
    std::string blank(workspace.sources().text(entry.place));
    std::replace_if(
        blank.begin(), blank.end(), [](char each) { return each != '\n'; }, ' ');
    edits.replace(entry.place.file, entry.place.begin, entry.place.end, std::move(blank));
    changes.push_back(
        fmt::format("{}: {} did not happen", quid::words(entry.date), quid::words(model, entry)));
  }
  if (any) return std::nullopt;
  QueryMistake mistake{fmt::format("nothing recorded says {}", quoted(words)), {}};
  std::vector<std::string_view> all;
  for (std::string_view each : recorded) {
    if (std::find(all.begin(), all.end(), each) == all.end()) all.push_back(each);
  }
  if (!all.empty()) mistake.help = "recorded of it: " + listed(all, "and");
  return mistake;
}

// After all names that there are, so that on one day what is supposed comes last.
std::string name_of_acts(const Texts& texts) {
  std::string name = "what you suppose";
  for (const Text& text : texts) {
    if (text.name >= name) name = text.name + " (" + "what you suppose" + ")";
  }
  return name;
}

}  // namespace

std::variant<std::string, QueryMistake> entry_of_words(const Symbols& symbols, const Model& model,
                                                       std::string_view words, Date on) {
  std::string_view rest = trimmed(words);
  if (first_word(rest) == "private") return std::string(rest);
  std::string day = to_string(on);
  if (parse_date(first_word(rest))) {
    day = first_word(rest);
    rest = after_first_word(rest);
  }
  if (is_kind_of_entry(first_word(rest))) return fmt::format("{} {}", day, rest);
  const std::size_t equals = rest.find('=');
  const std::string_view name = rest.substr(0, std::min(rest.find(' '), equals));
  const std::string_view what =
      trimmed(rest.substr(std::min(rest.size(), name.size() + (equals == name.size() ? 1 : 0))));
  if (name.empty() || what.empty()) {
    return QueryMistake{fmt::format("{} says nothing that could happen", quoted(words)),
                        "write an entry, such as \"2027-01-01 us-uk signed\""};
  }
  const std::string_view kind = is_digit(what.front()) ? kind_for_amount(symbols, model, name) : "event";
  return fmt::format("{} {} {} {}", day, kind, name, what);
}

std::variant<SupposedTexts, QueryMistake> supposed_texts(const Workspace& workspace,
                                                         const Supposition& supposition, Date on) {
  const Symbols& symbols = workspace.compilation().symbols;
  const Model& model = workspace.world().model;
  SupposedTexts result;
  result.texts = workspace.texts();
  Edits edits(workspace);
  for (const auto& [where, agreed] : supposition.settled) {
    if (auto mistake = settle(workspace, where, agreed, edits, result.changes)) return *mistake;
  }
  for (const std::string& words : supposition.undone) {
    if (auto mistake = undo(workspace, words, edits, result.changes)) return *mistake;
  }
  edits.apply(result.texts);
  std::string text;
  for (const std::string& act : supposition.acts) {
    auto entry = entry_of_words(symbols, model, act, on);
    if (QueryMistake* mistake = std::get_if<QueryMistake>(&entry)) return std::move(*mistake);
    result.entries.push_back(std::get<std::string>(std::move(entry)));
    text.append(result.entries.back()).push_back('\n');
  }
  result.file = name_of_acts(result.texts);
  result.texts.push_back(make_text(result.file, std::move(text)));
  return result;
}

std::string scenario_text(const std::string& title, const std::vector<std::string>& entries,
                          const std::string& party, const World& supposed,
                          const std::vector<StateChange>& changes) {
  std::map<Date, std::vector<std::string>> expected;
  for (const StateChange& change : changes) {
    if (!change.after.subject.valid() || change.after.by.valid()) continue;
    const Date first = change.first();
    if (!first.bounded()) continue;
    const std::string name = name_of(supposed.model, change.after);
    const auto expect = [&](Date on, bool holds) {
      expected[on].push_back(fmt::format("expect {}{}", holds ? "" : "not ", name));
    };
    expect(first - 1, change.days_after.contains(first - 1));
    expect(first, change.days_after.contains(first));
  }
  if (expected.empty()) return {};
  std::string text =
      fmt::format("scenario \"{}\" with history{}{} {{\n", title, party.empty() ? "" : " reading ", party);
  for (const std::string& entry : entries) text += fmt::format("assume {}\n", entry);
  for (const auto& [on, lines] : expected) {
    text += fmt::format("on {} {{\n", to_string(on));
    for (const std::string& line : lines) text += line + "\n";
    text += "}\n";
  }
  text += "}\n";
  Sources sources;
  const FileId file = sources.add("scenario.quid", text);
  Diagnostics mistakes;
  const ast::File tree = parse(sources, file, mistakes);
  return mistakes.empty() ? format(tree) : text;
}

std::vector<std::vector<EntryId>> acts_of(const Workspace& supposed, const SupposedTexts& texts) {
  std::vector<std::vector<EntryId>> acts(texts.entries.size());
  const Model& model = supposed.world().model;
  const Sources& sources = supposed.sources();
  for (std::size_t i = 0; i < model.entries.size(); ++i) {
    const Span place = model.entries[i].place;
    if (sources.name(place.file) != texts.file) continue;
    const std::uint32_t line = sources.position(place.file, place.begin).line;
    if (line >= 1 && line <= acts.size()) acts[line - 1].push_back(EntryId(i));
  }
  std::erase_if(acts, [](const std::vector<EntryId>& act) { return act.empty(); });
  return acts;
}

}  // namespace quid::dsl
