// SPDX-License-Identifier: Apache-2.0
#include "thing.hpp"

#include <mapicode.h>

#include <memory>
#include <utility>

namespace postroom::test {
namespace {

constexpr std::size_t kSlots = 64;  // more than any MAPI interface has

HRESULT STDMETHODCALLTYPE thing_query(Thing* self, REFIID iid, void** result) {
  return self->query(iid, result);
}
ULONG STDMETHODCALLTYPE thing_add_ref(Thing* self) {
  return self->add_ref();
}
ULONG STDMETHODCALLTYPE thing_release(Thing* self) {
  return self->release();
}

// Reads more arguments than most methods have; the caller cleans up.
template <std::size_t Slot>
HRESULT STDMETHODCALLTYPE thing_method(Thing* self, ULONG_PTR a, ULONG_PTR b, ULONG_PTR c, ULONG_PTR d, ULONG_PTR e,
                                       ULONG_PTR f, ULONG_PTR g, ULONG_PTR h, ULONG_PTR i, ULONG_PTR j, ULONG_PTR k,
                                       ULONG_PTR l, ULONG_PTR m) {
  return self->called(Slot, {a, b, c, d, e, f, g, h, i, j, k, l, m});
}

template <std::size_t... Slot>
constexpr auto methods(std::index_sequence<Slot...>) {
  return std::array<const void*, kSlots>{reinterpret_cast<const void*>(&thing_method<Slot>)...};
}

// On the heap, because the test is linked with the runtime: what has its methods in here is an object of the runtime's.
const void* const* thing_methods() {
  static const auto table = [] {
    auto all = std::make_unique<std::array<const void*, kSlots>>(methods(std::make_index_sequence<kSlots>()));
    (*all)[0] = reinterpret_cast<const void*>(&thing_query);
    (*all)[1] = reinterpret_cast<const void*>(&thing_add_ref);
    (*all)[2] = reinterpret_cast<const void*>(&thing_release);
    return all;
  }();
  return table->data();
}

}  // namespace

Thing::Thing(std::vector<const IID*> iids) : methods_(thing_methods()), iids_(std::move(iids)) {}

IUnknown* Thing::reference() {
  add_ref();
  return pointer();
}

HRESULT Thing::query(REFIID iid, void** result) {
  *result = nullptr;
  if (in_query) in_query();
  for (const auto& [other_iid, other] : others_) {
    if (*other_iid == iid) *result = other->reference();
  }
  if (*result != nullptr) return S_OK;
  bool known = iid == IID_IUnknown;
  for (const IID* mine : iids_) known = known || *mine == iid;
  if (!known) return MAPI_E_INTERFACE_NOT_SUPPORTED;
  *result = reference();
  return S_OK;
}

ULONG Thing::release() {
  const ULONG left = --references_;
  if (left == 0 && in_release) in_release();
  return left;
}

HRESULT Thing::called(std::size_t which, const std::array<ULONG_PTR, kArguments>& given) {
  slot = which;
  arguments = given;
  if (inside) inside();
  if (FAILED(answer)) return answer;
  for (const auto& [index, object] : gives_) *reinterpret_cast<IUnknown**>(given[index]) = object->reference();
  return answer;
}

HRESULT call_slot(IUnknown* object, std::size_t slot, const std::array<ULONG_PTR, Thing::kArguments>& a) {
  using Method =
      HRESULT(STDMETHODCALLTYPE*)(void*, ULONG_PTR, ULONG_PTR, ULONG_PTR, ULONG_PTR, ULONG_PTR, ULONG_PTR, ULONG_PTR,
                                  ULONG_PTR, ULONG_PTR, ULONG_PTR, ULONG_PTR, ULONG_PTR, ULONG_PTR);
  const auto method = (*reinterpret_cast<Method* const*>(object))[slot];
  return method(object, a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[7], a[8], a[9], a[10], a[11], a[12]);
}

}  // namespace postroom::test
