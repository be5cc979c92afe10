// quid log: what was recorded, when and by whom.
#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "core/model/words.hpp"
#include "ledger/chain.hpp"
#include "ledger/ledger.hpp"
#include "tools/ask/ledger.hpp"
#include "tools/commands/command.hpp"
#include "tools/page/json.hpp"

namespace quid::tools {

namespace {

constexpr std::array flags = {
    Flag{"by", "RECORDER", "only what this person recorded"},
    Flag{"party", "PARTY", "only entries that name this party"},
    Flag{"from", "DATE", "only entries of this day and later"},
    Flag{"through", "DATE", "only entries of this day and earlier"},
};

bool is_name_letter(char each) {
  return (each >= 'a' && each <= 'z') || (each >= 'A' && each <= 'Z') || (each >= '0' && each <= '9') ||
         each == '-';
}

// Whether a name stands in the words of an entry: `us-uk` in `us-uk.cars`, not in `us-uk-2`. Strings are no names.
bool names(std::string_view text, std::string_view name) {
  bool in_string = false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '"') in_string = !in_string;
    if (in_string || !text.substr(at).starts_with(name)) continue;
    const bool begins = at == 0 || !(is_name_letter(text[at - 1]) || text[at - 1] == '.');
    const std::size_t end = at + name.size();
    if (begins && (end == text.size() || !is_name_letter(text[end]))) return true;
  }
  return false;
}

std::vector<const SeenRecord*> chosen(const std::vector<SeenRecord>& all, const Request& request) {
  std::vector<const SeenRecord*> list;
  const std::string party = request.value("party");
  const std::optional<Date> from = request.date("from");
  const std::optional<Date> through = request.date("through");
  for (const SeenRecord& each : all) {
    if (!each.is_known) continue;
    // A reversal is about what its entry is about.
    const std::string& text =
        each.reverses == 0 ? each.record.text : all[static_cast<std::size_t>(each.reverses) - 1].record.text;
    const bool about =
        request.words.empty() || std::any_of(request.words.begin(), request.words.end(),
                                             [&](const std::string& word) { return names(text, word); });
    if (!about || (!party.empty() && !names(text, party))) continue;
    if (request.has("by") && each.record.recorder != request.value("by")) continue;
    if ((from && each.record.day < *from) || (through && *through < each.record.day)) continue;
    list.push_back(&each);
  }
  return list;
}

std::string what_words(const SeenRecord& each) {
  if (each.reverses != 0) return fmt::format("takes {} back: {}", each.reverses, each.record.because);
  return each.reversed_by == 0 ? each.record.text
                               : fmt::format("{}  (taken back by {})", each.record.text, each.reversed_by);
}

int run_log(const Request& request, Output& out) {
  const std::string path = ledger_path(request);
  std::vector<SeenRecord> all;
  ledger::Head head;
  if (is_there(path)) {
    const ledger::Ledger ledger(path, ledger::Access::read);
    all = seen_records(ledger.records(), request);
    if (!all.empty()) head = {all.back().record.number, all.back().record.seal};
  }
  const std::vector<const SeenRecord*> list = chosen(all, request);
  Answer answer;
  answer.sentence =
      list.empty()
          ? (all.empty() ? "Nothing was recorded with `quid record`; what the files say has happened is "
                           "not listed here."
                         : "Nothing of this was recorded with `quid record`.")
          : fmt::format("{}.", sentence_case(counted(list.size(), "record")));
  if (!list.empty()) {
    Table table;
    table.columns = {{"RECORD", false, true}, {"RECORDED"}, {"BY"}, {"ENTRY", true}};
    for (const SeenRecord* each : list)
      table.rows.push_back({{std::to_string(each->number)},
                            {each->record.moment.substr(0, 10)},
                            {each->record.recorder},
                            {what_words(*each), each->reversed_by == 0 ? Tone::plain : Tone::dim}});
    answer.blocks.emplace_back(std::move(table));
  }
  return publish(
      request, answer, nullptr,
      [&](Json& json) {
        json.key("entries").open_array();
        for (const SeenRecord* each : list) {
          json.open_object(Json::Layout::inline_);
          json.key("id").value(each->number);
          json.key("date").value(each->record.day);
          json.key("known").value(each->record.known);
          json.key("text").value(each->record.text);
          json.key("recorded_at").value(each->record.moment);
          json.key("recorded_by").value(each->record.recorder);
          json.key("reverses");
          each->reverses != 0 ? json.value(each->reverses) : json.null();
          json.key("reversed_by");
          each->reversed_by != 0 ? json.value(each->reversed_by) : json.null();
          json.key("because").value(each->record.because);
          json.close();
        }
        json.close();
        // A seal covers what a party may not see.
        json.key("seal");
        request.for_party.empty() && head.count != 0
            ? json.value(fmt::format("{}:{}", head.count, ledger::hex(head.seal)))
            : json.null();
      },
      Exit::yes, out);
}

}  // namespace

const CommandInfo log_command = {
    .name = "log",
    .words = "[REF…]",
    .answers = "what was recorded, when and by whom",
    .help = "With a REF only what is about it: a deal and all its provisions, or one of them.\n",
    .examples = "  quid log us-uk --from 2026-01-01\n",
    .most_words = 100,
    .flags = flags,
    .run = run_log,
};

}  // namespace quid::tools
