// SPDX-License-Identifier: Apache-2.0
#include "runtime/profile/process_claim.hpp"

#include <postroom/failure.hpp>
#include <postroom/mutex.hpp>

#include <fcntl.h>
#include <sodium.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <map>
#include <string>
#include <utility>

namespace postroom::profile {
namespace {

struct flock one_byte(short type, std::int64_t at) {
  struct flock lock {};
  lock.l_type = type;
  lock.l_whence = SEEK_SET;
  lock.l_start = at;
  lock.l_len = 1;
  return lock;
}

[[noreturn]] void failed(const std::filesystem::path& file) {
  kit::fail(MAPI_E_NO_ACCESS, "cannot lock " + file.string() + ": " + std::strerror(errno));
}

// A number that no other process has ever had, so that a row left behind is never taken for a living one.
std::int64_t random_id() {
  std::int64_t id = 0;
  randombytes_buf(&id, sizeof id);
  return (id & 0x3FFFFFFFFFFFFFFF) | 1;
}

}  // namespace

ProcessClaim& ProcessClaim::of(const std::filesystem::path& file) {
  static auto& mutex = *new kit::Mutex;
  static auto& claims = *new std::map<std::pair<std::string, pid_t>, ProcessClaim*>;
  const kit::Lock lock(mutex);
  ProcessClaim*& claim = claims[{file.string(), getpid()}];
  if (claim == nullptr) claim = new ProcessClaim(file);
  return *claim;
}

ProcessClaim::ProcessClaim(const std::filesystem::path& file)
    : descriptor_(open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)), process_(random_id()) {
  if (descriptor_ < 0) failed(file);
  struct flock lock = one_byte(F_WRLCK, process_);
  if (fcntl(descriptor_, F_SETLK, &lock) != 0) failed(file);
}

bool ProcessClaim::lives(std::int64_t process) const {
  if (process == process_) return true;
  struct flock lock = one_byte(F_WRLCK, process);
  return fcntl(descriptor_, F_GETLK, &lock) != 0 || lock.l_type != F_UNLCK;  // in doubt it lives
}

}  // namespace postroom::profile
