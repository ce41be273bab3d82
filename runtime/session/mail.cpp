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
    int leaving = 0;      // sessions that are not the last, and whose mail is being quieted
    bool ending = false;  // its last session is logging off: the next one starts a new one when that is over
  };

  kit::Mutex mutex;
  kit::Condition changed;
  std::map<std::string, Entry> by_profile POSTROOM_GUARDED_BY(mutex);
};

Spoolers& spoolers() noexcept {
  static auto* const instance = new Spoolers;  // never destroyed
  return *instance;
}

std::string key_of(const profile::ProfileStore& store, const std::string& profile) {
  return store.file().string() + '\n' + profile;
}

std::string key_of(const SessionCore& session) {
  return key_of(session.use().profile().store(), session.profile_name());
}

// A session that is not the last takes nothing but its stores from the spooler, and they are quiet now. The last one
// may have waited for that long enough, and the profile have another spooler by now, or none.
void end_share(const std::shared_ptr<SpoolerSession>& spooler, const SessionCore& session) noexcept {
  Spoolers& all = spoolers();
  const kit::Lock lock(all.mutex);
  const auto found = all.by_profile.find(key_of(session));
  if (found == all.by_profile.end() || found->second.spooler != spooler) return;
  --found->second.leaving;
  all.changed.notify_all();
}

}  // namespace

std::unique_ptr<Mail> Mail::none(SessionCore& session) {
  return std::unique_ptr<Mail>(new Mail(session));
}

bool Mail::wait_until_ended(const profile::ProfileStore& store, const std::string& profile,
                            lifecycle::Deadline deadline) {
  const std::string key = key_of(store, profile);
  Spoolers& all = spoolers();
  const kit::Lock lock(all.mutex);
  const auto ends = [&]() POSTROOM_REQUIRES(all.mutex) {
    const auto found = all.by_profile.find(key);
    return found != all.by_profile.end() && found->second.ending;
  };
  while (ends()) {
    if (deadline.expired()) return false;
    all.changed.wait_until(all.mutex, std::chrono::steady_clock::now() + deadline.patience());
  }
  return true;
}

std::unique_ptr<Mail> Mail::join(SessionCore& session, const std::function<void()>& begins) {
  auto mail = none(session);
  Spoolers& all = spoolers();
  const std::string key = key_of(session);
  try {
    const kit::Lock lock(all.mutex);
    Spoolers::Entry& entry = all.by_profile[key];
    if (entry.ending) return nullptr;
    begins();
    if (!entry.spooler) entry.spooler = std::make_shared<SpoolerSession>(session);
    mail->spooler_ = entry.spooler;
    // Known to the spooler before another session can take itself for the last; nothing of a provider is called here.
    mail->spooler_->serve(session);
    mail->spooler_->control().session_started();
    ++entry.sessions;  // from here on nothing fails
  } catch (...) {
    undo(*mail, key);
    throw;
  }
  return mail;
}

// What join() has begun when something in it fails, a thread that the system refuses, say: both sessions have been seen
// to begin, and are to be seen to end.
void Mail::undo(Mail& mail, const std::string& key) noexcept {
  SessionCore& session = mail.session_;
  std::shared_ptr<SpoolerSession> unused;
  {
    Spoolers& all = spoolers();
    const kit::Lock lock(all.mutex);
    const auto found = all.by_profile.find(key);
    if (found != all.by_profile.end() && found->second.sessions == 0 && found->second.leaving == 0) {
      unused = std::move(found->second.spooler);
      all.by_profile.erase(found);
    }
  }
  if (mail.spooler_) mail.spooler_->forget(session);
  lifecycle::BoundedCalls calls(lifecycle::Allowance(session.budget(), lifecycle::Clock::of_process()));
  if (unused) {
    unused->log_off_stores_and_address_books(calls);
    unused->shut_down_providers();
    unused->end(calls);
  }
  if (session.begin_departure(0, calls)) session.end_departure(calls);
}

Mail::~Mail() = default;

spooler::Control& Mail::control() noexcept {
  if (spooler_) return spooler_->control();
  return lent_ != nullptr ? *lent_ : nothing_;
}

void Mail::wait_until_started(const kit::Gate& gate) {
  if (!spooler_) return;
  const auto session_ends = [&] { return gate.closed(); };
  if (!spooler_->control().wait_until_started(lifecycle::Deadline::never(), session_ends)) {
    kit::fail(MAPI_E_END_OF_SESSION, "The session was logged off before its transports had started.");
  }
}

void Mail::quiesce(lifecycle::BoundedCalls& calls) noexcept {
  if (!spooler_ || left_) return;
  {
    Spoolers& all = spoolers();
    const kit::Lock lock(all.mutex);
    Spoolers::Entry& entry = all.by_profile[key_of(session_)];
    last_ = --entry.sessions == 0;
    entry.ending = last_;
    if (last_) {
      // Those who log off at the same time have their stores quiet first, unless something holds them up.
      const lifecycle::Deadline deadline = calls.deadline();
      while (entry.leaving > 0 && !deadline.expired()) {
        all.changed.wait_until(all.mutex, std::chrono::steady_clock::now() + deadline.patience());
      }
    } else {
      ++entry.leaving;
    }
  }
  spooler_->control().quiesce({session_.number(), last_}, calls.allowance());
  if (last_) {
    spooler_->log_off_stores_and_address_books(calls);
  } else {
    end_share(spooler_, session_);
  }
}

void Mail::log_off_transports(lifecycle::BoundedCalls& calls) noexcept {
  if (last_) spooler_->control().log_off_transports(calls.allowance());
}

void Mail::shut_down_transports(lifecycle::BoundedCalls& calls) noexcept {
  if (!last_) return;
  spooler_->shut_down_providers();
  spooler_->control().shut_down_transports(calls.allowance());
}

void Mail::leave(lifecycle::BoundedCalls& calls) noexcept {
  if (!spooler_ || left_) return;
  left_ = true;
  const bool ended = !last_ || spooler_->control().end(calls.allowance());
  spooler_->forget(session_);
  if (!last_) return;
  spooler_->end(calls);
  if (!ended) lifecycle::keep_for_ever(spooler_);  // a thread of it still runs in a provider (J-114)
  Spoolers& all = spoolers();
  const kit::Lock lock(all.mutex);
  all.by_profile.erase(key_of(session_));
  all.changed.notify_all();
}

std::vector<std::shared_ptr<SpoolerSession>> Mail::all_spoolers() {
  std::vector<std::shared_ptr<SpoolerSession>> found;
  Spoolers& all = spoolers();
  const kit::Lock lock(all.mutex);
  for (const auto& [profile, entry] : all.by_profile) {
    if (entry.spooler) found.push_back(entry.spooler);
  }
  return found;
}

bool Mail::hold(lifecycle::Deadline deadline) {
  bool still = true;
  for (const auto& spooler : all_spoolers()) still = spooler->control().hold(deadline) && still;
  return still;
}

void Mail::let_go() {
  for (const auto& spooler : all_spoolers()) spooler->control().let_go();
}

}  // namespace postroom::session
