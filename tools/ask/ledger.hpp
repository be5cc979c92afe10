// The ledger of a workspace: what has been recorded, as one more text, and as the rows of a log.
//
// Line N of that text is record N, so that the place of an answer names the record. For a party's view the records
// private to others are left out before anything is numbered: the view is what it would be without them.
#pragma once

#include <string>
#include <vector>

#include "ledger/record.hpp"
#include "tools/ask/request.hpp"
#include "tools/outside/files.hpp"

namespace quid::tools {

// `--ledger`, else quid.db in the folder of the workspace. Throws Failure where there is no such folder.
std::string ledger_path(const Request& request);
bool is_there(const std::string& path);

// A record as a party sees it.
struct SeenRecord {
  ledger::Record record;
  ledger::Number number = 0;
  ledger::Number reverses = 0;     // in the numbers of the view
  ledger::Number reversed_by = 0;  // by the day by which facts were known
  bool is_known = true;            // the same
};
std::vector<SeenRecord> seen_records(std::vector<ledger::Record> records, const Request& request);

// The text, without what stands in one of the texts already, every part the same.
std::string ledger_text(const std::vector<SeenRecord>& records, const dsl::Texts& texts);

// Puts the ledger of the request among the files, under the name `quid.db`; what is wrong with it is a problem.
void add_ledger(const Request& request, Files& files);
inline constexpr std::string_view ledger_name = "quid.db";

}  // namespace quid::tools
