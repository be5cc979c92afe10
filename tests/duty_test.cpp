// Duties, exports and quotas in small texts: what random rules once got wrong, each told by itself.
#include <catch2/catch.hpp>

#include "core/goods/quota.hpp"
#include "core/treatments/duty.hpp"
#include "core/treatments/export.hpp"
#include "dsl/query/shipment.hpp"
#include "tests/claims.hpp"
#include "tests/compiled.hpp"

namespace quid::tests {
namespace {

class Desk {
 public:
  explicit Desk(const std::string& text) : compiled_(text), schedule_(compiled_.world()) {
    INFO(compiled_.findings_in_words());
    REQUIRE_FALSE(compiled_.has_errors());
  }

  // Empty where the claim holds, else what came out.
  std::string wrong(const std::string& day, const std::string& claim) const {
    const ClaimResult result = examine(schedule_, compiled_.symbols(), *parse_date(day), claim);
    return result.holds ? "" : result.said;
  }

  // `10 at 5%, 20 at 15%`, in the unit of the quantity; the unit says it where the goods are a chip.
  std::string parts(const std::string& day, const std::string& code, const std::string& amount,
                    const std::string& unit) const {
    Shipment asked;
    asked.on = *parse_date(day);
    asked.goods.code = code;
    asked.from = compiled_.symbols().find_party("IN");
    asked.to = compiled_.symbols().find_party("US");
    const Model& model = compiled_.model();
    for (std::size_t i = 0; i < model.units.size(); ++i) {
      if (model.units[i].name != unit) continue;
      asked.quantity = Quantity{*parse_decimal(amount), UnitId(i)};
      asked.goods.chip = model.units[i].chip;
    }
    const DutyAnswer answer = DutyDesk(schedule_).answer(asked);
    std::string text;
    for (const DutyPart& part : answer.cases.at(0).parts) {
      text += (text.empty() ? "" : ", ") + part.quantity.amount.to_string() + " at ";
      text += part.prohibited ? "none" : part.rate.percent.to_string() + "%";
    }
    return text;
  }

  // `allow (x1), deny (otherwise)`: what an export comes to by what it turns on.
  std::string ways(const std::string& day, const std::string& chip, const std::string& to) const {
    Shipment asked;
    asked.on = *parse_date(day);
    asked.from = compiled_.symbols().find_party("US");
    asked.to = compiled_.symbols().find_party(to);
    asked.goods.chip = compiled_.symbols().find_goods(chip).chip;
    std::string text;
    for (const ExportCase& one : answer_export(schedule_, asked).cases) {
      text += (text.empty() ? "" : ", ") + std::string(to_string(one.word)) + " (";
      for (const auto& [name, words] : one.facts) text += words;
      text += ")";
    }
    return text;
  }

  // `2025-04-01: 20` for each row, in base units.
  std::string limits(const std::string& day, const std::string& measure) const {
    std::string text;
    const Model& model = compiled_.model();
    for (std::size_t i = 0; i < model.provisions.size(); ++i) {
      if (name_of(model, ProvisionId(i)) != measure) continue;
      for (const QuotaRow& row :
           quota_rows(model, compiled_.world().index, ProvisionId(i), *parse_date(day))) {
        text += (text.empty() ? "" : ", ") + to_string(row.period.begin) + ": " + row.limit.to_string();
        if (row.holder.valid()) text.append(" of ").append(model[row.holder].name);
      }
    }
    return text;
  }

  // `2026-01-03`, of the only row that is left over by then.
  std::string full_since(const std::string& day, const std::string& name) const {
    const Model& model = compiled_.model();
    for (std::size_t i = 0; i < model.provisions.size(); ++i) {
      if (name_of(model, ProvisionId(i)) != name) continue;
      const std::vector<QuotaRow> rows =
          quota_rows(model, compiled_.world().index, ProvisionId(i), *parse_date(day));
      REQUIRE_FALSE(rows.empty());
      const std::optional<Date> since = rows.back().exhausted_on;
      return since ? to_string(*since) : "never";
    }
    return "no such provision";
  }

  // Of goods from GB into US.
  DutyAnswer duty(const std::string& day, const std::string& goods, const std::string& quantity = "") const {
    Shipment asked;
    asked.on = *parse_date(day);
    asked.goods = std::get<NamedGoods>(parse_goods_query(compiled_.symbols(), compiled_.model(), goods));
    asked.from = compiled_.symbols().find_party("GB");
    asked.to = compiled_.symbols().find_party("US");
    if (!quantity.empty())
      asked.quantity =
          std::get<Quantity>(parse_quantity_query(compiled_.symbols(), compiled_.model(), quantity));
    return DutyDesk(schedule_).answer(asked);
  }
  // `5% (hs 87), prohibited ()`.
  std::string duties(const std::string& day, const std::string& goods,
                     const std::string& quantity = "") const {
    std::string text;
    for (const DutyCase& one : duty(day, goods, quantity).cases) {
      text += (text.empty() ? "" : ", ");
      if (!one.decided()) {
        text += "needs";
        for (const std::string& fact : one.lacks) text += " " + fact;
      } else {
        text += one.prohibited ? "prohibited" : one.rate.percent.to_string() + "%";
      }
      text += " (";
      for (const auto& [name, words] : one.facts) text += (text.back() == '(' ? "" : ", ") + words;
      text += ")";
    }
    return text;
  }

  const Compiled& compiled() const { return compiled_; }

 private:
  Compiled compiled_;
  Schedule schedule_;
};

}  // namespace

TEST_CASE("a limit for longer than an accounting period counts in each period of it") {
  const Desk desk("measure m { by US  tariff on hs 72: cap 5% up to 9 t per quarter (0 t in 2025) }\n");
  CHECK(desk.limits("2026-02-01", "m") ==
        "2025-01-01: 0, 2025-04-01: 0, 2025-07-01: 0, 2025-10-01: 0, 2026-01-01: 9000");
  CHECK(desk.compiled().days("m exhausted") == "2025-01-01 .. 2025-12-31");
}

TEST_CASE("a period without use and without a limit of its own has no row") {
  const Desk desk("measure m { by US  tariff on hs 72: cap 5% up to 9 t per month (20 t in 2025-05) }\n");
  CHECK(desk.limits("2025-08-01", "m") == "2025-05-01: 20000, 2025-08-01: 9000");
}

TEST_CASE("whoever has used nothing by the day has no row") {
  const Desk desk(
      "entity x { in IN  headquarters IN }\n"
      "measure m { by US  tariff on hs 72: cap 5% up to 9 t in all per consignee }\n"
      "2025-06-01 enter 1 t from IN into US under m consignee x\n");
  CHECK(desk.limits("2025-05-31", "m") == "-infinity: 9000");
  CHECK(desk.limits("2025-06-01", "m") == "-infinity: 9000 of x");
}

TEST_CASE("what counts toward a full quota has no room for duties either") {
  const Desk desk(
      "measure mfn { by US  tariff on hs 72: base 40% }\n"
      "measure m {\n"
      "  by US\n"
      "  concession whole { tariff on hs 73: set 0% up to 50 t in all }\n"
      "  concession part { tariff on hs 72: set 0% up to 30 t in all  counts toward whole }\n"
      "}\n"
      "2025-03-01 enter 40 t from IN into US under m.whole\n");
  CHECK(desk.parts("2025-02-01", "7208", "35", "t") == "30 at 0%, 5 at 40%");
  CHECK(desk.parts("2025-03-01", "7208", "35", "t") == "10 at 0%, 25 at 40%");
}

TEST_CASE("a quantity uses every quota of the provision that it is entered under, once") {
  const Desk desk(
      "measure m {\n"
      "  by US\n"
      "  tariff on all goods: add 25% up to 40 t in all, then add 10%\n"
      "  concession p { tariff on hs 72: cap 15% up to 20 t in all  counts toward m }\n"
      "}\n");
  CHECK(desk.parts("2025-02-01", "7208", "100", "t") == "20 at 15%, 20 at 25%, 60 at 10%");
}

TEST_CASE("what is entered under a preference uses no other quota") {
  const Desk desk(
      "measure m { by US  tariff on hs 72: add 25% }\n"
      "measure n {\n"
      "  by US\n"
      "  concession a { tariff on hs 72: set 0% up to 10 t in all }\n"
      "  concession b { tariff on hs 72: exempt from m up to 20 t in all }\n"
      "  concession c { tariff on hs 72: add 5% }\n"
      "}\n");
  CHECK(desk.parts("2025-02-01", "7208", "100", "t") == "10 at 0%, 20 at 5%, 70 at 30%");
}

TEST_CASE("room for less than one chip takes none") {
  const Desk desk(
      "chip K { tpp 5 TPP  hs 8471.80 }\n"
      "measure m { by US  tariff on K: set 0% up to 13 TPP in all, then set 20% }\n"
      "measure mfn { by US  tariff on K: base 40% }\n");
  CHECK(desk.parts("2025-02-01", "", "8", "K") == "2 at 0%, 6 at 20%");
  const Desk narrow(
      "chip K { tpp 5 TPP  hs 8471.80 }\n"
      "measure m { by US  tariff on K: set 0% up to 3 TPP in all, then set 20% }\n"
      "measure mfn { by US  tariff on K: base 40% }\n");
  CHECK(narrow.parts("2025-02-01", "", "8", "K") == "8 at 20%");
}

TEST_CASE("a control is no freer for what is too large for it, nor for a quota of unknown size") {
  const Desk desk(
      "metric output in TPP\n"
      "chip K { tpp 5 TPP }\n"
      "measure m {\n"
      "  by US\n"
      "  control whole { export of K: license up to 100 TPP in all }\n"
      "  control part { export of K: notify up to 50 TPP in all, then deny where end-use is \"games\"\n"
      "    counts toward whole }\n"
      "}\n"
      "measure n { by GB  control share { export of K: notify up to 50% of output in all, then deny } }\n");
  CHECK(desk.wrong("2025-02-01", "export of 40 K from US to IN with end-use \"talk\" is license") == "");
  CHECK(desk.wrong("2025-02-01", "export of 40 K from US to IN with end-use \"games\" is deny") == "");
  CHECK(desk.wrong("2025-02-01", "export of 4 K from GB to IN is deny") == "");
}

TEST_CASE("a fact that only bears on what is not charged is not asked for") {
  const Desk desk(
      "authority a { by US }\n"
      "measure mfn { by US  tariff on hs 72: base 20 USD per 1 t }\n"
      "measure m { by US  under a  tariff on hs 72: add to 15% }\n"
      "measure n { by US  concession free { tariff on hs 7204: exempt from a } }\n"
      "measure o { by US  tariff on hs 7205: prohibit }\n");
  CHECK(desk.wrong("2025-02-01", "tariff on hs 7204.10 from IN into US is 0% + 20 USD per 1 t") == "");
  CHECK(desk.wrong("2025-02-01", "tariff on hs 7205.10 from IN into US is prohibit") == "");
  CHECK(desk.wrong("2025-02-01", "tariff on hs 7206.10 from IN into US depends on quantity and value") == "");
}

TEST_CASE("the rate alone is known where a fact that is lacking changes nothing") {
  const Desk desk("measure m { by US  tariff on eccn 3A090: cap 5% }\n");
  Schedule schedule(desk.compiled().world());
  Shipment asked;
  asked.on = *parse_date("2025-02-01");
  asked.goods.code = "720810";
  asked.from = desk.compiled().symbols().find_party("IN");
  asked.to = desk.compiled().symbols().find_party("US");
  const std::optional<DutyRate> rate = DutyDesk(schedule).rate(asked);
  REQUIRE(rate);
  CHECK(rate->is_zero());
}

TEST_CASE("a staged cut never rises, and without a base on its first day is at its goal") {
  const Desk desk(
      "measure mfn {\n"
      "  by US\n"
      "  tariff on hs 72: base 2%\n"
      "  concession later { tariff on hs 7204, 73: base 10%  from 2025-03-01 }\n"
      "}\n"
      "agreement d {\n"
      "  parties US, IN\n"
      "  in force 2025-02-01\n"
      "  concession p { by US  tariff on hs 72, 73: cut to 5% in 4 annual steps }\n"
      "}\n");
  CHECK(desk.wrong("2025-02-01", "tariff on hs 7204 from IN into US is 2%") == "");
  CHECK(desk.wrong("2025-03-01", "tariff on hs 7204 from IN into US is 5%") == "");
  CHECK(desk.wrong("2025-03-01", "tariff on hs 7304 from IN into US is 5%") == "");
}

TEST_CASE("a coarse question depends on the code where a list names some of it more exactly") {
  const Desk desk(
      "measure m {\n"
      "  by US\n"
      "  tariff on hs 72 from IN: add 10%\n"
      "  tariff on hs 72, 7205: add 40%\n"
      "}\n");
  CHECK(desk.wrong("2025-02-01", "tariff on hs 7204 from IN into US is 10%") == "");
  CHECK(desk.wrong("2025-02-01", "tariff on hs 7205 from IN into US is 40%") == "");
  CHECK(desk.wrong("2025-02-01", "tariff on hs 72 from IN into US depends on goods") == "");
}

TEST_CASE("who has used what another quota counts as well is told apart") {
  const Desk desk(
      "entity x { in IN  headquarters IN }\n"
      "chip K { tpp 5 TPP }\n"
      "measure m {\n"
      "  by US\n"
      "  control ban { export of K: deny }\n"
      "  allowance whole { export of K: allow up to 50 TPP in all per consignee where zone is \"far\" }\n"
      "  allowance part { export of K: allow up to 900 TPP in all  counts toward whole }\n"
      "}\n"
      "2025-01-01 ship 10 K from US to IN under m.whole consignee x\n");
  CHECK(desk.wrong("2025-02-01", "export of 1 K from US to IN with consignee x is deny") == "");
  CHECK(desk.wrong("2025-02-01", "export of 1 K from US to IN depends on consignee") == "");
}

TEST_CASE("a question by control number meets rules by HS code through the chips that it means") {
  const Desk desk(
      "chip A { tpp 5_000 TPP  eccn 3A090.a  hs 8542.31 }\n"
      "chip B { tpp 6_000 TPP  eccn 3A090.a  hs 8471.80 }\n"
      "measure m { by US  export of hs 8542: license }\n"
      "measure n { by US  export of hs 8703: deny }\n");
  CHECK(desk.wrong("2025-02-01", "export of eccn 3A090.a from US to IN depends on goods") == "");
  CHECK(desk.wrong("2025-02-01", "export of eccn 3A001 from US to IN is allow") == "");
  CHECK(desk.wrong("2025-02-01", "export of 1 A from US to IN is license") == "");
  CHECK(desk.wrong("2025-02-01", "export of 1 B from US to IN is allow") == "");
}

TEST_CASE("a member with a rule of its own does not stand for the rest of its group") {
  const Desk desk(
      "entity x1 { in GB }\n"
      "entity x2 { in FR }\n"
      "group e { x1, x2 }\n"
      "chip K { tpp 5 TPP }\n"
      "measure m { by US  export of K: deny where not consignee in e }\n"
      "measure n { by US  export of K: license }\n"
      "agreement d {\n"
      "  parties US, GB, FR\n"
      "  in force 2025-01-01\n"
      "  allowance p { by US  to each e  export of K: allow }\n"
      "}\n");
  CHECK(desk.wrong("2025-02-01", "export of 1 K from US to GB with consignee x1 is allow") == "");
  CHECK(desk.wrong("2025-02-01", "export of 1 K from US to GB with consignee x2 is license") == "");
  CHECK(desk.ways("2025-02-01", "K", "GB") == "license (in e), allow (x1), deny (otherwise)");
}

TEST_CASE("where there are more ways than are followed, every fact is named, and the cut is said") {
  std::string text;
  for (int i = 0; i < 16; ++i) {
    const std::string n = std::to_string(i);
    text += "measure n" + n + " { by US  tariff on hs 87: add 1% where f" + n + " is \"x\" }\n";
  }
  const DutyAnswer answer = Desk(text).duty("2025-03-01", "87");
  CHECK(answer.cut_short);
  CHECK(answer.depends_on.size() == 16);
}

TEST_CASE("a quantity that only a test asks about is no amount to reckon with") {
  const Desk desk(
      "measure m { by US  tariff on hs 87: base 10%  tariff on hs 87: add 5% where quantity >= 5 t }\n"
      "agreement d {\n"
      "  parties US, GB\n"
      "  in force 2025-01-01\n"
      "  concession c { by US  tariff on hs 87: set 1% up to 2 t per year }\n"
      "}\n");
  CHECK(desk.duties("2025-03-01", "87") == "1% ()");
  CHECK(desk.duty("2025-03-01", "87").cases[0].parts.empty());
}

// -- T1

TEST_CASE("a product in a question does not hold the goods that it excepts") {
  const Desk desk(
      "product p { hs 72, hs 87 except hs 7208 }\n"
      "product q { p, hs 7208.51 }\n"
      "measure m { by US  tariff on hs 87: add 5%  tariff on hs 7208: add 7% }\n"
      "measure n { by US  export of hs 7208: deny  export of hs 8703: license }\n");
  CHECK(desk.duties("2025-03-01", "p") == "0% (HS 72), 5% (HS 87)");
  CHECK(desk.duties("2025-03-01", "q") == "0% (HS 72), 5% (HS 87), 7% (HS 7208.51)");
}

TEST_CASE("a part of a product that is excepted whole is no part of it") {
  const Desk desk(
      "product p { hs 7208.51, hs 8703 except hs 7208 }\n"
      "measure m { by US  tariff on hs 8703: add 5%  tariff on hs 72: add 7% }\n");
  CHECK(desk.duties("2025-03-01", "p") == "5% ()");
}

TEST_CASE("a product of products holds what one of them excepts and another holds") {
  const Desk desk(
      "product a { hs 72 except hs 7208 }\n"
      "product b { hs 72 except hs 7209 }\n"
      "product p { a, b }\n"
      "product o { a, hs 87 except hs 7210 }\n"
      "measure m { by US  tariff on hs 7208: add 7%  tariff on hs 7210: add 9% }\n");
  CHECK(desk.duties("2025-03-01", "p") == "7% (HS 7208), 9% (HS 7210), 0% (other HS 72)");
  CHECK(desk.duties("2025-03-01", "o") == "0% ()");
}

TEST_CASE("a product of chips does not hold the chips that it excepts") {
  const Desk desk(
      "chip K1 { tpp 5 TPP  hs 8542.31  eccn 3A090.a }\n"
      "chip K2 { tpp 9 TPP  hs 8542.31  eccn 3A090.b }\n"
      "product p { eccn 3A090, hs 87 except K2 }\n"
      "measure m { by US  tariff on K1: add 1%  tariff on K2: add 2% }\n");
  CHECK(desk.duty("2025-03-01", "p").depends_on == std::vector<std::string>{"goods"});
  for (const DutyCase& one : desk.duty("2025-03-01", "p").cases) CHECK_FALSE(one.rate.percent == Decimal(2));
}

// -- T2

TEST_CASE("goods that may not enter in any case do not depend") {
  const Desk goods(
      "measure m { by US  tariff on hs 8703: add 15% }\n"
      "agreement d { parties US, GB  in force 2025-01-01  concession c { by US  tariff on hs 87: prohibit } "
      "}\n");
  CHECK(goods.duties("2025-03-01", "87") == "prohibited ()");
  const Desk share(
      "measure m { by US  tariff on hs 87: add 15% where share >= 5% }\n"
      "agreement d { parties US, GB  in force 2025-01-01  concession c { by US  tariff on hs 87: prohibit } "
      "}\n");
  CHECK(share.duties("2025-03-01", "87") == "prohibited ()");
  // Two rules of which one is sure to be in the way.
  const Desk either(
      "agreement d {\n"
      "  parties US, GB\n"
      "  in force 2025-01-01\n"
      "  concession c { by US  tariff on hs 87: prohibit where share >= 5% }\n"
      "  concession e { by US  tariff on hs 87: prohibit where share < 10% }\n"
      "}\n"
      "measure m { by US  tariff on hs 87: add 15% where share >= 7% }\n");
  CHECK(either.duties("2025-03-01", "87") == "prohibited ()");
  CHECK(either.duties("2025-03-01", "87", "5 t") == "prohibited ()");
}

// -- T3

TEST_CASE("a limit that has grown is not full since before it grew") {
  const std::string deal =
      "agreement d {\n"
      "  parties US, GB\n"
      "  in force 2025-01-01\n"
      "  concession c { by US  tariff on hs 87: set 1% up to 36 t in all (26 t in 2026-Q1) }\n"
      "}\n"
      "2026-01-03 enter 26 t from GB into US under d.c\n";
  const Desk once(deal);
  CHECK(once.full_since("2026-02-01", "d.c") == "2026-01-03");
  CHECK(once.full_since("2026-10-14", "d.c") == "never");
  const Desk twice(deal + "2026-11-01 enter 10 t from GB into US under d.c\n");
  CHECK(twice.full_since("2026-10-14", "d.c") == "never");
  CHECK(twice.full_since("2026-11-02", "d.c") == "2026-11-01");
}

TEST_CASE("a share of a metric that has grown is not full since before it grew") {
  const Desk desk(
      "metric m in t\n"
      "agreement d {\n"
      "  parties US, GB\n"
      "  in force 2025-01-01\n"
      "  concession c { by US  tariff on hs 87: set 1% up to 50% of m per year }\n"
      "}\n"
      "2026-01-01 observe m 20 t\n"
      "2026-01-03 enter 10 t from GB into US under d.c\n"
      "2026-06-01 observe m 60 t\n");
  CHECK(desk.full_since("2026-05-31", "d.c") == "2026-01-03");
  CHECK(desk.full_since("2026-06-01", "d.c") == "never");
  CHECK(desk.full_since("2027-01-01", "d.c") == "never");
}

// -- T4

TEST_CASE("a limit in pieces of another chip is not asked for where it changes nothing") {
  const std::string chips = "chip A { tpp 2_368 TPP }\nchip B { tpp 15_832 TPP }\n";
  const std::string deal =
      "agreement d { parties US, IN  in force 2025-01-01  allowance a { by US  export of chips: allow up to "
      "5 A "
      "per year } }\n";
  CHECK(Desk(chips + deal).wrong("2025-03-01", "export of 100 B from US to IN depends on quantity") == "");
  const Desk control(chips + "measure m { by US  export of chips: deny up to 103 A per year }\n");
  CHECK(control.wrong("2025-03-01", "export of 100 B from US to IN is deny") == "");
  const Desk both(chips + deal + "measure m { by US  export of chips: deny }\n");
  CHECK(both.wrong("2025-03-01", "export of 100 B from US to IN depends on quantity") == "");
  CHECK(both.wrong("2025-03-01", "export of 5 A from US to IN is allow") == "");
}

// -- T5

TEST_CASE("facts that cannot change the answer are not asked for, whatever their number") {
  std::string facts;
  for (int i = 0; i < 40; ++i) {
    const std::string n = std::to_string(i);
    facts += "measure n" + n + " { by US  tariff on hs 87: add 1% where f" + n + " is \"x\" }\n";
    facts += "measure x" + n + " { by US  export of hs 87: license where f" + n + " is \"x\" }\n";
  }
  const std::string deal =
      "agreement d { parties US, GB  in force 2025-01-01  concession c { by US  tariff on hs 87: ";
  const Desk set(facts + deal + "set 0% } }\n");
  CHECK(set.duties("2025-03-01", "87") == "0% ()");
  CHECK(set.duties("2025-03-01", "87", "5 t") == "0% ()");
  const Desk higher("measure o { by US  tariff on hs 87: base 8% }\n" + facts + deal + "set 5% } }\n");
  CHECK(higher.duties("2025-03-01", "87") == "5% ()");
  const Desk cap("measure o { by US  tariff on hs 87: base 8%  tariff on hs 87: cap 8% }\n" + facts);
  CHECK(cap.duties("2025-03-01", "87") == "8% ()");
  const Desk prohibit(facts + deal + "prohibit } }\n");
  CHECK(prohibit.duties("2025-03-01", "87") == "prohibited ()");
  const Desk denied(facts + "measure y { by US  export of hs 87: deny }\n");
  CHECK(denied.wrong("2025-03-01", "export of hs 87 from US to GB is deny") == "");
  const Desk licensed(facts + "measure y { by US  export of hs 87: license }\n");
  CHECK(licensed.wrong("2025-03-01", "export of hs 87 from US to GB is license") == "");
}

// -- T6

TEST_CASE("a rate that is lower whatever the value and the quantity does not depend on them") {
  const std::string base = "measure m { by US  tariff on hs 87: base 48 USD per 100 kg }\n";
  const auto deal = [](const std::string& word) {
    return "agreement d { parties US, GB  in force 2025-01-01  concession c { by US  tariff on hs 87: " +
           word + " } }\n";
  };
  CHECK(Desk(base + deal("set 0%")).wrong("2025-03-01", "tariff on hs 87 from GB into US is 0%") == "");
  CHECK(Desk(base + deal("cap 0%")).wrong("2025-03-01", "tariff on hs 87 from GB into US is 0%") == "");
  CHECK(Desk(base + deal("set 60 USD per 100 kg"))
            .wrong("2025-03-01", "tariff on hs 87 from GB into US is 0% + 48 USD per 100 kg") == "");
  CHECK(Desk(base + deal("set 300 USD per 1 t"))
            .wrong("2025-03-01", "tariff on hs 87 from GB into US is 0% + 300 USD per 1 t") == "");
  CHECK(Desk(base + deal("set 1% + 48 USD per 100 kg"))
            .wrong("2025-03-01", "tariff on hs 87 from GB into US is 0% + 48 USD per 100 kg") == "");
  CHECK(Desk(base + deal("set 1%"))
            .wrong("2025-03-01", "tariff on hs 87 from GB into US depends on quantity and value") == "");
  CHECK(Desk(base + deal("set 1%"))
            .wrong("2025-03-01", "tariff on hs 87 from GB into US with value 100 USD depends on quantity") ==
        "");
}

// -- T7

TEST_CASE("a quantity that a quota cannot count is not charged as if it fitted") {
  const Desk desk(
      "measure m { by US  tariff on all goods: base 20% }\n"
      "agreement d {\n"
      "  parties US, GB\n"
      "  in force 2025-01-01\n"
      "  concession c { by US  tariff on hs 87: set 1% up to 10 vehicles per year }\n"
      "}\n");
  CHECK(desk.duties("2025-03-01", "87", "20 t") == "needs quantity ()");
  CHECK(desk.duties("2025-03-01", "87", "5") == "needs quantity ()");
  CHECK(desk.duties("2025-03-01", "87", "20 units") == "needs quantity ()");
  CHECK(desk.duties("2025-03-01", "87", "20 vehicles") == "1% ()");
  CHECK(desk.duties("2025-03-01", "87") == "1% ()");
  CHECK(desk.duties("2025-03-01", "84", "20 t") == "20% ()");
}

TEST_CASE("a quantity that a quota cannot count is not asked for where the quota changes nothing") {
  const Desk desk(
      "measure m { by US  tariff on all goods: base 20% }\n"
      "agreement d {\n"
      "  parties US, GB\n"
      "  in force 2025-01-01\n"
      "  concession c { by US  tariff on hs 87: set 1% up to 10 vehicles per year }\n"
      "  concession e { by US  tariff on hs 87: set 0% }\n"
      "}\n");
  CHECK(desk.duties("2025-03-01", "87", "20 t") == "0% ()");
}

TEST_CASE("a rate on a share goes on asking for it where a test bounds the share") {
  const Desk desk("measure m { by US  tariff on all goods: add 10% of share where share < 40% }\n");
  CHECK(desk.wrong("2025-03-01", "tariff on hs 87 from IN into US depends on share") == "");
  CHECK(desk.wrong("2025-03-01", "tariff on hs 87 from IN into US with share 39% is 3.9%") == "");
}

TEST_CASE("units of a chip are pieces of it for duties too") {
  const Desk desk(
      "chip K { tpp 5 TPP  hs 8542.31 }\n"
      "measure m { by US  tariff on all goods: base 20% }\n"
      "agreement d {\n"
      "  parties US, GB\n"
      "  in force 2025-01-01\n"
      "  concession c { by US  tariff on chips: set 1% up to 50 TPP per year }\n"
      "}\n");
  const DutyAnswer answer = desk.duty("2025-03-01", "K", "12 units");
  REQUIRE(answer.cases.size() == 1);
  REQUIRE(answer.cases[0].parts.size() == 2);
  CHECK(answer.cases[0].parts[0].quantity.amount == Decimal(10));
}

}  // namespace quid::tests
