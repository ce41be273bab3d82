// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "providers/smtp/connection.hpp"

#include <postroom/property_bag.hpp>
#include <postroom/transport/backend.hpp>
#include <postroom/transport/settings.hpp>

#include <memory>
#include <string>

namespace postroom::smtp {

// Sends to anybody through one SMTP server. Receives nothing. The connection is opened by the first message and kept
// for the next; disconnect() ends it.
class SmtpBackend final : public kit::transport::Backend {
 public:
  SmtpBackend(Server server, kit::transport::Identity identity);

  std::vector<std::string> address_types() const override { return {"SMTP"}; }
  kit::transport::Identity identity() const override { return identity_; }
  std::string display_name() const override;
  bool serves(const kit::transport::Recipient& recipient) const override;
  std::vector<kit::transport::Outcome> send(const kit::transport::Outgoing& outgoing) override;
  void interrupt() noexcept override { connection_.abort(); }
  void disconnect(bool hurry) noexcept override { connection_.close(hurry); }

 private:
  const Server server_;
  const kit::transport::Identity identity_;
  Connection connection_;
};

// What became of each recipient, from what the server said. `count` recipients were named, in the dialogue's order.
std::vector<kit::transport::Outcome> outcomes_of(const Transfer& transfer, std::size_t count);

// The backend of one logon (kit::transport::LogOn): MAPI_E_UNCONFIGURED without a server or a sender.
std::shared_ptr<kit::transport::Backend> log_on(const kit::transport::Settings& settings, ULONG logon_flags);

// For the service's entry function: throws what is wrong with a section.
void validate(const kit::PropertyBag& section);

}  // namespace postroom::smtp
