// SPDX-License-Identifier: Apache-2.0
//
// Lists of recipients as the address book changes them in place: the number of entries and the list's own block stay,
// an entry's array is freed and replaced by a fresh block of MAPI memory (G-12, G-17, A-28).
#pragma once

#include "runtime/addressbook/address_book.hpp"

#include <postroom/property_arrays.hpp>

#include <span>
#include <vector>

namespace postroom::addressbook {

// The values of an entry that can be copied, errors left out.
kit::PropertyBag properties_of(const ADRENTRY& entry);

// Replaces the properties of an entry: `found` in the order of `first`, absent ones as PT_ERROR, then what `found` has
// besides, then what the entry had besides. Text of `found` has the given width unless `first` says another.
void replace_properties(ADRENTRY& entry, const kit::PropertyBag& found, std::span<const ULONG> first, ULONG width);

// IAddrBook::PrepareRecips: each provider does its own entries, the runtime the one-offs.
void prepare_recipients(AddressBook& book, SPropTagArray* columns, ADRLIST& recipients);

}  // namespace postroom::addressbook
