// SPDX-License-Identifier: Apache-2.0
#include "runtime/profile/uid.hpp"

#include <postroom/failure.hpp>

#include <sodium.h>

#include <array>

namespace postroom::profile {

MAPIUID new_uid() {
  if (sodium_init() < 0) kit::fail(MAPI_E_CALL_FAILED, "no source of random numbers");
  MAPIUID uid{};
  randombytes_buf(&uid, sizeof uid);
  uid.ab[7] = static_cast<BYTE>((uid.ab[7] & 0x0F) | 0x40);
  uid.ab[8] = static_cast<BYTE>((uid.ab[8] & 0x3F) | 0x80);
  return uid;
}

std::string uid_text(const MAPIUID& uid) {
  std::array<char, 2 * sizeof uid + 1> text{};
  sodium_bin2hex(text.data(), text.size(), uid.ab, sizeof uid);
  return text.data();
}

}  // namespace postroom::profile
