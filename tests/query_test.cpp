// What a person types: the thing and the state that are meant, or what to say instead.
#include "dsl/query/query.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <string>
#include <string_view>

#include "dsl/lower/compile.hpp"

namespace quid::tests {
namespace {

class Asked {
 public:
  Asked() {
    sources_.add("deal.quid",
                 "agreement us-uk { parties US, GB  operative once signed\n"
                 "  concession cars { by US  tariff on hs 8703: set 10% }\n"
                 "  allowance chips { by US  to each friends  export of hs 8542: allow }\n"
                 "  milestone ready { by GB }\n"
                 "}\n"
                 "group friends { GB, acme }\n"
                 "entity acme { in GB }\n"
                 "authority ieepa { by US }\n"
                 "measure duty { by US  under ieepa  control cap { to all  export of hs 85: deny } }\n"
                 "proposal longer { amends us-uk  add concession wine { by GB  tariff on hs 22: set 0% } }\n"
                 "invariant kept { always us-uk.cars in effect implies us-uk.ready reached }\n");
    syntax_ = parse_all(sources_, 1);
    compilation_ = compile(syntax_, {});
  }

  // The state in the words of answers, or what is said instead.
  std::string state(std::string_view words) const {
    const auto found = parse_state_query(compilation_.symbols, model(), words);
    if (const StateKey* key = std::get_if<StateKey>(&found)) return name_of(model(), *key);
    const dsl::QueryMistake& mistake = std::get<dsl::QueryMistake>(found);
    return "! " + mistake.message + (mistake.help.empty() ? "" : " / " + mistake.help);
  }
  const Model& model() const { return compilation_.world->model; }

 private:
  dsl::Sources sources_;
  dsl::Syntax syntax_;
  dsl::Compilation compilation_;
};

}  // namespace

TEST_CASE("query: a thing alone means its main state") {
  const Asked asked;
  CHECK(asked.state("us-uk") == "us-uk operative");
  CHECK(asked.state("us-uk.cars") == "us-uk.cars in effect");
  CHECK(asked.state("us-uk.ready") == "us-uk.ready reached");
  CHECK(asked.state("us-uk.chips[GB]") == "us-uk.chips[GB] in effect");
  CHECK(asked.state("us-uk.chips[acme]") == "us-uk.chips[acme] in effect");
  CHECK(asked.state("us-uk.wine") == "us-uk.wine in effect");
  CHECK(asked.state("ieepa") == "ieepa standing");
  CHECK(asked.state("duty") == "duty in effect");
  CHECK(asked.state("duty.cap") == "duty.cap in effect");
  CHECK(asked.state("longer") == "longer adopted");
}

TEST_CASE("query: states in words, with or without a party") {
  const Asked asked;
  CHECK(asked.state("us-uk signed by US") == "us-uk signed by US");
  CHECK(asked.state("us-uk in  force") == "us-uk operative");
  CHECK(asked.state("us-uk operative") == "us-uk operative");
  CHECK(asked.state("us-uk provisionally applied") == "us-uk provisionally applied");
  CHECK(asked.state("ieepa struck down") == "ieepa struck down");
  CHECK(asked.state("longer tabled by GB") == "longer tabled by GB");
}

TEST_CASE("query: mistakes say what was meant") {
  const Asked asked;
  CHECK(asked.state("") == "! the question names nothing");
  CHECK(asked.state("us-ku") == "! nothing is called `us-ku` / did you mean `us-uk`?");
  CHECK(asked.state("cars") == "! nothing is called `cars` / did you mean `us-uk.cars`?");
  CHECK(asked.state("us-uk.car") == "! `us-uk` has no provision `car` / did you mean `us-uk.cars`?");
  CHECK(asked.state("us-uk.chips") ==
        "! `us-uk.chips` is one provision for each member of a group / ask about `us-uk.chips[GB]` or "
        "`us-uk.chips[acme]`");
  CHECK(asked.state("us-uk.chips[FR]") == "! `chips` has no member `FR`");
  CHECK(asked.state("us-uk.cars[GB]") == "! `cars` is one provision and has no members");
  CHECK(asked.state("us-uk.cars in force").starts_with("! `us-uk.cars` has no state `in force`"));
  CHECK(asked.state("us-uk signd") == "! `us-uk` has no state `signd` / did you mean `signed`?");
  CHECK(asked.state("us-uk signed by UX") == "! `UX` is no country and no declared party");
  CHECK(asked.state("us-uk in force by US") == "! `in force` is not by anybody");
  CHECK(asked.state("us-uk signed by") == "! `by` whom?");
  CHECK(asked.state("kept") == "! nothing is called `kept`");
}

TEST_CASE("query: every name can be asked about") {
  const Asked asked;
  const std::vector<std::string> names = dsl::names_to_ask(asked.model());
  CHECK(std::is_sorted(names.begin(), names.end()));
  CHECK(names.size() == 10);
  for (const std::string& name : names) {
    INFO(name);
    CHECK(asked.state(name).starts_with(name));
  }
}

}  // namespace quid::tests
