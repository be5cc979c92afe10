// Duties, exports and quotas of the real deals: every answer in tests/treatment_pins.txt, each read off a
// source.
//
//   DATE | tariff on GOODS from P into P [with FACT VALUE, ...] is RATE|prohibit | yes/no | source
//   DATE | tariff on ... depends on FACT | yes | source
//   DATE | export of GOODS|QUANTITY [from P] to P [with ...] is WORD [or WORD] | yes/no | source
//   DATE | used|left|limit of REF in PERIOD is QUANTITY | yes | source
//   DATE | [not] REF STATE | yes | source
#include <algorithm>
#include <catch2/catch.hpp>

#include "core/duty.hpp"
#include "core/export_rule.hpp"
#include "core/quantity.hpp"
#include "dsl/case_query.hpp"
#include "tests/deals.hpp"

namespace quid::tests {

namespace {

template <typename Found>
Found good(std::variant<Found, QueryMistake> found) {
  if (const QueryMistake* mistake = std::get_if<QueryMistake>(&found))
    FAIL(mistake->message << " " << mistake->help);
  return std::move(std::get<Found>(found));
}

// Takes what stands before `mark` off the text, and the mark too. The whole text where there is none.
std::string take(std::string& text, const std::string& mark, bool& found) {
  const std::size_t at = text.find(mark);
  found = at != std::string::npos;
  std::string before = text.substr(0, at);
  text = found ? text.substr(at + mark.size()) : std::string();
  return before;
}

const Schedule& schedule() {
  static const Schedule instance(deals().world());
  return instance;
}

class Claim {
 public:
  Claim(Date on, std::string text) : text_(std::move(text)) { case_.on = on; }

  const std::string& said() const { return said_; }

  bool holds() {
    if (takes("tariff on ")) return tariff();
    if (takes("export of ")) return export_rule();
    for (const char* what : {"used", "left", "limit"}) {
      if (takes(std::string(what) + " of ")) return quota(what);
    }
    const bool denied = takes("not ");
    const StateKey key = good(parse_state_query(symbols(), model(), text_));
    return deals().world().days(key).contains(case_.on) != denied;
  }

 private:
  const Model& model() const { return deals().world().model; }
  const Symbols& symbols() const { return deals().compilation.symbols; }

  bool takes(const std::string& word) {
    if (!text_.starts_with(word)) return false;
    text_ = text_.substr(word.size());
    return true;
  }

  PartyId party(const std::string& code) const {
    const PartyId found = symbols().find_party(code);
    REQUIRE(found.valid());
    return found;
  }

  // `NAME VALUE, NAME VALUE`
  void facts(std::string list) {
    bool more = true;
    while (more) {
      std::string value = take(list, ", ", more);
      bool has_value = false;
      const std::string name = take(value, " ", has_value);
      REQUIRE(has_value);
      if (name == "consignee") {
        case_.consignee = good(parse_entity_query(symbols(), model(), value));
      } else if (name == "quantity") {
        case_.quantity = good(parse_quantity_query(symbols(), model(), value));
      } else {
        case_.facts.push_back(good(parse_fact_query(symbols(), model(), name, value)));
      }
    }
  }

  // The words before ` is ` or ` depends on `, and which of the two it was.
  std::string subject(bool& depends) {
    bool found = false;
    std::string before = take(text_, " depends on ", depends);
    if (!depends) {
      text_ = before;
      before = take(text_, " is ", found);
      REQUIRE(found);
    }
    std::string rest = before;
    before = take(rest, " with ", found);
    if (found) facts(rest);
    return before;
  }

  static bool turns_on(const std::vector<std::string>& facts, const std::string& fact) {
    INFO("it turns on " << facts.size() << " facts" << (facts.empty() ? "" : ", the first is " + facts[0]));
    CHECK(facts == std::vector<std::string>{fact});
    return facts == std::vector<std::string>{fact};
  }

  bool tariff() {
    bool depends = false;
    bool found = false;
    std::string places = subject(depends);
    case_.goods = good(parse_goods_query(symbols(), model(), take(places, " from ", found)));
    case_.from = party(take(places, " into ", found));
    case_.to = party(places);
    const DutyAnswer answer = DutyDesk(schedule()).answer(case_);
    if (depends) return turns_on(answer.depends_on, text_);
    INFO("it turns on " << (answer.depends() ? answer.depends_on[0] : "nothing"));
    CHECK_FALSE(answer.depends());
    const DutyCase& only = answer.cases.back();
    if (text_ == "prohibit") return only.prohibited;
    const Quantity rate = good(parse_quantity_query(symbols(), model(), text_));
    said_ = only.rate.percent.to_string() + "%";
    return !only.prohibited && only.rate.specific.empty() && only.rate.percent == Ratio(rate.amount);
  }

  bool export_rule() {
    bool depends = false;
    bool found = false;
    std::string places = subject(depends);
    const std::string goods = take(places, " to ", found);
    REQUIRE(found);
    std::string what = goods;
    std::string from = what;
    what = take(from, " from ", found);
    if (found) case_.from = party(from);
    case_.to = party(places);
    read_goods(what);
    const ExportAnswer answer = answer_export(schedule(), case_);
    if (depends) return turns_on(answer.depends_on, text_);
    INFO("it turns on " << (answer.depends() ? answer.depends_on[0] : "nothing"));
    CHECK_FALSE(answer.depends());
    said_ = to_string(answer.cases.back().word);
    for (bool more = true; more;) {
      if (take(text_, " or ", more) == to_string(answer.cases.back().word)) return true;
    }
    return false;
  }

  void read_goods(const std::string& words) {
    const auto quantity = parse_quantity_query(symbols(), model(), words);
    if (const Quantity* amount = std::get_if<Quantity>(&quantity); amount && amount->unit.valid()) {
      case_.quantity = *amount;
      case_.goods.chip = model()[amount->unit].chip;
      REQUIRE(case_.goods.chip.valid());
    } else {
      case_.goods = good(parse_goods_query(symbols(), model(), words));
    }
  }

  bool quota(const std::string& what) {
    bool found = false;
    const std::string name = take(text_, " in ", found);
    const std::optional<Period> period = parse_period(take(text_, " is ", found));
    REQUIRE(period);
    const Quantity expected = good(parse_quantity_query(symbols(), model(), text_));
    const Subject subject = good(find_subject(symbols(), model(), name));
    REQUIRE(subject.kind == SubjectKind::provision);
    for (const QuotaRow& row : quota_rows(model(), deals().world().index, subject.provision(), case_.on)) {
      // A limit in all may say another amount for a quarter: then that is what is asked.
      if (row.period != *period && !(row.period.contains(period->begin) && period->contains(case_.on)))
        continue;
      const Decimal& amount = what == "used" ? row.used : what == "left" ? row.left : row.limit;
      const std::optional<Decimal> wanted = in_dimension(model(), expected, model()[row.unit].dimension);
      REQUIRE(wanted);
      said_ = amount.to_string();
      return amount == *wanted;
    }
    FAIL("there is no such quota");
    return false;
  }

  std::string text_;
  Case case_;
  std::string said_;  // what came out
};

}  // namespace

TEST_CASE("the shipped agreements give the pinned duties, export answers and quotas") {
  std::size_t count = 0;
  for (const PinLine& pin : pin_lines("treatment_pins.txt")) {
    INFO(pin.words);
    REQUIRE(pin.fields.size() == 4);
    const std::optional<Date> on = parse_date(pin.fields[0]);
    REQUIRE(on);
    Claim claim(*on, pin.fields[1]);
    const bool holds = claim.holds();
    INFO("it says " << claim.said());
    CHECK(holds == (pin.fields[2] == "yes"));
    ++count;
  }
  CHECK(count >= 150);
}

}  // namespace quid::tests
