// SPDX-License-Identifier: Apache-2.0
#include "runtime/session/support.hpp"

#include "runtime/checked/checked.hpp"
#include "runtime/library/lab_faults.hpp"
#include "runtime/library/library.hpp"
#include "runtime/library/memory.hpp"
#include "runtime/lifecycle/ledger.hpp"
#include "runtime/notify/engine.hpp"
#include "runtime/profile/uid.hpp"
#include "runtime/session/logon.hpp"
#include "runtime/session/make_invalid.hpp"
#include "runtime/session/session_core.hpp"

#include <postroom/failure.hpp>

#include <sodium.h>

namespace postroom::session {
namespace {

// What stands behind a support object that has ended, for the lab.
class EndedSupport final : public SupportCore {
 public:
  explicit EndedSupport(ULONG logon) : SupportCore(nullptr, logon) { end_support(); }

  Flavour flavour() const noexcept override { return Flavour::configuration; }
  std::string_view library() const noexcept override { return {}; }
  Logon* logon() noexcept override { return nullptr; }
  kit::com_ptr<IProfSect> open_section(const MAPIUID*, ULONG) override { kit::fail(MAPI_E_INVALID_OBJECT); }
  kit::com_ptr<IMAPISupport> configuration_support() override { kit::fail(MAPI_E_INVALID_OBJECT); }
  void support_released() noexcept override {
    trace::record(trace::Event::support_called_late, {0, logon_number(), 0, {}}, {.method = "Release"});
  }
};

std::span<const std::byte> bytes_of(const NOTIFKEY& key) {
  return std::as_bytes(std::span(key.ab, key.cb));
}

}  // namespace

kit::com_ptr<IMAPISupport> make_support(std::shared_ptr<SupportCore> core) {
  return kit::make_object<Support>(std::move(core));
}

bool kept_by_provider(IMAPISupport& support) noexcept {
  support.AddRef();              // counted by hand: the count itself is asked for
  return support.Release() > 1;  // counted by hand: the same
}

Support::Support(std::shared_ptr<SupportCore> core) : Object(core), core_(std::move(core)) {}

void Support::last_release() noexcept {
  if (library::Library::instance().over()) return;  // the provider of a forked child: its parent goes on
  core_->support_released();
}

void Support::operator delete(Support* self, std::destroying_delete_t) noexcept {
  const std::shared_ptr<SupportCore> core = self->core_;
  self->~Support();
  if (library::lab_watches()) {
    ::new (self) Support(std::make_shared<EndedSupport>(core->logon_number()));
  } else {
    ::operator delete(self);
  }
  if (library::Library::instance().over()) return;
  core->support_gone();
}

void Support::require_method(std::string_view name) const {
  if (library::Library::instance().over()) kit::fail(MAPI_E_NOT_INITIALIZED);
  const unsigned flavour = 1U << static_cast<unsigned>(core_->flavour());
  if ((flavours_with(name) & flavour) == 0) {
    trace::record(trace::Event::support_refused, subject(), {.method = name});
    kit::fail(MAPI_E_NO_SUPPORT, "IMAPISupport::" + std::string(name) + " is not for this kind of provider.");  // D-2
  }
}

void Support::fail_when_asked(std::string_view method) const {
  if (!library::lab_watches()) return;
  const unsigned flavour = 1U << static_cast<unsigned>(core_->flavour());
  if ((flavours_with(method) & flavour) != 0) library::fail_support_when_asked(method, core_->library());
}

trace::Subject Support::subject() const noexcept {
  const Logon* logon = core_->logon();
  return logon != nullptr ? logon->subject() : trace::Subject(0, core_->logon_number(), 0, {});
}

void Support::note_late_call(const char* method) const noexcept {
  trace::record(trace::Event::support_called_late, subject(), {.method = method});
}

Logon& Support::logon() const {
  Logon* logon = core_->logon();
  if (logon == nullptr) kit::fail(MAPI_E_NO_SUPPORT);
  return *logon;
}

std::shared_ptr<SessionCore> Support::session() const {
  auto session = logon().session();
  if (!session) kit::fail(MAPI_E_INVALID_OBJECT);
  return session;
}

STDMETHODIMP Support::GetLastError(HRESULT result, ULONG flags, LPMAPIERROR* error) {
  return last_error(result, flags, error);  // D-6
}

STDMETHODIMP Support::GetMemAllocRoutines(LPALLOCATEBUFFER* allocate, LPALLOCATEMORE* allocate_more,
                                          LPFREEBUFFER* free_buffer) {
  return call([&]() -> HRESULT {
    kit::require(allocate != nullptr && allocate_more != nullptr && free_buffer != nullptr, "an out parameter is null");
    const kit::Allocators triple = library::provider_allocator_triple(core_->library());
    *allocate = triple.allocate;
    *allocate_more = triple.allocate_more;
    *free_buffer = triple.free;
    return S_OK;
  });
}

STDMETHODIMP Support::NewUID(LPMAPIUID uid) {
  return call([&]() -> HRESULT {
    kit::require(uid != nullptr, "lpMuid is null");
    ::randombytes_buf(uid, sizeof *uid);  // D-12
    return S_OK;
  });
}

STDMETHODIMP Support::MakeInvalid(ULONG flags, LPVOID object, ULONG references, ULONG methods) {
  return call([&]() -> HRESULT {
    kit::require_flags(flags, 0);
    kit::require(!checked::is_proxy(object), "lpObject is another provider's, which checked mode watches");
    checked::Invalidation watched(object);
    make_invalid(object, references, methods);
    watched.done();
    return S_OK;
  });
}

STDMETHODIMP Support::SetProviderUID(LPMAPIUID uid, ULONG flags) {
  return call([&]() -> HRESULT {
    require_method("SetProviderUID");
    kit::require_flags(flags, 0);
    kit::require(uid != nullptr, "lpProviderID is null");
    session()->router().add(*uid, logon().shared_from_this());
    trace::record(trace::Event::uid_added, logon().subject(), {.detail = profile::uid_text(*uid)});
    return S_OK;
  });
}

STDMETHODIMP Support::ModifyStatusRow(ULONG count, LPSPropValue columns, ULONG flags) {
  return call([&]() -> HRESULT {
    require_method("ModifyStatusRow");
    kit::require_flags(flags, STATUSROW_UPDATE);
    kit::require(count > 0 && columns != nullptr, "lpColumnVals is empty");
    session()->status().modify(logon(), std::span(columns, count), (flags & STATUSROW_UPDATE) != 0);
    return S_OK;
  });
}

STDMETHODIMP Support::OpenProfileSection(LPMAPIUID uid, ULONG flags, LPPROFSECT* section) {
  return call([&]() -> HRESULT {
    kit::require(section != nullptr, "lppProfileObj is null");
    *section = nullptr;
    kit::require_flags(flags, MAPI_MODIFY | MAPI_DEFERRED_ERRORS);  // D-10
    *section = core_->open_section(uid, flags).detach();
    return S_OK;
  });
}

STDMETHODIMP Support::ModifyProfile(ULONG flags) {
  return call([&]() -> HRESULT {
    require_method("ModifyProfile");
    kit::require_flags(flags, 0);
    session()->use().make_permanent(logon().entry().section);  // D-11
    session()->message_stores().refresh();
    return S_OK;
  });
}

STDMETHODIMP Support::GetSvcConfigSupportObj(ULONG flags, LPMAPISUP* support) {
  return call([&]() -> HRESULT {
    kit::require(support != nullptr, "lppSvcSupport is null");
    *support = nullptr;
    kit::require_flags(flags, 0);
    *support = core_->configuration_support().detach();
    return S_OK;
  });
}

STDMETHODIMP Support::DoConfigPropsheet(ULONG_PTR, ULONG, LPTSTR, LPMAPITABLE, LPMAPIPROP, ULONG) {
  return call([&]() -> HRESULT {
    kit::fail(MAPI_E_NO_SUPPORT, "Postroom shows no property sheets: no user interface is configured.");  // D-42
  });
}

STDMETHODIMP Support::Subscribe(LPNOTIFKEY key, ULONG event_mask, ULONG flags, LPMAPIADVISESINK sink,
                                ULONG_PTR* connection) {
  return call([&]() -> HRESULT {
    kit::require(connection != nullptr, "lpulConnection is null");
    *connection = 0;
    require_method("Subscribe");
    kit::require(key != nullptr, "lpKey is null");
    *connection =
        notify::engine().subscribe({session()->number(), logon().number()}, bytes_of(*key), event_mask, flags, sink);
    return S_OK;
  });
}

STDMETHODIMP Support::Unsubscribe(ULONG_PTR connection) {
  return call([&]() -> HRESULT {
    require_method("Unsubscribe");
    return notify::engine().unsubscribe({session()->number(), logon().number()}, static_cast<ULONG>(connection));
  });
}

STDMETHODIMP Support::Notify(LPNOTIFKEY key, ULONG count, LPNOTIFICATION notifications, ULONG* flags) {
  return call([&]() -> HRESULT {
    require_method("Notify");
    kit::require(key != nullptr && flags != nullptr && (count == 0 || notifications != nullptr), "an argument is null");
    return notify::engine().notify(bytes_of(*key), std::span(notifications, count), flags);
  });
}

STDMETHODIMP Support::OpenLedger(IPostroomLedger** ledger) {
  return call([&]() -> HRESULT {
    kit::require(ledger != nullptr, "ledger is null");
    *ledger = kit::com_ptr<IPostroomLedger>::share(&lifecycle::ledger()).detach();
    checked::note_own_ledger(core_->logon_number());
    return S_OK;
  });
}

STDMETHODIMP Support::GetLogonNumber(ULONG* logon) {
  return call([&]() -> HRESULT {
    kit::require(logon != nullptr, "logon is null");
    *logon = core_->logon_number();
    return S_OK;
  });
}

}  // namespace postroom::session
