// quid diff: what a later draft grants that an earlier one did not.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/model/words.hpp"
#include "core/why/reason_words.hpp"
#include "tools/ask/drafts.hpp"
#include "tools/ask/question.hpp"
#include "tools/commands/command.hpp"
#include "tools/page/escapes.hpp"
#include "tools/page/json.hpp"

namespace quid::tools {

namespace {

constexpr std::array flags = {
    Flag{"by", "PARTY", "only what it gives"},
    Flag{"to", "PARTY", "only what it gets"},
    Flag{"wording", "", "also the pieces of which only the wording differs"},
    Flag{"all", "", "every line, however many"},
    Flag{"fail-on", "DIRECTION", "exit code 1 where a clause is `looser`, `tighter`, or `any` differs"},
};

constexpr std::size_t most_lines = 40;

std::string_view direction_words(const RedlineItem& item) {
  if (!item.direction) return "open";
  return *item.direction == Direction::undecided ? "differs" : to_string(*item.direction);
}

Tone tone_of(const RedlineItem& item) {
  if (item.direction == Direction::looser) return Tone::good;
  if (item.direction == Direction::tighter) return Tone::bad;
  return Tone::open;
}

std::string name_of(const Drafts& of, const RedlineItem& item) {
  return item.after.valid() ? quid::name_of(of.is().model, item.after)
                            : quid::name_of(of.was().model, item.before);
}

std::string change_words(const RedlineItem& item) {
  if (item.was.empty()) return "new: " + item.is;
  if (item.is.empty()) return "gone: " + item.was;
  return fmt::format("{} → {}", item.was, item.is);
}

// `deal.quid:8 → :9`, or the two files.
std::string places_words(const Drafts& of, const RedlineItem& item) {
  const std::string was = place_words(of.before.sources(), item.place_before);
  const std::string is = place_words(of.after.sources(), item.place_after);
  if (was.empty() || is.empty()) return was.empty() ? is : was;
  const bool same_file =
      of.before.sources().name(item.place_before.file) == of.after.sources().name(item.place_after.file);
  return fmt::format("{} → {}", was, same_file ? line_words(of.after.sources(), item.place_after) : is);
}

// -- the blocks

void add_clauses(const Drafts& of, Answer& answer) {
  Table table;
  table.columns = {{""},
                   {"CLAUSE", true},
                   {"TAG"},
                   {"ID"},
                   {"", false, false, true, true},
                   {"", true, false, true},
                   {"", true, false, true}};
  const std::size_t shown =
      of.request.has("all") ? of.clauses().size() : std::min(of.clauses().size(), most_lines);
  for (std::size_t i = 0; i < shown; ++i) {
    const Redlined& clause = of.clauses()[i];
    table.rows.push_back({{std::string(direction_words(clause.item)), tone_of(clause.item)},
                          {name_of(of, clause.item), Tone::strong},
                          {std::string(to_string(clause.item.code))},
                          {clause.id, Tone::dim},
                          {places_words(of, clause.item), Tone::dim},
                          {change_words(clause.item)},
                          {clause.example.empty() ? "" : "such as " + clause.example, Tone::dim}});
  }
  if (!table.rows.empty()) answer.blocks.emplace_back(std::move(table));
  if (shown < of.clauses().size())
    answer.blocks.emplace_back(
        Paragraph{fmt::format("{} more: --all shows them.", counted(of.clauses().size() - shown, "clause")),
                  Tone::dim});
  if (!of.supposed().empty())
    answer.blocks.emplace_back(
        Paragraph{fmt::format("The examples suppose {} to be in force from {}; nobody has recorded that.",
                              in_a_row(of.supposed()), words(of.request.on)),
                  Tone::dim});
}

std::string because_words(const Drafts& of, const StateChange& change) {
  if (!change.because) return "what was recorded, or a definition";
  const StateChange& reason = of.difference().states[*change.because];
  return reason.after.subject.valid() ? quid::name_of(of.is().model, reason.after)
                                      : quid::name_of(of.was().model, reason.before);
}

void add_knock_ons(const Drafts& of, Answer& answer) {
  if (of.knock_ons().empty()) return;
  Table table;
  table.title = "The same text, on other days as things stand";
  table.columns = {{"WHAT", true}, {"BEFORE", true}, {"NOW", true}, {"BECAUSE OF", true}};
  const std::size_t shown =
      of.request.has("all") ? of.knock_ons().size() : std::min<std::size_t>(of.knock_ons().size(), 10);
  for (std::size_t i = 0; i < shown; ++i) {
    const StateChange& change = *of.knock_ons()[i];
    const bool is_there = change.after.subject.valid();
    table.rows.push_back({{is_there ? quid::name_of(of.is().model, change.after)
                                    : quid::name_of(of.was().model, change.before)},
                          {days_words(change.days_before)},
                          {days_words(change.days_after)},
                          {because_words(of, change)}});
  }
  answer.blocks.emplace_back(std::move(table));
  if (shown < of.knock_ons().size())
    answer.blocks.emplace_back(
        Paragraph{fmt::format("{} more: --all shows them.", of.knock_ons().size() - shown), Tone::dim});
}

void add_pieces(const Drafts& of, const std::vector<const dsl::TextChange*>& pieces, std::string_view title,
                Labelled& block) {
  const std::size_t shown = of.request.has("all") ? pieces.size() : std::min<std::size_t>(pieces.size(), 8);
  for (std::size_t i = 0; i < shown; ++i) {
    const dsl::TextChange& piece = *pieces[i];
    const std::string_view how = !piece.before ? "new" : !piece.after ? "gone" : "changed";
    const std::string place = piece.after ? place_words(of.after.sources(), *piece.after)
                                          : place_words(of.before.sources(), *piece.before);
    block.lines.push_back(
        {i == 0 ? std::string(title) : std::string(), fmt::format("{}: {}", how, piece.name), place});
  }
  if (shown < pieces.size())
    block.lines.push_back({"", fmt::format("{} more: --all shows them", pieces.size() - shown)});
}

void add_wording(const Drafts& of, Labelled& block) {
  bool first = true;
  for (const dsl::TextChange& piece : of.texts()) {
    if (!piece.wording) continue;
    block.lines.push_back(
        {first ? "Wording" : "", piece.name, place_words(of.after.sources(), *piece.after)});
    first = false;
  }
}

// -- what it comes to

// Whatever could reach further than the clauses that are listed.
std::string proof_words(const Drafts& of) {
  const std::size_t definitions = of.changed(dsl::TextChange::Of::definition).size();
  const std::size_t records = of.changed(dsl::TextChange::Of::record).size();
  const std::size_t quotas = of.difference().quotas.size();
  std::string text = fmt::format(
      "Compared: {} and {} of the later text with those of the earlier one, the days of each, and the quotas "
      "of {}.",
      counted(of.is().model.provisions.size(), "provision"), counted(of.is().graph.size(), "state"),
      words(of.request.on));
  if (quotas > 0)
    text += fmt::format(" {} as they stand.",
                        quotas == 1 ? "1 quota differs" : fmt::format("{} quotas differ", quotas));
  if (definitions > 0)
    text += fmt::format(" What rests on {} may mean something else besides.",
                        definitions == 1 ? "the definition that changed" : "the definitions that changed");
  if (records > 0) text += " The drafts differ in what is recorded.";
  if (of.is_narrowed()) return text + " Of other provisions nothing is said here.";
  if (const std::size_t left = of.uncompared().size(); left > 0)
    return text + (left == 1 ? " What 1 piece of text grants now is not compared."
                             : fmt::format(" What {} pieces of text grant now is not compared.", left));
  if (definitions == 0)
    text +=
        of.clauses().empty() && of.knock_ons().empty() ? " No grant changed." : " No other grant changed.";
  return text;
}

std::string counts_words(const Drafts& of) {
  std::string text =
      fmt::format("{} looser · {} tighter · {} shifted · {} open", of.count(Direction::looser),
                  of.count(Direction::tighter), of.count(Direction::shifted), of.count(std::nullopt));
  if (const std::size_t other = of.count(Direction::undecided); other > 0)
    text += fmt::format(" · {} in ways that no rule compares", other);
  return fmt::format("{} · wording only: {}", text, counted(of.wording_only(), "piece"));
}

struct Verdict {
  std::string_view word;
  Tone tone;
};
// Beside the clauses.
bool differs_elsewhere(const Drafts& of) {
  return !of.knock_ons().empty() || !of.uncompared().empty() ||
         !of.changed(dsl::TextChange::Of::definition).empty();
}

Verdict verdict_of(const Drafts& of) {
  const bool looser = of.count(Direction::looser) > 0;
  const bool tighter = of.count(Direction::tighter) > 0;
  const bool shifted = of.count(Direction::shifted) > 0;
  if (shifted || (looser && tighter)) return {"MIXED", Tone::open};
  const bool unclear =
      of.count(std::nullopt) > 0 || of.count(Direction::undecided) > 0 || differs_elsewhere(of);
  if (looser) return {unclear ? "LOOSER IN PART" : "LOOSER", Tone::good};
  if (tighter) return {unclear ? "TIGHTER IN PART" : "TIGHTER", Tone::bad};
  if (unclear) return {"DIFFERENT", Tone::open};
  return {"THE SAME", Tone::strong};
}

std::string draft_words(const Draft& draft) {
  return draft.name.empty() ? "the text as it is" : fmt::format("`{}`", draft.name);
}

std::string sentence(const Drafts& of) {
  const std::size_t clauses = of.clauses().size();
  const std::string drafts =
      fmt::format("from {} to {}", draft_words(of.old_draft), draft_words(of.new_draft));
  if (clauses == 0 && !differs_elsewhere(of) && of.is_narrowed())
    return fmt::format("What was asked about grants the same {}.", drafts);
  if (clauses == 0 && !differs_elsewhere(of))
    return of.texts().empty() ? fmt::format("Not a word differs {}.", drafts)
                              : fmt::format("No clause that grants anything differs {}.", drafts);
  std::vector<std::string> parts;
  const auto add = [&](std::size_t count, std::string_view what) {
    if (count > 0) parts.push_back(fmt::format("{} {}", count, what));
  };
  add(of.count(Direction::looser), "looser");
  add(of.count(Direction::tighter), "tighter");
  add(of.count(Direction::shifted), "some of each");
  add(of.count(std::nullopt), "not settled");
  add(of.count(Direction::undecided), "different in a way that no rule compares");
  std::string text = clauses == 0 ? fmt::format("No clause differs {}", drafts)
                                  : fmt::format("{} {} {}: {}", counted(clauses, "clause"),
                                                clauses == 1 ? "differs" : "differ", drafts, in_a_row(parts));
  if (!of.knock_ons().empty())
    text += fmt::format("; {} of the same text {} in effect on other days", of.knock_ons().size(),
                        of.knock_ons().size() == 1 ? "is" : "are");
  if (const std::size_t left = of.uncompared().size(); left > 0)
    text += fmt::format("; {} in words that are not compared",
                        left == 1 ? "1 more differs" : fmt::format("{} more differ", left));
  return text + ".";
}

void clause_json(Json& json, const Drafts& of, const Redlined& clause) {
  json.open_object();
  json.key("id").value(clause.id);
  json.key("provision").value(name_of(of, clause.item));
  json.key("aspect").value(to_string(clause.item.aspect));
  json.key("direction").value(!clause.item.direction ? "open" : to_string(*clause.item.direction));
  json.key("before");
  clause.item.was.empty() ? json.null() : json.value(clause.item.was);
  json.key("after");
  clause.item.is.empty() ? json.null() : json.value(clause.item.is);
  json.key("witness");
  clause.example.empty() ? json.null() : json.value(clause.example);
  json.key("proposal_tag").value(to_string(clause.item.code));
  json.key("place_before").place(of.before.sources(), clause.item.place_before);
  json.key("place_after").place(of.after.sources(), clause.item.place_after);
  json.close();
}

void json_of(Json& json, const Drafts& of, const Verdict& verdict) {
  json.key("old").value(of.old_draft.name);
  json.key("new").value(of.new_draft.name);
  json.key("verdict").value(verdict.word);
  json.key("changes").open_array();
  for (const Redlined& clause : of.clauses()) clause_json(json, of, clause);
  json.close();
  json.key("follows").open_array();
  for (const StateChange* change : of.knock_ons()) {
    json.open_object(Json::Layout::inline_);
    const bool is_there = change->after.subject.valid();
    json.key("state").value(is_there ? quid::name_of(of.is().model, change->after)
                                     : quid::name_of(of.was().model, change->before));
    json.key("days_before").value(change->days_before);
    json.key("days_after").value(change->days_after);
    json.key("because").value(because_words(of, *change));
    json.close();
  }
  json.close();
  json.key("pieces").open_array();
  for (const dsl::TextChange& piece : of.texts()) {
    static constexpr std::array<std::string_view, 5> kinds = {"deal", "provision", "definition", "record",
                                                              "test"};
    json.open_object(Json::Layout::inline_);
    json.key("of").value(kinds[static_cast<std::size_t>(piece.of)]);
    json.key("name").value(piece.name);
    json.key("wording_only").value(piece.wording);
    json.key("place_before").place(of.before.sources(), piece.before.value_or(Span{}));
    json.key("place_after").place(of.after.sources(), piece.after.value_or(Span{}));
    json.close();
  }
  json.close();
  json.key("supposed_in_force").open_array(Json::Layout::inline_);
  for (const std::string& name : of.supposed()) json.value(name);
  json.close();
}

// -- the command

// The same question, with the wording.
std::string again(const Request& request) {
  std::string text = "quid";
  if (!request.directory.empty()) text += " -C " + shell_word(request.directory);
  text += " diff";
  for (const std::string& word : request.words) text += " " + shell_word(word);
  return text + " --wording";
}

Exit exit_of(const Drafts& of, const std::string& fail_on) {
  if (fail_on.empty()) return Exit::yes;
  const std::size_t shifted = of.count(Direction::shifted);
  const bool found = fail_on == "looser"    ? of.count(Direction::looser) + shifted > 0
                     : fail_on == "tighter" ? of.count(Direction::tighter) + shifted > 0
                                            : !of.clauses().empty() || differs_elsewhere(of);
  return found ? Exit::no : Exit::yes;
}

int run_diff(const Request& request, Output& out) {
  const std::string fail_on = request.value("fail-on");
  if (!fail_on.empty() && fail_on != "looser" && fail_on != "tighter" && fail_on != "any")
    throw Failure(fmt::format("`--fail-on {}`: there are looser, tighter and any", fail_on));
  if (request.reading == "all") throw Failure("`--reading all`: compare one reading at a time");
  const Drafts of(request, asked_draft(request, request.words.front()),
                  asked_draft(request, request.words.size() > 1 ? request.words[1] : std::string()));
  const Verdict verdict = verdict_of(of);
  Answer answer;
  answer.verdict = verdict.word;
  answer.tone = verdict.tone;
  answer.sentence = sentence(of);
  add_clauses(of, answer);
  add_knock_ons(of, answer);
  Labelled block;
  add_pieces(of, of.uncompared(), "Not compared", block);
  add_pieces(of, of.changed(dsl::TextChange::Of::definition), "Definitions", block);
  add_pieces(of, of.changed(dsl::TextChange::Of::record), "Recorded", block);
  if (request.has("wording")) add_wording(of, block);
  if (!block.lines.empty()) answer.blocks.emplace_back(std::move(block));
  answer.blocks.emplace_back(Paragraph{counts_words(of)});
  answer.blocks.emplace_back(Paragraph{proof_words(of), Tone::dim});
  answer.scope.push_back("as of " + words(request.on));
  answer.scope.emplace_back(
      request.reading == "agreed" ? "agreed text" : fmt::format("as {} reads the brackets", request.reading));
  if (!request.for_party.empty()) answer.scope.push_back("as " + request.for_party + " may see it");
  answer.next.push_back(of.wording_only() > 0 && !request.has("wording") ? again(request) : "quid help diff");
  return publish(
      request, answer, nullptr, [&](Json& json) { json_of(json, of, verdict); }, exit_of(of, fail_on), out);
}

}  // namespace

const CommandInfo diff_command = {
    .name = "diff",
    .words = "OLD [NEW]",
    .answers = "what a later draft grants that an earlier one did not",
    .help =
        "OLD and NEW are folders, files or revisions in git (`HEAD~1`, a branch, `REV:path`); without NEW, "
        "the\n"
        "texts as they are. `looser`: whatever was allowed still is, or costs no more, and something is "
        "freer;\n"
        "`tighter`: the reverse; `shifted`: some of each; `open`: a bracket decides; `differs`: no rule says "
        "which.\n"
        "What the ledger holds is left out on both sides. Of a clause alone: what all of them come to "
        "together, the examples show and `quid what-if` asks.\n",
    .examples =
        "  quid diff HEAD\n"
        "  quid diff drafts/3 drafts/4 --to IN\n"
        "  quid diff v1.0 v1.1 --fail-on looser\n",
    .least_words = 1,
    .most_words = 2,
    .flags = flags,
    .run = run_diff,
};

}  // namespace quid::tools
