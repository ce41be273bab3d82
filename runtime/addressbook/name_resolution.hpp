// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "runtime/addressbook/address_book.hpp"

namespace postroom::addressbook {

// IAddrBook::ResolveName (G-10 … G-14): gives each entry of `names` that has a name and no identifier the properties
// of the recipient it means. Internet addresses and Display[TYPE:address] become one-offs; all other names are looked
// up in the containers of the search path, in order, until everything is resolved or found ambiguous.
//
// S_OK, MAPI_E_AMBIGUOUS_RECIP or MAPI_E_NOT_FOUND; what could be resolved is, in every case. Text of the results has
// the width that `flags` (MAPI_UNICODE or 0) say. The number of entries never changes.
HRESULT resolve_name(AddressBook& book, ULONG flags, ADRLIST& names);

}  // namespace postroom::addressbook
