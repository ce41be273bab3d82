// SPDX-License-Identifier: Apache-2.0
//
// How the objects of a store are named inside it: by a random number that is never reused (F-7). Entry identifiers,
// record keys, instance keys and source keys are made from it by the base; no backend knows them.
#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace postroom::kit::store {

// 16 bytes that name a thing: an object of a store, or (RecordKey) a store among all stores.
struct ObjectId {
  std::array<std::uint8_t, 16> bytes{};

  // A fresh one from the kernel's random numbers. Throws Failure(MAPI_E_CALL_FAILED) when there are none.
  static ObjectId make();
  // REQUIRES: `bytes` has 16 bytes.
  static ObjectId from(const void* bytes) noexcept {
    ObjectId id;
    std::memcpy(id.bytes.data(), bytes, id.bytes.size());
    return id;
  }

  std::string_view view() const noexcept { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }
  bool is_zero() const noexcept { return *this == ObjectId{}; }
  auto operator<=>(const ObjectId&) const = default;
};

struct ObjectIdHash {
  std::size_t operator()(const ObjectId& id) const noexcept {
    std::size_t hash;  // the bytes are random: any eight of them are a good hash
    std::memcpy(&hash, id.bytes.data(), sizeof hash);
    return hash;
  }
};

// Names a store: in PR_RECORD_KEY of the store, and as the MAPIUID in the entry identifiers of its objects.
using RecordKey = ObjectId;

// The store itself, as the owner of its own properties (PR_DISPLAY_NAME, the special folders, …). It always exists.
inline constexpr ObjectId kStoreObject{};

// The values are persisted, and stand in entry identifiers.
enum class ObjectType : std::uint8_t {
  store = 0,
  folder = 1,
  message = 2,     // its parent is a folder, or an attachment: then it is an embedded message
  attachment = 3,  // its parent is a message
};

// Counts the writes of a store: every commit is given one, larger than all before it. 0 comes before the first.
using ChangeNumber = std::uint64_t;

}  // namespace postroom::kit::store
