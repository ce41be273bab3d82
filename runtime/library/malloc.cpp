// SPDX-License-Identifier: Apache-2.0
#include "runtime/library/export.hpp"
#include "runtime/library/memory.hpp"

#include <postroom/interfaces.hpp>

#include <mapiutil.h>

#include <malloc.h>
#include <cstdlib>

namespace postroom::library {
namespace {

// The C library's allocator as an IMalloc. One object, as old as the process; its count is of no consequence.
class ProcessMalloc final : public IMalloc {
 public:
  HRESULT STDMETHODCALLTYPE QueryInterface(REFIID iid, void** result) override {
    if (result == nullptr) return MAPI_E_INVALID_PARAMETER;
    *result = kit::has_iid<IMalloc>(iid) ? this : nullptr;
    return *result != nullptr ? S_OK : MAPI_E_INTERFACE_NOT_SUPPORTED;
  }
  ULONG STDMETHODCALLTYPE AddRef() override { return 2; }
  ULONG STDMETHODCALLTYPE Release() override { return 1; }

  void* STDMETHODCALLTYPE Alloc(SIZE_T size) override { return std::malloc(size); }
  void* STDMETHODCALLTYPE Realloc(void* block, SIZE_T size) override { return std::realloc(block, size); }
  void STDMETHODCALLTYPE Free(void* block) override { std::free(block); }
  SIZE_T STDMETHODCALLTYPE GetSize(void* block) override { return malloc_usable_size(block); }
  int STDMETHODCALLTYPE DidAlloc(void*) override { return -1; }  // it cannot tell
  void STDMETHODCALLTYPE HeapMinimize() override { malloc_trim(0); }
};

}  // namespace

IMalloc* default_malloc() noexcept {
  static auto* const instance = new ProcessMalloc;  // never freed: clients may keep it
  return instance;
}

POSTROOM_EXPORT LPMALLOC STDAPICALLTYPE MAPIGetDefaultMalloc() {
  return default_malloc();
}

}  // namespace postroom::library
