// The real deals: the files are sound, in canonical layout, and give the pinned answers.
//
// tests/agreements_pins.txt holds one answer a line, each with the source it was read off; none was read off
// Quid. A "no" names what the reason has to mention: every name of the workspace and every date after
// `why-not:`.
#include <algorithm>
#include <catch2/catch.hpp>
#include <sstream>

#include "core/model/words.hpp"
#include "core/states/meaning.hpp"
#include "core/why/explain.hpp"
#include "core/why/reason_words.hpp"
#include "dsl/check/check.hpp"
#include "dsl/findings/render.hpp"
#include "dsl/tree/format.hpp"
#include "tests/deals.hpp"

namespace quid::tests {

namespace {

struct Pin {
  int line;
  Date on;
  std::string subject;
  std::string state;
  bool yes;
  std::string because;  // after `why-not:`
};

std::vector<Pin> pins() {
  std::vector<Pin> list;
  for (PinLine& each : pin_lines("agreements_pins.txt")) {
    INFO(each.words);
    REQUIRE(each.fields.size() >= 5);
    std::optional<Date> on = parse_date(each.fields[0]);
    REQUIRE(on);
    REQUIRE((each.fields[3] == "yes" || each.fields[3] == "no"));
    std::size_t why = each.words.find("why-not:");
    list.push_back({each.number, *on, each.fields[1], each.fields[2], each.fields[3] == "yes",
                    why == std::string::npos ? std::string() : each.words.substr(why + 8)});
  }
  return list;
}

void write(const Model& model, const Reason& reason, std::string& text) {
  text += words(model, reason) + "\n";
  for (const Reason& child : reason.children) write(model, child, text);
}

// Every name of the workspace and every date in `because` that `reason` does not mention.
std::vector<std::string> unmentioned(const std::string& because, const std::string& reason) {
  std::vector<std::string> missing;
  std::string token;
  for (char c : because + " ") {
    if (std::isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '.' || c == '[' || c == ']') {
      token += c;
      continue;
    }
    while (!token.empty() && token.back() == '.') token.pop_back();
    std::optional<Date> date = parse_date(token);
    bool known = deals().by_name.count(token) > 0;
    std::string expected = date ? words(*date) : token;
    if ((date || known) && reason.find(expected) == std::string::npos) missing.push_back(expected);
    token.clear();
  }
  return missing;
}

bool is_member(const Model& model, const std::string& claim, Date on) {
  std::istringstream words_of(claim);
  std::string who, in, group_name;
  words_of >> who >> in >> group_name;
  REQUIRE(in == "in");
  for (const Group& group : model.groups) {
    if (group.name != group_name) continue;
    for (std::size_t i = 0; i < model.parties.size(); ++i) {
      if (model.parties[i].code == who) return membership_days(group, PartyId(i)).contains(on);
    }
    for (std::size_t i = 0; i < model.entities.size(); ++i) {
      if (model.entities[i].name == who) return membership_days(group, EntityId(i)).contains(on);
    }
  }
  FAIL("no group or member of that name");
  return false;
}

StateKey key_of(const Pin& pin) {
  auto subject = deals().by_name.find(pin.subject);
  REQUIRE(subject != deals().by_name.end());
  std::string state = pin.state;
  StateKey key{subject->second, State::in_effect, {}};
  if (std::size_t by = state.find(" by "); by != std::string::npos) {
    const std::string party = state.substr(by + 4);
    const Model& model = deals().compilation.world->model;
    for (std::size_t i = 0; i < model.parties.size(); ++i) {
      if (model.parties[i].code == party) key.by = PartyId(i);
    }
    REQUIRE(key.by.valid());
    state.resize(by);
  }
  std::optional<State> found = find_state(state);
  REQUIRE(found);
  key.state = *found;
  return key;
}

}  // namespace

TEST_CASE("the shipped agreements have no errors and no warnings") {
  dsl::Diagnostics findings =
      dsl::check(deals().sources, deals().syntax, deals().compilation, make_date(2026, 11, 24));
  for (const dsl::Diagnostic& finding : findings) {
    if (finding.severity() == dsl::Severity::note) continue;
    FAIL_CHECK(render(deals().sources, finding, dsl::RenderStyle{}));
  }
}

TEST_CASE("the shipped agreements are in canonical layout") {
  for (const ast::File& file : deals().syntax.files) {
    INFO(deals().sources.name(file.id));
    CHECK(dsl::format(file) == file.text);
  }
}

TEST_CASE("the shipped agreements give the pinned answers") {
  const World& world = *deals().compilation.world;
  for (const Pin& pin : pins()) {
    INFO("agreements_pins.txt:" << pin.line << ": " << to_string(pin.on) << " " << pin.subject << " "
                                << pin.state);
    if (pin.state == "group") {
      CHECK(is_member(world.model, pin.subject, pin.on) == pin.yes);
      continue;
    }
    const StateKey key = key_of(pin);
    CHECK(world.days(key).contains(pin.on) == pin.yes);
    if (pin.because.empty()) continue;
    std::string reason;
    write(world.model, explain(world, key, pin.on), reason);
    for (const std::string& name : unmentioned(pin.because, reason)) {
      FAIL_CHECK("the reason does not mention `" << name << "`:\n" << reason);
    }
  }
}

}  // namespace quid::tests
