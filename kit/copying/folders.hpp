// SPDX-License-Identifier: Apache-2.0
//
// What a folder of anybody's holds, and the copying of it: the parts of generic_copy.hpp that are about folders.
// REQUIRES of all: no lock is held.
#pragma once

#include "kit/copying/generic_copy.hpp"

#include <postroom/property_bag.hpp>

#include <string>
#include <vector>

namespace postroom::kit {

// The rows of a table from here to its end, with the columns that are set. What a row does not have is left out; a
// column that cannot be read is a failure.
std::vector<PropertyBag> rows_from(IMAPITable& table);

using EntryIds = std::vector<std::string>;

EntryIds messages_in(IMAPIFolder& folder, ULONG flags);  // MAPI_ASSOCIATED or 0
EntryIds hidden_in(IMAPIFolder& folder);                 // a store need not have associated messages (M-20)
EntryIds subfolders_in(IMAPIFolder& folder);
std::string entry_of(IMAPIProp& object);  // empty when it has none

// Is `folder` the folder `ancestor`, or somewhere below it, as far as can be seen?
bool is_within(IMAPIFolder& folder, const std::string& ancestor, const SameEntry& same);

// Copies messages of `source`, by its own CopyMessages if it has one. Throws when not all were copied.
void copy_listed(IMAPIFolder& source, const EntryIds& entries, IMAPIFolder& destination, IMAPIProgress* client,
                 bool move);
// Copies all folders right below `source`, with what they hold. Throws when not all was copied.
void copy_subfolders(IMAPIFolder& source, IMAPIFolder& destination, IMAPIProgress* client, bool move,
                     const SameEntry& same);

}  // namespace postroom::kit
