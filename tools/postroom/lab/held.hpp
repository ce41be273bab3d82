// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <mapix.h>
#include <postroom/com_ptr.hpp>

#include <string>
#include <vector>

namespace postroom::tool::providerlab {

// The rows of a table with two columns: an identifier, and a number to tell them apart.
struct Row {
  std::string id;
  ULONG number = 0;
};
// At most a hundred. Throws Failure.
std::vector<Row> rows_of(IMAPITable& table, ULONG number_tag);

// PR_ENTRYID of an object that has properties; empty when it has none.
std::string identifier_of(IUnknown* object);

// Is the library that the object's methods are in still there? Its table of methods goes with the library, unless the
// runtime has put its own in the place of that (J-73).
bool has_code(IUnknown* object);

// Any object that a client keeps: what it is in words, and the interface that it was opened with.
struct Kept {
  kit::com_ptr<IUnknown> object;
  const char* what;
  const IID* iid;
};

// What a client has opened of one session.
struct Held {
  kit::com_ptr<IMsgStore> store;
  kit::com_ptr<IUnknown> folder;
  kit::com_ptr<IUnknown> status;
  kit::com_ptr<IAddrBook> book;
  kit::com_ptr<IUnknown> container;
  std::string container_id;
  std::vector<Kept> others;
};

// What a client must not even release: its library may have been closed.
void forget_without_code(Held& held);

}  // namespace postroom::tool::providerlab
