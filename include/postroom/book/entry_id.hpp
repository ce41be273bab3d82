// SPDX-License-Identifier: Apache-2.0
//
// Entry identifiers of address books: 4 zero bytes · the provider's MAPIUID · version u8 (1) · type u8 · 2 zero
// bytes · 16-byte object id (F-1, F-2). Permanent, unique and never reused (F-7). May stand unaligned (F-6).
#pragma once

#include <postroom/book/backend.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace postroom::kit::book {

struct EntryId {
  EntryKind kind = EntryKind::root;
  ObjectId object = {};  // zero for the root and the templates

  friend bool operator==(const EntryId&, const EntryId&) = default;
};

inline constexpr std::size_t kEntryIdSize = 40;

std::string encode(const MAPIUID& provider, const EntryId& id);

// What an identifier says when it is one of this provider's. Throws Failure: MAPI_E_INVALID_ENTRYID when it is too
// short to be any, MAPI_E_UNKNOWN_ENTRYID when it is somebody else's (F-13), MAPI_E_INVALID_ENTRYID when it is ours
// and malformed.
EntryId decode(const MAPIUID& provider, std::string_view bytes);

// The same without exceptions: empty for all that is not a well-formed identifier of this provider.
std::optional<EntryId> try_decode(const MAPIUID& provider, std::string_view bytes) noexcept;

}  // namespace postroom::kit::book
