// SPDX-License-Identifier: Apache-2.0
#include "providers/smtp/smtp_backend.hpp"

#include "content/mime.hpp"

#include <postroom/failure.hpp>
#include <postroom/transport/profile.hpp>

#include <algorithm>

namespace postroom::smtp {
namespace {

using kit::transport::Outcome;
using kit::transport::Recipient;
using Fate = Outcome::Fate;

constexpr auto kLater = std::chrono::seconds(300);

// On the wire an address is one line of visible characters without the envelope's brackets: anything else could say
// more to the server than an address.
bool is_address(const std::string& address) {
  const std::size_t at = address.rfind('@');
  return at != std::string::npos && at != 0 && at + 1 != address.size() &&
         std::none_of(address.begin(), address.end(),
                      [](unsigned char c) { return c <= ' ' || c == 0x7F || c == '<' || c == '>'; });
}

Outcome outcome_of(const Reply& reply) {
  const std::string text = std::to_string(reply.code) + " " + reply.text;
  if (reply.for_good()) return {Fate::failed, text};
  return {Fate::deferred, text, kLater};
}

ULONG default_port(ULONG tls) {
  return tls == transport::SMTP_TLS_ALWAYS ? 465 : 587;
}

}  // namespace

SmtpBackend::SmtpBackend(Server server, kit::transport::Identity identity)
    : server_(std::move(server)), identity_(std::move(identity)), connection_(server_) {}

std::string SmtpBackend::display_name() const {
  return "Internet mail (" + server_.host + ":" + std::to_string(server_.port) + ")";
}

bool SmtpBackend::serves(const Recipient& recipient) const {
  return is_address(recipient.address);
}

std::vector<Outcome> outcomes_of(const Transfer& transfer, std::size_t count) {
  const Dialogue& said = transfer.dialogue;
  std::vector<Outcome> outcomes(count, {Fate::deferred, transfer.text, kLater});
  if (said.sender().code != 0 && !said.sender().accepted()) {
    std::fill(outcomes.begin(), outcomes.end(), outcome_of(said.sender()));
    return outcomes;
  }
  for (std::size_t i = 0; i < count && i < said.recipients().size(); ++i) {
    const Reply& reply = said.recipients()[i];
    if (reply.code == 0) continue;  // never answered
    if (!reply.accepted()) {
      outcomes[i] = outcome_of(reply);
    } else if (said.data().code != 0 && !said.data().accepted()) {
      outcomes[i] = outcome_of(said.data());
    } else if (said.message().code != 0) {
      outcomes[i] = said.message().accepted() ? Outcome{Fate::delivered} : outcome_of(said.message());
    }
  }
  return outcomes;
}

std::vector<Outcome> SmtpBackend::send(const kit::transport::Outgoing& outgoing) {
  content::ToMimeOptions options;
  options.crlf = true;
  const std::string message = content::to_mime(&outgoing.message, options);
  std::vector<std::string> addresses;
  for (const Recipient& recipient : outgoing.recipients) addresses.push_back(recipient.address);
  const Transfer transfer =
      connection_.send(outgoing.sender_address, addresses, message, [&] { return outgoing.cancel.requested(); });
  const bool anything_said = transfer.dialogue.sender().code != 0;
  if (transfer.end == Transfer::End::cancelled && transfer.dialogue.message().code == 0) {
    kit::fail(MAPI_E_USER_CANCEL, "the transfer to " + server_.host + " was cancelled");
  }
  if (transfer.end != Transfer::End::done && !anything_said) {
    // Nobody was named yet: the server is not there, or does not let us in.
    kit::fail(MAPI_E_NETWORK_ERROR, transfer.text);
  }
  return outcomes_of(transfer, addresses.size());
}

void validate(const kit::PropertyBag& section) {
  if (section.text(transport::PR_SMTP_HOST_W).empty()) {
    kit::fail(MAPI_E_UNCONFIGURED, "Internet mail needs the name of an SMTP server.");
  }
  if (!is_address(std::string(section.text(transport::PR_SMTP_SENDER_W)))) {
    kit::fail(MAPI_E_UNCONFIGURED, "Internet mail needs the sender's address.");
  }
  const auto port = section.number(transport::PR_SMTP_PORT, 587);
  if (port < 1 || port > 65535) kit::fail(MAPI_E_INVALID_PARAMETER, "A port is between 1 and 65535.");
  const auto tls = section.number(transport::PR_SMTP_TLS, transport::SMTP_TLS_REQUIRED);
  if (tls < 0 || tls > static_cast<LONG>(transport::SMTP_TLS_ALWAYS)) {
    kit::fail(MAPI_E_INVALID_PARAMETER, "The word for TLS is between 0 and 3.");
  }
}

std::shared_ptr<kit::transport::Backend> log_on(const kit::transport::Settings& settings, ULONG) {
  kit::PropertyBag section{
      {transport::PR_SMTP_HOST_W, settings.text(transport::PR_SMTP_HOST_W, "")},
      {transport::PR_SMTP_SENDER_W, settings.text(transport::PR_SMTP_SENDER_W, "")},
      {transport::PR_SMTP_TLS, settings.number(transport::PR_SMTP_TLS, transport::SMTP_TLS_REQUIRED)}};
  const auto tls = static_cast<ULONG>(section.number(transport::PR_SMTP_TLS));
  section.set(transport::PR_SMTP_PORT, settings.number(transport::PR_SMTP_PORT, default_port(tls)));
  validate(section);
  Server server{std::string(section.text(transport::PR_SMTP_HOST_W)),
                static_cast<ULONG>(section.number(transport::PR_SMTP_PORT)),
                tls,
                settings.text(transport::PR_SMTP_USER_W, ""),
                settings.text(transport::PR_SMTP_PASSWORD_W, ""),
                settings.text(transport::PR_SMTP_CA_FILE_W, "")};
  const std::string address(section.text(transport::PR_SMTP_SENDER_W));
  const std::string name = settings.text(transport::PR_SMTP_SENDER_NAME_W,
                                         settings.profile_name().empty() ? address : settings.profile_name());
  return std::make_shared<SmtpBackend>(std::move(server), kit::transport::Identity{name, "SMTP", address});
}

}  // namespace postroom::smtp
