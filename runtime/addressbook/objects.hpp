// SPDX-License-Identifier: Apache-2.0
//
// The objects that the address book makes itself: its root, and one-off recipients.
#pragma once

#include "runtime/addressbook/address_book.hpp"
#include "runtime/addressbook/one_off.hpp"

#include <postroom/property_bag.hpp>

#include <memory>

namespace postroom::addressbook {

inline constexpr ULONG kRowsAtOnce = 64;  // how many rows of a provider's table one call asks for

// The IABContainer above the containers of all providers.
kit::com_ptr<IABContainer> make_root(std::shared_ptr<AddressBook> book);

// The top containers of all providers, in the order of the providers, as rows of the root's hierarchy table (G-3).
// What a provider fails to tell is left out.
std::vector<kit::PropertyBag> top_containers(AddressBook& book);

// All that is known of a one-off recipient (F-21, F-22): of its identifier, which stays byte for byte.
kit::PropertyBag one_off_properties(const OneOff& one_off, std::string_view entry);
// A read-only IMailUser.
kit::com_ptr<IMailUser> make_one_off_user(std::shared_ptr<kit::Core> core, const OneOff& one_off,
                                          std::string_view entry);

}  // namespace postroom::addressbook
