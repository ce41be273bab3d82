// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "runtime/session/logon.hpp"
#include "runtime/session/provider_object.hpp"

#include <postroom/mutex.hpp>

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace postroom::session {

class SessionCore;

// How the providers of one session start: which have, which may no longer, and why one did not.
//
// One provider object per library and kind (C-18). A failed logon disables every provider of its message service for
// the rest of the session, unless the provider asked for only itself to be skipped (C-24 … C-26); a provider that is
// not configured has its service configured and gets a second try (C-23).
//
// Thread-safe. A thread that needs what another is starting waits for it; a provider that comes back here from inside
// its own start does not. Errors are kit::Failure.
class ProviderStarts {
 public:
  explicit ProviderStarts(SessionCore& session) noexcept : session_(session) {}

  // The session's provider object for a library and kind, started when it is not.
  std::shared_ptr<ProviderObject> provider(Kind kind, const std::string& dll_name);
  // In the order in which they were initialised.
  std::vector<std::shared_ptr<ProviderObject>> providers() const;

  // Runs a provider's logon method through `attempt`, which makes the call and returns its HRESULT, under the rules
  // above. Throws what the client gets: MAPI_E_LOGON_FAILED unless the code is one that passes through (C-27, C-38).
  using Attempt = std::function<HRESULT(std::string& error)>;
  HRESULT log_on(const profile::ProviderEntry& entry, const Attempt& attempt);

  // Starts every address-book provider of the profile that is not started and not disabled, in profile order (C-13,
  // C-14). What fails is noted, not thrown.
  void start_address_books();
  // What kept address-book providers from starting, one sentence each; empty when all are on (C-43).
  std::string address_book_failures() const;

  bool disabled(const MAPIUID& service) const;

  // The session ends and an entry function of a provider has not returned in time: its library is kept and quarantined,
  // and whoever waits for it, or comes late, gets MAPI_E_END_OF_SESSION (J-114).
  void abandon() noexcept;
  bool given_up() const noexcept;

 private:
  struct UidLess {
    bool operator()(const MAPIUID& a, const MAPIUID& b) const noexcept;
  };
  struct Slot {
    std::shared_ptr<ProviderObject> object;  // null while it starts
    std::uintptr_t starting = 0;             // the thread that starts it
  };

  void start_address_book(const profile::ProviderEntry& entry);
  void configure(const profile::ProviderEntry& entry);
  void disable(const profile::ProviderEntry& entry);

  SessionCore& session_;
  mutable kit::Mutex mutex_;
  kit::Condition changed_ POSTROOM_GUARDED_BY(mutex_);
  std::map<std::pair<Kind, std::string>, Slot> slots_ POSTROOM_GUARDED_BY(mutex_);
  std::vector<std::shared_ptr<ProviderObject>> providers_ POSTROOM_GUARDED_BY(mutex_);
  std::set<MAPIUID, UidLess> disabled_ POSTROOM_GUARDED_BY(mutex_);
  bool abandoned_ POSTROOM_GUARDED_BY(mutex_) = false;
  bool address_books_started_ POSTROOM_GUARDED_BY(mutex_) = false;
  std::uintptr_t address_books_starting_ POSTROOM_GUARDED_BY(mutex_) = 0;
  std::map<MAPIUID, std::string, UidLess> address_book_failures_ POSTROOM_GUARDED_BY(mutex_);  // by provider section
};

}  // namespace postroom::session
