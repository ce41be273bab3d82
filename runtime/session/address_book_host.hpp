// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "runtime/addressbook/address_book.hpp"

#include <memory>

namespace postroom::session {

class SessionCore;

// The session as its address book sees it, for the objects behind one core: a client's or a support object's.
std::shared_ptr<addressbook::Host> make_address_book_host(std::weak_ptr<SessionCore> session,
                                                          std::weak_ptr<kit::Core> core);

}  // namespace postroom::session
