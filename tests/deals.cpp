#include "tests/deals.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace quid::tests {

namespace {

namespace fs = std::filesystem;

std::string read(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

std::string trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return std::string(text.substr(begin, text.find_last_not_of(" \t") - begin + 1));
}

}  // namespace

Deals::Deals() {
  std::vector<fs::path> files;
  const fs::path folder = fs::path(QUID_SOURCE_FOLDER) / "agreements";
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.path().extension() == ".quid") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  for (const fs::path& file : files) sources.add(fs::relative(file, folder).string(), read(file));
  syntax = parse_all(sources, 1);
  compilation = compile(syntax, {});
  const Model& model = compilation.world->model;
  auto add = [&](Subject subject) { by_name.emplace(name_of(model, subject), subject); };
  for (std::size_t i = 0; i < model.agreements.size(); ++i) add(Subject::of(AgreementId(i)));
  for (std::size_t i = 0; i < model.provisions.size(); ++i) add(Subject::of(ProvisionId(i)));
  for (std::size_t i = 0; i < model.authorities.size(); ++i) add(Subject::of(AuthorityId(i)));
  for (std::size_t i = 0; i < model.proposals.size(); ++i) add(Subject::of(ProposalId(i)));
}

const Deals& deals() {
  static const Deals instance;
  return instance;
}

std::vector<PinLine> pin_lines(const std::string& file) {
  std::istringstream lines(read(fs::path(QUID_SOURCE_FOLDER) / "tests" / file));
  std::vector<PinLine> list;
  std::string line;
  for (int number = 1; std::getline(lines, line); ++number) {
    if (line.empty() || line[0] == '#') continue;
    PinLine pin{number, file + ":" + std::to_string(number) + ": " + line, {}};
    std::istringstream parts(line);
    for (std::string field; std::getline(parts, field, '|');) pin.fields.push_back(trimmed(field));
    list.push_back(std::move(pin));
  }
  return list;
}

}  // namespace quid::tests
