// SPDX-License-Identifier: Apache-2.0
#include "runtime/library/export.hpp"
#include "runtime/library/library.hpp"
#include "runtime/session/wrapped_store_id.hpp"

#include <postroom/allocators.hpp>
#include <postroom/failure.hpp>
#include <postroom/text.hpp>

#include <mapispi.h>
#include <mapiutil.h>

#include <cstring>

namespace postroom::session {

POSTROOM_EXPORT HRESULT STDAPICALLTYPE WrapStoreEntryID(ULONG flags, LPTSTR dll_name, ULONG size, LPENTRYID entry,
                                                        ULONG* wrapped_size, LPENTRYID* wrapped) {
  if (wrapped_size == nullptr || wrapped == nullptr) return MAPI_E_INVALID_PARAMETER;
  *wrapped_size = 0;
  *wrapped = nullptr;
  try {
    library::Library::instance().require_initialised();
    kit::require_flags(flags, MAPI_UNICODE);
    kit::require(dll_name != nullptr, "the name of the provider library");
    kit::require(entry != nullptr && size > 0, "the entry identifier");
    const EntryId result = wrap_store_id(kit::from_lptstr(dll_name, flags), view_of(size, entry));
    void* block = kit::allocate(result.size());
    std::memcpy(block, result.data(), result.size());
    *wrapped_size = static_cast<ULONG>(result.size());
    *wrapped = static_cast<LPENTRYID>(block);
    return S_OK;
  } catch (...) {
    std::string what;
    return kit::current_failure(what);
  }
}

}  // namespace postroom::session
