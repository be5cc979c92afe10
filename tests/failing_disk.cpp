#include "tests/failing_disk.hpp"

#include <sqlite3.h>

#include <cstddef>
#include <new>

namespace quid::tests {

namespace {

constexpr const char* disk_name = "failing";
int writes_left = 0;
bool failed = false;
int failure_code = SQLITE_IOERR;

struct File {
  sqlite3_file base;
  sqlite3_file* real;
};

sqlite3_file* real(sqlite3_file* file) {
  return reinterpret_cast<File*>(file)->real;
}
const sqlite3_io_methods& real_methods(sqlite3_file* file) {
  return *real(file)->pMethods;
}

bool fails() {
  if (writes_left > 0) --writes_left;
  if (writes_left == 0) failed = true;
  return writes_left == 0;
}

int close_file(sqlite3_file* file) {
  const int result = real(file)->pMethods == nullptr ? SQLITE_OK : real_methods(file).xClose(real(file));
  sqlite3_free(real(file));
  return result;
}
int read(sqlite3_file* f, void* to, int size, sqlite3_int64 at) {
  return real_methods(f).xRead(real(f), to, size, at);
}
int write(sqlite3_file* f, const void* from, int size, sqlite3_int64 at) {
  if (fails()) return failure_code == SQLITE_FULL ? SQLITE_FULL : SQLITE_IOERR_WRITE;
  return real_methods(f).xWrite(real(f), from, size, at);
}
int truncate(sqlite3_file* f, sqlite3_int64 size) {
  if (fails()) return SQLITE_IOERR_TRUNCATE;
  return real_methods(f).xTruncate(real(f), size);
}
int sync(sqlite3_file* f, int flags) {
  if (fails()) return SQLITE_IOERR_FSYNC;
  return real_methods(f).xSync(real(f), flags);
}
int size(sqlite3_file* f, sqlite3_int64* to) {
  return real_methods(f).xFileSize(real(f), to);
}
int lock(sqlite3_file* f, int level) {
  return real_methods(f).xLock(real(f), level);
}
int unlock(sqlite3_file* f, int level) {
  return real_methods(f).xUnlock(real(f), level);
}
int is_reserved(sqlite3_file* f, int* to) {
  return real_methods(f).xCheckReservedLock(real(f), to);
}
int control(sqlite3_file* f, int what, void* with) {
  return real_methods(f).xFileControl(real(f), what, with);
}
int sector(sqlite3_file* f) {
  return real_methods(f).xSectorSize(real(f));
}
int traits(sqlite3_file* f) {
  return real_methods(f).xDeviceCharacteristics(real(f));
}
int shm_map(sqlite3_file* f, int page, int bytes, int extend, void volatile** to) {
  return real_methods(f).xShmMap(real(f), page, bytes, extend, to);
}
int shm_lock(sqlite3_file* f, int at, int count, int flags) {
  return real_methods(f).xShmLock(real(f), at, count, flags);
}
void shm_barrier(sqlite3_file* f) {
  real_methods(f).xShmBarrier(real(f));
}
int shm_unmap(sqlite3_file* f, int remove) {
  return real_methods(f).xShmUnmap(real(f), remove);
}

const sqlite3_io_methods methods = {2,        close_file,  read,        write,   truncate, sync,   size,
                                    lock,     unlock,      is_reserved, control, sector,   traits, shm_map,
                                    shm_lock, shm_barrier, shm_unmap,   nullptr, nullptr};

int open_file(sqlite3_vfs* system, const char* path, sqlite3_file* file, int flags, int* flags_out) {
  auto* below = static_cast<sqlite3_vfs*>(system->pAppData);
  auto* mine = new (file) File{};
  mine->real = static_cast<sqlite3_file*>(sqlite3_malloc(below->szOsFile));
  const int result = below->xOpen(below, path, mine->real, flags, flags_out);
  if (result != SQLITE_OK) {
    sqlite3_free(mine->real);
    mine->base.pMethods = nullptr;
  } else {
    mine->base.pMethods = &methods;
  }
  return result;
}

sqlite3_vfs disk;

}  // namespace

FailingDisk::FailingDisk(Failure failure, int from) {
  failure_code = failure == Failure::full ? SQLITE_FULL : SQLITE_IOERR;
  writes_left = from;
  failed = false;
  sqlite3_vfs* below = sqlite3_vfs_find(nullptr);
  disk = *below;
  disk.pNext = nullptr;
  disk.szOsFile = sizeof(File);
  disk.zName = disk_name;
  disk.pAppData = below;
  disk.xOpen = open_file;
  sqlite3_vfs_register(&disk, 0);
}

FailingDisk::~FailingDisk() {
  sqlite3_vfs_unregister(&disk);
}

const char* FailingDisk::name() const {
  return disk_name;
}

bool FailingDisk::has_failed() const {
  return failed;
}

}  // namespace quid::tests
