// SPDX-License-Identifier: Apache-2.0
#include "runtime/session/wrapped_store_id.hpp"

#include <algorithm>
#include <cstring>

namespace postroom::session {
namespace {

// The identifier that every MAPI implementation wraps store identifiers with.
constexpr MAPIUID kWrapper = {
    {0x38, 0xa1, 0xbb, 0x10, 0x05, 0xe5, 0x10, 0x1a, 0xa1, 0xbb, 0x08, 0x00, 0x2b, 0x2a, 0x56, 0xc2}};

constexpr std::size_t kFlags = 4;
constexpr std::size_t kHeader = kFlags + sizeof(MAPIUID) + 2;  // and version and flags

constexpr std::size_t padded(std::size_t size) {
  return (size + 3) / 4 * 4;
}

}  // namespace

std::optional<MAPIUID> provider_uid_of(EntryIdView entry) noexcept {
  if (entry.size() < kFlags + sizeof(MAPIUID)) return std::nullopt;
  MAPIUID uid;
  std::memcpy(&uid, entry.data() + kFlags, sizeof uid);  // identifiers may be unaligned (F-6)
  return uid;
}

bool is_wrapped_store_id(EntryIdView entry) noexcept {
  const auto uid = provider_uid_of(entry);
  return uid && std::memcmp(&*uid, &kWrapper, sizeof kWrapper) == 0;
}

EntryId wrap_store_id(std::string_view dll_name, EntryIdView private_id) {
  if (is_wrapped_store_id(private_id)) return copy_of(private_id);
  EntryId entry(padded(kHeader + dll_name.size() + 1));
  std::memcpy(entry.data() + kFlags, &kWrapper, sizeof kWrapper);
  std::memcpy(entry.data() + kHeader, dll_name.data(), dll_name.size());
  entry.insert(entry.end(), private_id.begin(), private_id.end());
  return entry;
}

std::optional<UnwrappedStoreId> unwrap_store_id(EntryIdView entry) {
  if (!is_wrapped_store_id(entry) || entry.size() <= kHeader) return std::nullopt;
  const EntryIdView rest = entry.subspan(kHeader);
  const auto end = std::find(rest.begin(), rest.end(), std::byte{0});
  if (end == rest.end()) return std::nullopt;
  const auto length = static_cast<std::size_t>(end - rest.begin());
  const std::size_t body = padded(kHeader + length + 1);
  if (body >= entry.size()) return std::nullopt;
  return UnwrappedStoreId{std::string(reinterpret_cast<const char*>(rest.data()), length),
                          copy_of(entry.subspan(body))};
}

}  // namespace postroom::session
