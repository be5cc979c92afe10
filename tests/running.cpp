#include "tests/running.hpp"

#include <unistd.h>

#include <catch2/catch.hpp>
#include <fstream>
#include <sstream>

#include "tools/commands/command.hpp"

namespace quid::tests {

Folder::Folder() {
  std::string pattern = (fs::temp_directory_path() / "quid-command-XXXXXX").string();
  REQUIRE(mkdtemp(pattern.data()) != nullptr);
  path_ = pattern;
  write("quid.toml", "");
}

void Folder::write(const std::string& name, std::string_view text) const {
  fs::create_directories((path_ / name).parent_path());
  std::ofstream out(path_ / name, std::ios::binary);
  out << text;
}

std::string Folder::read(const std::string& name) const {
  std::ifstream in(path_ / name, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

std::string Ran::last_line() const {
  const std::size_t end = out.find_last_not_of('\n') + 1;
  const std::size_t begin = out.rfind('\n', end - 1);
  return out.substr(begin + 1, end - begin - 1);
}

namespace {

Ran run_with(const tools::Environment& environment, const std::vector<std::string>& arguments) {
  tools::Output out;
  tools::Output errors;
  const int exit = tools::run(arguments, environment, out, errors);
  return {exit, out.text(), errors.text()};
}

tools::Environment on_the_first_of_march() {
  tools::Environment environment;
  environment.today = make_date(2026, 3, 1);
  return environment;
}

json::object json_of(const Ran& ran) {
  INFO(ran.out << ran.errors);
  json::error_code error;
  json::value value = json::parse(ran.out, error);
  REQUIRE_FALSE(error);
  CHECK(value.as_object().begin()->key() == "quid");
  CHECK(value.at("quid") == 1);
  return value.as_object();
}

}  // namespace

dsl::Texts one_text(std::string_view text) {
  return {dsl::make_text("deal.quid", std::string(text))};
}

Ran run_quid(const std::vector<std::string>& arguments) {
  return run_with(on_the_first_of_march(), arguments);
}

Ran run_in(const dsl::Texts& texts, const std::vector<std::string>& arguments) {
  tools::Environment environment = on_the_first_of_march();
  environment.texts = [&](const std::string&, std::span<const std::string>) {
    tools::Files files;
    for (const dsl::Text& text : texts) files.files.push_back({text, text.name});
    return files;
  };
  return run_with(environment, arguments);
}

Ran run_in(const Folder& folder, std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), {"-C", folder.path().string()});
  return run_quid(arguments);
}

json::object json_in(const dsl::Texts& texts, std::vector<std::string> arguments) {
  arguments.insert(arguments.end(), {"--format", "json"});
  return json_of(run_in(texts, arguments));
}

json::object json_in(const Folder& folder, std::vector<std::string> arguments) {
  arguments.insert(arguments.end(), {"--format", "json"});
  return json_of(run_in(folder, std::move(arguments)));
}

std::string dump(const json::value& value) {
  return json::serialize(value);
}

}  // namespace quid::tests
