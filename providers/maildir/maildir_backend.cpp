// SPDX-License-Identifier: Apache-2.0
#include "providers/maildir/maildir_backend.hpp"

#include "content/mime.hpp"

#include <postroom/failure.hpp>
#include <postroom/transport/profile.hpp>

#include <algorithm>
#include <cstdlib>

namespace postroom::maildir {
namespace {

using kit::transport::Outcome;
using kit::transport::Recipient;
using Fate = Outcome::Fate;

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return c >= 'A' && c <= 'Z' ? c + 32 : c; });
  return text;
}

bool names_a_folder(const std::string& mailbox) {
  return !mailbox.empty() && mailbox.front() != '.' &&
         std::all_of(mailbox.begin(), mailbox.end(), [](unsigned char c) { return c > ' ' && c != '/' && c != 0x7F; });
}

// A Maildir keeps messages with the line ends of its own system.
std::string with_local_line_ends(const std::string& message) {
  std::string text;
  text.reserve(message.size());
  for (std::size_t i = 0; i < message.size(); ++i) {
    if (message[i] == '\r' && i + 1 < message.size() && message[i + 1] == '\n') continue;
    text.push_back(message[i]);
  }
  return text;
}

class WaitingMessage final : public kit::transport::Incoming {
 public:
  WaitingMessage(Maildir maildir, std::string name, std::string bytes)
      : maildir_(std::move(maildir)), name_(std::move(name)), bytes_(std::move(bytes)) {}

  void fill(IMessage& message) override { content::from_mime(bytes_, &message, {}); }
  void saved() override { maildir_.mark_taken(name_); }
  void set_aside(const std::string& text) override { maildir_.set_aside(name_, text); }

 private:
  const Maildir maildir_;
  const std::string name_;
  const std::string bytes_;
};

std::filesystem::path default_root() {
  if (const char* home = std::getenv("POSTROOM_HOME"); home != nullptr && *home != 0) {
    return std::filesystem::path(home) / "mail";
  }
  if (const char* data = std::getenv("XDG_DATA_HOME"); data != nullptr && *data == '/') {
    return std::filesystem::path(data) / "postroom" / "mail";
  }
  const char* home = std::getenv("HOME");
  if (home == nullptr || *home == 0) {
    kit::fail(MAPI_E_UNCONFIGURED, "there is no HOME, and no folder is set for the Maildirs");
  }
  return std::filesystem::path(home) / ".local" / "share" / "postroom" / "mail";
}

}  // namespace

std::string mailbox_name(const std::string& profile_name) {
  std::string name = lower(profile_name);
  std::replace_if(
      name.begin(), name.end(),
      [](unsigned char c) {
        return !((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-');
      },
      '-');
  if (name.empty() || name.front() == '.') name.insert(name.begin(), 'm');
  return name;
}

MaildirBackend::MaildirBackend(std::filesystem::path root, std::string domain, std::string mailbox,
                               std::string display_name)
    : root_(std::move(root)),
      domain_(lower(std::move(domain))),
      mailbox_(std::move(mailbox)),
      owner_(std::move(display_name)),
      own_(root_ / mailbox_) {
  own_.create();
}

kit::transport::Identity MaildirBackend::identity() const {
  return {owner_, "SMTP", mailbox_ + "@" + domain_};
}

std::string MaildirBackend::display_name() const {
  return "Local delivery (" + mailbox_ + "@" + domain_ + ")";
}

bool MaildirBackend::serves(const Recipient& recipient) const {
  const std::size_t at = recipient.address.rfind('@');
  return at != std::string::npos && lower(recipient.address.substr(at + 1)) == domain_;
}

std::string MaildirBackend::mailbox_of(const std::string& address) const {
  const std::string mailbox = lower(address.substr(0, address.rfind('@')));
  return names_a_folder(mailbox) ? mailbox : std::string();
}

Outcome MaildirBackend::deliver(const std::string& address, const std::string& sender, const std::string& message) {
  const std::string mailbox = mailbox_of(address);
  const Maildir maildir(root_ / mailbox);
  if (mailbox.empty() || !maildir.exists()) return {Fate::failed, "There is no mailbox for " + address + "."};
  try {
    maildir.deliver("Return-Path: <" + sender + ">\nDelivered-To: " + address + "\n" + message);
    return {Fate::delivered};
  } catch (const kit::Failure& failure) {
    return {Fate::deferred, failure.what(), std::chrono::seconds(60)};
  }
}

std::vector<Outcome> MaildirBackend::send(const kit::transport::Outgoing& outgoing) {
  const std::string message = with_local_line_ends(content::to_mime(&outgoing.message, {}));
  std::vector<Outcome> outcomes;
  std::vector<std::string> served;  // one copy for each mailbox, however often the message names it
  for (const Recipient& recipient : outgoing.recipients) {
    if (outgoing.cancel.requested()) {
      outcomes.push_back({Fate::deferred, "The delivery was cancelled."});
      continue;
    }
    const std::string mailbox = mailbox_of(recipient.address);
    if (std::find(served.begin(), served.end(), mailbox) != served.end()) {
      outcomes.push_back({Fate::delivered});
      continue;
    }
    outcomes.push_back(deliver(recipient.address, outgoing.sender_address, message));
    if (outcomes.back().fate == Fate::delivered) served.push_back(mailbox);
  }
  return outcomes;
}

std::unique_ptr<kit::transport::Incoming> MaildirBackend::next() {
  for (const std::string& name : own_.waiting()) {
    if (std::optional<std::string> bytes = own_.read(name)) {
      return std::make_unique<WaitingMessage>(own_, name, std::move(*bytes));
    }
  }
  return nullptr;
}

void MaildirBackend::watch(std::function<void()> arrived) {
  auto watcher = std::make_unique<Watcher>(own_.arrivals(), std::move(arrived));
  const kit::Lock lock(mutex_);
  watcher_.swap(watcher);
}

void MaildirBackend::unwatch() noexcept {
  std::unique_ptr<Watcher> ended;  // its thread is joined without the lock
  {
    const kit::Lock lock(mutex_);
    ended.swap(watcher_);
  }
}

void MaildirBackend::interrupt() noexcept {
  const kit::Lock lock(mutex_);
  if (watcher_) watcher_->stop();
}

void MaildirBackend::disconnect(bool) noexcept {
  unwatch();
}

std::shared_ptr<kit::transport::Backend> log_on(const kit::transport::Settings& settings, ULONG) {
  const std::string root = settings.text(transport::PR_MAILDIR_ROOT_W, "");
  const std::string mailbox = settings.text(transport::PR_MAILDIR_MAILBOX_W, mailbox_name(settings.profile_name()));
  if (!names_a_folder(mailbox)) kit::fail(MAPI_E_UNCONFIGURED, "\"" + mailbox + "\" cannot be a mailbox");
  return std::make_shared<MaildirBackend>(root.empty() ? default_root() : std::filesystem::path(root),
                                          settings.text(transport::PR_MAILDIR_DOMAIN_W, "postroom.local"), mailbox,
                                          settings.profile_name().empty() ? mailbox : settings.profile_name());
}

}  // namespace postroom::maildir
