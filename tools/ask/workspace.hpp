// The workspace that a command asks about: the texts that are read for it, under the options of its request.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "dsl/workspace/workspace.hpp"
#include "tools/ask/request.hpp"
#include "tools/outside/files.hpp"

namespace quid::tools {

class Json;

// These texts under the options of the request. Throws Failure where `--for` or `--reading` names no party.
dsl::Workspace workspace_of(dsl::Texts texts, const Request& request,
                            dsl::Judged judged = dsl::Judged::this_reading);

class Workspace {
 public:
  // Reads and parses. `paths` narrow what is asked about (check, fmt). Files that cannot be read are left in
  // `files().problems`. Throws Failure where `--for` or `--reading` names no party. The text has to be sound in the
  // reading that the request names, unless `judged` says more.
  explicit Workspace(const Request& request, std::span<const std::string> paths = {},
                     std::optional<dsl::Judged> judged = {});

  // FileIds count these files.
  const Files& files() const { return files_; }
  const dsl::Workspace& texts() const { return texts_; }
  const dsl::Sources& sources() const { return texts_.sources(); }
  const dsl::Syntax& syntax() const { return texts_.syntax(); }
  const dsl::Compilation& compilation() const { return texts_.compilation(); }
  // Throws Failure where a file cannot be read or anything in the text is an error.
  const World& world() const;

  // Day, reading, viewer, last fact; and the keys of `scope`. What speaks of the texts alone knows no fact.
  enum class About : std::uint8_t { meaning, text };
  std::vector<std::string> scope_words() const;
  void scope_json(Json& json, About about = About::meaning) const;

 private:
  const Request& request_;
  Files files_;
  dsl::Workspace texts_;
};

}  // namespace quid::tools
