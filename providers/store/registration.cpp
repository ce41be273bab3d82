// SPDX-License-Identifier: Apache-2.0
#include "providers/store/registration.hpp"

#include "kit/text/hexadecimal.hpp"
#include "providers/store/file_places.hpp"

#include <postroom/failure.hpp>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace postroom::store {
namespace {

std::string register_file(const std::string& folder, const kit::store::RecordKey& record_key) {
  return folder + "/" + kit::hexadecimal_of(record_key.bytes);
}

// A lock of the open file, not of the process: two logons in one process are told apart too.
bool lock(int file, short type, bool wait) {
  struct flock request {};
  request.l_type = type;
  request.l_whence = SEEK_SET;
  int result = 0;
  do {
    result = fcntl(file, wait ? F_OFD_SETLKW : F_OFD_SETLK, &request);
  } while (result != 0 && errno == EINTR);
  return result == 0;
}

std::string content_of(int file) {
  std::string text;
  std::array<char, 4096> buffer;
  for (;;) {
    const ssize_t count = pread(file, buffer.data(), buffer.size(), static_cast<off_t>(text.size()));
    if (count <= 0) return text;
    text.append(buffer.data(), static_cast<std::size_t>(count));
  }
}

bool write_content(int file, const std::string& text) {
  return ftruncate(file, 0) == 0 && pwrite(file, text.data(), text.size(), 0) == static_cast<ssize_t>(text.size());
}

// To write a file anew is dear, so what is said already stays; but it is marked as used, as folders of temporary files
// are cleaned by age.
bool say(int file, const std::string& text) {
  if (content_of(file) != text) return write_content(file, text);
  constexpr timespec kAccessed[] = {{0, UTIME_NOW}, {0, UTIME_OMIT}};
  static_cast<void>(futimens(file, kAccessed));
  return true;
}

}  // namespace

Registration::Registration(const kit::store::RecordKey& record_key, const std::string& medium,
                           const std::string& path) {
  const std::string folder = registry_folder();
  const std::string name = register_file(folder, record_key);
  file_ = open(name.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (file_ < 0 && errno == ENOENT) {
    make_folder(folder);
    file_ = open(name.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  }
  if (file_ < 0) {
    const int reason = errno;
    kit::fail(reason == ENOSPC || reason == EDQUOT ? MAPI_E_NOT_ENOUGH_DISK : MAPI_E_NO_ACCESS,
              path + " cannot be registered as open in " + name + ": " + std::strerror(reason));
  }
  try {
    const std::string own = medium + "\n" + path;
    // Whoever has it alone says whose it is. For the others it is said already.
    if (lock(file_, F_WRLCK, false) && !say(file_, own)) {
      kit::fail(MAPI_E_NOT_ENOUGH_DISK, path + " cannot be registered as open in " + name);
    }
    if (!lock(file_, F_RDLCK, true)) kit::fail(MAPI_E_NO_ACCESS, path + " cannot be registered as open in " + name);
    const std::string registered = content_of(file_);
    const std::string other = registered.substr(0, registered.find('\n'));
    if (other != medium) {
      const std::size_t end = registered.find('\n');
      const std::string where = end == std::string::npos ? "another file" : registered.substr(end + 1);
      kit::fail(MAPI_E_FAILONEPROVIDER, path + " is a copy of " + where + ", which is open: close that one first");
    }
  } catch (...) {
    close(file_);
    throw;
  }
}

Registration::~Registration() {
  close(file_);
}

}  // namespace postroom::store
