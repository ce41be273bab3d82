// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace postroom::mapiutil {

// An entry identifier that names a message and the store that holds it, by the store's record key (HrComposeEID): four
// bytes of flags, none set; a MAPIUID of our own; the size of the key in four bytes, the lowest first; the key; and the
// message's entry identifier.
struct CompoundEntryId {
  std::string record_key;
  std::string message;

  std::string bytes() const;
  // Nothing for an entry identifier that is not compound, or is damaged. Never throws but for want of memory.
  static std::optional<CompoundEntryId> from(std::string_view bytes);
};

}  // namespace postroom::mapiutil
