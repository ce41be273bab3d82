// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <postroom/property_bag.hpp>

#include <mapix.h>

namespace postroom::mapiutil {

// The receive folder of an interpersonal message store has no tag of its own among the properties that answer.
inline constexpr ULONG kInboxEntry = PROP_TAG(PT_BINARY, PROP_ID_NULL);

// Makes the standard folders that a store lacks, below its root and below its IPM subtree, and tells the store which
// they are (C-41, M-50): search root, IPM subtree and Deleted Items, and with MAPI_FULL_IPM_TREE also Inbox, Outbox,
// Sent Items and the two roots of views. A folder is taken as it is when the store calls it valid; with
// MAPI_FORCE_CREATE it must also open. A store in which nothing is missing is read only.
//
// Returns PR_VALID_FOLDER_MASK and the entry identifiers, the Inbox's under kInboxEntry. Throws kit::Failure with the
// store's error; folders that were made until then stay, and the next call finds them by their names.
kit::PropertyBag validate_ipm_subtree(IMsgStore& store, ULONG flags);

enum class Tree { least, full };
// The same for one who needs no answer: a store that calls its folders valid is asked for nothing else.
void complete_ipm_subtree(IMsgStore& store, Tree tree);

}  // namespace postroom::mapiutil
