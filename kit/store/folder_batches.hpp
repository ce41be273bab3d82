// SPDX-License-Identifier: Apache-2.0
//
// What a folder does with several objects at once (M-10 … M-16): all are tried, each by itself, and only what nobody
// can help stops the rest. REQUIRES of all: no lock is held; they publish what they have done.
//
// A list is done in one transaction when nobody is told how far it is. Else it is done in steps, each a transaction of
// its own, because nothing may be held while a client is told (progress.hpp), and who cancels keeps what was done.
#pragma once

#include "kit/copying/batch.hpp"

#include <postroom/com_ptr.hpp>
#include <postroom/progress.hpp>
#include <postroom/store/backend.hpp>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace postroom::kit::store {

class StoreCore;
struct StoreEvent;

// The messages of an entry list; what is not of this store is skipped.
std::vector<ObjectId> listed(const StoreCore& core, const ENTRYLIST& list, Batch& batch);
std::vector<ObjectId> all_messages(const StoreCore& core, const ObjectId& folder);
std::vector<ObjectId> associated_messages(const StoreCore& core, const ObjectId& folder);
std::vector<ObjectId> subfolders(const StoreCore& core, const ObjectId& folder);
std::vector<ObjectId> ids_in(Snapshot& snapshot, Container container, const ObjectId& owner);
// Is `folder` the folder `ancestor`, or somewhere below it?
bool is_below(Snapshot& snapshot, ObjectId folder, const ObjectId& ancestor);
// Tells of the events, and that these folders have changed with them.
void publish(StoreCore& core, std::vector<StoreEvent> events, std::initializer_list<ObjectId> changed_folders);

// An ENTRYLIST of objects.
class EntryList {
 public:
  EntryList(const StoreCore& core, ObjectType type, const std::vector<ObjectId>& ids);
  LPENTRYLIST get() const noexcept { return const_cast<LPENTRYLIST>(&list_); }

 private:
  std::vector<std::string> entries_;
  std::vector<SBinary> binaries_;
  ENTRYLIST list_{};
};

// A destination folder, as CopyMessages and CopyFolder receive it.
com_ptr<IMAPIFolder> as_folder(LPCIID iid, void* object);
// Its id when it is a folder of this very store, whoever's object it is.
std::optional<ObjectId> folder_of_store(const StoreCore& core, IMAPIFolder& folder);

// Skips what is absent, elsewhere, open for writing or submitted (M-13).
void delete_messages(StoreCore& core, const ObjectId& folder, const std::vector<ObjectId>& ids, Batch& batch,
                     Progress& progress);
void empty_folder(StoreCore& core, const ObjectId& folder, bool associated, Batch& batch, IMAPIProgress* client);
// A folder goes in one transaction, with all that is below it: of a tree that is half gone nobody could say what is
// missing. So only the emptying of one that has to stay is told of.
HRESULT delete_folder(StoreCore& core, const ObjectId& parent, const ObjectId& folder, ULONG flags,
                      IMAPIProgress* client);

// A message's copy in another folder of the store: flags without what is the original's alone (M-35), no status (M-15).
ObjectId copy_message(Transaction& transaction, const ObjectInfo& original, const ObjectId& destination);
// Moves those that are open for writing, too; whoever has them open saves them where they are then, or, from another
// store, is told MAPI_E_OBJECT_DELETED.
void copy_messages(StoreCore& core, const ObjectId& folder, const std::vector<ObjectId>& ids,
                   const ObjectId& destination, bool move, Batch& batch, Progress& progress);
// To another store, through the interfaces. A message of which something did not arrive is not copied, and stays.
void copy_messages_out(const std::shared_ptr<StoreCore>& core, const ObjectId& folder, const std::vector<ObjectId>& ids,
                       IMAPIFolder& destination, bool move, Batch& batch, Progress& progress);

}  // namespace postroom::kit::store
