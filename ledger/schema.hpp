// The tables of a ledger, and how a file of an earlier version becomes one of this.
#pragma once

#include <span>
#include <string>

namespace SQLite {
class Database;
}

namespace quid::ledger {

// The i-th statement makes version i + 1 out of version i; version 0 is an empty file.
std::span<const char* const> migrations();

// Marks a file as ours: "Quid" in four bytes.
inline constexpr int application_id = 0x51756964;

struct Marks {
  int application = 0;
  int version = 0;
  bool has_tables = false;

  bool is_new() const { return application == 0 && version == 0 && !has_tables; }
};
Marks marks_of(SQLite::Database& database);

// Throws Refused where the file is not a ledger, or of a version that `steps` does not reach.
void want_ours(const Marks& marks, const std::string& path, std::span<const char* const> steps);

// To the last version of `steps`. Before a file that holds records is changed, a copy of it stays beside it as
// PATH.vN. Several processes may do this at once.
void bring_up_to_date(SQLite::Database& database, const std::string& path,
                      std::span<const char* const> steps);

}  // namespace quid::ledger
