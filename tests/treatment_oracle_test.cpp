// Compares duties, export words and quotas with the oracle on random rules and random questions.
//
//   RC_PARAMS="max_success=20000 seed=1" build/dev/tests/quid_tests "treatments and the oracle*"
// looks longer.
#include "tests/treatment_oracle.hpp"

#include <rapidcheck/catch.h>
#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <optional>
#include <tuple>

#include "core/treatments/duty.hpp"
#include "core/treatments/export.hpp"
#include "dsl/query/shipment.hpp"
#include "tests/compiled.hpp"
#include "tests/random_treatments.hpp"

namespace quid::tests {
namespace {

struct Coverage {
  int workspaces = 0;
  int refused = 0;
  int tariffs = 0;
  int charged = 0;  // neither free nor forbidden
  int split = 0;
  int exports = 0;
  int licensed = 0;  // neither allowed nor forbidden
  int rows = 0;
  int in_use = 0;
  int depending = 0;
  int uncounted = 0;  // that depend on a quantity which a limit cannot count
  int presuming = 0;
  int covered = 0;
  int uncovered = 0;
  std::map<std::string, int> refusals;
  std::map<std::string, int> unsettled;

  std::string in_words() const {
    std::string text = std::to_string(workspaces) + " workspaces, " + std::to_string(refused) + " refused; " +
                       std::to_string(tariffs) + " duties, " + std::to_string(charged) + " charged, " +
                       std::to_string(split) + " split; " + std::to_string(exports) + " exports, " +
                       std::to_string(licensed) + " neither allowed nor prohibited; " + std::to_string(rows) +
                       " quota rows, " + std::to_string(in_use) + " in use; " + std::to_string(depending) +
                       " answers that depend, " + std::to_string(uncounted) +
                       " on a quantity that a limit cannot count, " + std::to_string(presuming) +
                       " that rest on a presumption; " + std::to_string(covered) + " covered, " +
                       std::to_string(uncovered) + " not";
    for (const auto& [why, count] : unsettled) text += "; unsettled for " + why + " " + std::to_string(count);
    for (const auto& [why, count] : refusals) text += "; " + why + " " + std::to_string(count);
    return text;
  }
};

// Rates that nothing puts in order are refused, but only where they meet does the reference not settle what
// they come to.
bool is_refused(const Compiled& compiled, Coverage& coverage) {
  ++coverage.workspaces;
  bool refused = false;
  for (const dsl::Diagnostic& finding : compiled.findings()) {
    if (finding.severity() != dsl::Severity::error || finding.kind == dsl::DiagnosticKind::rival_rates)
      continue;
    if (!refused) ++coverage.refusals[std::string(info(finding.kind).name)];
    refused = true;
  }
  if (refused) ++coverage.refused;
  return refused;
}

template <typename Found>
std::optional<Found> found_in(std::variant<Found, dsl::QueryMistake> answer) {
  if (std::holds_alternative<dsl::QueryMistake>(answer)) return std::nullopt;
  return std::get<Found>(std::move(answer));
}

// None where the question names what the workspace does not have.
std::optional<Shipment> case_of(const Compiled& compiled, const RandomQuestion& question) {
  const dsl::Symbols& symbols = compiled.symbols();
  const Model& model = compiled.model();
  Shipment asked;
  asked.on = *parse_date(question.on);
  const std::optional<NamedGoods> goods = found_in(parse_goods_query(symbols, model, question.goods));
  if (!goods) return std::nullopt;
  asked.goods = *goods;
  if (!question.from.empty()) asked.from = symbols.find_party(question.from);
  asked.to = symbols.find_party(question.to);
  if (!question.consignee.empty()) {
    const std::optional<EntityId> consignee =
        found_in(parse_entity_query(symbols, model, question.consignee));
    if (!consignee) return std::nullopt;
    asked.consignee = *consignee;
  }
  if (!question.quantity.empty()) {
    asked.quantity = found_in(parse_quantity_query(symbols, model, question.quantity));
    asked.value = found_in(parse_quantity_query(symbols, model, question.value));
    if (!asked.quantity || !asked.value) return std::nullopt;
  }
  for (const auto& [name, value] : question.facts) {
    // A fact that no rule asks about is no fact of the workspace.
    const std::optional<GivenFact> fact = found_in(parse_fact_query(symbols, model, name, value));
    if (fact) asked.facts.push_back(*fact);
  }
  return asked;
}

Burden burden_of(const Model& model, const DutyRate& rate) {
  Burden burden;
  burden.percent = rate.percent;
  for (const SpecificRate& each : rate.specific) {
    const Unit& unit = model[each.per.unit];
    burden.specific[{each.currency, unit.dimension}] +=
        each.amount * Ratio::of(Decimal(1), each.per.amount * unit.factor);
  }
  std::erase_if(burden.specific, [](const auto& each) { return each.second.is_zero(); });
  return burden;
}

std::string in_words(const Model& model, bool prohibited, const Burden& rate) {
  return prohibited ? "prohibited" : in_words(model, rate);
}

// Empty where the two agree.
std::string difference(const Model& model, const OracleDuty& oracle, const DutyCase& given) {
  const Burden rate = burden_of(model, given.rate);
  const bool same_rate = oracle.prohibited ? given.prohibited : !given.prohibited && rate == oracle.rate;
  if (!same_rate) {
    return "by the oracle:   " + in_words(model, oracle.prohibited, oracle.rate) +
           "\nby the evaluator: " + in_words(model, given.prohibited, rate);
  }
  std::vector<OracleDuty::Part> parts;
  for (const DutyPart& part : given.parts) {
    const Burden here = burden_of(model, part.rate);
    const bool same = !parts.empty() && parts.back().prohibited == part.prohibited &&
                      (part.prohibited || parts.back().rate == here);
    if (!same) parts.push_back({{}, part.prohibited, here});
    parts.back().amount += part.quantity.amount;
  }
  const bool same_parts = std::equal(
      parts.begin(), parts.end(), oracle.parts.begin(), oracle.parts.end(), [](const auto& a, const auto& b) {
        return a.amount == b.amount && a.prohibited == b.prohibited && (a.prohibited || a.rate == b.rate);
      });
  if (same_parts) return {};
  const auto all = [&](const std::vector<OracleDuty::Part>& of) {
    std::string text;
    for (const OracleDuty::Part& part : of)
      text += "\n  " + part.amount.to_string() + " at " + in_words(model, part.prohibited, part.rate);
    return text;
  };
  return "parts by the oracle:" + all(oracle.parts) + "\nparts by the evaluator:" + all(parts);
}

std::string in_words(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += " " + name;
  return text;
}

template <typename Answer>
void expect_quantity(const Answer& given, const RandomQuestion& question, Coverage& coverage) {
  const std::vector<std::string>& names = given.depends_on;
  if (std::find(names.begin(), names.end(), "quantity") == names.end())
    RC_FAIL(question.in_words() + "\nit turns on a quantity that a limit cannot count, and asks for" +
            in_words(names));
  ++coverage.uncounted;
}

// Of single goods: no claim has to be put together with another.
void compare_covered(const TreatmentOracle& oracle, const Shipment& asked, const RandomQuestion& question,
                     const Covered& given, Coverage& coverage) {
  const std::optional<bool> expected = oracle.covered(asked, question.is_export);
  if (!expected) return;
  if (*expected != given.whole || given.whole == given.claims.empty())
    RC_FAIL(question.in_words() + (given.whole ? "\nis said to be covered" : "\nis said not to be covered"));
  ++(given.whole ? coverage.covered : coverage.uncovered);
}

void compare_duty(const Compiled& compiled, const TreatmentOracle& oracle, const Schedule& schedule,
                  const Shipment& asked, const RandomQuestion& question, Coverage& coverage) {
  const Model& model = compiled.model();
  const OracleDuty expected = oracle.duty(asked);
  if (!expected.unsettled.empty()) {
    ++coverage.unsettled[expected.unsettled];
    return;
  }
  DutyDesk desk(schedule);
  const DutyAnswer given = desk.answer(asked);
  if (expected.turns_on_quantity) return expect_quantity(given, question, coverage);
  // A duty that comes to the same from two rules and from one may ask for a quantity that can be counted.
  const std::vector<std::string> quantity = {"quantity"};
  if (expected.uncounted > 0 && given.depends_on == quantity) return;
  if (given.depends())
    RC_FAIL(question.in_words() + "\nit depends, by the evaluator, on" + in_words(given.depends_on));
  const std::string wrong = difference(model, expected, given.cases.back());
  if (!wrong.empty()) RC_FAIL(question.in_words() + "\n" + wrong);
  const std::optional<DutyRate> rate = desk.rate(asked);
  const bool same =
      rate ? !expected.prohibited && burden_of(model, *rate) == expected.rate : expected.prohibited;
  if (!same) RC_FAIL(question.in_words() + "\n`rate` does not say what `answer` says");
  compare_covered(oracle, asked, question, given.cases.back().covered, coverage);
  ++coverage.tariffs;
  if (!expected.prohibited && !(expected.rate == Burden{})) ++coverage.charged;
  if (expected.parts.size() > 1) ++coverage.split;
}

void compare_export(const TreatmentOracle& oracle, const Schedule& schedule, const Shipment& asked,
                    const RandomQuestion& question, Coverage& coverage) {
  const OracleExport expected = oracle.export_word(asked);
  if (!expected.unsettled.empty()) {
    ++coverage.unsettled[expected.unsettled];
    return;
  }
  const ExportAnswer given = answer_export(schedule, asked);
  if (expected.turns_on_quantity) return expect_quantity(given, question, coverage);
  // Words that come to the same by two bands or by one may ask for a quantity that can be counted.
  const std::vector<std::string> quantity = {"quantity"};
  if (expected.uncounted > 0 && given.depends_on == quantity) return;
  if (given.depends())
    RC_FAIL(question.in_words() + "\nit depends, by the evaluator, on" + in_words(given.depends_on));
  const ExportWord word = given.cases.back().word;
  if (word != expected.word) {
    RC_FAIL(question.in_words() + "\nby the oracle:   " + std::string(to_string(expected.word)) +
            "\nby the evaluator: " + std::string(to_string(word)));
  }
  compare_covered(oracle, asked, question, given.cases.back().covered, coverage);
  ++coverage.exports;
  if (word != ExportWord::allow && word != ExportWord::prohibit) ++coverage.licensed;
}

// A question that names nobody is asked of each party of which any rule or claim may speak, and of nobody else.
std::vector<Shipment> of_each_giver(const Model& model, const TreatmentOracle& oracle,
                                    const Schedule& schedule, const Shipment& asked,
                                    const RandomQuestion& question) {
  if (!question.is_export || asked.from.valid()) return {asked};
  std::vector<Shipment> all;
  const std::vector<PartyId> givers = export_givers(schedule, asked);
  Shipment one = asked;
  for (PartyId giver : givers) {
    one.from = giver;
    all.push_back(one);
  }
  for (std::size_t i = 0; i < model.parties.size(); ++i) {
    one.from = PartyId(i);
    const auto stands_for_it = [&](PartyId giver) {
      const std::vector<PartyId>& members = model[giver].members;
      return giver == one.from || std::find(members.begin(), members.end(), one.from) != members.end();
    };
    if (stands_for_it(asked.to) || std::any_of(givers.begin(), givers.end(), stands_for_it)) continue;
    const OracleExport word = oracle.export_word(one);
    if ((word.unsettled.empty() && word.word != ExportWord::allow) ||
        oracle.covered(one, true).value_or(false))
      RC_FAIL(question.in_words() + "\nis not asked of " + std::string(model[one.from].code));
  }
  return all;
}

std::string in_words(const Model& model, const OracleRow& row) {
  std::string text =
      "treatment " + std::to_string(row.treatment.value) + ", band " + std::to_string(row.band.value);
  if (row.holder.valid()) text.append(", ").append(model[row.holder].name);
  text +=
      ", " + to_string(row.begin) + ": limit " + row.limit.to_string() + " + " + row.carried_in.to_string();
  text += ", used " + row.used.to_string() + ", left " + row.left.to_string();
  text += ", carried " + row.carried_out.to_string() + ", lapsed " + row.lapsed.to_string();
  return text + ", over " + row.over.to_string();
}

std::vector<OracleRow> rows_of(const World& world, ProvisionId provision, Date on) {
  std::vector<OracleRow> rows;
  for (const QuotaRow& row : quota_rows(world.model, world.index, provision, on)) {
    rows.push_back({row.treatment, row.band, row.holder, row.period.begin, row.period.end, row.limit,
                    row.carried_in, row.used, row.left, row.carried_out, row.lapsed, row.over});
  }
  std::sort(rows.begin(), rows.end(), [](const OracleRow& a, const OracleRow& b) {
    return std::tuple(a.treatment, a.band, a.holder, a.begin) <
           std::tuple(b.treatment, b.band, b.holder, b.begin);
  });
  return rows;
}

void compare_rows(const World& world, const TreatmentOracle& oracle, Date on, Coverage& coverage) {
  for (std::size_t p = 0; p < world.model.provisions.size(); ++p) {
    const std::vector<OracleRow> given = rows_of(world, ProvisionId(p), on);
    const std::vector<OracleRow> expected = oracle.rows(ProvisionId(p), on);
    if (given != expected) {
      std::string text = name_of(world.model, ProvisionId(p)) + " on " + to_string(on) + "\nby the oracle:";
      for (const OracleRow& row : expected) text += "\n  " + in_words(world.model, row);
      text += "\nby the evaluator:";
      for (const OracleRow& row : given) text += "\n  " + in_words(world.model, row);
      RC_FAIL(text);
    }
    for (const OracleRow& row : given) {
      if (row.limit + row.carried_in != row.used + row.left + row.carried_out + row.lapsed)
        RC_FAIL("does not add up: " + in_words(world.model, row));
      ++coverage.rows;
      if (!row.used.is_zero()) ++coverage.in_use;
    }
  }
}

// What a question can leave out, and what it may turn out to be.
struct Gap {
  std::string name;
  std::vector<std::string> values;
};

bool is_presumed(const Model& model, std::string_view fact) {
  return std::any_of(model.presumptions.begin(), model.presumptions.end(),
                     [&](const Presumption& each) { return each.fact == fact; });
}

// Codes that tell apart all that the rules name in a product.
std::vector<std::string> codes_in(const TreatmentOracle& oracle, const Model& model,
                                  const RandomQuestion& question, const std::string& product) {
  std::vector<std::string> codes;
  for (std::size_t i = 0; i < model.products.size(); ++i) {
    if (model.products[i].name != product) continue;
    for (const std::string& code : all_codes()) {
      if (oracle.is_in(ProductId(i), code, *parse_date(question.on))) codes.push_back(code);
    }
  }
  return codes;
}

std::vector<Gap> gaps_of(const RandomQuestion& question, const Model& model, const TreatmentOracle& oracle,
                         Dice& dice) {
  std::vector<Gap> gaps;
  for (const auto& [fact, value] : question.facts) {
    // A rate on a share has no end of values.
    const bool is_share = std::any_of(model.bands.begin(), model.bands.end(),
                                      [&](const Band& band) { return band.of_fact == fact; });
    if (is_presumed(model, fact)) continue;
    if (!is_share && dice.percent(40)) gaps.push_back({fact, values_of(fact)});
  }
  if (dice.percent(30)) gaps.push_back({"consignee", values_of("consignee")});
  const bool by_code = question.goods[0] != 'K';
  const std::string product = dice.word({"s0", "s1", "s4", "s5", "s6", "s7"});
  const std::vector<std::string> in_product = codes_in(oracle, model, question, product);
  if (by_code && !in_product.empty() && dice.percent(25)) {
    gaps.push_back({"goods " + product, in_product});
  } else if (by_code && dice.percent(40)) {
    const std::string coarse = dice.word({"72", "7204", "73"});
    gaps.push_back({"goods " + coarse, codes_under(coarse)});
  }
  while (gaps.size() > 3) gaps.erase(gaps.begin() + dice.below(static_cast<int>(gaps.size())));
  return gaps;
}

RandomQuestion without(RandomQuestion question, const std::vector<Gap>& gaps) {
  for (const Gap& gap : gaps) {
    if (gap.name == "consignee") question.consignee.clear();
    if (gap.name.starts_with("goods ")) question.goods = gap.name.substr(6);
    std::erase_if(question.facts, [&](const auto& fact) { return fact.first == gap.name; });
  }
  return question;
}

// Every way to fill the gaps.
std::vector<RandomQuestion> filled(const RandomQuestion& question, const std::vector<Gap>& gaps) {
  std::vector<RandomQuestion> all = {question};
  for (const Gap& gap : gaps) {
    std::vector<RandomQuestion> more;
    for (const RandomQuestion& each : all) {
      for (const std::string& value : gap.values) {
        RandomQuestion one = each;
        if (gap.name == "consignee") one.consignee = value;
        if (gap.name.starts_with("goods ")) one.goods = value;
        for (auto& [fact, said] : one.facts) {
          if (fact == gap.name) said = value;
        }
        more.push_back(std::move(one));
      }
    }
    all = std::move(more);
  }
  return all;
}

// Whatever fills the gaps comes to one of the cases, and not always to the same one where the answer depends.
// An answer that rests on a fact without an end of values, or that is cut short, does not say all.
template <typename Answer, typename Expected, typename Agrees>
std::string wrong_of_fillings(const Answer& answer,
                              const std::vector<std::pair<std::string, Expected>>& fillings, bool lists_all,
                              Agrees agrees) {
  const bool says_all = !answer.cut_short && std::all_of(answer.cases.begin(), answer.cases.end(),
                                                         [](const auto& each) { return each.decided(); });
  if (!says_all) return {};
  std::optional<std::size_t> only;
  bool differ = false;
  std::vector<bool> comes_about(answer.cases.size());
  for (const auto& [words, expected] : fillings) {
    if (!expected.unsettled.empty() || expected.turns_on_quantity) {
      lists_all = false;
      continue;
    }
    std::size_t which = 0;
    while (which < answer.cases.size() && !agrees(expected, answer.cases[which])) ++which;
    if (which == answer.cases.size()) return "no case for " + words;
    // Cases of one word may differ in the room that is left.
    for (std::size_t i = which + 1; i < answer.cases.size(); ++i) {
      if (agrees(expected, answer.cases[i])) lists_all = false;
    }
    comes_about[which] = true;
    if (only && *only != which) differ = true;
    only = which;
  }
  if (differ && !answer.depends()) return "it does not depend, and yet fillings differ";
  if (lists_all && only && !differ && answer.depends())
    return "it depends, and yet every filling comes to the same";
  if (lists_all && std::find(comes_about.begin(), comes_about.end(), false) != comes_about.end())
    return "there is a case to which no filling comes";
  return {};
}

void compare_open(const Compiled& compiled, const TreatmentOracle& oracle, const Schedule& schedule,
                  const RandomQuestion& full, Dice& dice, Coverage& coverage) {
  const std::vector<Gap> gaps = gaps_of(full, compiled.model(), oracle, dice);
  const RandomQuestion open = without(full, gaps);
  const std::optional<Shipment> asked = case_of(compiled, open);
  if (!asked || !asked->from.valid()) return;
  // Of a company that nobody declares anything may be true.
  const bool lists_all =
      std::none_of(gaps.begin(), gaps.end(), [](const Gap& gap) { return gap.name == "consignee"; });
  const Model& model = compiled.model();
  bool all_covered = true;
  std::vector<std::pair<std::string, OracleDuty>> duties;
  std::vector<std::pair<std::string, OracleExport>> words;
  for (const RandomQuestion& one : filled(full, gaps)) {
    const std::optional<Shipment> shipment = case_of(compiled, one);
    if (!shipment) return;
    if (!oracle.covered(*shipment, full.is_export).value_or(true)) all_covered = false;
    if (full.is_export) {
      words.emplace_back(one.in_words(), oracle.export_word(*shipment));
      words.back().first += ", " + std::string(to_string(words.back().second.word));
    } else {
      duties.emplace_back(one.in_words(), oracle.duty(*shipment));
      duties.back().first +=
          ", " + in_words(model, duties.back().second.prohibited, duties.back().second.rate);
    }
  }
  std::string wrong;
  std::vector<std::string> depends_on;
  const auto claims_more = [&](const auto& answer) {
    return !all_covered && std::all_of(answer.cases.begin(), answer.cases.end(),
                                       [](const auto& each) { return each.decided() && each.covered.whole; });
  };
  bool says_too_much = false;
  if (full.is_export) {
    const ExportAnswer answer = answer_export(schedule, *asked);
    depends_on = answer.depends_on;
    says_too_much = claims_more(answer);
    wrong = wrong_of_fillings(
        answer, words, lists_all,
        [](const OracleExport& expected, const ExportCase& given) { return expected.word == given.word; });
  } else {
    const DutyAnswer answer = DutyDesk(schedule).answer(*asked);
    depends_on = answer.depends_on;
    says_too_much = claims_more(answer);
    wrong =
        wrong_of_fillings(answer, duties, lists_all, [&](const OracleDuty& expected, const DutyCase& given) {
          return difference(model, expected, given).empty();
        });
  }
  if (!wrong.empty()) RC_FAIL(open.in_words() + "\nturns on" + in_words(depends_on) + "\n" + wrong);
  if (says_too_much) RC_FAIL(open.in_words() + "\nis said to be covered, and one way to fill it is not");
  if (!depends_on.empty()) ++coverage.depending;
}

// Presumed facts that a question leaves out.
std::vector<Gap> presumed_gaps(const RandomQuestion& question, const Model& model, Dice& dice) {
  std::vector<Gap> gaps;
  for (const auto& [fact, value] : question.facts) {
    if (is_presumed(model, fact) && dice.percent(60)) gaps.push_back({fact, values_of(fact)});
  }
  return gaps;
}

std::string outcome_in_words(const Compiled& compiled, const TreatmentOracle& oracle, const Shipment& asked,
                             bool is_export, bool& settled) {
  if (is_export) {
    const OracleExport found = oracle.export_word(asked);
    settled = settled && found.unsettled.empty() && found.uncounted == 0;
    return std::string(to_string(found.word));
  }
  const OracleDuty found = oracle.duty(asked);
  settled = settled && found.unsettled.empty() && found.uncounted == 0;
  std::string text = in_words(compiled.model(), found.prohibited, found.rate);
  for (const OracleDuty::Part& part : found.parts)
    text += "; " + part.amount.to_string() + " at " + in_words(compiled.model(), part.prohibited, part.rate);
  return text;
}

// An answer rests on a presumption where another value of what is presumed would change it, and only there.
void compare_presumed(const Compiled& compiled, const TreatmentOracle& oracle, const RandomQuestion& full,
                      const std::vector<Gap>& gaps, const std::vector<PresumedFact>& presumed,
                      Coverage& coverage) {
  bool settled = true;
  bool differ = false;
  bool is_share = false;
  std::optional<std::string> first;
  for (const RandomQuestion& one : filled(full, gaps)) {
    const std::optional<Shipment> asked = case_of(compiled, one);
    if (!asked) return;
    const std::string outcome = outcome_in_words(compiled, oracle, *asked, full.is_export, settled);
    differ = differ || (first && *first != outcome);
    if (!first) first = outcome;
  }
  // A rate on a share goes on asking, for other shares than those that are tried may come to something else.
  for (const Band& band : compiled.model().bands) is_share = is_share || !band.of_fact.empty();
  const std::string question = without(full, gaps).in_words();
  if (settled && differ && presumed.empty())
    RC_FAIL(question + "\nrests on a presumption, and does not say so");
  if (settled && !differ && !is_share && !presumed.empty())
    RC_FAIL(question + "\nsays that it rests on " + presumed[0].fact + ", and does not");
  for (const PresumedFact& each : presumed) {
    if (std::none_of(gaps.begin(), gaps.end(), [&](const Gap& gap) { return gap.name == each.fact; }))
      RC_FAIL(question + "\npresumes what was given: " + each.fact);
  }
  if (!presumed.empty()) ++coverage.presuming;
}

rc::Gen<std::uint64_t> any_seed() {
  return rc::gen::noShrink(rc::gen::resize(rc::kNominalSize, rc::gen::arbitrary<std::uint64_t>()));
}

}  // namespace

TEST_CASE("treatments and the oracle agree on every question that says all") {
  Coverage coverage;
  const std::string failure = failure_of(
      "treatments and oracle", 1000, rc::detail::toProperty([&] {
        const RandomWorkspace workspace = *any_treatments();
        Dice dice(*any_seed());
        const std::string text = workspace.text();
        const Compiled compiled(text);
        if (is_refused(compiled, coverage)) RC_DISCARD("refused: " + compiled.findings_in_words());
        const TreatmentOracle oracle(compiled.world());
        const Schedule schedule(compiled.world());
        for (int i = 0; i < 40; ++i) {
          const RandomQuestion full = make_question(dice, text);
          const std::vector<Gap> gaps = presumed_gaps(full, compiled.model(), dice);
          const RandomQuestion question = without(full, gaps);
          const std::optional<Shipment> asked = case_of(compiled, question);
          if (!asked) continue;
          for (const Shipment& one : of_each_giver(compiled.model(), oracle, schedule, *asked, question)) {
            if (question.is_export)
              compare_export(oracle, schedule, one, question, coverage);
            else
              compare_duty(compiled, oracle, schedule, one, question, coverage);
          }
          if (!asked->from.valid()) continue;
          const std::vector<PresumedFact> presumed = question.is_export
                                                         ? answer_export(schedule, *asked).presumed
                                                         : DutyDesk(schedule).answer(*asked).presumed;
          compare_presumed(compiled, oracle, full, gaps, presumed, coverage);
        }
        for (int i = 0; i < 5; ++i) {
          const RandomQuestion question = make_question(dice, text);
          compare_rows(compiled.world(), oracle, *parse_date(question.on), coverage);
        }
      }));
  UNSCOPED_INFO(coverage.in_words());
  INFO(failure);
  CHECK(failure.empty());
  CHECK(coverage.refused * 20 <= coverage.workspaces);
  WARN(coverage.in_words());
}

TEST_CASE("an answer to a question with gaps holds whatever fills them, and asks for nothing else") {
  Coverage coverage;
  const std::string failure =
      failure_of("gaps", 600, rc::detail::toProperty([&] {
                   const RandomWorkspace workspace = *any_treatments();
                   Dice dice(*any_seed());
                   const std::string text = workspace.text();
                   const Compiled compiled(text);
                   if (is_refused(compiled, coverage)) RC_DISCARD("refused: " + compiled.findings_in_words());
                   const TreatmentOracle oracle(compiled.world());
                   const Schedule schedule(compiled.world());
                   for (int i = 0; i < 30; ++i)
                     compare_open(compiled, oracle, schedule, make_question(dice, text), dice, coverage);
                 }));
  UNSCOPED_INFO(coverage.in_words());
  INFO(failure);
  CHECK(failure.empty());
  CHECK(coverage.depending >= coverage.workspaces);
  WARN(coverage.in_words());
}

// Every way to have the facts, each of which is "x" or is not: what comes out, in order of the bits that say so.
std::vector<std::string> outcomes(const Compiled& compiled, const TreatmentOracle& oracle,
                                  RandomQuestion question, int facts) {
  std::vector<std::string> all;
  for (unsigned way = 0; way < 1U << static_cast<unsigned>(facts); ++way) {
    question.facts.clear();
    for (int i = 0; i < facts; ++i)
      question.facts.emplace_back(many_fact(i), (way >> static_cast<unsigned>(i) & 1U) != 0 ? "x" : "y");
    bool settled = true;
    all.push_back(
        outcome_in_words(compiled, oracle, *case_of(compiled, question), question.is_export, settled));
    if (!settled) return {};
  }
  return all;
}

// The facts of which one value and another come to different answers, whatever the others are.
std::vector<std::string> that_matter(const std::vector<std::string>& outcomes, int facts) {
  std::vector<std::string> names;
  for (int i = 0; i < facts; ++i) {
    for (std::size_t way = 0; way < outcomes.size(); ++way) {
      if (outcomes[way] == outcomes[way ^ std::size_t{1} << static_cast<unsigned>(i)]) continue;
      names.push_back(many_fact(i));
      break;
    }
  }
  return names;
}

TEST_CASE("of many facts that are not given, those that can change the answer are asked for, and no other") {
  int cut_short = 0;
  int sure = 0;
  const std::string failure = failure_of(
      "many facts", 80, rc::detail::toProperty([&] {
        Dice dice(*any_seed());
        const int facts = dice.from_to(4, 10);
        const std::string text = make_many_facts(dice, facts);
        const Compiled compiled(text);
        if (compiled.has_errors()) RC_FAIL(text + compiled.findings_in_words());
        const TreatmentOracle oracle(compiled.world());
        const Schedule schedule(compiled.world());
        for (const bool is_export : {false, true}) {
          RandomQuestion question;
          question.is_export = is_export;
          question.on = "2025-07-01";
          question.goods = is_export ? "K1" : "8703.23";
          question.from = is_export ? "US" : "GB";
          question.to = is_export ? "GB" : "US";
          const std::vector<std::string> ways = outcomes(compiled, oracle, question, facts);
          if (ways.empty()) continue;
          const std::vector<std::string> matter = that_matter(ways, facts);
          const Shipment asked = *case_of(compiled, question);
          const auto check = [&](const auto& answer) {
            std::vector<std::string> named = answer.depends_on;
            std::sort(named.begin(), named.end());
            // What is cut off may be named without need, unless nothing matters at all.
            const bool agree = answer.cut_short && !matter.empty()
                                   ? std::includes(named.begin(), named.end(), matter.begin(), matter.end())
                                   : named == matter;
            if (!agree)
              RC_FAIL(text + question.in_words() + "\nasked for:" + in_words(named) +
                      "\nand what matters:" + in_words(matter));
            cut_short += answer.cut_short ? 1 : 0;
            sure += answer.depends() ? 0 : 1;
          };
          if (is_export)
            check(answer_export(schedule, asked));
          else
            check(DutyDesk(schedule).answer(asked));
        }
      }));
  INFO(failure);
  CHECK(failure.empty());
  CHECK(cut_short > 0);
  CHECK(sure > 10);
}

TEST_CASE("what is said once for a whole measure means what it means on each of its lines") {
  int compared = 0;
  const std::string failure = failure_of(
      "spelled out", 600, rc::detail::toProperty([&] {
        const std::uint64_t seed = *any_seed();
        const std::string text = make_treatments(seed).text();
        const std::string long_text = make_treatments(seed, Spelling::spelled_out).text();
        if (text == long_text) RC_DISCARD("nothing to spell out");
        const Compiled compiled(text);
        const Compiled spelled_out(long_text);
        Coverage coverage;
        if (is_refused(compiled, coverage)) RC_DISCARD("refused: " + compiled.findings_in_words());
        const TreatmentOracle oracle(compiled.world());
        const Schedule schedule(compiled.world());
        const Schedule long_schedule(spelled_out.world());
        Dice dice(*any_seed());
        for (int i = 0; i < 40; ++i) {
          const RandomQuestion full = make_question(dice, text);
          const RandomQuestion question = without(full, gaps_of(full, compiled.model(), oracle, dice));
          const std::optional<Shipment> asked = case_of(compiled, question);
          const std::optional<Shipment> again = case_of(spelled_out, question);
          if (!asked || !again || !asked->from.valid()) continue;
          ++compared;
          const auto agree = [&](const auto& a, const auto& b) {
            return a.depends_on == b.depends_on && a.presumed == b.presumed &&
                   std::equal(
                       a.cases.begin(), a.cases.end(), b.cases.begin(), b.cases.end(),
                       [](const auto& x, const auto& y) { return x.facts == y.facts && same_outcome(x, y); });
          };
          const bool same =
              question.is_export
                  ? agree(answer_export(schedule, *asked), answer_export(long_schedule, *again))
                  : agree(DutyDesk(schedule).answer(*asked), DutyDesk(long_schedule).answer(*again));
          if (!same) RC_FAIL(question.in_words() + "\n" + text + "\nand spelled out:\n" + long_text);
        }
      }));
  INFO(failure);
  CHECK(failure.empty());
  CHECK(compared > 1000);
}

}  // namespace quid::tests
