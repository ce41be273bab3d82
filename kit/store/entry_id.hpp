// SPDX-License-Identifier: Apache-2.0
//
// The entry identifiers of a store and of its objects (design 5, F-1 … F-8).
//
//   object  4 zero · record key of the store 16 · version u8 · type u8 · 2 zero · object id 16
//   store   4 zero · UID of the provider 16    · version u8 · 0       · 2 zero · record key 16 · place, UTF-8, NUL
//
// The record key is registered as a MAPIUID of the store's logon, so the runtime routes an object's identifier to it;
// a store's identifier says what to open and is what WrapStoreEntryID wraps (D-19). Stateless; any thread.
#pragma once

#include <postroom/store/object_id.hpp>

#include <mapidefs.h>

#include <optional>
#include <string>
#include <string_view>

namespace postroom::kit::store {

struct ObjectEntry {
  ObjectType type = ObjectType::folder;
  ObjectId id;
};

struct StoreEntry {
  RecordKey record_key;
  std::string place;
};

std::string make_object_entry(const RecordKey& store, ObjectType type, const ObjectId& id);

// Throws MAPI_E_INVALID_ENTRYID for what is malformed, MAPI_E_UNKNOWN_ENTRYID for a well-formed identifier of another
// store or provider (F-13). Need not be aligned (F-6).
ObjectEntry parse_object_entry(const RecordKey& store, ULONG size, const void* entry);

std::string make_store_entry(const MAPIUID& provider, const RecordKey& store, std::string_view place);
StoreEntry parse_store_entry(const MAPIUID& provider, ULONG size, const void* entry);

}  // namespace postroom::kit::store
