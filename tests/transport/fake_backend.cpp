// SPDX-License-Identifier: Apache-2.0
#include "tests/transport/fake_backend.hpp"

#include <postroom/failure.hpp>
#include <postroom/property.hpp>
#include <postroom/property_arrays.hpp>

#include <mapitags.h>

#include <algorithm>

namespace postroom::test {
namespace {

using kit::transport::Outcome;

class FakeIncoming final : public kit::transport::Incoming {
 public:
  explicit FakeIncoming(FakeMedium& medium) : medium_(medium) {}
  void fill(IMessage& message) override {
    const std::string subject = medium_.waiting.front();
    if (subject == "broken") kit::fail(MAPI_E_CORRUPT_DATA, "this is no message");
    const kit::PropertyBag properties{{PR_SUBJECT_W, subject}};
    const auto values = kit::make_values(properties);
    kit::check(message.SetProps(1, values.get(), nullptr));
  }
  void saved() override {
    medium_.saved.push_back(medium_.waiting.front());
    medium_.waiting.pop_front();
  }
  void set_aside(const std::string& text) override {
    medium_.set_aside.push_back(medium_.waiting.front() + ": " + text);
    medium_.waiting.pop_front();
  }

 private:
  FakeMedium& medium_;
};

class FakeBackend final : public kit::transport::Backend {
 public:
  explicit FakeBackend(FakeMedium& medium) : medium_(medium) {}
  ~FakeBackend() override { medium_.calls.push_back("gone"); }

  std::vector<std::string> address_types() const override { return medium_.address_types; }
  kit::transport::Identity identity() const override { return {"Alice", "SMTP", "alice@postroom.local"}; }
  std::string display_name() const override { return "Fake medium"; }
  bool serves(const kit::transport::Recipient& recipient) const override {
    return std::find(medium_.strangers.begin(), medium_.strangers.end(), recipient.address) == medium_.strangers.end();
  }
  std::vector<Outcome> send(const kit::transport::Outgoing& outgoing) override {
    if (medium_.on_send) medium_.on_send(outgoing);
    std::vector<Outcome> outcomes;
    for (const auto& recipient : outgoing.recipients) {
      const auto set = medium_.outcomes.find(recipient.address);
      outcomes.push_back(set != medium_.outcomes.end() ? set->second : Outcome{Outcome::Fate::delivered});
      if (outcomes.back().fate == Outcome::Fate::delivered) {
        medium_.sent.push_back(outgoing.sender_address + " -> " + recipient.address);
      }
    }
    return outcomes;
  }
  bool receives() const override { return true; }
  bool has_mail() override { return !medium_.waiting.empty(); }
  std::unique_ptr<kit::transport::Incoming> next() override {
    return medium_.waiting.empty() ? nullptr : std::make_unique<FakeIncoming>(medium_);
  }
  void watch(std::function<void()> arrived) override {
    medium_.calls.push_back("watch");
    medium_.arrived = std::move(arrived);
  }
  void unwatch() noexcept override { medium_.calls.push_back("unwatch"); }
  void interrupt() noexcept override { medium_.calls.push_back("interrupt"); }
  void disconnect(bool hurry) noexcept override {
    medium_.calls.push_back(hurry ? "disconnect in a hurry" : "disconnect");
  }

 private:
  FakeMedium& medium_;
};

}  // namespace

std::shared_ptr<kit::transport::Backend> log_on_to_fake_medium(const kit::transport::Settings& settings, ULONG) {
  FakeMedium& medium = *fake_medium();
  medium.profile_name = settings.profile_name();
  if (FAILED(medium.logon_failure)) kit::fail(medium.logon_failure, "the fake medium refuses");
  return std::make_shared<FakeBackend>(medium);
}

}  // namespace postroom::test
