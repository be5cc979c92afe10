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
};

constexpr std::string_view deal = "agreement a { parties US, IN, GB\n";

}  // namespace

// -- who

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
