// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <postroom/core.hpp>
#include <postroom/provider/logon_list.hpp>

#include <atomic>
#include <chrono>
#include <memory>

namespace postroom::kit::provider {

// The core of one provider logon, whatever its kind: what every logoff method owes (J-23 … J-30), done once.
//
// A provider base derives its logon's core from it, says in the four steps below what it holds, and calls close()
// from IABLogon::Logoff, IMSLogon::Logoff or IXPLogon::TransportLogoff, and from the logon object's last_release()
// (J-29: a Release without logoff is a logoff first).
//
// Owned by shared_ptr from every shell of the logon. Thread-safe. A core that never finished logging on is simply
// dropped: its destructor releases the support object.
class LogonCore : public Core {
 public:
  // How long close() waits for calls of other threads by default: less than the runtime's budget for one provider
  // call (5 s, J-114), so that a slow backend does not make the provider an abandoned one.
  static constexpr std::chrono::milliseconds kRundownBudget{4000};

  // Keeps a reference of its own on `support` for the logon's life (C-20) and opens the ledger behind it.
  explicit LogonCore(IMAPISupport* support);
  ~LogonCore() override;

  // The support object, held for the caller's use. Throws Failure(MAPI_E_INVALID_OBJECT) once it is released (J-24).
  com_ptr<IMAPISupport> support() const;

  // Ends the logon: closes the gate, interrupts the backend, waits for the calls of other threads (frames of its own
  // thread excepted), and takes the steps below in their order; the support object's Release comes last, and with it
  // go the MAPIUIDs and status rows (J-25). Only the first call does anything; true for it.
  //
  // REQUIRES: the caller holds the core by shared_ptr, directly or through a shell, and no lock.
  bool close() noexcept;
  bool closed() const noexcept { return closing_.load(std::memory_order_acquire); }

  // Releases the support object now, when nothing else may come between (J-49); the pointer is cleared before Release
  // is called, since the runtime may call back from inside it (J-50). Does nothing when it is released already.
  void release_support() noexcept;

  void set_rundown_budget(std::chrono::milliseconds budget) noexcept { budget_ = budget; }

  // Writes an event of this logon into the runtime's trace; nothing happens under a runtime that has none.
  void note(const char* event, const char* detail) const noexcept;

  // Fast shutdown (J-98). A backend that acknowledges only what is durable has nothing to add.
  virtual void prepare_fast_shutdown() {}
  virtual void make_durable() {}

 protected:
  // The steps of close(), each called once. None may call the support object but release_objects().
  //
  // Makes calls that are inside the backend return soon.
  virtual void interrupt() noexcept = 0;
  // Lets go of what the core owns: status object, sinks, subscriptions, tables (J-23, J-27, J-83). The support object
  // is still there.
  virtual void release_objects() noexcept = 0;
  // Lets go of the backend. A call that overran the budget may still be inside: it holds the backend by a shared_ptr
  // of its own, so this is a reset, never a teardown under its feet.
  virtual void release_backend() noexcept = 0;

 private:
  friend class LogonList;
  struct Behind;
  LogonCore(IMAPISupport* support, Behind behind);

  mutable Mutex support_mutex_;
  com_ptr<IMAPISupport> support_ POSTROOM_GUARDED_BY(support_mutex_);
  std::weak_ptr<LogonList> list_;
  std::atomic<bool> closing_{false};
  std::chrono::milliseconds budget_ = kRundownBudget;
};

}  // namespace postroom::kit::provider
