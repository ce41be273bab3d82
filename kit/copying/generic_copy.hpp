// SPDX-License-Identifier: Apache-2.0
//
// Copying for objects that do not copy by themselves, whoever's they are, through their interfaces alone: what
// IMAPISupport's DoCopyTo, DoCopyProps, CopyMessages and CopyFolder do (D-22, D-23).
//
// The parts of an object are first asked to copy themselves, with MAPI_DECLINE_OK, so that one which would come back
// here does not (D-24). REQUIRES of all: no lock is held. A `client` may be null, and is told whatever the flags say.
#pragma once

#include <mapidefs.h>

#include <functional>
#include <span>
#include <string_view>

namespace postroom::kit {

// Do two entry identifiers name the same object? Those that have several for one compare by more than the bytes (F-5).
using SameEntry = std::function<bool(std::string_view, std::string_view)>;
bool same_bytes(std::string_view one, std::string_view other);

// As IMAPIProp::CopyTo and CopyProps of `source` (M-41). MAPI_E_FOLDER_CYCLE when a folder would go into itself.
HRESULT generic_copy_to(IMAPIProp& source, std::span<const IID> exclude, const SPropTagArray* exclude_tags,
                        IMAPIProgress* client, LPCIID iid, LPVOID destination, ULONG flags,
                        LPSPropProblemArray* problems, const SameEntry& same = same_bytes);
HRESULT generic_copy_props(IMAPIProp& source, const SPropTagArray* tags, IMAPIProgress* client, LPCIID iid,
                           LPVOID destination, ULONG flags, LPSPropProblemArray* problems,
                           const SameEntry& same = same_bytes);

// As IMAPIFolder::CopyMessages. A message of which something did not arrive is not copied, and stays (M-14).
HRESULT generic_copy_messages(IMAPIFolder& source, const ENTRYLIST& messages, IMAPIFolder& destination,
                              IMAPIProgress* client, bool move);

// As IMAPIFolder::CopyFolder, of the folder `entry` in `parent` (M-16). A move takes the messages one by one, and then
// removes each folder that is left empty: what could not be moved, or arrived meanwhile, is where it was.
HRESULT generic_copy_folder(IMAPIFolder& parent, std::string_view entry, IMAPIFolder& destination, LPTSTR name,
                            IMAPIProgress* client, ULONG flags, const SameEntry& same = same_bytes);

}  // namespace postroom::kit
