// SPDX-License-Identifier: Apache-2.0
//
// What a client forgets to release, of each kind that the provider has, and what becomes of it.
#pragma once

#include "tools/postroom/lab/held.hpp"
#include "tools/postroom/lab/observations.hpp"

namespace postroom::tool::providerlab {

// Opens, of the folder or the container that is held already, one of each kind of object that there is, and the store's
// root folder, or the book's container, once more through the session (J-52). What the provider does not give is noted
// as not done. Throws Failure.
void hold_of_each_kind(IMAPISession& session, Held& held, Observations& seen);

// Everything that is held answers MAPI_E_INVALID_OBJECT, a stream any error; `rule` is broken otherwise. That nothing
// is held is noted as not done.
void must_be_dead(const char* rule, const Held& held, Observations& seen);

}  // namespace postroom::tool::providerlab
