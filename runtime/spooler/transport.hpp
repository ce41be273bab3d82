// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "runtime/spooler/executor.hpp"
#include "runtime/spooler/host.hpp"
#include "runtime/spooler/inbound.hpp"
#include "runtime/spooler/recipients.hpp"

#include <postroom/mutex.hpp>

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace postroom::spooler {

// One attempt to send a message: what the transport's calls read and write, owned jointly with them (J-114).
struct Attempt {
  kit::com_ptr<IMsgStore> store;  // where reports go
  kit::com_ptr<IMessage> message;
  ULONG flags = 0;                             // BEGIN_DEFERRED for a message offered again (H-26)
  std::atomic<ULONG_PTR> reference{0};         // the transport's own, once it has one
  std::atomic<ULONG_PTR> return_parameter{0};  // seconds, with MAPI_E_WAIT and MAPI_E_NETWORK_ERROR (H-27)
  HRESULT result = S_OK;
  std::atomic<ULONG> end_flags{0};  // what EndMessage answered (H-28)
};

// What a round of receiving brought.
struct Received {
  unsigned messages = 0;
  bool more = false;  // the round was full: there may be more
  HRESULT result = S_OK;
  std::string failure;
  std::vector<std::string> ids;
};

// One transport and its thread. Every IXPLogon call is made on the lane, but for the notices that must not wait for a
// message to be over (N-2, N-9): those have a lane of their own, so that a transport which hangs in one hangs nobody
// else. The spooler's desk posts work and is called back on the lane when it is done.
//
// All methods may be called from any thread; those that say so run on a lane later.
class Transport final : public Awaiting, public std::enable_shared_from_this<Transport> {
 public:
  Transport(Host& host, Executor& executor, TransportEntry entry);

  const TransportEntry& entry() const noexcept { return entry_; }
  ULONG number() const noexcept { return number_.load(std::memory_order_seq_cst); }  // 0 until it is logged on
  ULONG logon_order() const noexcept { return link_->logon_order(); }                // REQUIRES: number() is not 0
  ULONG logon_flags() const noexcept { return logon_flags_.load(std::memory_order_acquire); }

  // --- on the lane ---
  // XPProviderInit, TransportLogon, AddressTypes, RegisterOptions (C-19). `done` gets the failure's text, or none.
  void start(std::function<void(std::string failure, Addressing)> done);
  // A start that has not begun does not begin (J-8).
  void cancel_start() noexcept { start_cancelled_.store(true, std::memory_order_release); }
  void ask_address_types(std::function<void(Addressing)> done);
  void notify(ULONG flags);  // TransportNotify without data
  // TransportNotify(ABORT_DEFERRED) alone (J-58).
  void abort_deferred(std::vector<BYTE> message);
  // FlushQueues; `done` is told when it has returned, and with it the notices that it gave from inside (H-40).
  void flush(ULONG flags, std::function<void()> done);
  // Tells `done` when what has been posted so far is done.
  void then(std::function<void()> done);
  void idle_time();  // Idle (N-13)
  void validate(ULONG flags);
  // SubmitMessage and, after S_OK, EndMessage.
  void submit(std::shared_ptr<Attempt> attempt, std::function<void()> done);
  // Poll when `poll`, then StartMessage until nothing comes, at most kRound times.
  static constexpr unsigned kRound = 16;
  void receive(kit::com_ptr<IMsgStore> store, bool poll, std::function<void(Received)> done);

  // Runs `body` there and returns its answer; MAPI_E_TIMEOUT when the transport is busy for too long.
  HRESULT run(std::function<HRESULT()> body, Deadline deadline);

  // --- on the lane for notices, while a message is in transit on the other (N-9) ---
  void notify_now(ULONG flags);
  // TransportNotify(CANCEL_MESSAGE) for what is in transit. SpoolerYield answers so, too (D-38), but no sooner: a
  // transport that returns for it has been told. What has not begun does not begin.
  void cancel();

  // --- at once ---
  bool cancelled() const noexcept { return cancelled_.load(std::memory_order_acquire); }
  // A round of receiving ends with the message that is arriving (J-36, J-57).
  void end_round() noexcept { round_ended_.store(true, std::memory_order_release); }
  // Is a message arriving? Not while the transport is only asked whether one is there.
  bool receiving() const noexcept { return receiving_.load(std::memory_order_acquire); }
  // No call is made from here on but those that release the transport: it reported a critical error (J-67).
  void silence() noexcept { silent_.store(true, std::memory_order_release); }
  bool silent() const noexcept { return silent_.load(std::memory_order_acquire); }
  // The message that is being sent, for StatusRecips; null between messages.
  std::shared_ptr<Attempt> current() const;
  // No call is in flight and none is posted, on either lane.
  bool idle() const noexcept { return posted_.load(std::memory_order_acquire) == 0; }

  // --- the end ---
  // All of it on the lane, not awaited: TransportLogoff, Release, Shutdown, Release (J-67).
  void release();
  // Awaited; false when the deadline came first and the lane is left to itself. Nothing is done twice.
  bool log_off(Deadline deadline);
  bool shut_down(Deadline deadline);
  bool close(Deadline deadline) noexcept;
  // It did not come back in time: its thread is left to it (J-114).
  void abandon() noexcept;
  bool abandoned() const noexcept { return abandoned_.load(std::memory_order_seq_cst); }
  // Its call came back in the very moment it was given up, and what the call had is just being released.
  bool letting_go() const noexcept { return letting_go_.load(std::memory_order_seq_cst); }

  // Awaiting
  bool given_up() const noexcept override { return abandoned(); }
  void let_go(std::shared_ptr<void> what) noexcept override;

 private:
  struct Notice;
  struct AddressTypesAnswer;

  void post(std::function<void(Transport&)> work);
  void post_on(Lane& lane, std::function<void(Transport&)> work);
  Lane& notices();
  bool post_and_wait(std::function<void(Transport&)> work, Deadline deadline);
  Addressing read_address_types();
  void compare_address_types() const;
  ULONG overtaken(ULONG turn) const noexcept;
  // Every IXPLogon call but those that release it goes through here.
  HRESULT call(const char* method, const std::function<HRESULT(IXPLogon&)>& body, ULONG request = 0);
  void give(const std::shared_ptr<Notice>& notice);
  void carry(const std::shared_ptr<Attempt>& attempt);
  bool goes_on() const noexcept {
    return !stopped_.load(std::memory_order_acquire) && !round_ended_.load(std::memory_order_acquire) && !silent();
  }
  void end_logon();

  Host& host_;
  Executor& executor_;
  const TransportEntry entry_;
  const std::shared_ptr<Lane> lane_;
  // Made on the lane; from then on the pointer stays until this goes, so the notices may use it from any thread.
  std::shared_ptr<TransportLink> link_;
  // On the lane alone; the arrays are the transport's (N-6).
  std::vector<std::shared_ptr<AddressTypesAnswer>> address_types_;
  std::atomic<ULONG> number_{0};
  std::atomic<ULONG> logon_flags_{0};
  std::atomic<ULONG> turn_{1};           // of the next notice
  std::atomic<ULONG> inbound_ended_{0};  // the turn of the last notice given at once that ended this traffic
  std::atomic<ULONG> outbound_ended_{0};
  std::atomic<bool> start_cancelled_{false};
  std::atomic<bool> stopped_{false};    // the message, or the round of receiving, is to end
  std::atomic<bool> cancelled_{false};  // … and the transport is being told
  std::atomic<bool> abandoned_{false};
  std::atomic<bool> letting_go_{false};
  std::atomic<bool> round_ended_{false};
  std::atomic<bool> silent_{false};
  std::atomic<unsigned> posted_{0};
  std::atomic<bool> receiving_{false};
  std::atomic<ULONG_PTR> inbound_reference_{1};
  mutable kit::Mutex mutex_;
  std::shared_ptr<Attempt> current_ POSTROOM_GUARDED_BY(mutex_);
  std::shared_ptr<Lane> notices_ POSTROOM_GUARDED_BY(mutex_);  // made when the first one is given
};

}  // namespace postroom::spooler
