// SPDX-License-Identifier: Apache-2.0
#include "kit/store/spool.hpp"

#include <postroom/failure.hpp>

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>

namespace postroom::kit::store {
namespace {

[[noreturn]] void disk_failed(const char* what) {
  fail(errno == ENOSPC || errno == EDQUOT ? MAPI_E_NOT_ENOUGH_DISK : MAPI_E_DISK_ERROR,
       std::string("a temporary file could not be ") + what, std::strerror(errno));
}

}  // namespace

Spool::~Spool() {
  if (file_ >= 0) ::close(file_);
}

std::size_t Spool::read(std::uint64_t offset, std::span<char> buffer) const {
  if (offset >= size_) return 0;
  const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(buffer.size(), size_ - offset));
  if (file_ < 0) {
    std::memcpy(buffer.data(), memory_.data() + offset, count);
    return count;
  }
  std::size_t done = 0;
  while (done < count) {
    const ssize_t got = ::pread(file_, buffer.data() + done, count - done, static_cast<off_t>(offset + done));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) disk_failed("read");
    done += static_cast<std::size_t>(got);
  }
  return count;
}

void Spool::write(std::uint64_t offset, std::string_view bytes) {
  const std::uint64_t end = offset + bytes.size();
  if (file_ < 0 && end > kInMemory) spill();
  if (file_ < 0) {
    if (end > memory_.size()) memory_.resize(end);
    std::memcpy(memory_.data() + offset, bytes.data(), bytes.size());
  } else {
    std::size_t done = 0;
    while (done < bytes.size()) {
      const ssize_t put = ::pwrite(file_, bytes.data() + done, bytes.size() - done, static_cast<off_t>(offset + done));
      if (put < 0 && errno == EINTR) continue;
      if (put <= 0) disk_failed("written");
      done += static_cast<std::size_t>(put);
    }
  }
  size_ = std::max(size_, end);
}

void Spool::resize(std::uint64_t size) {
  if (file_ < 0 && size > kInMemory) spill();
  if (file_ < 0) {
    memory_.resize(size);
  } else if (::ftruncate(file_, static_cast<off_t>(size)) != 0) {
    disk_failed("resized");
  }
  size_ = size;
}

std::shared_ptr<Spool> Spool::copy() const {
  auto result = std::make_shared<Spool>();
  std::array<char, 65536> buffer;
  for (std::uint64_t at = 0; at < size_;) {
    const std::size_t count = read(at, buffer);
    result->write(at, {buffer.data(), count});
    at += count;
  }
  return result;
}

void Spool::spill() {
  const char* folder = std::getenv("TMPDIR");
  const int file =
      ::open(folder != nullptr && *folder != 0 ? folder : "/var/tmp", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (file < 0) disk_failed("created");
  file_ = file;
  const std::string bytes = std::move(memory_);
  memory_.clear();
  write(0, bytes);
}

}  // namespace postroom::kit::store
