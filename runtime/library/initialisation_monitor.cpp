// SPDX-License-Identifier: Apache-2.0
//
// IMAPIInitMonitor: usable before, between and after MAPI's initialisations, from any thread. Its objects belong
// to no session and to no initialisation, so they are in no ledger and behind no gate; as the library stays mapped,
// they live as long as a client holds them.
#include "runtime/library/export.hpp"
#include "runtime/library/function_error.hpp"
#include "runtime/library/library.hpp"

#include <postroom/com_ptr.hpp>
#include <postroom/failure.hpp>

#include <mapix.h>
#include <windows.h>

#include <atomic>
#include <chrono>
#include <new>
#include <optional>

namespace postroom::library {
namespace {

// IUnknown of an object that has no other interface to be asked for: neither of the two has a published GUID.
template <class Interface>
class Unattached : public Interface {
 public:
  HRESULT STDMETHODCALLTYPE QueryInterface(REFIID iid, void** result) final {
    if (result == nullptr) return MAPI_E_INVALID_PARAMETER;
    *result = nullptr;
    if (!(iid == IID_IUnknown)) return MAPI_E_INTERFACE_NOT_SUPPORTED;
    AddRef();
    *result = static_cast<IUnknown*>(this);
    return S_OK;
  }
  ULONG STDMETHODCALLTYPE AddRef() final { return references_.fetch_add(1, std::memory_order_relaxed) + 1; }
  ULONG STDMETHODCALLTYPE Release() final {
    const ULONG left = references_.fetch_sub(1, std::memory_order_acq_rel) - 1;
    if (left == 0) delete this;
    return left;
  }

 protected:
  Unattached() = default;
  virtual ~Unattached() = default;

 private:
  std::atomic<ULONG> references_{1};
};

HRESULT wait(DWORD timeout) noexcept {
  std::optional<std::chrono::steady_clock::time_point> deadline;
  if (timeout != INFINITE) deadline = std::chrono::steady_clock::now() + std::chrono::milliseconds(timeout);
  return Library::instance().wait_until_initialised(deadline) ? S_OK : HRESULT_FROM_WIN32(ERROR_TIMEOUT);
}

// The milliseconds begin when End is called, not before.
class WaitResult final : public Unattached<IMAPIWaitResult> {
 public:
  explicit WaitResult(DWORD timeout) : timeout_(timeout) {}
  STDMETHODIMP End() override { return wait(timeout_); }

 private:
  const DWORD timeout_;
};

class InitMonitor final : public Unattached<IMAPIInitMonitor> {
 public:
  STDMETHODIMP_(BOOL) IsInitialized() override { return Library::instance().initialised() ? TRUE : FALSE; }
  STDMETHODIMP Wait(DWORD timeout) override { return wait(timeout); }
  STDMETHODIMP BeginWait(DWORD timeout, IMAPIWaitResult** result) override {
    if (result == nullptr) return MAPI_E_INVALID_PARAMETER;
    *result = new (std::nothrow) WaitResult(timeout);
    return *result != nullptr ? S_OK : E_OUTOFMEMORY;
  }
};

}  // namespace

// Needs no MAPIInitialize: that is what it waits for.
POSTROOM_EXPORT HRESULT STDAPICALLTYPE CreateMAPIInitializationMonitor(IMAPIInitMonitor** monitor) {
  if (monitor == nullptr) return MAPI_E_INVALID_PARAMETER;
  *monitor = new (std::nothrow) InitMonitor;
  return *monitor != nullptr ? S_OK : E_OUTOFMEMORY;
}

}  // namespace postroom::library
