// The real deals: the files are sound, in canonical layout, and give the pinned answers.
//
// tests/agreements_pins.txt holds one answer a line, each with the source it was read off; none was read off
// Quid. A "no" names what the reason has to mention: every name of the workspace and every date after
// `why-not:`.
#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "core/explain.hpp"
#include "core/meaning.hpp"
#include "core/words.hpp"
#include "dsl/compile.hpp"
#include "dsl/format.hpp"
#include "dsl/render.hpp"

namespace quid::tests {

namespace {

namespace fs = std::filesystem;

std::string read(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

// The shipped agreements, compiled once for all the tests.
struct Deals {
  Sources sources;
  Syntax syntax;
  Compilation compilation;
  std::map<std::string, Subject> by_name;

  Deals() {
    std::vector<fs::path> files;
    const fs::path folder = fs::path(QUID_SOURCE_FOLDER) / "agreements";
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
      if (entry.path().extension() == ".quid") files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
    for (const fs::path& file : files) sources.add(fs::relative(file, folder).string(), read(file));
    syntax = parse_all(sources, 1);
    compilation = compile(sources, syntax, {});
    const Model& model = compilation.world->model;
    auto add = [&](Subject subject) { by_name.emplace(name_of(model, subject), subject); };
    for (std::size_t i = 0; i < model.agreements.size(); ++i) add(Subject::of(AgreementId(i)));
    for (std::size_t i = 0; i < model.provisions.size(); ++i) add(Subject::of(ProvisionId(i)));
    for (std::size_t i = 0; i < model.authorities.size(); ++i) add(Subject::of(AuthorityId(i)));
    for (std::size_t i = 0; i < model.proposals.size(); ++i) add(Subject::of(ProposalId(i)));
  }
};

const Deals& deals() {
  static const Deals instance;
  return instance;
}

struct Pin {
  int line;
  Date on;
  std::string subject;
  std::string state;
  bool yes;
  std::string because;  // after `why-not:`
};

std::string trimmed(std::string_view text) {
  std::size_t begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return std::string(text.substr(begin, text.find_last_not_of(" \t") - begin + 1));
}

std::vector<Pin> pins() {
  std::istringstream lines(read(fs::path(QUID_SOURCE_FOLDER) / "tests" / "agreements_pins.txt"));
  std::vector<Pin> list;
  std::string line;
  for (int number = 1; std::getline(lines, line); ++number) {
    if (line.empty() || line[0] == '#') continue;
    std::vector<std::string> fields;
    std::istringstream parts(line);
    for (std::string field; std::getline(parts, field, '|');) fields.push_back(trimmed(field));
    INFO("agreements_pins.txt:" << number << ": " << line);
    REQUIRE(fields.size() >= 5);
    std::optional<Date> on = parse_date(fields[0]);
    REQUIRE(on);
    REQUIRE((fields[3] == "yes" || fields[3] == "no"));
    std::size_t why = line.find("why-not:");
    list.push_back({number, *on, fields[1], fields[2], fields[3] == "yes",
                    why == std::string::npos ? std::string() : line.substr(why + 8)});
  }
  return list;
}

void write(const Reason& reason, std::string& text) {
  text += reason.text + "\n";
  for (const Reason& child : reason.children) write(child, text);
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
  Diagnostics findings = check(deals().sources, deals().syntax, deals().compilation, make_date(2026, 11, 24));
  for (const Diagnostic& finding : findings) {
    if (finding.severity() == Severity::note) continue;
    FAIL_CHECK(render(deals().sources, finding, RenderStyle{}));
  }
}

TEST_CASE("the shipped agreements are in canonical layout") {
  for (const ast::File& file : deals().syntax.files) {
    INFO(deals().sources.name(file.id));
    CHECK(format(file) == file.text);
  }
}

TEST_CASE("the shipped agreements give the pinned answers") {
  const World& world = *deals().compilation.world;
  for (const Pin& pin : pins()) {
    if (pin.state == "duty") continue;  // rates are answered when treatments are evaluated
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
    write(explain(world, key, pin.on), reason);
    for (const std::string& name : unmentioned(pin.because, reason)) {
      FAIL_CHECK("the reason does not mention `" << name << "`:\n" << reason);
    }
  }
}

}  // namespace quid::tests
