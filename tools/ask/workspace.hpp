// The workspace that a command asks about: its texts, their trees, and what they mean under a reading.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "dsl/lower/compile.hpp"
#include "tools/ask/request.hpp"
#include "tools/outside/files.hpp"

namespace quid::tools {

class Json;

class Workspace {
 public:
  // Reads and parses. `paths` narrow it (check, fmt). With `--for` every text is first redacted as that party
  // may see it. Files that cannot be read are left in `files().problems`. Throws Failure where the party is
  // none.
  explicit Workspace(const Request& request, std::span<const std::string> paths = {});

  const Files& files() const { return files_; }
  const dsl::Sources& sources() const { return *sources_; }
  const dsl::Syntax& syntax() const { return syntax_; }

  // What the texts mean under the request's reading; worked out once.
  const dsl::Compilation& compilation();
  // The same, and refuses where a file cannot be read or anything in the text is an error.
  const World& world();
  // Under another reading, not kept. The texts must be sound.
  dsl::Compilation compile_as(const std::string& reading) const;

  // The parties who have text of their own in each bracket, in order of file and place.
  std::vector<std::pair<Span, std::vector<std::string>>> bracket_parties() const;

  // Day, reading, viewer, last fact; and the keys of `scope`.
  std::vector<std::string> scope_words() const;
  void scope_json(Json& json) const;
  // The day of the last entry that counts.
  std::optional<Date> last_fact() const;

 private:
  void redact_for(const std::string& party);
  void want_sound();

  const Request& request_;
  Files files_;
  std::unique_ptr<dsl::Sources> sources_;
  dsl::Syntax syntax_;
  std::unique_ptr<dsl::Compilation> compilation_;
  bool is_sound_ = false;
};

}  // namespace quid::tools
