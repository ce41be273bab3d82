// SPDX-License-Identifier: Apache-2.0
#include "runtime/session/provider_validation.hpp"

#include "runtime/lifecycle/provider_call.hpp"
#include "runtime/session/session_core.hpp"

#include <postroom/text.hpp>

namespace postroom::session {
namespace {

HRESULT open_status(Logon& logon, kit::com_ptr<IMAPIStatus>& status) {
  ULONG type = 0;
  if (logon.kind() == Kind::address_book) {
    return logon.call<IABLogon>("IABLogon::OpenStatusEntry", [&](IABLogon& target) {
      return target.OpenStatusEntry(nullptr, 0, &type, status.put());
    });
  }
  return logon.call<IMSLogon>("IMSLogon::OpenStatusEntry", [&](IMSLogon& target) {
    return target.OpenStatusEntry(nullptr, 0, &type, reinterpret_cast<LPVOID*>(status.put()));
  });
}

HRESULT validate(Logon& logon, ULONG flags) {
  kit::com_ptr<IMAPIStatus> status;
  const HRESULT opened = open_status(logon, status);
  if (FAILED(opened) || !status) return opened;
  const HRESULT code = lifecycle::provider_call(
      logon.subject(), "IMAPIStatus::ValidateState", status.get(), [&] { return status->ValidateState(0, flags); },
      flags);
  lifecycle::provider_release(logon.subject(), "IMAPIStatus::Release", status);
  return code;
}

}  // namespace

std::string validate_providers(SessionCore& session, ULONG flags) {
  std::string failures;
  for (const Kind kind : {Kind::address_book, Kind::store}) {
    for (const auto& logon : session.logons(kind)) {
      if (!logon->is_on()) continue;
      const HRESULT code = validate(*logon, flags);
      if (SUCCEEDED(code) || code == MAPI_E_NO_SUPPORT) continue;
      failures += (failures.empty() ? "" : "\n") + logon->entry().display_name + " (" + logon->entry().dll_name +
                  ") is not in order: " + kit::hresult_name(code) + ".";
    }
  }
  return failures;
}

}  // namespace postroom::session
