// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <mapix.h>

#include <atomic>

namespace postroom::tool::providerlab {

// A client's sink that says how it is treated. It counts no further than its references: whoever makes it deletes it,
// when nobody has one.
class Sink final : public IMAPIAdviseSink {
 public:
  STDMETHODIMP QueryInterface(REFIID iid, LPVOID* result) override {
    *result = nullptr;
    if (!(iid == IID_IUnknown) && !(iid == IID_IMAPIAdviseSink)) return MAPI_E_INTERFACE_NOT_SUPPORTED;
    AddRef();
    *result = this;
    return S_OK;
  }
  STDMETHODIMP_(ULONG) AddRef() override { return ++references_; }
  STDMETHODIMP_(ULONG) Release() override { return --references_; }
  STDMETHODIMP_(ULONG) OnNotify(ULONG, LPNOTIFICATION) override {
    if (session_ended_) called_late_ = true;
    return 0;
  }

  void session_ended() { session_ended_ = true; }
  bool called_late() const { return called_late_; }
  ULONG references() const { return references_; }  // of others

 private:
  std::atomic<ULONG> references_{0};
  std::atomic<bool> session_ended_{false};
  std::atomic<bool> called_late_{false};
};

}  // namespace postroom::tool::providerlab
