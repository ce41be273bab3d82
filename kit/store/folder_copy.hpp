// SPDX-License-Identifier: Apache-2.0
//
// CopyFolder within a store (M-16).
#pragma once

#include <postroom/store/object_id.hpp>

#include <mapidefs.h>

#include <string>

namespace postroom::kit::store {

class Snapshot;
class StoreCore;

// Throws when `folder` is not in `parent` (MAPI_E_NOT_FOUND), or is to be moved and is one that the store needs where
// it is (MAPI_E_NO_ACCESS).
void check_leaving(StoreCore& core, Snapshot& snapshot, const ObjectId& parent, const ObjectId& folder, bool move);

// Copies or moves `folder` of `parent`. `name`: the copy's; empty keeps the folder's own.
//
// A move is one transaction, and so is a copy that nobody is told of. Told of, a copy is made in steps, as lists are
// (folder_batches.hpp), of what the folder holds at the beginning. An item is a message or a subfolder of the folder
// itself: with subfolders alone, which MAPI's page on IMAPIProgress::Progress counts, a folder of a million messages
// would stand still.
// REQUIRES: no lock is held.
HRESULT copy_folder(StoreCore& core, const ObjectId& parent, const ObjectId& folder, const ObjectId& destination,
                    const std::string& name, IMAPIProgress* client, ULONG flags);

}  // namespace postroom::kit::store
