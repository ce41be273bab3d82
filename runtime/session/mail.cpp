// SPDX-License-Identifier: Apache-2.0
#include "runtime/session/mail.hpp"

#include "runtime/lifecycle/abandonment.hpp"
#include "runtime/profile/profile_store.hpp"
#include "runtime/session/session_core.hpp"
#include "runtime/session/spooler_session.hpp"

#include <postroom/mutex.hpp>

#include <map>

namespace postroom::session {
namespace {

// The spoolers of this process, by profile.
struct Spoolers {
  struct Entry {
    std::shared_ptr<SpoolerSession> spooler;
    int sessions = 0;
    bool ending = false;  // its last session is logging off: the next one waits, and starts a new one
  };

  kit::Mutex mutex;
  kit::Condition changed;
  std::map<std::string, Entry> by_profile POSTROOM_GUARDED_BY(mutex);
};

Spoolers& spoolers() noexcept {
  static auto* const instance = new Spoolers;  // never destroyed
  return *instance;
}

std::string key_of(const SessionCore& session) {
  return session.use().profile().store().file().string() + '\n' + session.profile_name();
}

}  // namespace

std::unique_ptr<Mail> Mail::none(SessionCore& session) {
  return std::unique_ptr<Mail>(new Mail(session));
}

std::unique_ptr<Mail> Mail::join(SessionCore& session) {
  auto mail = none(session);
  Spoolers& all = spoolers();
  {
    const kit::Lock lock(all.mutex);
    const std::string key = key_of(session);
    while (all.by_profile.count(key) != 0 && all.by_profile[key].ending) all.changed.wait(all.mutex);
    Spoolers::Entry& entry = all.by_profile[key];
    if (!entry.spooler) {
      try {
        entry.spooler = std::make_shared<SpoolerSession>(session);
      } catch (...) {
        all.by_profile.erase(key);
        throw;
      }
    }
    ++entry.sessions;
    mail->spooler_ = entry.spooler;
  }
  mail->spooler_->serve(session);
  mail->spooler_->control().session_started(session.number());
  return mail;
}

Mail::~Mail() = default;

spooler::Control& Mail::control() noexcept {
  if (spooler_) return spooler_->control();
  return lent_ != nullptr ? *lent_ : nothing_;
}

void Mail::wait_until_started() {
  if (spooler_) spooler_->control().wait_until_started(lifecycle::Deadline::never());
}

void Mail::quiesce(lifecycle::BoundedCalls& calls) noexcept {
  if (!spooler_ || left_) return;
  {
    Spoolers& all = spoolers();
    const kit::Lock lock(all.mutex);
    Spoolers::Entry& entry = all.by_profile[key_of(session_)];
    last_ = --entry.sessions == 0;
    entry.ending = last_;
  }
  spooler_->control().quiesce(session_.number(), calls.deadline());
  if (last_) spooler_->log_off_stores_and_address_books(calls);
}

void Mail::log_off_transports(lifecycle::BoundedCalls& calls) noexcept {
  if (last_) spooler_->control().log_off_transports(session_.number(), calls.allowance());
}

void Mail::shut_down_transports(lifecycle::BoundedCalls& calls) noexcept {
  if (!last_) return;
  spooler_->shut_down_providers();
  spooler_->control().shut_down_transports(session_.number(), calls.allowance());
}

void Mail::leave(const lifecycle::BoundedCalls& calls) noexcept {
  if (!spooler_ || left_) return;
  left_ = true;
  const bool ended = spooler_->control().session_ended(session_.number(), calls.allowance());
  spooler_->forget(session_);
  if (!last_) return;
  spooler_->end(calls);
  if (!ended) lifecycle::keep_for_ever(spooler_);  // a thread of it still runs in a provider (J-114)
  Spoolers& all = spoolers();
  const kit::Lock lock(all.mutex);
  all.by_profile.erase(key_of(session_));
  all.changed.notify_all();
}

}  // namespace postroom::session
