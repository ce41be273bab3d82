// SPDX-License-Identifier: Apache-2.0
//
// Properties that the store base keeps for itself, in the range that providers have for it (M-43). Clients never see
// them.
#pragma once

#include <mapidefs.h>

namespace postroom::kit::store {

inline constexpr ULONG kInboxTag = PROP_TAG(PT_BINARY, 0x67F0);              // of the store: the Inbox's object id
inline constexpr ULONG kReceiveFoldersTag = PROP_TAG(PT_MV_BINARY, 0x67F1);  // of the store: see receive_folders.cpp
inline constexpr ULONG kSentMessagesTag = PROP_TAG(PT_MV_BINARY, 0x67F2);    // of the store: see sent_messages.hpp

constexpr bool is_private(ULONG tag) noexcept {
  return PROP_ID(tag) >= 0x67F0 && PROP_ID(tag) <= 0x67FF;
}

}  // namespace postroom::kit::store
