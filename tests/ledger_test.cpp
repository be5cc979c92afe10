// The file of a ledger under what can happen to one: processes that are killed, disks that fail, many who record at
// once, and those who would change what was recorded.
#include "ledger/ledger.hpp"

#include <SQLiteCpp/Column.h>
#include <SQLiteCpp/Database.h>
#include <fcntl.h>
#include <fmt/core.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <fstream>
#include <random>

#include "tests/failing_disk.hpp"
#include "tests/running.hpp"

namespace quid::tests {
namespace {

using ledger::Access;
using ledger::Head;
using ledger::Ledger;
using ledger::Number;
using ledger::Record;

Record record(std::string text) {
  Record result;
  result.day = make_date(2026, 2, 1);
  result.known = make_date(2026, 3, 1);
  result.text = std::move(text);
  result.moment = "2026-03-01T12:00:00.000000Z";
  result.recorder = "anna";
  return result;
}

std::vector<Record> batch(int count, const std::string& name = "entry") {
  std::vector<Record> records;
  for (int i = 0; i < count; ++i) records.push_back(record(fmt::format("{} {}", name, i)));
  return records;
}

std::string path_in(const Folder& folder) {
  return folder.path("quid.db").string();
}

Head add(const std::string& path, std::vector<Record> records, const ledger::Options& options = {}) {
  Ledger to(path, Access::write, options);
  return to.append(records, to.head());
}

std::vector<std::string> texts(const std::string& path) {
  std::vector<std::string> all;
  for (const Record& each : Ledger(path, Access::read).records()) all.push_back(each.text);
  return all;
}

ledger::Verdict verdict(const std::string& path, const std::optional<Head>& earlier = {}) {
  return Ledger(path, Access::read).verify(earlier);
}

// Somebody with a tool for SQLite, who knows about the triggers.
void tamper(const std::string& path, const std::string& sql) {
  SQLite::Database database(path, SQLite::OPEN_READWRITE);
  database.exec("DROP TRIGGER IF EXISTS entry_stays; DROP TRIGGER IF EXISTS entry_is_kept;" + sql);
}

// In a process of its own; its exit code, or minus the signal.
template <typename Work>
pid_t start(Work work) {
  const pid_t child = fork();
  if (child != 0) return child;
  try {
    work();
  } catch (...) {
    _exit(1);
  }
  _exit(0);
}
int end_of(pid_t child) {
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

// Records until it is on the disk, whoever else does.
void add_among_others(const std::string& path, const std::vector<Record>& records) {
  while (true) {
    Head head;
    {
      Ledger to(path, Access::write);
      head = to.head();
      std::vector<Record> mine = records;
      try {
        to.append(mine, head);
        return;
      } catch (const ledger::Moved&) {
      }
    }
  }
}

}  // namespace

TEST_CASE("ledger: what is stored is read as it was, and for the owner alone") {
  const Folder folder;
  const std::string path = path_in(folder);
  add(path, batch(2));
  std::vector<Record> reversal{record("")};
  reversal[0].reverses = 2;
  reversal[0].because = "a slip";
  const Head head = add(path, reversal);
  CHECK(head.count == 3);
  const std::vector<Record> all = Ledger(path, Access::read).records();
  REQUIRE(all.size() == 3);
  CHECK(all[0].text == "entry 0");
  CHECK(all[0].day == make_date(2026, 2, 1));
  CHECK(all[0].known == make_date(2026, 3, 1));
  CHECK(all[2].reverses == 2);
  CHECK(all[2].because == "a slip");
  CHECK(all[2].seal == head.seal);
  CHECK(verdict(path).fault.empty());
  struct stat status {};
  REQUIRE(stat(path.c_str(), &status) == 0);
  CHECK((status.st_mode & 0777U) == 0600U);
}

TEST_CASE("ledger: what cannot be reversed is said") {
  const Folder folder;
  const std::string path = path_in(folder);
  add(path, batch(2));
  std::vector<Record> reversal{record("")};
  reversal[0].reverses = 1;
  add(path, reversal);
  CHECK_THROWS_WITH(add(path, reversal), "record 1 was reversed already, by 3");
  reversal[0].reverses = 3;
  CHECK_THROWS_WITH(add(path, reversal), Catch::Contains("is itself a reversal, of 1"));
  reversal[0].reverses = 9;
  CHECK_THROWS_WITH(add(path, reversal), "there is no record 9");
  CHECK(Ledger(path, Access::read).head().count == 3);
}

TEST_CASE("ledger: nothing is stored behind another head than the one that was read") {
  const Folder folder;
  const std::string path = path_in(folder);
  Ledger first(path, Access::write);
  const Head before = first.head();
  add(path, batch(1));
  std::vector<Record> late = batch(1);
  CHECK_THROWS_AS(first.append(late, before), ledger::Moved);
  CHECK(texts(path).size() == 1);
}

TEST_CASE("ledger: a record cannot be changed or deleted with SQL") {
  const Folder folder;
  add(path_in(folder), batch(2));
  SQLite::Database database(path_in(folder), SQLite::OPEN_READWRITE);
  CHECK_THROWS_WITH(database.exec("UPDATE entry SET text = 'x'"), Catch::Contains("never changed"));
  CHECK_THROWS_WITH(database.exec("DELETE FROM entry"), Catch::Contains("never deleted"));
}

TEST_CASE("ledger: what was changed, dropped, cut off or put in is found, and where") {
  struct Case {
    const char* sql;
    const char* fault;
  };
  const Case cases[] = {
      {"UPDATE entry SET text = 'another' WHERE id = 3", "record 3 is not as it was recorded"},
      {"UPDATE entry SET known = '2026-01-01' WHERE id = 5", "record 5 is not as it was recorded"},
      {"UPDATE entry SET recorded_by = 'bob' WHERE id = 1", "record 1 is not as it was recorded"},
      {"DELETE FROM entry WHERE id = 3", "record 3 is missing"},
      {"DELETE FROM entry WHERE id IN (2, 3)", "records 2 to 3 are missing"},
      {"DELETE FROM entry WHERE id = 5", "record 5, the last, is missing"},
      {"DELETE FROM entry", "records 1 to 5, the last, are missing"},
      {"INSERT INTO entry SELECT 6, day, known, 'new', '', recorded_at, recorded_by, NULL, '', NULL, "
       "randomblob(32) "
       "FROM entry WHERE id = 1",
       "record 6 is not as it was recorded"},
      {"UPDATE head SET count = 9", "records 6 to 9, the last, are missing"},
      {"UPDATE head SET seal = randomblob(32)", "the seal of the whole"},
      {"DELETE FROM head", "the row that says how far"},
  };
  for (const Case& each : cases) {
    INFO(each.sql);
    const Folder folder;
    add(path_in(folder), batch(5));
    tamper(path_in(folder), each.sql);
    CHECK_THAT(verdict(path_in(folder)).fault, Catch::Contains(each.fault));
  }
}

TEST_CASE("ledger: who kept a seal sees that the end was cut off and the head made anew") {
  const Folder folder;
  const std::string path = path_in(folder);
  const Head three = add(path, batch(3));
  const Head five = add(path, batch(2, "more"));
  CHECK(verdict(path, three).fault.empty());
  CHECK(verdict(path, five).fault.empty());
  tamper(path,
         "DELETE FROM entry WHERE id > 3;"
         "UPDATE head SET count = 3, seal = (SELECT seal FROM entry WHERE id = 3)");
  CHECK(verdict(path).fault.empty());
  CHECK(verdict(path, three).fault.empty());
  CHECK_THAT(verdict(path, five).fault,
             Catch::Contains("records 4 to 5, of which the seal was given, are missing"));
  Head other = three;
  other.seal.back() ^= 1;
  CHECK_THAT(verdict(path, other).fault, Catch::Contains("are not those of the seal"));
}

TEST_CASE("ledger: killed at any moment, nothing acknowledged is lost and nothing half-written is seen") {
  // A longer run: QUID_KILLS=5000.
  const char* wanted = std::getenv("QUID_KILLS");
  const int runs = wanted == nullptr ? 200 : std::atoi(wanted);
  std::mt19937 random(20261124);
  const Folder folder;
  const std::string path = path_in(folder);
  Number sure = 0;
  for (int run = 0; run < runs; ++run) {
    int pipe_ends[2];
    REQUIRE(pipe(pipe_ends) == 0);
    const pid_t child = start([&] {
      close(pipe_ends[0]);
      while (true) {
        const Head head = add(path, batch(3));
        if (write(pipe_ends[1], &head.count, sizeof head.count) != sizeof head.count) _exit(0);
      }
    });
    close(pipe_ends[1]);
    usleep(static_cast<useconds_t>(random() % 40000));
    kill(child, SIGKILL);
    CHECK(end_of(child) == -SIGKILL);
    for (Number told = 0; read(pipe_ends[0], &told, sizeof told) == sizeof told;) sure = told;
    close(pipe_ends[0]);
    if (access(path.c_str(), F_OK) != 0) continue;
    // Only the last of the runs looks at all the seals: the rest would take a square of the time.
    const Head head = Ledger(path, Access::read).head();
    CHECK(head.count >= sure);
    CHECK(head.count % 3 == 0);
    CHECK(Ledger(path, Access::read).records().size() == static_cast<std::size_t>(head.count));
  }
  CHECK(sure > 0);
  CHECK(verdict(path).fault.empty());
}

TEST_CASE("ledger: a disk that fails at any write loses nothing that was acknowledged") {
  for (const FailingDisk::Failure failure : {FailingDisk::Failure::io_error, FailingDisk::Failure::full}) {
    bool went_through = false;
    for (int from = 1; from < 200 && !went_through; ++from) {
      INFO("from write " << from);
      const Folder folder;
      const std::string path = path_in(folder);
      add(path, batch(2));
      const FailingDisk disk(failure, from);
      bool acknowledged = false;
      std::string why;
      try {
        Ledger to(path, Access::write, {.migrations = {}, .file_system = disk.name()});
        std::vector<Record> more = batch(200, "more");
        to.append(more, to.head());
        acknowledged = true;
      } catch (const ledger::Refused& refused) {
        why = refused.what();
        CHECK_THAT(why, Catch::Contains("disk"));
      }
      const std::size_t count = texts(path).size();
      if (acknowledged) {
        CHECK(count == 202);
      } else {
        // A flush that failed may have reached the disk all the same; half of it never does.
        CHECK((count == 2 || count == 202));
      }
      CHECK(verdict(path).fault.empty());
      went_through = !disk.has_failed();
    }
    CHECK(went_through);
  }
}

TEST_CASE("ledger: eight processes record at once, and all that they were told is there") {
  const Folder folder;
  const std::string path = path_in(folder);
  constexpr int each = 25;
  std::vector<pid_t> children;
  for (int who = 0; who < 8; ++who) {
    children.push_back(start([&] {
      for (int i = 0; i < each; ++i) add_among_others(path, batch(2, fmt::format("from {} the {}:", who, i)));
    }));
  }
  for (const pid_t child : children) CHECK(end_of(child) == 0);
  std::vector<std::string> all = texts(path);
  CHECK(all.size() == 8 * each * 2);
  // What was recorded together stands together.
  for (std::size_t i = 0; i + 1 < all.size(); i += 2)
    CHECK(all[i].substr(0, all[i].size() - 1) == all[i + 1].substr(0, all[i + 1].size() - 1));
  std::sort(all.begin(), all.end());
  CHECK(std::adjacent_find(all.begin(), all.end()) == all.end());
  CHECK(verdict(path).fault.empty());
}

TEST_CASE("ledger: a lock that is held for long is said, and the ledger can be read meanwhile") {
  const Folder folder;
  const std::string path = path_in(folder);
  add(path, batch(1));
  SQLite::Database other(path, SQLite::OPEN_READWRITE);
  other.exec("BEGIN IMMEDIATE");
  CHECK_THROWS_WITH(add(path, batch(1), {.patience = std::chrono::milliseconds(50), .migrations = {}}),
                    Catch::Contains("is held by another program, and nothing was recorded"));
  CHECK(texts(path).size() == 1);
  other.exec("COMMIT");
  CHECK(add(path, batch(1)).count == 2);
}

TEST_CASE("ledger: in a folder that may not be written it is read, and recording is refused") {
  const Folder folder;
  const std::string path = path_in(folder);
  add(path, batch(3));
  REQUIRE(chmod(path.c_str(), 0444) == 0);
  REQUIRE(chmod(folder.path().c_str(), 0555) == 0);
  const pid_t child = start([&] {
    constexpr uid_t nobody = 65534;
    if (geteuid() == 0 && (setgid(nobody) != 0 || setuid(nobody) != 0)) _exit(2);
    if (texts(path).size() != 3) _exit(3);
    try {
      add(path, batch(1));
    } catch (const ledger::Refused& refused) {
      _exit(contains(refused.what(), "may not be written: nothing was recorded") ? 0 : 4);
    }
    _exit(5);
  });
  CHECK(end_of(child) == 0);
  REQUIRE(chmod(folder.path().c_str(), 0755) == 0);
}

TEST_CASE("ledger: a file from a newer quid, of another program, or no database at all is left as it is") {
  const Folder folder;
  const std::string path = path_in(folder);
  add(path, batch(1));
  SQLite::Database(path, SQLite::OPEN_READWRITE).exec("PRAGMA user_version = 99");
  CHECK_THROWS_WITH(texts(path), Catch::Contains("written by a newer quid (version 99"));
  CHECK_THROWS_WITH(add(path, batch(1)), Catch::Contains("written by a newer quid (version 99"));

  const std::string other = folder.path("other.db").string();
  SQLite::Database(other, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE).exec("CREATE TABLE t (x)");
  CHECK_THROWS_WITH(add(other, batch(1)), Catch::Contains("a database of another program"));

  folder.write("text.db", std::string(5000, 'x'));
  CHECK_THROWS_WITH(add(folder.path("text.db").string(), batch(1)), Catch::Contains("is damaged"));
}

TEST_CASE("ledger: a file of zero bytes, left by who was killed first of all, is an empty ledger") {
  const Folder folder;
  folder.write("quid.db", "");
  CHECK(texts(path_in(folder)).empty());
  CHECK(verdict(path_in(folder)).fault.empty());
  CHECK(add(path_in(folder), batch(1)).count == 1);
}

TEST_CASE("ledger: whatever page is damaged, it is found, or the records are what they were") {
  const Folder folder;
  const std::string path = path_in(folder);
  add(path, batch(300));
  const std::string whole = folder.read("quid.db");
  const std::vector<std::string> before = texts(path);
  std::mt19937 random(7);
  int found = 0;
  for (int run = 0; run < 100; ++run) {
    std::string damaged = whole;
    const std::size_t at = random() % damaged.size();
    for (std::size_t i = at; i < std::min(at + 1 + random() % 64, damaged.size()); ++i)
      damaged[i] = static_cast<char>(random());
    const Folder elsewhere;
    elsewhere.write("quid.db", damaged);
    std::string fault;
    try {
      fault = verdict(path_in(elsewhere)).fault;
    } catch (const ledger::Refused& refused) {
      fault = refused.what();
    }
    if (fault.empty()) {
      CHECK(texts(path_in(elsewhere)) == before);
    } else {
      ++found;
    }
  }
  CHECK(found > 50);
}

TEST_CASE("ledger: a backup that is taken while others record is one state, and can be put back") {
  const Folder folder;
  const std::string path = path_in(folder);
  add(path, batch(3));
  const pid_t child = start([&] {
    for (int i = 0; i < 50; ++i) add_among_others(path, batch(3));
  });
  for (int i = 0; i < 10; ++i) {
    const std::string copy = folder.path(fmt::format("copy-{}.db", i)).string();
    Ledger(path, Access::read).back_up(copy);
    CHECK(verdict(copy).fault.empty());
    CHECK(texts(copy).size() % 3 == 0);
  }
  CHECK(end_of(child) == 0);
  CHECK_THROWS_WITH(Ledger(path, Access::read).back_up(folder.path("copy-0.db").string()),
                    Catch::Contains("is there already"));
}

TEST_CASE("ledger: a file of an earlier version is brought forward, with a copy kept, or left as it is") {
  const Folder folder;
  const std::string path = path_in(folder);
  add(path, batch(2));
  const char* const first = "";  // done already
  const char* const steps[] = {first, "CREATE TABLE more (x INTEGER) STRICT; INSERT INTO more VALUES (1);"};
  const char* const bad[] = {first, "CREATE TABLE more (x INTEGER) STRICT; INSERT INTO nowhere VALUES (1);"};
  CHECK_THROWS_AS(Ledger(path, Access::write, {.migrations = bad}), ledger::Refused);
  CHECK(texts(path).size() == 2);
  Ledger(path, Access::write, {.migrations = steps});
  SQLite::Database database(path, SQLite::OPEN_READONLY);
  CHECK(database.execAndGet("PRAGMA user_version").getInt() == 2);
  CHECK(database.execAndGet("SELECT x FROM more").getInt() == 1);
  CHECK(database.execAndGet("SELECT count(*) FROM entry").getInt() == 2);
  CHECK(texts(path + ".v1").size() == 2);
}

}  // namespace quid::tests
