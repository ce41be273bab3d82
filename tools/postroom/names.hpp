// SPDX-License-Identifier: Apache-2.0
//
// The address book as a client uses it.
#pragma once

#include <postroom/com_ptr.hpp>
#include <postroom/mapi_ptr.hpp>

#include <string>
#include <vector>

namespace postroom::tool {

enum class Resolution { resolved, ambiguous, unresolved };

struct ResolvedName {
  std::string asked;
  Resolution resolution = Resolution::unresolved;
  std::string display;
  std::string address;
};

struct Resolved {
  std::vector<ResolvedName> names;  // in the order asked
  kit::adrlist_ptr list;            // the same as MAPI has them, ready for ModifyRecipients
};

// Looks names up (IAddrBook::ResolveName, no dialog); each gets its own verdict. Throws Failure.
Resolved resolve(IAddrBook* book, const std::vector<std::string>& names);

// Adds a person to the personal address book (IABContainer::CreateEntry with the provider's own template).
void add_to_address_book(IAddrBook* book, const std::string& name, const std::string& address);

}  // namespace postroom::tool
