// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "kit/store/store_core.hpp"

#include <postroom/object.hpp>

#include <memory>

namespace postroom::kit::store {

// The logon object of a store: the runtime's handle on it. A shell of its own, with a count of its own, so that the
// runtime's reference never keeps the store object from its last Release (J-49).
class Logon final : public Object<Logon, IMSLogon> {
 public:
  static constexpr const char* kTypeName = "IMSLogon";
  explicit Logon(std::shared_ptr<StoreCore> core) : Object(core), store_(std::move(core)) {}

  STDMETHODIMP GetLastError(HRESULT result, ULONG flags, LPMAPIERROR* error) override;
  // The forced end (J-51): works whatever is open, and does not wait for clients. Passes no gate: it comes after the
  // store has closed it, too.
  STDMETHODIMP Logoff(ULONG* flags) override;
  STDMETHODIMP OpenEntry(ULONG size, LPENTRYID entry, LPCIID iid, ULONG flags, ULONG* type, LPUNKNOWN* object) override;
  STDMETHODIMP CompareEntryIDs(ULONG size1, LPENTRYID entry1, ULONG size2, LPENTRYID entry2, ULONG flags,
                               ULONG* result) override;
  STDMETHODIMP Advise(ULONG size, LPENTRYID entry, ULONG mask, LPMAPIADVISESINK sink, ULONG_PTR* connection) override;
  STDMETHODIMP Unadvise(ULONG_PTR connection) override;
  STDMETHODIMP OpenStatusEntry(LPCIID iid, ULONG flags, ULONG* type, LPVOID* entry) override;

  // A Release without Logoff is a Logoff first (J-29).
  void last_release() noexcept { store_->close(); }

 private:
  const std::shared_ptr<StoreCore> store_;
};

}  // namespace postroom::kit::store
