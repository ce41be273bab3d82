// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <mapidefs.h>

namespace postroom::session {

// IMAPISupport::MakeInvalid (J-72 … J-77): from now on `object` answers MAPI_E_INVALID_OBJECT to everything but
// IUnknown, and its block, which came from MAPIAllocateBuffer, is freed when `references` have been released. The
// provider's code and destructor are not run again; only the sub-object whose vtable pointer stands at `object` is
// dead.
//
// Throws kit::Failure(MAPI_E_INVALID_PARAMETER) for a null object, one of less than 16 bytes where that can be told, no
// references, or a number of methods that no MAPI interface has.
void make_invalid(void* object, ULONG references, ULONG methods);

}  // namespace postroom::session
