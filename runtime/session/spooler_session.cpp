// SPDX-License-Identifier: Apache-2.0
#include "runtime/session/spooler_session.hpp"

#include "runtime/library/lab_faults.hpp"
#include "runtime/lifecycle/abandonment.hpp"
#include "runtime/lifecycle/ledger.hpp"
#include "runtime/lifecycle/provider_call.hpp"
#include "runtime/profile/paths.hpp"
#include "runtime/profile/profile_store.hpp"
#include "runtime/profile/settings.hpp"
#include "runtime/session/provider_error.hpp"
#include "runtime/session/store_opening.hpp"

#include <postroom/failure.hpp>

#include <algorithm>

namespace postroom::session {
namespace {

using lifecycle::Deadline;

class RunningTransport final : public spooler::TransportLink {
 public:
  RunningTransport(std::shared_ptr<Logon> logon, IXPLogon& object, ULONG flags) noexcept
      : logon_(std::move(logon)), object_(&object), flags_(flags) {}

  ULONG number() const noexcept override { return logon_->number(); }
  ULONG logon_order() const noexcept override { return logon_->logon_order(); }
  IXPLogon& logon() noexcept override { return *object_; }
  ULONG logon_flags() const noexcept override { return flags_; }

  void log_off() noexcept override {
    lifecycle::DirectCalls on_this_thread;
    logon_->log_off(on_this_thread);
  }
  void shut_down() noexcept override {
    // The last of the transports that share a provider object shuts it down (J-15).
    const auto session = logon_->session();
    if (!session) return;
    for (const auto& other : session->logons(Kind::transport)) {
      if (&other->provider() == &logon_->provider()) return;
    }
    lifecycle::DirectCalls on_this_thread;
    logon_->provider().shut_down(on_this_thread);
  }
  void abandon() noexcept override {
    if (!logon_->ended()) return logon_->abandon();
    ProviderObject& provider = logon_->provider();
    provider.abandon(provider.subject(), lifecycle::record_abandoned_call(provider.subject()));
  }

 private:
  HRESULT run(const char* method, const std::function<HRESULT(IXPLogon&)>& body, ULONG request) override {
    return lifecycle::provider_call(
        logon_->subject(), method, object_, [&] { return body(*object_); }, request);
  }

  const std::shared_ptr<Logon> logon_;  // owns the reference on the object until log_off()
  IXPLogon* const object_;
  const ULONG flags_;
};

class SpooledStore final : public spooler::StoreLink {
 public:
  SpooledStore(std::shared_ptr<Logon> logon, kit::com_ptr<IMsgStore> store) noexcept
      : logon_(std::move(logon)), store_(std::move(store)) {}
  ~SpooledStore() override { log_off(); }

  ULONG number() const noexcept override { return logon_->number(); }
  IMsgStore& store() noexcept override { return *store_; }
  void keep_library() noexcept override {
    logon_->provider().library().keep("a message of it, which a transport has that was given up");
  }

  void log_off() noexcept override {
    if (!store_) return;
    ULONG flags = LOGOFF_ORDERLY;
    lifecycle::provider_call(
        logon_->subject(), "IMsgStore::StoreLogoff", store_.get(), [&] { return store_->StoreLogoff(&flags); }, flags,
        &flags);
    lifecycle::provider_release(logon_->subject(), "IMsgStore::Release", store_);  // J-49 runs in here
    if (logon_->ended()) return;  // the session's end waits for calls that are still inside, and not for ever
    lifecycle::DirectCalls on_this_thread;
    logon_->log_off(on_this_thread);  // or here, if the store forgot
  }

 private:
  const std::shared_ptr<Logon> logon_;
  kit::com_ptr<IMsgStore> store_;
};

spooler::Patience configured_patience(const std::string& profile) {
  const profile::Settings settings = profile::read_settings(profile);
  return {settings.drain_budget, settings.call_budget};
}

}  // namespace

SpoolerSession::SpoolerSession(const SessionCore& first_client)
    : core_(SessionCore::begin(first_client.use().profile().store().use(first_client.profile_name()), MAPI_EXTENDED,
                               Role::spooler)),
      patience_(configured_patience(first_client.profile_name())),
      objects_(std::make_shared<kit::Core>(kit::com_ptr<IPostroomLedger>::share(&lifecycle::ledger()), 0)) {
  control_ = spooler::make_spooler(*this);
  core_->mail().lend(*control_);
}

SpoolerSession::~SpoolerSession() = default;

bool SpoolerSession::watches_providers() const noexcept {
  return library::lab_watches();
}

void SpoolerSession::serve(SessionCore& client) {
  core_->status().follow(client.status());
  const kit::Lock lock(mutex_);
  clients_.push_back(&client);
  if (row_) client.status().update(StatusTable::Owner::spooler, row_->code, row_->text);
}

void SpoolerSession::forget(SessionCore& client) noexcept {
  core_->status().unfollow(client.status());
  const kit::Lock lock(mutex_);
  std::erase(clients_, &client);
}

bool SpoolerSession::serves_first(const SessionCore& client) const {
  const kit::Lock lock(mutex_);
  return !clients_.empty() && clients_.front() == &client;
}

void SpoolerSession::log_off_stores_and_address_books(lifecycle::BoundedCalls& calls) noexcept {
  objects_->gate().close();
  core_->begin_departure(0, calls);
  conductor_.emplace(core_->conductor(calls));
  for (const Kind kind : lifecycle::kLogoffOrder) {
    if (kind != Kind::transport) conductor_->log_off(kind);
  }
}

void SpoolerSession::shut_down_providers() noexcept {
  for (const Kind kind : lifecycle::kLogoffOrder) {
    if (kind != Kind::transport) conductor_->shut_down(kind);
  }
}

void SpoolerSession::end(lifecycle::BoundedCalls& calls) noexcept {
  conductor_->shut_down(Kind::transport);  // of transports that never logged on
  conductor_.reset();
  core_->end_departure(calls);
}

std::vector<spooler::TransportEntry> SpoolerSession::transports() {
  std::vector<spooler::TransportEntry> transports;
  for (profile::ProviderEntry& entry : core_->use().providers(MAPI_TRANSPORT_PROVIDER)) {
    transports.push_back(
        {std::move(entry.dll_name), std::move(entry.display_name), entry.section, entry.service, entry.resource_flags});
  }
  return transports;
}

std::unique_ptr<spooler::TransportLink> SpoolerSession::start(const spooler::TransportEntry& transport, ULONG flags) {
  profile::ProviderEntry entry;
  entry.dll_name = transport.dll_name;
  entry.display_name = transport.display_name;
  entry.section = transport.section;
  entry.service = transport.service;
  entry.resource_flags = transport.resource_flags;
  entry.resource_type = MAPI_TRANSPORT_PROVIDER;
  std::unique_ptr<spooler::TransportLink> link;
  core_->starts().log_on(entry, [&](std::string& said) -> HRESULT {
    const auto provider = core_->starts().provider(Kind::transport, entry.dll_name);
    const auto logon = core_->new_logon(provider, entry);
    const auto support = make_support(logon);
    std::string name = core_->profile_name();
    ULONG logon_flags = flags | LOGON_NO_DIALOG;
    ProviderError error;
    kit::com_ptr<IXPLogon> object;
    const HRESULT code = logon->log_on(
        "IXPProvider::TransportLogon", provider->transport(),
        [&] {
          return provider->transport()->TransportLogon(support.get(), 0, reinterpret_cast<LPTSTR>(name.data()),
                                                       &logon_flags, error.put(), object.put());
        },
        logon_flags);
    logon->note_answer("IXPProvider::TransportLogon", code, object.get(), nullptr, *support);
    said = error.text();
    if (FAILED(code) || !object) {
      logon->failed();
      return FAILED(code) ? code : MAPI_E_CALL_FAILED;
    }
    IXPLogon& running = *object;
    if (!logon->succeeded(std::move(object))) return MAPI_E_END_OF_SESSION;
    link = std::make_unique<RunningTransport>(logon, running, logon_flags);
    core_->enter(logon);
    return code;
  });
  return link;
}

std::unique_ptr<spooler::StoreLink> SpoolerSession::log_on(const spooler::OpenedStore& store) {
  kit::com_ptr<IMsgStore> object;
  auto logon = log_spooler_on(*core_, store, object);
  return std::make_unique<SpooledStore>(std::move(logon), std::move(object));
}

bool SpoolerSession::open_elsewhere(const spooler::OpenedStore& store) {
  return StoreClaim::held_elsewhere(profile::runtime_folder(), claim_place(*core_, store.record_key));
}

kit::com_ptr<IAddrBook> SpoolerSession::open_address_book() {
  core_->starts().start_address_books();
  return core_->address_book(objects_)->open();
}

std::string SpoolerSession::profile_name() const {
  return core_->profile_name();
}

void SpoolerSession::update_status_row(ULONG status_code, const std::string& status_text) {
  const kit::Lock lock(mutex_);  // a table's sinks are told asynchronously: nothing is called from in here
  row_ = Row{status_code, status_text};
  for (SessionCore* client : clients_) client->status().update(StatusTable::Owner::spooler, status_code, status_text);
}

}  // namespace postroom::session
