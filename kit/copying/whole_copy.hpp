// SPDX-License-Identifier: Apache-2.0
//
// Copies that nothing may be missing from: what they lack would be lost when the original goes.
// REQUIRES of all: no lock is held. `progress` may be null (progress.hpp).
#pragma once

#include <postroom/com_ptr.hpp>
#include <postroom/progress.hpp>

#include <mapidefs.h>

#include <functional>
#include <vector>

namespace postroom::kit {

// CopyTo of all of `source` but the properties `excluded`. `iid` is the interface that `destination` is handed over
// as. Throws the code of the first property that did not arrive, other than one that the destination computes or keeps
// to itself, which is no loss (M-41). An object that leaves the copying to others (D-24), or cannot copy, is read
// through its interfaces.
void copy_whole(IMAPIProp& source, REFIID iid, IMAPIProp& destination, IMAPIProgress* progress,
                const std::vector<ULONG>& excluded = {});

// A copy of the message in `destination`, saved. `kind`: MAPI_ASSOCIATED or 0.
void copy_message(IMessage& source, IMAPIFolder& destination, ULONG kind, IMAPIProgress* progress);

// Copies the attachments, which `open` opens one by one, to `target`; that is not saved.
void copy_attachments(const std::vector<ULONG>& numbers, const std::function<com_ptr<IAttach>(ULONG)>& open,
                      IMessage& target, IMAPIProgress* progress);
// Makes the message in an attachment's PR_ATTACH_DATA_OBJ a copy of `source`; `target` is not saved.
void copy_embedded(IMessage& source, IMAPIProp& target, IMAPIProgress* progress);

}  // namespace postroom::kit
