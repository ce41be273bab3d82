// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <postroom/provider/logon_core.hpp>
#include <postroom/provider/status.hpp>
#include <postroom/transport/backend.hpp>

#include <array>
#include <atomic>
#include <chrono>
#include <string>
#include <vector>

namespace postroom::kit::transport {

// The core of one transport logon: its backend, its row in the status table, and the messages that are in transit.
//
// Thread-safe: the spooler calls on the transport's thread, but TransportNotify may come on any (N-9), and the backend
// announces mail on a thread of its own.
class TransportCore final : public provider::LogonCore,
                            private provider::StatusHandler,
                            public std::enable_shared_from_this<TransportCore> {
 public:
  TransportCore(IMAPISupport* support, std::shared_ptr<Backend> backend);

  // The backend, held for one call. Throws Failure(MAPI_E_INVALID_OBJECT) once the logon has ended.
  std::shared_ptr<Backend> backend() const;

  // What AddressTypes hands out: made once, unchanged until the core goes (N-6).
  ULONG address_type_count() const noexcept { return static_cast<ULONG>(type_pointers_.size()); }
  LPTSTR* address_type_array() noexcept { return type_pointers_.empty() ? nullptr : type_pointers_.data(); }
  // Exact match, as the spooler compares (H-23).
  bool has_address_type(const std::string& type) const noexcept;

  const Identity& identity() const noexcept { return identity_; }
  const std::string& display_name() const noexcept { return display_name_; }
  // The identity under five tags: name, type, address, entry identifier, search key. Empty without an identity.
  PropertyBag identity_as(const std::array<ULONG, 5>& tags) const;
  bool receives() const noexcept { return receives_; }

  // --- the status row (E-3, E-7) ---
  void add_status_row();
  // Changes bits of PR_STATUS_CODE; an empty text leaves PR_STATUS_STRING. What the table answers does not matter here.
  void change_status(ULONG set, ULONG clear, const std::string& text = {}) noexcept;
  com_ptr<IMAPIStatus> open_status(LPCIID iid, ULONG flags);  // E-11, E-12

  // What ValidateState and FlushQueues do, on the status object and on IXPLogon alike (N-15, N-16).
  HRESULT validate_state(ULONG_PTR ui_param, ULONG flags) override;
  HRESULT flush_queues(ULONG_PTR ui_param, ULONG flags) override;

  // --- messages in transit (H-26, H-29) ---
  class Transit final : public Cancellation {
   public:
    Transit(TransportCore& core, bool outbound);
    ~Transit() override;
    Transit(const Transit&) = delete;
    Transit& operator=(const Transit&) = delete;
    bool requested() noexcept override;
    ULONG_PTR reference() const noexcept { return reference_; }

   private:
    friend class TransportCore;
    TransportCore& core_;
    const bool outbound_;
    const ULONG_PTR reference_;
    std::atomic<bool> cancelled_{false};
  };
  // 0 means every outbound message, 1 every inbound one (H-29).
  void cancel(ULONG_PTR reference) noexcept;

  // --- receiving ---
  // Announces mail from now on (I-1, I-2), and stops it.
  void begin_inbound();
  void end_inbound() noexcept;

  // Fast shutdown (J-98): looking for new mail is put off until the session shows that it goes on after all (J-99), by
  // sending something or by being there ten seconds later.
  void prepare_fast_shutdown() override;
  bool looks_for_mail() const noexcept;
  void goes_on() noexcept { put_off_until_.store(0, std::memory_order_relaxed); }
  // What is in transit ends now; the spooler has it whole in the queue, and the medium what has not been saved.
  void make_durable() override;

  // LOGOFF_HURRY: no waiting for the network (J-56). Before close().
  void hurry() noexcept;

 protected:
  void interrupt() noexcept override;
  void release_objects() noexcept override;
  void release_backend() noexcept override;

 private:
  const Identity identity_;
  const std::string display_name_;
  const bool receives_;
  std::vector<std::string> types_;
  std::vector<LPTSTR> type_pointers_;
  std::vector<BYTE> identity_entry_id_;
  std::string identity_search_key_;
  std::unique_ptr<provider::LogonStatus> status_;  // made once
  std::atomic<bool> hurry_{false};
  std::atomic<std::chrono::steady_clock::rep> put_off_until_{0};

  mutable Mutex mutex_;  // guards what follows; not held while calling the backend or the support object
  std::shared_ptr<Backend> backend_ POSTROOM_GUARDED_BY(mutex_);
  ULONG status_code_ POSTROOM_GUARDED_BY(mutex_) = STATUS_AVAILABLE;
  std::vector<Transit*> transits_ POSTROOM_GUARDED_BY(mutex_);
  ULONG_PTR last_reference_ POSTROOM_GUARDED_BY(mutex_) = 1;  // 0 and 1 are the spooler's own
  bool watching_ POSTROOM_GUARDED_BY(mutex_) = false;
};

}  // namespace postroom::kit::transport
