// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <postroom/com_ptr.hpp>
#include <postroom/gate.hpp>
#include <postroom/host.hpp>
#include <postroom/mutex.hpp>

#include <array>
#include <cstdint>
#include <memory>
#include <string>

namespace postroom::kit {

// What the objects of one logon share: the gate, the ledger they are entered in, and their last errors. A provider
// base derives its logon's core from it and adds the backend and the support object.
//
// Owned by shared_ptr from every shell of the logon, so it lives as long as the last leaked one; what is costly in
// it is freed at logoff, when the gate has closed. Thread-safe. Design 4, "Objects: cores and shells".
class Core {
 public:
  // `ledger` may be null (no leak names); `logon` is the number the trace and the ledger know the logon by.
  Core(com_ptr<IPostroomLedger> ledger, ULONG logon) noexcept;
  virtual ~Core();
  Core(const Core&) = delete;
  Core& operator=(const Core&) = delete;

  Gate& gate() noexcept { return gate_; }
  // What a call answers that the gate does not let in: MAPI_E_INVALID_OBJECT, or MAPI_E_NOT_INITIALIZED in the child of
  // a fork.
  HRESULT refusal() const noexcept;
  IPostroomLedger* ledger() const noexcept { return ledger_.get(); }
  ULONG logon_number() const noexcept { return logon_; }

  // Notes what a method of `object` failed with, for GetLastError of the same thread (O-8, O-10). Never throws.
  void note_failure(const void* object, HRESULT code, const char* what) noexcept;

  // Implements GetLastError: S_OK and a MAPIERROR in one MAPI block, or S_OK and null when the last noted failure of
  // `object` on this thread is not `code`. The caller frees the block (O-9).
  HRESULT last_error(const void* object, HRESULT code, ULONG flags, LPMAPIERROR* error);

 private:
  struct NotedFailure {
    const void* object = nullptr;
    std::uintptr_t thread = 0;
    HRESULT code = 0;
    std::string text;
  };

  Gate gate_;
  const com_ptr<IPostroomLedger> ledger_;
  const ULONG logon_;
  Mutex failures_mutex_;
  std::array<NotedFailure, 16> failures_ POSTROOM_GUARDED_BY(failures_mutex_);  // a ring: the newest replace the oldest
  std::size_t next_failure_ POSTROOM_GUARDED_BY(failures_mutex_) = 0;
};

// Opens the ledger that stands behind a support object; null under a runtime that has none.
com_ptr<IPostroomLedger> open_ledger(IMAPISupport* support, ULONG& logon);

}  // namespace postroom::kit
