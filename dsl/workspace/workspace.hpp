// A workspace as a value: texts in memory, and what they mean.
//
// Where the texts come from is not its business: a folder on disk, a revision of it, an editor's buffers that
// nobody has saved, and what somebody might yet write are all texts.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>

#include "dsl/check/check.hpp"
#include "dsl/source/source.hpp"

namespace quid::dsl {

struct WorkspaceOptions {
  Reading reading;                       // of the brackets, where a question names no other
  Judged judged = Judged::this_reading;  // in which the texts have to be sound
  std::optional<Date> known;             // only facts recorded by then
  std::string for_party;                 // the texts as this party may see them; empty: everything
  Date today;                            // decides whether a suppression has expired
};

// A code that is no country, not the EU, and declared by no text that may be seen.
struct NoSuchParty : std::invalid_argument {
  enum class Asked : std::uint8_t { viewer, reading };
  NoSuchParty(Asked asked_, const std::string& code_)
      : invalid_argument("no such party: " + code_), asked(asked_), code(code_) {}
  Asked asked;
  std::string code;
};

// A text has a mistake in its syntax. Of broken text nobody can tell what in it is private, so that there is
// no view of it; where the mistake is, and what it is, may be private too.
struct NoView : std::runtime_error {
  explicit NoView(const std::string& party) : runtime_error("no view for " + party) {}
};

// The texts hold errors: no question about them has an answer.
struct Unsound : std::runtime_error {
  Unsound(std::size_t errors_, Diagnostic first_)
      : runtime_error(first_.message), errors(errors_), first(std::move(first_)) {}
  std::size_t errors;
  Diagnostic first;
};

// What is asked for is worked out then, once, and kept; hence one thread asks at a time. What was given out
// lives as long as the workspace.
class Workspace {
 public:
  // Files are numbered in the order of their names. Throws NoView and NoSuchParty.
  explicit Workspace(Texts texts, WorkspaceOptions options = {});
  Workspace(const Workspace&) = delete;
  Workspace& operator=(const Workspace&) = delete;

  // The same with one text more, or in place of the one of its name. The others are shared.
  Workspace with(Text text) const;

  const WorkspaceOptions& options() const { return options_; }
  const Texts& texts() const { return texts_; }  // as given, also what the party may not see
  const Sources& sources() const { return sources_; }
  const Syntax& syntax() const { return syntax_; }

  // What the texts mean; also where they hold errors.
  const Compilation& compilation(const Reading& reading) const;
  const Compilation& compilation() const { return compilation(options_.reading); }
  // All that is wrong with the texts, or worth a look. All entries count, whatever day is asked about: a
  // text that is sound is sound on every day by which some of its facts were known.
  const Diagnostics& findings() const;
  // Throws Unsound.
  const World& world() const;

  bool has_party(std::string_view code) const;
  // The day of the last entry that counts.
  std::optional<Date> last_fact() const;

 private:
  void parse(const Texts& texts);
  Texts redacted() const;
  void want_sound() const;
  void want_party(NoSuchParty::Asked asked, const std::string& code) const;

  Texts texts_;
  WorkspaceOptions options_;
  Sources sources_;
  Syntax syntax_;
  mutable std::map<std::string, Compilation, std::less<>> compilations_;  // by the party that reads
  mutable std::optional<Diagnostics> findings_;
  mutable bool is_sound_ = false;
};

}  // namespace quid::dsl
