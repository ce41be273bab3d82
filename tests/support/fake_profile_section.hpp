// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/support/property_map.hpp"

#include <mapix.h>

#include <atomic>
#include <mutex>

namespace postroom::test {

// A profile section that lives in the test: IProfSect over a PropertyMap, everything written at once (B-15).
//
// The test owns the object; references are only counted, so that a test can see a provider forget one.
class FakeProfileSection : public IProfSect {
 public:
  PropertyMap& properties() noexcept { return properties_; }
  ULONG references() const noexcept { return references_.load(); }

  STDMETHODIMP QueryInterface(REFIID iid, void** result) override;
  STDMETHODIMP_(ULONG) AddRef() override { return ++references_; }
  STDMETHODIMP_(ULONG) Release() override { return --references_; }
  STDMETHODIMP GetLastError(HRESULT code, ULONG flags, LPMAPIERROR* error) override;
  STDMETHODIMP SaveChanges(ULONG flags) override;
  STDMETHODIMP GetProps(LPSPropTagArray tags, ULONG flags, ULONG* count, LPSPropValue* values) override;
  STDMETHODIMP GetPropList(ULONG flags, LPSPropTagArray* tags) override;
  STDMETHODIMP OpenProperty(ULONG tag, LPCIID iid, ULONG options, ULONG flags, LPUNKNOWN* object) override;
  STDMETHODIMP SetProps(ULONG count, LPSPropValue values, LPSPropProblemArray* problems) override;
  STDMETHODIMP DeleteProps(LPSPropTagArray tags, LPSPropProblemArray* problems) override;
  STDMETHODIMP CopyTo(ULONG excluded_count, LPCIID excluded, LPSPropTagArray exclude_props, ULONG_PTR ui_param,
                      LPMAPIPROGRESS progress, LPCIID iid, LPVOID destination, ULONG flags,
                      LPSPropProblemArray* problems) override;
  STDMETHODIMP CopyProps(LPSPropTagArray tags, ULONG_PTR ui_param, LPMAPIPROGRESS progress, LPCIID iid,
                         LPVOID destination, ULONG flags, LPSPropProblemArray* problems) override;
  STDMETHODIMP GetNamesFromIDs(LPSPropTagArray* tags, LPGUID property_set, ULONG flags, ULONG* count,
                               LPMAPINAMEID** names) override;
  STDMETHODIMP GetIDsFromNames(ULONG count, LPMAPINAMEID* names, ULONG flags, LPSPropTagArray* tags) override;

 private:
  std::mutex mutex_;
  PropertyMap properties_;
  std::atomic<ULONG> references_{0};
};

}  // namespace postroom::test
