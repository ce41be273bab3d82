// SPDX-License-Identifier: Apache-2.0
//
// Secure properties (B-17, B-18) are kept sealed: the database, its journal and its backups hold no secret in the
// clear. The key lies beside the database in a file that only its owner may read.
//
// This protects a copied database, not against somebody who reads the user's files as the user.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace postroom::profile {

// Is it in the range that profile sections hide and seal?
constexpr bool is_secure(unsigned long tag) noexcept {
  const unsigned long id = tag >> 16U;
  return id >= 0x67F0 && id <= 0x67FF;
}

class Seal {
 public:
  explicit Seal(std::filesystem::path key_file) : key_file_(std::move(key_file)) {}

  // Seals with a fresh nonce; makes the key (mode 0600) when there is none and `may_make_key`.
  std::string seal(std::string_view clear, bool may_make_key) const;

  // MAPI_E_CORRUPT_DATA with the key file's name when the key is missing or is not the one that sealed it.
  std::string open(std::string_view sealed) const;

 private:
  std::string key(bool may_make) const;
  const std::filesystem::path key_file_;
};

}  // namespace postroom::profile
