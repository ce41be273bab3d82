// SPDX-License-Identifier: Apache-2.0
#include "providers/maildir/maildir.hpp"

#include <postroom/failure.hpp>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstring>

namespace postroom::maildir {
namespace {

namespace fs = std::filesystem;

HRESULT code_of(int error) {
  switch (error) {
    case ENOSPC:
    case EDQUOT:
      return MAPI_E_NOT_ENOUGH_DISK;
    case EACCES:
    case EPERM:
    case EROFS:
      return MAPI_E_NO_ACCESS;
    case ENOMEM:
      return MAPI_E_NOT_ENOUGH_MEMORY;
    default:
      return MAPI_E_DISK_ERROR;
  }
}

[[noreturn]] void fail_with_errno(const char* action, const fs::path& path) {
  const int error = errno;
  kit::fail(code_of(error), "cannot " + std::string(action) + " " + path.string() + ": " + std::strerror(error));
}

class Descriptor {
 public:
  explicit Descriptor(int number) noexcept : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const noexcept { return number_; }

 private:
  int number_;
};

// A rename is durable when the folder is (and so is the file's name in it).
void synchronise_folder(const fs::path& folder) {
  const Descriptor opened(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (opened.get() < 0 || ::fsync(opened.get()) != 0) fail_with_errno("synchronise", folder);
}

void write_durably(const fs::path& path, std::string_view bytes) {
  const Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (file.get() < 0) fail_with_errno("create", path);
  while (!bytes.empty()) {
    const ssize_t written = ::write(file.get(), bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) fail_with_errno("write", path);
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  if (::fsync(file.get()) != 0) fail_with_errno("synchronise", path);
}

// A name that no other delivery on any machine has: time, microseconds, process, a count, the host.
std::string unique_name() {
  static constinit std::atomic<unsigned> count{0};
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(now);
  const auto micros = std::chrono::duration_cast<std::chrono::microseconds>(now - seconds);
  std::array<char, 65> host{"localhost"};
  if (::gethostname(host.data(), host.size() - 1) != 0 || host[0] == 0) std::strcpy(host.data(), "localhost");
  std::string name = std::to_string(seconds.count()) + ".M" + std::to_string(micros.count()) + "P" +
                     std::to_string(::getpid()) + "Q" + std::to_string(++count) + "." + host.data();
  std::replace_if(
      name.begin(), name.end(), [](char c) { return c == '/' || c == ':'; }, '_');
  return name;
}

void make_private_folder(const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder.parent_path(), error);
  if (::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST) fail_with_errno("create the folder", folder);
}

}  // namespace

bool Maildir::exists() const noexcept {
  struct stat found {};
  return ::stat(arrivals().c_str(), &found) == 0 && S_ISDIR(found.st_mode);
}

void Maildir::create() const {
  make_private_folder(folder_);
  for (const char* part : {"tmp", "new", "cur"}) make_private_folder(folder_ / part);
}

void Maildir::deliver(std::string_view message) const {
  const std::string name = unique_name();
  const fs::path draft = folder_ / "tmp" / name;
  try {
    write_durably(draft, message);
    if (::rename(draft.c_str(), (arrivals() / name).c_str()) != 0) fail_with_errno("deliver to", arrivals());
  } catch (...) {
    ::unlink(draft.c_str());
    throw;
  }
  synchronise_folder(arrivals());
}

std::vector<std::string> Maildir::waiting() const {
  std::vector<std::string> names;
  std::error_code error;
  for (const fs::directory_entry& entry : fs::directory_iterator(arrivals(), error)) {
    std::string name = entry.path().filename().string();
    if (name.front() != '.' && entry.is_regular_file(error)) names.push_back(std::move(name));
  }
  if (error) kit::fail(code_of(error.value()), "cannot list " + arrivals().string() + ": " + error.message());
  std::sort(names.begin(), names.end());  // names begin with the second of delivery
  return names;
}

std::optional<std::string> Maildir::read(const std::string& name) const {
  const fs::path path = arrivals() / name;
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.get() < 0) {
    if (errno == ENOENT) return std::nullopt;  // another reader was faster
    fail_with_errno("open", path);
  }
  std::string bytes;
  std::array<char, 65536> chunk;
  for (;;) {
    const ssize_t count = ::read(file.get(), chunk.data(), chunk.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) fail_with_errno("read", path);
    if (count == 0) return bytes;
    bytes.append(chunk.data(), static_cast<std::size_t>(count));
  }
}

void Maildir::mark_taken(const std::string& name) const {
  const fs::path taken = folder_ / "cur" / (name.substr(0, name.find(':')) + ":2,");
  if (::rename((arrivals() / name).c_str(), taken.c_str()) != 0) {
    if (errno == ENOENT) return;
    fail_with_errno("move a message to", taken);
  }
  synchronise_folder(arrivals());
  synchronise_folder(folder_ / "cur");
}

void Maildir::set_aside(const std::string& name, const std::string& why) const {
  const Maildir damaged(folder_ / ".Damaged");
  damaged.create();
  if (::rename((arrivals() / name).c_str(), (damaged.arrivals() / name).c_str()) != 0) {
    if (errno == ENOENT) return;
    fail_with_errno("set aside", arrivals() / name);
  }
  const fs::path reason = damaged.folder() / (name + ".reason");
  ::unlink(reason.c_str());
  write_durably(reason, why + "\n");
  synchronise_folder(arrivals());
  synchronise_folder(damaged.arrivals());
}

}  // namespace postroom::maildir
