// SPDX-License-Identifier: Apache-2.0
//
// Which folder receives messages of which class (I-13 … I-16). Kept as one property of the store: a class is a folder's
// id followed by the class in UTF-8; the empty class is the default. Stateless; any thread.
#pragma once

#include <postroom/com_ptr.hpp>
#include <postroom/property_bag.hpp>
#include <postroom/store/backend.hpp>

#include <memory>
#include <optional>
#include <string>

namespace postroom::kit::store {

class StoreCore;

struct ReceiveFolder {
  std::string message_class;  // the class that was asked for explicitly, or a part of it; empty: the default
  ObjectId folder;
};

// The folder for a message of `message_class`: that of the longest class, whole parts between dots, which begins it.
ReceiveFolder receive_folder(StoreCore& core, const std::string& message_class);
// Nothing for `folder` takes the association away. MAPI_E_NOT_FOUND when there is no such folder.
void set_receive_folder(StoreCore& core, const std::string& message_class, const std::optional<ObjectId>& folder);
com_ptr<IMAPITable> receive_folder_table(const std::shared_ptr<StoreCore>& core, ULONG flags);

// The property of a fresh store (I-14).
PropertyValue default_receive_folders(const ObjectId& inbox, const ObjectId& root);

}  // namespace postroom::kit::store
