// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <mapidefs.h>
#include <mapispi.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <thread>

namespace postroom::notify {

// Whose registration it is: what cancel() ends together. A support object's registrations carry its logon's number, a
// session's own carry 0.
struct Owner {
  std::uint32_t session = 0;
  std::uint32_t logon = 0;
};

// Advise sinks, subscriptions and their dispatch: one engine per process, owned by the library, started by the first
// MAPIInitialize and stopped by the last MAPIUninitialize. Contract D-14 … D-17, K, J-82, J-84.
//
// Thread-safe. No lock is held while a sink is called or released. Sinks are called on the dedicated thread when there
// is one, otherwise on the initialising thread inside pump() and dispatch() (K-19). FIFO for each key and sink (K-22).
class Engine {
 public:
  enum class Delivery {
    own_thread,           // MAPI_MULTITHREAD_NOTIFICATIONS
    initialising_thread,  // the thread that calls start()
  };
  // Says when a wait must end; polled, from the waiting thread only. An empty one waits for ever.
  using Expired = std::function<bool()>;
  // For whom a wait is made. Frames of that thread are not waited for (J-84): a conductor that works for a caller who
  // may himself be inside OnNotify names the caller.
  using Thread = std::thread::id;
  class State;  // engine_state.hpp

  Engine();
  ~Engine();
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  // Throws Failure(MAPI_E_INVALID_OBJECT) when the thread or the descriptor cannot be had (A-2, step 6).
  void start(Delivery delivery);
  // Cancels what is left, ends the thread and drops what is queued. Legal from inside OnNotify on the own thread: it
  // then ends after that frame.
  void stop(const Expired& expired = {}, Thread caller = std::this_thread::get_id());
  bool started() const noexcept;

  // Registers `sink` for events of `mask` under `key` and adds a reference to it; the answer is never 0. Throws
  // MAPI_E_INVALID_PARAMETER for an empty key or no sink, MAPI_E_UNKNOWN_FLAGS for a flag other than NOTIFY_SYNC,
  // MAPI_E_NOT_INITIALIZED when the engine is stopped. (D-14)
  ULONG subscribe(Owner owner, std::span<const std::byte> key, ULONG mask, ULONG flags, IMAPIAdviseSink* sink);

  // Ends a registration of `owner` (D-17, K-8). While OnNotify runs, the sink's Release comes after its end. S_OK,
  // MAPI_E_NOT_FOUND, or MAPI_E_INVALID_PARAMETER for 0 (K-9).
  HRESULT unsubscribe(Owner owner, ULONG connection) noexcept;

  // The same for a client that leaves: waits for an OnNotify that runs on another thread than `caller`, until `expired`
  // (J-82, J-84).
  void unsubscribe_and_wait(Owner owner, ULONG connection, const Expired& expired, Thread caller) noexcept;

  // Copies the notifications and queues them for every registration under `key` whose mask they match (D-16); sinks
  // subscribed with NOTIFY_SYNC are called before it returns. `*flags`: MAPI_UNICODE in, NOTIFY_CANCELED out when such
  // a sink answered CALLBACK_DISCONTINUE. Nobody registered: S_OK. Throws MAPI_E_INVALID_PARAMETER,
  // MAPI_E_UNKNOWN_FLAGS, MAPI_E_NOT_ENOUGH_MEMORY.
  HRESULT notify(std::span<const std::byte> key, std::span<const NOTIFICATION> notifications, ULONG* flags);
  // The same for one registration, whatever its key: how a table tells the sinks of its own Advise.
  HRESULT notify(ULONG connection, std::span<const NOTIFICATION> notifications);

  // Delivers what waits for the calling thread, if anything does: the runtime calls it inside MAPI calls. Costs a load
  // when nothing waits; does nothing inside OnNotify.
  void pump();
  // HrDispatchNotifications: the same, also from inside OnNotify, and until nothing is left (K-21).
  void dispatch();

  // Waits until what was queued for `session` before the call has been delivered, as far as this thread or the own
  // thread delivers it; never for another thread's queue (J-82 step 1, design 5).
  void drain(std::uint32_t session, const Expired& expired, Thread caller = std::this_thread::get_id());

  // Ends every registration of a logon's support object, or of a whole session: waits for OnNotify calls that run on
  // other threads than `caller` (J-84); releases each sink once; drops what was not delivered (J-82). False when
  // `expired` ended the wait: the sinks still inside are released when they return.
  bool cancel(Owner owner, const Expired& expired, Thread caller = std::this_thread::get_id());
  bool cancel_session(std::uint32_t session, const Expired& expired, Thread caller = std::this_thread::get_id());

  // Has a session any registration left?
  bool any_of_session(std::uint32_t session) const noexcept;

  // Readable while notifications wait for the initialising thread; -1 when the engine has a thread of its own or is
  // stopped. Owned by the engine.
  int descriptor() const noexcept;

  // Wraps a sink so that its OnNotify runs on the calling thread only, inside pump() and dispatch() there (K-20). The
  // answer owns one reference, the wrapper one on `sink`.
  IMAPIAdviseSink* bind_to_this_thread(IMAPIAdviseSink* sink);

  std::size_t registrations() const noexcept;

 private:
  const std::shared_ptr<State> state_;  // shared with the thread and with thread-bound sinks, which may outlive it
};

// The process's engine; never destroyed.
Engine& engine() noexcept;

}  // namespace postroom::notify
