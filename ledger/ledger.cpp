// The idea in one sentence: one table that only grows, a chain of seals over its rows, and one row that says how far
// they go; the safety of each step is SQLite's own, with a write-ahead log that is flushed before anything is told as
// stored.
#include "ledger/ledger.hpp"

#include <SQLiteCpp/Backup.h>
#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Exception.h>
#include <SQLiteCpp/Statement.h>
#include <SQLiteCpp/Transaction.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "ledger/chain.hpp"
#include "ledger/schema.hpp"

namespace quid::ledger {

namespace {

std::string worded(const std::string& path, const SQLite::Exception& error) {
  switch (error.getErrorCode()) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return fmt::format("`{}` is held by another program, and nothing was recorded: try again", path);
    case SQLITE_FULL: return fmt::format("there is no room on the disk for `{}`: nothing was recorded", path);
    case SQLITE_READONLY:
    case SQLITE_PERM: return fmt::format("`{}` may not be written: nothing was recorded", path);
    case SQLITE_CANTOPEN: return fmt::format("`{}` cannot be opened", path);
    case SQLITE_IOERR:
      return fmt::format(
          "the disk failed while `{}` was used ({}): what was not acknowledged is not recorded", path,
          error.getErrorStr());
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return fmt::format("`{}` is damaged ({}): `quid restore` puts a backup in its place", path,
                         error.getErrorStr());
    default: return fmt::format("`{}`: {}", path, error.what());
  }
}

// What `work` gives; what SQLite says, in words.
template <typename Work>
auto in_words(const std::string& path, Work work) {
  try {
    return work();
  } catch (const SQLite::Exception& error) {
    throw Refused(worded(path, error));
  }
}

bool exists(const std::string& path) {
  struct stat status {};
  return stat(path.c_str(), &status) == 0;
}

// SQLite gives its log and its index the mode of the file.
void make_for_owner(const std::string& path) {
  const int descriptor = open(path.c_str(), O_CREAT | O_RDWR | O_CLOEXEC | O_NOCTTY, 0600);
  if (descriptor < 0) {
    throw Refused(errno == EACCES || errno == EROFS
                      ? fmt::format("`{}` may not be written: nothing was recorded", path)
                      : fmt::format("`{}` cannot be made: {}", path, std::strerror(errno)));
  }
  close(descriptor);
}

Date day_in(const SQLite::Column& column, Number number) {
  const std::optional<Date> day = parse_date(column.getString());
  if (!day) throw Refused(fmt::format("record {} has no day: `quid verify` says what is wrong", number));
  return *day;
}

constexpr const char* all_columns =
    "SELECT id, day, known, text, private_to, recorded_at, recorded_by, coalesce(reverses, 0), because, "
    "coalesce(origin, x''), seal FROM entry WHERE id > ? ORDER BY id";

Record record_of(SQLite::Statement& row) {
  Record record;
  record.number = row.getColumn(0).getInt64();
  record.day = day_in(row.getColumn(1), record.number);
  record.known = day_in(row.getColumn(2), record.number);
  record.text = row.getColumn(3).getString();
  record.private_to = row.getColumn(4).getString();
  record.moment = row.getColumn(5).getString();
  record.recorder = row.getColumn(6).getString();
  record.reverses = row.getColumn(7).getInt64();
  record.because = row.getColumn(8).getString();
  record.origin = row.getColumn(9).getString();
  record.seal = row.getColumn(10).getString();
  return record;
}

std::string uri_of(const std::string& path) {
  std::string uri = "file:";
  for (const char each : path) {
    if (each == '%' || each == '?' || each == '#') {
      uri += fmt::format("%{:02x}", static_cast<unsigned char>(each));
    } else {
      uri.push_back(each);
    }
  }
  return uri + "?immutable=1";
}

// In a folder that nobody may write to, nobody writes: the file is read as it is, without the log's index.
bool is_still(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  const std::string folder = slash == std::string::npos ? "." : path.substr(0, slash + 1);
  struct stat log {};
  const bool has_log = stat((path + "-wal").c_str(), &log) == 0 && log.st_size > 0;
  return access(folder.c_str(), W_OK) != 0 && !has_log;
}

}  // namespace

class Ledger::Store {
 public:
  Store(std::string path, Access access, const Options& options)
      : path_(std::move(path)),
        steps_(options.migrations.empty() ? migrations() : options.migrations),
        database_(open(access, options)) {
    in_words(path_, [&] { begin(access); });
  }

  const std::string& path() const { return path_; }
  SQLite::Database& database() { return database_; }
  bool is_empty() const { return is_empty_; }

 private:
  SQLite::Database open(Access access, const Options& options) {
    if (access == Access::write) make_for_owner(path_);
    const auto patience = static_cast<int>(options.patience.count());
    const std::string system = options.file_system == nullptr ? "" : options.file_system;
    return in_words(path_, [&] {
      if (access == Access::write) return SQLite::Database(path_, SQLite::OPEN_READWRITE, patience, system);
      if (is_still(path_))
        return SQLite::Database(uri_of(path_), SQLite::OPEN_READONLY | SQLite::OPEN_URI, patience, system);
      return SQLite::Database(path_, SQLite::OPEN_READONLY, patience, system);
    });
  }

  void begin(Access access) {
    const Marks marks = marks_of(database_);
    want_ours(marks, path_, steps_);
    if (access == Access::read) {
      // Made by a process that was killed before it had stored anything.
      is_empty_ = marks.is_new();
      return;
    }
    database_.exec("PRAGMA foreign_keys = ON");
    database_.exec("PRAGMA synchronous = FULL");
    // On a small disk the log must not outgrow what it protects.
    database_.exec("PRAGMA journal_size_limit = 4194304");
    if (database_.execAndGet("PRAGMA journal_mode = WAL").getString() != "wal")
      throw Refused(fmt::format("`{}` lies where no log can be kept beside it: use a local disk", path_));
    bring_up_to_date(database_, path_, steps_);
  }

  std::string path_;
  std::span<const char* const> steps_;
  SQLite::Database database_;
  bool is_empty_ = false;
};

Ledger::Ledger(const std::string& path, Access access, const Options& options)
    : store_(std::make_unique<Store>(path, access, options)) {}
Ledger::~Ledger() = default;

namespace {

Head head_in(SQLite::Database& database, const std::string& path) {
  SQLite::Statement row(database, "SELECT count, seal FROM head");
  if (!row.executeStep()) throw Refused(fmt::format("`{}` has lost its head: `quid verify` says more", path));
  return {row.getColumn(0).getInt64(), row.getColumn(1).getString()};
}

void bind_blob(SQLite::Statement& insert, int index, const std::string& bytes) {
  insert.bind(index, static_cast<const void*>(bytes.data()), static_cast<int>(bytes.size()));
}

void want_reversible(SQLite::Database& database, Number number) {
  SQLite::Statement row(database,
                        "SELECT target.reverses, (SELECT id FROM entry WHERE reverses = target.id) "
                        "FROM entry AS target WHERE target.id = ?");
  row.bind(1, number);
  if (!row.executeStep()) throw Refused(fmt::format("there is no record {}", number));
  if (!row.getColumn(0).isNull())
    throw Refused(fmt::format("record {} is itself a reversal, of {}: record the entry again instead", number,
                              row.getColumn(0).getInt64()));
  if (!row.getColumn(1).isNull())
    throw Refused(fmt::format("record {} was reversed already, by {}", number, row.getColumn(1).getInt64()));
}

void insert(SQLite::Statement& into, const Record& record) {
  into.reset();
  into.clearBindings();
  into.bind(1, record.number);
  into.bind(2, to_string(record.day));
  into.bind(3, to_string(record.known));
  into.bind(4, record.text);
  into.bind(5, record.private_to);
  into.bind(6, record.moment);
  into.bind(7, record.recorder);
  if (record.is_reversal()) into.bind(8, record.reverses);
  into.bind(9, record.because);
  if (!record.origin.empty()) bind_blob(into, 10, record.origin);
  bind_blob(into, 11, record.seal);
  into.exec();
}

}  // namespace

Head Ledger::head() const {
  if (store_->is_empty()) return {};
  return in_words(store_->path(), [&] { return head_in(store_->database(), store_->path()); });
}

void Ledger::read(const std::function<void(const Record&)>& take, Number after) const {
  if (store_->is_empty()) return;
  in_words(store_->path(), [&] {
    SQLite::Statement row(store_->database(), all_columns);
    row.bind(1, after);
    while (row.executeStep()) take(record_of(row));
  });
}

std::vector<Record> Ledger::records() const {
  std::vector<Record> all;
  read([&](const Record& record) { all.push_back(record); });
  return all;
}

Head Ledger::append(std::span<Record> records, const Head& expected) {
  SQLite::Database& database = store_->database();
  return in_words(store_->path(), [&] {
    SQLite::Transaction transaction(database, SQLite::TransactionBehavior::IMMEDIATE);
    Head head = head_in(database, store_->path());
    // Of an empty ledger nobody knows the seal before it is made.
    if (head.count != expected.count || (head.count != 0 && head.seal != expected.seal))
      throw Moved(fmt::format("somebody else has recorded in `{}` meanwhile", store_->path()));
    SQLite::Statement into(database, "INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    for (Record& record : records) {
      if (record.is_reversal()) want_reversible(database, record.reverses);
      record.number = ++head.count;
      record.seal = head.seal = seal_of(head.seal, record);
      insert(into, record);
    }
    SQLite::Statement moved(database, "UPDATE head SET count = ?, seal = ?");
    moved.bind(1, head.count);
    bind_blob(moved, 2, head.seal);
    moved.exec();
    transaction.commit();
    return head;
  });
}

namespace {

// Whether every page is what SQLite takes it for.
std::string fault_of_pages(SQLite::Database& database) {
  SQLite::Statement check(database, "PRAGMA integrity_check(1)");
  check.executeStep();
  const std::string said = check.getColumn(0).getString();
  if (said != "ok") return fmt::format("the file is damaged: {}", said);
  SQLite::Statement keys(database, "PRAGMA foreign_key_check");
  if (keys.executeStep())
    return fmt::format("record {} reverses one that is not there", keys.getColumn(1).getInt64());
  return {};
}

// The seals, from the first record on.
class Walk {
 public:
  Walk(std::string seed, const std::optional<Head>& earlier) : seal_(std::move(seed)), earlier_(earlier) {}

  void take(const Record& record) {
    if (!fault_.empty()) return;
    const Number next = count_ + 1;
    if (record.number != next) {
      const Number last = record.number - 1;
      fault_ = last == next ? fmt::format("record {} is missing", next)
                            : fmt::format("records {} to {} are missing", next, last);
      return;
    }
    const std::string seal = seal_of(seal_, record);
    if (seal != record.seal) {
      fault_ = fmt::format("record {} is not as it was recorded, or one before it was replaced", next);
      return;
    }
    seal_ = seal;
    count_ = next;
    if (earlier_ && earlier_->count == count_ && earlier_->seal != seal_)
      fault_ = fmt::format("records 1 to {} are not those of the seal that was given", count_);
  }

  std::string fault(const Head& head) const {
    if (!fault_.empty()) return fault_;
    if (head.count > count_)
      return head.count == count_ + 1
                 ? fmt::format("record {}, the last, is missing", head.count)
                 : fmt::format("records {} to {}, the last, are missing", count_ + 1, head.count);
    if (head.count < count_)
      return fmt::format("records after {} were put in by another program", head.count);
    if (head.seal != seal_) return "the seal of the whole is not that of the last record";
    if (earlier_ && earlier_->count > count_)
      return fmt::format("records {} to {}, of which the seal was given, are missing", count_ + 1,
                         earlier_->count);
    return {};
  }

 private:
  std::string seal_;
  const std::optional<Head>& earlier_;
  Number count_ = 0;
  std::string fault_;
};

}  // namespace

Verdict Ledger::verify(const std::optional<Head>& earlier) const {
  Verdict verdict;
  try {
    SQLite::Database& database = store_->database();
    if (!store_->is_empty()) {
      verdict.fault = fault_of_pages(database);
      if (!verdict.fault.empty()) return verdict;
      SQLite::Transaction one_state(database);
      SQLite::Statement seed(database, "SELECT seed, count, seal FROM head");
      if (!seed.executeStep())
        return {.head = {}, .fault = "the row that says how far the records go is missing"};
      verdict.head = {seed.getColumn(1).getInt64(), seed.getColumn(2).getString()};
      Walk walk(seed.getColumn(0).getString(), earlier);
      read([&](const Record& record) { walk.take(record); });
      verdict.fault = walk.fault(verdict.head);
    } else if (earlier && earlier->count > 0) {
      verdict.fault =
          fmt::format("records 1 to {}, of which the seal was given, are missing", earlier->count);
    }
  } catch (const SQLite::Exception& error) {
    verdict.fault = fmt::format("the file is damaged: {}", error.what());
  } catch (const Refused& error) {
    verdict.fault = error.what();
  }
  return verdict;
}

void Ledger::back_up(const std::string& copy) const {
  if (exists(copy)) throw Refused(fmt::format("`{}` is there already: a backup replaces nothing", copy));
  const std::string unfinished = copy + ".unfinished";
  try {
    unlink(unfinished.c_str());
    make_for_owner(unfinished);
    in_words(unfinished, [&] {
      SQLite::Database target(unfinished, SQLite::OPEN_READWRITE);
      SQLite::Backup(target, store_->database()).executeStep(-1);
      // A backup is one file, also where the ledger keeps a log.
      (void)target.execAndGet("PRAGMA journal_mode = DELETE");
    });
    const int descriptor = open(unfinished.c_str(), O_RDWR | O_CLOEXEC);
    const bool flushed = descriptor >= 0 && fsync(descriptor) == 0;
    if (descriptor >= 0) close(descriptor);
    // A link and not a new name: what has come to lie there meanwhile stays.
    if (!flushed || link(unfinished.c_str(), copy.c_str()) != 0)
      throw Refused(fmt::format("`{}` cannot be written: {}", copy, std::strerror(errno)));
  } catch (...) {
    unlink(unfinished.c_str());
    throw;
  }
  unlink(unfinished.c_str());
}

}  // namespace quid::ledger
