// SPDX-License-Identifier: Apache-2.0
#include "runtime/session/address_book_host.hpp"

#include "runtime/lifecycle/provider_call.hpp"
#include "runtime/session/session_core.hpp"

#include <postroom/failure.hpp>

namespace postroom::session {
namespace {

class ProviderAtWork final : public addressbook::BookLogon {
 public:
  explicit ProviderAtWork(std::shared_ptr<Logon> logon) noexcept : logon_(std::move(logon)) {}
  bool is(const BookLogon& other) const noexcept override {
    return static_cast<const ProviderAtWork&>(other).logon_ == logon_;  // a session has no others
  }

 private:
  HRESULT run(const char* method, const std::function<HRESULT(IABLogon&)>& body) override {
    return logon_->call<IABLogon>(method, body);
  }
  HRESULT run_on(const void* object, const char* method, const std::function<HRESULT()>& body) override {
    return lifecycle::provider_call(logon_->subject(), method, object, body);
  }

  const std::shared_ptr<Logon> logon_;
};

class AddressBookHost final : public addressbook::Host {
 public:
  AddressBookHost(std::weak_ptr<SessionCore> session, std::weak_ptr<kit::Core> core)
      : session_(std::move(session)), core_(std::move(core)) {}

  std::shared_ptr<kit::Core> core() override {
    auto core = core_.lock();
    if (!core) kit::fail(MAPI_E_INVALID_OBJECT);
    return core;
  }

  bool belongs_to(const kit::Core& core) const noexcept override { return core_.lock().get() == &core; }

  std::vector<addressbook::BookLogonPtr> logons() override {
    const auto session = this->session();
    session->starts().start_address_books();
    std::vector<addressbook::BookLogonPtr> logons;
    for (auto& logon : session->logons(Kind::address_book)) {
      if (logon->is_on()) logons.push_back(std::make_shared<ProviderAtWork>(std::move(logon)));
    }
    return logons;
  }

  addressbook::BookLogonPtr route(std::span<const std::byte> entry) override {
    const auto session = this->session();
    session->starts().start_address_books();
    const auto uid = provider_uid_of(entry);
    auto logon = uid ? session->router().route(*uid) : nullptr;
    if (!logon || logon->kind() != Kind::address_book || !logon->is_on()) return nullptr;
    return std::make_shared<ProviderAtWork>(std::move(logon));
  }

  std::optional<std::string> setting(std::string_view name) override {
    return session()->use().profile().setting(name);
  }
  void set_setting(std::string_view name, std::optional<std::string_view> value) override {
    session()->use().profile().set_setting(name, value);
  }

  ULONG_PTR advise(ULONG event_mask, IMAPIAdviseSink* sink) override {
    return session()->sinks().advise(*core(), {}, event_mask, sink);
  }
  void unadvise(ULONG_PTR connection) override {
    if (const auto session = session_.lock()) session->sinks().unadvise(*core(), connection);
  }

 private:
  std::shared_ptr<SessionCore> session() const {
    auto session = session_.lock();
    if (!session) kit::fail(MAPI_E_INVALID_OBJECT);
    return session;
  }

  const std::weak_ptr<SessionCore> session_;
  const std::weak_ptr<kit::Core> core_;
};

}  // namespace

std::shared_ptr<addressbook::Host> make_address_book_host(std::weak_ptr<SessionCore> session,
                                                          std::weak_ptr<kit::Core> core) {
  return std::make_shared<AddressBookHost>(std::move(session), std::move(core));
}

}  // namespace postroom::session
