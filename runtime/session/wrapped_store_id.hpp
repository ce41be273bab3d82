// SPDX-License-Identifier: Apache-2.0
//
// Store entry identifiers as clients see them (F-17): a store's private identifier in a wrapper that names the provider
// library, so that OpenMsgStore finds it without asking anybody.
//
// Layout (F-18): 4 zero bytes · the wrapper's MAPIUID · version u8 · flags u8 · library name, NUL · zeros to a multiple
// of 4 · the private identifier. Pure functions; any thread. What is read may come from anywhere.
#pragma once

#include <mapidefs.h>

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace postroom::session {

using EntryId = std::vector<std::byte>;
using EntryIdView = std::span<const std::byte>;

inline EntryIdView view_of(ULONG size, const ENTRYID* entry) noexcept {
  return entry == nullptr ? EntryIdView{} : EntryIdView{reinterpret_cast<const std::byte*>(entry), size};
}
inline EntryId copy_of(EntryIdView entry) {
  return {entry.begin(), entry.end()};
}
// For the parameters of MAPI methods, which are not const although nobody writes there.
inline ENTRYID* as_entry_id(EntryIdView entry) noexcept {
  return reinterpret_cast<ENTRYID*>(const_cast<std::byte*>(entry.data()));
}

// The MAPIUID behind the flags of an entry identifier (F-1), or nothing when it is too short.
std::optional<MAPIUID> provider_uid_of(EntryIdView entry) noexcept;

struct UnwrappedStoreId {
  std::string dll_name;  // as registered, byte for byte
  EntryId private_id;
};

bool is_wrapped_store_id(EntryIdView entry) noexcept;

// Wraps `private_id`; what is wrapped already is returned as it is (F-18).
EntryId wrap_store_id(std::string_view dll_name, EntryIdView private_id);

// Nothing when `entry` is not a wrapper or is malformed.
std::optional<UnwrappedStoreId> unwrap_store_id(EntryIdView entry);

}  // namespace postroom::session
