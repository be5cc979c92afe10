// Laying out: everything that is written in agreements, goldens and the reference, and random changes to it.
#include "dsl/tree/format.hpp"

#include <rapidcheck/catch.h>
#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "dsl/tree/parse.hpp"
#include "tests/fences.hpp"
#include "tests/golden.hpp"
#include "tests/layout.hpp"
#include "tests/random_workspace.hpp"

namespace quid::tests {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> texts_under(const std::string& folder) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(fs::path(QUID_SOURCE_FOLDER) / folder)) {
    if (entry.path().extension() == ".quid") files.push_back(entry.path());
  }
  std::ranges::sort(files);
  return files;
}

std::string read(const fs::path& path) {
  return read_page(fs::relative(path, QUID_SOURCE_FOLDER).string());
}

// Every text that the project has, by name.
std::vector<GoldenText> all_texts() {
  std::vector<GoldenText> texts;
  for (const fs::path& path : texts_under("agreements")) texts.push_back({path.string(), read(path)});
  for (const fs::path& path : texts_under("tests/golden")) {
    for (GoldenText& text : split_golden(path.filename().string(), read(path)).files)
      texts.push_back({path.string() + ": " + text.name, std::move(text.text)});
  }
  for (const Fence& fence : fences_of(read_page("docs/language.md"))) {
    if (kind_of(fence) == "quid")
      texts.push_back({"docs/language.md:" + std::to_string(fence.line), fence.text});
  }
  return texts;
}

bool has_mistakes(const std::string& text) {
  dsl::Sources sources;
  dsl::Diagnostics findings;
  const FileId id = sources.add("text.quid", text);
  parse(sources, id, findings);
  return !findings.empty();
}

// A text as words and what stands between them: `gaps[i]` before `words[i]`, the last behind all words.
struct Pieces {
  std::vector<std::string> gaps{""};
  std::vector<std::string> words;

  std::string text() const {
    std::string result;
    for (std::size_t i = 0; i < words.size(); ++i) result += gaps[i] + words[i];
    return result + gaps.back();
  }
};

std::size_t end_of_word(std::string_view text, std::size_t at) {
  constexpr std::string_view signs = "{},:()[]|";
  if (text[at] == '#') return std::min(text.find('\n', at), text.size());
  if (text[at] == '"') {
    const std::string_view quote = text.substr(at).starts_with("\"\"\"") ? "\"\"\"" : "\"";
    const std::size_t close = text.find(quote, at + quote.size());
    return close == std::string_view::npos ? text.size() : close + quote.size();
  }
  if (signs.find(text[at]) != std::string_view::npos) return at + 1;
  return std::min(text.find_first_of(std::string(signs) + " \t\r\n\"#", at), text.size());
}

Pieces pieces_of(std::string_view text) {
  Pieces pieces;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t word = std::min(text.find_first_not_of(" \t\r\n", at), text.size());
    pieces.gaps.back() = text.substr(at, word - at);
    if (word == text.size()) break;
    at = end_of_word(text, word);
    pieces.words.emplace_back(text.substr(word, at - word));
    pieces.gaps.emplace_back();
  }
  return pieces;
}

// Declarations and entries one by one, each with the comments before it: what random changes start from.
const std::vector<Pieces>& all_items() {
  static const std::vector<Pieces> items = [] {
    std::vector<Pieces> result;
    for (const GoldenText& each : all_texts()) {
      dsl::Sources sources;
      dsl::Diagnostics findings;
      const ast::File file = parse(sources, sources.add("text.quid", each.text), findings);
      if (!findings.empty()) continue;
      std::uint32_t done = 0;
      for (const ast::NodeId item : ast::children(file, ast::NodeId{0})) {
        result.push_back(pieces_of(file.text.substr(done, file[item].end - done)));
        done = file[item].end;
      }
    }
    return result;
  }();
  return items;
}

// Numbers that say what to change where; smaller ones change less.
struct Change {
  unsigned what;
  unsigned where;
};

void apply(const Change& change, Pieces& pieces) {
  static const std::vector<std::string> gaps = {" ",     "  ",          "\n",           "\n\n\n",
                                                "\t",    "\r\n",        " # a\n",       "\n# a\n",
                                                "#a \n", "\n\n# a\n\n", "\n# a\n# b\n", ""};
  const std::size_t size = pieces.words.size();
  const std::size_t i = change.where % size;
  // Most changes are to white space: others seldom leave a text without mistakes.
  switch (change.what % 20) {
    case 16: pieces.words[i] = pieces.words[(change.where / size) % size]; break;
    case 17:
      pieces.words.insert(pieces.words.begin() + static_cast<std::ptrdiff_t>(i), pieces.words[i]);
      pieces.gaps.insert(pieces.gaps.begin() + static_cast<std::ptrdiff_t>(i), " ");
      break;
    case 18: std::swap(pieces.words[i], pieces.words[(i + 1) % size]); break;
    case 19:
      if (size == 1) break;
      pieces.words.erase(pieces.words.begin() + static_cast<std::ptrdiff_t>(i));
      pieces.gaps.erase(pieces.gaps.begin() + static_cast<std::ptrdiff_t>(i));
      break;
    default: pieces.gaps[i] = gaps[change.what % 20 % gaps.size()]; break;
  }
}

}  // namespace

TEST_CASE(
    "every text of the project keeps its tree and its comments when it is laid out, and needs it once") {
  int laid_out = 0;
  for (const GoldenText& each : all_texts()) {
    INFO(each.name);
    CHECK(trouble_with_parse(each.text) == "");
    CHECK(trouble_with_meaning(each.text) == "");
    CHECK(trouble_with_idempotence(each.text) == "");
    if (!has_mistakes(each.text)) ++laid_out;
  }
  CHECK(laid_out > 100);
}

TEST_CASE("the same holds for texts with random changes") {
  int changed = 0;
  int laid_out = 0;
  const std::string failure = failure_of(
      "layout", 20'000, rc::detail::toProperty([&] {
        const auto item = *rc::gen::inRange<std::size_t>(0, all_items().size());
        const auto changes = *rc::gen::container<std::vector<Change>>(
            rc::gen::construct<Change>(rc::gen::inRange(0U, 20U), rc::gen::inRange(0U, 1U << 20U)));
        Pieces pieces = all_items()[item];
        for (const Change& change : changes) apply(change, pieces);
        const std::string text = pieces.text();
        ++changed;
        if (!has_mistakes(text)) ++laid_out;
        for (const std::string& trouble :
             {trouble_with_parse(text), trouble_with_meaning(text), trouble_with_idempotence(text)}) {
          if (!trouble.empty()) RC_FAIL(trouble + "\nin:\n" + text);
        }
      }));
  INFO(failure);
  CHECK(failure.empty());
  WARN(laid_out << " of " << changed << " changed texts have no mistake");
  CHECK(laid_out > changed / 4);
}

}  // namespace quid::tests
