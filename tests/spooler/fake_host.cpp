// SPDX-License-Identifier: Apache-2.0
#include "tests/spooler/fake_host.hpp"

#include <postroom/failure.hpp>
#include <postroom/property_arrays.hpp>

#include <mapitags.h>

#include <algorithm>
#include <utility>

namespace postroom::test {
namespace {

class ScriptedLogon final : public kit::Object<ScriptedLogon, IXPLogon> {
 public:
  static constexpr const char* kTypeName = "IXPLogon";
  ScriptedLogon(FakeHost& host, std::shared_ptr<TransportScript> script)
      : Object(std::make_shared<kit::Core>(nullptr, 0)), host_(host), script_(std::move(script)) {
    for (std::string& type : script_->types) types_.push_back(reinterpret_cast<LPTSTR>(type.data()));
  }

  STDMETHODIMP AddressTypes(ULONG* flags, ULONG* count, LPTSTR** types, ULONG* uid_count, LPMAPIUID** uids) override {
    *flags = 0;
    *count = static_cast<ULONG>(types_.size());
    *types = types_.data();
    *uid_count = 0;
    *uids = nullptr;
    return S_OK;
  }
  STDMETHODIMP RegisterOptions(ULONG*, ULONG* count, LPOPTIONDATA* options) override {
    *count = 0;
    *options = nullptr;
    return S_OK;
  }
  STDMETHODIMP TransportNotify(ULONG* flags, LPVOID* data) override {
    log("TransportNotify " + names(*flags));
    if ((*flags & NOTIFY_ABORT_DEFERRED) != 0) {
      const auto& id = *static_cast<const SBinary*>(*data);
      script_->aborted.emplace_back(reinterpret_cast<const char*>(id.lpb), id.cb);
    }
    if (script_->on_notify) script_->on_notify(*flags);
    return S_OK;
  }
  STDMETHODIMP Idle(ULONG) override {
    log("Idle");
    return S_OK;
  }
  STDMETHODIMP TransportLogoff(ULONG) override {
    log("TransportLogoff");
    if (script_->on_logoff) script_->on_logoff();
    return S_OK;
  }
  STDMETHODIMP SubmitMessage(ULONG flags, LPMESSAGE message, ULONG_PTR* reference, ULONG_PTR* seconds) override {
    log("SubmitMessage");
    script_->submit_flags.push_back(flags);
    if (script_->on_submit) return script_->on_submit(*message, reference, seconds);
    for (std::string& address : take_recipients(*message)) script_->delivered.push_back(std::move(address));
    return S_OK;
  }
  STDMETHODIMP EndMessage(ULONG_PTR, ULONG* flags) override {
    log("EndMessage");
    *flags = 0;
    if (!script_->end_flags.empty()) {
      *flags = script_->end_flags.front();
      script_->end_flags.pop_front();
    }
    return S_OK;
  }
  STDMETHODIMP Poll(ULONG* incoming) override {
    log("Poll");
    if (script_->on_poll) script_->on_poll();
    *incoming = script_->mail.empty() ? 0 : 1;
    return S_OK;
  }
  STDMETHODIMP StartMessage(ULONG, LPMESSAGE message, ULONG_PTR*) override {
    log("StartMessage");
    if (script_->on_start_message) script_->on_start_message();
    if (FAILED(script_->start_message_result)) return script_->start_message_result;
    if (script_->mail.empty()) return S_OK;
    const std::string mail = script_->mail.front();
    const std::size_t bar = mail.find('|');
    const kit::PropertyBag properties{
        {PR_SUBJECT_W, mail.substr(0, bar)},
        {PR_MESSAGE_CLASS_W, bar == std::string::npos ? std::string("IPM.Note") : mail.substr(bar + 1)}};
    const auto values = kit::make_values(properties);
    kit::check(message->SetProps(static_cast<ULONG>(properties.size()), values.get(), nullptr));
    if (const HRESULT saved = message->SaveChanges(0); FAILED(saved)) return saved;
    script_->mail.pop_front();
    return S_OK;
  }
  STDMETHODIMP OpenStatusEntry(LPCIID, ULONG, ULONG*, LPMAPISTATUS*) override { return MAPI_E_NO_SUPPORT; }
  STDMETHODIMP ValidateState(ULONG_PTR, ULONG) override { return S_OK; }
  STDMETHODIMP FlushQueues(ULONG_PTR, ULONG, LPENTRYID, ULONG) override {
    log("FlushQueues");
    if (script_->on_flush) script_->on_flush();
    return S_OK;
  }

 private:
  void log(const std::string& what) { host_.log.push_back(script_->name + "." + what); }
  static std::string names(ULONG flags) {
    constexpr std::pair<ULONG, const char*> kNames[] = {
        {NOTIFY_BEGIN_INBOUND, "BEGIN_INBOUND"},         {NOTIFY_END_INBOUND, "END_INBOUND"},
        {NOTIFY_BEGIN_OUTBOUND, "BEGIN_OUTBOUND"},       {NOTIFY_END_OUTBOUND, "END_OUTBOUND"},
        {NOTIFY_END_INBOUND_FLUSH, "END_INBOUND_FLUSH"}, {NOTIFY_END_OUTBOUND_FLUSH, "END_OUTBOUND_FLUSH"},
        {NOTIFY_CANCEL_MESSAGE, "CANCEL_MESSAGE"},       {NOTIFY_ABORT_DEFERRED, "ABORT_DEFERRED"}};
    std::string text;
    for (const auto& [flag, name] : kNames) {
      if ((flags & flag) != 0) text += (text.empty() ? "" : "|") + std::string(name);
    }
    return text;
  }

  FakeHost& host_;
  const std::shared_ptr<TransportScript> script_;
  std::vector<LPTSTR> types_;
};

class ScriptedLink final : public spooler::TransportLink {
 public:
  ScriptedLink(FakeHost& host, std::shared_ptr<TransportScript> script)
      : host_(host), script_(script), logon_(kit::make_object<ScriptedLogon>(host, script)) {}

  ULONG number() const noexcept override { return script_->number; }
  ULONG logon_order() const noexcept override { return script_->logon_order; }
  IXPLogon& logon() noexcept override { return *logon_; }
  ULONG logon_flags() const noexcept override { return script_->logon_flags; }
  void log_off() noexcept override {
    if (std::exchange(off_, true)) return;
    static_cast<void>(logon_->TransportLogoff(0));
    host_.log.push_back(script_->name + ".Release");
  }
  void shut_down() noexcept override {
    if (!std::exchange(shut_down_, true)) host_.log.push_back(script_->name + ".Shutdown");
  }
  void abandon() noexcept override { host_.log.push_back(script_->name + " abandoned"); }

 private:
  HRESULT run(const char*, const std::function<HRESULT(IXPLogon&)>& body, ULONG) override { return body(*logon_); }

  FakeHost& host_;
  const std::shared_ptr<TransportScript> script_;
  const kit::com_ptr<IXPLogon> logon_;
  bool off_ = false;
  bool shut_down_ = false;
};

class ScriptedStore final : public spooler::StoreLink {
 public:
  explicit ScriptedStore(FakeHost& host) : host_(host), store_(make_fake_store(host.store)) {}
  ULONG number() const noexcept override { return 50; }
  IMsgStore& store() noexcept override { return *store_; }
  void keep_library() noexcept override { host_.log.push_back("store.keep_library"); }
  void log_off() noexcept override {
    if (!store_) return;
    const ULONG left = store_.reset();
    host_.log.push_back(left == 0 ? "store.log_off" : "store.log_off with references left");
  }

 private:
  FakeHost& host_;
  kit::com_ptr<IMsgStore> store_;
};

}  // namespace

std::vector<std::string> take_recipients(IMessage& message, std::size_t limit) {
  kit::com_ptr<IMAPITable> table;
  kit::check(message.GetRecipientTable(0, table.put()));
  SRowSet* raw = nullptr;
  kit::check(table->QueryRows(1000, 0, &raw));
  const kit::rows_ptr rows(raw);
  std::vector<kit::PropertyBag> taken;
  std::vector<std::string> addresses;
  for (kit::PropertyBag& row : kit::bags_from(*rows)) {
    if (row.boolean(PR_RESPONSIBILITY) || taken.size() == limit) continue;
    row.set(PR_RESPONSIBILITY, true);
    addresses.emplace_back(row.text(PR_EMAIL_ADDRESS_W));
    taken.push_back(row);
  }
  kit::RowSetBuilder builder(taken.size());
  for (const kit::PropertyBag& row : taken) builder.add(row);
  const kit::adrlist_ptr list = std::move(builder).finish_addresses();
  kit::check(message.ModifyRecipients(MODRECIP_MODIFY, list.get()));
  kit::check(message.SaveChanges(KEEP_OPEN_READWRITE));
  return addresses;
}

std::shared_ptr<TransportScript> FakeHost::add_transport(const std::string& name) {
  const auto script = std::make_shared<TransportScript>();
  script->name = name;
  script->number = ++numbers_;
  script->logon_order = script->number;
  scripts.push_back(script);
  return script;
}

std::vector<spooler::TransportEntry> FakeHost::transports() {
  std::vector<spooler::TransportEntry> entries;
  for (const auto& script : scripts) entries.push_back({script->name, script->name, {}, {}, 0});
  return entries;
}

std::unique_ptr<spooler::TransportLink> FakeHost::start(const spooler::TransportEntry& transport, ULONG) {
  const auto script =
      *std::find_if(scripts.begin(), scripts.end(), [&](const auto& one) { return one->name == transport.dll_name; });
  log.push_back(script->name + ".TransportLogon");
  if (FAILED(script->start_result)) kit::fail(script->start_result, "cannot log on");
  return std::make_unique<ScriptedLink>(*this, script);
}

std::unique_ptr<spooler::StoreLink> FakeHost::log_on(const spooler::OpenedStore&) {
  log.push_back("store.log_on");
  return std::make_unique<ScriptedStore>(*this);
}

}  // namespace postroom::test
