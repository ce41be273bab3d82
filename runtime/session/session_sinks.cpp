// SPDX-License-Identifier: Apache-2.0
#include "runtime/session/session_sinks.hpp"

#include "runtime/notify/engine.hpp"
#include "runtime/session/session_core.hpp"

#include <postroom/failure.hpp>

#include <algorithm>

namespace postroom::session {
namespace {

constexpr ULONG kSessionEvents = fnevCriticalError | fnevExtended;

struct Key {  // no padding: it is compared by its bytes
  std::uint64_t session;
};

HRESULT provider_advise(Logon& logon, EntryIdView entry, ULONG mask, IMAPIAdviseSink* sink, ULONG_PTR& connection) {
  const auto size = static_cast<ULONG>(entry.size());
  if (logon.kind() == Kind::address_book) {
    return logon.call<IABLogon>("IABLogon::Advise", [&](IABLogon& target) {
      return target.Advise(size, as_entry_id(entry), mask, sink, &connection);
    });
  }
  return logon.call<IMSLogon>("IMSLogon::Advise", [&](IMSLogon& target) {
    return target.Advise(size, as_entry_id(entry), mask, sink, &connection);
  });
}

}  // namespace

ULONG_PTR SessionSinks::advise(const kit::Core& client, EntryIdView entry, ULONG mask, IMAPIAdviseSink* sink) {
  kit::require(sink != nullptr, "the advise sink is null");
  Registration registration;
  registration.client = &client;
  if (entry.empty()) {
    if ((mask & ~kSessionEvents) != 0)
      kit::fail(MAPI_E_NO_SUPPORT, "a session has critical-error and extended events only");
    const Key key{session_.number()};
    registration.engine_connection = notify::engine().subscribe(
        {session_.number(), 0}, std::as_bytes(std::span(&key, 1)), mask | fnevCriticalError, 0, sink);  // K-2
  } else {
    const auto uid = provider_uid_of(entry);
    if (!uid) kit::fail(MAPI_E_INVALID_ENTRYID, "the entry identifier is too short");
    registration.logon = session_.router().route(*uid);
    if (!registration.logon) kit::fail(MAPI_E_UNKNOWN_ENTRYID, "no provider of this session owns the entry identifier");
    kit::check(provider_advise(*registration.logon, entry, mask, sink, registration.provider_connection));
  }
  const kit::Lock lock(mutex_);
  registration.number = next_number_++;
  registrations_.push_back(registration);
  return registration.number;
}

HRESULT SessionSinks::unadvise(const kit::Core& client, ULONG_PTR connection) {
  if (connection == 0) return MAPI_E_INVALID_PARAMETER;
  Registration registration;
  {
    const kit::Lock lock(mutex_);
    const auto found = std::find_if(registrations_.begin(), registrations_.end(), [&](const Registration& known) {
      return known.client == &client && known.number == connection;
    });
    if (found == registrations_.end()) return MAPI_E_NOT_FOUND;
    registration = std::move(*found);
    registrations_.erase(found);
  }
  end(registration);
  return S_OK;
}

void SessionSinks::end(const Registration& registration) noexcept {
  if (!registration.logon) {
    notify::engine().unsubscribe({session_.number(), 0}, registration.engine_connection);
    return;
  }
  Logon& logon = *registration.logon;  // when it has ended, its sinks have, too
  if (logon.kind() == Kind::address_book) {
    logon.call<IABLogon>("IABLogon::Unadvise",
                         [&](IABLogon& l) { return l.Unadvise(registration.provider_connection); });
  } else {
    logon.call<IMSLogon>("IMSLogon::Unadvise",
                         [&](IMSLogon& l) { return l.Unadvise(registration.provider_connection); });
  }
}

bool SessionSinks::any_of(const kit::Core& client) const noexcept {
  const kit::Lock lock(mutex_);
  return std::any_of(registrations_.begin(), registrations_.end(),
                     [&](const Registration& known) { return known.client == &client; });
}

void SessionSinks::client_leaves(const kit::Core& client, bool last, bool end_shared, lifecycle::Deadline deadline,
                                 notify::Engine::Thread caller) noexcept {
  std::vector<Registration> leaving;
  std::vector<ULONG> others;
  {
    const kit::Lock lock(mutex_);
    const auto first = std::stable_partition(registrations_.begin(), registrations_.end(),
                                             [&](const Registration& known) { return known.client != &client; });
    leaving.assign(std::make_move_iterator(first), std::make_move_iterator(registrations_.end()));
    registrations_.erase(first, registrations_.end());
    for (const Registration& known : registrations_) {
      if (!known.logon) others.push_back(known.engine_connection);
    }
  }
  NOTIFICATION notices[2] = {};
  notices[0].ulEventType = fnevExtended;
  notices[1].ulEventType = fnevCriticalError;
  notices[1].info.err.scode = MAPI_E_END_OF_SESSION;
  for (const ULONG connection : others) {
    try {
      notify::engine().notify(connection, std::span(notices, end_shared ? 2 : 1));
    } catch (...) {  // no memory: the sharer is not told, and logs off in its own time (J-89)
    }
  }
  for (const Registration& registration : leaving) {
    if (registration.logon) {
      end(registration);
    } else if (!last) {
      notify::engine().unsubscribe_and_wait(
          {session_.number(), 0}, registration.engine_connection, [&] { return deadline.expired(); }, caller);
    }
  }
}

}  // namespace postroom::session
