// Random workspaces as Quid text, for the properties that must hold whatever the deals say.
#pragma once

#include <rapidcheck.h>

#include <cstdint>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

namespace quid::tests {

// A workspace in pieces that can be left out. The pieces are lines of Quid; what names a piece that is left
// out is left out with it, so that a smaller workspace is still a sound one.
struct RandomWorkspace {
  // A declaration, or a provision inside one.
  struct Block {
    std::string name;                     // `d0`; a name stands for one thing in the whole workspace
    std::string head;                     // `agreement d0`; may begin with a bracket: `[IN] concession p0`
    std::vector<std::string> needed;      // what the declaration cannot do without
    std::vector<std::string> properties;  // what can be left out
    std::vector<Block> inner;
  };
  std::vector<Block> blocks;
  std::vector<std::string> entries;

  // As drafted, brackets and all.
  std::string text() const;
  // With every bracket replaced by what a reading takes: the text of `party`, else that of nobody in
  // particular. What stays open is left out of an agreement and makes a provision say that it is never in
  // effect. No party is the reading `agreed`.
  std::string text_as_read_by(std::string_view party) const;
  // Each workspace with one piece less, large pieces first.
  std::vector<RandomWorkspace> smaller() const;
};

inline std::ostream& operator<<(std::ostream& out, const RandomWorkspace& workspace) {
  return out << '\n' << workspace.text();
}

struct WorkspaceStyle {
  int provisions = 12;    // at most about so many
  bool brackets = false;  // text that is not agreed
  bool unsound = false;   // now and then a ring that the checker has to refuse
};

// The same seed gives the same workspace.
RandomWorkspace make_workspace(std::uint64_t seed, const WorkspaceStyle& style);

// Shrinks by leaving out pieces.
rc::Gen<RandomWorkspace> any_workspace(const WorkspaceStyle& style);

// Like `rc::prop`, with a fixed seed and so many successes unless RC_PARAMS says otherwise. Empty where the
// property holds, else a report with the smallest counterexample.
std::string failure_of(const std::string& name, int successes, const rc::detail::Property& property);

}  // namespace quid::tests
