// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "providers/maildir/maildir.hpp"
#include "providers/maildir/watcher.hpp"

#include <postroom/mutex.hpp>
#include <postroom/transport/backend.hpp>
#include <postroom/transport/settings.hpp>

#include <memory>

namespace postroom::maildir {

// A profile's name as a mailbox: lower case, with everything but letters, digits, '.', '_' and '-' replaced by '-'.
std::string mailbox_name(const std::string& profile_name);

// Mail between the users of one machine, without a server: every user has a Maildir under one folder, and an address
// at one domain.
//
// Arriving mail is at-least-once: a message leaves new/ only after the store has it, so a crash between the two makes
// it arrive twice, and none makes it vanish.
class MaildirBackend final : public kit::transport::Backend {
 public:
  MaildirBackend(std::filesystem::path root, std::string domain, std::string mailbox, std::string display_name);

  std::vector<std::string> address_types() const override { return {"SMTP"}; }
  kit::transport::Identity identity() const override;
  std::string display_name() const override;
  bool serves(const kit::transport::Recipient& recipient) const override;
  std::vector<kit::transport::Outcome> send(const kit::transport::Outgoing& outgoing) override;
  bool receives() const override { return true; }
  bool has_mail() override { return !own_.waiting().empty(); }
  std::unique_ptr<kit::transport::Incoming> next() override;
  void watch(std::function<void()> arrived) override;
  void unwatch() noexcept override;
  void interrupt() noexcept override;
  void disconnect(bool hurry) noexcept override;

 private:
  // The mailbox of an address of the local domain; empty for an address that cannot name one.
  std::string mailbox_of(const std::string& address) const;
  kit::transport::Outcome deliver(const std::string& address, const std::string& sender, const std::string& message);

  const std::filesystem::path root_;
  const std::string domain_;
  const std::string mailbox_;
  const std::string owner_;
  const Maildir own_;
  kit::Mutex mutex_;
  std::unique_ptr<Watcher> watcher_ POSTROOM_GUARDED_BY(mutex_);
};

// The backend of one logon (kit::transport::LogOn).
std::shared_ptr<kit::transport::Backend> log_on(const kit::transport::Settings& settings, ULONG logon_flags);

}  // namespace postroom::maildir
