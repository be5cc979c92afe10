#include "tests/golden.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <fstream>
#include <iomanip>
#include <iterator>
#include <sstream>
#include <stdexcept>

namespace quid::tests {
namespace {

constexpr std::string_view instruction = "#--- ";
constexpr std::string_view expect_line = "#--- expect\n";
constexpr std::string_view no_newline = "\\ no newline at end";

// Takes the first line off `text`, its '\n' included.
std::string_view take_line(std::string_view& text) {
  const std::size_t end = std::min(text.find('\n'), text.size() - 1) + 1;
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end);
  return line;
}

std::string_view without_newline(std::string_view line) {
  if (line.ends_with('\n')) line.remove_suffix(1);
  return line;
}

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) lines.push_back(take_line(text));
  return lines;
}

bool only_comments(std::string_view text) {
  const auto is_code = [](std::string_view line) { return !line.starts_with('#') && line != "\n"; };
  return std::ranges::none_of(lines_of(text), is_code);
}

void split_expectation(std::string_view text, GoldenCase& golden) {
  for (std::string_view line : lines_of(text)) {
    line = without_newline(line);
    if (line.starts_with("# ")) {
      golden.expected.append(line.substr(2)).push_back('\n');
    } else if (line == "#") {
      golden.expected.push_back('\n');
    } else {
      golden.flaws.push_back("after `#--- expect`, a line that does not start with `# `: " +
                             std::string(line));
    }
  }
  // A file that ends without a newline is rare enough to spell it out, as git does.
  const std::string mark = '\n' + std::string(no_newline) + '\n';
  if (golden.expected.ends_with(mark)) golden.expected.resize(golden.expected.size() - mark.size());
}

std::string read_file(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) throw std::runtime_error("cannot read " + file.string());
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

void write_file(const std::filesystem::path& file, std::string_view text) {
  std::ofstream out(file, std::ios::binary | std::ios::trunc);
  out.write(text.data(), static_cast<std::streamsize>(text.size()));
  if (!out.flush()) throw std::runtime_error("cannot write " + file.string());
}

// One line of a difference: in both, only expected, or only given.
struct Edit {
  char sign;
  std::string_view line;
};

// The longest common subsequence by the table of all prefixes: quadratic, and outputs are short. Past
// `most_cells` everything between the common head and tail counts as different.
std::vector<Edit> align(std::span<const std::string_view> a, std::span<const std::string_view> b) {
  constexpr std::size_t most_cells = 4'000'000;
  std::vector<Edit> edits;
  std::vector<Edit> tail;
  while (!a.empty() && !b.empty() && a.front() == b.front()) {
    edits.push_back({' ', a.front()});
    a = a.subspan(1);
    b = b.subspan(1);
  }
  while (!a.empty() && !b.empty() && a.back() == b.back()) {
    tail.push_back({' ', a.back()});
    a = a.first(a.size() - 1);
    b = b.first(b.size() - 1);
  }

  const std::size_t width = b.size() + 1;
  const bool small = width <= most_cells / (a.size() + 1);
  std::vector<std::uint32_t> common(small ? (a.size() + 1) * width : 0);  // of a[i..] and b[j..]
  for (std::size_t i = a.size(); small && i-- > 0;) {
    for (std::size_t j = b.size(); j-- > 0;) {
      common[i * width + j] = a[i] == b[j] ? common[(i + 1) * width + j + 1] + 1
                                           : std::max(common[(i + 1) * width + j], common[i * width + j + 1]);
    }
  }
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < a.size() || j < b.size()) {
    if (small && i < a.size() && j < b.size() && a[i] == b[j]) {
      edits.push_back({' ', a[i++]});
      ++j;
    } else if (i < a.size() &&
               (j == b.size() || !small || common[(i + 1) * width + j] >= common[i * width + j + 1])) {
      edits.push_back({'-', a[i++]});
    } else {
      edits.push_back({'+', b[j++]});
    }
  }
  edits.insert(edits.end(), tail.rbegin(), tail.rend());
  return edits;
}

}  // namespace

GoldenCase split_golden(std::string_view file_name, std::string_view text) {
  GoldenCase golden;
  golden.name = file_name.substr(0, file_name.rfind('.'));
  golden.files.push_back({std::string(file_name), ""});
  golden.expect_offset = text.size();

  bool named = false;  // whether a `#--- file` has been seen
  for (std::string_view rest = text; !rest.empty();) {
    const std::size_t offset = text.size() - rest.size();
    const std::string_view line = take_line(rest);
    std::string_view words = without_newline(line);
    if (!words.starts_with(instruction)) {
      golden.files.back().text.append(line);
      continue;
    }
    words.remove_prefix(instruction.size());
    const std::string_view verb = words.substr(0, words.find(' '));
    words.remove_prefix(std::min(verb.size() + 1, words.size()));
    if (verb == "expect" && words.empty()) {
      golden.expect_offset = offset;
      split_expectation(rest, golden);
      break;
    }
    if (verb == "file" && !words.empty()) {
      // What comes before the first file is a header.
      if (!named && !only_comments(golden.files.back().text)) {
        golden.flaws.push_back("text before the first `#--- file`");
      }
      if (!named) golden.files.clear();
      golden.files.push_back({std::string(words), ""});
      named = true;
    } else if (verb == "args" && !words.empty()) {
      std::istringstream in{std::string(words)};
      for (std::string word; in >> std::quoted(word);) golden.args.push_back(word);
      if (!named) golden.files.back().text.append(line);
    } else {
      golden.flaws.push_back("an instruction that is not `args …`, `file …` or `expect`: " +
                             std::string(without_newline(line)));
    }
  }
  return golden;
}

std::string with_expectation(std::string_view text, const GoldenCase& golden, std::string_view output) {
  std::string result(text.substr(0, golden.expect_offset));
  if (!result.empty() && !result.ends_with('\n')) result.push_back('\n');
  result.append(expect_line);
  for (const std::string_view line : lines_of(output)) {
    result.append(line == "\n" ? "#" : "# ").append(line);
  }
  if (!output.empty() && !output.ends_with('\n')) result.append("\n# ").append(no_newline).append("\n");
  return result;
}

std::string line_difference(std::string_view expected, std::string_view given) {
  if (expected == given) return "";
  const auto lines_with_mark = [](std::string_view text) {
    std::vector<std::string_view> lines = lines_of(text);
    for (std::string_view& line : lines) line = without_newline(line);
    if (!text.empty() && !text.ends_with('\n')) lines.push_back(no_newline);
    return lines;
  };
  const std::vector<std::string_view> a = lines_with_mark(expected);
  const std::vector<std::string_view> b = lines_with_mark(given);
  const std::vector<Edit> edits = align(a, b);

  constexpr std::size_t around = 3;
  std::string result;
  std::size_t shown = 0;  // edits before this one are done with
  for (std::size_t i = 0; i < edits.size(); ++i) {
    if (edits[i].sign == ' ') continue;
    const std::size_t begin = std::max(shown, i < around ? 0 : i - around);
    if (begin > shown) result.append("  …\n");
    const std::size_t end = std::min(edits.size(), i + around + 1);
    for (std::size_t k = begin; k < end; ++k) {
      if (k > i && edits[k].sign != ' ') break;
      result.append({edits[k].sign, ' '}).append(edits[k].line).push_back('\n');
      shown = k + 1;
    }
  }
  if (shown < edits.size()) result.append("  …\n");
  return result;
}

std::string run_golden(const std::filesystem::path& file, const GoldenPhase& phase, bool rewrite) {
  const std::string text = read_file(file);
  const std::string file_name = file.filename().string();
  const GoldenCase golden = split_golden(file_name, text);
  const GoldenOutput output = phase.run(golden);

  std::string trouble;
  for (const std::string& flaw : golden.flaws) trouble.append(flaw).push_back('\n');
  if (output.error != file_name.starts_with("bad_")) {
    trouble.append(output.error ? "an error was found, and the name does not start with `bad_`\n"
                                : "no error was found, and the name starts with `bad_`\n");
  }
  if (rewrite) {
    const std::string rewritten = with_expectation(text, golden, output.text);
    if (rewritten != text) write_file(file, rewritten);
  } else if (golden.expect_offset == text.size()) {
    trouble.append("no `#--- expect`: QUID_REWRITE=1 writes it\n");
  } else if (golden.expected != output.text) {
    trouble.append("the output is not the expected one (-):\n")
        .append(line_difference(golden.expected, output.text))
        .append("where the new one (+) is right, QUID_REWRITE=1 writes it into the file\n");
  }
  return trouble;
}

}  // namespace quid::tests
