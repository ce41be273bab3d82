// SPDX-License-Identifier: Apache-2.0
#include "runtime/session/status_object.hpp"

#include "runtime/session/provider_validation.hpp"
#include "runtime/session/session_core.hpp"
#include "runtime/session/spooler_session.hpp"

#include <postroom/failure.hpp>
#include <postroom/prop_object.hpp>

#include <mapitags.h>

#include <memory>
#include <optional>
#include <string>

namespace postroom::session {
namespace {

using Owner = StatusTable::Owner;

constexpr ULONG kValidateFlags = SUPPRESS_UI | CONFIG_CHANGED | REFRESH_XP_HEADER_CACHE | PROCESS_XP_HEADER_CACHE |
                                 FORCE_XP_CONNECT | FORCE_XP_DISCONNECT | ABORT_XP_HEADER_OPERATION |
                                 SHOW_XP_SESSION_UI;  // E-16

kit::PropertyBag row_of(SessionCore& session, Owner owner) {
  for (const kit::SharedBag& row : session.status().rows().rows()) {
    if (row->number(PR_ROWID) == static_cast<int>(owner)) return *row;
  }
  kit::fail(MAPI_E_NOT_FOUND, "the status row has gone");
}

// One of the runtime's own status objects: its row, read-only, and what its row's PR_RESOURCE_METHODS promise (E-8).
class RuntimeStatus final : public kit::PropObject<RuntimeStatus, IMAPIStatus> {
 public:
  static constexpr const char* kTypeName = "IMAPIStatus";

  RuntimeStatus(std::shared_ptr<kit::Core> core, std::weak_ptr<SessionCore> session, Owner owner, kit::PropertyBag row)
      : PropObject(core, std::make_shared<kit::BagSource>(std::move(row))),
        core_(std::move(core)),
        session_(std::move(session)),
        owner_(owner) {}

  // E-14: the subsystem's asks all providers, the spooler's its transports, and the address book's starts those of its
  // providers that are not on. What failed is a warning with words, as OpenAddressBook's is (O-12).
  STDMETHODIMP ValidateState(ULONG_PTR, ULONG flags) override {
    return call([&]() -> HRESULT {
      kit::require_flags(flags, kValidateFlags);
      const auto session = this->session();
      session->mail().wait_until_started(core().gate());  // C-16
      spooler::Control& spooler = session->mail().control();
      if (owner_ == Owner::spooler) return spooler.validate(flags);
      session->starts().start_address_books();  // those that could not start before, too
      session->validate_address_books();
      std::string failures = session->starts().address_book_failures();
      if (owner_ == Owner::subsystem) {
        if (session->mail().present()) kit::check(spooler.validate(flags), "the spooler cannot be asked");
        const std::string providers = validate_providers(*session, flags);
        failures += (failures.empty() || providers.empty() ? "" : "\n") + providers;
      }
      if (failures.empty()) return S_OK;
      core_->note_failure(identity(), MAPI_W_ERRORS_RETURNED, failures.c_str());
      return MAPI_W_ERRORS_RETURNED;
    });
  }

  STDMETHODIMP SettingsDialog(ULONG_PTR, ULONG) override {
    return call([]() -> HRESULT { kit::fail(MAPI_E_NO_SUPPORT); });
  }
  STDMETHODIMP ChangePassword(LPTSTR, LPTSTR, ULONG) override {
    return call([]() -> HRESULT { kit::fail(MAPI_E_NO_SUPPORT); });
  }

  STDMETHODIMP FlushQueues(ULONG_PTR, ULONG size, LPENTRYID transport, ULONG flags) override {
    return call([&]() -> HRESULT {
      if (owner_ != Owner::spooler) kit::fail(MAPI_E_NO_SUPPORT);
      spooler::Flush flush;
      flush.flags = flags;
      if (size != 0) {  // E-19
        const auto target = StatusTable::target_of(view_of(size, transport));
        if (!target) kit::fail(MAPI_E_INVALID_ENTRYID, "the target is not a transport's status row");
        flush.transport = target->logon;
      }
      const auto session = this->session();
      session->mail().wait_until_started(core().gate());
      const HRESULT result = session->mail().control().flush(flush, lifecycle::Deadline::never());
      if (FAILED(result)) kit::fail(result, text_of_spooler(*session));
      return result;
    });
  }

 private:
  std::shared_ptr<SessionCore> session() const {
    auto session = session_.lock();
    if (!session) kit::fail(MAPI_E_INVALID_OBJECT);
    return session;
  }
  // How many transports are ready, what ails them, or why there are none.
  static std::string text_of_spooler(SessionCore& session) {
    return std::string(row_of(session, Owner::spooler).text(PR_STATUS_STRING_W));
  }

  const std::shared_ptr<kit::Core> core_;
  const std::weak_ptr<SessionCore> session_;
  const Owner owner_;
};

// On the transport's own thread (E-13, N-2). The transport may be busy for longer than the caller waits, so what the
// call works on belongs to the call.
HRESULT open_transport_status(SessionCore& session, const std::shared_ptr<Logon>& logon, LPCIID iid, ULONG flags,
                              ULONG* type, LPMAPISTATUS* status) {
  struct Opening {
    std::optional<IID> iid;
    ULONG type = 0;
    kit::com_ptr<IMAPIStatus> status;
  };
  const auto opening = std::make_shared<Opening>();
  if (iid != nullptr) opening->iid = *iid;
  const HRESULT code = session.mail().control().on_transport_thread(logon->number(), [logon, opening, flags] {
    return logon->call<IXPLogon>("IXPLogon::OpenStatusEntry", [&](IXPLogon& target) {
      return target.OpenStatusEntry(opening->iid ? &*opening->iid : nullptr, flags, &opening->type,
                                    opening->status.put());
    });
  });
  if (code == MAPI_E_TIMEOUT) kit::fail(code, "The transport is busy.");
  if (FAILED(code)) return code;
  *type = opening->type;
  *status = opening->status.detach();
  return code;
}

HRESULT open_provider_status(SessionCore& session, ULONG number, LPCIID iid, ULONG flags, ULONG* type,
                             LPUNKNOWN* object) {
  auto** const status = reinterpret_cast<LPMAPISTATUS*>(object);
  auto logon = session.find_logon(number);
  if (!logon && session.mail().spooler_session() != nullptr) {
    logon = session.mail().spooler_session()->core().find_logon(number);
  }
  if (!logon) kit::fail(MAPI_E_NOT_FOUND, "the provider of the status row has logged off");
  switch (logon->kind()) {
    case Kind::address_book:
      return logon->call<IABLogon>("IABLogon::OpenStatusEntry",
                                   [&](IABLogon& target) { return target.OpenStatusEntry(iid, flags, type, status); });
    case Kind::store:
      return logon->call<IMSLogon>("IMSLogon::OpenStatusEntry", [&](IMSLogon& target) {
        return target.OpenStatusEntry(iid, flags, type, reinterpret_cast<LPVOID*>(object));
      });
    default:
      return open_transport_status(session, logon, iid, flags, type, status);
  }
}

}  // namespace

HRESULT open_status_object(SessionCore& session, const std::shared_ptr<kit::Core>& core,
                           const StatusTable::Target& target, LPCIID iid, ULONG flags, ULONG* type, LPUNKNOWN* object) {
  if (target.owner == Owner::provider) return open_provider_status(session, target.logon, iid, flags, type, object);
  if (iid != nullptr && !kit::has_iid<IMAPIStatus>(*iid)) kit::fail(MAPI_E_INTERFACE_NOT_SUPPORTED);
  auto status =
      kit::make_object<RuntimeStatus>(core, session.weak_from_this(), target.owner, row_of(session, target.owner));
  *type = MAPI_STATUS;
  *object = status.detach();
  return S_OK;
}

}  // namespace postroom::session
