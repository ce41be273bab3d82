// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "runtime/lifecycle/conductor.hpp"
#include "runtime/profile/profile_store.hpp"
#include "runtime/spooler/control.hpp"

#include <postroom/gate.hpp>

#include <functional>
#include <memory>
#include <string>

namespace postroom::session {

class SessionCore;
class SpoolerSession;

// A session's share of its profile's spooler: there is one spooler for all sessions of a profile in this process. It
// starts with the first session that has mail and ends with the last one (J-68). A session without mail, and the
// spooler's own session, have a share of nothing (C-7, J-106).
//
// Thread-safe. The conductor is the only caller of the three steps and of leave().
class Mail final : public lifecycle::DepartingMail {
 public:
  // Joins the spooler of the session's profile, starting it for the first one. Does not wait for transports (C-15).
  // Null, and nothing done, while the spooler ends with its last session; else `begins` is called first. What it throws
  // leaves the spooler and its other sessions as they were, and `session` dead.
  static std::unique_ptr<Mail> join(SessionCore& session, const std::function<void()>& begins);
  // Waits until the spooler of that profile does not end any more; false when `deadline` came first.
  static bool wait_until_ended(const profile::ProfileStore& store, const std::string& profile,
                               lifecycle::Deadline deadline);
  static std::unique_ptr<Mail> none(SessionCore& session);
  ~Mail() override;

  // Whether there is a spooler at all.
  bool present() const noexcept { return spooler_ != nullptr; }
  spooler::Control& control() noexcept;
  // The spooler's own session, whose transports' status rows every session shows; null without mail.
  SpoolerSession* spooler_session() noexcept { return spooler_.get(); }

  // The spooler's own session has no share in itself, but its providers' calls reach it.
  void lend(spooler::Control& control) noexcept { lent_ = &control; }

  // The calls that wait until the transports' first logons are over (C-16), and no longer than until the gate that the
  // call has come through is closed: then it throws MAPI_E_END_OF_SESSION, for a transport may never come back.
  void wait_until_started(const kit::Gate& gate);

  void quiesce(lifecycle::BoundedCalls& calls) noexcept override;
  void log_off_transports(lifecycle::BoundedCalls& calls) noexcept override;
  void shut_down_transports(lifecycle::BoundedCalls& calls) noexcept override;

  // The mail of the whole process stands still, for DoFastShutdown: no message is begun, and each that is in motion is
  // done or whole in its queue. False when that takes too long.
  static bool hold(lifecycle::Deadline deadline);
  static void let_go();

  // The session's last act (J-68). Once; further calls do nothing.
  void leave(lifecycle::BoundedCalls& calls) noexcept;

 private:
  static std::vector<std::shared_ptr<SpoolerSession>> all_spoolers();
  static void undo(Mail& mail, const std::string& key) noexcept;
  explicit Mail(SessionCore& session) noexcept : session_(session) {}

  SessionCore& session_;
  spooler::NoMail nothing_;
  std::shared_ptr<SpoolerSession> spooler_;
  spooler::Control* lent_ = nullptr;
  bool left_ = false;
  bool last_ = false;  // no other session has mail: the transports go, too
};

}  // namespace postroom::session
