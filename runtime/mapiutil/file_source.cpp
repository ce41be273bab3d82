// SPDX-License-Identifier: Apache-2.0
#include "runtime/mapiutil/file_source.hpp"

#include <postroom/failure.hpp>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <limits>
#include <random>
#include <string>
#include <system_error>
#include <utility>

namespace postroom::mapiutil {
namespace {

namespace fs = std::filesystem;

constexpr std::uint32_t kUniqueNames = 0x10000;
// A pipe without another end must not hold the caller up; a terminal must not become his.
constexpr int kAlways = O_CLOEXEC | O_NOCTTY | O_NONBLOCK;

HRESULT code_of(int error) noexcept {
  switch (error) {
    case ENOENT:
    case ENOTDIR:
      return MAPI_E_NOT_FOUND;
    case EACCES:
    case EPERM:
    case EROFS:
    case EISDIR:
    case ETXTBSY:
    case ENXIO:
      return MAPI_E_NO_ACCESS;
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
      return MAPI_E_NOT_ENOUGH_DISK;
    case EMFILE:
    case ENFILE:
    case ENOMEM:
      return MAPI_E_NOT_ENOUGH_RESOURCES;
    case ENAMETOOLONG:
    case ELOOP:
      return MAPI_E_INVALID_PARAMETER;
    default:
      return MAPI_E_DISK_ERROR;
  }
}

[[noreturn]] void file_failed(const char* action, const fs::path& path, int error) {
  kit::fail(code_of(error), "cannot " + std::string(action) + " " + path.string() + ": " + std::strerror(error));
}

// Owns an open file, until it is handed on.
class Descriptor {
 public:
  explicit Descriptor(int file) noexcept : file_(file) {}
  Descriptor(Descriptor&& other) noexcept : file_(std::exchange(other.file_, -1)) {}
  Descriptor& operator=(Descriptor&&) = delete;
  ~Descriptor() {
    if (file_ >= 0) ::close(file_);
  }
  int get() const noexcept { return file_; }

 private:
  int file_;
};

// The current folder may be another one when the file is to be deleted.
fs::path whole_path(const fs::path& path) {
  if (path.empty()) kit::fail(MAPI_E_INVALID_PARAMETER, "the name of the file is empty");
  std::error_code error;
  fs::path whole = fs::absolute(path, error);
  if (error) file_failed("find", path, error.value());
  return whole;
}

class FileSource final : public kit::StreamSource {
 public:
  FileSource(Descriptor file, fs::path path, bool temporary) noexcept
      : descriptor_(std::move(file)), file_(descriptor_.get()), path_(std::move(path)), temporary_(temporary) {}
  ~FileSource() override {
    if (temporary_) remove();
  }

  void require_a_file() const {
    const mode_t mode = status().st_mode;
    if (!S_ISREG(mode) && !S_ISCHR(mode)) kit::fail(MAPI_E_NO_ACCESS, path_.string() + " is no file");
  }

  std::uint64_t size() override { return static_cast<std::uint64_t>(status().st_size); }

  std::size_t read(std::uint64_t offset, std::span<char> buffer) override {
    std::size_t done = 0;
    while (done < buffer.size()) {
      const ssize_t got = ::pread(file_, buffer.data() + done, buffer.size() - done, place(offset + done));
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) file_failed("read", path_, errno);
      if (got == 0) break;
      done += static_cast<std::size_t>(got);
    }
    return done;
  }

  void write(std::uint64_t offset, std::span<const char> bytes) override {
    std::size_t done = 0;
    while (done < bytes.size()) {
      const ssize_t put = ::pwrite(file_, bytes.data() + done, bytes.size() - done, place(offset + done));
      if (put < 0 && errno == EINTR) continue;
      if (put <= 0) file_failed("write", path_, put == 0 ? ENOSPC : errno);
      done += static_cast<std::size_t>(put);
    }
  }

  void resize(std::uint64_t size) override {
    if (::ftruncate(file_, place(size)) != 0) file_failed("resize", path_, errno);
  }

  void commit() override {
    if (temporary_) return;
    // A device has no medium to wait for.
    if (::fdatasync(file_) != 0 && errno != EINVAL) file_failed("write", path_, errno);
  }

 private:
  off_t place(std::uint64_t offset) const {
    if (offset > static_cast<std::uint64_t>(std::numeric_limits<off_t>::max())) file_failed("reach", path_, EFBIG);
    return static_cast<off_t>(offset);
  }

  struct stat status() const {
    struct stat status {};
    if (::fstat(file_, &status) != 0) file_failed("look at", path_, errno);
    return status;
  }

  // Another file that has got the name by now stays, and so does a device.
  void remove() const noexcept {
    struct stat own {};
    struct stat named {};
    if (::fstat(file_, &own) != 0 || ::lstat(path_.c_str(), &named) != 0) return;
    const bool same = own.st_dev == named.st_dev && own.st_ino == named.st_ino;
    if (same && S_ISREG(own.st_mode)) ::unlink(path_.c_str());
  }

  const Descriptor descriptor_;
  const int file_;
  const fs::path path_;
  const bool temporary_;
};

int mode_of(FileUse use) noexcept {
  switch (use) {
    case FileUse::read:
      return O_RDONLY;
    case FileUse::change:
      return O_RDWR;
    default:
      return O_RDWR | O_CREAT | O_TRUNC;
  }
}

std::string unique_name(std::string_view prefix, std::uint32_t number) {
  std::array<char, 9> ending{};
  std::snprintf(ending.data(), ending.size(), "%04X.TMP", number % kUniqueNames);
  return std::string(prefix) + ending.data();
}

}  // namespace

std::shared_ptr<kit::StreamSource> open_file(const fs::path& path, FileUse use, bool temporary) {
  const fs::path whole = whole_path(path);
  Descriptor file(::open(whole.c_str(), mode_of(use) | kAlways, 0666));
  if (file.get() < 0) file_failed("open", whole, errno);
  auto source = std::make_shared<FileSource>(std::move(file), whole, temporary);
  source->require_a_file();
  return source;
}

std::shared_ptr<kit::StreamSource> create_unique_file(const fs::path& folder, std::string_view prefix, bool temporary) {
  const std::uint32_t first = std::random_device()();
  for (std::uint32_t i = 0; i < kUniqueNames; ++i) {
    const fs::path path = whole_path(folder / unique_name(prefix, first + i));
    Descriptor file(::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | kAlways, 0600));
    if (file.get() >= 0) return std::make_shared<FileSource>(std::move(file), path, temporary);
    if (errno != EEXIST) file_failed("create", path, errno);
  }
  kit::fail(MAPI_E_COLLISION, "all names of temporary files in " + folder.string() + " are taken");
}

}  // namespace postroom::mapiutil
