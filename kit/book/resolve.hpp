// SPDX-License-Identifier: Apache-2.0
//
// Names to recipients: IABContainer::ResolveNames (G-12, G-16) and IABLogon::PrepareRecips (G-17, G-18).
#pragma once

#include "kit/book/book_core.hpp"

namespace postroom::kit::book {

// Resolves the names of `names` that `resolved` says are unresolved among the entries of a container. The number of
// entries never changes; an entry's array is replaced only when it is resolved, by a fresh one.
void resolve_names(BookCore& core, const ObjectId& container, const SPropTagArray* columns, ULONG flags, ADRLIST& names,
                   FlagList& resolved);

// Gives each recipient that is an entry of this book the properties asked for, in order, before the rest; what the
// list says wins over what the book says.
void prepare_recipients(BookCore& core, const SPropTagArray* columns, ADRLIST& recipients);

}  // namespace postroom::kit::book
