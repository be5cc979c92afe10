// What is to be recorded, checked against the workspace as it would be with it; and what it changes.
#pragma once

#include <string>
#include <vector>

#include "dsl/query/recording.hpp"
#include "ledger/ledger.hpp"
#include "tools/ask/workspace.hpp"

namespace quid::tools {

// The records of these entries, not yet numbered: by whom, and when.
std::vector<ledger::Record> records_of(const std::vector<dsl::EntryLine>& entries);

// Stores the records: reads the ledger, lets `check` look at what it holds and at what would come, and appends. Where
// somebody else has recorded meanwhile, all of it once more, so that nothing is stored that was checked against
// something else. Gives the records their numbers.
ledger::Head store(const std::string& path, std::vector<ledger::Record>& records,
                   const std::function<void(const std::vector<ledger::Record>& there,
                                            std::vector<ledger::Record>& coming)>& check);

// The workspace before and with the records, in which they have the numbers that they would be given. Where they are
// mistakes, shows the findings and throws Failure.
class Recording {
 public:
  Recording(const Request& request, std::vector<ledger::Record> there,
            const std::vector<ledger::Record>& coming);

  // One sentence: what changes in what is granted.
  std::string what_changes() const;
  const dsl::Workspace& after() const { return after_; }

 private:
  dsl::Texts files_;
  dsl::Workspace before_;
  dsl::Workspace after_;
};

}  // namespace quid::tools
