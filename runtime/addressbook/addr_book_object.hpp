// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "runtime/addressbook/address_book.hpp"

#include <memory>

namespace postroom::addressbook {

// An IAddrBook over the book, behind the session's gate: once the session is logged off it answers
// MAPI_E_INVALID_OBJECT, and releasing it is safe at any time (J-33, J-79).
kit::com_ptr<IAddrBook> make_addr_book(std::shared_ptr<AddressBook> book);

}  // namespace postroom::addressbook
