// What deals and measures grant, which quotas are worth showing, and what comes next for a deal: as values, of texts
// in memory.
#include "core/answers/grants.hpp"

#include <catch2/catch.hpp>

#include "core/answers/deals.hpp"
#include "core/answers/quotas.hpp"
#include "dsl/query/query.hpp"
#include "tests/compiled.hpp"

namespace quid::tests {
namespace {

const Date today = make_date(2026, 3, 1);

constexpr std::string_view text = R"quid(party EFTA { members CH, NO, IS, LI }

agreement us-efta "Cheese for cars" {
  parties US, EFTA
  in force once signed

  concession cheese { by EFTA  tariff on hs 0406: set 0% up to 100 t per year, then base }
  concession cars { by US  tariff on hs 8703: set 10%  from 2026-06-01 }
  concession wine { by US  tariff on hs 2204: set [] }
}

agreement us-nz { parties US, NZ  concession lamb { by NZ  tariff on hs 0204: set 0% up to 10 t per year, then base } }

measure steel { by US  tariff on hs 72: add 25% }

2026-01-10 event us-efta signed
2026-02-01 event us-efta.cheese suspended
2026-02-10 enter 5 t from NZ into US under us-nz.lamb
)quid";

class Asked {
 public:
  const World& world() const { return compiled_.world(); }
  Subject subject(std::string_view name) const {
    return std::get<Subject>(find_subject(compiled_.symbols(), compiled_.model(), name));
  }
  PartyId party(std::string_view code) const { return compiled_.symbols().find_party(code); }
  // `deal.cars waiting`, a line each.
  std::string grants(std::string_view deal, const GrantsWanted& wanted) const {
    const std::optional<Grants> found = quid::grants(world(), subject(deal).agreement(), today, wanted);
    if (!found) return "nothing";
    std::string lines;
    for (const Grant& grant : found->list)
      lines +=
          name_of(world().model, grant.provision) + " " + std::string(to_string(grant.status.status)) + "\n";
    return lines;
  }

 private:
  Compiled compiled_{std::string(text)};
};

}  // namespace

TEST_CASE("grants: each provision of a deal with how it stands") {
  const Asked of;
  CHECK(of.grants("us-efta", {}) == "us-efta.cheese suspended\nus-efta.cars waiting\nus-efta.wine open\n");
  const std::optional<Grants> found = grants(of.world(), of.subject("us-efta").agreement(), today, {});
  REQUIRE(found);
  CHECK(std::get<DealStage>(found->state) == DealStage::in_force);
  CHECK(found->list[0].suspended_since == make_date(2026, 2, 1));
  CHECK(found->list[1].status.starts == make_date(2026, 6, 1));
  CHECK(found->list[2].open.size() == 1);
  CHECK(found->list[0].missing.empty());
  const Grants complete = with_missing(of.world(), *found, today);
  CHECK_FALSE(complete.list[0].missing.empty());
  CHECK(complete.list[1].missing.empty());
}

TEST_CASE("grants: a bloc that gives stands for its members, and none of them for the bloc") {
  const Asked of;
  GrantsWanted wanted;
  wanted.by = of.party("CH");
  CHECK(of.grants("us-efta", wanted) == "us-efta.cheese suspended\n");
  wanted.by = of.party("NZ");
  CHECK(of.grants("us-efta", wanted) == "nothing");
}

TEST_CASE("grants: what is asked for narrows, and a state that turns on the brackets depends") {
  const Asked of;
  GrantsWanted wanted;
  wanted.status = Status::depends;
  CHECK(of.grants("us-efta", wanted) == "nothing");
  wanted.depends = [&](ProvisionId id) { return Subject::of(id) == of.subject("us-efta.wine"); };
  CHECK(of.grants("us-efta", wanted) == "us-efta.wine depends\n");
  wanted.subjects = {of.subject("us-nz")};
  CHECK(of.grants("us-efta", wanted) == "nothing");
}

TEST_CASE("grants: a measure with treatments of its own is the first of its grants") {
  const Asked of;
  const std::optional<Grants> found = grants(of.world(), of.world().model.measures[0], today, {});
  REQUIRE(found);
  CHECK(std::get<Status>(found->state) == Status::active);
  REQUIRE(found->list.size() == 1);
  CHECK(Subject::of(found->list[0].provision) == of.subject("steel"));
}

TEST_CASE("quotas: those in effect or used are worth showing, and one that is named always") {
  const Asked of;
  const Quotas worth = quotas_worth_showing(of.world(), today);
  REQUIRE(worth.rows.size() == 1);
  CHECK(Subject::of(worth.rows[0].provision) == of.subject("us-nz.lamb"));
  CHECK(worth.quotas == 1);
  CHECK(worth.full == 0);
  CHECK(worth.left_out == 1);
  const Quotas named = quotas_of(of.world(), of.subject("us-efta"), today);
  REQUIRE(named.rows.size() == 1);
  CHECK_FALSE(is_over(named.rows[0], today));
  CHECK(is_over(named.rows[0], make_date(2027, 1, 1)));
}

TEST_CASE("deals: the next step is a kind, and is worded last") {
  const Compiled draft(R"quid(agreement us-nz {
  parties US, NZ
  in force once signed
  concession lamb { by NZ  tariff on hs 0204: set [] }
}

2026-01-10 event us-nz launched
)quid");
  const DealStatus deal = deals(draft.world(), today).at(0);
  CHECK(deal.state.stage == DealStage::under_negotiation);
  REQUIRE(deal.next);
  CHECK(deal.next->kind == Step::Kind::conclude);
  CHECK(deal.next->brackets == 1);
  CHECK(words(*deal.next) == "settle 1 bracket and conclude");

  const Compiled agreed(
      "agreement us-nz { parties US, NZ  in force once signed }\n2026-01-10 event us-nz signed by US\n");
  const DealStatus waiting = deals(agreed.world(), today).at(0);
  REQUIRE(waiting.next);
  CHECK(waiting.next->kind == Step::Kind::sign);
  REQUIRE(waiting.next->actors.size() == 1);
  CHECK(agreed.model()[waiting.next->actors[0]].code == "NZ");
}

}  // namespace quid::tests
