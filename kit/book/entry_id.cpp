// SPDX-License-Identifier: Apache-2.0
#include <postroom/book/entry_id.hpp>

#include <postroom/failure.hpp>

#include <cstring>

namespace postroom::kit::book {
namespace {

constexpr std::size_t kUidAt = 4;
constexpr std::size_t kVersionAt = 20;
constexpr std::size_t kKindAt = 21;
constexpr std::size_t kObjectAt = 24;
constexpr char kVersion = 1;

}  // namespace

std::string encode(const MAPIUID& provider, const EntryId& id) {
  std::string bytes(kEntryIdSize, '\0');
  std::memcpy(bytes.data() + kUidAt, &provider, sizeof provider);
  bytes[kVersionAt] = kVersion;
  bytes[kKindAt] = static_cast<char>(id.kind);
  std::memcpy(bytes.data() + kObjectAt, id.object.bytes.data(), id.object.bytes.size());
  return bytes;
}

std::optional<EntryId> try_decode(const MAPIUID& provider, std::string_view bytes) noexcept {
  if (bytes.size() != kEntryIdSize || std::memcmp(bytes.data() + kUidAt, &provider, sizeof provider) != 0) return {};
  if (bytes[kVersionAt] != kVersion || static_cast<unsigned char>(bytes[kKindAt]) > 5) return {};
  EntryId id;
  id.kind = static_cast<EntryKind>(bytes[kKindAt]);
  id.object = ObjectId::from(bytes.data() + kObjectAt);
  const bool names_object =
      id.kind == EntryKind::container || id.kind == EntryKind::person || id.kind == EntryKind::list;
  if (names_object == id.object.is_zero()) return {};
  return id;
}

EntryId decode(const MAPIUID& provider, std::string_view bytes) {
  if (bytes.size() < kUidAt + sizeof provider) fail(MAPI_E_INVALID_ENTRYID, "the entry identifier is too short");
  if (std::memcmp(bytes.data() + kUidAt, &provider, sizeof provider) != 0) {
    fail(MAPI_E_UNKNOWN_ENTRYID, "the entry identifier belongs to another provider");
  }
  const std::optional<EntryId> id = try_decode(provider, bytes);
  if (!id) fail(MAPI_E_INVALID_ENTRYID, "the entry identifier is malformed");
  return *id;
}

}  // namespace postroom::kit::book
