// SPDX-License-Identifier: Apache-2.0
//
// Copies that nothing may be missing from: what they lack would be lost when the original goes.
#pragma once

#include <mapidefs.h>

namespace postroom::kit::store {

// CopyTo of all of `source` but the property `excluded` (0: none). `iid` is the interface that `destination` is
// handed over as. Throws the code of the first property that did not arrive, other than one that the destination
// computes or keeps to itself, which is no loss (M-41). `progress` may be null. REQUIRES: no lock is held.
void copy_whole(IMAPIProp& source, REFIID iid, IMAPIProp& destination, IMAPIProgress* progress, ULONG excluded = 0);

}  // namespace postroom::kit::store
