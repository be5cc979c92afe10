// quid what-if: what would change if these things happened; nothing is recorded.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

#include "core/answers/border.hpp"
#include "core/answers/grants.hpp"
#include "core/answers/order.hpp"
#include "core/model/treatment_words.hpp"
#include "core/model/words.hpp"
#include "core/why/reason_words.hpp"
#include "dsl/findings/render.hpp"
#include "dsl/query/supposition.hpp"
#include "tools/ask/question.hpp"
#include "tools/ask/shipment.hpp"
#include "tools/ask/what_if.hpp"
#include "tools/commands/command.hpp"
#include "tools/commands/what_if_json.hpp"

namespace quid::tools {

namespace {

constexpr std::array flags = {
    Flag{"withdraw", "REF", "it is withdrawn, or rescinded"},
    Flag{"adopt", "PROPOSAL", "it is adopted"},
    Flag{"suspend", "REF", "a deal, or a provision, is suspended"},
    Flag{"strike-down", "AUTHORITY", "it no longer stands, and all that is under it falls"},
    Flag{"restore", "AUTHORITY", "it stands again"},
    Flag{"settle", "WHERE=TEXT",
         "a bracket reads so: a REF or FILE:LINE, and a party whose text it is, or the text"},
    Flag{"without", "EVENT", "as if this had not been recorded: \"ieepa struck down\""},
    Flag{"by", "PARTY", "only what it gives"},
    Flag{"to", "PARTY", "only what it gets"},
    Flag{"all", "", "every change on a line of its own"},
    Flag{"save", "FILE", "write it as a scenario that passes, for `quid test`"},
};

// -- one change in words

bool is_provision_in_effect(const StateChange& change) {
  return key_of(change).state == State::in_effect && key_of(change).subject.kind == SubjectKind::provision;
}

std::string what_words(const WhatIf& of, const StateChange& change) {
  const StateKey& key = key_of(change);
  const Model& model = model_of(of, change);
  const std::string name = titled(model, key.subject);
  return is_provision_in_effect(change) ? name : fmt::format("{} {}", name, to_string(key.state));
}

std::string from_words(const StateChange& change) {
  return days_words(change.begins() | change.ends());
}

std::string because_words(const WhatIf& of, const StateChange& change) {
  if (!change.because)
    return change.after.subject.valid() && change.before.subject.valid() ? "supposed" : "the text";
  const StateChange& reason = of.changes.states[*change.because];
  return name_of(model_of(of, reason), key_of(reason));
}

// -- what moves together is one line

struct Row {
  std::vector<const StateChange*> changes;  // at least one
  Turn turn;
  std::string from;
  std::string because;
};

// So many lines that say the same are one.
constexpr std::size_t most_alike = 2;

std::vector<Row> rows_of(const WhatIf& of, const std::vector<const StateChange*>& shown) {
  std::vector<Row> alike;
  std::map<std::string, std::size_t> known;
  for (const StateChange* change : shown) {
    Row row{{change}, turn_of(of, *change), from_words(*change), because_words(of, *change)};
    const std::string key =
        fmt::format("{}|{}|{}|{}|{}|{}", change->distance, to_string(key_of(*change).state), row.turn.now,
                    row.turn.then, row.from, row.because);
    const auto [at, is_new] = known.emplace(key, alike.size());
    if (is_new) {
      alike.push_back(std::move(row));
    } else {
      alike[at->second].changes.push_back(change);
    }
  }
  std::vector<Row> rows;
  for (Row& row : alike) {
    if (row.changes.size() > most_alike && !of.request.has("all")) {
      rows.push_back(std::move(row));
    } else {
      for (const StateChange* change : row.changes)
        rows.push_back({{change}, row.turn, row.from, row.because});
    }
  }
  std::stable_sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) {
    return a.changes[0]->distance < b.changes[0]->distance;
  });
  return rows;
}

// `7 provisions: us-india.gpus, us-india.origin, …`: every name, no title.
std::string row_words(const WhatIf& of, const Row& row) {
  const StateChange& first = *row.changes[0];
  if (row.changes.size() == 1) return what_words(of, first);
  std::vector<std::string> names;
  for (const StateChange* change : row.changes)
    names.push_back(name_of(model_of(of, *change), key_of(*change).subject));
  const std::string state =
      is_provision_in_effect(first) ? std::string() : fmt::format(" {}", to_string(key_of(first).state));
  return fmt::format("{}{}: {}", row.changes.size(), state, fmt::join(names, ", "));
}

Tone tone_of(const StateChange& change) {
  const bool begins = !change.begins().empty();
  const bool ends = !change.ends().empty();
  return begins && ends ? Tone::open : begins ? Tone::good : Tone::bad;
}

void add_changes(const WhatIf& of, const std::vector<Row>& rows, Answer& answer) {
  if (rows.empty()) return;
  Table table;
  table.title = "What would change, nearest first";
  table.columns = {{"WHAT", true}, {"NOW"},           {"THEN"},
                   {"WHEN", true}, {"BECAUSE", true}, {"", false, false, true, true}};
  for (const Row& row : rows) {
    const StateChange& first = *row.changes[0];
    const dsl::Sources* sources = nullptr;
    const Span place = place_of_change(of, first, sources);
    table.rows.push_back({{row_words(of, row)},
                          {row.turn.now},
                          {row.turn.then, tone_of(first)},
                          {row.from},
                          {row.because},
                          {row.changes.size() == 1 ? place_words(*sources, place) : "", Tone::dim}});
  }
  answer.blocks.emplace_back(std::move(table));
}

// -- what is supposed

void add_supposed(const WhatIf& of, Answer& answer) {
  Labelled block;
  const Model& model = of.model();
  for (const std::vector<EntryId>& act : of.acts) {
    const Entry& entry = model[act[0]];
    std::string text = words(model, entry);
    if (act.size() > 1) text += fmt::format(" and {} more alike", act.size() - 1);
    if (entry.acts_from != entry.date) text += ", effective " + words(entry.acts_from);
    block.lines.push_back(
        {block.lines.empty() ? "You suppose" : "", fmt::format("{}  {}", words(entry.date), text)});
  }
  for (const std::string& change : of.texts.changes)
    block.lines.push_back({block.lines.empty() ? "You suppose" : "", change});
  answer.blocks.emplace_back(std::move(block));
}

// -- at the border

std::string charge_words(const Model& model, const Charge& charge) {
  if (charge.prohibited) return "prohibited";
  return rate_words(model, charge.rate) + (charge.base_known ? "" : "*");
}
constexpr std::size_t most_named = 6;

std::string others_words(const Model& model, const std::vector<PartyId>& others) {
  std::vector<std::string> names;
  for (PartyId party : others) {
    if (party.valid() && names.size() < most_named) names.push_back(party_words(model, party));
  }
  const std::size_t named = static_cast<std::size_t>(
      std::count_if(others.begin(), others.end(), [](PartyId id) { return id.valid(); }));
  if (named > names.size()) names.push_back(fmt::format("{} more", named - names.size()));
  if (named < others.size()) names.emplace_back(named == 0 ? "everybody" : "everybody else");
  return in_a_row(names);
}

std::string goods_list_words(const Model& model, const std::vector<NamedGoods>& goods) {
  std::vector<std::string> names;
  for (const NamedGoods& each : goods) {
    if (names.size() == most_named) break;
    names.push_back(border_goods_words(model, each));
  }
  if (goods.size() > names.size()) names.push_back(fmt::format("{} more", goods.size() - names.size()));
  return in_a_row(names);
}

void add_border(const WhatIf& of, const std::vector<DutyMove>& duties, const std::vector<ExportMove>& exports,
                Answer& answer) {
  if (!duties.empty()) {
    Table table;
    table.title = fmt::format("What is charged on {}", words(of.day));
    table.columns = {{"INTO"}, {"GOODS", true}, {"FROM", true}, {"NOW", true, true}, {"THEN", true, true}};
    for (const DutyMove& move : duties) {
      table.rows.push_back({{party_words(of.model(), move.giver)},
                            {goods_list_words(of.model(), move.goods)},
                            {others_words(of.model(), move.others)},
                            {charge_words(of.before.model, move.before)},
                            {charge_words(of.model(), move.after), Tone::strong}});
    }
    answer.blocks.emplace_back(std::move(table));
  }
  if (!exports.empty()) {
    Table table;
    table.title = fmt::format("What may be exported on {}", words(of.day));
    table.columns = {{"FROM"}, {"GOODS", true}, {"TO", true}, {"NOW", true}, {"THEN", true}};
    for (const ExportMove& move : exports) {
      table.rows.push_back({{party_words(of.model(), move.giver)},
                            {goods_list_words(of.model(), move.goods)},
                            {others_words(of.model(), move.others)},
                            {std::string(to_string(move.before))},
                            {std::string(to_string(move.after)), Tone::strong}});
    }
    answer.blocks.emplace_back(std::move(table));
  }
}

// What the tables leave open.
void add_border_notes(const WhatIf& of, const std::vector<DutyMove>& duties,
                      const std::vector<ExportMove>& exports, Answer& answer) {
  std::string text;
  if (!duties.empty() || !exports.empty())
    text =
        "By the rules that stand here, now and then; whether they are all there are, `quid duty` and "
        "`quid export` say.";
  if (of.at_border.undecided > 0) {
    const std::size_t shown = std::min<std::size_t>(of.at_border.facts.size(), 4);
    const std::vector<std::string> facts(of.at_border.facts.begin(),
                                         of.at_border.facts.begin() + static_cast<std::ptrdiff_t>(shown));
    text += fmt::format(
        "{}Not told here: {} of goods and parties turn on facts of the case, such as {}; ask `quid duty` or "
        "`quid export`.",
        text.empty() ? "" : " ", counted(of.at_border.undecided, "pair"), in_a_row(facts));
  }
  const auto lacks_base = [](const DutyMove& move) {
    return !move.before.base_known || !move.after.base_known;
  };
  if (std::any_of(duties.begin(), duties.end(), lacks_base)) {
    text +=
        fmt::format("{}Where no ordinary rate is known (*), the figure is that of the other duties alone.",
                    text.empty() ? "" : " ");
  }
  if (of.at_border.left_out > 0)
    text += fmt::format("{}Not asked about: {} with a long list of goods.", text.empty() ? "" : " ",
                        counted(of.at_border.left_out, "pair"));
  if (!text.empty()) answer.blocks.emplace_back(Paragraph{text, Tone::dim});
}

// -- what stays closed

void add_closed(const WhatIf& of, const std::vector<Closed>& closed, Answer& answer) {
  if (closed.empty()) return;
  Table table;
  table.title = fmt::format("Still not in effect on {}", words(of.day));
  table.columns = {{"WHAT", true}, {"STATUS"}, {"WAITS FOR", true}, {"", false, false, true, true}};
  for (const Closed& each : closed) {
    table.rows.push_back(
        {{titled(of.model(), Subject::of(each.provision))},
         {std::string(to_string(each.status)), Tone::open},
         {each.waits_for},
         {place_words(of.supposed.sources(), of.model()[each.provision].name_place), Tone::dim}});
  }
  answer.blocks.emplace_back(std::move(table));
}

// -- the order of the acts

std::string act_words(const WhatIf& of, std::size_t act) {
  return words(of.model(), of.model()[of.acts[act][0]]);
}

void add_order(const WhatIf& of, Answer& answer) {
  if (of.acts.size() < 2) return;
  Labelled block;
  if (of.order.others.empty()) {
    const std::string how =
        of.order.every_order_tried
            ? "whichever comes first, the same holds once all have happened"
            : fmt::format("in none of the {} other orders that were tried", of.order.tried);
    block.lines.push_back({"Order matters?", "No: " + how + "."});
  } else {
    const OtherOrder& other = of.order.others[0];
    std::vector<std::string> names;
    for (std::size_t act : other.order) names.push_back(act_words(of, act));
    const StateChange& change = other.lasting[0];
    const std::string how_many = of.order.tried == 1 ? std::string("Yes")
                                                     : fmt::format("Yes, in {} of {} other orders",
                                                                   of.order.others.size(), of.order.tried);
    block.lines.push_back(
        {"Order matters?", fmt::format("{}: with {}, {} holds {}; as supposed, {}.", how_many,
                                       fmt::join(names, ", then "), name_of(of.model(), change.after),
                                       days_words(change.days_after), days_words(change.days_before))});
  }
  answer.blocks.emplace_back(std::move(block));
}

// -- the first line

struct Count {
  std::vector<const StateChange*> begin;
  std::vector<const StateChange*> end;
};

Count count_of(const std::vector<const StateChange*>& shown) {
  Count count;
  for (const StateChange* change : shown) {
    if (!is_provision_in_effect(*change)) continue;
    if (!change->begins().empty()) count.begin.push_back(change);
    if (!change->ends().empty()) count.end.push_back(change);
  }
  return count;
}

// `A (a.b), B (b.c) and 3 more`.
std::string names_words(const WhatIf& of, const std::vector<const StateChange*>& changes) {
  constexpr std::size_t most = 3;
  std::vector<std::string> names;
  for (const StateChange* change : changes) {
    if (names.size() == most && changes.size() > most) break;
    names.push_back(titled(model_of(of, *change), key_of(*change).subject));
  }
  if (changes.size() > names.size()) names.push_back(fmt::format("{} more", changes.size() - names.size()));
  return in_a_row(names);
}

enum class Ends : std::uint8_t { no, yes };

// ` from 1 Jan 2027 on`, where it is the same for all.
std::string common_days(const std::vector<const StateChange*>& changes, Ends ends) {
  const auto days = [&](const StateChange* change) {
    return ends == Ends::no ? change->begins() : change->ends();
  };
  for (const StateChange* change : changes) {
    if (days(change) != days(changes[0])) return {};
  }
  return " " + days_words(days(changes[0]));
}

// `India would get A (a.b) from 1 Jan 2027 on.`, where a party is asked about.
std::string moves_words(const WhatIf& of, const std::vector<const StateChange*>& changes, Ends ends) {
  const std::string names = names_words(of, changes);
  const std::string days = common_days(changes, ends);
  if (of.to.valid())
    return fmt::format("{} would {} {}{}.", sentence_case(party_words(of.model(), of.to)),
                       ends == Ends::no ? "get" : "lose", names, days);
  if (of.by.valid())
    return fmt::format("{} would {} {}{}.", sentence_case(party_words(of.model(), of.by)),
                       ends == Ends::no ? "give" : "no longer give", names, days);
  return fmt::format("{} would {} in effect{}.", names, ends == Ends::no ? "be" : "no longer be", days);
}

// Whose goods pay more and whose less, to whom. A party may be among both.
struct Payers {
  std::vector<PartyId> more;
  std::vector<PartyId> less;
};

std::string payers_words(const WhatIf& of, const std::vector<DutyMove>& duties) {
  std::map<PartyId, Payers> by_giver;
  for (const DutyMove& move : duties) {
    const std::optional<bool> freer = is_freer(move);
    if (!freer) continue;
    Payers& payers = by_giver[move.giver];
    std::vector<PartyId>& list = *freer ? payers.less : payers.more;
    list.insert(list.end(), move.others.begin(), move.others.end());
  }
  std::vector<std::string> sentences;
  for (auto& [giver, payers] : by_giver) {
    std::vector<std::string> parts;
    for (auto& [list, how] : {std::pair(&payers.more, "more"), std::pair(&payers.less, "less")}) {
      std::sort(list->begin(), list->end());
      list->erase(std::unique(list->begin(), list->end()), list->end());
      if (list->empty()) continue;
      const bool few = list->size() <= 3 && list->back().valid();
      const std::string who =
          few ? others_words(of.model(), *list) : counted(list->size(), "party", "parties");
      parts.push_back(fmt::format("{} on goods of {}", how, who));
    }
    sentences.push_back(fmt::format("On {} {} would charge {}.", words(of.day),
                                    party_words(of.model(), giver), in_a_row(parts)));
  }
  return fmt::format("{}", fmt::join(sentences, " "));
}

std::string verdict_words(const Count& count, const WhatIf& of) {
  const bool in_a_deal = std::any_of(count.begin.begin(), count.begin.end(), [&](const StateChange* change) {
    return model_of(of, *change)[key_of(*change).subject.provision()].agreement.valid();
  });
  std::vector<std::string> verdicts;
  if (!count.begin.empty())
    verdicts.push_back(fmt::format("{} {}", in_a_deal ? "UNLOCKS" : "BEGINS", count.begin.size()));
  if (!count.end.empty()) verdicts.push_back(fmt::format("ENDS {}", count.end.size()));
  return verdicts.empty() ? "UNLOCKS NOTHING" : fmt::format("{}", fmt::join(verdicts, ", "));
}

void say_first(const WhatIf& of, const std::vector<const StateChange*>& shown,
               const std::vector<DutyMove>& duties, const std::vector<ExportMove>& exports,
               const std::vector<Closed>& closed, Answer& answer) {
  const Count count = count_of(shown);
  answer.verdict = verdict_words(count, of);
  answer.tone = count.end.empty() ? (count.begin.empty() ? Tone::open : Tone::good)
                                  : (count.begin.empty() ? Tone::bad : Tone::open);
  std::vector<std::string> sentences;
  // What is paid comes first; only then which of the provisions do it.
  if (const std::string payers = payers_words(of, duties); !payers.empty()) sentences.push_back(payers);
  if (!count.begin.empty()) sentences.push_back(moves_words(of, count.begin, Ends::no));
  if (!count.end.empty()) sentences.push_back(moves_words(of, count.end, Ends::yes));
  if (count.begin.empty() && count.end.empty()) {
    const std::string whom = of.to.valid()   ? fmt::format(" that {} gets", party_words(of.model(), of.to))
                             : of.by.valid() ? fmt::format(" that {} gives", party_words(of.model(), of.by))
                                             : std::string();
    sentences.push_back(shown.empty() && of.changes.empty()
                            ? "Nothing would change."
                            : fmt::format("No provision{} would begin or end.", whom));
  }
  if (!closed.empty())
    sentences.push_back(
        fmt::format("{} of the same text would still wait.", counted(closed.size(), "provision")));
  const Border& told = of.at_border;
  const bool any_told = told.asked > told.undecided && told.left_out == 0 && !told.base_unknown;
  if (duties.empty() && exports.empty() && any_told) {
    const std::string whose =
        of.to.valid() ? fmt::format(" for {}", party_words(of.model(), of.to)) : std::string();
    sentences.push_back(fmt::format("What is charged and what may be exported stays the same{}{}.", whose,
                                    told.undecided == 0 ? "" : ", wherever no fact of the case decides"));
  }
  sentences.push_back(of.request.has("save") ? fmt::format("Saved as a scenario in {}; nothing is recorded.",
                                                           of.request.value("save"))
                                             : "Nothing is saved.");
  answer.sentence = fmt::format("{}", fmt::join(sentences, " "));
}

int run_what_if(const Request& request, Output& out) {
  if (request.reading == "all")
    throw Failure("`--reading all`: suppose one reading at a time, or settle the bracket with `--settle`");
  const Workspace workspace(request);
  const WhatIf of(request, workspace, asked_supposition(request, workspace));
  if (request.has("save")) save_scenario(of, request.value("save"));
  const std::vector<const StateChange*> shown = changes_to_show(of);
  const std::vector<DutyMove> duties = of.asked_about(of.at_border.duties);
  const std::vector<ExportMove> exports = of.asked_about(of.at_border.exports);
  const std::vector<Closed> closed = still_closed(of);
  Answer answer;
  say_first(of, shown, duties, exports, closed, answer);
  add_supposed(of, answer);
  add_changes(of, rows_of(of, shown), answer);
  add_border(of, duties, exports, answer);
  add_border_notes(of, duties, exports, answer);
  add_closed(of, closed, answer);
  add_order(of, answer);
  if (request.has("save")) answer.next.push_back("quid test");
  answer.scope = workspace.scope_words();
  answer.scope.insert(answer.scope.begin(), "supposed, not recorded");
  return publish(
      request, answer, &workspace, [&](Json& json) { what_if_json(json, of, duties, exports); }, Exit::yes,
      out);
}

}  // namespace

const CommandInfo what_if_command = {
    .name = "what-if",
    .words = "[ACT…]",
    .answers = "what would change if this happened, nearest first; nothing is recorded",
    .help =
        "An ACT is an entry as a text writes it, in quotes; the day (else that of --on) and the word `event` "
        "may be\n"
        "left out, and METRIC=AMOUNT observes. Several acts may happen on several days.\n",
    .examples =
        "  quid what-if \"2027-01-01 us-india in force\" --to IN\n"
        "  quid what-if --restore ieepa --on 2026-12-01\n"
        "  quid what-if \"2026-11-01 us-uk.beef performed\" \"2026-12-01 us-uk ratified by GB\"\n",
    .most_words = 200,
    .flags = flags,
    .run = run_what_if,
};

}  // namespace quid::tools
