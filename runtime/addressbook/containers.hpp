// SPDX-License-Identifier: Apache-2.0
//
// Which container is the personal address book, which the default directory, and where names are looked up: what the
// profile says, or else what the providers' containers suggest (G-4 … G-8). Setters write to the profile at once.
//
// Identifiers are bytes; a stored one whose container is gone counts as none. All functions throw Failure.
#pragma once

#include "runtime/addressbook/address_book.hpp"

#include <postroom/property_arrays.hpp>

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace postroom::addressbook {

// Empty when there is none (G-5, G-6).
std::string personal_container(AddressBook& book);
std::string default_container(AddressBook& book);
// The empty identifier clears the default directory; for the personal address book it is forbidden (G-5).
void set_personal_container(AddressBook& book, std::string_view entry);
void set_default_container(AddressBook& book, std::string_view entry);

// The containers of the search path in their order, each with the properties of its hierarchy row (G-7).
std::vector<kit::PropertyBag> search_path(AddressBook& book);
// A row of GetSearchPath: PR_ENTRYID first, so that SetSearchPath takes it back (G-8).
std::array<kit::PropertyValue, 5> search_path_row(const kit::PropertyBag& container);
// MAPI_E_MISSING_REQUIRED_COLUMN unless PR_ENTRYID is the first property of each row (G-8).
void set_search_path(AddressBook& book, const SRowSet& path);

}  // namespace postroom::addressbook
