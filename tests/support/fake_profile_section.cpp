// SPDX-License-Identifier: Apache-2.0
#include "tests/support/fake_profile_section.hpp"

#include <mapiguid.h>
#include <postroom/allocators.hpp>

#include <vector>

namespace postroom::test {

STDMETHODIMP FakeProfileSection::QueryInterface(REFIID iid, void** result) {
  *result = nullptr;
  if (iid != IID_IUnknown && iid != IID_IMAPIProp && iid != IID_IProfSect) return MAPI_E_INTERFACE_NOT_SUPPORTED;
  *result = this;
  AddRef();
  return S_OK;
}

STDMETHODIMP FakeProfileSection::GetLastError(HRESULT, ULONG, LPMAPIERROR* error) {
  *error = nullptr;
  return S_OK;
}

STDMETHODIMP FakeProfileSection::SaveChanges(ULONG) {
  return S_OK;
}

STDMETHODIMP FakeProfileSection::GetProps(LPSPropTagArray tags, ULONG, ULONG* count, LPSPropValue* values) {
  const std::lock_guard lock(mutex_);
  std::vector<ULONG> wanted = properties_.tags();
  if (tags != nullptr) wanted.assign(tags->aulPropTag, tags->aulPropTag + tags->cValues);
  void* block = nullptr;
  static_cast<void>(kit::allocators().allocate(static_cast<ULONG>((wanted.size() + 1) * sizeof(SPropValue)), &block));
  *values = static_cast<LPSPropValue>(block);
  *count = static_cast<ULONG>(wanted.size());
  HRESULT result = S_OK;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    (*values)[i] = properties_.to_prop_value(wanted[i], block);
    if (PROP_TYPE((*values)[i].ulPropTag) == PT_ERROR) result = MAPI_W_ERRORS_RETURNED;
  }
  return result;
}

STDMETHODIMP FakeProfileSection::GetPropList(ULONG, LPSPropTagArray* tags) {
  const std::lock_guard lock(mutex_);
  const std::vector<ULONG> all = properties_.tags();
  void* block = nullptr;
  static_cast<void>(kit::allocators().allocate(static_cast<ULONG>(CbNewSPropTagArray(all.size() + 1)), &block));
  *tags = static_cast<LPSPropTagArray>(block);
  (*tags)->cValues = static_cast<ULONG>(all.size());
  for (std::size_t i = 0; i < all.size(); ++i) (*tags)->aulPropTag[i] = all[i];
  return S_OK;
}

STDMETHODIMP FakeProfileSection::SetProps(ULONG count, LPSPropValue values, LPSPropProblemArray* problems) {
  if (problems != nullptr) *problems = nullptr;
  const std::lock_guard lock(mutex_);
  properties_.set_all(count, values);
  return S_OK;
}

STDMETHODIMP FakeProfileSection::DeleteProps(LPSPropTagArray tags, LPSPropProblemArray* problems) {
  if (problems != nullptr) *problems = nullptr;
  const std::lock_guard lock(mutex_);
  for (ULONG i = 0; i < tags->cValues; ++i) properties_.erase(tags->aulPropTag[i]);
  return S_OK;
}

STDMETHODIMP FakeProfileSection::OpenProperty(ULONG, LPCIID, ULONG, ULONG, LPUNKNOWN* object) {
  *object = nullptr;
  return MAPI_E_NO_SUPPORT;
}

STDMETHODIMP FakeProfileSection::CopyTo(ULONG, LPCIID, LPSPropTagArray, ULONG_PTR, LPMAPIPROGRESS, LPCIID, LPVOID,
                                        ULONG, LPSPropProblemArray*) {
  return MAPI_E_NO_SUPPORT;
}

STDMETHODIMP FakeProfileSection::CopyProps(LPSPropTagArray, ULONG_PTR, LPMAPIPROGRESS, LPCIID, LPVOID, ULONG,
                                           LPSPropProblemArray*) {
  return MAPI_E_NO_SUPPORT;
}

STDMETHODIMP FakeProfileSection::GetNamesFromIDs(LPSPropTagArray*, LPGUID, ULONG, ULONG*, LPMAPINAMEID**) {
  return MAPI_E_NO_SUPPORT;
}

STDMETHODIMP FakeProfileSection::GetIDsFromNames(ULONG, LPMAPINAMEID*, ULONG, LPSPropTagArray*) {
  return MAPI_E_NO_SUPPORT;
}

}  // namespace postroom::test
