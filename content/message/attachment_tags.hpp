// SPDX-License-Identifier: Apache-2.0
//
// Properties of attachments that MAPI's headers do not name.
#pragma once

#include <mapidefs.h>

namespace postroom::content {

inline constexpr LONG kAttMhtmlRef = 4;  // PR_ATTACH_FLAGS: the HTML body shows it
inline constexpr ULONG kDisposition =
    PROP_TAG(PT_UNICODE, 0x3716);  // the id of Content-Disposition: "inline" or absent
inline constexpr ULONG kTextCharset = PROP_TAG(PT_UNICODE, 0x371B);  // the character set that a text came in

}  // namespace postroom::content
