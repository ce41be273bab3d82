// SPDX-License-Identifier: Apache-2.0
//
// What the faults of spi_faulty hand out and the example has not: a table, a message and a container. Nothing ends the
// first two when their logon ends.
#pragma once

#include "example.hpp"

#include <atomic>
#include <memory>

namespace example {

#ifdef EXAMPLE_FAULTY
// A table of the MAPI library's own with one row for the object, or with none when there is no identifier.
HRESULT make_table(ULONG size, const BYTE* entry, ULONG type, LPMAPITABLE* table);

// A message that is nowhere, and lives for as long as somebody holds it.
LPMESSAGE make_message();

// The root container of an address book, and the one in it. `uid` begins their identifiers; `over`: their logon has
// ended, which they may be told to ignore.
LPABCONT make_container(const MAPIUID& uid, std::shared_ptr<std::atomic<bool>> over);
#else
inline HRESULT make_table(ULONG, const BYTE*, ULONG, LPMAPITABLE* table) {
  return *table = nullptr, MAPI_E_NO_SUPPORT;
}
inline LPMESSAGE make_message() {
  return nullptr;
}
inline LPABCONT make_container(const MAPIUID&, const std::shared_ptr<std::atomic<bool>>&) {
  return nullptr;
}
#endif

}  // namespace example
