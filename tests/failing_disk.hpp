// A disk that fails: a file system of SQLite that hands everything on to the real one, until the n-th write.
#pragma once

namespace quid::tests {

class FailingDisk {
 public:
  enum class Failure : unsigned char { io_error, full };

  // From the n-th write, flush or change of length on, 1 being the first, all of them fail.
  FailingDisk(Failure failure, int from);
  ~FailingDisk();
  FailingDisk(const FailingDisk&) = delete;
  FailingDisk& operator=(const FailingDisk&) = delete;

  const char* name() const;
  bool has_failed() const;
};

}  // namespace quid::tests
