// SPDX-License-Identifier: Apache-2.0
#include "kit/store/entry_id.hpp"

#include <postroom/failure.hpp>

namespace postroom::kit::store {
namespace {

constexpr std::size_t kFlags = 4;
constexpr std::size_t kUid = 16;
constexpr std::size_t kVersionAt = kFlags + kUid;
constexpr std::size_t kTypeAt = kVersionAt + 1;
constexpr std::size_t kIdAt = kTypeAt + 3;
constexpr std::size_t kObjectSize = kIdAt + 16;
constexpr char kEntryIdVersion = 1;

std::string start(std::string_view uid, ObjectType type, const ObjectId& id) {
  std::string entry(kFlags, '\0');
  entry += uid;
  entry += kEntryIdVersion;
  entry += static_cast<char>(type);
  entry.append(2, '\0');
  entry += id.view();
  return entry;
}

// The identifier as bytes, once it is known to be one of `uid`.
std::string_view checked(std::string_view uid, ULONG size, const void* entry) {
  require(size == 0 || entry != nullptr, "an entry identifier is null");
  const std::string_view bytes(static_cast<const char*>(entry), size);
  if (bytes.size() < kVersionAt) fail(MAPI_E_INVALID_ENTRYID, "an entry identifier is too short");
  if (bytes.substr(kFlags, kUid) != uid) fail(MAPI_E_UNKNOWN_ENTRYID, "an entry identifier of another store");
  if (bytes.size() < kObjectSize || bytes.substr(0, kFlags) != std::string_view("\0\0\0\0", 4) ||
      bytes[kVersionAt] != kEntryIdVersion) {
    fail(MAPI_E_INVALID_ENTRYID, "an entry identifier is malformed");
  }
  return bytes;
}

std::string_view view(const MAPIUID& uid) {
  return {reinterpret_cast<const char*>(&uid), kUid};
}

}  // namespace

std::string make_object_entry(const RecordKey& store, ObjectType type, const ObjectId& id) {
  return start(store.view(), type, id);
}

ObjectEntry parse_object_entry(const RecordKey& store, ULONG size, const void* entry) {
  const std::string_view bytes = checked(store.view(), size, entry);
  const char type = bytes[kTypeAt];
  if (bytes.size() != kObjectSize || type < static_cast<char>(ObjectType::folder) ||
      type > static_cast<char>(ObjectType::attachment)) {
    fail(MAPI_E_INVALID_ENTRYID, "an entry identifier is malformed");
  }
  return {static_cast<ObjectType>(type), ObjectId::from(bytes.data() + kIdAt)};
}

std::string make_store_entry(const MAPIUID& provider, const RecordKey& store, std::string_view place) {
  std::string entry = start(view(provider), ObjectType::store, store);
  entry += place;
  entry += '\0';
  return entry;
}

StoreEntry parse_store_entry(const MAPIUID& provider, ULONG size, const void* entry) {
  const std::string_view bytes = checked(view(provider), size, entry);
  const std::string_view place = bytes.substr(kObjectSize);
  if (bytes[kTypeAt] != 0 || place.size() < 2 || place.find('\0') != place.size() - 1) {
    fail(MAPI_E_INVALID_ENTRYID, "a store's entry identifier is malformed");
  }
  return {RecordKey::from(bytes.data() + kIdAt), std::string(place.substr(0, place.size() - 1))};
}

}  // namespace postroom::kit::store
