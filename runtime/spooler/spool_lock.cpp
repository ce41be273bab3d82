// SPDX-License-Identifier: Apache-2.0
#include "runtime/spooler/spool_lock.hpp"

#include <postroom/failure.hpp>
#include <postroom/mutex.hpp>

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <map>

namespace postroom::spooler {
namespace {

struct OpenFile {
  int descriptor = -1;
  bool held = false;
};

// Every lock file that this process has opened; never freed, never closed.
struct Files {
  kit::Mutex mutex;
  std::map<std::string, OpenFile> by_path POSTROOM_GUARDED_BY(mutex);
};

Files& files() {
  static auto* const all = new Files;
  return *all;
}

bool set_lock(int descriptor, short type) noexcept {
  struct flock lock {};
  lock.l_type = type;
  lock.l_whence = SEEK_SET;
  return ::fcntl(descriptor, F_SETLK, &lock) == 0;
}

// A profile's name may hold any character; a file's may not.
std::string file_name(const std::string& profile) {
  std::string name = "spooler-";
  for (const unsigned char c : profile) {
    if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) {
      name.push_back(static_cast<char>(c));
    } else {
      std::array<char, 4> hex{};
      std::snprintf(hex.data(), hex.size(), "%%%02X", c);
      name += hex.data();
    }
  }
  return name + ".lock";
}

}  // namespace

SpoolLock::SpoolLock(const std::filesystem::path& folder, const std::string& profile)
    : file_(folder / file_name(profile)) {}

SpoolLock::~SpoolLock() {
  unlock();
}

bool SpoolLock::try_lock() {
  if (held_) return true;
  const kit::Lock lock(files().mutex);
  OpenFile& file = files().by_path[file_.string()];
  if (file.held) return false;
  if (file.descriptor < 0) {
    file.descriptor = ::open(file_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (file.descriptor < 0) {
      const int why = errno;
      const char* const advice = why == EMFILE || why == ENFILE
                                     ? "; close files, or raise the limit (ulimit -n)"
                                     : "; it has to be a file that you may write: remove what is in its place";
      kit::fail(MAPI_E_NO_ACCESS, "cannot open " + file_.string() + ": " + std::strerror(why) + advice);
    }
  }
  if (!set_lock(file.descriptor, F_WRLCK)) return false;
  file.held = held_ = true;
  return true;
}

void SpoolLock::unlock() noexcept {
  if (!held_) return;
  const kit::Lock lock(files().mutex);
  OpenFile& file = files().by_path[file_.string()];
  set_lock(file.descriptor, F_UNLCK);
  file.held = held_ = false;
}

}  // namespace postroom::spooler
