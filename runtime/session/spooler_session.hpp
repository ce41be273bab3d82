// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "runtime/session/session_core.hpp"
#include "runtime/spooler/control.hpp"
#include "runtime/spooler/host.hpp"

#include <memory>
#include <optional>
#include <string>

namespace postroom::session {

// The session that the spooler of a profile works in: transports, its own pairs on stores, and address books when it
// needs them, with provider objects, MAPIUIDs and status rows of its own. What it registers never routes for a client.
//
// Made by Mail for the first session with mail of a profile, and ended by it with the last one. Thread-safe.
class SpoolerSession final : public spooler::Host, public std::enable_shared_from_this<SpoolerSession> {
 public:
  explicit SpoolerSession(const SessionCore& first_client);
  ~SpoolerSession() override;
  SpoolerSession(const SpoolerSession&) = delete;
  SpoolerSession& operator=(const SpoolerSession&) = delete;

  SessionCore& core() noexcept { return *core_; }
  spooler::Control& control() noexcept { return *control_; }

  // Sessions whose status tables show the transports' rows.
  void serve(SessionCore& client);
  void forget(SessionCore& client) noexcept;
  // Whether `client` is the one of them that has been served longest.
  bool serves_first(const SessionCore& client) const;

  // --- its departure, in the steps of its last client's conductor; the transports' own steps are the spooler's ---
  // `calls` are the client's and live until end() has returned.

  // The spooler is quiet: its logons end before any of the client's, the transports' excepted (J-17).
  void log_off_stores_and_address_books(lifecycle::BoundedCalls& calls) noexcept;
  // Every logon of the session has ended, the transports' too (J-15, J-18).
  void shut_down_providers() noexcept;
  // The spooler's threads are joined.
  void end(lifecycle::BoundedCalls& calls) noexcept;

  // spooler::Host
  std::vector<spooler::TransportEntry> transports() override;
  std::unique_ptr<spooler::TransportLink> start(const spooler::TransportEntry& transport, ULONG flags) override;
  void give_up_starts() noexcept override { core_->give_up_half_finished_logons(); }
  std::unique_ptr<spooler::StoreLink> log_on(const spooler::OpenedStore& store) override;
  bool open_elsewhere(const spooler::OpenedStore& store) override;
  spooler::Patience patience() const override { return patience_; }
  bool watches_providers() const noexcept override;
  kit::com_ptr<IAddrBook> open_address_book() override;
  std::string profile_name() const override;
  void update_status_row(ULONG status_code, const std::string& status_text) override;

 private:
  struct Row {
    ULONG code = 0;
    std::string text;
  };

  const std::shared_ptr<SessionCore> core_;
  const spooler::Patience patience_;
  std::shared_ptr<spooler::Control> control_;
  std::shared_ptr<kit::Core> objects_;             // whose gate the spooler's IAddrBook stands behind
  std::optional<lifecycle::Conductor> conductor_;  // while it departs
  mutable kit::Mutex mutex_;
  std::vector<SessionCore*> clients_ POSTROOM_GUARDED_BY(mutex_);
  std::optional<Row> row_ POSTROOM_GUARDED_BY(mutex_);  // the spooler's, for a client that comes later
};

}  // namespace postroom::session
