#include "tests/claims.hpp"

#include <stdexcept>
#include <variant>

#include "core/model/quantity.hpp"
#include "core/treatments/duty.hpp"
#include "core/treatments/export.hpp"
#include "dsl/query/shipment.hpp"
#include "tools/ask/shipment.hpp"

namespace quid::tests {

namespace {

template <typename Found>
Found good(std::variant<Found, dsl::QueryMistake> found) {
  if (const dsl::QueryMistake* mistake = std::get_if<dsl::QueryMistake>(&found))
    throw std::invalid_argument(mistake->message + " " + mistake->help);
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

std::string must_take(std::string& text, const std::string& mark) {
  bool found = false;
  std::string before = take(text, mark, found);
  if (!found) throw std::invalid_argument("`" + mark + "` is missing after `" + before + "`");
  return before;
}

class Claim {
 public:
  Claim(const Schedule& schedule, const dsl::Symbols& symbols, Date on, std::string text)
      : schedule_(schedule), symbols_(symbols), model_(schedule.world().model), text_(std::move(text)) {
    case_.on = on;
  }

  ClaimResult examine() {
    std::string rest = text_;
    text_ = take(rest, " presuming ", says_presumed_);
    presumed_ = rest;
    for (const std::string said : {" and not covered", " and covered"}) {
      if (!text_.ends_with(said)) continue;
      text_.resize(text_.size() - said.size());
      covered_ = said;
      break;
    }
    if (takes("tariff on ")) return tariff();
    if (takes("export of ")) return export_rule();
    for (const char* what : {"used", "left", "limit"}) {
      if (takes(std::string(what) + " of ")) return quota(what);
    }
    const bool denied = takes("not ");
    const StateKey key = good(parse_state_query(symbols_, model_, text_));
    const bool holds = schedule_.world().days(key).contains(case_.on);
    return {holds != denied, holds ? "it holds" : "it does not hold"};
  }

 private:
  bool takes(const std::string& word) {
    if (!text_.starts_with(word)) return false;
    text_ = text_.substr(word.size());
    return true;
  }

  PartyId party(const std::string& code) const {
    const PartyId found = symbols_.find_party(code);
    if (!found.valid()) throw std::invalid_argument("no party " + code);
    return found;
  }

  // `NAME VALUE, NAME VALUE`
  void facts(std::string list) {
    bool more = true;
    while (more) {
      std::string value = take(list, ", ", more);
      const std::string name = must_take(value, " ");
      if (name == "consignee") {
        case_.consignee = good(parse_entity_query(symbols_, model_, value));
      } else if (name == "quantity" || name == "value") {
        (name == "value" ? case_.value : case_.quantity) =
            good(parse_quantity_query(symbols_, model_, value));
      } else {
        case_.facts.push_back(good(parse_fact_query(symbols_, model_, name, value)));
      }
    }
  }

  // Where the claim says what the answer presumes, that has to be so too.
  template <typename Answer>
  ClaimResult rests_on(const Answer& answer, ClaimResult found) const {
    if (!covered_.empty()) {
      const std::string covered = answer.cases.back().covered.whole ? " and covered" : " and not covered";
      found = {found.holds && covered == covered_, found.said + covered};
    }
    if (!says_presumed_) return found;
    const std::string presumed = answer.presumed.empty() ? "nothing" : tools::presumed_words(answer.presumed);
    return {found.holds && presumed == presumed_, found.said + " presuming " + presumed};
  }

  // The words before ` is ` or ` depends on `, and which of the two it was.
  std::string subject(bool& depends) {
    std::string before = take(text_, " depends on ", depends);
    if (!depends) {
      text_ = before;
      before = must_take(text_, " is ");
    }
    bool found = false;
    std::string rest = before;
    before = take(rest, " with ", found);
    if (found) facts(rest);
    return before;
  }

  template <typename Answer>
  ClaimResult turns_on(const Answer& answer) const {
    std::string facts;
    for (const std::string& fact : answer.depends_on) facts += (facts.empty() ? "" : " and ") + fact;
    return {facts == text_, "it turns on " + (facts.empty() ? "nothing" : facts)};
  }

  ClaimResult tariff() {
    bool depends = false;
    std::string places = subject(depends);
    case_.goods = good(parse_goods_query(symbols_, model_, must_take(places, " from ")));
    case_.from = party(must_take(places, " into "));
    case_.to = party(places);
    const DutyAnswer answer = DutyDesk(schedule_).answer(case_);
    if (depends || answer.depends()) return rests_on(answer, turns_on(answer));
    const DutyCase& only = answer.cases.back();
    std::string said = only.prohibited ? "prohibit" : tools::rate_text(model_, only.rate);
    return rests_on(answer, {said == text_, said});
  }

  ClaimResult export_rule() {
    bool depends = false;
    bool found = false;
    std::string places = subject(depends);
    std::string from = must_take(places, " to ");
    const std::string what = take(from, " from ", found);
    if (found) case_.from = party(from);
    case_.to = party(places);
    read_goods(what);
    const ExportAnswer answer = answer_export(schedule_, case_);
    if (depends || answer.depends()) return rests_on(answer, turns_on(answer));
    const std::string said(to_string(answer.cases.back().word));
    for (bool more = true; more;) {
      if (take(text_, " or ", more) == said) return rests_on(answer, {true, said});
    }
    return rests_on(answer, {false, said});
  }

  void read_goods(const std::string& words) {
    const auto quantity = parse_quantity_query(symbols_, model_, words);
    const Quantity* amount = std::get_if<Quantity>(&quantity);
    if (amount != nullptr && amount->unit.valid() && model_[amount->unit].chip.valid()) {
      case_.quantity = *amount;
      case_.goods.chip = model_[amount->unit].chip;
    } else {
      case_.goods = good(parse_goods_query(symbols_, model_, words));
    }
  }

  ClaimResult quota(const std::string& what) {
    const std::string name = must_take(text_, " in ");
    const std::optional<Period> period = parse_period(must_take(text_, " is "));
    if (!period) throw std::invalid_argument("no period");
    const Quantity expected = good(parse_quantity_query(symbols_, model_, text_));
    const Subject subject = good(find_subject(symbols_, model_, name));
    for (const QuotaRow& row : quota_rows(model_, schedule_.world().index, subject.provision(), case_.on)) {
      // A limit in all may say another amount for a quarter: then that is what is asked.
      if (row.period != *period && !(row.period.contains(period->begin) && period->contains(case_.on)))
        continue;
      const Decimal& amount = what == "used" ? row.used : what == "left" ? row.left : row.limit;
      return {in_dimension(model_, expected, model_[row.unit].dimension) == amount, amount.to_string()};
    }
    return {false, "there is no such quota"};
  }

  const Schedule& schedule_;
  const dsl::Symbols& symbols_;
  const Model& model_;
  std::string text_;
  std::string covered_;   // what the claim says of it, empty where nothing
  std::string presumed_;  // behind ` presuming `
  bool says_presumed_ = false;
  Shipment case_;
};

}  // namespace

ClaimResult examine(const Schedule& schedule, const dsl::Symbols& symbols, Date on,
                    const std::string& claim) {
  return Claim(schedule, symbols, on, claim).examine();
}

}  // namespace quid::tests
