// SPDX-License-Identifier: Apache-2.0
//
// The properties of folders and messages that are computed and not kept: the same for an open object and for its row
// in a table. Stateless; any thread.
#pragma once

#include <postroom/property_bag.hpp>
#include <postroom/store/backend.hpp>

#include <optional>
#include <span>

namespace postroom::kit::store {

class StoreCore;

// By tag; nothing for a property that is not computed, or that this object has not.
std::optional<PropertyValue> message_column(const StoreCore& core, const ObjectInfo& info, ULONG tag);
std::optional<PropertyValue> folder_column(const StoreCore& core, Snapshot& snapshot, const ObjectInfo& info,
                                           ULONG tag);
// All that these can answer.
std::span<const ULONG> message_columns() noexcept;
std::span<const ULONG> folder_columns() noexcept;

// Columns that every contents, hierarchy, recipient and attachment table has by default (M-17, M-19, M-30, M-31).
std::span<const ULONG> contents_table_columns() noexcept;
std::span<const ULONG> hierarchy_table_columns() noexcept;

// Does the store compute a message's property, or keep it by itself? Then SetProps answers MAPI_E_COMPUTED.
bool is_computed_of_message(ULONG tag) noexcept;
bool is_computed_of_folder(ULONG tag) noexcept;

}  // namespace postroom::kit::store
