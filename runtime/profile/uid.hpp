// SPDX-License-Identifier: Apache-2.0
//
// MAPIUIDs as values: comparable, storable, and fresh ones.
#pragma once

#include <mapidefs.h>

#include <cstring>
#include <string>
#include <string_view>

namespace postroom::profile {

inline bool same_uid(const MAPIUID& a, const MAPIUID& b) noexcept {
  return std::memcmp(&a, &b, sizeof a) == 0;
}

inline std::string uid_bytes(const MAPIUID& uid) {
  return {reinterpret_cast<const char*>(&uid), sizeof uid};
}

// REQUIRES: sixteen bytes; others give the zero identifier.
inline MAPIUID uid_from(std::string_view bytes) noexcept {
  MAPIUID uid{};
  if (bytes.size() == sizeof uid) std::memcpy(&uid, bytes.data(), sizeof uid);
  return uid;
}

// A random identifier (UUID version 4), unique for all practical ends.
MAPIUID new_uid();

// "0123abcd…", for messages.
std::string uid_text(const MAPIUID& uid);

}  // namespace postroom::profile
