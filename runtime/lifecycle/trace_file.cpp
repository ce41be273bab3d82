// SPDX-License-Identifier: Apache-2.0
#include "runtime/lifecycle/trace_file.hpp"

#include <mapicode.h>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <cstring>
#include <span>
#include <utility>
#include <vector>

namespace postroom::trace {
namespace {

class Descriptor {
 public:
  explicit Descriptor(int fd) noexcept : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const noexcept { return fd_; }
  int release() noexcept { return std::exchange(fd_, -1); }

 private:
  int fd_;
};

std::string reason(int error) {
  return strerrordesc_np(error) == nullptr ? "unknown error" : strerrordesc_np(error);
}

HRESULT to_hresult(int error) noexcept {
  switch (error) {
    case EACCES:
    case EPERM:
    case EROFS:
      return MAPI_E_NO_ACCESS;
    case ENOSPC:
    case EDQUOT:
      return MAPI_E_NOT_ENOUGH_DISK;
    default:
      return MAPI_E_DISK_ERROR;
  }
}

// A file of ours or an empty one: nothing of the user's is lost by writing over it.
bool is_replaceable(int fd) noexcept {
  struct stat status {};
  if (fstat(fd, &status) != 0 || !S_ISREG(status.st_mode)) return false;
  if (status.st_size == 0) return true;
  std::array<char, sizeof(kFileMagic)> magic{};
  return pread(fd, magic.data(), magic.size(), 0) == static_cast<ssize_t>(magic.size()) &&
         std::memcmp(magic.data(), kFileMagic, sizeof(kFileMagic)) == 0;
}

// Opens and locks `path`; -1 with `error`, EWOULDBLOCK when a living process has it.
int open_locked(const std::string& path, int& error) {
  Descriptor file(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, 0600));
  error = 0;
  if (file.get() < 0) {
    error = errno;
  } else if (!is_replaceable(file.get())) {
    error = EEXIST;
  } else if (flock(file.get(), LOCK_EX | LOCK_NB) != 0) {
    error = errno;
  }
  return error == 0 ? file.release() : -1;
}

bool write_at(int fd, std::span<const std::byte> bytes, off_t offset) noexcept {
  while (!bytes.empty()) {
    const ssize_t written = pwrite(fd, bytes.data(), bytes.size(), offset);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    bytes = bytes.subspan(static_cast<std::size_t>(written));
    offset += written;
  }
  return true;
}

// Writes what the ring holds, some records at a time. A record that is not whole stays zero: the reader counts it as
// lost.
bool write_records(int fd, const Rings& source, Ring ring, const RingHeader& header) {
  constexpr std::uint64_t kAtOnce = 256;
  const std::uint64_t first = header.next > header.capacity ? header.next - header.capacity : 0;
  std::vector<Record> records;
  for (std::uint64_t number = first; number < header.next; number += records.size()) {
    const std::uint64_t index = number & (header.capacity - 1);
    const std::uint64_t to_the_end = header.capacity - index;
    records.assign(std::min({kAtOnce, to_the_end, header.next - number}), Record{});
    for (std::size_t i = 0; i < records.size(); ++i) {
      if (!source.copy(ring, number + i, records[i])) records[i] = Record{};
    }
    const auto offset = static_cast<off_t>(header.offset + index * sizeof(Record));
    if (!write_at(fd, std::as_bytes(std::span(records)), offset)) return false;
  }
  return true;
}

bool write_all(int fd, const Rings& source) {
  FileHeader header{};  // without the rings' counts, which change under our eyes
  std::memcpy(&header, &source.header(), offsetof(FileHeader, rings));
  for (std::size_t i = 0; i < kRings; ++i) {
    header.rings[i].offset = source.header().rings[i].offset;
    header.rings[i].capacity = source.header().rings[i].capacity;
    header.rings[i].next = source.next(static_cast<Ring>(i));
    header.rings[i].dropped = source.dropped(static_cast<Ring>(i));
  }
  const std::span<const std::byte> table = source.block().subspan(header.event_table, kEventCount * sizeof(EventName));
  bool ok = ftruncate(fd, static_cast<off_t>(source.block().size())) == 0 &&
            write_at(fd, std::as_bytes(std::span(&header, 1)), 0) &&
            write_at(fd, table, static_cast<off_t>(header.event_table));
  for (std::size_t i = 0; ok && i < kRings; ++i) ok = write_records(fd, source, static_cast<Ring>(i), header.rings[i]);
  return ok;
}

}  // namespace

std::byte* map_trace_file(std::string path, std::size_t bytes, std::string& why) {
  const std::string process = std::to_string(getpid());
  if (const std::size_t at = path.find("%p"); at != std::string::npos) path.replace(at, 2, process);
  int error = 0;
  int fd = open_locked(path, error);
  if (fd < 0 && error == EWOULDBLOCK) fd = open_locked(path += "." + process, error);
  if (fd < 0) {
    why = path + ": " + (error == EEXIST ? "is not a trace and is left alone" : reason(error));
    return nullptr;
  }
  Descriptor file(fd);
  error = ftruncate(fd, 0) != 0 ? errno : posix_fallocate(fd, 0, static_cast<off_t>(bytes));
  if (error != 0) {
    static_cast<void>(::ftruncate(fd, 0));
    why = path + ": " + reason(error);
    return nullptr;
  }
  void* block = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  if (block == MAP_FAILED) {
    why = path + ": " + reason(errno);
    return nullptr;
  }
  file.release();  // open, and so locked, until the process ends
  return static_cast<std::byte*>(block);
}

HRESULT write_trace_file(const Rings& rings, const std::string& path) {
  const std::string fresh = path + ".new-" + std::to_string(gettid());
  ::unlink(fresh.c_str());  // of a process that died with this number
  Descriptor file(::open(fresh.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (file.get() < 0) return to_hresult(errno);
  if (write_all(file.get(), rings) && ::rename(fresh.c_str(), path.c_str()) == 0) return S_OK;
  const HRESULT result = to_hresult(errno);
  ::unlink(fresh.c_str());
  return result;
}

}  // namespace postroom::trace
