// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "runtime/lifecycle/deadline.hpp"
#include "runtime/notify/engine.hpp"
#include "runtime/session/wrapped_store_id.hpp"

#include <postroom/core.hpp>
#include <postroom/mutex.hpp>

#include <memory>
#include <vector>

namespace postroom::session {

class Logon;
class SessionCore;

// The registrations of IMAPISession::Advise: for the session itself, or passed on to the provider that an entry
// identifier belongs to (K-2). And what a session tells its own sinks when a sharer leaves (J-85 … J-88).
//
// Thread-safe. No lock is held while a sink or a provider is called.
class SessionSinks {
 public:
  explicit SessionSinks(SessionCore& session) noexcept : session_(session) {}

  // A connection that is never 0. Throws MAPI_E_INVALID_ENTRYID, MAPI_E_UNKNOWN_ENTRYID, MAPI_E_NO_SUPPORT, or what the
  // provider answered.
  ULONG_PTR advise(const kit::Core& client, EntryIdView entry, ULONG mask, IMAPIAdviseSink* sink);
  // MAPI_E_INVALID_PARAMETER for 0, MAPI_E_NOT_FOUND for a connection that is not the client's (K-9).
  HRESULT unadvise(const kit::Core& client, ULONG_PTR connection);

  // A client leaves: its own registrations end; the others hear of it, as a critical error with MAPI_E_END_OF_SESSION
  // when `end_shared` (J-87). Waits until `deadline` for calls of its sinks that run, but not on `caller` (J-82, J-84);
  // calls the providers that it was advised by. The sinks of the `last` client end with the session, after its
  // providers.
  void client_leaves(const kit::Core& client, bool last, bool end_shared, lifecycle::Deadline deadline,
                     notify::Engine::Thread caller) noexcept;
  // Has the client registrations that it has not ended?
  bool any_of(const kit::Core& client) const noexcept;

 private:
  struct Registration {
    const kit::Core* client = nullptr;
    ULONG_PTR number = 0;
    ULONG engine_connection = 0;   // of the session's own
    std::shared_ptr<Logon> logon;  // of a provider's
    ULONG_PTR provider_connection = 0;
  };

  void end(const Registration& registration) noexcept;

  SessionCore& session_;
  mutable kit::Mutex mutex_;
  std::vector<Registration> registrations_ POSTROOM_GUARDED_BY(mutex_);
  ULONG_PTR next_number_ POSTROOM_GUARDED_BY(mutex_) = 1;
};

}  // namespace postroom::session
