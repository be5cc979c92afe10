#include "ledger/schema.hpp"

#include <SQLiteCpp/Backup.h>
#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>
#include <SQLiteCpp/Transaction.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sqlite3.h>
#include <unistd.h>

#include <array>

#include "ledger/record.hpp"

namespace quid::ledger {

namespace {

// `head` is the one row that changes: it says how far the records go, so that a loss at the end is seen.
constexpr const char* first_version = R"sql(
CREATE TABLE entry (
  id          INTEGER PRIMARY KEY CHECK (id > 0),
  day         TEXT NOT NULL,
  known       TEXT NOT NULL,
  text        TEXT NOT NULL CHECK (instr(text, char(10)) = 0),
  private_to  TEXT NOT NULL DEFAULT '',
  recorded_at TEXT NOT NULL,
  recorded_by TEXT NOT NULL,
  reverses    INTEGER UNIQUE REFERENCES entry (id),
  because     TEXT NOT NULL DEFAULT '',
  origin      BLOB UNIQUE,
  seal        BLOB NOT NULL UNIQUE,
  CHECK ((reverses IS NULL) = (text <> '') AND (reverses IS NULL OR reverses < id))
) STRICT;

CREATE TABLE head (
  one   INTEGER PRIMARY KEY CHECK (one = 1),
  seed  BLOB NOT NULL,
  count INTEGER NOT NULL,
  seal  BLOB NOT NULL
) STRICT;
INSERT INTO head SELECT 1, seed, 0, seed FROM (SELECT randomblob(32) AS seed);

CREATE TRIGGER entry_stays BEFORE UPDATE ON entry
BEGIN SELECT RAISE(ABORT, 'a record is never changed: reverse it'); END;
CREATE TRIGGER entry_is_kept BEFORE DELETE ON entry
BEGIN SELECT RAISE(ABORT, 'a record is never deleted: reverse it'); END;
)sql";

constexpr std::array<const char*, 1> steps_of_quid = {first_version};

void keep_copy(SQLite::Database& database, const std::string& path, int version) {
  const std::string copy = fmt::format("{}.v{}", path, version);
  const int descriptor = open(copy.c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0600);
  if (descriptor < 0) throw Refused(fmt::format("`{}` cannot be written: no copy, no migration", copy));
  close(descriptor);
  SQLite::Database target(copy, SQLite::OPEN_READWRITE);
  SQLite::Backup(target, database).executeStep(-1);
}

}  // namespace

std::span<const char* const> migrations() {
  return steps_of_quid;
}

Marks marks_of(SQLite::Database& database) {
  // In one statement, and so of one moment: another process may be making the tables.
  SQLite::Statement row(database,
                        "SELECT application_id, user_version, (SELECT count(*) FROM sqlite_master) "
                        "FROM pragma_application_id, pragma_user_version");
  row.executeStep();
  Marks marks;
  marks.application = row.getColumn(0).getInt();
  marks.version = row.getColumn(1).getInt();
  marks.has_tables = row.getColumn(2).getInt64() != 0;
  return marks;
}

void want_ours(const Marks& marks, const std::string& path, std::span<const char* const> steps) {
  if (marks.is_new()) return;
  if (marks.application != application_id)
    throw Refused(fmt::format("`{}` is a database of another program, and no ledger", path));
  if (marks.version > static_cast<int>(steps.size()))
    throw Refused(
        fmt::format("`{}` was written by a newer quid (version {} of the file, this one knows {}): "
                    "it is left as it is",
                    path, marks.version, steps.size()));
}

void bring_up_to_date(SQLite::Database& database, const std::string& path,
                      std::span<const char* const> steps) {
  const auto last = static_cast<int>(steps.size());
  Marks marks = marks_of(database);
  want_ours(marks, path, steps);
  if (marks.version == last) return;
  if (!marks.is_new()) keep_copy(database, path, marks.version);
  SQLite::Transaction transaction(database, SQLite::TransactionBehavior::IMMEDIATE);
  marks = marks_of(database);  // another process may have been first
  want_ours(marks, path, steps);
  for (int version = marks.version; version < last; ++version)
    database.exec(steps[static_cast<std::size_t>(version)]);
  database.exec(fmt::format("PRAGMA application_id = {}", application_id));
  database.exec(fmt::format("PRAGMA user_version = {}", last));
  transaction.commit();
}

}  // namespace quid::ledger
