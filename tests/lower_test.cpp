// From text to the Model: who is in which group, what a set is made of, which text counts under which
// reading, and what one mistake does not bring with it.
#include <catch2/catch.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "dsl/lower/compile.hpp"

namespace quid::tests {
namespace {

struct Lowered {
  dsl::Sources sources;
  dsl::Syntax syntax;
  dsl::Compilation compilation;

  explicit Lowered(const std::vector<std::string>& texts, const dsl::CompileOptions& options = {}) {
    for (std::size_t i = 0; i < texts.size(); ++i)
      sources.add("file-" + std::to_string(i) + ".quid", texts[i]);
    syntax = parse_all(sources, 2);
    compilation = compile(syntax, options);
  }
  explicit Lowered(const std::string& text, const dsl::CompileOptions& options = {})
      : Lowered(std::vector<std::string>{text}, options) {}

  const Model& model() const { return compilation.world->model; }
  const dsl::Symbols& symbols() const { return compilation.symbols; }
  PartyId party(std::string_view code) const { return symbols().find_party(code); }
  const Group& group(std::string_view name) const { return model()[symbols().find_who(name).group()]; }
  DaySet days_in(std::string_view code, std::string_view name) const {
    for (const auto& member : group(name).parties) {
      if (member.who == party(code)) return member.days;
    }
    return DaySet::none();
  }
  ProvisionId id(std::string_view name) const {
    for (std::size_t i = 0; i < model().provisions.size(); ++i) {
      if (name_of(model(), ProvisionId(i)) == name) return ProvisionId(i);
    }
    FAIL("no provision " << name);
    return {};
  }
  const Provision& provision(std::string_view name) const { return model()[id(name)]; }
  const Terms& terms(std::string_view name, std::size_t which = 0) const {
    return model()[provision(name).terms[which]];
  }
  std::string codes(IdRange<PartyListId> list) const {
    std::string text;
    for (PartyListId each : list) text.append(text.empty() ? "" : " ").append(model()[model()[each]].code);
    return text;
  }
  // Of syntax and of names, `name@line` each.
  std::string findings() const {
    dsl::Diagnostics all = syntax.diagnostics;
    all.insert(all.end(), compilation.diagnostics.begin(), compilation.diagnostics.end());
    std::string text;
    for (const dsl::Diagnostic& each : all) {
      const dsl::Position at = sources.position(each.place.file, each.place.begin);
      text.append(text.empty() ? "" : " ")
          .append(info(each.kind).name)
          .append("@")
          .append(std::to_string(at.line));
    }
    return text;
  }
  std::string message(std::size_t which) const {
    return which < compilation.diagnostics.size() ? compilation.diagnostics[which].message : "";
  }
};

constexpr std::string_view deal = "agreement a { parties US, IN, GB\n";

}  // namespace

// -- who

TEST_CASE("groups: blocs, nested and dated members, complements") {
  const Lowered x(
      "group g { EU, inner from 2026-01-01 until 2027-01-01, NO until 2025-06-01 }\n"
      "group inner { IN, US from 2026-06-01 }\n"
      "group others { all except g, US }\n"
      "party XK \"Kosovo\"\n"
      "party DUO { members XK, NO }\n");
  CHECK(x.findings() == "");
  CHECK(x.days_in("EU", "g").is_all());
  CHECK(x.days_in("DE", "g").is_all());
  CHECK(x.days_in("IN", "g") == DaySet::between(make_date(2026, 1, 1), make_date(2027, 1, 1)));
  CHECK(x.days_in("US", "g") == DaySet::between(make_date(2026, 6, 1), make_date(2027, 1, 1)));
  CHECK(x.days_in("NO", "g") == DaySet::until(make_date(2025, 6, 1)));
  CHECK(x.days_in("NO", "others") == DaySet::from(make_date(2025, 6, 1)));
  CHECK(x.days_in("IN", "others") == ~x.days_in("IN", "g"));
  CHECK(x.days_in("US", "others").empty());
  CHECK(x.days_in("XK", "others").is_all());
  // Blocs are in no complement; those that a text lists bring their members, never the other way round.
  CHECK(x.days_in("EU", "others").empty());
  CHECK(x.days_in("DUO", "others").empty());
  CHECK(x.model()[x.party("DUO")].members == std::vector<PartyId>{x.party("NO"), x.party("XK")});
  CHECK(x.model()[x.party("EU")].members.size() == 27);
}

TEST_CASE("parties are sorted by code, and groups by party") {
  const Lowered x("party XK\nparty AAA { members US }\ngroup g { US, AE, XK }\n");
  const auto& parties = x.model().parties;
  CHECK(std::is_sorted(parties.begin(), parties.end(),
                       [](const Party& a, const Party& b) { return a.code < b.code; }));
  const auto& members = x.group("g").parties;
  REQUIRE(members.size() == 3);
  CHECK(x.model()[members[0].who].code == "AE");
  CHECK(x.model()[members[2].who].code == "XK");
}

TEST_CASE("definitions that contain themselves are told once each, and end") {
  CHECK(Lowered("group a { b }\ngroup b { c, US }\ngroup c { a, IN }\ngroup d { a }\n").findings() ==
        "circular-definition@3");
  CHECK(Lowered("group a { all except a }\n").findings() == "circular-definition@1");
  CHECK(Lowered("party AA1 { members BB1 }\nparty BB1 { members AA1 }\n").findings() ==
        "circular-definition@2");
  CHECK(Lowered("unit a = 2 b\nunit b = 2 a\nunit c = 3 a\n").findings() == "circular-definition@2");
  CHECK(Lowered("product a { b }\nproduct b { a, hs 01 }\n").findings() == "circular-definition@2");
  CHECK(Lowered("entity a { parent b }\nentity b { parent a }\nentity c { parent a }\n").findings() ==
        "circular-definition@2");
}

TEST_CASE("a long chain of definitions is walked without deep recursion") {
  std::string text;
  constexpr int count = 60'000;
  for (int i = 0; i < count; ++i) {
    text += "group g" + std::to_string(i) + " { g" + std::to_string(i + 1) + " }\n";
    text += "unit u" + std::to_string(i) + " = 1 u" + std::to_string(i + 1) + "\n";
  }
  text += "group g" + std::to_string(count) + " { US }\nunit u" + std::to_string(count) + " = 5 kg\n";
  const Lowered x(text);
  CHECK(x.findings() == "");
  CHECK(x.days_in("US", "g0").is_all());
  CHECK(x.model()[x.symbols().find_unit("u0")].factor == Decimal(5));
}

// -- what

TEST_CASE("units convert to the base of their dimension, whatever the order of the text") {
  const Lowered x(
      "unit big = 2 middle\nunit middle = 1.5 t\nunit lot\n"
      "chip H20 { tpp 2_368 TPP  bandwidth 4_000 GB/s  hs 8471.80 }\n");
  const Model& model = x.model();
  const auto unit = [&](std::string_view name) { return model[x.symbols().find_unit(name)]; };
  CHECK(x.findings() == "");
  CHECK(unit("big").factor == Decimal(3000));
  CHECK(unit("big").dimension == unit("kg").dimension);
  CHECK(unit("lot").dimension != unit("units").dimension);
  CHECK(unit("USD").dimension != unit("EUR").dimension);
  CHECK(model[unit("H20").chip].tpp == Decimal(2368));
  CHECK(model[unit("H20").chip].hs == std::vector<std::string_view>{"847180"});
  for (std::size_t i = 0; i < built_in_units().size(); ++i) {
    CHECK(model.units[i].name == built_in_units()[i].name);
    CHECK(model[model.units[i].dimension].name == built_in_units()[i].dimension);
  }
  CHECK(model[Model::percent_unit].name == "%");
  CHECK(model[Model::tpp_unit].name == "TPP");
}

TEST_CASE("numbers that could not be added up exactly are findings") {
  const auto limit = [](const std::string& amount) {
    return Lowered(std::string(deal) + "concession c { by US  tariff on hs 01: set 0% up to " + amount +
                   " per year, then base } }\nunit tiny = 0.000_000_001 kg\nunit huge = 1_000_000_000 kg\n")
        .findings();
  };
  CHECK(limit("500 bn USD") == "");
  CHECK(limit("999_999_999_999_999_999 kg") == "");
  CHECK(limit("1_000_000_000_000_000_000 kg") == "number-out-of-range@2");
  CHECK(limit("9_999_999_999 huge") == "number-out-of-range@2");
  CHECK(limit("0.000_1 tiny") == "number-out-of-range@2");
  CHECK(limit("99_999_999_999_999_999_999_999_999_999_999_999_999_999 kg") == "number-out-of-range@2");
}

TEST_CASE("goods codes keep their digits without dots, also in a copy of the model") {
  std::unique_ptr<Model> copy;
  {
    const Lowered x(std::string(deal) + "concession c { by US  tariff on hs 8703.23.10, 0201: set 0% } }\n");
    copy = std::make_unique<Model>(x.model());
    REQUIRE(copy->goods.size() == 2);
    CHECK(copy->goods[1].code == "0201");
  }
  CHECK(copy->goods[0].code == "87032310");
}

// -- deals

TEST_CASE("who gives and who gets") {
  const Lowered x(std::string(deal) +
                  "concession a1 { by US  tariff on hs 01: set 0% }\n"
                  "concession a2 { by US, IN, GB  tariff on hs 02: set 0% }\n"
                  "concession a3 { by US  to all  tariff on hs 03: set 0% } }\n"
                  "group g { GB, IN }\n"
                  "measure m { by US  tariff on all goods from g, MX: add 1%\n"
                  "  control c { to g  export of hs 8542: deny } }\n");
  CHECK(x.codes(x.provision("a.a1").to) == "IN GB");
  CHECK(x.codes(x.provision("a.a2").to) == "US IN GB");
  CHECK(x.provision("a.a3").to.empty());
  CHECK(x.provision("m").to.empty());
  CHECK(x.codes(x.provision("m.c").to) == "GB IN");
  REQUIRE(x.provision("m.c").to_groups.size() == 1);
  const Model& model = x.model();
  CHECK(givers(model, x.id("m.c")).size() == 1);
  const Treatment& duty = model[x.terms("m").treatments[0]];
  CHECK(x.codes(duty.from) == "MX");
  CHECK(duty.from_groups.size() == 1);
}

TEST_CASE("a set has a provision for each member, each with its own conditions") {
  const Lowered x(
      "group g { GB, IN until 2026-01-01, acme }\n"
      "entity acme { in AE }\n" +
      std::string(deal) +
      "undertaking u { by US  to each g }\n"
      "allowance c { by US  to each g  export of hs 8542: allow  while u[each] performed and each in g } }\n"
      "2025-05-01 event a.u performed by US\n");
  CHECK(x.findings() == "");
  const Provision& member = x.provision("a.c[IN]");
  CHECK(x.model()[member.member].code == "IN");
  CHECK(x.codes(member.to) == "IN");
  CHECK(x.provision("a.c[acme]").member_entity.valid());
  CHECK(x.codes(x.provision("a.c[acme]").to) == "AE");
  const Clause& clause = x.model()[x.terms("a.c[IN]").clauses[0]];
  const Condition& first = x.model()[ConditionId(clause.condition.index() + 1)];
  CHECK(first.subject() == Subject::of(x.id("a.u[IN]")));
  // The event on the whole set happened to each.
  CHECK(x.model().entries.size() == 3);
}

TEST_CASE("one mistake in a set is one finding") {
  CHECK(Lowered("group g { GB, IN, FR }\n" + std::string(deal) +
                "allowance c { by US  to each g  export of hs 8542: allow  while nothing performed } }\n")
            .findings() == "unknown-name@3");
}

TEST_CASE("a group without members makes a set without provisions") {
  const Lowered x(
      "group g { IN from 2026-01-01 until 2025-01-01 }\n" + std::string(deal) +
      "undertaking u { by US  to each g }\nundertaking v { by US } }\n2025-05-01 event a.v performed\n");
  CHECK(x.findings() == "backwards-period@1");
  CHECK(x.model().provisions.size() == 1);
  CHECK(x.model().entries[0].subject == Subject::of(x.id("a.v")));
}

TEST_CASE("proposals: versions of texts, in the order of the proposals") {
  const Lowered x(
      {"proposal p2 { amends a  replace c { by US  tariff on hs 01: set 2% }\n"
       "  add concession n { by IN  tariff on hs 02: set 0% }  set expires 2030-01-01 }\n",
       std::string(deal) + "expires 2028-01-01\nconcession c { by US  tariff on hs 01: set 1% }\n"
                           "concession d { by US  tariff on hs 03: set 1% } }\n",
       "proposal p1 { amends a  replace c { by US  tariff on hs 01: set 3% }  remove d\n"
       "  add concession n { by IN  tariff on hs 02: set 5% } }\n"});
  CHECK(x.findings() == "");
  const Model& model = x.model();
  REQUIRE(x.provision("a.c").terms.size() == 3);
  CHECK(!x.terms("a.c", 0).from_proposal.valid());
  CHECK(model[x.terms("a.c", 1).from_proposal].name == "p2");
  CHECK(model[x.terms("a.c", 2).from_proposal].name == "p1");
  // Added by two proposals: two texts of one provision, and none of them the original.
  REQUIRE(x.provision("a.n").terms.size() == 2);
  CHECK(x.terms("a.n", 0).from_proposal.valid());
  CHECK(model.proposals[0].adds == std::vector<ProvisionId>{x.id("a.n")});
  CHECK(model.proposals[1].removes == std::vector<ProvisionId>{x.id("a.d")});
  REQUIRE(model.agreements[0].terms.size() == 2);
  CHECK(model[model.agreements[0].terms[1].expires].date == make_date(2030, 1, 1));
  CHECK(model.agreements[0].provisions.size() == 3);
}

TEST_CASE("a proposal says one thing about one provision, and changes neither side") {
  const auto proposal = [](const std::string& parts) {
    return Lowered(std::string(deal) +
                   "concession c { by US  tariff on hs 01: set 1% } }\nproposal p { amends a " + parts +
                   " }\n")
        .findings();
  };
  CHECK(proposal("replace c { by US  tariff on hs 01: set 2% }") == "");
  CHECK(proposal("replace c { tariff on hs 01: set 2% }") == "");
  CHECK(proposal("replace c { by IN  tariff on hs 01: set 2% }") == "misplaced-property@3");
  CHECK(proposal("replace c { to IN  tariff on hs 01: set 2% }") == "misplaced-property@3");
  CHECK(proposal("replace c { by US  tariff on hs 01: set 2% }  remove c") == "duplicate-property@3");
  CHECK(proposal("set stage agreed") == "misplaced-property@3");
  CHECK(proposal("add concession c { by US  tariff on hs 01: set 2% }") == "duplicate-name@3");
}

TEST_CASE("proposals: rival additions, and the same thing added twice by one") {
  const auto proposals = [](const std::string& one, const std::string& other) {
    return Lowered(std::string(deal) + "}\nproposal p { amends a " + one + " }\nproposal q { amends a " +
                   other + " }\n")
        .findings();
  };
  const std::string wine = "add concession wine { by IN  tariff on hs 22: set 0% }";
  CHECK(proposals(wine, wine) == "");
  CHECK(proposals(wine, wine + "\n" + wine) == "duplicate-name@5");
  CHECK(proposals(wine + "\n" + wine, "") == "duplicate-name@4");
  CHECK(proposals(wine, "add undertaking wine { by IN }") == "duplicate-name@4");
}

TEST_CASE("a short text cannot ask for more members than fit into memory") {
  std::string text = "group g {";
  for (int i = 0; i < 3000; ++i) text += (i == 0 ? " e" : ", e") + std::to_string(i);
  text += " }\n";
  for (int i = 0; i < 3000; ++i) text += "entity e" + std::to_string(i) + " { in US }\n";
  text += std::string(deal);
  for (int i = 0; i < 1400; ++i) text += "undertaking u" + std::to_string(i) + " { by US  to each g }\n";
  const Lowered x(text + "}\n");
  CHECK(x.model().provisions.size() == 3'999'000);
  CHECK(x.findings().starts_with("number-out-of-range@4336 "));
}

TEST_CASE("a large group is put together quickly") {
  std::string text = "group g {";
  for (int i = 99'999; i >= 0; --i) text += (i == 99'999 ? " e" : ", e") + std::to_string(i);
  text += " }\ngroup h { g, g }\n";
  for (int i = 0; i < 100'000; ++i) text += "entity e" + std::to_string(i) + " { in US }\n";
  const Lowered x(text);
  CHECK(x.findings() == "");
  CHECK(x.group("h").entities.size() == 100'000);
}

// -- brackets

TEST_CASE("readings take their own text, then nobody's, else the bracket is open") {
  const std::string text =
      std::string(deal) +
      "concession c { by US  tariff on hs 01: set [US: 15% | private US: 12% | IN: 10%] }\n"
      "concession d { by US  tariff on hs 02: set [5% | US: 6%] }\n"
      "[IN] concession e { by US  tariff on hs 03: set 0% }\n"
      "[] concession f { by US  tariff on hs 04: set 0% } }\n";
  const auto rate = [&](const std::string& party, std::string_view name) -> std::string {
    dsl::CompileOptions options;
    options.reading.party = party;
    const Lowered x(text, options);
    CHECK(x.findings() == "");
    const Terms& terms = x.terms(name);
    if (!terms.open.empty()) return "open";
    const Band& band = x.model()[x.model()[terms.treatments[0]].bands[0]];
    return x.model()[band.rate.percent].amount.to_string();
  };
  CHECK(rate("", "a.c") == "open");
  CHECK(rate("US", "a.c") == "15");
  CHECK(rate("IN", "a.c") == "10");
  CHECK(rate("GB", "a.c") == "open");
  CHECK(rate("", "a.d") == "open");
  CHECK(rate("US", "a.d") == "6");
  CHECK(rate("GB", "a.d") == "5");
  CHECK(rate("IN", "a.e") == "0");
  CHECK(rate("GB", "a.e") == "open");
  CHECK(rate("", "a.f") == "open");
  CHECK(rate("GB", "a.f") == "0");
}

TEST_CASE("an open bracket takes away a provision, a measure, or one property of an agreement") {
  const Lowered x(
      "agreement a { parties US, IN  in force once signed  expires [US: 2030-01-01]\n"
      "  concession c { by US  tariff on hs 01: set 0%  once c2 performed for [10 days] }\n"
      "  concession c2 { by US  tariff on hs 02: set 0% } }\n"
      "measure m { by US  from [2026-01-01]  control k { to all  export of hs 85: deny } }\n");
  CHECK(x.findings() == "");
  CHECK(x.terms("a.c").open.size() == 1);
  CHECK(x.terms("a.c2").open.empty());
  CHECK(x.terms("m").open.size() == 1);
  CHECK(x.terms("m.k").open.empty());
  CHECK(x.model().agreements[0].open.size() == 1);
  CHECK(x.model().agreements[0].terms[0].in_force_once.valid());
  CHECK(!x.model().agreements[0].terms[0].expires.valid());
}

TEST_CASE("what stands in alternatives that are not taken is checked, and leaves no trace") {
  const std::string text = std::string(deal) +
                           "concession c { by US  tariff on hs 01: set [US: 1% | IN: 3 zlotys per 100 kg] }\n"
                           "concession d { by US  tariff on hs 02: set 7% } }\n";
  dsl::CompileOptions options;
  options.reading.party = "US";
  const Lowered x(text, options);
  CHECK(x.findings() == "unknown-unit@2");
  const Band& band = x.model()[x.model()[x.terms("a.d").treatments[0]].bands[0]];
  CHECK(x.model()[band.rate.percent].amount == Decimal(7));
  CHECK(x.model().specific_duties.empty());
}

// -- entries

TEST_CASE("entries lie in order of date, then of file and place; those recorded later can be left out") {
  const std::string first =
      std::string(deal) + "}\n2026-03-01 event a concluded\n2026-01-01 event a signed by US, IN\n";
  const std::string second =
      "2026-03-01 event a launched\n2026-01-01 event a round \"r\" recorded 2026-02-01\n"
      "metric m in USD\n2026-05-01 observe m 5 bn USD\n2026-04-01 observe m 4 bn USD\n";
  const Lowered x({first, second});
  const auto& entries = x.model().entries;
  REQUIRE(entries.size() == 7);
  CHECK(entries[0].by == x.party("US"));
  CHECK(entries[1].by == x.party("IN"));
  CHECK(entries[2].verb == Verb::round);
  CHECK(entries[2].words == "r");
  CHECK(entries[3].verb == Verb::concluded);
  CHECK(entries[4].verb == Verb::launched);
  REQUIRE(x.model().metrics[0].observations.size() == 2);
  CHECK(x.model().metrics[0].observations[0].date == make_date(2026, 4, 1));
  CHECK(x.model().metrics[0].observations[0].entry == EntryId(5));
  dsl::CompileOptions options;
  options.known = make_date(2026, 1, 31);
  CHECK(Lowered({first, second}, options).model().entries.size() == 2);
}

TEST_CASE("`operative` and `in force` are one state, said in the deal's own word") {
  const Lowered x("agreement f { parties US, IN  operative once signed }\n2026-01-01 event f operative\n");
  CHECK(x.findings() == "");
  CHECK(x.model().entries[0].verb == Verb::in_force);
  CHECK(name_of(x.model(), StateKey{Subject::of(AgreementId(0)), State::in_force, {}}) == "f operative");
}

// -- one cause, one finding

TEST_CASE("what hangs on something broken stays silent") {
  // The declaration of `cars` was lost to a mistake; its uses say nothing more.
  CHECK(Lowered(std::string(deal) + "concesion cars { by US }\nconcession b { by IN  tariff on hs 01: set 0% "
                                    " while cars in effect } }\n"
                                    "2026-01-01 event a.cars performed\n")
            .findings() == "unexpected-text@2");
  // An unknown party is told where it is named, and not as no party to the deal.
  CHECK(Lowered("agreement a { parties US, QQ\n concession c { by QQ  tariff on hs 01: set 0% } }\n")
            .findings() == "unknown-party@1 unknown-party@2");
  // A set over a group that is none: its members are not missed.
  CHECK(Lowered(std::string(deal) +
                "undertaking u { by US  to each nobody }\n"
                "concession c { by US  tariff on hs 01: set 0%  while u[IN] performed } }\n")
            .findings() == "unknown-name@2");
  // A repaired property is not missing.
  CHECK(Lowered(std::string(deal) + "commitment c { by US  deliver 5 bn }\n}\n").findings() ==
        "unexpected-text@2");
}

TEST_CASE("names in the text of one party") {
  const std::string secret = "private US metric secret in USD\n";
  CHECK(Lowered(secret + std::string(deal) +
                "concession c { by US  tariff on hs 01: set 0%  once secret >= 5 USD } }\n")
            .findings() == "private-leak@3");
  CHECK(Lowered(secret + std::string(deal) +
                "private US concession c { by US  tariff on hs 01: set 0%  once secret >= 5 USD } }\n")
            .findings() == "");
  CHECK(Lowered(secret + std::string(deal) +
                "concession c { by US  tariff on hs 01: set 0%  once [IN: a signed | private US: secret >= 5 "
                "USD] } }\n")
            .findings() == "");
  CHECK(Lowered(secret + "private IN 2026-01-01 observe secret 5 USD\n").findings() == "private-leak@2");
  CHECK(Lowered(std::string(deal) + "private US undertaking u { by US }\n"
                                    "concession c { by US  tariff on hs 01: set 0%  once u performed } }\n")
            .findings() == "private-leak@3");
}

}  // namespace quid::tests
