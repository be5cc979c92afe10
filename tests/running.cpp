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

Ran run_quid(const std::vector<std::string>& arguments) {
  tools::Environment environment;
  environment.today = make_date(2026, 3, 1);
  tools::Output out;
  tools::Output errors;
  const int exit = tools::run(arguments, environment, out, errors);
  return {exit, out.text(), errors.text()};
}

Ran run_in(const Folder& folder, std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), {"-C", folder.path().string()});
  return run_quid(arguments);
}

json::object json_in(const Folder& folder, std::vector<std::string> arguments) {
  arguments.insert(arguments.end(), {"--format", "json"});
  const Ran ran = run_in(folder, std::move(arguments));
  INFO(ran.out << ran.errors);
  json::error_code error;
  json::value value = json::parse(ran.out, error);
  REQUIRE_FALSE(error);
  CHECK(value.as_object().begin()->key() == "quid");
  CHECK(value.at("quid") == 1);
  return value.as_object();
}

std::string dump(const json::value& value) {
  return json::serialize(value);
}

}  // namespace quid::tests
