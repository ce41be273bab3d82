// SPDX-License-Identifier: Apache-2.0
#include "runtime/session/address_book_host.hpp"

#include "runtime/session/session_core.hpp"

#include <postroom/failure.hpp>

namespace postroom::session {
namespace {

class AddressBookHost final : public addressbook::Host {
 public:
  AddressBookHost(std::weak_ptr<SessionCore> session, std::weak_ptr<kit::Core> core)
      : session_(std::move(session)), core_(std::move(core)) {}

  std::shared_ptr<kit::Core> core() override {
    auto core = core_.lock();
    if (!core) kit::fail(MAPI_E_INVALID_OBJECT);
    return core;
  }

  std::vector<kit::com_ptr<IABLogon>> logons() override {
    const auto session = this->session();
    session->starts().start_address_books();
    std::vector<kit::com_ptr<IABLogon>> logons;
    for (const auto& logon : session->logons(Kind::address_book)) {
      if (auto object = logon->address_book_logon()) logons.push_back(std::move(object));
    }
    return logons;
  }

  kit::com_ptr<IABLogon> route(std::span<const std::byte> entry) override {
    const auto session = this->session();
    session->starts().start_address_books();
    const auto uid = provider_uid_of(entry);
    const auto logon = uid ? session->router().route(*uid) : nullptr;
    return logon ? logon->address_book_logon() : kit::com_ptr<IABLogon>();
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
