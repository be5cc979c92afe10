// A ledger: records in one SQLite file, added at the end and never changed.
//
// What is told as stored is on the disk. Readers see a state in which each of those recorded together is there, or
// none. Every function throws Refused, worded for a person, where the file cannot be used as asked.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "ledger/record.hpp"

namespace quid::ledger {

enum class Access : std::uint8_t {
  read,   // the file is there
  write,  // it is made where it is not, for the owner alone
};

struct Options {
  std::chrono::milliseconds patience{10000};     // how long a lock of somebody else is waited for
  std::span<const char* const> migrations = {};  // empty: those of this program
  const char* file_system = nullptr;             // a VFS of SQLite by name
};

// What a file turned out to be like.
struct Verdict {
  Head head;
  std::string fault;  // the first that was found and where; empty where all is as it was recorded
};

class Ledger {
 public:
  Ledger(const std::string& path, Access access, const Options& options = {});
  ~Ledger();
  Ledger(const Ledger&) = delete;
  Ledger& operator=(const Ledger&) = delete;

  Head head() const;
  // All in order, after the number.
  void read(const std::function<void(const Record&)>& take, Number after = 0) const;
  std::vector<Record> records() const;

  // Stores all of them or none behind what `expected` names, and gives them their numbers and seals. Throws Moved
  // where somebody else has recorded since.
  Head append(std::span<Record> records, const Head& expected);

  // Looks at every page and every seal. With `earlier` also that the ledger still begins with what that names.
  Verdict verify(const std::optional<Head>& earlier = {}) const;

  // A whole copy in one state, also while others record; the file must not be there yet.
  void back_up(const std::string& copy) const;

 private:
  class Store;
  std::unique_ptr<Store> store_;
};

}  // namespace quid::ledger
