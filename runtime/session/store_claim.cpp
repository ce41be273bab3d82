// SPDX-License-Identifier: Apache-2.0
#include "runtime/session/store_claim.hpp"

#include "runtime/lifecycle/trace.hpp"

#include <postroom/mutex.hpp>

#include <fcntl.h>
#include <sodium.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <map>

namespace postroom::session {
namespace {

struct ClaimFile {
  int descriptor = -1;
  std::map<StoreClaim::Place, unsigned> claims;  // of this process
};

// Every claim file that this process has opened; never freed, never closed.
struct ClaimFiles {
  kit::Mutex mutex;
  std::map<std::string, ClaimFile> by_path POSTROOM_GUARDED_BY(mutex);
};

ClaimFiles& files() noexcept {
  static auto* const all = new ClaimFiles;
  return *all;
}

std::string path_in(const std::filesystem::path& folder) {
  return (folder / "open-stores.lock").string();
}

struct flock one_byte(short type, StoreClaim::Place at) noexcept {
  struct flock lock {};
  lock.l_type = type;
  lock.l_whence = SEEK_SET;
  lock.l_start = at;
  lock.l_len = 1;
  return lock;
}

ClaimFile& open_file(ClaimFiles& all, const std::string& path) POSTROOM_REQUIRES(all.mutex) {
  ClaimFile& file = all.by_path[path];
  if (file.descriptor < 0) file.descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  return file;
}

}  // namespace

StoreClaim::Place StoreClaim::place_of(std::string_view profile, std::string_view record_key) {
  std::string name(profile);
  name.push_back('\0');
  name += record_key;
  std::uint64_t hash = 0;
  crypto_generichash(reinterpret_cast<unsigned char*>(&hash), sizeof hash,
                     reinterpret_cast<const unsigned char*>(name.data()), name.size(), nullptr, 0);
  return static_cast<Place>(hash & 0x3FFFFFFFFFFFFFFFULL);
}

StoreClaim::StoreClaim(const std::filesystem::path& folder, Place place) : file_(path_in(folder)), place_(place) {
  ClaimFiles& all = files();
  const kit::Lock lock(all.mutex);
  ClaimFile& file = open_file(all, file_);
  if (file.claims[place_]++ != 0) return;
  struct flock byte = one_byte(F_RDLCK, place_);  // shared: other processes may have the store, too
  if (::fcntl(file.descriptor, F_SETLK, &byte) == 0) return;
  trace::record(trace::Event::note, {}, {.method = "store not claimed", .detail = file_ + ": " + std::strerror(errno)});
}

StoreClaim::~StoreClaim() {
  ClaimFiles& all = files();
  const kit::Lock lock(all.mutex);
  ClaimFile& file = all.by_path[file_];
  if (--file.claims[place_] != 0) return;
  file.claims.erase(place_);
  struct flock byte = one_byte(F_UNLCK, place_);
  static_cast<void>(::fcntl(file.descriptor, F_SETLK, &byte));
}

bool StoreClaim::held_elsewhere(const std::filesystem::path& folder, Place place) noexcept {
  try {
    ClaimFiles& all = files();
    const kit::Lock lock(all.mutex);
    // Who could write here sees every other claim; the process's own are no obstacle to itself.
    struct flock byte = one_byte(F_WRLCK, place);
    return ::fcntl(open_file(all, path_in(folder)).descriptor, F_GETLK, &byte) == 0 && byte.l_type != F_UNLCK;
  } catch (const std::exception&) {  // no memory: as if nobody else were there
    return false;
  }
}

}  // namespace postroom::session
