// SPDX-License-Identifier: Apache-2.0
#include <kit/trace/rules_behind.hpp>

namespace postroom::trace {
namespace {

using Rules = std::vector<std::string_view>;

Rules behind_call(const std::string& method) {
  const std::string_view name = method;
  if (name.ends_with("Logon::Logoff") || name.ends_with("Logon::TransportLogoff")) return {"J-13", "J-17", "J-18"};
  if (name.ends_with("Logon::Release")) return {"J-14", "J-15"};
  if (name.ends_with("Provider::Shutdown")) return {"J-15", "J-14", "J-18"};
  if (name.ends_with("Provider::Release")) return {"J-14", "J-16"};
  if (name == "IABProvider::Logon" || name == "IMSProvider::Logon") return {"C-13"};
  return {};
}

}  // namespace

Rules rules_behind(const Entry& entry) {
  if (!entry.event) return {};
  switch (*entry.event) {
    case Event::call_begin:
    case Event::call_end:
    case Event::call_abandoned:
    case Event::call_threw:
      return behind_call(entry.method);
    case Event::library_loaded:
    case Event::library_unloaded:
    case Event::library_kept:
      return {"A-40", "J-16"};
    case Event::mapi_uninitialize_begin:
    case Event::mapi_uninitialize_end:
      return {"A-40"};
    case Event::session_logoff_begin:
    case Event::session_logoff_end:
      return {"J-18", "J-17"};
    case Event::spooler_quiesced:
      return {"J-17"};
    case Event::one_identity:
      return {"J-14"};
    case Event::uid_added:
    case Event::uid_removed:
    case Event::row_added:
    case Event::row_removed:
    case Event::support_released:
      return {"J-49"};
    case Event::support_outlived:
    case Event::support_called_late:
      return {"J-24"};
    case Event::support_teardown:
      return {"J-49", "J-45"};
    case Event::store_logoff_transports:
      return {"J-46"};
    case Event::store_transports_released:
      return {"J-45", "J-46"};
    default:
      return {};
  }
}

}  // namespace postroom::trace
