// SPDX-License-Identifier: Apache-2.0
//
// What profile sections of Postroom's transports say, in the range that providers have for themselves (M-43).
#pragma once

#include <mapidefs.h>

namespace postroom::transport {

// --- local delivery (Maildir); all are optional ---
// The folder of all mailboxes. Absent: mail/ in the user's data folder.
inline constexpr ULONG PR_MAILDIR_ROOT_W = PROP_TAG(PT_UNICODE, 0x6601);
// The domain of local addresses. Absent: postroom.local.
inline constexpr ULONG PR_MAILDIR_DOMAIN_W = PROP_TAG(PT_UNICODE, 0x6602);
// The owner's mailbox. Absent: made from the profile's name.
inline constexpr ULONG PR_MAILDIR_MAILBOX_W = PROP_TAG(PT_UNICODE, 0x6603);

// --- Internet mail (SMTP) ---
// The server's name or address. Needed.
inline constexpr ULONG PR_SMTP_HOST_W = PROP_TAG(PT_UNICODE, 0x6610);
// Absent: 465 for SMTP_TLS_ALWAYS, else 587.
inline constexpr ULONG PR_SMTP_PORT = PROP_TAG(PT_LONG, 0x6611);
// One of the words below. Absent: SMTP_TLS_REQUIRED.
inline constexpr ULONG PR_SMTP_TLS = PROP_TAG(PT_LONG, 0x6612);
inline constexpr ULONG SMTP_TLS_NONE = 0;      // in the clear
inline constexpr ULONG SMTP_TLS_OFFERED = 1;   // STARTTLS when the server offers it
inline constexpr ULONG SMTP_TLS_REQUIRED = 2;  // STARTTLS or nothing
inline constexpr ULONG SMTP_TLS_ALWAYS = 3;    // TLS from the first byte
// The sender's address, on the envelope and in the message. Needed.
inline constexpr ULONG PR_SMTP_SENDER_W = PROP_TAG(PT_UNICODE, 0x6613);
// The sender's name. Absent: the profile's.
inline constexpr ULONG PR_SMTP_SENDER_NAME_W = PROP_TAG(PT_UNICODE, 0x6614);
// The user to log on as; without one there is no AUTH.
inline constexpr ULONG PR_SMTP_USER_W = PROP_TAG(PT_UNICODE, 0x6615);
// A file of certificates to trust in place of the system's.
inline constexpr ULONG PR_SMTP_CA_FILE_W = PROP_TAG(PT_UNICODE, 0x6616);
// In the secure range: sealed in the profile, and not copied with it.
inline constexpr ULONG PR_SMTP_PASSWORD_W = PROP_TAG(PT_UNICODE, 0x67F0);

}  // namespace postroom::transport
