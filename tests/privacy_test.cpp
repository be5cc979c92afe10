// What is private to others was never written: whatever it says, every command answers a party in the same
// bytes, and in those of a workspace in which it never stood.
#include <rapidcheck/catch.h>
#include <catch2/catch.hpp>
#include <map>
#include <optional>

#include "core/values/ascii.hpp"
#include "dsl/names/syntax.hpp"
#include "tests/dice.hpp"
#include "tests/random_workspace.hpp"
#include "tests/running.hpp"

namespace quid::tests {
namespace {

// Texts to put in at places of another.
using Insertions = std::multimap<std::size_t, std::string>;

std::string with(std::string_view text, const Insertions& insertions) {
  std::string result;
  std::size_t from = 0;
  for (const auto& [at, insertion] : insertions) {
    result += text.substr(from, at - from);
    result += insertion;
    from = at;
  }
  return result += text.substr(from);
}

// Private text of the United States for a sound workspace. Where something stands, and on how many lines, is
// by one seed; what it says, by another.
class Secrets {
 public:
  Secrets(const std::string& text, std::uint64_t places, std::uint64_t words)
      : places_(places), words_(words) {
    sources_.add("deal.quid", text);
    syntax_ = dsl::parse_all(sources_, 1);
    const ast::File& file = syntax_.files[0];
    for (ast::NodeId item : ast::children(file, {})) {
      if (places_.percent(30)) lines(file[item].begin, declaration());
      if (file[item].kind == ast::Kind::agreement) deal(file, item);
      if (file[item].kind == ast::Kind::proposal) {
        for (ast::NodeId change : children_of(file, item, ast::Kind::add))
          lines(file[change].begin, "add private US " + provision());
      }
    }
    for (std::uint32_t i = 0; i < file.nodes.size(); ++i) {
      if (file.nodes[i].kind == ast::Kind::bracket) bracket(file, {i});
    }
    const std::string& first = deals_.empty() ? std::string() : deals_.front();
    if (!first.empty() && places_.percent(60))
      lines(text.size(),
            "private US 2026-02-01 statement \"" + word() + "\" on " + first + " \"" + word() + "\"");
    if (!first.empty() && places_.percent(40))
      lines(text.size(), "private US 2026-02-0" + std::to_string(words_.from_to(1, 9)) + " event " + first +
                             words_.word({" signed by US", " ratified by US", " terminated"}));
  }

  const Insertions& all() const { return insertions_; }

 private:
  static std::vector<ast::NodeId> children_of(const ast::File& file, ast::NodeId node, ast::Kind kind) {
    std::vector<ast::NodeId> found;
    for (ast::NodeId each : ast::children(file, node)) {
      if (file[each].kind == kind) found.push_back(each);
    }
    return found;
  }

  void deal(const ast::File& file, ast::NodeId deal) {
    deals_.emplace_back(file.text_of(ast::child_of_kind(file, deal, ast::Kind::name)));
    for (ast::NodeId each : children_of(file, deal, ast::Kind::provision)) {
      if (places_.percent(30)) lines(file[each].begin, "private US " + provision());
    }
  }

  // What an alternative says, whoever says it; empty where it is nothing, or a bracket of its own.
  static std::string_view value(const ast::File& file, ast::NodeId alternative) {
    for (ast::NodeId each : ast::children(file, alternative)) {
      const ast::Kind kind = file[each].kind;
      if (kind != ast::Kind::label && kind != ast::Kind::bracket) return file.text_of(each);
    }
    return {};
  }

  // One more alternative that says what another says.
  void bracket(const ast::File& file, ast::NodeId bracket) {
    const std::vector<ast::NodeId> alternatives = children_of(file, bracket, ast::Kind::alternative);
    for (ast::NodeId each : alternatives) {
      if (!places_.percent(40)) continue;
      const std::string_view secret = value(file, words_.one_of(alternatives));
      const bool first = each == alternatives.front() && places_.percent(50);
      const std::string text = (places_.percent(50) ? "private US " : "private US: ") + std::string(secret);
      insertions_.emplace(first ? file[bracket].begin + 1 : file[each].end,
                          first ? text + " | " : " | " + text);
    }
  }

  std::string provision() {
    return "undertaking " + name() + " \"" + word() + "\" { by US  note \"" + word() + "\" }";
  }
  std::string declaration() {
    switch (places_.below(3)) {
      case 0: return "private US metric " + name() + " \"" + word() + "\" in USD";
      case 1: return "private US agreement " + name() + " \"" + word() + "\" {\n  parties US, GB\n}";
      default: return "private US measure " + name() + " {\n  by US\n  note \"" + word() + "\"\n}";
    }
  }
  // Whole lines before the item that begins at `at`, with a comment above and one behind.
  void lines(std::size_t at, const std::string& item) {
    const std::string_view text = sources_.text(FileId(0));
    while (!begins_line(text, at)) --at;
    std::string all;
    if (places_.percent(40)) all += "# " + word() + "\n";
    all += item;
    if (places_.percent(40)) all += "  # " + word();
    insertions_.emplace(at, all + "\n");
  }
  std::string name() {
    return "zz-" + std::string(words_.word({"a", "bcd", "floor"})) + std::to_string(++count_);
  }
  std::string word() {
    return words_.word(
        {"12%", "our floor is twelve", "allow never-in-effect: hush", "x", "}", "{ [ | ] private"});
  }

  Dice places_;
  Dice words_;
  dsl::Sources sources_;
  dsl::Syntax syntax_;
  Insertions insertions_;
  std::vector<std::string> deals_;
  int count_ = 0;
};

const std::vector<std::vector<std::string>>& questions() {
  static const std::vector<std::vector<std::string>> all = {
      {"check"},
      {"grants"},
      {"deals"},
      {"days", "--all"},
      {"timeline"},
      {"quota"},
      {"why", "d0"},
      {"why-not", "d0"},
      {"why", "zz-a1"},
      {"days", "p0", "--reading", "all"},
      {"complete", "--", "4", "quid", "why", "--for"},
      {"duty", "8703.23", "--from", "GB", "--into", "US"},
  };
  return all;
}

std::string answer(const dsl::Texts& texts, std::vector<std::string> question, const std::string& party,
                   const std::string& format) {
  if (question.front() == "complete") {
    question.insert(question.end(), {party, ""});
    question[2] = "4";
  } else {
    question.insert(question.end(), {"--for", party, "--format", format});
  }
  const Ran ran = run_in(texts, question);
  return std::to_string(ran.exit) + "\n" + ran.out + "\n" + ran.errors;
}

// The first question of which the answers are not the same.
std::string difference(const dsl::Texts& one, const dsl::Texts& other, const std::string& party) {
  for (const std::vector<std::string>& question : questions()) {
    std::vector<std::string> formats = {"human", "plain", "json", "narrated"};
    if (question.front() == "check")
      formats.insert(formats.end(), {"sarif", "junit", "github", "short", "jsonl"});
    for (const std::string& format : formats) {
      const std::string a = answer(one, question, party, format);
      const std::string b = answer(other, question, party, format);
      if (a != b)
        return question.front() + " --for " + party + " --format " + format + "\n" + a + "\n----\n" + b;
    }
  }
  return {};
}

// As a program on another system would have saved it.
std::string as_windows_saves(std::string_view text) {
  std::string result(byte_order_mark);
  for (const char c : text) {
    if (c == '\n') result += '\r';
    result += c;
  }
  return result;
}

}  // namespace

TEST_CASE("a party is answered as if what is private to others had never been written") {
  WorkspaceStyle style;
  style.brackets = true;
  const std::string failure = failure_of(
      "never written", 40, rc::detail::toProperty([&] {
        const RandomWorkspace workspace = *any_workspace(style);
        const std::uint64_t places = *rc::gen::arbitrary<std::uint64_t>();
        const bool windows = places % 4 == 0;
        const auto texts = [&](std::string text) {
          return one_text(windows ? as_windows_saves(text) : std::move(text));
        };
        const std::string shared = workspace.text() +
                                   "\nproposal zz {\n  amends d0\n  by GB\n"
                                   "  add undertaking zz-open { by GB }\n}\n";
        const dsl::Texts never = texts(shared);
        const dsl::Texts one = texts(with(shared, Secrets(shared, places, 1).all()));
        const dsl::Texts other = texts(with(shared, Secrets(shared, places, 2).all()));
        if (one[0].bytes == never[0].bytes) RC_DISCARD("nothing is private");
        for (const std::string party : {"IN", "GB"}) {
          const std::string words = difference(one, other, party);
          if (!words.empty())
            RC_FAIL("what is private shows: " + words + "\n====\n" + std::string(one[0].bytes));
          const std::string existence = difference(one, never, party);
          if (!existence.empty())
            RC_FAIL("that something is private shows: " + existence + "\n====\n" + std::string(one[0].bytes));
        }
      }));
  INFO(failure);
  CHECK(failure.empty());
}

}  // namespace quid::tests
