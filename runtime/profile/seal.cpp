// SPDX-License-Identifier: Apache-2.0
#include "runtime/profile/seal.hpp"

#include <postroom/failure.hpp>

#include <fcntl.h>
#include <sodium.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <optional>

namespace postroom::profile {
namespace {

unsigned char* bytes(std::string& text) {
  return reinterpret_cast<unsigned char*>(text.data());
}
const unsigned char* bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

class Descriptor {
 public:
  Descriptor(const std::filesystem::path& file, int flags) : number_(::open(file.c_str(), flags | O_CLOEXEC, 0600)) {}
  ~Descriptor() {
    if (number_ >= 0) close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const noexcept { return number_; }

 private:
  int number_;
};

std::optional<std::string> read_key(const std::filesystem::path& file) {
  const Descriptor descriptor(file, O_RDONLY);
  if (descriptor.get() < 0) {
    if (errno == ENOENT) return std::nullopt;
    kit::fail(MAPI_E_NO_ACCESS, "cannot read " + file.string() + ": " + std::strerror(errno));
  }
  std::string key(crypto_secretbox_KEYBYTES + 1, '\0');
  const ssize_t size = read(descriptor.get(), key.data(), key.size());
  if (size != static_cast<ssize_t>(crypto_secretbox_KEYBYTES)) {
    kit::fail(MAPI_E_CORRUPT_DATA, file.string() + " is not a key");
  }
  key.resize(crypto_secretbox_KEYBYTES);
  return key;
}

// Under another name first, then linked: of two processes that make a key at once one wins, and no one ever sees
// half a key.
void make_key(const std::filesystem::path& file) {
  std::array<unsigned char, crypto_secretbox_KEYBYTES> key{};
  randombytes_buf(key.data(), key.size());
  const std::filesystem::path fresh = file.string() + "." + std::to_string(randombytes_random());
  bool written = false;
  {
    const Descriptor descriptor(fresh, O_WRONLY | O_CREAT | O_EXCL);
    written = descriptor.get() >= 0 && write(descriptor.get(), key.data(), key.size()) == ssize_t{key.size()} &&
              fsync(descriptor.get()) == 0;
  }
  sodium_memzero(key.data(), key.size());
  const bool linked = written && (link(fresh.c_str(), file.c_str()) == 0 || errno == EEXIST);
  const int reason = errno;
  unlink(fresh.c_str());
  if (!linked) kit::fail(MAPI_E_NO_ACCESS, "cannot make " + file.string() + ": " + std::strerror(reason));
  const Descriptor folder(file.parent_path(), O_RDONLY | O_DIRECTORY);
  if (folder.get() >= 0) static_cast<void>(fsync(folder.get()));
}

}  // namespace

std::string Seal::key(bool may_make) const {
  if (sodium_init() < 0) kit::fail(MAPI_E_CALL_FAILED, "no source of random numbers");
  std::optional<std::string> found = read_key(key_file_);
  if (!found && may_make) {
    make_key(key_file_);
    found = read_key(key_file_);
  }
  if (!found) {
    kit::fail(MAPI_E_CORRUPT_DATA, "the key of the secure properties is missing: " + key_file_.string());
  }
  return std::move(*found);
}

std::string Seal::seal(std::string_view clear, bool may_make_key) const {
  std::string secret = key(may_make_key);
  std::string sealed(crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES + clear.size(), '\0');
  randombytes_buf(sealed.data(), crypto_secretbox_NONCEBYTES);
  crypto_secretbox_easy(bytes(sealed) + crypto_secretbox_NONCEBYTES, bytes(clear), clear.size(), bytes(sealed),
                        bytes(secret));
  sodium_memzero(secret.data(), secret.size());
  return sealed;
}

std::string Seal::open(std::string_view sealed) const {
  constexpr std::size_t kOverhead = crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES;
  std::string secret = key(false);
  std::string clear(sealed.size() < kOverhead ? 0 : sealed.size() - kOverhead, '\0');
  const bool opened =
      sealed.size() >= kOverhead &&
      crypto_secretbox_open_easy(bytes(clear), bytes(sealed) + crypto_secretbox_NONCEBYTES,
                                 sealed.size() - crypto_secretbox_NONCEBYTES, bytes(sealed), bytes(secret)) == 0;
  sodium_memzero(secret.data(), secret.size());
  if (!opened) {
    kit::fail(MAPI_E_CORRUPT_DATA, key_file_.string() + " does not open the secure properties, or they are damaged");
  }
  return clear;
}

}  // namespace postroom::profile
