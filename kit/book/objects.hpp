// SPDX-License-Identifier: Apache-2.0
//
// The objects of an address book that clients hold: containers, lists and people.
#pragma once

#include "kit/book/book_core.hpp"
#include "kit/book/container_node.hpp"
#include "kit/book/entry_source.hpp"

namespace postroom::kit::book {

// Opens one of the logon's own entries (F-15): the interface that `iid` asks for, or the object's own when it is null.
// The empty identifier is the root. `flags`: MAPI_MODIFY, MAPI_BEST_ACCESS, MAPI_DEFERRED_ERRORS and, for tables,
// MAPI_UNICODE. Throws Failure.
com_ptr<IUnknown> open_entry(const std::shared_ptr<BookCore>& core, std::string_view entry, LPCIID iid, ULONG flags,
                             ULONG* type);

// The object over an entry's properties, which may be new: an IMailUser or an IDistList.
com_ptr<IMAPIProp> make_entry_object(const std::shared_ptr<BookCore>& core, std::shared_ptr<EntrySource> source);

// A person that is not (yet) of this book, over any properties: a member that is being added to a list.
com_ptr<IMAPIProp> make_person(const std::shared_ptr<BookCore>& core, std::shared_ptr<PropertySource> source);
// The same for a distribution list that becomes a member; `node` says who is in it.
com_ptr<IMAPIProp> make_list(const std::shared_ptr<BookCore>& core, std::shared_ptr<PropertySource> source,
                             std::unique_ptr<ContainerNode> node);

}  // namespace postroom::kit::book
