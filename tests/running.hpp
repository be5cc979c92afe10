// Commands run in this process: on workspaces in memory, or in a folder where it is files that they are about.
#pragma once

#include <boost/json.hpp>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "dsl/source/source.hpp"

namespace quid::tests {

namespace fs = std::filesystem;
namespace json = boost::json;

// A workspace that goes when it is over.
class Folder {
 public:
  Folder();
  explicit Folder(std::string_view text) : Folder() { write("deal.quid", text); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() { fs::remove_all(path_); }

  void write(const std::string& name, std::string_view text) const;
  std::string read(const std::string& name) const;
  fs::path path(const std::string& name = {}) const { return name.empty() ? path_ : path_ / name; }

 private:
  fs::path path_;
};

// A workspace of one text, in memory.
dsl::Texts one_text(std::string_view text);

struct Ran {
  int exit;
  std::string out;
  std::string errors;
  std::string first_line() const { return out.substr(0, out.find('\n')); }
  std::string last_line() const;
};

// On 1 March 2026.
Ran run_quid(const std::vector<std::string>& arguments);
Ran run_in(const dsl::Texts& texts, const std::vector<std::string>& arguments);
Ran run_in(const Folder& folder, std::vector<std::string> arguments);
// The whole answer, which has to be JSON in the shape of the contract.
json::object json_in(const dsl::Texts& texts, std::vector<std::string> arguments);
json::object json_in(const Folder& folder, std::vector<std::string> arguments);
std::string dump(const json::value& value);

inline bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

}  // namespace quid::tests
