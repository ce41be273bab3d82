// SPDX-License-Identifier: Apache-2.0
//
// MAPILogonEx: which profile, which session, and the order of both decisions (C-1 … C-12).
#include "runtime/library/export.hpp"
#include "runtime/library/function_error.hpp"
#include "runtime/library/library.hpp"
#include "runtime/profile/open_profiles.hpp"
#include "runtime/profile/profile_store.hpp"
#include "runtime/session/forced_download.hpp"
#include "runtime/session/session.hpp"

#include <postroom/failure.hpp>
#include <postroom/mutex.hpp>
#include <postroom/text.hpp>

#include <mapix.h>

#include <chrono>
#include <memory>
#include <optional>
#include <string>

namespace postroom::session {
namespace {

constexpr ULONG kLogonFlags = MAPI_LOGON_UI | MAPI_PASSWORD_UI | MAPI_NEW_SESSION | MAPI_FORCE_DOWNLOAD |
                              MAPI_ALLOW_OTHERS | MAPI_EXPLICIT_PROFILE | MAPI_EXTENDED | MAPI_USE_DEFAULT |
                              MAPI_UNICODE | MAPI_NT_SERVICE | MAPI_SERVICE_UI_ALWAYS | MAPI_NO_MAIL | MAPI_BG_SESSION |
                              MAPI_TIMEOUT_SHORT;
constexpr auto kShortTimeout = std::chrono::seconds(3);  // MAPI_TIMEOUT_SHORT
constexpr std::size_t kLongestName = 64;

// What all logons of the process share. One logon at a time (C-2); nobody has the turn while a session logs off, nor
// while a logon waits for one that does: neither waits for the other (J-103).
struct Logons {
  kit::Mutex mutex;
  kit::Condition changed POSTROOM_GUARDED_BY(mutex);
  bool somebody_has_the_turn POSTROOM_GUARDED_BY(mutex) = false;
  std::weak_ptr<SessionCore> shared;  // the session that joiners get (C-4, C-5); whoever has the turn uses it
};

Logons& logons() noexcept {
  static auto* const instance = new Logons;  // never destroyed
  return *instance;
}

// While it lives, no other logon is made.
class Turn {
 public:
  explicit Turn(lifecycle::Deadline deadline) {
    Logons& all = logons();
    const kit::Lock lock(all.mutex);
    while (all.somebody_has_the_turn) {
      if (deadline.expired()) kit::fail(MAPI_E_TIMEOUT, "Another logon takes too long.");
      all.changed.wait_until(all.mutex, std::chrono::steady_clock::now() + deadline.patience());
    }
    all.somebody_has_the_turn = true;
  }
  ~Turn() {
    Logons& all = logons();
    const kit::Lock lock(all.mutex);
    all.somebody_has_the_turn = false;
    all.changed.notify_one();
  }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;
};

// C-3. There is no prompt: MAPI_LOGON_UI has no user interface to show it with.
std::string choose_profile(profile::ProfileStore& store, const std::string& name, ULONG flags) {
  if (!name.empty() && (store.exists(name) || (flags & MAPI_EXPLICIT_PROFILE) != 0)) return name;
  if ((flags & MAPI_USE_DEFAULT) != 0 || (name.empty() && (flags & MAPI_EXPLICIT_PROFILE) == 0)) {
    if (const auto chosen = store.default_profile(); chosen && (name.empty() || (flags & MAPI_USE_DEFAULT) != 0)) {
      return *chosen;
    }
  }
  return name;
}

// A profile, in the file it is in.
struct Chosen {
  std::shared_ptr<profile::ProfileStore> store;
  std::string profile;
};

Chosen choose(const std::string& name, ULONG flags) {
  const auto store = profile::ProfileStore::open();
  profile::keep_profiles_open(store);
  const std::string profile = choose_profile(*store, name, flags);
  if (profile.empty()) {
    kit::fail(MAPI_E_LOGON_FAILED, "No profile was named, and there is no default profile.");
  }
  return {store, profile};
}

std::shared_ptr<SessionCore> new_session(const Chosen& chosen, ULONG flags) {
  const auto& [store, profile] = chosen;
  std::unique_ptr<profile::ProfileUse> use;
  try {
    use = store->use(profile);
  } catch (const kit::Failure& failure) {
    if (failure.code() != MAPI_E_NOT_FOUND) throw;
    kit::fail(MAPI_E_LOGON_FAILED, "The profile \"" + profile + "\" does not exist.");
  }
  return SessionCore::begin(std::move(use), flags, Role::client);
}

struct LoggedOn {
  kit::com_ptr<Session> client;
  std::shared_ptr<SessionCore> session;
};

// Nothing while the last session of the profile ends, which `chosen` then says.
std::optional<LoggedOn> try_to_log_on(const std::string& name, ULONG flags, Chosen& chosen) {
  if ((flags & MAPI_NEW_SESSION) == 0) {
    if (const auto shared = logons().shared.lock(); shared && shared->active()) {
      try {
        return LoggedOn{Session::join(shared), shared};  // whatever name was given (C-4)
      } catch (const kit::Failure&) {                    // it ended just now
      }
    }
  }
  chosen = choose(name, flags);
  const auto session = new_session(chosen, flags);
  if (!session) return std::nullopt;
  if ((flags & MAPI_ALLOW_OTHERS) != 0) logons().shared = session;
  return LoggedOn{Session::join(session), session};
}

LoggedOn log_on(const std::string& name, ULONG flags) {
  const lifecycle::Clock& clock = lifecycle::Clock::of_process();
  const auto deadline = (flags & MAPI_TIMEOUT_SHORT) != 0 ? lifecycle::Deadline::in(kShortTimeout, clock)
                                                          : lifecycle::Deadline::never(clock);
  for (;;) {
    Chosen chosen;
    {
      const Turn turn(deadline);
      if (auto logged_on = try_to_log_on(name, flags, chosen)) return *std::move(logged_on);
    }
    if (!Mail::wait_until_ended(*chosen.store, chosen.profile, deadline)) {
      kit::fail(MAPI_E_TIMEOUT, "The last session of \"" + chosen.profile + "\" has not ended yet.");
    }
  }
}

}  // namespace

POSTROOM_EXPORT HRESULT STDAPICALLTYPE MAPILogonEx(ULONG_PTR, LPTSTR profile_name, LPTSTR password, ULONG flags,
                                                   LPMAPISESSION* session) {
  if (session == nullptr) return MAPI_E_INVALID_PARAMETER;
  *session = nullptr;
  std::string what;
  try {
    library::Library::instance().require_initialised();
    kit::require_flags(flags, kLogonFlags);
    const std::string name = kit::from_lptstr(profile_name, flags);
    if (name.size() > kLongestName * 4 || !kit::from_lptstr(password, flags).empty()) {  // B-3, C-1
      kit::fail(MAPI_E_LOGON_FAILED, "Profiles have no passwords, and their names have up to 64 characters.");
    }
    LoggedOn logged_on = log_on(name, flags);
    if ((flags & MAPI_FORCE_DOWNLOAD) != 0) download_mail(*logged_on.session);  // C-8: not while others wait for a turn
    *session = logged_on.client.detach();
    return S_OK;
  } catch (...) {
    const HRESULT code = library::function_failed();
    kit::current_failure(what);
    trace::record(trace::Event::session_logon, {}, {.detail = what, .request = flags, .hresult = code});
    return code;
  }
}

}  // namespace postroom::session
