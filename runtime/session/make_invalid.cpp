// SPDX-License-Identifier: Apache-2.0
#include "runtime/session/make_invalid.hpp"

#include "runtime/library/memory.hpp"

#include <postroom/failure.hpp>
#include <postroom/interfaces.hpp>

#include <array>
#include <atomic>

namespace postroom::session {
namespace {

constexpr ULONG kSlots = 64;           // more than any MAPI interface has
constexpr std::size_t kSmallest = 16;  // J-72

// What is left of an object: a vtable pointer, and the runtime's copy of its count where the provider's data stood.
struct Dead {
  const void* const* methods;
  std::atomic<ULONG> references;
};
static_assert(sizeof(Dead) <= kSmallest);

HRESULT STDMETHODCALLTYPE dead_query_interface(Dead* self, REFIID iid, void** result) {
  if (result == nullptr) return MAPI_E_INVALID_PARAMETER;
  *result = nullptr;
  if (!(iid == IID_IUnknown)) return MAPI_E_INVALID_OBJECT;  // J-74
  self->references.fetch_add(1, std::memory_order_relaxed);
  *result = self;
  return S_OK;
}

ULONG STDMETHODCALLTYPE dead_add_ref(Dead* self) {
  return self->references.fetch_add(1, std::memory_order_relaxed) + 1;
}

ULONG STDMETHODCALLTYPE dead_release(Dead* self) {
  const ULONG left = self->references.fetch_sub(1, std::memory_order_acq_rel) - 1;
  if (left == 0) library::allocator_triple().free(self);  // J-75, J-76
  return left;
}

// Stands for a method of any signature: the caller cleans up its arguments, and the answer is in a register.
HRESULT STDMETHODCALLTYPE dead_method(Dead*) {
  return MAPI_E_INVALID_OBJECT;
}

const void* const* dead_methods() noexcept {
  static const auto* const table = [] {
    auto* methods =
        new std::array<const void*, kSlots>;  // never freed: clients hold dead objects for as long as they like
    methods->fill(reinterpret_cast<const void*>(&dead_method));
    (*methods)[0] = reinterpret_cast<const void*>(&dead_query_interface);
    (*methods)[1] = reinterpret_cast<const void*>(&dead_add_ref);
    (*methods)[2] = reinterpret_cast<const void*>(&dead_release);
    return methods;
  }();
  return table->data();
}

}  // namespace

void make_invalid(void* object, ULONG references, ULONG methods) {
  kit::require(object != nullptr, "lpObject is null");
  kit::require(!library::is_smaller_block(object, kSmallest), "lpObject is smaller than 16 bytes");
  kit::require(references > 0, "ulRefCount is zero");
  kit::require(methods >= 3 && methods <= kSlots, "cMethods is not the size of an interface");
  auto* dead = static_cast<Dead*>(object);
  __atomic_store_n(reinterpret_cast<ULONG*>(&dead->references), references, __ATOMIC_RELEASE);
  __atomic_store_n(&dead->methods, dead_methods(), __ATOMIC_RELEASE);
}

}  // namespace postroom::session
